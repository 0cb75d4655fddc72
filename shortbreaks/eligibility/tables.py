"""Evidence seen, decisions asked for and made, what was awarded, and that the family was told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of, partial_index

STEPS = ("taken", "note", "letter", "closed", "opened")
OFFER_ANSWERS = ("yes", "declined", "not yet")
NO_CHOICE = "no_other_choice"


class Evidence(Versioned, Record):
    """A letter or plan somebody saw: its kind and dates, never a copy (R-E12)."""

    __tablename__ = "evidence"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    kind: Mapped[str]  # code list "evidence"
    seen_on: Mapped[date]
    expires_on: Mapped[date | None]
    note: Mapped[str]


class PanelCase(Versioned, Record):
    """A request for a decision, dated on the day it was asked for: the clock runs until it is decided or taken back.

    What was asked for stands in each unit by itself: minutes, sessions, nights and pence.
    """

    __tablename__ = "panel_case"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    asked_on: Mapped[date]
    asked_by: Mapped[str]  # the family, a social worker
    words: Mapped[str]
    hours: Mapped[int]
    sessions: Mapped[int]
    nights: Mapped[int]
    pounds: Mapped[int]
    officer: Mapped[str]  # who brings it to the panel
    panel_on: Mapped[date | None]
    state: Mapped[str]  # "open", "decided", "withdrawn"
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str]

    __table_args__ = (
        CheckConstraint(one_of("state", ("open", "decided", "withdrawn")), name="state"),
        CheckConstraint("asked_by <> ''", name="asked_by"),
        CheckConstraint("hours >= 0 and sessions >= 0 and nights >= 0 and pounds >= 0", name="amounts"),
        CheckConstraint("(state = 'open') = (closed_on is null)", name="closed"),
        Index("ix_panel_case_open", "state", "asked_on", "id"),
    )


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
    case_id: Mapped[int | None] = owner_of("panel_case.id")  # what it answers; a request is decided once
    asked_on: Mapped[date | None]
    asked: Mapped[str] = mapped_column(default="")  # what was asked for, each unit apart, as the family reads it
    awards: Mapped[str] = mapped_column(default="")  # JSON: [unit, amount] as it was decided, whatever changes later
    scheme: Mapped[str] = mapped_column(default="")  # the scheme in force that day, by name
    criteria: Mapped[str] = mapped_column(default="")  # its tests and awards as they stood that day, one a line
    answer: Mapped[str] = mapped_column(default="")  # to what the scheme asks: "lots", or points
    gives: Mapped[str] = mapped_column(default="")  # what the scheme would award for that answer
    conditions: Mapped[str] = mapped_column(default="")
    officer: Mapped[str] = mapped_column(default="")  # whom the family may ask

    __table_args__ = (
        CheckConstraint("outcome in ('agreed', 'declined')", name="outcome"),
        CheckConstraint("reason <> ''", name="reason"),
        UniqueConstraint("case_id"),
        Index("ix_decision_review", "review_on"),
    )


class Told(Record):
    """That a family was told of a decision: by our letter, or in another way that somebody saw and dates."""

    __tablename__ = "told"

    id: Mapped[Key]
    decision_id: Mapped[int] = owner_of("decision.id")
    paper_id: Mapped[int | None] = owner_of("paper.id")  # none when it was told in another way
    told_on: Mapped[date]
    how: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("how <> ''", name="how"),)


class TransitionStep(Record):
    """What was done about an age that a child reaches: taken, noted, a letter, closed with its outcome, opened again (R-E10)."""

    __tablename__ = "transition_step"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    months: Mapped[int]  # the age: 204 is 17
    kind: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", STEPS), name="kind"),
        CheckConstraint("words <> '' or kind = 'taken'", name="words"),
    )


class PaymentOffer(Record):
    """Whether a direct payment was offered and what the family said; and that it had no other choice (R-X3)."""

    __tablename__ = "payment_offer"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    on: Mapped[date] = mapped_column("on_date")
    answer: Mapped[str]
    no_other_choice: Mapped[bool]  # nothing but a direct payment was to be had
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("answer", OFFER_ANSWERS), name="answer"),
        partial_index("ix_payment_offer_no_choice", "child_id", where=NO_CHOICE),
    )


class Allocation(Versioned, Record):
    """What a decision awarded for a period: minutes, sessions, nights or pence, never added together (R-B8)."""

    __tablename__ = "allocation"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id", own_index=False)
    decision_id: Mapped[int] = owner_of("decision.id")
    unit: Mapped[str]  # "hours" (kept in minutes), "sessions", "nights", "pounds" (kept in pence)
    purpose: Mapped[str]  # "Clubs and schemes"
    kinds: Mapped[str]  # kinds of service it may be used for, parted by ","; "" for any of its unit
    amount: Mapped[int]
    from_day: Mapped[date]
    until_day: Mapped[date]
    carried_from: Mapped[int | None] = owner_of("allocation.id")  # of the year before, where a loss was carried over (R-O16)
    carried_why: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint("(carried_from is null) = (carried_why = '')", name="carried"),
        CheckConstraint("unit in ('hours', 'sessions', 'nights', 'pounds')", name="unit"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("until_day >= from_day", name="days"),
        Index("ix_allocation_child", "child_id", "unit", "until_day"),
        Index("ix_allocation_until", "until_day", "from_day"),
    )


class AllocationChange(Record):
    """What an allocation gave before and gives since a change: its amount and last day, from when, and why."""

    __tablename__ = "allocation_change"

    id: Mapped[Key]
    allocation_id: Mapped[int] = owner_of("allocation.id")
    from_day: Mapped[date]
    amount_before: Mapped[int]
    amount: Mapped[int]
    until_before: Mapped[date]
    until_day: Mapped[date]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("amount <> amount_before or until_day <> until_before", name="changes"),
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

    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        partial_index("ix_rule_override_no_price", "about", where="rule = 'R-C2'"),  # what waits for its price
    )


append_only(Decision.__table__, "decision")  # type: ignore[arg-type]
append_only(Told.__table__, "note that a family was told")  # type: ignore[arg-type]
append_only(TransitionStep.__table__, "step towards adult life")  # type: ignore[arg-type]
append_only(PaymentOffer.__table__, "offer of a direct payment")  # type: ignore[arg-type]
never_deleted(PanelCase.__table__, "request for a decision")  # type: ignore[arg-type]
append_only(AllocationChange.__table__, "change of an allocation")  # type: ignore[arg-type]
append_only(RuleOverride.__table__, "override")  # type: ignore[arg-type]
never_deleted(Allocation.__table__, "allocation")  # type: ignore[arg-type]
