"""A family entered twice: everything goes to the kept one or nothing does, and its old number leads there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.merge_preview import side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.bookings.proof import (
    charges_are_posted,
    places_are_of_bookings_that_hold_them,
    sessions_count_their_places,
)
from shortbreaks.bookings.registers.tables import Talk
from shortbreaks.bookings.registers.talks import talks_of_child
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.records import metadata
from shortbreaks.eligibility.queries import decisions_of_child
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.commands import MoveHome, RegisterFamily, move_home, register_family
from shortbreaks.families.contacts import WriteNote, write_note
from shortbreaks.families.merge_guards import owning_columns
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from shortbreaks.families.tables import Child, ChildNeed, Household
from tests.builders import SAT, a_child, a_service, a_session, save

AMARA = RegisterFamily(
    "Amara", "Okafor", date(2016, 11, 14), "Grace", "Okafor", "Mother", "07700 900142", "1 The Street\nRamsgate", "CT119HH"
)  # fmt: skip


def twice(county, **more):
    """Amara entered twice, the second time as `more` says."""
    first = county.at().perform(register_family, AMARA).answer
    second = county.at().perform(register_family, replace(AMARA, first_name="Amarah", **more)).answer
    return first, second


def request(county, first, second):
    found = county.at().ask(side_by_side, first[0], f"f-{20000 + second[0]}")
    kept, other = found.kept, found.other
    return MergeFamilies(kept.household_id, other.household_id, kept.version, other.version, found.pairs, "both")


def test_the_old_number_leads_to_the_family_that_is_kept(county):
    first, second = twice(county)
    county.at().perform(write_note, WriteNote(second[0], second[1], "call", "Asked about Saturdays"))
    wanted = request(county, first, second)
    assert wanted.pairs == ((first[1], second[1]),)
    county.at().perform(merge_families, wanted)
    card = county.at().ask(child_card, second[1])
    assert card.id == first[1]
    told, said = [note.words for note in card.notes]
    assert said == "Asked about Saturdays"
    assert told.splitlines() == [
        "F-20002 was merged into this family, F-20001.", "The same child: record 2 (Amarah Okafor) went into record 1.",
        "The same adult: record 2 was closed for record 1.", "Moved, address: 2.", "Moved, adult: 2.",
    ]  # fmt: skip
    assert [adult.short for adult in card.adults] == ["Grace O."]
    assert [row.id for row in county.at().ask(find_people, f"F-{20000 + second[0]}")] == [first[1]]


def test_a_different_child_comes_along_as_a_sibling(county):
    first, second = twice(county, born=date(2018, 2, 1))
    wanted = request(county, first, second)
    assert wanted.pairs == ()
    county.at().perform(merge_families, wanted)
    assert [one[0] for one in county.at().ask(child_card, first[1]).siblings] == [second[1]]


def test_nothing_moves_when_the_dates_of_birth_differ_or_a_withheld_home_would_come_to_light(county):
    first, second = twice(county, born=date(2018, 2, 1))
    with pytest.raises(Refused, match="date of birth"):
        county.at().perform(merge_families, replace(request(county, first, second), pairs=((first[1], second[1]),)))
    county.at().perform(
        move_home, MoveHome(second[0], "2 The Street", "CT119HH", restricted=True, checked_who_learns=True)
    )
    with pytest.raises(Refused, match="withheld"):
        county.at().perform(merge_families, request(county, first, second))
    assert county.at().ask(child_card, second[1]).id == second[1]


def test_a_family_changed_since_it_was_compared_or_merged_before_is_refused(county):
    first, second = twice(county)
    wanted = request(county, first, second)
    with pytest.raises(Refused, match="one family"):
        county.at().perform(merge_families, replace(wanted, other_id=first[0]))
    county.at().perform(merge_families, wanted)
    with pytest.raises(ChangedByAnother):
        county.at().perform(merge_families, wanted)


def booked_twice(county, start):
    """Amara O. under two numbers with one booking each; the second `start`s when said."""
    service, venue = a_service(county)
    children = [a_child(county), a_child(county)]
    for child, begins in zip(children, (SAT, start), strict=True):
        session = a_session(county, service, venue, start=begins)
        county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,), ()),)))
    cards = [county.at().ask(child_card, child) for child in children]
    found = county.at().ask(side_by_side, cards[0].household_id, cards[1].ref)
    kept, other = found.kept, found.other
    return (
        children,
        found,
        MergeFamilies(kept.household_id, other.household_id, kept.version, other.version, found.pairs, "both"),
    )


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_bookings_allocations_and_what_is_owed_go_to_the_kept_child(county):
    """Two bookings of 12.75: each family owes 12.75 before, the kept one 25.50 afterwards and the other nothing."""
    (first, second), before, wanted = booked_twice(county, SAT + timedelta(days=7))
    assert (before.kept.owes_pence, before.other.owes_pence, before.other.bookings) == (1275, 1275, 1)
    county.at().perform(merge_families, wanted)
    for table in ("booking", "booking_place", "allocation"):
        assert set(rows(county, f"select child_id from {table}")) == {(first,)}
    assert rows(county, "select taken from break_session order by id") == [(1,), (1,)]
    assert county.at().ask(child_card, second).id == first
    after = county.at().ask(side_by_side, wanted.kept_id, before.other.ref)
    assert (after.kept.owes_pence, after.other.owes_pence, after.kept.bookings) == (2550, 0, 2)
    assert [decision.id for decision in county.at().ask(decisions_of_child, first)]
    with county.database.reading.connect() as connection:
        assert not [
            found
            for check in (places_are_of_bookings_that_hold_them, charges_are_posted, sessions_count_their_places)
            for found in check(connection)
        ]


def test_a_child_that_would_be_in_two_places_stops_the_whole_merge(county):
    (first, second), _, wanted = booked_twice(county, SAT + timedelta(hours=1))
    with pytest.raises(Refused, match="two places at once: Sandpipers Saturday Club on Saturday 25 July at 10:00 and"):
        county.at().perform(merge_families, wanted)
    assert set(rows(county, "select child_id from booking_place")) == {(first,), (second,)}
    assert rows(county, "select state from household") == [("open",), ("open",)]


@pytest.mark.parametrize("target", ["household", "child", "adult"])
def test_no_table_that_points_to_a_family_is_forgotten(target):
    moved = {(table.name, name) for table, name in owning_columns(target)}
    kept_as_written = {
        "family_note", "decision", "rule_override", "paper", "legal_status", "first_visit", "pair", "payment_offer", "child_ending", "transition_step", "review_held", "visit_plan", "unmet_request", "payee_step", "benefit_seen", "record_look", "subject_file", "need_past", "later_answer",  # found through the number they were written under
        "booking_place", "household", "child", "erasure",
        "name_past",  # found through the number it was written under
        "adult_ending", "parental_responsibility", "adult_right",  # an adult stays under its number; one that says the same is closed only where its rights are the same
    }  # fmt: skip
    for table in metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == target for key in column.foreign_keys):
                assert (table.name, column.name) in moved or table.name in kept_as_written, (
                    f"{table.name}.{column.name}"
                )


def test_two_open_conversations_of_one_child_become_one(county):
    (first, second), _, wanted = booked_twice(county, SAT + timedelta(days=7))
    for child in (first, second):
        save(county, Talk(child_id=child, opened_at=county.clock(), opened_on=date(2026, 7, 6), counted_to=date(2026, 7, 4),
                          no_shows=3, owner_id=1, state="open", outcome="", closed_on=None))  # fmt: skip
    county.at().perform(merge_families, wanted)
    talks = county.at().ask(talks_of_child, first)
    assert [talk.state for talk in talks] == ["open", "closed"]
    assert "entered twice" in talks[1].notes[0][2]


def test_of_two_levels_of_a_need_the_higher_stands_and_neither_note_is_lost(county):
    """R-E4: the threshold must not be missed because the family was entered twice."""
    kept, other = a_child(county), a_child(county)
    save(county, ChildNeed(child_id=kept, code="PC", level="mild", note="washing"), ChildNeed(child_id=other, code="PC", level="severe", note="dressing"))
    with Session(county.database.reading) as db:
        homes = [db.get(Child, one).household_id for one in (kept, other)]
        seen = [db.get(Household, one).version for one in homes]
    county.at().perform(merge_families, MergeFamilies(*homes, *seen, ((kept, other),), "both"))
    with Session(county.database.reading) as db:
        (need,) = db.scalars(select(ChildNeed).where(ChildNeed.child_id == kept))
    assert (need.level, need.note) == ("severe", "washing; dressing")


def test_a_home_that_was_withheld_once_does_not_bring_another_to_light(county):
    """The kept family moved from a withheld home to an open one; the other record still withholds where they live (safety.md 3.11)."""
    first, second = twice(county)
    for home, restricted in ((first, True), (first, False), (second, True)):
        move = MoveHome(home[0], f"{home[0]} Canary Street", "CT119HH", restricted=restricted, checked_who_learns=True)
        county.at().perform(move_home, move)
    with pytest.raises(Refused, match="withheld"):
        county.at().perform(merge_families, request(county, first, second))
