"""Judging a stay for one child: every finding, the four counts, the limit of twelve months, and the terms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from shortbreaks.bookings import facts as booking_facts
from shortbreaks.bookings.judging import charge_on
from shortbreaks.bookings.rules import (
    ChildFacts,
    ServiceFacts,
    SessionFacts,
    age_fits,
    care_plan_fresh,
    checks_in_date,
    needs_catered,
    not_elsewhere,
    pick_allowance,
    reachable,
)
from shortbreaks.bookings.states import STAY_BOOKED, STAY_USED
from shortbreaks.bookings.stay_tables import Stay, StayUse
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View
from shortbreaks.dates import age_on, months_before
from shortbreaks.eligibility.rules import adult_by, residence, within_allocation
from shortbreaks.errors import NotFound, Refused
from shortbreaks.findings import Finding, Outcome, met
from shortbreaks.overnight import facts
from shortbreaks.overnight.findings import (
    any_twelve_months,
    bed_free,
    emergency_agreed,
    home_fits,
    may_share,
    same_setting,
    single_stay,
    staff_for_nights,
    status_decided,
    visited_before,
)
from shortbreaks.overnight.rules import Counts, YearLimit, counts_of, nights_of, year_limit
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service

DAY = timedelta(days=1)
LONGEST = 100  # nights; a stay beyond it is a mistyped year


@dataclass(frozen=True, slots=True)
class StayWanted:
    """A stay as it is asked for: a child in a bed from a time on Kent's clock to another; `but` are stays it replaces.

    `manager` and `reviewing_officer` are the names of who agreed an emergency bed or nights over a limit (R-O5, R-O11).
    """

    child_id: int
    bed_id: int
    starts_at: datetime
    ends_at: datetime
    manager: str = ""
    reviewing_officer: str = ""
    but: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """All that is known of a stay before it is kept."""

    child: ChildFacts
    unit_id: int
    service_id: int
    unit: str
    bed: str
    legal: str
    findings: tuple[Finding, ...]
    counts: Counts
    limit: YearLimit
    uses: tuple[tuple[int, int], ...]  # (allocation, nights)
    left_after: int | None  # nights of the allocation of its first night; None without one
    charge_pence: int
    exempt: str
    since: date | None  # of a child who is in the house: nights before it were slept already, wherever that was


def check_times(wanted: StayWanted) -> None:
    """Raise Refused for a stay without a night, or one so long that its year must be mistyped."""
    nights = (wanted.ends_at.date() - wanted.starts_at.date()).days
    if nights < 1:
        raise Refused("A stay has at least one night.", "Choose a later day to leave.", "ends_at")
    if nights > LONGEST:
        raise Refused(f"This would be {nights} nights.", "Look at the day to leave.", "ends_at")


def judge_stay(view: View, wanted: StayWanted) -> Judged:
    """Every test of a stay as the records stand now. Raises NotFound, or Refused for a stay without a night."""
    check_times(wanted)
    db = view.db
    bed = db.get(Bed, wanted.bed_id)
    if bed is None:
        raise NotFound("That bed is not here any more.", "Look again.")
    unit = facts.unit_of(db, bed.unit_id)
    child = _without(view, booking_facts.child_facts(db, wanted.child_id, view.today), wanted.but)
    service = booking_facts.service_facts(db, [unit.service_id])[unit.service_id]
    first, last = wanted.starts_at.date(), wanted.ends_at.date() - DAY
    nights = nights_of(first, last + DAY)
    legal = facts.legal_on(db, child.id, first)
    counts = counts_of(wanted.starts_at, wanted.ends_at)
    held = facts.nights_held(db, child.id, but=wanted.but)
    limit, others = _limit(view, held, nights, counts, unit.service_id)
    since = _since(view, wanted)
    ahead = [night for night in nights if since is None or night >= since] or nights[-1:]
    slept = any(one.service_id == unit.service_id and one.night < first for one in held)
    own, uses, left = _allocation(child, service, nights)
    findings = (
        *_of_the_house(view, wanted, unit, child, service, ahead, slept=slept),
        *_of_the_law(view, wanted, child, legal, counts, limit, others, unit.home),
        *own,
        *_of_the_child(view, wanted, child, service, inside=since is not None),
    )
    charge = charge_on(view, child.id, unit.service_id, first)
    return Judged(
        child, unit.id, unit.service_id, service.name, bed.name, legal, findings, counts, limit, uses, left,
        charge.pence * len(nights), charge.exempt, since,
    )  # fmt: skip


def _since(view: View, wanted: StayWanted) -> date | None:
    """Today, for a child who is in the house: nights before it can no longer change."""
    inside = select(Stay.id).where(Stay.id.in_(wanted.but), Stay.child_id == wanted.child_id, Stay.state == "in_house")
    return view.today if wanted.but and view.db.scalar(inside) is not None else None


def _limit(
    view: View, held: Sequence[facts.HeldNight], nights: Sequence[date], counts: Counts, service_id: int
) -> tuple[YearLimit, set[int]]:
    """The limit of twelve months, and the other places the child sleeps at within twelve months of this stay."""
    short_too = bool(int(setting_on(view.db, "count_le_24h", view.today)))
    most = int(setting_on(view.db, "reg48_12m", view.today))
    new = nights if short_too or counts.over_24_hours else []
    found = year_limit([one.night for one in held if short_too or one.over_24_hours], new, most)
    since, until = months_before(nights[0], 12), nights[-1] + timedelta(days=365)
    return found, {one.service_id for one in held if one.service_id != service_id and since < one.night < until}


def _of_the_house(
    view: View, wanted: StayWanted, unit: Unit, child: ChildFacts, service: ServiceFacts, nights: Sequence[date],
    *, slept: bool,
) -> tuple[Finding, ...]:  # fmt: skip
    db = view.db
    mates = facts.housemates(db, child.id, unit.service_id, nights, but=wanted.but)
    bed = facts.bed_facts(db, wanted.bed_id, nights[0], nights[-1], but=wanted.but)
    visits = facts.visits_before(db, child.id, unit.service_id, nights[0])
    staff = facts.night_facts(db, unit, nights, service.children_per_worker)
    return (
        _open(service),
        bed_free(bed, nights),
        emergency_agreed(bed, wanted.manager),
        *may_share(child.name, mates, view.today),
        staff_for_nights(child.name, child.workers_needed, mates, nights, staff),
        visited_before(child.name, unit.first_visits, visits, slept_before=slept),
    )


def _open(service: ServiceFacts) -> Finding:
    if service.open:
        return met("R-B3", "Open")
    return Finding(
        "R-B3", Outcome.NOT_MET, "Closed", f"{service.name} has closed.", "Another house.", overridable=False
    )


def _of_the_law(
    view: View, wanted: StayWanted, child: ChildFacts, legal: str, counts: Counts, limit: YearLimit,
    others: Collection[int], home: str,
) -> tuple[Finding, ...]:  # fmt: skip
    agreed = bool(wanted.manager.strip() and wanted.reviewing_officer.strip())
    first = wanted.starts_at.date()
    single = int(setting_on(view.db, "reg48_single", view.today))
    names = view.db.scalars(select(Service.name).where(Service.id.in_(others))).all()
    return (
        single_stay(counts.placed, single, agreed=agreed),
        any_twelve_months(child.name, legal, limit, first, agreed=agreed),
        status_decided(child.name, legal, counts),
        same_setting(child.name, legal, names),
        home_fits(child.name, legal, home, age_on(child.born, first)),
    )


def _allocation(
    child: ChildFacts, service: ServiceFacts, nights: Sequence[date]
) -> tuple[tuple[Finding, ...], tuple[tuple[int, int], ...], int | None]:
    """The allocation that pays for each night: a stay across 31 March uses two years' (R-B8, A37)."""
    wanted: dict[int | None, int] = {}
    for night in nights:
        found = pick_allowance(child.allowances, service, night)
        wanted[found.id if found else None] = wanted.get(found.id if found else None, 0) + 1
    named = {one.id: one for one in child.allowances}
    findings = tuple(
        within_allocation(child.name, named.get(of) if of else None, "nights", count) for of, count in wanted.items()
    )
    first = pick_allowance(child.allowances, service, nights[0])
    left = first.left - wanted.get(first.id, 0) if first else None
    return findings, tuple((of, count) for of, count in wanted.items() if of is not None), left


