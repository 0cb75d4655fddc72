"""The stays that suit a family on some nights: one child's in the bed that suits best, siblings' in a bed each or none (R-B5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shortbreaks.dates import on_clock, say_short
from shortbreaks.findings import Finding, Outcome, worst
from shortbreaks.overnight.findings import BedFacts
from shortbreaks.overnight.judging import StayWanted, bed_findings, best_by, findings_in_any_bed
from shortbreaks.overnight.nights_queue import NightGroup, NightWaiter
from shortbreaks.overnight.own_counts import Own, own_of
from shortbreaks.overnight.rules import nights_of
from shortbreaks.overnight.sheet import House, Sheet
from shortbreaks.overnight.trying import with_child
from shortbreaks.words import counted

DAY = timedelta(days=1)
BEST_FIRST = (Outcome.MET, Outcome.TO_DECIDE, Outcome.NOT_MET)
Tried = tuple[StayWanted, Outcome, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class StaysFound:
    """A stay for each child of a family, in the family's order, with its bed, what was found, and the worst of all of it."""

    wanted: tuple[StayWanted, ...]
    beds: tuple[str, ...]
    findings: tuple[tuple[Finding, ...], ...]
    outcome: Outcome

    def better_than(self, other: "StaysFound | None") -> bool:
        """Whether these suit better than others found before."""
        return other is None or BEST_FIRST.index(self.outcome) < BEST_FIRST.index(other.outcome)


class Stays:
    """The stays that suit families in some houses, by facts that were read once.

    Runs of one house share their days, its beds most of what is tested, and houses what a stay comes to for the child: each
    such answer is kept while these facts are looked at.
    """

    def __init__(self, sheets: Mapping[int, Sheet]) -> None:
        self.sheets = sheets
        self._in_any_bed: dict[tuple[int, int, date], tuple[Finding, ...]] = {}
        self._own: dict[tuple[int, str, str, int, datetime, datetime], Own] = {}

    def best_by(self, group: NightGroup, unit_id: int, last: date) -> Outcome:
        """What no day changes: no stays of a family that begin by `last` can suit better."""
        mine = (self.sheets[one.child_id] for one in group)
        outcomes = {best_by(sheet, sheet.houses[unit_id], last) for sheet in mine}
        return max(outcomes, key=BEST_FIRST.index)

    def starting(self, group: NightGroup, unit_id: int, start: date, bed_ids: Collection[int]) -> StaysFound:
        """The best stays of a family from a day on, in some beds of a house that are free then.

        Each child is judged with those of the family before it there already, as the stays would be kept (R-B4, R-O12).
        """
        house = self.sheets[group[0].child_id].houses[unit_id]
        beds = [house.beds[bed_id] for bed_id in bed_ids]
        if len(beds) < len(group):
            return _too_few(group, house, start, beds)
        tried: list[list[Tried]] = []
        there: list[tuple[StayWanted, str, int]] = []
        for one in group:
            sheet = _with(self.sheets[one.child_id], unit_id, there)
            mine = self._tried(sheet, sheet.houses[unit_id], one, start, beds, len(group))
            tried.append(mine)
            there.append((mine[0][0], one.child, sheet.child.workers_needed))
        for number in range(1, len(BEST_FIRST) + 1):
            chosen = _a_bed_each(tried, BEST_FIRST[:number])
            if chosen is not None:
                names = {bed.id: bed.name for bed in beds}
                return StaysFound(
                    tuple(wanted for wanted, _, _ in chosen), tuple(names[wanted.bed_id] for wanted, _, _ in chosen),
                    tuple(findings for _, _, findings in chosen), BEST_FIRST[number - 1],
                )  # fmt: skip
        return _too_few(group, house, start, beds)

    def _tried(
        self, sheet: Sheet, house: House, one: NightWaiter, start: date, beds: Sequence[BedFacts], enough: int
    ) -> list[Tried]:
        """One child in each bed, until so many suit that each of the family can have another."""
        key = (one.id, house.id, start)
        found: list[Tried] = []
        for bed in beds:
            wanted = _stay(house, one.child_id, bed.id, start, one.nights)
            if key not in self._in_any_bed:
                self._in_any_bed[key] = findings_in_any_bed(sheet, house, wanted, self._own_of(sheet, house, wanted))
            findings = (*bed_findings(sheet, house, wanted), *self._in_any_bed[key])
            found.append((wanted, worst(findings), findings))
            if sum(outcome is Outcome.MET for _, outcome, _ in found) == enough:
                break
        return found

    def _own_of(self, sheet: Sheet, house: House, wanted: StayWanted) -> Own:
        service = house.service
        here = service.id if sheet.child.waits else 0  # what a child waits for is of one house; else houses of a kind are alike
        key = (wanted.child_id, service.kind, service.unit, here, wanted.starts_at, wanted.ends_at)
        if key not in self._own:
            self._own[key] = own_of(sheet, service, wanted.starts_at, wanted.ends_at)
        return self._own[key]


def free_beds(house: House, first: date, nights: int) -> list[BedFacts]:
    """The ordinary beds of a house that are registered, open and nobody's on every one of some nights."""
    which, last = nights_of(first, first + DAY * nights), first + DAY * (nights - 1)
    return [
        bed for bed in house.beds.values()
        if not bed.emergency and bed.from_day <= first and (bed.until_day is None or last <= bed.until_day)
        and not any(night in bed.taken or night in bed.closed for night in which)
    ]  # fmt: skip


def _stay(house: House, child_id: int, bed_id: int, start: date, nights: int) -> StayWanted:
    """A stay at the house's usual times."""
    return StayWanted(child_id, bed_id, on_clock(start, house.arrives), on_clock(start + DAY * nights, house.leaves))


def _with(sheet: Sheet, unit_id: int, there: Sequence[tuple[StayWanted, str, int]]) -> Sheet:
    if not there:
        return sheet
    house = sheet.houses[unit_id]
    for wanted, name, workers in there:
        house = with_child(house, wanted, name, workers)
    return replace(sheet, houses={**sheet.houses, unit_id: house})


def _a_bed_each(tried: Sequence[Sequence[Tried]], good: Collection[Outcome], gone: frozenset[int] = frozenset()) -> list[Tried] | None:
    """The first way to give each child another bed in which all is as good as that; None for none."""
    if not tried:
        return []
    for one in tried[0]:
        bed_id = one[0].bed_id
        if one[1] in good and bed_id not in gone:
            rest = _a_bed_each(tried[1:], good, gone | {bed_id})
            if rest is not None:
                return [one, *rest]
    return None


def _too_few(group: NightGroup, house: House, start: date, beds: Sequence[BedFacts]) -> StaysFound:
    """Fewer beds than children: nothing can be offered, and that is said of the first."""
    free = f"{counted(len(beds), 'bed')} {'is' if len(beds) == 1 else 'are'} free from {say_short(start, start)}"
    finding = Finding(
        "R-B5", Outcome.NOT_MET, "Too few beds", f"{free}, and {len(group)} children go together.",
        "Nights on which there is a bed for each.", overridable=False,
    )  # fmt: skip
    wanted = _stay(house, group[0].child_id, beds[0].id, start, group[0].nights)
    return StaysFound((wanted,), (beds[0].name,), ((finding,),), Outcome.NOT_MET)
