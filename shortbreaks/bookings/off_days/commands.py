"""Deciding that sessions stand although their day is a bank holiday now, or fell out of or into a school term."""

from dataclasses import dataclass

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.off_days.queries import off_sessions
from shortbreaks.council.commands import check_reason
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.providers.changes import note_act
from shortbreaks.providers.opening import say_days
from shortbreaks.providers.tables import SessionKept
from shortbreaks.words import counted

SINCE = "Since you looked, some of these sessions were closed, kept, or stand right again."
when_broken("uq_session_kept_session_id_off", "session_kept.session_id, session_kept.off", lambda: ChangedByAnother(SINCE, "Look again."))


@dataclass(frozen=True, slots=True)
class KeepSessions:
    """Sessions of one service as they were shown, each with why somebody was asked (one of OFF), and why they are kept."""

    sessions: tuple[tuple[int, str], ...]
    reason: str


@command(needs=Permission.CHANGE_PROVIDERS, recorded_as="Sessions kept on a changed day")
def keep_sessions(work: Work, request: KeepSessions) -> list[int]:
    """Keep that these sessions are held all the same; nothing else changes. Answers their ids.

    Raises Refused without a reason; ChangedByAnother for one that nobody asks about any more.
    """
    check_reason(request.reason)
    if not request.sessions:
        raise Refused("No session lies in those days.", "Check both days.", "first_day")
    found = off_sessions(work)
    if any(session_id not in found or found[session_id][1] != off for session_id, off in request.sessions):
        raise ChangedByAnother(SINCE, "Look again.")
    rows = [found[session_id][0] for session_id, _ in request.sessions]
    made = [
        SessionKept(session_id=session_id, off=off, reason=request.reason.strip(), at=work.now, person_id=work.person.id)
        for session_id, off in request.sessions
    ]
    work.db.add_all(made)
    work.db.flush()
    for service_id in sorted({row.service_id for row in rows}):
        own = [row.starts_at for row in rows if row.service_id == service_id]
        note_act(work, service_id, f"{counted(len(own), 'session')} kept, {say_days(own)}", request.reason)
    work.record(made[0])
    return [session_id for session_id, _ in request.sessions]
