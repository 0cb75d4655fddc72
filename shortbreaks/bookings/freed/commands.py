"""Breaks that were had free by a benefit which does not count for their day after all: a person charges them or lets them be.

The council may recover a reasonable charge and need not (R-C1), and the family did as it was told; so a benefit that is put
right never charges what was had by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import benefits_of_child
from shortbreaks.bookings.charges import Benefits, charge_for_nights
from shortbreaks.bookings.facts import prices_of
from shortbreaks.bookings.freed.tables import FreedAnswer
from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_changes
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.registers.tables import Cancellation, Refill
from shortbreaks.bookings.stay_tables import Stay, StayRefill
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import to_local
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.money import percent_of
from shortbreaks.providers.tables import Service

HAD = ("confirmed", "attended", "attended_part", "cancelled_in_notice", "cancelled_late", "no_show")
STAYED = ("booked", "in_house", "ended", "cancelled_in_notice", "cancelled_late", "no_show")
WHAT = "A benefit was put right: charged"
when_broken(
    "uq_freed_answer_left", "freed_answer.about",
    lambda: Refused("One of these breaks was left free just now.", "Look again."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FreedBreak:
    """One break that began, what it would cost by what is known of benefits now, and what is charged for it."""

    about: str
    service: str
    start: datetime
    pence: int
    charged: int


@query(needs=Permission.SEE_CASES)
def freed_wrongly(view: View, child_id: int) -> tuple[FreedBreak, ...]:
    """A child's breaks that were free by a benefit that does not count for their day, and were not decided about; by time."""
    return freed_of(view, {child_id: benefits_of_child(view.db, child_id)}).get(child_id, ())


def freed_of(view: View, benefits: Mapping[int, Benefits]) -> dict[int, tuple[FreedBreak, ...]]:
    """The same of many children, each with the benefits known of it, in as many questions as for one."""
    found: dict[int, list[FreedBreak]] = {}
    left = set(view.db.scalars(select(FreedAnswer.about).where(FreedAnswer.charged.is_(False))))
    for child_id, one in (*_bookings(view, benefits), *_stays(view, benefits)):
        if one.about not in left:
            found.setdefault(child_id, []).append(one)
    return {child_id: tuple(sorted(of, key=lambda one: (one.start, one.about))) for child_id, of in found.items()}


def free_bookings(view: View) -> tuple[ColumnElement[bool], ...]:
    """Which bookings began, cost something, and were free by a benefit; of services for which the council charges."""
    return (
        Booking.exempt == "s29(3)", Booking.state.in_(HAD), Booking.list_pence > 0, Booking.starts_at <= to_local(view.now),
        Service.charged_by == "council",
    )  # fmt: skip


def free_stays(view: View) -> tuple[ColumnElement[bool], ...]:
    """The same of stays, also those of which only some nights were free."""
    return (
        Stay.exempt.like("s29(3)%"), Stay.state.in_(STAYED), Stay.starts_at <= to_local(view.now), Service.charged_by == "council",
    )  # fmt: skip


def _bookings(view: View, benefits: Mapping[int, Benefits]) -> Iterator[tuple[int, FreedBreak]]:
    rows = view.db.execute(
        select(Booking.child_id, Booking.id, Booking.starts_at, Booking.state, Booking.list_pence, Booking.charge_pence, Service.name)
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.child_id.in_(list(benefits)), *free_bookings(view))
    ).all()
    percents = _percents(view, Cancellation.booking_id, [row.id for row in rows])
    for row in rows:
        pence = percent_of(row.list_pence, percents.get(row.id, 100) if row.state.startswith("cancelled") else 100)
        if not benefits[row.child_id].free_on(row.starts_at.date()) and pence > row.charge_pence:
            yield row.child_id, FreedBreak(f"booking:{row.id}", row.name, row.starts_at, pence, row.charge_pence)


def _stays(view: View, benefits: Mapping[int, Benefits]) -> Iterator[tuple[int, FreedBreak]]:
    rows = view.db.execute(
        select(Stay, Service.name)
        .join(Service, Service.id == Stay.service_id)
        .where(Stay.child_id.in_(list(benefits)), *free_stays(view))
    ).all()
    percents = _percents(view, Cancellation.stay_id, [row.Stay.id for row in rows])
    prices = prices_of(view.db, {row.Stay.service_id for row in rows})
    for stay, name in rows:
        first = stay.starts_at.date()
        price = next((price.pence for day, price in prices.get(stay.service_id, ()) if day <= first), 0)
        nights = [first + timedelta(days=number) for number in range(stay.uses or stay.planned_nights)]
        charge = charge_for_nights(price, "council", benefits[stay.child_id], nights)
        pence = percent_of(charge.pence, percents.get(stay.id, 100) if stay.state.startswith("cancelled") else 100)
        if pence > stay.charge_pence:
            yield stay.child_id, FreedBreak(f"stay:{stay.id}", name, stay.starts_at, pence, stay.charge_pence)


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


@dataclass(frozen=True, slots=True)
class AnswerFreed:
    """What is decided about the breaks as they were shown: charged now, or left free; `reason` says why."""

    child_id: int
    breaks: tuple[FreedBreak, ...]
    charge: bool
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Breaks that were free decided about")
def answer_freed(work: Work, request: AnswerFreed) -> int:
    """Charge the breaks, each by a posting of its own, or let them be; answers the pence charged.

    Raises Refused without a reason; ChangedByAnother when others would be charged than were shown.
    """
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write why the family is charged, or not.", "reason")
    lock_children(work, [request.child_id])
    if not request.breaks or freed_wrongly(work, request.child_id) != request.breaks:
        raise ChangedByAnother("Since you looked, these breaks were changed or decided about.", "Look again.")
    for one in request.breaks:
        work.db.add(
            FreedAnswer(
                about=one.about, charged=request.charge, pence=one.pence - one.charged, reason=request.reason.strip(), at=work.now,
                person_id=work.person.id,
            )
        )  # fmt: skip
    pence = sum(one.pence - one.charged for one in request.breaks) if request.charge else 0
    if request.charge:
        _charge(work, request)
    work.db.flush()
    work.record(("child", request.child_id), pence=pence)
    return pence


def _charge(work: Work, request: AnswerFreed) -> None:
    home = households_of(work, {request.child_id})[request.child_id]
    benefits = benefits_of_child(work.db, request.child_id)
    for one in request.breaks:
        kind, _, number = one.about.partition(":")
        record: Booking | Stay = work.db.get_one(Booking, int(number)) if kind == "booking" else work.db.get_one(Stay, int(number))
        record.charge_pence, record.exempt = one.pence, _exempt(record, benefits)
    post_changes(work, [(home, one.about, one.pence - one.charged) for one in request.breaks], WHAT, work.today)


def _exempt(record: Booking | Stay, benefits: Benefits) -> str:
    """Of a stay some nights may be free still, by a benefit that counts for them."""
    if isinstance(record, Booking):
        return ""
    first = record.starts_at.date()
    days = [first + timedelta(days=number) for number in range(record.uses or record.planned_nights)]
    return "s29(3), part" if any(benefits.free_on(day) for day in days) else ""
