"""Finance's questions: what does not agree in a month, and what a year's end carries over, each with list and file (5.7, 5.8)."""

import csv
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.today import due_today
from shortbreaks.errors import NotFound, Refused
from shortbreaks.finance.checks import check_file, check_rows, checks_answered
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.ending import ChangeState, end_agreement
from shortbreaks.payments.judging import SayBalance, say_balance
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.spending.by_hand import RecordSpending, record_spending
from shortbreaks.payments.tables import Agreement
from tests.counting import statements
from tests.finance.builders import PRICE, a_club, entered
from tests.finance.test_recoveries import a_debt
from tests.payments.builders import SECOND, a_file, an_agreement, an_award, export, lines_of, paid, take, version_of

APRIL, JULY, YEAR = date(2026, 4, 15), date(2026, 7, 15), date(2027, 3, 31)


def answers(county, when, day):
    return {one.key: (one.count, one.pence) for one in county.at(Role.FINANCE).ask(checks_answered, when, day)}


def rows(county, key, day):
    return county.at(Role.FINANCE).ask(check_rows, key, day)


def change(county, statement):
    with county.database.writing.begin() as connection:
        connection.execute(text(statement))


def test_a_year_s_end_reads_the_payments_around_it_however_many_years_are_kept(file_county):
    """Along an index for each way in which a payment crosses a 31 March; never line by line of all there are."""
    with statements(file_county) as sent:
        rows(file_county, "prepayments", YEAR)
    (asked,) = (one for one in sent if "run_line.workings" in one)
    with file_county.database.reading.connect() as connection:
        plan = connection.exec_driver_sql(f"explain query plan {asked}", ("x",) * asked.count("?")).all()
    steps = [row[3] for row in plan]
    assert any("ix_run_line_last (last_day>?)" in one for one in steps), steps
    assert "SCAN run_line" not in steps, steps


# What a file counted of a large county's payments and bookings: by such counts its engine once read all there were
COUNTED = (
    ("agreement", "ix_agreement_child_id", "7001 1"),
    ("agreement", "ix_agreement_payee_id", "7001 2"),
    ("agreement", "ix_agreement_state", "7001 1751 1"),
    ("agreement", "sqlite_autoindex_agreement_1", "7001 1"),
    ("booking", "ix_booking_allocation_id", "188438 20"),
    ("booking", "ix_booking_asked_by", "188438 25"),
    ("booking", "ix_booking_child", "188438 22 1"),
    ("booking", "ix_booking_free", "55526 18 1 1 1 1"),
    ("booking", "ix_booking_made", "188438 4"),
    ("booking", "ix_booking_number", "188438 1"),
    ("booking", "ix_booking_service_id", "188438 251"),
    ("booking", "ix_booking_session_id", "188438 11"),
    ("booking", "ix_booking_starts", "188438 450 1"),
    ("booking", "ix_booking_state", "188438 23555 144"),
    ("booking", "ix_booking_used", "188438 20 7 4 1"),
    ("payment_run", "sqlite_autoindex_payment_run_1", "40 1"),
    ("run_line", "ix_run_line_last", "234215 5856 5713"),
    ("run_line", "ix_run_line_paid", "234215 35 32 1 1"),
    ("run_line", "ix_run_line_returned", "33 1"),
    ("run_line", "ix_run_line_run", "234215 5856 5447"),
    ("run_line", "ix_run_line_sent_back", "67 67"),
    ("run_line", "sqlite_autoindex_run_line_1", "234215 5856 1 1 1"),
    ("run_line", "sqlite_autoindex_run_line_2", "234215 1"),
    ("run_line", "uq_run_line_period", "233403 35 1"),
)  # fmt: skip


def test_an_account_reads_its_own_spending_in_a_file_that_was_never_counted(file_county):
    agreement = an_agreement(file_county)
    with statements(file_county) as sent:
        file_county.at(Role.FINANCE).ask(account_card, agreement)
    asked = [one for one in sent if "FROM spend_line" in one or "JOIN spend_line" in one]
    assert asked
    with file_county.database.reading.connect() as connection:
        raw = connection.connection.driver_connection
        for one in asked:
            steps = [row[3] for row in raw.execute(f"explain query plan {one}", ("x",) * one.count("?"))]
            assert not [step for step in steps if step.startswith("SCAN spend_line")], (one, steps)


