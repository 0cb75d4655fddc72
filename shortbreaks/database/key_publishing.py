"""The key file beside an embedded office follows what its database says: the one place that rewrites it.

Who may open the office is decided in a command, inside the encrypted file, in one transaction with its audit entry.
Only after the commit is the key file written; a crash between leaves the old key file, by which everybody who could
open the office still can, and the next opening writes the new one. So nobody can be locked out.
"""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import select, update

from shortbreaks.database.connections import Database
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.keys import KeyFile, from_text, keys_path, save_keys, spare_of, to_text
from shortbreaks.errors import Spoken, Unavailable

OFFICE_ROW = ("office", 1)


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
    if _reads(path) == _reads(spare_of(path)) == wanted:
        return False
    try:
        save_keys(path, wanted)
    except Unavailable as fault:
        raise Unavailable(
            f"This was saved, but the key file {path.name} could not be written yet.",
            "It is written the next time the office is opened; until then people sign in as before.",
        ) from fault
    return True


def _reads(path: Path) -> KeyFile | None:
    """What one copy of a key file says, or None when it is missing or damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError, Spoken):
        return from_text(path.read_text("utf-8"))
    return None
