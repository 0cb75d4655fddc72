"""An office is put back between two tests, with its connections open, instead of being made anew.

To make one costs more than most tests do with it: its connections read the whole form of the database, and compile its
triggers, before the first question. Whatever is not plainly as it was (the form changed, a connection in use, a file
moved or copied into place) is not put back: that office is dropped, and the next test has a new one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData

from shortbreaks.database.connections import Database, open_server
from tests.sharing import lend, taken_back

KEPT = 1  # connection of an office that stays open: whoever copies the office closes what it was lent, and that is all there is
TESTS = 60  # with one database: rows that are gone leave room behind, which every question passes by
ROOM = """
create schema between_tests;
create table between_tests.form_changed (said text);
create function between_tests.note_form() returns event_trigger language plpgsql security definer as
$$ begin insert into between_tests.form_changed values (tg_tag); end $$;
{copies}
create function between_tests.put_back(mine integer[]) returns boolean language plpgsql as $$
declare at integer;
begin
  for at in select pid from pg_stat_activity where datname = current_database() and pid <> all(mine) and pid <> pg_backend_pid()
  loop perform pg_terminate_backend(at, 5000); end loop;
  if exists (select from between_tests.form_changed)
     or exists (select from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = current_database())
  then return false; end if;
{rows}
  return true;
end $$;
create event trigger form_changed on ddl_command_end execute function between_tests.note_form();
create event trigger form_dropped on sql_drop execute function between_tests.note_form();
"""
# A connection of its own, since wherever this is switched every plan is made anew
PAST_GUARDS = "-c session_replication_role=replica"
AS_AT_FIRST = (
    "reset all", "unlisten *", "select pg_advisory_unlock_all()", "discard temp", "discard sequences",
)  # fmt: skip


def room_for_putting_back(connection: Any, metadata: MetaData) -> None:
    """In a PostgreSQL database as its tests shall find it: what brings every row and every number back to now."""
    copies, rows = [], []
    for table in metadata.tables:
        rows.append(f"delete from public.{table};")
        if connection.execute(f"select exists (select from public.{table})").fetchone()[0]:
            copies.append(f"create table between_tests.{table} as table public.{table};")
            rows.append(f"insert into public.{table} overriding system value select * from between_tests.{table};")
    for (name,) in connection.execute("select sequencename from pg_sequences where schemaname = 'public'").fetchall():
        last, called = connection.execute(f"select last_value, is_called from public.{name}").fetchone()
        rows.append(f"perform setval('public.{name}', {last}, {called});")
    connection.execute(ROOM.format(copies="\n".join(copies), rows="\n".join(rows)))


@dataclass
class ServerOffice:
    """One database of the tests' server, lent to one test after another."""

    name: str
    url: str
    past_guards: str
    raw: list[Any] = field(default_factory=list)
    lent: int = 0
    putting: Any = None

    def lend(self) -> Database:
        self.lent += 1
        database = open_server(self.url)
        lend(database.writing, self.raw)
        return database

    def is_back(self, database: Database) -> bool:
        """Whether the office is as it was before it was lent."""
        raw = taken_back(database.writing)
        database.close()
        self.raw += [one for one in raw or () if not one.closed]
        while len(self.raw) > KEPT:
            self.raw.pop().close()
        from psycopg import OperationalError

        try:
            return raw is not None and self.lent < TESTS and self._put_back()
        except OperationalError:  # a test cut it off
            return False

    def _put_back(self) -> bool:
        import psycopg

        for one in self.raw:
            one.rollback()
            one.autocommit = True
            for statement in AS_AT_FIRST:
                one.execute(statement)
            one.autocommit = False
        if self.putting is None or self.putting.closed:
            self.putting = psycopg.connect(self.past_guards, autocommit=True, options=PAST_GUARDS)
        pids = [one.info.backend_pid for one in self.raw]
        back: bool = self.putting.execute("select between_tests.put_back(%s)", (pids,)).fetchone()[0]
        return back

    def close(self) -> None:
        for one in (*self.raw, *([self.putting] if self.putting else [])):
            one.close()
        self.raw.clear()


@dataclass
class Server:
    """A PostgreSQL of our own for the length of the tests."""

    folder: Path
    how: str = ""  # how a database is copied: by its files where they lie in memory
    count: int = 0
    back: list[ServerOffice] = field(default_factory=list)  # as they were made, waiting for the next test

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    @contextmanager
    def lent(self) -> Iterator[Database]:
        """An office as it was made, for one test or one life in it."""
        office = self.back.pop() if self.back else self._made()
        database = office.lend()
        yield database
        if office.is_back(database):
            self.back.append(office)
        else:
            self.give_up(office)

    def give_up(self, office: ServerOffice) -> None:
        office.close()
        self.run(f"drop database {office.name} with (force)")

    def _made(self) -> ServerOffice:
        self.count += 1
        name = f"county_{self.count}"
        self.run(f"create database {name} template template_lent owner sb_owner{self.how}")
        return ServerOffice(name, self.url(name, "sb_people"), self.url(name))

    def run(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]
