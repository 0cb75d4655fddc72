"""The notice that follows a cancellation notice when a closing was put back: what is on again, what is not, and why."""

from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.dates import say_day, say_span
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, opening, questions, stack, title
from shortbreaks.documents.said import closing, said_full_day
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken

SORRY = "We are sorry. We go on looking for another break."
QUERY = (
    "If the break does not suit you any more, ring us soon, and we settle it with you. If anything here is wrong, somebody who "
    "did not decide it looks again, and we answer in writing."
)


@dataclass(frozen=True, slots=True)
class BreakFacts:
    """One place or stay that had been cancelled: on again, or with `why_not` the reason it cannot be."""

    service: str
    venue: str
    start: datetime
    end: datetime
    why_not: str


@dataclass(frozen=True, slots=True)
class OnAgainFacts:
    """Everything the notice says; money, allowance and liability in sentences of the record."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    reason: str
    breaks: tuple[BreakFacts, ...]
    money: str
    allowance: str
    liable: str
    foot: str
    relay: str


def on_again_notice(given: OnAgainFacts, style_name: str) -> Drawn:
    """Draw the notice in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    back = [one for one in given.breaks if not one.why_not]
    gone = [one for one in given.breaks if one.why_not]
    outcome = "Your break is on again" if len(back) == 1 else "Your breaks are on again"
    answers: list[tuple[str, list[Run]]] = [("Money", [(given.money, False)])]
    if given.liable:
        answers.append(("Who owes it", [(given.liable, False)]))
    if given.allowance:
        answers.append(("Your allowance", [(given.allowance, False)]))
    story: list[Block] = [
        title(outcome, style),
        *opening(("Our reference", given.number), given, style),
        body(f"We wrote to you that {_what(given)}. That is not so any more. {given.reason}", style, 0.8),
        *[_break(one, style) for one in back],
        *(questions([("What could not be put back", [(SORRY, False)])], style) if gone else []),
        *[_break(one, style) for one in gone],
        *questions(answers, style),
        *questions([("If it does not suit you", [(QUERY, False)])], style),
        closing(given, style),
    ]
    return draw(outcome, f"Notice {given.number}", given.head, style, story)


def _what(given: OnAgainFacts) -> str:
    first = given.child.split(" ")[0]
    return f"{first}’s break was cancelled" if len(given.breaks) == 1 else f"{first}’s breaks were cancelled"


def _break(one: BreakFacts, style: Style) -> Block:
    lines: list[list[Run]] = [[(f"{one.service}, {one.venue}", False)]]
    if one.why_not:
        lines.append([(one.why_not, False)])
    return stack([(f"{said_full_day(one.start.date())}, {unbroken(_times(one.start, one.end))}", True)], lines, style)


def _times(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return say_span(start, end)
    return f"{start:%H:%M} to {end:%H:%M} on {say_day(end.date())}"
