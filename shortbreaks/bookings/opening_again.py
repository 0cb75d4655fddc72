"""Days of a service that were closed by mistake, or are had after all, open again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.notices.tables import ClosedPart, ClosingUndone
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.providers.changes import note_act
from shortbreaks.providers.opening import say_days
from shortbreaks.providers.tables import BreakSession
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class OpenDays:
    """A service's closed sessions from one day to another."""

    service_id: int
    first_day: date
    last_day: date


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Days opened again")
def open_days(work: Work, request: OpenDays) -> list[int]:
    """Open a service's closed sessions that are still to come; answers which.

    What a provider cancelled is put back with its closing, so that families have their places again. Raises Refused where
    nothing else is closed in those days.
    """
    closed = (
        select(BreakSession)
        .where(
            BreakSession.service_id == request.service_id, BreakSession.state == "closed",
            BreakSession.starts_at >= begin_of(request.first_day), BreakSession.starts_at > to_local(work.now),
            BreakSession.starts_at < begin_of(request.last_day + timedelta(days=1)),
        )
        .order_by(BreakSession.id)
        .with_for_update()
    )  # fmt: skip
    found = list(work.db.scalars(closed.where(~_cancelled_by_provider())))
    if not found and work.db.scalars(closed).first() is not None:
        raise Refused("The provider cancelled those days.", "Put that closing back: families have their places again with it.")
    if not found:
        raise Refused("Nothing that is still to come is closed in those days.", "Check the days.", "first_day")
    for session in found:
        session.state, session.closed_reason = "open", ""
    days = say_days([one.starts_at for one in found])
    note_act(work, request.service_id, f"{counted(len(found), 'session')} open again, {days}")
    work.record(("service", request.service_id))
    return [session.id for session in found]


def _cancelled_by_provider() -> Any:
    """Whether a closing that was not put back closed a session."""
    undone = exists().where(ClosingUndone.closing_id == ClosedPart.closing_id)
    return exists().where(ClosedPart.session_id == BreakSession.id, ~undone)
