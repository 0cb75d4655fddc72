"""A new key when somebody leaves (safety.md 3.4): what they kept opens nothing newer, and a kill at any point locks nobody out."""

import json
import os
import shutil
import sys
from dataclasses import replace

import pytest

from shortbreaks.access import rekeying
from shortbreaks.access.commands import (
    AddPerson,
    ChangeRecoveryKey,
    ClosePerson,
    SetPassword,
    add_person,
    change_recovery_key,
    close_person,
    set_password,
)
from shortbreaks.access.founding import sign_in_with_recovery_key
from shortbreaks.access.permissions import Role
from shortbreaks.access.queries import office_facts, people
from shortbreaks.access.rekeying import SealAnew, change_key, check_may_change_key, seal_anew
from shortbreaks.access.restoring import restore_office
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database import keys as key_files
from shortbreaks.database import rekey
from shortbreaks.database.backup import back_up, backups_in, verify_backup
from shortbreaks.database.check import check
from shortbreaks.database.connections import connect_file, open_file
from shortbreaks.database.key_publishing import part_of
from shortbreaks.database.keys import EXAMPLE_COST, RECOVERY, keys_path, load_keys, new_recovery_key, spare_of, unlock
from shortbreaks.database.reasons import NEW_KEY
from shortbreaks.errors import NotAllowed, Refused, Unavailable
from tests.builders import a_child
from tests.conftest import PASSWORD, PEOPLE, TODAY, County

SAMS = "marmalade otter bicycle rain"
COORDINATOR, MANAGER = PEOPLE[Role.COORDINATOR][0], PEOPLE[Role.MANAGER][0]
POINTS = ("spare key file", "key file", "office file", "spare key file again", "key file again")


@pytest.fixture(scope="module")
def office_left(_file_template, tmp_path_factory):
    """The office that Sam left, made once: its folder, its recovery key and its counts."""
    folder, recovery = tmp_path_factory.mktemp("left"), new_recovery_key()
    for file in (_file_template, keys_path(_file_template)):
        shutil.copy(file, folder / file.name)
    path = folder / _file_template.name
    county = County(open_file(path, unlock(load_keys(keys_path(path)), COORDINATOR, PASSWORD)))
    office = county.at(Role.ADMINISTRATOR)
    a_child(county)
    office.perform(set_password, SetPassword(list(Role).index(Role.MANAGER) + 1, PASSWORD))
    sam = office.perform(add_person, AddPerson("sam", "Sam Lee", "manager", SAMS)).answer
    office.perform(change_recovery_key, ChangeRecoveryKey(recovery))
    (folder / "sams stick").mkdir()
    back_up(county.database, folder / "sams stick", TODAY, "by hand")
    version = next(row.version for row in office.ask(people) if row.id == sam)
    office.perform(close_person, ClosePerson(sam, version))
    assert office.ask(office_facts).left == ("Sam Lee",)
    report = check(county.database)
    county.database.close()
    return folder, recovery, dict(report.counts)


@pytest.fixture
def left(office_left, tmp_path):
    """A copy of it, closed: its path, what Sam kept, its recovery key and its counts."""
    folder, recovery, counts = office_left
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path / "office.sbo", tmp_path / "sams stick", recovery, dict(counts)


@pytest.fixture(scope="module")
def office_rekeyed(office_left, tmp_path_factory):
    """The same after its key was changed, made once: its folder, and the name of the last backup by the earlier key."""
    folder = tmp_path_factory.mktemp("rekeyed")
    shutil.copytree(office_left[0], folder, dirs_exist_ok=True)
    done = change_key(folder / "office.sbo", MANAGER, PASSWORD, lambda: TODAY)
    assert done.trouble == ""
    done.signed.opened.close()
    return folder, done.before.folder.name


@pytest.fixture
def rekeyed(office_rekeyed, tmp_path):
    """A copy of that: its path, and that backup."""
    folder, before = office_rekeyed
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path / "office.sbo", tmp_path / "backups" / before


def sams_key(kept):
    """The data key that Sam reads from what they kept, with their password."""
    (backup,) = backups_in(kept)
    return unlock(load_keys(backup.folder / "office.keys"), "sam", SAMS)


def test_who_left_opens_what_they_kept_and_nothing_newer_while_everybody_else_signs_in_as_before(office_left, rekeyed):
    path, recovery, counts = rekeyed[0], office_left[1], dict(office_left[2])
    old = sams_key(path.parent / "sams stick")
    connect_file(office_left[0] / "office.sbo", old, read_only=True).close()
    signed = sign_in_to_file(path, MANAGER, PASSWORD)
    facts = signed.office.ask(office_facts)
    assert (facts.key, facts.left) == (2, ())
    report = check(signed.opened.database)
    assert report.sound, report.flaws
    after = dict(report.counts)
    assert after.pop("audit_entry") == counts.pop("audit_entry") + 1
    assert {name for name in counts if after[name] != counts[name]} <= {"audit_mark", "audit_checkpoint"}
    signed.opened.close()
    with pytest.raises(Unavailable):
        connect_file(path, old, read_only=True)
    with pytest.raises(Refused, match="do not go together"):
        sign_in_to_file(path, "sam", SAMS)
    for who in (COORDINATOR, MANAGER):
        sign_in_to_file(path, who, PASSWORD).opened.close()
    sign_in_with_recovery_key(path, recovery, MANAGER, SAMS).opened.close()
    assert sorted(one.name for one in path.parent.glob(".rekeying*")) == []
    assert keys_path(path).read_text() == spare_of(keys_path(path)).read_text()


