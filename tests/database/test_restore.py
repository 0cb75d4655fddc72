"""Restoring: proved first, the present files moved aside whole, nothing thrown away, what is lost said."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.access.restoring import restore_office
from shortbreaks.access.sign_in import sign_in_to_file, sign_in_to_server
from shortbreaks.council.commands import DecideRate, decide_rate
from shortbreaks.database import restore as restore_room
from shortbreaks.database.backup import back_up
from shortbreaks.database.check import check
from shortbreaks.database.keys import EXAMPLE_COST, RECOVERY, keys_path, new_recovery_key, spare_of
from shortbreaks.database.lock import hold
from shortbreaks.database.manifest import OFFICE_FILE
from shortbreaks.errors import Refused, Unavailable
from tests.conftest import TODAY

PASSWORD = "marmalade otter bicycle rain"
KEY = new_recovery_key()


def decide(office, count=1):
    for pence in range(1, count + 1):
        office.perform(decide_rate, DecideRate("Personal assistant", "hour", TODAY.date(), 1500 + pence, "Agreed."))


def rates(office):
    with office.database.reading.connect() as connection:
        return list(connection.execute(text("select pence from rate order by id")).scalars())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of an office with five rates, a backup of it, then three rates more; closed, and copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    first = FirstPerson("priya", "Priya Nair", PASSWORD, KEY)
    signed = found_file_office(folder / "east.sbo", "East", first, lambda: TODAY, cost=EXAMPLE_COST)
    decide(signed.office, 5)
    backup = back_up(signed.office.database, folder / "Backups", TODAY, "by hand").folder
    decide(signed.office, 3)
    signed.opened.close()
    return folder, backup.relative_to(folder)


@pytest.fixture
def kept(made, tmp_path):
    folder, backup = made
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path / "east.sbo", tmp_path / backup


def test_a_backup_never_takes_the_place_of_another_office(kept):
    """Two offices of one name may lie in one folder and share their backups' folder, with the same people in both."""
    path, backup = kept
    other = path.with_name("north.sbo")
    found_file_office(other, "East", FirstPerson("priya", "Priya Nair", PASSWORD, KEY), cost=EXAMPLE_COST).opened.close()
    before = other.read_bytes()
    with pytest.raises(Refused, match=r"north\.sbo is another office") as refused:
        restore_office(backup, other, "priya", PASSWORD)
    assert "a name of its own" in refused.value.remedy and other.read_bytes() == before
    keys_path(other).unlink()  # nobody can say any more whose it was: it is kept aside
    spare_of(keys_path(other)).unlink()
    signed, restored = restore_office(backup, other, "priya", PASSWORD)
    signed.opened.close()
    assert restored.aside is not None


def test_a_restore_is_the_backup_exactly_and_says_what_is_lost(kept):
    path, backup = kept
    signed, restored = restore_office(backup, path, "priya", PASSWORD, lambda: TODAY + timedelta(days=1))
    try:
        assert len(rates(signed.office)) == 5
        assert [one.recorded_as for one in restored.lost] == ["Rate decided"] * 3
        assert restored.lost[0].person == "Priya Nair"
        assert (restored.aside / path.name).exists()
        assert check(signed.opened.database, anchors=restored.manifest.anchors("the backup")).sound
        assert "3 acts" in " ".join(restored.sentences())
    finally:
        signed.opened.close()
    again = sign_in_to_file(path, "priya", PASSWORD)
    assert len(rates(again.office)) == 5
    again.opened.close()


def test_a_later_backups_head_no_longer_binds_after_a_restore(kept, tmp_path):
    path, backup = kept
    signed = sign_in_to_file(path, "priya", PASSWORD, lambda: TODAY)
    later = back_up(signed.office.database, tmp_path / "Backups", TODAY + timedelta(hours=1), "by hand").manifest
    signed.opened.close()
    signed, _ = restore_office(backup, path, "priya", PASSWORD, lambda: TODAY + timedelta(days=1))
    try:
        assert check(signed.opened.database, anchors=later.anchors("the later backup")).sound
        decide(signed.office)
        newest = back_up(signed.office.database, tmp_path / "Backups", TODAY + timedelta(days=2), "by hand").manifest
        assert check(signed.opened.database, anchors=newest.anchors("the newest backup")).sound
    finally:
        signed.opened.close()


