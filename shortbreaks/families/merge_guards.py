"""What a merge leaves stays whole: no record leads to itself or in a circle, and nothing is written under a number that went."""

from collections.abc import Iterable

from sqlalchemy import Table

from shortbreaks.database.guards import SAYS, guard
from shortbreaks.database.records import metadata
from shortbreaks.families.tables import Child, Household

# These keep the number they were written under and are found through it (families/merged.py), or are moved by name by the merge.
BY_NAME = frozenset({"booking_place", "household", "child", "pair"})
CIRCLE = f"{SAYS}A record is merged into one that is kept, never into itself or one that was merged. Look at both again."
WENT = f"{SAYS}This record was merged into another a moment ago. Look at the family again: what it had is there."
_LEADS_ON = """new.merged_into is not null and (new.merged_into = new.id
  or exists (select 1 from {0} where id = new.merged_into and merged_into is not null)
  or exists (select 1 from {0} where merged_into = new.id))"""


def owning_columns(target: str) -> Iterable[tuple[Table, str]]:
    """Every column of every table that points to `target` ("child") and can be pointed elsewhere."""
    for table in metadata.sorted_tables:
        stays = table.info.get("added_only") or table.info.get("only_removed")
        if stays or (table.name in BY_NAME and table.name != "child"):
            continue
        for column in table.columns:
            if column.name != "merged_into" and any(key.column.table.name == target for key in column.foreign_keys):
                yield table, column.name


def guard_merged() -> None:
    """Refuse to write about a child or family that was merged; said once, when every table is known.

    A server waits here for a merge under way, which locks both records whole; a file has one writer at a time.
    """
    _nothing_new(metadata.tables["booking_place"], "child_id", "child")
    for target in ("child", "household"):
        for table, name in owning_columns(target):
            if table.name != "child":  # a merged child stays with the household it was written under
                _nothing_new(table, name, target)


def _nothing_new(table: Table, name: str, target: str) -> None:
    called = f"{table.name}_{name}_went"
    went = f"exists (select 1 from {target} where id = new.{name} and state = 'merged')"
    guard(
        table,
        sqlite=f"""
create trigger {called} before insert on {table.name} when {went}
begin select raise(abort, '{WENT}'); end
""",
        postgresql=f"""
create or replace function {called}() returns trigger language plpgsql as $$
begin
  perform 1 from {target} where id = new.{name} for key share;
  if {went} then raise exception '{WENT}'; end if;
  return new;
end $$
--
create trigger {called} before insert on {table.name} for each row execute function {called}()
""",
    )


def _no_circle(table: Table) -> None:
    """Refuse to lead to a record that leads on.

    A server locks both in one order first: of two merges at once, one into the other and the other way round, neither would
    else see the other yet.
    """
    name = table.name
    called, leads_on = f"{name}_merged_in_circle", _LEADS_ON.format(name)
    guard(
        table,
        sqlite=f"""
create trigger {called} before update of merged_into on {name} when {leads_on}
begin select raise(abort, '{CIRCLE}'); end
""",
        postgresql=f"""
create or replace function {called}() returns trigger language plpgsql as $$
begin
  if new.merged_into is not null then
    perform 1 from {name} where id in (new.id, new.merged_into) order by id for update;
  end if;
  if {leads_on} then raise exception '{CIRCLE}'; end if;
  return new;
end $$
--
create trigger {called} before update of merged_into on {name} for each row execute function {called}()
""",
    )


for _record in (Household, Child):
    _no_circle(_record.__table__)  # type: ignore[arg-type]
