"""Statements as British banks and cards really lay them out: named months, times, lines above the headings, none at all, signs."""

from dataclasses import replace
from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_dates import day_in, guess_dates
from shortbreaks.exchange.csv_files import read_table
from shortbreaks.payments.ending import ChangeState, end_agreement
from shortbreaks.payments.spending.card_files import ColumnMap, guess_columns, likely_columns, read_statement
from shortbreaks.payments.spending.preview import preview_spending
from shortbreaks.payments.spending.statement_tables import layout_of, statement_table
from shortbreaks.payments.tables import Agreement
from tests.builders import a_child
from tests.payments.builders import an_agreement, paid, take, version_of

APRIL = [(date(2026, 4, 13), "ANN BAKER", 8400), (date(2026, 4, 14), "KCC", -39096)]
BANKS = {
    "lines above, named months, pounds": (
        b'"Account Name:","Flex ****1234"\r\n"Account Balance:","\xa3306.96"\r\n\r\n"Date","Transaction type","Description","Paid out","Paid in",'
        b'"Balance"\r\n"13 Apr 2026","Visa","ANN BAKER","\xa384.00","","\xa31,306.96"\r\n"14 Apr 2026","Credit","KCC","","\xa3390.96","\xa31,697.92"\r\n'
    ),
    "a comma more in the headings": (
        b"Transaction Date,Transaction Type,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance,\n"
        b"13/04/2026,DEB,12345678,ANN BAKER,84.00,,306.96\n14/04/2026,FPI,12345678,KCC,,390.96,697.92\n"
    ),
    "a comma more in the rows": b"Date,Description,Money out,Money in\n13-Apr-26,ANN BAKER,84.00,,\n14-Apr-26,KCC,,390.96,\n",
    "minus in money out": b"Date,Description,Money out,Money in\n13.04.2026,ANN BAKER,-84.00,\n14.04.2026,KCC,,390.96\n"
    b"15.04.2026,Bus,-1.00,\n15.04.2026,Bus,-2.00,\n",
    "times, another name for the payee": (
        b'"Date","Counter Party","Amount (GBP)","Balance (GBP)"\n"13/04/2026 10:15","ANN BAKER","-84.00","1"\n"13/04/2026 10:16:01","X","-0.00","1"\n'
        b'"14/04/2026 23:59","KCC","390.96","1"\n"14/04/2026 23:59","Bus","-1.00","1"\n'
    ),
}  # fmt: skip


@pytest.mark.parametrize("bank", BANKS)
def test_a_statement_is_read_as_its_bank_lays_it_out(bank):
    table = statement_table(BANKS[bank])
    if "times" in bank:  # as many without a minus as with one is a doubt; see below
        columns = ColumnMap(**likely_columns(table.headings))
        assert [(x.on, x.payee, x.pence) for x in read_statement(table, columns).lines][:2] == APRIL
        return
    found = read_statement(table, guess_columns(table))
    assert ([(line.on, line.payee, line.pence) for line in found.lines[:2]], found.faults) == (APRIL, ())
    assert all(line.pence > 0 for line in found.lines[2:])


def test_a_refund_that_stands_as_money_out_with_a_minus_came_in():
    table = statement_table(b"Date,Description,Money out,Money in\n13/04/2026,Shop,84.00,\n14/04/2026,Shop refund,-9.50,\n15/04/2026,KCC,,1.00\n")
    assert [line.pence for line in read_statement(table, guess_columns(table)).lines] == [8400, -950, -100]


TWO = "Date,Description,Money out,Money in\n"
REFUND = f"{TWO}14/04/2026,Shop,-9.50,\n".encode()


def test_a_single_sum_with_a_minus_is_asked_about_and_what_is_said_is_known_the_next_time(county):
    """Of two banks one writes money out with a minus and the other refunds: nothing in such a file tells which it is."""
    office, said = county.at(Role.FINANCE), {}
    for minus, name in (("back", "Orr"), ("nothing", "Pym")):
        agreement = an_agreement(county, last=name)
        data = REFUND.replace(b"Description", name.encode())
        asked = ColumnMap("Date", name, out="Money out", into="Money in")
        with pytest.raises(Refused, match="as a refund does") as doubt:
            office.ask(preview_spending, data, "may.csv", asked, agreement)
        assert doubt.value.field == "minus"
        take(county, agreement, data, columns=replace(asked, minus=minus))
        again = office.ask(preview_spending, data.replace(b"14/", b"15/"), "june.csv", None, agreement)
        said[minus] = [line.pence for line, _, _ in again.new]
    assert said == {"back": [-950], "nothing": [950]}


def test_a_bank_that_wrote_money_out_without_a_minus_is_not_asked_about_its_refunds(county):
    agreement, office = an_agreement(county), county.at(Role.FINANCE)
    with pytest.raises(Refused, match="as a refund does"):
        office.ask(preview_spending, REFUND, "may.csv", None, agreement)
    take(county, agreement, f"{TWO}13/04/2026,Shop,84.00,\n".encode(), columns=None)
    found = office.ask(preview_spending, REFUND, "may.csv", None, agreement)
    assert ([line.pence for line, _, _ in found.new], found.in_pence, found.out_pence) == ([-950], 950, 0)


@pytest.mark.parametrize("amounts", [("-9.50",), ("-84.00", "-9.50"), ("-9.50", "0.00")])
def test_so_few_amounts_with_a_minus_may_be_refunds(amounts):
    rows = "".join(f"13/04/2026,Shop,{one}\n" for one in amounts)
    with pytest.raises(Refused, match="may be refunds as well") as doubt:
        guess_columns(statement_table(f"Date,Merchant,Amount\n{rows}".encode()))
    assert doubt.value.field == "sign"
    more = statement_table(f"Date,Merchant,Amount\n{rows}13/04/2026,Bus,-1.00\n13/04/2026,Bus,-2.00\n".encode())
    assert guess_columns(more).sign == "out is minus"


