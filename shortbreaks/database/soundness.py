"""What the engine itself can say of a database: its pages, its guards, its settings."""

import re
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, text

from shortbreaks.database.proofs import Flaw
from shortbreaks.database.records import tables_in_order

TRIGGER = re.compile(r"create (?:constraint )?trigger (\w+)", re.IGNORECASE)
FUNCTION = re.compile(r"create or replace function (\w+)\(.*?\$\$(.*)\$\$", re.IGNORECASE | re.DOTALL)
CONSTRAINT = re.compile(r"alter table \w+ add constraint (\w+)", re.IGNORECASE)
MOST = 20  # findings of one kind; a torn file would otherwise name every page


PARTS = 3  # of what is read of a file: the seals of its pages, the pages themselves, where its foreign keys lead


def flaws_of_pages(connection: Connection, *, indexes: bool = False, part: Callable[[int], object] = lambda _number: None) -> list[Flaw]:
    """Pages that are not what was written, and rows whose foreign keys lead nowhere.

    With `indexes` each index is held against its rows too, which takes four times as long (safety.md 3.13). `part` hears which
    of the PARTS begins, from 1 on; what it raises ends it.
    """
    if connection.dialect.name != "sqlite":
        unproved = connection.execute(text("select conname from pg_constraint where not convalidated")).scalars()
        return [
            Flaw("constraints", f"constraint {name}", "it was added without looking at the rows") for name in unproved
        ]
    part(1)
    pages = [row[0] for row in connection.exec_driver_sql("pragma cipher_integrity_check").fetchmany(MOST)]
    read = "integrity_check" if indexes else "quick_check"
    part(2)
    pages += [row[0] for row in connection.exec_driver_sql(f"pragma {read}({MOST})") if row[0] != "ok"]
    if pages:
        return [Flaw("pages", "the file", str(said)) for said in pages]  # rows of torn pages cannot be followed
    part(3)
    strays = connection.exec_driver_sql("pragma foreign_key_check").fetchmany(MOST)
    return [
        Flaw("foreign keys", f"{table} {rowid}", f"it names a {parent} that is not there")
        for table, rowid, parent, _ in strays
    ]


def flaws_of_guards(connection: Connection) -> list[Flaw]:
    """Triggers, and on PostgreSQL their functions and constraints, that are missing, switched off or changed."""
    engine = connection.dialect.name
    statements = [
        statement for table in tables_in_order() for statement in table.info.get("guards", {}).get(engine, ())
    ]
    find = _guards_of_file if engine == "sqlite" else _guards_of_server
    return [Flaw("guards", name, what) for name, what in find(connection, statements)]


def _guards_of_file(connection: Connection, statements: list[str]) -> Iterator[tuple[str, str]]:
    kept = _pairs(connection, "select name, sql from sqlite_master where type = 'trigger'")
    for statement in statements:
        found = TRIGGER.match(statement)
        if found is None:
            continue
        sql = kept.pop(found[1], None)
        if sql is None:
            yield f"guard {found[1]}", "it is missing"
        elif not _same(sql, statement):
            yield f"guard {found[1]}", "it was changed"
    for name in kept:
        yield f"guard {name}", "it was added by somebody else"


def _guards_of_server(connection: Connection, statements: list[str]) -> Iterator[tuple[str, str]]:
    triggers = _pairs(connection, "select tgname, cast(tgenabled as text) from pg_trigger where not tgisinternal")
    functions = _pairs(
        connection, "select proname, prosrc from pg_proc where pronamespace = cast('public' as regnamespace)"
    )
    constraints = set(connection.execute(text("select conname from pg_constraint")).scalars())
    for statement in statements:
        if found := TRIGGER.match(statement):
            state = triggers.get(found[1])
            if state is None:
                yield f"guard {found[1]}", "it is missing"
            elif state not in {"O", "A"}:
                yield f"guard {found[1]}", "it is switched off"
        elif found := FUNCTION.match(statement):
            if not _same(functions.get(found[1], ""), found[2]):
                yield f"guard {found[1]}", "what it does was changed"
        elif (found := CONSTRAINT.match(statement)) and found[1] not in constraints:
            yield f"constraint {found[1]}", "it is missing"


def _pairs(connection: Connection, sql: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(text(sql))}


def _same(kept: str, ours: str) -> bool:
    """Whether two texts of SQL say the same, whatever their spaces and capitals; mostly they are letter for letter the same."""
    kept, ours = kept.lower(), ours.lower()
    return kept == ours or kept.split() == ours.split()


def warnings(connection: Connection) -> Iterator[str]:
    """Settings of a server under which a power cut, or a listener, could cost what was saved (safety.md A25, F9)."""
    if connection.dialect.name != "postgresql":
        return
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if connection.execute(text("select current_setting(:name)"), {"name": name}).scalar() == "off":
            yield f"The server's setting {name} is off, so a power cut can lose what was saved. Ask ICT to put it on."
    plain = connection.execute(
        text("select inet_server_addr() is not null and not coalesce((select ssl from pg_stat_ssl "
             "where pid = pg_backend_pid()), false)")
    ).scalar()  # fmt: skip
    if plain:
        yield "The way to the server is not encrypted. Ask ICT for a connection with sslmode=verify-full."
    added_only = [t.name for t in tables_in_order() if t.info.get("added_only") or t.info.get("fixed")]
    free = text(
        "select count(*) from unnest(cast(:names as text[])) as n where has_table_privilege(current_user, n, 'UPDATE') "
        "or has_table_privilege(current_user, n, 'DELETE')"
    )
    if connection.execute(free, {"names": added_only}).scalar_one():
        yield (
            "This computer signs in to the server with a role that may alter the ledger and the trail. "
            "Use the people's role, which may only add to them."
        )
