"""Who looked at a child's record: kept in batches, changed by nobody, removed only when its time is over (safety.md F11)."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.access.trail import TrailAsked, fields_changed, trail
from shortbreaks.bookings.merging import merge_families
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database.check import check
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.families.looks import (
    ClearLooks,
    KeepLooks,
    Look,
    LooksAsked,
    clear_looks,
    keep_looks,
    looks_at_records,
    looks_kept,
)
from tests.bookings.test_merging import request, twice
from tests.builders import a_child


def look(county, *children, role=Role.COORDINATOR, place="record", ago=timedelta()):
    looks = tuple(Look(child, place, county.clock() - ago) for child in children)
    return county.at(role).perform(keep_looks, KeepLooks(looks))


def seen(county, role=Role.AUDITOR, **asked):
    return [(r.person, r.child_id, r.place) for r in county.at(role).ask(looks_at_records, LooksAsked(**asked))]


def refused(county, statement):
    with pytest.raises(DBAPIError) as fault, county.database.writing.begin() as connection:
        connection.execute(text(statement))
    return str(fault.value)


def test_a_batch_is_one_entry_of_the_trail_and_shown_to_whoever_audits(county):
    one, other = a_child(county), a_child(county)
    before = county.at().newest()
    done = look(county, one, other, one, 999_999)
    assert (done.answer, done.number) == (3, before + 1)
    look(county, one, role=Role.AUDITOR, place="payment")
    assert seen(county, child_id=one) == [
        ("Auditor One", one, "The direct payment"), ("Coordinator One", one, "The record"), ("Coordinator One", one, "The record")]  # fmt: skip
    coordinator = county.at().person.id
    assert seen(county, person_id=coordinator, child_id=other) == [("Coordinator One", other, "The record")]
    (line,) = county.at(Role.AUDITOR).ask(fields_changed, done.number)
    assert line.startswith("record look ")
    kept = county.at(Role.MANAGER).ask(looks_kept)
    assert [(w.name, w.children, w.looks) for w in kept.lookers] == [("Coordinator One", 2, 3), ("Auditor One", 1, 1)]
    with pytest.raises(NotAllowed):
        county.at().ask(looks_at_records, LooksAsked())
    assert check(county.database).sound
    assert look(county, 999_999).number == 0, "nothing was looked at, so nothing is written"
    assert look(county, one, place="<img src=x>").answer == 0, "nor what no page is called"


def test_who_sees_no_families_sees_no_name_but_who_looked(county):
    look(county, a_child(county))
    (row,) = county.at(Role.ADMINISTRATOR).ask(looks_at_records, LooksAsked())
    assert (row.child, row.person) == ("", "Coordinator One") and row.ref.startswith("F-")
    (row,) = county.at(Role.AUDITOR).ask(looks_at_records, LooksAsked())
    assert row.child.endswith(".")


def test_a_moment_that_cannot_be_is_the_moment_it_came(county):
    child = a_child(county)
    look(county, child, ago=timedelta(hours=-2))
    look(county, child, ago=timedelta(days=2))
    look(county, child, ago=timedelta(minutes=3))
    rows = county.at(Role.AUDITOR).ask(looks_at_records, LooksAsked())
    assert [f"{r.at:%d %H:%M}" for r in rows] == ["22 11:37", "22 11:40", "22 11:40"]


def test_no_statement_changes_or_hides_a_look(county):
    look(county, a_child(county))
    for statement in ("update record_look set person_id = 2", "delete from record_look"):
        assert "never changed, and not removed before its time" in refused(county, statement) or county.kind == "server"
    if county.kind == "server":
        for statement in ("truncate record_look", "update record_look set person_id = 2"):
            assert "permission denied" in refused(county, statement)
    else:
        rest = "id, child_id, person_id, at, place"
        refused(county, f"insert or replace into record_look ({rest}) select {rest} from record_look")
    # a clearing that reaches into the last half year is itself refused, so nobody opens that way
    now = county.clock()
    statement = text("insert into looks_cleared (until_at, at, person_id) values (:until, :at, 1)")
    with pytest.raises(DBAPIError, match="180 days at least"), county.database.writing.begin() as connection:
        connection.execute(statement, {"until": now - timedelta(days=179), "at": now})
    with county.database.writing.begin() as connection:
        connection.execute(statement, {"until": now - timedelta(days=181), "at": now})
    refused(county, "delete from record_look")


def test_old_looks_go_when_the_councils_months_are_over_and_no_others(county):
    child = a_child(county)
    look(county, child)
    with pytest.raises(Refused, match="older than 24 months"):
        county.at(Role.MANAGER).perform(clear_looks, ClearLooks())
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("look_months", "12", county.clock().date(), "Decided."))
    county.clock.forward(days=366)
    look(county, child, place="find")
    assert county.at(Role.MANAGER).ask(looks_kept).over == 1
    with pytest.raises(NotAllowed):
        county.at(Role.AUDITOR).perform(clear_looks, ClearLooks())
    assert county.at(Role.MANAGER).perform(clear_looks, ClearLooks()).answer == 1
    assert seen(county) == [("Coordinator One", child, "Find a break")]
    newest = county.at(Role.AUDITOR).ask(trail, TrailAsked())[0]
    assert (newest.done, newest.person) == ("Old looks at records removed", "Manager One")
    assert "not removed before its time" in refused(county, "delete from record_look")
    assert check(county.database).sound


def test_the_trail_is_read_by_person_day_and_word(county):
    child = a_child(county)
    county.clock.forward(days=2)
    look(county, child, role=Role.FINANCE)
    auditor, today = county.at(Role.AUDITOR), county.clock().date()
    assert [r.person for r in auditor.ask(trail, TrailAsked(first=today))] == ["Finance One"]
    assert auditor.ask(trail, TrailAsked(last=today - timedelta(days=3))) == ()
    assert auditor.ask(trail, TrailAsked(person_id=county.at().person.id)) == ()
    assert [r.done for r in auditor.ask(trail, TrailAsked(words="LOOKS at"))] == ["Looks at records kept"]
    assert auditor.ask(trail, TrailAsked(words="%")) == ()
    (look_row,) = auditor.ask(trail, TrailAsked(words="looks"))
    assert (look_row.table, look_row.pence) == ("record_look", None) and look_row.about.startswith("record look ")
    with pytest.raises(NotAllowed):
        county.at().ask(trail, TrailAsked())


def test_looks_at_a_record_that_was_merged_are_found_under_the_kept_one(county):
    first, second = twice(county)
    look(county, second[1])
    county.at().perform(merge_families, request(county, first, second))
    assert seen(county, child_id=first[1]) == [("Coordinator One", second[1], "The record")]
