"""What the money may be used for (R-D6 to R-D11), the young person who takes over (R-D25), and stopped letters (R-D26)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child, FamilyNote
from shortbreaks.finance.batches import batch_file
from shortbreaks.finance.recoveries import PrepareRecoveries, prepare_recoveries
from shortbreaks.payments.agreement_tables import AgreementUse, PayeeStep
from shortbreaks.payments.commands import note_readiness
from shortbreaks.payments.debts.recovery import MoveDebt, move_debt
from shortbreaks.payments.ending import LetLettersGo, StopLetters, end_agreement, let_letters_go, stop_letters
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.due import statements_wanted
from shortbreaks.payments.letters.keys import pay_back_key
from shortbreaks.payments.papers import IssueSummary, issue_summary
from shortbreaks.payments.payees import TakeOver, take_over
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.preview import preview_spending
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.spending.use_rules import Use, look_at
from shortbreaks.payments.spending.uses import WriteUse, write_use
from shortbreaks.payments.tables import Agreement
from tests.nasty import MARKUP
from tests.payments.builders import (
    SECOND,
    a_draft,
    a_file,
    an_agreement,
    drafted,
    lines_of,
    paid,
    ready,
    spent,
    take,
    version_of,
)
from tests.payments.letter_builders import changed, issue, the_due, words_of
from tests.payments.test_letters import asked

DAY = date(2026, 7, 22)
FIFTH = date(2026, 7, 27)


def a_use(agreement, kind="support", **other):
    return WriteUse(agreement, kind, "As written", DAY, **other)


def keep(county, request):
    return county.at(Role.MANAGER).perform(write_use, request).answer


def kept(county):
    with Session(county.database.reading) as db:
        return db.scalars(select(AgreementUse).order_by(AgreementUse.id)).all()


def test_care_for_work_is_kept_with_its_exception_and_who_agreed_it_and_never_refused_by_the_rule(county):
    agreement = an_agreement(county)
    with pytest.raises(Refused, match="not usual") as refusal:
        keep(county, a_use(agreement, "work"))
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="Who agreed it") as refusal:
        keep(county, a_use(agreement, "work", reason="Night shifts at the hospital"))
    assert refusal.value.field == "approver"
    keep(county, a_use(agreement, "work", reason="Night shifts at the hospital", approver="Assistant Director"))
    (row,) = county.at(Role.FINANCE).ask(account_card, agreement).uses
    assert (row.reason, row.approver) == ("Night shifts at the hospital", "Assistant Director")
    assert "not usual" in row.warning


def test_a_relative_in_the_home_must_be_necessary_and_is_looked_at_again_after_three_months(county):
    agreement = an_agreement(county)
    relative = {"relation": "Aunt", "same_household": True}
    with pytest.raises(Refused, match="aunt lives in the same household"):
        keep(county, a_use(agreement, "relative", **relative))
    keep(county, a_use(agreement, "relative", reason="He trusts nobody else", approver="Helen Marsh", **relative))
    assert kept(county)[0].review_on == date(2026, 10, 22)
    keep(county, a_use(agreement, "relative", relation="Uncle"))  # outside the household there is no bar
    assert kept(county)[1].review_on is None
    with pytest.raises(Refused, match="related"):
        keep(county, a_use(agreement, "relative"))
    paper = county.at(Role.MANAGER).perform(issue_summary, IssueSummary(agreement)).answer
    said = words_of(county, paper)
    assert "We agreed to: Aunt, until we look at it again on 22 October 2026" in said
    assert "trusts nobody" not in said


def test_the_database_keeps_no_relative_in_the_home_without_necessity(county):
    agreement = an_agreement(county)
    row = AgreementUse(
        agreement_id=agreement, kind="relative", words="x", relation="Aunt", same_household=True, nights_single=0, nights_year=0,
        reason="", approver="", from_day=DAY, review_on=None, at=county.clock(), person_id=1,
    )  # fmt: skip
    with pytest.raises(IntegrityError), Session(county.database.writing) as db, db.begin():
        db.add(row)


def test_an_assistant_who_manages_the_account_and_many_nights_warn_with_both_numbers(county):
    found = look_at(Use("residential", "x", "", same_household=False, nights_single=28, nights_year=120), 28, 120)
    assert found == []
    (one,) = look_at(Use("residential", "x", "", same_household=False, nights_single=29, nights_year=120), 28, 120)
    assert one.reason == "29 nights in one stay and 120 in twelve months: more than 28 and 120."
    agreement = an_agreement(county)
    with pytest.raises(Refused, match="more than 28 and 120"):
        keep(county, a_use(agreement, "residential", nights_single=10, nights_year=121))
    keep(county, a_use(agreement, "residential", nights_single=10, nights_year=121, reason="Agreed with the reviewing officer"))
    with pytest.raises(Refused, match="should not also manage"):
        keep(county, a_use(agreement, "manages"))
    keep(county, a_use(agreement, "manages", reason="Until the payroll service begins"))
    keep(county, a_use(agreement, "other"))  # overnights and everything else: no blanket rule (R-D6)
    assert len(kept(county)) == 3


@pytest.mark.parametrize("words", MARKUP[:3])
def test_no_word_of_a_use_decorates_the_agreement(county, words):
    agreement = an_agreement(county)
    keep(county, WriteUse(agreement, "support", words, DAY))
    paper = county.at(Role.MANAGER).perform(issue_summary, IssueSummary(agreement)).answer
    assert words in words_of(county, paper)


def turned(county, agreement, born):
    with Session(county.database.writing) as db, db.begin():
        db.get(Child, db.get(Agreement, agreement).child_id).born = born


def over(county, agreement, day, vendor="V7016", reason="Asked for it at the review"):
    return TakeOver(agreement, version_of(county, Agreement, agreement), day, vendor, reason)


def test_from_16_the_young_person_is_paid_and_written_to_and_both_histories_stay(funded):
    county, agreement = funded
    office = county.at(Role.MANAGER)
    turned(county, agreement, date(2010, 8, 21))
    with pytest.raises(Refused, match="under 16") as refusal:
        office.perform(take_over, over(county, agreement, date(2026, 8, 20)))
    assert refusal.value.field == "from_day"
    turned(county, agreement, date(2010, 7, 1))
    with pytest.raises(Refused, match="gone by"):
        office.perform(take_over, over(county, agreement, date(2026, 7, 21)))
    office.perform(take_over, over(county, agreement, FIFTH))
    with pytest.raises(Refused, match="already"):
        office.perform(take_over, over(county, agreement, FIFTH))
    asked(county)
    said = words_of(county, issue(county, the_due(county, "return request")))
    assert "Dear Ms O." in said or "Dear Grace O." in said or "Dear Mrs O." in said  # her mother is the payee still
    before = {(line.payee_name, line.vendor_number) for line in lines_of(county, paid(county, SECOND))}
    after = {(line.payee_name, line.vendor_number) for line in lines_of(county, drafted(county, FIFTH))}
    assert before == {("Grace Okafor", f"V{1000 + agreement}")}
    assert after == {("Amara Okafor", "V7016")}
    card = office.ask(account_card, agreement)
    assert (card.payee, card.taken_over_on, card.vendor_number) == ("Amara O.", FIFTH, "V7016")
    county.clock.forward(days=5)
    county.at(Role.MANAGER).perform(
        stop_letters, StopLetters(agreement, version_of(county, Agreement, agreement), "Helen Marsh", "Grandmother died")
    )
    office.perform(let_letters_go, LetLettersGo(agreement, version_of(county, Agreement, agreement), "Helen Marsh"))
    paper = office.perform(issue_summary, IssueSummary(agreement)).answer
    assert "pays Amara O." in words_of(county, paper)
    with Session(county.database.reading) as db:
        assert db.get(Agreement, agreement).payee_id is not None
        assert db.scalars(select(PayeeStep.from_day)).all() == [FIFTH]


def test_without_a_vendor_number_the_young_persons_payment_waits_and_the_list_says_so(funded):
    county, agreement = funded
    turned(county, agreement, date(2010, 7, 22))
    county.at(Role.MANAGER).perform(take_over, over(county, agreement, DAY, vendor=""))
    assert all("no vendor" in line.flags for line in lines_of(county, drafted(county, FIFTH)))
    county.at(Role.MANAGER).perform(note_readiness, ready(county, agreement, vendor_number="V7016"))
    assert county.at(Role.FINANCE).ask(account_card, agreement).vendor_number == "V7016"
    with Session(county.database.reading) as db:
        assert db.get(Agreement, agreement).vendor_number == f"V{1000 + agreement}"


def test_letters_are_stopped_by_a_person_with_a_name_and_a_reason_and_go_again(funded):
    county, agreement = funded
    asked(county)
    key = the_due(county, "return request")
    office, seen = county.at(Role.MANAGER), version_of(county, Agreement, agreement)
    for request, words in (
        (StopLetters(agreement, seen, " ", "x"), "Somebody"), (StopLetters(agreement, seen, "Helen", " "), "reason"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            office.perform(stop_letters, request)
    office.perform(stop_letters, StopLetters(agreement, seen, "Helen Marsh", "Bereavement"))
    with pytest.raises(Refused, match="Helen Marsh"):
        issue(county, key)
    office.perform(let_letters_go, LetLettersGo(agreement, seen + 1, "Helen Marsh rang"))
    issue(county, key)
    with Session(county.database.reading) as db:
        assert [note.words.partition(": ")[2] for note in db.scalars(select(FamilyNote).order_by(FamilyNote.id))] == ["Bereavement", "Helen Marsh rang"]


def test_a_death_stops_the_letters_of_every_agreement_of_the_child(funded):
    county, agreement = funded
    with Session(county.database.reading) as db:
        child = db.get(Agreement, agreement).child_id
    other = a_draft(county, child=child)
    county.at(Role.MANAGER).perform(end_agreement, changed(county, agreement, DAY, "died"))
    with Session(county.database.reading) as db:
        assert db.get(Agreement, other).letters_stopped


def test_an_account_is_shown_as_it_stood_on_a_past_day(funded):
    county, agreement = funded
    paid(county, SECOND)
    asked(county)
    office = county.at(Role.FINANCE)
    then, now = office.ask(account_card, agreement, date(2026, 4, 30)), office.ask(account_card, agreement)
    assert (then.closing, now.closing) == (39096, 78192)
    assert (then.returns, len(now.returns)) == ((), 1)
    assert (then.state, then.surplus.balance, then.last) == ("draft", 0, date(2026, 4, 30))  # all of it was entered in July




def test_each_payee_sees_only_their_own_part_and_their_own_card(funded):
    county, agreement = funded
    turned(county, agreement, date(2010, 7, 1))
    office = county.at(Role.MANAGER)
    paid(county, SECOND)
    paid(county, date(2026, 6, 1))
    paid(county, date(2026, 6, 29))
    assert len(office.ask(statements_wanted, DAY)) == 1
    request = over(county, agreement, FIFTH)
    with pytest.raises(Refused, match="last four figures"):
        office.perform(take_over, replace(request, last4="77x"))
    office.perform(take_over, replace(request, held="account", last4="7016"))
    county.clock.forward(days=6)
    paid(county, FIFTH)
    last = FIFTH + timedelta(days=1)
    wanted = office.ask(statements_wanted, last)
    assert [key.subject for key in wanted] == ["2026-07-26", "2026-07-28"]
    hers, own = (words_of(county, issue(county, key)) for key in wanted)
    assert "Card ending 4418" in hers and "Account ending 7016" in own
    assert "1 April 2026" in hers and "27 July 2026 to 28 July 2026" in own
    assert hers.count("Payment from us, run") == 4 and own.count("Payment from us, run") == 1
    assert "£1,563.84" in hers and "£1,563.84" in own and "£1,954.80" in own and "£1,954.80" not in hers
    card = office.ask(account_card, agreement)
    assert (card.held, card.last4, card.readiness["last4"]) == ("account", "7016", "7016")
    assert office.ask(account_card, agreement, date(2026, 7, 20)).last4 == "4418"


def test_what_arose_while_the_mother_was_paid_is_asked_of_her_and_spending_of_the_own_card_is_known(funded):
    county, agreement = funded
    turned(county, agreement, date(2010, 7, 1))
    take(county, agreement, a_file())
    county.at(Role.MANAGER).perform(take_over, replace(over(county, agreement, DAY), last4="7016"))
    county.at(Role.FINANCE).perform(judge_line, JudgeLine(spent(county)[4].id, 1, "other", None, 2000, "Cash"))
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "approved"))
    said = words_of(county, issue(county, pay_back_key(agreement, 1)))
    assert "Dear Amara" not in said
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, version_of(county, Debt, 1), "invoiced", reason="She asked for an invoice"))
    batch = county.at(Role.FINANCE).perform(prepare_recoveries, PrepareRecoveries()).answer
    rows = county.at(Role.FINANCE).ask(batch_file, batch).content.decode("utf-8-sig")
    assert "Grace Okafor" in rows and f"V{1000 + agreement}" in rows
    data = b"Card,Date,Description,Money out,Money in\n****7016,30/07/2026,Ann Baker wages,84.00,\n"
    found = county.at(Role.FINANCE).ask(preview_spending, data, "own.csv", None, None)
    assert [owner for _, owner, _ in found.new] == [agreement]


def test_a_payment_that_arrives_before_a_bank_holiday_is_whose_days_it_pays(county):
    county.clock.set(datetime(2026, 4, 2, 9, tzinfo=UTC))
    agreement = an_agreement(county)
    turned(county, agreement, date(2010, 4, 1))
    paid(county)
    county.at(Role.MANAGER).perform(take_over, replace(over(county, agreement, SECOND), last4="7016"))
    run = lines_of(county, paid(county, SECOND))  # arrives on Friday 1 May, before the bank holiday of the 4th
    assert [line.payee_name for line in run] == ["Amara Okafor"]
    county.clock.set(datetime(2026, 5, 6, 9, tzinfo=UTC))
    office = county.at(Role.MANAGER)
    hers, own = (words_of(county, issue(county, key)) for key in office.ask(statements_wanted, date(2026, 5, 6)))
    assert "run 2" not in hers and "run 2" in own and "run 1" not in own
    assert "£781.92At the end" in own and "£390.96At the end" in hers
