"""Nights given up too late that other families take: what they cost the first one is put back (R-C5), as for a place.

A stay in a house is made good once every one of its nights is somebody else's there, in whichever bed and by however many
stays: then its charge goes to nought and its nights go back to the allowance. Until then each night that is taken is kept.
"""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, func, or_, select

from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_change
from shortbreaks.bookings.notices.keeping import keep_notice
from shortbreaks.bookings.registers.tables import Cancellation
from shortbreaks.bookings.stay_tables import BedNight, RefilledNight, Stay, StayRefill, StayStep, StayUse
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import Work
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.overnight.rules import nights_of

for _name, _columns in (
    ("uq_refilled_night_cancellation_id_night", "refilled_night.cancellation_id, refilled_night.night"),
    ("uq_refilled_night_taken_by_night", "refilled_night.taken_by, refilled_night.night"),
    ("uq_stay_refill_cancellation_id", "stay_refill.cancellation_id"),
):  # fmt: skip
    when_broken(_name, _columns, lambda: Refused("These nights were counted as taken again just now.", "Look again."))

Given = tuple[Cancellation, Stay]
# Built once: a select costs more to build than to run (speed.md).
_NEWEST = select(func.max(Cancellation.id)).where(Cancellation.stay_id.is_not(None)).group_by(Cancellation.stay_id)
_GIVEN_UP = (
    select(Cancellation, Stay)
    .join(Stay, Stay.id == Cancellation.stay_id)
    .join(Child, Child.id == Stay.child_id)
    .where(
        Stay.service_id == bindparam("service"), Stay.starts_at < bindparam("end"), Stay.ends_at > bindparam("start"),
        Stay.state.in_(("cancelled_late", "cancelled_in_notice")), Child.household_id != bindparam("home"),
        or_(Stay.charge_pence > 0, and_(Stay.state == "cancelled_late", Stay.uses > 0)),
        Cancellation.id.in_(_NEWEST), Cancellation.id.not_in(select(StayRefill.cancellation_id)),
    )
    .order_by(Cancellation.id)
)  # fmt: skip


def credit_nights(work: Work, stay: Stay) -> list[int]:
    """Count the nights of a booked stay for whoever gave them up late in its house, the first to give up first.

    Answers the stays that are made good by it. Each night of a stay makes good one night, of another household; the house is
    locked by the caller. Nothing while the council puts nothing back.
    """
    if stay.state != "booked" or not int(setting_on(work.db, "refill_credit", work.today)):
        return []
    given_up = _given_up(work, stay)
    if not given_up:
        return []
    counted = set(work.db.scalars(select(RefilledNight.night).where(RefilledNight.taken_by == stay.id)))
    mine = list(work.db.scalars(select(BedNight.night).where(BedNight.stay_id == stay.id).order_by(BedNight.night)))
    made_good = []
    gone = _taken_already(work, [one.id for one, _ in given_up])
    for cancellation, lost in given_up:
        nights = set(nights_of(lost.starts_at.date(), lost.ends_at.date()))
        left = nights - gone.get(cancellation.id, set())
        now = [night for night in mine if night in left and night not in counted]
        work.db.add_all(RefilledNight(cancellation_id=cancellation.id, taken_by=stay.id, night=night, at=work.now) for night in now)
        counted.update(now)
        if now and left == set(now):
            _put_back(work, cancellation, lost)
            made_good.append(lost.id)
    work.db.flush()
    return made_good


def _given_up(work: Work, stay: Stay) -> list[Given]:
    """Stays of other households in this house and these days that still cost their family money or nights, the first to give up first."""
    home = households_of(work, {stay.child_id})[stay.child_id]
    about = {"service": stay.service_id, "start": stay.starts_at, "end": stay.ends_at, "home": home}
    return [(row[0], row[1]) for row in work.db.execute(_GIVEN_UP, about)]


def _taken_already(work: Work, cancellation_ids: Sequence[int]) -> dict[int, set[object]]:
    found: dict[int, set[object]] = {}
    rows = work.db.execute(
        select(RefilledNight.cancellation_id, RefilledNight.night).where(RefilledNight.cancellation_id.in_(cancellation_ids))
    )
    for row in rows:
        found.setdefault(row.cancellation_id, set()).add(row.night)
    return found


def _put_back(work: Work, cancellation: Cancellation, stay: Stay) -> None:
    """The charge to nought and the nights to their allowance, once; its family is owed a notice."""
    pence = stay.charge_pence
    used = stay.state == "cancelled_late" and work.db.scalar(select(StayUse.id).where(StayUse.stay_id == stay.id).limit(1))
    back = stay.uses if used else 0
    household = households_of(work, {stay.child_id})[stay.child_id]
    post_change(work, household, f"stay:{stay.id}", -pence, "Nights taken again: charge put back", work.today)
    stay.charge_pence = 0
    stay.uses -= back
    work.db.add(StayRefill(cancellation_id=cancellation.id, pence=pence, back=back, at=work.now))
    work.db.add(
        StayStep(stay_id=stay.id, state=stay.state, reason="refilled", words="", at=work.now, person_id=work.person.id, on=work.today)
    )
    work.db.flush()
    keep_notice(work, stay.child_id, "refilled", [cancellation.id])
