"""A statement in the driver's own spelling, handed to it without a detour; its complaints are SQLAlchemy's all the same."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def rows_by_driver(connection: Connection, sql: str, given: Any) -> list[tuple[Any, ...]]:
    """Every row that the driver finds."""
    raw = straight(connection)
    if raw is None:
        result = connection.exec_driver_sql(sql, given)
        cursor: Any = result.cursor
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        result.close()
        return rows
    try:
        found: list[tuple[Any, ...]] = raw.execute(sql, given).fetchall()
    except Exception as fault:
        raise complaint(connection, sql, given, fault) from fault
    return found


def done_by_driver(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """The statement done once for each of `rows`."""
    raw = straight(connection)
    if raw is None:
        connection.exec_driver_sql(sql, list(rows))
        return
    try:
        if len(rows) == 1:
            raw.execute(sql, rows[0])
        else:
            raw.executemany(sql, rows)
    except Exception as fault:
        raise complaint(connection, sql, rows, fault) from fault


def straight(connection: Connection) -> Any:
    """The driver's connection to a file, within a transaction that has begun, and where nobody listens; else none.

    SQLAlchemy's way takes ten times the time of a short question; on a server that is nothing beside the network.
    """
    if connection.dialect.name != "sqlite" or not connection.in_transaction():
        return None
    heard = connection._has_events or connection.engine._has_events
    if heard and connection.dispatch.before_cursor_execute:
        return None
    return connection.connection.dbapi_connection  # which for a file is the driver's own


def complaint(connection: Connection, sql: str, given: Any, fault: Exception) -> BaseException:
    """What the driver complains of, as SQLAlchemy says it of any statement."""
    driver: Any = connection.dialect.loaded_dbapi
    said: BaseException = DBAPIError.instance(sql, given, fault, driver.Error, dialect=connection.dialect)
    return said
