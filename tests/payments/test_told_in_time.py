"""What must be told in time: a sum paid once that falls away, a vendor number that changed, a sixteenth birthday, one person twice."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.faults import meaning_of
from shortbreaks.eligibility.transition import TakeStep, take_step
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.finance.tables import ExportBatch
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.commands import decide_award_part, note_readiness
from shortbreaks.payments.cycles import DAY
from shortbreaks.payments.ending import resume_agreement, suspend_agreement, suspended_since
from shortbreaks.payments.payees import TakeOver, take_over
from shortbreaks.payments.rules import Part, Step, begun_suspended, missed_once
from shortbreaks.payments.runs.queries import run_shown
from shortbreaks.payments.sixteen import sixteen_due
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine
from tests.payments.builders import (
    FIRST,
    SECOND,
    an_agreement,
    an_award,
    approve,
    drafted,
    paid,
    post,
    proved,
    ready,
    run_of,
    version_of,
)
from tests.payments.letter_builders import changed
from tests.payments.test_award_rules import CYCLE


def test_a_sum_paid_once_on_a_suspended_day_is_an_exception_of_the_run_with_its_words(county):
    agreement = an_agreement(county)
    office = county.at(Role.MANAGER)
    office.perform(decide_award_part, an_award(agreement, rate=6000, since=date(2026, 5, 20), kind="extra", per="once"))
    paid(county)
    office.perform(suspend_agreement, changed(county, agreement, date(2026, 5, 18), "hospital"))
    shown = county.at(Role.FINANCE).ask(run_shown, drafted(county, SECOND))
    (line,) = shown.lines
    assert (line.flags[0], line.gross, line.group) == ("once", 19548, "Paid once, on a suspended day: not paid")
    assert "Extra: £60.00 once, not paid since 20 May 2026 is suspended" in line.workings
    approve(county, shown.id)
    assert post(county, shown.id) == 1 and proved(county)


def test_a_pause_that_is_entered_later_tells_the_sum_it_stops_also_of_a_cycle_that_a_run_went_past(county):
    agreement = an_agreement(county)
    other = an_agreement(county, last="Stone")
    office = county.at(Role.MANAGER)
    office.perform(decide_award_part, an_award(agreement, rate=6000, since=date(2026, 5, 20), kind="extra", per="once"))
    paid(county)
    assert other
    said = office.perform(suspend_agreement, changed(county, agreement, SECOND, "hospital")).answer
    assert said == ["Extra: £60.00 once, not paid since 20 May 2026 is suspended"]
    # the run of its cycle was never made, and the next one finds nothing to pay of it
    shown = county.at(Role.FINANCE).ask(run_shown, drafted(county, date(2026, 6, 1)))
    (line,) = [one for one in shown.lines if "once" in one.flags]
    assert (line.gross, line.state) == (0, "left out") and said[0] in str(line)
    assert office.ask(suspended_since, agreement, date(2026, 4, 20)) == "4 May 2026 to 22 July 2026"
    assert office.ask(suspended_since, agreement, date(2026, 7, 23)) == office.ask(suspended_since, other, FIRST) == ""


@pytest.mark.parametrize(("from_day", "once_on", "missed"), [
    (date(2026, 4, 6), date(2026, 4, 30), True), (date(2026, 4, 30), date(2026, 4, 30), True), (date(2026, 5, 1), date(2026, 4, 30), False),
    (date(2026, 4, 6), date(2026, 5, 4), False),
])  # fmt: skip
def test_only_a_sum_of_this_cycle_whose_own_day_is_suspended_is_missed(from_day, once_on, missed):
    steps = [Step("active", date(2026, 1, 1), 1), Step("suspended", from_day, 2)]
    found = missed_once([Part(3, "extra", "DBS check", "once", 0, 4400, once_on, None)], steps, CYCLE)
    assert bool(found) is missed and sum(one.pence for one in found) == 0


@pytest.mark.parametrize(("since", "again", "fresh", "last"), [
    (date(2026, 4, 13), None, False, CYCLE.last), (date(2026, 4, 13), date(2026, 4, 20), False, date(2026, 4, 19)),
    (date(2026, 3, 2), CYCLE.first, False, CYCLE.first - DAY), (date(2026, 3, 2), CYCLE.first - DAY, False, None),
    (date(2026, 3, 2), CYCLE.first - DAY, True, CYCLE.first - 2 * DAY), (CYCLE.last + DAY, None, False, None),
    (date(2026, 2, 28), None, False, None),
])  # fmt: skip
def test_a_weekly_part_that_begins_on_suspended_days_is_said_until_it_is_paid(since, again, fresh, last):
    steps = [Step("active", date(2026, 1, 1), 1), Step("suspended", date(2026, 3, 1), 2), *([Step("active", again, 3)] if again else [])]
    found = begun_suspended([Part(3, "assistant", "", "week", 0, 4400, since, None, 7)], steps, CYCLE, {7} if fresh else ())
    assert [(one.first, one.last, one.pence) for one in found] == ([(since, last, 0)] if last else [])


def test_a_weekly_award_entered_over_suspended_days_is_an_exception_of_the_next_run_with_its_days(county):
    agreement, office = an_agreement(county), county.at(Role.MANAGER)
    paid(county)
    office.perform(suspend_agreement, changed(county, agreement, date(2026, 5, 4), "hospital"))
    office.perform(resume_agreement, changed(county, agreement, date(2026, 5, 18), "hospital"))
    county.clock.forward(minutes=1)
    office.perform(decide_award_part, an_award(agreement, rate=6000, since=date(2026, 5, 11), kind="extra", per="week"))
    (line,) = county.at(Role.FINANCE).ask(run_shown, drafted(county, SECOND)).lines
    assert (line.flags[0], line.group) == ("over", "Awarded for suspended days: not paid for them")
    assert "Extra: £60.00 a week, not paid from 11 May 2026 to 17 May 2026, as it is suspended" in line.workings
    assert line.gross == 19548 + 12000


def test_a_vendor_number_that_changed_after_posting_goes_out_with_a_reason_alone(county):
    agreement = an_agreement(county)
    other = an_agreement(county, last="Stone")
    run = paid(county)
    office = county.at(Role.FINANCE)
    county.at(Role.MANAGER).perform(note_readiness, ready(county, agreement, vendor_number="V9999"))
    with pytest.raises(Refused, match=f"DP-{10000 + agreement} was changed from V{1000 + agreement} to V9999 after") as refused:
        office.perform(prepare_payments, PreparePayments(run, "  "))
    assert refused.value.field == "accepted" and run_of(county, run).state == "posted"
    with Session(county.database.reading) as db:
        assert db.scalar(select(func.count()).select_from(ExportBatch)) == 0
    office.perform(prepare_payments, PreparePayments(run, "Both numbers are this family's until June"))
    with Session(county.database.reading) as db:
        kept = {line.agreement_id: (line.vendor_number, line.reason) for line in db.scalars(select(RunLine))}
    said = "Vendor number changed after posting, sent as posted: Both numbers are this family's until June"
    assert kept == {agreement: (f"V{1000 + agreement}", said), other: (f"V{1000 + other}", "")}


def test_a_sixteenth_birthday_is_told_until_the_young_person_takes_over_or_the_age_is_closed(county):
    agreements = [an_agreement(county, last=last) for last in ("Okafor", "Stone", "Ng", "Hill")]
    born = [date(2010, 8, 19), date(2009, 1, 31), date(2010, 8, 20), date(2008, 7, 22)]  # in 28 days; 17; in 29 days; 18 today
    with Session(county.database.writing) as db, db.begin():
        children = {db.get(Agreement, one).child_id: day for one, day in zip(agreements, born, strict=True)}
        for child, day in children.items():
            db.get(Child, child).born = day
    first, second = list(children)[:2]

    def told():
        assert [one.child_id for one in county.at().ask(sixteen_due)] == [
            one for one in (second, first) if agreements[list(children).index(one)]
            in {row.id for row in county.at(Role.FINANCE).ask(accounts_listed) if "sixteen" in row.needs}
        ]  # fmt: skip
        return [(one.child_id, one.day) for one in county.at().ask(sixteen_due)]

    assert told() == [(second, date(2025, 1, 31)), (first, date(2026, 8, 19))]
    county.at().perform(take_step, TakeStep(second, 192, "closed", "She wants her mother to go on."))
    assert told() == [(first, date(2026, 8, 19))]
    county.at().perform(take_step, TakeStep(second, 192, "opened", "She changed her mind."))
    request = TakeOver(agreements[0], version_of(county, Agreement, agreements[0]), date(2026, 8, 19), "V2", "He asked to")
    county.at(Role.MANAGER).perform(take_over, request)
    assert told() == [(second, date(2025, 1, 31))]
    county.clock.set(datetime(2026, 7, 23, 10, tzinfo=UTC))
    assert [one.day for one in county.at().ask(sixteen_due)] == [date(2025, 1, 31), date(2026, 8, 20)]


@pytest.mark.parametrize(("values", "said"), [
    ({"name": " FINANCE  one"}, "have the same name"), ({"email": "Finance@Example.org "}, "have the same e-mail"),
])  # fmt: skip
def test_one_person_with_two_sign_ins_does_not_approve_their_own_run(county, values, said):
    an_agreement(county)
    run = drafted(county)
    with Session(county.database.writing) as db, db.begin():
        approver = db.scalars(select(PersonRecord).where(PersonRecord.role == Role.APPROVER.value)).one()
        for name, value in values.items():
            setattr(approver, name, value)
        person_id = approver.id
    with pytest.raises(Refused, match=said) as refused:
        approve(county, run)
    assert "two people" in refused.value.remedy
    assert approve(county, run, Role.MANAGER) == "approved"  # the control: another name, another e-mail, the same telephone
    if "email" in values:  # whatever writes it, the database keeps it
        with pytest.raises(DBAPIError) as fault, county.database.writing.begin() as connection:
            connection.execute(PaymentRun.__table__.update().values(second_by=person_id))
        assert "has the name or the e-mail" in str(meaning_of(fault.value))