def test_each_backup_says_which_key_opens_it(office_left, rekeyed):
    path, recovery = rekeyed[0], office_left[1]
    before, after = backups_in(path.parent / "backups")
    assert [(one.manifest.reason, one.manifest.key) for one in (before, after)] == [("before a new key", 1), ("under a new key", 2)]
    assert ["key1" in before.folder.name, "key2" in after.folder.name] == [True, True]
    opened = [unlock(load_keys(one.folder / "office.keys"), RECOVERY, recovery) for one in (before, after)]
    for backup, mine, other in ((before, *opened), (after, *opened[::-1])):
        assert verify_backup(backup.folder, mine).sound
        with pytest.raises(Unavailable):
            verify_backup(backup.folder, other)


def test_a_backup_of_before_brings_the_earlier_key_back_and_that_is_said(rekeyed):
    path, before = rekeyed
    signed, restored = restore_office(before, path, MANAGER, PASSWORD, lambda: TODAY)
    facts = signed.office.ask(office_facts)
    signed.opened.close()
    assert (facts.key, facts.left) == (1, ("Sam Lee",))
    assert any("earlier key again" in said for said in restored.sentences())


def _rename_until(stop):
    """Let this process die at the rename of that number, as a kill would have it."""
    seen = [0]

    def hear(event, _arguments):
        if event == "os.rename":
            if seen[0] == stop:
                os._exit(9)
            seen[0] += 1

    sys.addaudithook(hear)


def _killed_at(stop, part, path, new_key):
    child = os.fork()
    if not child:
        try:
            _rename_until(stop)
            rekey.take_place(part, path, new_key)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork is not of this system")
def test_killed_at_any_point_the_office_opens_for_everybody_with_every_row(left, tmp_path):
    path, _, recovery, counts = left
    new_key = key_files.new_data_key()
    signed = sign_in_to_file(path, MANAGER, PASSWORD, lambda: TODAY)
    before = back_up(signed.opened.database, tmp_path / "before", TODAY, "before a new key")
    old = signed.opened.database.key
    signed.opened.close()

    def seal(database):
        replace(signed.office, database=database).perform(seal_anew, SealAnew("before"))

    part = rekey.rekey_copy(before, path, old, new_key, seal)
    kept = {file.name: file.read_bytes() for file in (path, part, keys_path(path), spare_of(keys_path(path)))}
    keys_now = []
    for stop in range(len(POINTS) + 1):
        for name, content in kept.items():
            (tmp_path / name).write_bytes(content)
        assert _killed_at(stop, part, path, new_key) is (stop < len(POINTS)), stop
        for who, secret in ((COORDINATOR, PASSWORD), (RECOVERY, recovery)):
            key = key_files.unlock_file(keys_path(path), who, secret)[1]
            signed = sign_in_with_recovery_key(path, recovery, MANAGER, PASSWORD) if who == RECOVERY else None
            signed = signed or sign_in_to_file(path, who, secret)
            assert dict(check(signed.opened.database, pages=False).counts)["child"] == counts["child"]
            signed.opened.close()
        assert load_keys(keys_path(path)).coming is None
        assert list(tmp_path.glob(".rekeying*")) == []
        keys_now.append(load_keys(keys_path(path)).number)
        assert len(key) == 32
    assert keys_now == [1, 1, 1, 2, 2, 2], "until the file itself is renamed the office keeps its key"


def test_it_is_refused_while_somebody_has_the_office_open_and_to_whoever_may_not(left):
    path, _, _, _ = left
    signed = sign_in_to_file(path, COORDINATOR, PASSWORD)
    before = path.read_bytes()
    with pytest.raises(Unavailable, match="already open"):
        change_key(path, MANAGER, PASSWORD)
    with pytest.raises(NotAllowed):
        check_may_change_key(signed.office, PASSWORD)
    signed.opened.close()
    with pytest.raises(Refused, match="Nobody who may keep"):
        change_key(path, COORDINATOR, PASSWORD)
    with pytest.raises(Refused, match="do not go together"):
        change_key(path, MANAGER, SAMS)
    assert path.read_bytes()[:4096] == before[:4096]
    sign_in_to_file(path, MANAGER, PASSWORD).opened.close()


def test_a_shared_office_says_what_applies_there(server_county):
    with pytest.raises(Refused, match="kept by its server") as said:
        check_may_change_key(server_county.at(Role.MANAGER), PASSWORD)
    assert "new password of the login" in said.value.remedy
    with pytest.raises(Refused, match="kept by its server"):
        server_county.at(Role.MANAGER).perform(seal_anew, SealAnew("x"))


