"""Every test of a stay, each with its sentence: bed, limits, status, who else is there, staff (R-O2 to R-O17, R-B4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shortbreaks.bookings.rules import staffing_needed
from shortbreaks.council.codes import ANSWERS
from shortbreaks.dates import birthday, say_day, say_short
from shortbreaks.eligibility.rules import ADULT
from shortbreaks.findings import Finding, Outcome, met
from shortbreaks.overnight.rules import Counts, YearLimit, holidays_between
from shortbreaks.words import counted

BOTH = "A manager and the reviewing officer agree, each by name; or fewer nights."
SIXTEEN = 16


@dataclass(frozen=True, slots=True)
class BedFacts:
    """A bed, the nights somebody else has it (with the child's short name), and those on which it is closed.

    `has` are codes of "bed_feature"; the ages are whole years, None for any.
    """

    id: int
    name: str
    unit: str
    emergency: bool
    from_day: date
    until_day: date | None
    taken: Mapping[date, str]
    closed: Mapping[date, str]
    has: frozenset[str] = frozenset()
    min_age: int | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class Housemate:
    """Another child in the house on some of the nights; `kind` is what is known of the two together, or ""."""

    child_id: int
    name: str
    workers: int
    kind: str
    nights: frozenset[date]


@dataclass(frozen=True, slots=True)
class NightFacts:
    """Workers rostered on a night, and what the service's ratio is (children to a worker; 0 when not known)."""

    workers: Mapping[date, int]
    children_per_worker: int


def bed_free(bed: BedFacts, nights: Sequence[date]) -> Finding:
    """The bed is registered and open on every night, and nobody else has it (R-O11)."""
    for night in nights:
        day = say_day(night)
        if night < bed.from_day or (bed.until_day is not None and night > bed.until_day):
            return Finding(
                "R-O11", Outcome.NOT_MET, "No such bed then", f"{bed.name} of {bed.unit} cannot be slept in on {day}.",
                "Another bed, or other nights.", overridable=False,
            )  # fmt: skip
        if night in bed.closed:
            return Finding(
                "R-O11", Outcome.NOT_MET, "Closed", f"{bed.name} is closed on {day}: {bed.closed[night]}.",
                "Another bed, or other nights.", overridable=False,
            )  # fmt: skip
        if night in bed.taken:
            return Finding(
                "R-O11", Outcome.NOT_MET, "Bed taken", f"{bed.taken[night]} has {bed.name} on {day}.",
                "Another bed, or other nights.", overridable=False,
            )  # fmt: skip
    return met("R-O11", f"{bed.name} free")


def emergency_agreed(bed: BedFacts, manager: str) -> Finding:
    """An emergency bed needs a manager's name and a reason (R-O11)."""
    if not bed.emergency:
        return met("R-O11 bed", "Not an emergency bed")
    if manager.strip():
        return Finding(
            "R-O11 bed", Outcome.TO_DECIDE, "Emergency bed", f"{bed.name} is kept for emergencies; {manager.strip()} agrees.",
            "Write why it is needed.",
        )  # fmt: skip
    return Finding(
        "R-O11 bed", Outcome.TO_DECIDE, "Emergency bed", f"{bed.name} is kept for emergencies.",
        "Write which manager agrees, and why it is needed.", overridable=False,
    )  # fmt: skip


def single_stay(nights: int, limit: int, *, agreed: bool) -> Finding:
    """No single placement is meant to last over so many nights (R-O2); over it two people agree (R-O5)."""
    if nights <= limit:
        return met("R-O2", f"{counted(nights, 'night')} of {limit}")
    return Finding(
        "R-O2", Outcome.TO_DECIDE if agreed else Outcome.NOT_MET, f"Over {limit} nights",
        f"This is {counted(nights, 'night')}, and one stay is at most {limit}.", BOTH, overridable=agreed,
    )  # fmt: skip


def any_twelve_months(name: str, legal: str, found: YearLimit, first: date, *, agreed: bool) -> Finding:
    """At most so many nights in any twelve months, this stay's own and those booked after it (R-O3, R-O5)."""
    if legal == "s17":
        return met("R-O3", f"{found.most} in 12 months, section 17")
    if not found.over or found.first_over is None:
        return met("R-O3", f"{found.most} of {found.limit} in 12 months")
    said = f"{name} would be at {found.most} nights in twelve months, {found.over} over {found.limit}."
    if found.last_within is not None and found.first_over >= first:
        said += f" Night {found.limit} is {say_day(found.last_within)}, night {found.limit + 1} {say_day(found.first_over)}."
    else:
        said += f" Night {found.limit + 1} is {say_day(found.first_over)}."
    remedy = BOTH
    if found.fits:
        until = first + timedelta(days=found.fits)
        remedy = f"{say_day(first)} to {say_day(until)} ({counted(found.fits, 'night')}) fits. Or: {BOTH[0].lower()}{BOTH[1:]}"
    return Finding(
        "R-O3", Outcome.TO_DECIDE if agreed else Outcome.NOT_MET, f"Over {found.limit} in 12 months", said, remedy,
        overridable=agreed,
    )  # fmt: skip


def status_decided(name: str, legal: str, counts: Counts) -> Finding:
    """Only a social worker decides what nights away are in law (R-O7); over 24 hours it matters (R-O6)."""
    if legal != "undecided":
        return met("R-O7", "Section 20" if legal == "s20" else "Section 17")
    over = "over 24 hours" if counts.over_24_hours else "24 hours or less"
    return Finding(
        "R-O7", Outcome.TO_DECIDE, "Status not decided",
        f"No social worker has decided what {name}'s nights away are in law; this stay is {over}.",
        "A social worker's decision, section 17 or section 20, on the child's nights.",
    )  # fmt: skip


def same_setting(name: str, legal: str, others: Collection[str]) -> Finding:
    """Section 20 stays in a second place within twelve months are no longer one series (R-O4)."""
    if legal == "s17" or not others:
        return met("R-O4", "One place")
    return Finding(
        "R-O4", Outcome.TO_DECIDE, "Second place", f"{name} also stays at {', '.join(sorted(others))} within twelve months.",
        "The reviewing officer must agree, or stay in one place.",
    )  # fmt: skip


def home_fits(name: str, legal: str, home: str, age: int) -> Finding:
    """A looked-after child under 16 stays in a registered children's home or with a foster carer (R-O17)."""
    if legal == "s17" or home != "other" or age >= SIXTEEN:
        return met("R-O17", "Registered")
    return Finding(
        "R-O17", Outcome.TO_DECIDE, "Not registered", f"{name} is {age}, and this is no children's home or foster carer.",
        "A registered place, or the reason why this is lawful.",
    )  # fmt: skip


def visited_before(name: str, wanted: int, visits: int, *, slept_before: bool) -> Finding:
    """So many tea or day visits before a first night (R-O13)."""
    if slept_before or visits >= wanted:
        return met("R-O13", "Knows the house")
    left = wanted - visits
    return Finding(
        "R-O13", Outcome.TO_DECIDE, "First visits",
        f"{name} has visited {counted(visits, 'time')}, and {wanted} come before a first night.",
        f"{counted(left, 'more tea or day visit')} first.",
    )  # fmt: skip


def may_share(name: str, mates: Sequence[Housemate], today: date) -> tuple[Finding, ...]:
    """Who must not, should not or should be in the house together (R-O12); the reason is never said."""
    found: list[Finding] = []
    for mate in mates:
        if mate.kind in {"", "good match"}:
            continue
        nights = " and ".join(say_short(night, today) for night in sorted(mate.nights)[:3])
        more = f" and {len(mate.nights) - 3} more" if len(mate.nights) > 3 else ""
        if mate.kind == "must not share":
            found.append(
                Finding(
                    "R-O12", Outcome.NOT_MET, "Must not share", f"{name} and {mate.name} must not share the house. They would "
                    f"meet on {nights}{more}.", "Another house, or other nights for one of them.", overridable=False,
                )
            )  # fmt: skip
        else:
            found.append(
                Finding(
                    "R-O12 prefer", Outcome.TO_DECIDE, "Better apart", f"{name} and {mate.name} are better apart. They would "
                    f"meet on {nights}{more}.", "Other nights, or a reason.",
                )
            )  # fmt: skip
    good = [mate.name for mate in mates if mate.kind == "good match"]
    return tuple(found) or (met("R-O12", f"Good match: {good[0]}" if good else "May share"),)


def staff_for_nights(
    name: str, workers: int, mates: Sequence[Housemate], nights: Sequence[date], facts: NightFacts
) -> Finding:
    """Workers rostered each night are enough with this child there (R-B4)."""
    short: list[tuple[date, int, int]] = []
    for night in nights:
        there = [mate.workers for mate in mates if night in mate.nights] + [workers]
        needed = staffing_needed(len(there), facts.children_per_worker, there.count(1), there.count(2))
        if facts.workers.get(night, 0) and needed > facts.workers[night]:
            short.append((night, needed, facts.workers[night]))
    if not short:
        return met("R-B4", "Staff enough")
    night, needed, rostered = short[0]
    more = f" And on {counted(len(short) - 1, 'more night')}." if len(short) > 1 else ""
    return Finding(
        "R-B4", Outcome.NOT_MET, "Staff short", f"With {name} there {say_day(night)} needs {needed} workers and {rostered} "
        f"are rostered.{more}", f"{counted(needed - rostered, 'more worker')} rostered, or other nights.",
    )  # fmt: skip


def bed_suits(
    name: str, age: int, needs: Collection[str], bed: BedFacts, beds: Sequence[BedFacts], words: Mapping[str, str]
) -> tuple[Finding, ...]:
    """What the bed has, and whom it is for, against what the child needs: each a warning with where to find it (R-B10).

    `beds` are all of the house; `words` say each code of "bed_feature" in the middle of a sentence.
    """
    found: list[Finding] = []
    wanted = [feature for feature, answers in ANSWERS.items() if feature in words and set(answers) & set(needs)]
    for feature in wanted:
        if feature in bed.has:
            continue
        others = [one.name for one in beds if feature in one.has and not one.emergency]
        remedy = f"{', '.join(others[:-1])}{' or ' if others[1:] else ''}{others[-1]} has it." if others else "Ask the house."
        kept = f"{bed.name} has no {words[feature]}" if bed.has else f"Nothing is kept of what {bed.name} has"
        found.append(
            Finding(
                "R-B10 bed", Outcome.TO_DECIDE, f"No {words[feature]}", f"{kept}; {name} needs {words[feature]}.",
                f"{remedy} Or write how it is done without.",
            )
        )  # fmt: skip
    low, high = bed.min_age, bed.max_age
    if (low is not None and age < low) or (high is not None and age > high):
        span = f"from {low}" if high is None else f"up to {high}" if low is None else f"from {low} to {high}"
        found.append(
            Finding(
                "R-B10 bed", Outcome.TO_DECIDE, "Bed of other age", f"{bed.name} is for children {span}; {name} is {age}.",
                "Another bed, or a reason.",
            )
        )  # fmt: skip
    return tuple(found) or (met("R-B10 bed", f"{bed.name} suits"),)


def adult_nights(name: str, born: date, nights: Sequence[date], today: date) -> Finding:
    """Each night that begins on or after the 18th birthday is for a person to decide (R-E1, R-E10)."""
    day = birthday(born, ADULT)
    adult = [night for night in nights if night >= day]
    if not adult:
        # the birthday itself may be the day to leave: no night of the stay begins at 18
        return met("R-E1", "Under 18 each night")
    which = f"{counted(len(adult), 'night')} of {len(nights)}, from {say_short(adult[0], today)}" if adult != list(nights) else "each night"
    return Finding(
        "R-E1", Outcome.TO_DECIDE, "18 or over", f"{name} is 18 on {say_day(day)}: 18 or over on {which}.",
        "A reason that names the transition decision: services go on until the adult decision is made.",
    )  # fmt: skip


def holiday_nights(
    name: str, held: Collection[date], nights: Sequence[date], terms: Sequence[tuple[date, date]], most: int, today: date
) -> Finding:
    """At most so many nights in one school holiday, where the council has decided on a number (R-O14); 0 asks nothing."""
    for first, last in holidays_between(terms) if most else ():
        new = [night for night in nights if first <= night <= last]
        count = len({*new, *(night for night in held if first <= night <= last)})
        if new and count > most:
            return Finding(
                "R-O14", Outcome.TO_DECIDE, f"Over {most} in a holiday",
                f"{name} would have {counted(count, 'night')} in the holiday from {say_short(first, today)} to "
                f"{say_short(last, today)}, and {most} is the most.",
                f"{counted(min(count - most, len(new)), 'night')} fewer, nights in term, or a reason.",
            )  # fmt: skip
    return met("R-O14", f"{most} in a holiday" if most else "No limit in holidays")
