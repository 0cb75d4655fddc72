"""Awards that were lowered where a plan is held: the notice each was given, and the one second look at it (R-D4)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import ERASING, SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Pence, Record, Versioned, one_of, owner_of

OUTCOMES = ("stands", "changed", "withdrawn")


class AwardNotice(Record):
    """A line of an award that lowers it: from when, by how much a week, and how soon it may start.

    Sooner than its notice only with a reason.
    """

    __tablename__ = "award_notice"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    award_line_id: Mapped[int] = mapped_column(ForeignKey("award_line.id"), unique=True)
    lower_from: Mapped[date]
    week_before: Mapped[Pence]
    week_after: Mapped[Pence]
    days: Mapped[int]  # of notice, as the council had it on the day
    may_start: Mapped[date]
    short_reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("lower_from >= may_start or short_reason <> ''", name="notice"),
        CheckConstraint("week_after < week_before and days >= 0", name="lower"),
    )


class Reconsideration(Versioned, Record):
    """The one second look at a lowered award: asked for, and answered by somebody who did not decide it."""

    __tablename__ = "reconsideration"

    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey("award_notice.id"), unique=True)
    asked_on: Mapped[date]
    words: Mapped[str]  # what the family says
    decided_by: Mapped[int]  # who lowered the award
    outcome: Mapped[str]
    reasons: Mapped[str]
    answered_on: Mapped[date | None]
    answered_by: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("outcome", ("", *OUTCOMES)), name="outcome"),
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("(outcome = '') = (answered_on is null)", name="answered"),
        CheckConstraint("(outcome = '') = (reasons = '')", name="reasons"),
        CheckConstraint("(outcome = '') = (answered_by is null)", name="answerer"),
        CheckConstraint("answered_by is null or answered_by <> decided_by", name="other_person"),
    )


reconsiderations: Table = Reconsideration.__table__  # type: ignore[assignment]
append_only(AwardNotice.__table__, "notice of a lower award")  # type: ignore[arg-type]
never_deleted(reconsiderations, "second look")
ONCE = f"{SAYS}That decision was looked at again and answered. It is looked at again once."
_CHANGED = f"""(old.outcome <> '' and not ({ERASING} and new.outcome = old.outcome)) or new.notice_id <> old.notice_id
  or new.decided_by <> old.decided_by"""
refuse_when(reconsiderations, "reconsideration_once", "update", _CHANGED, ONCE)
