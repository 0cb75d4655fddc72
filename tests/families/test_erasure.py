"""Erasing a family whose time is up: two people, every word gone, everything still proves, and nothing else ever changes (R-P4)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import String, select, text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.drafts import KeepDraft, TypedField, keep_draft
from shortbreaks.access.permissions import Role
from shortbreaks.access.trials import office_seal
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.bookings.merging import merge_families
from shortbreaks.database.check import check
from shortbreaks.database.records import metadata
from shortbreaks.errors import Refused
from shortbreaks.families.commands import RegisterFamily, register_family
from shortbreaks.families.contacts import WriteNote, write_note
from shortbreaks.families.erased_list import leave_list, read_list, still_readable
from shortbreaks.families.tables import FamilyNote
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from shortbreaks.payments.erasure.commands import (
    ApproveErasures,
    ProposeErasure,
    TakeOut,
    approve_erasures,
    propose_erasure,
    take_out,
)
from shortbreaks.payments.erasure.queries import erasures_waiting, families_due, tombstone_of, tombstones
from shortbreaks.payments.kept import record_kept
from tests.bookings.test_merging import AMARA, request
from tests.builders import save
from tests.conftest import TODAY
from tests.counting import statements
from tests.safety.booked import a_booked_office

LATER = datetime(2051, 7, 22, 10, 0, tzinfo=UTC)
FAMILY = RegisterFamily(
    "Zephyrine", "Quillfeather", date(2016, 11, 14), "Ottoline", "Quillfeather", "Mother", "07700 900142", "1 Hidden Street\nRamsgate",
    "CT119HH",
)  # fmt: skip
NAMES = ("zephyrine", "quillfeather", "ottoline", "07700 900142", "hidden street", "ct119hh", "ct11 9hh", "swallowing")


def a_closed_family(county, on=date(2026, 7, 22)):
    household, child = county.at().perform(register_family, FAMILY).answer
    county.at().perform(write_note, WriteNote(household, child, "call", "Zephyrine has trouble swallowing"))
    end(county, child, "closed", on, "Mrs Quillfeather moved away")
    return household, child


def end(county, child, kind, on=date(2051, 7, 22), reason="An inquiry"):
    seen = county.at().ask(record_kept, child).version
    county.at().perform(note_ending, NoteEnding(child, seen, kind, on, reason))


def readable(county, words=NAMES):
    """(table.column, value) of everything in the database that still says one of these words."""
    with county.database.reading.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String):
                    for value in connection.execute(select(column)).scalars():
                        if value and any(word in value.lower() for word in words):
                            yield f"{table.name}.{column.name}", value


def erased(county, *households):
    listed = county.at().perform(propose_erasure, ProposeErasure(households)).answer
    return county.at(Role.MANAGER).perform(approve_erasures, ApproveErasures(tuple(listed)))


def test_a_family_is_erased_by_two_people_and_everything_still_proves(county):
    household, child = a_closed_family(county)
    assert {where for where, _ in readable(county)} >= {"child.first_name", "family_note.words", "child_ending.reason", "search_word.word"}
    county.clock.set(LATER)
    (row,) = county.at().ask(families_due)
    assert (row.household_id, row.until, row.held, row.children) == (household, date(2041, 11, 14), "", 1)
    run(county, "update child set palliative = true, workers_needed = 2, care_plan_on = '2026-01-05', long_term = true")
    run(county, f"insert into child_need (child_id, code, level, note) values ({child}, 'CON', '', '')")
    done = erased(county, household).answer
    assert (done["families"], done["children"]) == (1, 1) and done["rows"] > 5
    assert list(readable(county)) == []
    # what is no word and tells all the same: the year of birth alone is left, no need and no place on the map
    assert asked(county, "select born, care_plan_on, palliative, long_term, workers_needed from child") == [("2016-01-01", None, 0, None, 0)]
    assert asked(county, "select count(*) from child_need") == [(0,)]
    assert set(asked(county, "select easting, northing from address")) == {(None, None)}
    report = check(county.database)
    assert report.sound, report.flaws
    stone = county.at().ask(tombstone_of, child)
    assert (stone.due_on, stone.asked_by, stone.approved_by) == (date(2041, 11, 14), "Coordinator One", "Manager One")
    assert county.at().ask(families_due) == () and county.at().ask(tombstones) == (stone,)


def test_a_family_entered_twice_goes_whole_and_of_another_nothing_goes(file_county):
    """Its second record too, and what was typed about it and never saved; of a pair of two families' children the reason goes."""
    county = file_county
    household, child = county.at().perform(register_family, FAMILY).answer
    second = county.at().perform(register_family, replace(FAMILY, first_name="Zephyrinette")).answer
    _, other = county.at().perform(register_family, replace(AMARA, postcode="CT101JX")).answer
    county.at().perform(write_note, WriteNote(second[0], second[1], "call", "Zephyrine has trouble swallowing"))
    county.at(Role.MANAGER).perform(keep_pair, KeepPair(child, other, "prefer not", "Zephyrine bites", date(2026, 7, 1)))
    (note,) = save(county, FamilyNote(household_id=household, child_id=other, at=TODAY, person_id=1, kind="note", words="Amara came along"))
    typed = (TypedField("words", "Words", "Ottoline rang"),)
    for page, target in (("child", (("id", child),)), ("find", (("child", second[1]),)), ("child", (("id", other),)), ("provider", (("id", child),))):
        county.at().perform(keep_draft, KeepDraft(page, target, "A call", "", typed))
    county.at().perform(merge_families, request(county, (household, child), second))
    end(county, child, "closed", date(2026, 7, 22), "Mrs Quillfeather moved away")
    county.clock.set(LATER)
    assert {where for where, _ in readable(county, ("zephyrine",))} >= {"child.first_name", "pair.reason", "family_note.words"}
    erased(county, household)
    assert list(readable(county, tuple(set(NAMES) - {"07700 900142", "ottoline"}))) == []
    assert {where for where, _ in readable(county, ("07700 900142", "ottoline"))} == {"adult.phone", "form_draft.typed"}  # the other's own
    assert asked(county, "select id, born from child where state <> 'open' order by id") == [(child, "2016-01-01"), (second[1], "2016-01-01")]
    assert asked(county, f"select words from family_note where id = {note}") == [("Amara came along",)]
    assert asked(county, f"select first_name, born from child where id = {other}") == [("Amara", "2016-11-14")]
    assert {where for where, _ in readable(county, ("amara",))} >= {"child.first_name", "search_word.word", "family_note.words"}
    assert asked(county, "select place from form_draft order by id") == [
        (f'["child", [["id", {other}]]]',), (f'["provider", [["id", {child}]]]',),
    ]  # fmt: skip
    assert check(county.database).sound


