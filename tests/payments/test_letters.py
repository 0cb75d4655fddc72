"""Letters of direct payments: when each is due, what it says of the record, that it goes out once, and when none goes."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.faults import meaning_of
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.families.tables import Adult, Child
from shortbreaks.payments.debts.recovery import MoveDebt, ReviewSurplus, SetAside, move_debt, review_surplus, set_aside
from shortbreaks.payments.ending import end_agreement, suspend_agreement
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import LetterKey, return_key, surplus_key, uplift_key
from shortbreaks.payments.papers import IssueStatement, IssueSummary, issue_statement, issue_summary
from shortbreaks.payments.returns.commands import (
    AskReturns,
    ChaseReturn,
    DecideReturn,
    ask_returns,
    chase_return,
    decide_return,
)
from shortbreaks.payments.spending.tables import Debt, Return
from shortbreaks.payments.tables import Agreement
from shortbreaks.payments.uplift.commands import ApplyUplift, DraftUplift, apply_uplift, draft_uplift
from tests.nasty import NAMES
from tests.payments.builders import SECOND, a_draft, a_file, an_agreement, an_award, paid, spent, take
from tests.payments.letter_builders import changed, due, issue, kinds_due, papers, says_in_order, the_due, words_of

DAY = date(2026, 7, 22)
THIRD, FOURTH = date(2026, 6, 1), date(2026, 6, 29)


def asked(county):
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY))


def over(county, agreement, outcome="pay back"):
    """£1,563.84 held, £412.35 set aside, £781.92 may be held: £369.57 over."""
    for first in (SECOND, THIRD, FOURTH):
        paid(county, first)
    county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "holiday pay", 41235, date(2026, 7, 1), "Ann"))
    review = ReviewSurplus(agreement, DAY, "no provider", "Two agencies said no", outcome, "")
    return county.at(Role.MANAGER).perform(review_surplus, review).answer


def approved(county):
    with Session(county.database.reading) as db:
        debt = db.scalars(select(Debt)).one()
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt.id, debt.version, "approved"))
    return debt.id


def uplifted(county, day=date(2026, 4, 20), pence=1685):
    uplift = county.at(Role.MANAGER).perform(draft_uplift, DraftUplift("assistant", day, pence, "Cabinet")).answer
    county.at(Role.APPROVER).perform(apply_uplift, ApplyUplift(uplift, 1, pence))
    return uplift


def test_a_return_is_asked_for_in_a_letter_with_its_form_and_goes_out_once(funded):
    county, agreement = funded
    (unasked,) = due(county)
    assert unasked.why == "Return for 6 April 2026 to 28 June 2026, not asked for yet"
    with pytest.raises(Refused, match="not asked for yet"):
        issue(county, unasked.key)
    asked(county)
    key = the_due(county, "return request")
    said = words_of(county, issue(county, key))
    assert "Your direct payment return" in said
    assert "6 April 2026 to 28 June 2026" in said
    assert "Wednesday 5 August 2026" in said  # two weeks from the letter, which went late
    says_in_order(said, ["In the account before 6 April 2026 £390.96", "Paid in by us in these days £0.00"])  # paid on 2 April
    assert "never stops by itself" in said
    assert kinds_due(county) == []
    with pytest.raises(Refused, match="not due any more"):
        issue(county, key)
    with pytest.raises(Refused, match="Issued before"):
        issue(county, return_key(agreement, 1, date(2026, 8, 5), 0))


def test_what_was_paid_within_the_period_stands_apart_from_what_was_there(funded):
    county, _ = funded
    paid(county, SECOND)
    asked(county)
    said = words_of(county, issue(county, the_due(county, "return request"), "large"))
    assert "In the account before 6 April 2026 £390.96" in said
    assert "Paid in by us in these days £390.96" in said


def test_three_reminders_follow_the_ladder_and_the_third_is_for_a_manager(funded):
    county, agreement = funded
    asked(county)
    issue(county, the_due(county, "return request"))
    titles = ("We have not had your return yet", "Your return is still missing", "A manager looks at your return")
    for number, days, title in zip((1, 2, 3), (28, 14, 14), titles, strict=True):
        early = return_key(agreement, 1, date(2026, 8, 5), number)
        with pytest.raises(Refused, match="not due yet"):
            issue(county, early)
        county.clock.forward(days=days)
        key = the_due(county, "return reminder")
        assert key == early
        said = words_of(county, issue(county, key))
        assert title in said
        assert "never stops by itself" in said
    assert "care is looked at first" in said
    assert kinds_due(county) == []
    with Session(county.database.reading) as db:
        kept = db.scalars(select(Return)).one()
    assert (kept.chased, kept.state) == (3, "due")
    with Session(county.database.reading) as db:
        assert db.get(Agreement, agreement).state == "active"


def test_more_time_for_a_return_is_a_new_request_with_its_new_day(funded):
    county, _ = funded
    asked(county)
    issue(county, the_due(county, "return request"))
    more = DecideReturn(1, 2, "extend", "Gran looks after him", date(2026, 9, 1))
    county.at(Role.APPROVER).perform(decide_return, more)
    assert "Tuesday 1 September 2026" in words_of(county, issue(county, the_due(county, "return request")))


def test_the_surplus_letter_comes_after_the_reason_and_the_approval(funded):
    county, agreement = funded
    for first in (SECOND, THIRD, FOURTH):
        paid(county, first)
    with pytest.raises(Refused, match="comes first"):
        county.at(Role.MANAGER).perform(review_surplus, ReviewSurplus(agreement, DAY, "", "", "more time", ""))
    assert "surplus letter" not in kinds_due(county)
    county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "holiday pay", 41235, date(2026, 7, 1), "Ann"))
    review = ReviewSurplus(agreement, DAY, "no provider", "", "pay back", "")
    kept = county.at(Role.MANAGER).perform(review_surplus, review).answer
    with pytest.raises(Refused, match="not due"):
        issue(county, surplus_key(agreement, kept))
    debt = approved(county)
    said = words_of(county, issue(county, the_due(county, "surplus letter")))
    says_in_order(said, [
        "£1,563.84 You hold", "£412.35 Set aside", "£781.92 You may hold", "£369.57 Over", "8 × £97.74 = £781.92",
        "£412.35 is set aside for bills", "£412.35", "Pay £369.57 back by",
    ])  # fmt: skip
    for words in ("Wednesday 5 August 2026", "nobody could be found", "in parts", "never more than half", "complaints"):
        assert words in said
    with Session(county.database.reading) as db:
        assert (db.get(Debt, debt).state, db.get(Debt, debt).reply_by) == ("letter sent", date(2026, 8, 5))


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("more time", "You have more time"), ("plan review", "look at the plan with you"), ("nothing", "You can keep the money")],
)
def test_money_over_that_is_not_asked_back_gets_its_own_letter(funded, outcome, words):
    county, agreement = funded
    over(county, agreement, outcome)
    said = words_of(county, issue(county, the_due(county, "surplus letter")))
    assert words in said
    assert "Pay £" not in said


def test_misspent_money_is_asked_back_and_a_plan_says_what_each_payment_gives(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    county.at(Role.FINANCE).perform(judge_line, JudgeLine(spent(county)[4].id, 1, "other", None, 2000, "Sweets"))
    debt = approved(county)
    said = words_of(county, issue(county, the_due(county, "pay-back letter")))
    says_in_order(said, ["Pay £20.00 back by"])
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, 3, "plan agreed", 1500, reason="They agreed"))
    said = words_of(county, issue(county, the_due(county, "plan letter")))
    says_in_order(said, [
        "£20.00 To pay back", "£0.00 Came back", "£20.00 Still to come", "£15.00 comes out of each payment", "2 payments, the last of them £5.00",
    ])  # fmt: skip
    assert "pay-back letter" not in kinds_due(county)


def test_an_uplift_makes_a_letter_due_for_every_agreement_it_changed(funded):
    county, agreement = funded
    an_agreement(county, last="Stone", rate=1800)
    county.clock.forward(seconds=1)  # after the award began
    uplift = uplifted(county)
    key = the_due(county, "uplift letter")
    assert "award letter" not in kinds_due(county), "one letter says it"
    assert key == uplift_key(agreement, uplift)
    said = words_of(county, issue(county, key))
    says_in_order(said, [
        "an hour £16.29 £16.85", "Your payment, a week £97.74 £101.10", "We owe you £6.72 for them", "£404.40 with our next run",
    ])  # fmt: skip
    assert "Monday 20 April 2026" in said
    assert "£404.40 with our next run" in said  # the cycle of 29 June was never paid


def test_an_end_letter_is_a_final_account_and_a_pause_says_what_was_paid_too_much(funded):
    county, agreement = funded
    office = county.at(Role.MANAGER)
    office.perform(suspend_agreement, changed(county, agreement, date(2026, 4, 20), "hospital", "Ward 3 feeds him by tube"))
    said = words_of(county, issue(county, the_due(county, "suspension notice")))
    says_in_order(said, ["you hold £390.96", "£195.48 was already paid for days after that"])
    assert "tube" not in said
    county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "holiday pay", 4000, date(2026, 4, 8), ""))
    office.perform(end_agreement, changed(county, agreement, date(2026, 9, 30), "asked to end"))
    said = words_of(county, issue(county, the_due(county, "end letter")))
    says_in_order(said, [
        "£0.00 At the start", "£390.96 Paid in", "£0.00 Paid out", "£390.96 Held", "You hold £390.96", "£40.00 set aside for holiday pay",
        "£350.96 to pay back", "holiday pay £40.00", "£195.48 of what you were paid",
    ])  # fmt: skip
    assert "Wednesday 30 September 2026" in said
    assert "Wednesday 28 October 2026" in said
    assert "Until the last day payments and bills still change this" in said


def test_the_summary_is_one_page_with_both_signatures_and_refused_without_an_award(county):
    agreement = a_draft(county)
    office = county.at(Role.MANAGER)
    with pytest.raises(Refused, match="Nothing is awarded"):
        office.perform(issue_summary, IssueSummary(agreement))
    from shortbreaks.payments.commands import decide_award_part

    office.perform(decide_award_part, an_award(agreement))
    paper = office.perform(issue_summary, IssueSummary(agreement)).answer
    assert papers(county)[0].pages == 1
    said = words_of(county, paper)
    says_in_order(said, ["6 hours × £16.29 = £97.74 a week, £390.96 every four weeks", "You may hold 8 weeks, £781.92"])
    for words in ("6 hours × £16.29", "Card", "relative who lives with you", "HMRC", "six years", "28 days’ notice",
                  "Grace O., signature", "For Example County Council, signature", "Tick", "complaints", "26 July 2026"):
        assert words in said  # fmt: skip


def test_every_letter_waits_while_a_familys_letters_are_stopped(funded):
    """R-D26: one letter of each kind is due; a death stops every one of them at once, one by one and in the list."""
    county, agreement = funded
    asked(county)
    review = over(county, agreement)
    approved(county)
    uplift = uplifted(county)
    office = county.at(Role.MANAGER)
    office.perform(suspend_agreement, changed(county, agreement, date(2026, 7, 20), "hospital"))
    keys = [row.key for row in due(county)]
    assert {key.kind for key in keys} == {"return request", "surplus letter", "uplift letter", "suspension notice"}
    office.perform(end_agreement, changed(county, agreement, date(2026, 7, 21), "died"))
    with Session(county.database.reading) as db:
        (last,) = db.execute(text("select max(id) from agreement_step")).one()
        due_on = db.scalars(select(Return.due_on)).one()
    every = {
        *keys, LetterKey("end letter", agreement, f"step:{last}"), LetterKey("statement", agreement, "2026-07-22"),
        return_key(agreement, 1, due_on, 1), surplus_key(agreement, review), uplift_key(agreement, uplift),
        LetterKey("pay-back letter", agreement, "debt:1"), LetterKey("plan letter", agreement, "debt:1@1500"),
    }  # fmt: skip
    assert {key.kind for key in every} == {
        "statement", "return request", "return reminder", "surplus letter", "pay-back letter", "plan letter",
        "end letter", "suspension notice", "uplift letter",
    }  # fmt: skip
    for key in every:
        with pytest.raises(Refused, match=r"stopped\. Speak to Manager One"):
            issue(county, key)
    for command, request in (
        (issue_statement, IssueStatement(agreement, DAY)), (issue_summary, IssueSummary(agreement)),
        (chase_return, ChaseReturn(1, 1)),
    ):  # fmt: skip
        with pytest.raises(Refused, match="stopped"):
            office.perform(command, request)
    with pytest.raises(Refused, match="letters are stopped, and Manager One is named"):  # anybody else than the named person
        county.at(Role.APPROVER).perform(review_surplus, ReviewSurplus(agreement, DAY, "ill", "", "pay back", ""))
    assert all(row.stopped for row in due(county))
    assert papers(county) == []


def test_the_database_itself_lets_no_letter_go_where_letters_are_stopped(funded):
    county, agreement = funded
    county.at(Role.COORDINATOR).perform(issue_statement, IssueStatement(agreement, DAY))
    county.at(Role.MANAGER).perform(end_agreement, changed(county, agreement, date(2026, 7, 21), "died"))
    again = (
        "insert into paper (kind, about, style, audience, facts, pages, sha256, issued_at, person_id)"
        " select kind, about, style, {}, facts, pages, sha256, issued_at, person_id from paper"
    )
    with pytest.raises(DBAPIError) as fault, county.database.writing.begin() as connection:
        connection.execute(text(again.format("audience")))
    assert "letters are stopped" in str(meaning_of(fault.value))
    with county.database.writing.begin() as connection:
        connection.execute(text(again.format("'office'")))  # the control: what stays in the office is not stopped
    assert len(papers(county)) == 2


def test_a_letter_is_issued_by_who_may_and_easy_read_is_said_plainly(funded):
    county, _ = funded
    asked(county)
    key = the_due(county, "return request")
    with pytest.raises(NotAllowed):
        issue(county, key, role=Role.FINANCE)
    uplifted(county)
    with pytest.raises(Refused, match="Easy read is not made of this kind of letter"):
        issue(county, the_due(county, "uplift letter"), "braille")
    assert papers(county) == []
    county.at(Role.MANAGER).perform(issue_summary, IssueSummary(key.agreement_id, "easy"))
    assert "The form is on the last page." in words_of(county, issue(county, key, "easy"))


@pytest.mark.parametrize("name", [NAMES[2], NAMES[9], NAMES[-5]])
def test_no_name_and_no_purpose_breaks_a_letter(county, name):
    agreement = an_agreement(county)
    with Session(county.database.writing) as db, db.begin():
        kept = db.get(Agreement, agreement)
        kept.purpose = kept.may_buy = name
        db.scalars(select(Adult)).first().last_name = name or "?"
        db.get(Child, kept.child_id).last_name = name or "?"
    paper = county.at(Role.MANAGER).perform(issue_summary, IssueSummary(agreement)).answer
    assert "Your direct payment agreement" in words_of(county, paper)


def test_two_people_cannot_issue_the_same_letter(funded):
    county, _ = funded
    asked(county)
    key = the_due(county, "return request")
    from shortbreaks.payments.letters.tables import PaymentLetter

    issue(county, key)
    paper = county.at(Role.COORDINATOR).perform(issue_statement, IssueStatement(key.agreement_id, DAY)).answer
    sent = return_key(key.agreement_id, key.of, date(2026, 8, 5), 0)
    with pytest.raises(DBAPIError) as fault, Session(county.database.writing) as db, db.begin():
        db.add(PaymentLetter(agreement_id=key.agreement_id, kind=key.kind, subject=sent.subject, number=0, paper_id=paper))
    assert "just now" in str(meaning_of(fault.value))
    with pytest.raises(Refused):
        county.at(Role.MANAGER).perform(issue_letter, IssueLetter(key))
