"""Providers' invoices: costs in the books from booking to settlement, the match, the second person, the file, credits (5.5)."""

import csv
from datetime import date, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, PutBack, cancel_booking, put_back
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.registers.attending import Marked
from shortbreaks.bookings.registers.commands import KeepRegister, keep_register
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database.check import check
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.finance.batches import batch_file
from shortbreaks.finance.purchase_files import PreparePurchases, prepare_purchases
from shortbreaks.finance.purchase_import import TakeInvoices, preview_invoices, take_invoices
from shortbreaks.finance.purchase_queries import invoices_listed, lines_proposed
from shortbreaks.finance.purchases import (
    AnswerDifference,
    ApproveInvoice,
    CreditInvoice,
    LineTyped,
    answer_difference,
    approve_invoice,
    credit_invoice,
)
from shortbreaks.overnight.costs import PriceNights, price_nights
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import Arrive, arrive
from tests.builders import a_child, a_service, a_session
from tests.counting import statements
from tests.finance.builders import (
    PRICE,
    a_club,
    approved,
    books,
    card,
    entered,
    one,
    priced,
    version_of_booking,
    with_vendor,
    written,
)
from tests.nasty import TEXTS
from tests.overnight.builders import a_house, placed, s20, stay_of
from tests.payments.builders import proved


def answer(county, invoice, kind, said="accepted", role=Role.COORDINATOR, reason="The register was wrong"):
    line = card(county, invoice).lines[0].id
    return county.at(role).perform(answer_difference, AnswerDifference(line, kind, said, reason))


def test_a_place_is_committed_when_booked_owed_when_attended_and_free_again_when_neither(county):
    service, venue = a_service(county)
    with_vendor(county, service)
    priced(county, service)
    session = a_session(county, service, venue)
    children = [a_child(county, first=name) for name in ("Ann", "Ben", "Cas")]
    made = [county.at().perform(make_booking, MakeBooking((PlacesWanted(c, (session,)),))).answer[0] for c in children]
    assert books(county) == {"budget": -3 * PRICE, "committed": 3 * PRICE, "owed": 0, "paid": 0}
    county.at().perform(cancel_booking, CancelBooking(made[0], version_of_booking(county, made[0]), "family"))
    assert books(county) == {"budget": -2 * PRICE, "committed": 2 * PRICE, "owed": 0, "paid": 0}
    county.at().perform(put_back, PutBack(made[0]))
    assert books(county)["committed"] == 3 * PRICE
    county.clock.forward(days=5)
    marks = ("present", "sick", "no show")
    lines = tuple(Marked(b, version_of_booking(county, b), m) for b, m in zip(made, marks, strict=True))
    county.at().perform(keep_register, KeepRegister(session, lines))
    assert books(county) == {"budget": -PRICE, "committed": 0, "owed": PRICE, "paid": 0}
    assert proved(county) and check(county.database).sound


def test_a_price_agreed_late_reaches_what_was_booked_before_and_a_new_one_changes_it(file_county):
    county = file_county
    club = a_club(county, price=0)
    assert books(county) == {"budget": 0, "committed": 0, "owed": 0, "paid": 0}
    assert priced(county, club.service) == 3
    assert books(county)["owed"] == 3 * PRICE
    assert priced(county, club.service, 4000, date(2026, 7, 25)) == 3
    assert books(county) == {"budget": -12000, "committed": 0, "owed": 12000, "paid": 0}
    with pytest.raises(Refused, match="years before are closed"):
        priced(county, club.service, 1, date(2026, 3, 31))


