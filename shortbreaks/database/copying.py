"""Copying an encrypted file while it is in use."""

from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from shortbreaks.database.connections import connect_file
from shortbreaks.database.files import sync_file
from shortbreaks.errors import Unavailable


def copy_file(source: Path, target: Path, key: bytes) -> None:
    """Copy an encrypted file while it is in use, in one step (in small steps it never ends: safety.md finding 5).

    The copy is encrypted with the same key, needs no journal beside it, and is on the disk when this returns. Raises
    Unavailable when the disk is full or a page of the source is damaged.
    """
    try:
        _copy(source, target, key)
    except sqlcipher.Error as fault:
        if "full" in str(fault):
            raise Unavailable(
                "The disk is full, so no copy was made.", "Make room; the office is as it was."
            ) from fault
        raise Unavailable(
            f"{source.name} is damaged or its disk does not answer, so no copy was made.",
            "Check the office, and restore the newest verified backup if it is damaged.",
        ) from fault
    sync_file(target)


def _copy(source: Path, target: Path, key: bytes) -> None:
    reader = connect_file(source, key, read_only=True)
    try:
        writer = sqlcipher.connect(str(target), isolation_level=None)
        try:
            writer.execute("pragma cipher_log_level = NONE")
            writer.execute(f"pragma key = \"x'{key.hex()}'\"")
            reader.backup(writer, pages=-1)
            writer.execute("pragma journal_mode = delete")
        finally:
            writer.close()
    finally:
        reader.close()
