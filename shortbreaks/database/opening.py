"""Making and opening an office, embedded or shared."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from shortbreaks.database import keys as key_files
from shortbreaks.database.beside import leave_beside
from shortbreaks.database.connections import Database, note_sizes, open_file, open_server, reading_once
from shortbreaks.database.files import check_place, take_away
from shortbreaks.database.guards import rights_of_people
from shortbreaks.database.identity import SCHEMA, Identity, new_identity, read_identity, write_identity
from shortbreaks.database.key_publishing import key_of, publish_keys, tidy
from shortbreaks.database.keys import keys_beside, keys_path, spare_of
from shortbreaks.database.lock import Hold, hold
from shortbreaks.database.ownership import as_owner
from shortbreaks.database.reading_through import Reading, ended_unclean, unread_mark
from shortbreaks.database.records import metadata
from shortbreaks.database.server_checks import check_login, check_rights, check_sees, check_server
from shortbreaks.database.shape import make_guards, make_tables
from shortbreaks.database.soundness import flaws_of_pages
from shortbreaks.errors import Refused, Unavailable

SMALLEST_FILE = 4096  # one page; anything shorter was cut short


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened database, whose it is, and the hold on its file (None for a server).

    `ended_badly` when the file was not closed properly before: its pages were read here, its indexes are soon after.
    """

    database: Database
    identity: Identity
    hold: Hold | None
    ended_badly: bool = False

    def close(self) -> None:
        """Close every connection, then let others in; a file is left knowing its own sizes."""
        if self.hold is not None:
            note_sizes(self.database)
        self.database.close()
        if self.hold is not None:
            self.hold.release()


@dataclass(frozen=True, slots=True)
class Founder:
    """Who sets an office up: the first person's sign-in name and password, and the recovery key already printed."""

    sign_in: str
    password: str
    recovery_key: str


def check_rooms_known() -> None:
    """An office made or upgraded without a room's tables would fail on the day they are first needed."""
    if "shortbreaks.schema" not in sys.modules:
        raise RuntimeError("import shortbreaks.schema before an office is made: it gathers every room's tables")


def create_file_office(
    path: Path, name: str, founder: Founder, now: datetime, *, purpose: str = "live",
    cost: key_files.Cost = key_files.Cost(), also: Callable[[Connection], None] | None = None,
) -> Opened:  # fmt: skip
    """Make an embedded office: its key file, then its encrypted file in one transaction.

    `also` writes what must be there from the first moment, such as the founder's own record. Raises Refused when a
    file is already there or the place is not safe, Unavailable when it cannot be written.
    """
    check_rooms_known()
    identity = new_identity(name, purpose)
    check_place(path)
    _check_free(path)
    held = hold(path, founder.sign_in, now)
    database: Database | None = None
    try:
        data_key = key_files.new_data_key()
        empty = key_files.KeyFile(identity.uuid, ())
        slots = key_files.with_slot(empty, founder.sign_in, founder.password, data_key, cost)
        slots = key_files.with_slot(slots, key_files.RECOVERY, founder.recovery_key, data_key, cost)
        key_files.save_keys(keys_path(path), slots)
        database = open_file(path, data_key)
        with database.writing.begin() as connection:
            make_tables(connection)
            make_guards(connection)
            write_identity(connection, identity, now, key_file=key_files.to_text(slots))
            if also is not None:
                also(connection)
    except BaseException:
        if database is not None:
            database.close()
        for made in (*(path.with_name(path.name + side) for side in ("", "-wal", "-shm")), keys_path(path), spare_of(keys_path(path))):
            take_away(made)  # nobody was told of this office, and it is in nobody's way when it is made again
        held.release()
        raise
    return Opened(database, identity, held)


