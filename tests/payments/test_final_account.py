"""The final account of a payment that has ended: what is unspent, less what will have to be paid, goes back once (R-D22, R-D26)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.commands import decide_award_part
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
from shortbreaks.payments.ending import StopLetters, end_agreement, stop_letters
from shortbreaks.payments.final_accounts import counted_on, to_settle
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.returns.commands import AskReturns, ReceiveReturn, ask_returns, receive_return
from shortbreaks.payments.spending.tables import Debt, Return, SurplusReview
from shortbreaks.payments.surplus import as_sentence, say_surplus
from shortbreaks.payments.tables import Agreement, Owed
from tests.nasty import MARKUP
from tests.payments.builders import (
    SECOND,
    a_file,
    an_agreement,
    an_award,
    drafted,
    holds,
    lines_of,
    paid,
    proved,
    take,
    version_of,
)
from tests.payments.letter_builders import amounts_in, changed, due, issue, kinds_due, the_due, words_of

DAY, LAST = date(2026, 7, 22), date(2026, 5, 31)
LINE = "You hold £781.92, £161.00 set aside for notice pay and holiday pay, £620.92 to pay back."


def ended(county, agreement, last=LAST, reason="moved away"):
    county.at(Role.MANAGER).perform(end_agreement, changed(county, agreement, last, reason))


def settle(county, agreement, outcome="pay back", words=""):
    return county.at(Role.MANAGER).perform(review_surplus, ReviewSurplus(agreement, DAY, "", "", outcome, words)).answer


def final_line(county, agreement, day=None):
    card = county.at(Role.FINANCE).ask(account_card, agreement, day)
    return as_sentence(say_surplus(card.surplus, [kind for kind, _ in card.aside]))


def needs(county):
    return county.at(Role.FINANCE).ask(accounts_listed)[0].needs


def debts(county):
    with Session(county.database.reading) as db:
        return db.scalars(select(Debt).order_by(Debt.id)).all()


@pytest.fixture
def funded(funded_in_file):
    """Paid once, on one engine; what the database itself keeps is tried on both."""
    return funded_in_file


@pytest.fixture
def over(funded):
    """£781.92 held, exactly eight weeks, £120.00 and £41.00 set aside, ended on 31 May."""
    return closed(*funded)


def closed(county, agreement):
    paid(county, SECOND)
    for kind, pence in (("notice pay", 12000), ("holiday pay", 4100)):
        county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, kind, pence, date(2026, 5, 1), ""))
    ended(county, agreement)
    return county, agreement


def returned(county):
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY))
    with Session(county.database.reading) as db:
        asked = db.scalars(select(Return).order_by(Return.id)).all()
    for one in asked:
        county.at(Role.FINANCE).perform(receive_return, ReceiveReturn(one.id, one.version, DAY, ""))


def test_the_card_the_list_and_the_end_letter_say_the_same_sum_from_the_day_after_the_last(over):
    county, agreement = over
    assert final_line(county, agreement) == LINE
    with Session(county.database.reading) as db:
        found = [surplus_on(db, db.get_one(Agreement, agreement), day) for day in (LAST, date(2026, 6, 1))]
    assert [(one.ended, one.over) for one in found] == [(False, 0), (True, 62092)]
    said = words_of(county, issue(county, the_due(county, "end letter")))
    assert LINE in said
    assert "Send us your last return by Wednesday 5 August 2026" in said  # 28 days after the end have passed: two weeks from now
    assert {"£781.92", "£161.00", "£620.92"} <= amounts_in(said)
    with Session(county.database.reading) as db:  # 28 days to send the last return, the last one included
        assert [to_settle(db, day) for day in (date(2026, 6, 28), date(2026, 6, 29))] == [set(), {agreement}]
    row = county.at(Role.FINANCE).ask(accounts_listed)[0]
    assert (row.needs, row.over) == (("final",), 62092)


def test_the_last_return_is_asked_for_up_to_the_last_day_and_due_28_days_after_it(over):
    county, agreement = over
    assert "not asked for yet" in next(row.why for row in due(county) if row.key.kind == "return request")
    for expected in (1, 0):  # once
        assert county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY)).answer == expected
    with Session(county.database.reading) as db:
        (asked,) = db.scalars(select(Return)).all()
    assert (asked.first_day, asked.last_day, asked.due_on) == (date(2026, 4, 6), LAST, date(2026, 6, 28))
    assert "return" in needs(county)  # late, as any other
    with pytest.raises(Refused, match="last return is not here") as refused:
        settle(county, agreement)
    assert refused.value.field == "words"
    county.at(Role.FINANCE).perform(receive_return, ReceiveReturn(asked.id, asked.version, DAY, ""))
    settle(county, agreement)
    assert [(one.kind, one.pence, one.reason) for one in debts(county)] == [("final account", 62092, LINE)]


def test_the_end_letter_knows_that_the_last_return_is_here(over):
    county, _ = over
    returned(county)
    said = words_of(county, issue(county, the_due(county, "end letter"), "large"))
    assert "We have your last return." in said
    assert "Do not send money yet. We write to you with the sum and the day." in said


def test_what_is_asked_back_is_approved_by_another_told_and_asked_once(over):
    county, agreement = over
    returned(county)
    settle(county, agreement)
    with pytest.raises(Refused, match="yourself"):
        county.at(Role.MANAGER).perform(move_debt, MoveDebt(1, 1, "approved"))
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "approved"))
    said = words_of(county, issue(county, the_due(county, "pay-back letter")))
    assert amounts_in(said) == {"£781.92", "£161.00", "£620.92"}
    assert "agree how much and when" in said  # not out of payments: there are none
    assert "surplus letter" not in kinds_due(county)
    said = LINE.replace("to pay back.", "asked back or settled before, nothing more to pay back.")
    assert (final_line(county, agreement), needs(county)) == (said, ())
    with pytest.raises(Refused, match="nothing over"):
        settle(county, agreement, words="Again")
    county.at(Role.FINANCE).perform(take_back, TakeBack(1, 3, 30000, DAY, from_pot=True, reference="BGC 1"))
    assert final_line(county, agreement).endswith("£320.92 asked back or settled before, nothing more to pay back.")
    with Session(county.database.reading) as db:  # what came today had not come yesterday, whatever is known of it today
        assert [counted_on(db, day, [agreement], DAY)[agreement].asked for day in (date(2026, 7, 21), DAY)] == [62092, 32092]
    plan = MoveDebt(1, version_of(county, Debt, 1), "plan agreed", 10000, reason="They agreed")
    county.at(Role.APPROVER).perform(move_debt, plan)
    said = words_of(county, issue(county, the_due(county, "plan letter")))
    assert "each month, until nothing is left: 4 months, in the last of them £20.92" in said
    county.at(Role.FINANCE).perform(take_back, TakeBack(1, version_of(county, Debt, 1), 32092, DAY, from_pot=False, reference="BGC 2"))
    assert debts(county)[0].state == "recovered"
    assert holds(county, agreement) == 78192 - 30000  # the rest came out of the family's own money
    assert "nothing more to pay back" in final_line(county, agreement)
    assert proved(county)
    county.at(Role.FINANCE).perform(settle_liability, SettleLiability(1, 1, DAY))  # the notice was worked, nothing is owed for it
    assert final_line(county, agreement).endswith("£120.00 to pay back.")
    assert "final" in needs(county)


def test_two_final_accounts_are_never_open_at_once(county):
    agreement = an_agreement(county)
    paid(county)
    closed(county, agreement)
    returned(county)
    settle(county, agreement)
    county.at(Role.FINANCE).perform(settle_liability, SettleLiability(2, 1, DAY))
    with pytest.raises(Refused, match="asked back already"):
        settle(county, agreement)
    assert len(debts(county)) == 1


def test_what_was_left_with_a_family_while_it_was_paid_is_looked_at_again(funded):
    county, agreement = funded
    for first in (SECOND, date(2026, 6, 1)):
        paid(county, first)
    with pytest.raises(Refused, match="not ended yet"):
        county.at(Role.MANAGER).perform(review_surplus, ReviewSurplus(agreement, DAY + timedelta(days=1), "ill", "", "nothing", ""))
    county.at(Role.MANAGER).perform(review_surplus, ReviewSurplus(agreement, DAY, "ill", "", "nothing", ""))
    found = county.at(Role.FINANCE).ask(account_card, agreement).surplus
    assert (found.counted.asked, found.over) == (0, 3 * 39096 - 8 * 9774)


def test_money_is_left_with_a_family_only_with_the_reason_and_more_time_is_told(over):
    county, agreement = over
    returned(county)
    with pytest.raises(Refused, match=r"Leaving £620\.92") as refused:
        settle(county, agreement, "nothing", "  ")
    assert refused.value.field == "words"
    with pytest.raises(Refused, match="ended with the payment"):
        settle(county, agreement, "plan review")
    settle(county, agreement, "more time")
    said = words_of(county, issue(county, the_due(county, "surplus letter")))
    assert "look at the last account again later" in said
    assert LINE.replace("to pay back", "left") in said
    assert "final" in needs(county)
    settle(county, agreement, "nothing", MARKUP[0])
    assert needs(county) == ()
    said = words_of(county, issue(county, the_due(county, "surplus letter")))
    assert "You can keep the money" in said
    with Session(county.database.reading) as db:
        kept = [(one.final, one.reason, one.surplus_pence, one.words) for one in db.scalars(select(SurplusReview).order_by(SurplusReview.id))]
        left = [counted_on(db, day, [agreement])[agreement].asked for day in (date(2026, 7, 21), DAY)]
    assert kept == [(True, "ended", 62092, ""), (True, "ended", 62092, MARKUP[0].strip())]
    assert left == [0, 62092], "from the day it was decided"


def test_what_was_paid_for_days_after_the_end_comes_back_with_the_account_and_by_nothing_else(county):
    agreement = an_agreement(county)
    paid(county)
    take(county, agreement, a_file("13/04/2026,Ann Baker wages,300.00,"))
    ended(county, agreement, date(2026, 4, 19))
    assert final_line(county, agreement) == "You hold £90.96, £195.48 was paid for days after the last one, £195.48 to pay back."
    settle(county, agreement, words="They sent nothing")
    assert final_line(county, agreement) == "You hold £90.96, £195.48 asked back or settled before, nothing more to pay back."
    assert "after end" not in flags(county, agreement)
    with pytest.raises(DBAPIError, match="taken back already"), county.database.writing.begin() as connection:
        connection.execute(text("insert into owed_part (id, owed_id, run_line_id, pence) values (900, 1, 1, 1)"))
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "withdrawn", reason="Written down wrong"))
    assert final_line(county, agreement).endswith("£195.48 to pay back.")
    settle(county, agreement, words="They sent nothing")  # free again
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:  # not both of them
        connection.execute(text("update debt set state = 'proposed' where id = 1"))
    assert check(county.database).flaws == ()


def flags(county, agreement):
    return ",".join(line.flags for line in lines_of(county, drafted(county, SECOND)) if line.agreement_id == agreement)


def test_arrears_are_paid_before_the_account_is_settled(funded):
    county, agreement = funded
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=1729, part=1))
    ended(county, agreement, date(2026, 5, 3))
    with pytest.raises(Refused, match=r"£24\.00 is still owed"):
        settle(county, agreement, words="No return")
    paid(county, SECOND)
    settle(county, agreement, words="No return")
    assert debts(county)[0].pence == 39096 + 2400


def test_after_a_bereavement_the_named_person_alone_asks_and_decides(over):
    county, agreement = over
    other = StopLetters(agreement, version_of(county, Agreement, agreement), "Helen Marsh", "Her brother died")
    county.at(Role.MANAGER).perform(stop_letters, other)
    assert county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY)).answer == 0
    for act, request, role in (
        (ask_returns, AskReturns(DAY, agreement), Role.FINANCE),
        (review_surplus, ReviewSurplus(agreement, DAY, "", "", "pay back", "No return"), Role.MANAGER),
    ):
        with pytest.raises(Refused, match="Helen Marsh is named"):
            county.at(role).perform(act, request)
    named = StopLetters(agreement, version_of(county, Agreement, agreement), " manager  one ", "She deals with it")
    county.at(Role.MANAGER).perform(stop_letters, named)
    settle(county, agreement, words="The mother rang")
    assert debts(county)[0].state == "proposed"
    assert all(row.stopped for row in due(county))


def test_a_child_who_died_ends_the_weeks_and_the_payment_is_ended_first(funded):
    county, agreement = funded
    with Session(county.database.reading) as db:
        child = db.get(Agreement, agreement).child_id
        seen = db.get(Child, child).version
    county.at(Role.MANAGER).perform(note_ending, NoteEnding(child, seen, "died", date(2026, 7, 20), "Her grandmother rang"))
    assert final_line(county, agreement, date(2026, 7, 19)).startswith("8 weeks")
    assert final_line(county, agreement) == "You hold £390.96, £390.96 to pay back."
    assert "end" in needs(county)
    with pytest.raises(Refused, match="nobody yet is named"):
        settle(county, agreement)
    named = StopLetters(agreement, version_of(county, Agreement, agreement), "Manager One", "She deals with it")
    county.at(Role.MANAGER).perform(stop_letters, named)
    with pytest.raises(Refused, match="has not ended yet"):
        settle(county, agreement)
    ended(county, agreement, date(2026, 7, 20), "died")
    assert "end" not in needs(county)


def test_the_least_that_is_asked_back_holds_at_the_end_too(over):
    county, agreement = over
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("surplus_least", "500", date(2026, 6, 1), "Not worth a letter"))
    assert "£620.92 to pay back" in final_line(county, agreement)
    county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "tax", 12093, date(2026, 6, 1), ""))
    assert "nothing to pay back" in final_line(county, agreement)  # £499.99
    assert needs(county) == ()


def test_the_database_itself_asks_nothing_back_at_the_end_of_a_payment_that_runs(county):
    agreement = an_agreement(county)
    row = {
        "agreement_id": agreement, "kind": "final account", "pence": 1, "state": "proposed", "proposed_by": 1, "proposed_on": DAY,
        "arose_on": DAY, "a_cycle_pence": 0, "recovered_pence": 0, "finance_ref": "", "reason": "x", "version": 1,
    }  # fmt: skip
    with pytest.raises(DBAPIError, match="has ended"), county.database.writing.begin() as connection:
        connection.execute(insert(Debt.__table__).values(id=1, **row))
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:  # only what is owed to a family is paid by a line
        connection.execute(insert(Owed.__table__).values(
            id=1, agreement_id=agreement, first_day=DAY, last_day=DAY, pence=-1, words="x", entered_on=DAY, run_line_id=1))  # fmt: skip
