"""What families spent: files taken in, their lines, what the bank says it holds, returns, liabilities and debts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import ERASING, SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Pence, Record, Versioned, one_of, owner_of, partial_index

MATCHES = ("matched", "odd", "accepted", "misspent", "put back")
OURS = "our payment"  # a bank's line of one: it stands in the books already, from the run that paid it
CATEGORIES = (
    "assistant", "agency", "payroll", "activity", "equipment", "travel", OURS, "own money", "other", "",
)  # fmt: skip
RETURN_STATES = ("due", "received")
DEBT_STATES = (
    "proposed", "approved", "letter sent", "plan agreed", "recovered", "invoiced", "written off", "withdrawn",
)  # fmt: skip
OPEN_FINAL = "kind = 'final account' and state not in ('recovered', 'written off', 'withdrawn')"
REASONS = ("ill", "assistant left", "no provider", "hospital", "away", "saving up", "ended", "other", "")
STANDS, KNOWN, NUMBERED = "back_at is null", "not again", "bank_ref <> '' and not again"


def _put_back_whole() -> tuple[CheckConstraint, ...]:
    """What was put back has its reason and whose act it was."""
    return (
        CheckConstraint("(back_at is null) = (back_why = '')", name="back_why"),
        CheckConstraint("(back_at is null) = (back_by is null)", name="back_by"),
    )


class FileMap(Versioned, Record):
    """How one bank's or card's file is laid out; `name` is its headings, by which the next such file is known."""

    __tablename__ = "file_map"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    columns: Mapped[str]  # JSON: what each column means, the form of dates, and which sign is money out


class SpendFile(Record):
    """A file of spending taken in, by its bytes and whose it was said to be; the same again is known and adds nothing.

    A file taken in wrongly is put back once, with its reason, and stays; the same may then be taken in again.
    """

    __tablename__ = "spend_file"

    id: Mapped[Key]
    name: Mapped[str]
    sha256: Mapped[str]
    rows: Mapped[int]
    added: Mapped[int]
    in_pence: Mapped[Pence]
    out_pence: Mapped[Pence]
    first_day: Mapped[date]
    last_day: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    back_at: Mapped[datetime | None] = mapped_column(Instant)
    back_by: Mapped[int | None]
    back_why: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        *_put_back_whole(),
        partial_index("uq_spend_file_sha256", "sha256", unique=True, where=STANDS),
        Index("ix_spend_file_at", "at", "id"),
    )


class SpendLine(Versioned, Record):
    """One line of a family's card or account: pence out, or in when below nought, and what became of it.

    `nth` tells identical purchases of one day apart: a file that overlaps another adds only what is new (safety.md C9).
    A wrong line is put back once, by an entry that reverses its own, and stays; `again`: the same may come in again.
    """

    __tablename__ = "spend_line"

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))  # the unique constraint begins with it
    file_id: Mapped[int | None] = owner_of("spend_file.id")
    on: Mapped[date] = mapped_column("on_date")
    payee: Mapped[str]
    pence: Mapped[Pence]
    nth: Mapped[int]
    bank_ref: Mapped[str]  # the bank's own number for it (OFX), with which one of its likes it is; "" from a table
    category: Mapped[str]
    match: Mapped[str]
    why: Mapped[str]  # the rule that matched it, or what is odd about it
    evidence_on: Mapped[date | None]
    misspent_pence: Mapped[Pence]
    explanation: Mapped[str]  # the family's words
    entry_id: Mapped[int | None] = mapped_column(unique=True)
    back_at: Mapped[datetime | None] = mapped_column(Instant)
    back_by: Mapped[int | None]
    back_why: Mapped[str] = mapped_column(default="")
    again: Mapped[bool] = mapped_column(default=False)  # put back with its file, or recorded by hand
    by_hand: Mapped[bool] = mapped_column(default=False)  # from a receipt, without a line of the bank's

    __table_args__ = (
        *_put_back_whole(),
        CheckConstraint("(match = 'put back') = (back_at is not null)", name="put_back"),
        CheckConstraint("back_at is not null or not again", name="again"),
        partial_index(
            "uq_spend_line_alike", "agreement_id", "on_date", "pence", "payee", "nth", unique=True, where=KNOWN,
        ),
        CheckConstraint("pence <> 0", name="pence"),
        CheckConstraint(one_of("match", MATCHES), name="match"),
        CheckConstraint(one_of("category", CATEGORIES), name="category"),
        CheckConstraint("misspent_pence >= 0 and (misspent_pence = 0 or misspent_pence <= pence)", name="misspent"),
        CheckConstraint("(match = 'misspent') = (misspent_pence > 0)", name="misspent_said"),
        partial_index("uq_spend_line_bank_ref", "agreement_id", "bank_ref", unique=True, where=NUMBERED),
        Index("ix_spend_line_match", "match", "agreement_id"),
        Index("ix_spend_line_days", "agreement_id", "on_date"),  # the others hold some lines only, and none of a family whole
        partial_index("ix_spend_line_by_hand", "agreement_id", where="by_hand"),
    )


class BankSays(Record):
    """What a statement says an account held at the end of a day; kept, and compared again with every check."""

    __tablename__ = "bank_says"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    on: Mapped[date] = mapped_column("on_date")
    pence: Mapped[Pence]
    file_id: Mapped[int | None] = owner_of("spend_file.id")  # which said so; once that is put back it says nothing
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]


class Return(Versioned, Record):
    """A monitoring return: the period it is for, when it is due, and how far it was chased (R-D18 to R-D20)."""

    __tablename__ = "payment_return"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id", own_index=False)
    first_day: Mapped[date]
    last_day: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[str]
    received_on: Mapped[date | None]
    chased: Mapped[int]  # reminders sent: 0 to 3
    decision: Mapped[str]  # what a manager decided on a return still missing
    note: Mapped[str]

    __table_args__ = (
        UniqueConstraint("agreement_id", "first_day"),
        CheckConstraint(one_of("state", RETURN_STATES), name="state"),
        CheckConstraint("(state = 'received') = (received_on is not null)", name="received"),
        CheckConstraint("chased between 0 and 3", name="chased"),
        CheckConstraint("last_day >= first_day", name="days"),
        Index("ix_payment_return_due", "state", "due_on"),
        Index("ix_payment_return_last", "agreement_id", "last_day"),
    )


class Liability(Versioned, Record):
    """Money a family holds for what it will have to pay: holiday pay, tax, an unpaid invoice (R-D14)."""

    __tablename__ = "liability"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    kind: Mapped[str]
    pence: Mapped[Pence]
    from_day: Mapped[date]
    settled_on: Mapped[date | None]
    note: Mapped[str]
    entered_on: Mapped[date]  # an account of a day before it knows nothing of it
    settling_on: Mapped[date | None] = mapped_column(default=None)  # the day on which that was entered

    __table_args__ = (
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("(settled_on is null) = (settling_on is null)", name="settled"),
    )


class SurplusReview(Record):
    """What was found when a family's money was compared with its weeks, why it was unspent, and what was decided."""

    __tablename__ = "surplus_review"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    on: Mapped[date] = mapped_column("on_date")
    balance_pence: Mapped[Pence]
    liabilities_pence: Mapped[Pence]
    week_pence: Mapped[Pence]
    weeks: Mapped[int]
    surplus_pence: Mapped[Pence]
    final: Mapped[bool] = mapped_column(default=False)  # of an account that had ended: no weeks are held any more (R-D22)
    too_much_pence: Mapped[Pence] = mapped_column(default=0)  # that comes back anyway: paid too much, and asked back before
    asked_pence: Mapped[Pence] = mapped_column(default=0)
    reason: Mapped[str]  # why it was not spent, recorded before any letter
    evidence: Mapped[str]
    outcome: Mapped[str]  # "nothing", "more time", "plan review", "pay back"
    words: Mapped[str]
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("reason", REASONS), name="reason"),
        CheckConstraint("outcome in ('nothing', 'more time', 'plan review', 'pay back')", name="outcome"),
        CheckConstraint("outcome <> 'pay back' or reason <> ''", name="reason_first"),
        CheckConstraint("surplus_pence >= 0", name="surplus"),
        CheckConstraint("not final or outcome <> 'plan review'", name="final"),
        CheckConstraint("too_much_pence >= 0 and asked_pence >= 0", name="counted"),
    )


