"""The office: the opened database and the person signed in, with two verbs, perform and ask."""

import json
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Connection, Date, Engine, Text, bindparam, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import StaleDataError

from shortbreaks.database import audit
from shortbreaks.database.asked import as_asked
from shortbreaks.database.beside import leave_beside
from shortbreaks.database.commands import COMMANDS, QUERIES, Label, Person, View, Work, label_of
from shortbreaks.database.connections import Database
from shortbreaks.database.faults import meaning_of, must_retry
from shortbreaks.database.key_publishing import OFFICE_ROW, publish_keys
from shortbreaks.database.prepared import Prepared
from shortbreaks.dates import IN_MARCH, holidays_decided, leap_birthdays
from shortbreaks.errors import NotAllowed, Unavailable

P = ParamSpec("P")
R = TypeVar("R")
KENT = ZoneInfo("Europe/London")
TRIES = 3
_LEAP_BIRTHDAY = text(
    "select value from setting_value where key = 'leap_birthday' and from_day <= :day order by from_day desc, id desc limit 1"
).bindparams(bindparam("day", type_=Date))
_HOLIDAYS = text("select day, held, name from bank_holiday order by id").columns(day=Date, held=Boolean, name=Text)
_STILL_IN = Prepared(text("select active, role from person where id = :id"))


class NotAudited(RuntimeError):  # noqa: N818 - it is said, not a kind of error people meet
    """A command changed something and did not say what its audit entry is about: our mistake, so all is undone."""


