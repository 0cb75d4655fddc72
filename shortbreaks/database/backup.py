"""Backups that are proved: copied whole, opened, counted and checked before they get their name."""

import errno
import shutil
import socket
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from shortbreaks.database import audit, manifest, rotation, server_copy
from shortbreaks.database.beside import leave_beside
from shortbreaks.database.check import Report, check
from shortbreaks.database.connections import Database, open_file
from shortbreaks.database.copying import copy_file
from shortbreaks.database.files import fingerprint, rename, sync_file, sync_folder, write_whole
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.keys import from_text, keys_beside
from shortbreaks.database.manifest import KEY_FILE, MANIFEST, OFFICE_FILE, Manifest
from shortbreaks.errors import Refused, Spoken, Unavailable

EVERY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: its folder and its manifest."""

    folder: Path
    manifest: Manifest


def due(last: datetime | None, now: datetime, *, changed: bool) -> bool:
    """Whether a backup is to be made now: something changed, and the last is 30 minutes old or there is none.

    One from a day to come was made under a wrong clock, and is no reason to wait for that day (safety.md A16).
    """
    return changed and (last is None or last > now or now - last >= EVERY)


def changed_since(database: Database, last: Manifest | None) -> bool:
    """Whether anything was recorded since a backup was made."""
    with database.reading.connect() as connection:
        return audit.head(connection)[0] > (last.number_of("audit") if last else 0)


def back_up(database: Database, folder: Path, now: datetime, reason: str, keep: str = "") -> Backup:
    """Copy the office into a new folder below `folder`, verify the copy, name it, and let old ones go by rotation.

    `keep` names one that must not go just now, such as the one that is about to be restored.
    Raises Refused when the copy does not prove (nothing is kept, nothing rotated), Unavailable when it cannot be
    written; whatever was in `folder` before is as it was.
    """
    part = folder / f".part-{uuid.uuid4().hex}"
    try:
        part.mkdir(parents=True, mode=0o700)
        key = _copy(database, part)
        made = _verify(part, key, database, now, reason)
        write_whole(part / MANIFEST, manifest.to_text(made).encode())
        named = folder / f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{made.office[:8]}-key{made.key}-{uuid.uuid4().hex[:4]}"
        rename(part, named)
        sync_folder(folder)
    except OSError as fault:
        raise Unavailable(
            f"The backup could not be made in {folder}: {_why(fault)}.",
            "Make room there, or choose another folder; the office and its earlier backups are as they were.",
        ) from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    leave_beside(database, folder)
    rotation.rotate(folder, made.office, now, named.name, keep)
    return Backup(named, made)


def _why(fault: OSError) -> str:
    return "the disk is full" if fault.errno == errno.ENOSPC else fault.strerror or "the disk did not answer"


def _copy(database: Database, part: Path) -> bytes:
    if database.kind == "server":
        return server_copy.copy_server(database, part)
    if database.key is None:  # pragma: no cover - an opened file always has its key
        raise AssertionError
    copy_file(Path(database.place), part / OFFICE_FILE, database.key)
    with database.reading.connect() as connection:
        kept = connection.execute(select(OfficeRecord.key_file)).scalar()
    text = kept or keys_beside(Path(database.place)).read_text("utf-8")
    write_whole(part / KEY_FILE, text.encode())
    return database.key


def _verify(part: Path, key: bytes, database: Database, now: datetime, reason: str) -> Manifest:
    """Open the copy and prove it; its heads must still be in the office it was copied from."""
    file = part / OFFICE_FILE
    sealed = open_file(file, key, read_only=True)
    try:
        report = check(sealed)
        with sealed.reading.connect() as connection:
            office, slots = connection.execute(select(OfficeRecord.uuid, OfficeRecord.key_file)).one()
    finally:
        sealed.close()
    if not report.sound:
        raise Refused(
            f"The backup was not kept, because the copy does not prove: {report.flaws[0]}.",
            "Check the office; the newest verified backup is kept as it was.",
        )
    made = Manifest(
        office, report.office, now.astimezone(UTC), reason, report.schema_number, socket.gethostname(),
        fingerprint(file), file.stat().st_size, report.counts, report.heads, from_text(slots).number if slots else 1,
    )  # fmt: skip
    with database.reading.connect() as connection:
        _, head = audit.head(connection)
        if made.number_of("audit") and audit.hash_at(connection, made.number_of("audit")) is None:
            raise Refused(f"The copy is not of this office (its trail ends in {head[:8]}).", "Check the office.")
    return made


def verify_backup(folder: Path, key: bytes) -> Report:
    """Prove a closed backup again: its bytes against its manifest, then everything inside.

    Raises Unavailable when it is damaged, Refused when the key is another office's.
    """
    made = read_whole(folder)
    sealed = open_file(folder / OFFICE_FILE, key, read_only=True)
    try:
        report = check(sealed, anchors=made.anchors("its own manifest"))
    finally:
        sealed.close()
    if report.sound and report.counts != made.counts:
        raise Unavailable(f"{folder.name} does not hold the rows its manifest names.", "Choose another backup.")
    return report


def read_whole(folder: Path) -> Manifest:
    """A backup's manifest, after comparing the office file's bytes with it. Raises Unavailable for damage."""
    made = manifest.read_manifest(folder)
    file = folder / OFFICE_FILE
    try:
        whole = file.stat().st_size == made.size and fingerprint(file) == made.sha256
    except OSError as fault:
        raise Unavailable(f"{folder.name} cannot be read: {_why(fault)}.", "Choose another backup.") from fault
    if not whole:
        raise Unavailable(
            f"{folder.name} is damaged: its office file is not the one that was written.", "Choose another backup."
        )
    return made


def backups_in(folder: Path, office: str | None = None) -> tuple[Backup, ...]:
    """Every backup below a folder whose manifest can be read, oldest first; of one office when its uuid is given."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(Spoken):
            if not path.name.startswith("."):
                found.append(Backup(path, manifest.read_manifest(path)))
    mine = (backup for backup in found if office in {None, backup.manifest.office})
    return tuple(sorted(mine, key=lambda backup: (backup.manifest.made_at, backup.folder.name)))


def copy_elsewhere(backup: Backup, place: Path) -> Backup:
    """Copy a closed backup to a second place (a share or a stick), and compare every byte there.

    Raises Unavailable when it cannot be written or does not arrive whole.
    """
    if not place.is_dir():  # a stick that was pulled out must not leave a copy on this computer's own disk
        raise Unavailable(f"{place} is not there.", "Put the stick in again, or choose another place.")
    target, part = place / backup.folder.name, place / f".part-{uuid.uuid4().hex}"
    try:
        if not target.exists():
            shutil.copytree(backup.folder, part)
            sync_file(part / OFFICE_FILE)
            rename(part, target)
    except OSError as fault:
        raise Unavailable(f"The copy could not be written to {place}: {_why(fault)}.", "Try another place.") from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Backup(target, read_whole(target))
