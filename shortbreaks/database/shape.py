"""The form of a new file: the statements that make its tables, then what finds and guards their rows, put together once."""

from functools import cache

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from shortbreaks.database.driver import rows_by_driver
from shortbreaks.database.records import metadata


def make_tables(connection: Connection) -> None:
    """Every table of an empty file, in an order in which what is named is there; the caller has imported `shortbreaks.schema`."""
    for statement in _tables():
        rows_by_driver(connection, statement, ())


def make_guards(connection: Connection) -> None:
    """Their indexes and triggers: rows that are copied in before are not written a second time by what triggers keep."""
    for statement in _guards():
        rows_by_driver(connection, statement, ())


# Not by `metadata.create_all`, which asks for each table whether it is there and has each statement put together again
@cache
def _tables() -> tuple[str, ...]:
    dialect = sqlite.dialect()
    return tuple(str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables)


@cache
def _guards() -> tuple[str, ...]:
    dialect, made = sqlite.dialect(), []
    for table in metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            made.append(str(CreateIndex(index).compile(dialect=dialect)))  # noqa: PERF401 - two kinds in one order
        made += table.info.get("guards", {}).get("sqlite", ())
    return tuple(made)
