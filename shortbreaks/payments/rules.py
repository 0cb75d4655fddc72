"""What an award comes to: by week, by cycle and by day, to the penny (R-D4, R-D5, R-D12, R-F5)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shortbreaks.dates import say_day, say_hours
from shortbreaks.money import percent_of, pounds, share_of
from shortbreaks.payments.cycles import Cycle

DAY = timedelta(days=1)
YEAR = 364  # days of 52 weeks, in which thirteen four-weekly payments fall
SPREAD_FROM = date(2026, 4, 6)  # a Monday on which a four-weekly cycle begins: from it the parts of a year are counted
WORDS = {
    "assistant": "Personal assistant", "agency": "Agency", "night": "Night support", "other": "Other support",
    "extra": "Extra", "contingency": "Contingency", "contribution": "Your own contribution",
}  # fmt: skip


HELD_WORDS = {"card": "Card", "account": "Account", "managed": "Managed account"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an award from a day: pence for one hour, week, month or once; minutes a week when by the hour."""

    part: int
    kind: str
    words: str
    per: str
    minutes: int
    pence: int
    from_day: date
    until_day: date | None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """From this day an agreement is in this state."""

    state: str
    from_day: date
    id: int


@dataclass(frozen=True, slots=True)
class Working:
    """One line of how a payment was worked out: days of a part at one rate, and the pence (below nought: deducted)."""

    part: int
    kind: str
    words: str
    first: date
    last: date
    days: int
    of_days: int
    week_pence: int
    pence: int


def parts_on(lines: Iterable[Part], day: date) -> list[Part]:
    """The line of each part that holds on a day: the latest from on or before it, the last entered of one day."""
    found: dict[int, Part] = {}
    for line in lines:
        kept = found.get(line.part)
        if line.from_day <= day and (kept is None or (line.from_day, line.id) > (kept.from_day, kept.id)):
            found[line.part] = line
    return [found[key] for key in sorted(found) if (end := found[key].until_day) is None or end >= day]


def week_pence(part: Part) -> int:
    """What a part comes to in a week, rounded half up: 6 hours at £16.29 are £97.74; nought for what is paid once."""
    if part.per == "hour":
        return share_of(part.pence * part.minutes, 1, 60)
    if part.per == "month":
        return share_of(part.pence * 12, 1, 52)
    return part.pence if part.per == "week" else 0


def full_pence(part: Part, days: int, first: date | None = None) -> int:
    """What a part comes to in one whole cycle of `days` (0: a month), before days are counted.

    A sum of a month is spread so that the cycles of 52 weeks add up to its year to the penny: of £26.25 a month twelve
    cycles give £24.23 and the one that begins on `first` of the seventh place £24.24, together £315.00 (R-D5).
    """
    if part.per == "once":
        return part.pence
    if part.per == "month":
        return part.pence if days == 0 else _spread(part.pence * 12, days, 0 if first is None else (first - SPREAD_FROM).days % YEAR)
    return share_of(week_pence(part) * 52, 1, 12) if days == 0 else week_pence(part) * days // 7


def _spread(year: int, days: int, gone: int) -> int:
    """Pence of a year for the `days` after `gone` days of its 52 weeks: what is due by their end, less what was due before."""
    return share_of(year, gone + days, YEAR) - share_of(year, gone, YEAR)


def say_cycle(days: int) -> str:
    """How often a cycle of so many days (0: a month) pays."""
    return {0: "every month", 7: "every week", 14: "every two weeks", 28: "every four weeks"}[days]


def employer_ni(week: int, percent: int, over: int) -> int:
    """Employer's National Insurance of a year for one assistant's wages a week (pence), before Employment Allowance (R-D5).

    8 hours at £13.00 are £5,408 a year; 15 % of what is over £5,000 is £61.20. 6 hours are £4,056: nothing.
    """
    return percent_of(max(0, week * 52 - over), percent)


def award_week(lines: Iterable[Part], day: date) -> int:
    """Pence a week of an award on a day, a family's own contribution taken off."""
    return sum(_signed(part, week_pence(part)) for part in parts_on(lines, day))


def say_part(part: Part) -> str:
    """A part as a sum that can be read aloud: "6 hours × £16.29 = £97.74 a week"."""
    if part.per == "hour":
        return f"{say_hours(part.minutes)} × {pounds(part.pence)} = {pounds(week_pence(part))} a week"
    if part.per == "month":
        return f"{pounds(part.pence)} a month, {pounds(part.pence * 12)} a year"
    return f"{pounds(part.pence)} {'once' if part.per == 'once' else 'a ' + part.per}"


