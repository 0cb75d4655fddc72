"""Answers kept between questions until an audited change touches what they were read from."""

from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Pool
from sqlalchemy.orm import Session

from shortbreaks.database.audit import changes_since, head

T = TypeVar("T")


class _Kept:
    """What one opened database keeps: by name, the newest audit entry it is known to hold for, and the answer."""

    def __init__(self) -> None:
        self.answers: dict[Hashable, tuple[int, Any]] = {}


_KEPT: WeakKeyDictionary[Pool, _Kept] = WeakKeyDictionary()


def kept(db: Session, name: Hashable, tables: Collection[str], read: Callable[[], T]) -> T:
    """What `read` answered before, or anew when anybody has changed one of `tables` since.

    For questions only: inside a command the answer could be of a change that is never committed.
    """
    connection = db.connection()
    newest, _ = head(connection)  # asked first: a change that comes in between is then read again, never missed
    mine = _KEPT.setdefault(connection.engine.pool, _Kept()).answers
    before = mine.get(name)
    if before is not None and before[0] != newest:
        changed = {table for table, _ in changes_since(db, before[0])[1]}
        before = None if changed & set(tables) else (newest, before[1])
    answer: T = read() if before is None else before[1]
    mine[name] = (newest, answer)
    return answer
