"""The direct-payment statement a family can follow (domain.md section 4 no. 2): opening + in − out = closing."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import MONTHS, say_day, say_full
from shortbreaks.documents.ledger_parts import amounts_table, headed, held_bar, section, sum_strip
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, box, mixed, stack, title
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.errors import Refused
from shortbreaks.money import pounds


@dataclass(frozen=True, slots=True)
class MovedFacts:
    """One line: its day, what, whether evidence was seen ("Yes", "Not yet", ""), and pence in (above nought) or out."""

    on: date
    what: str
    seen: str
    pence: int
    strong: bool


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """Everything a statement says; amounts in pence."""

    head: Letterhead
    ref: str
    who: str
    held_how: str
    first: date
    last: date
    dated: date
    award: tuple[str, ...]
    opening: int
    lines: tuple[MovedFacts, ...]
    closing: int
    aside: tuple[str, ...]
    aside_pence: int
    weeks: int  # that may be held; 0 once the payment has ended
    may_hold: int
    over: int
    test: str
    next_pence: int
    next_on: date | None
    next_return: date | None
    query_by: date
    foot: str
    relay: str
    taken_back: int = 0  # paid too much, and still to come out of later payments
    most: str = "half"  # of one payment that is taken back at most
    next_taken: int = 0  # comes out of the next payment: paid too much before, and plans
    asked: int = 0  # asked back before, and not come yet


TITLE = "Your direct payment statement"


def check_adds_up(given: StatementFacts) -> tuple[int, int]:
    """What came in and what went out, in pence. Raises Refused where opening + in − out is not closing."""
    into = sum(line.pence for line in given.lines if line.pence > 0)
    out = -sum(line.pence for line in given.lines if line.pence < 0)
    if given.opening + into - out != given.closing:
        raise Refused(
            f"The statement of {given.ref} does not add up: {pounds(given.opening + into - out)} is not {pounds(given.closing)}.",
            "Check the books before any statement goes out.",
        )
    return into, out


def statement_paper(given: StatementFacts, style_name: str) -> Drawn:
    """Draw a statement in "standard" or "large" print. Raises Refused when it does not add up, or for no such style."""
    style = style_named(style_name)
    into, out = check_adds_up(given)
    terms = [
        (pounds(given.opening), "At the start"), (pounds(into), "Paid in"), (pounds(out), "Paid out"),
        (pounds(given.closing), "At the end"),
    ]  # fmt: skip
    answer = "A person will talk to you." if given.over else "Nothing more." if given.asked else "Nothing."
    story = [
        title(TITLE, style),
        mixed([(f"{unbroken(say_day(given.first))} to {unbroken(say_day(given.last))}", True)], style, 0.2),
        body(f"{unbroken(given.who)} · {unbroken(given.held_how)} · printed {unbroken(say_day(given.dated))}", style),
        sum_strip(terms, ("+", "−", "="), style),
        section("How your payment is worked out", style),
        *[body(words, style, 0.2) for words in given.award],
        section("What came in and went out", style),
        *(_blocks(given, style) if style.blocks else _table(given, into, out, style)),
        headed(f"Is there anything to pay back? {answer}", body(f"{given.test}.", style, 0.2), style),
        held_bar(given.closing, given.aside_pence, given.may_hold, style),
        body(_bar_words(given), style),
        headed("What happens next", mixed(_next(given), style), style),
        body(_query(given), style),
        box(f"{given.foot} Relay UK: {given.relay}.", style),
    ]
    return draw(TITLE, f"Direct payment {given.ref}", given.head, style, story)


def day_of_line(day: date) -> str:
    """A day without its year, which stands above the lines."""
    return unbroken(f"{day.day} {MONTHS[day.month - 1]}")


def running(given: StatementFacts) -> list[tuple[MovedFacts, int]]:
    """Each line with the balance after it, in pence."""
    found, balance = [], given.opening
    for line in given.lines:
        balance += line.pence
        found.append((line, balance))
    return found


def _table(given: StatementFacts, into: int, out: int, style: Style) -> list[Block]:
    rows: list[list[Run]] = [
        [
            (day_of_line(given.first), False),
            ("Brought forward", True),
            ("", False),
            ("", False),
            ("", False),
            (pounds(given.opening), True),
        ]
    ]
    rows += [
        [
            (day_of_line(line.on), False), (line.what, line.strong), (line.seen, False),
            (pounds(line.pence) if line.pence > 0 else "", False), (pounds(-line.pence) if line.pence < 0 else "", False),
            (pounds(balance), True),
        ]
        for line, balance in running(given)
    ]  # fmt: skip
    rows.append(
        [
            (day_of_line(given.last), True),
            ("At the end", True),
            ("", False),
            (pounds(into), True),
            (pounds(out), True),
            (pounds(given.closing), True),
        ]
    )
    heads = ("Date", "What", "Seen", "In", "Out", "Balance")
    return amounts_table(heads, rows, style, (0.14, 0.31, 0.1, 0.15, 0.15, 0.15), {3, 4, 5})


def _blocks(given: StatementFacts, style: Style) -> list[Block]:
    """The same facts in the same order as the table's, one a line."""
    found = []
    for line, balance in running(given):
        way = "In" if line.pence > 0 else "Out"
        lines: list[list[Run]] = [[(f"{way} {pounds(abs(line.pence))}. Balance {pounds(balance)}.", False)]]
        if line.seen:
            lines.append([(f"Evidence seen: {line.seen.lower()}.", False)])
        found.append(stack([(f"{day_of_line(line.on)}, ", True), (line.what, True)], lines, style))
    return found


def _bar_words(given: StatementFacts) -> str:
    held = f"You hold {pounds(given.closing)}."
    if given.weeks:
        held += f" The mark is {given.weeks} weeks, {pounds(given.may_hold)}."
    if not given.aside:
        return held
    return f"{held} Striped: {pounds(given.aside_pence)} is set aside for {' and '.join(given.aside)}."


def _next(given: StatementFacts) -> list[Run]:
    found: list[Run] = []
    if given.next_pence:
        found.append(("Your next payment is ", False))
        arrives = pounds(given.next_pence - given.next_taken)
        if given.next_on is not None:
            found += [(unbroken(f"{arrives} on {say_full(given.next_on)}"), True), (". ", False)]
        else:
            found += [(arrives, True), (". It comes with our next run. ", False)]
        if given.next_taken:
            found.append((f"That is {pounds(given.next_pence)} less {pounds(given.next_taken)}, which comes back to us. ", False))
    else:
        found.append(("There is no next payment. ", False))
    if given.taken_back:
        found += [(unbroken(pounds(given.taken_back)), True),
                  (f" was paid too much before. It comes out of your payments, never more than {given.most} of one. ", False)]
    if given.next_return is not None:
        late = given.next_return < given.dated
        lead, rest = ("Your return was due on ", ": send it now, or ring us.") if late else ("Your next return is due on ", ".")
        found += [(lead, False), (unbroken(say_full(given.next_return)), True), (rest, False)]
    return found


def _query(given: StatementFacts) -> str:
    who, phone = given.head.officer.split(",", maxsplit=1)[0], unbroken(given.head.phone)
    return (
        f"Is something wrong? Ring {who} on {phone} or write by {unbroken(say_day(given.query_by))}. "
        "If you still disagree, ask for our complaints leaflet."
    )
