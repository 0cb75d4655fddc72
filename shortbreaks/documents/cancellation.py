"""The cancellation notice (domain.md section 4 no. 5): who cancelled, what it costs and why, what goes back, what else there is."""

from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.dates import say_day, say_span
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, opening, questions, stack, title
from shortbreaks.documents.said import closing, said_full_day
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds

QUERY = (
    "If anything here is wrong, or you think the charge is not fair, ring us or write to us. Somebody who did not decide it "
    "looks again, and we answer in writing. You can also use the council’s complaints procedure at any time."
)


@dataclass(frozen=True, slots=True)
class CancelledBreak:
    """One place or stay that will not be: when it was heard, what was charged before and now in pence, and the sum in words."""

    service: str
    venue: str
    start: datetime
    end: datetime
    told: datetime
    was_pence: int
    pence: int
    sum_words: str
    back_words: str


@dataclass(frozen=True, slots=True)
class AlternativeFacts:
    """Another break, judged for this child; `to_ask` when a person must settle something first."""

    service: str
    place: str
    start: datetime
    end: datetime
    to_ask: bool


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Everything a cancellation notice says; `refilled` when it tells that another family took the place."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    who: str
    reason: str
    refilled: bool
    breaks: tuple[CancelledBreak, ...]
    refund_words: str
    allowance_words: str
    liable_words: str
    alternatives: tuple[AlternativeFacts, ...]
    no_alternative: str
    foot: str
    relay: str


def cancellation_notice(given: NoticeFacts, style_name: str) -> Drawn:
    """Draw a cancellation notice in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    outcome = outcome_of(given)
    story: list[Block] = [
        title(outcome, style),
        *opening(("Our reference", given.number), given, style),
        body(who_cancelled(given), style, 0.8),
        *[_break(one, style) for one in given.breaks],
        *questions(_answers(given), style),
        *_alternatives(given, style),
        *questions([("If you disagree", [(QUERY, False)])], style),
        closing(given, style),
    ]
    return draw(outcome, f"Notice {given.number}", given.head, style, story)


def outcome_of(given: NoticeFacts) -> str:
    """What the notice says first."""
    if given.refilled:
        return "Another family took your place: you pay nothing"
    return "Your break is cancelled" if len(given.breaks) == 1 else "Your breaks are cancelled"


def who_cancelled(given: NoticeFacts) -> str:
    """Who cancelled what, and why."""
    first = given.child.split(" ")[0]
    what = f"{first}’s place" if len(given.breaks) == 1 else f"{first}’s places"
    if given.refilled:
        return f"You gave up {what}. Another family has taken it since, so what cancelling cost you is put back."
    said = f" {given.reason}" if given.reason else ""
    return f"{given.who} cancelled {what}.{said}"


def _break(one: CancelledBreak, style: Style) -> Block:
    """What was cancelled, when it was heard, and what it costs, with the sum."""
    heard = f"Heard on {unbroken(say_day(one.told.date()))} {unbroken(f'at {one.told:%H:%M}')}."
    lines: list[list[Run]] = [
        [(f"{one.service}, {one.venue}", False)], [(heard, False)], [(one.sum_words, False)],
        [("You pay ", False), (pounds(one.pence), True), (".", False)], [(one.back_words, False)],
    ]  # fmt: skip
    if not one.was_pence and not one.pence:
        lines[2:4] = [[(one.sum_words, False)]]
    return stack([(f"{said_full_day(one.start.date())}, {unbroken(_times(one.start, one.end))}", True)], lines, style)


def _times(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return say_span(start, end)
    return f"{start:%H:%M} to {end:%H:%M} on {say_day(end.date())}"


def _answers(given: NoticeFacts) -> list[tuple[str, list[Run]]]:
    answers: list[tuple[str, list[Run]]] = [("Money", [(given.refund_words, False)])]
    if given.liable_words:
        answers.append(("Who owes it", [(given.liable_words, False)]))
    if given.allowance_words:
        answers.append(("Your allowance", [(given.allowance_words, False)]))
    if given.alternatives:
        first = "We looked for other breaks that fit. They are not held for you, so ring us soon on "
        answers.append(("Instead", [(first, False), (unbroken(given.head.phone), True), (".", False)]))
    elif given.no_alternative:
        answers.append(("Instead", [(given.no_alternative, False)]))
    return answers


def _alternatives(given: NoticeFacts, style: Style) -> list[Block]:
    return [
        stack(
            [(f"{said_full_day(one.start.date())}, {unbroken(_times(one.start, one.end))}", True)],
            [
                [(f"{one.service}, {one.place}", False)],
                [("We would settle one thing with you first." if one.to_ask else "", False)],
            ],
            style,
        )
        for one in given.alternatives
    ]
