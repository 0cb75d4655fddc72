"""What somebody may ask for: everything held on them and nothing of anybody else, marked where it names others (R-P8, F16)."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import false, func, or_, select, text, true
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.database.records import metadata
from shortbreaks.documents.page import Letterhead
from shortbreaks.documents.subject_paper import HeldItem, HeldKind, SubjectFileFacts, subject_paper
from shortbreaks.errors import NotAllowed, Refused, Unavailable
from shortbreaks.families.commands import MoveHome, RegisterFamily, move_home, register_family
from shortbreaks.families.contacts import WriteNote, write_note
from shortbreaks.families.queries import child_card
from shortbreaks.families.rules import short_name
from shortbreaks.families.subject_file import HandOver, files_handed_over, hand_over
from shortbreaks.families.subject_items import UNSAID, held_on
from shortbreaks.families.subject_rows import LEFT_OUT, Subject, reached, rows_about
from shortbreaks.families.subject_tables import SubjectFile
from shortbreaks.families.subject_words import name_of
from shortbreaks.families.tables import Child, ChildNeed
from tests.builders import a_child, a_service, a_session, save
from tests.families.test_looks import look

AMARA = RegisterFamily(
    "Amara", "Okafor", date(2016, 11, 14), "Grace", "Okafor", "Mother", "07700 900142", "1 Hidden Street\nRamsgate", "CT119HH"
)  # fmt: skip


def a_brother(name, household):
    return Child(
        household_id=household, first_name=name, last_name="Okafor", known_as="", born=date(2018, 2, 1), sibling_only=True,
        workers_needed=0, communication="", health="TOBISHEALTH", likes="", school="", key_worker="", early_support_point="",
        care_plan_on=None, advance_care_plan_held="", palliative=False, long_term=None, state="open", merged_into=None,
    )  # fmt: skip


@pytest.fixture
def family(county):
    """Amara with a brother Tobi, a note about each, one that names both, a booking and a look; and another family's notes."""
    household, child = county.at().perform(register_family, AMARA).answer
    brother = save(county, a_brother("Tobi", household))[0]
    for whose, words in ((child, "Likes the swing"), (brother, "TOBISOWN"), (None, "Asked about Saturdays"), (child, "Tobi was there")):
        county.at().perform(write_note, WriteNote(household, whose, "call", words))
    stranger = replace(AMARA, first_name="Nia", last_name="Pell", adult_first_name="Joan")
    other = county.at().perform(register_family, stranger).answer
    county.at().perform(write_note, WriteNote(other[0], other[1], "call", "NIASOWN"))
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    look(county, child)
    return household, child, brother, session


def text_of(pdf):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", " ")


def ask(child, **more):
    return replace(HandOver(child, None, "Grace Okafor, mother; passport seen.", frozenset(), "It is about somebody else."), **more)


def test_everything_of_the_child_and_nothing_of_a_brother_or_another_family(county, family, tmp_path):
    _household, child, _, _session = family
    done = hand_over(county.at(), ask(child), tmp_path)
    paper, file = text_of(done.paper.read_bytes()), done.file.read_text("utf-8")
    for words in (paper, file):
        assert "Likes the swing" in words and "Asked about Saturdays" in words and "14 November 2016" in words
        assert not [one for one in ("TOBISOWN", "TOBISHEALTH", "NIASOWN", "Tobi was there", "07700 900142") if one in words]
        assert "names somebody else" in words and "Tobi O." not in words and "about a parent or carer" in words and "who of the office looked" in words
    held = county.at().ask(held_on, child, None)
    assert (done.items, done.kept_back) == (len(held.items()), sum(bool(one.mark) for one in held.items()))
    assert "Grace Okafor, mother; passport seen." in paper and "It is about somebody else." in paper
    assert "Amara" not in done.paper.name and done.paper.name.startswith("F-")
    (row,) = county.at().ask(files_handed_over, child)
    assert (row.items, row.kept_back, row.name) == (done.items, done.kept_back, "Coordinator One")
    with county.database.reading.connect() as connection:
        kept = connection.execute(SubjectFile.__table__.select()).one()
    assert kept.paper_sha256 == hashlib.sha256(done.paper.read_bytes()).hexdigest()
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(SubjectFile.__table__.update().values(kept_back=0))


@pytest.mark.parametrize("called", ["Lily-Mae", "Mary Ann", "D’Arcy", "Zoe\u0308", "गौरी", "李小龙", "O'Neill"])
def test_what_names_a_brother_is_marked_however_the_name_is_written(file_county, called):
    household, child = file_county.at().perform(register_family, AMARA).answer
    save(file_county, a_brother(called, household))
    for words in (f"{called.upper()}'s turn is next", f"Seen with {called}.", "Nobody else was there"):
        file_county.at().perform(write_note, WriteNote(household, child, "call", words))
    items = file_county.at().ask(held_on, child, None).items()
    marks = [item.mark for item in items if item.key.startswith("family_note")]
    assert marks == [f"names {short_name(called, 'Okafor')}"] * 2 + [""]


def test_what_somebody_looked_at_and_gave_stands_in_it(county, family, tmp_path):
    child = family[1]
    note = next(one for one in county.at().ask(held_on, child, None).items() if one.mark == "names Tobi O.")
    done = hand_over(county.at(), ask(child, given=frozenset({note.key}), style="large"), tmp_path)
    assert "Tobi was there" in text_of(done.paper.read_bytes()) and "Tobi was there" in done.file.read_text("utf-8")


