"""The waiting list: who waits for what, every step of it, and which place was offered to whom (R-B1, R-B5, R-B6)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of, partial_index

STATES = ("waiting", "offered", "confirmed", "withdrawn", "lapsed", "not_met", "superseded")
OPEN = "state in ('waiting', 'offered')"


class WaitingRequest(Versioned, Record):
    """One child waiting for a place in one session, in any session of a service between two days, or in several named ones.

    Several sessions are named by rows of `WaitingSession`: `whole` waits for all of them or none, else for any one of them.
    Siblings who stand or fall together share `together`, the number of the first of them (R-B5).
    """

    __tablename__ = "waiting_request"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    service_id: Mapped[int] = owner_of("service.id")
    session_id: Mapped[int | None] = owner_of("break_session.id")
    from_day: Mapped[date]
    until_day: Mapped[date]
    weekdays: Mapped[str]  # "5,6" for Saturday and Sunday; "" for any
    whole: Mapped[bool]  # all of the sessions named or none of them, as of a holiday scheme
    together: Mapped[int | None] = mapped_column(index=True)
    asked_by: Mapped[int | None] = owner_of("adult.id")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    safeguarding: Mapped[bool]  # a social worker asked that this family goes first; why is in the steps
    state: Mapped[str]
    state_since: Mapped[datetime] = mapped_column(Instant)
    reviewed_on: Mapped[date]  # when somebody last asked the family whether they still wait
    unmet_id: Mapped[int | None] = owner_of("unmet_request.id")
    note: Mapped[str]

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("until_day >= from_day", name="days"),
        CheckConstraint("session_id is null or from_day = until_day", name="session_day"),
        CheckConstraint("session_id is null or not whole", name="whole"),
        # A child waits once for the same thing, whoever asks
        partial_index(
            "uq_waiting_request_open", "child_id", "service_id", "from_day", "until_day", unique=True,
            where=OPEN,
        ),
        Index("ix_waiting_request_state", "state", "service_id", "asked_at"),
    )  # fmt: skip


class WaitingSession(Record):
    """One of several sessions that a request waits for, as the family named them; never changed, but asked for anew."""

    __tablename__ = "waiting_session"

    id: Mapped[Key]
    request_id: Mapped[int] = owner_of("waiting_request.id", own_index=False)
    session_id: Mapped[int] = owner_of("break_session.id")

    __table_args__ = (UniqueConstraint("request_id", "session_id"),)


class WaitingStep(Record):
    """One move of a request from state to state, or one word about it, with its reason."""

    __tablename__ = "waiting_step"

    id: Mapped[Key]
    request_id: Mapped[int] = owner_of("waiting_request.id")
    state: Mapped[str]
    reason: Mapped[str]  # "asked", "reviewed", "safeguarding", "lapsed", "declined", "accepted" …
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")


class WaitingOffer(Record):
    """A place that was offered to a request: as which booking, and how the request stood in the order that day (R-B6)."""

    __tablename__ = "waiting_offer"

    id: Mapped[Key]
    request_id: Mapped[int] = owner_of("waiting_request.id")
    booking_id: Mapped[int] = mapped_column(unique=True)
    session_id: Mapped[int] = owner_of("break_session.id")
    stood: Mapped[str]  # "1st of 7: no break attended yet; 4% of hours used; …"
    passed_over: Mapped[str]  # why those before it were passed over; "" when it was the next
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]


never_deleted(WaitingRequest.__table__, "request on the waiting list")  # type: ignore[arg-type]
append_only(WaitingSession.__table__, "session on the waiting list")  # type: ignore[arg-type]
append_only(WaitingStep.__table__, "step on the waiting list")  # type: ignore[arg-type]
append_only(WaitingOffer.__table__, "offer to a family that waits")  # type: ignore[arg-type]
