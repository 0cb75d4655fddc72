"""Somebody with the key, or the server's owner, changes what was kept: each kind is found, with its row (safety.md C16)."""

import hashlib
import json

import pytest
from sqlalchemy import insert, text

from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.database.bulk import ids_ahead
from shortbreaks.database.check import Anchor, check_connection
from shortbreaks.database.connections import open_server
from shortbreaks.ledger.proof import ledger_head
from shortbreaks.ledger.seals import account_seal, seal_of, sealed_as
from shortbreaks.ledger.tables import entries, transfers
from tests.conftest import TODAY, County
from tests.safety.booked import a_booked_office

DAY = TODAY.date()
# What is done, and the row the check must name
KINDS = {
    "an amount": ("update transfer set pence = pence + 1 where id = 1", "ledger entry 1"),
    "an amount and its totals": (
        ("update transfer set pence = pence + 1 where id = 1; "
        "update month_total set out_pence = out_pence + 1 where account_id = (select from_account from transfer where id = 1); "
        "update month_total set in_pence = in_pence + 1 where account_id = (select to_account from transfer where id = 1)"),
        "ledger entry 1",
    ),
    "who got the money": (
        ("update transfer set from_account = to_account + 0, to_account = (select min(id) from account where id not in "
        "(select to_account from transfer where id = 1)) where id = 1"), "ledger entry 1"),
    "a transfer gone": ("delete from transfer where id = 2", "ledger entry 2"),
    "a transfer more": (
        ("insert into transfer (id, entry_id, from_account, to_account, on_date, pence) select 900, entry_id, from_account, "
        "to_account, on_date, 7 from transfer where id = 1"), "ledger entry 1"),
    "what an entry says": ("update entry set what = 'A gift' where number = 2", "ledger entry 2"),
    "whom an entry is about": ("update entry set about = 'booking:999' where number = 1", "ledger entry 1"),
    "the day of an entry": (
        "update entry set on_date = '2026-06-01' where number = 1; update transfer set on_date = '2026-06-01' where entry_id = 1",
        "ledger entry 1"),
    "the day of a transfer alone": ("update transfer set on_date = '2026-07-01' where id = 1", "transfer 1"),
    "who posted": ("update entry set person_id = 6 where number = 1", "ledger entry 1"),
    "an entry gone": ("delete from transfer where entry_id = 2; delete from entry where number = 2", "ledger entry 3"),
    "an entry renumbered": ("update entry set number = 77 where number = 2", "ledger entry 77"),
    "a kept total": ("update month_total set in_pence = in_pence + 100 where in_pence > 0", "account 2 in 2026-07"),
    "a kept total gone": ("delete from month_total where account_id = 1", "account 1 in 2026-07"),
    "whose two accounts are": (
        ("update account set holder = 'nobody' where holder = 'household:1'; update account set holder = 'household:1' where "
        "holder = 'household:2'; update account set holder = 'household:2' where holder = 'nobody'"), "account 4"),
    "what an account is for": ("update account set kind = 'gifts' where id = 2", "account 2"),
    "what an account is called": ("update account set name = 'Gifts' where id = 1", "account 1"),
    "whose two accounts are, with their seals": (
        ("update account set holder = 'nobody' where holder = 'household:1'; update account set (holder, seal) = "
        "('household:1', (select seal from account where holder = 'nobody')) where holder = 'household:2'; update account set "
        "holder = 'household:2', seal = '{seal}' where holder = 'nobody'"), "ledger entry 1"),
    "a month closed for good": ("update period set state = 'open' where month = '2026-04'", "month 2026-04"),
    "a month closed for good gone": ("delete from period where month = '2026-04'", "month 2026-04"),
    "which month was closed": ("update period set month = '2026-03' where month = '2026-04'", "month 2026-03"),
    "a month closed softly": ("update period set state = 'open' where month = '2026-05'", "month 2026-05"),
    "who may post in a closed month": (
        "update period set open_to = 5, open_until = '2027-01-01 00:00:00' where month = '2026-05'", "month 2026-05"),
    "a month more": ("insert into period (id, month, state, reason) values (90, '2026-06', 'hard', '')", "month 2026-06"),
    "who did it": ("update audit_entry set person_id = 6 where number = 1", "audit entry 1"),
    "when it was done": ("update audit_entry set at = '2026-07-21 10:40:00' where number = 2", "audit entry 2"),
    "what was done": ("update audit_entry set recorded_as = 'Looked' where number = 2", "audit entry 2"),
    "the money it concerned": ("update audit_entry set pence = 1 where number = 1", "audit entry 1"),
    "the sealed text": ("update audit_entry set body = replace(body, 'Booking made', 'Booking seen') where number = 1", "audit entry 1"),
    "the sealed text made nonsense": ("update audit_entry set body = '{' where number = 1", "audit entry 1"),
    "an entry of the trail gone": ("delete from audit_mark where entry = 2; delete from audit_entry where number = 2", "audit entry 3"),
    "a mark": ("update audit_mark set row_id = 900, last_id = 900 where entry = 1 and place = 1", "audit entry 1"),
    "a mark's fields": ("update audit_mark set fields = 'note' where entry = 1 and place = 2", "audit entry 1"),
    "a mark gone": ("delete from audit_mark where entry = 3", "audit entry 3"),
    "a mark more": (
        "insert into audit_mark (entry, place, table_name, row_id, last_id, fields) values (1, 900, 'child', 1, 1, '')", "audit entry 1"),
    "a mark of more rows": ("update audit_mark set last_id = last_id + 1 where entry = 1 and place = 1", "audit entry 1"),
    "a place gone": ("delete from booking_place where booking_id = 1", "booking 1"),
    "places taken": ("update break_session set taken = taken + 1 where id = 1", "session 1"),
    "what an allocation is kept as": ("update allocation_used set used = used + 60 where allocation_id = 1", "allocation 1"),
    "what an allocation is kept as gone": ("delete from allocation_used where allocation_id = 1", "allocation 1"),
    "a booking's state": ("update booking set state = 'attended' where id = 1", "booking 1"),
    "a booking's charge": ("update booking set charge_pence = 1 where id = 1", "booking 1"),
    "a step gone": ("delete from booking_step where booking_id = 3", "booking 3"),
    "the bytes of a paper": ("update paper_print set own = (select content from paper_part where id = 1) where paper_id = 1", "paper 1"),
    "the bytes of a paper gone": ("delete from paper_print where paper_id = 1", "paper 1"),
    "the fingerprint of a paper": ("update paper set sha256 = '0' where id = 1", "paper 1"),
    "what a paper shares": ("update paper_print set shared = '[]' where paper_id = 1", "paper 1"),
    "a typeface of papers": ("update paper_part set content = (select own from paper_print where paper_id = 1) where id = 2", "paper 1"),
    "a typeface of papers gone": ("delete from paper_part where id = 1", "paper 1"),
    "what a paper said, as if its family were erased": ("update paper set facts = '{}' where id = 1", "paper 1"),
    "the form's number": ("update office set schema_number = 9", "the database"),
}  # fmt: skip


