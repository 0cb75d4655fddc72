"""The key file beside an embedded office follows what its database says: the one place that rewrites it.

Who may open the office is decided in a command, inside the encrypted file, in one transaction with its audit entry.
Only after the commit is the key file written; a crash between leaves the old key file, by which everybody who could
open the office still can, and the next opening writes the new one. So nobody can be locked out.
"""

import glob
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select, update

from shortbreaks.database.connections import Database, connect_file
from shortbreaks.database.files import take_away
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.keys import (
    KeyFile,
    former_keys_path,
    from_text,
    keys_path,
    save_keys,
    spare_of,
    to_text,
    unlock,
)
from shortbreaks.errors import Spoken, Unavailable

OFFICE_ROW = ("office", 1)
PAGE = 4096  # bytes: an office's file is whole pages
PART = ".rekeying-"  # how the new file of an office is called while it is made


def keep_keys(database: Database, keys: KeyFile) -> None:
    """Put key slots into an office that is being made, and publish them; later changes are commands of `access`."""
    with database.writing.begin() as connection:
        connection.execute(update(OfficeRecord).values(key_file=to_text(keys)))
    publish_keys(database)


def publish_keys(database: Database) -> bool:
    """Write the key file of an embedded office if it is not what the database says; tells whether it was written.

    Raises Unavailable when the folder cannot be written: what was decided is safe, and published at the next opening.
    """
    if database.kind != "file":
        return False
    with database.reading.connect() as connection:
        kept = connection.execute(select(OfficeRecord.key_file).where(OfficeRecord.id == 1)).scalar()
    if kept is None:
        return False
    path = keys_path(Path(database.place))
    wanted = from_text(kept)
    written = not _reads(path) == _reads(spare_of(path)) == wanted
    try:
        if written:
            save_keys(path, wanted)
    except Unavailable as fault:
        raise Unavailable(
            f"This was saved, but the key file {path.name} could not be written yet.",
            "It is written the next time the office is opened; until then people sign in as before.",
        ) from fault
    _leave_former(Path(database.place), wanted.office)
    return written


def _leave_former(path: Path, office: str) -> None:
    """Take away the key file of before that this office shared with whatever was called alike, now that it has its own.

    Another office's is not touched, nor one by which a copy of this office with another ending opens: that copy, once
    opened, has its own.
    """
    former = former_keys_path(path)
    if former == keys_path(path) or any(_may_need(other, path) for other in path.parent.glob(f"{glob.escape(path.stem)}*")):
        return
    for copy in (former, spare_of(former)):
        said = _reads(copy)
        if said is not None and said.office == office:
            take_away(copy)


def _may_need(other: Path, path: Path) -> bool:
    """Whether a file may be an office that has no key file but the one of before: encrypted pages look like nothing else."""
    if former_keys_path(other) != former_keys_path(path) or other.name.startswith(path.name) or keys_path(other).exists():
        return False
    return other.is_file() and other.stat().st_size > 0 and other.stat().st_size % PAGE == 0


def _reads(path: Path) -> KeyFile | None:
    """What one copy of a key file says, or None when it is missing or damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError, Spoken):
        return from_text(path.read_text("utf-8"))
    return None


def key_of(path: Path, keys: KeyFile, sign_in: str, secret: str, key: bytes) -> bytes:
    """The key an office's file has: `key`, or the one that was coming when a change of key was stopped half way."""
    if keys.coming is None or opens(path, key):
        return key
    return unlock(keys.coming, sign_in, secret)


def opens(path: Path, key: bytes) -> bool:
    """Whether an encrypted file opens by this key; nothing is written."""
    try:
        connect_file(path, key, read_only=True).close()
    except Unavailable:
        return False
    return True


def part_of(path: Path) -> Path:
    """Where the new file of an office is made during a change of key: named for its office, since a folder may hold several."""
    return path.with_name(f"{PART}{path.name}")


def tidy(path: Path) -> bool:
    """Take away what a change of key that was stopped left beside this office; tells whether nothing of it is left.

    The caller holds the office's lock. What another office's change of key made in the same folder is not touched; what an
    anti-virus holds open stays until the next opening.
    """
    part = part_of(path)
    left = [part.with_name(part.name + side) for side in ("", "-wal", "-shm", "-journal")]
    gone = [take_away(file) for file in (*left, keys_path(part), spare_of(keys_path(part)))]  # each is tried
    return all(gone)
