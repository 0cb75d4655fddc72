"""What a returned register holds, the code on each of its lines, who was rung about it, and what no-shows lead to."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import (
    Instant,
    Key,
    LocalTime,
    Pence,
    Record,
    Versioned,
    one_of,
    owner_of,
    partial_index,
)

MARKS = ("present", "late", "absent", "sick", "no show")
HOW = ("grid", "scan")
NOTES = ("chased", "walk in")
FIRST_MARK, OPEN_TALK = "replaces is null", "state = 'open'"


class Attendance(Record):
    """What was marked for one booking; put right by another that replaces it, never changed."""

    __tablename__ = "attendance"

    id: Mapped[Key]
    booking_id: Mapped[int] = owner_of("booking.id")
    mark: Mapped[str]
    reason: Mapped[str]  # code list "absence_reason", or ""
    words: Mapped[str]
    came_at: Mapped[datetime | None] = mapped_column(LocalTime)
    left_at: Mapped[datetime | None] = mapped_column(LocalTime)
    how: Mapped[str]
    was_pence: Mapped[Pence]  # the charge before the mark, which putting it right gives back
    replaces: Mapped[int | None] = mapped_column(unique=True)  # the mark this one puts right
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")

    __table_args__ = (
        CheckConstraint(one_of("mark", MARKS), name="mark"),
        CheckConstraint(one_of("how", HOW), name="how"),
        CheckConstraint("left_at is null or came_at is null or left_at > came_at", name="times"),
        # a booking has one first mark, and each mark is put right once: two people never mark the same child
        partial_index("uq_attendance_first", "booking_id", unique=True, where=FIRST_MARK),
    )  # fmt: skip


class RegisterCode(Record):
    """The code printed on one child's line of a register: an opaque reference, drawn by lot."""

    __tablename__ = "register_code"

    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)


class RegisterNote(Record):
    """Who was rung about a register that is not back, or who came to a session without a booking."""

    __tablename__ = "register_note"

    id: Mapped[Key]
    session_id: Mapped[int] = owner_of("break_session.id")
    kind: Mapped[str]
    who: Mapped[str]  # whom the office rang, or who came
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")

    __table_args__ = (CheckConstraint(one_of("kind", NOTES), name="kind"), CheckConstraint("who <> ''", name="who"))


class Talk(Versioned, Record):
    """A conversation with a family after no-shows that nobody explained; it never stops a booking (R-C6)."""

    __tablename__ = "talk"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_on: Mapped[date]
    counted_to: Mapped[date]  # the day of the last no-show that opened it; later ones are counted afresh
    no_shows: Mapped[int]
    owner_id: Mapped[int] = owner_of("person.id")
    state: Mapped[str]  # "open", "closed"
    outcome: Mapped[str]  # code list "talk_outcome", "" while open
    closed_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("state in ('open', 'closed')", name="state"),
        CheckConstraint("(state = 'closed') = (outcome <> '')", name="outcome"),
        partial_index("uq_talk_open", "child_id", unique=True, where=OPEN_TALK),
    )


class TalkNote(Record):
    """What was said or tried in a conversation."""

    __tablename__ = "talk_note"

    id: Mapped[Key]
    talk_id: Mapped[int] = owner_of("talk.id")
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]


class Cancellation(Record):
    """How the charge of one cancelled booking or stay was worked out, when it was heard, and what went back."""

    __tablename__ = "cancellation"

    id: Mapped[Key]
    booking_id: Mapped[int | None] = owner_of("booking.id")
    stay_id: Mapped[int | None] = owner_of("stay.id")
    closing_id: Mapped[int | None] = mapped_column(index=True)  # the provider's closing that cancelled it
    reason: Mapped[str]  # code list "cancel_reason"
    told_at: Mapped[datetime] = mapped_column(LocalTime)
    percent: Mapped[int]
    was_pence: Mapped[Pence]
    pence: Mapped[Pence]
    back: Mapped[int]  # minutes, sessions or nights of the allocation that went back
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("(booking_id is null) <> (stay_id is null)", name="of_one"),
        CheckConstraint("percent between 0 and 100", name="percent"),
        CheckConstraint("pence >= 0 and was_pence >= pence and back >= 0", name="amounts"),
    )


class Refill(Record):
    """A cancelled place that another family took: what it cost, in pence and of the allocation, is put back once (R-C5)."""

    __tablename__ = "refill"

    id: Mapped[Key]
    cancellation_id: Mapped[int] = mapped_column(unique=True)
    taken_by: Mapped[int] = mapped_column(unique=True)  # the booking that took the place
    pence: Mapped[Pence]  # what was put back
    back: Mapped[int] = mapped_column(default=0)  # minutes, sessions or nights that went back to the allocation
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (CheckConstraint("pence >= 0 and back >= 0 and pence + back > 0", name="pence"),)


append_only(Attendance.__table__, "mark in a register")  # type: ignore[arg-type]
append_only(RegisterCode.__table__, "code of a register")  # type: ignore[arg-type]
append_only(RegisterNote.__table__, "note on a register")  # type: ignore[arg-type]
never_deleted(Talk.__table__, "conversation")  # type: ignore[arg-type]
append_only(TalkNote.__table__, "note of a conversation")  # type: ignore[arg-type]
append_only(Cancellation.__table__, "cancellation")  # type: ignore[arg-type]
append_only(Refill.__table__, "refilled place")  # type: ignore[arg-type]
