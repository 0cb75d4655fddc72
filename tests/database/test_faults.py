"""What the database refuses is said to a person in a sentence, on both engines; a sentence that nothing would call is none."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from sqlalchemy import UniqueConstraint

import shortbreaks
from shortbreaks.bookings.merge_preview import side_by_side
from shortbreaks.database.faults import _refusals
from shortbreaks.database.records import metadata
from shortbreaks.errors import Refused
from shortbreaks.families.contacts import WriteNote, write_note
from shortbreaks.families.queries import child_card
from tests.families.test_families import register

for _module in pkgutil.walk_packages(shortbreaks.__path__, "shortbreaks."):
    if "migrations" not in _module.name and not _module.name.endswith("__main__"):
        importlib.import_module(_module.name)
VERSIONS = Path(shortbreaks.__file__).parent / "database/migrations/versions"


def unique_columns():
    """Each set of columns that may hold a value once, as SQLite names it."""
    for table in metadata.sorted_tables:
        for one in (*table.constraints, *table.indexes):
            if isinstance(one, UniqueConstraint) or getattr(one, "unique", False):
                yield ", ".join(f"{table.name}.{column.name}" for column in one.columns)


def test_every_sentence_is_of_something_the_database_calls_by_that_name():
    frozen = " ".join((VERSIONS / name).read_text("utf-8") for name in ("0001_file.sql", "0001_server.sql"))
    called = set(re.findall(r"\w+", frozen)) | set(unique_columns()) | {"sibling_group.parted"}  # SQLite names no foreign key
    assert len(_refusals) > 60 and set(_refusals) - called == set()
    for refusal in _refusals.values():
        said = refusal()
        assert isinstance(said, Refused) and said.sentence.endswith(".") and (said.remedy.endswith(".") or not said.remedy)


def test_a_mark_that_no_server_keeps_is_told_in_a_sentence_wherever_it_comes_from(server_county):
    household, child = register(server_county)
    office = server_county.at()
    with pytest.raises(Refused, match="nobody sees") as refusal:
        office.perform(write_note, WriteNote(household, child, "call", "pasted\0here"))
    assert refusal.value.remedy == "Type it instead of pasting it."
    with pytest.raises(Refused, match="nobody sees"):
        office.ask(side_by_side, household, "F-1\0")
    assert office.ask(child_card, child).notes == ()
