"""Questions that stand in a module, as a file's driver takes them from the second time on: with lists of any length, in rows with names."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVarTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Result, Select
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

from shortbreaks.database.driver import rows_by_driver, straight

Rows = TypeVarTuple("Rows")
# For how many lengths of its lists a question stays spelt, and how long these are at most together: there is no end of lengths
LENGTHS, LONGEST = 8, 400
Say = Callable[[Any], Any]


class FixedLimits(SQLiteCompiler):
    """Says as a figure how many rows are read at most.

    SQLite looks at such a value when it plans; where it is handed over with the others, it plans anew each time it comes.
    """

    def limit_clause(self, select: Any, **how: Any) -> str:
        most = select._limit_clause
        said: str = super().limit_clause(select, **how, literal_binds=not getattr(most, "required", False))  # type: ignore[no-untyped-call]
        return said


def rows_again(connection: Connection, question: Select[*Rows], given: Mapping[str, Any] | None) -> Result[*Rows]:
    """The rows of a question to a file: SQLAlchemy's own way takes ten times as long as the driver."""
    known = _KNOWN.get(question)
    if known is None:
        # One that is built for this once never comes again
        _KNOWN[question] = _Known(question, connection.dialect) if question in _KNOWN else None
    elif known.plain and straight(connection) is not None:
        return known.rows(connection, given or {})
    return connection.execute(question, given)


class _Known:
    """A question, and how it is spelt for lists of some lengths."""

    def __init__(self, question: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled: Any = FixedLimits(dialect, question)
        self._compiled = compiled
        self._fixed = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        self._lists = [name for name, bind in compiled.binds.items() if bind in compiled.post_compile_params]
        pairs = any(bind.type._is_tuple_type for bind in compiled.post_compile_params)
        self.plain = not (pairs or compiled.literal_execute_params)  # or its values have no places of their own
        self._spelt: dict[tuple[int, ...], tuple[str, list[tuple[str, int | None, Say | None]]]] = {}
        columns = compiled._result_columns
        self._names = SimpleResultMetaData(
            [one.keyname for one in columns], _processors=[one.type._cached_result_processor(dialect, None) for one in columns]
        )

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> IteratorResult[*tuple[Any, ...]]:
        """Its rows with these values."""
        said = {**self._fixed, **given}
        for name in self._lists:
            said[name] = tuple(said[name])
        lengths = tuple([len(said[name]) for name in self._lists])
        sql, places = self._spelt.get(lengths) or self._spell(lengths, said)
        values = []
        for name, at, say in places:
            value = said[name] if at is None else said[name][at]
            values.append(value if say is None else say(value))
        return IteratorResult(self._names, iter(rows_by_driver(connection, sql, tuple(values))))

    def _spell(self, lengths: tuple[int, ...], said: Mapping[str, Any]) -> tuple[str, list[tuple[str, int | None, Say | None]]]:
        """The question for lists so long, and for each value by place: its name, where it stands in its list, what says it."""
        state = self._compiled.construct_expanded_state(dict(said), escape_names=False)
        listed = {one: (name, at) for name, ones in state.parameter_expansion.items() for at, one in enumerate(ones)}
        processors = {**self._compiled._bind_processors, **state.processors}
        made = state.statement, [(*listed.get(one, (one, None)), processors.get(one)) for one in state.positiontup]
        if sum(lengths) <= LONGEST:
            if len(self._spelt) == LENGTHS:
                self._spelt.clear()
            self._spelt[lengths] = made
        return made


_KNOWN: WeakKeyDictionary[Any, _Known | None] = WeakKeyDictionary()
