"""Damaged, cut, foreign, newer or misplaced files: each refused with its own sentence, and kept (safety.md A9-A14, A20)."""

import json
import random
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database import connections
from shortbreaks.database.check import check
from shortbreaks.database.connections import old_sqlite, open_file
from shortbreaks.database.files import check_place, on_network
from shortbreaks.database.identity import SCHEMA
from shortbreaks.database.keys import EXAMPLE_COST, RECOVERY, keys_path, new_recovery_key, spare_of
from shortbreaks.errors import Refused, Spoken, Unavailable
from tests.conftest import PASSWORD, PEOPLE, TODAY, Role

ROOT = Path(__file__).parents[2]
WHO = PEOPLE[Role.COORDINATOR][0]
FLIPS = 100


@pytest.fixture
def office(file_county, tmp_path):
    """A closed office and its data key."""
    key = file_county.database.key
    file_county.database.close()
    return tmp_path / "office.sbo", key


def said_on_opening(path):
    """What a person hears when they open the office; nothing when it opens."""
    try:
        sign_in_to_file(path, WHO, PASSWORD).opened.close()
    except Spoken as said:
        return said.sentence if said.remedy else "there is no remedy"
    return ""


def said_by_check(path, key):
    """What a check of the file finds, or hears when it cannot be opened."""
    database = open_file(path, key)
    try:
        return [str(flaw) for flaw in check(database).flaws]
    except Unavailable as said:
        return [said.sentence]
    finally:
        database.close()


def test_every_flipped_byte_is_noticed(office):
    path, key = office
    whole = path.read_bytes()
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    for _ in range(FLIPS):
        content = bytearray(whole)
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        assert said_by_check(path, key), f"byte {at}"
        for side in ("-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)


@pytest.mark.parametrize("length", [0, 1, 15, 16, 100, 1023, 1024, 4095, 4096, 4097, 8192, -4096, -1])
def test_a_file_cut_short_is_never_taken_for_an_office(office, length):
    path, key = office
    whole = path.read_bytes()
    cut = whole[:length]
    path.write_bytes(cut)
    sentence = said_on_opening(path)
    if length < 0:
        assert said_by_check(path, key)
    else:
        assert "cut short" in sentence
        assert "not an office" not in sentence and "damaged" not in sentence
        assert path.read_bytes() == cut


def test_a_whole_office_on_a_full_disk_is_not_called_damaged(office, monkeypatch):
    """The engine cannot lay beside it what it shares; whoever was told of damage would restore an older backup for nothing."""
    path, _ = office
    path.with_name(path.name + "-wal").mkdir()  # as on a full disk: it cannot be laid there
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(total=10**9, used=10**9, free=8192))
    assert said_on_opening(path) == "The disk is full, and office.sbo needs some room to open."
    flipped = bytearray(path.read_bytes())
    flipped[5000] ^= 1
    path.write_bytes(flipped)
    assert "damaged" in said_on_opening(path), "what is damaged is told so, however full the disk"


def foreign_files(folder):
    """Twenty files that are not an office."""
    plain = folder / "plain.db"
    raw = sqlcipher.connect(str(plain))
    raw.execute("create table office (id integer)")
    raw.executemany("insert into office values (?)", [(n,) for n in range(2000)])
    raw.commit()
    raw.close()
    archive = folder / "archive.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("x", random.Random(1).randbytes(9000))
    heads = [
        b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"SQLite format 3\0", b"GIF89a", b"\x1f\x8b",
        b"MZ", b"\x7fELF", b'{"a": 1}', b"<html>", b"name,born\n", b"\xef\xbb\xbfname;born\n", b"\xff\xfe", b"\0" * 16,
        b"-----BEGIN", b"From ", b"BM",
    ]  # fmt: skip
    filler = random.Random(2)
    yield from (head + filler.randbytes(12_288 - len(head)) for head in heads)
    yield plain.read_bytes()
    yield archive.read_bytes()


def test_foreign_files_are_refused_and_left_as_they_are(office, tmp_path):
    path, _ = office
    contents = list(foreign_files(tmp_path))
    assert len(contents) == 20
    for content in contents:
        path.write_bytes(content)
        sentence = said_on_opening(path)
        assert sentence == "office.sbo is not an office of Short Breaks, or not the one its key file belongs to.", content[:16]
        assert path.read_bytes() == content


