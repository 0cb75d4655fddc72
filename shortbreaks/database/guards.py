"""Rules the database itself keeps, on both engines: triggers beside the tables they guard."""

from sqlalchemy import DDL, Table, event

from shortbreaks.database.records import metadata

# A trigger's message that begins with this is a sentence for people (faults.py turns it into a refusal).
SAYS = "says: "


def guard(table: Table, *, sqlite: str, postgresql: str) -> None:
    """Create these statements (several, parted by a line of `--`) whenever `table` is created."""
    for engine, script in (("sqlite", sqlite), ("postgresql", postgresql)):
        for statement in script.split("\n--\n"):
            if statement.strip():
                table.info.setdefault("guards", {}).setdefault(engine, []).append(statement.strip())
                ddl = DDL(statement.strip().replace("%", "%%")).execute_if(dialect=engine)  # type: ignore[no-untyped-call]
                event.listen(table, "after_create", ddl)


def _one(what: str) -> str:
    return f"{'An' if what[0] in 'aeiou' else 'A'} {what}"


def append_only(table: Table, what: str) -> None:
    """Rows of `table` are added, never changed, deleted or replaced (safety.md finding 2).

    `what` is the field's word for a row ("ledger transfer"), used in the refusal.
    """
    name = table.name
    sentence = f"{SAYS}{_one(what)} is never changed or removed. Put it right with a new one.".replace("'", "''")
    table.info["added_only"] = True
    key = next(iter(table.primary_key.columns)).name
    guard(
        table,
        sqlite=f"""
create trigger {name}_no_update before update on {name} begin select raise(abort, '{sentence}'); end
--
create trigger {name}_no_delete before delete on {name} begin select raise(abort, '{sentence}'); end
--
create trigger {name}_no_replace before insert on {name}
when exists (select 1 from {name} where {key} = new.{key}) begin select raise(abort, '{sentence}'); end
""",
        postgresql=f"""
create or replace function {name}_refuse() returns trigger language plpgsql as
$$ begin raise exception '{sentence}'; end $$
--
create trigger {name}_no_change before update or delete on {name} for each row execute function {name}_refuse()
--
create trigger {name}_no_truncate before truncate on {name} execute function {name}_refuse()
""",
    )


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
    statements += [f"revoke insert, update, delete, truncate on {name} from {role}" for name in fixed]
    return statements
