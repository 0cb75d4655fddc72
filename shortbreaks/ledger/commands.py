"""Month ends: closing a month of the books softly or for good, and opening it again."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import lock_posting
from shortbreaks.ledger.tables import Period, period_says

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class CloseMonth:
    """A month of the books ("2026-07") and why it is closed; `for_good` cannot be undone."""

    month: str
    reason: str
    for_good: bool = False


@command(needs=Permission.CLOSE_BOOKS, recorded_as="Month of the books closed")
def close_month(work: Work, request: CloseMonth) -> dict[str, str | int | None]:
    """Close a month so that nothing more is dated in it, and give how it stands: the trail keeps that.

    Raises Refused for a month not yet over, an empty reason, or one closed for good before.
    """
    period = _period(work, request.month, request.reason)
    if request.month >= f"{work.today:%Y-%m}":
        raise Refused("This month is not over yet.", "Close it when it is.", "month")
    if period.state == "hard":
        raise Refused("This month was closed for good before.", "There is nothing left to close.", "month")
    period.state = "hard" if request.for_good else "soft"
    period.open_to = period.open_until = None
    period.reason = request.reason.strip()
    work.record(period)
    return period_says(period)


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A softly closed month opened again: to everybody, or to one person until an instant (UTC)."""

    month: str
    reason: str
    to_person: int | None = None
    until: datetime | None = None


@command(needs=Permission.CLOSE_BOOKS, recorded_as="Month of the books opened")
def open_month(work: Work, request: OpenMonth) -> dict[str, str | int | None]:
    """Open a softly closed month, to everybody or to one named person for a while, and give how it stands.

    Raises Refused for a month closed for good, one that is open, or an exception without its end.
    """
    period = _period(work, request.month, request.reason)
    if period.state == "hard":
        raise Refused("This month was closed for good.", "Post in an open month, and say in words what it is for.")
    if period.state == "open":
        raise Refused("This month is open.", "Post in it.", "month")
    if request.to_person is None:
        period.state, period.open_to, period.open_until = "open", None, None
    else:
        if request.until is None or request.until <= work.now:
            raise Refused("Opening a month to one person needs an end.", "Give a time to come.", "until")
        period.open_to, period.open_until = request.to_person, request.until
    period.reason = request.reason.strip()
    work.record(period)
    return period_says(period)


def _period(work: Work, month: str, reason: str) -> Period:
    """The month's row, locked against postings, made when it was never closed before."""
    if not MONTH.fullmatch(month):
        raise Refused(f"“{month[:20]}” is not a month.", "Write it like 2026-07.", "month")
    if not reason.strip():
        raise Refused("Closing or opening a month needs its reason.", "Write why, in a few words.", "reason")
    lock_posting(work)
    period = work.db.scalar(select(Period).where(Period.month == month))
    if period is None:
        period = Period(month=month, state="open", open_to=None, open_until=None, reason="")
        work.db.add(period)
    return period
