"""Many rows in at once, past the unit of work: one prepared statement on a file, one set of arrays on a server."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Executable, Table, func, select, text

AT_ONCE = 5_000  # rows a statement, well within the time that the server gives to one

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
    ahead = _ahead(table, on_server=connection.dialect.name == "postgresql")
    if connection.dialect.name == "postgresql":
        return list(connection.execute(ahead, {"count": count}).scalars())
    last = connection.execute(ahead).scalar() or 0
    return list(range(last + 1, last + 1 + count))


@cache
def _ahead(table: Table, *, on_server: bool) -> Executable:
    key = next(iter(table.primary_key.columns))
    if on_server:
        drawn = text("select nextval(pg_get_serial_sequence(:name, :key)) from generate_series(1, :count)")
        return drawn.bindparams(name=table.name, key=key.name)
    return select(func.max(key))


class BulkInsert:
    """Adds rows of some columns of a table; constraints and triggers hold as for any other row."""

    def __init__(self, table: Table, *names: str) -> None:
        self._table = table
        self._columns: list[Column[Any]] = [table.c[name] for name in names]
        self._made: dict[str, tuple[str, list[Any]]] = {}

    def __call__(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Add `rows`, each the columns' values in order; the caller owns up to them with `work.touched`."""
        sql, spell = self._statement(connection.dialect)
        on_server = connection.dialect.name == "postgresql"
        for start in range(0, len(rows), AT_ONCE):
            sides = zip(*rows[start : start + AT_ONCE], strict=True)
            kept = [side if say is None else _spelt(side, say) for side, say in zip(sides, spell, strict=True)]
            if on_server:
                connection.exec_driver_sql(sql, tuple(list(side) for side in kept))
            else:
                connection.exec_driver_sql(sql, list(zip(*kept, strict=True)))

    def _statement(self, dialect: Dialect) -> tuple[str, list[Any]]:
        """The statement on an engine, and what spells each column's values for its driver (None: as they are)."""
        made = self._made.get(dialect.name)
        if made is None:
            spell = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in self._columns]
            names = ", ".join(dialect.identifier_preparer.format_column(column) for column in self._columns)
            if dialect.name == "postgresql":
                arrays = ", ".join(f"%s::{column.type.compile(dialect)}[]" for column in self._columns)
                given = f"select * from unnest({arrays})"  # noqa: S608 - names of our own tables
            else:
                given = f"values ({', '.join('?' for _ in self._columns)})"
            sql = f"insert into {self._table.name} ({names}) {given}"
            made = self._made[dialect.name] = sql, spell
        return made


def _spelt(values: Iterable[Any], say: Any) -> list[Any]:
    """Each value as the driver takes it; a file says few days many times."""
    said: dict[Any, Any] = {}
    return [said[value] if value in said else said.setdefault(value, say(value)) for value in values]
