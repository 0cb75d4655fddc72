"""An agreement's own cycle from a day on: cut by days to the penny, no day paid twice, none lost (R-D12, R-F3)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.payments.agreement_tables import CycleStep
from shortbreaks.payments.cycles import Rhythm
from shortbreaks.payments.own_cycles import ChangeCycle, change_cycle, own_cycle_on
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.commands import DraftRun, DropRun, draft_run, drop_run
from shortbreaks.payments.runs.queries import next_runs
from shortbreaks.payments.tables import Agreement
from tests.nasty import NAMES
from tests.payments.builders import an_agreement, approve, holds, lines_of, paid, post, run_of, version_of
from tests.payments.test_cycles import all_well, paid_run
from tests.payments.test_debts import ask_cash_back, moved

TODAY = date(2026, 7, 22)
JULY, AUGUST = date(2026, 6, 29), date(2026, 7, 27)  # cycles of four weeks
SPAN = timedelta(days=27)


def told(county, agreement, since, days, reason="The mother asked"):
    request = ChangeCycle(agreement, version_of(county, Agreement, agreement), since, days, reason)
    return county.at(Role.MANAGER).perform(change_cycle, request).answer


def paid_run_of(county, run):
    approve(county, run)
    post(county, run)
    return run_of(county, run).total_pence


def test_steps_cut_a_cycle_and_count_from_everybodys_first_days():
    council = Rhythm(((date(2026, 6, 1), 0), (date(2026, 9, 1), 14)))
    own = council.own(28, [(date(2026, 5, 12), 14), (date(2026, 7, 10), None), (date(2026, 8, 20), 0)])
    cycles = list(own.between(date(2026, 4, 6), date(2026, 10, 31)))
    assert [(one.first, one.length, one.days) for one in cycles] == [
        (date(2026, 4, 6), 28, 28), (date(2026, 5, 4), 8, 28), (date(2026, 5, 12), 6, 14), (date(2026, 5, 18), 14, 14),
        (date(2026, 6, 1), 14, 14), (date(2026, 6, 15), 14, 14), (date(2026, 6, 29), 11, 14), (date(2026, 7, 10), 22, 0),
        (date(2026, 8, 1), 19, 0), (date(2026, 8, 20), 12, 0), (date(2026, 9, 1), 30, 0), (date(2026, 10, 1), 31, 0),
    ]  # fmt: skip
    assert all(one.last + timedelta(days=1) == after.first for one, after in pairwise(cycles))
    assert [own.holding(one.last) for one in cycles] == cycles
    back = council.own(0, [(date(2026, 7, 10), None)])
    assert [(one.first, one.days) for one in back.between(date(2026, 8, 20), date(2026, 9, 20))] == [
        (date(2026, 8, 1), 0), (date(2026, 9, 1), 14), (date(2026, 9, 15), 14),
    ]  # fmt: skip


def test_a_cycle_cut_in_its_middle_is_paid_piece_by_piece_by_the_run_of_its_rhythm(file_county):
    county = file_county
    agreement = an_agreement(county, starts=AUGUST)
    an_agreement(county, starts=AUGUST, last="Stone")
    told(county, agreement, date(2026, 8, 7), 14)
    # 390.96 x 11/28 = 153.59; 195.48 x 3/14 = 41.89: each piece by the run of its own rhythm
    assert paid_run(county, 28, AUGUST) == [(AUGUST, date(2026, 8, 6), 15359), (AUGUST, AUGUST + SPAN, 39096)]
    found = {one.cycle_days: one.first for one in county.at(Role.FINANCE).ask(next_runs)}
    assert found[28] == AUGUST + timedelta(days=28)
    assert paid_run(county, 14, AUGUST) == [(date(2026, 8, 7), date(2026, 8, 9), 4189)]
    assert paid_run(county, 14, date(2026, 8, 10)) == [(date(2026, 8, 10), date(2026, 8, 23), 19548)]
    assert paid_run(county, 28, AUGUST + timedelta(days=28)) == [(date(2026, 8, 24), date(2026, 9, 20), 39096)]
    assert holds(county, agreement) == 15359 + 4189 + 19548
    assert all_well(county)


def test_two_runs_over_one_change_stand_beside_each_other_and_what_one_missed_comes_with_the_next(county):
    agreement = an_agreement(county, starts=AUGUST)
    told(county, agreement, date(2026, 8, 7), 14)
    office = county.at(Role.FINANCE)
    runs = [office.perform(draft_run, DraftRun(days, AUGUST)).answer for days in (14, 28)]
    spans = [[(one.first_day, one.last_day) for one in lines_of(county, run)] for run in runs]
    assert spans == [[(date(2026, 8, 7), date(2026, 8, 9))], [(AUGUST, date(2026, 8, 6))]]
    for run in runs:
        office.perform(drop_run, DropRun(run, run_of(county, run).version, "Both at once"))
    run = office.perform(draft_run, DraftRun(14, date(2026, 8, 10))).answer
    lines = lines_of(county, run)
    assert [(one.first_day, one.net_pence, "late" in one.flags.split(",")) for one in lines] == [
        (AUGUST, 15359, True), (date(2026, 8, 7), 4189, True), (date(2026, 8, 10), 19548, False),
    ]  # fmt: skip
    assert paid_run_of(county, run) == 39096  # as one whole cycle, to the penny
    assert holds(county, agreement) == 39096
    assert all_well(county)


def test_days_that_were_paid_before_the_change_stay_paid(county):
    agreement = an_agreement(county, starts=JULY)
    paid(county, JULY)
    paid(county, AUGUST)
    told(county, agreement, date(2026, 8, 3), 0)
    card = county.at(Role.FINANCE).ask(account_card, agreement)
    assert (card.cycle.first, card.cycle.last, card.next_pence) == (date(2026, 8, 24), date(2026, 8, 31), 10930)
    assert card.cycle_changes == ((date(2026, 8, 3), 0),)
    # 97.74 a week are 423.54 a month; 8 of its 31 days are 109.30
    assert paid_run(county, 0, date(2026, 8, 1)) == [(date(2026, 8, 24), date(2026, 8, 31), 10930)]
    assert paid_run(county, 0, date(2026, 9, 1)) == [(date(2026, 9, 1), date(2026, 9, 30), 42354)]
    assert all_well(county)


def test_as_the_council_pays_again_and_the_latest_entered_for_a_day_counts(file_county):
    county = file_county
    agreement = an_agreement(county, starts=AUGUST, cycle_days=14)
    with pytest.raises(Refused, match="every two weeks already"):
        told(county, agreement, AUGUST, 14)
    told(county, agreement, date(2026, 8, 24), 7)
    told(county, agreement, date(2026, 8, 24), None)
    with pytest.raises(Refused, match="changed from 24 August 2026 before"):
        told(county, agreement, date(2026, 8, 10), 28)
    with Session(county.database.reading) as db:
        days = [date(2026, 8, 23), date(2026, 8, 24)]
        assert [db.scalar(select(own_cycle_on(day)).where(Agreement.id == agreement)) for day in days] == [14, None]
    assert paid_run(county, 14, AUGUST)[0][2] == paid_run(county, 14, date(2026, 8, 10))[0][2] == 19548
    assert paid_run(county, 28, date(2026, 8, 24)) == [(date(2026, 8, 24), date(2026, 9, 20), 39096)]
    assert all_well(county)


def test_a_change_of_cycle_is_refused_by_its_field_and_is_never_changed_afterwards(county):
    agreement = an_agreement(county)
    for since, days, reason, field in (
        (TODAY - timedelta(days=1), 14, "x", "from_day"), (TODAY, 9, "x", "cycle_days"), (TODAY, None, "x", "cycle_days"),
        (TODAY, 14, "  ", "reason"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            told(county, agreement, since, days, reason)
        assert refused.value.field == field
    begins_later = an_agreement(county, starts=TODAY + timedelta(days=7))
    with pytest.raises(Refused, match="Choose 29 July 2026 or later") as refused:
        told(county, begins_later, TODAY + timedelta(days=6), 14)
    assert refused.value.field == "from_day"
    told(county, agreement, TODAY, 14, NAMES[0])
    with pytest.raises(DBAPIError, match=r"change of cycle|permission denied"), county.database.writing.begin() as connection:
        connection.execute(text("update cycle_step set cycle_days = 28"))
    with Session(county.database.reading) as db:
        assert db.scalars(select(CycleStep.reason)).all() == [NAMES[0].strip()]


def test_a_plan_takes_its_part_once_of_a_cycle_in_parts(file_county):
    county = file_county
    agreement = an_agreement(county)
    paid(county)
    ask_cash_back(county, agreement)
    moved(county, "plan agreed", a_cycle_pence=1500)
    told(county, agreement, date(2026, 8, 7), 14)
    run = county.at(Role.FINANCE).perform(draft_run, DraftRun(14, date(2026, 8, 10))).answer
    assert [one.deducted_pence for one in lines_of(county, run)] == [0, 0, 0, 0, 0, 1500]
