"""The register on paper: what staff must know and nothing else, its own provider's children, and codes that scan."""

import io
from datetime import timedelta
from itertools import pairwise

import pypdf
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtPdf import QPdfDocument
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.registers.marks import code_of
from shortbreaks.bookings.registers.papers import IssueRegisters, issue_registers
from shortbreaks.bookings.registers.queries import scanned
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.documents.register import SEE_PLAN, bars_of, without_diagnosis
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Child, ChildNeed
from tests.builders import SAT, a_child, a_service, a_session, save
from tests.nasty import TEXTS


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def text_of(pdf):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return [" ".join(page.replace("\u00a0", " ").split()) for page in pages]


def set_child(county, child, **values):
    with county.database.writing.begin() as connection:
        connection.execute(Child.__table__.update().where(Child.__table__.c.id == child).values(**values))


def issued(county, provider, *sessions, style="standard"):
    paper = county.at().perform(issue_registers, IssueRegisters(provider, sessions, style)).answer
    return county.at().ask(paper_again, paper).pdf


@pytest.fixture
def two_saturdays(county):
    service, venue = a_service(county, offers=("HOIST", "RESCUE", "ALLERGY", "AUT", "CON", "WANDER"))
    first, second = a_session(county, service, venue, workers=4), a_session(county, service, venue, start=SAT + timedelta(days=7))
    amara = a_child(county, needs=("HOIST", "RESCUE", "AUT", "CON", "WANDER"), workers=1)
    ben = a_child(county, first="Ben", last="Tanner")
    set_child(county, amara, communication="Makaton signs", likes="Trains, not balloons", health="Epilepsy since birth", school="St Mary's")
    save(county, ChildNeed(child_id=ben, code="ALLERGY", level="", note="Nuts: pen in the bag"),
         ChildNeed(child_id=ben, code="DIABETES", level="", note=""))  # fmt: skip
    wanted = (PlacesWanted(amara, (first, second), collected_by="Aunt Joy at 13:00"),)
    county.at().perform(make_booking, MakeBooking(wanted))
    agreed = (Reason("R-B10", "Jo Pierce agreed."),)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(ben, (first,), agreed),)))
    return rows(county, "select provider_id from service")[0][0], first, second


@pytest.mark.parametrize("style", ["standard", "large"])
def test_staff_read_what_they_must_know_and_nothing_else(county, two_saturdays, style):
    provider, first, second = two_saturdays
    pages = text_of(issued(county, provider, first, second, style=style))
    whole = " ".join(pages)
    for fact in (
        "Sandpipers Saturday Club", "Saturday 25 July 2026, 10:00 to 13:00", "Saturday 1 August 2026, 10:00 to 13:00",
        "2 children, 1 in the group at 1:3, 1 with 1:1: 2 workers needed, 4 rostered.", "Amara O., 9", "1:1 worker",
        "Must know: May run off", "Equipment: Hoist", "Medicines: Rescue medicine", "Communication: Makaton signs",
        "Likes: Trains, not balloons",
        "Collected by: Aunt Joy at 13:00", "Emergency: Grace O. (mother) 07700 900142; Joy A. (aunt) 07700 900387",
        "Ben T., 9", "In the group", "Allergies: Severe allergy (Nuts: pen in the bag)", "Medicines: Blood sugar care",
        "Allergies: none told to us", "Signed", "not on this list",
    ):  # fmt: skip
        assert fact in whole, fact
    for never in ("Okafor", "Tanner", "Street", "Ramsgate", "CT11", "Epilepsy", "Autism", "Seizures", "St Mary", "Diabetes", "12.75"):
        assert never not in whole, never
    assert whole.index("Saturday 25 July") < whole.index("Saturday 1 August")
    assert not any("Saturday 25 July 2026," in page and "Saturday 1 August 2026," in page for page in pages)
    # no child's line is parted from its boxes
    assert all(page.count("Signed") == page.count("Amara O., 9") + page.count("Ben T., 9") for page in pages)
    row = rows(county, "select kind, about, audience, child_id from paper")
    assert row == [("register", f"provider:{provider}", "provider", None)]


def test_another_providers_children_never_stand_on_it(county, two_saturdays):
    provider, first, _second = two_saturdays
    other = a_session(county, *a_service(county, name="Bright Tides"))
    for request, words in (
        (IssueRegisters(provider, (first, other)), "of another provider"),
        (IssueRegisters(provider + 1, (first,)), "of another provider"),
        (IssueRegisters(provider, ()), "from one to 60"),
    ):
        with pytest.raises(Refused, match=words):
            county.at().perform(issue_registers, request)
    held = a_session(county, *a_service(county, name="Third"), start=SAT + timedelta(days=14))
    county.at().perform(offer_places, OfferPlaces((PlacesWanted(a_child(county, first="Offered"), (held,)),)))
    third = rows(county, "select max(provider_id) from service")[0][0]
    with pytest.raises(Refused, match="No child has a confirmed place"):
        county.at().perform(issue_registers, IssueRegisters(third, (held,)))


