"""Direct-payment agreements, what each awards from which day, and the runs that pay them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, Pence, Record, Versioned, one_of, owner_of, partial_index

POTS = ("direct payment", "transport budget", "personal budget")
HELD = ("card", "account", "managed")
STATES = ("draft", "active", "suspended", "ended")
KINDS = ("assistant", "agency", "night", "other", "extra", "contingency", "contribution")
PER = ("hour", "week", "month", "once")
RUN_STATES = ("drafted", "approved", "posted", "exported", "acknowledged", "dropped")
LINE_KINDS = ("cycle", "arrears", "supplement")
LINE_STATES = ("in", "left out", "posted", "acknowledged", "rejected", "returned", "held back", "dropped")
DAYS_LEFT = "unpaid_from <= ended_on"  # of a payment that ended days are unpaid yet
CAME_BACK = "returned_on is not null"
SENT_BACK = "state in ('rejected', 'returned', 'held back')"
POSTED = ("posted", "acknowledged", "rejected", "returned", "held back")  # in the books, though the last three were taken out again


class Agreement(Versioned, Record):
    """A direct-payment agreement: who is paid for which child, how it is held, and since when.

    What the family holds is the ledger account of kind "direct payment" and holder "agreement:ID".
    """

    __tablename__ = "agreement"

    id: Mapped[Key]
    ref: Mapped[str] = mapped_column(unique=True)  # "DP-10418"
    child_id: Mapped[int] = owner_of("child.id")
    pot: Mapped[str]
    payee_id: Mapped[int | None] = owner_of("adult.id")  # none: the young person is paid (R-D25)
    purpose: Mapped[str]
    may_buy: Mapped[str]
    held: Mapped[str]
    last4: Mapped[str]  # last four figures of the card or account; the application holds no more
    vendor_number: Mapped[str]
    cycle_days: Mapped[int | None]  # 7, 14, 28, or 0 for calendar months; none: as the council pays on the day (R-D12)
    surplus_weeks: Mapped[int | None]  # none: the council's own (R-D13)
    state: Mapped[str]
    starts_on: Mapped[date]
    review_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # the last day paid for
    unpaid_from: Mapped[date]  # every day before it is paid, or nothing was payable: drafts look no further back
    # What R-D3 wants before anything is paid
    consent_on: Mapped[date | None]  # of who is paid (R-D1)
    signed_on: Mapped[date | None]
    plan_on: Mapped[date | None]
    approval_ref: Mapped[str]
    account_ready_on: Mapped[date | None]
    checks_noted_on: Mapped[date | None]
    letters_stopped: Mapped[bool]  # bereavement: no letter goes by itself (R-D26)
    named_person: Mapped[str]  # who deals with the final account then
    made_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        CheckConstraint(one_of("pot", POTS), name="pot"),
        CheckConstraint(one_of("held", HELD), name="held"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("cycle_days is null or cycle_days in (0, 7, 14, 28)", name="cycle"),
        CheckConstraint("length(last4) <= 4", name="last4"),
        CheckConstraint("surplus_weeks is null or surplus_weeks between 4 and 12", name="surplus_weeks"),
        CheckConstraint("(state = 'ended') = (ended_on is not null)", name="ended"),
        CheckConstraint("state = 'draft' or consent_on is not null", name="consent"),
        Index("ix_agreement_state", "state", "id"),
        Index("ix_agreement_ended", "ended_on"),
        partial_index("ix_agreement_days_left", "id", where=DAYS_LEFT),
    )


class AgreementStep(Record):
    """From this day an agreement is active, suspended or ended, and why; the latest entered for a day counts."""

    __tablename__ = "agreement_step"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    state: Mapped[str]
    from_day: Mapped[date]
    reason: Mapped[str]
    words: Mapped[str]
    retainer: Mapped[str] = mapped_column(default="")  # what was agreed about an assistant's pay while it is suspended (R-D21)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("reason <> ''", name="why"),
        CheckConstraint("retainer = '' or state = 'suspended'", name="retainer"),
        Index("ix_agreement_step_at", "at"),  # what was entered lately
    )


class AwardLine(Record):
    """One part of an award from a day, with its own rate (R-D5); a later line of the same part replaces it from its day.

    `pence` is for one hour, week, month or once; `minutes` a week are given when it is by the hour. A family's own
    contribution is a part of kind "contribution" and lessens the payment. A part that stops is a line of nought.
    """

    __tablename__ = "award_line"

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))  # indexed with the part
    part: Mapped[int]
    kind: Mapped[str]
    words: Mapped[str]
    per: Mapped[str]
    minutes: Mapped[int]
    pence: Mapped[Pence]
    from_day: Mapped[date]
    until_day: Mapped[date | None]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("per", PER), name="per"),
        CheckConstraint("pence >= 0 and minutes >= 0 and minutes <= 10080", name="amounts"),
        CheckConstraint("(per = 'hour') or minutes = 0", name="hours"),
        CheckConstraint("until_day is null or until_day >= from_day", name="days"),
        Index("ix_award_line_part", "agreement_id", "part", "from_day"),
        Index("ix_award_line_at", "at"),
    )


class PaymentRun(Versioned, Record):
    """The batch that pays one cycle: drafted, approved by somebody else, posted, exported, acknowledged."""

    __tablename__ = "payment_run"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    cycle_days: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    pay_on: Mapped[date]  # the last working day on or before the cycle's first (R-F4)
    file_by: Mapped[date]
    state: Mapped[str]
    drafted_by: Mapped[int]
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    second_by: Mapped[int | None]  # the second approver, above the council's limit
    posted_at: Mapped[datetime | None] = mapped_column(Instant)
    total_pence: Mapped[Pence]
    dropped_why: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        CheckConstraint(one_of("state", RUN_STATES), name="state"),
        CheckConstraint("last_day >= first_day", name="days"),
        Index("ix_payment_run_last", "last_day"),
        Index("ix_payment_run_pay", "pay_on"),  # what a month paid
        Index("ix_payment_run_cycle", "cycle_days", "first_day"),
        CheckConstraint("approved_by is null or approved_by <> drafted_by", name="other_person"),
        CheckConstraint(
            "second_by is null or (second_by <> drafted_by and second_by <> approved_by)", name="second_person"
        ),
        CheckConstraint("state in ('drafted', 'dropped') or approved_by is not null", name="approved"),
    )


class RunLine(Record):
    """One agreement's payment in a run. One payment per agreement and period, unless a supplement (R-F3)."""

    __tablename__ = "run_line"

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"))  # indexed with the state
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    cycle_days: Mapped[int]  # of the whole cycle that it was worked out by, as it was on that day
    gross_pence: Mapped[Pence]
    deducted_pence: Mapped[Pence]  # what a plan gives back out of this payment, never over half of it (R-D16)
    net_pence: Mapped[Pence]
    payee_name: Mapped[str]
    vendor_number: Mapped[str]
    workings: Mapped[str]  # JSON: each part, days, rate and pence, as it was worked out
    flags: Mapped[str]  # the exceptions found, parted by ","
    state: Mapped[str]
    reason: Mapped[str]  # why it was left out, or what finance said when rejecting it
    supplement_by: Mapped[int | None]  # who approved a supplement
    entry_id: Mapped[int | None] = mapped_column(unique=True)
    returned_on: Mapped[date | None] = mapped_column(default=None)  # the day on which the bank sent it back
    held_by: Mapped[int | None] = mapped_column(default=None)  # who held it back before its file was made

    __table_args__ = (
        CheckConstraint(one_of("kind", LINE_KINDS), name="kind"),
        CheckConstraint(one_of("state", LINE_STATES), name="state"),
        CheckConstraint("net_pence = gross_pence - deducted_pence and net_pence >= 0", name="net"),
        CheckConstraint("deducted_pence >= 0 and deducted_pence * 2 <= gross_pence", name="half"),
        CheckConstraint("state not in ('left out', 'rejected', 'returned', 'held back') or reason <> ''", name="why"),
        CheckConstraint("(state = 'returned') = (returned_on is not null)", name="returned"),
        CheckConstraint("(state = 'held back') = (held_by is not null)", name="held"),
        CheckConstraint("kind <> 'supplement' or supplement_by is not null", name="supplement"),
        CheckConstraint("state not in ('posted', 'acknowledged', 'returned', 'held back') or entry_id is not null", name="posted"),
        UniqueConstraint("run_id", "agreement_id", "kind", "first_day"),
        Index("ix_run_line_run", "run_id", "state"),
        partial_index("ix_run_line_returned", "agreement_id", where=CAME_BACK),
        partial_index("ix_run_line_sent_back", "run_id", where=SENT_BACK),
        Index("ix_run_line_last", "last_day", "run_id"),  # what a 31 March parts
        Index("ix_run_line_paid", "agreement_id", "kind", "first_day", "state"),
        partial_index(
            "uq_run_line_period", "agreement_id", "first_day", unique=True,
            where="kind = 'cycle' and state in ('in', 'posted', 'acknowledged')",
        ),
    )  # fmt: skip


