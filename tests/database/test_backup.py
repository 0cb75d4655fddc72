"""Backups: verified before they are named, restorable, rotated without losing the newest, on both engines."""

import shutil
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shortbreaks.database.backup import back_up, backups_in, changed_since, copy_elsewhere, due, verify_backup
from shortbreaks.database.keys import RECOVERY, load_keys, unlock
from shortbreaks.database.manifest import KEY_FILE, OFFICE_FILE
from shortbreaks.database.reasons import BEFORE_MIGRATION
from shortbreaks.database.rotation import ALL_FOR, KENT, Kept, rotate, to_let_go
from shortbreaks.errors import Refused, Unavailable
from tests.builders import a_child, a_service, a_session
from tests.conftest import TODAY


def key_of(county):
    from sqlalchemy import text

    if county.database.key:
        return county.database.key
    with county.database.reading.connect() as connection:
        return bytes.fromhex(connection.execute(text("select backup_key from office")).scalar())


def booked(county):
    from shortbreaks.bookings.commands import MakeBooking, make_booking
    from shortbreaks.bookings.taking import PlacesWanted

    service, venue = a_service(county)
    session, child = a_session(county, service, venue), a_child(county)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),), None, "card"))
    return session


def test_a_backup_holds_everything_and_proves(county, tmp_path):
    booked(county)
    made = back_up(county.database, tmp_path / "Backups", TODAY, "by hand")
    assert {path.name for path in made.folder.iterdir()} == {"manifest.json", OFFICE_FILE, KEY_FILE}
    assert dict(made.manifest.counts)["booking"] == 1
    report = verify_backup(made.folder, key_of(county))
    assert report.sound, report.flaws
    assert backups_in(tmp_path / "Backups") == (made,)
    assert not changed_since(county.database, made.manifest)
    booked_again = copy_elsewhere(made, tmp_path)
    assert booked_again.manifest == made.manifest


def test_nothing_in_a_backup_can_be_read_without_its_key(county, tmp_path):
    booked(county)
    made = back_up(county.database, tmp_path / "Backups", TODAY, "by hand")
    content = (made.folder / OFFICE_FILE).read_bytes()
    for word in (b"SQLite format", b"Okafor", b"Sandpipers", b"create trigger"):
        assert word not in content


