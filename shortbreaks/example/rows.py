"""Rows on their way into the example county: kept by table with ids given beforehand, written in large pieces."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

PIECE = 5_000


class Rows:
    """Collects rows by table and writes them in the order in which tables first appeared."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.kept: dict[str, list[dict[str, Any]]] = {}
        self.tables: dict[str, Table] = {}
        self.written: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def add(self, record: type, **values: Any) -> int:
        """Keep a row and give its id."""
        table: Table = record.__table__  # type: ignore[attr-defined]
        name = table.name
        if name not in self._last:
            self.tables[name] = table
            self._last[name] = self.db.connection().execute(select(func.max(table.c.id))).scalar() or 0
            self.kept[name] = []
        self._last[name] += 1
        if "version" in table.c:
            values.setdefault("version", 1)
        self.kept[name].append({"id": self._last[name], **values})
        return self._last[name]

    def last(self, record: type) -> int:
        """The last id given to a kind of row."""
        return self._last.get(record.__table__.name, 0)  # type: ignore[attr-defined]

    def write(self) -> None:
        """Write everything kept so far, past the unit of work."""
        connection = self.db.connection()
        for name, rows in self.kept.items():
            for start in range(0, len(rows), PIECE):
                connection.execute(insert(self.tables[name]), rows[start : start + PIECE])
            self.written[name] = self.written.get(name, 0) + len(rows)
            rows.clear()

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


def pick(chances: Mapping[str, float], number: float) -> str:
    """The name whose share of chances holds a number from 0 to 1."""
    total = 0.0
    for name, share in chances.items():
        total += share
        if number < total:
            return name
    return next(reversed(list(chances)))
