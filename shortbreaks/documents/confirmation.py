"""The booking confirmation a family can follow (domain.md section 4 no. 1): first name and initial, no diagnosis."""

from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.dates import say_day, say_full, say_span
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, grid, mixed, opening, questions, stack, title
from shortbreaks.documents.said import NOT_CHARGED, closing, own_fee, said_bring, said_day, said_moment, said_paid
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

PLANS = (
    ". If {child} is ill there is no charge. If the provider cancels, you pay nothing, your allowance goes back, and we ring "
    "you to find another day. Ring us too if anything here is not right."
)
NONE = "–"
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One day of a confirmation, times on the clock; the moments are None when nothing is charged for cancelling."""

    start: datetime
    end: datetime
    free_until: datetime | None
    half_until: datetime | None
    half_percent: int
    service: str = ""  # where the days are not all of one service


@dataclass(frozen=True, slots=True)
class ConfirmationFacts:
    """Everything a confirmation says, and nothing it must not; amounts in pence."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    service: str
    venue: str
    directions: str
    sessions: tuple[SessionFacts, ...]
    list_pence: tuple[int, ...]
    charge_pence: int
    paid_pence: int
    charge_words: str
    allocation_words: str
    day_contact: str
    day_phone: str
    bring: str
    collected_by: str
    foot: str
    relay: str
    day_others: str = ""  # whom to ring for days of another service
    transport: str = ""  # who brings the child, where the family does not (R-C7)


def confirmation(given: ConfirmationFacts, style_name: str) -> Drawn:
    """Draw a confirmation in "standard" or "large" print. Raises Refused for another style."""
    style = style_named(style_name)
    first_name = given.child.split(" ")[0]
    count = len(given.sessions)
    days = "this day" if count == 1 else f"these {COUNTS[count] if count < len(COUNTS) else count} days"
    story = [
        title("Your booking is confirmed", style),
        *opening(("Booking number", given.number), given, style),
        mixed([(f"{first_name} has a place at ", False), (given.service, True), (f" on {days}.", False)], style, 0.8),
        *(_stacks(given, style) if style.blocks else grid(*_days(given), style, (0.28, 0.16, 0.28, 0.28))),
        *questions(_answers(given, first_name), style),
        closing(given, style),
    ]
    return draw("Your booking is confirmed", f"Booking {given.number}", given.head, style, story)


def _stacks(given: ConfirmationFacts, style: Style) -> list[Block]:
    """The same facts in the same order as the table's, one a line."""
    heads, rows = _days(given)
    return [
        stack(
            [*row[0], (f", {_times(session)}", True)],
            [
                [(f"{head} {cell[0][0]}.", False)]
                for head, cell in zip(heads[2:], row[2:], strict=True)
                if cell[0][0] != NONE
            ],
            style,
        )
        for row, session in zip(rows, given.sessions, strict=True)
    ]


def _days(given: ConfirmationFacts) -> tuple[list[str], list[list[list[tuple[str, bool]]]]]:
    percents = {session.half_percent for session in given.sessions}
    half = "Half charge until" if percents <= {50} else "Part charge until"
    rows = [
        [
            [
                (f"{say_full(s.start.date()).split(' ')[0]} {unbroken(say_day(s.start.date()))}", True),
                *([(f", {s.service}", False)] if s.service else []),
            ],
            [(_times(s), False)],
            [(_moment(s.free_until), False)],
            [(_moment(s.half_until), False)],
        ]
        for s in given.sessions
    ]
    return ["Day", "Time", "Cancel free until", half], rows


def _times(session: SessionFacts) -> str:
    if session.start.date() == session.end.date():
        return say_span(session.start, session.end)
    return f"{session.start:%H:%M} to {session.end:%H:%M} on {said_day(session.end.date())}"


def _moment(moment: datetime | None) -> str:
    return NONE if moment is None else said_moment(moment)


def _answers(given: ConfirmationFacts, first_name: str) -> list[tuple[str, list[tuple[str, bool]]]]:
    answers: list[tuple[str, list[tuple[str, bool]]]] = [
        ("Where", [(" ".join(filter(None, (given.venue, given.directions))), False)]),
        ("What it costs", [(given.charge_words, False)]),
    ]
    if given.allocation_words:
        answers.append(("Your allowance", [(given.allocation_words, False)]))
    if given.day_phone:
        who = f"Ring {given.day_contact} on " if given.day_contact else "Ring "
        late = f" if you are late or {first_name} is unwell."
        others = [(f" {given.day_others}", False)] if given.day_others else []
        answers.append(("On the day", [(who, False), (unbroken(given.day_phone), True), (late, False), *others]))
    if given.transport:
        answers.append(("Getting there", [(given.transport, False)]))
    if given.collected_by:
        answers.append(("Who collects", [(given.collected_by, False)]))
    answers.append(("Please bring", [(said_bring(given.bring), False)]))
    answers.append(
        (
            "If plans change",
            [("Ring us on ", False), (unbroken(given.head.phone), True), (PLANS.format(child=first_name), False)],
        )
    )
    return answers


def charge_sentence(list_pence: tuple[int, ...], charge_pence: int, paid_pence: int, paid_on: date, exempt: str) -> str:
    """The sum in words a parent can follow: 2 sessions × £12.75 = £25.50. You paid £25.50. Nothing more to pay."""
    if exempt == "s29(3)":
        return NOT_CHARGED
    if exempt == "provider":
        return own_fee("provider", list_pence, "a session")
    if not charge_pence:
        return "There is nothing to pay."
    count = len(list_pence)
    if len(set(list_pence)) == 1:
        sessions = "1 session" if count == 1 else f"{count} sessions"
        total = f"{sessions} × {pounds(list_pence[0])} = {pounds(charge_pence)}"
    else:
        total = " + ".join(pounds(pence) for pence in list_pence) + f" = {pounds(charge_pence)}"
    return f"{total}. {said_paid(charge_pence, paid_pence, paid_on)}"
