"""A round worked out without keeping anything: beside first-come on the same wishes, and beside what is tried."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import district_words, say_district
from shortbreaks.database.commands import View, query
from shortbreaks.dates import say_short
from shortbreaks.rounds.facts import Gathered, WhatIf, gather
from shortbreaks.rounds.reasons import fingerprint, results_of
from shortbreaks.rounds.rules import FIRST_COME, Asked, Cause, RoundFacts, Settled, decide


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an allocation comes to in figures; districts as (name, children who wished, children with nothing)."""

    firsts: int
    seconds: int
    given: int
    days: int
    children_with_some: int
    children_with_nothing: int
    own_with_some: int
    districts: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What one wish would come to; `before` is what it comes to without what is tried, `by_first_come` with that rule."""

    wish: int
    child_id: int
    child: str
    rank: int
    when: str
    scheme: str
    outcome: str
    reason: str
    remedy: str
    rule: str  # the rule that asks for a person, "" for none
    before: str
    by_first_come: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A round beside first-come; `tried` with something changed, `round` as it stands."""

    round: Outcome
    first_come: Outcome
    tried: Outcome | None
    rows: tuple[PreviewRow, ...]
    mark: str
    way: str
    gave_way: int  # children with a worker of their own who had a place in the fair order and not in this one
    first_wishes: int
    wishes: int
    children: int
    to_decide: int


NOTHING = WhatIf()


@query(needs=Permission.SEE_CASES)
def preview_of(view: View, round_id: int, wished: WhatIf = NOTHING) -> Preview:
    """The round as it would be allocated now, with what is tried beside it; nothing is kept."""
    found, districts = gather(view, round_id), district_words(view.db)
    decided = decide(found.facts)
    now = results_of(found.facts, decided.chosen)
    base = {one.wish: one.outcome for one in now}
    tried, shown, results, facts = None, decided, now, found
    if wished != NOTHING:
        facts = gather(view, round_id, wished)
        shown = decide(facts.facts)
        results = results_of(facts.facts, shown.chosen)
        tried = outcome_of(facts.facts, shown.chosen, districts)
    wishes = {wish.id: wish for wish in facts.facts.wishes}
    rows = tuple(
        PreviewRow(
            one.wish, one.child, facts.names[one.child], one.rank, *_said(facts, wishes[one.wish], view.today),
            one.outcome, one.reason, one.remedy,
            _asks(wishes[one.wish], shown.chosen.causes.get(one.wish)),
            base.get(one.wish, "") if tried else one.outcome,
            "given" if one.wish in shown.first_come.given else "not given",
        )
        for one in results
    )  # fmt: skip
    return Preview(
        outcome_of(found.facts, decided.chosen, districts), outcome_of(found.facts, decided.first_come, districts), tried, rows,
        fingerprint(decided.chosen, now), decided.chosen.way, _gave_way(found.facts, decided.fair_given, decided.chosen),
        sum(wish.rank == 1 for wish in found.facts.wishes), len(found.facts.wishes), len(found.facts.children),
        sum(one.outcome == "needs a person" for one in now),
    )  # fmt: skip


def _said(found: Gathered, wish: Asked, today: date) -> tuple[str, str]:
    """The days and the scheme of a wish, for a table."""
    seats = [found.facts.seats[number] for number in wish.sessions]
    days = dict.fromkeys(say_short(seat.session.start.date(), today) for seat in seats)
    return " and ".join(days), seats[0].service.name


def _asks(wish: Asked, cause: Cause | None) -> str:
    """The rule that a person may decide for a wish that was not given; "" for none."""
    if cause is None:
        return ""
    if cause.code == "allocation":
        return "R-B8"
    return next((bar.rule for bar in wish.bars if bar.overridable), "")


def _gave_way(facts: RoundFacts, fair_given: Iterable[int], chosen: Settled) -> int:
    if chosen.way != FIRST_COME:
        return 0
    child = {wish.id: wish.child for wish in facts.wishes}
    own = {one.id for one in facts.children.values() if one.own}
    return len(({child[wish] for wish in fair_given} - {child[wish] for wish in chosen.given}) & own)


def outcome_of(facts: RoundFacts, settled: Settled, districts: Mapping[str, str]) -> Outcome:
    """The figures of an allocation; `districts` are their names by code."""
    given = [wish for wish in facts.wishes if wish.id in settled.given]
    wished, some = {wish.child for wish in facts.wishes}, {wish.child for wish in given}
    days = {(wish.child, facts.seats[number].session.start.date()) for wish in given for number in wish.sessions}
    return Outcome(
        settled.firsts, sum(wish.rank == 2 for wish in given), len(given), len(days), len(some), len(wished - some),
        sum(facts.children[child].own > 0 for child in some), _districts(facts, wished, some, districts),
    )  # fmt: skip


def _districts(
    facts: RoundFacts, wished: Iterable[int], some: set[int], words: Mapping[str, str]
) -> tuple[tuple[str, int, int], ...]:
    counts: dict[str, list[int]] = {}
    for child in wished:
        both = counts.setdefault(facts.children[child].district, [0, 0])
        both[0] += 1
        both[1] += child not in some
    return tuple(sorted((say_district(words, code), all_, none) for code, (all_, none) in counts.items()))


def printed(preview: Preview) -> Sequence[str]:
    """The two rules side by side as lines of text."""
    rows = (
        ("First wishes met", "firsts"), ("Second wishes met", "seconds"), ("Wishes met", "given"), ("Days given", "days"),
        ("Children with something", "children_with_some"), ("Children with nothing", "children_with_nothing"),
        ("Of them with a worker of their own: something", "own_with_some"),
    )  # fmt: skip
    lines = [f"{'':<48}{'the round':>12}{'first come':>12}"]
    lines += [
        f"{words:<48}{getattr(preview.round, name):>12}{getattr(preview.first_come, name):>12}" for words, name in rows
    ]
    lines.append(f"{'Children with nothing, by district':<48}")
    simple = {name: none for name, _, none in preview.first_come.districts}
    lines += [f"  {name:<46}{none:>12}{simple.get(name, 0):>12}" for name, _, none in preview.round.districts]
    return lines
