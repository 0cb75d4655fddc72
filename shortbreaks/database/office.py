"""The office: the opened database and the person signed in, with two verbs, perform and ask."""

import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.exc import StaleDataError

from shortbreaks.database import audit
from shortbreaks.database.commands import COMMANDS, QUERIES, Label, Person, View, Work, label_of
from shortbreaks.database.connections import Database
from shortbreaks.database.faults import meaning_of, must_retry
from shortbreaks.database.key_publishing import OFFICE_ROW, publish_keys
from shortbreaks.errors import NotAllowed, Unavailable

P = ParamSpec("P")
R = TypeVar("R")
KENT = ZoneInfo("Europe/London")
TRIES = 3


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
        request_id = request_id or uuid.uuid4().hex
        for tries in range(TRIES):
            try:
                return self._once(label, request, request_id)
            except (DBAPIError, StaleDataError) as fault:
                if must_retry(fault) and tries < TRIES - 1:
                    continue
                if found := self._after_doubt(fault, request_id):
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
            with Session(self.database.reading, autoflush=False) as db:
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

    def signed_in_as(self, person: Person) -> "Office":
        """The same database with somebody else at it."""
        return replace(self, person=person)

    def _may(self, label: Label) -> None:
        if label.needs not in self.person.permissions:
            raise NotAllowed(
                f"Your role, {self.person.role}, may not do this.",
                "Ask somebody who may, or the administrator of this office to change your role.",
            )

    def _still_in(self, db: Session) -> None:
        """Refuse somebody whose sign-in was closed, or whose role was changed, since they came in."""
        row = db.execute(text("select active, role from person where id = :id"), {"id": self.person.id}).first()
        if row is not None and not (row.active and row.role == self.person.role):
            raise NotAllowed(
                "Your sign-in was closed or given another role since you came in.",
                "Sign out, and sign in again; or ask whoever looks after this office's people.",
            )

    def _once(self, label: Label, request: Any, request_id: str) -> Done:
        now = self.now()
        with Session(self.database.writing, autoflush=True, expire_on_commit=False) as db, db.begin():
            earlier = audit.answer_to(db, request_id)
            if earlier is not None:
                return Done(earlier[0], frozenset(audit.spread(earlier[1])), earlier[2], again=True)
            self._still_in(db)
            today = now.astimezone(KENT).date()
            work = Work(db, self.person, now, today, engine=db.get_bind().dialect.name, data_key=self.database.key)
            noticed = _Noticed(db)
            answer = label.function(work, request)
            db.flush()
            self._check(work, noticed, label)
            if work.subject is None:
                return Done(answer, frozenset(), 0)
            deed = audit.Deed(
                now, self.person.id, label.name, label.recorded_as, work.subject, work.pence, request_id,
                noticed.changes(work.bulk), tuple(t for t, ids in work.bulk.items() if not ids), answer,
            )  # fmt: skip
            number = audit.append(db, deed)
        changed = {(c.table, c.row_id) for c in deed.changes} | {(t, 0) for t in deed.many}
        if OFFICE_ROW in changed:
            publish_keys(self.database)
        return Done(answer, frozenset(changed), number)

    def _check(self, work: Work, noticed: "_Noticed", label: Label) -> None:
        unowned = noticed.bulk - set(work.bulk)
        if unowned:
            raise NotAudited(f"{label.name} wrote {', '.join(sorted(unowned))} in bulk and did not say so")
        if (noticed.rows or work.bulk) and work.subject is None:
            raise NotAudited(f"{label.name} changed something and did not say what its audit entry is about")

    def _after_doubt(self, fault: Exception, request_id: str) -> Done | None:
        """After a broken connection the commit may have happened: look, never guess (safety.md A26)."""
        if not isinstance(fault, DBAPIError) or not fault.connection_invalidated:
            return None
        try:
            with Session(self.database.reading) as db:
                earlier = audit.answer_to(db, request_id)
        except DBAPIError as second:
            raise Unavailable(
                "The council's database server went away while saving; it is not known whether this was saved.",
                "Try again when it is back: the same act is never done twice.",
            ) from second
        return (
            None if earlier is None else Done(earlier[0], frozenset(audit.spread(earlier[1])), earlier[2], again=True)
        )


class _Noticed:
    """What a session wrote, noticed at each flush and each bulk statement."""

    def __init__(self, db: Session) -> None:
        from sqlalchemy import event

        self.rows: dict[tuple[str, int], set[str]] = {}
        self.bulk: set[str] = set()
        self._fresh: list[tuple[Any, set[str]]] = []
        event.listen(db, "before_flush", self._before)
        event.listen(db, "after_flush", self._after)
        event.listen(db, "do_orm_execute", self._statement)

    def _before(self, db: Session, *_: Any) -> None:
        self._fresh = [(record, _changed_fields(record)) for record in (*db.new, *db.dirty, *db.deleted)]

    def _after(self, *_: Any) -> None:
        for record, fields in self._fresh:
            state = inspect(record)
            if fields or state.deleted:
                key = (record.__tablename__, int(record.id))
                self.rows.setdefault(key, set()).update(fields)
        self._fresh = []

    def _statement(self, state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            name = getattr(getattr(state.statement, "table", None), "name", "")
            if name not in {"audit_entry", "audit_mark"}:
                self.bulk.add(name)

    def changes(self, bulk: dict[str, set[int]]) -> tuple[audit.Change, ...]:
        """Every row written, with the names of its changed fields."""
        mine = [audit.Change(table, row_id, tuple(sorted(f))) for (table, row_id), f in sorted(self.rows.items())]
        seen = set(self.rows)
        more = [(table, row_id) for table, ids in bulk.items() for row_id in sorted(ids) if (table, row_id) not in seen]
        return tuple(mine + [audit.Change(table, row_id, ()) for table, row_id in more])


def _changed_fields(record: Any) -> set[str]:
    state = inspect(record)
    return {attribute.key for attribute in state.attrs if attribute.history.has_changes()} - {"version"}
