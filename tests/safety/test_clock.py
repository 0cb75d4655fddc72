"""A clock that jumps: nothing depends on it for its order, what it did is said, and work goes on (safety.md A16)."""

from datetime import timedelta
from random import Random

from shortbreaks.access.permissions import Role
from shortbreaks.access.presence import entered_later
from shortbreaks.access.trail import TrailAsked, trail
from shortbreaks.database.backup import back_up, backups_in, due
from shortbreaks.database.check import check
from shortbreaks.families.contacts import WriteNote, write_note
from shortbreaks.families.queries import child_card
from tests.conftest import TODAY
from tests.families.test_families import register


def test_forty_acts_under_a_clock_that_jumps_from_a_year_back_to_ten_on(county):
    household, child = register(county)
    chance, written = Random(16), []
    for number in range(40):
        county.clock.set(TODAY + timedelta(days=chance.choice((-365, -1, 0, 1, 400, 3650)), seconds=number))
        done = county.at().perform(write_note, WriteNote(household, child, "call", f"Note {number}"), request_id=f"r{number}")
        again = county.at().perform(write_note, WriteNote(household, child, "call", f"Note {number}"), request_id=f"r{number}")
        assert again.again and again.number == done.number
        written.append(done.number)
    assert written == list(range(written[0], written[0] + 40)), "the order is the number, whatever the clock says"
    assert [note.words for note in county.at().ask(child_card, child).notes] == [f"Note {n}" for n in reversed(range(40))]
    report = check(county.database)
    assert report.sound
    back = [said for said in report.warnings if "clock went back" in said]
    assert len(back) == 5 and any("times more" in said for said in report.warnings)
    rows = county.at(Role.AUDITOR).ask(trail, TrailAsked())
    assert [row.number for row in rows] == sorted((row.number for row in rows), reverse=True)


def test_a_clock_that_only_goes_on_is_not_spoken_of_and_two_computers_may_differ(county):
    household, child = register(county)
    for seconds in (0, 86_400, 86_400 - 299, 86_401):
        county.clock.set(TODAY + timedelta(seconds=seconds))
        county.at().perform(write_note, WriteNote(household, child, "call", "A note"))
    assert [said for said in check(county.database).warnings if "clock" in said] == []
    assert county.at().ask(entered_later) is None
    county.clock.set(TODAY + timedelta(seconds=86_401 - 301))
    county.at().perform(write_note, WriteNote(household, child, "call", "A note"))
    assert len([said for said in check(county.database).warnings if "clock went back" in said]) == 1, "more than five minutes is said"
    county.clock.set(TODAY - timedelta(days=1))
    assert f"{county.at().ask(entered_later):%d %H:%M}" == "23 11:35"


def test_a_backup_made_under_a_wrong_clock_does_not_stop_the_next(county, tmp_path):
    register(county)
    later = TODAY + timedelta(days=3650)
    back_up(county.database, tmp_path, later, "by hand")
    last = backups_in(tmp_path)[-1].manifest.made_at
    assert due(last, TODAY, changed=True), "a backup from a day to come is no reason to wait ten years"
    back_up(county.database, tmp_path, TODAY, "by hand")
    assert len(backups_in(tmp_path)) == 2