def test_a_matched_invoice_is_approved_by_a_second_person_and_settles_what_is_owed(county):
    club = a_club(county)
    invoice = entered(county, club)
    assert card(county, invoice).lines[0].differences == ()
    with pytest.raises(Refused, match="yourself"):
        approved(county, entered(county, club, role=Role.MANAGER, number="INV-71", units=1), role=Role.MANAGER)
    seen = card(county, invoice)
    with pytest.raises(Refused, match=r"not £1\.00"):
        county.at(Role.APPROVER).perform(approve_invoice, ApproveInvoice(invoice, seen.version, 100))
    with pytest.raises(ChangedByAnother):
        county.at(Role.APPROVER).perform(approve_invoice, ApproveInvoice(invoice, seen.version + 1, seen.pence))
    approved(county, invoice)
    assert books(county) == {"budget": -3 * PRICE, "committed": 0, "owed": 0, "paid": 3 * PRICE}
    with pytest.raises(Refused, match="is approved"):
        approved(county, invoice)
    assert proved(county) and check(county.database).sound


def test_more_than_came_waits_for_the_coordinator_and_is_paid_out_of_the_budget_once_accepted(file_county):
    county = file_county
    club = a_club(county)
    invoice = entered(county, club, units=4)
    (found,) = card(county, invoice).lines[0].differences
    assert (found.words, found.pence, found.who) == ("4 places invoiced, 3 attended.", PRICE, "coordinator")
    with pytest.raises(Refused, match="coordinator has not accepted"):
        approved(county, invoice)
    with pytest.raises(Refused, match="The coordinator decides"):
        answer(county, invoice, "more than attended", role=Role.FINANCE)
    with pytest.raises(Refused, match="needs its reason"):
        answer(county, invoice, "more than attended", reason=" ")
    answer(county, invoice, "more than attended", "disputed")
    with pytest.raises(Refused, match="has not accepted"):
        approved(county, invoice)
    answer(county, invoice, "more than attended", reason="A late cancellation: the staff were paid")
    approved(county, invoice)
    assert books(county) == {"budget": -4 * PRICE, "committed": 0, "owed": 0, "paid": 4 * PRICE}


def test_an_answer_holds_for_its_sentence_only(file_county):
    county = file_county
    club = a_club(county, marks=())
    invoice = entered(county, club, units=5)
    assert [one.words for one in card(county, invoice).lines[0].waiting] == ["Nobody has said what became of 5 places."]
    answer(county, invoice, "not marked")
    assert card(county, invoice).lines[0].waiting == ()
    marks = ("present", "present", "present", "present", "sick")
    lines = tuple(Marked(b, version_of_booking(county, b), m) for b, m in zip(club.bookings, marks, strict=True))
    county.at().perform(keep_register, KeepRegister(club.session, lines))
    assert [one.words for one in card(county, invoice).lines[0].waiting] == ["5 places invoiced, 4 attended."]


def test_a_short_invoice_leaves_the_rest_owed_and_a_second_one_counts_it(file_county):
    county = file_county
    club = a_club(county)
    approved(county, entered(county, club, units=2))
    assert books(county)["owed"] == PRICE
    second = entered(county, club, units=2, number="INV-71")
    (found,) = card(county, second).lines[0].differences
    assert found.words == "4 places invoiced, 2 of them before, 3 attended."
    third = entered(county, club, units=1, number="INV-72")
    county.at(Role.FINANCE).perform(credit_invoice, CreditInvoice(second, card(county, second).version, "Entered twice"))
    approved(county, third)
    assert books(county) == {"budget": -3 * PRICE, "committed": 0, "owed": 0, "paid": 3 * PRICE}


def test_another_price_is_finances_to_decide_within_the_tolerance_nobodys(file_county):
    county = file_county
    club = a_club(county)
    invoice = entered(county, club, price=4300)
    (found,) = card(county, invoice).lines[0].waiting
    assert (found.words, found.who) == ("£43.00 a place, £42.00 agreed.", "finance")
    with pytest.raises(Refused, match="The finance decides"):
        answer(county, invoice, "price")
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("match_tolerance", "300", date(2026, 7, 1), "Agreed"))
    assert card(county, invoice).lines[0].waiting == ()
    approved(county, invoice)
    assert books(county)["paid"] == 3 * 4300


