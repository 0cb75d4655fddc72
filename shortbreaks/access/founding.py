"""Founding an office, its database and first person born together; and coming back in by its recovery key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from shortbreaks.access.commands import check_names
from shortbreaks.access.passwords import check_password_rules
from shortbreaks.access.permissions import Permission, Role
from shortbreaks.access.sign_in import SignedIn, hasher, keeper_called, person_called
from shortbreaks.access.tables import PersonRecord
from shortbreaks.access.ways_in import open_way
from shortbreaks.database import audit
from shortbreaks.database import keys as key_files
from shortbreaks.database.asked import SECRET, fingerprint_of
from shortbreaks.database.commands import Work, command
from shortbreaks.database.office import Office, clock
from shortbreaks.database.opening import Founder, create_file_office, create_server_office, open_file_office
from shortbreaks.errors import Refused

# A one-person office must be able to do everything, so whoever founds it is its manager.
FOUNDERS_ROLE = Role.MANAGER


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Who founds an office; the recovery key was printed and typed back before."""

    sign_in: str
    name: str
    password: str = field(repr=False, metadata=SECRET)
    recovery_key: str = field(repr=False, metadata=SECRET)


def found_file_office(
    path: Path, name: str, first: FirstPerson, now: Callable[[], datetime] = clock,
    cost: key_files.Cost = key_files.Cost(),
) -> SignedIn:  # fmt: skip
    """Make an embedded office and sign its founder in.

    Raises Refused for a weak password, a name that will not do or an unsafe place, Unavailable when nothing can be
    written.
    """
    founder = Founder(first.sign_in.strip().lower(), first.password, _checked(first, name))
    moment = now()
    opened = create_file_office(
        path, name, founder, moment, cost=cost, also=lambda connection: _begin(connection, first, moment, None)
    )
    return SignedIn(Office(opened.database, person_called(opened.database, founder.sign_in), now), opened)


def found_server_office(
    owner_url: str, people_role: str, name: str, first: FirstPerson, now: Callable[[], datetime] = clock
) -> None:
    """Make a shared office as the database's owner; its founder signs in through the people's role afterwards.

    Raises Refused for a weak password, a name that will not do, a database that holds an office or a role that is not
    there, Unavailable when the server does not answer.
    """
    key, moment, hashed = _checked(first, name), now(), hasher.hash(first.password)
    create_server_office(
        owner_url, people_role, name, key, moment, also=lambda connection: _begin(connection, first, moment, hashed)
    )


def _checked(first: FirstPerson, office: str) -> str:
    check_names(first.sign_in.strip(), first.name.strip())
    check_password_rules(first.password, first.sign_in, first.name, office)
    return key_files.read_recovery_key(first.recovery_key)


def _begin(connection: Connection, first: FirstPerson, now: datetime, hashed: str | None) -> None:
    with Session(connection) as db:
        person = PersonRecord(
            sign_in=first.sign_in.strip().lower(), name=first.name.strip(), role=FOUNDERS_ROLE.value, phone="",
            email="", active=True, password_hash=hashed,
        )  # fmt: skip
        db.add(person)
        db.flush()
        born = (audit.Change("office", 1, 1), audit.Change("person", person.id, person.id))
        number = f"founded-{now:%Y%m%d}"
        deed = audit.Deed(
            now, person.id, "shortbreaks.access.founding", "Office founded", ("office", 1), None,
            number, fingerprint_of(number, first), born, (), person.id,
        )  # fmt: skip
        audit.append(db.connection(), deed)


@dataclass(frozen=True, slots=True)
class ComeBackIn:
    """The new password of somebody who holds the recovery key."""

    password: str = field(repr=False, metadata=SECRET)


@command(needs=Permission.KEEP_OFFICE, recorded_as="Opened with the recovery key")
def come_back_in(work: Work, request: ComeBackIn) -> int:
    """Give whoever opened the office with its recovery key a new password."""
    if work.data_key is None:
        raise Refused("A shared office is not opened with a recovery key.", "Ask a colleague who may change people.")
    person = work.take(PersonRecord, work.person.id)
    check_password_rules(request.password, person.sign_in, person.name)
    open_way(work, person, request.password)
    work.record(person)
    return person.id


def sign_in_with_recovery_key(
    path: Path, typed_key: str, sign_in: str, password: str, now: Callable[[], datetime] = clock
) -> SignedIn:
    """Open an embedded office with its recovery key and give `sign_in` a new password (safety.md F3).

    Only somebody who may keep the office comes back in so; they let the others in. Raises Refused for a wrong key, a
    name that may not, or a weak password.
    """
    opened = open_file_office(path, key_files.RECOVERY, key_files.read_recovery_key(typed_key), now())
    try:
        person = keeper_called(opened.database, sign_in)
        office = Office(opened.database, person, now)
        office.perform(come_back_in, ComeBackIn(password))
    except BaseException:
        opened.close()
        raise
    return SignedIn(office, opened)
