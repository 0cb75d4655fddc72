"""A session's register: kept whole or not at all, chased while it is not back, and who came without a booking."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import places
from shortbreaks.bookings.registers.attending import Marked, is_marked, mark_day, put_right, standing_mark
from shortbreaks.bookings.registers.marks import DRAWN, FIGURES, LETTERS, check_mark, code_of
from shortbreaks.bookings.registers.tables import RegisterCode, RegisterNote
from shortbreaks.bookings.states import WORDS
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.lists import codes_in
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_short, to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession

MARK_OF = {"attended": "present", "attended_part": "late", "absent_ill": "sick", "no_show": "no show"}


@dataclass(frozen=True, slots=True)
class KeepRegister:
    """A whole register: a line for each child not yet marked, and any that are put right, with `why` for those."""

    session_id: int
    lines: tuple[Marked, ...]
    why: str = ""


@command(needs=Permission.BOOK, recorded_as="Register kept")
def keep_register(work: Work, request: KeepRegister) -> list[int]:
    """Keep every line of a register or none, and answer the ids of the bookings it was kept for.

    Raises Refused before the session has begun, for a child left out, twice or of another session, a mark that says
    too little, or one put right without its reason; ChangedByAnother when a line is older than its booking.
    """
    session = work.db.get(BreakSession, request.session_id)
    if session is None:
        raise NotFound("That session is not in the directory any more.", "Look again.")
    if session.starts_at > to_local(work.now):
        raise Refused("The session has not begun.", "Keep its register on the day, or take a cancellation.")
    if not request.lines:
        raise Refused("Nothing is marked.", "Press P, A, S, L or X on a line.")
    if len({line.booking_id for line in request.lines}) < len(request.lines):
        raise Refused("A child stands twice in this register.", "Look again, and keep each line once.")
    places.lock_sessions(work, [session.id])
    reasons = codes_in(work.db, "absence_reason", work.today)
    # in one fixed order, so that two people at one register wait for each other
    for line in sorted(request.lines, key=lambda one: one.booking_id):
        _keep_line(work, session, line, request.why.strip(), reasons)
    work.db.flush()
    _check_whole(work, session)
    work.record(("break_session", session.id))
    return [line.booking_id for line in request.lines]


def _keep_line(work: Work, session: BreakSession, line: Marked, why: str, reasons: dict[str, str]) -> None:
    booking = work.take(Booking, line.booking_id, seen=line.seen)
    if booking.session_id != session.id:
        raise Refused("A line is of another session.", "Open that session's register.")
    check_mark(line.mark, line.reason, line.came, line.left, booking.starts_at, booking.ends_at, reasons)
    if booking.state == "confirmed":
        mark_day(work, booking, line)
        return
    if not is_marked(booking, standing_mark(work, booking.id)):
        raise Refused(
            f"{_name(work, booking)}'s booking is “{WORDS[booking.state].lower()}”.", "Look again; it is not in the register."
        )
    if not why:
        raise Refused(
            f"{_name(work, booking)} is marked “{WORDS[booking.state].lower()}” already.",
            "Write why it is put right; what was marked first is kept.", "why",
        )  # fmt: skip
    put_right(work, booking, line, why)


def _check_whole(work: Work, session: BreakSession) -> None:
    left = list(
        work.db.scalars(
            select(Booking).where(Booking.session_id == session.id, Booking.state == "confirmed").order_by(Booking.id)
        )
    )
    if left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        raise Refused(
            f"{_name(work, left[0])}{more} {'are' if more else 'is'} not marked.",
            "Mark every child: a register is kept whole or not at all.",
        )


def _name(work: Work, booking: Booking) -> str:
    child = work.db.get(Child, booking.child_id)
    return short_name(child.first_name, child.last_name, child.known_as) if child is not None else "A child"


@dataclass(frozen=True, slots=True)
class MarkAttendance:
    """What happened to one booking on the day: "attended", "attended_part", "absent_ill" or "no_show"."""

    booking_id: int
    seen: int
    state: str
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Attendance marked")
def mark_attendance(work: Work, request: MarkAttendance) -> int:
    """Keep what happened on the day to one booking. Illness costs nothing and gives the allocation back (R-C3).

    Raises Refused before the session has begun, or when the booking was not confirmed.
    """
    booking = work.take(Booking, request.booking_id, seen=request.seen)
    if request.state not in MARK_OF:
        raise Refused("That is not something that happens on the day.", "Choose present, part, ill or did not come.")
    if booking.starts_at > to_local(work.now):
        raise Refused("The session has not begun.", "Mark it on the day, or take a cancellation.")
    if booking.state != "confirmed":
        raise Refused(
            f"This booking is “{WORDS[booking.state].lower()}”, not confirmed.", "Put it right in its session's register."
        )
    places.lock_sessions(work, [booking.session_id])
    mark_day(work, booking, Marked(booking.id, request.seen, MARK_OF[request.state], words=request.words))
    work.record(booking)
    return booking.id


@dataclass(frozen=True, slots=True)
class ChaseRegister:
    """The office rang somebody about a register that is not back."""

    session_id: int
    who: str
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Register chased")
def chase_register(work: Work, request: ChaseRegister) -> int:
    """Keep who was rung about a register. Raises Refused without a name, or when the register is back or not due."""
    session = work.db.get(BreakSession, request.session_id)
    if session is None:
        raise NotFound("That session is not in the directory any more.", "Look again.")
    if session.ends_at > to_local(work.now):
        raise Refused(f"The session ends on {say_short(session.ends_at.date(), work.today)}.", "Chase it afterwards.")
    waiting = select(Booking.id).where(Booking.session_id == session.id, Booking.state == "confirmed")
    if work.db.scalar(waiting.limit(1)) is None:
        raise Refused("This register is back.", "Look again.")
    return _note(work, session.id, "chased", request.who, request.words, "Whom did you ring?")


@dataclass(frozen=True, slots=True)
class NoteWalkIn:
    """A child came to a session without a booking: `who` as the provider said it, first name and initial."""

    session_id: int
    who: str
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Walk-in noted")
def note_walk_in(work: Work, request: NoteWalkIn) -> int:
    """Keep that a child came without a booking; no booking is invented. Raises Refused without a name, or beforehand."""
    session = work.db.get(BreakSession, request.session_id)
    if session is None:
        raise NotFound("That session is not in the directory any more.", "Look again.")
    if session.starts_at > to_local(work.now):
        raise Refused("The session has not begun.", "Book a place instead.")
    return _note(work, session.id, "walk in", request.who, request.words, "Who came?")


def _note(work: Work, session_id: int, kind: str, who: str, words: str, ask: str) -> int:
    if not who.strip():
        raise Refused(ask, "Write a name, such as Jo Pierce.", "who")
    note = RegisterNote(
        session_id=session_id, kind=kind, who=who.strip(), words=words.strip(), at=work.now, person_id=work.person.id,
        on=work.today,
    )  # fmt: skip
    work.db.add(note)
    work.record(note)
    return note.id


def codes_for(work: Work, booking_ids: Sequence[int]) -> dict[int, str]:
    """The code of each booking's line, drawn by lot for those that have none yet; it says nothing of the child."""
    kept = select(RegisterCode.booking_id, RegisterCode.code).where(RegisterCode.booking_id.in_(booking_ids))
    codes = {row.booking_id: row.code for row in work.db.execute(kept)}
    for booking_id in booking_ids:
        if booking_id not in codes:
            # a figure first: a scanner's burst is then told from the keys of the grid by its first letter
            drawn = secrets.choice(FIGURES) + "".join(secrets.choice(LETTERS) for _ in range(DRAWN - 1))
            codes[booking_id] = code_of(drawn)
            work.db.add(RegisterCode(booking_id=booking_id, code=codes[booking_id]))
    work.db.flush()
    return codes
