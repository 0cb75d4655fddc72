"""Card and bank files in, matched and judged: each line once, none unseen (safety.md C8, C9; R-D18)."""

import re
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
from shortbreaks.payments.judging import AcceptRest, JudgeLine, SayBalance, accept_rest, judge_line, say_balance
from shortbreaks.payments.spending.card_files import (
    ColumnMap,
    guess_columns,
    guess_dates,
    likely_columns,
    read_statement,
)
from shortbreaks.payments.spending.preview import preview_spending
from shortbreaks.payments.spending.tables import SpendLine
from tests.payments.builders import (
    ROWS,
    a_file,
    an_agreement,
    holds,
    proved,
    spent,
    take,
)

COLUMNS = ColumnMap("Date", "Description", out="Money out", into="Money in")


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

    @settings(max_examples=25)
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


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ("Transaction date,Posting date,Details,Amount", "the day: “Transaction date”, “Posting date”"),
        ("Date,Details,Amount,Billing amount", "the amount: “Amount”, “Billing amount”"),
        ("Date,Details,Debit,Paid out,Credit", "the money out: “Debit”, “Paid out”"),
        ("Date,Details,Amount,Card,Agreement", "the account: “Card”, “Agreement”"),
    ],
)
def test_a_column_that_could_be_either_of_two_stops(heads, said):
    table = read_table(f"{heads}\n13/04/2026,14/04/2026,x,1.00,2.00\n".encode())
    with pytest.raises(Refused, match=re.escape(f"More than one column looks like {said}.")):
        guess_columns(table)
    first, second = said.partition(": ")[2].replace("“", "").replace("”", "").split(", ")
    assert not {first, second} & set(likely_columns(table.headings).values()), "nothing is put in for a person to overlook"


def test_an_amount_beside_money_out_and_in_is_no_doubt():
    found = guess_columns(read_table(b"Date,Details,Amount,Value,Debit,Credit\n13/04/2026,x,1.00,1.00,1.00,\n"))
    assert (found.amount, found.out, found.into) == ("", "Debit", "Credit")


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
