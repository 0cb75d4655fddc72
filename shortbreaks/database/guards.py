"""Rules the database itself keeps, on both engines: triggers beside the tables they guard."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import DDL, Connection, Table, event

from shortbreaks.database.records import metadata

# A trigger's message that begins with this is a sentence for people (faults.py turns it into a refusal).
SAYS = "says: "
# While a row stands in this table an approved erasure is carried out; it cannot stand when a transaction ends
ERASING = "exists (select 1 from erasing)"


# Summer time of the United Kingdom: from one o'clock UTC of March's last Sunday to one o'clock UTC of October's
_SUMMER = """{0} >= datetime(strftime('%Y-04-01', {0}), 'weekday 0', '-7 days', '+1 hour')
  and {0} < datetime(strftime('%Y-11-01', {0}), 'weekday 0', '-7 days', '+1 hour')"""


def day_in_kent(moment: str) -> dict[str, str]:
    """The day in Kent of an `Instant` of the row that is written, as each engine reads it; a file's engine knows no zones."""
    on_file = f"date({moment}, case when {_SUMMER.format(moment)} then '+1 hour' else '+0 hours' end)"
    return {"sqlite": on_file, "postgresql": f"({moment} at time zone 'Europe/London')::date"}


def guard(table: Table, *, sqlite: str, postgresql: str) -> None:
    """Create these statements (several, parted by a line of `--`) whenever `table` is created."""
    if "guards" not in table.info:
        table.info["guards"] = {}
        event.listen(table, "after_create", _create)
    for engine, script in (("sqlite", sqlite), ("postgresql", postgresql)):
        table.info["guards"].setdefault(engine, []).extend(_statements(script))


def _statements(script: str) -> list[str]:
    return [statement.strip() for statement in script.split("\n--\n") if statement.strip()]


def _create(table: Table, connection: Connection, **_: Any) -> None:
    for statement in table.info["guards"].get(connection.dialect.name, ()):
        connection.execute(DDL(statement.replace("%", "%%")))  # type: ignore[no-untyped-call]


def refuse_when(
    table: Table, name: str, written: str, condition: str, sentence: str, *, on_server: str = "", looks_at: Table | None = None
) -> None:
    """Refuse with a sentence to write a row of `table` of which a condition holds, in old. and new. as both engines read it.

    `on_server` is the same condition as a server reads it, where the two differ; `written` is "insert", "update", or
    "update of" some columns; `name` is the trigger's own. `looks_at` is the table that the condition looks at besides,
    which is made after `table`.
    """
    guard(
        table if looks_at is None else looks_at,
        sqlite=f"""
create trigger {name} before {written} on {table.name} when {condition}
begin select raise(abort, '{sentence}'); end
""",
        postgresql=f"""
create or replace function {name}() returns trigger language plpgsql as $$
begin
  if {on_server or condition} then raise exception '{sentence}'; end if;
  return new;
end $$
--
create trigger {name} before {written} on {table.name} for each row execute function {name}()
""",
    )


def _one(what: str) -> str:
    return f"{'An' if what[0] in 'aeiou' else 'A'} {what}"


def append_only(table: Table, what: str) -> None:
    """Rows of `table` are added, never changed, deleted or replaced (safety.md finding 2).

    `what` is the field's word for a row ("ledger transfer"), used in the refusal.
    """
    table.info["added_only"] = True
    for engine, script in _never_changed(table, what, ()).items():
        guard(table, **{"sqlite": "", "postgresql": "", engine: script})
    table.info["added_what"] = what


def erasable(table: Table, columns: Sequence[str]) -> None:
    """Let an approved erasure overwrite these columns of an append-only table, and no other (R-P4).

    Without a row in `erasing` nothing changes for anybody.
    """
    table.info["erasable"] = tuple(columns)
    if "added_what" in table.info:
        before = _never_changed(table, table.info["added_what"], ())
        for engine, script in _never_changed(table, table.info["added_what"], columns).items():
            kept = table.info["guards"][engine]
            others = [statement for statement in kept if statement not in _statements(before[engine])]
            kept[:] = [*_statements(script), *others]


def _never_changed(table: Table, what: str, erased: Sequence[str]) -> dict[str, str]:
    """The statements by which rows are only added, but for the columns an approved erasure overwrites."""
    name = table.name
    sentence = f"{SAYS}{_one(what)} is never changed or removed. Put it right with a new one.".replace("'", "''")
    keys = [column.name for column in table.primary_key.columns]
    fixed = [column.name for column in table.columns if column.name not in erased]
    refuse = f"begin select raise(abort, '{sentence}'); end"
    unless, let = "", ""
    if erased:
        unless = f"""--
create trigger {name}_no_change before update on {name}
when not {ERASING} or {" or ".join(f"new.{key} is not old.{key}" for key in keys)} {refuse}
"""
        same = [f"row({', '.join(f'{side}.{column}' for column in fixed)})" for side in ("new", "old")]
        let = f"if tg_op = 'UPDATE' and {ERASING} then if {' is not distinct from '.join(same)} then return new; end if; end if; "
    return {
        "sqlite": f"""
create trigger {name}_no_update before update {f"of {', '.join(fixed)} " if erased else ""}on {name} {refuse}
{unless}--
create trigger {name}_no_delete before delete on {name} {refuse}
--
create trigger {name}_no_replace before insert on {name}
when exists (select 1 from {name} where {" and ".join(f"{key} = new.{key}" for key in keys)}) {refuse}
""",
        "postgresql": f"""
create or replace function {name}_refuse() returns trigger language plpgsql as
$$ begin {let}raise exception '{sentence}'; end $$
--
create trigger {name}_no_change before update or delete on {name} for each row execute function {name}_refuse()
--
create trigger {name}_no_truncate before truncate on {name} execute function {name}_refuse()
""",
    }


def never_deleted(table: Table, what: str) -> None:
    """Rows of `table` may be changed but not removed: what was once said about a family stays answerable."""
    name = table.name
    sentence = f"{SAYS}{_one(what)} is never removed. Close it instead.".replace("'", "''")
    guard(
        table,
        sqlite=f"create trigger {name}_kept before delete on {name} begin select raise(abort, '{sentence}'); end",
        postgresql=f"""
create or replace function {name}_kept() returns trigger language plpgsql as
$$ begin raise exception '{sentence}'; end $$
--
create trigger {name}_kept before delete on {name} for each row execute function {name}_kept()
--
create trigger {name}_kept_whole before truncate on {name} execute function {name}_kept()
""",
    )


def rights_of_people(role: str) -> list[str]:
    """The statements that let the people's PostgreSQL role work and no more: it may only add to append-only tables."""
    added_only = sorted(t.name for t in metadata.tables.values() if t.info.get("added_only"))
    only_removed = sorted(t.name for t in metadata.tables.values() if t.info.get("only_removed"))
    fixed = sorted(t.name for t in metadata.tables.values() if t.info.get("fixed"))
    statements = [
        f"grant usage on schema public to {role}",
        f"grant select, insert, update, delete on all tables in schema public to {role}",
        f"grant usage, select on all sequences in schema public to {role}",
    ]
    statements += [f"revoke update, delete, truncate on {name} from {role}" for name in added_only]
    statements += [f"revoke update, truncate on {name} from {role}" for name in only_removed]
    statements += [
        f"grant update ({', '.join(t.info['erasable'])}) on {t.name} to {role}"
        for t in sorted(metadata.tables.values(), key=lambda t: t.name) if t.info.get("added_only") and t.info.get("erasable")
    ]  # fmt: skip
    statements += [f"revoke insert, update, delete, truncate on {name} from {role}" for name in fixed]
    return statements
