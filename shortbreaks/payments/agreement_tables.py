"""What an agreement's money may be used for, as it was thought about; and who is paid from which day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Pence, Record, one_of, owner_of

AWAY = ("hospital", "abroad")
CONCERNS = ("raised", "with counter-fraud", "nothing found", "proved")
USES = ("support", "relative", "work", "residential", "manages", "other")


class PayeeStep(Record):
    """From this day somebody else is paid under an agreement; none for the adult: the young person (R-D25).

    Until the first of these the payee is the agreement's own. The latest entered for a day counts.
    """

    __tablename__ = "payee_step"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
    from_day: Mapped[date]
    adult_id: Mapped[int | None] = owner_of("adult.id")
    vendor_number: Mapped[str]  # "": asked for, and nothing is paid before it is there
    held: Mapped[str]  # how this payee holds the money, and the last four figures of their own card or account
    last4: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("reason <> ''", name="why"),
        CheckConstraint(one_of("held", ("card", "account", "managed")), name="held"),
        CheckConstraint("length(last4) <= 4", name="last4"),
        Index("ix_payee_step_agreement", "agreement_id", "from_day", "id"),
    )


class AgreementUse(Record):
    """One use of the money that somebody thought about, with the reason and who agreed (R-D6 to R-D11)."""

    __tablename__ = "agreement_use"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
    kind: Mapped[str]
    words: Mapped[str]
    relation: Mapped[str]  # of a relative to the child
    payees: Mapped[str] = mapped_column(default="")  # names by which a bank's lines show it, parted by commas
    same_household: Mapped[bool]
    nights_single: Mapped[int]  # of one residential stay, and in twelve months
    nights_year: Mapped[int]
    reason: Mapped[str]  # why the exception is right, or the necessity
    approver: Mapped[str]
    from_day: Mapped[date]
    review_on: Mapped[date | None]
    cost_pence: Mapped[Pence | None]  # what it is expected to cost in all; nobody said: none
    times: Mapped[int | None]  # how often it is paid in each month or week; nobody said: none
    times_per: Mapped[str] = mapped_column(default="")
    each_pence: Mapped[Pence | None]  # about how much each time
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", USES), name="kind"),
        CheckConstraint("cost_pence is null or cost_pence > 0", name="cost"),
        CheckConstraint("(times is null) = (times_per = '') and times_per in ('', 'week', 'month')", name="pattern"),
        CheckConstraint("(times is null or times > 0) and (each_pence is null or (each_pence > 0 and times is not null))", name="each"),
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("nights_single >= 0 and nights_year >= 0", name="nights"),
        CheckConstraint("kind not in ('work', 'manages') or reason <> ''", name="exception_considered"),
        CheckConstraint(
            "kind <> 'relative' or not same_household or (reason <> '' and approver <> '' and review_on is not null)",
            name="necessary",
        ),
        CheckConstraint("review_on is null or review_on > from_day", name="review"),
        Index("ix_agreement_use_agreement", "agreement_id", "id"),
    )


class AwayStep(Record):
    """The child is in hospital or abroad from a day, until a day once that is known; the latest entered for a day counts."""

    __tablename__ = "away_step"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
    kind: Mapped[str]
    from_day: Mapped[date]
    until_day: Mapped[date | None]  # the last day away
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", AWAY), name="kind"),
        CheckConstraint("until_day is null or until_day >= from_day", name="days"),
        Index("ix_away_step_agreement", "agreement_id", "from_day", "id"),
    )


class CycleStep(Record):
    """From this day an agreement is paid otherwise: every so many days, or (none) as the council pays (R-D12).

    Until the first of these it is the agreement's own. The latest entered for a day counts.
    """

    __tablename__ = "cycle_step"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
    from_day: Mapped[date]
    cycle_days: Mapped[int | None]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("cycle_days is null or cycle_days in (0, 7, 14, 28)", name="cycle"),
        CheckConstraint("reason <> ''", name="why"),
        Index("ix_cycle_step_agreement", "agreement_id", "from_day", "id"),
    )


class Concern(Record):
    """A thought that money was taken by deceit, apart from any misspend; shown to those alone who approve (R-D23)."""

    __tablename__ = "concern"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    state: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("state", CONCERNS), name="state"),
        CheckConstraint("words <> ''", name="words"),
    )


class AgreementReview(Record):
    """Somebody looked at the plan with the family on a day, and when it is looked at next (R-D17, R-D18)."""

    __tablename__ = "agreement_review"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    on: Mapped[date] = mapped_column("on_date")
    next_on: Mapped[date]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("next_on > on_date", name="next"),
    )


append_only(AgreementReview.__table__, "review of an agreement")  # type: ignore[arg-type]
append_only(Concern.__table__, "concern")  # type: ignore[arg-type]
append_only(CycleStep.__table__, "change of cycle")  # type: ignore[arg-type]
append_only(AwayStep.__table__, "time away")  # type: ignore[arg-type]
append_only(PayeeStep.__table__, "change of payee")  # type: ignore[arg-type]
append_only(AgreementUse.__table__, "use of the money")  # type: ignore[arg-type]
