"""Odd orders of booking, cancelling and putting back, and what each paper then says was paid and where it is."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.cancelling import CancelBooking, PutBack, cancel_booking, put_back
from shortbreaks.bookings.commands import (
    AcceptOffer,
    MakeBooking,
    OfferPlaces,
    accept_offer,
    make_booking,
    offer_places,
)
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.proof import charges_are_posted
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.providers.tables import ServicePrice
from tests.bookings.test_asking import an_adult
from tests.bookings.test_booking import one, rows, seen, totals
from tests.bookings.test_papers import text_of
from tests.builders import SAT, a_child, a_right, a_service, a_session, save

WEEK = timedelta(weeks=1)


@pytest.fixture
def club(county):
    return a_service(county)


def cancel(county, booking, reason="family"):
    county.at().perform(cancel_booking, CancelBooking(booking, seen(county, booking), reason))


def confirmed(county, number, style=""):
    paper = county.at().perform(issue_confirmation, IssueConfirmation(number, style)).answer
    return text_of(county.at().ask(paper_again, paper).pdf)


def test_nobody_books_for_a_child_who_has_died_by_any_way(county, club):
    """Neither a booking, an offer, its acceptance nor a cancellation put back; the database itself refuses both."""
    sessions = [a_session(county, *club, start=SAT + week * WEEK) for week in range(4)]
    child, office = a_child(county), county.at()
    (booking,) = office.perform(make_booking, one(child, sessions[0])).answer
    cancel(county, booking)
    (offered,) = office.perform(offer_places, OfferPlaces((PlacesWanted(child, (sessions[1],)),))).answer
    version = rows(county, f"select version from child where id = {child}")[0][0]
    office.perform(note_ending, NoteEnding(child, version, "died", date(2026, 7, 21), "The hospital rang."))
    for command, request in (
        (make_booking, one(child, sessions[2])), (offer_places, OfferPlaces((PlacesWanted(child, (sessions[2],)),))),
        (accept_offer, AcceptOffer(offered)), (put_back, PutBack(booking, "Why not")),
    ):  # fmt: skip
        with pytest.raises(Refused, match="record is closed"):
            office.perform(command, request)
    columns = [name for (name,) in rows(county, _columns(county)) if name != "id"]
    again = f"insert into booking ({', '.join(columns)}) select {', '.join(columns)} from booking where id = {booking}"
    for careless in (again, f"update booking set state = 'confirmed' where id = {booking}", f"update booking set state = 'confirmed' where id = {offered}"):
        with pytest.raises(DBAPIError, match="record is closed"), county.database.writing.begin() as connection:
            connection.execute(text(careless))
    assert rows(county, "select count(*) from booking") == [(2,)]


def _columns(county):
    if county.kind == "file":
        return "select name from pragma_table_info('booking')"
    return "select column_name from information_schema.columns where table_name = 'booking'"


def test_nobody_books_for_a_child_who_is_only_a_brother_or_sister(file_county):
    """R-B5: siblings without eligibility are recorded as siblings, never as short-break users."""
    session, child = a_session(file_county, *a_service(file_county)), a_child(file_county)
    with file_county.database.writing.begin() as connection:
        connection.execute(text("update child set sibling_only = true"))
    with pytest.raises(Refused, match="recorded as a brother or sister"):
        file_county.at().perform(make_booking, one(child, session))


def test_put_back_keeps_the_price_that_was_told_and_takes_a_benefit_seen_since(county, club):
    child, session = a_child(county), a_session(county, *club)
    (booking,) = county.at().perform(make_booking, one(child, session, paid_by="card")).answer
    cancel(county, booking, "ill")
    save(county, ServicePrice(service_id=club[0], from_day=date(2026, 7, 1), pence=2000))
    county.at().perform(put_back, PutBack(booking))
    assert rows(county, "select list_pence, charge_pence, exempt from booking") == [(1275, 1275, "")]
    assert totals(county) == {"family charges": 0, "charges income": 1275, "money received": -1275}
    assert "£12.75. You paid £12.75" in confirmed(county, booking)
    cancel(county, booking, "ill")
    with county.database.writing.begin() as connection:
        connection.execute(text("update household set benefit = 'UC'"))
    county.at().perform(put_back, PutBack(booking))
    assert rows(county, "select list_pence, charge_pence, exempt from booking") == [(1275, 0, "s29(3)")]
    with county.database.reading.connect() as connection:
        assert not list(charges_are_posted(connection))


def test_put_back_after_other_hours_takes_and_charges_the_hours_as_they_are(file_county):
    service = a_service(file_county)
    child, session = a_child(file_county), a_session(file_county, *service)
    (booking,) = file_county.at().perform(make_booking, one(child, session)).answer
    cancel(file_county, booking)
    with file_county.database.writing.begin() as connection:
        connection.execute(text(f"update break_session set ends_at = '2026-07-25 12:00:00.000000' where id = {session}"))
    file_county.at().perform(put_back, PutBack(booking))
    assert rows(file_county, "select uses, ends_at from booking") == [(120, "2026-07-25 12:00:00.000000")]
    assert rows(file_county, "select to_minute - from_minute from booking_place") == [(120,)]


def test_put_back_asks_why_where_other_breaks_used_the_allocation_since(county, club):
    """R-B8 holds for a place that is put back, and what was answered when it was booked is not asked again."""
    child, other = a_child(county, hours=180, needs=("HOIST",)), [("R-B10", "Jo has one.")]
    (booking,) = county.at().perform(make_booking, one(child, a_session(county, *club), reasons=other)).answer
    cancel(county, booking, "ill")
    county.at().perform(put_back, PutBack(booking))
    cancel(county, booking, "ill")
    county.at().perform(make_booking, one(child, a_session(county, *club, start=SAT + WEEK), reasons=other))
    with pytest.raises(Refused, match="takes 3 hours and Amara has 0 hours left") as refusal:
        county.at().perform(put_back, PutBack(booking))
    assert refusal.value.field == "reason:R-B8"
    county.at().perform(put_back, PutBack(booking, "The panel agreed by telephone."))
    assert rows(county, f"select rule, reason from rule_override where about = 'booking:{booking}' order by id") == [
        ("R-B10", "Jo has one."), ("R-B8", "The panel agreed by telephone."),
    ]  # fmt: skip


def test_each_childs_paper_says_what_was_paid_for_it_whatever_became_of_the_first_day(county, club):
    """Siblings pay in one go: the second is not asked again, and a day given up in time takes no payment with it."""
    amara = a_child(county)
    (home,) = rows(county, f"select household_id from child where id = {amara}")[0]
    bina, sessions = a_child(county, first="Bina", household=home), tuple(a_session(county, *club, start=SAT + n * WEEK) for n in range(3))
    both = MakeBooking((PlacesWanted(amara, sessions), PlacesWanted(bina, sessions)), paid_by="card")
    first, *_, last = county.at().perform(make_booking, both).answer
    second = last - 2
    paid = "3 sessions × £12.75 = £38.25. You paid £38.25 on 22 July 2026. There is nothing more to pay."
    assert paid in confirmed(county, first) and paid in confirmed(county, second)
    cancel(county, first, "ill")
    assert "2 sessions × £12.75 = £25.50. You paid £25.50 on 22 July 2026." in confirmed(county, first)
    cancel(county, second + 1)  # in a week and three days: free
    cancel(county, second)  # in three days: half of it stays to pay
    assert rows(county, f"select charge_pence from booking where id = {second}") == [(638,)]
    assert "1 session × £12.75 = £12.75. You paid £12.75" in confirmed(county, second)
    assert totals(county)["money received"] == -7650


def test_a_number_for_days_at_two_services_says_of_each_where_it_is_and_whom_to_ring(file_county):
    club = a_service(file_county)
    (phone,) = ("07700 900777",)
    other = a_service(file_county, name="Bright Tides", price=500, postcode="CT11 9HH", charged_by="provider")
    with file_county.database.writing.begin() as connection:
        connection.execute(text(f"update service set contact_phone = '{phone}', bring = 'Old clothes.' where name = 'Bright Tides'"))
        connection.execute(text("update venue set name = 'The Boathouse', address = 'Harbour' where postcode = 'CT11 9HH'"))
    sessions = a_session(file_county, *club), a_session(file_county, *other, start=SAT + timedelta(days=1))
    (number, _) = file_county.at().perform(make_booking, one(a_child(file_county), *sessions)).answer
    for style in ("standard", "large", "easy"):
        words = confirmed(file_county, number, style)
        for fact in ("Pierremont Hall", "The Boathouse", "Harbour CT11 9HH", phone, "Old clothes.", "A drink and a sun hat.", "its own fee"):
            assert fact in words, (style, fact)
    assert "It is at Bright Tides." in words
    standard = confirmed(file_county, number, "standard")
    assert "Sandpipers Saturday Club and Bright Tides on these two days" in standard
    assert "Bright Tides, Sunday 26 July: The Boathouse, Harbour CT11 9HH." in standard
    assert "1 session × £12.75 = £12.75. £12.75 is still to pay" in standard


def test_nobody_is_charged_another_sum_than_was_read_out(county, club):
    child, session = a_child(county), a_session(county, *club)
    save(county, ServicePrice(service_id=club[0], from_day=date(2026, 7, 1), pence=2000))
    with pytest.raises(Refused, match=r"pays £20\.00 by now, and £12\.75 was read out"):
        county.at().perform(make_booking, one(child, session, paid_by="card", read_out=1275))
    assert rows(county, "select count(*) from booking") == rows(county, "select count(*) from entry") == [(0,)]
    county.at().perform(make_booking, one(child, session, read_out=2000))


def test_a_session_that_ends_at_midnight_is_no_night_away(file_county):
    """R-B12 asks for a contact overnight; an evening that ends at 00:00 holds no hour of the next day."""
    child, service = a_child(file_county), a_service(file_county)
    with file_county.database.writing.begin() as connection:
        connection.execute(text("delete from emergency_contact"))
    evening = a_session(file_county, *service, start=datetime(2026, 7, 25, 20), end=datetime(2026, 7, 26))
    file_county.at().perform(make_booking, one(child, evening))
    night = a_session(file_county, *service, start=datetime(2026, 8, 1, 20), end=datetime(2026, 8, 2, 0, 1))
    with pytest.raises(Refused, match="within two hours"):
        file_county.at().perform(make_booking, one(child, night))


def test_the_paper_says_of_each_day_who_brings_the_child_and_to_everybody_how_medicine_comes(file_county):
    """R-C7, domain.md section 4 no. 1: a taxi on one day only is told, and no paper says who takes medicine."""
    service = a_service(file_county)
    sessions = tuple(a_session(file_county, *service, start=SAT + n * WEEK) for n in range(3))
    (number, *_) = file_county.at().perform(make_booking, one(a_child(file_county), *sessions)).answer
    with file_county.database.writing.begin() as connection:
        connection.execute(text(f"update booking set transport = case when id = {number} then 'FAMILY' else 'TAXI' end"))
    for style in ("standard", "large", "easy"):
        words = confirmed(file_county, number, style)
        assert "Saturday 1 August and Saturday 8 August: A taxi that the council pays fetches Amara and brings Amara home." in words
        assert "A drink and a sun hat." in words and "edicine in its own box with the chemist’s label." in words
        assert "Saturday 25 July:" not in words


@pytest.mark.parametrize("gone", [True, False])
def test_who_rang_once_and_may_not_know_any_more_gets_no_later_paper(file_county, gone):
    """R-P6: an adult whom a court kept from the family since is not written to about where the child is on Saturday."""
    child, session = a_child(file_county), a_session(file_county, *a_service(file_county))
    father = an_adult(file_county, child, "Ben")
    (number,) = file_county.at().perform(make_booking, one(child, session, asked_by=father)).answer
    assert "Dear Mr O." in confirmed(file_county, number) or "Dear Ben O." in confirmed(file_county, number)
    if gone:
        with file_county.database.writing.begin() as connection:
            connection.execute(text(f"update adult set state = 'closed' where id = {father}"))
    else:
        a_right(file_county, father, may_book=False, gets_letters=False, from_day=date(2026, 7, 1))
    assert "Dear Ms O." in confirmed(file_county, number)
