"""Providers who charge by the hour: committed, owed, invoiced and settled to the penny, and each settlement proved (5.5)."""

from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.provider_costs import COMMITTED, OWED, PAID, PriceOf
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.finance.matching_rules import Line, Settlement, differences, settle
from shortbreaks.finance.place_prices import PricePlace, price_place
from shortbreaks.finance.proof import invoices_settle_line_by_line
from shortbreaks.finance.purchase_files import PreparePurchases, prepare_purchases
from shortbreaks.finance.purchase_import import TakeInvoices, preview_invoices, take_invoices
from shortbreaks.finance.purchases import AnswerDifference, LineTyped, answer_difference
from shortbreaks.finance.units import read_units
from shortbreaks.ledger.queries import account_of, balance
from tests.finance.builders import a_club, approved, card, entered, priced, written

RATE = 1633  # an hour; 2.5 hours are £40.825, a place of £40.83
BEGIN = datetime(2026, 7, 25, 10)


def stands(county, club, kind):
    office = county.at(Role.FINANCE)
    account = office.ask(account_of, kind, f"provider:{club.provider}")
    return office.ask(balance, account) if account else 0


def flaws(county):
    return [str(flaw) for flaw in check(county.database).flaws]


def of_hours(**other):
    said = {"what": "hour", "booked": 450, "attended": 450, "unmarked": 0, "before": 0, "units": 450, "price": RATE,
            "agreed": RATE, "per": 60, "owes": 3 * 4083}  # fmt: skip
    return Line(**{**said, **other})


def test_an_hour_of_a_place_is_rounded_once_and_by_real_time():
    assert [PriceOf(RATE, "hour").of(BEGIN, BEGIN.replace(hour=h, minute=m)) for h, m in ((12, 30), (11, 0), (10, 20))] == [
        4083, 1633, 544,
    ]  # fmt: skip
    assert PriceOf(RATE).of(BEGIN, BEGIN.replace(hour=12)) == RATE
    night = datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 6)  # the clock goes back: nine hours pass
    assert PriceOf(1000, "hour").of(*night) == 9000


def test_hours_are_matched_and_said_as_hours():
    assert differences(of_hours(), 0) == ()
    assert settle(of_hours()) == Settlement(12248, 0, 1)  # 7.5 x 16.33 = 122.475; three places owe 122.49
    assert [(one.words, one.pence) for one in differences(of_hours(units=480), 0)] == [
        ("8 hours invoiced, 7.5 booked.", 817)
    ]
    assert [one.words for one in differences(of_hours(booked=600, units=480, before=30), 0)] == [
        "8.5 hours invoiced, 0.5 of them before, 7.5 attended."
    ]
    assert [(one.words, one.pence) for one in differences(of_hours(price=1653), 0)] == [
        ("£16.53 an hour, £16.33 agreed.", 150)
    ]
    assert [one.words for one in differences(of_hours(agreed=None), 0)] == ["No price of an hour is agreed for that day."]
    halves = [settle(of_hours(units=200)), settle(of_hours(units=250, before=200))]
    assert [one.stood for one in halves] == [5444, 6805]
    assert sum(one.stood for one in halves) == 3 * 4083  # parts come to the whole


@pytest.mark.parametrize(
    ("typed", "found"),
    [("6", (6, 1)), ("7.5 h", (450, 60)), ("7.25h", (435, 60)), ("8 hours", (480, 60)), ("1 h", (60, 60)), ("1.67 h", (100, 60))],
)
def test_units_are_read_as_a_paper_says_them(typed, found):
    assert read_units(typed) == found


@pytest.mark.parametrize("typed", ["7.5", "", "h", "-1 h", "٣ h", "1e3", "7.555 h", "7,5 h"])
def test_units_that_are_neither_are_refused_with_an_example(typed):
    with pytest.raises(Refused, match=r"Write 6, or 7\.5 h"):
        read_units(typed)


def test_an_agency_by_the_hour_is_committed_owed_invoiced_and_settled(county):
    club = a_club(county, price=RATE, per="hour", hours=2.5, marks=())
    assert stands(county, club, COMMITTED) == 5 * 4083
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select per, pence from place_price")).all() == [("hour", RATE)]
    other = a_club(county, name="Second", price=RATE, per="hour", hours=2.5, vendor="V300002")
    assert (stands(county, other, COMMITTED), stands(county, other, OWED)) == (0, 3 * 4083)
    lines = (LineTyped(f"S-{other.session}", 450, RATE, 60),)
    invoice = entered(county, other, lines=lines, number="H-1")
    (line,) = card(county, invoice).lines
    assert (line.match.what, line.match.booked, line.match.attended, line.match.units) == ("hour", 750, 450, 450)
    assert line.differences == ()
    approved(county, invoice)
    assert (stands(county, other, OWED), stands(county, other, PAID)) == (0, 12248)
    batch = county.at(Role.FINANCE).perform(prepare_purchases, PreparePurchases()).answer
    head, row = written(county, batch).content.decode("utf-8-sig").splitlines()[:2]
    cells = dict(zip(head.replace('"', "").split(","), row.replace('"', "").split(","), strict=True))
    assert [cells[name] for name in ("units_invoiced", "units_attended", "units_difference", "unit", "price", "amount")] == [
        "7.50", "7.50", "0.00", "hour", "16.33", "122.48",
    ]  # fmt: skip
    assert flaws(county) == []