class Debt(Versioned, Record):
    """What a family is asked to give back, through its states (R-D24); money moves only by posting."""

    __tablename__ = "debt"

    id: Mapped[Key]
    agreement_id: Mapped[int] = owner_of("agreement.id")
    kind: Mapped[str]  # "surplus", "misspent", "final account"
    review_id: Mapped[int | None] = owner_of("surplus_review.id")  # the review that proposed it
    spend_line_id: Mapped[int | None] = owner_of("spend_line.id")  # the line of which it asks the misspent part back (R-D23)
    pence: Mapped[Pence]
    state: Mapped[str]
    proposed_by: Mapped[int]
    proposed_on: Mapped[date]
    arose_on: Mapped[date]  # whose it is: who was paid on that day (R-D25)
    approved_by: Mapped[int | None]
    reply_by: Mapped[date | None]  # two weeks from the letter (R-D16)
    a_cycle_pence: Mapped[Pence]  # what a plan takes from each payment; 0 without one
    recovered_pence: Mapped[Pence]
    finance_ref: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (
        CheckConstraint("kind in ('surplus', 'misspent', 'final account')", name="kind"),
        CheckConstraint(one_of("state", DEBT_STATES), name="state"),
        CheckConstraint("pence > 0 and recovered_pence between 0 and pence", name="pence"),
        CheckConstraint("approved_by is null or approved_by <> proposed_by", name="other_person"),
        CheckConstraint("state in ('proposed', 'withdrawn') or approved_by is not null", name="approved"),
        CheckConstraint("state <> 'written off' or finance_ref <> ''", name="written_off"),
        CheckConstraint("(kind = 'misspent') = (spend_line_id is not null)", name="line"),
        partial_index("uq_debt_final_account", "agreement_id", unique=True, where=OPEN_FINAL),
        partial_index("uq_debt_spend_line", "spend_line_id", unique=True, where="state <> 'withdrawn'"),
    )