def _of_the_child(
    view: View, wanted: StayWanted, child: ChildFacts, service: ServiceFacts, *, inside: bool
) -> tuple[Finding, ...]:
    words = booking_facts.words_of_the_day(view.db, view.today)
    first, last = wanted.starts_at.date(), (wanted.ends_at - timedelta(minutes=1)).date()
    asked = SessionFacts(0, wanted.starts_at, wanted.ends_at, 1, 0, 0, 0, 0, open=True, closed_reason="")
    return (
        age_fits(child, service, first),
        adult_by(child.name, child.born, last),
        residence(child.name, child.district),
        *needs_catered(child, service, words),
        not_elsewhere(child, asked, view.today),
        *checks_in_date(service, last),
        care_plan_fresh(child, first, words),
        reachable(child, asked),
        _begun(wanted.starts_at.date(), view.today, inside=inside),
    )


def _begun(first: date, today: date, *, inside: bool) -> Finding:
    """A stay that began before today is for the record only; it is asked about, since a year is easily mistyped."""
    if first >= today or inside:
        return met("R-O1", "Still to come")
    return Finding(
        "R-O1", Outcome.TO_DECIDE, "Already begun", "This stay began before today.", "A reason for writing it down now."
    )


def _without(view: View, child: ChildFacts, but: Collection[int]) -> ChildFacts:
    """The child without the stays that are being replaced: their time is free, their nights are not yet used."""
    if not but:
        return child
    mine = Stay.id.in_(but), Stay.child_id == child.id
    gone = {(row.starts_at, row.ends_at) for row in view.db.execute(select(Stay.starts_at, Stay.ends_at).where(*mine))}
    rows = view.db.execute(
        select(StayUse.allocation_id, StayUse.nights).join(Stay, Stay.id == StayUse.stay_id)
        .where(*mine, Stay.state.in_(STAY_BOOKED | STAY_USED))
    )  # fmt: skip
    back = {row.allocation_id: row.nights for row in rows}
    return replace(
        child, busy=tuple(one for one in child.busy if (one.start, one.end) not in gone),
        allowances=tuple(replace(one, booked=one.booked - back.get(one.id, 0)) for one in child.allowances),
    )  # fmt: skip
