"""The drill of every month and the copy off the machine: proved, remembered, and said when something is wrong."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from shortbreaks.database.backup import back_up, read_whole
from shortbreaks.database.connections import KEPT_ONCE_KB
from shortbreaks.database.drill import COPIED, DRILL, copy_off, drill, drill_due, key_of_backups, last_copy, last_drill
from shortbreaks.database.manifest import OFFICE_FILE
from shortbreaks.errors import Unavailable
from tests.builders import a_child
from tests.conftest import TODAY

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kept(county, tmp_path):
    a_child(county)
    return back_up(county.database, tmp_path / "backups", TODAY, "by hand")


def test_the_newest_backup_is_restored_and_every_row_found_again(county, kept):
    found = drill(kept, key_of_backups(county.database), TODAY)
    assert found.flaw == ""
    assert (found.rows, found.tables) == (sum(n for _, n in kept.manifest.counts), len(kept.manifest.counts))
    assert found.rows > 10
    assert last_drill(kept.folder.parent) == found
    # nothing of it is left, and the backup is as it was
    assert {one.name for one in kept.folder.parent.iterdir()} == {kept.folder.name, DRILL}
    assert read_whole(kept.folder) == kept.manifest


@pytest.mark.parametrize("harm", ["cut", "flipped", "gone", "key"])
def test_a_drill_of_a_harmed_backup_says_so_and_is_done_again(county, kept, harm):
    file, key = kept.folder / OFFICE_FILE, key_of_backups(county.database)
    content = bytearray(file.read_bytes())
    if harm == "cut":
        file.write_bytes(content[:-4096])
    elif harm == "flipped":
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif harm == "gone":
        file.unlink()
    else:
        key = bytes(32)
    found = drill(kept, key, TODAY)
    assert found.flaw and found == last_drill(kept.folder.parent)
    assert not drill_due(found, kept, TODAY), "the same backup is not tried again and again"
    later = back_up(county.database, kept.folder.parent, TODAY + timedelta(hours=1), "by hand")
    assert drill_due(found, later, TODAY), "the next one is tried at once"


def test_a_drill_keeps_little_of_the_two_files_in_memory_while_it_compares_them(county, kept):
    """Each day's first start held 60 MB more until the window was closed."""
    sizes = []

    def seen(_connection, cursor, statement, *_):
        if " FROM child ORDER BY " in statement.replace("\n", ""):
            sizes.append(cursor.connection.execute("pragma cache_size").fetchone()[0])

    event.listen(Engine, "before_cursor_execute", seen)
    try:
        assert drill(kept, key_of_backups(county.database), TODAY).flaw == ""
    finally:
        event.remove(Engine, "before_cursor_execute", seen)
    assert sizes == [-KEPT_ONCE_KB] * 2


def test_a_drill_is_due_once_a_month(county, kept):
    assert drill_due(None, kept, TODAY) and not drill_due(None, None, TODAY)
    found = drill(kept, key_of_backups(county.database), TODAY)
    assert not drill_due(found, kept, TODAY + timedelta(days=29, hours=23))
    assert drill_due(found, kept, TODAY + timedelta(days=30))


@pytest.mark.parametrize("words", ["", "{", "[]", '{"at": 1}', '{"at": "2026-07-22T10:40:00", "made_at": "2026-07-22T10:40:00"}'])
def test_a_note_that_cannot_be_read_is_no_note(tmp_path, words):
    for name in (DRILL, COPIED):
        (tmp_path / name).write_text(words, "utf-8")
    assert last_drill(tmp_path) is None and last_copy(tmp_path) is None


def test_a_copy_off_the_machine_arrives_whole_and_is_remembered(kept, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    done = copy_off(kept, stick, TODAY)
    assert read_whole(stick / kept.folder.name) == kept.manifest
    assert done == last_copy(kept.folder.parent) and done.place == str(stick)
    for place in (kept.folder.parent, kept.folder):
        with pytest.raises(Unavailable, match="folder of the backups"):
            copy_off(kept, place, TODAY)
    with pytest.raises(Unavailable):
        copy_off(kept, tmp_path / "pulled out", TODAY)


KILLED = """
import os, sys
from pathlib import Path
from shortbreaks.database.left_over import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "office.sbo").write_bytes(b"a whole office")
    print(folder, flush=True)
    sys.stdin.readline()
    os._exit(9)
"""


def test_what_a_killed_drill_left_is_swept_and_nothing_else(file_county, tmp_path):
    """By its lock: while a process works in it, it stays, whatever the time; without one, after a day."""
    kept = back_up(file_county.database, tmp_path / "backups", TODAY, "by hand")
    room, key = kept.folder.parent, key_of_backups(file_county.database)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(room)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    folder = Path(process.stdout.readline().strip())
    before, theirs = room / ".drill-before", room / ".drill-theirs"
    for one, name in ((before, "office.sbo"), (theirs, "their notes.txt")):
        one.mkdir()
        (one / name).write_bytes(b"x")
    os.utime(theirs, (0, 0))
    assert drill(kept, key, TODAY).flaw == "" and folder.exists() and before.exists()
    process.communicate("now\n")
    assert (folder / "office.sbo").exists(), "it was killed at work"
    os.utime(before, (0, 0))
    assert drill(kept, key, TODAY).flaw == ""
    assert sorted(one.name for one in room.iterdir()) == sorted([kept.folder.name, DRILL, theirs.name])
