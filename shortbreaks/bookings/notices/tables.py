"""A provider's closing, and the notices that families get when a place is cancelled or taken again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, LocalTime, Record, one_of, owner_of, partial_index

WHY = ("family", "provider", "refilled", "reopened")
OWED = "paper_id is null and not void"


class Closing(Record):
    """A provider, a service or a venue that closed for some days, or for good when no last day is named."""

    __tablename__ = "closing"

    id: Mapped[Key]
    provider_id: Mapped[int] = owner_of("provider.id")
    service_id: Mapped[int | None] = owner_of("service.id")
    venue_id: Mapped[int | None] = owner_of("venue.id")
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str]  # "provider" or "council" of code list "cancel_reason"
    words: Mapped[str]  # what families are told
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("last_day is null or last_day >= first_day", name="days"),
        CheckConstraint("words <> ''", name="words"),
    )


class ClosedPart(Record):
    """One thing that a closing closed: a session, a house's nights, or in the directory a service, venue or provider."""

    __tablename__ = "closed_part"

    id: Mapped[Key]
    closing_id: Mapped[int] = owner_of("closing.id")
    session_id: Mapped[int | None] = owner_of("break_session.id")
    bed_closure_id: Mapped[int | None] = owner_of("bed_closure.id")
    service_id: Mapped[int | None] = owner_of("service.id")
    venue_id: Mapped[int | None] = owner_of("venue.id")
    provider_id: Mapped[int | None] = owner_of("provider.id")

    __table_args__ = (
        CheckConstraint(
            "(case when session_id is null then 0 else 1 end) + (case when bed_closure_id is null then 0 else 1 end) + "
            "(case when service_id is null then 0 else 1 end) + (case when venue_id is null then 0 else 1 end) + "
            "(case when provider_id is null then 0 else 1 end) = 1",
            name="of_one",
        ),
    )


class ClosingUndone(Record):
    """A closing that was put back, once: entered by mistake, or what stood in the way is mended."""

    __tablename__ = "closing_undone"

    id: Mapped[Key]
    closing_id: Mapped[int] = mapped_column(unique=True)
    words: Mapped[str]  # what families are told
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("words <> ''", name="words"),)


class Returned(Record):
    """What became of one cancellation of a closing that was put back: booked again, or why it could not be."""

    __tablename__ = "returned"

    id: Mapped[Key]
    undone_id: Mapped[int] = owner_of("closing_undone.id")
    cancellation_id: Mapped[int] = mapped_column(unique=True)
    back: Mapped[bool]
    why: Mapped[str]  # in the office's words; "" for one that is booked again
    told: Mapped[str]  # the same as the family is told it

    __table_args__ = (CheckConstraint("back = (why = '')", name="why"),)


class Notice(Record):
    """One family's notice: owed from the moment of the act, issued as a paper once."""

    __tablename__ = "notice"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    closing_id: Mapped[int | None] = owner_of("closing.id")
    why: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    paper_id: Mapped[int | None] = mapped_column(unique=True)
    void: Mapped[bool] = mapped_column(default=False)  # not owed any more: what it would tell was put back before it was issued

    __table_args__ = (
        CheckConstraint(one_of("why", WHY), name="why"),
        CheckConstraint("not void or paper_id is null", name="void"),
        partial_index("ix_notice_owed", "id", where=OWED),
    )


class NoticeItem(Record):
    """One cancellation that a notice tells of."""

    __tablename__ = "notice_item"

    id: Mapped[Key]
    notice_id: Mapped[int] = owner_of("notice.id", own_index=False)
    cancellation_id: Mapped[int] = owner_of("cancellation.id")

    __table_args__ = (UniqueConstraint("notice_id", "cancellation_id"),)


class NoticeAlternative(Record):
    """Another break a notice tells of: a session, or nights in a bed of another house; not held for the family."""

    __tablename__ = "notice_alternative"

    id: Mapped[Key]
    notice_id: Mapped[int] = owner_of("notice.id")
    session_id: Mapped[int | None] = owner_of("break_session.id")
    bed_id: Mapped[int | None] = owner_of("bed.id")
    starts_at: Mapped[datetime] = mapped_column(LocalTime)
    ends_at: Mapped[datetime] = mapped_column(LocalTime)
    to_ask: Mapped[bool]  # a person must decide something before it can be booked

    __table_args__ = (
        CheckConstraint("(session_id is null) <> (bed_id is null)", name="of_one"),
        CheckConstraint("ends_at > starts_at", name="times"),
    )


append_only(Closing.__table__, "closing")  # type: ignore[arg-type]
append_only(ClosedPart.__table__, "part of a closing")  # type: ignore[arg-type]
append_only(ClosingUndone.__table__, "closing that was put back")  # type: ignore[arg-type]
append_only(Returned.__table__, "answer of a closing that was put back")  # type: ignore[arg-type]
never_deleted(Notice.__table__, "notice")  # type: ignore[arg-type]
append_only(NoticeItem.__table__, "line of a notice")  # type: ignore[arg-type]
append_only(NoticeAlternative.__table__, "alternative on a notice")  # type: ignore[arg-type]
