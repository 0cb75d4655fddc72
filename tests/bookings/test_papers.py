"""The confirmation says what the record says, and the register keeps its very bytes, however papers are laid out later."""

import io
from datetime import datetime, timedelta

import pypdf
import pytest
from sqlalchemy import select, text

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.council.settings import BY_KEY
from shortbreaks.database.check import check
from shortbreaks.database.commands import command
from shortbreaks.documents.style import STYLES, Style
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.families.papers import note_printed, note_saved, paper_again, papers_of_child
from shortbreaks.ledger.posting import reverse
from shortbreaks.ledger.tables import Entry
from tests.builders import a_child, a_service, a_session
from tests.conftest import TODAY


def text_of(pdf):
    return " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\u00a0", " ").split()
    )


def issued(county, style="", **booking):
    service = a_service(county)
    sessions = tuple(a_session(county, *service, start=datetime(2026, 8, day, 10, 0)) for day in (1, 8))
    child = a_child(county, **booking)
    (number, _) = (
        county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),), paid_by="card")).answer
    )
    paper = county.at().perform(issue_confirmation, IssueConfirmation(number, style)).answer
    return child, county.at().ask(paper_again, paper)


def test_the_confirmation_carries_every_fact(county):
    child, paper = issued(county)
    text = text_of(paper.pdf)
    for fact in (
        "Amara O.",
        "Dear Ms O.",
        "Sandpipers Saturday Club",
        "on these two days",
        "Saturday 1 August 2026",
        "10:00 to 13:00",
        "Saturday 25 July at 10:00",
        "Thursday 30 July at 10:00",
        "Pierremont Hall, Broadstairs CT10 1JX",
        "2 sessions × £12.75 = £25.50. You paid £25.50 on 22 July 2026. There is nothing more to pay.",
        "These breaks use 6 hours. You will have 54 hours of 60 hours left until 31 March 2027.",
        "07700 900655",
        "Coordinator One, coordinator",
        "01632 960170",
        "Relay UK",
        "Page 1 of 1",
    ):
        assert fact in text, fact
    assert "Okafor" not in text and "Ramsgate" not in text
    (row,) = county.at().ask(papers_of_child, child)
    assert (row.kind, row.style, row.pages) == ("confirmation", "standard", 1)


def test_a_reprint_is_identical_to_the_byte(county):
    child, first = issued(county)
    county.clock.forward(days=300)
    (row,) = county.at().ask(papers_of_child, child)
    again = county.at().ask(paper_again, row.id)
    assert (again.pdf, again.sha256) == (first.pdf, first.sha256)


@command(needs=Permission.POST_MONEY, recorded_as="Card payment came back")
def send_back(work, about):
    """Reverse what was paid for a booking."""
    paid = work.db.scalars(select(Entry).where(Entry.about == about, Entry.what == "Paid by card")).one()
    reverse(work, paid.id, "The card was refused", work.today)
    work.record(("entry", paid.id))



def test_a_paper_of_a_later_day_says_when_it_was_paid_and_whether_it_still_is(county):
    issued(county)
    number = 1
    county.clock.forward(days=3)
    again = county.at().perform(issue_confirmation, IssueConfirmation(number)).answer
    assert "You paid £25.50 on 22 July 2026." in text_of(county.at().ask(paper_again, again).pdf)
    county.at().perform(send_back, f"booking:{number}")
    bounced = county.at().perform(issue_confirmation, IssueConfirmation(number)).answer
    assert "= £25.50. £25.50 is still to pay" in text_of(county.at().ask(paper_again, bounced).pdf)


def test_large_print_has_the_same_facts_in_the_same_order(county):
    _, standard = issued(county)
    order = [
        "Amara O.",
        "Saturday 1 August 2026",
        "10:00 to 13:00",
        "Saturday 8 August 2026",
        "Where",
        "What it costs",
        "On the day",
        "Please bring",
        "If plans change",
        "Relay UK",
    ]
    county.clock.forward(minutes=1)
    _, large = _again_large(county)
    for paper in (standard, large):
        text = text_of(paper.pdf)
        places = [text.index(fact) for fact in order]
        assert places == sorted(places)


def _again_large(county):
    service = a_service(county, name="Second club")
    sessions = tuple(a_session(county, *service, start=datetime(2026, 8, day, 10, 0)) for day in (1, 8))
    child = a_child(county, first="Amara", last="Osei")
    (number, _) = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),))).answer
    return child, county.at().ask(
        paper_again, county.at().perform(issue_confirmation, IssueConfirmation(number, "large")).answer
    )