def state_on(steps: Iterable[Step], day: date) -> str:
    """The state of an agreement on a day: "draft" before its first step, and ended for good from the day after its last."""
    past = [step for step in steps if step.from_day <= day]
    # What had been decided for a day after the end, such as that it is paid again, ended with it
    return max(past, key=_counts).state if past else "draft"


def _counts(step: Step) -> tuple[bool, int, int]:
    """Which of some steps counts: the latest; an end over all others, and of two ends the sooner."""
    day = step.from_day.toordinal()
    return (True, -day, step.id) if step.state == "ended" else (False, day, step.id)


def last_day_of(steps: Iterable[Step]) -> date | None:
    """The last day that is paid for, once an end was decided."""
    return min((step.from_day - DAY for step in steps if step.state == "ended"), default=None)


def state_to_come(steps: Iterable[Step], day: date) -> Step | None:
    """The last step of an agreement when its day has not come yet: suspended, paid again or ended from then."""
    last = max(steps, key=_counts, default=None)
    return last if last is not None and last.from_day > day else None


def workings(lines: Sequence[Part], steps: Sequence[Step], cycle: Cycle) -> tuple[Working, ...]:
    """How a cycle's payment is worked out: each part by the days it held and was payable, each stretch rounded half up.

    £390.96 × 17/28 is £237.37; a rate that changes on day 25 gives £335.11 + £57.77 (R-D12). What is paid once falls
    in the cycle of its day.
    """
    found: list[Working] = []
    for first, last, active, held in _stretches(lines, steps, cycle):
        if not active:
            continue
        for part in held:
            if part.per == "once" and not first <= part.from_day <= last:
                continue
            days, of_days = ((last - first).days + 1, cycle.whole) if part.per != "once" else (1, 1)
            pence = share_of(full_pence(part, cycle.days, cycle.first), days, of_days)
            found.append(_working(part, first, last, days, of_days, pence))
    return _joined(found, lines, cycle)


def missed_once(lines: Sequence[Part], steps: Sequence[Step], cycle: Cycle) -> tuple[Working, ...]:
    """What would be paid once in a cycle and is not, since its agreement is suspended on that day: each as a working of nought."""
    return missed_between(lines, steps, cycle.first, cycle.last)


def missed_between(lines: Sequence[Part], steps: Sequence[Step], first: date, last: date) -> tuple[Working, ...]:
    """The same of the days from one to another."""
    found = []
    for part in {one.part: one for one in lines if one.per == "once" and first <= one.from_day <= last}.values():
        day = part.from_day
        if part in parts_on(lines, day) and part.pence and state_on(steps, day) == "suspended":
            words = f"{part.words or WORDS[part.kind]}: {pounds(part.pence)} once, not paid since {say_day(day)} is suspended"
            found.append(Working(part.part, part.kind, words, day, day, 1, 1, 0, 0))
    return tuple(found)


def begun_suspended(lines: Sequence[Part], steps: Sequence[Step], cycle: Cycle, fresh: Collection[int]) -> tuple[Working, ...]:
    """Parts paid by time that begin on days which are suspended, each as a working of nought with its days.

    Each is said until it is first paid; one of `fresh`, entered since the last run, also where that was before this cycle.
    """
    found = []
    for part in lines:
        turns = sorted(step.from_day for step in steps if step.from_day > part.from_day)
        again = next((day for day in (part.from_day, *turns) if state_on(steps, day) != "suspended"), None)
        said = again is None or again >= cycle.first or part.id in fresh
        counts = part.per != "once" and part.pence and part.from_day <= cycle.last and part in parts_on(lines, part.from_day)
        if counts and said and again != part.from_day:
            last = min(cycle.last, again - DAY) if again is not None else cycle.last
            days = f"{say_day(part.from_day)} to {say_day(last)}"
            words = f"{part.words or WORDS[part.kind]}: {say_part(part)}, not paid from {days}, as it is suspended"
            found.append(Working(part.part, part.kind, words, part.from_day, last, 1, 1, 0, 0))
    return tuple(found)


def gross_pence(found: Iterable[Working]) -> int:
    """What a cycle's workings come to; never below nought (R-F1)."""
    return max(0, sum(line.pence for line in found))


