"""What nights away need beside the stay: the child's legal status, who must not share, and visits before a first night."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of

SITUATIONS = (1, 2, 3)
PAIR_KINDS = ("must not share", "prefer not", "good match")
VISITS = ("tea", "day")
REVIEW_KINDS = ("review", "visit")


class LegalStatus(Record):
    """What a social worker decided a child's nights away are in law, from a day (R-O7). A new one follows; none is changed."""

    __tablename__ = "legal_status"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    legal: Mapped[str]  # "s17", "s20"
    situation: Mapped[int]  # 1 (s17), 2 (s20 with regulation 48), 3 (s20 in full)
    from_day: Mapped[date]
    decided_by: Mapped[str]  # the social worker
    reason: Mapped[str]
    reviewing_officer: Mapped[str]
    recorded: Mapped[str]  # of section 20, how the return records it: "V3" each stay, "V4" the agreement only (R-O9)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("recorded in ('', 'V3', 'V4') and (legal = 's17') = (recorded = '')", name="recorded"),
        CheckConstraint("legal in ('s17', 's20')", name="legal"),
        CheckConstraint("(legal = 's17' and situation = 1) or (legal = 's20' and situation in (2, 3))", name="situation"),
        CheckConstraint("decided_by <> ''", name="decided_by"),
    )  # fmt: skip


class Pair(Versioned, Record):
    """Two children of whom somebody knows that they must not, should not or should share a house (R-O12)."""

    __tablename__ = "pair"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id", own_index=False)  # the lower number of the two
    other_id: Mapped[int] = owner_of("child.id")
    kind: Mapped[str]
    reason: Mapped[str]  # kept apart from every list, and never printed
    from_day: Mapped[date]
    until_day: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("child_id < other_id", name="order"),
        CheckConstraint(one_of("kind", PAIR_KINDS), name="kind"),
        CheckConstraint("reason <> ''", name="reason"),
        UniqueConstraint("child_id", "other_id", "from_day"),
    )


class FirstVisit(Record):
    """A tea or day visit before a first night; it counts as no night (R-O13)."""

    __tablename__ = "first_visit"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id", own_index=False)
    service_id: Mapped[int] = owner_of("service.id")
    on: Mapped[date] = mapped_column("on_date")
    kind: Mapped[str]
    how: Mapped[str]

    __table_args__ = (
        CheckConstraint(one_of("kind", VISITS), name="kind"),
        UniqueConstraint("child_id", "service_id", "on_date"),
    )


class ReviewHeld(Record):
    """A review of a child's series of stays, or a visit on a placed day, as it was held (R-O7, R-O8)."""

    __tablename__ = "review_held"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    kind: Mapped[str]
    on: Mapped[date] = mapped_column("on_date")
    by: Mapped[str] = mapped_column("held_by")
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", REVIEW_KINDS), name="kind"), CheckConstraint("held_by <> ''", name="held_by"),
    )  # fmt: skip


class VisitPlan(Record):
    """How often a child is visited on placed days, as the care plan agreed it before the first placement (R-O8)."""

    __tablename__ = "visit_plan"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    from_day: Mapped[date]
    every_days: Mapped[int]
    agreed_by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("every_days between 1 and 366", name="every_days"),)


append_only(ReviewHeld.__table__, "review that was held")  # type: ignore[arg-type]
append_only(VisitPlan.__table__, "agreement about visits")  # type: ignore[arg-type]
append_only(LegalStatus.__table__, "legal status")  # type: ignore[arg-type]
append_only(FirstVisit.__table__, "visit before a first night")  # type: ignore[arg-type]
never_deleted(Pair.__table__, "pair")  # type: ignore[arg-type]