def test_a_wrong_password_damage_and_a_missing_key_file_are_told_apart(office):
    path, _ = office
    sign_in_to_file(path, WHO, PASSWORD).opened.close()
    with pytest.raises(Refused, match="do not go together"):
        sign_in_to_file(path, WHO, "wrong words entirely here")
    with pytest.raises(Refused, match="do not go together"):
        sign_in_to_file(path, "nobody", PASSWORD)
    with pytest.raises(Refused, match="not the recovery key"):
        sign_in_to_file(path, RECOVERY, new_recovery_key())
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)
    assert said_on_opening(path) == "office.sbo is damaged: some of it is not what was written."
    keys_path(path).unlink()
    assert "damaged" in said_on_opening(path), "the key file's copy still opens, so the damage is what is said"
    spare_of(keys_path(path)).unlink()
    assert "key file" in said_on_opening(path)
    path.unlink()
    assert "not where it was" in said_on_opening(path)


def test_a_damaged_slot_opens_by_its_copy(office):
    path, _ = office
    sign_in_to_file(path, WHO, PASSWORD).opened.close()
    keys = keys_path(path)
    kept = json.loads(keys.read_text())
    for slot in kept["slots"]:
        slot["wrapped"] = "00" + slot["wrapped"][2:]
    keys.write_text(json.dumps(kept))
    assert said_on_opening(path) == ""
    assert keys.read_text() == spare_of(keys).read_text()


def test_a_slot_moved_to_another_office_or_made_cheaper_does_not_open(office):
    path, _ = office
    for copy in (keys_path(path), spare_of(keys_path(path))):
        if not copy.exists():
            shutil.copy(keys_path(path), copy)
        kept = json.loads(copy.read_text())
        kept["slots"][0]["cost"]["rounds"] += 1
        copy.write_text(json.dumps(kept))
    assert "do not go together" in said_on_opening(path)


def test_another_offices_key_file_is_named_as_such(office, tmp_path):
    path, _ = office
    other = tmp_path / "other.sbo"
    first = FirstPerson(WHO, "Other", "marmalade otter bicycle rain", new_recovery_key())
    found_file_office(other, "Other", first, cost=EXAMPLE_COST).opened.close()
    for copy in (keys_path, lambda file: spare_of(keys_path(file))):
        shutil.copy(copy(other), copy(path))
    with pytest.raises(Unavailable, match="not the one its key file belongs to"):
        sign_in_to_file(path, WHO, "marmalade otter bicycle rain")


@dataclass
class Stubborn:
    """A driver's connection that takes one pragma for another value than was asked."""

    raw: object
    name: str
    value: str

    def execute(self, sql, *more):
        return self.raw.execute(f"pragma {self.name} = {self.value}" if sql.startswith(f"pragma {self.name} =") else sql, *more)

    def close(self):
        self.raw.close()


OTHERWISE = {
    "busy_timeout": "1", "journal_mode": "DELETE", "synchronous": "NORMAL", "foreign_keys": "OFF", "recursive_triggers": "OFF",
    "trusted_schema": "ON", "secure_delete": "OFF", "cache_size": "-1", "mmap_size": "65536",
}  # fmt: skip
OF_TESTS = {"reverse_unordered_selects"}


@pytest.mark.parametrize("name", [name for name, _, _ in connections.PRAGMAS if name not in OF_TESTS])
def test_a_setting_that_the_driver_does_not_keep_is_refused(office, monkeypatch, name):
    """Set and read back: with any one of them otherwise the office is not opened (safety.md 3.2)."""
    path, key = office
    connections.connect_file(path, key).close()
    whole = sqlcipher.connect
    monkeypatch.setattr(sqlcipher, "connect", lambda *a, **k: Stubborn(whole(*a, **k), name, OTHERWISE[name]))
    with pytest.raises(Refused, match=f"would not keep the setting {name}"):
        connections.connect_file(path, key)


def test_a_newer_offices_file_is_refused_and_untouched(office):
    path, key = office
    database = open_file(path, key)
    with database.writing.begin() as connection:
        connection.exec_driver_sql(f"pragma user_version = {SCHEMA + 1}")
    database.close()
    before = path.read_bytes()
    assert said_on_opening(path) == (
        f"office.sbo was made by a newer Short Breaks (its form is number {SCHEMA + 1}, this one knows {SCHEMA})."
    )
    assert path.read_bytes() == before


def test_an_encrypted_file_of_another_program_with_the_same_key_is_refused(office):
    path, key = office
    path.unlink()
    raw = sqlcipher.connect(str(path))
    raw.execute(f"pragma key = \"x'{key.hex()}'\"")
    raw.execute("create table office (id integer)")
    raw.commit()
    raw.close()
    assert said_on_opening(path) == "office.sbo is not an office of Short Breaks."


@pytest.mark.parametrize(
    ("version", "old"),
    [
        ("3.7.0", True), ("3.40.1", True), ("3.44.5", True), ("3.44.6", False), ("3.44.9", False), ("3.45.0", True),
        ("3.50.6", True), ("3.50.7", False), ("3.51.0", True), ("3.51.2", True), ("3.51.3", False), ("3.53.4", False),
        ("4.0.0", False),
    ],
)  # fmt: skip
def test_a_sqlite_that_loses_files_is_known(version, old):
    assert old_sqlite(version) is old


