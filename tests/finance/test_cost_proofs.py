"""`check` proves what providers cost: committed, owed and settled equal the records, and each fault is named to its line."""

from datetime import date, datetime

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cost_proof import costs_are_of_what_was_booked_and_attended
from shortbreaks.database.check import check
from shortbreaks.finance.proof import (
    invoices_are_settled_in_the_books,
    invoices_are_their_lines,
    providers_are_paid_by_invoices_alone,
)
from shortbreaks.finance.purchases import CreditInvoice, credit_invoice
from shortbreaks.overnight.costs import PriceNights, price_nights
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import Arrive, arrive
from tests.builders import a_child
from tests.finance.builders import a_club, approved, card, entered
from tests.overnight.builders import FRI, a_house, placed, s20
from tests.overnight.test_stays import at

PROOFS = (
    costs_are_of_what_was_booked_and_attended, invoices_are_their_lines, invoices_are_settled_in_the_books,
    providers_are_paid_by_invoices_alone,
)  # fmt: skip


def flaws(county):
    return [str(flaw) for flaw in check(county.database).flaws]


def found_after(county, *statements):
    """What the proofs name once something was changed with the guards away; the county itself stays whole."""
    with county.database.writing.connect() as connection, connection.begin() as change:
        for (trigger,) in connection.execute(text("select name from sqlite_master where type = 'trigger'")).all():
            connection.execute(text(f"drop trigger {trigger}"))
        for statement in statements:
            connection.execute(text(statement))
        found = [f"{row}: {words}" for proof in PROOFS for row, words in proof(connection)]
        change.rollback()
    return found


def test_each_fault_of_places_and_invoices_is_named_to_its_line(file_county):
    county = file_county
    club = a_club(county)
    invoice = entered(county, club)
    approved(county, invoice)
    first = club.bookings[0]
    assert flaws(county) == []
    assert found_after(county, f"update booking set state = 'no_show' where id = {first}") == [
        f"booking {first}: it commits £0.00 and owes £0.00; the books say £0.00 and £42.00"
    ]
    assert found_after(county, "update place_price set pence = 4300") == [
        f"booking {one}: it commits £0.00 and owes £43.00; the books say £0.00 and £42.00" for one in club.bookings[:3]
    ]
    assert found_after(county, f"update provider_invoice set pence = pence + 1 where id = {invoice}") == [
        f"provider invoice {invoice}: it asks for £126.01 and its lines come to £126.00",
        f"provider invoice {invoice}: it is approved and settles £126.01; the books say £126.00",
    ]
    foreign = found_after(county, "update entry set about = 'booking:99' where about like 'provider_invoice:%'")
    assert "booking 99: it commits £0.00 and owes £0.00; the books say £0.00 and −£126.00" in foreign
    assert any("about booking:99 pays a provider, and no invoice says so" in words for words in foreign)
    credit = CreditInvoice(invoice, card(county, invoice).version, "Wrong month", "CN-4")
    county.at(Role.FINANCE).perform(credit_invoice, credit)
    assert flaws(county) == []
    assert found_after(county, f"update provider_invoice set state = 'approved' where id = {invoice}") == [
        f"provider invoice {invoice}: it is approved and settles £126.00; the books say £0.00"
    ]


def test_a_stay_that_was_slept_and_is_not_owed_is_named_and_one_of_a_file_is_not(file_county):
    unit, _, beds = a_house(file_county)
    file_county.at().perform(price_nights, PriceNights(unit, date(2026, 4, 1), 40_000, "Contract"))
    child = a_child(file_county)
    s20(file_county, child)
    stay = placed(file_county, child, beds[0], FRI, date(2026, 8, 9))
    at(file_county, 2026, 8, 7, 17)
    file_county.at().perform(arrive, Arrive(stay, 1))
    at(file_county, 2026, 8, 9, 11)
    file_county.at().perform(collect, Collect(stay, 2, datetime(2026, 8, 9, 10), "family"))
    assert flaws(file_county) == []
    away = "update entry set about = 'stay:99' where about like 'stay:%'"
    wanted = f"stay {stay}: it commits £0.00 and owes £800.00; the books say £0.00 and £0.00"
    assert wanted in found_after(file_county, away)
    # Had it ended before anybody here knew of it, it would have been paid for elsewhere
    assert wanted not in found_after(file_county, away, f"delete from stay_step where stay_id = {stay} and state <> 'ended'")
