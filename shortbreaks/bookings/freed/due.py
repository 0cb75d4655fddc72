"""Whose breaks were free by a benefit that does not count for their day: what waits for a person on Today (R-C1)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import benefits_of
from shortbreaks.bookings.charges import ADULT_PAYS, Benefits
from shortbreaks.bookings.freed.commands import free_bookings, free_stays, freed_of
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, birthday
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import Service


@dataclass(frozen=True, slots=True)
class FreedDue:
    """A child whose breaks were free wrongly: how many, what they would cost now, and since when."""

    child_id: int
    child: str
    age: int
    breaks: int
    pence: int
    first: datetime


@query(needs=Permission.SEE_CASES)
def freed_due(view: View) -> tuple[FreedDue, ...]:
    """Every child whose free breaks a person must decide about, the longest ago first; in a fixed number of questions."""
    spans = _spans(view)
    if not spans:
        return ()
    wrong = {child_id: one for child_id, one in benefits_of(view.db, list(spans)).items() if _may_be_wrong(one, *spans[child_id])}
    found = freed_of(view, wrong) if wrong else {}
    children = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born).where(Child.id.in_(list(found)))
    )
    rows = [
        FreedDue(
            r.id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today), len(found[r.id]),
            sum(one.pence - one.charged for one in found[r.id]), found[r.id][0].start,
        )
        for r in children
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda one: (one.first, one.child_id)))


def _spans(view: View) -> dict[int, tuple[date, date]]:
    """The first and the last day of each child's breaks that were free by a benefit."""
    found: dict[int, tuple[date, date]] = {}
    for record, last, free in ((Booking, Booking.starts_at, free_bookings(view)), (Stay, Stay.ends_at, free_stays(view))):
        rows = view.db.execute(
            select(record.child_id, func.min(record.starts_at), func.max(last))
            .join(Service, Service.id == record.service_id)
            .where(*free)
            .group_by(record.child_id)
        )
        for child_id, begin, end in rows:
            first, until = found.get(child_id, (begin.date(), end.date()))
            found[child_id] = min(first, begin.date()), max(until, end.date())
    return found


def _may_be_wrong(benefits: Benefits, first: date, last: date) -> bool:
    """Whether on some day of a span no benefit that frees from charges counts: what counts changes on these days alone."""
    changes = [since for since, _ in (*benefits.family, *benefits.own)]
    changes += [day for span in benefits.freeing.values() for day in span if day is not None]
    days = [first, *(day for day in (*changes, birthday(benefits.born, ADULT_PAYS)) if first < day <= last)]
    return any(not benefits.free_on(day) for day in days)
