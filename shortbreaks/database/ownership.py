"""What the owner of a shared office's database does: one transaction, with each trouble in a sentence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from shortbreaks.database.connections import open_server
from shortbreaks.database.faults import meaning_of
from shortbreaks.database.server_checks import check_login, check_server
from shortbreaks.errors import Refused, Spoken, Unavailable

NOT_ALLOWED, NO_TABLE = "42501", "42P01"  # what PostgreSQL answers to a login without the right, and where a table is not there


@contextmanager
def as_owner(owner_url: str, people_role: str) -> Iterator[Connection]:
    """One transaction as the owner of a shared office's database, all or nothing.

    Raises Refused where the people's role is not there or the owner may not do this, Unavailable when the server does
    not answer.
    """
    database = open_server(owner_url)
    try:
        with database.writing.begin() as connection:
            connection.execute(text("set local statement_timeout = 0"))
            known = connection.execute(text("select 1 from pg_roles where rolname = :role"), {"role": people_role}).scalar()
            if not known or not re.fullmatch(r"[a-z_][a-z0-9_]*", people_role):
                raise Refused(
                    f"There is no role {people_role} on this server.",
                    "Its administrator makes it first: create role sb_people login; small letters, figures and underlines.",
                )
            check_server(connection)
            check_login(connection, people_role)
            yield connection
    except DBAPIError as fault:
        meaning = _meaning_to_owner(fault)
        if meaning is None:
            raise
        raise meaning from fault
    finally:
        database.close()


def _meaning_to_owner(fault: DBAPIError) -> Spoken | None:
    state = getattr(fault.orig, "sqlstate", None)
    if state == NOT_ALLOWED:
        return Refused("This login may not change this database.", "Use the login of the database's owner.")
    if state == NO_TABLE:
        return Refused("This database holds no office.", "Make one there first: main.py found.")
    if state is None and isinstance(fault, OperationalError):
        return Unavailable(
            "The council's database server does not answer, or does not know this name.",
            "Check the address and the owner's password with your ICT team.",
        )
    return meaning_of(fault)
