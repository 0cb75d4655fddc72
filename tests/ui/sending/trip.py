"""One office with its window in which form after form is sent: who made each form, what was done, and where words are kept."""

import json
import sys
from collections import Counter
from functools import cache

import pytest
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import LargeBinary, String, text

import shortbreaks.schema
from tests.ui import walking
from tests.ui.sending.places import places
from ui.kit.form import Form

OURS = {"audit_entry", "audit_mark", "draft", "search_word"}  # what it writes of itself, and what is not sent yet


class Trip:
    """One office with its window, and who made each form."""

    def __init__(self, county) -> None:
        self.county, self.faults, self.made = county, [], {}
        self.patch = pytest.MonkeyPatch()
        first = Form.__init__

        def noted(form, *args, **kwargs):
            first(form, *args, **kwargs)
            self.made[form] = next((one for one in callers() if one in places()), "")

        self.patch.setattr(Form, "__init__", noted)
        self.patch.setattr(QFileDialog, "open", lambda *_: None)
        self.window = walking.window_of(county, self.faults)
        self.window.activateWindow()
        self.where = walking.targets(county)
        self.sent: Counter[str] = Counter()  # how many fields each nasty value went through

    def close(self):
        self.patch.undo()
        self.window.close()
        self.window.deleteLater()

    def newest(self):
        with self.county.database.reading.connect() as connection:
            return connection.execute(text("select max(number) from audit_entry")).scalar()

    def acts_since(self, number):
        """The commands that were performed after an entry, without their rooms."""
        asked = text("select command from audit_entry where number > :number order by number")
        with self.county.database.reading.connect() as connection:
            acts = [one.rpartition(".")[2] for one in connection.execute(asked, {"number": number}).scalars()]
        return tuple(one for one in acts if one not in {"keep_draft", "drop_draft"})

    def holds(self, words):
        """Each column in which words stand whole: as they are, or inside what is kept as JSON."""
        with self.county.database.reading.connect() as connection:
            return {
                f"{table}.{column}"
                for table, columns in text_columns().items()
                for found in [connection.execute(asked(table), {"n0": words, "n1": quoted(words), "n2": quoted(words, as_ascii=True)})]
                for row in found
                for column, there in zip(columns, row, strict=True) if there
            }  # fmt: skip


def callers():
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith("ui."):
            yield f"{name.removeprefix('ui.')}:{frame.f_code.co_qualname.replace('.<locals>', '')}"
        frame = frame.f_back


def quoted(words, *, as_ascii=False):
    return json.dumps(words, ensure_ascii=as_ascii)[1:-1]


@cache
def text_columns():
    return {
        table.name: columns for table in shortbreaks.schema.metadata.sorted_tables if table.name not in OURS
        if (columns := [one.name for one in table.columns if isinstance(one.type, String | LargeBinary)])
    }  # fmt: skip


@cache
def asked(table):
    """For each text of a table whether any row holds the words."""
    held = [
        f'coalesce(max(instr("{one}", :n0) or instr("{one}", :n1) or instr("{one}", :n2)), 0)'
        for one in text_columns()[table]
    ]
    return text(f'select {", ".join(held)} from "{table}"')
