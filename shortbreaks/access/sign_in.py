"""Coming in: an opened office and a person who proved who they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import Person
from shortbreaks.database.connections import Database
from shortbreaks.database.office import Office, clock
from shortbreaks.database.opening import Opened, check_rooms_known, open_file_office, open_server_office
from shortbreaks.database.reading_through import Reading
from shortbreaks.errors import Refused

# safety.md 3.4: in a shared office the server keeps the data, so a sign-in hash may be cheaper than a file's key.
hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An office with a person at it, and what must be closed when they leave."""

    office: Office
    opened: Opened


def sign_in_to_file(
    path: Path, sign_in: str, password: str, now: Callable[[], datetime] = clock,
    every_table: Callable[[], object] = check_rooms_known, reading: Reading | None = None,
) -> SignedIn:  # fmt: skip
    """Open an embedded office and sign in. Raises Refused or Unavailable with its own sentence for each trouble.

    `every_table` makes every room's tables known; it is called for an office of an older form alone. `reading` hears of the
    pages that are read after an end that was not clean, and may stop that.
    """
    opened = open_file_office(path, sign_in, password, now(), every_table, reading)
    try:
        person = person_called(opened.database, sign_in)
    except BaseException:
        opened.close()
        raise
    return SignedIn(Office(opened.database, person, now), opened)


def sign_in_to_server(url: str, sign_in: str, password: str, now: Callable[[], datetime] = clock) -> SignedIn:
    """Connect to a shared office and sign in. Raises Refused or Unavailable with its own sentence for each trouble."""
    opened = open_server_office(url)
    try:
        check_password(opened.database, sign_in, password)
        person = person_called(opened.database, sign_in)
    except BaseException:
        opened.close()
        raise
    return SignedIn(Office(opened.database, person, now), opened)


def person_called(database: Database, sign_in: str) -> Person:
    """The person who signs in by this name. Raises Refused when there is none or their sign-in was closed."""
    with Session(database.reading) as db:
        row = db.scalar(select(PersonRecord).where(PersonRecord.sign_in == sign_in.strip().lower()))
        if row is None or not row.active:
            raise Refused("The name and password do not go together.", "Check both; capital letters count.", "password")
        return Person(row.id, row.sign_in, row.name, row.role, frozenset(MAY[Role(row.role)]))


def keeper_called(database: Database, sign_in: str = "") -> Person:
    """Somebody who may keep the office: the one who signs in by this name, or the first there is when none is given.

    Raises Refused when the name is not of one who may. The caller proved to hold the office's key.
    """
    may = [role.value for role in Role if Permission.KEEP_OFFICE in MAY[role]]
    wanted = select(PersonRecord).where(PersonRecord.active, PersonRecord.role.in_(may)).order_by(PersonRecord.id)
    if sign_in:
        wanted = wanted.where(PersonRecord.sign_in == sign_in.strip().lower())
    with Session(database.reading) as db:
        row = db.scalar(wanted.limit(1))
        if row is None:
            raise Refused(
                "Nobody who may keep this office signs in by that name.",
                "Use a manager's or administrator's name.",
                "sign_in",
            )
        return Person(row.id, row.sign_in, row.name, row.role, frozenset(MAY[Role(row.role)]))


def check_password(database: Database, sign_in: str, password: str) -> None:
    """Refuse a wrong password of a shared office; one sentence for an unknown name and a wrong password."""
    with Session(database.reading) as db:
        kept = db.scalar(select(PersonRecord.password_hash).where(PersonRecord.sign_in == sign_in.strip().lower()))
    try:
        if kept is not None and hasher.verify(kept, password):
            return
    except (VerificationError, InvalidHashError):
        pass
    raise Refused("The name and password do not go together.", "Check both; capital letters count.", "password")
