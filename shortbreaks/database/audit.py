"""The audit trail: history for people, evidence for auditors, and the change feed for other coordinators' screens."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, Table, Text, bindparam, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortbreaks.database.bulk import BulkInsert
from shortbreaks.database.guards import SAYS, append_only, refuse_when
from shortbreaks.database.prepared import Prepared
from shortbreaks.database.proofs import CHAINS, Chain
from shortbreaks.database.records import Instant, Key, Record, partial_index
from shortbreaks.database.spelling import canonical
from shortbreaks.errors import Refused

HASH_VERSION = 1
FIRST = "0" * 64
# Any number will do, so long as every writer takes the same lock before reading the last entry (safety.md 3.8).
CHAIN_LOCK = 7_206_048
MOST_NAMED = 200  # rows of one table that a change names one by one to screens; above it, "many of them"


class AuditEntry(Record):
    """One change, by one person, chained to the one before. Holds ids, field names and pence; never names or health."""

    __tablename__ = "audit_entry"

    number: Mapped[Key] = mapped_column(autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    command: Mapped[str]
    recorded_as: Mapped[str]
    subject_table: Mapped[str]
    subject_id: Mapped[int | None]
    pence: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(unique=True)
    fingerprint: Mapped[str]  # of what was asked under that number, so that nothing else is ever answered for as done
    changed: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    hash_version: Mapped[int]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditMark(Record):
    """Which rows an entry touched, from `row_id` to `last_id`: most marks name one row, a file of 100,000 lines has one mark."""

    __tablename__ = "audit_mark"

    entry: Mapped[int] = mapped_column(ForeignKey("audit_entry.number"), primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # among those of the entry, from 1
    table_name: Mapped[str]
    row_id: Mapped[int]
    last_id: Mapped[int]
    fields: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("last_id >= row_id", name="rows"),
        Index("ix_audit_mark_row", "table_name", "row_id", "entry"),
        partial_index("ix_audit_mark_many", "table_name", "last_id", "row_id", where="last_id > row_id"),
        {"sqlite_with_rowid": False},  # an act's marks lie side by side, and need no index by its number
    )  # fmt: skip


entries: Table = AuditEntry.__table__  # type: ignore[assignment]
marks: Table = AuditMark.__table__  # type: ignore[assignment]
append_only(entries, "audit entry")
# The trail cannot fork or have a gap: each entry follows the one numbered before it. A unique index on the seals would say less,
# and have each act read and write two pages more, anywhere in the file.
refuse_when(
    entries, "audit_entry_follows", "insert",
    f"not (new.number = 1 and new.previous = '{FIRST}') "  # noqa: S608 - our own words
    "and not exists (select 1 from audit_entry e where e.number = new.number - 1 and e.hash = new.previous)",
    f"{SAYS}An audit entry follows the one before it. Try again.",
)  # fmt: skip
append_only(marks, "audit mark")


# Built once: a select costs more to build than to run (speed.md).
_HEAD = Prepared(select(entries.c.number, entries.c.hash).order_by(entries.c.number.desc()).limit(1))
_ANSWER = Prepared(
    select(entries.c.answer, entries.c.changed, entries.c.number, entries.c.command, entries.c.person_id, entries.c.fingerprint).where(
        entries.c.request_id == bindparam("request")
    )
)
_SINCE = Prepared(
    select(entries.c.number, entries.c.hash, entries.c.changed).where(entries.c.number >= bindparam("number"))
    .order_by(entries.c.number)
)  # fmt: skip
_LOCK_CHAIN = text("select pg_advisory_xact_lock(:lock)").bindparams(lock=CHAIN_LOCK)
_ADD_ENTRY = BulkInsert(
    entries, "number", "at", "person_id", "command", "recorded_as", "subject_table", "subject_id", "pence", "request_id",
    "fingerprint", "changed", "answer", "body", "hash_version", "previous", "hash",
)  # fmt: skip
_ADD_MARKS = BulkInsert(marks, "entry", "place", "table_name", "row_id", "last_id", "fields")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Rows of one table that a command wrote, from `row_id` to `last_id`, and the names of the fields that changed."""

    table: str
    row_id: int
    last_id: int
    fields: tuple[str, ...] = ()


def runs_of(table: str, ids: Iterable[int]) -> list[Change]:
    """Ids of a table as unbroken runs of them: what was written together is marked together."""
    runs: list[Change] = []
    first = last = 0
    for row_id in sorted(ids):
        if row_id != last + 1 or not first:
            if first:
                runs.append(Change(table, first, last))
            first = row_id
        last = row_id
    return [*runs, Change(table, first, last)] if first else runs


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be written into the trail."""

    at: datetime
    person_id: int
    command: str
    recorded_as: str
    subject: tuple[str, int | None]
    pence: int | None
    request_id: str
    fingerprint: str
    changes: tuple[Change, ...]
    many: tuple[str, ...]
    answer: Any


def append(connection: Connection, deed: Deed) -> tuple[int, dict[str, list[int]]]:
    """Chain a deed to the trail; gives its number and what changed, as screens hear it ([] is "many of them").

    Under the writer's lock, so that the trail cannot fork (safety B12).
    """
    hold(connection)
    last, previous = head(connection)
    number, heard = last + 1, _heard(deed)
    changed, answer = canonical(heard), canonical(deed.answer)
    body = _body(number, deed, changed, answer)
    _ADD_ENTRY(connection, [(
        number, deed.at, deed.person_id, deed.command, deed.recorded_as, *deed.subject, deed.pence, deed.request_id,
        deed.fingerprint, changed, answer, body, HASH_VERSION, previous, link(previous, body),
    )])  # fmt: skip
    places = enumerate(deed.changes, 1)
    _ADD_MARKS(connection, [(number, place, c.table, c.row_id, c.last_id, ",".join(c.fields)) for place, c in places])
    return number, heard


def _heard(deed: Deed) -> dict[str, list[int]]:
    found: dict[str, set[int]] = {table: set() for table in deed.many}
    many = set()
    for c in deed.changes:
        ids = found.setdefault(c.table, set())
        if c.last_id - c.row_id + len(ids) < MOST_NAMED:
            ids.update(range(c.row_id, c.last_id + 1))
        else:
            many.add(c.table)
    return {table: [] if table in many else sorted(ids) for table, ids in found.items()}


def _body(number: int, deed: Deed, changed: str, answer: str) -> str:
    return canonical(
        [
            HASH_VERSION,
            number,
            deed.at.isoformat(),
            deed.person_id,
            deed.command,
            deed.recorded_as,
            list(deed.subject),
            deed.pence,
            deed.request_id,
            deed.fingerprint,
            changed,
            answer,
            sorted({(c.table, c.row_id, c.last_id, c.fields) for c in deed.changes}),
        ]
    )


def link(previous: str, body: str) -> str:
    """The hash that ties an entry to the one before it."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent to be done: its number, what act, by whom, and the fingerprint of all it asks for."""

    request_id: str
    command: str
    person_id: int
    fingerprint: str


