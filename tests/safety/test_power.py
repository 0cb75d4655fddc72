"""A power cut as near as one can come to it: the journal's end is missing or garbled, and the office opens at an exact
committed point (safety.md A2, T2); the disk is full for a backup (A5); nothing can be read without a key (F1)."""

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database.backup import back_up
from shortbreaks.database.check import check
from shortbreaks.database.connections import open_file
from shortbreaks.database.keys import keys_path
from shortbreaks.errors import Refused, Spoken, Unavailable
from tests.conftest import PASSWORD, PEOPLE, TODAY, Role
from tests.safety.booked import a_booked_office

resource = pytest.importorskip("resource", reason="limits on files are not of this system")
TORN, COMMITS, PAGE = 200, 30, 4096


@pytest.fixture
def with_journal(file_county, tmp_path):
    """An office whose last thirty commits are in its journal alone, as at a power cut; file, journal and key."""
    path, key = Path(file_county.database.place), file_county.database.key
    file_county.database.close()
    database = open_file(path, key)
    with database.writing.connect() as connection:
        connection.connection.driver_connection.execute("pragma wal_autocheckpoint = 0")
        connection.rollback()
        for number in range(COMMITS):
            with connection.begin():
                connection.execute(
                    text("insert into search_word (kind, word, row_id) values ('t', :w, :n)"), {"w": "x" * 3000, "n": number}
                )
        cut = tmp_path / "cut"
        cut.mkdir()
        for side in ("", "-wal"):
            shutil.copy(path.with_name(path.name + side), cut / f"office.sbo{side}")
    database.close()
    return cut / "office.sbo", key


def torn(journal, chance):
    """The journal as a power cut might have left it."""
    content = bytearray(journal)
    at = chance.randrange(len(content))
    how = chance.choice(("cut", "zero", "garble", "sector", "bit"))
    if how == "cut":
        return bytes(content[:at])
    if how == "zero":
        content[at:] = bytes(len(content) - at)
    elif how == "garble":
        content[at:] = chance.randbytes(len(content) - at)
    elif how == "sector":
        at -= at % 512
        content[at : at + 512] = bytes(min(512, len(content) - at))
    else:
        content[at] ^= 1 << chance.randrange(8)
    return bytes(content)


def test_a_torn_journal_opens_at_an_exact_committed_point(with_journal):
    path, key = with_journal
    wal = path.with_name("office.sbo-wal")
    file, journal = path.read_bytes(), wal.read_bytes()
    seed = random.randrange(10**6)
    print("seed", seed)
    chance, seen = random.Random(seed), set()
    for _ in range(TORN):
        for side in ("-shm", "-wal"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        path.write_bytes(file)
        wal.write_bytes(torn(journal, chance))
        database = open_file(path, key)
        with database.reading.connect() as connection:
            rows = list(connection.execute(text("select row_id from search_word where kind = 't' order by row_id")).scalars())
            assert rows == list(range(len(rows)))
            assert connection.exec_driver_sql("pragma quick_check").scalar() == "ok"
            assert connection.exec_driver_sql("pragma cipher_integrity_check").first() is None
        database.close()
        seen.add(len(rows))
    assert len(seen) > 5


def test_after_an_end_that_was_not_clean_every_page_is_read_before_use(with_journal, file_county):
    path, _ = with_journal
    shutil.copy(keys_path(Path(file_county.database.place)), keys_path(path))
    content = bytearray(path.read_bytes())
    content[len(content) - 2 * PAGE + 50] ^= 1
    path.write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        sign_in_to_file(path, PEOPLE[Role.COORDINATOR][0], PASSWORD)


@pytest.mark.parametrize("most", [0, 5_000, 100_000, 300_000])
def test_a_backup_that_finds_no_room_leaves_nothing_and_takes_nothing(file_county, tmp_path, most):
    """A limit on how large a file may grow stands for the full disk."""
    backups = tmp_path / "backups"
    first = back_up(file_county.database, backups, TODAY, "by hand")
    before = {path: path.read_bytes() for path in first.folder.iterdir()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        with pytest.raises(Unavailable) as unavailable:
            back_up(file_county.database, backups, TODAY, "by hand")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert unavailable.value.remedy
    assert list(backups.iterdir()) == [first.folder]
    assert {path: path.read_bytes() for path in first.folder.iterdir()} == before
    assert check(file_county.database).sound


def test_no_file_of_an_office_can_be_read_without_its_key(file_county, tmp_path):
    a_booked_office(file_county)
    back_up(file_county.database, tmp_path / "backups", TODAY, "by hand")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".sbo", ".sbo-wal", ".keys", ".json"}
    canaries = ("Okafor", "Łukasz", "Sandpipers", "07700 900142", "Ramsgate", "SQLite format", "create trigger", PASSWORD)
    found = [(path.name, word) for path in files for word in canaries if word.encode() in path.read_bytes()]
    assert found == []


def test_a_refused_opening_leaves_the_office_free_for_the_next(file_county, tmp_path):
    path = tmp_path / "office.sbo"
    file_county.database.close()
    for _ in range(3):
        with pytest.raises(Spoken) as said:
            sign_in_to_file(path, PEOPLE[Role.COORDINATOR][0], "wrong words entirely here")
        assert isinstance(said.value, Refused)
    sign_in_to_file(path, PEOPLE[Role.COORDINATOR][0], PASSWORD).opened.close()