def test_backups_while_others_write_are_each_a_whole_moment(file_county, tmp_path):
    from tests.database.test_office import Rename, rename

    stop = threading.Event()
    written = []

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            file_county.at().perform(rename, Rename(2, f"Name {number}", number))
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(10):
            made = back_up(file_county.database, tmp_path, TODAY + timedelta(minutes=number), "timer")
            assert dict(made.manifest.counts)["audit_entry"] == made.manifest.number_of("audit")
    finally:
        stop.set()
        writer.join()
    assert len(written) > 0


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "gone", "swap"])
def test_a_damaged_backup_is_found(file_county, tmp_path, harm):
    made = back_up(file_county.database, tmp_path, TODAY, "by hand")
    file = made.folder / OFFICE_FILE
    content = bytearray(file.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif harm == "cut":
        file.write_bytes(content[:-4096])
    elif harm == "empty":
        file.write_bytes(b"")
    elif harm == "gone":
        file.unlink()
    else:
        file.write_bytes(bytes(len(content)))
    with pytest.raises(Unavailable, match="Choose another backup"):
        verify_backup(made.folder, file_county.database.key)


def test_a_copy_that_does_not_prove_is_not_kept_and_nothing_is_rotated(file_county, tmp_path):
    old = back_up(file_county.database, tmp_path, TODAY - timedelta(days=400), "by hand")
    with file_county.database.writing.begin() as connection:
        connection.exec_driver_sql("drop trigger transfer_no_update")
    with pytest.raises(Refused, match="transfer_no_update"):
        back_up(file_county.database, tmp_path, TODAY, "by hand")
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [old.folder.name]


def test_a_disk_that_cannot_be_written_leaves_everything_as_it_was(file_county, tmp_path):
    place = tmp_path / "file"
    place.write_text("not a folder")
    with pytest.raises(Unavailable, match="could not be made"):
        back_up(file_county.database, place, TODAY, "by hand")
    assert place.read_text() == "not a folder"


def test_the_key_file_of_a_shared_offices_backup_opens_it_by_recovery_key_alone(server_county, tmp_path):
    made = back_up(server_county.database, tmp_path, TODAY, "by hand")
    keys = load_keys(made.folder / KEY_FILE)
    assert [slot.owner for slot in keys.slots] == [RECOVERY]
    with pytest.raises(Refused, match="not the recovery key"):
        unlock(keys, RECOVERY, "0000")


def test_a_backup_is_due_after_half_an_hour_of_change():
    assert due(None, TODAY, changed=True)
    assert not due(None, TODAY, changed=False)
    assert not due(TODAY - timedelta(minutes=29), TODAY, changed=True)
    assert due(TODAY - timedelta(minutes=30), TODAY, changed=True)


ages = st.lists(
    st.tuples(st.integers(0, 60 * 24 * 900), st.sampled_from(["timer", "closing", BEFORE_MIGRATION])), max_size=80
)


@settings(max_examples=500)
@given(ages)
@example([(12241, "timer"), (13681, "timer")])  # either side of the night the clocks go back
def test_rotation_never_takes_the_newest_nor_the_last_two_days_nor_what_preceded_a_migration(minutes):
    now = datetime(2026, 11, 3, 12, tzinfo=UTC)
    kept = [Kept(f"{n}", now - timedelta(minutes=age), reason) for n, (age, reason) in enumerate(minutes)]
    gone = to_let_go(kept, now)
    stay = [one for one in kept if one.name not in gone]
    assert bool(stay) == bool(kept)
    if kept:
        assert max(one.made_at for one in kept) == max(one.made_at for one in stay)
    for one in kept:
        if one.made_at > now - ALL_FOR or one.reason == BEFORE_MIGRATION:
            assert one.name not in gone
    # Days are days in Kent: an hour before midnight in UTC may be tomorrow there
    made, left = (sorted({one.made_at.astimezone(KENT).date() for one in some}, reverse=True) for some in (kept, stay))
    assert set(made[:12]) <= set(left)
    assert {day.replace(day=1) for day in made if day >= date(2026, 4, 1)} <= {day.replace(day=1) for day in left}
    # letting go again changes nothing
    assert to_let_go(stay, now) == frozenset()


def test_a_year_of_half_hours_becomes_a_few_dozen():
    now = datetime(2026, 11, 3, 12, tzinfo=UTC)
    kept = [Kept(f"{n}", now - timedelta(minutes=30 * n), "timer") for n in range(48 * 365)]
    stay = len(kept) - len(to_let_go(kept, now))
    assert 96 < stay < 140


def test_a_backup_that_another_program_holds_goes_another_time(file_county, tmp_path, monkeypatch):
    """A stick or a synchronising program reads in it: the new backup is whole all the same, and says so."""
    old = back_up(file_county.database, tmp_path, TODAY - timedelta(days=500), "timer")
    really = Path.replace

    def held(self, target):
        if self.name == old.folder.name:
            raise PermissionError(13, "being used by another process")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", held)
    back_up(file_county.database, tmp_path, TODAY - timedelta(days=500, hours=-1), "timer")
    made = back_up(file_county.database, tmp_path, TODAY, "timer")
    assert made.folder.is_dir() and old.folder.is_dir()
    monkeypatch.undo()
    assert rotate(tmp_path, made.manifest.office, TODAY) == (old.folder.name,) and not old.folder.exists()


def test_rotation_leaves_strangers_and_other_offices_alone(file_county, tmp_path):
    first = back_up(file_county.database, tmp_path, TODAY - timedelta(days=500), "timer")
    shutil.copytree(first.folder, tmp_path / "broken")
    (tmp_path / "broken" / "manifest.json").write_text("{")
    (tmp_path / "letters").mkdir()
    second = back_up(file_county.database, tmp_path, TODAY - timedelta(days=499), "timer")
    names = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert {"broken", "letters", second.folder.name} <= names
    assert rotate(tmp_path, "another office", TODAY) == ()