def test_a_withheld_address_is_in_no_file_whoever_ticks_it(county, family, tmp_path):
    household, child = family[:2]
    county.at().perform(move_home, MoveHome(household, "9 Safe Lane", "CT119HH", restricted=True, checked_who_learns=True))
    everything = frozenset(one.key for one in county.at().ask(held_on, child, None).items())
    done = hand_over(county.at(), ask(child, given=everything, why_back=""), tmp_path)
    for words in (text_of(done.paper.read_bytes()), done.file.read_text("utf-8")):
        assert "Safe Lane" not in words and "Withheld" in words
    assert done.kept_back == 0 and "07700 900142" in done.file.read_text("utf-8")


def test_an_adults_file_holds_the_adult_and_no_child(county, family, tmp_path):
    _household, child = family[:2]
    adult = county.at().ask(child_card, child).adults[0].id
    done = hand_over(county.at(), ask(None, adult_id=adult), tmp_path)
    words = done.file.read_text("utf-8")
    assert "07700 900142" in words and "Asked about Saturdays" in words
    assert not [one for one in ("Likes the swing", "TOBISOWN", "TOBISHEALTH", "NIASOWN") if one in words]


def test_a_booking_and_what_hangs_on_it_is_in_it(county, family):
    child, session = a_child(county), family[3]
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,), ()),)))
    kinds = {section.title: section.items for section in county.at().ask(held_on, child, None).sections}
    assert len(kinds["Bookings"]) == 1 and kinds["Steps of bookings"]
    assert ("Service", "Sandpipers Saturday Club") in kinds["Bookings"][0].lines
    assert [item.lines[-1][1] for item in kinds["What was posted"]] == ["£12.75"]


def test_refusals_leave_nothing_behind(county, family, tmp_path):
    child, out = family[1], tmp_path / "out"
    out.mkdir()
    for request, said in ((ask(child, asked_by=" "), "Somebody asked"), (ask(child, why_back=""), "without a reason")):
        with pytest.raises(Refused, match=said):
            hand_over(county.at(), request, out)
    for role in (Role.AUDITOR, Role.FINANCE, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            hand_over(county.at(role), ask(child), out)
    with pytest.raises((Unavailable, Refused)):
        hand_over(county.at(), ask(child), tmp_path / "nowhere")
    with county.database.writing.begin() as connection:  # whose sign-in was closed meanwhile may not keep that it was done
        connection.execute(text("update person set active = :no where id = :id"), {"no": False, "id": county.at().person.id})
    with pytest.raises(NotAllowed):
        hand_over(county.at(), ask(child), out)
    assert list(out.iterdir()) == [] and county.at(Role.MANAGER).ask(files_handed_over, child) == ()


def test_it_is_said_in_the_words_of_the_field(county):
    """A need, a district and an allowance by name and unit; no code, no name of a column, and no two fields of one name."""
    child, (service, venue) = a_child(county), a_service(county)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (a_session(county, service, venue),), ()),)))
    save(county, ChildNeed(child_id=child, code="CON", level="severe", note=""))
    held = {one.title: [dict(item.lines) for item in one.items] for one in county.at().ask(held_on, child, None).sections}
    assert held["Needs"] == [{"Need": "Seizures", "Level": "Severe"}] and held["Where the family lives"][0]["District"] == "Thanet"
    assert held["Allocation"][0]["Amount"] == "60 hours" and held["Bookings"][0]["Allowance used"] == "3 hours"
    for name in reached():
        said = [name_of(column.name) for column in metadata.tables[name].columns if column.name not in UNSAID]
        assert len(said) == len(set(said)), (name, said)


def test_a_title_stands_with_its_first_item_and_one_reason_is_said_once():
    back = HeldKind("Payments made", tuple(HeldItem((), "names somebody else") for _ in range(31)))
    one = HeldKind("Notes", (HeldItem((("In words", "x"),), ""),))
    facts = SubjectFileFacts(Letterhead("C", "S", "P", "1", "e"), "Amara O.", "F-1", date(2026, 7, 22), "Mother", "So.", (one,) * 60 + (back,))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(subject_paper(facts, "large").pdf)).pages]
    assert "31 are kept back: names somebody else." in pages[-1] and "else.." not in pages[-1]
    assert len(pages) > 3 and all(page.count("Notes (1)") == page.count("In words: x") for page in pages)


def test_no_row_about_a_family_is_forgotten(nasty_county):
    """Asked of everybody at once, each row of each table that hangs on a family is found, or left out with its reason."""
    with nasty_county.database.reading.connect() as connection:
        children, homes = (tuple(connection.execute(select(metadata.tables[t].c.id)).scalars()) for t in ("child", "household"))
        found = rows_about(connection, Subject(children, None, homes))
        for name in sorted(reached() - set(LEFT_OUT)):
            table = metadata.tables[name]
            names_one = or_(*(key.parent.is_not(None) for key in table.foreign_keys if key.column.table.name in reached()), false())
            anybodys = true() if name in ("child", "household") else names_one  # a register's own paper is nobody's
            whole = connection.execute(select(func.count()).select_from(table).where(anybodys)).scalar_one()
            assert len(found.get(name, {})) == whole, name
    assert len(found) > 50 and set(LEFT_OUT) <= set(metadata.tables)
