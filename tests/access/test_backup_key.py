"""A shared office's backups get a new key from the window: older ones open as before, each says by which key, and nothing is lost."""

import pytest
from sqlalchemy import select, update

from shortbreaks.access.backup_key import NewBackupKey, change_backup_key, new_backup_key
from shortbreaks.access.permissions import Role
from shortbreaks.access.queries import office_facts
from shortbreaks.access.sign_in import SignedIn
from shortbreaks.database.audit import entries
from shortbreaks.database.backup import backups_in, verify_backup
from shortbreaks.database.check import check
from shortbreaks.database.connections import open_server
from shortbreaks.database.drill import drill, key_of_backups, number_of_key
from shortbreaks.database.identity import OfficeRecord, read_identity
from shortbreaks.database.keys import (
    EXAMPLE_COST,
    RECOVERY,
    from_text,
    load_keys,
    new_recovery_key,
    to_text,
    unlock,
    with_slot,
)
from shortbreaks.database.opening import Opened
from shortbreaks.errors import NotAllowed, Refused, Unavailable
from tests.builders import a_child
from tests.database.test_before import decide
from ui.shell.backups import back_up_if_due


@pytest.fixture
def shared(server, server_county):
    """A shared office with a child, and its recovery key as it was printed."""
    recovery = new_recovery_key()
    owner = open_server(server.url(server_county.database.reading.url.database, "sb_owner"))
    with owner.writing.begin() as connection:
        row = connection.execute(select(OfficeRecord.backup_key, OfficeRecord.key_file)).one()
        slots = with_slot(from_text(row.key_file), RECOVERY, recovery, bytes.fromhex(row.backup_key), EXAMPLE_COST)
        connection.execute(update(OfficeRecord).values(key_file=to_text(slots)))
    owner.close()
    a_child(server_county)
    return server_county, recovery


def test_older_backups_open_by_the_key_of_their_day_and_newer_ones_by_the_new_one_alone(shared, tmp_path):
    county, recovery = shared
    office, said = county.at(Role.ADMINISTRATOR), []
    old = key_of_backups(county.database)
    done = change_backup_key(office, tmp_path, 1, said.append)
    new = key_of_backups(county.database)
    assert old != new and done.trouble == "" and len(said) == 2
    assert (office.ask(office_facts).key, number_of_key(county.database)) == (2, 2)
    before, after = backups_in(tmp_path)
    assert [(one.manifest.reason, one.manifest.key) for one in (before, after)] == [("before a new key", 1), ("under a new key", 2)]
    assert ["key1" in before.folder.name, "key2" in after.folder.name] == [True, True]
    for backup, key, other in ((before, old, new), (after, new, old)):
        assert unlock(load_keys(backup.folder / "office.keys"), RECOVERY, recovery) == key, "one recovery key opens both"
        assert verify_backup(backup.folder, key).sound
        with pytest.raises(Unavailable):
            verify_backup(backup.folder, other)
    assert drill(after, new, county.clock()).flaw == ""
    assert check(county.database).sound
    with county.database.reading.connect() as connection:
        kept = connection.execute(select(entries.c.recorded_as, entries.c.answer).order_by(entries.c.number.desc()).limit(1)).one()
    assert (kept.recorded_as, "2" in str(kept.answer)) == ("Backups given a new key", True)
    assert new.hex() not in str(kept), "no key in the trail"


def test_of_two_who_give_a_new_key_at_once_one_does(shared, tmp_path):
    county, _ = shared
    county.at(Role.MANAGER).perform(new_backup_key, NewBackupKey(1))
    with pytest.raises(Refused, match="another key meanwhile"):
        county.at(Role.ADMINISTRATOR).perform(new_backup_key, NewBackupKey(1))
    assert number_of_key(county.database) == 2


def test_another_computer_restores_no_backup_by_a_key_that_is_gone_and_makes_its_next_under_the_new_one(shared, tmp_path):
    county, _ = shared
    with county.database.reading.connect() as connection:
        opened = Opened(county.database, read_identity(connection, "x"), None)
    signed = SignedIn(county.at(Role.MANAGER), opened)
    decide(county.at(Role.MANAGER), 1500)
    assert back_up_if_due(signed, tmp_path, "timer").drill.flaw == ""
    county.at(Role.ADMINISTRATOR).perform(new_backup_key, NewBackupKey(1))
    decide(county.at(Role.MANAGER), 1600)
    county.clock.forward(days=31)
    state = back_up_if_due(signed, tmp_path, "timer")
    assert [one.manifest.key for one in backups_in(tmp_path)] == [1, 2]
    assert (state.trouble, state.drill.flaw, state.drill.at) == ("", "", county.clock())


def test_nobody_else_may_and_an_office_on_one_computer_says_what_applies_there(shared, file_county, tmp_path):
    county, _ = shared
    with pytest.raises(NotAllowed):
        change_backup_key(county.at(Role.COORDINATOR), tmp_path, 1)
    assert list(tmp_path.glob("2*")) == []
    (tmp_path / "taken").write_text("a file stands in its place")
    with pytest.raises(Unavailable):
        change_backup_key(county.at(Role.MANAGER), tmp_path / "taken", 1)
    assert number_of_key(county.database) == 1, "no backup first: nothing changes"
    with pytest.raises(Refused, match="one key"):
        file_county.at(Role.MANAGER).perform(new_backup_key, NewBackupKey(1))
