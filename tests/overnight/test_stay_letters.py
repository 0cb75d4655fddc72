"""The letters of a stay say what the record says: times over the clock change, nights left, the sum, and the last free minute."""

from datetime import date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.bookings.charges import KENT_LADDER, Band
from shortbreaks.bookings.money import post_payment
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.database.commands import command
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Address, Child
from shortbreaks.overnight.commands import TakeUpStay, household_of, take_up_stay
from shortbreaks.overnight.letters import (
    IssueStayConfirmation,
    IssueStayOffer,
    back_until,
    issue_stay_confirmation,
    issue_stay_offer,
)
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.on_the_night import Arrive, CancelStay, arrive, cancel_stay
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from shortbreaks.providers.tables import Service, Venue
from tests.builders import a_child, save
from tests.nasty import FORMULAS, MARKUP, NAMES
from tests.overnight.builders import a_house, placed, s20, stay_of

SAT, MON = date(2026, 10, 24), date(2026, 10, 26)  # the clocks go back in the night to Sunday 25 October
STYLES = pytest.mark.parametrize("style", ["standard", "large"])


@pytest.fixture
def house(county):
    return _house(county)


@pytest.fixture
def file_house(file_county):
    """The same on one engine, where the engine cannot matter."""
    return _house(file_county)


def _house(county):
    _, service, beds = a_house(county, beds=2, price=2000)
    theo = a_child(county, first="Theo", last="Marsh", needs=("LD",))
    s20(county, theo)
    return county, service, beds, theo


