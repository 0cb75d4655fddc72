"""Families who wait for nights and come before the child a bed would go to (R-B6): one rule for every way of placing.

What is true of a session's place is true of a bed: it goes past a family that waits only with a reason. Who waits for nights
waits for a stay of some nights in a row, so a bed goes past a family that could have such a stay here now, and once the other
stands can have none in the days around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shortbreaks.bookings.waiting.order import order_key
from shortbreaks.bookings.waiting.queue import come_first, grouped, rule_on, standing_as_new
from shortbreaks.database.commands import View
from shortbreaks.dates import say_day, say_weekday
from shortbreaks.findings import Finding, Outcome, is_impossible, met
from shortbreaks.overnight.judging import Judged, StayWanted, judge_stay
from shortbreaks.overnight.nights_queue import NightGroup, NightWaiter, nights_waiting, starts_of
from shortbreaks.overnight.nights_together import Stays, free_beds
from shortbreaks.overnight.sheet import House, Sheet, Stretch, sheets_of
from shortbreaks.overnight.trying import with_stay, without_stays
from shortbreaks.words import counted, nights_ref

DAY = timedelta(days=1)


def judge_in_line(view: View, wanted: StayWanted) -> Judged:
    """Every test of a stay, and first who waits for its nights and comes before the child: others are concerned.

    Raises NotFound, or Refused for a stay without a night.
    """
    judged = judge_stay(view, wanted)
    return replace(judged, findings=(*nights_ahead(view, wanted, judged), *judged.findings))


def nights_ahead(view: View, wanted: StayWanted, judged: Judged) -> tuple[Finding, ...]:
    """What is to be said of those before a child for the nights of a stay; nothing where nobody waits for them.

    A fixed number of questions. An emergency bed is offered to nobody who waits, and has its manager; a night of today could
    not be answered in time. A stay that takes no nights anew (moved in its house, made shorter) passes over nobody.
    """
    if any(is_impossible(one) for one in judged.findings):
        return ()  # nobody gets these nights, and that is said
    first, last = max(wanted.starts_at.date(), view.today + DAY), wanted.ends_at.date() - DAY
    rule = rule_on(view)
    waiting = nights_waiting(view, rule, around=(judged.service_id, first, last)) if first <= last else []
    wide = _widest(waiting, view.today, first, last)
    groups = [group for group in grouped(waiting) if _starts(group, judged.service_id, wide, first, last)]
    if not groups:
        return ()
    mine = [group[0].key for group in groups if _is_of(group, wanted)]
    children = {wanted.child_id, *(one.child_id for group in groups for one in group)}
    sheets = sheets_of(view, children, [judged.unit_id], Stretch(*wide))
    line = _Line(view.today, judged, sheets, wide, (first, last))
    if line.house.beds[wanted.bed_id].emergency:
        return ()
    if not mine:
        new = standing_as_new(view, [wanted.child_id], {judged.service_id: line.house.service})
        mine = [order_key(one, rule) for one in new.values()]
    before = [group for group in groups if group[0].key < min(mine) and not _is_of(group, wanted)]
    could = line.could(before)
    if not could:
        return (met("R-B6", "First on the list"),) if _is_of(groups[0], wanted) else ()
    passed = line.passed(could, wanted)
    return (passes_over(passed, judged.child.name, first) if passed else met("R-B6", "Room for who waits"),)


def _widest(waiting: Sequence[NightWaiter], today: date, first: date, last: date) -> tuple[date, date]:
    """The nights that any stay could take which shares a night with those from `first` to `last`, or touches them."""
    longest = DAY * max((one.nights for one in waiting), default=1)
    return max(today + DAY, first - longest), last + longest


def _is_of(group: NightGroup, wanted: StayWanted) -> bool:
    """Whether a stay is for one of a family's children who wait together."""
    return any(one.child_id == wanted.child_id for one in group)


