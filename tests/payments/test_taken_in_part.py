"""What was paid too much comes back part by part, never more than the council's part of a payment, and never twice (R-D16)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database.check import check
from shortbreaks.database.faults import meaning_of
from shortbreaks.errors import Refused
from shortbreaks.finance.recoveries import recoveries_listed
from shortbreaks.payments.ending import resume_agreement, suspend_agreement
from shortbreaks.payments.papers import IssueStatement, issue_statement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.commands import ChooseLine, DropRun, drop_run, leave_out
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from tests.payments.builders import SECOND, an_agreement, drafted, export, holds, lines_of, paid, proved, run_of
from tests.payments.letter_builders import changed, issue, the_due, words_of

THIRD, FOURTH, FIFTH = date(2026, 6, 1), date(2026, 6, 29), date(2026, 7, 27)
TOO_MUCH = 29322  # 21 of 28 days of £390.96


def paused(county, agreement):
    """Suspended from 11 to 31 May after May was paid."""
    paid(county, SECOND)
    manager = county.at(Role.MANAGER)
    manager.perform(suspend_agreement, changed(county, agreement, date(2026, 5, 11), "hospital"))
    return manager.perform(resume_agreement, changed(county, agreement, THIRD, "Home again"))


@pytest.fixture
def funded(funded_in_file):
    """Paid once, on one engine; what the database itself keeps is tried on both."""
    return funded_in_file


@pytest.fixture
def too_much(funded):
    county, agreement = funded
    paused(county, agreement)
    return county, agreement


def left(county, agreement):
    return [(one.pence, one.left) for one in county.at(Role.FINANCE).ask(account_card, agreement).too_much]


def percent(county, value, since=THIRD):
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("deduct_percent", value, since, "Cabinet"))


def test_a_sum_larger_than_half_a_payment_is_taken_in_parts_until_nothing_is_left(county):
    agreement = an_agreement(county)
    paid(county)
    paused(county, agreement)
    assert left(county, agreement) == [(TOO_MUCH, TOO_MUCH)]
    (row,) = [row for row in county.at(Role.FINANCE).ask(recoveries_listed) if row.state == "out of payments"]
    assert (row.kind, row.pence) == ("paid too much", TOO_MUCH)
    before, taken = holds(county, agreement), []
    for first in (THIRD, FOURTH, FIFTH):
        run = paid(county, first)
        taken += [(line.deducted_pence, line.net_pence, "overpaid" in line.flags) for line in lines_of(county, run)]
        if first == THIRD:
            assert left(county, agreement) == [(TOO_MUCH, 9774)]
    assert taken == [(19548, 19548, True), (9774, 29322, True), (0, 39096, False)]
    assert left(county, agreement) == []
    assert holds(county, agreement) == before + 3 * 39096 - TOO_MUCH
    assert proved(county)
    assert check(county.database).flaws == ()
    said = words_of(county, county.at(Role.COORDINATOR).perform(issue_statement, IssueStatement(agreement, date(2026, 7, 22))).answer)
    assert said.count("Taken back, run") == 2  # the third run pays on 27 July
    assert "was paid too much before" not in said


def test_a_sum_that_comes_out_of_payments_is_no_surplus_too(too_much):
    """£781.92 held, exactly eight weeks, with £293.22 to come out of payments: £977.40 and £97.74 after the third payment."""
    county, agreement = too_much
    paid(county, THIRD)
    found = county.at(Role.FINANCE).ask(account_card, agreement).surplus
    assert (found.balance, found.counted.too_much, found.over) == (97740, 9774, 97740 - 9774 - 78192)


def test_what_is_still_to_come_stands_on_the_statement_and_the_pause_says_how_much_at_most(funded):
    county, agreement = funded
    paid(county, SECOND)
    percent(county, "40", date(2026, 4, 1))
    county.at(Role.MANAGER).perform(suspend_agreement, changed(county, agreement, date(2026, 5, 11), "hospital"))
    said = words_of(county, issue(county, the_due(county, "suspension notice")))
    assert "£293.22 was already paid" in said
    assert "never more than 40 per cent of one" in said
    county.at(Role.MANAGER).perform(resume_agreement, changed(county, agreement, THIRD, "Home again"))
    said = words_of(county, county.at(Role.COORDINATOR).perform(issue_statement, IssueStatement(agreement, date(2026, 7, 22))).answer)
    assert "£293.22 was paid too much before. It comes out of your payments, never more than 40 per cent of one." in said
    # How to query, by when, and the way to complain (document 2): 28 days after it was printed
    assert ("Is something wrong? Ring Coordinator One on 01632 960170 or write by 19 August 2026. "
            "If you still disagree, ask for our complaints leaflet.") in said  # fmt: skip


def test_the_council_sets_the_part_from_a_day_and_never_over_half(too_much):
    county, _ = too_much
    percent(county, "25", FOURTH)
    for wrong in ("51", "0"):
        with pytest.raises(Refused, match="from 1 to 50"):
            percent(county, wrong)
    taken = [lines_of(county, paid(county, first))[0].deducted_pence for first in (THIRD, FOURTH)]
    assert taken == [19548, 9774]  # half of it still, then a quarter: just what is left
    percent(county, "1", FIFTH)
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:  # whatever anybody sets
        connection.execute(text("update run_line set deducted_pence = 19549, net_pence = 19547, state = 'in' where run_id = 3"))


def test_a_penny_of_a_payment_that_cannot_be_halved_stays_with_the_family(too_much):
    county, _ = too_much
    percent(county, "33")
    (line,) = lines_of(county, drafted(county, THIRD))
    assert line.deducted_pence == 12901  # 33 % of £390.96 is £129.0168


def test_sums_paid_too_much_come_before_plans_and_both_within_the_part(by_plan):
    county, agreement = by_plan(700)
    paused(county, agreement)
    first, second = (lines_of(county, paid(county, day))[0] for day in (THIRD, FOURTH))
    assert (first.deducted_pence, first.flags) == (19548, "changed,overpaid")
    assert (second.deducted_pence, second.flags) == (9774 + 700, "overpaid,plan")
    assert check(county.database).flaws == ()


def test_a_payment_that_is_dropped_left_out_or_rejected_took_nothing(too_much):
    county, agreement = too_much
    run = drafted(county, THIRD)
    county.at(Role.FINANCE).perform(drop_run, DropRun(run, run_of(county, run).version, "Another began"))
    assert left(county, agreement) == [(TOO_MUCH, TOO_MUCH)]
    run = paid(county, THIRD)
    export(county, run)
    (line,) = lines_of(county, run)
    before = holds(county, agreement)
    county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (Answer(line.id, taken=False, reason="Vendor closed"),)))
    assert holds(county, agreement) == before - 19548
    assert left(county, agreement) == [(TOO_MUCH, TOO_MUCH)]
    run = drafted(county, FOURTH)
    late, current = lines_of(county, run)
    assert [(one.first_day, one.deducted_pence) for one in (late, current)] == [(THIRD, 0), (FOURTH, 19548)]
    county.at(Role.FINANCE).perform(leave_out, ChooseLine(current.id, "Family asked"))
    assert left(county, agreement) == [(TOO_MUCH, TOO_MUCH)]


def test_the_database_takes_no_penny_of_a_sum_twice(county):
    agreement = an_agreement(county)
    paid(county)
    paused(county, agreement)
    first = lines_of(county, paid(county, THIRD))[0].id
    for wrong in (
        f"insert into owed_part (id, owed_id, run_line_id, pence) values (900, 1, {lines_of(county, 1)[0].id}, 9775)",  # £97.74 is left
        "update owed_part set pence = 1",
        f"insert into owed_part (id, owed_id, run_line_id, debt_id, pence) values (900, 1, {first}, 1, 1)",
    ):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(wrong))
    run = drafted(county, FOURTH)
    county.at(Role.FINANCE).perform(leave_out, ChooseLine(lines_of(county, run)[0].id, "Family asked"))
    with county.database.writing.begin() as connection:  # what another payment takes meanwhile
        connection.execute(text(f"insert into owed_part (id, owed_id, run_line_id, pence) values (900, 1, {lines_of(county, 1)[0].id}, 9774)"))
    with pytest.raises(DBAPIError) as refused, county.database.writing.begin() as connection:
        connection.execute(text(f"update run_line set state = 'in', reason = '' where run_id = {run}"))
    assert "taken back already" in str(meaning_of(refused.value))


def coming(county, agreement):
    """What the account says of the next payment: the whole of it, what comes out, and the words of a statement."""
    card = county.at(Role.FINANCE).ask(account_card, agreement)
    paper = county.at(Role.MANAGER).perform(issue_statement, IssueStatement(agreement, county.clock.moment.date())).answer
    said = words_of(county, paper)
    return card.next_pence, card.next_taken, said[said.index("Your next payment is") :]


def says_and_pays(county, agreement, first, taken, net):
    whole, out, said = coming(county, agreement)
    assert (whole, out) == (39096, taken)
    assert said.startswith(f"Your next payment is {net}")
    assert (f"That is £390.96 less £{taken / 100:.2f}, which comes back to us." in said) == bool(taken)
    (line,) = lines_of(county, paid(county, first))
    assert (line.gross_pence, line.deducted_pence) == (whole, out)


def test_what_is_said_of_the_next_payment_is_what_the_next_run_pays(too_much):
    """Half of £390.96 is taken for what was paid too much, then what is left of £293.22, then nothing."""
    for first, taken, net in ((THIRD, 19548, "£195.48"), (FOURTH, 9774, "£293.22"), (FIFTH, 0, "£390.96")):
        says_and_pays(*too_much, first, taken, net)


def test_a_plan_lessens_the_next_payment_until_nothing_is_left(by_plan):
    """£20.00 by £15.00 a payment: fifteen, then five."""
    county, agreement = by_plan(1500)
    for first, taken, net in ((SECOND, 1500, "£375.96"), (THIRD, 500, "£385.96"), (FOURTH, 0, "£390.96")):
        says_and_pays(county, agreement, first, taken, net)


def test_two_that_take_the_same_sum_at_once_wait_for_each_other(server_county):
    """£200.00 each of £293.22: the second waits until the first is kept, and is refused then."""
    county, agreement = server_county, an_agreement(server_county)
    paid(county)
    paused(county, agreement)
    take = "insert into owed_part (owed_id, run_line_id, pence) values (1, {}, 20000)".format
    with county.database.writing.connect() as one, one.begin() as first:
        one.execute(text(take(1)))
        with county.database.writing.connect() as other, other.begin():
            other.execute(text("set local lock_timeout = '100ms'"))
            with pytest.raises(DBAPIError, match="lock timeout"):
                other.execute(text(take(2)))
        first.commit()
    with pytest.raises(DBAPIError, match="taken back already"), county.database.writing.begin() as other:
        other.execute(text(take(2)))
    assert left(county, agreement) == [(TOO_MUCH, TOO_MUCH - 20000)]