def test_an_old_sqlite_opens_nothing(office, monkeypatch):
    monkeypatch.setattr(sqlcipher, "sqlite_version", "3.40.1")
    assert "3.40.1" in said_on_opening(office[0])
    monkeypatch.undo()
    assert not old_sqlite(sqlcipher.sqlite_version), "the one we ship"


MOUNTS = """/dev/vda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
//server/new /mnt/smb3 smb3 rw 0 0
server:/home /mnt/nfs nfs4 rw 0 0
server:/old /mnt/nfs3 nfs rw 0 0
me@server:/ /mnt/far fuse.sshfs rw 0 0
dav /mnt/dav fuse.davfs rw 0 0
host /mnt/nine 9p rw 0 0
server:/a /mnt/with\\040space nfs rw 0 0
/dev/vdb1 /mnt/share/local ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "far"),
    [
        ("/home/priya/office.sbo", False), ("/mnt/share/office.sbo", True), ("/mnt/share/deep/er/office.sbo", True),
        ("/mnt/smb3/office.sbo", True), ("/mnt/nfs/office.sbo", True), ("/mnt/nfs3/office.sbo", True),
        ("/mnt/far/office.sbo", True), ("/mnt/dav/x.sbo", True), ("/mnt/nine/x.sbo", True), ("/mnt/with space/x.sbo", True),
        ("/mnt/share/local/office.sbo", False), ("/mnt/sharelike/office.sbo", False), ("/run/user/x.sbo", False),
        ("\\\\server\\share\\office.sbo", True), ("//server/share/office.sbo", True),
    ],
)  # fmt: skip
def test_a_network_share_is_known(place, far):
    assert on_network(Path(place) if not place.startswith(("\\", "//")) else place, MOUNTS) is far
    if far:
        with pytest.raises(Refused, match="network share"):
            check_place(Path(place) if not place.startswith("//") else _Raw(place), MOUNTS)


class _Raw(type(Path())):
    """A path that keeps its two slashes, as Windows paths do."""

    def __str__(self) -> str:
        return "//server/share/office.sbo"


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        ("OneDrive", True), ("OneDrive - Kent County Council", True), ("Dropbox", True), ("Dropbox (Kent)", True),
        ("Google Drive", True), ("iCloud Drive", True), ("Nextcloud", True), ("dropbox-old", True), ("Documents", False),
        ("Sandbox", False), ("Inbox", False), ("Dropboxes", False), ("MyOneDriveNotes", False), (".local", False),
    ],
)  # fmt: skip
def test_a_synchronised_folder_is_known_and_its_likes_are_not(tmp_path, folder, synced):
    place = tmp_path / folder / "office.sbo"
    if synced:
        with pytest.raises(Refused, match="copied elsewhere"):
            check_place(place, MOUNTS)
    else:
        check_place(place, MOUNTS)


def test_a_second_start_names_who_has_it_where_and_since_when(office):
    path, _ = office
    code = (
        "import sys, time; from pathlib import Path; from shortbreaks.access.sign_in import sign_in_to_file;"
        "import shortbreaks.schema;"
        f"kept = sign_in_to_file(Path({str(path)!r}), {WHO!r}, {PASSWORD!r}); print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "open\n"
        import socket

        sentence = said_on_opening(path)
        assert sentence.startswith(f"This office is already open: {WHO} on {socket.gethostname()}, since ")
    finally:
        other.kill()
        other.communicate()
    assert said_on_opening(path) == "", "a holder that was killed holds no longer"


def test_no_office_is_made_over_a_file_that_is_there(office):
    path, _ = office
    before = path.read_bytes()
    first = FirstPerson(WHO, "Other", "marmalade otter bicycle rain", new_recovery_key())
    with pytest.raises(Refused, match="already a file") as refusal:
        found_file_office(path, "Other", first, lambda: TODAY, cost=EXAMPLE_COST)
    assert refusal.value.field == "path"
    assert path.read_bytes() == before


def test_what_reads_a_whole_office_once_keeps_little_of_it_in_memory(office):
    """A day's check through a file of 100 MB would leave the window 60 MB larger until it is closed."""
    path, key = office
    database = open_file(path, key)
    size = "pragma cache_size"
    with connections.reading_once(database) as connection:
        assert connection.exec_driver_sql(size).scalar() == -connections.KEPT_ONCE_KB
    with database.reading.connect() as connection:
        assert connection.exec_driver_sql(size).scalar() == -connections.KEPT_KB
    database.close()
    sealed = open_file(path, key, read_only=True)
    with sealed.reading.connect() as connection:
        assert connection.exec_driver_sql(size).scalar() == -connections.KEPT_ONCE_KB
    sealed.close()
