"""The sessions that an office works with: one that asks at little cost, one that notices what it writes."""

from typing import Any, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import instance_state

from shortbreaks.database import audit


class Noticed:
    """What a session wrote: rows at each flush with their changed fields, and the tables of bulk statements.

    A table "aside" holds nothing that was done, only what somebody is still typing, so it is not noticed.
    """

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], set[str]] = {}
        self.tables: set[str] = set()  # of those rows
        self.bulk: set[str] = set()
        self.flushed: list[tuple[Any, set[str]]] = []

    def changes(self, bulk: dict[str, set[int]]) -> tuple[audit.Change, ...]:
        """Every row written, with the names of its changed fields; rows owned up to in bulk as runs of ids."""
        mine = [
            audit.Change(table, row, row, tuple(sorted(fields))) for (table, row), fields in sorted(self.rows.items())
        ]
        noticed: dict[str, set[int]] = {}
        for table, row in self.rows:
            noticed.setdefault(table, set()).add(row)
        for table, ids in bulk.items():
            mine += audit.runs_of(table, ids - noticed.get(table, set()))
        return tuple(mine)


class Reading(Session):
    """A session on a connection that short questions ask by themselves: its own way to one costs as much as the question."""

    _one: Connection | None = None  # what it asks is begun and ended here, which a session would do with three times the steps

    def connection(self, *_: Any, **__: Any) -> Connection:
        """The one connection, its transaction begun."""
        if self._one is None:
            self._one = cast("Engine", self.bind).connect()
            self._one.begin()
        return self._one

    def get_bind(self, *_: Any, **__: Any) -> Connection:
        """What the session's own questions are asked by: the same connection."""
        return self.connection()

    def close(self) -> None:
        """Give the connection up, and with it the transaction."""
        super().close()
        if self._one is not None:
            self._one.close()
            self._one = None


class Writing(Reading):
    """A session that notices what it writes; all of it is undone unless it is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noticed = Noticed()

    def keep(self) -> None:
        """Commit everything that was written, what the session still holds included."""
        self.flush()
        self.connection().commit()


def only_read(db: Session, table: str) -> bool:
    """Whether what was read of a table still stands: in a question always, in an act until it has written any of it."""
    if not db.autoflush:
        return True
    if not isinstance(db, Writing):
        return False  # nobody notices what it writes
    db.flush()
    return table not in db.noticed.tables and table not in db.noticed.bulk


@event.listens_for(Writing, "before_flush")
def _before(db: Writing, *_: Any) -> None:
    written = (record for record in (*db.new, *db.dirty, *db.deleted) if not record.__table__.info.get("aside"))
    db.noticed.flushed = [(record, _changed_fields(record)) for record in written]


@event.listens_for(Writing, "after_flush")
def _after(db: Writing, *_: Any) -> None:
    for record, fields in db.noticed.flushed:
        if fields or instance_state(record).deleted:
            key = (record.__tablename__, int(record.id))
            db.noticed.rows.setdefault(key, set()).update(fields)
            db.noticed.tables.add(key[0])
    db.noticed.flushed = []


@event.listens_for(Writing, "do_orm_execute")
def _statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if not getattr(table, "info", {}).get("aside"):
            cast("Writing", state.session).noticed.bulk.add(getattr(table, "name", ""))


def _changed_fields(record: Any) -> set[str]:
    state = instance_state(record)
    return {name for name in state.committed_state if state.attrs[name].history.has_changes()} - {"version"}
