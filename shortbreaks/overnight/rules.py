"""What a stay counts as, four ways, and the limits of law on nights away (R-O1 to R-O6, R-O10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise, zip_longest

from shortbreaks.dates import elapsed_minutes, months_after, months_before, nights_between, year_of_allocation

DAY = timedelta(days=1)
SINGLE, YEAR = 17, 75  # nights: one placement, and any twelve months; fixed by law (R-O2, R-O3)
LOOKED_AFTER_MINUTES = 24 * 60
LINK_DAYS, LINKED_MOST = 28, 28


@dataclass(frozen=True, slots=True)
class Counts:
    """One stay counted four ways: nights, minutes that really pass, nights of the allowance, days of benefit advice."""

    placed: int
    minutes: int
    allowance: int
    benefit_days: int

    @property
    def over_24_hours(self) -> bool:
        """Whether it is a continuous period of more than 24 hours (R-O6): to the minute, across clock changes."""
        return self.minutes > LOOKED_AFTER_MINUTES


def counts_of(start: datetime, end: datetime, *, late_nights: int = 0) -> Counts:
    """The four counts of a stay between two times on the clock in Kent (R-O1).

    `late_nights` are nights given up too late: they use the family's allowance, and nobody was placed on them.
    """
    nights = nights_between(start, end)
    return Counts(nights, elapsed_minutes(start, end), nights + late_nights, max(0, nights - 1))


def nights_of(start: date, end: date) -> list[date]:
    """The nights from a day in to a day out: the night of each day but the last."""
    return [start + DAY * number for number in range((end - start).days)]


def in_twelve_months(nights: Collection[date], day: date) -> int:
    """Nights after the same day a year before, up to and with `day`; 29 February looks back to 28 February (R-O3)."""
    after = months_before(day, 12)
    return sum(after < night <= day for night in nights)


@dataclass(frozen=True, slots=True)
class YearLimit:
    """What a stay does to the limit of any twelve months.

    `most` is the highest count it brings about; `first_over` the first night past the limit, of this stay or of one
    booked after it; `last_within` the night before the limit is passed; `fits` how many of its nights may stand.
    """

    now: int
    most: int
    limit: int
    first_over: date | None
    last_within: date | None
    fits: int

    @property
    def over(self) -> int:
        """Nights above the limit, nought within it."""
        return max(0, self.most - self.limit)


def year_limit(held: Collection[date], wanted: Sequence[date], limit: int = YEAR) -> YearLimit:
    """The limit looked at for each wanted night and each night booked after it that it could push over (R-O3).

    `held` are the nights a child has or had, without this stay's own. Both may be in any order.
    """
    kept, new = sorted(set(held) - set(wanted)), sorted(set(wanted))
    found = _counted(kept, new, limit)
    before = in_twelve_months(kept, new[0]) if new else 0
    if found[1] is None:
        return YearLimit(before, found[0], limit, None, None, len(new))
    least, most = 0, len(new)
    while least < most:  # each night less can only lower every count: the most nights that fit are found by halving
        middle = (least + most + 1) // 2
        if _counted(kept, new[:middle], limit)[1] is None:
            least = middle
        else:
            most = middle - 1
    return YearLimit(before, found[0], limit, found[1], found[2], least)


def _counted(kept: Sequence[date], new: Sequence[date], limit: int) -> tuple[int, date | None, date | None]:
    """The highest count, the first night over the limit and the night that reaches it, over all that `new` touches."""
    if not new:
        return 0, None, None
    every = sorted({*kept, *new})
    most, first, reached = 0, None, None
    start = 0
    for place, night in enumerate(every):
        after = months_before(night, 12)
        while every[start] <= after:
            start += 1
        # a night is this stay's matter when one of its nights is in the twelve months up to it
        if night < new[0] or after >= new[-1]:
            continue
        count = place - start + 1
        most = max(most, count)
        if count > limit and first is None:
            first, reached = night, every[place - 1]
    return most, first, reached


def years_of_returns(nights: Collection[date]) -> dict[date, int]:
    """Nights of each year from 1 April, as the sector's data check counts them (weaker than the law, R-O3)."""
    found: dict[date, int] = {}
    for night in nights:
        first, _ = year_of_allocation(night)
        found[first] = found.get(first, 0) + 1
    return dict(sorted(found.items()))


