"""The audit trail as it is read: who did what, about what, when, and which fields changed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from shortbreaks.access.field_words import field_said
from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.audit import entries, marks
from shortbreaks.database.commands import View, query, said
from shortbreaks.dates import to_local

MOST_SHOWN = 500
KENT = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class TrailAsked:
    """Which entries: by one person, on the days from one to another, with a word in what was done; None or "" is any."""

    person_id: int | None = None
    first: date | None = None
    last: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry; `at` is on the clock in Kent, `about` "child 17". It holds ids, field names and pence, never names."""

    number: int
    at: datetime
    person: str
    done: str
    table: str
    row_id: int | None
    about: str
    pence: int | None
    hash: str


@query(needs=Permission.SEE_AUDIT)
def trail(view: View, asked: TrailAsked) -> tuple[TrailRow, ...]:
    """The newest 500 entries of what was asked."""
    e = entries.c
    rows = (
        select(
            e.number, e.at, PersonRecord.name, e.recorded_as, e.subject_table, e.subject_id, e.pence, e.hash
        )
        .join(PersonRecord, PersonRecord.id == e.person_id, isouter=True)
        .order_by(e.number.desc())
        .limit(MOST_SHOWN)
    )
    if asked.person_id is not None:
        rows = rows.where(e.person_id == asked.person_id)
    if asked.first is not None:
        rows = rows.where(e.at >= datetime.combine(asked.first, time(), KENT))
    if asked.last is not None:
        rows = rows.where(e.at < datetime.combine(asked.last + timedelta(days=1), time(), KENT))
    if asked.words:
        rows = rows.where(e.recorded_as.icontains(asked.words, autoescape=True))
    return tuple(
        TrailRow(
            r.number, to_local(r.at), r.name or "Nobody known", r.recorded_as, r.subject_table, r.subject_id,
            f"{said(r.subject_table)} {r.subject_id or ''}".strip(), r.pence, r.hash,
        )
        for r in view.db.execute(rows)
    )  # fmt: skip


@query(needs=Permission.SEE_AUDIT)
def fields_changed(view: View, number: int) -> tuple[str, ...]:
    """What an entry changed, as sentences: "child 17: health, school"."""
    rows = view.db.execute(
        select(marks.c.table_name, marks.c.row_id, marks.c.last_id, marks.c.fields)
        .where(marks.c.entry == number)
        .order_by(marks.c.place)
    )
    found = []
    for r in rows:
        ids = f"{r.row_id}" if r.row_id == r.last_id else f"{r.row_id} to {r.last_id}"
        fields = f": {', '.join(map(field_said, r.fields.split(',')))}" if r.fields else ""
        found.append(f"{said(r.table_name)} {ids}{fields}")
    return tuple(found)
