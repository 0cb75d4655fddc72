"""A rate that changes from a day, worked out over every agreement."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Pence, Record, Versioned, owner_of


class Uplift(Versioned, Record):
    """A change of a rate from a day, worked out over every agreement before anybody approves it."""

    __tablename__ = "uplift"

    id: Mapped[Key]
    kind: Mapped[str]
    from_day: Mapped[date]
    pence: Mapped[Pence]  # the new rate for an hour
    reason: Mapped[str]
    state: Mapped[str]  # "drafted", "applied", "dropped"
    drafted_by: Mapped[int]
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    applied_by: Mapped[int | None]
    applied_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        CheckConstraint("state in ('drafted', 'applied', 'dropped')", name="state"),
        CheckConstraint("applied_by is null or applied_by <> drafted_by", name="other_person"),
        CheckConstraint("(state = 'applied') = (applied_by is not null)", name="applied"),
    )


class UpliftLine(Record):
    """What an uplift does to one agreement: changed with its arrears, or unchanged and why; no agreement is missing."""

    __tablename__ = "uplift_line"

    id: Mapped[Key]
    uplift_id: Mapped[int] = owner_of("uplift.id")
    agreement_id: Mapped[int] = owner_of("agreement.id")
    part: Mapped[int | None]
    old_pence: Mapped[Pence]
    new_pence: Mapped[Pence]
    old_week: Mapped[Pence]
    new_week: Mapped[Pence]
    arrears_pence: Mapped[Pence]
    unchanged_because: Mapped[str]  # "" when it changes


append_only(UpliftLine.__table__, "line of an uplift")  # type: ignore[arg-type]
never_deleted(Uplift.__table__, "uplift")  # type: ignore[arg-type]
MISSED = f"{SAYS}An agreement is not in the report of this uplift. Drop it and work it out again."
_MISSED = """new.state = 'applied' and old.state <> 'applied' and exists (select 1 from agreement a
    where not exists (select 1 from uplift_line l where l.uplift_id = new.id and l.agreement_id = a.id))"""
refuse_when(
    Uplift.__table__, "uplift_misses_nobody", "update", _MISSED, MISSED, looks_at=UpliftLine.__table__  # type: ignore[arg-type]
)  # fmt: skip
