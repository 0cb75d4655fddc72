"""Giving a closed office a new data key: in a new file, proved before it takes the old one's place (safety.md 3.4)."""

import shutil
from collections.abc import Callable
from dataclasses import replace as changed
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select

from shortbreaks.database.backup import Backup
from shortbreaks.database.check import check
from shortbreaks.database.connections import Database, open_file
from shortbreaks.database.files import replace, sync_file
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.key_publishing import opens, part_of, tidy
from shortbreaks.database.keys import KeyFile, from_text, keys_path, load_keys, save_keys
from shortbreaks.database.manifest import OFFICE_FILE
from shortbreaks.errors import Refused, Unavailable


def rekey_copy(before: Backup, path: Path, key: bytes, new_key: bytes, seal: Callable[[Database], object]) -> Path:
    """Make beside `path` the office of a verified backup under a new key, with its ways in sealed anew by `seal`.

    It is opened, proved and counted against the backup. Raises Refused when it does not prove, Unavailable when it cannot
    be written; the office is as it was.
    """
    part = part_of(path)
    if not tidy(path):
        raise Unavailable(
            f"{part.name}, which an earlier change of key left here, is held open by another program.",
            "Close that program, or wait until the anti-virus is done, then try again; the office is as it was.",
        )
    try:
        shutil.copyfile(before.folder / OFFICE_FILE, part)
        part.chmod(0o600)
        _rekey(part, key, new_key)
        _prove(part, before, key, new_key, seal)
        sync_file(part)
    except (OSError, sqlcipher.Error) as fault:
        raise Unavailable(
            "The new file could not be written: the disk is full, or it does not answer.",
            "Make room and try again; the office is as it was.",
        ) from fault
    return part


def _rekey(part: Path, key: bytes, new_key: bytes) -> None:
    raw = sqlcipher.connect(str(part), isolation_level=None)
    try:
        raw.execute("pragma cipher_log_level = NONE")
        raw.execute(f"pragma key = \"x'{key.hex()}'\"")
        raw.execute(f"pragma rekey = \"x'{new_key.hex()}'\"")
    finally:
        raw.close()


def _prove(part: Path, before: Backup, key: bytes, new_key: bytes, seal: Callable[[Database], object]) -> None:
    made = before.manifest
    database = open_file(part, new_key)
    try:
        report = check(database, anchors=made.anchors("the backup made before"))
        if not report.sound or report.counts != made.counts:
            why = str(report.flaws[0]) if report.flaws else "it does not hold every row"
            raise Refused(f"The office keeps its key, because the new file does not prove: {why}.", "Check the office.")
        seal(database)
    finally:
        database.close()
    if opens(part, key):
        raise Refused("The office keeps its key: the earlier one still opened the new file.", "Install Short Breaks again.")


def take_place(part: Path, path: Path, new_key: bytes) -> None:
    """Put the new file in the old one's place; the caller holds the office's lock and has no connection to it.

    The key file first says both keys' ways in, so whichever file a crash leaves is opened by it; then the file; then the
    key file says the new ones alone.
    """
    if path.with_name(path.name + "-wal").exists():
        raise Unavailable(f"{path.name} is still in use.", "Close every program that has it open, then try again.")
    coming = _slots_in(part, new_key)
    save_keys(keys_path(path), changed(load_keys(keys_path(path)), coming=coming))
    try:
        replace(part, path)
    except OSError as fault:
        raise Unavailable(
            f"{path.name} could not be exchanged: another program holds it open, or its disk does not answer.",
            "Close that program, then try again; the office is as it was.",
        ) from fault
    save_keys(keys_path(path), coming)
    tidy(path)


def _slots_in(part: Path, key: bytes) -> KeyFile:
    sealed = open_file(part, key, read_only=True)
    try:
        with sealed.reading.connect() as connection:
            return from_text(connection.execute(select(OfficeRecord.key_file)).scalar_one() or "")
    finally:
        sealed.close()
