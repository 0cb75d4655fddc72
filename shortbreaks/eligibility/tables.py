"""Evidence seen, decisions made, and what was awarded."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, owner_of


class Evidence(Versioned, Record):
    """A letter or plan somebody saw: its kind and dates, never a copy (R-E12)."""

    __tablename__ = "evidence"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    kind: Mapped[str]  # code list "evidence"
    seen_on: Mapped[date]
    expires_on: Mapped[date | None]
    note: Mapped[str]


class Decision(Record):
    """Who decided what, when, why, from and until when. A new decision follows; none is rewritten."""

    __tablename__ = "decision"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    outcome: Mapped[str]  # "agreed", "declined"
    rules_said: Mapped[str]  # "meets", "does not meet", "a person must decide": what the rules found that day
    findings: Mapped[str]  # JSON: each finding's test, outcome and rule, as shown when it was decided
    reason: Mapped[str]
    decided_by: Mapped[str]  # the panel or officer
    decided_on: Mapped[date]
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    review_on: Mapped[date | None]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("outcome in ('agreed', 'declined')", name="outcome"),
        CheckConstraint("reason <> ''", name="reason"),
    )


class Allocation(Versioned, Record):
    """What a decision awarded for a period: minutes, sessions, nights or pence, never added together (R-B8)."""

    __tablename__ = "allocation"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    decision_id: Mapped[int] = owner_of("decision.id")
    unit: Mapped[str]  # "hours" (kept in minutes), "sessions", "nights", "pounds" (kept in pence)
    purpose: Mapped[str]  # "Clubs and schemes"
    kinds: Mapped[str]  # kinds of service it may be used for, parted by ","; "" for any of its unit
    amount: Mapped[int]
    from_day: Mapped[date]
    until_day: Mapped[date]

    __table_args__ = (
        CheckConstraint("unit in ('hours', 'sessions', 'nights', 'pounds')", name="unit"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("until_day >= from_day", name="days"),
        Index("ix_allocation_child", "child_id", "unit", "until_day"),
    )


class RuleOverride(Record):
    """An officer's reasoned departure from one rule, for a child or for one booking (R-E6)."""

    __tablename__ = "rule_override"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    about: Mapped[str] = mapped_column(index=True)  # "booking:48267", or "child:17"
    rule: Mapped[str]
    finding: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)


append_only(Decision.__table__, "decision")  # type: ignore[arg-type]
append_only(RuleOverride.__table__, "override")  # type: ignore[arg-type]
never_deleted(Allocation.__table__, "allocation")  # type: ignore[arg-type]