def linked_benefit_days(stays: Sequence[tuple[date, date]], day: date) -> int:
    """Whole days away, day in and day out left out, linked while 28 days or fewer lie between stays (R-O10).

    Advice for the family only: it never decides a benefit. `stays` are (day in, day out); days from `day` on are not
    counted.
    """
    linked = 0
    last_out: date | None = None
    for first, out in sorted(stays):
        if first >= day:
            break
        if last_out is not None and (first - last_out).days - 1 > LINK_DAYS:
            linked = 0
        linked += max(0, (min(out, day) - first).days - 1)
        last_out = out
    return linked


def bookable_beds(registered: int, emergency: int, closed: int) -> int:
    """Registered beds less emergency beds less closed beds, never below nought (R-O11)."""
    return max(0, registered - emergency - closed)


def nights_still_used(planned: int, slept: int, wish: str) -> int:
    """Nights of the allowance a stay uses when a child is collected early (A8).

    All planned nights when the family chose, only those slept when the provider asked for collection.
    """
    return planned if wish == "family" else slept


def holidays_between(terms: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """The school holidays, first and last day, that lie between terms known in order; half-terms are some (R-O14)."""
    ordered = sorted(terms)
    return [
        (one[1] + DAY, other[0] - DAY) for one, other in pairwise(ordered) if other[0] - one[1] > DAY
    ]


FIRST_REVIEW = {1: 6, 2: 3, 3: 3}  # months from the first stay: section 17 (R-O7), section 20 (R-O8)
REVIEW_MONTHS = 6  # at most, from one review to the next


def next_review(situation: int, first_stay: date, last_held: date | None) -> date:
    """The last day on which the next review of a series of stays is in time (R-O7, R-O8).

    A review before the first stay is none of the series.
    """
    if last_held is None or last_held < first_stay:
        return months_after(first_stay, FIRST_REVIEW[situation])
    return months_after(last_held, REVIEW_MONTHS)


def visit_limit(first_stay: date, nth_night: date | None, last_made: date | None, months: int) -> date | None:
    """The last day for a visit whatever was agreed (R-O8, not verified): the placed day of the first visit, then months apart.

    `nth_night` is the placed day by which the first one is made; None while so many are not booked, or no limit is set.
    `months` 0 sets no limit. A visit before the first stay is none of the series.
    """
    if last_made is None or last_made < first_stay:
        return nth_night
    return months_after(last_made, months) if months else None


def next_visit(first_stay: date, last_made: date | None, every_days: int) -> date:
    """The day by which a child is visited again, at the interval agreed in the care plan (R-O8)."""
    since = first_stay if last_made is None or last_made < first_stay else last_made
    return since + timedelta(days=every_days)


def mixed_years(decided: Sequence[tuple[date, str]]) -> list[date]:
    """First days of the years, 1 April to 31 March, in which a child's nights are recorded in two ways (R-O9).

    `decided` are (from day, "V3", "V4" or "" for section 17), by day; of two of one day the later one holds.
    """
    until = [following for following, _ in decided[1:]]
    found: dict[date, set[str]] = {}
    for (first, code), end in zip_longest(decided, until):
        if not code or first == end:
            continue
        year, _ = year_of_allocation(first)
        last = end - timedelta(days=1) if end is not None else max(first, decided[-1][0])
        while year <= last:
            found.setdefault(year, set()).add(code)
            year = year.replace(year=year.year + 1)
    return sorted(year for year, codes in found.items() if len(codes) > 1)