def test_nights_are_matched_and_settled_as_places_are(county):
    unit, service, beds = a_house(county)
    provider = with_vendor(county, service, "V400")
    county.at(Role.MANAGER).perform(price_nights, PriceNights(unit, date(2026, 4, 1), 45000, "Contract"))
    child = a_child(county)
    s20(county, child)
    stay = placed(county, child, beds[0], date(2026, 7, 24), date(2026, 7, 27))
    assert books(county)["committed"] == 3 * 45000
    county.clock.forward(days=2, hours=8)
    county.at().perform(arrive, Arrive(stay, stay_of(county, stay).version))
    county.clock.forward(days=2)
    county.at().perform(
        collect, Collect(stay, stay_of(county, stay).version, datetime(2026, 7, 26, 10), "family", "Poorly")
    )
    assert books(county) == {"budget": -90000, "committed": 0, "owed": 90000, "paid": 0}
    (proposed,) = county.at(Role.FINANCE).ask(lines_proposed, provider, date(2026, 7, 1), date(2026, 7, 31))
    assert (proposed.ref, proposed.booked, proposed.attended, proposed.agreed) == (f"N-{stay}", 3, 2, 45000)

    class House:
        session = None

    House.provider = provider
    three = entered(county, House, lines=(LineTyped(f"N-{stay}", 3, 45000),), number="H-1")
    assert [one.words for one in card(county, three).lines[0].waiting] == ["3 nights invoiced, 2 attended."]
    county.at(Role.FINANCE).perform(credit_invoice, CreditInvoice(three, card(county, three).version, "Wrong nights"))
    approved(county, entered(county, House, lines=(LineTyped(f"N-{stay}", 2, 45000),), number="H-1"))
    assert books(county) == {"budget": -90000, "committed": 0, "owed": 0, "paid": 90000}