def test_a_month_and_today_read_their_own_rows_whatever_the_file_counted(file_county):
    """A list of one month, and Today, cost the same however many years are kept."""
    county = file_county
    with statements(county) as sent:
        answers(county, "month", APRIL)
        county.at().ask(due_today)
    asked = [one for one in sent if "run_line.payee_name" in one or ("count(*)" in one and "FROM booking" in one)]
    assert len(asked) >= 5
    with county.database.writing.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("analyze")
        raw.execute("delete from sqlite_stat1")
        raw.executemany("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", COUNTED)
        raw.execute("analyze sqlite_master")  # read anew what was counted
        plans = {one: [row[3] for row in raw.execute(f"explain query plan {one}", ("x",) * one.count("?"))] for one in asked}
    few = "SCAN run_line USING INDEX ix_run_line_sent_back"
    for one, steps in plans.items():
        assert not [step for step in steps if step.startswith(("SCAN run_line", "SCAN booking")) and step != few], (one, steps)
        each = any(step.startswith("SEARCH run_line") and "(agreement_id=?" in step for step in steps) and any(step.startswith("SCAN agreement") for step in steps)
        assert not each, (one, steps)  # every agreement, and of each every payment


def test_a_month_in_which_everything_agrees_has_empty_lists(county):
    an_agreement(county)
    paid(county)
    assert set(answers(county, "month", APRIL).values()) == {(0, 0)}
    assert set(answers(county, "month", date(2026, 12, 31)).values()) == {(0, 0)}
    with pytest.raises(Refused, match="nothing on this list"):
        county.at(Role.FINANCE).ask(check_file, "suspense", APRIL)
    with pytest.raises(NotFound):
        rows(county, "weather", APRIL)


def test_each_question_of_a_month_finds_its_case(county):
    first, second, third = an_agreement(county), an_agreement(county), an_agreement(county)
    change(county, f"update agreement set vendor_number = 'V9' where id in ({first}, {second})")
    change(county, f"update agreement set approval_ref = '' where id = {third}")
    run = paid(county)
    export(county, run)
    take(county, first, a_file())
    answer = Answer(lines_of(county, run)[2].id, taken=False, reason="Account closed")
    county.at(Role.FINANCE).perform(answer_run, AnswerRun(run, (answer,)))
    end = ChangeState(second, version_of(county, Agreement, second), date(2026, 4, 20), "asked to end", "")
    county.at(Role.MANAGER).perform(end_agreement, end)
    found = answers(county, "month", APRIL)
    assert found["runs"] == (0, 0)
    assert found["suspense"][0] >= 1
    assert found["ended"] == (1, 18152)  # 13 of 28 days
    assert found["duplicates"] == (2, 2 * 39096)
    assert found["rejected"] == (1, 39096)
    assert found["unapproved"] == (0, 0)  # it came back, so it cost nothing
    assert rows(county, "rejected", APRIL)[0].what == "Run 1: Account closed"
    assert "paid beyond it in run 1" in rows(county, "ended", APRIL)[0].what
    again = paid(county, SECOND)
    assert again and answers(county, "month", SECOND)["unapproved"][0] >= 1


def test_what_a_bank_said_is_held_against_every_line_that_comes_in_later(county):
    """It agreed on its day; a line of that month that is recorded in May parts them, on the account and in the month's list."""
    agreement, finance = an_agreement(county), county.at(Role.FINANCE)
    paid(county)
    day, asked = date(2026, 4, 30), lambda: finance.ask(account_card, agreement).bank
    assert asked() is None
    assert finance.perform(say_balance, SayBalance(agreement, day, 39096)).answer == 0
    assert (asked().said, asked().held, rows(county, "banks", APRIL)) == (39096, 39096, ())
    finance.perform(record_spending, RecordSpending(agreement, date(2026, 4, 21), "Swim club", 1250, "activity"))
    assert (asked().said, asked().held) == (39096, 37846)
    (row,) = rows(county, "banks", APRIL)
    assert (row.ref, row.what, row.on, row.pence, row.beside) == ("DP-10001", "The bank said £390.96", day, 1250, 37846)
    assert answers(county, "month", APRIL)["banks"] == (1, 1250)
    assert rows(county, "banks", date(2026, 5, 1)) == ()
    assert finance.ask(account_card, agreement, date(2026, 7, 21)).bank is None  # nobody had said it by then
    finance.perform(say_balance, SayBalance(agreement, day, 37846))
    assert rows(county, "banks", APRIL) == ()