class Owed(Record):
    """Pence owed to a family because an award changed for days already paid (below nought: paid too much).

    What is owed is paid whole by one line; what was paid too much comes back part by part (OwedPart).
    """

    __tablename__ = "owed"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    first_day: Mapped[date]
    last_day: Mapped[date]
    since: Mapped[date]  # of these days those from which on it is owed, so that each financial year bears its own (R-F5)
    pence: Mapped[Pence]
    words: Mapped[str]
    entered_on: Mapped[date]  # an account of a day before it knows nothing of it
    uplift_id: Mapped[int | None] = owner_of("uplift.id")
    run_line_id: Mapped[int | None] = owner_of("run_line.id")  # the line that paid it
    # The debt that came back for a line of spending which was put back since: that is given again, once
    debt_id: Mapped[int | None] = mapped_column(ForeignKey("debt.id"), unique=True, default=None)

    __table_args__ = (
        CheckConstraint("pence <> 0", name="pence"),
        CheckConstraint("since between first_day and last_day", name="since"),
        CheckConstraint("debt_id is null or pence > 0", name="given_again"),
        CheckConstraint("run_line_id is null or pence > 0", name="paid"),
    )


append_only(AgreementStep.__table__, "step of an agreement")  # type: ignore[arg-type]
append_only(AwardLine.__table__, "line of an award")  # type: ignore[arg-type]
never_deleted(Agreement.__table__, "agreement")  # type: ignore[arg-type]
never_deleted(PaymentRun.__table__, "payment run")  # type: ignore[arg-type]
never_deleted(RunLine.__table__, "payment")  # type: ignore[arg-type]
never_deleted(Owed.__table__, "sum owed")  # type: ignore[arg-type]
