"""The booking list of a series: what is booked, what is not and why, what it costs and what is left (R-B1, R-C4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from shortbreaks.dates import say_span, say_weekday
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, grid, mixed, opening, questions, stack, title
from shortbreaks.documents.said import NOT_CHARGED, closing, own_fee, said_day, said_full_day, said_moment
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import unbroken
from shortbreaks.money import pounds

NONE = "–"
TITLE = "Your list of bookings"
PLANS = (
    ". Each day has its own last free moment. If {child} is ill there is no charge. If the provider cancels, you pay nothing, "
    "your allowance goes back, and we ring you. Ring us too if anything here is not right."
)


@dataclass(frozen=True, slots=True)
class BookedFacts:
    """One date that is booked, times on the clock; no moment when nothing is charged for cancelling, or once passed."""

    start: datetime
    end: datetime
    free_until: datetime | None


@dataclass(frozen=True, slots=True)
class NotBookedFacts:
    """One date that is not booked, why, and what happens next."""

    day: date
    why: str
    after: str


@dataclass(frozen=True, slots=True)
class BookingListFacts:
    """Everything a booking list says, and nothing it must not; amounts in pence."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    service: str
    recurs: str
    venue: str
    booked: tuple[BookedFacts, ...]
    not_booked: tuple[NotBookedFacts, ...]
    charge_pence: int
    charge_words: str
    allowance_words: str
    day_contact: str
    day_phone: str
    collected_by: str
    foot: str
    relay: str


def booking_list(given: BookingListFacts, style_name: str) -> Drawn:
    """Draw a booking list in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    first_name = given.child.split(" ")[0]
    story = [
        title(TITLE, style),
        *opening(("List number", given.number), given, style),
        mixed([(f"You asked for {first_name} at ", False), (given.service, True), (f": {_recurs(given.recurs)}.", False)], style),
        mixed([(_counts(given), False)], style, 0.8),
        *_booked(given, style),
        *_not_booked(given, style),
        *questions(_answers(given, first_name), style),
        closing(given, style),
    ]
    return draw(TITLE, f"List {given.number}", given.head, style, story)


def _recurs(words: str) -> str:
    """The pattern inside a sentence: "every Saturday", but "Monday and Wednesday every week"."""
    return f"e{words[1:]}" if words.startswith("Every") else words


def _counts(given: BookingListFacts) -> str:
    booked, not_booked = len(given.booked), len(given.not_booked)
    are = f"{booked} {'date is' if booked == 1 else 'dates are'} booked"
    if not not_booked:
        return f"{are}, every one you asked for."
    return f"{are}, and {not_booked} {'is' if not_booked == 1 else 'are'} not. The second list says why, and what happens next."


def _booked(given: BookingListFacts, style: Style) -> list[Block]:
    if not given.booked:
        return [body("No date is booked.", style)]
    lead = replace(mixed([("What is booked", True)], style, 0.3), leads=True)
    if style.blocks:
        return [
            lead,
            *(
                stack(
                    [(f"{day_listed(one.start.date(), given.dated)}, ", True), (_times(one), True)],
                    [[(f"Cancel free until {_moment(one.free_until)}.", False)]] if one.free_until else [],
                    style,
                )
                for one in given.booked
            ),
        ]  # fmt: skip
    rows = [
        [
            [(day_listed(one.start.date(), given.dated), True)],
            [(_times(one), False)],
            [(_moment(one.free_until), False)],
        ]
        for one in given.booked
    ]
    return [lead, *grid(["Booked", "Time", "Cancel free until"], rows, style, (0.335, 0.225, 0.44))]


def _not_booked(given: BookingListFacts, style: Style) -> list[Block]:
    if not given.not_booked:
        return []
    lead = replace(mixed([("What is not booked", True)], style, 0.3), leads=True)
    if style.blocks:
        return [
            lead,
            *(
                stack([(day_listed(one.day, given.dated), True)], [[(one.why, False)], [(one.after, False)]], style)
                for one in given.not_booked
            ),
        ]
    rows = [[[(day_listed(one.day, given.dated), True)], [(one.why, False)], [(one.after, False)]] for one in given.not_booked]
    return [lead, *grid(["Not booked", "Why", "What happens next"], rows, style, (0.24, 0.38, 0.38))]


def day_listed(day: date, dated: date) -> str:
    """Saturday 5 September, with the year when it is not the letter's own; the day never stands without its month."""
    return said_day(day) if day.year == dated.year else said_full_day(day)


def _times(one: BookedFacts) -> str:
    if one.start.date() == one.end.date():
        return unbroken(say_span(one.start, one.end))
    return f"{one.start:%H:%M} to {one.end:%H:%M} on {unbroken(say_weekday(one.end.date()))}"


def _moment(moment: datetime | None) -> str:
    return NONE if moment is None else said_moment(moment)


def _answers(given: BookingListFacts, first_name: str) -> list[tuple[str, list[tuple[str, bool]]]]:
    answers = [("Where", [(given.venue, False)]), ("What it costs", [(given.charge_words, False)])]
    if given.allowance_words:
        answers.append(("Your allowance", [(given.allowance_words, False)]))
    if given.day_phone:
        who = f"Ring {given.day_contact} on " if given.day_contact else "Ring "
        late = f" if you are late or {first_name} is unwell."
        answers.append(("On the day", [(who, False), (unbroken(given.day_phone), True), (late, False)]))
    if given.collected_by:
        answers.append(("Who collects", [(given.collected_by, False)]))
    plans = PLANS.format(child=first_name)
    answers.append(("If plans change", [("Ring us on ", False), (unbroken(given.head.phone), True), (plans, False)]))
    return answers


def price_sentence(prices: tuple[int, ...], charge_pence: int, paid_pence: int, exempt: str) -> str:
    """The sum a parent can follow: 20 dates × £12.75 + 11 dates × £13.00 = £398.00. £398.00 is still to pay."""
    if exempt == "s29(3)":
        return NOT_CHARGED
    if exempt == "provider":
        return own_fee("provider", prices, "a session")
    if not charge_pence:
        return "There is nothing to pay."
    counts = {pence: prices.count(pence) for pence in dict.fromkeys(prices)}
    parts = [f"{count} {'date' if count == 1 else 'dates'} × {pounds(pence)}" for pence, count in counts.items()]
    total = f"{' + '.join(parts)} = {pounds(charge_pence)}"
    if paid_pence >= charge_pence:
        return f"{total}. You have paid {pounds(paid_pence)}. There is nothing more to pay."
    paid = f" You have paid {pounds(paid_pence)}." if paid_pence else ""
    return f"{total}.{paid} {pounds(charge_pence - paid_pence)} is still to pay; ring us to pay by card."
