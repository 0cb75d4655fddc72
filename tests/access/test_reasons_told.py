"""Words that are longer than the record has room for are told to be so, whatever command they are handed to past its form."""

from dataclasses import fields, is_dataclass

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.database.asked import REASONS
from shortbreaks.database.commands import COMMANDS
from shortbreaks.errors import Refused
from shortbreaks.words import LONGEST_TEXT
from tests.access.test_roles import OURS
from tests.conftest import County

assert OURS  # every command is known


@pytest.fixture(scope="module")
def lent(file_offices):
    with file_offices.lent() as database:
        yield County(database)


def with_reasons():
    """Each command whose request holds words of a person by a reason's name, with that request's kind and field."""
    for name, label in COMMANDS.items():
        request = label.function.__annotations__.get("request")
        for one in fields(request) if is_dataclass(request) else ():
            if one.name in REASONS and one.type in {str, "str"} and name.startswith("shortbreaks."):
                yield name, label.function, request, one


WITH_REASONS = [pytest.param(*rest, id=f"{name.removeprefix('shortbreaks.')}.{rest[-1].name}") for name, *rest in with_reasons()]


def test_the_commands_with_a_reason_are_found():
    assert len(WITH_REASONS) > 60 and sum("room" in one.values[-1].metadata for one in WITH_REASONS) >= 8


@pytest.mark.parametrize(("command", "kind", "words"), WITH_REASONS)
def test_a_reason_longer_than_its_room_is_told_to_be_so_and_never_to_be_missing(command, kind, words, lent):
    """Past the form, with nothing else in the request: it is told before anything is looked up."""
    room = words.metadata.get("room", LONGEST_TEXT)
    request = kind(**{one.name: None for one in fields(kind) if one.init} | {words.name: "x" * (room + 1)})
    with pytest.raises(Refused, match=f"has {room + 1:,} letters, and there is room for {room:,}") as refusal:
        lent.at(Role.MANAGER).perform(command, request)
    assert refusal.value.field == words.name