def test_slots_of_the_first_form_open_and_are_named_before_a_new_key(left):
    """As an office of an earlier build wrote them: the data key straight under the secret."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    path, _, _, _ = left
    signed = sign_in_to_file(path, MANAGER, PASSWORD)
    key = signed.opened.database.key
    signed.opened.close()
    keys = load_keys(keys_path(path))
    plain = key_files.Slot("1" * 32, "old.hand", "ab" * 16, "cd" * 12, "", EXAMPLE_COST)
    sealed = AESGCM(key_files._derive(SAMS, plain)).encrypt(bytes.fromhex(plain.nonce), key, key_files._bound(keys.office, plain))
    text = json.loads(key_files.to_text(keys))
    text["format"] = 1
    slot = {"id": plain.id, "owner": plain.owner, "salt": plain.salt, "nonce": plain.nonce, "wrapped": sealed.hex()}
    text["slots"].append({**slot, "cost": {"memory_kib": 1024, "rounds": 1, "lanes": 1}})
    old = key_files.from_text(json.dumps(text))
    assert unlock(old, "old.hand", SAMS) == key
    with pytest.raises(Refused, match=r"password of old\.hand is of an earlier form"):
        key_files.sealed_anew(old, key_files.new_data_key())


def test_a_new_file_that_does_not_prove_is_not_put_in_place(left, monkeypatch):
    """A row more or less is seen by counting: the office keeps its key, and says so."""
    path, _, _, _ = left
    whole = rekey._rekey

    def miscopied(part, key, new_key):
        whole(part, key, new_key)
        database = open_file(part, new_key)
        with database.writing.begin() as connection:
            connection.exec_driver_sql("insert into search_word (kind, word, row_id) values ('child', 'stray', 1)")
        database.close()

    monkeypatch.setattr(rekey, "_rekey", miscopied)
    with pytest.raises(Refused, match="does not prove"):
        change_key(path, MANAGER, PASSWORD, lambda: TODAY)
    monkeypatch.setattr(rekey, "_rekey", lambda *_: None)
    with pytest.raises(Unavailable):
        change_key(path, MANAGER, PASSWORD, lambda: TODAY)
    monkeypatch.undo()
    signed = sign_in_to_file(path, MANAGER, PASSWORD)
    assert (signed.office.ask(office_facts).key, check(signed.opened.database).sound) == (1, True)
    signed.opened.close()


def test_without_room_for_a_backup_under_the_new_key_the_office_has_it_all_the_same_and_that_is_said(left, monkeypatch):
    path, _, _, _ = left
    whole = rekeying.back_up

    def full(database, folder, now, reason):
        if reason == NEW_KEY:
            raise Unavailable("The disk is full.", "Make room.")
        return whole(database, folder, now, reason)

    monkeypatch.setattr(rekeying, "back_up", full)
    done = change_key(path, MANAGER, PASSWORD, lambda: TODAY)
    assert (done.trouble, done.signed.office.ask(office_facts).key) == ("The disk is full.", 2)
    done.signed.opened.close()
    assert [one.manifest.key for one in backups_in(path.parent / "backups")] == [1]


def test_an_office_opened_beside_another_whose_key_is_being_changed_leaves_that_one_alone(left, tmp_path):
    """Two offices of one folder: the change under way ends well, and each takes away only what it left itself."""
    path, _, _, counts = left
    other = tmp_path / "office.sbo 2.sbo"  # its name begins like the other's
    for mine, its in ((path, other), (keys_path(path), keys_path(other))):
        shutil.copy(mine, its)
    signed = sign_in_to_file(path, MANAGER, PASSWORD, lambda: TODAY)
    before = back_up(signed.opened.database, tmp_path / "before", TODAY, "before a new key")
    old, new_key = signed.opened.database.key, key_files.new_data_key()
    signed.opened.close()
    part = rekey.rekey_copy(
        before, path, old, new_key,
        lambda made: replace(signed.office, database=made).perform(seal_anew, SealAnew("before")),
    )  # fmt: skip
    stopped = part_of(other)
    stopped.write_bytes(b"of a change of the other's key that was stopped")
    sign_in_to_file(other, MANAGER, PASSWORD).opened.close()
    assert (part.exists(), stopped.exists()) == (True, False)
    rekey.take_place(part, path, new_key)
    signed = sign_in_to_file(path, MANAGER, PASSWORD)
    assert signed.office.ask(office_facts).key == 2
    assert dict(check(signed.opened.database, pages=False).counts)["child"] == counts["child"]
    signed.opened.close()


def test_a_leftover_that_another_program_holds_stops_no_opening_but_a_new_change_of_key(left):
    """As when an anti-virus reads it: it cannot be removed, here because a folder stands in its place."""
    path, _, _, _ = left
    part_of(path).mkdir()
    sign_in_to_file(path, MANAGER, PASSWORD).opened.close()
    with pytest.raises(Unavailable, match="held open by another program"):
        change_key(path, MANAGER, PASSWORD, lambda: TODAY)
    part_of(path).rmdir()
    signed = sign_in_to_file(path, MANAGER, PASSWORD)
    assert signed.office.ask(office_facts).key == 1
    signed.opened.close()
