"""Questions spelt once for each engine and handed to the driver: for what is asked at every posting and every account."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Integer,
    Result,
    Select,
    SelectBase,
    TextClause,
    bindparam,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from shortbreaks.database.again import FixedLimits, rows_again
from shortbreaks.database.driver import rows_by_driver

Rows = TypeVarTuple("Rows")
Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Spelt:
    """A question as one engine's driver takes it: its values by place (or by name, where there are none), what reads columns."""

    sql: str
    places: tuple[str, ...] | None
    fixed: Mapping[str, Any]
    spell: Mapping[str, Read]
    read: tuple[tuple[int, Read], ...]

    def placed(self, said: Mapping[str, Any]) -> Any:
        """Values as the driver takes them."""
        return said if self.places is None else tuple([said[name] for name in self.places])


class Prepared:
    """A question with named values, answered by the driver's own rows; a day is a day on both engines.

    SQLAlchemy's way to a short question costs several times the question. Who listens to it still hears of each.
    """

    def __init__(self, question: SelectBase | TextClause) -> None:
        self._question = question
        self._spelt: dict[str, _Spelt] = {}

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Every row, with these values for what the question left open."""
        spelt, rows = self._asked(connection, given)
        return list(zip(*_read(spelt, rows), strict=True)) if spelt.read and rows else rows

    def unread(self, connection: Connection, given: Mapping[str, Any]) -> tuple[list[tuple[Any, ...]], Mapping[int, Read]]:
        """The same as the driver says them, and by place what reads those columns that it says in its own way."""
        spelt, rows = self._asked(connection, given)
        return rows, dict(spelt.read)

    def first(self, connection: Connection, given: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The one row that there is, or none."""
        rows = self.rows(connection, given)
        return rows[0] if rows else None

    def _asked(self, connection: Connection, given: Mapping[str, Any]) -> tuple[_Spelt, list[tuple[Any, ...]]]:
        spelt = self._spelt.get(connection.dialect.name)
        if spelt is None:
            spelt = self._spelt[connection.dialect.name] = _spelt(self._question, connection.dialect)
        if spelt.fixed or spelt.spell:
            said = {**spelt.fixed, **given}
            for name, say in spelt.spell.items():
                said[name] = say(said[name])
            given = said
        return spelt, rows_by_driver(connection, spelt.sql, spelt.placed(given))


INTEGER = Integer()
# The shortest list for which a question is spelt, and how many times as long each further one is. Quick find looks at 72
# children, shows 24 and writes 5 of them out; of a list far longer than is asked for, SQLite would rather read the table.
SHORTEST, LONGER = 8, 3


class PreparedAmong:
    """A question about some of many numbers or words, spelt for a few lengths of their list: of fewer, the last stands again."""

    def __init__(self, question: Callable[[Sequence[BindParameter[Any]]], SelectBase], kind: TypeEngine[Any] = INTEGER) -> None:
        self._question, self._kind = question, kind
        self._spelt: dict[int, tuple[tuple[str, ...], Prepared]] = {}

    def rows(self, connection: Connection, among: Collection[Any], given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Every row that the question finds among these; none among none."""
        if not among:
            return []
        length = SHORTEST
        while length < len(among):
            length *= LONGER
        names, question = self._spelt.get(length) or self._spell(length)
        listed = list(among)
        listed += listed[-1:] * (length - len(listed))
        return question.rows(connection, {**dict(zip(names, listed, strict=True)), **(given or {})})

    def _spell(self, length: int) -> tuple[tuple[str, ...], Prepared]:
        names = tuple(f"n{place}" for place in range(length))
        binds = [bindparam(name, type_=self._kind) for name in names]
        self._spelt[length] = names, Prepared(self._question(binds))
        return self._spelt[length]


def rows_of(db: Session, question: Select[*Rows], given: Mapping[str, Any] | None = None) -> Result[*Rows]:
    """The rows of a question about columns, as the connection gives them: the session's own way costs twice as much.

    What a command changed and has not written yet is written first, as before any question. One that comes a second time,
    as those that stand in a module do, is handed to a file's driver as it was spelt then.
    """
    if db.autoflush:
        db.flush()
    connection = db.connection()
    return rows_again(connection, question, given) if connection.dialect.name == "sqlite" else connection.execute(question, given)


def _read(spelt: _Spelt, rows: Sequence[tuple[Any, ...]]) -> list[Sequence[Any]]:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, read in spelt.read:
        columns[place] = [None if value is None else read(value) for value in columns[place]]
    return columns


def _spelt(question: SelectBase | TextClause, dialect: Dialect) -> _Spelt:
    compiled: Any = FixedLimits(dialect, question) if dialect.name == "sqlite" else question.compile(dialect=dialect)
    binds, spell = compiled.binds, {}
    for name, bind in binds.items():
        say = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if say is not None:
            spell[name] = say
    columns = () if isinstance(question, TextClause) else question.selected_columns
    reads = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
    return _Spelt(
        str(compiled), tuple(compiled.positiontup) if compiled.positional else None,
        {name: bind.value for name, bind in binds.items() if not bind.required}, spell,
        tuple((place, read) for place, read in enumerate(reads) if read is not None),
    )  # fmt: skip
