"""A charge without a price is for a person to decide, wherever it would be booked; free is said to be free (R-C1, R-C2)."""

from datetime import date

import pytest

from shortbreaks.bookings.chosen_places import places_together
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.findings import Outcome
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.providers.seeing import SeeCheck, see_check
from shortbreaks.providers.tables import ServicePrice
from tests.bookings.series_builders import FIRST, every, preview, terms
from tests.bookings.test_notices import text_of
from tests.builders import SAT, a_child, a_service, a_session, save
from tests.overnight.builders import FRI, a_house, placed, wanted

FROM = date(2026, 4, 1)


def entered(county, service, pence, from_day):
    """A price put in, and a word about the provider, so that what is kept of the directory is read again."""
    save(county, ServicePrice(service_id=service, from_day=from_day, pence=pence))
    county.at().perform(see_check, SeeCheck(1, "dbs", str(pence), None))


def found_for(county, child, day=SAT):
    (row,) = county.at().ask(breaks_for, Wish(child, day.date(), day.date())).rows
    (said,) = [one for one in row.findings if one.rule == "R-C2"]
    return row, said


def test_what_the_council_charges_without_a_price_is_never_booked_for_nothing_unasked(file_county):
    county = file_county
    service, venue = a_service(county, price=None)
    session, child = a_session(county, service, venue), a_child(county)
    row, said = found_for(county, child)
    assert (row.outcome, said.chip, said.overridable) == (Outcome.TO_DECIDE, "No price", True)
    assert said.reason == "The council charges for Sandpipers Saturday Club, and no price is entered." and "Enter its price" in said.remedy
    one = (PlacesWanted(child, (session,)),)
    for command, request in ((make_booking, MakeBooking(one)), (offer_places, OfferPlaces(one))):
        with pytest.raises(Refused, match="no price is entered") as refusal:
            county.at().perform(command, request)
        assert refusal.value.field == "reason:R-C2"
    ((offer,),) = county.at().ask(places_together, (child,), (session,))
    assert [one.outcome for one in offer.findings if one.rule == "R-C2"] == [Outcome.TO_DECIDE]
    reasons = (PlacesWanted(child, (session,), (Reason("R-C2", "Its first day is a present of the council"),)),)
    county.at().perform(make_booking, MakeBooking(reasons))
    other = a_child(county, first="Noah")
    entered(county, service, 900, date(2026, 7, 26))
    _, said = found_for(county, other)
    assert said.reason.endswith("its first price holds from 26 July 2026, after this day.")
    entered(county, service, 1275, FROM)
    row, said = found_for(county, other)
    assert (row.charge_pence, said.outcome, said.chip) == (1275, Outcome.MET, "Price known")


def test_neither_a_series_nor_a_night_goes_past_a_price_that_is_missing(file_county):
    county = file_county
    terms(county)
    club, venue = a_service(county, price=None)
    a_session(county, club, venue, start=SAT.replace(year=FIRST.year, month=FIRST.month, day=FIRST.day))
    child = a_child(county)
    (day,) = preview(county, child, club, every(FIRST, FIRST)).days
    assert [one.outcome for one in day.findings if one.rule == "R-C2"] == [Outcome.TO_DECIDE]
    _, _, (bed, *_) = a_house(county)
    free = county.at().ask(stay_asked, wanted(child, bed, FRI, FRI.replace(day=9)))
    assert [one.chip for one in free.findings if one.rule == "R-C2"] == ["Price known"], "0.00 is a price"
    _, _, (bed, *_) = a_house(county, name="Mill House", price=None)
    asked = county.at().ask(stay_asked, wanted(child, bed, FRI, FRI.replace(day=9)))
    assert [one.outcome for one in asked.findings if one.rule == "R-C2"] == [Outcome.TO_DECIDE]
    others = tuple((one.rule, "Agreed") for one in asked.findings if one.outcome is not Outcome.MET and one.rule != "R-C2")
    with pytest.raises(Refused, match="no price is entered"):
        placed(county, child, bed, FRI, FRI.replace(day=9), reasons=others)


@pytest.mark.parametrize(("charged_by", "price", "chip", "said"), [
    ("nobody", None, "Free for families", "There is nothing to pay."),
    ("provider", None, "Provider’s own fee", "asks for its own fee; the provider tells you what it is"),
    ("provider", 900, "Provider’s own fee", "asks for its own fee, £9.00 a session"),
    ("provider", 0, "Provider’s own fee", "There is nothing to pay."),
    ("council", 0, "Price known", "There is nothing to pay."),
])  # fmt: skip
def test_what_is_free_is_said_to_be_free_and_a_fee_nobody_knows_is_not(file_county, charged_by, price, chip, said):
    county = file_county
    service, venue = a_service(county, charged_by=charged_by, price=price)
    session, child = a_session(county, service, venue), a_child(county)
    row, found = found_for(county, child)
    assert (row.outcome, found.outcome, found.chip, row.charge_pence) == (Outcome.MET, Outcome.MET, chip, 0)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
    paper = county.at().perform(issue_confirmation, IssueConfirmation(1)).answer
    assert said in text_of(county.at().ask(paper_again, paper).pdf)
