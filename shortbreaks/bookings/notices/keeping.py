"""Owing a family a notice, within the command that brought it about."""

from collections.abc import Sequence

from shortbreaks.bookings.notices.tables import Notice, NoticeItem
from shortbreaks.database.commands import Work


def keep_notice(
    work: Work, child_id: int, why: str, cancellations: Sequence[int], closing_id: int | None = None
) -> Notice:
    """A notice that is owed to a child's family from now on, within the command that brought it about."""
    notice = Notice(
        child_id=child_id, closing_id=closing_id, why=why, at=work.now, person_id=work.person.id, paper_id=None
    )
    work.db.add(notice)
    work.db.flush()
    work.db.add_all([NoticeItem(notice_id=notice.id, cancellation_id=one) for one in cancellations])
    work.db.flush()
    return notice
