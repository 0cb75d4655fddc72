"""Requests that could not be met, kept from the moment it happens, and what became of each (R4, R-X1)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Record, one_of, owner_of

REASONS = (
    "no_provider", "no_place", "no_one_to_one", "staff_short", "need", "distance", "too_late", "no_allocation",
    "not_delivered", "provider_cancelled", "other",
)  # fmt: skip
OUTCOMES = ("met", "withdrawn", "mistaken", "open_again")
UNITS = ("", "hours", "sessions", "nights")


class UnmetRequest(Record):
    """What a family asked for and did not get: what, for whom, where the child lived then, and why not."""

    __tablename__ = "unmet_request"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    reason: Mapped[str]
    district: Mapped[str]  # GSS code of the child's home on that day; "" when not known
    needs: Mapped[str]  # the child's needs on that day, codes parted by ","
    kinds: Mapped[str]  # kinds of service that were asked for, parted by ","; "" for any
    service_id: Mapped[int | None] = owner_of("service.id")
    session_id: Mapped[int | None] = owner_of("break_session.id")
    from_day: Mapped[date]
    until_day: Mapped[date]
    weekdays: Mapped[str]  # "5,6" for Saturday and Sunday; "" for any
    unit: Mapped[str]  # of `amount`: "hours" (kept in minutes), "sessions", "nights"; "" when nobody counted
    amount: Mapped[int]  # what is short of what was awarded or asked for
    about: Mapped[str]  # "booking:7", "stay:3", "waiting_request:12", or "" for a request of its own
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    on: Mapped[date] = mapped_column("on_date")
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("reason", REASONS), name="reason"),
        CheckConstraint(one_of("unit", UNITS), name="unit"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("until_day >= from_day", name="days"),
        Index("ix_unmet_request_district_reason", "district", "reason", "on_date"),
        Index("ix_unmet_request_on", "on_date"),
    )


class UnmetOutcome(Record):
    """What became of an unmet request; the newest row says it, and a mistake is put right by a further one."""

    __tablename__ = "unmet_outcome"

    id: Mapped[Key]
    unmet_id: Mapped[int] = owner_of("unmet_request.id")
    outcome: Mapped[str]
    met_by: Mapped[str]  # "booking:7" or "stay:3"; "" unless it was met
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    on: Mapped[date] = mapped_column("on_date")
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        CheckConstraint("(outcome = 'met') = (met_by <> '')", name="met_by"),
    )


append_only(UnmetRequest.__table__, "request that could not be met")  # type: ignore[arg-type]
append_only(UnmetOutcome.__table__, "word on what became of a request")  # type: ignore[arg-type]
