"""The facts of nights away, gathered from the records in a fixed number of questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.states import HOLDING, STAY_HOLDING
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.errors import NotFound
from shortbreaks.families.merged import same_child
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.overnight.findings import BedFacts, Housemate, NightFacts
from shortbreaks.overnight.rules import counts_of, nights_of
from shortbreaks.overnight.tables import FirstVisit, LegalStatus, Pair
from shortbreaks.providers.bed_tables import Bed, BedClosure, NightRoster, Unit
from shortbreaks.providers.tables import Service

DAY = timedelta(days=1)


def unit_of(db: Session, unit_id: int) -> Unit:
    """One unit. Raises NotFound."""
    unit = db.get(Unit, unit_id)
    if unit is None:
        raise NotFound("That unit is not here any more.", "Look again.")
    return unit


def bed_facts(db: Session, bed_id: int, first: date, last: date, *, but: Collection[int] = ()) -> BedFacts:
    """A bed with who has it and when it is closed from `first` to `last`; the nights of stays in `but` are left out."""
    bed = db.execute(
        select(Bed.id, Bed.name, Bed.emergency, Bed.from_day, Bed.until_day, Bed.unit_id, Service.name.label("unit"))
        .join(Unit, Unit.id == Bed.unit_id)
        .join(Service, Service.id == Unit.service_id)
        .where(Bed.id == bed_id)
    ).one()
    held = db.execute(
        select(BedNight.night, Child.first_name, Child.known_as, Child.last_name)
        .join(Child, Child.id == BedNight.child_id)
        .where(BedNight.bed_id == bed_id, BedNight.night.between(first, last), BedNight.stay_id.not_in(but))
    )
    taken = {row.night: short_name(row.first_name, row.last_name, row.known_as) for row in held}
    closed = {
        night: why for (_, of, night), why in closures(db, [bed.unit_id], first, last).items() if of in {None, bed_id}
    }
    return BedFacts(bed.id, bed.name, bed.unit, bed.emergency, bed.from_day, bed.until_day, taken, closed)


def closures(db: Session, unit_ids: Collection[int], first: date, last: date) -> dict[tuple[int, int | None, date], str]:
    """Closed nights by (unit, bed or None for the whole unit, night), with the reason."""
    rows = db.execute(
        select(BedClosure.unit_id, BedClosure.bed_id, BedClosure.first_night, BedClosure.last_night, BedClosure.reason)
        .where(
            BedClosure.unit_id.in_(unit_ids), BedClosure.state == "closed", BedClosure.first_night <= last,
            BedClosure.last_night >= first,
        )
    )  # fmt: skip
    return {
        (row.unit_id, row.bed_id, night): row.reason
        for row in rows
        for night in nights_of(max(first, row.first_night), min(last, row.last_night) + DAY)
    }


@dataclass(frozen=True, slots=True)
class HeldNight:
    """A night a child has or had away, the service it was at, and whether that stay really lasted over 24 hours (R-O6)."""

    night: date
    service_id: int
    over_24_hours: bool


def nights_held(db: Session, child_id: int, *, but: Collection[int] = ()) -> list[HeldNight]:
    """Every night a child has or had away, in a bed or in a session over a night (R-O3); stays in `but` are left out."""
    beds = db.execute(
        select(BedNight.night, Stay.service_id, Stay.starts_at, Stay.ends_at)
        .join(Stay, Stay.id == BedNight.stay_id)
        .where(BedNight.child_id == child_id, BedNight.stay_id.not_in(but))
    )
    found = [HeldNight(row.night, row.service_id, counts_of(row.starts_at, row.ends_at).over_24_hours) for row in beds]
    sessions = db.execute(
        select(Booking.service_id, Booking.starts_at, Booking.ends_at)
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.child_id == child_id, Booking.state.in_(HOLDING), Service.unit == "nights")
    )
    for row in sessions:
        over = counts_of(row.starts_at, row.ends_at).over_24_hours
        nights = nights_of(row.starts_at.date(), row.ends_at.date())
        found += [HeldNight(night, row.service_id, over) for night in nights]
    return found


def legal_on(db: Session, child_id: int, day: date) -> str:
    """What a social worker decided the child's nights are in law on a day: "s17", "s20" or "undecided" (R-O7)."""
    found = db.scalar(
        select(LegalStatus.legal)
        .where(LegalStatus.child_id.in_(same_child(child_id)), LegalStatus.from_day <= day)
        .order_by(LegalStatus.from_day.desc(), LegalStatus.id.desc())
        .limit(1)
    )
    return found or "undecided"


