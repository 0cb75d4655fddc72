"""An eligibility scheme in one shape: lines that are tests, and lines that say what is awarded for which answer (R-E11).

A test: "Severe or profound in 1 of MOB, PC for over a year", "Not BEH alone", "Age 5 to 17", "Seen DLA or PIP"; before a
colon stands when it applies: "Age 16 to 17: seen PIP", "Over 100 hours: seen CFA". An award: "40 hours", or below a question
"some = £500", "20 = 40 hours" for so many points and more, "exceptional = a person decides".
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.errors import Refused
from shortbreaks.money import pounds, read_money
from shortbreaks.words import inside

LEVELS = ("mild", "moderate", "severe", "profound")
UNITS = ("hours", "sessions", "nights")
OPEN = "a person decides"
MOST_LINES = 40
TEST_HELP = "Write it like “Severe or profound in 1 of MOB, PC for over a year” or “Age 5 to 15: seen DLA_HIGH”."
AWARD_HELP = "Write it like “40 hours”, “some = £500” or “20 = 40 hours”."
_AGES = re.compile(r"age ([0-9]{1,2}) to ([0-9]{1,2})")
_OVER = re.compile(r"over (.+)")
_LEVELS = re.compile(r"([a-z ,]+?) in ([0-9]{1,2}) of ([\w, ]+?)( for over a year)?")
_ALONE = re.compile(r"not ([\w, ]+?) alone")
_SEEN = re.compile(r"seen ([\w, ]+)")
_AMOUNT = re.compile(r"(up to )?(?:([0-9]{1,4}) (hours?|sessions?|nights?)|(£[0-9,]+(?:\.[0-9]{2})?))(?: a year)?")


@dataclass(frozen=True, slots=True)
class Test:
    """One line of a scheme: what is looked at, and for whom (`ages`) or from what amount asked for (`over`)."""

    kind: str  # "age", "levels", "alone", "seen"
    codes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    least: int = 1
    long_term: bool = False
    low: int = 0
    high: int = 0
    ages: tuple[int, int] | None = None
    over: tuple[str, int] | None = None  # unit, and minutes, sessions, nights or pence


@dataclass(frozen=True, slots=True)
class SchemeAward:
    """What one answer gives: so much of a unit (minutes, sessions, nights, pence), or None where a person decides."""

    answer: str  # "" when the scheme asks nothing
    least: int | None  # points from which it is given
    unit: str
    amount: int | None
    up_to: bool = False


@dataclass(frozen=True, slots=True)
class EligibilityScheme:
    """A scheme as it holds from a day."""

    name: str
    from_day: date
    tests: tuple[Test, ...]
    question: str
    awards: tuple[SchemeAward, ...]

    def award_for(self, answer: str) -> SchemeAward | None:
        """What an answer gives: the highest step that points reach, the answer by its words, or what is given to all."""
        if not self.question:
            return self.awards[0] if self.awards else None
        said = answer.strip().casefold()
        if all(one.least is not None for one in self.awards):
            if not (said.isascii() and said.isdigit()):
                return None
            reached = [one for one in self.awards if one.least is not None and one.least <= int(said)]
            return reached[-1] if reached else None
        return next((one for one in self.awards if one.answer.casefold() == said), None)

    @property
    def by_points(self) -> bool:
        """Whether the answer is a number of points."""
        return bool(self.awards) and self.awards[0].least is not None


def read_scheme(name: str, from_day: date, tests: str, awards: str, codes: Mapping[str, Collection[str]]) -> EligibilityScheme:
    """A scheme from what was typed. `codes` are the lists "need" and "evidence". Raises Refused naming line and field."""
    if not name.strip():
        raise Refused("The scheme has no name.", "Write what families and staff call it.", "name")
    read = tuple(_test(line, codes) for line in _lines(tests, "tests"))
    question, given = _awards(_lines(awards, "awards"))
    if not read and not given:
        raise Refused("The scheme tests nothing and awards nothing.", TEST_HELP, "tests")
    return EligibilityScheme(name.strip(), from_day, read, question, given)


def _lines(text: str, field: str) -> list[str]:
    lines = [" ".join(line.split()).rstrip(".;") for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused(f"There are more than {MOST_LINES} lines.", "Make two schemes of it.", field)
    return lines


def _test(line: str, codes: Mapping[str, Collection[str]]) -> Test:
    before, colon, rest = line.partition(":")
    ages, over = _when(before, line) if colon else (None, None)
    words = (rest if colon else line).strip().casefold()
    if found := _AGES.fullmatch(words):
        low, high = _span(found, line)
        return Test("age", low=low, high=high, ages=ages, over=over)
    if found := _LEVELS.fullmatch(words):
        levels = tuple(re.split(r"[ ,]+or[ ,]+|, *", found[1].strip()))
        if strange := [one for one in levels if one not in LEVELS]:
            raise Refused(f"“{strange[0]}” is no level, in “{line[:60]}”.", f"Levels are {', '.join(LEVELS)}.", "tests")
        chosen, least = _codes(found[3], codes["need"], line), int(found[2])
        if not 1 <= least <= len(chosen):
            raise Refused(f"It asks for {least} of {len(chosen)}, in “{line[:60]}”.", TEST_HELP, "tests")
        return Test("levels", chosen, levels, least, long_term=bool(found[4]), ages=ages, over=over)
    if found := _ALONE.fullmatch(words):
        return Test("alone", _codes(found[1], codes["need"], line), ages=ages, over=over)
    if found := _SEEN.fullmatch(words):
        return Test("seen", _codes(found[1], codes["evidence"], line), ages=ages, over=over)
    raise Refused(f"“{line[:60]}” is no test that can be made.", TEST_HELP, "tests")


def _when(before: str, line: str) -> tuple[tuple[int, int] | None, tuple[str, int] | None]:
    words = before.strip().casefold()
    if found := _AGES.fullmatch(words):
        return _span(found, line), None
    if (found := _OVER.fullmatch(words)) and (amount := _amount(found[1])) is not None and not amount[2]:
        return None, amount[:2]
    raise Refused(f"“{before[:40]}” does not say when a test applies.", "Write “Age 5 to 15:” or “Over 100 hours:”.", "tests")


def _span(found: re.Match[str], line: str) -> tuple[int, int]:
    low, high = int(found[1]), int(found[2])
    if low > high:
        raise Refused(f"It goes from {low} down to {high}, in “{line[:60]}”.", "Write the younger age first.", "tests")
    return low, high


def _codes(text: str, known: Collection[str], line: str) -> tuple[str, ...]:
    wanted = [one for one in re.split(r"[ ,]+or[ ,]+|[ ,]+", text.strip()) if one]
    by_word = {code.casefold(): code for code in known}
    if strange := [one for one in wanted if one not in by_word]:
        raise Refused(
            f"“{strange[0].upper()}” is not on the list, in “{line[:60]}”.", f"Choose from {', '.join(sorted(known))}.", "tests",
        )  # fmt: skip
    return tuple(by_word[one] for one in wanted)


def _amount(text: str) -> tuple[str, int, bool] | None:
    found = _AMOUNT.fullmatch(text.strip().casefold())
    if found is None:
        return None
    if found[4]:
        return "pounds", read_money(found[4]), bool(found[1])
    unit = found[3].rstrip("s") + "s"
    return unit, int(found[2]) * (60 if unit == "hours" else 1), bool(found[1])


def _awards(lines: Sequence[str]) -> tuple[str, tuple[SchemeAward, ...]]:
    if not lines:
        return "", ()
    if len(lines) == 1 and (alone := _amount(lines[0])) is not None:
        return "", (SchemeAward("", None, *alone),)
    question = "" if "=" in lines[0] else lines[0].rstrip("?:").strip()
    if not question:
        raise Refused(
            "What the awards hang on stands above them.", "Begin with the question, such as “Impact on the family?”.", "awards"
        )
    given = [_step(line) for line in lines[1:]]
    if not given:
        raise Refused(f"No answer to “{question}” gives anything.", AWARD_HELP, "awards")
    points = [one.least for one in given if one.least is not None]
    if points and len(points) < len(given):
        raise Refused("Some answers are points and some are words.", "Use one of the two.", "awards")
    if points != sorted(set(points)):
        raise Refused("Points go upwards, each once.", "Write the lowest first.", "awards")
    if len({one.answer.casefold() for one in given}) < len(given):
        raise Refused("An answer stands twice.", "Write each answer once.", "awards")
    return question, tuple(given)


def _step(line: str) -> SchemeAward:
    answer, equals, rest = (part.strip() for part in line.partition("="))
    if not equals or not answer:
        raise Refused(f"“{line[:60]}” is no answer with its award.", AWARD_HELP, "awards")
    least = int(answer) if answer.isascii() and answer.isdigit() else None
    if rest.casefold() == OPEN:
        return SchemeAward(answer, least, "", None)
    amount = _amount(rest)
    if amount is None:
        raise Refused(f"“{rest[:40]}” is no amount, in “{line[:60]}”.", AWARD_HELP, "awards")
    return SchemeAward(answer, least, *amount)


Said = Callable[[str, str], str]  # a list's name and a code, to its words


def say_test(test: Test, words: Said) -> str:
    """A test as a family reads it."""
    listed = "evidence" if test.kind == "seen" else "need"
    names = [words(listed, code) for code in test.codes]
    if test.kind == "age":
        said = f"Aged {test.low} to {test.high}"
    elif test.kind == "levels":
        lasting = ", lasting over a year" if test.long_term else ""
        said = f"{' or '.join(test.levels).capitalize()} in at least {test.least} of: {', '.join(map(inside, names))}{lasting}"
    elif test.kind == "alone":
        said = f"More than {' and '.join(map(inside, names))} alone"
    else:
        said = f"Seen: {' or '.join(names)}"
    if test.ages is not None:
        said = f"At ages {test.ages[0]} to {test.ages[1]}: {inside(said)}"
    if test.over is not None:
        said = f"For more than {say_units(*test.over)}: {inside(said)}"
    return said


def say_units(unit: str, amount: int) -> str:
    """An amount of a scheme in its own unit: 100 hours, 1 night, £500.00."""
    if unit == "pounds":
        return pounds(amount)
    number = amount // 60 if unit == "hours" else amount
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def say_given(award: SchemeAward) -> str:
    """What an award gives, in words: "up to £1,000.00 a year"."""
    if award.amount is None:
        return OPEN
    return f"{'up to ' if award.up_to else ''}{say_units(award.unit, award.amount)} a year"


def say_awards(scheme: EligibilityScheme) -> tuple[str, ...]:
    """What a scheme awards, one sentence's part each, as a family reads it."""
    if not scheme.question:
        return tuple(f"Award: {say_given(one)}" for one in scheme.awards)
    points = " points or more" if scheme.by_points else ""
    return tuple(f"{scheme.question}, {one.answer}{points}: {say_given(one)}" for one in scheme.awards)


# As published (domain.md R-E4, R-E5, R-E11), to begin from: name, tests, awards. The first holds until a council decides.
PUBLISHED: tuple[tuple[str, str, str], ...] = (
    ("Severe or profound need",
     "Severe or profound in 1 of MOB, HAND, PC, COMM, LD, HEAR, VIS, BEH, CON for over a year\nNot BEH alone", ""),
    ("Hours without an assessment", "Seen DLA_MID or DLA_HIGH or PIP or PRO", "40 hours"),
    ("Hours before an assessment", "Over 100 hours: seen CFA or SA", "up to 100 hours"),
    ("Grants by impact", "Age 0 to 17", "Impact on the family?\nsome = £500\nlots = £750\nexceptional = up to £1,000"),
    ("Four pathways", "Age 0 to 17",
     "Support needed?\nsmall = a person decides\nsome = a person decides\nlots = a person decides\nexceptional = a person decides"),
    ("High-rate care with a plan", "Seen EHCP\nAge 5 to 17\nAge 5 to 15: seen DLA_HIGH\nAge 16 to 17: seen PIP", ""),
    ("Points", "Age 0 to 17", "Points?\n10 = 20 hours\n20 = 40 hours\n30 = 60 hours"),
)  # fmt: skip
