"""Folders in which an office is copied for a while: each is taken away when its work ends, or later when the work was killed.

What is in them is a whole office, so that it must not lie about for longer than it is looked at.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from shortbreaks.database.files import take_away
from shortbreaks.database.manifest import KEY_FILE, MANIFEST, OFFICE_FILE

DRILL, READING = ".drill-", ".reading-"
OURS = (DRILL, READING, ".part-", ".restoring-", ".upgrading-")
AT_WORK = "at-work.lock"
LONGEST = 24 * 60 * 60  # seconds that anything takes which does not hold such a lock


@contextmanager
def working_folder(room: Path, prefix: str = DRILL) -> Iterator[Path]:
    """A folder of its own in `room`, locked for as long as its process lives, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=room))
    lock = FileLock(folder / AT_WORK, thread_local=False)
    try:
        lock.acquire(timeout=0)
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def sweep(room: Path) -> None:
    """Take away what work that was killed left in `room`: our own alone, and nothing that a process works in."""
    for left in _left_in(room):
        with suppress(OSError):
            if left.is_symlink() or not _is_ours(left):
                continue
            if (left / AT_WORK).exists():
                _take_unless_locked(left)
            elif time.time() - left.stat().st_mtime > LONGEST:
                _take(left)


def _left_in(room: Path) -> list[Path]:
    try:
        return [one for one in room.iterdir() if one.name.startswith(OURS)]
    except OSError:
        return []


def _is_ours(left: Path) -> bool:
    """Whether there is nothing but a copy of an office in it."""
    if not left.is_dir():
        return ".sbo" in left.name
    known = (OFFICE_FILE, KEY_FILE, MANIFEST, AT_WORK)
    return all(one.name.startswith(known) or one.name.endswith(".part") for one in left.iterdir())


def _take_unless_locked(left: Path) -> None:
    lock = FileLock(left / AT_WORK)
    with suppress(Timeout):
        lock.acquire(timeout=0)
        lock.release()
        _take(left)


def _take(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        take_away(left)
