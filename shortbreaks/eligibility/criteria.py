"""What a scheme says of one child on one day: each test met, not met, or for a person to decide; pure (R-E4 to R-E6, R-E11)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from shortbreaks.council.schemes import EligibilityScheme, Test, say_given, say_units
from shortbreaks.dates import age_on, say_day
from shortbreaks.eligibility.rules import Threshold, behaviour_alone, specialist_threshold
from shortbreaks.findings import Finding, Outcome, met


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a child on the day of judgement.

    `seen` are kinds of evidence with the last day each holds (None: it does not run out); `asked` minutes, sessions,
    nights and pence by unit; `answer` what was answered to the scheme's question.
    """

    name: str
    born: date
    day: date
    levels: Mapping[str, str]
    long_term: bool | None
    disabilities: Collection[str]
    seen: Mapping[str, date | None]
    asked: Mapping[str, int] = field(default_factory=dict)
    answer: str = ""


def scheme_findings(scheme: EligibilityScheme, known: Known, evidence: Mapping[str, str]) -> tuple[Finding, ...]:
    """Each test of the scheme that applies, then what its award hangs on. `evidence` are the words of that list."""
    found = [_test(test, known, evidence) for test in scheme.tests if applies(test, known)]
    if scheme.awards:
        found.append(award_finding(scheme, known))
    return tuple(found)


def applies(test: Test, known: Known) -> bool:
    """Whether a test is made at all: at the child's age that day, and for so much asked for."""
    if test.ages is not None and not test.ages[0] <= age_on(known.born, known.day) <= test.ages[1]:
        return False
    return test.over is None or known.asked.get(test.over[0], 0) > test.over[1]


def _test(test: Test, known: Known, evidence: Mapping[str, str]) -> Finding:
    if test.kind == "levels":
        return specialist_threshold(
            known.name, Threshold(known.levels, known.long_term, test.codes, test.levels, test.least, test.long_term)
        )
    if test.kind == "alone":
        return behaviour_alone(known.name, known.disabilities, test.codes)
    if test.kind == "age":
        return _age(test, known)
    return _seen(test, known, evidence)


def _age(test: Test, known: Known) -> Finding:
    age = age_on(known.born, known.day)
    if test.low <= age <= test.high:
        return met("R-E11", f"Aged {test.low} to {test.high}")
    return Finding(
        "R-E11", Outcome.NOT_MET, "Outside the ages",
        f"{known.name} is {age} on {say_day(known.day)}; the scheme is for ages {test.low} to {test.high}.",
        "Another scheme, or an officer's reason.",
    )  # fmt: skip


def _seen(test: Test, known: Known, evidence: Mapping[str, str]) -> Finding:
    """One of some kinds of evidence, in date on the day of judgement (R-E12): its last day counts."""
    named = " or ".join(evidence.get(code, code) for code in test.codes)
    dates = [known.seen[code] for code in test.codes if code in known.seen]
    if any(day is None or day >= known.day for day in dates):
        return met("R-E11", "Evidence the scheme asks for")
    why = f" (more than {say_units(*test.over)} were asked for)" if test.over is not None else ""
    if dates:
        last = max(day for day in dates if day is not None)
        return Finding(
            "R-E11", Outcome.TO_DECIDE, "Evidence ran out",
            f"{named} was seen for {known.name}, and ran out on {say_day(last)}, before {say_day(known.day)}{why}.",
            "See a newer one, and record the day.",
        )  # fmt: skip
    return Finding(
        "R-E11", Outcome.TO_DECIDE, "Evidence to see", f"No evidence of this kind has been seen for {known.name}: {named}{why}.",
        "See it, and record the day.",
    )  # fmt: skip


def award_finding(scheme: EligibilityScheme, known: Known) -> Finding:
    """What the scheme would award: met with an amount, not met below its lowest points, else a person decides."""
    award = scheme.award_for(known.answer)
    if award is not None and award.amount is not None:
        return met("R-E11", f"Scheme: {say_given(award)}")
    if award is not None:
        return Finding(
            "R-E11", Outcome.TO_DECIDE, "A person decides how much",
            f"For “{award.answer}” the scheme leaves the amount to a person.", "Decide it with the reason.",
        )  # fmt: skip
    if scheme.by_points and known.answer.strip().isdigit():
        return Finding(
            "R-E11", Outcome.NOT_MET, "Below the points",
            f"{known.name} has {known.answer.strip()} points; {scheme.awards[0].least} or more award something.",
            "A new score, or an officer's reason.",
        )  # fmt: skip
    answers = "points as a whole number" if scheme.by_points else ", ".join(one.answer for one in scheme.awards)
    return Finding(
        "R-E11", Outcome.TO_DECIDE, "The scheme asks", f"The scheme asks: {scheme.question}.", f"Answer it: {answers}.",
    )  # fmt: skip
