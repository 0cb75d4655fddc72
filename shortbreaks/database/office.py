"""The office: the opened database and the person signed in, with two verbs, perform and ask."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Date, Text, bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from shortbreaks.database import audit
from shortbreaks.database.asked import as_asked, check_room, fingerprint_of, new_request_id
from shortbreaks.database.beside import leave_beside
from shortbreaks.database.commands import COMMANDS, QUERIES, Label, Person, View, Work, label_of
from shortbreaks.database.connections import Database
from shortbreaks.database.faults import meaning_of, must_retry
from shortbreaks.database.key_publishing import OFFICE_ROW, publish_keys
from shortbreaks.database.noticing import Noticed, Reading, Writing
from shortbreaks.database.prepared import Prepared
from shortbreaks.dates import IN_MARCH, holidays_decided, leap_birthdays
from shortbreaks.errors import NotAllowed, Refused, RightsChanged, Unavailable

P = ParamSpec("P")
R = TypeVar("R")
KENT = ZoneInfo("Europe/London")
TRIES = 3
_LEAP_BIRTHDAY = text(
    "select value from setting_value where key = 'leap_birthday' and from_day <= :day order by from_day desc, id desc limit 1"
).bindparams(bindparam("day", type_=Date))
_HOLIDAYS = text("select day, held, name from bank_holiday order by id").columns(day=Date, held=Boolean, name=Text)
_STILL_IN = Prepared(text("select active, role from person where id = :id"))
# One question of each act, before it: whether the person is still in, and what the same request brought about
_COMES = Prepared(
    text(
        "select p.active, p.role, e.answer, e.changed, e.number, e.command, e.person_id, e.fingerprint from (select 1) one "
        "left join person p on p.id = :id left join audit_entry e on e.request_id = :request"
    )
)


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

        Sent again by another, for another act or with other content, it is refused: what was asked then was not done.
        Raises NotAllowed, Refused and Unavailable with sentences; NotAudited and anything else is our mistake.
        """
        label = label_of(command, COMMANDS)
        self._may(label)
        request_id, request = request_id or new_request_id(self.now()), as_asked(request)
        check_room(request)
        sent = audit.Sent(request_id, label.name, self.person.id, fingerprint_of(request_id, request))
        for tries in range(TRIES):
            try:
                return self._once(label, request, sent)
            except (DBAPIError, StaleDataError, Refused) as fault:
                if must_retry(fault) and tries < TRIES - 1:
                    continue
                if found := self._after_doubt(fault, sent) or self._meanwhile(fault, sent):
                    return found
                if isinstance(fault, Refused):
                    raise
                meaning = meaning_of(fault)
                if meaning is None:
                    raise
                raise meaning from fault
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def ask(self, query: Callable[Concatenate[View, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask one question in a reading transaction that is closed before the answer is used, with the rights of now.

        Raises NotAllowed, RightsChanged and Unavailable with sentences, and what the question itself refuses.
        """
        self._may(label_of(query, QUERIES))
        now = self.now()
        try:
            with Reading(self.database.reading, autoflush=False) as db, _Decided(db).said():
                self._check_still_in(_STILL_IN.first(db.connection(), {"id": self.person.id}))
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

    def _check_still_in(self, row: tuple[Any, ...] | None) -> None:
        """Refuse somebody whose sign-in was closed, or whose role was changed, since they came in."""
        if row is not None and not (row[0] and row[1] == self.person.role):
            raise RightsChanged(
                "Your sign-in was closed or given another role since you came in.",
                "Sign out, and sign in again; or ask whoever looks after this office's people.",
            )

    def _once(self, label: Label, request: Any, sent: audit.Sent) -> Done:
        self.database.check_there()
        now = self.now()
        with Writing(self.database.writing, expire_on_commit=False) as db:
            connection = db.connection()
            active, role, *kept = _COMES.rows(connection, {"id": self.person.id, "request": sent.request_id})[0]
            earlier = audit.answer_kept(kept, sent) if kept[0] is not None else None
            if earlier is not None:
                return _again(earlier)
            self._check_still_in((active, role) if role is not None else None)
            engine, today = connection.dialect.name, now.astimezone(KENT).date()
            work = Work(db, self.person, now, today, engine=engine, data_key=self.database.key)
            with _Decided(db).said():
                answer = label.function(work, request)
            db.flush()
            self._check(work, db.noticed, label)
            if work.subject is None:
                db.keep()
                return Done(answer, frozenset(), 0)
            deed = audit.Deed(
                now, self.person.id, label.name, label.recorded_as, work.subject, work.pence, sent.request_id,
                sent.fingerprint, db.noticed.changes(work.bulk), tuple(t for t, ids in work.bulk.items() if not ids), answer,
            )  # fmt: skip
            number, heard = audit.append(connection, deed)
            db.keep()
        changed = frozenset(audit.spread(heard))
        if OFFICE_ROW in changed:
            publish_keys(self.database)
        leave_beside(self.database, changed=[table for table, _ in changed])
        return Done(answer, changed, number)

    def _check(self, work: Work, noticed: Noticed, label: Label) -> None:
        unowned = noticed.bulk - set(work.bulk)
        if unowned:
            raise NotAudited(f"{label.name} wrote {', '.join(sorted(unowned))} in bulk and did not say so")
        if (noticed.rows or work.bulk) and work.subject is None:
            raise NotAudited(f"{label.name} changed something and did not say what its audit entry is about")

    def _after_doubt(self, fault: Exception, sent: audit.Sent) -> Done | None:
        """After a broken connection the commit may have happened: look, never guess (safety.md A26)."""
        if not isinstance(fault, DBAPIError) or not fault.connection_invalidated:
            return None
        try:
            with self.database.reading.connect() as connection:
                earlier = audit.answer_in_doubt(connection, sent)
        except DBAPIError as second:
            raise Unavailable(
                "The council's database server went away while saving; it is not known whether this was saved.",
                "Try again when it is back: the same act is never done twice.",
            ) from second
        return None if earlier is None else _again(earlier)

    def _meanwhile(self, fault: Exception, sent: audit.Sent) -> Done | None:
        """On a server the same request may be under way twice: the later one must not hear that the earlier was in its way."""
        if self.database.kind != "server" or isinstance(meaning_of(fault), Unavailable):
            return None
        with self.database.reading.connect() as connection:
            earlier = audit.answer_to(connection, sent)
        return None if earlier is None else _again(earlier)


class _Decided:
    """What the council has decided of the calendar: birthdays of 29 February and bank holidays; each asked only where it is needed.

    A birthday is by its word for 28 February of that year, for such a child alone; the holidays are asked once a transaction.
    """

    def __init__(self, db: Session) -> None:
        self._db = db
        self._years: dict[int, str] = {}
        self._days: dict[date, str] | None = None

    @contextmanager
    def said(self) -> Iterator[None]:
        """While these hold."""
        with leap_birthdays(self._birthday_in), holidays_decided(self._holidays):
            yield

    def _birthday_in(self, year: int) -> str:
        if year not in self._years:
            kept = self._db.connection().execute(_LEAP_BIRTHDAY, {"day": date(year, 2, 28)}).scalar()
            self._years[year] = IN_MARCH if kept is None else str(json.loads(kept))
        return self._years[year]

    def _holidays(self) -> dict[date, str]:
        if self._days is None:
            self._days = {row.day: row.name if row.held else "" for row in self._db.connection().execute(_HOLIDAYS)}
        return self._days


def _again(earlier: tuple[Any, dict[str, list[int]], int]) -> Done:
    """What the same request brought about when it was first made."""
    answer, heard, number = earlier
    return Done(answer, frozenset(audit.spread(heard)), number, again=True)
