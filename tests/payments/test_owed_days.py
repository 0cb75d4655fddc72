"""What was paid too much has its day of entry: an account of a past day is the one that was shown on that evening (R-D16)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.check import check
from shortbreaks.database.faults import meaning_of
from shortbreaks.errors import Refused
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.payments.debts.recovery import MoveDebt, ReviewSurplus, move_debt, review_surplus, surplus_on
from shortbreaks.payments.ending import end_agreement, resume_agreement, suspend_agreement
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import pay_back_key
from shortbreaks.payments.papers import IssueStatement, issue_statement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.spending.by_hand import RecordSpending, record_spending
from shortbreaks.payments.spending.putting_back import PutBackLine, put_back_line
from shortbreaks.payments.spending.tables import Debt, SpendLine
from shortbreaks.payments.spending.uses import WriteUse, write_use
from shortbreaks.payments.tables import Agreement
from tests.builders import a_child, a_service, a_session
from tests.payments.builders import FIRST, SECOND, an_agreement, drafted, export, lines_of, paid, version_of
from tests.payments.letter_builders import changed, words_of

THIRD, FOURTH = date(2026, 6, 1), date(2026, 6, 29)
TOO_MUCH = 29322  # 21 of 28 days of £390.96


def on(county, month, day):
    county.clock.set(datetime(2026, month, day, 9, tzinfo=UTC))


def shown(county, agreement, day=None):
    """What the account says of a day: next payment, what comes out of it, sums paid too much, the test, what is committed."""
    card = county.at(Role.FINANCE).ask(account_card, agreement, day)
    return (
        (card.cycle.first, card.next_pence, card.next_taken), tuple((one.pence, one.left) for one in card.too_much),
        card.closing, card.surplus, card.committed,
    )  # fmt: skip


def the_year(county):
    """An account from March to July, each act on its own day; gives what was shown on each evening."""
    seen = {}
    child = a_child(county)
    service, venue = a_service(county)
    session = a_session(county, service, venue, start=datetime(2026, 8, 1, 10))
    office, finance = county.at(Role.MANAGER), county.at(Role.FINANCE)
    on(county, 3, 31)
    agreement = an_agreement(county, child=child)

    def evening(month, day, act):
        on(county, month, day)
        act()
        seen[date(2026, month, day)] = shown(county, agreement)

    def rejected():
        run = len(seen)
        export(county, 3)
        (line,) = lines_of(county, 3)
        finance.perform(answer_run, AnswerRun(3, (Answer(line.id, taken=False, reason="Vendor closed"),)))
        return run

    evening(3, 31, lambda: paid(county, FIRST))
    evening(4, 28, lambda: paid(county, SECOND))
    evening(5, 19, lambda: office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))))
    evening(5, 20, lambda: office.perform(suspend_agreement, changed(county, agreement, date(2026, 5, 11), "hospital")))
    evening(5, 21, lambda: office.perform(resume_agreement, changed(county, agreement, THIRD, "Home again")))
    evening(5, 22, lambda: office.perform(write_use, WriteUse(agreement, "support", "Sailing", date(2026, 5, 22), payees="Bewl", cost_pence=12000)))
    evening(5, 27, lambda: paid(county, THIRD))
    evening(6, 1, lambda: None)
    evening(6, 2, lambda: finance.perform(record_spending, RecordSpending(agreement, date(2026, 6, 2), "Bewl", 4500, "activity", date(2026, 6, 2))))
    evening(6, 3, rejected)
    evening(6, 24, lambda: paid(county, FOURTH))
    evening(6, 29, lambda: None)
    evening(7, 1, lambda: None)
    evening(7, 3, lambda: _a_plan(county, agreement))
    return agreement, seen


def _a_plan(county, agreement):
    """£20.00 of cash is given back, £10.00 out of each payment."""
    cash = RecordSpending(agreement, date(2026, 7, 3), "Cash", 2000, "other", date(2026, 7, 3))
    line = county.at(Role.FINANCE).perform(record_spending, cash).answer
    county.at(Role.FINANCE).perform(judge_line, JudgeLine(line, version_of(county, SpendLine, line), "other", None, 2000, "Cash"))
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "approved"))
    county.at(Role.COORDINATOR).perform(issue_letter, IssueLetter(pay_back_key(agreement, 1)))
    agreed = MoveDebt(1, version_of(county, Debt, 1), "plan agreed", 1000, reason="They agreed on the telephone")
    county.at(Role.APPROVER).perform(move_debt, agreed)


def test_an_account_of_a_past_day_is_the_one_that_was_shown_on_its_evening(file_county):
    county = file_county
    agreement, seen = the_year(county)
    on(county, 7, 22)
    then = {day: shown(county, agreement, day) for day in seen}
    assert then == seen
    said = {day: (*next_payment, sums) for day, (next_payment, sums, *_) in then.items()}
    whole = ((TOO_MUCH, TOO_MUCH),)
    assert said[date(2026, 5, 19)] == (THIRD, 39096, 0, ())  # nobody had entered the pause
    assert said[date(2026, 5, 21)] == (THIRD, 39096, 19548, whole)
    assert said[date(2026, 5, 27)] == (FOURTH, 39096, 9774, whole)  # paid, and not there before 1 June
    assert said[date(2026, 6, 1)] == (FOURTH, 39096, 9774, ((TOO_MUCH, 9774),))
    assert said[date(2026, 6, 3)] == (THIRD, 39096, 19548, whole)  # rejected
    committed = {day: sum(one.pence for one in card[4]) for day, card in then.items()}
    charge = committed[date(2026, 5, 19)]
    assert charge > 0
    assert [committed[date(2026, *day)] for day in ((4, 28), (5, 22), (6, 2), (6, 29))] == [0, charge + 12000, charge + 7500, charge + 7500]
    assert [then[date(2026, 7, day)][0][2] for day in (1, 3)] == [9774, 10774]
    assert [then[date(2026, 5, day)][3].counted.too_much for day in (19, 20)] == [0, TOO_MUCH]
    later = county.at(Role.FINANCE).ask(account_card, agreement, date(2026, 5, 19)).hindsight.steps
    assert [(one.words, one.entered, one.from_day) for one in later] == [("It is suspended", date(2026, 5, 20), date(2026, 5, 11))]
    assert county.at(Role.FINANCE).ask(account_card, agreement, date(2026, 5, 20)).hindsight.steps == ()
    _and_its_papers(county, agreement)
    with Session(county.database.reading) as db:  # a day that is reviewed later counts what was found meanwhile
        found = surplus_on(db, db.get(Agreement, agreement), date(2026, 5, 19), date(2026, 7, 22))
    assert found.counted.too_much == TOO_MUCH
    assert check(county.database).flaws == ()


def _and_its_papers(county, agreement):
    for last, there in ((date(2026, 5, 19), False), (date(2026, 5, 20), True)):
        said = words_of(county, county.at(Role.COORDINATOR).perform(issue_statement, IssueStatement(agreement, last)).answer)
        assert ("£293.22 of it comes back to us anyway" in said) == there
        assert ("£293.22 was paid too much before." in said) == there


def test_what_is_put_back_after_its_month_was_closed_was_paid_until_then(file_county):
    county = file_county
    on(county, 4, 10)
    agreement, finance = an_agreement(county), county.at(Role.FINANCE)
    use = WriteUse(agreement, "support", "Sailing", FIRST, payees="Bewl", cost_pence=12000)
    county.at(Role.MANAGER).perform(write_use, use)
    paid(county)
    bewl = RecordSpending(agreement, date(2026, 4, 9), "Bewl", 4500, "activity", date(2026, 4, 10))
    line = finance.perform(record_spending, bewl).answer
    on(county, 5, 12)
    finance.perform(close_month, CloseMonth("2026-04", "Year end", for_good=True))
    finance.perform(put_back_line, PutBackLine(line, version_of(county, SpendLine, line), "Another family's"))
    left = {day: sum(one.pence for one in shown(county, agreement, date(2026, *day))[4]) for day in ((4, 30), (5, 11), (5, 12))}
    assert left == {(4, 30): 7500, (5, 11): 7500, (5, 12): 12000}


def test_before_anything_of_the_award_was_entered_the_next_payment_is_not_known(file_county):
    agreement = an_agreement(file_county)  # entered on 22 July, from April on
    card = file_county.at(Role.FINANCE).ask(account_card, agreement, date(2026, 7, 21))
    assert (card.next_known, card.next_pence, card.week, card.parts) == (False, 0, 0, ())
    assert [(one.entered, one.from_day) for one in card.hindsight.award] == [(date(2026, 7, 22), FIRST)]
    assert file_county.at(Role.FINANCE).ask(account_card, agreement).next_known


def test_a_final_account_waits_for_a_payment_that_takes_some_of_what_was_paid_too_much(file_county):
    county = file_county
    agreement = an_agreement(county)
    paid(county)
    paid(county, SECOND)
    manager = county.at(Role.MANAGER)
    manager.perform(suspend_agreement, changed(county, agreement, date(2026, 5, 11), "hospital"))
    manager.perform(resume_agreement, changed(county, agreement, THIRD, "Home again"))
    manager.perform(end_agreement, changed(county, agreement, date(2026, 6, 20), "moved away"))
    drafted(county, THIRD)  # 20 days, half of which are taken back
    wish = ReviewSurplus(agreement, date(2026, 7, 22), "", "", "pay back", "The last return was not sent")
    with pytest.raises(Refused, match=r"£139\.63 of what was paid too much comes out of a payment") as said:
        manager.perform(review_surplus, wish)
    assert said.value.field == "on"


def test_the_database_keeps_a_sum_owed_as_it_was_entered(funded):
    county, agreement = funded
    county.at(Role.MANAGER).perform(suspend_agreement, changed(county, agreement, date(2026, 4, 20), "hospital"))
    for wrong in ("entered_on = '2026-04-01'", "pence = -1", "words = 'x'", "first_day = '2026-04-07'", "agreement_id = 2"):
        with pytest.raises(DBAPIError) as refused, county.database.writing.begin() as connection:
            connection.execute(text(f"update owed set {wrong}"))
        assert "keeps its day" in str(meaning_of(refused.value)), wrong