def read(county, paper):
    pages = PdfReader(BytesIO(county.at().ask(paper_again, paper).pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def confirmed(county, stay, style=""):
    return read(county, county.at().perform(issue_stay_confirmation, IssueStayConfirmation(stay, style)).answer)


def offered(county, stay, style=""):
    return read(county, county.at().perform(issue_stay_offer, IssueStayOffer(stay, style)).answer)


def change(county, table, **values):
    with county.database.writing.begin() as connection:
        connection.execute(table.__table__.update().values(**values))


@command(needs=Permission.POST_MONEY, recorded_as="Stay paid by card")
def pay(work, request):
    """Post what a family paid for a stay."""
    stay, pence = request
    kept = work.db.get(Stay, stay)
    post_payment(work, household_of(work, kept), pence, "card", f"stay:{stay}", work.today)
    work.record(kept)


def test_the_confirmation_of_a_stay_carries_every_fact_over_the_clock_change_in_both_prints(house):
    county, _, beds, theo = house
    stay = placed(county, theo, beds[0], SAT, MON)
    change(county, Stay, collected_by="Grandfather, with the van", transport="TAXI")
    both = confirmed(county, stay), confirmed(county, stay, "large")
    for fact in (
        "Your stay is booked", f"Stay {stay}", "Theo M.", "Dear Ms M.", "Theo stays at Windmill House for 2 nights.",
        "Saturday 24 October 2026 at 16:00", "Monday 26 October 2026 at 10:00",
        "Pierremont Hall, Broadstairs CT10 1JX. Park behind the hall, free. The step-free door is on the left.",
        "2 nights × £20.00 = £40.00. £40.00 is still to pay; ring us to pay by card.",
        "This stay uses 2 nights. You will have 22 nights of 24 nights left until 31 March 2027.",
        "Ring us by Saturday 17 October at 16:00 and you pay nothing. By Thursday 22 October at 16:00 you pay 50% and the nights",
        "still go back; later they stay used. If Theo is ill or the house cancels, it costs no money and no nights.",
        "Ring Jo Pierce on 07700 900655", "A taxi that the council pays fetches Theo", "Grandfather, with the van",
        "A drink and a sun hat.", "Something wrong", "01632 960170", "Relay UK",
    ):  # fmt: skip
        assert all(fact in said for said in both), fact
    with Session(county.database.reading) as db:
        kept = [(one.kind, one.about, one.child_id, one.style) for one in db.scalars(select(Paper).order_by(Paper.id))]
        assert [one.pages for one in db.scalars(select(Paper).order_by(Paper.id))] == [1, 2]
    assert kept == [("stay confirmation", f"stay:{stay}", theo, style) for style in ("standard", "large")]


def test_the_offer_says_until_when_the_bed_is_held_what_it_would_cost_and_what_happens_then(house):
    county, _, beds, theo = house
    stay = placed(county, theo, beds[0], SAT, MON, offered=True)
    kept = stay_of(county, stay)
    assert (kept.charge_pence, kept.offered_until.hour, kept.offered_until.minute) == (0, 23, 59)
    both = offered(county, stay), offered(county, stay, "large")
    until = f"{kept.offered_until.day} July 2026 at 23:59"
    for fact in (
        "We can offer you a stay", "A bed is free for Theo at Windmill House for 2 nights.", "Saturday 24 October 2026 at 16:00",
        "Monday 26 October 2026 at 10:00", "2 nights × £20.00 = £40.00. You pay when you say yes; nothing is due before.",
        "If you say yes, this stay uses 2 nights. You will then have 22 nights of 24 nights left until 31 March 2027.",
        "No night of your allowance is used. You can ask for other nights at any time.", f"Give the number: Stay {stay}.",
    ):  # fmt: skip
        assert all(fact in said for said in both), fact
    assert [said.count(until) for said in both] == [3, 3]
    county.at(Role.COORDINATOR).perform(take_up_stay, TakeUpStay(stay, kept.version))
    assert "2 nights × £20.00 = £40.00. £40.00 is still to pay" in confirmed(county, stay)


@STYLES
def test_no_diagnosis_no_other_child_no_home_and_no_status_in_law_is_printed(file_house, style):
    county, _, beds, theo = file_house
    mason = a_child(county, first="Mason", last="Eames")
    s20(county, mason)
    change(county, Address, visibility="restricted")
    change(county, Child, health="Dravet syndrome")
    words = (("R-B4", "Agreed"),)
    booked = placed(county, theo, beds[0], SAT, MON)
    offer = placed(county, mason, beds[1], SAT, MON, offered=True, reasons=words)
    change(county, Stay, note="Bites at night")
    both = confirmed(county, booked, style), offered(county, offer, style)
    assert "Mason E." in both[1] and "Theo" not in both[1] and "Mason" not in both[0]
    for secret in ("Marsh", "Eames", "The Street", "Ramsgate", "CT11", "Autism", "Learning", "Dravet", "Bites", "ection 20", "Sam Reed", "Ira"):
        assert all(secret not in said for said in both), secret


def test_each_letter_is_refused_for_a_stay_in_another_state(house):
    county, _, beds, theo = house
    office = county.at()
    stay = placed(county, theo, beds[0], SAT, MON, offered=True)
    with pytest.raises(Refused, match="This stay is “offered”"):
        confirmed(county, stay)
    county.clock.forward(days=30)
    with pytest.raises(Refused, match="The offer stood until"):
        offered(county, stay)
    office.perform(cancel_stay, CancelStay(stay, stay_of(county, stay).version, "family"))
    for letter in (confirmed, offered):
        with pytest.raises(Refused, match="This stay is “cancelled in time”"):
            letter(county, stay)
        with pytest.raises(NotFound):
            letter(county, 99)
    stay = placed(county, theo, beds[0], SAT, MON)
    with pytest.raises(Refused, match="This stay is “booked”"):
        offered(county, stay)
    county.clock.forward(days=64)
    office.perform(arrive, Arrive(stay, stay_of(county, stay).version))
    with pytest.raises(Refused, match="This stay is “in the house”"):
        confirmed(county, stay)


def test_a_reprint_is_identical_and_a_later_letter_says_what_was_paid_and_what_is_too_late(house):
    county, _, beds, theo = house
    stay = placed(county, theo, beds[0], SAT, MON)
    first = county.at().perform(issue_stay_confirmation, IssueStayConfirmation(stay)).answer
    before = county.at().ask(paper_again, first)
    county.at().perform(pay, (stay, 1500))
    county.clock.forward(days=87)
    assert "You paid £15.00. £25.00 is still to pay." in confirmed(county, stay)
    county.clock.forward(days=6)
    said = confirmed(county, stay)
    assert "It is too late now to cancel without a charge; ring us as soon as you know." in said
    assert "It is too late now for the nights to go back to your allowance." in said and "50%" not in said
    again = county.at().ask(paper_again, first)
    assert (again.pdf, again.sha256) == (before.pdf, before.sha256)


@pytest.mark.parametrize(
    ("charged_by", "price", "benefit", "words"),
    [
        ("council", 2000, "UC", "There is nothing to pay. Families who receive certain benefits are not charged."),
        ("provider", 2000, "", "The house asks for its own fee, £20.00 a night. You pay it to the house. The council charges nothing."),
        ("council", 0, "", "There is nothing to pay. The council does not charge for these nights."),
    ],
)
def test_nothing_charged_says_why_and_keeps_the_last_moment_of_the_nights(file_county, charged_by, price, benefit, words):
    _, _, beds = a_house(file_county, price=price)
    change(file_county, Service, charged_by=charged_by)
    child = a_child(file_county, first="Theo", last="Marsh", benefit=benefit)
    s20(file_county, child)
    said = confirmed(file_county, placed(file_county, child, beds[0], SAT, MON))
    assert words in said and "Universal" not in said
    assert "and you pay nothing" not in said and "you pay 50%" not in said
    assert "Ring us by Thursday 22 October at 16:00 and the nights go back" in said
    offer = placed(file_county, child, beds[0], date(2026, 11, 7), date(2026, 11, 8), offered=True)
    assert words in offered(file_county, offer)


def test_a_16th_birthday_within_the_stay_parts_its_nights(file_county):
    _, _, beds = a_house(file_county, price=2000)
    child = a_child(file_county, first="Theo", last="Marsh", born=date(2010, 10, 25), benefit="UC")
    s20(file_county, child)
    said = confirmed(file_county, placed(file_county, child, beds[0], SAT, MON))
    assert "Nights on which certain benefits are received are not charged. The others cost £20.00. £20.00 is still to pay" in said
    assert "From Theo’s 16th birthday on, the young person is liable for a charge, and it is Theo’s own benefit that counts." in said


def test_a_stay_over_31_march_says_what_each_year_has_left_and_one_without_an_allowance_says_nothing(file_county):
    _, _, beds = a_house(file_county)
    child = a_child(file_county, first="Theo", last="Marsh", nights=3)
    s20(file_county, child)
    reasons = (("R-B8", "Agreed"), ("R-X2", "Renewed"))
    over = placed(file_county, child, beds[0], date(2027, 3, 30), date(2027, 4, 2), reasons=reasons)
    assert "This stay uses 2 nights. You will have 1 night of 3 nights left until 31 March 2027." in confirmed(file_county, over)
    later = placed(file_county, child, beds[0], date(2027, 4, 9), date(2027, 4, 10), reasons=reasons)
    said = confirmed(file_county, later)
    assert "allowance" not in said and "If Theo is ill" in said


def test_a_request_that_waits_for_nights_is_said_in_its_offer(file_house):
    county, service, beds, theo = file_house
    office = county.at()
    waits = office.perform(join_nights, JoinNights(theo, service, 2, SAT, date(2026, 11, 30))).answer
    stay = office.perform(offer_nights, OfferNights(waits, beds[0], SAT)).answer
    assert "Your request stays on our list for nights up to 30 November 2026." in offered(county, stay)


def test_a_house_at_one_of_several_venues_is_not_guessed(file_house):
    county, service, beds, theo = file_house
    stay = placed(county, theo, beds[0], SAT, MON)
    with Session(county.database.reading) as db:
        provider = db.get(Service, service).provider_id
    more = {"address": "2 Mill Lane\nMargate", "postcode": "CT9 1AA", "district": "", "easting": None, "northing": None,
            "directions": "", "parking": "", "access": "", "state": "open", "source_id": None, "foreign": "{}"}  # fmt: skip
    save(county, Venue(provider_id=provider, name="The barn", **more))
    assert "Ring us for the address and the way there." in confirmed(county, stay)
    save(county, Venue(provider_id=provider, name="Windmill House", **more))
    assert "Windmill House, 2 Mill Lane, Margate CT9 1AA." in confirmed(county, stay)


def test_nasty_words_are_words(file_house):
    county, _, beds, theo = file_house
    stay = placed(county, theo, beds[0], SAT, MON)
    offer = placed(county, theo, beds[0], date(2026, 11, 7), date(2026, 11, 8), offered=True)
    for nasty in (NAMES[2], MARKUP[0], FORMULAS[1]):
        change(county, Stay, collected_by=nasty)
        change(county, Service, bring=nasty)
        assert confirmed(county, stay).count(nasty) == 2
        change(county, Venue, address=nasty)
        assert nasty in offered(county, offer, "large")


def test_the_last_moment_of_the_nights_follows_the_ladder_as_the_cancellation_does():
    start = datetime(2026, 10, 24, 16)
    assert back_until(start, KENT_LADDER) == datetime(2026, 10, 22, 16)
    assert back_until(start, (Band(5, 0), Band(0, 50))) == start
    assert back_until(start, (Band(3, 100), Band(0, 100))) is None


def test_who_may_not_issue_papers_is_refused(file_house):
    county, _, beds, theo = file_house
    stay = placed(county, theo, beds[0], SAT, MON)
    with pytest.raises(Refused, match="role"):
        county.at(Role.AUDITOR).perform(issue_stay_confirmation, IssueStayConfirmation(stay))
