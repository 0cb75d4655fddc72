"""Who may have what: age, residence, the threshold, and the sums of an allocation (R-E1 to R-E12, R-B8, R-O15)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from shortbreaks.council.codes import KENT, MEDWAY
from shortbreaks.dates import age_on, birthday, months_after, say_day, say_hours
from shortbreaks.findings import Finding, Outcome, met
from shortbreaks.money import pounds, share_of

LEVELS = ("", "mild", "moderate", "severe", "profound")
ADULT = 18
PURPOSES = {
    "hours": "Clubs and schemes", "sessions": "Sessions", "nights": "Overnight stays", "pounds": "Short break payment",
}  # fmt: skip
NEIGHBOURS = MappingProxyType({MEDWAY.code: MEDWAY.words})  # the districts of other councils that ship


def adult_by(name: str, born: date, day: date) -> Finding:
    """Child services are for under-18s, tested on each session's own day (R-E1); never a silent stop (R-E10)."""
    if age_on(born, day) < ADULT:
        return met("R-E1", "Under 18 that day")
    return Finding(
        "R-E1", Outcome.TO_DECIDE, "18 or over",
        f"{name} is {age_on(born, day)} on {say_day(day)}; 18 on {say_day(birthday(born, ADULT))}.",
        "A reason that names the transition decision: services go on until the adult decision is made.",
    )  # fmt: skip


def residence(name: str, district: str, ours: Collection[str] = KENT, others: Mapping[str, str] = NEIGHBOURS) -> Finding:
    """Permanently resident in Kent, by district and not by postcode area; Medway is not Kent (R-E3).

    `ours` are the council's districts of the day: those that ship, and those it added; `others` its neighbours', with their names.
    """
    if district in ours:
        return met("R-E3", "Lives in Kent")
    if district in others:
        return Finding(
            "R-E3", Outcome.NOT_MET, f"Lives in {others[district]}",
            f"{name} lives in {others[district]}, which is another council’s and not Kent.",
            "A home address in Kent, or a manager's reason to help all the same.",
        )  # fmt: skip
    if district:
        return Finding(
            "R-E3", Outcome.TO_DECIDE, "District to check",
            f"{name}'s home is recorded in a district that is not on the council's list then.",
            "The district of that day on the home address, or the district on the list again.",
        )  # fmt: skip
    return Finding(
        "R-E3", Outcome.TO_DECIDE, "Address to check", f"It is not known which district {name} lives in.",
        "A full postcode on the home address, or its district where no postcode tells it.",
    )  # fmt: skip


def has_breaks(name: str, barred: str) -> tuple[Finding, ...]:
    """Nothing to say of a child whose record is open; nobody books for one that is closed, or for a brother or sister (R-B5).

    `barred` is "" , "closed", "merged" or "sibling". A record that is closed is opened again first, also after a move or a death.
    """
    if barred == "merged":
        return (
            Finding(
                "record", Outcome.NOT_MET, "Record merged", f"{name}’s record was merged into another.",
                "Look at the family again: it is kept under the other number.", overridable=False,
            ),
        )  # fmt: skip
    if barred == "closed":
        return (
            Finding(
                "record", Outcome.NOT_MET, "Record closed", f"{name}’s record is closed.", "Open the record again first.",
                overridable=False,
            ),
        )  # fmt: skip
    if barred:
        return (
            Finding(
                "R-B5", Outcome.NOT_MET, "Sibling only", f"{name} is recorded as a brother or sister, not as a child who has "
                "short breaks.", "Ask for an assessment, or let the others go without.", overridable=False,
            ),
        )  # fmt: skip
    return ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a threshold looks at: levels by category, whether long-term, and the categories, levels and count that reach it."""

    levels: Mapping[str, str]
    long_term: bool | None
    categories: Collection[str]
    reach: Sequence[str] = ("severe", "profound")
    least: int = 1
    lasting: bool = True


def specialist_threshold(name: str, facts: Threshold) -> Finding:
    """Over one year, and severe or profound in at least one category of the council's matrix, as its scheme says (R-E4)."""
    reached = [code for code in facts.categories if facts.levels.get(code, "") in facts.reach]
    if facts.lasting and facts.long_term is None:
        return Finding(
            "R-E4", Outcome.TO_DECIDE, "Long-term to ask", f"It is not recorded whether {name}'s disability will last "
            "over one year.", "Ask, and record it on the child's record.",
        )  # fmt: skip
    if facts.lasting and not facts.long_term:
        return Finding(
            "R-E4", Outcome.NOT_MET, "Not long-term", f"{name}'s disability is not expected to last over one year.",
            "A professional's letter that it will, or an officer's reason.",
        )  # fmt: skip
    if len(reached) >= facts.least:
        return met("R-E4", "Specialist threshold")
    levels = " or ".join(facts.reach)
    where = "any category" if facts.least == 1 else f"{facts.least} categories"
    more = "one category" if facts.least == 1 else f"{facts.least} of them"
    return Finding(
        "R-E4", Outcome.NOT_MET, "Below threshold", f"{name} is not at {levels} in {where} on the list.",
        f"A level of {levels} in {more}, or an officer's reason.",
    )  # fmt: skip


