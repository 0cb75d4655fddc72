"""Breaks that were had free by a benefit which does not count for their day after all (R-C1).

The council may recover a reasonable charge and need not, and the family did as it was told; so a benefit that is put right
never charges what was had by itself.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from shortbreaks.bookings.benefits import benefits_of
from shortbreaks.bookings.charges import ADULT_PAYS, Benefits
from shortbreaks.bookings.facts import prices_of
from shortbreaks.bookings.later_tables import BENEFIT, LaterAnswer
from shortbreaks.bookings.registers.tables import Cancellation, Refill
from shortbreaks.bookings.stay_tables import Stay, StayRefill
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View
from shortbreaks.dates import birthday, to_local
from shortbreaks.money import percent_of
from shortbreaks.overnight.later_charges.breaks import LaterBreak, by_time, charge_of_stay
from shortbreaks.providers.tables import Service

HAD = ("confirmed", "attended", "attended_part", "cancelled_in_notice", "cancelled_late", "no_show")
STAYED = ("booked", "in_house", "ended", "cancelled_in_notice", "cancelled_late", "no_show")


def freed(view: View, child_ids: Collection[int] | None = None) -> dict[int, tuple[LaterBreak, ...]]:
    """Those of some children, or of all, that were free wrongly and were not decided about; in a fixed number of questions."""
    if child_ids is None:
        spans = _spans(view)
        known = benefits_of(view.db, list(spans)) if spans else {}
        benefits = {child_id: one for child_id, one in known.items() if _may_be_wrong(one, *spans[child_id])}
    else:
        benefits = benefits_of(view.db, child_ids)
    if not benefits:
        return {}
    left = select(LaterAnswer.about).where(LaterAnswer.kind == BENEFIT, LaterAnswer.charged.is_(False))
    decided = set(view.db.scalars(left))
    found = (*_bookings(view, benefits), *_stays(view, benefits))
    return by_time((child_id, one) for child_id, one in found if one.more > 0 and one.about not in decided)


def _free_bookings(view: View) -> tuple[ColumnElement[bool], ...]:
    """Which bookings began, cost something, and were free by a benefit; of services for which the council charges."""
    return (
        Booking.exempt == "s29(3)", Booking.state.in_(HAD), Booking.list_pence > 0, Booking.starts_at <= to_local(view.now),
        Service.charged_by == "council",
    )  # fmt: skip


def _free_stays(view: View) -> tuple[ColumnElement[bool], ...]:
    """The same of stays, also those of which only some nights were free."""
    return (
        Stay.exempt.like("s29(3)%"), Stay.state.in_(STAYED), Stay.starts_at <= to_local(view.now), Service.charged_by == "council",
    )  # fmt: skip


def _bookings(view: View, benefits: Mapping[int, Benefits]) -> Iterator[tuple[int, LaterBreak]]:
    rows = view.db.execute(
        select(Booking.child_id, Booking.id, Booking.starts_at, Booking.state, Booking.list_pence, Booking.charge_pence, Service.name)
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.child_id.in_(list(benefits)), *_free_bookings(view))
    ).all()
    percents = _percents(view, Cancellation.booking_id, [row.id for row in rows])
    for row in rows:
        if not benefits[row.child_id].free_on(row.starts_at.date()):
            pence = percent_of(row.list_pence, _percent(percents, row.id, row.state))
            about = f"booking:{row.id}"
            yield row.child_id, LaterBreak(about, row.name, row.starts_at, row.list_pence, pence, row.charge_pence, "")


def _stays(view: View, benefits: Mapping[int, Benefits]) -> Iterator[tuple[int, LaterBreak]]:
    rows = view.db.execute(
        select(Stay, Service.name)
        .join(Service, Service.id == Stay.service_id)
        .where(Stay.child_id.in_(list(benefits)), *_free_stays(view))
    ).all()
    percents = _percents(view, Cancellation.stay_id, [row.Stay.id for row in rows])
    prices = prices_of(view.db, {row.Stay.service_id for row in rows})
    for stay, name in rows:
        charge = charge_of_stay(stay, prices.get(stay.service_id, ()), benefits[stay.child_id])
        if charge is not None:
            pence = percent_of(charge.pence, _percent(percents, stay.id, stay.state))
            yield stay.child_id, LaterBreak(
                f"stay:{stay.id}", name, stay.starts_at, charge.list_pence, pence, stay.charge_pence, charge.exempt
            )


def _percent(percents: Mapping[int, int], number: int, state: str) -> int:
    return percents.get(number, 100) if state.startswith("cancelled") else 100


def _percents(view: View, of: object, ids: Sequence[int]) -> Mapping[int, int]:
    """What cancelling came to, in per cent, by booking or stay; nothing of what others took the place of (R-C5)."""
    column = Cancellation.booking_id if of is Cancellation.booking_id else Cancellation.stay_id
    newest = select(func.max(Cancellation.id)).where(column.in_(ids)).group_by(column)
    rows = view.db.execute(select(column.label("of"), Cancellation.id, Cancellation.percent).where(Cancellation.id.in_(newest))).all()
    again = {
        number
        for kind in (Refill, StayRefill)
        for number in view.db.scalars(select(kind.cancellation_id).where(kind.cancellation_id.in_([row.id for row in rows])))
    }
    return {row.of: 0 if row.id in again else row.percent for row in rows}


def _spans(view: View) -> dict[int, tuple[date, date]]:
    """The first and the last day of each child's breaks that were free by a benefit."""
    found: dict[int, tuple[date, date]] = {}
    for record, last, free in ((Booking, Booking.starts_at, _free_bookings(view)), (Stay, Stay.ends_at, _free_stays(view))):
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
