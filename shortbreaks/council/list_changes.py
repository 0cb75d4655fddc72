"""How terms and codes were changed: before and after in words, why, by whom and when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.tables import CodeEntry, ListChange, Term
from shortbreaks.database.audit import AuditEntry, AuditMark
from shortbreaks.database.commands import View, Work, query
from shortbreaks.dates import say_day, to_local


def note_change(work: Work, about: Term | CodeEntry, was: str, now: str, reason: str) -> None:
    """Keep what a term or a code said before and after a change, and why; the audit entry says who and when."""
    work.db.add(ListChange(about=about.__tablename__, row_id=about.id, was=was, now=now, reason=reason.strip()))


def say_term(term: Term) -> str:
    """A term's days in words, or that it was withdrawn."""
    return "Withdrawn" if term.withdrawn else f"{say_day(term.first_day)} to {say_day(term.last_day)}"


def say_code(words: str, names: str, days: tuple[date | None, date | None], *, elsewhere: bool) -> str:
    """A code as it stands, in words; `names` are parted by "|", `days` are its first one and the first without it."""
    since, until = days
    said = [words, f"also called {', '.join(names.split('|'))}" if names else ""]
    said += [f"from {say_day(since)}" if since else "", f"out of use from {say_day(until)}" if until else ""]
    return "; ".join(filter(None, [*said, "another council’s" if elsewhere else ""]))


@dataclass(frozen=True, slots=True)
class ListChangeRow:
    """One change of a term or a code: what it said before ("" for a new one) and after, why, by whom, and when in Kent."""

    id: int
    at: datetime
    was: str
    now: str
    reason: str
    person: str


@query(needs=Permission.SEE_COUNCIL)
def changes_of_list(view: View, about: str, row_id: int) -> tuple[ListChangeRow, ...]:
    """Every change of one term ("term") or one of the council's codes ("code_entry"), the newest first."""
    rows = view.db.execute(
        select(ListChange.id, AuditEntry.at, ListChange.was, ListChange.now, ListChange.reason, PersonRecord.name)
        .join(
            AuditMark,
            ListChange.id.between(AuditMark.row_id, AuditMark.last_id) & (AuditMark.table_name == ListChange.__tablename__),
        )
        .join(AuditEntry, AuditEntry.number == AuditMark.entry)
        .join(PersonRecord, PersonRecord.id == AuditEntry.person_id, isouter=True)
        .where(ListChange.about == about, ListChange.row_id == row_id)
        .order_by(ListChange.id.desc())
    )
    return tuple(ListChangeRow(r.id, to_local(r.at), r.was, r.now, r.reason, r.name or "") for r in rows)
