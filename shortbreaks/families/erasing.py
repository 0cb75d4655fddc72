"""Carrying an erasure out: every word about a family goes, in every table, while ids, dates, codes and pence stay."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, and_, delete, insert, or_, select, update

from shortbreaks.database.records import metadata
from shortbreaks.database.search import words_table
from shortbreaks.families.erasable import GONE, REMOVED, concerned, overwritten
from shortbreaks.families.erasure_tables import erased, erasing
from shortbreaks.families.subject_rows import keys_of

AT_ONCE = 400  # ids in one statement
Ids = dict[str, tuple[int, ...]]
Asked = TypeVar("Asked", int, str)
_BESIDE: list[Callable[[Connection, Ids, Sequence[Any]], Ids]] = []


def erase_also(room: Callable[[Connection, Ids, Sequence[Any]], Ids]) -> None:
    """Name what a room keeps about a family that hangs on it by no key: it overwrites that, and says which rows."""
    _BESIDE.append(room)


def rows_of_family(connection: Connection, households: Sequence[int]) -> Ids:
    """The ids of every row that is about these households, their children and adults, or hangs on such a row.

    A row that also leads to another family's child, adult or record is that family's, but for a pair of children.
    """
    children, adults = (
        _ids(connection, metadata.tables[name], metadata.tables[name].c.household_id.in_(households)) for name in ("child", "adult")
    )
    found: Ids = {"household": tuple(households), "child": children, "adult": adults}
    known = concerned()
    for table in metadata.sorted_tables:
        if table.name in known and table.name not in found:
            keys = [(column, key.column.table.name) for column, key in keys_of(table) if key.column.name == "id"]
            keys = [(column, target) for column, target in keys if target in known and target != table.name]
            leads = [column.in_(found.get(target, ())) for column, target in keys]
            mine = or_(*leads)
            if table.name != "pair":
                mine = and_(mine, *(or_(column.is_(None), lead) for (column, _), lead in zip(keys, leads, strict=True)))
            if leads and (ids := _ids(connection, table, mine)):
                found[table.name] = ids
    return found


def _ids(connection: Connection, table: Table, condition: Any) -> tuple[int, ...]:
    return tuple(connection.execute(select(table.c.id).where(condition).order_by(table.c.id)).scalars())


def erase(connection: Connection, erasure_id: int, households: Sequence[int], done: dict[str, Any]) -> Ids:
    """Overwrite the words of one family whose erasure was approved; answers the rows that were changed, by table.

    The database refuses it when nobody approved it, and refuses to end the transaction with the door open. `done` is
    when and by whom.
    """
    connection.execute(insert(erasing).values(id=erasure_id, answer="approved", shut=0))
    rows = rows_of_family(connection, households)
    children = metadata.tables["child"]
    people = connection.execute(select(children).where(children.c.id.in_(rows["child"]))).all()
    changed: Ids = {}
    for room in _BESIDE:
        changed |= room(connection, rows, people)
    for name, ids in rows.items():
        table = metadata.tables[name]
        if name in REMOVED:
            _each(connection, delete(table), table, ids)
        elif values := overwritten(table):
            more = {"version": table.c.version + 1} if "version" in table.c else {}
            _each(connection, update(table).values(values | more), table, ids)
        else:
            continue
        changed[name] = ids
    for child in people:
        born = date(child.born.year, 1, 1)
        connection.execute(update(children).where(children.c.id == child.id).values(born=born))
    _each(connection, delete(words_table).where(words_table.c.kind == "child"), words_table, rows["child"], "row_id")
    total = sum(map(len, changed.values()))
    connection.execute(insert(erased).values(id=erasure_id, changed=total, **done))
    connection.execute(delete(erasing))
    return changed


def _each(connection: Connection, statement: Any, table: Table, ids: Sequence[int], key: str = "id") -> None:
    for some in parts(ids):
        connection.execute(statement.where(table.c[key].in_(some)))


def parts(ids: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    """Ids, or what names rows, as many at a time as one statement takes."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def names_in(people: Iterable[Any]) -> frozenset[str]:
    """The words children of a family are called by, as they are looked for in what somebody wrote."""
    from shortbreaks.database.search import words_of

    said = (name for one in people for name in (one.first_name, one.known_as, one.last_name))
    return frozenset(word for word in words_of(*said) if len(word) > 2 and word != GONE.lower())
