"""Stays, the nights they take in a bed, and every step they went through."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, LocalTime, Pence, Record, Versioned, one_of, owner_of

STATES = (
    "offered", "booked", "in_house", "ended", "cancelled_in_notice", "cancelled_late", "cancelled_by_provider", "no_show",
)  # fmt: skip
LEGAL = ("s17", "s20", "undecided")


class Stay(Versioned, Record):
    """One child's nights in one bed at a time, from a time on Kent's clock to another (R-O1)."""

    __tablename__ = "stay"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id", own_index=False)
    service_id: Mapped[int] = owner_of("service.id", own_index=False)
    bed_id: Mapped[int] = owner_of("bed.id")
    state: Mapped[str]
    state_since: Mapped[datetime] = mapped_column(Instant)
    made_at: Mapped[datetime] = mapped_column(Instant)
    starts_at: Mapped[datetime] = mapped_column(LocalTime)
    ends_at: Mapped[datetime] = mapped_column(LocalTime)  # as planned, or as it was once the child has left
    planned_nights: Mapped[int]
    offered_until: Mapped[datetime | None] = mapped_column(LocalTime)
    legal: Mapped[str]  # what the child's status was decided to be on the first day (R-O7)
    uses: Mapped[int]  # nights of the family's allowance, from whichever year's allocation (StayUse)
    charge_pence: Mapped[Pence]
    exempt: Mapped[str]
    manager: Mapped[str]  # who agreed an emergency bed, or nights over a limit (R-O5, R-O11)
    reviewing_officer: Mapped[str]  # the IRO who agreed nights over a limit (R-O5)
    collected_by: Mapped[str]
    note: Mapped[str]
    together: Mapped[int | None] = mapped_column(index=True)  # of siblings offered these nights together, the first one's stay (R-B5)
    transport: Mapped[str] = mapped_column(default="")  # code list "transport": who brings the child, or that nobody does yet (R-C7)

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("legal", LEGAL), name="legal"),
        CheckConstraint("ends_at >= starts_at", name="times"),
        CheckConstraint("uses >= 0 and charge_pence >= 0 and planned_nights >= 1", name="amounts"),
        Index("ix_stay_service_starts", "service_id", "starts_at"),
        Index("ix_stay_service_ends", "service_id", "ends_at"),  # who was there since a day
        Index("ix_stay_child_starts", "child_id", "starts_at"),
        Index("ix_stay_state_ends", "state", "ends_at"),  # what is to come, wherever: of all stays ever, few are
    )


class BedNight(Record):
    """One night slept, or kept, in a bed. A bed holds one child a night, and a child sleeps in one place."""

    __tablename__ = "bed_night"

    id: Mapped[Key]
    stay_id: Mapped[int] = owner_of("stay.id")
    bed_id: Mapped[int]
    child_id: Mapped[int] = owner_of("child.id", own_index=False)
    night: Mapped[date]
    pence: Mapped[Pence]  # what it costs the council: committed while it is to come, owed once it was slept (A37)

    __table_args__ = (
        CheckConstraint("pence >= 0", name="pence"),
        UniqueConstraint("bed_id", "night", name="uq_bed_night_bed"),
        UniqueConstraint("child_id", "night", name="uq_bed_night_child"),
        Index("ix_bed_night_night", "night", "stay_id"),  # tonight's beds, and the nights of a year
    )


class StayUse(Record):
    """Nights of one allocation that a stay uses; a stay across 31 March uses two (A37)."""

    __tablename__ = "stay_use"

    id: Mapped[Key]
    stay_id: Mapped[int] = owner_of("stay.id", own_index=False)
    allocation_id: Mapped[int] = owner_of("allocation.id")
    nights: Mapped[int]

    __table_args__ = (UniqueConstraint("stay_id", "allocation_id"), CheckConstraint("nights > 0", name="nights"))


class StayLoss(Record):
    """Nights of one allocation that a child lost because the house asked for an early collection (A8, R-O16)."""

    __tablename__ = "stay_loss"

    id: Mapped[Key]
    stay_id: Mapped[int] = owner_of("stay.id", own_index=False)
    allocation_id: Mapped[int] = owner_of("allocation.id")
    nights: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("stay_id", "allocation_id"), CheckConstraint("nights > 0", name="nights"))


class RefilledNight(Record):
    """One night given up too late that another family's stay in the same house has by now (R-C5)."""

    __tablename__ = "refilled_night"

    id: Mapped[Key]
    cancellation_id: Mapped[int] = owner_of("cancellation.id", own_index=False)
    taken_by: Mapped[int]  # the stay that has the night
    night: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)

    # a night given up is made good once, and a night of a stay makes good one
    __table_args__ = (UniqueConstraint("cancellation_id", "night"), UniqueConstraint("taken_by", "night"))


class StayRefill(Record):
    """A stay given up too late whose every night other families have: what it cost is put back once (R-C5)."""

    __tablename__ = "stay_refill"

    id: Mapped[Key]
    cancellation_id: Mapped[int] = mapped_column(unique=True)
    pence: Mapped[Pence]  # what was put back
    back: Mapped[int]  # nights that went back to the allowance
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (CheckConstraint("pence >= 0 and back >= 0 and pence + back > 0", name="amounts"),)


class StayStep(Record):
    """One move of a stay from state to state, or one change to it, with its reason."""

    __tablename__ = "stay_step"

    id: Mapped[Key]
    stay_id: Mapped[int] = owner_of("stay.id")
    state: Mapped[str]
    reason: Mapped[str]  # code list "cancel_reason", or ""
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")


never_deleted(Stay.__table__, "stay")  # type: ignore[arg-type]
append_only(StayLoss.__table__, "lost night")  # type: ignore[arg-type]
append_only(RefilledNight.__table__, "night taken again")  # type: ignore[arg-type]
append_only(StayRefill.__table__, "stay made good")  # type: ignore[arg-type]
append_only(StayStep.__table__, "step of a stay")  # type: ignore[arg-type]
