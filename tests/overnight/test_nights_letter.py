"""The letter of a family that waits for nights says what its request says, in both prints, and never a number in the list."""

from datetime import date, timedelta

import pytest

from shortbreaks.errors import Refused
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.nights_papers import IssueNightsLetter, issue_nights_letter
from shortbreaks.overnight.today import nights_due
from shortbreaks.overnight.waiting_nights import JoinNights, ReviewNights, join_nights, review_nights
from tests.bookings.test_waiting_papers import words_of
from tests.builders import a_child
from tests.counting import statements
from tests.overnight.builders import FRI, a_house, placed, s20

DAY = timedelta(days=1)
MON = FRI + DAY * 3


@pytest.fixture
def waits(file_county):
    """Amara, the last of four who wait for the one bed of a house."""
    county = file_county
    _, service, beds = a_house(county, beds=1)
    requests = []
    for name in ("Before", "Before", "Before", "Amara"):
        child = a_child(county, first=name)
        s20(county, child, situation=1)
        asked = JoinNights(child, service, 2, FRI, MON, frozenset({4, 5, 6}))
        requests.append(county.at().perform(join_nights, asked).answer)
        county.clock.forward(minutes=1)
    return county, service, beds, requests


def letter(county, request, style=""):
    return words_of(county, county.at().perform(issue_nights_letter, IssueNightsLetter(request, style)).answer)


@pytest.mark.parametrize("style", ["standard", "large"])
def test_it_says_what_is_waited_for_since_when_how_we_choose_and_how_to_stop(waits, style):
    county, _, _, requests = waits
    county.clock.forward(days=1)
    county.at().perform(review_nights, ReviewNights(requests[-1]))
    words = letter(county, requests[-1], style)
    for said in (
        "You are on the waiting list for nights", f"N-{requests[-1]:05d}", "Amara O.", "Amara is waiting for 2 nights in a row at",
        "Windmill House", "from Friday 7 August 2026 on, home by Monday 10 August 2026, on Friday, Saturday or Sunday nights only",
        "further down the list", "22 July 2026", "last looked at your request together on 23 July 2026",
        "children who are very ill, or for whom a social worker asks; families with no break in the last 90 days",
        "Another house as well", "Other nights of the week as well", "Fewer nights at a time", "To stop waiting",
        "you wait on for other nights and keep your place",
    ):  # fmt: skip
        assert said in words, said
    assert "4th" not in words and "of 4" not in words and "Before" not in words


def test_any_house_is_said_and_what_is_open_already_is_not_asked_for(waits):
    county, _, _, _ = waits
    child = a_child(county, first="Kai")
    one = county.at().perform(join_nights, JoinNights(child, None, 1, FRI, MON)).answer
    words = letter(county, one)
    assert "Kai is waiting for 1 night at any of our houses." in words
    for never in ("Another house as well", "Other nights of the week", "Fewer nights", "in a row"):
        assert never not in words, never


def test_who_is_offered_a_stay_has_that_letter_and_who_waits_no_more_has_none(waits):
    county, _, beds, requests = waits
    county.at().perform(offer_nights, OfferNights(requests[0], beds[0], FRI))
    with pytest.raises(Refused, match="A stay is offered to this family now"):
        letter(county, requests[0])
    with pytest.raises(Refused, match="does not wait for nights"):
        letter(county, 999)


def test_today_holds_offers_of_stays_and_free_nights_with_who_is_next(waits):
    """In as many questions for two offers as for one; the nights are said once for each family and house."""
    county, service, beds, requests = waits
    due = county.at().ask(nights_due)
    assert [(one.next.child, one.next.start) for one in due.free] == [("Before O.", FRI)]
    assert due.offers == ()
    county.at().perform(offer_nights, OfferNights(requests[0], beds[0], FRI))
    asked = []
    for n in range(2):
        if n:
            placed(county, a_child(county, first="Kai"), beds[0], MON + DAY, MON + DAY * 2, offered=True, reasons=(("R-O7", "Asked"),))
        with statements(county) as sent:
            due = county.at().ask(nights_due)
        asked.append(len(sent))
    assert [(one.child, one.house, one.start.date()) for one in due.offers] == [("Before O.", "Windmill House", FRI), ("Kai O.", "Windmill House", MON + DAY)]
    assert [one.until.date() for one in due.offers] == [date(2026, 7, 29)] * 2, "R-B2: five working days"
    assert due.free == (), "Sunday alone is left, and everybody waits for two"
    assert asked[0] == asked[1]
    assert service


def test_a_family_that_waits_for_any_house_is_said_once_where_it_fits_soonest(file_county):
    county = file_county
    a_house(county, beds=1)
    _, _, (bed,) = a_house(county, name="Alder House", beds=1)
    child, other = a_child(county), a_child(county, first="Kai")
    for one in (child, other):
        s20(county, one, situation=1)
    county.at().perform(join_nights, JoinNights(child, None, 2, FRI, MON + DAY * 7))
    placed(county, other, bed, FRI, MON, reasons=(("R-B6", "Asked"),))  # Alder House is free later
    (run,) = county.at().ask(nights_due).free
    assert (run.service, run.next.start) == ("Windmill House", FRI)
