"""Money that comes back: only what was decided, through its states, by plan and never over half a payment (R-D16, R-D24)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.debts.money_back import TakeBack, take_back
from shortbreaks.payments.debts.recovery import (
    MoveDebt,
    ReviewSurplus,
    SetAside,
    SettleLiability,
    move_debt,
    review_surplus,
    set_aside,
    settle_liability,
    surplus_on,
)
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import pay_back_key
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.commands import ChooseLine, leave_out
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.spending.tables import Debt, Liability, RunDeduction, SurplusReview
from shortbreaks.payments.tables import Agreement
from tests.payments.builders import (
    FIRST,
    SECOND,
    a_file,
    an_agreement,
    approve,
    drafted,
    export,
    holds,
    lines_of,
    paid,
    post,
    proved,
    spent,
    take,
    version_of,
)
from tests.payments.test_debts import ask_cash_back

THIRD = date(2026, 6, 1)


def test_only_the_part_that_was_misspent_is_asked_back_and_only_after_approval(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    cash = spent(county)[4].id
    office = county.at(Role.FINANCE)
    with pytest.raises(Refused, match="explanation"):
        office.perform(judge_line, JudgeLine(cash, 1, "other", None, 500))
    with pytest.raises(Refused, match=r"The line is £20\.00"):
        office.perform(judge_line, JudgeLine(cash, 1, "other", None, 2001, "x"))
    office.perform(judge_line, JudgeLine(cash, 1, "other", None, 500, "Sweets on the way"))
    with Session(county.database.reading) as db:
        debt = db.scalars(select(Debt)).one()
    assert (debt.kind, debt.pence, debt.state) == ("misspent", 500, "proposed")
    with pytest.raises(Refused, match="does not become"):
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt.id, 1, "letter sent"))
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt.id, 1, "approved"))
    county.at(Role.COORDINATOR).perform(issue_letter, IssueLetter(pay_back_key(agreement, debt.id)))
    with pytest.raises(Refused, match="takes an amount"):
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt.id, 3, "plan agreed"))
    with pytest.raises(Refused, match=r"£5\.00 left"):
        office.perform(take_back, TakeBack(debt.id, 3, 501, date(2026, 7, 1), from_pot=False, reference="BGC OKAFOR"))
    assert office.perform(take_back, TakeBack(debt.id, 3, 500, date(2026, 7, 1), from_pot=False, reference="BGC OKAFOR")).answer == "recovered"
    assert holds(county, agreement) == 39096 - 20408
    assert proved(county)


def test_money_set_aside_comes_off_before_the_test_and_the_reason_before_the_letter(funded):
    county, agreement = funded
    office = county.at(Role.FINANCE)
    for first in (SECOND, date(2026, 6, 1), date(2026, 6, 29)):
        paid(county, first)
    office.perform(set_aside, SetAside(agreement, "holiday pay", 41235, date(2026, 7, 1), "Ann"))
    with Session(county.database.reading) as db:
        found = surplus_on(db, db.get(Agreement, agreement), date(2026, 7, 20))
    assert (found.balance, found.liabilities, found.may_hold, found.over) == (156384, 41235, 78192, 36957)
    day = date(2026, 7, 20)
    with pytest.raises(Refused, match="comes first"):
        county.at(Role.MANAGER).perform(review_surplus, ReviewSurplus(agreement, day, "", "", "pay back", ""))
    review = ReviewSurplus(agreement, day, "no provider", "Two agencies said no", "pay back", "")
    county.at(Role.MANAGER).perform(review_surplus, review)
    with Session(county.database.reading) as db:
        assert db.scalars(select(Debt.pence)).one() == 36957
        liability = db.scalars(select(Liability.id)).one()
    with pytest.raises(Refused, match="yourself"):
        county.at(Role.MANAGER).perform(move_debt, MoveDebt(1, 1, "approved"))
    office.perform(settle_liability, SettleLiability(liability, 1, day))
    with pytest.raises(Refused, match="settled before"):
        office.perform(settle_liability, SettleLiability(liability, 2, day))


def test_two_reviews_running_with_money_over_bring_up_the_plan_of_that_family_alone(file_county):
    """R-D17 on the card of any day: £1,172.88 held against £781.92; the second review counts from its own day on."""
    county, agreement, other = file_county, an_agreement(file_county), an_agreement(file_county, last="Stone")
    for first in (FIRST, SECOND, THIRD):
        paid(county, first)

    def reviewed(day, reason="no provider", whose=agreement):
        words = ReviewSurplus(whose, date(2026, 7, day), reason, f"  Two agencies said no on {day} July ", "more time", " Until autumn ")
        county.at(Role.MANAGER).perform(review_surplus, words)

    def looks(day, whose=agreement):
        return county.at(Role.FINANCE).ask(account_card, whose, date(2026, 7, day)).over_twice

    reviewed(1)
    reviewed(2, whose=other)
    assert not looks(9)
    reviewed(10)
    assert [looks(day) for day in (9, 10)] == [False, True]
    assert not looks(10, other)
    county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "holiday pay", 39096, date(2026, 7, 11), "Ann"))
    reviewed(11, "")  # exactly the weeks: nothing over, so no reason is asked for
    assert [looks(day) for day in (10, 11)] == [True, False]
    with Session(county.database.reading) as db:
        kept = [
            (one.agreement_id, one.surplus_pence, one.reason, one.evidence, one.outcome, one.words)
            for one in db.scalars(select(SurplusReview).order_by(SurplusReview.id))
        ]
    said = "Two agencies said no on {} July".format
    assert kept == [
        (agreement, 39096, "no provider", said(1), "more time", "Until autumn"),
        (other, 39096, "no provider", said(2), "more time", "Until autumn"),
        (agreement, 39096, "no provider", said(10), "more time", "Until autumn"),
        (agreement, 0, "", said(11), "more time", "Until autumn"),
    ]


def test_money_that_was_asked_back_once_is_not_over_again(file_county):
    """£1,563.84 held, £781.92 over and asked back: nothing is over while it is on its way, however often somebody looks."""
    county = file_county
    county.clock.set(datetime(2026, 7, 21, 9, tzinfo=UTC))
    agreement = an_agreement(county)
    for first in (FIRST, SECOND, THIRD, date(2026, 6, 29)):
        paid(county, first)
    county.clock.set(datetime(2026, 7, 22, 9, tzinfo=UTC))
    review = ReviewSurplus(agreement, date(2026, 7, 20), "no provider", "", "pay back", "")
    county.at(Role.MANAGER).perform(review_surplus, review)
    assert debt_of(county).pence == 78192
    with pytest.raises(Refused, match="nothing over"):
        county.at(Role.MANAGER).perform(review_surplus, review)
    assert county.at(Role.FINANCE).ask(accounts_listed)[0].over == 0
    assert county.at(Role.FINANCE).ask(account_card, agreement, date(2026, 7, 21)).surplus.over == 78192  # nobody had asked by then
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "withdrawn", reason="A bill"))
    county.at(Role.MANAGER).perform(review_surplus, review)  # free to be asked again


def debt_of(county):
    with Session(county.database.reading) as db:
        return db.scalars(select(Debt)).one()


def test_a_plan_is_taken_out_of_each_payment_until_it_is_given_back(by_plan):
    county, agreement = by_plan(1500)
    before = holds(county, agreement)
    run = drafted(county, SECOND)
    (line,) = lines_of(county, run)
    assert (line.gross_pence, line.deducted_pence, line.net_pence, line.flags) == (39096, 1500, 37596, "plan")
    assert debt_of(county).recovered_pence == 0
    approve(county, run)
    post(county, run)
    assert (debt_of(county).state, debt_of(county).recovered_pence) == ("plan agreed", 1500)
    assert holds(county, agreement) == before + 37596
    paid(county, THIRD)
    assert (debt_of(county).state, debt_of(county).recovered_pence) == ("recovered", 2000)
    (line,) = lines_of(county, drafted(county, date(2026, 6, 29)))
    assert (line.deducted_pence, line.flags) == (0, "")
    assert proved(county)


def test_what_a_rejected_payment_gave_back_is_owed_again(by_plan):
    county, agreement = by_plan(2000)
    before = holds(county, agreement)
    run = paid(county, SECOND)
    assert debt_of(county).state == "recovered"
    export(county, run)
    (line,) = lines_of(county, run)
    county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (Answer(line.id, taken=False, reason="Vendor closed"),)))
    assert (debt_of(county).state, debt_of(county).recovered_pence) == ("plan agreed", 0)
    assert holds(county, agreement) == before
    later, current = lines_of(county, drafted(county, THIRD))
    assert (later.first_day, later.deducted_pence) == (SECOND, 0)
    assert (current.first_day, current.deducted_pence) == (THIRD, 2000)


def test_a_payment_left_out_gives_nothing_back_and_a_change_behind_a_run_stops_it(by_plan):
    county, _ = by_plan(1500)
    run = drafted(county, SECOND)
    (line,) = lines_of(county, run)
    paid_back = TakeBack(1, debt_of(county).version, 1000, date(2026, 7, 1), from_pot=False, reference="BGC OKAFOR")
    county.at(Role.FINANCE).perform(take_back, paid_back)
    with pytest.raises(Refused, match="would come out otherwise"):
        approve(county, run)
    county.at(Role.FINANCE).perform(leave_out, ChooseLine(line.id, "Family asked"))
    assert debt_of(county).recovered_pence == 1000


def test_more_than_half_a_payment_is_never_taken_and_what_was_taken_stands_as_written(by_plan):
    county, _ = by_plan(30000, 30000)
    run = paid(county, SECOND)
    (line,) = lines_of(county, run)
    assert (line.deducted_pence, line.net_pence) == (19548, 19548)
    assert debt_of(county).recovered_pence == 19548
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(RunDeduction.__table__.update().values(pence=1))
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(Debt.__table__.update().values(recovered_pence=30001))


def test_nothing_is_taken_before_the_family_had_its_days_to_reply_without_what_it_said(funded):
    """R-D15, R-D16: fourteen days from the letter, the last one included; earlier only with the family's own word."""
    county, agreement = funded
    ask_cash_back(county, agreement)
    move = MoveDebt(1, version_of(county, Debt, 1), "invoiced")
    last = debt_of(county).reply_by
    for _ in range(2):  # today, and the day by which it may reply
        with pytest.raises(Refused, match="to reply") as refusal:
            county.at(Role.APPROVER).perform(move_debt, move)
        assert refusal.value.field == "reason"
        county.clock.set(county.clock.moment.replace(year=last.year, month=last.month, day=last.day))
    with pytest.raises(Refused, match="to reply"):
        county.at(Role.APPROVER).perform(move_debt, replace(move, state="plan agreed", a_cycle_pence=500))
    county.clock.forward(days=1)
    county.at(Role.APPROVER).perform(move_debt, move)
    assert debt_of(county).state == "invoiced"


def test_a_line_says_what_became_of_its_misspent_part(by_plan):
    county, agreement = by_plan(500)
    office = county.at(Role.FINANCE)

    def asked(day=None):
        return [line.asked for line in office.ask(account_card, agreement, day).lines if line.misspent]

    assert (asked(), asked(date(2026, 7, 21))) == (["plan agreed"], [""])  # nothing had been asked the day before
    seen = version_of(county, Debt, 1)
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, seen, "withdrawn", reason="The receipt came"))
    assert asked() == ["withdrawn"]
    line = spent(county)[4]
    office.perform(judge_line, JudgeLine(line.id, line.version, "other", None, 700, "Part of it"))
    assert asked() == ["proposed"]
