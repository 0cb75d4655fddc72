"""What can be done and what can be asked: labels on plain functions, and the desk space each one is given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from shortbreaks.database.audit import last_change
from shortbreaks.database.records import Record
from shortbreaks.errors import ChangedByAnother, NotFound

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, and what their role may do."""

    id: int
    sign_in: str
    name: str
    role: str
    permissions: frozenset[str]


@cache
def _locked(record: type[T]) -> Select[T]:
    """One record of a kind, locked: built once for each, since a select costs more to build than to run (speed.md)."""
    key: Any = record.__table__.c.id
    return select(record).where(key == bindparam("id")).with_for_update(key_share=True)


@dataclass(slots=True)
class View:
    """What a query is given: a reading transaction, who asks, and when (`now` in UTC, `today` in London)."""

    db: Session
    person: Person
    now: datetime
    today: date


@dataclass(slots=True)
class Work(View):
    """What a command is given: a writing transaction that it never commits itself."""

    engine: str = "sqlite"
    data_key: bytes | None = field(default=None, repr=False)  # an embedded office's, to make people's way in
    subject: tuple[str, int | None] | None = None
    pence: int | None = None
    bulk: dict[str, set[int]] = field(default_factory=dict)

    def record(self, about: Record | tuple[str, int | None], *, pence: int | None = None) -> None:
        """Say what the audit entry is about; every command does this once. `pence` is the money it concerned."""
        if isinstance(about, Record):
            self.db.flush()
            about = (about.__tablename__, about.id)  # type: ignore[attr-defined]
        self.subject = about
        self.pence = pence

    def touched(self, table: str, ids: Iterable[int] = ()) -> None:
        """Own up to rows written past the unit of work; no ids means "many of them"."""
        self.bulk.setdefault(table, set()).update(ids)

    def take(self, record: type[T], row_id: int, *, seen: int | None = None) -> T:
        """Lock one record for this change.

        `seen` is the version the person was shown. Raises NotFound, or ChangedByAnother with who and when.
        """
        found: T | None = self.db.execute(_locked(record), {"id": row_id}).scalar()
        if found is None:
            raise NotFound(f"There is no {said(record.__tablename__)} {row_id} here any more.", "Look again.")
        if seen is not None and found.version != seen:  # type: ignore[attr-defined]
            raise self.newer(record.__tablename__, row_id)
        return found

    def newer(self, table: str, row_id: int) -> ChangedByAnother:
        """The refusal of a save over what somebody changed since it was shown, with who and when."""
        who, when = last_change(self.db, table, row_id)
        return ChangedByAnother(
            f"{who} changed this {said(table)} at {when}, after you opened it.",
            "Look again, and compare what you typed with what is there now.",
        )


@dataclass(frozen=True, slots=True)
class Label:
    """What a command or query says of itself."""

    name: str
    needs: str
    recorded_as: str
    function: Callable[..., Any]


COMMANDS: dict[str, Label] = {}
QUERIES: dict[str, Label] = {}


def command(
    *, needs: str, recorded_as: str
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]]:
    """Label a function as something that can be done by people with permission `needs`.

    `recorded_as` is the wording of its audit entry ("Booking made").
    """

    def label(function: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
        _keep(COMMANDS, function, needs, recorded_as)
        return function

    return label


def query(*, needs: str) -> Callable[[Callable[Concatenate[View, P], R]], Callable[Concatenate[View, P], R]]:
    """Label a function as something that can be asked by people with permission `needs`."""

    def label(function: Callable[Concatenate[View, P], R]) -> Callable[Concatenate[View, P], R]:
        _keep(QUERIES, function, needs, "")
        return function

    return label


def _keep(labels: dict[str, Label], function: Callable[..., Any], needs: str, recorded_as: str) -> None:
    name = f"{function.__module__}.{function.__qualname__}"
    if name in labels and labels[name].function.__code__ is not function.__code__:
        raise ValueError(f"two functions are called {name}")
    labels[name] = Label(name, str(needs), recorded_as, function)


def label_of(function: Callable[..., Any], labels: dict[str, Label]) -> Label:
    """The label of a command or query; KeyError for a function that has none."""
    return labels[f"{function.__module__}.{function.__qualname__}"]


def said(table: str) -> str:
    """A table's name as people say it: "booking_place" is a booking place."""
    return table.replace("_", " ")
