"""A shared office's tables as an encrypted office file: its backup, and the way back to one computer."""

from pathlib import Path

from sqlalchemy import Connection, Table, insert, select, update

from shortbreaks.database.backup_keys import KeptKeys, keys_of_backups
from shortbreaks.database.connections import APPLICATION_ID, Database, connect_file, open_file
from shortbreaks.database.files import sync_file, write_whole
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.manifest import KEY_FILE, OFFICE_FILE
from shortbreaks.database.records import metadata
from shortbreaks.database.shape import make_guards, make_tables
from shortbreaks.errors import Refused

ROWS = 2_000


def copy_server(database: Database, part: Path) -> bytes:
    """Write every table of a shared office into an encrypted file in `part`, with its key file; gives the file's key.

    All tables are read as at one moment. Triggers are made after the rows: what they keep is copied, then proved.
    """
    with database.reading.connect().execution_options(isolation_level="REPEATABLE READ") as source:
        kept = keys_of_backups(source)
        if kept.key is None or kept.key_file is None:
            raise Refused(
                "This office has no key for its backups.", "Ask the database's owner to back it up with pg_dump."
            )
        key = bytes.fromhex(kept.key)
        _fill(part / OFFICE_FILE, key, source, kept)
    write_whole(part / KEY_FILE, kept.key_file.encode())
    return key


def _fill(path: Path, key: bytes, source: Connection, kept: KeptKeys) -> None:
    target = open_file(path, key)
    try:
        with target.writing.begin() as connection:
            connection.exec_driver_sql("pragma defer_foreign_keys = on")
            make_tables(connection)
            for table in _filled(source):
                _copy_table(table, source, connection)
            # on one computer the key file follows what the office's own row says (key_publishing.py)
            connection.execute(update(OfficeRecord).values(backup_key=kept.key, key_file=kept.key_file))
            make_guards(connection)
            number = connection.execute(select(OfficeRecord.schema_number)).scalar_one()
            connection.exec_driver_sql(f"pragma application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"pragma user_version = {int(number)}")
    finally:
        target.close()
    raw = connect_file(path, key)
    try:
        raw.execute("pragma journal_mode = delete")  # a closed copy needs nothing beside it
    finally:
        raw.close()
    sync_file(path)


def _filled(source: Connection) -> list[Table]:
    """The tables that hold anything, asked at once: most of a small office's are empty, and each costs several questions."""
    tables = metadata.sorted_tables
    asked = ", ".join(f"exists (select from {table.name})" for table in tables)
    found = source.exec_driver_sql(f"select {asked}").one()
    return [table for table, filled in zip(tables, found, strict=True) if filled]


def _copy_table(table: Table, source: Connection, target: Connection) -> None:
    in_order = select(table).order_by(*table.primary_key)  # of what follows the row before it, such as the trail
    rows = source.execute(in_order, execution_options={"stream_results": True, "yield_per": ROWS})
    for some in rows.mappings().partitions(ROWS):
        target.execute(insert(table), [dict(row) for row in some])
