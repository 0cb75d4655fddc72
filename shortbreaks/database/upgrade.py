"""Bringing an older office up to date: on a copy, in one transaction, proved before it takes the old file's place."""

import shutil
import socket
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text, update
from sqlalchemy import table as table_of

from shortbreaks.database import manifest, soundness
from shortbreaks.database.check import check
from shortbreaks.database.connections import open_file
from shortbreaks.database.copying import copy_file
from shortbreaks.database.files import fingerprint, rename, replace, sync_file, sync_folder, take_away, write_whole
from shortbreaks.database.guards import rights_of_people
from shortbreaks.database.identity import SCHEMA, OfficeRecord
from shortbreaks.database.keys import from_text, keys_beside
from shortbreaks.database.manifest import KEY_FILE, MANIFEST, OFFICE_FILE, Manifest
from shortbreaks.database.ownership import as_owner
from shortbreaks.database.proofs import CHAINS, Flaw
from shortbreaks.database.reasons import BEFORE_MIGRATION
from shortbreaks.errors import Refused, Unavailable

_SAID = (OfficeRecord.uuid, OfficeRecord.name, OfficeRecord.schema_number, OfficeRecord.key_file)
SCRIPTS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Steps:
    """Which revisions lead where; the shipped ones unless a test brings its own."""

    scripts: Path = SCRIPTS
    to_number: int = SCHEMA


def migrate(connection: Connection, from_number: int, steps: Steps = Steps()) -> None:
    """Run every revision after `from_number` inside the caller's transaction, and stamp the office with the newest.

    Alembic is imported only here: an office whose form is of today never loads it.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(steps.scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if from_number:
        command.stamp(config, f"{from_number:04d}")
    command.upgrade(config, f"{steps.to_number:04d}")
    # The office's own number is the only truth about its form, so Alembic's table does not stay
    connection.execute(text("drop table alembic_version"))
    office = OfficeRecord.__table__
    connection.execute(update(OfficeRecord).where(office.c.id == 1).values(schema_number=steps.to_number))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"pragma user_version = {int(steps.to_number)}")


def upgrade_file(path: Path, key: bytes, now: datetime, backups: Path, steps: Steps = Steps()) -> Path:
    """Bring a closed embedded office up to date and give the folder of the backup made before.

    The caller holds the office's lock and has no connection to it. Killed at any point, the file is the old one or
    the new one. Raises Refused when the old or the new one does not prove; the file is then as it was.
    """
    if path.with_name(path.name + "-wal").exists():
        _settle(path, key)
    before = back_up_before(path, key, now, backups)
    part = path.with_name(f".upgrading-{uuid.uuid4().hex}.sbo")
    try:
        shutil.copyfile(before / OFFICE_FILE, part)
        upgrade_copy(part, key, steps)
        sync_file(part)
        replace(part, path)
    except OSError as fault:
        raise Unavailable(
            f"{path.name} could not be brought up to date: {fault.strerror}.", "Make room; the file is as it was."
        ) from fault
    finally:
        for left in path.parent.glob(part.name + "*"):
            take_away(left)
    return before


def _settle(path: Path, key: bytes) -> None:
    """Bring into the file what its journal still holds, as after a crash; the last connection to close removes it."""
    database = open_file(path, key)
    with database.writing.begin() as connection:
        connection.execute(select(OfficeRecord.id))
    database.close()
    if path.with_name(path.name + "-wal").exists():
        raise Unavailable(f"{path.name} is still in use.", "Close every program that has it open, then try again.")


def upgrade_copy(part: Path, key: bytes, steps: Steps = Steps()) -> None:
    """Migrate a closed copy in one transaction and prove it. Raises Refused when the result does not prove."""
    database = open_file(part, key)
    try:
        with database.writing.begin() as connection:
            number = connection.execute(select(OfficeRecord.schema_number)).scalar_one()
            connection.exec_driver_sql("pragma defer_foreign_keys = on")
            migrate(connection, number, steps)
        if steps.to_number == SCHEMA:
            report = check(database)
            if not report.sound:
                raise Refused(
                    f"The office was not brought up to date, because the result does not prove: {report.flaws[0]}.",
                    "Nothing was changed. Go on with the older program, and tell whoever looks after Short Breaks.",
                )
    finally:
        database.close()


def back_up_before(path: Path, key: bytes, now: datetime, backups: Path) -> Path:
    """Keep an older office as it is, its pages proved; what its rows mean only the older program can prove."""
    part = backups / f".part-{uuid.uuid4().hex}"
    try:
        part.mkdir(parents=True, mode=0o700)
        copy_file(path, part / OFFICE_FILE, key)
        shutil.copyfile(keys_beside(path), part / KEY_FILE)
        made = _manifest_of(part / OFFICE_FILE, key, now)
        write_whole(part / MANIFEST, manifest.to_text(made).encode())
        named = backups / f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{made.office[:8]}-key{made.key}-before-{SCHEMA}"
        shutil.rmtree(named, ignore_errors=True)
        rename(part, named)
        sync_folder(backups)
    except OSError as fault:
        raise Unavailable(
            f"No backup could be made before bringing {path.name} up to date: {fault.strerror}.",
            "Make room; nothing was changed.",
        ) from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return named


def _manifest_of(file: Path, key: bytes, now: datetime) -> Manifest:
    sealed = open_file(file, key, read_only=True)
    try:
        with sealed.reading.connect() as connection:
            flaws: list[Flaw] = soundness.flaws_of_pages(connection)
            if flaws:
                raise Refused(f"The office is damaged: {flaws[0]}.", "Restore the newest verified backup.")
            office = connection.execute(select(*_SAID)).one()
            counts = tuple(
                (table, connection.execute(select(func.count()).select_from(table_of(table))).scalar_one())
                for table in sorted(inspect(connection).get_table_names())
            )
            heads = tuple((chain, *CHAINS[chain].head(connection)) for chain in sorted(CHAINS))
    finally:
        sealed.close()
    return Manifest(
        office.uuid, office.name, now.astimezone(UTC), BEFORE_MIGRATION, office.schema_number, socket.gethostname(),
        fingerprint(file), file.stat().st_size, counts, heads, from_text(office.key_file).number if office.key_file else 1,
    )  # fmt: skip


def upgrade_server(owner_url: str, people_role: str, steps: Steps = Steps()) -> int:
    """Bring a shared office up to date in one transaction, as the database's owner, and give the number it came from.

    The people's role is given its rights again, on new tables and old. Back the database up first (README).
    """
    with as_owner(owner_url, people_role) as connection:
        number: int = connection.execute(select(OfficeRecord.schema_number)).scalar_one()
        if number < steps.to_number:
            migrate(connection, number, steps)
        for statement in rights_of_people(people_role):
            connection.execute(text(statement))
    return number