def test_an_invoice_by_the_place_where_hours_are_agreed_is_for_finance_to_answer(file_county):
    county = file_county
    club = a_club(county, price=RATE, per="hour", hours=2.5)
    invoice = entered(county, club, units=3, price=4100)
    (line,) = card(county, invoice).lines
    assert [(one.kind, one.who) for one in line.differences] == [("no price", "finance")]
    said = AnswerDifference(line.id, "no price", "accepted", "Their new form")
    county.at(Role.FINANCE).perform(answer_difference, said)
    approved(county, invoice)
    assert (stands(county, club, OWED), stands(county, club, PAID)) == (0, 12300)  # 122.49 was owed, 0.51 beside it
    again = entered(county, club, lines=(LineTyped(f"S-{club.session}", 150, RATE, 60),), number="H-2")
    assert card(county, again).lines[0].match.before == 450  # three places are 7.5 hours
    assert flaws(county) == []


def test_a_price_by_the_hour_follows_one_by_the_place_from_its_day(file_county):
    county = file_county
    club = a_club(county, price=4200, hours=2.5)
    moved = priced(county, club.service, RATE, date(2026, 7, 25), "hour")
    assert moved == 3
    assert stands(county, club, OWED) == 3 * 4083
    with pytest.raises(Refused, match="of a place or of an hour"):
        county.at(Role.FINANCE).perform(price_place, PricePlace(club.service, date(2026, 8, 1), 1, "x", "week"))
    assert flaws(county) == []


def test_hours_come_in_by_file(file_county):
    county = file_county
    club = a_club(county, price=RATE, per="hour", hours=2.5)
    head = "vendor_no,invoice_no,invoice_date,period_from,period_to,order_ref,vat_code,invoice_total,line_ref,units,price\n"
    row = f"V300001,H-9,2026-07-26,2026-07-01,2026-07-31,PO-1,E,122.48,S-{club.session},7.5 h,16.33\n"
    office = county.at(Role.FINANCE)
    found = office.ask(preview_invoices, (head + row).encode())
    assert found.faults == ()
    office.perform(take_invoices, TakeInvoices((head + row).encode(), found.sha256))
    assert card(county, 1).lines[0].match.units == 450
    bad = office.ask(preview_invoices, (head + row.replace("7.5 h", "7.5").replace("H-9", "H-8")).encode())
    assert "is not a number of places, nights or hours" in bad.faults[0].sentence


def test_what_an_invoice_frees_is_proved_to_its_line(file_county):
    county = file_county
    club = a_club(county)
    invoice = entered(county, club, price=4100)
    (line,) = card(county, invoice).lines
    said = AnswerDifference(line.id, "price", "accepted", "Cheaper this time")
    county.at(Role.FINANCE).perform(answer_difference, said)
    approved(county, invoice)
    assert (stands(county, club, OWED), stands(county, club, PAID)) == (0, 12300)
    assert flaws(county) == []

    def found(*statements):
        with county.database.writing.connect() as connection, connection.begin() as change:
            for (trigger,) in connection.execute(text("select name from sqlite_master where type = 'trigger'")).all():
                connection.execute(text(f"drop trigger {trigger}"))
            for statement in statements:
                connection.execute(text(statement))
            said = [f"{row}: {words}" for row, words in invoices_settle_line_by_line(connection)]
            change.rollback()
        return said

    assert found("update invoice_settlement set freed_pence = 200, stood_pence = 12500") == [
        f"provider invoice {invoice}: its lines say it frees: £2.00; the books say £3.00"
    ]
    freed = "(select id from account where kind = 'providers'' budget')"
    assert found(f"update transfer set pence = 400 where to_account = {freed} and pence = 300") == [
        f"provider invoice {invoice}: its lines say it frees: £3.00; the books say £4.00"
    ]
    assert found("delete from invoice_settlement") == [f"invoice line {line.id}: its invoice is approved, and it is not settled"]
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text("update invoice_settlement set freed_pence = 0"))
