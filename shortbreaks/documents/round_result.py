"""The result of an allocation round, to one family: what each child gets, what not and why, and what happens next."""

from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.dates import say_day, say_full, say_span
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, facts, grid, mixed, questions, stack, title
from shortbreaks.documents.said import NOT_CHARGED, closing, said_day
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

QUESTION = (
    "Ring us if anything here is not right, or if you think we decided wrongly. We look at it again with you, and "
    "tell you how to complain if you still do not agree."
)


@dataclass(frozen=True, slots=True)
class DayGiven:
    """One session a child gets, times on the clock, and where it is."""

    start: datetime
    end: datetime
    service: str
    venue: str


@dataclass(frozen=True, slots=True)
class WishNotMet:
    """One wish a child does not get: what it was, why, and what would change it."""

    wish: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ChildResult:
    """What the round came to for one child; `pay_words` are what the days cost if the family says yes."""

    child: str
    gets: tuple[DayGiven, ...]
    not_met: tuple[WishNotMet, ...]
    pay_words: str


@dataclass(frozen=True, slots=True)
class RoundResultFacts:
    """Everything a result letter says, and nothing it must not. `until` is None where the places are booked already."""

    head: Letterhead
    round: str
    family: str
    dated: date
    dear: str
    children: tuple[ChildResult, ...]
    until: datetime | None
    how_decided: str
    next_words: str
    foot: str
    relay: str


def round_result(given: RoundResultFacts, style_name: str) -> Drawn:
    """Draw a result letter in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    some, words = any(child.gets for child in given.children), result_title(given)
    story: list[Block] = [
        title(words, style),
        facts(
            [
                ("Family number", [(unbroken(given.family), True)]),
                ("Date of letter", [(unbroken(say_day(given.dated)), False)]),
            ],
            style,
        ),
        body(f"Dear {unbroken(given.dear)}", style),
        body(_opening(given, some=some), style, 0.8),
    ]
    for child in given.children:
        story += _child(child, style)
    answers = []
    if some and given.until is not None:
        answers.append(("Say yes by", _say_yes(given)))
    answers += [
        ("What happens next", [(given.next_words, False)]),
        ("How we decided", [(given.how_decided, False)]),
        ("Questions", [("Ring us on ", False), (unbroken(given.head.phone), True), (f". {QUESTION}", False)]),
    ]
    story += questions(answers, style)
    story.append(closing(given, style))
    return draw(words, f"{given.round}, family {given.family}", given.head, style, story)


def result_title(given: RoundResultFacts) -> str:
    """What the round came to, as the letter's first words."""
    some = any(child.gets for child in given.children)
    return f"Your places in {given.round}" if some else f"{given.round}: no place this time"


def _opening(given: RoundResultFacts, *, some: bool) -> str:
    if some:
        return f"Thank you for your wishes for {given.round}. Here is what we can give you, and what we cannot."
    return (
        f"Thank you for your wishes for {given.round}. We are sorry: more families asked than there were places, and we "
        "could not give you one. Below is why, and what we do next."
    )


def _say_yes(given: RoundResultFacts) -> list[tuple[str, bool]]:
    assert given.until is not None
    return [
        (f"{said_day(given.until.date())} at {given.until:%H:%M}", True),
        (". Ring ", False), (unbroken(given.head.phone), True), (" or write to ", False), (given.head.email, False),
        (". We hold the places for you until then; after that they go to the next family.", False),
    ]  # fmt: skip


def _child(child: ChildResult, style: Style) -> list[Block]:
    first = child.child.split(" ")[0]
    blocks: list[Block] = []
    if child.gets:
        count = "1 place" if len(child.gets) == 1 else f"{len(child.gets)} places"
        blocks.append(mixed([(unbroken(child.child), True), (f" gets {count}:", False)], style))
        blocks += _days(child, style)
        if child.pay_words:
            blocks.append(body(child.pay_words, style, 0.8))
    else:
        blocks.append(mixed([(unbroken(child.child), True), (" gets no place in this round.", False)], style))
    if child.not_met:
        blocks.append(mixed([(f"What {first} does not get, and why", True)], style, 0.3))
        for one in child.not_met:
            words = [(f"{one.wish}: ", True), (" ".join(filter(None, (one.reason, one.remedy))), False)]
            blocks.append(mixed(words, style, 0.5))
    return blocks


def _days(child: ChildResult, style: Style) -> list[Block]:
    rows = [
        [
            [(f"{say_full(day.start.date()).split(' ')[0]} {unbroken(say_day(day.start.date()))}", True)],
            [(unbroken(say_span(day.start, day.end)), False)],
            [(f"{day.service}, {day.venue}" if day.venue else day.service, False)],
        ]
        for day in child.gets
    ]
    if not style.blocks:
        return grid(["Day", "Time", "Where"], rows, style, (0.27, 0.23, 0.5))
    return [stack([*row[0], (f", {row[1][0][0]}", True)], [row[2]], style) for row in rows]


def price_sentence(list_pence: tuple[int, ...], charge_pence: int, exempt: str, *, offered: bool) -> str:
    """What some places cost a family: If you say yes there is £25.50 to pay: 2 sessions × £12.75."""
    if exempt == "s29(3)":
        return NOT_CHARGED
    if exempt == "provider":
        return "The scheme asks for its own fee. You pay it to the scheme; the council charges nothing."
    if not charge_pence:
        return "There is nothing to pay."
    count = "1 session" if len(list_pence) == 1 else f"{len(list_pence)} sessions"
    same = len(set(list_pence)) == 1 and list_pence[0] * len(list_pence) == charge_pence
    total = f"{count} × {pounds(list_pence[0])}" if same else count
    lead = "If you say yes there is" if offered else "There is"
    return f"{lead} {unbroken(pounds(charge_pence))} to pay: {total}."
