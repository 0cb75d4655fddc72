"""The council's payment cycle from day to day: a change leaves no day unpaid and pays none twice (R-D12, R-F3, R-F5)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.council.queries import settings_shown
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.cycles import Rhythm
from shortbreaks.payments.ending import ChangeState, resume_agreement, suspend_agreement
from shortbreaks.payments.facts import looked_at, paid_lately
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.commands import ChooseLine, DraftRun, draft_run, leave_out
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.runs.queries import next_runs
from shortbreaks.payments.tables import Agreement, RunLine
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
    version_of,
)

MAY_DAY = date(2026, 5, 1)


def changed(county, since, how):
    request = DecideSetting("payment_cycle", how, since, "Cabinet of 3 March")
    return county.at(Role.MANAGER).perform(decide_setting, request).answer


def paid_run(county, days, first):
    run = county.at(Role.FINANCE).perform(draft_run, DraftRun(days, first)).answer
    approve(county, run)
    post(county, run)
    return [(one.first_day, one.last_day, one.net_pence) for one in lines_of(county, run) if one.state == "posted"]


def unpaid_from(county, agreement):
    with Session(county.database.reading) as db:
        return db.scalar(select(Agreement.unpaid_from).where(Agreement.id == agreement))


def all_well(county):
    return [str(flaw) for flaw in check(county.database).flaws] == []


def test_a_rhythm_covers_each_day_once_whatever_changes():
    rhythm = Rhythm(((date(2026, 4, 20), 14), (MAY_DAY, 0), (date(2026, 6, 10), 7), (date(2026, 6, 11), 28)))
    cycles = list(rhythm.between(date(2026, 3, 9), date(2026, 9, 1)))
    assert [(one.first, one.length, one.whole) for one in cycles[1:6]] == [
        (FIRST, 14, 28), (date(2026, 4, 20), 11, 14), (MAY_DAY, 31, 31), (date(2026, 6, 1), 9, 30), (date(2026, 6, 10), 1, 7),
    ]  # fmt: skip
    assert all(one.last + timedelta(days=1) == after.first for one, after in pairwise(cycles))
    assert [rhythm.holding(one.last) for one in cycles] == cycles
    left = list(rhythm.unpaid(FIRST, date(2026, 5, 3), [(FIRST, date(2026, 4, 10)), (date(2026, 4, 15), date(2026, 4, 22))]))
    assert [(one.first, one.last, one.days) for one in left] == [
        (date(2026, 4, 11), date(2026, 4, 14), 28), (date(2026, 4, 23), date(2026, 4, 30), 14),
        (MAY_DAY, date(2026, 5, 31), 0),
    ]  # fmt: skip


def test_two_weeks_from_the_middle_of_a_cycle_that_is_not_paid_cut_it_to_the_penny(file_county):
    agreement = an_agreement(file_county)
    changed(file_county, date(2026, 4, 20), "every two weeks")
    # 390.96 of 28 days are 195.48 for each 14
    assert paid_run(file_county, 28, FIRST) == [(FIRST, date(2026, 4, 19), 19548)]
    assert paid_run(file_county, 14, date(2026, 4, 20)) == [(date(2026, 4, 20), date(2026, 5, 3), 19548)]
    assert holds(file_county, agreement) == 39096
    assert all_well(file_county)


def test_a_change_to_months_after_days_were_paid_pays_only_the_days_that_are_left(file_county):
    file_county.clock.set(datetime(2026, 5, 2, 9, tzinfo=UTC))  # the evening knows what was paid and changed by then
    agreement = an_agreement(file_county)
    paid(file_county)  # up to 3 May
    changed(file_county, MAY_DAY, "every month")
    card = file_county.at(Role.FINANCE).ask(account_card, agreement, date(2026, 5, 2))
    assert (card.cycle.first, card.next_pence, card.cycle_days) == (SECOND, 38255, 0)
    assert file_county.at(Role.FINANCE).ask(next_runs)[0].first == MAY_DAY
    # 97.74 a week are 423.54 a month; 28 of May's 31 days are 382.55
    assert paid_run(file_county, 0, MAY_DAY) == [(SECOND, date(2026, 5, 31), 38255)]
    assert paid_run(file_county, 0, date(2026, 6, 1)) == [(date(2026, 6, 1), date(2026, 6, 30), 42354)]
    assert all_well(file_county)


def test_what_was_paid_in_an_old_cycle_is_worked_out_by_it_when_the_award_changes_later(file_county):
    agreement = an_agreement(file_county)
    paid(file_county)
    changed(file_county, FIRST, "every month")  # decided late: the four weeks stay as they were paid
    file_county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=1685, since=FIRST, part=1))
    run = file_county.at(Role.FINANCE).perform(draft_run, DraftRun(0, MAY_DAY)).answer
    assert [(one.kind, one.first_day, one.net_pence) for one in lines_of(file_county, run)] == [
        ("cycle", SECOND, 39570), ("arrears", MAY_DAY, 1344),  # 438.10 x 28/31; 404.40 - 390.96
    ]  # fmt: skip
    assert "changed" not in lines_of(file_county, run)[0].flags.split(",")  # day for day it is as good as the same


def test_an_agreement_with_its_own_rhythm_keeps_it_when_the_council_changes(file_county):
    own = an_agreement(file_county, cycle_days=14)
    an_agreement(file_county, last="Stone")
    changed(file_county, SECOND, "every month")
    found = file_county.at(Role.FINANCE).ask(next_runs)
    assert {one.cycle_days for one in found} == {28, 14} or {one.cycle_days for one in found} == {0, 14}
    paid(file_county)
    assert paid_run(file_county, 14, FIRST) == [(FIRST, date(2026, 4, 19), 19548)]
    assert paid_run(file_county, 14, date(2026, 4, 20))[0][2] == 19548
    assert paid_run(file_county, 14, SECOND)[0][:2] == (SECOND, date(2026, 5, 17))
    assert holds(file_county, own) == 3 * 19548
    assert all_well(file_county)


def test_days_that_are_paid_are_never_paid_again_whatever_the_first_day(funded):
    county, agreement = funded
    run = drafted(county, SECOND)
    row = {
        "run_id": run, "agreement_id": agreement, "kind": "cycle", "first_day": date(2026, 4, 30),
        "last_day": date(2026, 5, 2), "cycle_days": 7, "gross_pence": 1, "deducted_pence": 0, "net_pence": 1,
        "payee_name": "", "vendor_number": "", "workings": "", "flags": "", "state": "in", "reason": "",
    }  # fmt: skip
    with pytest.raises(DBAPIError, match="paid already"), county.database.writing.begin() as connection:
        connection.execute(RunLine.__table__.insert(), [row])
    out = row | {"state": "left out", "reason": "by hand"}
    with county.database.writing.begin() as connection:
        connection.execute(RunLine.__table__.insert(), [out])
    with pytest.raises(DBAPIError, match="paid already"), county.database.writing.begin() as connection:
        connection.execute(text("update run_line set state = 'in' where cycle_days = 7"))


def test_a_draft_looks_no_further_back_than_days_may_be_unpaid(county):
    agreement = an_agreement(county)
    for first in (FIRST, SECOND, date(2026, 6, 1)):
        paid(county, first)
    assert unpaid_from(county, agreement) == date(2026, 6, 29)
    suspend = ChangeState(agreement, version_of(county, Agreement, agreement), date(2026, 6, 20), "hospital", "Ward", "None")
    county.at(Role.MANAGER).perform(suspend_agreement, suspend)
    assert unpaid_from(county, agreement) == date(2026, 6, 20)
    assert all_well(county)


def test_what_is_left_out_or_rejected_is_looked_at_again_and_paid(county):
    out, rejected = an_agreement(county), an_agreement(county, last="Stone")
    run = drafted(county)
    county.at(Role.FINANCE).perform(leave_out, ChooseLine(lines_of(county, run)[0].id, "Asked"))
    approve(county, run)
    post(county, run)
    assert (unpaid_from(county, out), unpaid_from(county, rejected)) == (FIRST, SECOND)
    export(county, run)
    line = next(one for one in lines_of(county, run) if one.state == "posted")
    county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (Answer(line.id, False, "No such vendor"),)))
    assert unpaid_from(county, rejected) == FIRST
    second = drafted(county, SECOND)
    assert sorted((one.agreement_id, one.first_day) for one in lines_of(county, second)) == [
        (out, FIRST), (out, SECOND), (rejected, FIRST), (rejected, SECOND)
    ]  # fmt: skip


def test_a_day_lost_from_sight_is_named_by_check(file_county):
    an_agreement(file_county)
    with file_county.database.writing.begin() as connection:
        connection.execute(text("update agreement set unpaid_from = '2026-04-20'"))
    (flaw,) = [str(one) for one in check(file_county.database).flaws]
    assert "DP-10001: 06.04.2026 to 19.04.2026 comes to £195.48, is not paid" in flaw


def test_a_draft_reads_the_last_payment_however_many_there_were(file_county):
    agreement = an_agreement(file_county)
    for number in range(4):
        paid(file_county, FIRST + timedelta(days=28 * number))
    with Session(file_county.database.reading) as db:
        found, _ = paid_lately(db, looked_at(FIRST))
    assert [one.first for one in found[agreement]] == [date(2026, 6, 29)]


def test_the_cycle_is_a_choice_from_a_day_and_nothing_else(file_county):
    with pytest.raises(Refused, match="none of the choices") as refused:
        changed(file_county, MAY_DAY, "every fortnight")
    assert refused.value.field == "value"
    changed(file_county, date(2030, 4, 1), "every month")
    row = next(one for one in file_county.at(Role.MANAGER).ask(settings_shown) if one.key == "payment_cycle")
    assert (row.value, row.to_come) == ("every four weeks", "every month from 1 April 2030")


def test_a_run_drafted_before_the_council_changed_its_cycle_is_drafted_anew(file_county):
    an_agreement(file_county)
    run = drafted(file_county)
    changed(file_county, FIRST, "every month")
    with pytest.raises(Refused, match=r"1 payment would come out otherwise now: DP-10001"):
        approve(file_county, run)


def test_days_suspended_and_paid_again_later_are_found_although_a_run_went_past_them(file_county):
    paused = an_agreement(file_county)
    an_agreement(file_county, last="Stone")
    paid(file_county)
    office = file_county.at(Role.MANAGER)
    for act, day, reason in ((suspend_agreement, SECOND, "hospital"), (resume_agreement, date(2026, 5, 10), "Home again")):
        request = ChangeState(paused, version_of(file_county, Agreement, paused), day, reason, "Ward", "None")
        if act is resume_agreement:
            paid(file_county, SECOND)  # goes past the days, since nothing was payable
            assert unpaid_from(file_county, paused) == date(2026, 6, 1)
        office.perform(act, request)
    assert unpaid_from(file_county, paused) == date(2026, 5, 10)
    run = drafted(file_county, date(2026, 6, 1))
    mine = [(one.first_day, one.net_pence) for one in lines_of(file_county, run) if one.agreement_id == paused]
    assert mine == [(SECOND, 30718), (date(2026, 6, 1), 39096)]  # 22 of 28 days
