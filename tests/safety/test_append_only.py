"""What is only added to cannot be changed, removed or replaced: by nobody's statement, on both engines (safety.md C2)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.database.connections import open_server
from shortbreaks.database.records import metadata
from shortbreaks.schema import metadata as whole
from tests.safety.booked import a_booked_office

MUST = {"entry", "transfer", "audit_entry", "audit_mark", "booking_step", "setting_value", "rate", "service_price", "decision"}
ADDED_ONLY = sorted(
    table.name for table in whole.tables.values()
    if any("_no_update" in statement for statement in table.info.get("guards", {}).get("sqlite", ()))
)  # fmt: skip


def refused(database, statement):
    """Whether the database itself refuses a statement; what it did is undone."""
    with database.writing.connect() as connection:
        transaction = connection.begin()
        try:
            result = connection.exec_driver_sql(statement)
        except DBAPIError:
            return True
        else:
            assert result.rowcount != 0, f"no row to try it on: {statement}"
            return False
        finally:
            transaction.rollback()


def attacks(table, kind):
    keys = [column.name for column in metadata.tables[table].primary_key.columns]
    columns = [column.name for column in metadata.tables[table].columns]
    other = next(name for name in columns if name not in keys)
    rest = ", ".join(f'"{name}"' for name in columns)
    yield f"update {table} set {other} = {other}"
    yield f"update {table} set {keys[-1]} = {keys[-1]} + 1000"
    yield f"delete from {table}"
    yield (
        f"insert into {table} ({rest}) select {rest} from {table} where true limit 1 "
        f"on conflict ({', '.join(keys)}) do update set {other} = excluded.{other}"
    )
    if kind == "file":
        yield f"insert or replace into {table} ({rest}) select {rest} from {table} limit 1"
        yield f"replace into {table} ({rest}) select {rest} from {table} limit 1"
        yield f"update or replace {table} set {other} = {other}"
    else:
        yield f"truncate {table} cascade"


def test_the_tables_that_matter_are_among_them():
    assert set(ADDED_ONLY) >= MUST


@pytest.mark.parametrize("recursive", ["on", "off"])
def test_no_statement_changes_what_is_only_added_to_in_a_file(file_county, recursive):
    """Also with recursive_triggers off, where REPLACE passes by every delete trigger (safety.md finding 2)."""
    a_booked_office(file_county)
    database = file_county.database
    with database.writing.connect() as connection:
        connection.exec_driver_sql(f"pragma recursive_triggers = {recursive}")
        connection.rollback()
        filled = [t for t in ADDED_ONLY if connection.exec_driver_sql(f"select count(*) from {t}").scalar()]
        assert set(filled) >= MUST
    let_through = [s for table in filled for s in attacks(table, "file") if not refused(database, s)]
    assert let_through == []


@pytest.mark.parametrize("role", ["sb_people", "sb_owner"])
def test_no_statement_changes_what_is_only_added_to_on_a_server(server_county, server, role):
    """As the people's role by its rights, and as the owner still by the triggers."""
    a_booked_office(server_county)
    name = server_county.database.reading.url.database
    database = open_server(server.url(name, role))
    let_through = []
    with database.reading.connect() as connection:
        filled = [t for t in ADDED_ONLY if connection.execute(text(f"select count(*) from {t}")).scalar()]
    assert set(filled) >= MUST
    let_through = [s for table in filled for s in attacks(table, "server") if not refused(database, s)]
    database.close()
    assert let_through == []


def test_an_entry_that_does_not_follow_the_one_before_it_never_comes_into_the_trail(county):
    """A fork, a gap, a second beginning and a seal of nobody's: the database itself says no, and takes what follows (safety.md B12)."""
    a_booked_office(county)
    with county.database.reading.connect() as connection:
        last, seal = connection.exec_driver_sql("select number, hash from audit_entry order by number desc limit 1").one()
        before = connection.exec_driver_sql(f"select previous from audit_entry where number = {last}").scalar()
    columns = [column.name for column in metadata.tables["audit_entry"].columns if column.name not in {"number", "previous", "request_id"}]
    other = ", ".join(columns)

    def added(number, previous):
        return refused(
            county.database,
            f"insert into audit_entry (number, previous, request_id, {other}) "
            f"select {number}, '{previous}', 'once more', {other} from audit_entry where number = {last}",
        )

    tried = {"a fork": (last + 1, before), "a gap": (last + 2, seal), "begun again": (last + 1, "0" * 64), "nobody's": (last + 1, "f" * 64)}
    assert {what: added(*entry) for what, entry in tried.items()} == dict.fromkeys(tried, True)
    assert not added(last + 1, seal)


def test_the_peoples_role_can_neither_switch_guards_off_nor_write_totals_nor_say_which_office_it_is(server_county):
    a_booked_office(server_county)
    for statement in (
        "alter table transfer disable trigger transfer_no_change",
        "alter table transfer disable trigger all",
        "drop trigger transfer_no_change on transfer",
        "drop table transfer cascade",
        "create or replace function transfer_refuse() returns trigger language plpgsql as $$ begin return new; end $$",
        "set session_replication_role = replica",
        "update month_total set in_pence = 0",
        "insert into month_total (account_id, month, in_pence, out_pence) values (1, '2030-01', 5, 5)",
        "delete from month_total",
        "update allocation_used set used = 0",
        "insert into allocation_used (allocation_id, used, booked) values (1, 0, 0)",
        "delete from allocation_used",
        "update office set name = 'Mine'",
        "update account set name = 'Mine'",
        "delete from account",
        "truncate account cascade",
        "alter table transfer owner to sb_people",
    ):
        assert refused(server_county.database, statement), statement


@pytest.mark.parametrize(
    "statement",
    [
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 1, '2026-07-22', 5)",
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 2, '2026-07-22', 0)",
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 2, '2026-07-22', -5)",
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 2, '2026-07-22', 100000001)",
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 2, '2026-07-22', 'abc')",
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (999, 1, 2, '2026-07-22', 5)",
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 999, '2026-07-22', 5)",
        "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 2, '2026-07-22', null)",
        "insert into entry (number, on_date, posted_on, person_id, what, about, seal) values (1, '2026-07-22', '2026-07-22', 1, 'x', 'x', 'x')",
        "insert into period (month, state, reason) values ('2026-01', 'ajar', '')",
        "delete from booking",
        "delete from child",
        "delete from person",
        "update break_session set places = 0",
        "update break_session set taken = 99",
        "insert into booking_place (session_id, booking_id, child_id, from_minute, to_minute) select session_id, 999, child_id, from_minute, to_minute from booking_place limit 1",
        "update booking_place set child_id = child_id",
    ],
)
def test_what_must_never_happen_is_impossible(county, statement):
    a_booked_office(county)
    assert refused(county.database, statement)


def test_half_a_penny_is_impossible_in_a_file(file_county):
    """A strict table refuses it; PostgreSQL would round it to whole pence, which is whole."""
    a_booked_office(file_county)
    assert refused(file_county.database, "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (1, 1, 2, '2026-07-22', 1.5)")
