"""A provider with a vendor number whose places have a price, a Saturday club with children who came, and its invoice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.registers.attending import Marked
from shortbreaks.bookings.registers.commands import KeepRegister, keep_register
from shortbreaks.finance.batches import MarkWritten, batch_file, mark_written
from shortbreaks.finance.place_prices import PricePlace, price_place
from shortbreaks.finance.purchase_queries import invoice_card
from shortbreaks.finance.purchases import (
    ApproveInvoice,
    EnterInvoice,
    LineTyped,
    approve_invoice,
    enter_invoice,
)
from shortbreaks.ledger.queries import all_balances
from tests.builders import a_child, a_service, a_session

SATURDAY = date(2026, 7, 25)
PRICE = 4200


@dataclass
class Club:
    """A Saturday club: its provider, service, session and the bookings of its children."""

    provider: int
    service: int
    session: int
    bookings: list


def one(county, statement):
    with county.database.reading.connect() as connection:
        return connection.execute(text(statement)).scalar()


def with_vendor(county, service, vendor="V300001"):
    provider = one(county, f"select provider_id from service where id = {service}")
    with county.database.writing.begin() as connection:
        connection.execute(text("update provider set vendor_number = :v where id = :id"), {"v": vendor, "id": provider})
    return provider


def priced(county, service, pence=PRICE, since=date(2026, 4, 1), per="place"):
    return county.at(Role.FINANCE).perform(price_place, PricePlace(service, since, pence, "Contract 2026", per)).answer


def a_club(county, *, children=5, marks=("present", "present", "present", "sick", "no show"), name="Sandpipers", price=PRICE,
           vendor="V300001", per="place", hours=3):  # fmt: skip
    """Five children booked on Saturday, three of whom came; it is Monday after that day."""
    from tests.conftest import TODAY

    county.clock.set(TODAY)
    service, venue = a_service(county, name=name)
    provider = with_vendor(county, service, vendor)
    if price:
        priced(county, service, price, per=per)
    session = a_session(county, service, venue, hours=hours)
    bookings = [
        county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county, first=f"Child{n}"), (session,)),))).answer[0]
        for n in range(children)
    ]
    county.clock.forward(days=5)
    if marks:
        marked = tuple(
            Marked(booking, version_of_booking(county, booking), mark) for booking, mark in zip(bookings, marks, strict=False)
        )
        county.at().perform(keep_register, KeepRegister(session, marked))
    return Club(provider, service, session, bookings)


def version_of_booking(county, booking):
    return one(county, f"select version from booking where id = {booking}")


def an_invoice(club, *, units=3, price=PRICE, number="INV-70", pence=None, lines=None, **other):
    lines = lines or (LineTyped(f"S-{club.session}", units, price),)
    total = sum(line.pence for line in lines) if pence is None else pence
    said = {"order_ref": "PO-118", "vat_code": "E", "dated": date(2026, 7, 26), "first_day": date(2026, 7, 1),
            "last_day": date(2026, 7, 31)}  # fmt: skip
    return EnterInvoice(club.provider, number, pence=total, lines=tuple(lines), **{**said, **other})


def entered(county, club, role=Role.FINANCE, **other):
    return county.at(role).perform(enter_invoice, an_invoice(club, **other)).answer


def card(county, invoice):
    return county.at(Role.FINANCE).ask(invoice_card, invoice)


def approved(county, invoice, role=Role.APPROVER):
    found = card(county, invoice)
    return county.at(role).perform(approve_invoice, ApproveInvoice(invoice, found.version, found.pence)).answer


def written(county, batch):
    office = county.at(Role.FINANCE)
    file = office.ask(batch_file, batch)
    office.perform(mark_written, MarkWritten(batch, file.control.sha256))
    return file


def books(county):
    """Pence by kind of account, those of providers' costs only."""
    kinds = {"providers' budget": "budget", "committed to providers": "committed", "owed to providers": "owed",
             "paid to providers": "paid"}  # fmt: skip
    found = dict.fromkeys(kinds.values(), 0)
    for row in county.at(Role.FINANCE).ask(all_balances):
        if row.kind in kinds:
            found[kinds[row.kind]] += row.pence
    return found