@pytest.mark.parametrize("amounts", [("84.00", "9.50"), ("84.00", "9.50", "-390.96"), ("-84.00", "390.96")])
def test_amounts_of_which_most_have_no_minus_stop_until_somebody_says_what_a_minus_means(amounts):
    rows = "".join(f"13/04/2026,Shop,{one}\n" for one in amounts)
    table = statement_table(f"Date,Merchant,Amount\n{rows}".encode())
    with pytest.raises(Refused, match="may be money in or money out") as doubt:
        guess_columns(table)
    assert doubt.value.field == "sign"
    assert guess_columns(statement_table(b"Date,Merchant,Amount\n13/04/2026,a,-1.00\n13/04/2026,b,-2.00\n13/04/2026,KCC,9.00\n")).amount


def test_what_a_minus_means_is_said_once_for_a_card_and_asked_each_time_where_nothing_tells_the_file(file_county):
    agreement, office = an_agreement(file_county), file_county.at(Role.FINANCE)
    card = b"Date,Merchant,Amount\n13/04/2026,Shop,84.00\n"
    with pytest.raises(Refused, match="may be money in or money out"):
        office.ask(preview_spending, card, "card.csv", None, agreement)
    take(file_county, agreement, card, columns=ColumnMap("Date", "Merchant", "Amount", sign="out is plus"))
    assert office.ask(preview_spending, card.replace(b"84.00", b"9.50"), "card.csv", None, agreement).out_pence == 950
    bare = b"14/04/2026,Shop,-84.00\n15/04/2026,Bus,-2.00\n"
    table = statement_table(bare)
    assert (table.headings, len(table.rows), layout_of(table)) == (("Column 1", "Column 2", "Column 3"), 2, "")
    said = ColumnMap("Column 1", "Column 2", "Column 3")
    assert take(file_county, agreement, bare, columns=said) == 2, "its first payment is not lost as headings"
    with pytest.raises(Refused, match="No column looks like the day"):
        office.ask(preview_spending, bare.replace(b"Bus", b"Taxi"), "bare.csv", None, agreement)


def test_days_with_named_months_and_times_read_one_way_and_nonsense_in_none():
    assert guess_dates(["05 Apr 2026", "5-apr-26", "05 April 2026", "05 Apr, 2026", "05/Sept/2026"]) == "dmy"
    assert guess_dates(["April 5, 2026"]) == "mdy"
    assert guess_dates(["2026-04-05T23:59:01.5+01:00", "2026-04-06 10:15"]) == "ymd"
    assert [day_in(one, "dmy") for one in ("13-OCT-2026", "1/4/26 9:05 am")] == [date(2026, 10, 13), date(2026, 4, 1)]
    for wrong in ("32 Apr 2026", "13 Avr 2026", "13 Apri 2026", "13 Apr", "Apr 13 26", "13//04/2026", "13/04/2026 25", "13/004/2026", "a/b/c", "13/04/2026 soon",
                  "13/04/0026"):  # fmt: skip
        assert day_in(wrong, "dmy") is None, wrong
    with pytest.raises(Refused, match="could be read as"):
        guess_dates(["05/04/2026 10:15"])


def test_a_row_of_another_width_is_still_a_fault():
    for rows in (b"13/04/2026,Shop\n", b"13/04/2026,Shop,1.00,x\n", b"13/04/2026,Shop,1.00,,\n"):
        assert len(read_table(b"Date,Merchant,Amount\n" + rows).faults) == 1


def test_a_day_that_is_still_to_come_keeps_the_whole_file_out(file_county):
    agreement = an_agreement(file_county)
    rows = b"Date,Description,Money out,Money in\n22/07/2026,Shop,1.00,\n23/07/2026,Shop,2.00,\n"
    with pytest.raises(Refused, match=r"Line 3: 23 July 2026 is still to come\."):
        take(file_county, agreement, rows)
    assert take(file_county, agreement, rows.replace(b"23/07", b"21/07")) == 2


def test_a_card_that_goes_on_under_the_next_agreement_is_placed_by_the_day(file_county):
    """One card, an agreement that ended and the one that followed: each line is whose runs on its day; two that run, or none, stop."""
    county, finance, child = file_county, file_county.at(Role.FINANCE), a_child(file_county)
    old = an_agreement(county, child=child)
    paid(county)
    request = ChangeState(old, version_of(county, Agreement, old), date(2026, 5, 31), "plan change", "As agreed")
    county.at(Role.MANAGER).perform(end_agreement, request)
    new = an_agreement(county, child=child, starts=date(2026, 6, 1))

    def preview(*rows):
        return finance.ask(preview_spending, ("Date,Description,Amount,Card\n" + "\n".join(rows) + "\n").encode(), "cards.csv", None, None)

    found = preview("30/05/2026,Swim club,-12.50,**** 4418", "02/06/2026,Swim club,-12.50,**** 4418", f"03/06/2026,Hop on Bus,-4.00,DP-{10000 + old}")
    assert ([one for _, one, _ in found.new], found.faults) == ([old, new, old], ())
    other = an_agreement(county, last="Stone", starts=date(2026, 6, 1))
    found = preview("02/06/2026,Swim club,-12.50,4418", "02/06/2026,Swim club,-12.50,9999", "30/05/2026,Swim club,-12.50,4418")
    assert [one.sentence for one in found.faults] == ["“4418” fits 2 agreements.", "“9999” fits no agreement."]
    assert [one for _, one, _ in found.new] == [old] and other