class RunDeduction(Record):
    """What one payment of a run gives back of one debt by its plan; it counts once the payment is posted."""

    __tablename__ = "run_deduction"

    id: Mapped[Key]
    run_line_id: Mapped[int] = owner_of("run_line.id", own_index=False)
    debt_id: Mapped[int] = owner_of("debt.id")
    pence: Mapped[Pence]

    __table_args__ = (UniqueConstraint("run_line_id", "debt_id"), CheckConstraint("pence > 0", name="pence"))


NOT_ENDED = f"{SAYS}A final account is of a payment that has ended. End it first."
refuse_when(
    Debt.__table__, "debt_final_account", "insert",  # type: ignore[arg-type]
    """new.kind = 'final account' and not exists (select 1 from agreement a where a.id = new.agreement_id
    and a.state = 'ended' and a.ended_on < new.proposed_on)""",
    NOT_ENDED,
)  # fmt: skip
spend_lines: Table = SpendLine.__table__  # type: ignore[assignment]
spend_files: Table = SpendFile.__table__  # type: ignore[assignment]
append_only(RunDeduction.__table__, "part of a payment given back")  # type: ignore[arg-type]
append_only(BankSays.__table__, "bank's balance")  # type: ignore[arg-type]
append_only(SurplusReview.__table__, "surplus review")  # type: ignore[arg-type]
never_deleted(spend_lines, "line of spending")
never_deleted(spend_files, "file of spending")
never_deleted(Return.__table__, "return")  # type: ignore[arg-type]
never_deleted(Liability.__table__, "liability")  # type: ignore[arg-type]
never_deleted(Debt.__table__, "debt")  # type: ignore[arg-type]

FIXED = f"{SAYS}A line of spending keeps its day, payee and amount. Say what became of it instead."
_CHANGED = (
    "new.pence <> old.pence or new.on_date <> old.on_date or new.agreement_id <> old.agreement_id"
    f" or (new.payee <> old.payee and not {ERASING})"
)
refuse_when(spend_lines, "spend_line_fixed", "update", _CHANGED, FIXED)
ONCE = f"{SAYS}What was put back stays put back, and is not changed any more. Record it again."
refuse_when(spend_lines, "spend_line_back", "update", f"old.back_at is not null and not {ERASING}", ONCE)
_FILE_CHANGED = " or ".join(
    f"new.{one} <> old.{one}"
    for one in ("sha256", "rows", "added", "in_pence", "out_pence", "first_day", "last_day", "at", "person_id")
)
refuse_when(
    spend_files, "spend_file_fixed", "update", f"(old.back_at is not null or {_FILE_CHANGED}) and not {ERASING}",
    f"{SAYS}A file of spending is never changed. Put it back, with the reason.",
)
