"""Servers and logins that will not do for a shared office: each is told apart at connecting, before anybody is let in."""

from contextlib import closing

import pytest
from sqlalchemy import select, text

from shortbreaks.access.founding import FirstPerson, found_server_office
from shortbreaks.access.permissions import Permission, Role
from shortbreaks.command_line.voice import check_place_typed
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database import server_checks
from shortbreaks.database.audit import entries
from shortbreaks.database.commands import command, query
from shortbreaks.database.connections import open_server
from shortbreaks.database.keys import new_recovery_key
from shortbreaks.database.opening import open_server_office
from shortbreaks.database.upgrade import upgrade_server
from shortbreaks.errors import Refused, Unavailable
from tests.conftest import PASSWORD, TODAY, County

TOO_MUCH, TOO_LITTLE = "may change or remove what is only added to: ", "may not use all of the office: "
RIGHTS = {
    "grant update on entry to sb_people": f"{TOO_MUCH}entry.",
    "grant delete on audit_entry to public": f"{TOO_MUCH}audit_entry.",
    "grant truncate on transfer to sb_people": f"{TOO_MUCH}transfer.",
    "grant update (pence) on transfer to sb_people": f"{TOO_MUCH}transfer.",
    "grant update on month_total to sb_people": f"{TOO_MUCH}month_total.",
    "grant all on all tables in schema public to sb_people": " more.",
    "revoke insert on booking from sb_people": f"{TOO_LITTLE}booking.",
    "revoke usage on sequence booking_id_seq from sb_people": f"{TOO_LITTLE}booking_id_seq.",
    "revoke select on office from sb_people": "The login sb_people may not read the office.",
    "revoke usage on schema public from sb_people, public": "The login sb_people may not read the office.",
    "drop table booking_place cascade": "The council's database lacks 1 table: booking_place.",
}


def name_of(county):
    return county.database.reading.url.database


@pytest.fixture
def said_of(server_county, server):
    """What opening says once these statements are done on the server; "" where it opens."""

    def said(*done, login="sb_people", database=""):
        for one in done:
            server.run(one, name_of(server_county))
        try:
            open_server_office(server.url(database or name_of(server_county), login)).close()
        except (Refused, Unavailable) as spoken:
            return spoken.sentence if spoken.remedy else "said without what to do"
        return ""

    return said


def test_what_the_login_may_is_looked_at_at_each_opening_and_put_right_by_an_upgrade(said_of, server, server_county):
    owner = server.url(name_of(server_county), "sb_owner")
    assert said_of() == ""
    for statement, sentence in RIGHTS.items():
        assert sentence in said_of(statement), statement
        if not statement.startswith("drop"):
            server.run("revoke delete on audit_entry from public", name_of(server_county))
            upgrade_server(owner, "sb_people")
            assert said_of() == "", statement


def test_a_superuser_and_whoever_may_act_for_the_owner_are_refused(said_of, server, server_county):
    assert "The login sb_owner is a superuser of the server" in said_of(login="sb_owner")
    server.run("create role sb_maker")
    try:
        done = "alter table entry owner to sb_maker", "grant sb_maker to sb_people"
        assert "The login sb_people owns the office's tables, or may act for whoever does" in said_of(*done)
        with pytest.raises(Refused, match="owns the office's tables"):
            upgrade_server(server.url(name_of(server_county), "sb_owner"), "sb_people")
    finally:
        said_of("alter table entry owner to sb_owner", "drop role sb_maker")


def test_versions_from_the_oldest_to_the_newest_supported_and_no_other(said_of, monkeypatch, server_county):
    """The server's real number against other limits: the wheel has one version."""
    with server_county.database.reading.connect() as connection:
        number = connection.exec_driver_sql("show server_version_num").scalar_one()
    major = int(number) // 10_000
    assert server_checks.OLDEST <= major <= server_checks.NEWEST
    for oldest, newest, said in ((major + 1, 99, "which is too old"), (1, major - 1, "which is too new"), (major, major, "")):
        monkeypatch.setattr(server_checks, "OLDEST", oldest)
        monkeypatch.setattr(server_checks, "NEWEST", newest)
        found = said_of()
        assert said in found and bool(found) is bool(said)


def test_a_server_that_may_only_be_read_is_told_so_when_opened_and_while_it_is_worked_with(said_of, server, server_county):
    """As a standby copy answers, which says of itself that everything may only be read."""
    server.run(f"alter database {name_of(server_county)} set default_transaction_read_only = on")
    assert "may only be read: its server is a standby copy" in said_of()
    later = County(open_server(server.url(name_of(server_county), "sb_people")))
    with closing(later.database), pytest.raises(Unavailable, match="council's database may only be read just now"):
        later.at(Role.MANAGER).perform(decide_setting, DecideSetting("council_name", "Kent", TODAY.date(), "said so"))


