"""Many rows in at once, past the unit of work: some rows a statement on a file, one set of arrays on a server."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table, func, select, text

from shortbreaks.database.driver import done_by_driver
from shortbreaks.database.prepared import Prepared

AT_ONCE = 5_000  # rows a statement, well within the time that the server gives to one
TOGETHER = 25  # rows a statement on a file

Row = Sequence[Any]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Python's collector of rings at rest: among a million small rows it finds none, and looks for a quarter of the time."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


def ids_ahead(connection: Connection, table: Table, count: int) -> list[int]:
    """Ids for the next `count` rows of a table, so that rows of several tables name each other before they are there.

    A file has one writer, who goes on from the highest; a server draws them from the table's own sequence.
    """
    on_server = connection.dialect.name == "postgresql"
    rows = _ahead(table, on_server=on_server).rows(connection, {"count": count} if on_server else {})
    if on_server:
        return [row[0] for row in rows]
    last = rows[0][0] or 0
    return list(range(last + 1, last + 1 + count))


@cache
def _ahead(table: Table, *, on_server: bool) -> Prepared:
    key = next(iter(table.primary_key.columns))
    if on_server:
        drawn = text("select nextval(pg_get_serial_sequence(:name, :key)) from generate_series(1, :count)")
        return Prepared(drawn.bindparams(name=table.name, key=key.name))
    return Prepared(select(func.max(key)))


class BulkInsert:
    """Adds rows of some columns of a table; constraints and triggers hold as for any other row."""

    def __init__(self, table: Table, *names: str) -> None:
        self._table = table
        self._columns: list[Column[Any]] = [table.c[name] for name in names]
        self._spelling: dict[str, list[Any]] = {}
        self._made: dict[tuple[str, int], str] = {}

    def __call__(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Add `rows`, each the columns' values in order; the caller owns up to them with `work.touched`."""
        on_server = connection.dialect.name == "postgresql"
        spell = self._spell(connection.dialect)
        if not on_server and 0 < len(rows) <= TOGETHER:  # as most acts write: by rows, not turned into columns and back
            flat = [value if say is None else say(value) for row in rows for value, say in zip(row, spell, strict=True)]
            done_by_driver(connection, self._sql(connection.dialect, len(rows)), [tuple(flat)])
            return
        for start in range(0, len(rows), AT_ONCE):
            sides = zip(*rows[start : start + AT_ONCE], strict=True)
            kept = [side if say is None else _spelt(side, say) for side, say in zip(sides, spell, strict=True)]
            if on_server:
                connection.exec_driver_sql(self._sql(connection.dialect, 1), tuple(list(side) for side in kept))
            else:
                self._to_file(connection, list(zip(*kept, strict=True)))

    def _to_file(self, connection: Connection, rows: list[Row]) -> None:
        """Some rows a statement: for each statement a file's engine keeps what it may have to undo, which costs as much as a row."""
        whole = len(rows) - len(rows) % TOGETHER if len(rows) > 2 * TOGETHER else 0
        for some, together in ((rows[:whole], TOGETHER), (rows[whole:], len(rows) - whole)):
            if some:
                flat = list(chain.from_iterable(some))
                step = together * len(self._columns)
                given = [tuple(flat[at : at + step]) for at in range(0, len(flat), step)]
                done_by_driver(connection, self._sql(connection.dialect, together), given)

    def _spell(self, dialect: Dialect) -> list[Any]:
        """What spells each column's values for an engine's driver (None: as they are)."""
        made = self._spelling.get(dialect.name)
        if made is None:
            made = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in self._columns]
            self._spelling[dialect.name] = made
        return made

    def _sql(self, dialect: Dialect, together: int) -> str:
        """The statement on an engine: of so many rows on a file, of an array a column on a server."""
        made = self._made.get((dialect.name, together))
        if made is None:
            names = ", ".join(dialect.identifier_preparer.format_column(column) for column in self._columns)
            if dialect.name == "postgresql":
                arrays = ", ".join(f"%s::{column.type.compile(dialect)}[]" for column in self._columns)
                given = f"select * from unnest({arrays})"  # noqa: S608 - names of our own tables
            else:
                row = f"({', '.join('?' for _ in self._columns)})"
                given = f"values {', '.join([row] * together)}"
            made = self._made[dialect.name, together] = f"insert into {self._table.name} ({names}) {given}"
        return made


def _spelt(values: Iterable[Any], say: Any) -> list[Any]:
    """Each value as the driver takes it; a file says few days many times."""
    said: dict[Any, Any] = {}
    return [said[value] if value in said else said.setdefault(value, say(value)) for value in values]