def _starts(
    group: NightGroup, service_id: int, wide: tuple[date, date], first: date, last: date, *, touch: bool = False
) -> list[date]:
    """The days on which a stay that is waited for could begin so that it shares a night with those from `first` to `last`.

    With `touch` those that only touch them too: who loses Friday may do as well with Saturday and Sunday.
    """
    first, last = (first - DAY, last + DAY) if touch else (first, last)
    return [day for day in starts_of(group, service_id, *wide) if day <= last and day + DAY * group[0].nights > first]


@dataclass(frozen=True, slots=True)
class _Line:
    """Those who wait for nights of one house, tried in their order beside a stay and without it."""

    today: date
    judged: Judged
    sheets: Mapping[int, Sheet]
    wide: tuple[date, date]
    days: tuple[date, date]

    @property
    def house(self) -> House:
        return next(iter(self.sheets.values())).houses[self.judged.unit_id]

    def could(self, before: Sequence[NightGroup]) -> list[NightGroup]:
        """Who of those before could have some of the nights as things are, the one after the other."""
        return self._served(before, (), (), touch=False)

    def passed(self, could: Sequence[NightGroup], wanted: StayWanted) -> list[NightGroup]:
        """Who of them could have nights no more, in the days around, once this stay is kept."""
        there = (wanted, self.judged.child.name, self._workers(wanted.child_id))
        later = self._served(could, wanted.but, (there,), touch=True)
        return [group for group in could if group not in later]

    def _workers(self, child_id: int) -> int:
        return self.sheets[child_id].child.workers_needed

    def _served(
        self, groups: Sequence[NightGroup], gone: Sequence[int], there: Sequence[tuple[StayWanted, str, int]], *, touch: bool
    ) -> list[NightGroup]:
        """Who of them can have stays, each after the ones before it, without some stays and with others there."""
        kept, found = list(there), []
        for group in groups:
            stays = self._best(group, gone, kept, touch=touch)
            kept += [(stay, one.child, self._workers(one.child_id)) for stay, one in zip(stays, group, strict=False)]
            if stays:
                found.append(group)
        return found

    def _best(
        self, group: NightGroup, gone: Sequence[int], there: Sequence[tuple[StayWanted, str, int]], *, touch: bool
    ) -> tuple[StayWanted, ...]:
        """The soonest stays that fit a family, else the soonest for which a person decides; none where there are none."""
        unit_id = self.judged.unit_id
        sheets = {one.child_id: self._tried(self.sheets[one.child_id], gone, there) for one in group}
        house = sheets[group[0].child_id].houses[unit_id]
        perhaps: tuple[StayWanted, ...] = ()
        stays = Stays(sheets)
        for day in _starts(group, self.judged.service_id, self.wide, *self.days, touch=touch):
            beds = [bed.id for bed in free_beds(house, day, group[0].nights)]
            if len(beds) < len(group):
                continue
            found = stays.starting(group, unit_id, day, beds)
            if found.outcome is Outcome.MET:
                return found.wanted
            if found.outcome is Outcome.TO_DECIDE and not perhaps:
                perhaps = found.wanted
        return perhaps

    def _tried(self, sheet: Sheet, gone: Sequence[int], there: Sequence[tuple[StayWanted, str, int]]) -> Sheet:
        house = without_stays(sheet.houses[self.judged.unit_id], gone)
        for stay, name, workers in there:
            house = with_stay(house, stay, name, workers)
        return replace(sheet, houses={**sheet.houses, house.id: house})


def passes_over(passed: Sequence[NightGroup], name: str, first: date) -> Finding:
    """How many wait before a child, who is first and since when; kept on the child's record without the other's name."""
    one = passed[0][0]
    wait = counted(len(passed), "family waits", "families wait")
    day, since = say_weekday(first), say_day(one.standing.asked_at.date())
    return Finding(
        "R-B6", Outcome.TO_DECIDE, "Families wait",
        f"{wait} for nights from {day} before {name}: {come_first(passed[0])}, waiting since {since}.",
        "Offer them the nights first, under Bookings, Waiting, Nights.",
        kept=f"{wait} for nights from {day} before this child: request {nights_ref(one.id)} comes first, since {since}.",
    )  # fmt: skip