@pytest.mark.parametrize("planted", ["-wal", "-journal", "-shm"])
def test_a_stale_journal_beside_the_office_never_meets_the_restored_file(kept, planted):
    path, backup = kept
    stray = path.with_name(path.name + planted)
    stray.write_bytes(b"\x37\x7f\x06\x82" + bytes(40_000))
    signed, restored = restore_office(backup, path, "priya", PASSWORD, lambda: TODAY)
    try:
        assert len(rates(signed.office)) == 5
        assert (restored.aside / stray.name).exists()
        assert check(signed.opened.database).sound
    finally:
        signed.opened.close()


def test_a_real_wal_of_the_lost_office_leaks_nothing_into_the_restored_one(kept, tmp_path):
    path, backup = kept
    signed = sign_in_to_file(path, "priya", PASSWORD)
    decide(signed.office, 30)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for file in path.parent.glob("east.*"):
        shutil.copy(file, crashed / file.name)
    signed.opened.close()
    assert (crashed / "east.sbo-wal").stat().st_size > 0
    signed, restored = restore_office(backup, crashed / "east.sbo", "priya", PASSWORD)
    try:
        assert len(rates(signed.office)) == 5
        assert len(restored.lost) == 33
        assert check(signed.opened.database).sound
    finally:
        signed.opened.close()


def test_a_damaged_present_file_is_kept_and_nobody_claims_to_know_what_is_lost(kept):
    path, backup = kept
    content = bytearray(path.read_bytes())
    for at in range(0, len(content), 4096):
        content[at + 100] ^= 255
    path.write_bytes(content)
    signed, restored = restore_office(backup, path, "priya", PASSWORD)
    signed.opened.close()
    assert restored.lost is None
    assert (restored.aside / path.name).read_bytes() == bytes(content)


def test_a_damaged_backup_touches_nothing(kept):
    path, backup = kept
    before = path.read_bytes()
    content = bytearray((backup / OFFICE_FILE).read_bytes())
    content[len(content) // 3] ^= 4
    (backup / OFFICE_FILE).write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        restore_office(backup, path, "priya", PASSWORD)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("damaged-*"))
    assert not list(path.parent.glob(".restoring*"))


def test_a_wrong_password_or_a_role_that_may_not_touches_nothing(kept):
    path, backup = kept
    before = path.read_bytes()
    for who, secret in (("priya", "wrong words entirely here"), ("nobody", PASSWORD), (RECOVERY, new_recovery_key())):
        with pytest.raises(Refused):
            restore_office(backup, path, who, secret)
    assert path.read_bytes() == before


def test_an_open_office_is_not_restored_over(kept):
    path, backup = kept
    held = hold(path, "priya", TODAY)
    with pytest.raises(Unavailable, match="already open: priya"):
        restore_office(backup, path, "priya", PASSWORD)
    held.release()


def test_the_recovery_key_restores_to_a_new_computer(kept, tmp_path):
    _, backup = kept
    signed, restored = restore_office(backup, tmp_path / "new computer" / "east.sbo", RECOVERY, KEY)
    signed.opened.close()
    assert (restored.aside, restored.lost) == (None, ())
    sign_in_to_file(tmp_path / "new computer" / "east.sbo", "priya", PASSWORD).opened.close()


@pytest.mark.parametrize("step", ["_move_aside", "save_keys", "replace"])
def test_a_restore_that_stops_anywhere_can_be_made_again(kept, monkeypatch, step):
    path, backup = kept

    def stop(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restore_room, step, stop)
    with pytest.raises(Unavailable, match="Nothing is thrown away"):
        restore_office(backup, path, "priya", PASSWORD)
    monkeypatch.undo()
    signed, _ = restore_office(backup, path, "priya", PASSWORD)
    assert len(rates(signed.office)) == 5
    signed.opened.close()


def test_a_shared_offices_backup_becomes_an_office_on_one_computer(server, tmp_path):
    from shortbreaks.access.founding import found_server_office

    server.run("create database restored_from owner sb_owner")
    urls = server.url("restored_from", "sb_owner"), server.url("restored_from", "sb_people")
    first = FirstPerson("priya", "Priya Nair", PASSWORD, KEY)
    found_server_office(urls[0], "sb_people", "East", first, lambda: TODAY)
    shared = sign_in_to_server(urls[1], "priya", PASSWORD, lambda: TODAY)
    decide(shared.office, 4)
    backup = back_up(shared.office.database, tmp_path / "Backups", TODAY, "by hand").folder
    shared.opened.close()
    signed, _ = restore_office(backup, tmp_path / "east.sbo", RECOVERY, KEY)
    try:
        assert len(rates(signed.office)) == 4
        decide(signed.office)
        assert check(signed.opened.database).sound
    finally:
        signed.opened.close()
    assert keys_path(tmp_path / "east.sbo").exists()
