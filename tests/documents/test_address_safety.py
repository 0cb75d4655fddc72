"""No paper carries a family's address: twelve kinds of family, both prints, every role that may draw it again."""

import io
from dataclasses import replace
from datetime import datetime

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.postcodes import place_of
from shortbreaks.documents.confirmation import confirmation
from shortbreaks.documents.tables import Paper
from shortbreaks.families.papers import paper_again, papers_of_child
from shortbreaks.families.tables import Address, AddressReader, Child, Household
from tests.builders import a_child, a_service, a_session, save
from tests.documents.test_golden import FACTS

# (kind, restricted, named readers, ended, moved here after the booking) of each address of a family
FAMILIES = {
    "open home": [("home", False, (), False)],
    "restricted home": [("home", True, (), False)],
    "restricted home, the coordinator may see it": [("home", True, (1,), False)],
    "restricted home, an approver may see it": [("home", True, (2,), False)],
    "restricted home, everybody may see it": [("home", True, (1, 2, 3, 4, 5, 6), False)],
    "open home, letters elsewhere": [("home", False, (), False), ("correspondence", False, (), False)],
    "restricted home, letters elsewhere": [("home", True, (), False), ("correspondence", False, (), False)],
    "open home, restricted letters": [("home", False, (), False), ("correspondence", True, (), False)],
    "both restricted": [("home", True, (), False), ("correspondence", True, (), False)],
    "moved from a restricted home": [("home", True, (), True), ("home", False, (), False)],
    "moved to a restricted home": [("home", False, (), True), ("home", True, (), False)],
    "moved between restricted homes": [("home", True, (1,), True), ("home", True, (2,), False)],
}
PLACE = place_of("CT11 9HH")
CANARY = "CANARYSTREET"


def a_family(county, number, addresses):
    child = a_child(county, first=f"Amara{number}")
    with Session(county.database.writing) as db:
        household = db.scalar(select(Child.household_id).where(Child.id == child))
    for place, (purpose, restricted, readers, ended) in enumerate(addresses):
        (address,) = save(
            county,
            Address(
                household_id=household, purpose=purpose, lines=f"{number}{place} {CANARY}\nKANARYTOWN", postcode="TN99 9ZZ",
                district=PLACE.district, easting=PLACE.easting, northing=PLACE.northing, visibility="restricted" if restricted else "open", from_day=None,
                until_day=datetime(2026, 7, 1).date() if ended else None,
            ),
        )  # fmt: skip
        save(county, *[AddressReader(address_id=address, person_id=person) for person in readers])
    return child, household


def everything_in(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    return "".join((text + str(dict(reader.metadata))).upper().split())


@pytest.mark.parametrize("style", ["standard", "large"])
def test_no_paper_of_any_family_carries_an_address(county, style):
    service, venue = a_service(county)
    looked = 0
    for number, (kind, addresses) in enumerate(FAMILIES.items()):
        child, _ = a_family(county, number, addresses)
        session = a_session(county, service, venue, start=datetime(2026, 8, 1 + number, 10, 0))
        wanted = MakeBooking((PlacesWanted(child, (session,)),), paid_by="card")
        booking = county.at().perform(make_booking, wanted).answer[0]
        paper = county.at().perform(issue_confirmation, IssueConfirmation(booking, style)).answer
        for role in Role:
            if Permission.SEE_CASES not in MAY[role]:
                continue
            drawn = county.at(role).ask(paper_again, paper)
            rows = str(county.at(role).ask(papers_of_child, child))
            for found in (everything_in(drawn.pdf), drawn.file_name.upper(), rows.upper()):
                looked += 1
                assert not any(word in found for word in (CANARY, "KANARYTOWN", "TN999ZZ", "TN99 9ZZ")), kind
            # a control that the search can find: what the paper does say is there
            assert f"AMARA{number}O." in everything_in(drawn.pdf)
            assert "AMARA" not in drawn.file_name.upper()
    with Session(county.database.writing) as db:
        kept = " ".join(db.scalars(select(Paper.facts))).upper()
    assert CANARY not in kept and "KANARYTOWN" not in kept and "THE STREET" not in kept
    assert looked >= 12 * 3 * 3


def test_only_that_childs_words_are_on_a_paper(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue, start=datetime(2026, 8, 1, 10, 0))
    first = a_child(county, first="Amara")
    with Session(county.database.writing) as db:
        household = db.scalar(select(Child.household_id).where(Child.id == first))
        refs = db.scalars(select(Household.ref)).all()
    second = a_child(county, first="Bartholomew", household=household)
    other = a_child(county, first="Cassiopeia", last="Quill")
    papers = {}
    for child in (first, second, other):
        wanted = MakeBooking((PlacesWanted(child, (session,)),), paid_by="card")
        booking = county.at().perform(make_booking, wanted).answer[0]
        paper = county.at().perform(issue_confirmation, IssueConfirmation(booking)).answer
        papers[child] = everything_in(county.at().ask(paper_again, paper).pdf)
    assert "AMARAO." in papers[first] and refs[0] in papers[first]
    for child, strangers in ((first, ("BARTH", "CASSI", "QUILL")), (second, ("AMARA", "CASSI")), (other, ("AMARA", "BARTH", "OKAFOR"))):
        assert not any(name in papers[child] for name in strangers)


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_search_would_find_an_address(style):
    """The control: the same search finds the same words when a paper does carry them."""
    drawn = confirmation(replace(FACTS, venue=f"11 {CANARY}, Kanarytown TN99 9ZZ."), style)
    assert all(word in everything_in(drawn.pdf) for word in (CANARY, "KANARYTOWN", "TN999ZZ"))