def asked(county, question):
    with county.database.reading.connect() as connection:
        return [tuple(str(one) if isinstance(one, date) else one for one in row) for row in connection.execute(text(question))]


def test_who_asked_for_one_of_several_approves_none_of_them(file_county):
    homes = [a_closed_family(file_county)[0] for _ in range(2)]
    file_county.clock.set(LATER)
    mine = file_county.at(Role.MANAGER).perform(propose_erasure, ProposeErasure((homes[0],))).answer
    others = file_county.at().perform(propose_erasure, ProposeErasure((homes[1],))).answer
    with pytest.raises(Refused, match="on the list yourself"):
        file_county.at(Role.MANAGER).perform(approve_erasures, ApproveErasures((*others, *mine)))
    assert file_county.at().ask(tombstones) == () and any(readable(file_county))
    assert [one.asked_by for one in file_county.at(Role.MANAGER).ask(erasures_waiting)] == ["Coordinator One"]
    assert file_county.at().ask(erasures_waiting) == (), "who approves nothing is told of nothing"


def test_one_person_never_erases_alone(county):
    household, _ = a_closed_family(county)
    county.clock.set(LATER)
    (erasure,) = county.at(Role.MANAGER).perform(propose_erasure, ProposeErasure((household,))).answer
    with pytest.raises(Refused, match="on the list yourself"):
        county.at(Role.MANAGER).perform(approve_erasures, ApproveErasures((erasure,)))
    with pytest.raises(Refused, match="on the list already"):
        county.at().perform(propose_erasure, ProposeErasure((household,)))
    with pytest.raises(Refused, match="needs its reason"):
        county.at(Role.APPROVER).perform(take_out, TakeOut(erasure, " "))
    county.at(Role.APPROVER).perform(take_out, TakeOut(erasure, "Zephyrine asked for her file"))
    with pytest.raises(Refused, match="answered"):
        county.at(Role.APPROVER).perform(approve_erasures, ApproveErasures((erasure,)))
    erased(county, household)  # it may be put on again, and then the reason goes with all else
    assert list(readable(county)) == []


@pytest.mark.parametrize(("kind", "said"), [("hold", "is kept: An inquiry"), ("opened", "is not up")])
def test_it_is_judged_again_when_it_is_carried_out(file_county, kind, said):
    household, child = a_closed_family(file_county)
    file_county.clock.set(LATER)
    (erasure,) = file_county.at().perform(propose_erasure, ProposeErasure((household,))).answer
    end(file_county, child, kind)
    with pytest.raises(Refused, match=said):
        file_county.at(Role.MANAGER).perform(approve_erasures, ApproveErasures((erasure,)))
    assert any(readable(file_county)) and file_county.at().ask(tombstones) == ()


@pytest.mark.parametrize(("today", "due"), [(date(2041, 11, 14), False), (date(2041, 11, 15), True)])
def test_the_last_day_itself_is_still_kept(file_county, today, due):
    """A33 at its edge: kept to the 25th birthday, so it may go the day after."""
    household, _ = a_closed_family(file_county)
    file_county.clock.set(datetime(today.year, today.month, today.day, 10, 0, tzinfo=UTC))
    assert [row.household_id for row in file_county.at().ask(families_due)] == [household] * due
    if not due:
        with pytest.raises(Refused, match="is not up"):
            file_county.at().perform(propose_erasure, ProposeErasure((household,)))


