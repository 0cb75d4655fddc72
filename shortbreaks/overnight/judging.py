"""Judging a stay for one child: every finding, the four counts, the limit of twelve months, and the terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shortbreaks.bookings.charges import Charge, charge_for_nights
from shortbreaks.bookings.priced import price_known
from shortbreaks.bookings.rules import (
    ChildFacts,
    ServiceFacts,
    SessionFacts,
    age_fits,
    care_plan_fresh,
    checks_in_date,
    needs_catered,
    not_elsewhere,
    not_hoarding,
    reachable,
)
from shortbreaks.database.commands import View
from shortbreaks.dates import age_on, months_before, year_of_allocation
from shortbreaks.eligibility.rules import has_breaks, residence
from shortbreaks.errors import Refused
from shortbreaks.findings import Finding, Outcome, met, worst
from shortbreaks.overnight.facts import kinds_on
from shortbreaks.overnight.findings import (
    Housemate,
    NightFacts,
    adult_nights,
    any_twelve_months,
    bed_free,
    bed_suits,
    emergency_agreed,
    holiday_nights,
    home_fits,
    may_share,
    same_setting,
    single_stay,
    staff_for_nights,
    status_decided,
    visited_before,
)
from shortbreaks.overnight.own_counts import Own, own_of
from shortbreaks.overnight.rules import Counts, YearLimit, nights_of
from shortbreaks.overnight.sheet import House, Mate, Sheet, Stretch, full_sheets_of, sheet_of_bed
from shortbreaks.providers.bed_queries import price_of_night

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
    costs: tuple[tuple[date, int, int], ...]  # what it commits the council to: (year from, nights, pence) (A37)
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
    over = Stretch(wanted.starts_at.date(), wanted.ends_at.date() - DAY, wanted.but)
    return judge(sheet_of_bed(view, wanted.child_id, wanted.bed_id, over), wanted)


def judge_each(view: View, wanted: Sequence[StayWanted]) -> list[Judged]:
    """The same of stays that hold no bed now, each as if only it were asked for; as many questions as for one."""
    if not wanted:
        return []
    for one in wanted:
        check_times(one)
    over = Stretch(min(one.starts_at for one in wanted).date(), max(one.ends_at for one in wanted).date() - DAY)
    sheets = full_sheets_of(view, {one.child_id for one in wanted}, {one.bed_id for one in wanted}, over)
    return [judge(sheets[one.child_id], one) for one in wanted]


def judge(sheet: Sheet, wanted: StayWanted) -> Judged:
    """Every test of a stay by the facts of a sheet, which must hold its child, its house and its nights."""
    house = sheet.house_of(wanted.bed_id)
    own = own_of(sheet, house.service, wanted.starts_at, wanted.ends_at)
    findings = (*bed_findings(sheet, house, wanted), *findings_in_any_bed(sheet, house, wanted, own))
    nights = nights_of(wanted.starts_at.date(), wanted.ends_at.date())
    charge = _charge(sheet, house, nights)
    return Judged(
        sheet.child, house.id, house.service.id, house.service.name, house.beds[wanted.bed_id].name, sheet.legal_on(nights[0]),
        findings, own.counts, own.limit, own.uses, own.left, charge.pence, charge.exempt, _costs(house, nights), _since(sheet),
    )  # fmt: skip


def bed_findings(sheet: Sheet, house: House, wanted: StayWanted) -> tuple[Finding, ...]:
    """What is asked first of a stay: whether the house is open, and whether its bed is free and suits."""
    child, bed, nights = sheet.child, house.beds[wanted.bed_id], _ahead(sheet, wanted)
    return (
        _open(house.service),
        bed_free(bed, nights),
        emergency_agreed(bed, wanted.manager),
        *bed_suits(child.name, age_on(child.born, nights[0]), child.needs, bed, list(house.beds.values()), _words(sheet)),
    )


def findings_in_any_bed(sheet: Sheet, house: House, wanted: StayWanted, own: Own) -> tuple[Finding, ...]:
    """Every other test of a stay: the same whichever bed of the house it is in."""
    nights = nights_of(wanted.starts_at.date(), wanted.ends_at.date())
    return (
        *_of_the_house(sheet, house, wanted, _ahead(sheet, wanted)),
        *_of_the_law(sheet, house, wanted, nights, own.counts, own.limit),
        *own.findings,
        *_of_the_child(sheet, house.service, wanted, nights),
    )


def best_by(sheet: Sheet, house: House, last: date) -> Outcome:
    """What no day changes: no stay in the house that begins by `last` can be found to be better than this."""
    child = sheet.child
    return worst(
        (
            residence(child.name, child.district, sheet.words.ours, sheet.words.others), *needs_catered(child, house.service, sheet.words),
            _knows_the_house(sheet, house, last, last),
        )
    )  # fmt: skip


def _since(sheet: Sheet) -> date | None:
    return sheet.today if sheet.inside else None


def _ahead(sheet: Sheet, wanted: StayWanted) -> list[date]:
    """The nights that are still to be slept: of a child who is in the house, those before today are over."""
    nights, since = nights_of(wanted.starts_at.date(), wanted.ends_at.date()), _since(sheet)
    return [night for night in nights if since is None or night >= since] or nights[-1:]


def _charge(sheet: Sheet, house: House, nights: Sequence[date]) -> Charge:
    price = next((pence for since, pence in reversed(house.family_prices) if since <= nights[0]), None)
    return charge_for_nights(price, house.charged_by, sheet.benefits, nights)


def _costs(house: House, nights: Sequence[date]) -> tuple[tuple[date, int, int], ...]:
    """Nights and pence by the financial year they lie in, whatever year the stay began in (A37)."""
    found: dict[date, tuple[int, int]] = {}
    for night in nights:
        year, _ = year_of_allocation(night)
        count, pence = found.get(year, (0, 0))
        found[year] = count + 1, pence + price_of_night(house.prices, night)
    return tuple((year, count, pence) for year, (count, pence) in sorted(found.items()))


def _of_the_house(sheet: Sheet, house: House, wanted: StayWanted, nights: Sequence[date]) -> tuple[Finding, ...]:
    child, mates = sheet.child, _mates(sheet, house, nights)
    workers = {night: house.rostered.get(night, house.workers) for night in nights}
    return (
        *may_share(child.name, mates, sheet.today),
        staff_for_nights(
            child.name, child.workers_needed, mates, nights, NightFacts(workers, house.service.children_per_worker)
        ),
        _knows_the_house(sheet, house, wanted.starts_at.date(), nights[0]),
    )


def _knows_the_house(sheet: Sheet, house: House, arrives: date, first: date) -> Finding:
    """Whether the child slept in the house before it arrives, or visited it by its first night."""
    slept = any(one.service_id == house.service.id and one.night < arrives for one in sheet.held)
    visits = sum(day <= first for day in house.visits)
    return visited_before(sheet.child.name, house.first_visits, visits, slept_before=slept)


def _words(sheet: Sheet) -> Mapping[str, str]:
    return {code: words.lower() for code, words in sheet.bed_words.items()}


def _mates(sheet: Sheet, house: House, nights: Sequence[date]) -> list[Housemate]:
    """The other children in the house on these nights, and what is known of each beside this child (R-O12)."""
    kinds, wanted = kinds_on(sheet.pairs, nights[0]), set(nights)
    there: dict[int, list[Mate]] = {}
    for one in house.mates:
        if one.night in wanted:
            there.setdefault(one.child_id, []).append(one)
    return [
        Housemate(other, found[0].name, found[0].workers, kinds.get(other, ""), frozenset(one.night for one in found))
        for other, found in sorted(there.items())
    ]


def _open(service: ServiceFacts) -> Finding:
    if service.open:
        return met("R-B3", "Open")
    return Finding(
        "R-B3", Outcome.NOT_MET, "Closed", f"{service.name} has closed.", "Another house.", overridable=False
    )


def _of_the_law(
    sheet: Sheet, house: House, wanted: StayWanted, nights: Sequence[date], counts: Counts, limit: YearLimit
) -> tuple[Finding, ...]:
    child, legal = sheet.child, sheet.legal_on(nights[0])
    agreed = bool(wanted.manager.strip() and wanted.reviewing_officer.strip())
    since, until = months_before(nights[0], 12), nights[-1] + timedelta(days=365)
    others = {
        one.service_id for one in sheet.held if one.service_id != house.service.id and since < one.night < until
    }
    return (
        single_stay(counts.placed, int(sheet.settings["reg48_single"]), agreed=agreed),
        any_twelve_months(child.name, legal, limit, nights[0], agreed=agreed),
        status_decided(child.name, legal, counts),
        same_setting(child.name, legal, [sheet.services[one] for one in others]),
        home_fits(child.name, legal, house.home, age_on(child.born, nights[0])),
        holiday_nights(
            child.name, [one.night for one in sheet.held], nights, sheet.terms, int(sheet.settings["holiday_nights"]),
            sheet.today,
        ),
    )  # fmt: skip


def _of_the_child(
    sheet: Sheet, service: ServiceFacts, wanted: StayWanted, nights: Sequence[date]
) -> tuple[Finding, ...]:
    child, words, last = sheet.child, sheet.words, (wanted.ends_at - timedelta(minutes=1)).date()
    asked = SessionFacts(0, wanted.starts_at, wanted.ends_at, 1, 0, 0, 0, 0, open=True, closed_reason="")
    return (
        *(has_breaks(child.name, child.barred) if nights[0] >= sheet.today and not sheet.inside else ()),
        age_fits(child, service, nights[0]),
        adult_nights(child.name, child.born, nights, sheet.today),
        residence(child.name, child.district, words.ours, words.others),
        *needs_catered(child, service, words),
        not_elsewhere(child, asked, sheet.today),
        *(not_hoarding(child, words, datetime.combine(sheet.today, time.min)) if nights[0] >= sheet.today else ()),
        *checks_in_date(service, last),
        price_known(service, nights[0]),
        care_plan_fresh(child, nights[0], words),
        reachable(child, asked),
        _begun(nights[0], sheet.today, inside=sheet.inside),
    )


def _begun(first: date, today: date, *, inside: bool) -> Finding:
    """A stay that began before today is for the record only; it is asked about, since a year is easily mistyped."""
    if first >= today or inside:
        return met("R-O1", "Still to come")
    return Finding(
        "R-O1", Outcome.TO_DECIDE, "Already begun", "This stay began before today.", "A reason for writing it down now."
    )