def clock() -> datetime:
    """The moment now, in UTC: the only place where the core reads the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command brought about: its answer, the (table, id) pairs it touched, its audit number.

    `again` says that the same request had been made before and nothing happened twice.
    """

    answer: Any
    changed: frozenset[tuple[str, int]]
    number: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """An opened database with one person at it."""

    database: Database
    person: Person
    now: Callable[[], datetime] = clock
    machine: str = socket.gethostname()

    def perform(self, command: Callable[[Work, Any], Any], request: Any, *, request_id: str | None = None) -> Done:
        """Run one command in one transaction with one audit entry; a request id sent twice has one effect.

        Raises NotAllowed, Refused and Unavailable with sentences; NotAudited and anything else is our mistake.
        """
        label = label_of(command, COMMANDS)
        self._may(label)
        request_id, request = request_id or uuid.uuid4().hex, as_asked(request)
        for tries in range(TRIES):
            try:
                return self._once(label, request, request_id)
            except (DBAPIError, StaleDataError) as fault:
                if must_retry(fault) and tries < TRIES - 1:
                    continue
                if found := self._after_doubt(fault, request_id, label.name):
                    return found
                meaning = meaning_of(fault)
                if meaning is None:
                    raise
                raise meaning from fault
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def ask(self, query: Callable[Concatenate[View, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask one question in a reading transaction that is closed before the answer is used."""
        self._may(label_of(query, QUERIES))
        now = self.now()
        try:
            with _Reading(self.database.reading, autoflush=False) as db, _as_decided(db):
                return query(View(db, self.person, now, now.astimezone(KENT).date()), *args, **kwargs)
        except DBAPIError as fault:
            meaning = meaning_of(fault)
            if meaning is None:
                raise
            raise meaning from fault

    def changes_since(self, number: int) -> tuple[int, frozenset[tuple[str, int]]]:
        """The newest audit number and everything that changed after `number`, by anybody; Unavailable when cut off."""
        try:
            with Session(self.database.reading) as db:
                return audit.changes_since(db, number)
        except DBAPIError as fault:
            meaning = meaning_of(fault)
            if meaning is None:
                raise
            raise meaning from fault

    def newest(self) -> int:
        """The number of the newest audit entry, where hearing changes begins."""
        with Session(self.database.reading) as db:
            return audit.head(db.connection())[0]

    def _may(self, label: Label) -> None:
        if label.needs not in self.person.permissions:
            raise NotAllowed(
                f"Your role, {self.person.role}, may not do this.",
                "Ask somebody who may, or the administrator of this office to change your role.",
            )

    def _still_in(self, connection: Connection) -> None:
        """Refuse somebody whose sign-in was closed, or whose role was changed, since they came in."""
        row = _STILL_IN.first(connection, {"id": self.person.id})
        if row is not None and not (row[0] and row[1] == self.person.role):
            raise NotAllowed(
                "Your sign-in was closed or given another role since you came in.",
                "Sign out, and sign in again; or ask whoever looks after this office's people.",
            )

    def _once(self, label: Label, request: Any, request_id: str) -> Done:
        now = self.now()
        with _Writing(self.database.writing, expire_on_commit=False) as db, db.begin():
            connection = db.connection()
            earlier = audit.answer_to(connection, request_id, label.name, self.person.id)
            if earlier is not None:
                return _again(earlier)
            self._still_in(connection)
            engine, today = connection.dialect.name, now.astimezone(KENT).date()
            work = Work(db, self.person, now, today, engine=engine, data_key=self.database.key)
            with _as_decided(db):
                answer = label.function(work, request)
            db.flush()
            self._check(work, db.noticed, label)
            if work.subject is None:
                return Done(answer, frozenset(), 0)
            deed = audit.Deed(
                now, self.person.id, label.name, label.recorded_as, work.subject, work.pence, request_id,
                db.noticed.changes(work.bulk), tuple(t for t, ids in work.bulk.items() if not ids), answer,
            )  # fmt: skip
            number, heard = audit.append(connection, deed)
        changed = frozenset(audit.spread(heard))
        if OFFICE_ROW in changed:
            publish_keys(self.database)
        leave_beside(self.database, changed=[table for table, _ in changed])
        return Done(answer, changed, number)

    def _check(self, work: Work, noticed: "_Noticed", label: Label) -> None:
        unowned = noticed.bulk - set(work.bulk)
        if unowned:
            raise NotAudited(f"{label.name} wrote {', '.join(sorted(unowned))} in bulk and did not say so")
        if (noticed.rows or work.bulk) and work.subject is None:
            raise NotAudited(f"{label.name} changed something and did not say what its audit entry is about")

    def _after_doubt(self, fault: Exception, request_id: str, command: str) -> Done | None:
        """After a broken connection the commit may have happened: look, never guess (safety.md A26)."""
        if not isinstance(fault, DBAPIError) or not fault.connection_invalidated:
            return None
        try:
            with self.database.reading.connect() as connection:
                earlier = audit.answer_in_doubt(connection, request_id, command, self.person.id)
        except DBAPIError as second:
            raise Unavailable(
                "The council's database server went away while saving; it is not known whether this was saved.",
                "Try again when it is back: the same act is never done twice.",
            ) from second
        return None if earlier is None else _again(earlier)


@contextmanager
def _as_decided(db: Session) -> Iterator[None]:
    """What the council has decided of the calendar: birthdays of 29 February and bank holidays; each asked only where it is needed.

    A birthday is by its word for 28 February of that year, for such a child alone; the holidays are asked once a transaction.
    """

    @cache
    def decided(year: int) -> str:
        kept = db.connection().execute(_LEAP_BIRTHDAY, {"day": date(year, 2, 28)}).scalar()
        return IN_MARCH if kept is None else str(json.loads(kept))

    @cache
    def holidays() -> dict[date, str]:
        return {row.day: row.name if row.held else "" for row in db.connection().execute(_HOLIDAYS)}

    with leap_birthdays(decided), holidays_decided(holidays):
        yield


def _again(earlier: tuple[Any, dict[str, list[int]], int]) -> Done:
    """What the same request brought about when it was first made."""
    answer, heard, number = earlier
    return Done(answer, frozenset(audit.spread(heard)), number, again=True)


class _Noticed:
    """What a session wrote: rows at each flush with their changed fields, and the tables of bulk statements.

    A table "aside" holds nothing that was done, only what somebody is still typing, so it is not noticed.
    """

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], set[str]] = {}
        self.bulk: set[str] = set()
        self.flushed: list[tuple[Any, set[str]]] = []

    def changes(self, bulk: dict[str, set[int]]) -> tuple[audit.Change, ...]:
        """Every row written, with the names of its changed fields; rows owned up to in bulk as runs of ids."""
        mine = [
            audit.Change(table, row, row, tuple(sorted(fields))) for (table, row), fields in sorted(self.rows.items())
        ]
        noticed: dict[str, set[int]] = {}
        for table, row in self.rows:
            noticed.setdefault(table, set()).add(row)
        for table, ids in bulk.items():
            mine += audit.runs_of(table, ids - noticed.get(table, set()))
        return tuple(mine)


class _Reading(Session):
    """A session on a connection that short questions ask by themselves: its own way to one costs as much as the question."""

    _one: Connection | None = None

    def connection(self, *_: Any, **__: Any) -> Connection:
        """The one connection, its transaction begun."""
        if self._one is None:
            self._one = cast("Engine", self.bind).connect()
            self._one.begin()
        return self._one

    def get_bind(self, *_: Any, **__: Any) -> Connection:
        """What the session's own questions are asked by: the same connection."""
        return self.connection()

    def close(self) -> None:
        """Give the connection up, and with it the transaction."""
        super().close()
        if self._one is not None:
            self._one.close()
            self._one = None


class _Writing(Session):
    """A session that notices what it writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noticed = _Noticed()


@event.listens_for(_Writing, "before_flush")
def _before(db: _Writing, *_: Any) -> None:
    written = (record for record in (*db.new, *db.dirty, *db.deleted) if not record.__table__.info.get("aside"))
    db.noticed.flushed = [(record, _changed_fields(record)) for record in written]


@event.listens_for(_Writing, "after_flush")
def _after(db: _Writing, *_: Any) -> None:
    for record, fields in db.noticed.flushed:
        if fields or instance_state(record).deleted:
            key = (record.__tablename__, int(record.id))
            db.noticed.rows.setdefault(key, set()).update(fields)
    db.noticed.flushed = []


@event.listens_for(_Writing, "do_orm_execute")
def _statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if not getattr(table, "info", {}).get("aside"):
            cast("_Writing", state.session).noticed.bulk.add(getattr(table, "name", ""))


def _changed_fields(record: Any) -> set[str]:
    state = instance_state(record)
    return {name for name in state.committed_state if state.attrs[name].history.has_changes()} - {"version"}