def issue(county):
    """A confirmation, so that there is a paper to tamper with."""
    with county.database.reading.connect() as connection:
        number = connection.execute(text("select number from booking where state = 'confirmed'")).scalar()
    county.at().perform(issue_confirmation, IssueConfirmation(number))


@pytest.fixture(scope="module")
def owned_server(server):
    """A booked office on the server, to be tampered with by its owner, who can switch every trigger off."""
    server.run("create database to_tamper template template_county owner sb_owner")
    database = open_server(server.url("to_tamper", "sb_owner"))
    a_booked_office(County(database, kind="server"))
    issue(County(database, kind="server"))
    yield database
    database.close()


@pytest.fixture(scope="module")
def owned_file(_file_template, tmp_path_factory):
    """The same in a file, by somebody who holds its key."""
    import shutil

    from shortbreaks.database.connections import open_file
    from shortbreaks.database.keys import keys_path, load_keys, unlock
    from tests.conftest import PASSWORD, PEOPLE, Role

    path = tmp_path_factory.mktemp("tamper") / "office.sbo"
    shutil.copy(_file_template, path)
    key = unlock(load_keys(keys_path(_file_template)), PEOPLE[Role.COORDINATOR][0], PASSWORD)
    database = open_file(path, key)
    a_booked_office(County(database))
    issue(County(database))
    yield database
    database.close()


@pytest.fixture(params=["file", "server"])
def owned(request):
    return request.getfixturevalue(f"owned_{request.param}")


def tampered(database, statements, anchors=()):
    """What the check finds after statements made with every guard off and put back; nothing is kept."""
    with database.writing.connect() as connection:
        transaction = connection.begin()
        if database.kind == "server":
            connection.execute(text("set local session_replication_role = replica"))
            guards = []
        else:
            connection.exec_driver_sql("pragma defer_foreign_keys = on")
            guards = connection.exec_driver_sql("select name, sql from sqlite_master where type = 'trigger'").fetchall()
            for name, _ in guards:
                connection.exec_driver_sql(f"drop trigger {name}")
        for statement in statements.split("; "):
            changed = connection.exec_driver_sql(statement)
            assert changed.rowcount > 0, "the tampering itself must do something"
        for _, sql in guards:
            connection.exec_driver_sql(sql)
        report = check_connection(connection, "x", anchors=anchors, pages=False)
        transaction.rollback()
    return report