def housemates(
    db: Session, child_id: int, service_id: int, nights: Sequence[date], *, but: Collection[int] = ()
) -> list[Housemate]:
    """The other children in the house on these nights, and what is known of each beside this child (R-O12)."""
    rows = db.execute(
        select(BedNight.child_id, BedNight.night, Child.first_name, Child.known_as, Child.last_name, Child.workers_needed)
        .join(Stay, Stay.id == BedNight.stay_id)
        .join(Child, Child.id == BedNight.child_id)
        .where(
            Stay.service_id == service_id, BedNight.child_id != child_id, BedNight.night.in_(nights),
            BedNight.stay_id.not_in(but), Stay.state.in_(STAY_HOLDING),
        )
    ).all()  # fmt: skip
    pairs = pairs_of(db, child_id, nights[0])
    there: dict[int, set[date]] = {}
    for row in rows:
        there.setdefault(row.child_id, set()).add(row.night)
    named = {row.child_id: row for row in rows}
    return [
        Housemate(
            other, short_name(row.first_name, row.last_name, row.known_as), row.workers_needed, pairs.get(other, ""),
            frozenset(there[other]),
        )
        for other, row in sorted(named.items())
    ]  # fmt: skip


def pairs_of(db: Session, child_id: int, day: date) -> dict[int, str]:
    """What is known of a child together with others on a day, by the other's number; a reason is never read."""
    mine = set(db.scalars(same_child(child_id)))
    rows = db.execute(
        select(Pair.child_id, Pair.other_id, Pair.kind)
        .where(
            or_(Pair.child_id.in_(mine), Pair.other_id.in_(mine)), Pair.from_day <= day,
            or_(Pair.until_day.is_(None), Pair.until_day >= day),
        )
        .order_by(Pair.from_day, Pair.id)
    )  # fmt: skip
    found = {row.other_id if row.child_id in mine else row.child_id: row.kind for row in rows}
    # a pair keeps the number it was written under; a child entered twice since is meant all the same
    now = db.execute(select(Child.id, Child.merged_into).where(Child.id.in_(found)))
    return {row.merged_into or row.id: found[row.id] for row in now}


def pairs_between(db: Session, children: Collection[int], day: date, kind: str) -> set[frozenset[int]]:
    """The pairs among some children of whom one thing is known on a day, each as the two numbers."""
    merged = {
        row.id: row.merged_into or row.id
        for row in db.execute(
            select(Child.id, Child.merged_into).where(or_(Child.id.in_(children), Child.merged_into.in_(children)))
        )
    }
    rows = db.execute(
        select(Pair.child_id, Pair.other_id)
        .where(
            Pair.child_id.in_(merged), Pair.other_id.in_(merged), Pair.kind == kind, Pair.from_day <= day,
            or_(Pair.until_day.is_(None), Pair.until_day >= day),
        )
    )  # fmt: skip
    return {frozenset((merged[row.child_id], merged[row.other_id])) for row in rows}


def night_facts(db: Session, unit: Unit, nights: Sequence[date], children_per_worker: int) -> NightFacts:
    """Workers of each night: rostered, or the unit's usual number."""
    rows = db.execute(
        select(NightRoster.night, NightRoster.workers).where(
            NightRoster.unit_id == unit.id, NightRoster.night.between(min(nights), max(nights))
        )
    )
    rostered = {row.night: row.workers for row in rows}
    return NightFacts({night: rostered.get(night, unit.workers) for night in nights}, children_per_worker)


def visits_before(db: Session, child_id: int, service_id: int, day: date) -> int:
    """Tea and day visits of a child to a house before a day (R-O13)."""
    children = same_child(child_id)
    return len(
        db.scalars(
            select(FirstVisit.id).where(
                FirstVisit.child_id.in_(children), FirstVisit.service_id == service_id, FirstVisit.on <= day
            )
        ).all()
    )