def _check_free(path: Path) -> None:
    if path.exists():
        raise Refused(f"There is already a file called {path.name} there.", "Choose another name or folder.", "path")
    if keys_path(path).exists():
        raise Refused(
            f"The key file of an office called {path.name} lies there, and without it that office would not open.",
            "Choose another name or folder, or put that key file where its office is.",
            "path",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise Unavailable(f"The folder {path.parent} cannot be made.", "Choose another folder.") from fault


def open_file_office(
    path: Path, sign_in: str, secret: str, now: datetime, every_table: Callable[[], object] = check_rooms_known,
    reading: Reading | None = None,
) -> Opened:  # fmt: skip
    """Open an embedded office with a person's password, or its recovery key when `sign_in` is RECOVERY.

    `every_table` makes every room's tables known, which only an office of an older form needs to be opened. `reading` hears of
    every page that is read after an end that was not clean, and may stop it: the office is then left as it was.
    Raises Refused or Unavailable, each kind of trouble with its own sentence.
    """
    check_place(path)
    _check_there(path)
    slots, data_key = key_files.unlock_file(keys_beside(path), sign_in, secret)
    held = hold(path, sign_in, now)
    database: Database | None = None
    try:
        ended_badly = ended_unclean(path)
        data_key = key_of(path, slots, sign_in, secret, data_key)
        database = open_file(path, data_key)
        with database.reading.connect() as connection:
            identity = _identity_of(connection, path.name)
        if ended_badly:
            _check_pages(database, path, reading or Reading())
        if identity.uuid != slots.office:
            raise Refused(
                f"{path.name} and its key file belong to different offices.", "Put the right key file beside it."
            )
        if identity.schema_number < SCHEMA:
            database.close()
            every_table()
            database, identity = _upgraded(path, data_key, now)
        tidy(path)
        publish_keys(database)
        leave_beside(database)
    except BaseException:
        if database is not None:
            database.close()
        held.release()
        raise
    return Opened(database, identity, held, ended_badly)


def _check_there(path: Path) -> None:
    if not path.exists():
        raise Unavailable(f"{path.name} is not where it was.", "Find where it was moved to, or restore a backup.")
    if path.stat().st_size < SMALLEST_FILE:
        raise Unavailable(
            f"{path.name} is empty, or cut short before its first page, so it is not opened.",
            "Restore the newest verified backup; this file is kept as it is.",
        )


def _identity_of(connection: Connection, name: str) -> Identity:
    """Whose file it is; with a sentence when the pages on which that stands are damaged or missing."""
    try:
        return read_identity(connection, name)
    except DatabaseError as fault:
        raise Unavailable(
            f"{name} is damaged: what says whose it is cannot be read.",
            "Restore the newest verified backup; the damaged file is kept.",
        ) from fault


def _upgraded(path: Path, data_key: bytes, now: datetime) -> tuple[Database, Identity]:
    # Alembic is a third of a second that today's offices need not wait for
    from shortbreaks.database.upgrade import upgrade_file

    upgrade_file(path, data_key, now, backups_beside(path))
    database = open_file(path, data_key)
    with database.reading.connect() as connection:
        return database, read_identity(connection, path.name)


def _check_pages(database: Database, path: Path, reading: Reading) -> None:
    """After an end that was not clean, read every page before anybody relies on one (safety.md 3.13)."""
    with reading_once(database) as connection:
        flaws = reading.watch(connection, lambda part: flaws_of_pages(connection, part=part))
    if flaws:
        raise Unavailable(
            f"{path.name} was not closed properly and is damaged: {flaws[0].what}.",
            "Restore the newest verified backup; the damaged file is kept.",
        )
    unread_mark(path).unlink(missing_ok=True)


def backups_beside(path: Path) -> Path:
    """Where an embedded office's backups lie unless somebody chose another place."""
    return path.parent / "backups"


def create_server_office(
    owner_url: str, people_role: str, name: str, recovery_key: str, now: datetime,
    also: Callable[[Connection], None] | None = None, *, purpose: str = "live",
) -> Identity:  # fmt: skip
    """Make a shared office as the owner of an empty PostgreSQL database, and give the people's role its rights.

    `also` writes what must be there from the first moment, such as the founder's own record. The people's role may
    only add to the ledger and the audit trail (safety.md F8).
    """
    check_rooms_known()
    identity = new_identity(name, purpose)
    with as_owner(owner_url, people_role) as connection:
        if connection.execute(text("select to_regclass('office') is not null")).scalar():
            raise Refused("This database already holds an office.", "Connect to it, or choose an empty database.")
        metadata.create_all(connection)
        backup_key = key_files.new_data_key()
        slots = key_files.with_slot(key_files.KeyFile(identity.uuid, ()), key_files.RECOVERY, recovery_key, backup_key)
        write_identity(connection, identity, now, backup_key=backup_key.hex(), key_file=key_files.to_text(slots))
        if also is not None:
            also(connection)
        for statement in rights_of_people(people_role):
            connection.execute(text(statement))
    return identity


def open_server_office(url: str) -> Opened:
    """Connect to a shared office through the people's role.

    Raises Unavailable when the server does not answer or may only be read, Refused for one of a version or with letters that
    will not do, and for a login that may more or less than the people's role (safety.md F8): looked at anew at each opening.
    """
    from sqlalchemy.exc import DBAPIError, ProgrammingError

    database = open_server(url)
    try:
        with database.reading.connect() as connection:
            check_server(connection)
            check_login(connection)
            check_sees(connection)
            identity = read_identity(connection, "The council's database")
        if identity.schema_number < SCHEMA:
            raise Unavailable(
                f"The council's database has form number {identity.schema_number}; this program needs {SCHEMA}.",
                "Ask your ICT team to bring it up to date (main.py upgrade), or use the older program until then.",
            )
        check_rooms_known()
        with database.reading.connect() as connection:
            check_rights(connection)
    except DBAPIError as fault:
        database.close()
        if isinstance(fault, ProgrammingError):
            raise  # the server did answer: it is our question that is wrong
        raise Unavailable(
            "The council's database server does not answer, or does not know this name.",
            "Check the address, and whether the password of its login is a new one, with your ICT team; then connect to it anew.",
        ) from fault
    except BaseException:
        database.close()
        raise
    return Opened(database, identity, None)
