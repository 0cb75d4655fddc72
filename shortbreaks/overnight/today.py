"""Today about nights: offers of stays that lapse, free nights with the family that is next for them, and beds tonight."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.findings import Outcome
from shortbreaks.overnight.facts import closures
from shortbreaks.overnight.nights_queries import RunRow, nights_to_offer
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service


@dataclass(frozen=True, slots=True)
class StayOfferDue:
    """A stay that is offered and lapses: when (local time), to whom, and where; with the `siblings` it is offered together with."""

    stay_id: int
    unit_id: int
    child_id: int
    child: str
    age: int
    house: str
    start: datetime
    until: datetime
    siblings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NightsDue:
    """Offers, the soonest to lapse first; and of all free runs of nights, for each family that is next the best, by day."""

    offers: tuple[StayOfferDue, ...] = ()
    free: tuple[RunRow, ...] = ()


@query(needs=Permission.SEE_CASES)
def nights_due(view: View) -> NightsDue:
    """Both lists, in a fixed number of questions however much is due."""
    rows = view.db.execute(
        select(
            Stay.id, Stay.child_id, Bed.unit_id, Child.first_name, Child.last_name, Child.known_as, Child.born, Service.name,
            Stay.starts_at, Stay.offered_until, Stay.together,
        )
        .join(Child, Child.id == Stay.child_id).join(Service, Service.id == Stay.service_id).join(Bed, Bed.id == Stay.bed_id)
        .where(Stay.state == "offered", Stay.offered_until.is_not(None))
        .order_by(Stay.offered_until, Stay.id)
    )  # fmt: skip
    families: dict[int, StayOfferDue] = {}
    for r in rows:
        name = short_name(r.first_name, r.last_name, r.known_as)
        one = StayOfferDue(r.id, r.unit_id, r.child_id, name, age_on(r.born, view.today), r.name, r.starts_at, r.offered_until)
        first = families.setdefault(r.together or r.id, one)  # what siblings are offered together is answered as one (R-B5)
        if first is not one:
            families[r.together] = replace(first, siblings=(*first.siblings, name))
    return NightsDue(tuple(families.values()), _best_of_each(nights_to_offer(view)))


@dataclass(frozen=True, slots=True)
class HouseTonight:
    """A house's beds tonight: how many are taken, free, kept free for emergencies, and closed."""

    unit_id: int
    house: str
    taken: int
    free: int
    kept: int
    closed: int


@query(needs=Permission.SEE_CASES)
def beds_tonight(view: View) -> tuple[HouseTonight, ...]:
    """Every open house with its beds tonight, the largest first; three questions however many (R-O11)."""
    tonight = view.today
    beds = view.db.execute(
        select(Bed.id, Bed.unit_id, Bed.emergency, Service.name)
        .join(Unit, Unit.id == Bed.unit_id).join(Service, Service.id == Unit.service_id)
        .where(Service.state == "open", Bed.from_day <= tonight, or_(Bed.until_day.is_(None), Bed.until_day >= tonight))
    ).all()  # fmt: skip
    taken = set(view.db.scalars(select(BedNight.bed_id).where(BedNight.night == tonight)))
    shut = {(unit, bed) for unit, bed, _ in closures(view.db, {bed.unit_id for bed in beds}, tonight, tonight)}
    counts: dict[tuple[int, str], Counter[str]] = {}
    for bed in beds:
        closed = bool({(bed.unit_id, None), (bed.unit_id, bed.id)} & shut)
        what = "taken" if bed.id in taken else "closed" if closed else "kept" if bed.emergency else "free"
        counts.setdefault((bed.unit_id, bed.name), Counter())[what] += 1
    houses = [HouseTonight(unit, name, of["taken"], of["free"], of["kept"], of["closed"]) for (unit, name), of in counts.items()]
    return tuple(sorted(houses, key=lambda one: (-(one.taken + one.free + one.kept + one.closed), one.house)))


def _best_of_each(runs: Sequence[RunRow]) -> tuple[RunRow, ...]:
    """A family that waits for any house is next in many: it is said once, where it fits best and soonest."""
    best: dict[int, tuple[bool, date, RunRow]] = {}
    for run in runs:
        if run.next is not None and run.best:
            found = (run.next.outcome is not Outcome.MET, run.next.start, run)
            kept = best.get(run.next.request_id)
            if kept is None or found[:2] < kept[:2]:
                best[run.next.request_id] = found
    return tuple(sorted((run for _, _, run in best.values()), key=lambda run: (run.first, run.service)))