def test_a_reprint_is_the_same_paper_whatever_became_of_the_layout(county, monkeypatch):
    """The control: the same facts issued after the change make another paper, and that is reprinted as it is."""
    child, before = issued(county)
    (row,) = county.at().ask(papers_of_child, child)
    number = county.database.reading.connect().execute(text("select number from booking")).scalar()
    monkeypatch.setitem(STYLES, "standard", Style("standard", 13, 30, 12, 1.6, blocks=False))
    assert county.at().ask(paper_again, row.id) == before
    later = county.at().perform(issue_confirmation, IssueConfirmation(number)).answer
    after = county.at().ask(paper_again, later)
    assert after.pdf != before.pdf and after.sha256 != before.sha256 and text_of(after.pdf) == text_of(before.pdf)
    assert check(county.database, pages=False).sound


def test_a_paper_whose_bytes_are_not_kept_is_not_shown(county):
    with county.database.writing.begin() as connection:
        connection.execute(Paper.__table__.insert(), [{
            "kind": "confirmation", "about": "booking:1", "style": "standard", "audience": "family", "facts": '{"a":1}', "pages": 1,
            "sha256": "0" * 64, "issued_at": county.clock(), "person_id": 1,
        }])  # fmt: skip
    with pytest.raises(Unavailable, match="is not what was issued"):
        county.at().ask(paper_again, 1)
    assert [str(one) for one in check(county.database, pages=False).flaws] == ["paper 1: its bytes are missing"]


@pytest.mark.parametrize(("note", "words"), [(note_printed, "Paper sent to a printer"), (note_saved, "Copy of a paper saved")])
def test_who_printed_or_saved_a_paper_is_in_the_trail(county, note, words):
    child, _ = issued(county)
    (row,) = county.at().ask(papers_of_child, child)
    county.at(Role.AUDITOR).perform(note, row.id)
    with county.database.reading.connect() as connection:
        last = connection.execute(text("select recorded_as, subject_table, subject_id, person_id from audit_entry order by number desc")).first()
    assert last[:3] == (words, "paper", row.id) and last.person_id == county.at(Role.AUDITOR).person.id


def test_a_family_on_benefits_reads_neutral_words(county):
    _, paper = issued(county, benefit="UC")
    text = text_of(paper.pdf)
    assert "There is nothing to pay." in text and "Universal" not in text and "s29" not in text


def test_nothing_confirmed_nothing_printed(county):
    with pytest.raises(Refused, match="Nothing of this booking is confirmed"):
        county.at().perform(issue_confirmation, IssueConfirmation(99))
    service = a_service(county)
    session = a_session(county, *service, start=datetime(2026, 8, 1) + timedelta(hours=10))
    (number,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county), (session,)),))).answer
    with pytest.raises(Refused, match="Easy read"):
        county.at().perform(issue_confirmation, IssueConfirmation(number, "braille"))


def test_a_live_office_writes_no_letter_before_it_has_said_who_it_is(new_file_county):
    county = new_file_county
    with county.database.writing.begin() as connection:
        connection.exec_driver_sql("update office set purpose = 'live'")
    service = a_service(county)
    session = a_session(county, *service, start=datetime(2026, 8, 1, 10, 0))
    (number,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county), (session,)),), paid_by="card")).answer
    said = {"council_name": "Marsh County Council", "office_phone": "01632 960001", "office_email": "breaks@marsh.example"}
    for key, value in said.items():
        with pytest.raises(Refused) as refused:
            county.at().perform(issue_confirmation, IssueConfirmation(number))
        assert BY_KEY[key].title in refused.value.remedy
        county.at(Role.ADMINISTRATOR).perform(decide_setting, DecideSetting(key, value, TODAY.date(), "We are a council."))
    paper = county.at().perform(issue_confirmation, IssueConfirmation(number)).answer
    text = text_of(county.at().ask(paper_again, paper).pdf)
    assert "Marsh County Council" in text and "Example County" not in text


def test_who_wishes_easy_read_gets_the_confirmation_in_it_registered_and_the_same_again(county):
    service = a_service(county)
    child = a_child(county)
    with county.database.writing.begin() as connection:
        connection.execute(text("update adult set letter_format = 'easy'"))
    sessions = tuple(a_session(county, *service, start=datetime(2026, 8, day, 10, 0)) for day in (1, 8))
    (number, _) = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),), paid_by="card")).answer
    paper = county.at().perform(issue_confirmation, IssueConfirmation(number)).answer
    (row,) = county.at().ask(papers_of_child, child)
    first, again = (county.at().ask(paper_again, paper) for _ in range(2))
    assert row.style == "easy" and first.pdf == again.pdf
    said = text_of(first.pdf)
    for fact in ("Amara has a place.", "It costs £25.50.", "You paid £25.50 on 22 July 2026.", "These breaks use 6 hours.",
                 "You pay nothing if you cancel by Saturday 25 July at 10:00.", "The number is 07700 900655."):  # fmt: skip
        assert fact in said, fact
    assert "Okafor" not in said
