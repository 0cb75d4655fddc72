"""What one test did in an office is gone in the next, though the office and its connections are the same."""

from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.families.queries import families_listed
from shortbreaks.schema import metadata
from tests.builders import a_child
from tests.conftest import County


@contextmanager
def lent(server):
    with server.lent() as database:
        yield County(database, kind="server")


WHO = "select id, name, active, version from person order by id"


def rows_of(county):
    """How many rows each table has, and the people word for word."""
    with county.database.reading.connect() as connection:
        counts = {name: connection.execute(text(f"select count(*) from {name}")).scalar() for name in metadata.tables}
        return counts, connection.execute(text(WHO)).all()


def a_busy_test(county):
    """Write, change a row that was there, let one go that was there, and fail once; the child's number and its audit entry."""
    child = a_child(county, last="Leftover")
    assert [row.id for row in county.at().ask(families_listed)[0]] == [child]
    with Session(county.database.writing) as db, db.begin():
        db.get(PersonRecord, 1).name = "Changed"
    with county.database.writing.connect() as connection:
        connection.execute(text("update person set name = 'Half done'"))
    return child, county.at().newest()


def test_each_life_in_an_office_begins_as_the_first(server):
    before, told, places = [], [], set()
    for _ in range(3):
        with lent(server) as county:
            before.append(rows_of(county))
            assert county.at().ask(families_listed) == ((), 0)
            told.append(a_busy_test(county))
            assert rows_of(county) != before[0]
            places.add(county.database.place)
    assert before == [before[0]] * 3
    assert told == [told[0]] * 3, "numbers go on from where they stood"
    assert len(places) == 1, "it is the same office"


def test_what_a_session_was_told_is_forgotten(server):
    for _ in range(2):
        with lent(server) as county, county.database.reading.connect() as connection:
            assert connection.execute(text("show lock_timeout")).scalar() == "3s"
            assert connection.execute(text("select pg_try_advisory_lock(1), pg_backend_pid()")).one()[0]
            connection.execute(text("set lock_timeout = '9s'"))
            connection.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "drop trigger transfer_no_change on transfer",
        "alter table transfer disable trigger all",
        "create table more (id int)",
    ],
)
def test_an_office_whose_form_was_changed_is_not_used_again(server, statement):
    with lent(server) as county:
        place = county.database.place
        server.run(statement, county.database.writing.url.database)
    with lent(server) as county:
        assert county.database.place != place


def test_an_office_with_a_connection_still_in_use_is_not_used_again(server):
    with lent(server) as county:
        place, still = county.database.place, county.database.writing.connect()
        still.execute(text("update person set name = 'Never committed'"))
    with lent(server) as county:
        assert county.database.place != place
        assert county.at(Role.COORDINATOR).person.name == "Coordinator One"
    still.invalidate()
