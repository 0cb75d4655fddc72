"""The drill of every month: the newest backup is restored to a folder of its own, and every table compared (safety.md 3.5.8)."""

import hashlib
import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from shortbreaks.database.backup import Backup, copy_elsewhere, read_whole
from shortbreaks.database.backup_keys import keys_of_backups
from shortbreaks.database.check import check
from shortbreaks.database.connections import Database, open_file, reading_once
from shortbreaks.database.files import write_whole
from shortbreaks.database.keys import from_text
from shortbreaks.database.left_over import sweep, working_folder
from shortbreaks.database.manifest import OFFICE_FILE
from shortbreaks.database.records import metadata
from shortbreaks.errors import Refused, Spoken, Unavailable

EVERY = timedelta(days=30)
DRILL, COPIED = "drill.json", "copied.json"
PIECE = 5_000


@dataclass(frozen=True, slots=True)
class Drill:
    """What the newest drill found: when (UTC), of which backup, how many rows in how many tables; `flaw` is "" when all is well."""

    at: datetime
    backup: str
    made_at: datetime
    rows: int
    tables: int
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    """The newest copy off the machine: when (UTC), of a backup of when, and where it was put."""

    at: datetime
    made_at: datetime
    place: str


def key_of_backups(database: Database) -> bytes:
    """The key that an open office's backups are written with. Raises Refused when a shared office has none."""
    if database.key is not None:
        return database.key
    with database.reading.connect() as connection:
        kept = keys_of_backups(connection).key
    if kept is None:
        raise Refused("This office has no key for its backups.", "Ask the database's owner to back it up with pg_dump.")
    return bytes.fromhex(kept)


def number_of_key(database: Database) -> int:
    """The number of that key, as the manifest and the folder of each backup name it."""
    with database.reading.connect() as connection:
        kept = keys_of_backups(connection).key_file
    return from_text(kept).number if kept is not None else 1


def drill_due(last: Drill | None, newest: Backup | None, now: datetime) -> bool:
    """Whether a backup is to be restored as a test: there is one, and none was in thirty days, or the last one failed."""
    if newest is None:
        return False
    return last is None or last.at > now or now - last.at >= EVERY or (bool(last.flaw) and last.backup != newest.folder.name)


def drill(backup: Backup, key: bytes, now: datetime) -> Drill:
    """Restore a closed backup to a temporary folder, prove it there, compare every table, and keep what was found.

    The office and its backups are only read. Takes seconds on a large office: off the GUI thread.
    """
    made = backup.manifest
    rows = sum(count for _, count in made.counts)
    flaw = flaw_of(backup, key, backup.folder.parent)
    found = Drill(now.astimezone(UTC), backup.folder.name, made.made_at, rows, len(made.counts), flaw)
    _keep(backup.folder.parent / DRILL, found)
    return found


def flaw_of(backup: Backup, key: bytes, room: Path) -> str:
    """What is wrong with a backup once it is restored into a folder of `room`; "" when it opens, counts and proves."""
    sweep(room)
    try:
        return _flaw_of(backup, key, room)
    except Spoken as spoken:
        return spoken.sentence
    except OSError as fault:
        return f"It could not be restored: {fault.strerror or 'the disk did not answer'}."


def _flaw_of(backup: Backup, key: bytes, room: Path) -> str:
    made = read_whole(backup.folder)
    with working_folder(room) as folder:
        restored = folder / OFFICE_FILE
        shutil.copyfile(backup.folder / OFFICE_FILE, restored)
        restored.chmod(0o600)
        here, there = open_file(restored, key), open_file(backup.folder / OFFICE_FILE, key, read_only=True)
        try:
            report = check(here, anchors=made.anchors("the backup's own manifest"))
            if not report.sound:
                return f"Restored, it does not prove: {report.flaws[0]}."
            if report.counts != made.counts:
                return "Restored, it does not hold the rows its manifest names."
            with reading_once(here) as one, reading_once(there) as other:
                for table, _ in made.counts:
                    if sum_of(one, table) != sum_of(other, table):
                        return f"Restored, its table {table} is not the one that was kept."
        finally:
            here.close()
            there.close()
    return ""


def sum_of(connection: Connection, table: str) -> str:
    """The fingerprint of every row of a table, in the order of its key."""
    found, kept = hashlib.sha256(), metadata.tables[table]
    read = connection.execute(select(kept).order_by(*kept.primary_key))
    for rows in read.partitions(PIECE):
        for row in rows:
            found.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def copy_off(backup: Backup, place: Path, now: datetime) -> Copied:
    """Copy a closed backup off this machine, compare every byte there, and remember that it was done.

    Raises Unavailable when it cannot be written or does not arrive whole, or when the place is beside the office.
    """
    home = backup.folder.parent
    if place.resolve() == home.resolve() or home.resolve() in place.resolve().parents:
        raise Unavailable("That is the folder of the backups themselves.", "Choose a stick, a share or another disk.")
    copy_elsewhere(backup, place)
    done = Copied(now.astimezone(UTC), backup.manifest.made_at, str(place))
    _keep(home / COPIED, done)
    return done


def last_drill(folder: Path) -> Drill | None:
    """What the newest drill of a folder of backups found, or None when there was none."""
    found = _kept(folder / DRILL)
    with suppress(TypeError):
        return Drill(**found) if found else None
    return None


def last_copy(folder: Path) -> Copied | None:
    """The newest copy off the machine, or None when there was none."""
    found = _kept(folder / COPIED)
    with suppress(TypeError):
        return Copied(**found) if found else None
    return None


def _keep(file: Path, found: Drill | Copied) -> None:
    """Beside the backups, since it speaks of them: an office that is restored must not forget what was proved."""
    said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(found).items()}
    with suppress(OSError, Spoken):  # a disk that is full costs the note, never the office
        write_whole(file, json.dumps(said, indent=1).encode())


def _kept(file: Path) -> dict[str, Any]:
    """A note with its moments read, or nothing when there is none or it is damaged: the drill is then done again."""
    try:
        said = json.loads(file.read_text("utf-8"))
        moments = {name: datetime.fromisoformat(said[name]) for name in ("at", "made_at")}
        return {**said, **moments} if all(moment.tzinfo for moment in moments.values()) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
