"""What is kept beside an office and beside its backups, outside anything that a restore puts back.

Each room that must be heard after a restore names here what it leaves there, and what it does with it again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from shortbreaks.database.connections import Database

Leave = Callable[[Database, Path], None]
_LEFT: dict[str, Leave] = {}


def leave_with(table: str, leave: Leave) -> None:
    """Name what is left in a folder once rows of `table` are written, whenever the office is opened, and with a backup."""
    _LEFT[table] = leave


def leave_beside(database: Database, folder: Path | None = None, changed: Sequence[str] | None = None) -> None:
    """Leave it in `folder`, or beside an embedded office's file; only for these tables when some are given.

    Raises Unavailable when the folder cannot be written.
    """
    if folder is None and database.kind != "file":
        return
    for table, leave in _LEFT.items():
        if changed is None or table in changed:
            leave(database, folder or Path(database.place).parent)


def rewrite(database: Database) -> bool:
    """Write an embedded office's file anew, so that no page and no journal keeps what was overwritten.

    Tells whether it was done: while somebody reads it cannot be, and nothing is lost.
    """
    with database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw: Any = connection.connection.driver_connection
        try:
            for statement in ("pragma wal_checkpoint(truncate)", "vacuum", "pragma wal_checkpoint(truncate)"):
                raw.execute(statement).fetchall()
        except sqlcipher.DatabaseError:
            return False
    return True
