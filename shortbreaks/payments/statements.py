"""The statements of many agreements, as they stand in the books: one question a table, however many."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from shortbreaks.dates import say_day
from shortbreaks.ledger.queries import Statement, StatementLine
from shortbreaks.money import pounds
from shortbreaks.payments.addressees import Letters
from shortbreaks.payments.final_accounts import closed_on, counted_on
from shortbreaks.payments.rules import (
    HELD_WORDS,
    WORDS,
    Part,
    Step,
    full_pence,
    parts_on,
    say_cycle,
    say_part,
    state_on,
    state_to_come,
)
from shortbreaks.payments.spending.line_words import line_words
from shortbreaks.payments.spending.lines_behind import lines_behind
from shortbreaks.payments.spending.tables import SpendLine
from shortbreaks.payments.sums import (
    Award,
    aside_of,
    aside_on,
    awards_from,
    book_of_part,
    books_of,
    paid_ahead,
    returns_due,
    surplus_of,
)
from shortbreaks.payments.surplus import as_sentence, say_most, say_surplus
from shortbreaks.payments.tables import Agreement

DAYS_TO_QUERY = 28
FOR = {  # what a line was for, as a family says it; nobody has said it of the others yet
    "assistant": "assistant", "agency": "agency", "payroll": "payroll", "activity": "activity", "equipment": "equipment",
    "travel": "travel", "own money": "your own money", "our payment": "given back to us",
}  # fmt: skip


def first_of_year(day: date) -> date:
    """The 1 April on or before a day, where a statement begins."""
    return date(day.year - (day < date(day.year, 4, 1)), 4, 1)


def statement_facts(letters: Letters, ids: Collection[int], last: date) -> dict[int, Any]:
    """What the statements of these agreements say of the days from 1 April to `last`; those not there are left out.

    One who took over sees the days from then on; who was paid before sees those until then (R-D25).
    """
    from shortbreaks.documents.statement import MovedFacts, StatementFacts

    db, kept = letters.view.db, letters.settings
    agreements = [letters.of[one].agreement for one in ids if one in letters.of]
    first = first_of_year(last)
    books = books_of(db, ids, first, last)
    seen, payees = _evidence(db, books, first, last)
    ahead = paid_ahead(db, list(letters.parts)) if letters.parts else {}
    aside, dues, closed = aside_of(db, ids), returns_due(db, ids, last), closed_on(db, last, ids)
    counted = counted_on(db, last, ids)
    found = {}
    for one, award in awards_from(db, agreements, last).items():
        to = letters.of[one]
        book, set_aside = books[one], aside_on(aside.get(one, ()), last)
        if one in letters.parts:
            book = book_of_part(book, to.part, ahead)
        still = to.part.last is None or award.cycle.first <= to.part.last  # the next payment is this payee's too
        test = surplus_of(
            to.agreement, award.parts, last, kept, held=book.closing, aside=set_aside, counted=counted[one], ended=one in closed,
        )  # fmt: skip
        found[one] = StatementFacts(
            head=to.to.head, ref=to.agreement.ref, who=to.name, held_how=say_held(to.held, to.last4),
            first=max(first, to.part.first), last=last,
            dated=letters.today, award=_award(to.agreement, award, last, closed), opening=book.opening,
            lines=tuple(MovedFacts(*_moved(x, seen, payees)) for x in book.lines),
            closing=book.closing, aside=tuple(kind for kind, _ in set_aside), aside_pence=test.liabilities,
            weeks=0 if test.ended else test.weeks, may_hold=test.may_hold, over=test.over,
            test=as_sentence(say_surplus(test, [kind for kind, _ in set_aside]))[:-1], next_pence=award.pence * still,
            next_on=award.coming_on(last) if still else None, next_return=dues.get(one),
            query_by=letters.today + timedelta(days=DAYS_TO_QUERY), foot=to.to.foot, relay=to.to.relay,
            taken_back=counted[one].too_much * (still and not test.ended), most=say_most(int(kept["deduct_percent"])),
            next_taken=award.taken * still, asked=counted[one].asked,
        )  # fmt: skip
    return found


def _award(agreement: Agreement, award: Award, last: date, closed: Collection[int]) -> tuple[str, ...]:
    """What is awarded on a statement's last day; of a payment that has ended, that it has."""
    if agreement.id not in closed:
        return (*award_words(agreement, award.parts, last, award.days), *_paused(award.steps, last))
    if agreement.ended_on is None:
        return ("It has ended: nothing is paid any more.",)
    return (f"It ended on {say_day(agreement.ended_on)}: nothing is paid for later days.",)


