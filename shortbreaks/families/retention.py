"""How long a child's record is kept: rules of law and practice, the longest wins, and a legal hold beats all (R-P1 to R-P4).

Nothing is removed here: a day is said, with its reason.
"""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import age_on, anniversary, birthday, year_of_allocation

LOOKED_AFTER_BIRTHDAY, AFTER_DEATH, ADULT = 75, 15, 18  # years; Care Planning Regulations 2010, regulation 50


@dataclass(frozen=True, slots=True)
class KeptFacts:
    """What decides how long a record is kept; `money_on` is the last day on which its money changed."""

    born: date
    died_on: date | None = None
    looked_after: bool = False  # section 20 at any time, short breaks too (R-P1)
    closed_on: date | None = None
    money_on: date | None = None
    hold: str = ""  # why nothing may be removed whatever the day


@dataclass(frozen=True, slots=True)
class KeptYears:
    """The council's own years: the birthday and the years from closure of a child in need, and the years of finance."""

    birthday: int = 25
    closure: int = 6
    money: int = 6


@dataclass(frozen=True, slots=True)
class KeptUntil:
    """The day until which a record is kept, None while there is no end to say, and why."""

    day: date | None
    reason: str


def looked_after_until(born: date, died_on: date | None) -> date:
    """The 75th anniversary of birth, or 15 years from a death before 18 (R-P1)."""
    if died_on is not None and age_on(born, died_on) < ADULT:
        return anniversary(died_on, AFTER_DEATH)
    return birthday(born, LOOKED_AFTER_BIRTHDAY)


def in_need_until(born: date, closed_on: date, years: KeptYears) -> date:
    """The later of a birthday and so many years from closure (R-P2)."""
    return max(birthday(born, years.birthday), anniversary(closed_on, years.closure))


def money_until(changed_on: date, years: KeptYears) -> date:
    """So many years from the end of the financial year of the last change (R-P3): 31 March."""
    _, last = year_of_allocation(changed_on)
    return date(last.year + years.money, 3, 31)


def kept_until(facts: KeptFacts, years: KeptYears) -> KeptUntil:
    """Until when a child's record is kept, the longest class first; an open record has no end unless it was looked after."""
    if facts.hold:
        return KeptUntil(None, f"A legal hold: {facts.hold} Nothing is removed until it is lifted.")
    found = []
    if facts.looked_after:
        if facts.died_on is not None and age_on(facts.born, facts.died_on) < ADULT:
            why = f"Section 20 makes it a looked-after record: {AFTER_DEATH} years from a death before {ADULT}."
        else:
            why = f"Section 20 makes it a looked-after record: to the {LOOKED_AFTER_BIRTHDAY}th anniversary of birth."
        found.append(KeptUntil(looked_after_until(facts.born, facts.died_on), why))
    ended = facts.closed_on or facts.died_on
    if ended is not None:
        why = f"A child in need: the later of the {years.birthday}th birthday and {years.closure} years from closure."
        found.append(KeptUntil(in_need_until(facts.born, ended, years), why))
    if facts.money_on is not None:
        why = f"Its money: {years.money} years from the end of the financial year of the last change."
        found.append(KeptUntil(money_until(facts.money_on, years), why))
    if ended is None and not facts.looked_after:
        return KeptUntil(None, "The record is open; its years are counted once it is closed.")
    return max(found, key=lambda one: one.day or date.min)