def parted(pence: int, first: date, last: date, day: date) -> tuple[int, int]:
    """What a sum costs up to a day, such as a 31 March, and after it: by days, the rest subtracted (R-F5).

    £390.96 from 8 March to 4 April 2027 is £335.11 and £55.85.
    """
    days, length = max(0, (min(last, day) - first).days + 1), (last - first).days + 1
    before = share_of(abs(pence), days, length) * (1 if pence > 0 else -1)
    return before, pence - before


def parted_cost(found: Sequence[Working], gross: int, day: date) -> tuple[int, int]:
    """What a payment costs up to a day, such as a 31 March, and after it: each part by its own days, what is paid once on its day (R-F5).

    £390.96 a cycle, and £404.40 from 1 April, is £335.11 and £57.77 of the cycle from 8 March to 4 April 2027.
    """
    before = sum(parted(one.pence, one.first, one.first if one.of_days == 1 else one.last, day)[0] for one in found)
    return before, gross - before


def _signed(part: Part, pence: int) -> int:
    return -pence if part.kind == "contribution" else pence


def _working(part: Part, first: date, last: date, days: int, of_days: int, pence: int) -> Working:
    words = part.words or WORDS[part.kind]
    return Working(
        part.part, part.kind, words, first, last, days, of_days, week_pence(part), _signed(part, pence)
    )  # fmt: skip


def _stretches(lines: Sequence[Part], steps: Sequence[Step], cycle: Cycle) -> list[tuple[date, date, bool, list[Part]]]:
    """The cycle cut where anything changes: first and last day, whether it was active, and the parts that held."""
    cuts = {cycle.first, *(line.from_day for line in lines), *(step.from_day for step in steps)}
    cuts |= {line.until_day + DAY for line in lines if line.until_day is not None}
    starts = sorted(day for day in cuts if cycle.first <= day <= cycle.last)
    ends = [day - DAY for day in starts[1:]] + [cycle.last]
    return [
        (first, last, state_on(steps, first) == "active", parts_on(lines, first))
        for first, last in zip(starts, ends, strict=True)
    ]


def _joined(found: list[Working], lines: Sequence[Part], cycle: Cycle) -> tuple[Working, ...]:
    """Stretches of one part at one rate that touch are one: a change of another part must not round this one twice."""
    joined: dict[int, list[Working]] = {}
    for line in found:
        kept = joined.setdefault(line.part, [])
        if kept and kept[-1].last + DAY == line.first and _same(lines, kept[-1].first, line) and line.of_days > 1:
            part = next(one for one in parts_on(lines, line.first) if one.part == line.part)
            days = kept[-1].days + line.days
            pence = share_of(full_pence(part, cycle.days, cycle.first), days, cycle.whole)
            kept[-1] = _working(part, kept[-1].first, line.last, days, cycle.whole, pence)
        else:
            kept.append(line)
    # Only now: two stretches of less than half a penny each may be a penny together
    return tuple(line for key in sorted(joined) for line in joined[key] if line.pence)


def _same(lines: Sequence[Part], day: date, line: Working) -> bool:
    was = next(part for part in parts_on(lines, day) if part.part == line.part)
    now = next(part for part in parts_on(lines, line.first) if part.part == line.part)
    return (was.per, was.minutes, was.pence, was.kind) == (now.per, now.minutes, now.pence, now.kind)


def say_missing(missing: Sequence[str]) -> str:
    """What R-D3 still wants, as a sentence's end."""
    return ", ".join(missing[:-1]) + (" and " if len(missing) > 1 else "") + missing[-1] if missing else ""


def missing_before_start(
    consent_on: date | None, signed_on: date | None, plan_on: date | None, approval_ref: str,
    account_ready_on: date | None, vendor_number: str, checks_noted_on: date | None,
) -> tuple[str, ...]:  # fmt: skip
    """What must be there before anything is paid (R-D1, R-D3), each in the words of the list."""
    wanted = (
        ("the payee's consent", consent_on),
        ("the signed agreement", signed_on), ("the plan", plan_on), ("the approval's reference", approval_ref.strip()),
        ("the card or account", account_ready_on), ("the vendor number", vendor_number.strip()),
        ("insurance and DBS noted", checks_noted_on),
    )  # fmt: skip
    return tuple(words for words, given in wanted if not given)


def say_working(line: Working) -> str:
    """One line of a payment's workings, as it stands on a statement."""
    span = "" if line.days == line.of_days else f", {line.days} of {line.of_days} days to {say_day(line.last)}"
    return f"{line.words}{span}: {pounds(line.pence)}"
