"""Who waits for nights in a house, every step of it, and which stay was offered to whom (R-B1, R-B6, R-O11).

They stand here and not with the houses, because the order, the unmet need and the merging of families stand here too.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.bookings.waiting.tables import OPEN, STATES
from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of, partial_index


class NightRequest(Versioned, Record):
    """One child waiting for some nights in a row, in one house or in any, between two days.

    Siblings who stand or fall together share `together`, the number of the first of them (R-B5).
    """

    __tablename__ = "night_request"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    service_id: Mapped[int | None] = owner_of("service.id")  # None for any house
    nights: Mapped[int]
    from_day: Mapped[date]  # the first day on which the child may arrive
    until_day: Mapped[date]  # the last day on which the child may leave
    weekdays: Mapped[str]  # nights that are wished for, "4,5,6" for Friday to Sunday; "" for any
    together: Mapped[int | None] = mapped_column(index=True)
    asked_by: Mapped[int | None] = owner_of("adult.id")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    safeguarding: Mapped[bool]  # a social worker asked that this family goes first; why is in the steps
    state: Mapped[str]
    state_since: Mapped[datetime] = mapped_column(Instant)
    reviewed_on: Mapped[date]  # when somebody last asked the family whether they still wait
    stay_id: Mapped[int | None] = owner_of("stay.id")  # the stay that is offered, or that met it
    unmet_id: Mapped[int | None] = owner_of("unmet_request.id")

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("until_day > from_day and nights >= 1", name="days"),
        # Offered is one stay and no more; who waits, or is off the list, holds none
        CheckConstraint("(state in ('offered', 'confirmed')) = (stay_id is not null)", name="stay"),
        Index("uq_night_request_stay", "stay_id", unique=True),
        partial_index("uq_night_request_open", "child_id", "from_day", "until_day", unique=True, where=OPEN),
        Index("ix_night_request_state", "state", "asked_at"),
    )  # fmt: skip


class NightStep(Record):
    """One move of a request for nights from state to state, or one word about it, with its reason."""

    __tablename__ = "night_step"

    id: Mapped[Key]
    request_id: Mapped[int] = owner_of("night_request.id")
    state: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")


class NightOffer(Record):
    """A stay that was offered to a request for nights, and how it stood in the order that day (R-B6)."""

    __tablename__ = "night_offer"

    id: Mapped[Key]
    request_id: Mapped[int] = owner_of("night_request.id")
    stay_id: Mapped[int] = mapped_column(unique=True)
    stood: Mapped[str]
    passed_over: Mapped[str]  # why those before it were passed over; "" when it was the next
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]


never_deleted(NightRequest.__table__, "request for nights")  # type: ignore[arg-type]
append_only(NightStep.__table__, "step of a request for nights")  # type: ignore[arg-type]
append_only(NightOffer.__table__, "offer of nights to a family that waits")  # type: ignore[arg-type]
