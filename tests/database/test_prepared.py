"""A question handed to the driver means what it means through SQLAlchemy: days are days, nothing is nothing, complaints are heard."""

from datetime import date, timedelta

import pytest
from sqlalchemy import bindparam, event, func, literal, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from shortbreaks.council.tables import Term
from shortbreaks.database import again
from shortbreaks.database.bulk import BulkInsert
from shortbreaks.database.prepared import Prepared, PreparedAmong, rows_of

FIRST, LAST = date(2026, 9, 1), date(2026, 12, 18)
terms = Term.__table__
LATE = Prepared(select(terms.c.number, terms.c.first_day, literal("autumn")).where(terms.c.first_day >= bindparam("since")))
NEWEST = Prepared(select(func.max(terms.c.first_day)).where(terms.c.first_day >= bindparam("since")))

WITHDRAWN = (
    select(terms.c.number, terms.c.first_day.label("begins"), Term.version, terms.c.withdrawn)
    .where(terms.c.number.in_(bindparam("numbers", expanding=True)), terms.c.school_year.in_(["2026-27", "2027-28"]))
    .where(terms.c.first_day.in_(bindparam("days", expanding=True)), terms.c.number != 7).order_by(terms.c.number).limit(9)
)  # fmt: skip

AMONG = PreparedAmong(lambda numbers: select(terms.c.number, terms.c.first_day).where(terms.c.number.in_(numbers), terms.c.first_day >= bindparam("since")).order_by(terms.c.number))


def test_rows_are_as_sqlalchemy_gives_them_and_the_question_is_still_heard(county):
    with Session(county.database.writing) as db:
        db.execute(terms.insert().values(school_year="2026-27", number=1, first_day=FIRST, last_day=LAST))
        connection, heard = db.connection(), []
        event.listen(connection, "before_cursor_execute", lambda *it: heard.append(it[2]))
        assert LATE.rows(connection, {"since": FIRST}) == [(1, FIRST, "autumn")]
        (row,), reads = LATE.unread(connection, {"since": FIRST})
        assert tuple(reads[place](value) if place in reads else value for place, value in enumerate(row)) == (1, FIRST, "autumn")
        assert (LATE.rows(connection, {"since": LAST}), LATE.first(connection, {"since": LAST})) == ([], None)
        assert (NEWEST.first(connection, {"since": FIRST}), NEWEST.first(connection, {"since": LAST})) == ((FIRST,), (None,))
        assert len(heard) == 6


def test_what_nobody_listens_to_means_the_same(county):
    with Session(county.database.writing) as db:
        db.execute(terms.insert().values(school_year="2026-27", number=1, first_day=FIRST, last_day=LAST))
        connection = db.connection()
        assert LATE.rows(connection, {"since": FIRST}) == [(1, FIRST, "autumn")]
        assert (LATE.rows(connection, {"since": LAST}), NEWEST.first(connection, {"since": LAST})) == ([], (None,))


def test_what_is_written_by_the_driver_is_undone_with_the_rest_and_begins_a_transaction_where_none_has(county):
    add = BulkInsert(terms, "school_year", "number", "first_day", "last_day", "withdrawn", "version")
    with county.database.writing.connect() as connection:
        add(connection, [("2026-27", 1, FIRST, LAST, False, 1)])
        assert LATE.rows(connection, {"since": FIRST}) == [(1, FIRST, "autumn")]
        connection.rollback()
        assert LATE.rows(connection, {"since": FIRST}) == []


def test_rows_that_break_a_constraint_are_complained_of_as_any_row_is(county):
    add = BulkInsert(terms, "id", "school_year", "number", "first_day", "last_day", "withdrawn", "version")
    with Session(county.database.writing) as db, pytest.raises(IntegrityError) as said:
        add(db.connection(), [(1, "2026-27", 1, FIRST, LAST, False, 1), (1, "2026-27", 2, FIRST, LAST, False, 1)])
    assert "insert into term" in str(said.value)


def test_what_the_database_complains_of_is_said_as_for_any_question(county):
    gone = Prepared(select(literal(1)).where(func.no_such_function(bindparam("x", type_=terms.c.number.type)) == 1))
    with Session(county.database.reading) as db, pytest.raises(DBAPIError):
        gone.rows(db.connection(), {"x": 1})


def test_a_question_about_some_numbers_finds_each_of_them_once_however_many_are_asked_for(county):
    with Session(county.database.writing) as db:
        days = {number: FIRST + timedelta(days=number) for number in range(1, 23)}  # no two terms share a day
        db.execute(terms.insert(), [{"school_year": "2026-27", "number": n, "first_day": day, "last_day": day} for n, day in days.items()])
        for asked in ([], [3], [3, 2], [1, 2, 3, 4], [5, 1, 2, 3, 4], list(range(1, 18)), list(range(90, 10, -1))):
            found = AMONG.rows(db.connection(), asked, {"since": FIRST})
            assert found == [(number, day) for number, day in days.items() if number in asked]
            assert AMONG.rows(db.connection(), asked, {"since": LAST}) == []


def test_rows_of_a_question_hear_what_a_command_has_changed_and_not_written_yet(county):
    with Session(county.database.writing) as db:
        db.add(Term(school_year="2026-27", number=1, first_day=FIRST, last_day=LAST))
        assert rows_of(db, select(terms.c.number, terms.c.first_day)).all() == [(1, FIRST)]


def test_a_question_for_so_many_rows_at_most_is_planned_once(file_county):
    newest = Prepared(select(terms.c.number).where(terms.c.number >= bindparam("least")).order_by(terms.c.number).limit(1))
    with Session(file_county.database.writing) as db:
        connection, planned = db.connection(), []
        connection.connection.driver_connection.set_authorizer(lambda *it: planned.append(it[0]) or 0)
        newest.rows(connection, {"least": 1})
        once = len(planned)
        for least in (2, 3):
            newest.rows(connection, {"least": least})
        connection.connection.driver_connection.set_authorizer(None)
    assert once
    assert len(planned) == once


def test_a_question_that_comes_again_says_what_it_said_first_for_lists_of_any_length(county):
    days = {number: FIRST + timedelta(days=number) for number in range(1, 23)}
    with Session(county.database.writing) as db:
        db.execute(terms.insert(), [{"school_year": "2026-27", "number": n, "first_day": day, "last_day": day} for n, day in days.items()])
        for numbers in ([3], {3, 2}, [], [5, 1, 7, 9, 99], range(22, 0, -1), (1, 1), [3]):
            given = {"numbers": numbers, "days": [days[3], *list(days.values())[:12]]}
            expected = db.connection().execute(WITHDRAWN, given).all()
            assert [row.number for row in expected] == sorted({*numbers} & {*range(1, 13)} - {7})[:9]
            for _ in range(3):
                found = rows_of(db, WITHDRAWN, given).all()
                assert found == expected
                assert [(row.number, row.begins, row.withdrawn) for row in found] == [(row.number, days[row.number], False) for row in found]
        assert rows_of(db, WITHDRAWN, {"numbers": [4], "days": [days[4]]}).scalar() == 4
        for many in range(30):
            rows_of(db, WITHDRAWN, {"numbers": range(many), "days": [FIRST]})
        known = again._KNOWN.get(WITHDRAWN)  # a server's questions go through SQLAlchemy
        assert known is None or len(known._spelt) <= again.LENGTHS, "there is no end of lengths"
        gone = select(func.no_such_function(bindparam("x", type_=terms.c.number.type)))
        for _ in range(3):
            with pytest.raises(DBAPIError), county.database.reading.connect() as connection, Session(connection) as asking:
                rows_of(asking, gone, {"x": 1})