def answer_to(connection: Connection, sent: Sent) -> tuple[Any, dict[str, list[int]], int] | None:
    """What a request brought about when it was first made, or None: a request sent twice has one effect.

    Raises Refused where it was another act, somebody else's, or asked for something else: nobody is told that this was done.
    """
    row = _ANSWER.first(connection, {"request": sent.request_id})
    return None if row is None else answer_kept(row, sent)


def answer_kept(row: Sequence[Any], sent: Sent) -> tuple[Any, dict[str, list[int]], int]:
    """The same of the entry kept under that number, its columns as `_ANSWER` names them."""
    if (row[3], row[4], row[5]) != (sent.command, sent.person_id, sent.fingerprint):
        raise Refused("Something else was saved under this act’s number, so this was not done.", "Look again, and do it anew.")
    return json.loads(row[0]), json.loads(row[1]), row[2]


def answer_in_doubt(connection: Connection, sent: Sent) -> tuple[Any, dict[str, list[int]], int] | None:
    """As `answer_to`, once whoever saves just now has ended: a commit may still be under way whose line was cut (safety.md A26)."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK_CHAIN)
    return answer_to(connection, sent)


def changes_since(db: Session, number: int) -> tuple[int, frozenset[tuple[str, int]]]:
    """The newest number and every (table, id) changed after `number`; id 0 stands for "many of them"."""
    rows = db.execute(select(entries.c.number, entries.c.changed).where(entries.c.number > number)).all()
    changed: set[tuple[str, int]] = set()
    for row in rows:
        changed |= spread(json.loads(row.changed))
    return max((row.number for row in rows), default=number), frozenset(changed)


def spread(changed: dict[str, list[int]]) -> set[tuple[str, int]]:
    """{"child": [1, 2]} as {("child", 1), ("child", 2)}; an empty list becomes id 0, "many of them"."""
    return {(table, row_id) for table, ids in changed.items() for row_id in (ids or [0])}


def last_change(db: Session, table: str, row_id: int) -> tuple[str, str]:
    """Who last changed a row, and when on the clock in Kent; for the refusal of a save over a newer version."""
    among = (marks.c.last_id > marks.c.row_id) & (marks.c.row_id < row_id) & (marks.c.last_id >= row_id)
    row = db.execute(
        select(entries.c.at, entries.c.person_id)
        .join(marks, marks.c.entry == entries.c.number)
        .where(marks.c.table_name == table, or_(marks.c.row_id == row_id, among))
        .order_by(entries.c.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return "Somebody", "an unknown time"
    name = db.execute(text("select name from person where id = :id"), {"id": row.person_id}).scalar()
    local = row.at.astimezone(ZoneInfo("Europe/London"))
    return str(name or "Somebody"), f"{local:%H:%M} on {local.day} {local:%B %Y}"


def numbers_in(answer: str) -> dict[str, int]:
    """The numbers a command answered by name ({"audit": 40}); nothing when it answered otherwise."""
    kept = json.loads(answer)
    return {str(k): v for k, v in kept.items() if isinstance(v, int)} if isinstance(kept, dict) else {}


def head(connection: Connection) -> tuple[int, str]:
    """The newest entry's number and hash."""
    row = _HEAD.first(connection, {})
    return (row[0], row[1]) if row else (0, FIRST)


def hold(connection: Connection) -> None:
    """Let nobody else write into the trail until this transaction ends; a file has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK_CHAIN)


def only_touched(connection: Connection, since: tuple[int, str], tables: Collection[str]) -> bool:
    """Whether all that was done since an entry (its number and hash, as `head` gives them) is in some tables alone.

    Every change leaves its entry in its own transaction. So what was read once the entry was seen, and reads none of these
    tables, is what would be read now: also on a server, where each statement sees what was saved before it.
    """
    rows = _SINCE.rows(connection, {"number": since[0]})
    if since != (0, FIRST) and (not rows or (rows[0][0], rows[0][1]) != since):
        return False
    return all(json.loads(changed).keys() <= set(tables) for number, _, changed in rows if number > since[0])


def hash_at(connection: Connection, number: int) -> str | None:
    """The hash of entry `number`, or None when there is no such entry."""
    return connection.execute(select(entries.c.hash).where(entries.c.number == number)).scalar()


CHAINS["audit"] = Chain(head, hash_at)
