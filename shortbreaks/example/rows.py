"""Rows on their way into the example county: kept by table with ids given beforehand, written in large pieces."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from shortbreaks.database.bulk import BulkInsert


class Rows:
    """Collects rows by table and writes them in the order in which tables first appeared."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.kept: dict[str, list[dict[str, Any]]] = {}
        self.tables: dict[str, Table] = {}
        self.written: dict[str, int] = {}
        self._plain: dict[tuple[str, tuple[str, ...]], list[Sequence[Any]]] = {}
        self._last: dict[str, int] = {}

    def add(self, record: type, **values: Any) -> int:
        """Keep a row and give its id."""
        table: Table = record.__table__  # type: ignore[attr-defined]
        name = table.name
        if name not in self._last:
            self._begin(table)
        number = self._last[name] = self._last[name] + 1
        values["id"] = number
        self.kept[name].append(values)
        return number

    def adder(self, record: type, *names: str) -> Callable[..., int]:
        """What keeps rows that all give these columns, as plain values in their order; gives each row's id.

        For the tables with the most rows: it costs half of `add`.
        """
        last, name = self.last(record), record.__tablename__  # type: ignore[attr-defined]
        keep, numbers = self._plain.setdefault((name, ("id", *names)), []).append, self._last
        assert last == numbers[name]

        def add(*values: Any) -> int:
            number = numbers[name] = numbers[name] + 1
            keep((number, *values))
            return number

        return add

    def _begin(self, table: Table) -> None:
        """What is there already keeps its ids."""
        self.tables[table.name] = table
        self._last[table.name] = self.db.connection().execute(select(func.max(table.c.id))).scalar() or 0
        self.kept.setdefault(table.name, [])

    def last(self, record: type) -> int:
        """The last id given to a kind of row."""
        table: Table = record.__table__  # type: ignore[attr-defined]
        if table.name not in self._last:
            self._begin(table)
        return self._last[table.name]

    def write(self) -> None:
        """Write everything kept so far, past the unit of work; constraints and triggers hold as for any other row."""
        connection = self.db.connection()
        for name, rows in self.kept.items():
            for given, values in _by_columns(rows).items():
                insert, whole, _ = _insert(self.tables[name], given)
                insert(connection, [whole(one) for one in values])
            self.written[name] = self.written.get(name, 0) + len(rows)
            rows.clear()
            for (table, given), plain in self._plain.items():
                if table == name:
                    insert, _, more = _insert(self.tables[name], given)
                    insert(connection, [(*one, *more) for one in plain] if more else plain)
                    self.written[name] += len(plain)
                    plain.clear()

    def settle_numbers(self) -> None:
        """On PostgreSQL, let its own numbering go on after ids that were given."""
        connection = self.db.connection()
        if connection.dialect.name != "postgresql":
            return
        # Drawn one by one, since the people's role may draw numbers but not set them
        draw = text("select max(nextval(pg_get_serial_sequence(:name, 'id'))) from generate_series(1, :count)")
        for name, table in self.tables.items():
            if "id" in table.c and self.written.get(name):
                connection.execute(draw, {"name": name, "count": self.written[name]})


def _by_columns(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Rows that say the same columns together, in their order; the others have what a column is when nothing is said."""
    if rows and all(rows[0].keys() == row.keys() for row in rows):
        return {tuple(rows[0]): rows}
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    return alike


@cache
def _insert(table: Table, given: tuple[str, ...]) -> tuple[BulkInsert, Any, tuple[Any, ...]]:
    """The statement for rows that give these columns, what makes a row of its values, and what every row has besides."""
    left_out = [column for column in table.c if column.name not in given and column.default is not None]
    unsaid = {column.name: column.default.arg for column in left_out}  # type: ignore[union-attr]
    values, more = itemgetter(*given), tuple(unsaid.values())
    return BulkInsert(table, *given, *unsaid), lambda row: (*values(row), *more), more


def pick(chances: Mapping[str, float], number: float) -> str:
    """The name whose share of chances holds a number from 0 to 1."""
    total = 0.0
    for name, share in chances.items():
        total += share
        if number < total:
            return name
    return next(reversed(list(chances)))


def morning(day: date) -> datetime:
    """When somebody in the office did something that day."""
    return datetime.combine(day, time(9, 30), UTC)
