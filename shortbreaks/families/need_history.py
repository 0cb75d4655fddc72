"""Needs as they were: what a child's record said before it was changed, so that a past day can be looked at."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortbreaks.database.audit import entries, marks
from shortbreaks.database.commands import Work
from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Record, owner_of
from shortbreaks.families.merged import same_child
from shortbreaks.families.tables import ChildNeed


class NeedPast(Record):
    """One need that stood in a child's record until a moment."""

    __tablename__ = "need_past"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    need_id: Mapped[int]  # the row it was, by which the trail says since when
    code: Mapped[str]
    level: Mapped[str]
    until: Mapped[datetime] = mapped_column("until_at", Instant)


append_only(NeedPast.__table__, "need that was once recorded")  # type: ignore[arg-type]


def keep_past(work: Work, gone: Iterable[ChildNeed]) -> None:
    """Keep needs that are being taken out of a record."""
    work.db.add_all(
        NeedPast(child_id=one.child_id, need_id=one.id, code=one.code, level=one.level, until=work.now) for one in gone
    )


def needs_at(db: Session, child_id: int, moment: datetime) -> tuple[str, ...]:
    """The codes of the needs a record held at a moment: what stood before the trail began is taken to have stood always."""
    ids = same_child(child_id)
    past = db.execute(
        select(NeedPast.need_id, NeedPast.code, NeedPast.until).where(NeedPast.child_id.in_(ids)).order_by(NeedPast.id)
    ).all()
    now = db.execute(select(ChildNeed.id, ChildNeed.code).where(ChildNeed.child_id.in_(ids)).order_by(ChildNeed.id)).all()
    written: dict[int, list[datetime]] = {}
    for mark in db.execute(
        select(marks.c.row_id, entries.c.at)
        .join(entries, entries.c.number == marks.c.entry)
        .where(marks.c.table_name == "child_need", marks.c.row_id.in_([*(one.need_id for one in past), *(one.id for one in now)]))
        .order_by(marks.c.entry)
    ):
        written.setdefault(mark.row_id, []).append(mark.at)
    found: dict[str, None] = {}
    ended: dict[int, datetime] = {}  # when the need that had this id before was taken out: an id may be given twice
    for one in past:
        since = _since(written.get(one.need_id, []), ended.get(one.need_id), one.until)
        if (since is None or since <= moment) and moment < one.until:
            found[one.code] = None
        ended[one.need_id] = one.until
    for held in now:
        since = _since(written.get(held.id, []), ended.get(held.id), None)
        if since is None or since <= moment:
            found[held.code] = None
    return tuple(found)


def _since(written: list[datetime], after: datetime | None, until: datetime | None) -> datetime | None:
    """When a need was first written, between the end of one that had its id before and its own; None for always."""
    between = (at for at in written if (after is None or at > after) and (until is None or at < until))
    return next(between, after)