def read_bars(pdf):
    """What a scanner sees of the first code on the first page: bars along one line of the picture, by their widths."""
    document, buffer = QPdfDocument(None), QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document.load(buffer)
    size = document.pagePointSize(0)
    picture = document.render(0, QSize(round(size.width() * 4), round(size.height() * 4)))
    for y in range(0, picture.height(), 4):
        dark = [picture.pixelColor(x, y).alpha() > 128 and picture.pixelColor(x, y).value() < 90 for x in range(picture.width())]
        changes = [x for x in range(1, len(dark)) if dark[x] != dark[x - 1]]
        widths = [round((b - a) / 4) for a, b in pairwise(changes)]
        if len(widths) > 60 and max(widths) <= 4 and min(widths) >= 1:  # bars and gaps of one to four modules
            return "".join(chr((64 if place % 2 == 0 else 96) + wide) for place, wide in enumerate(widths))
    raise AssertionError("there is no code on this page")


def test_a_scanner_reads_the_code_and_it_leads_to_the_child(qapp, county, two_saturdays):
    provider, first, second = two_saturdays
    pdf = issued(county, provider, first)
    codes = dict(rows(county, "select b.child_id, c.code from register_code c join booking b on b.id = c.booking_id"))
    amara = rows(county, "select id from child where first_name = 'Amara'")[0][0]
    assert read_bars(pdf) == "".join(_modules(codes[amara]))
    found = county.at().ask(scanned, first, f" {codes[amara].lower()} ")
    assert found.child == "Amara O."
    with pytest.raises(Refused, match=r"That line is of Sandpipers Saturday Club, Sat 25 Jul, 10:00\."):
        county.at().ask(scanned, second, codes[amara])
    forged = codes[amara][:-1] + ("1" if codes[amara][-1] != "1" else "2")
    with pytest.raises(Refused, match="not a code of a register"):
        county.at().ask(scanned, first, forged)
    with pytest.raises(Refused, match="never printed that code"):
        county.at().ask(scanned, first, code_of("111111111"))
    again = issued(county, provider, first)
    assert sorted(codes.values()) == sorted(row[0] for row in rows(county, "select code from register_code")) and again


def _modules(code):
    """The bars and gaps of a code by their widths in modules, worked out from the drawing."""
    bars = bars_of(code, 0, 0, 10)
    edges = [(bar.across, bar.across + bar.width) for bar in bars]
    for place, (start, end) in enumerate(edges):
        yield chr(64 + round(end - start))
        if place + 1 < len(edges):
            yield chr(96 + round(edges[place + 1][0] - end))


def test_a_code_says_nothing_of_the_child(county, two_saturdays):
    provider, first, _ = two_saturdays
    issued(county, provider, first)
    for (code,) in rows(county, "select code from register_code"):
        assert len(code) == 10 and code[0].isdigit() and not set(code) - set("123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.mark.parametrize("words", ["Autistic, needs calm", "Has ADHD", "epilepsy plan", "Down's syndrome", "diagnosed 2019", "type 1 diabetes"])
def test_a_diagnosis_is_never_printed(words):
    assert without_diagnosis(words) == SEE_PLAN


@pytest.mark.parametrize("words", ["Hoist with two people", "padd the chair", "seizure: buccal after 5 minutes", "Sad at the door"])
def test_what_staff_must_do_is_printed(words):
    assert without_diagnosis(words) == words


def test_nasty_words_in_every_field_are_drawn(county, two_saturdays):
    provider, first, _ = two_saturdays
    amara = rows(county, "select id from child where first_name = 'Amara'")[0][0]
    for words in TEXTS[:: len(TEXTS) // 8]:
        set_child(county, amara, communication=words.replace("\ud800", "").replace("\0", "") * 3)
        assert issued(county, provider, first)


def test_a_need_of_the_councils_own_is_on_the_register_by_its_name_and_a_diagnosis_among_them_is_not(file_county):
    for code, words in (("PEG", "Feeding by PEG"), ("EDS", "Epilepsy plan B")):
        file_county.at(Role.MANAGER).perform(set_code, SetCode("need", code, words, reason="Panel"))
    service, venue = a_service(file_county, offers=("PEG", "EDS"))
    session, child = a_session(file_county, service, venue), a_child(file_county, needs=("PEG", "EDS"))
    set_child(file_county, child, likes="Her epilepsy nurse")
    file_county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
    whole = " ".join(text_of(issued(file_county, 1, session)))
    assert f"Equipment: Feeding by PEG, {SEE_PLAN}" in whole and f"Likes: {SEE_PLAN}" in whole and "pilepsy" not in whole