def test_an_end_known_before_the_payment_and_arrears_paid_after_it_are_not_paid_beyond_it(file_county):
    county, agreement = file_county, an_agreement(file_county)
    office = county.at(Role.MANAGER)
    paid(county)
    office.perform(decide_award_part, an_award(agreement, rate=1685, part=1))
    end = ChangeState(agreement, version_of(county, Agreement, agreement), date(2026, 5, 10), "asked to end", "")
    office.perform(end_agreement, end)
    paid(county, SECOND)  # 7 of its 28 days, and the arrears of April
    assert answers(county, "month", date(2026, 5, 15))["ended"] == (0, 0)
    sooner = ChangeState(agreement, version_of(county, Agreement, agreement), date(2026, 5, 7), "asked to end", "")
    office.perform(end_agreement, sooner)
    (row,) = rows(county, "ended", date(2026, 5, 15))
    assert (row.pence, row.beside) == (4333, 10110)  # 3 of the 7 days


def test_a_run_that_the_books_do_not_bear_out_is_named(file_county):
    an_agreement(file_county)
    paid(file_county)
    with file_county.database.writing.begin() as connection:
        connection.exec_driver_sql("drop trigger run_line_fixed")
        connection.exec_driver_sql("update run_line set gross_pence = gross_pence + 1, net_pence = net_pence + 1")
    (row,) = rows(file_county, "runs", APRIL)
    assert (row.ref, row.pence, row.beside) == ("Run 1", 1, 39096)


def test_invoices_that_wait_say_what_for(county):
    club = a_club(county)
    entered(county, club, units=4)
    (row,) = rows(county, "unmatched", JULY)
    assert row.what == "1 difference: 4 places invoiced, 3 attended."
    assert answers(county, "month", JULY)["unmatched"] == (1, 4 * PRICE)


def test_a_years_end_carries_over_by_days_and_the_rest_is_subtracted(county):
    county.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    agreement = an_agreement(county, starts=date(2027, 3, 8))
    paid(county, date(2027, 3, 8))
    a_debt(county, agreement=agreement, state="plan agreed", back=5573)
    change(county, "update debt set proposed_on = '2027-03-01'")
    found = answers(county, "year", YEAR)
    assert found["prepayments"] == (1, 5585)
    assert found["accruals"] == (0, 0)
    assert found["held"] == (1, 39096)
    assert found["debts"] == (1, 20000)
    # 366 days of 2027/28 at 97.74 a week: 5,110.41
    assert found["commitment"] == (1, 511041)
    with pytest.raises(Refused, match="31 March"):
        answers(county, "year", date(2027, 3, 30))
    file = county.at(Role.FINANCE).ask(check_file, "prepayments", YEAR)
    (row,) = csv.DictReader(file.decode("utf-8-sig").splitlines())
    assert (row["amount"], row["beside"]) == ("55.85", "390.96")


def test_what_was_attended_and_not_invoiced_is_an_accrual(county):
    a_club(county)
    county.clock.set(datetime(2027, 4, 2, 9, tzinfo=UTC))
    (row,) = rows(county, "accruals", YEAR)
    assert (row.who, row.what, row.pence) == ("Sandpipers Trust", "Attended and not invoiced", 3 * PRICE)


def test_the_questions_ask_as_much_for_three_as_for_one(file_county):
    counts = []
    for _ in range(3):
        an_agreement(file_county)
        a_debt(file_county)
        with statements(file_county) as seen:
            answers(file_county, "month", APRIL)
            answers(file_county, "year", YEAR)
        counts.append(len(seen))
    assert counts[0] == counts[2]
