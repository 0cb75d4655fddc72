"""The example county's files of cards and banks, and what they show: a lesson paid twice, a wrong file, a payment that went back.

And a pause that was entered late, so that a little was paid too much.
"""

import hashlib
from datetime import date, timedelta

from shortbreaks.database.search import fold
from shortbreaks.dates import say_day
from shortbreaks.example.bookings import Books
from shortbreaks.example.payment_runs import Made, Purse
from shortbreaks.example.rows import Rows, morning
from shortbreaks.payments.agreement_tables import AgreementUse
from shortbreaks.payments.cycles import Cycle
from shortbreaks.payments.rules import Step, gross_pence, workings
from shortbreaks.payments.spending.line_words import PUT_BACK, about_line, said_of
from shortbreaks.payments.spending.matching import Known, Match, Matcher, Paid, say_going
from shortbreaks.payments.spending.patterns import Pattern
from shortbreaks.payments.spending.payee_names import Agreed
from shortbreaks.payments.spending.tables import OURS, SpendFile, SpendLine
from shortbreaks.payments.tables import AgreementStep, Owed

FINANCE = 4
RIDERS, LESSON = (90, 22), 1850  # one agreement of so many pays for riding lessons
WRONG, FARES = (120, 57), (620, 1175, 980)  # one of so many was given another family's file, which was put back
LATE = (175, 33)  # of one of so many a pause was entered after its days were paid
WHY_WRONG = "It was another family’s card"


def make_files(rows: Rows, books: Books, purse: Purse, one: Made, today: date) -> None:
    """What this agreement's number brings of it."""
    if _is(one, RIDERS) and one.held > 2 * LESSON:
        _lessons(rows, books, purse, one, today)
    for paid in one.sent_back:
        _sides(rows, one, paid)
    if _is(one, WRONG):
        _wrong_file(rows, books, purse, one, today)


def _is(one: Made, which: tuple[int, int]) -> bool:
    every, place = which
    return one.number % every == place and [step.state for step in one.steps] == ["active"]


def _file(rows: Rows, one: Made, day: date, sums: tuple[int, ...], known: int, back: date | None = None) -> int:
    """A file of a card, taken in on a day: so many lines of these sums were new, others there already."""
    name = f"{one.ref}-{day:%Y-%m}.csv"
    put_back = {} if back is None else {"back_at": morning(back), "back_by": FINANCE, "back_why": WHY_WRONG}
    return rows.add(
        SpendFile, name=name, sha256=hashlib.sha256(name.encode()).hexdigest(), rows=len(sums) + known, added=len(sums),
        in_pence=0, out_pence=sum(sums), first_day=day, last_day=day, at=morning(day + timedelta(days=1)), person_id=FINANCE,
        **put_back,
    )  # fmt: skip


def _line(
    rows: Rows, one: Made, file: int | None, on: date, payee: str, pence: int, found: Match, entry: int | None, **more: object
) -> int:  # fmt: skip
    """A line of a family's card or bank, with what was thought of it."""
    return rows.add(
        SpendLine, agreement_id=one.id, file_id=file, on_date=on, payee=payee, pence=pence, bank_ref="", category=found.category,
        why=found.why, evidence_on=None, misspent_pence=0, explanation="", entry_id=entry,
        **{"nth": 1, "match": found.match, **more},
    )  # fmt: skip


def _lessons(rows: Rows, books: Books, purse: Purse, one: Made, today: date) -> None:
    """An agreed use that is paid every week, and was taken twice on one day."""
    payee, since, on = "Saturday Riders", today - timedelta(days=60), today - timedelta(days=5)
    agreed = Agreed("Riding on Saturdays", (fold(payee),), "activity", since, pattern=Pattern(4, "month", LESSON))
    rows.add(
        AgreementUse, agreement_id=one.id, kind="support", words=agreed.words, relation="", same_household=False, nights_single=0,
        nights_year=0, payees=payee, reason="", approver="", from_day=since, review_on=None, times=4, times_per="month",
        each_pence=LESSON, at=morning(since), person_id=3,
    )  # fmt: skip
    matcher, file = Matcher(Known({}, (), (), LESSON, agreed=(agreed,))), _file(rows, one, on, (LESSON, LESSON), 3)
    for nth in (1, 2):
        line = _line(rows, one, file, on, payee, LESSON, matcher.match(on, payee, LESSON), books.next_entry, nth=nth)
        books.post(said_of(LESSON), about_line(line), on, one.account, purse.spent, LESSON)
        one.held -= LESSON


def _wrong_file(rows: Rows, books: Books, purse: Purse, one: Made, today: date) -> None:
    """A file that was taken in for the wrong family, and put back whole two days later."""
    on, back = today - timedelta(days=14), today - timedelta(days=11)
    file, found = _file(rows, one, on, FARES, 0, back), Match("put back", "travel", "Nobody was paid under this name before.")
    undone = {"back_at": morning(back), "back_by": FINANCE, "back_why": WHY_WRONG, "again": True}
    for pence in FARES:
        entry = books.next_entry
        line = _line(rows, one, file, on, "Invicta Taxis", pence, found, entry, **undone)
        books.post(said_of(pence), about_line(line), on, one.account, purse.spent, pence)
        books.post_legs(PUT_BACK, about_line(line), on, [(purse.spent, one.account, pence)], reverses=entry)


def _sides(rows: Rows, one: Made, paid: Paid) -> None:
    """The family's own lines of a payment that the bank sent back: it arrived and went, and counts nothing by itself."""
    assert paid.back_on is not None
    for on, payee, pence, why in (
        (paid.on, "KENT COUNTY COUNCIL", -paid.pence, paid.say()), (paid.back_on, "RETURNED PAYMENT", paid.pence, f"{say_going(paid)}."),
    ):  # fmt: skip
        _line(rows, one, None, on, payee, pence, Match("accepted", OURS, why), None)


def pause_late(rows: Rows, one: Made, cycle: Cycle, today: date) -> None:
    """A week of a cycle in hospital, entered when it was paid already: what was paid too much comes out of later payments."""
    if not _is(one, LATE) or one.starts > cycle.first:
        return
    since, again, entered = cycle.first + timedelta(days=7), cycle.first + timedelta(days=14), today - timedelta(days=9)
    steps = list(one.steps)
    for state, from_day, reason in (("suspended", since, "hospital"), ("active", again, "Home again")):
        kept = rows.add(
            AgreementStep, agreement_id=one.id, state=state, from_day=from_day, reason=reason,
            words="The ward looked after him; heard of afterwards", at=morning(entered), person_id=1,
        )  # fmt: skip
        steps.append(Step(state, from_day, kept))
    less = gross_pence(workings(one.parts, steps, cycle)) - gross_pence(workings(one.parts, one.steps, cycle))
    rows.add(
        Owed, agreement_id=one.id, first_day=cycle.first, last_day=cycle.last, since=since, pence=less,
        words=f"Suspended from {say_day(since)}", entered_on=entered, uplift_id=None, run_line_id=None,
    )  # fmt: skip
