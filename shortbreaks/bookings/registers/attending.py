"""What was marked for a booking on the day, with its money and its place; and a mark put right by a reversing step."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.bookings import judging, places
from shortbreaks.bookings.giving_up import ladders_of
from shortbreaks.bookings.money import post_change
from shortbreaks.bookings.registers.marks import Told, told_by
from shortbreaks.bookings.registers.tables import Attendance
from shortbreaks.bookings.registers.talks import open_talk_if_due
from shortbreaks.bookings.states import HOLDING, ON_THE_DAY
from shortbreaks.bookings.steps import move, step
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import Refused

when_broken(
    "uq_attendance_first", "attendance.booking_id",
    lambda: Refused("Somebody has marked this child just now.", "Look again, and put it right with a reason."),
)  # fmt: skip
when_broken(
    "uq_attendance_replaces", "attendance.replaces",
    lambda: Refused("Somebody has put this mark right just now.", "Look again."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """One child's line: a mark of `marks.WORDS`, a reason of "absence_reason", times on Kent's clock, and how it came."""

    booking_id: int
    seen: int
    mark: str
    reason: str = ""
    came: datetime | None = None
    left: datetime | None = None
    words: str = ""
    how: str = "grid"


def standing_mark(work: Work, booking_id: int) -> Attendance | None:
    """The mark that stands for a booking: the newest, since each is put right only by the next."""
    found = select(Attendance).where(Attendance.booking_id == booking_id).order_by(Attendance.id.desc()).limit(1)
    return work.db.scalar(found)


def mark_day(work: Work, booking: Booking, line: Marked, *, replaces: int | None = None) -> None:
    """Keep what happened on the day to a confirmed booking: its state, its place, its charge and its mark."""
    ladders = ladders_of(work)
    told = told_by(
        line.mark, line.reason, booking.charge_pence, booking.starts_at, ladders.of(booking), ladders.late_days(booking)
    )
    was = booking.charge_pence
    if told.state not in HOLDING:
        places.give_back_places(work, [booking])
    _charge_anew(work, booking, told.cost.pence, _said(told))
    work.db.add(
        Attendance(
            booking_id=booking.id, mark=line.mark, reason=line.reason, words=line.words.strip(), came_at=line.came,
            left_at=line.left, how=line.how, was_pence=was, replaces=replaces, at=work.now, person_id=work.person.id,
            on=work.today,
        )
    )  # fmt: skip
    move(work, booking, told.state, reason=line.reason, words=line.words)
    work.db.flush()
    if told.state == "no_show":
        open_talk_if_due(work, booking.child_id, booking.starts_at.date())


def _said(told: Told) -> str:
    return "Ill: charge put back" if told.state == "absent_ill" else "Absent: part put back"


def _charge_anew(work: Work, booking: Booking, pence: int, what: str) -> None:
    if pence != booking.charge_pence:
        household = judging.households_of(work, {booking.child_id})[booking.child_id]
        post_change(work, household, f"booking:{booking.id}", pence - booking.charge_pence, what, work.today)
        booking.charge_pence = pence


def is_marked(booking: Booking, mark: Attendance | None) -> bool:
    """Whether what became of a booking was said by a register, and not by a cancellation before the day."""
    return booking.state in ON_THE_DAY or (mark is not None and booking.state not in {"confirmed", "superseded"})


def put_right(work: Work, booking: Booking, line: Marked, why: str) -> None:
    """Take a mark back by a reversing step, its charge and place with it, and keep the right one.

    Raises AlreadyElsewhere when the child has a place somewhere else at that time.
    """
    before = standing_mark(work, booking.id)
    _charge_anew(work, booking, _was_charged(work, booking, before), "Register put right: charged again")
    if booking.state not in HOLDING:
        places.lock_children(work, [booking.child_id])
        work.db.flush()
        places.take_places(work, [booking])
    booking.state, booking.state_since = "confirmed", work.now
    step(work, booking, "confirmed", "put_right", why)
    work.db.flush()
    mark_day(work, booking, line, replaces=before.id if before is not None else None)


def _was_charged(work: Work, booking: Booking, before: Attendance | None) -> int:
    """What a booking was charged before it was marked; one marked before marks were kept is charged as on its day."""
    if booking.exempt == "s29(3)":
        return 0  # a benefit seen since it was marked frees from it all the same (R-C1)
    if before is not None:
        return before.was_pence
    if booking.state == "absent_ill":
        return judging.charge_of(work, booking.child_id, booking.service_id, booking.starts_at, booking.ends_at).pence
    return booking.charge_pence
