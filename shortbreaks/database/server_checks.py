"""Whether a server will do for a shared office: its version, its letters, and what the login may do, from its own catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Table, text

from shortbreaks.database.records import metadata
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.words import counted, listed

OLDEST, NEWEST = 15, 18  # the versions of PostgreSQL that are supported; raise NEWEST when the tests have run on it
NAMED = 3  # tables that a sentence names before it counts the rest

_SERVER = text("""
select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
       (select pg_encoding_to_char(encoding) from pg_database where datname = current_database()) as letters,
       pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool as only_read
""")
_LOGIN = text("""
select rolname as name, rolsuper as anything, has_schema_privilege(oid, 'public', 'usage') as sees,
       exists (select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
               and pg_has_role(pg_roles.oid, relowner, 'member')) as owns
from pg_roles where rolname = cast(:login as text)
""")
# Of each table what the login may, whoever gave it the right: by itself, by a role it is in, or to everybody
_RIGHTS = text("""
select wanted.name, found.oid is null as missing,
       array_remove(array[
         case when has_table_privilege(:login, found.oid, 'select') then 'select' end,
         case when has_table_privilege(:login, found.oid, 'insert') then 'insert' end,
         case when has_table_privilege(:login, found.oid, 'update') then 'update' end,
         case when has_table_privilege(:login, found.oid, 'delete') then 'delete' end,
         case when has_table_privilege(:login, found.oid, 'truncate') then 'truncate' end], null) as held,
       array(select attname::text from pg_attribute
             where attrelid = found.oid and attnum > 0 and not attisdropped
             and has_column_privilege(:login, found.oid, attnum, 'update')) as columns
from unnest(cast(:names as text[])) as wanted(name)
left join pg_class found on found.relname = wanted.name and found.relnamespace = 'public'::regnamespace and found.relkind = 'r'
""")
_NUMBERED = text("""
select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
and case relkind when 'S' then not has_sequence_privilege(:login, oid, 'usage') end order by relname
""")


@dataclass(frozen=True, slots=True)
class Rights:
    """What the people's role needs on a table, what it must never have there, and the columns only an erasure overwrites."""

    needs: frozenset[str]
    never: frozenset[str]
    erased: frozenset[str]


def rights_on(table: Table) -> Rights:
    """The rights that rights_of_people gives on a table, as they are looked for afterwards (safety.md F8)."""
    info = table.info
    every = frozenset({"select", "insert", "update", "delete"})
    if info.get("fixed"):
        never = frozenset({"insert", "update", "delete", "truncate"})
    elif info.get("added_only"):
        never = frozenset({"update", "delete", "truncate"})
    elif info.get("only_removed"):
        never = frozenset({"update", "truncate"})
    else:
        never = frozenset()
    return Rights(every - never, never, frozenset(info.get("erasable", ())) if info.get("added_only") else frozenset())


def check_server(connection: Connection) -> None:
    """Raise Refused for a server too old or new or without room for every letter, Unavailable for one that may only be read."""
    found = connection.execute(_SERVER).one()
    if not OLDEST <= found.number // 10_000 <= NEWEST:
        age = "old" if found.number // 10_000 < OLDEST else "new"
        raise Refused(
            f"The council's database server is PostgreSQL {found.version}, which is too {age} for this Short Breaks.",
            f"Versions {OLDEST} to {NEWEST} are supported. Ask your ICT team for one of them"
            f"{'' if age == 'old' else ', or install the newest Short Breaks'}.",
        )
    if found.letters != "UTF8":
        raise Refused(
            f"The council's database is kept in the letters of {found.letters}, which cannot hold every name.",
            "Ask your ICT team for one in UTF8: create database … encoding 'UTF8' template template0.",
        )
    if found.only_read:
        raise Unavailable(
            "The council's database may only be read: its server is a standby copy, or somebody set it so.",
            "Ask your ICT team for the address of the server that is written to.",
        )


def check_login(connection: Connection, login: str | None = None) -> None:
    """Raise Refused for a login to which the rules of the ledger and the trail would not apply: a superuser or their owner."""
    found = _login_of(connection, login)
    if found.anything:
        raise Refused(
            f"The login {found.name} is a superuser of the server: it could change the ledger and the trail.",
            "Ask your ICT team for the people's role, which may only add to them.",
        )
    if found.owns:
        raise Refused(
            f"The login {found.name} owns the office's tables, or may act for whoever does: it could change the ledger and the trail.",
            "Ask your ICT team for the people's role, which may only add to them.",
        )


def check_sees(connection: Connection) -> None:
    """Raise Refused for a login that may not even see which office this is."""
    found = _login_of(connection, None)
    office = connection.execute(
        text("select has_table_privilege(cast(:login as text), oid, 'select') from pg_class where relname = 'office' "
             "and relnamespace = 'public'::regnamespace"), {"login": found.name}
    ).scalar()  # fmt: skip
    if not found.sees or office is False:
        raise Refused(f"The login {found.name} may not read the office.", _again(found.name))


def check_rights(connection: Connection) -> None:
    """Raise Refused where a table is missing, or the login may more than add to what is only added to, or not do its work."""
    login: str = connection.execute(text("select current_user")).scalar_one()
    tables = {table.name: table for table in metadata.tables.values()}
    rows = connection.execute(_RIGHTS, {"login": login, "names": sorted(tables)}).all()
    missing = [row.name for row in rows if row.missing]
    if missing:
        raise Refused(
            f"The council's database lacks {counted(len(missing), 'table')}: {_named(missing)}.",
            "Something was removed from it. Ask your ICT team to restore the newest backup.",
        )
    too_much = [row.name for row in rows if _may_too_much(row, rights_on(tables[row.name]))]
    if too_much:
        raise Refused(
            f"The login {login} may change or remove what is only added to: {_named(too_much)}.",
            f"Nothing is opened with it. {_again(login)}",
        )
    short = [row.name for row in rows if not rights_on(tables[row.name]).needs <= set(row.held)]
    short += connection.execute(_NUMBERED, {"login": login}).scalars().all()
    if short:
        raise Refused(f"The login {login} may not use all of the office: {_named(short)}.", _again(login))


def _may_too_much(row: Row[tuple[str, bool, list[str], list[str]]], rights: Rights) -> bool:
    """Whether a right is held that is not given, be it on one column."""
    return bool(rights.never & set(row.held)) or ("update" in rights.never and not set(row.columns) <= rights.erased)


def _login_of(connection: Connection, login: str | None) -> Row[tuple[str, bool, bool, bool]]:
    name = login or connection.execute(text("select current_user")).scalar_one()
    return connection.execute(_LOGIN, {"login": name}).one()


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return listed([*names[:NAMED], *([f"{more} more"] if more > 0 else [])])


def _again(login: str) -> str:
    return f"Ask your ICT team to give the people's role its rights again: main.py upgrade … --people {login}."
