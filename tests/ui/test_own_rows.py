"""Frozen rows whose methods are written when they are first used are in every way Python's own."""

import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace

import pytest

from shortbreaks.database.commands import Person
from ui import own_rows


def bodies(decorate, module):
    """The same classes, decorated in one way or another."""

    @decorate(frozen=True, slots=True)
    class Row:
        """A row."""

        __module__ = module
        name: str
        pence: int = 5
        tags: list[str] = field(default_factory=list, compare=False)
        secret: str = field(default="", repr=False, kw_only=True)

        def __post_init__(self) -> None:
            if self.pence < 0:
                raise ValueError("below nought")

    @decorate(frozen=True, slots=True, kw_only=True)
    class Longer(Row):
        """A row with more."""

        __module__ = module
        more: str = "m"

        def __str__(self) -> str:
            return f"{self.name} {self.more}"

    @decorate(frozen=True, slots=True)
    class Own:  # noqa: PLW1641 - a dataclass gives it one
        """Says for itself what it is and what it equals."""

        __module__ = module
        name: str

        def __eq__(self, other) -> bool:
            return isinstance(other, type(self)) and self.name.lower() == other.name.lower()

        def __repr__(self) -> str:
            return "its own"

    return Row, Longer, Own


def seen_of(kinds):
    """What anybody sees of such classes, in words."""
    row_of, longer_of, own_of = kinds
    row, same, longer, own = row_of("a", 1), row_of("a", pence=1, tags=["x"]), longer_of("a", 2, more="b"), own_of("A")
    said = [
        row, same, longer, own, row == same, hash(row) == hash(same), row == longer, longer == longer_of("a", 2, more="b"), own == own_of("a"),
        hash(own) == hash(own_of("A")), row == "a", row != same, str(longer), replace(row, name="b"), asdict(longer),
        [(one.name, one.kw_only, one.compare) for one in fields(longer_of)], row_of.__match_args__, longer_of.__slots__, row_of.__doc__,
        row_of.__init__.__qualname__, {row: 1}[same], hasattr(row, "__dict__"),
    ]  # fmt: skip
    for wrong in (
        row_of, lambda: row_of("a", -1), lambda: row_of("a", 1, [], "s"), lambda: longer_of("a", 1, [], "m"),
        lambda: setattr(row, "name", "b"), lambda: delattr(longer, "more"), lambda: setattr(own, "name", ""),
    ):  # fmt: skip
        with pytest.raises((TypeError, ValueError, FrozenInstanceError)) as fault:
            wrong()
        said.append((type(fault.value), str(fault.value)))
    return [repr(one) for one in said]


def test_what_is_written_later_is_what_python_writes_at_once():
    late, at_once = bodies(dataclass, "ui.tried"), bodies(own_rows._dataclass, "ui.tried")
    assert seen_of(late) == seen_of(at_once)


def test_a_method_is_written_when_it_is_first_used_and_only_in_the_house():
    row_of, longer_of, _ = bodies(dataclass, "shortbreaks.tried")
    assert all(vars(kind)[name] is own_rows.LATER[name] for kind in (row_of, longer_of) for name in own_rows.WRITTEN)
    longer = longer_of("a")
    assert vars(longer_of)["__init__"] is not own_rows.LATER["__init__"]
    assert vars(row_of)["__init__"] is own_rows.LATER["__init__"], "of each class by itself"
    first = longer_of.__init__
    own_rows.LATER["__init__"](longer, "b")  # another thread was at it in the same moment
    assert longer == longer_of("b") and longer_of.__init__ is first
    others, *_ = bodies(dataclass, "another.library")
    assert vars(others)["__init__"] not in own_rows.LATER.values()


def test_rows_go_to_other_processes_and_come_back():
    person = Person(7, "priya.nair", "Priya Nair", "coordinator", frozenset())
    assert vars(Person)["__setstate__"] is own_rows._put_back
    assert pickle.loads(pickle.dumps(person)) == person