def run(county, *said):
    with county.database.writing.begin() as connection:
        for statement in said:
            connection.execute(text(statement))


PROPOSED = "insert into erasure (id, household_id, nth, due_on, rule, asked_by, at) values (7, {0}, 1, '2041-11-14', 'x', 1, '2051-07-22 10:00:00')"
ANSWERED = "insert into erasure_answer (erasure_id, asked_by, person_id, answer, reason, at) values (7, {1}, {2}, 'approved', '', '2051-07-22 10:00:00')"
DOOR = "insert into erasing (id, answer, shut) values (7, 'approved', 0)"
WORDS = "update family_note set words = ''"
DONE = "insert into erased (id, changed, at, person_id) values (7, 1, '2051-07-22 10:00:00', 2)"
CLOSED = "delete from erasing"


WHOLE = (PROPOSED, ANSWERED, DOOR, WORDS, DONE, CLOSED)
REST = (DOOR, WORDS, DONE, CLOSED)
ALLOWED = (PROPOSED, ANSWERED, DOOR)
HALF = {  # each whole but for one thing
    "nobody asked": (WORDS,), "no door": (PROPOSED, ANSWERED, WORDS), "no proposal": REST, "not approved": (PROPOSED, *REST),
    "approved by who asked": (PROPOSED, ANSWERED.replace("{2}", "{1}"), *REST), "another asked": (PROPOSED, ANSWERED.replace("{1}", "3"), *REST),
    "taken out": (PROPOSED, ANSWERED.replace("'approved', ''", "'taken out', 'x'"), *REST),
    "a door for one taken out": tuple(one.replace("'approved'", "'taken out'").replace("'', '2051", "'x', '2051") for one in WHOLE),
    "a false tombstone": (DONE,), "a tombstone without an erasure": (PROPOSED, ANSWERED, DONE),
    "left open": (*ALLOWED, WORDS, DONE), "nothing said": (*ALLOWED, WORDS, CLOSED), "opened twice": (*WHOLE, DOOR, CLOSED),
    "another column": (*ALLOWED, "update family_note set kind = kind", DONE, CLOSED),
    "another row": (*ALLOWED, "update family_note set id = id + 100, words = ''", DONE, CLOSED),
    "removed": (*ALLOWED, "delete from family_note", DONE, CLOSED), "the ledger": (*ALLOWED, "update transfer set pence = 1", DONE, CLOSED),
    "the trail": (*ALLOWED, "update audit_entry set body = ''", DONE, CLOSED),
    "the door itself": (*ALLOWED, "update erasing set shut = 7", DONE),
}  # fmt: skip


def test_the_database_itself_refuses_half_an_erasure(county):
    """Whoever writes to it: not without two people, not for other columns, not twice, and never left open."""
    household, _ = a_closed_family(county)
    a_booked_office(county)
    for what, half in HALF.items():
        with pytest.raises(DBAPIError):
            run(county, *(one.format(household, 1, 2) for one in half))
        with county.database.reading.connect() as connection:
            assert "swallowing" in connection.execute(text("select words from family_note")).scalar(), what
    run(county, *(one.format(household, 1, 2) for one in WHOLE))  # the control: whole, it is let through
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select words from family_note")).scalar() == ""


def test_nothing_is_written_about_an_erased_family_again(county):
    household, child = a_closed_family(county)
    county.clock.set(LATER)
    erased(county, household)
    for statement in (
        "update child set first_name = 'Zephyrine'", "update household set note = 'x'", "update adult set phone = '1'",
        f"insert into family_note (household_id, at, person_id, kind, words) values ({household}, '2051-07-22 10:00:00', 1, 'call', 'x')",
        f"insert into child_need (child_id, code, level, note) values ({child}, 'CON', '', '')",
    ):
        with pytest.raises(DBAPIError, match="was erased"):
            run(county, statement)
    with pytest.raises(Refused, match="was erased"):
        end(county, child, "opened")


def test_each_list_is_read_in_as_many_questions_for_three_families_as_for_one(county, tmp_path):
    """Those due, those that wait for a second person, what is left; and what opening an office and a backup look through."""
    office, sent = county.at(Role.MANAGER).ask(office_seal)[0], {}
    for each in (1, 2):
        county.clock.set(TODAY)
        homes = [a_closed_family(county)[0] for _ in range(2 * each)]
        county.clock.set(LATER)
        erased(county, *homes[:each])
        county.at().perform(propose_erasure, ProposeErasure(tuple(homes[each:])))
        with statements(county) as seen:
            many = (
                len(county.at().ask(families_due)), len(county.at(Role.MANAGER).ask(erasures_waiting)),
                len(county.at().ask(tombstones)),
            )  # fmt: skip
            leave_list(county.database, tmp_path)
            listed, _ = read_list(tmp_path, office)
            assert still_readable(county.database, listed) == ()
        sent[many, len(listed)] = len(seen)
    assert list(sent) == [((1, 1, 1), 1), ((3, 3, 3), 3)]
    assert len(set(sent.values())) == 1
