"""A run from draft to finance's answer: to the penny, by two people, once (R-D12, R-F3, R-F4, A21, A30, A40, B11)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.errors import Refused
from shortbreaks.payments.commands import decide_award_part, note_readiness
from shortbreaks.payments.runs.commands import (
    ChooseLine,
    DraftRun,
    DropRun,
    Supplement,
    add_supplement,
    draft_run,
    drop_run,
    leave_out,
    put_in,
)
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.tables import PaymentRun, RunLine
from tests.payments.builders import (
    FIRST,
    SECOND,
    an_agreement,
    an_award,
    approve,
    drafted,
    export,
    holds,
    lines_of,
    paid,
    post,
    proved,
    ready,
    run_of,
    version_of,
)


def test_a21_a30_a_run_pays_the_first_17_days_on_maundy_thursday(county):
    whole, part = an_agreement(county), an_agreement(county, starts=date(2026, 4, 17), last="Stone")
    run = drafted(county)
    kept = run_of(county, run)
    assert (kept.pay_on, kept.file_by, kept.total_pence) == (date(2026, 4, 2), date(2026, 3, 31), 39096 + 23737)
    assert approve(county, run) == "approved"
    assert post(county, run) == 2
    assert (holds(county, whole), holds(county, part)) == (39096, 23737)
    assert proved(county)


def test_a40_a_period_is_paid_once_and_never_twice(funded):
    county, agreement = funded
    with pytest.raises(Refused, match="No agreement is due"):
        drafted(county)
    second = drafted(county, SECOND)
    row = {
        "run_id": second, "agreement_id": agreement, "kind": "cycle", "first_day": FIRST, "last_day": FIRST, "cycle_days": 28,
        "gross_pence": 1, "deducted_pence": 0, "net_pence": 1, "payee_name": "", "vendor_number": "", "workings": "",
        "flags": "", "state": "in", "reason": "",
    }  # fmt: skip
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(RunLine.__table__.insert(), [row])


def test_nobody_approves_what_they_drafted_and_the_total_is_typed(county):
    an_agreement(county)
    run = county.at(Role.MANAGER).perform(draft_run, DraftRun(28, FIRST)).answer
    with pytest.raises(Refused, match="You drafted"):
        approve(county, run, Role.MANAGER)
    with pytest.raises(Refused, match=r"comes to £390\.96, not £390\.69") as refused:
        approve(county, run, pence=39069)
    assert refused.value.field == "typed_pence"
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(
            PaymentRun.__table__.update().values(state="approved", approved_by=PaymentRun.__table__.c.drafted_by)
        )


def test_a_large_run_needs_two_approvers(county):
    an_agreement(county)
    setting = DecideSetting("two_approvers_above", "390", date(2026, 1, 1), "Audit")
    county.at(Role.MANAGER).perform(decide_setting, setting)
    run = drafted(county)
    assert approve(county, run) == "drafted"
    with pytest.raises(Refused, match="yourself"):
        approve(county, run)
    with pytest.raises(Refused, match="is drafted"):
        post(county, run)
    assert approve(county, run, Role.MANAGER) == "approved"
    assert post(county, run) == 1


def test_a_run_that_no_longer_says_what_the_records_say_is_not_approved_or_posted(county):
    agreement = an_agreement(county)
    run = drafted(county)
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=1685, part=1))
    with pytest.raises(Refused, match="1 payment would come out otherwise now: DP-10001"):
        approve(county, run)
    request = DropRun(run, run_of(county, run).version, "The award changed")
    county.at(Role.FINANCE).perform(drop_run, request)
    run = drafted(county)
    assert run_of(county, run).total_pence == 40440
    approve(county, run)
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=1700, part=1))
    with pytest.raises(Refused, match="otherwise now"):
        post(county, run)


def test_a_rate_raised_for_days_already_paid_is_owed_and_paid_with_the_next_run(funded):
    county, agreement = funded
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=1685, part=1, since=FIRST))
    lines = lines_of(county, drafted(county, SECOND))
    assert [(line.kind, line.net_pence) for line in lines] == [("cycle", 40440), ("arrears", 40440 - 39096)]


def test_a_cut_for_days_already_paid_is_taken_back_but_never_more_than_half(funded):
    county, agreement = funded
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, minutes=300, part=1, since=FIRST))
    run = paid(county, SECOND)
    (line,) = lines_of(county, run)
    assert (line.gross_pence, line.deducted_pence, line.net_pence) == (32580, 6516, 26064)
    assert line.flags == "overpaid"  # as much as the days before came to in the end, so not changed
    assert holds(county, agreement) == 39096 + 26064
    (line,) = lines_of(county, drafted(county, date(2026, 6, 1)))
    assert (line.deducted_pence, line.flags) == (0, "")  # taken back once, and then nothing is left to look at
    assert proved(county)


def test_a_payment_left_out_has_a_reason_and_comes_again(county):
    agreement = an_agreement(county)
    other = an_agreement(county, last="Stone")
    run = drafted(county)
    first = lines_of(county, run)[0].id
    office = county.at(Role.FINANCE)
    with pytest.raises(Refused, match="needs a reason"):
        office.perform(leave_out, ChooseLine(first, " "))
    office.perform(leave_out, ChooseLine(first, "Mother in hospital"))
    assert run_of(county, run).total_pence == 39096
    office.perform(put_in, ChooseLine(first))
    assert run_of(county, run).total_pence == 2 * 39096
    office.perform(leave_out, ChooseLine(first, "Mother in hospital"))
    approve(county, run)
    post(county, run)
    with pytest.raises(Refused, match="is posted already"):
        office.perform(leave_out, ChooseLine(first, "late"))
    following = lines_of(county, drafted(county, SECOND))
    assert [(line.agreement_id, line.first_day, "late" in line.flags) for line in following] == [
        (agreement, FIRST, True), (agreement, SECOND, False), (other, SECOND, False),
    ]  # fmt: skip


def test_a_missing_vendor_number_is_settled_before_anybody_approves(county):
    agreement = an_agreement(county)
    county.at(Role.MANAGER).perform(note_readiness, ready(county, agreement, vendor_number=""))
    run = drafted(county)
    assert lines_of(county, run)[0].flags == "new,no vendor"
    with pytest.raises(Refused, match="1 payment to settle first: Grace Okafor, no vendor number"):
        approve(county, run)


def test_a_supplement_is_approved_by_another_and_paid_beside_the_period(county):
    agreement = an_agreement(county)
    run = drafted(county)
    request = Supplement(run, agreement, 5000, "Broken hoist")
    with pytest.raises(Refused, match="Your role, finance, may not"):
        county.at(Role.FINANCE).perform(add_supplement, request)
    county.at(Role.APPROVER).perform(add_supplement, request)
    with pytest.raises(Refused, match="amount and reason"):
        county.at(Role.APPROVER).perform(add_supplement, Supplement(run, agreement, 0, "x"))
    with pytest.raises(Refused, match="supplement"):
        county.at(Role.APPROVER).perform(add_supplement, Supplement(run, agreement, 100, "A second one"))
    with pytest.raises(Refused, match="You added a supplement"):
        approve(county, run)
    approve(county, run, Role.MANAGER)
    with pytest.raises(DBAPIError, match="Somebody else approves"), county.database.writing.begin() as connection:
        connection.execute(
            text("update run_line set state = 'posted', entry_id = 9, supplement_by = (select approved_by from payment_run) where kind = 'supplement'")
        )
    assert post(county, run) == 2
    assert holds(county, agreement) == 39096 + 5000


def test_what_finance_rejects_is_reversed_and_paid_again(county):
    agreement = an_agreement(county)
    run = paid(county)
    (line,) = lines_of(county, run)
    with pytest.raises(Refused, match="that was exported"):
        county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (Answer(line.id, taken=True),)))
    export(county, run)
    with pytest.raises(Refused, match="without a reason"):
        county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (Answer(line.id, taken=False),)))
    reply = AnswerRun(run, (Answer(line.id, taken=False, reason="Vendor closed"),))
    assert county.at(Role.FINANCE).perform(answer_run, reply).answer == 1
    assert county.at(Role.FINANCE).perform(answer_run, reply).answer == 0
    assert holds(county, agreement) == 0
    assert run_of(county, run).state == "acknowledged"
    following = lines_of(county, drafted(county, SECOND))
    assert [(x.first_day, x.net_pence) for x in following] == [(FIRST, 39096), (SECOND, 39096)]
    with pytest.raises(Refused, match="was rejected before"):
        county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (Answer(line.id, taken=True),)))


def test_a_posted_payment_is_not_changed_behind_the_application(county):
    an_agreement(county)
    paid(county)
    for values in ({"gross_pence": 1, "net_pence": 1}, {"first_day": SECOND}):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(RunLine.__table__.update().values(**values))


def test_a_run_in_a_cycle_that_begins_elsewhere_or_beside_an_open_one_is_refused(county):
    an_agreement(county)
    with pytest.raises(Refused, match="begins on 6 April 2026"):
        drafted(county, date(2026, 4, 7))
    run = drafted(county)
    with pytest.raises(Refused, match="still drafted"):
        drafted(county, SECOND)
    assert version_of(county, PaymentRun, run)
    assert county.clock() == datetime(2026, 7, 22, 10, 40, tzinfo=UTC)
