"""Duties the office evidences: reliable breaks (R-X2), a choice beside a direct payment (R-X3), and who brings the child (R-C7)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.chosen_places import places_together
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.queries import bookings_of_child, steps_of
from shortbreaks.bookings.registers.reliability import reliability
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.transport import ArrangeTransport, arrange_transport, told_transport, transport_to_arrange
from shortbreaks.eligibility.telling import NoteOffer, note_offer
from shortbreaks.eligibility.worklists import given_no_choice
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay
from shortbreaks.overnight.queries import stay_card
from tests.bookings.test_notices import text_of
from tests.builders import SAT, a_child, a_service, a_session
from tests.overnight.builders import FRI, a_house, placed, s20

SPAN = (date(2026, 4, 1), date(2026, 12, 31))


def book(county, child, *sessions):
    return county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),))).answer


def version(county, booking):
    with county.database.reading.connect() as connection:
        return connection.execute(text(f"select version from booking where id = {booking}")).scalar()


def test_the_rate_counts_what_families_had_booked(county):
    """Of four places booked the provider cancelled one and the council one; a family's own in time and an offer count nowhere."""
    club = a_service(county)
    sessions = [a_session(county, *club, start=SAT + timedelta(days=7 * week)) for week in range(6)]
    child = a_child(county)
    ids = book(county, child, *sessions[:5])
    offered = county.at().perform(offer_places, OfferPlaces((PlacesWanted(child, (sessions[5],)),))).answer
    for booking, reason in ((ids[0], "provider"), (ids[1], "council"), (ids[4], "family"), (offered[0], "provider")):
        county.at().perform(cancel_booking, CancelBooking(booking, version(county, booking), reason))
    (row,) = county.at().ask(reliability, *SPAN)
    assert (row.booked, row.by_provider, row.by_council, row.tenths) == (4, 1, 1, 500)
    _, _, beds = a_house(county)
    s20(county, child)
    stay = placed(county, child, beds[0], FRI + timedelta(days=60), FRI + timedelta(days=62))
    county.at().perform(cancel_stay, CancelStay(stay, 1, "provider"))
    assert [(one.service, one.tenths, one.stays) for one in county.at().ask(reliability, *SPAN)] == [
        ("Windmill House", 1000, True), ("Sandpipers Saturday Club", 500, False),
    ]  # fmt: skip
    assert county.at().ask(reliability, date(2027, 4, 1), date(2028, 3, 31)) == ()


def test_a_family_without_another_choice_is_listed_until_it_has_one(county):
    child, other = a_child(county), a_child(county, first="Ben")
    offers = [(other, "yes", True, "No worker for him"), (other, "yes", False, ""), (child, "yes", True, "No club takes a hoist")]
    for number, (whose, answer, alone, words) in enumerate(offers):
        county.at().perform(note_offer, NoteOffer(whose, date(2026, 7, 1 + number), answer, alone, words))
    assert [(row.child, row.words, row.days) for row in county.at().ask(given_no_choice)] == [("Amara O.", "No club takes a hoist", 19)]


def test_transport_is_needed_arranged_and_told(county):
    """R-C7: needed by nobody provided, it waits on a list; once a taxi fetches the child, the family's paper says so."""
    club = a_service(county)
    child = a_child(county)
    (booking,) = book(county, child, a_session(county, *club))
    with pytest.raises(Refused, match="not said who brings"):
        county.at().perform(arrange_transport, ArrangeTransport("booking", booking, version(county, booking), "HELICOPTER"))
    county.at().perform(arrange_transport, ArrangeTransport("booking", booking, version(county, booking), "NEEDED", "Mother does not drive"))
    (row,) = county.at().ask(transport_to_arrange)
    assert (row.child, row.service, row.about, row.id) == ("Amara O.", "Sandpipers Saturday Club", "booking", booking)
    with pytest.raises(ChangedByAnother):
        county.at().perform(arrange_transport, ArrangeTransport("booking", booking, 1, "TAXI"))
    county.at().perform(arrange_transport, ArrangeTransport("booking", booking, row.version, "TAXI"))
    assert county.at().ask(transport_to_arrange) == ()
    assert county.at().ask(steps_of, booking)[0].reason == "Transport"
    assert county.at().ask(bookings_of_child, child)[0].transport == "TAXI"
    paper = county.at().perform(issue_confirmation, IssueConfirmation(booking)).answer
    said = text_of(county.at().ask(paper_again, paper).pdf)
    assert "Getting there A taxi that the council pays fetches Amara and brings Amara home." in said


def test_transport_of_a_stay(file_county):
    _, _, beds = a_house(file_county)
    child = a_child(file_county)
    s20(file_county, child)
    stay = placed(file_county, child, beds[0], FRI, FRI + timedelta(days=2))
    file_county.at().perform(arrange_transport, ArrangeTransport("stay", stay, 1, "NEEDED"))
    assert [(one.about, one.id) for one in file_county.at().ask(transport_to_arrange)] == [("stay", stay)]
    file_county.at().perform(cancel_stay, CancelStay(stay, 2, "ill"))
    assert file_county.at().ask(transport_to_arrange) == () and file_county.at().ask(stay_card, stay).transport == "NEEDED"
    with pytest.raises(Refused, match="cancelled in time"):
        file_county.at().perform(arrange_transport, ArrangeTransport("stay", stay, 3, "TAXI"))


def test_what_families_are_told_of_transport():
    assert told_transport("Amara", ["FAMILY"]) == "" == told_transport("Amara", ["TAXI", "COUNCIL"]) == told_transport("Amara", [])
    assert told_transport("Amara", ["NEEDED", "NEEDED"]).startswith("We are still arranging how Amara gets there")


def test_a_family_comes_to_a_club_by_itself_and_to_others_by_assessment(file_county):
    """R-E7: nobody needs a social worker's award for a club of self-referral; what comes through assessment asks for one."""
    county = file_county
    child, made = a_child(county), []
    for name, referral in (("Sandpipers", "self"), ("Home support", "assessment")):
        service, venue = a_service(county, name=name, unit="sessions", referral=referral)
        made.append((service, a_session(county, service, venue)))
    chips = [[one.chip for one in county.at().ask(places_together, (child,), (session,))[0][0].findings] for _, session in made]
    assert "No award needed" in chips[0] and "No sessions awarded" not in chips[0]
    assert "No sessions awarded" in chips[1]
    with pytest.raises(Refused, match="no sessions awarded"):
        county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (made[1][1],)),)))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (made[0][1],)),)))
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update allocation set unit = 'sessions', amount = 1 where child_id = {child} and unit = 'nights'"))
    again = a_session(county, made[0][0], venue, start=SAT + timedelta(days=7))
    assert "No award needed" not in [one.chip for one in county.at().ask(places_together, (child,), (again,))[0][0].findings]
