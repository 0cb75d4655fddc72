"""What one test did in an office is gone in the next, though the office and its connections are the same."""

from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.connections import open_file
from shortbreaks.families.queries import families_listed
from shortbreaks.schema import metadata
from tests.builders import a_child
from tests.conftest import County

WHO = "select id, name, active, version from person order by id"


@pytest.fixture(params=["file", "server"])
def lent(request):
    """lent(): an office of either engine as a test has it, until the block ends."""
    lender = request.getfixturevalue({"file": "file_offices", "server": "server"}[request.param])
    while lender.back:  # the next is a new one, which has all its tests before it
        lender.give_up(lender.back.pop())

    @contextmanager
    def lent():
        with lender.lent() as database:
            yield County(database, kind=request.param)

    return lent


def rows_of(county):
    """How many rows each table has, and the people word for word."""
    with county.database.reading.connect() as connection:
        counts = {name: connection.execute(text(f"select count(*) from {name}")).scalar() for name in metadata.tables}
        return counts, connection.execute(text(WHO)).all()


def a_busy_test(county):
    """Write, change a row that was there, and let something go half done; the child's number and its audit entry."""
    child = a_child(county, last="Leftover")
    assert [row.id for row in county.at().ask(families_listed)[0]] == [child]
    with Session(county.database.writing) as db, db.begin():
        db.get(PersonRecord, 1).name = "Changed"
    with county.database.writing.connect() as connection:
        connection.execute(text("update person set name = 'Half done'"))
    return child, county.at().newest()


def test_each_life_in_an_office_begins_as_the_first(lent):
    before, told, places = [], [], set()
    for _ in range(3):
        with lent() as county:
            before.append(rows_of(county))
            assert county.at().ask(families_listed) == ((), 0)
            told.append(a_busy_test(county))
            assert rows_of(county) != before[0]
            places.add(county.database.place)
    assert before == [before[0]] * 3
    assert told == [told[0]] * 3, "numbers begin where they stood"
    assert len(places) == 1, "it is the same office"


def test_whoever_looks_first_in_the_next_life_sees_nothing_of_the_last(lent):
    """The reading connection too, whose pages and prepared questions are still those of before."""
    for _ in range(3):
        with lent() as county:
            assert rows_of(county)[0]["child"] == 0
            a_child(county)
            assert rows_of(county)[0]["child"] == 1


def test_an_office_with_a_connection_still_in_use_is_not_used_again(lent):
    with lent() as county:
        place, still = county.database.place, county.database.writing.connect()
        still.execute(text("update person set name = 'Never committed'"))
    with lent() as county:
        assert county.database.place != place
        assert "Never committed" not in str(rows_of(county))
    still.invalidate()


def test_what_a_session_was_told_is_forgotten(server):
    for _ in range(2):
        with server.lent() as database, database.reading.connect() as connection:
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
        "alter database {} set default_transaction_read_only = on",
    ],
)
def test_an_office_on_a_server_whose_form_was_changed_is_not_used_again(server, statement):
    with server.lent() as database:
        place = database.place
        server.run(statement.format(database.writing.url.database), database.writing.url.database)
    with server.lent() as database:
        assert database.place != place


def test_a_file_has_its_form_back_in_every_connection(file_offices):
    for column in ("first", "second", "third"):
        with file_offices.lent() as database:
            with database.writing.begin() as connection:
                connection.execute(text(f"create table more ({column} text)"))
                connection.execute(text(f"insert into more ({column}) values ('x')"))
                connection.execute(text("drop trigger transfer_no_update"))
            with database.reading.connect() as connection:
                assert connection.execute(text("select * from more")).one()._mapping == {column: "x"}


@pytest.mark.parametrize("deed", ["checkpoint", "pragma", "attach", "key file", "locks"])
def test_a_file_that_is_not_plainly_as_it_was_is_not_used_again(file_offices, deed, tmp_path):
    with file_offices.lent() as database, database.writing.connect() as connection:
        place, raw = Path(database.place), connection.connection.driver_connection
        connection.execute(text("update person set name = 'Changed'"))
        connection.commit()
        if deed == "checkpoint":
            raw.execute("pragma wal_checkpoint(truncate)")
        elif deed == "pragma":
            raw.execute("pragma foreign_keys = off")
        elif deed == "attach":
            raw.execute(f"attach '{tmp_path / 'other'}' as other")
        elif deed == "key file":
            place.with_name(place.name + ".keys").write_text("spoilt")
        else:
            place.read_bytes()
        connection.close()
    with file_offices.lent() as database:
        assert database.place != str(place)


def test_what_a_test_leaves_beside_its_file_is_taken_away_and_the_file_is_sound(file_offices):
    with file_offices.lent() as database:
        place = Path(database.place)
        (place.parent / "backups").mkdir()
        (place.parent / "backups" / "one").write_text("x")
        a_child(County(database))
    with file_offices.lent() as database:
        assert database.place == str(place)
        assert {one.name for one in place.parent.iterdir()} <= {
            place.name + end for end in ("", "-wal", "-shm", ".keys")
        }
        a_child(County(database))
        with closing(open_file(place, database.key)) as other, other.reading.connect() as connection:
            assert connection.execute(text("select count(*) from child")).scalar() == 1
            assert connection.exec_driver_sql("pragma integrity_check").scalar() == "ok"
