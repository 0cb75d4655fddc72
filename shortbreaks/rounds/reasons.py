"""What every wish came to, in sentences that can be read to a parent: the reason with its fact, and what would change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from shortbreaks.dates import say_weekday
from shortbreaks.findings import Finding, Outcome
from shortbreaks.rounds.rules import Asked, Cause, RoundFacts, Seat, Settled
from shortbreaks.words import counted, nth

WAITING = "A place that is given back: {child} waits for one."
OWN = {1: "one-to-one worker", 2: "pair of workers for two to one"}
# What a child is or lacks, against what a day lacks: only the first makes a wish "not eligible"
OF_THE_CHILD = ("R-E",)


@dataclass(frozen=True, slots=True)
class Result:
    """What one wish came to."""

    wish: int
    child: int
    rank: int
    outcome: str
    reason: str
    remedy: str


def results_of(facts: RoundFacts, settled: Settled) -> tuple[Result, ...]:
    """A result for every wish, by child and rank."""
    asked = dict.fromkeys(facts.seats, 0)
    for wish in facts.wishes:
        for number in wish.sessions:
            asked[number] += 1
    return tuple(
        _given(facts, wish) if wish.id in settled.given else _refused(facts, wish, settled.causes[wish.id], asked)
        for wish in sorted(facts.wishes, key=lambda one: (one.child, one.rank, one.id))
    )


def fingerprint(settled: Settled, results: tuple[Result, ...]) -> str:
    """A short name of exactly these results, to know whether anything has changed since somebody looked."""
    said = [settled.way, *(f"{one.wish}|{one.outcome}|{one.reason}" for one in results)]
    return sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:16]


def _given(facts: RoundFacts, wish: Asked) -> Result:
    child = facts.children[wish.child]
    reason = f"This was {child.name}’s {nth(wish.rank)} wish, and there was room."
    if child.own and not any(facts.seats[number].session.workers == 0 for number in wish.sessions):
        reason = f"This was {child.name}’s {nth(wish.rank)} wish, and {_a(OWN[child.own])} was kept for it."
    if wish.late:
        reason += " It came after the last day, and places were left."
    return Result(wish.id, wish.child, wish.rank, "given", reason, "")


def _refused(facts: RoundFacts, wish: Asked, cause: Cause, asked: Mapping[int, int]) -> Result:
    outcome, reason, remedy = _said(facts, wish, cause, asked)
    if wish.late and outcome == "not given":
        outcome = "late"
        reason = f"The wish came {_moment(wish.received)}, after the cut-off {_moment(facts.closes_at)}; those in time went first. {reason}"
    return Result(wish.id, wish.child, wish.rank, outcome, reason, remedy)


def _said(facts: RoundFacts, wish: Asked, cause: Cause, asked: Mapping[int, int]) -> tuple[str, str, str]:
    child = facts.children[wish.child]
    if cause.code == "bar":
        return _barred(wish.bars)
    if cause.code == "cap":
        most = counted(facts.cap, facts.cap_unit.removesuffix("s"), facts.cap_unit)
        return "not given", f"One child gets at most {most} in this round.", "Ask us after the round for what is left."
    if cause.code == "allocation":
        from_pot = f"{child.name} has not enough left of this year’s allowance for another day."
        return "not given", from_pot, "Fewer days, or a decision that awards more."
    if cause.code == "sibling":
        return "not given", _together(facts, cause), "Tell us if one of them may go alone."
    return "not given", *_no_room(facts.seats[cause.session], cause, child.name, child.own, asked)


def _barred(bars: Sequence[Finding]) -> tuple[str, str, str]:
    """What stood against a wish from the outset: what cannot be before what a person decides."""
    bar = next((one for one in bars if one.outcome is Outcome.NOT_MET), bars[0])
    if bar.rule == "R-X2":  # what a provider has to renew is no family's business
        return (
            "needs a person",
            "We wait for a paper that the scheme has to renew.",
            "We ring you when we have seen it.",
        )
    if bar.rule == "R-C2":  # nor is a price that nobody entered
        return "needs a person", "We have to look up what it costs.", "We ring you when we know."
    if bar.outcome is Outcome.TO_DECIDE:
        return "needs a person", bar.reason, bar.remedy
    return ("not eligible" if bar.rule.startswith(OF_THE_CHILD) else "not given"), bar.reason, bar.remedy


def _together(facts: RoundFacts, cause: Cause) -> str:
    lead = "You asked for brothers and sisters together, and"
    if not cause.figure:
        return f"{lead} one of them cannot have this wish."
    return (
        f"{lead} there was no room for all of them on {say_weekday(facts.seats[cause.session].session.start.date())}."
    )


def _no_room(seat: Seat, cause: Cause, name: str, own: int, asked: Mapping[int, int]) -> tuple[str, str]:
    day, where = say_weekday(seat.session.start.date()), seat.service.name
    if cause.code == "day":
        return f"{name} has another place on {day}.", "Tell us if you would rather have this one."
    if cause.code == "own":
        return (
            f"{name} needs {_a(OWN[own])}, and none was left at {where} on {day}.",
            f"One more worker that day, which we ask {where} for, or a place given back.",
        )
    if cause.code == "staff":
        return (
            f"With one more child {where} needs {counted(cause.figure, 'worker')} on {day}; {seat.session.workers} are there.",
            "One more worker that day, or a place given back.",
        )  # fmt: skip
    places = counted(seat.session.places, "place")
    taken = (
        f"All {places} at {where} on {day} are taken"
        if seat.session.places != 1
        else f"The one place at {where} on {day} is taken"
    )
    return f"{taken}; {counted(asked[seat.session.id], 'child', 'children')} wished for it.", WAITING.format(child=name)


def _a(words: str) -> str:
    return f"a {words}"


def _moment(moment: datetime) -> str:
    return f"on {say_weekday(moment.date())} at {moment:%H:%M}"