def test_a_price_of_a_night_agreed_late_reaches_stays_that_are_placed(county):
    unit, _, beds = a_house(county)
    child = a_child(county)
    s20(county, child)
    placed(county, child, beds[0], date(2026, 7, 24), date(2026, 7, 27))
    assert books(county)["committed"] == 0
    for pence in (45000, 46000):
        county.at(Role.MANAGER).perform(price_nights, PriceNights(unit, date(2026, 7, 25), pence, "Contract"))
        assert books(county)["committed"] == 2 * pence
    assert proved(county)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"number": " "}, "has no number"), ({"number": "=1+1"}, "cannot go to finance"),
        ({"order_ref": "+44"}, "cannot go to finance"), ({"pence": 0}, "more than nothing"),
        ({"pence": 12601}, "lines come to £126.00, and the paper asks for £126.01"),
        ({"first_day": date(2026, 7, 26)}, "outside the invoice's period"),
        ({"last_day": date(2026, 6, 30)}, "ends before it begins"), ({"dated": date(2027, 1, 1)}, "a day gone by"),
        ({"lines": (LineTyped("S-999", 1, 100),)}, "no session or stay of this provider"),
        ({"lines": (LineTyped("X-1", 1, 100),)}, "is no session or stay"),
        ({"units": 1001}, "units or a price that cannot be"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_invoice_is_refused_with_its_field(file_county, other, said):
    club = a_club(file_county)
    with pytest.raises(Refused, match=said):
        entered(file_county, club, **other)
    assert file_county.at(Role.FINANCE).ask(invoices_listed) == ()


def test_nasty_numbers_are_kept_as_typed_or_refused(file_county):
    club = a_club(file_county)
    for words in TEXTS:
        try:
            invoice = entered(file_county, club, number=words)
        except Refused:
            continue
        assert card(file_county, invoice).number == words.replace("\u202e", "").strip()  # a mark that turns words is not kept


def test_a_number_is_used_once_a_vendor_however_it_is_written(county):
    club = a_club(county)
    invoice = entered(county, club, number="inv 70")
    with pytest.raises(Refused, match="entered before"):
        entered(county, club, number="INV70 ")
    other = a_club(county, name="Kingfishers", vendor="V300002")
    entered(county, other, number="INV70")
    county.at(Role.FINANCE).perform(credit_invoice, CreditInvoice(invoice, card(county, invoice).version, "Wrong provider"))
    assert card(county, entered(county, club, number="INV70")).alike == ""


def test_the_same_bill_under_another_number_is_said(file_county):
    county = file_county
    club = a_club(county)
    entered(county, club)
    assert card(county, entered(county, club, number="INV-70A")).alike == "INV-70"


def test_the_purchase_file_has_each_line_once_with_what_attendance_backs(county):
    club = a_club(county)
    invoice = entered(county, club, units=4)
    with pytest.raises(Refused, match="had every approved invoice"):
        county.at(Role.FINANCE).perform(prepare_purchases, PreparePurchases())
    answer(county, invoice, "more than attended")
    approved(county, invoice)
    batch = county.at(Role.FINANCE).perform(prepare_purchases, PreparePurchases()).answer
    file = county.at(Role.FINANCE).ask(batch_file, batch)
    (row,) = csv.DictReader(file.content.decode("utf-8-sig").splitlines())
    assert {name: row[name] for name in ("vendor_no", "invoice_no", "units_invoiced", "price", "units_attended", "units_difference",
                                         "amount", "vat_code", "order_ref", "due_date", "approver1")} == {
        "vendor_no": "V300001", "invoice_no": "INV-70", "units_invoiced": "4", "price": "42.00", "units_attended": "3",
        "units_difference": "1", "amount": "168.00", "vat_code": "E", "order_ref": "PO-118", "due_date": "2026-08-25",
        "approver1": "Approver One",
    }  # fmt: skip
    second = entered(county, club, units=1, number="INV-71")
    answer(county, second, "more than attended")
    approved(county, second)
    with pytest.raises(Refused, match=r"purchases-00001\.csv was prepared and never written"):
        county.at(Role.FINANCE).perform(prepare_purchases, PreparePurchases())
    assert written(county, batch).content == file.content
    again = county.at(Role.FINANCE).perform(prepare_purchases, PreparePurchases()).answer
    assert county.at(Role.FINANCE).ask(batch_file, again).control.pence == PRICE
    assert [row.file for row in county.at(Role.FINANCE).ask(invoices_listed)] == ["purchases-00002.csv", "purchases-00001.csv"]


def test_a_credit_note_undoes_the_invoice_by_its_mirror(county):
    club = a_club(county)
    invoice = entered(county, club)
    approved(county, invoice)
    with pytest.raises(Refused, match="has a number"):
        county.at(Role.FINANCE).perform(credit_invoice, CreditInvoice(invoice, card(county, invoice).version, "Billed twice"))
    request = CreditInvoice(invoice, card(county, invoice).version, "Billed twice", "CN-9")
    assert county.at(Role.FINANCE).perform(credit_invoice, request).answer == "credited"
    assert books(county) == {"budget": -3 * PRICE, "committed": 0, "owed": 3 * PRICE, "paid": 0}
    with pytest.raises(Refused, match="had every approved invoice"):
        county.at(Role.FINANCE).perform(prepare_purchases, PreparePurchases())
    with pytest.raises(Refused, match="credited already"):
        county.at(Role.FINANCE).perform(credit_invoice, CreditInvoice(invoice, card(county, invoice).version, "x", "CN-9"))
    assert proved(county)


def test_an_invoice_is_not_changed_behind_the_application(county):
    club = a_club(county)
    invoice = entered(county, club)
    by = one(county, f"select entered_by from provider_invoice where id = {invoice}")
    for change in ("pence = 1", "number_key = 'X'", f"approved_by = {by}", "state = 'approved'", "state = 'withdrawn'"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.exec_driver_sql(f"update provider_invoice set {change} where id = {invoice}")
    for statement in ("update invoice_line set units = 9", "delete from invoice_line", "delete from provider_invoice"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.exec_driver_sql(statement)


HEAD = "vendor_no,invoice_no,invoice_date,period_from,period_to,order_ref,vat_code,invoice_total,line_ref,units,price\n"


def a_file(*rows):
    return (HEAD + "\n".join(rows) + "\n").encode()


def test_a_file_of_invoices_is_previewed_and_taken_in_whole_or_not_at_all(county):
    club = a_club(county)
    other = a_club(county, name="Kingfishers", vendor="V300002")
    good = (
        f"V300001,INV-70,26/07/2026,01/07/2026,31/07/2026,PO-1,E,126.00,S-{club.session},3,42.00",
        f"V300002,K-7,2026-07-26,2026-07-01,2026-07-31,,,84.00,S-{other.session},2,42.00",
    )
    office = county.at(Role.FINANCE)
    found = office.ask(preview_invoices, a_file(*good))
    assert (found.pence, [one.request.number for one in found.invoices], found.faults) == (21000, ["INV-70", "K-7"], ())
    bad = a_file(*good, f"V300001,INV-71,26/07/2026,01/07/2026,31/07/2026,,,1.00,S-{club.session},3,42.00")
    spoiled = office.ask(preview_invoices, bad)
    assert [(one.line, one.sentence[:22]) for one in spoiled.faults] == [(4, "Its lines come to £126")]
    with pytest.raises(Refused, match="cannot be taken in"):
        office.perform(take_invoices, TakeInvoices(bad, spoiled.sha256))
    assert office.ask(invoices_listed) == ()
    with pytest.raises(Refused, match="changed since"):
        office.perform(take_invoices, TakeInvoices(a_file(*good), spoiled.sha256))
    assert len(office.perform(take_invoices, TakeInvoices(a_file(*good), found.sha256)).answer) == 2
    again = office.ask(preview_invoices, a_file(*good))
    assert [one.sentence for one in again.faults] == [
        "Invoice INV-70 of Sandpipers Trust was entered before.", "Invoice K-7 of Kingfishers Trust was entered before.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("V999,INV-70,26/07/2026,01/07/2026,31/07/2026,,,1.00,S-1,1,1.00", "No provider has the vendor number"),
        ("V300001,INV-70,07/26/2026,01/07/2026,31/07/2026,,,1.00,S-1,1,1.00", "is not a day"),
        ("V300001,INV-70,26/7/26,01/07/2026,31/07/2026,,,1.00,S-1,1,1.00", "is not a day"),
        ("V300001,INV-70,26/07/2026,01/07/2026,31/07/2026,,,1e5,S-1,1,1.00", "is not an amount"),
        ("V300001,INV-70,26/07/2026,01/07/2026,31/07/2026,,,1.00,S-1,-1,1.00", "not a number of places"),
        ("V300001,INV-70,26/07/2026,01/07/2026,31/07/2026,,,1.00,S-1,٣,1.00", "not a number of places"),
        ("V300001,=1,26/07/2026,01/07/2026,31/07/2026,,,1.00,S-1,1,1.00", "cannot go to finance"),
    ],
)
def test_a_row_in_doubt_keeps_the_whole_file_out(file_county, row, said):
    a_club(file_county)
    (fault,) = file_county.at(Role.FINANCE).ask(preview_invoices, a_file(row)).faults
    assert said in fault.sentence


def test_the_list_asks_as_much_for_three_invoices_as_for_one(county):
    club = a_club(county)
    counts = []
    for number in ("A1", "A2", "A3"):
        entered(county, club, units=1, number=number)
        with statements(county) as seen:
            county.at(Role.FINANCE).ask(invoices_listed)
        counts.append(len(seen))
    assert counts[0] == counts[2]