@pytest.mark.parametrize("letters", ["SQL_ASCII", "LATIN1"])
def test_a_database_without_room_for_every_letter_is_refused_before_anything_is_made(server, letters, said_of):
    name = f"kept_in_{letters.lower()}"
    server.run(f"create database {name} encoding '{letters}' lc_collate 'C' lc_ctype 'C' template template0")
    first = FirstPerson("priya.nair", "Priya Nair", PASSWORD, new_recovery_key())
    try:
        with pytest.raises(Refused, match=f"kept in the letters of {letters}") as refusal:
            found_server_office(server.url(name, "sb_owner"), "sb_people", "East", first)
        assert "encoding 'UTF8'" in refusal.value.remedy
        assert f"kept in the letters of {letters}" in said_of(database=name)
    finally:
        server.run(f"drop database {name} with (force)")


@pytest.mark.parametrize("typed", ["mysql://x", "mysql://sb@db/office", "http://db.example/office"])
def test_the_address_of_another_kind_of_server_is_no_file(typed):
    with pytest.raises(Refused, match="is no address of an office"):
        check_place_typed(typed)
    with pytest.raises(Refused, match="not the address of a server"):
        open_server(typed)


@query(needs=Permission.SEE_CASES)
def ask_of_the_server(view, statement):
    view.db.execute(text("set local statement_timeout = '20ms'"))
    view.db.execute(text(statement))


@command(needs=Permission.BOOK, recorded_as="Asked of the server")
def do_on_the_server(work, statement):
    ask_of_the_server(work, statement)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("select pg_sleep(9)", "did not finish this in the time it is given"),
        ("do $$ begin raise sqlstate '40P01'; end $$", "Somebody else is saving just now"),
        ("do $$ begin raise sqlstate '40001'; end $$", "Somebody else is saving just now"),
        ("do $$ begin raise sqlstate '55P03'; end $$", "Somebody else is saving just now"),
        ("do $$ begin raise sqlstate '53100'; end $$", "database server is full"),
        ("do $$ begin raise sqlstate '53200'; end $$", "too much to do just now"),
        ("do $$ begin raise sqlstate '58030'; end $$", "a fault of its own"),
    ],
)
def test_what_a_server_cannot_do_just_now_is_said_and_is_no_crash(server_county, statement, sentence):
    """A statement cut short and a deadlock that did not end by trying again were once shown as our own mistake."""
    office = server_county.at()
    for act in (lambda: office.ask(ask_of_the_server, statement), lambda: office.perform(do_on_the_server, statement)):
        with pytest.raises(Unavailable, match=sentence) as said:
            act()
        assert said.value.remedy
    assert office.perform(decide_nothing, "").number == 0


@command(needs=Permission.BOOK, recorded_as="Nothing")
def decide_nothing(work, request):
    return request


def test_text_is_compared_by_its_letters_whatever_language_the_database_is_in(server_county):
    """Where a database was made in English, half a name found nobody: its rules put no letter after all others."""
    of_language = text(
        "select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid "
        "join pg_namespace n on n.oid = c.relnamespace join pg_collation l on l.oid = a.attcollation "
        "where n.nspname = 'public' and c.relkind in ('r', 'i') and l.collname not in ('C', 'POSIX')"
    )
    with server_county.database.reading.connect() as connection:
        assert connection.execute(of_language).scalars().all() == []


def test_what_a_database_is_set_to_by_itself_does_not_reach_an_office(server, server_county):
    """Dates in another style were a crash, and `= null` another question."""
    for said in (
        "datestyle = 'SQL, DMY'", "timezone = 'Pacific/Auckland'", "transform_null_equals = on", "standard_conforming_strings = off",
        "search_path = pg_catalog", "default_transaction_isolation = 'serializable'",
    ):  # fmt: skip
        server.run(f"alter database {name_of(server_county)} set {said}")
    later = County(open_server(server.url(name_of(server_county), "sb_people")))
    with closing(later.database):
        later.at(Role.MANAGER).perform(decide_setting, DecideSetting("council_name", "Kent", TODAY.date(), "said so"))
        with later.database.reading.connect() as connection:
            assert connection.scalar(select(entries.c.at)) == TODAY
            assert connection.scalar(text("select null = null")) is None
            assert connection.scalar(text("show transaction_isolation")) == "read committed"