def _paused(steps: Sequence[Step], last: date) -> tuple[str, ...]:
    """That a payment is paused on a day, since when, and from when it is paid again where that is decided."""
    if state_on(steps, last) != "suspended":
        return ()
    since = max(step.from_day for step in steps if step.from_day <= last)
    coming = state_to_come(steps, last)
    again = f" It is paid again from {say_day(coming.from_day)}." if coming is not None and coming.state == "active" else ""
    return (f"It has been paused since {say_day(since)}: nothing is paid for days from then on.{again}",)


def say_held(held: str, last4: str) -> str:
    """How the money is held: "Card ending 4471"."""
    return f"{HELD_WORDS[held]}{f' ending {last4}' if last4 else ''}"


def award_words(agreement: Agreement, parts: Collection[Part], day: date, days: int) -> tuple[str, ...]:
    """Each part of an award on a day as a sum that can be read aloud, and by a cycle of so many days.

    What was paid once is said in the financial year of its day, and no longer.
    """
    as_of = max(day, agreement.starts_on)
    held = [part for part in parts_on(parts, as_of) if part.per != "once" or part.from_day >= first_of_year(as_of)]
    return tuple(_part_words(part, days) for part in held) or ("Nothing is awarded at present.",)


def _part_words(part: Part, days: int) -> str:
    lead = part.words or WORDS[part.kind]
    if part.per == "once":
        return f"{lead}: {say_part(part)}, for {say_day(part.from_day)}."
    until = f" until {say_day(part.until_day)}" if part.until_day is not None else ""
    off = " It is taken off." if part.kind == "contribution" else ""
    return f"{lead}: {say_part(part)}, {pounds(full_pence(part, days))} {say_cycle(days)}, from {say_day(part.from_day)}{until}.{off}"


Seen = dict[int, tuple[date | None, str]]


def _evidence(db: Session, books: Mapping[int, Statement], first: date, last: date) -> tuple[Seen, dict[str, str]]:
    """Every line of spending of these agreements by its entry: the day its evidence was seen, and what it was for.

    And whose it was, by what the ledger says it is about, also where it was corrected in another time.
    """
    posted = (line for book in books.values() for line in book.lines)
    columns = (SpendLine.payee, SpendLine.entry_id, SpendLine.evidence_on, SpendLine.category)
    rows = lines_behind(db, books, posted, first, last, *columns)
    seen = {row.entry_id: (row.evidence_on, row.category) for row in rows.values() if row.entry_id is not None}
    return seen, {about: row.payee for about, row in rows.items()}


def _moved(line: StatementLine, seen: Seen, payees: dict[str, str]) -> tuple[date, str, str, int, bool]:
    """One line as the statement says it: payments of ours stand out."""
    ours = line.entry_id not in seen and line.corrects is None
    return line.on, _what(line, seen, payees), _seen(line, seen), line.pence, ours


def _what(line: StatementLine, seen: Seen, payees: dict[str, str]) -> str:
    what = line_words(line.what, payees.get(line.about), line.pence, "Payment from us")
    if line.corrects is not None:
        return f"{what}. Corrects {say_day(line.corrects)}."
    if line.undone:
        return f"{what}. Put back."
    if line.entry_id not in seen:
        return what
    said = FOR.get(seen[line.entry_id][1], "")
    return f"{what} ({said})" if said else what


def _seen(line: StatementLine, seen: Seen) -> str:
    if line.entry_id not in seen or line.undone:
        return ""
    return "Yes" if seen[line.entry_id][0] is not None else "Not yet"
