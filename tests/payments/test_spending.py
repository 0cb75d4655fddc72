"""Card files in, matched, judged; money over through its states; ends and returns (safety.md C8, C9; R-D14 to R-D26)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import read_table
from shortbreaks.payments.card_files import ColumnMap, guess_columns, guess_dates, read_statement
from shortbreaks.payments.ending import ChangeState, end_agreement, resume_agreement, suspend_agreement
from shortbreaks.payments.judging import AcceptRest, JudgeLine, SayBalance, accept_rest, judge_line, say_balance
from shortbreaks.payments.recovery import (
    MoveDebt,
    ReviewSurplus,
    SetAside,
    SettleLiability,
    TakeBack,
    move_debt,
    review_surplus,
    set_aside,
    settle_liability,
    surplus_on,
    take_back,
)
from shortbreaks.payments.returns import (
    AskReturns,
    ChaseReturn,
    DecideReturn,
    ReceiveReturn,
    ask_returns,
    chase_return,
    decide_return,
    next_period,
    receive_return,
)
from shortbreaks.payments.spending import preview_spending
from shortbreaks.payments.spending_tables import Debt, Liability, Return, SpendLine
from shortbreaks.payments.tables import Agreement
from tests.payments.builders import (
    ROWS,
    SECOND,
    a_file,
    an_agreement,
    drafted,
    holds,
    lines_of,
    paid,
    proved,
    spent,
    take,
    version_of,
)

COLUMNS = ColumnMap("Date", "Description", out="Money out", into="Money in")


@pytest.fixture
def funded(county):
    agreement = an_agreement(county)
    paid(county)
    return county, agreement


def test_a_file_is_previewed_and_adds_nothing_until_it_is_accepted(funded):
    county, agreement = funded
    found = county.at(Role.FINANCE).ask(preview_spending, a_file(), "april.csv", None, agreement)
    assert (len(found.new), found.known, found.in_pence, found.out_pence) == (5, 0, 39096, 20408)
    assert (found.first_day, found.last_day, found.columns.dates) == (date(2026, 4, 7), date(2026, 4, 21), "dmy")
    assert [match.category or match.match for _, _, match in found.new] == [
        "our payment",
        "odd",
        "odd",
        "payroll",
        "odd",
    ]
    assert spent(county) == []


def test_two_identical_purchases_are_both_kept_and_the_same_file_adds_nothing(funded):
    county, agreement = funded
    assert take(county, agreement, a_file()) == 5
    assert take(county, agreement, a_file()) == 0
    assert take(county, agreement, a_file(*ROWS[2:], "24/04/2026,Riverside Swim,9.50,"), "overlap.csv") == 1
    assert holds(county, agreement) == 39096 - 20408 - 950
    assert proved(county)


def test_files_that_overlap_in_any_order_come_to_the_same(file_county):
    county = file_county
    agreement = an_agreement(county)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sets(st.integers(0, 4), min_size=1), min_size=1, max_size=4))
    def overlapping(parts):
        for number, part in enumerate(parts):
            days = sorted({ROWS[place][:10] for place in part})
            rows = [row for row in ROWS if row[:10] in days]  # a statement holds whole days
            take(county, agreement, a_file(*rows), f"{number}.csv", COLUMNS)
        with Session(county.database.reading) as db:
            counted = db.execute(select(SpendLine.payee, func.count()).group_by(SpendLine.payee)).all()
        assert all(count == (2 if payee.startswith("Ann") else 1) for payee, count in counted)

    overlapping()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("31/02/2026,X,1.00,",), "form"), (("13/04/2026,X,1e5,",), "1 row cannot"), (("13/04/2026,X,1.00,2.00",), "1 row cannot"),
        (("13/04/2026,,1.00,",), "1 row cannot"), (("13/04/2026,X,٣.00,",), "1 row cannot"),
    ],
)  # fmt: skip
def test_one_bad_row_keeps_the_whole_file_out(funded, rows, said):
    county, agreement = funded
    with pytest.raises(Refused, match=said):
        take(county, agreement, a_file("14/04/2026,Good,1.00,", *rows))
    assert spent(county) == []


def test_every_pair_of_day_and_month_that_reads_two_ways_stops():
    for day in range(1, 13):
        for month in range(1, 13):
            if day != month:
                with pytest.raises(Refused, match="could be read as"):
                    guess_dates([f"{day:02d}/{month:02d}/2026"])
    assert guess_dates(["05/04/2026", "13/04/2026"]) == "dmy"
    assert guess_dates(["04/13/2026"]) == "mdy"
    assert guess_dates(["2026-04-05"]) == "ymd"
    assert guess_dates(["05/05/2026"]) == "dmy"


def test_a_saved_map_reads_signs_and_columns_as_they_were_said():
    table = read_table(b"Posted;Who;Value\n04/13/2026;Shop;-9.50\n04/14/2026;Refund;9.50\n")
    columns = ColumnMap("Posted", "Who", "Value", dates="mdy")
    assert [line.pence for line in read_statement(table, columns).lines] == [950, -950]
    turned = ColumnMap("Posted", "Who", "Value", dates="mdy", sign="out is plus")
    assert [line.pence for line in read_statement(table, turned).lines] == [-950, 950]
    with pytest.raises(Refused, match="has no column"):
        read_statement(table, ColumnMap("Day", "Who", "Value"))
    with pytest.raises(Refused, match="looks like the payee"):
        guess_columns(read_table(b"Posted,Value\n13/04/2026,1.00\n"))


def test_what_columns_mean_is_said_once_for_each_bank(funded):
    county, agreement = funded
    doubtful = a_file("04/05/2026,Ann,10.00,")
    with pytest.raises(Refused, match="could be read as"):
        take(county, agreement, doubtful)
    take(county, agreement, doubtful, columns=replace(COLUMNS, dates="mdy"))
    take(county, agreement, a_file("06/05/2026,Ann,10.00,"))
    assert [line.on for line in spent(county)] == [date(2026, 4, 5), date(2026, 6, 5)]


def test_a_person_looks_at_the_odd_ones_and_one_act_accepts_the_rest(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    office = county.at(Role.FINANCE)
    ours, wages = spent(county)[:2]
    with pytest.raises(Refused, match="payment of ours"):
        office.perform(judge_line, JudgeLine(ours.id, 1, "assistant", None))
    office.perform(judge_line, JudgeLine(wages.id, 1, "assistant", date(2026, 5, 1)))
    assert office.perform(accept_rest, AcceptRest(agreement, date(2026, 4, 30))).answer == 2
    assert [line.match for line in spent(county)] == ["accepted", "accepted", "odd", "accepted", "odd"]
    take(county, agreement, a_file("27/04/2026,ANN BAKER WAGES,84.00,"), "may.csv")
    assert (spent(county)[-1].match, spent(county)[-1].category) == ("matched", "assistant")


def test_only_the_part_that_was_misspent_is_asked_back_and_only_after_approval(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    cash = spent(county)[4].id
    office = county.at(Role.FINANCE)
    with pytest.raises(Refused, match="explanation"):
        office.perform(judge_line, JudgeLine(cash, 1, "other", None, 500))
    with pytest.raises(Refused, match=r"The line is £20\.00"):
        office.perform(judge_line, JudgeLine(cash, 1, "other", None, 2001, "x"))
    office.perform(judge_line, JudgeLine(cash, 1, "other", None, 500, "Sweets on the way"))
    with Session(county.database.reading) as db:
        debt = db.scalars(select(Debt)).one()
    assert (debt.kind, debt.pence, debt.state) == ("misspent", 500, "proposed")
    with pytest.raises(Refused, match="does not become"):
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt.id, 1, "letter sent"))
    for seen, state in ((1, "approved"), (2, "letter sent")):
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt.id, seen, state))
    with pytest.raises(Refused, match="takes an amount"):
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt.id, 3, "plan agreed"))
    with pytest.raises(Refused, match=r"£5\.00 left"):
        office.perform(take_back, TakeBack(debt.id, 3, 501, date(2026, 7, 1), from_pot=False))
    assert office.perform(take_back, TakeBack(debt.id, 3, 500, date(2026, 7, 1), from_pot=False)).answer == "recovered"
    assert holds(county, agreement) == 39096 - 20408
    assert proved(county)


def test_money_set_aside_comes_off_before_the_test_and_the_reason_before_the_letter(funded):
    county, agreement = funded
    office = county.at(Role.FINANCE)
    for first in (SECOND, date(2026, 6, 1), date(2026, 6, 29)):
        paid(county, first)
    office.perform(set_aside, SetAside(agreement, "holiday pay", 41235, date(2026, 7, 1), "Ann"))
    with Session(county.database.reading) as db:
        found = surplus_on(db, db.get(Agreement, agreement), date(2026, 7, 20))
    assert (found.balance, found.liabilities, found.may_hold, found.over) == (156384, 41235, 78192, 36957)
    day = date(2026, 7, 20)
    with pytest.raises(Refused, match="comes first"):
        county.at(Role.MANAGER).perform(review_surplus, ReviewSurplus(agreement, day, "", "", "pay back", ""))
    review = ReviewSurplus(agreement, day, "no provider", "Two agencies said no", "pay back", "")
    county.at(Role.MANAGER).perform(review_surplus, review)
    with Session(county.database.reading) as db:
        assert db.scalars(select(Debt.pence)).one() == 36957
        liability = db.scalars(select(Liability.id)).one()
    with pytest.raises(Refused, match="yourself"):
        county.at(Role.MANAGER).perform(move_debt, MoveDebt(1, 1, "approved"))
    office.perform(settle_liability, SettleLiability(liability, 1, day))
    with pytest.raises(Refused, match="settled before"):
        office.perform(settle_liability, SettleLiability(liability, 2, day))


def test_what_the_bank_says_is_kept_and_compared(funded):
    county, agreement = funded
    office = county.at(Role.FINANCE)
    assert office.perform(say_balance, SayBalance(agreement, date(2026, 4, 30), 39096)).answer == 0
    assert office.perform(say_balance, SayBalance(agreement, date(2026, 4, 30), 39000)).answer == -96
    with pytest.raises(Refused, match="not ended"):
        office.perform(say_balance, SayBalance(agreement, date(2026, 8, 1), 1))


def test_a_line_of_spending_is_not_changed_behind_the_application(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    for values in ({"pence": 1}, {"payee": "Other"}):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(SpendLine.__table__.update().values(**values))


def change(county, agreement, day, reason, words="Care looked at with the social worker"):
    return ChangeState(agreement, version_of(county, Agreement, agreement), day, reason, words)


def test_suspending_stops_the_days_after_it_and_taking_up_again_pays_them_no_more(funded):
    county, agreement = funded
    office = county.at(Role.MANAGER)
    with pytest.raises(Refused, match="what care"):
        office.perform(suspend_agreement, change(county, agreement, date(2026, 5, 11), "hospital", " "))
    office.perform(suspend_agreement, change(county, agreement, date(2026, 5, 11), "hospital"))
    with pytest.raises(Refused, match="not suspended on"):
        office.perform(resume_agreement, change(county, agreement, date(2026, 5, 4), "home"))
    office.perform(resume_agreement, change(county, agreement, date(2026, 5, 25), "Home again"))
    (line,) = lines_of(county, drafted(county, SECOND))
    assert (line.net_pence, line.flags) == (19548, "changed")


def test_an_end_before_days_already_paid_owes_them_back_and_death_stops_letters(funded):
    county, agreement = funded
    office = county.at(Role.MANAGER)
    with pytest.raises(Refused, match="28 days"):
        office.perform(end_agreement, change(county, agreement, date(2026, 7, 31), "moved away", ""))
    office.perform(end_agreement, change(county, agreement, date(2026, 4, 19), "died", ""))
    with Session(county.database.reading) as db:
        kept = db.get(Agreement, agreement)
        assert (kept.state, kept.letters_stopped, kept.named_person) == ("ended", True, "Manager One")
    with pytest.raises(Refused, match="is ended"):
        office.perform(end_agreement, change(county, agreement, date(2026, 8, 30), "other"))


def test_returns_are_due_after_12_weeks_then_quarterly_and_chased_by_the_ladder(funded):
    county, _ = funded
    assert next_period(date(2026, 4, 6), None, 12, 3) == (date(2026, 4, 6), date(2026, 6, 28))
    assert next_period(date(2026, 4, 6), date(2026, 6, 28), 12, 3) == (date(2026, 6, 29), date(2026, 9, 28))
    due = date(2026, 7, 26)
    office = county.at(Role.FINANCE)
    assert office.perform(ask_returns, AskReturns(date(2026, 7, 22))).answer == 1
    assert office.perform(ask_returns, AskReturns(date(2026, 7, 22))).answer == 0
    with Session(county.database.reading) as db:
        kept = db.scalars(select(Return)).one()
    assert (kept.last_day, kept.due_on) == (date(2026, 6, 28), due)
    with pytest.raises(Refused, match="9 August 2026"):
        office.perform(chase_return, ChaseReturn(kept.id, 1))
    county.clock.forward(days=18)
    assert office.perform(chase_return, ChaseReturn(kept.id, 1)).answer == 1
    with pytest.raises(Refused, match="looked at first"):
        county.at(Role.APPROVER).perform(decide_return, DecideReturn(kept.id, 2, "extend", ""))
    extend = DecideReturn(kept.id, 2, "extend", "Mother ill", date(2026, 9, 1))
    county.at(Role.APPROVER).perform(decide_return, extend)
    office.perform(receive_return, ReceiveReturn(kept.id, 3, date(2026, 8, 1), ""))
    with pytest.raises(Refused, match="received before"):
        office.perform(receive_return, ReceiveReturn(kept.id, 4, date(2026, 8, 1), ""))
