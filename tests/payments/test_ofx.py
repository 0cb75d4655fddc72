"""OFX files in: both forms, the bank's own numbers, its balance, and nothing that a file should not hold (C9, D9, D23)."""

import random
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.exchange.ofx_files import is_ofx, read_ofx
from shortbreaks.payments.spending.preview import preview_spending
from shortbreaks.payments.spending.tables import BankSays
from tests.payments.builders import a_file, an_agreement, holds, paid, spent, take

HEAD_1 = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

"""
HEAD_2 = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
"""
SIGNED = """<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><DTSERVER>20260501120000</DTSERVER>
<LANGUAGE>ENG</LANGUAGE><INTU.BID>3000</INTU.BID></SONRS></SIGNONMSGSRSV1>"""
LINES = (
    ("1", "20260407", "390.96", "SHORT BREAKS COUNCIL"), ("2", "20260413", "-84.00", "Ann Baker wages"),
    ("3", "20260413", "-84.00", "Ann Baker wages"), ("4", "20260420000000[+1:BST]", "-16.08", "PayRight Payroll"),
    ("5", "20260430", "-20.00", "Cash withdrawal"),
)  # fmt: skip


def ofx(*lines, form=1, balance="186.88", account="12344418", money="GBP", as_of="20260430"):
    transactions = "".join(
        f"<STMTTRN><TRNTYPE>{'CREDIT' if not amount.startswith('-') else 'DEBIT'}</TRNTYPE><DTPOSTED>{on}</DTPOSTED>"
        f"<TRNAMT>{amount}</TRNAMT><FITID>{ref}</FITID><NAME>{who}</NAME></STMTTRN>\n"
        for ref, on, amount, who in lines or LINES
    )
    body = (
        f"{SIGNED}<BANKMSGSRSV1><STMTTRNRS><TRNUID>1</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><STMTRS>"
        f"<CURDEF>{money}</CURDEF><BANKACCTFROM><BANKID>401234</BANKID><ACCTID>{account}</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE>"
        f"</BANKACCTFROM><BANKTRANLIST><DTSTART>20260401</DTSTART><DTEND>20260430</DTEND>{transactions}</BANKTRANLIST>"
        f"<LEDGERBAL><BALAMT>{balance}</BALAMT><DTASOF>{as_of}</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
    if form == 1:  # fields of OFX 1 need not close
        for name in ("CODE", "SEVERITY", "DTSERVER", "LANGUAGE", "TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "NAME", "BALAMT", "CURDEF"):
            body = body.replace(f"</{name}>", "")
        return (HEAD_1 + body).encode("cp1252")
    return (HEAD_2 + body).encode()


@pytest.mark.parametrize("form", [1, 2])
def test_both_forms_say_the_same(form):
    data = ofx(form=form)
    assert is_ofx(data) and not is_ofx(a_file())
    (found,) = read_ofx(data)
    assert [(one.on, one.pence, one.ref) for one in found.lines] == [
        (date(2026, 4, 7), -39096, "1"), (date(2026, 4, 13), 8400, "2"), (date(2026, 4, 13), 8400, "3"),
        (date(2026, 4, 20), 1608, "4"), (date(2026, 4, 30), 2000, "5"),
    ]  # fmt: skip
    assert (found.account, found.balance, found.last_whole_day, found.balance_before) == (
        "12344418", 18688, date(2026, 4, 29), 20688,
    )  # fmt: skip


@pytest.mark.parametrize("form", [1, 2])
def test_a_file_is_previewed_with_its_totals_and_the_banks_balance_and_taken_in_once(funded, form):
    county, agreement = funded
    office = county.at(Role.FINANCE)
    found = office.ask(preview_spending, ofx(form=form), "april.qfx")
    assert (len(found.new), found.known, found.in_pence, found.out_pence) == (5, 0, 39096, 20408)
    assert (found.first_day, found.last_day, found.columns) == (date(2026, 4, 7), date(2026, 4, 30), None)
    (said,) = found.balances
    assert (said.agreement_id, said.on, said.pence, said.books) == (agreement, date(2026, 4, 29), 20688, 20688)
    assert take(county, agreement, ofx(form=form)) == 5
    assert holds(county, agreement) == 18688
    assert take(county, agreement, ofx(form=form)) == 0
    assert take(county, agreement, ofx(form=3 - form)) == 0  # the other form of the same month adds nothing
    with Session(county.database.reading) as db:
        assert [(one.on, one.pence) for one in db.scalars(select(BankSays))] == [(date(2026, 4, 29), 20688)] * 2
    assert check(county.database).sound


def test_a_balance_that_the_books_do_not_reach_is_said_before_and_after(file_county):
    agreement = an_agreement(file_county)
    paid(file_county)
    data = ofx(balance="190.00")
    (said,) = file_county.at(Role.FINANCE).ask(preview_spending, data, "april.ofx").balances
    assert (said.pence, said.books) == (21000, 20688)
    take(file_county, agreement, data)
    (flaw,) = check(file_county.database).flaws
    assert "the bank said £210.00 on 29.04.2026, the books hold £206.88" in str(flaw)


def test_two_hundred_overlapping_cuts_add_each_line_once(file_county):
    """Cut anywhere, mixed in any order: identical purchases of one day are both kept, a line seen before adds nothing."""
    agreement = an_agreement(file_county)
    paid(file_county)
    whole = [(str(n), f"202604{10 + n // 6:02d}", "-3.50", "Hop on Bus") for n in range(40)]
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    for _ in range(24):
        first = chance.randrange(len(whole))
        take(file_county, agreement, ofx(*whole[first : first + chance.randrange(1, 20)], as_of="20260402"))
    take(file_county, agreement, ofx(*whole))
    assert len(spent(file_county)) == 40
    assert len({(one.on, one.payee, one.pence, one.nth) for one in spent(file_county)}) == 40


def test_a_number_that_a_bank_gives_twice_is_told_apart_by_its_occurrence(file_county):
    agreement = an_agreement(file_county)
    lines = [("7", "20260413", "-84.00", "Ann Baker wages"), ("7", "20260414", "-20.00", "Hop on Bus")]
    assert take(file_county, agreement, ofx(*lines)) == 2
    assert take(file_county, agreement, ofx(*lines, ("8", "20260415", "-1.00", "Hop on Bus"))) == 1


@pytest.mark.parametrize("first", ["table", "ofx"])
def test_the_same_month_as_a_table_and_as_ofx_adds_nothing_twice(file_county, first):
    agreement = an_agreement(file_county)
    paid(file_county)
    table = a_file(
        "07/04/2026,SHORT BREAKS COUNCIL,,390.96", "13/04/2026,Ann Baker wages,84.00,", "13/04/2026,Ann Baker wages,84.00,",
        "20/04/2026,PayRight Payroll,16.08,",
    )  # fmt: skip
    files = [table, ofx(*LINES[:4])]
    for data in files if first == "table" else reversed(files):
        take(file_county, agreement, data)
    assert len(spent(file_county)) == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (HEAD_2.encode() + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + ofx(form=2)[len(HEAD_2) :], "definitions of its own"),
        (HEAD_2.encode() + b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + ofx(form=2)[len(HEAD_2) :], "definitions of its own"),
        (ofx(money="EUR"), "kept in EUR"),
        (ofx(("1", "20260407", "NaN", "x")), "as the standard says|not an amount"),
        (ofx(("1", "20260407", "1e5000", "x")), "as the standard says|not an amount"),
        (ofx(("1", "20260407", "3.505", "x")), "not an amount in pounds"),
        (ofx(("1", "20260407", "1000000.01", "x")), "not an amount in pounds"),
        (ofx(("1", "20260431", "3.50", "x")), "as the standard says"),
        (ofx(("1", "20260407", "3.50", " ")), "does not say who|as the standard says"),
        (ofx()[:900], "as the standard says|names"),
        (ofx(form=2)[:900], "as the standard says|names"),
        (HEAD_2.encode() + b"<OFX>" + b"<A><B>" * 60 + b"</B></A>" * 60, "nested deeper"),
        (HEAD_1.encode() + b"<OFX></OFX>", "as the standard says|no statement"),
        (HEAD_1.encode(), "as the standard says"),
        (HEAD_2.encode() + b" " * 20_000_001, "larger than 20 MB"),
    ],
)  # fmt: skip
def test_a_file_in_doubt_is_refused_with_a_sentence(data, said):
    assert is_ofx(data)
    with pytest.raises(Refused, match=said):
        read_ofx(data)


def test_three_hundred_mutated_files_are_read_whole_or_refused():
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    for form in (1, 2):
        whole = ofx(form=form)
        for _ in range(150):
            place = chance.randrange(len(whole))
            cut = chance.choice((whole[:place], whole[:place] + b"<" + whole[place:], whole[:place] + whole[place + 1 :],
                                 whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :]))  # fmt: skip
            try:
                found = read_ofx(cut)
            except Refused:
                continue
            assert all(abs(line.pence) > 0 and line.payee for one in found for line in one.lines)


def test_a_payees_marks_stay_letters():
    (found,) = read_ofx(ofx(("1", "20260407", "-3.50", "Tom &lt;b&gt;Bold&lt;/b&gt; &amp; O’Neill"), form=2))
    assert found.lines[0].payee == "Tom <b>Bold</b> & O’Neill"
