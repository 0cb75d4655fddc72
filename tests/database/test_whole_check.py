"""The whole check of a week while nobody works (safety.md 3.13): what only it finds, when it is due, and that it can be stopped."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database.at_start import check_at_start
from shortbreaks.database.backup import back_up
from shortbreaks.database.connections import connect_file
from shortbreaks.database.keys import keys_path
from shortbreaks.database.reading_through import Reading
from shortbreaks.database.stopping import Stop, Stopped
from shortbreaks.database.whole_check import EVERY, WholeChecked, check_whole, last_whole, whole_due
from shortbreaks.errors import Refused
from tests.builders import a_child
from tests.conftest import PASSWORD, PEOPLE, TODAY

COORDINATOR = PEOPLE[Role.COORDINATOR][0]
UUID = "12345678-office"
INDEX = "ix_child_household_id"


def starve_an_index(county):
    """Move a child of which one index knows nothing: every page is as it was written, and lists find the child where it was."""
    path, key = Path(county.database.place), county.database.key

    def schema(*statements):
        raw = connect_file(path, key)
        raw.execute("pragma trusted_schema = on")
        raw.execute("pragma writable_schema = on")
        rows = [raw.execute(*one).fetchall() for one in statements]
        raw.close()
        return rows

    find = "select type, name, tbl_name, rootpage, sql from sqlite_master where name = ?"
    ((row,), _) = schema((find, (INDEX,)), ("delete from sqlite_master where name = ?", (INDEX,)))
    raw = connect_file(path, key)
    raw.execute("update child set household_id = 1 where id = 2")
    raw.close()
    schema(("insert into sqlite_master (type, name, tbl_name, rootpage, sql) values (?, ?, ?, ?, ?)", row))


def test_an_index_that_missed_a_change_is_found_by_the_whole_check_and_after_an_unclean_end_alone(file_county, tmp_path):
    a_child(file_county)
    a_child(file_county, first="Leo", last="Cole")
    starve_an_index(file_county)
    backups = tmp_path / "backups"
    assert not any("index" in str(one) for one in check_at_start(file_county.database, backups, UUID, TODAY))
    after = check_at_start(file_county.database, backups, UUID, TODAY, ended_badly=True)
    assert any(INDEX in str(one) for one in after)
    found, flaws = check_whole(file_county.database, backups, UUID, TODAY)
    assert INDEX in found.flaw and found.flaws == len(flaws) >= 1
    assert last_whole(backups, UUID) == found, "it is remembered beside the backups"
    assert last_whole(backups, "87654321-another") is None, "of its own office"


def test_a_sound_office_is_read_whole_with_its_backups_and_the_day_is_kept(county, tmp_path):
    a_child(county)
    made = back_up(county.database, tmp_path, TODAY, "by hand").manifest
    found, flaws = check_whole(county.database, tmp_path, made.office, TODAY)
    assert flaws == () and (found.flaws, found.flaw, found.at) == (0, "", TODAY)
    assert (found.rows, found.tables) == (sum(rows for _, rows in made.counts), len(made.counts))
    with county.database.writing.begin() as connection:
        connection.exec_driver_sql("update search_word set word = 'stray' where row_id = (select min(row_id) from search_word)")
    assert check_whole(county.database, tmp_path, made.office, TODAY + EVERY)[0].at == TODAY + EVERY


@pytest.mark.parametrize(("since", "due"), [
    (timedelta(0), False), (EVERY - timedelta(seconds=1), False), (EVERY, True), (-timedelta(seconds=1), True),
])  # fmt: skip
def test_it_is_due_after_seven_days_and_when_the_last_bears_a_day_to_come(since, due, tmp_path):
    assert whole_due(WholeChecked(TODAY - since, 1, 1), TODAY) is due
    assert whole_due(None, TODAY)
    (tmp_path / f"whole-{UUID[:8]}.json").write_text('{"at": "2026-07-22T10:40:00"')
    assert last_whole(tmp_path, UUID) is None, "a torn note: everything is read again"


class StopAt(Stop):
    """Somebody comes back between two proofs."""

    def __init__(self, at) -> None:
        super().__init__()
        self.left = at

    def heed(self):
        self.left -= 1
        if not self.left:
            self.stop()
        super().heed()


@pytest.mark.parametrize("at", [0, 1, 3])
def test_whoever_comes_back_stops_it_nothing_is_kept_and_the_office_works_on(county, tmp_path, at):
    child = a_child(county)
    stop = StopAt(at)
    if not at:
        stop.stop()  # before its first statement
    with pytest.raises(Stopped):
        check_whole(county.database, tmp_path, UUID, TODAY, stop)
    assert list(tmp_path.glob("whole-*")) == []
    assert child and check_whole(county.database, tmp_path, UUID, TODAY)[1] == (), "no connection stays stopped"


@pytest.fixture
def crashed(file_county, tmp_path):
    """The file of an office that was not closed properly."""
    a_child(file_county)
    crashed = tmp_path / "crashed" / "office.sbo"
    crashed.parent.mkdir()
    path = Path(file_county.database.place)
    for file in (path, path.with_name(path.name + "-wal"), keys_path(path)):
        shutil.copy(file, crashed.parent / file.name)
    return crashed


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_reading_what_was_not_closed_properly_is_told_in_parts_stopped_at_any_of_them_and_not_forgotten(crashed, at):
    heard = []
    reading = Reading(lambda part, of: (heard.append((part, of)), reading.stop() if part == at else None))
    if not at:
        reading.stop()
    with pytest.raises(Refused, match="not read to its end"):
        sign_in_to_file(crashed, COORDINATOR, PASSWORD, reading=reading)
    assert heard == [(part, 3) for part in range(1, at + 1)]
    # Closing it took its journal, and what was not read is still not known: the next opening reads it again
    assert not crashed.with_name(crashed.name + "-wal").exists()
    heard.clear()
    signed = sign_in_to_file(crashed, COORDINATOR, PASSWORD, reading=Reading(lambda part, of: heard.append((part, of))))
    assert signed.opened.ended_badly and heard == [(1, 3), (2, 3), (3, 3)]
    signed.opened.close()


def test_an_office_that_was_not_closed_properly_says_so_once_it_is_open(crashed):
    signed = sign_in_to_file(crashed, COORDINATOR, PASSWORD)
    assert signed.opened.ended_badly
    signed.opened.close()
    signed = sign_in_to_file(crashed, COORDINATOR, PASSWORD)
    assert not signed.opened.ended_badly
    signed.opened.close()
