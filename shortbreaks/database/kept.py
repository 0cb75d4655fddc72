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
    pool = db.connection().engine.pool
    newest = _newest(db)
    mine = _KEPT.setdefault(pool, _Kept()).answers
    before = mine.get(name)
    if before is not None and before[0] != newest:
        before = None if _changed(db, before[0]) & set(tables) else (newest, before[1])
    answer: T = read() if before is None else before[1]
    mine[name] = (newest, answer)
    return answer


def _newest(db: Session) -> int:
    """The newest entry, asked once a question and before what it keeps is read: what comes in between is read again, never missed."""
    found: int | None = db.info.get(_newest)
    if found is None:
        found = db.info[_newest] = head(db.connection())[0]
    return found


def _changed(db: Session, since: int) -> frozenset[str]:
    """The tables that anybody has changed since an entry; asked once a question for each entry."""
    known: dict[int, frozenset[str]] = db.info.setdefault(_changed, {})
    if since not in known:
        known[since] = frozenset(table for table, _ in changes_since(db, since)[1])
    return known[since]
