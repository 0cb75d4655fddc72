"""Rules that were written down and not kept: returns by family, employer's insurance, pay patterns, concerns (R-D5, 18, 23)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.payments.concerns import NoteConcern, concerns_of, note_concern
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.returns.commands import AskReturns, ask_returns
from shortbreaks.payments.returns.plans import Often, PlanReturns, plan_returns, plans_on
from shortbreaks.payments.rules import employer_ni
from shortbreaks.payments.spending.tables import Return
from tests.nasty import NAMES
from tests.payments.builders import a_file, an_agreement, spent, take

TODAY = date(2026, 7, 22)


@pytest.mark.parametrize(
    ("week", "pence"), [(8 * 1300, 6120), (6 * 1300, 0), (9615, 0), (9616, 5), (0, 0)]  # £5,000.32 a year is 32p over
)  # fmt: skip
def test_employers_insurance_is_of_what_is_over_the_threshold(week, pence):
    assert employer_ni(week, 15, 500_000) == pence


def test_the_account_says_what_employing_one_assistant_would_cost_beside(file_county):
    county = file_county
    eight = an_agreement(county, rate=1300, minutes=480)
    six = an_agreement(county, rate=1300, minutes=360, last="Stone")
    office = county.at(Role.FINANCE)
    assert [office.ask(account_card, one).employer_ni for one in (eight, six)] == [6120, 0]


def test_a_family_returns_by_its_own_plan_from_its_day_on(county):
    plain = an_agreement(county)
    own = an_agreement(county, last="Stone")
    office = county.at(Role.MANAGER)
    for weeks, months, reason, field in ((3, 3, "x", "first_weeks"), (12, 13, "x", "months"), (12, 3, " ", "reason")):
        with pytest.raises(Refused) as refused:
            office.perform(plan_returns, PlanReturns(own, weeks, months, reason))
        assert refused.value.field == field
    office.perform(plan_returns, PlanReturns(own, 6, 12, NAMES[0]))
    assert county.at(Role.FINANCE).perform(ask_returns, AskReturns(TODAY)).answer == 2
    with Session(county.database.reading) as db:
        spans = {one.agreement_id: (one.first_day, one.last_day) for one in db.query(Return)}
        days = [plans_on(db, day)[own] for day in (date(2026, 7, 21), TODAY)]
    # 12 weeks from 6 April, and 6 weeks by the plan that was agreed for this family
    assert spans == {plain: (date(2026, 4, 6), date(2026, 6, 28)), own: (date(2026, 4, 6), date(2026, 5, 17))}
    assert days == [Often(12, 3), Often(6, 12)]
    assert county.at(Role.FINANCE).ask(account_card, own).often == Often(6, 12)


def test_a_payee_accepted_before_is_shown_again_when_far_more_is_paid(funded):
    county, agreement = funded
    take(county, agreement, a_file("13/04/2026,Ann Baker,84.00,"))
    county.at(Role.FINANCE).perform(judge_line, JudgeLine(spent(county)[0].id, 1, "assistant", None))
    take(county, agreement, a_file("20/04/2026,Ann Baker,168.00,", "21/04/2026,Ann Baker,168.01,"), "b.csv")
    assert [(one.match, one.category, one.why) for one in spent(county)[1:]] == [
        ("matched", "assistant", "Accepted before."),
        ("odd", "assistant", "More than 2 times what was paid to them before (£84.00 at most)."),
    ]  # fmt: skip


def test_a_concern_is_for_those_alone_who_approve_and_is_never_taken_away(county):
    agreement = an_agreement(county)
    with pytest.raises(Refused, match="needs its words"):
        county.at(Role.APPROVER).perform(note_concern, NoteConcern(agreement, "raised", " "))
    for role in (Role.COORDINATOR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            county.at(role).ask(concerns_of, agreement)
        with pytest.raises(NotAllowed):
            county.at(role).perform(note_concern, NoteConcern(agreement, "raised", "x"))
    county.at(Role.APPROVER).perform(note_concern, NoteConcern(agreement, "raised", NAMES[0]))
    county.at(Role.MANAGER).perform(note_concern, NoteConcern(agreement, "nothing found", "The receipts came"))
    found = county.at(Role.APPROVER).ask(concerns_of, agreement)
    assert [(one.state, one.words) for one in found] == [("nothing found", "The receipts came"), ("raised", NAMES[0].strip())]
    with county.database.reading.connect() as connection:  # the trail says that it was noted, never the words
        kept = [str(row) for row in connection.execute(text("select * from audit_entry"))]
    assert not any("The receipts came" in row for row in kept)