def test_untouched_everything_proves(owned):
    with owned.reading.connect() as connection:
        report = check_connection(connection, "x")
    assert report.sound, report.flaws
    assert dict(report.counts)["transfer"] >= 4


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_tampering_is_found_and_named(owned, kind):
    statements, row = KINDS[kind]
    report = tampered(owned, statements.replace("{seal}", account_seal("family charges", "household:2", "Charges to a family")))
    assert row in [flaw.row for flaw in report.flaws], report.flaws


def test_an_entry_added_with_a_seal_worked_out_is_no_act_of_anybody(owned):
    """With every guard on: it is numbered, sealed and totalled as any other, and nobody's act speaks of it."""
    with owned.writing.connect() as connection:
        transaction = connection.begin()
        number, seal = ledger_head(connection)
        (entry,), (move,) = (ids_ahead(connection, table, 1) for table in (entries, transfers))
        source, target = connection.execute(text("select from_account, to_account from transfer where id = 1")).one()
        seals = dict(connection.execute(text("select id, seal from account")).all())
        line = (sealed_as(source, seals[source]), sealed_as(target, seals[target]), 500)
        mine = seal_of(seal, number + 1, DAY, DAY, 1, "A gift", "household:1", None, [line])
        connection.execute(insert(entries).values(
            id=entry, number=number + 1, on_date=DAY, posted_on=DAY, person_id=1, what="A gift", about="household:1", seal=mine
        ))  # fmt: skip
        connection.execute(insert(transfers).values(
            id=move, entry_id=entry, from_account=source, to_account=target, on_date=DAY, pence=500
        ))  # fmt: skip
        report = check_connection(connection, "x", pages=False)
        transaction.rollback()
    assert [str(flaw) for flaw in report.flaws] == [f"ledger entry {number + 1}: no act in the trail posted it"]


def test_an_entry_sealed_again_by_somebody_clever_breaks_the_next(owned):
    with owned.reading.connect() as connection:
        previous, body = connection.execute(text("select previous, body from audit_entry where number = 1")).one()
    kept = json.loads(body)
    kept[3] = 6
    changed = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    again = hashlib.sha256(f"{previous}\n{changed}".encode()).hexdigest()
    quoted = changed.replace("'", "''").replace("%", "%%")
    report = tampered(owned, f"update audit_entry set person_id = 6, body = '{quoted}', hash = '{again}' where number = 1")
    assert [flaw.row for flaw in report.flaws] == ["audit entry 2"]


def test_an_end_cut_off_is_found_by_what_was_remembered_outside(owned):
    with owned.reading.connect() as connection:
        heads = check_connection(connection, "x", pages=False).heads
    anchors = [Anchor(*head, TODAY, "the July statement") for head in heads]
    last = {chain: number for chain, number, _ in heads}
    cut = f"delete from audit_mark where entry = {last['audit']}; delete from audit_entry where number = {last['audit']}"
    assert tampered(owned, cut).sound, "the chain alone cannot know that its end is missing"
    assert [str(flaw) for flaw in tampered(owned, cut, anchors).flaws] == [
        f"audit entry {last['audit']}: it is missing for the July statement"
    ]


def test_a_guard_taken_away_or_switched_off_is_named(owned):
    with owned.writing.connect() as connection:
        transaction = connection.begin()
        if owned.kind == "server":
            connection.execute(text("alter table transfer disable trigger transfer_no_change"))
            connection.execute(text("drop trigger audit_entry_no_truncate on audit_entry"))
            connection.execute(text(
                "create or replace function booking_kept() returns trigger language plpgsql as $$ begin return old; end $$"
            ))  # fmt: skip
            connection.execute(text("alter table booking_place drop constraint ex_booking_place_child"))
            wanted = {"guard transfer_no_change", "guard audit_entry_no_truncate", "guard booking_kept",
                      "constraint ex_booking_place_child"}  # fmt: skip
        else:
            connection.exec_driver_sql("drop trigger transfer_no_update")
            connection.exec_driver_sql("drop trigger booking_kept")
            connection.exec_driver_sql("create trigger booking_kept before delete on booking begin select 1; end")
            connection.exec_driver_sql("create trigger mine after insert on booking begin select 1; end")
            wanted = {"guard transfer_no_update", "guard booking_kept", "guard mine"}
        report = check_connection(connection, "x", pages=False)
        transaction.rollback()
    assert {flaw.row for flaw in report.flaws} == wanted


def test_a_server_that_may_lose_saves_is_warned_of(server):
    database = open_server(server.url("template_county", "sb_people"))
    with database.writing.connect() as connection:
        assert check_connection(connection, "x", pages=False).warnings == ()
        connection.execute(text("set synchronous_commit = off"))
        (warning,) = check_connection(connection, "x", pages=False).warnings
    database.close()
    assert "synchronous_commit is off" in warning


def test_signing_in_as_the_servers_owner_is_warned_of(owned_server):
    with owned_server.reading.connect() as connection:
        (warning,) = check_connection(connection, "x", pages=False).warnings
    assert "may alter the ledger" in warning
