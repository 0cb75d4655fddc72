"""The audit trail: history for people, evidence for auditors, and the change feed for other coordinators' screens."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, ForeignKey, Index, Table, Text, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.proofs import CHAINS, Chain
from shortbreaks.database.records import Instant, Key, Record

HASH_VERSION = 1
FIRST = "0" * 64
# Any number will do, so long as every writer takes the same lock before reading the last entry (safety.md 3.8).
CHAIN_LOCK = 7_206_048


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
    changed: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    hash_version: Mapped[int]
    previous: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)


class AuditMark(Record):
    """Which rows an entry touched, so that the history of one record is one look-up."""

    __tablename__ = "audit_mark"

    id: Mapped[Key]
    entry: Mapped[int] = mapped_column(ForeignKey("audit_entry.number"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    fields: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_audit_mark_row", "table_name", "row_id", "entry"),
        Index("ix_audit_mark_entry", "entry"),
    )


entries: Table = AuditEntry.__table__  # type: ignore[assignment]
marks: Table = AuditMark.__table__  # type: ignore[assignment]
append_only(entries, "audit entry")
append_only(marks, "audit mark")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that a command wrote: its table, its id and the names of the fields that changed."""

    table: str
    row_id: int
    fields: tuple[str, ...]


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
    changes: tuple[Change, ...]
    many: tuple[str, ...]
    answer: Any


def canonical(value: Any) -> str:
    """The one spelling of a JSON value, so that the same facts always hash alike."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def append(db: Session, deed: Deed) -> int:
    """Chain a deed to the trail and give its number; under the writer's lock, so the trail cannot fork (safety B12)."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    last = db.execute(select(entries.c.number, entries.c.hash).order_by(entries.c.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.hash) if last else (1, FIRST)
    touched: dict[str, list[int]] = {}
    for change in deed.changes:
        touched.setdefault(change.table, []).append(change.row_id)
    for table in deed.many:
        touched.setdefault(table, [])
    changed = canonical({table: sorted(set(ids)) for table, ids in touched.items()})
    answer = canonical(deed.answer)
    body = _body(number, deed, changed, answer)
    row = {
        "number": number, "at": deed.at, "person_id": deed.person_id, "command": deed.command,
        "recorded_as": deed.recorded_as, "subject_table": deed.subject[0], "subject_id": deed.subject[1],
        "pence": deed.pence, "request_id": deed.request_id, "changed": changed, "answer": answer, "body": body,
        "hash_version": HASH_VERSION, "previous": previous, "hash": link(previous, body),
    }  # fmt: skip
    db.execute(insert(entries), row)
    if deed.changes:
        db.execute(
            insert(marks),
            [
                {"entry": number, "table_name": c.table, "row_id": c.row_id, "fields": ",".join(c.fields)}
                for c in deed.changes
            ],
        )
    return number


def _body(number: int, deed: Deed, changed: str, answer: str) -> str:
    fields = sorted({(c.table, c.row_id, c.fields) for c in deed.changes})
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
            changed,
            answer,
            fields,
        ]
    )


def link(previous: str, body: str) -> str:
    """The hash that ties an entry to the one before it."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def answer_to(db: Session, request_id: str) -> tuple[Any, dict[str, list[int]], int] | None:
    """What a request brought about when it was first made, or None: a request sent twice has one effect."""
    row = db.execute(
        select(entries.c.answer, entries.c.changed, entries.c.number).where(entries.c.request_id == request_id)
    ).first()
    return None if row is None else (json.loads(row.answer), json.loads(row.changed), row.number)


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
    row = db.execute(
        select(entries.c.at, entries.c.person_id)
        .join(marks, marks.c.entry == entries.c.number)
        .where(marks.c.table_name == table, marks.c.row_id == row_id)
        .order_by(entries.c.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return "Somebody", "an unknown time"
    name = db.execute(text("select name from person where id = :id"), {"id": row.person_id}).scalar()
    local = row.at.astimezone(ZoneInfo("Europe/London"))
    return str(name or "Somebody"), f"{local:%H:%M} on {local.day} {local:%B %Y}"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail does not hold: the entry's number and what is wrong with it."""

    number: int
    what: str


def prove(connection: Connection, *, after: int = 0) -> tuple[int, str, Sequence[Break]]:
    """Walk the chain from entry `after` on: how many entries were read, the head's hash, and every break found."""
    breaks: list[Break] = []
    previous = FIRST
    if after:
        previous = connection.execute(select(entries.c.hash).where(entries.c.number == after)).scalar_one()
    expected = after
    rows = connection.execute(
        select(entries).where(entries.c.number > after).order_by(entries.c.number),
        execution_options={"yield_per": 2000},
    )
    for row in rows:
        expected += 1
        breaks.extend(Break(row.number, what) for what in _faults(row, expected, previous))
        expected, previous = row.number, row.hash
    breaks.extend(_unmarked(connection, after))
    return expected, previous, breaks


def _faults(row: Any, expected: int, previous: str) -> Iterable[str]:
    if row.number != expected:
        yield f"entries {expected} to {row.number - 1} are missing"
    if row.previous != previous:
        yield "it does not follow the entry before it"
    if row.hash != link(row.previous, row.body):
        yield "its text is not the text that was sealed"
    try:
        kept = json.loads(row.body)
    except ValueError:
        kept = []
    columns = [
        row.hash_version, row.number, row.at.isoformat(), row.person_id, row.command, row.recorded_as,
        [row.subject_table, row.subject_id], row.pence, row.request_id, row.changed, row.answer,
    ]  # fmt: skip
    if kept[:11] != columns:
        yield "its columns do not say what its sealed text says"


def _unmarked(connection: Connection, after: int) -> Iterable[Break]:
    """Entries whose marks are not the rows that were sealed; both sides are read once, side by side."""
    found: dict[int, list[list[Any]]] = {}
    for row in connection.execute(select(marks).where(marks.c.entry > after)):
        fields = row.fields.split(",") if row.fields else []
        found.setdefault(row.entry, []).append([row.table_name, row.row_id, fields])
    for number, body in connection.execute(select(entries.c.number, entries.c.body).where(entries.c.number > after)):
        if _sealed_marks(body) != sorted(found.pop(number, [])):
            yield Break(number, "the rows it touched are not the rows that were sealed")
    for number in found:
        yield Break(number, "rows are marked for it, and there is no such entry")


def _sealed_marks(body: str) -> Any:
    try:
        return json.loads(body)[11]
    except (ValueError, IndexError):
        return None


def numbers_in(answer: str) -> dict[str, int]:
    """The numbers a command answered by name ({"audit": 40}); nothing when it answered otherwise."""
    kept = json.loads(answer)
    return {str(k): v for k, v in kept.items() if isinstance(v, int)} if isinstance(kept, dict) else {}


def head(connection: Connection) -> tuple[int, str]:
    """The newest entry's number and hash."""
    row = connection.execute(
        select(entries.c.number, entries.c.hash).order_by(entries.c.number.desc()).limit(1)
    ).first()
    return (row.number, row.hash) if row else (0, FIRST)


def hash_at(connection: Connection, number: int) -> str | None:
    """The hash of entry `number`, or None when there is no such entry."""
    return connection.execute(select(entries.c.hash).where(entries.c.number == number)).scalar()


CHAINS["audit"] = Chain(head, hash_at)
