"""Invoices of providers, line by line, what was answered to each difference, and what is to be got back through finance."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Pence, Record, Versioned, one_of, owner_of, partial_index
from shortbreaks.payments.spending.tables import Debt

INVOICE_STATES = ("entered", "approved", "credited", "withdrawn")
RECOVERY_STATES = ("sent", "acknowledged", "rejected")
ANSWERS = ("accepted", "disputed")


class ProviderInvoice(Versioned, Record):
    """One invoice of a provider: entered, approved by somebody else and so settled in the books, or credited, or withdrawn."""

    __tablename__ = "provider_invoice"

    id: Mapped[Key]
    provider_id: Mapped[int] = owner_of("provider.id")
    vendor_number: Mapped[str]
    number: Mapped[str]
    number_key: Mapped[str]  # the number as it is compared: "inv 0071" is "INV0071"
    order_ref: Mapped[str]  # purchase order or contract
    vat_code: Mapped[str]
    dated: Mapped[date]
    due_on: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    pence: Mapped[Pence]  # what the paper asks for; its lines must come to the same
    state: Mapped[str]
    reason: Mapped[str]  # why it was credited or withdrawn
    credit_number: Mapped[str]
    entered_by: Mapped[int]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    entry_id: Mapped[int | None] = mapped_column(unique=True)

    __table_args__ = (
        CheckConstraint(one_of("state", INVOICE_STATES), name="state"),
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("vendor_number <> '' and number_key <> ''", name="numbers"),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("approved_by is null or approved_by <> entered_by", name="other_person"),
        CheckConstraint("(state in ('approved', 'credited')) = (approved_by is not null and entry_id is not null)", name="approved"),
        CheckConstraint("state in ('entered', 'approved') or reason <> ''", name="why"),
        partial_index(
            "uq_provider_invoice_number", "vendor_number", "number_key", unique=True,
            where="state <> 'withdrawn'",
        ),
        Index("ix_provider_invoice_state", "state", "id"),
    )  # fmt: skip


class InvoiceLine(Record):
    """What an invoice asks for one session or one stay: units at a price (pence)."""

    __tablename__ = "invoice_line"

    id: Mapped[Key]
    invoice_id: Mapped[int] = owner_of("provider_invoice.id", own_index=False)
    service_id: Mapped[int] = owner_of("service.id")
    session_id: Mapped[int | None] = owner_of("break_session.id")
    stay_id: Mapped[int | None] = owner_of("stay.id")
    first_day: Mapped[date]
    last_day: Mapped[date]
    units: Mapped[int]  # places in a session, nights of a stay, or minutes where the price is of an hour
    per: Mapped[int]  # units that the price is of: 1, or 60 minutes
    price: Mapped[Pence]
    pence: Mapped[Pence]

    __table_args__ = (
        UniqueConstraint("invoice_id", "session_id"),
        UniqueConstraint("invoice_id", "stay_id"),
        CheckConstraint("(session_id is null) <> (stay_id is null)", name="of_one"),
        CheckConstraint("per = 1 or stay_id is null", name="nights"),
        CheckConstraint("units > 0 and price >= 0 and per in (1, 60) and pence = (2 * units * price + per) / (2 * per)", name="sum"),
        CheckConstraint("last_day >= first_day", name="days"),
    )


class InvoiceSettlement(Record):
    """How a line was settled when its invoice was approved: what attendance of it owed, and what became of that (pence)."""

    __tablename__ = "invoice_settlement"

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("invoice_line.id"), unique=True)
    backed: Mapped[int]  # units that attendance backed and no earlier invoice had asked for
    stood_pence: Mapped[Pence]  # what those owed
    owed_pence: Mapped[Pence]  # paid out of that
    extra_pence: Mapped[Pence]  # paid out of the budget beside it
    freed_pence: Mapped[Pence]  # owed no more

    __table_args__ = (
        CheckConstraint("backed >= 0 and owed_pence >= 0 and extra_pence >= 0 and freed_pence >= 0", name="amounts"),
        CheckConstraint("owed_pence + freed_pence = stood_pence", name="stood"),
        CheckConstraint("extra_pence = 0 or freed_pence = 0", name="one_way"),
    )


class InvoiceAnswer(Record):
    """What somebody answered to a difference of a line; the latest counts."""

    __tablename__ = "invoice_answer"

    id: Mapped[Key]
    line_id: Mapped[int] = owner_of("invoice_line.id")
    kind: Mapped[str]  # which difference
    words: Mapped[str]  # the difference's own sentence when it was answered: it holds for no other
    answer: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("answer", ANSWERS), name="answer"),
        CheckConstraint("reason <> ''", name="why"),
    )


class Recovery(Versioned, Record):
    """A debt, or an invoice credited after finance had it, sent to finance to be got back. Each once, unless rejected."""

    __tablename__ = "recovery"

    id: Mapped[Key]
    batch_id: Mapped[int] = owner_of("export_batch.id")
    debt_id: Mapped[int | None] = owner_of("debt.id")
    invoice_id: Mapped[int | None] = owner_of("provider_invoice.id")
    pence: Mapped[Pence]
    state: Mapped[str]
    reason: Mapped[str]  # finance's, when it rejected it
    finance_ref: Mapped[str]
    takes_back: Mapped[int | None] = owner_of("recovery.id")  # a line finance took, of a debt that was withdrawn since

    __table_args__ = (
        CheckConstraint(one_of("state", RECOVERY_STATES), name="state"),
        CheckConstraint("(debt_id is null) <> (invoice_id is null)", name="of_one"),
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("state <> 'rejected' or reason <> ''", name="why"),
        CheckConstraint("state <> 'acknowledged' or finance_ref <> ''", name="acknowledged"),
        *(
            partial_index(f"uq_recovery_{column}", column, unique=True, where=where)
            for column, where in (
                ("debt_id", "state <> 'rejected' and takes_back is null"), ("invoice_id", "state <> 'rejected'"),
                ("takes_back", "state <> 'rejected'"),
            )
        ),
    )  # fmt: skip


append_only(InvoiceSettlement.__table__, "settlement of an invoice's line")  # type: ignore[arg-type]
append_only(InvoiceLine.__table__, "line of an invoice")  # type: ignore[arg-type]
append_only(InvoiceAnswer.__table__, "answer to a difference")  # type: ignore[arg-type]
never_deleted(ProviderInvoice.__table__, "provider's invoice")  # type: ignore[arg-type]
never_deleted(Recovery.__table__, "sum to get back")  # type: ignore[arg-type]

FIXED = f"{SAYS}An invoice says what its paper says. Withdraw it and enter it again, or credit it."
_CHANGED = (
    "new.pence <> old.pence or new.number_key <> old.number_key or new.vendor_number <> old.vendor_number"
    " or new.provider_id <> old.provider_id or new.first_day <> old.first_day or new.last_day <> old.last_day"
)
refuse_when(ProviderInvoice.__table__, "provider_invoice_fixed", "update", _CHANGED, FIXED)  # type: ignore[arg-type]

STOPPED = f"{SAYS}This family’s letters are stopped, and an invoice is one (R-D26). Speak to the named person first."
refuse_when(
    Recovery.__table__, "recovery_stopped", "insert",  # type: ignore[arg-type]
    """new.debt_id is not null and new.takes_back is null and exists (select 1 from debt d join agreement a on a.id = d.agreement_id
    where d.id = new.debt_id and a.letters_stopped)""",
    STOPPED,
)  # fmt: skip
WITH_FINANCE = f"{SAYS}Finance has this debt and has not answered. Take its answer in first: rejected, it comes back to you."
_GIVEN_UP = """new.state in ('withdrawn', 'written off') and old.state <> new.state and exists
  (select 1 from recovery r where r.debt_id = new.id and r.state = 'sent' and r.takes_back is null)"""
refuse_when(
    Debt.__table__, "debt_with_finance", "update", _GIVEN_UP, WITH_FINANCE, looks_at=Recovery.__table__  # type: ignore[arg-type]
)  # fmt: skip