def behaviour_alone(name: str, disabilities: Collection[str], alone: Collection[str] = ("BEH",)) -> Finding:
    """ADHD or a psychiatric illness alone does not meet the threshold: a prompt, not a refusal (R-E5)."""
    there = set(disabilities) - {"NONE"}
    if not there or there - set(alone):
        return met("R-E5", "More than behaviour")
    what = "behaviour (with ADHD)" if tuple(alone) == ("BEH",) else "what the scheme does not count by itself"
    return Finding(
        "R-E5", Outcome.TO_DECIDE, "Behaviour alone", f"Only {what} is recorded for {name}.",
        "Ask about other disabilities before deciding.",
    )  # fmt: skip


def evidence_in_date(name: str, expiries: Collection[date | None], today: date) -> Finding:
    """Some evidence has been seen and has not run out (R-E12). `expiries` has one entry for each piece seen."""
    if any(day is None or day >= today for day in expiries):
        return met("R-E12", "Evidence seen")
    if expiries:
        last = max(day for day in expiries if day is not None)
        return Finding(
            "R-E12", Outcome.TO_DECIDE, "Evidence ran out", f"The evidence seen for {name} ran out on {say_day(last)}.",
            "See a newer letter, and record the day.",
        )  # fmt: skip
    return Finding(
        "R-E12", Outcome.TO_DECIDE, "No evidence seen", f"No evidence has been seen for {name} yet.",
        "See a DLA or PIP letter, a professional's letter or an EHC plan.",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """An allocation as it stands: minutes, sessions, nights or pence by `unit`; `used` and `booked` of `amount`."""

    id: int
    unit: str
    purpose: str
    kinds: frozenset[str]
    amount: int
    used: int
    booked: int
    from_day: date
    until_day: date
    carried: bool = False  # what the council or a provider took in the year before; used before the year's own (R-O16)
    carried_on: int = 0  # what of it was carried into the next year already, and is not had twice
    asked: int = 0  # what is waited for and would use it: its own part, neither used nor booked (R-B8)

    @property
    def left(self) -> int:
        """What is neither used nor booked nor carried on; below nought when overridden."""
        return self.amount - self.used - self.booked - self.carried_on

    def serves(self, kind: str, unit: str, day: date) -> bool:
        """Whether it may pay for a place of this kind and unit on this day."""
        return self.from_day <= day <= self.until_day and self.is_for(kind, unit)

    def is_for(self, kind: str, unit: str) -> bool:
        """The same whatever the day."""
        return self.unit == unit and (not self.kinds or kind in self.kinds)


def say_amount(amount: int, unit: str) -> str:
    """An amount in its unit: 34 hours, 1 night, £40.00."""
    if unit == "hours":
        return say_hours(amount)
    if unit == "pounds":
        return pounds(amount)
    one = unit.removesuffix("s")
    return f"{amount} {one if amount == 1 else unit}"


def within_allocation(
    name: str, allowance: Allowance | None, unit: str, wanted: int, beside: int = 0, asked: int = 0
) -> Finding:
    """Used + booked + asked for + wanted is at most the allocation; hours, sessions, nights and pounds never added (R-B8).

    `beside` is what other allocations of this unit have left then, carried over or the year's own beside it (R-O16): they pay
    what this one cannot. `asked` is what is asked for besides and still waited for.
    """
    if allowance is None:
        return Finding(
            "R-B8", Outcome.TO_DECIDE, f"No {unit} awarded", f"{name} has no {unit} awarded for this kind of break then.",
            "A decision that awards some, or a reason to book without.",
        )  # fmt: skip
    if wanted <= allowance.left or (beside > 0 and wanted <= max(allowance.left, 0) + beside):
        free = allowance.left if beside <= 0 else max(allowance.left, 0) + beside
        if wanted + asked <= free or not asked:
            return met("R-B8", f"{say_amount(allowance.left + beside - wanted, unit)} after")
        return Finding(
            "R-B8", Outcome.TO_DECIDE, "With what is asked for",
            f"This takes {say_amount(wanted, unit)} of {say_amount(free, unit)} left, and {name} waits for {say_amount(asked, unit)} more.",
            _enough(wanted + asked - free, wanted, unit, "something taken off the waiting list, or "),
        )  # fmt: skip
    over = wanted - max(allowance.left, 0) - max(beside, 0) if beside > 0 else wanted - allowance.left
    more = f", and {say_amount(beside, unit)} in another allocation" if beside else ""
    return Finding(
        "R-B8", Outcome.TO_DECIDE, "Over the allocation",
        f"This takes {say_amount(wanted, unit)} and {name} has {say_amount(max(allowance.left, 0), unit)} left{more}.",
        _enough(over, wanted, unit, "or "),
    )  # fmt: skip


def _enough(over: int, wanted: int, unit: str, or_else: str) -> str:
    """What makes good an allocation that is `over` too small: so much less where less is left of what is wanted, or an award."""
    award = f"a decision that awards {say_amount(over, unit)} more."
    if over < wanted:
        return f"{say_amount(over, unit)} less, {or_else}{award}"
    words = f"{or_else.removeprefix('or ')}{award}"
    return f"{words[0].upper()}{words[1:]}"


def pro_rata(amount: int, from_day: date, year_first: date, year_last: date) -> int:
    """A year's amount for the days left from `from_day`, rounded half up to whole units (R-O15)."""
    return share_of(amount, (year_last - from_day).days + 1, (year_last - year_first).days + 1)


def share_gone(from_day: date, until_day: date, today: date) -> int:
    """How many per cent of a period have gone on the morning of `today`, from 0 to 100."""
    days = (until_day - from_day).days + 1
    return max(0, min(100, (today - from_day).days * 100 // days))


def share_taken(used: int, booked: int, whole: int) -> int:
    """How many per cent of an allocation are used and booked together; an allocation of nothing is taken whole."""
    return 100 * (used + booked) // whole if whole else 100


def is_behind(gone: int, taken: int, behind_by: int) -> bool:
    """Whether more of the time has gone than of the allocation is used and booked, by more than so many per cent."""
    return gone > taken + behind_by


OWN_PAYMENT, ADULTHOOD, PLAN_ENDS = 192, 216, 228  # months: 16, 18, and 19, from which a day matters only with an EHC plan


def say_months(months: int) -> str:
    """An age as it is said: 210 months is 17½."""
    return f"{months // 12}{'½' if months % 12 else ''}"


def day_of_age(born: date, months: int) -> date:
    """The day somebody reaches an age in months; whole years as birthdays are (R-E2), others clamped to their month."""
    if months % 12 == 0:
        return birthday(born, months // 12)
    return months_after(born, months)


def milestones_due(born: date, ages: Sequence[int], today: date, until: date, *, plan: bool) -> tuple[tuple[int, date], ...]:
    """The ages (in months) that wait for somebody: the last one reached, and those to come up to a day (R-E10).

    An age from 19 on counts only with an EHC plan; 18 waits on beside a later one, since it ends by a decision alone.
    """
    days = [(months, day_of_age(born, months)) for months in ages if months < PLAN_ENDS or plan]
    past = [one for one in days if one[1] <= today]
    kept = {past[-1]} | {one for one in past if one[0] == ADULTHOOD} if past else set()
    return tuple(one for one in days if one in kept or today < one[1] <= until)
