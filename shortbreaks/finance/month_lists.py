"""What does not agree in a month: payments and ledger, suspense, paid after the end, duplicates, rejected, unmatched (5.7)."""

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, literal_column, select
from sqlalchemy.orm import aliased

from shortbreaks.bookings.provider_costs import ATTENDED, place_prices, price_on
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View
from shortbreaks.dates import say_day
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import CALLED, Child, Household
from shortbreaks.finance.check_rows import CheckRow, Span
from shortbreaks.finance.purchase_queries import matched
from shortbreaks.finance.purchase_tables import ProviderInvoice, Recovery
from shortbreaks.finance.tables import ExportBatch
from shortbreaks.ledger.tables import Entry, Transfer
from shortbreaks.money import pounds
from shortbreaks.payments.rules import parted_cost
from shortbreaks.payments.runs.drafting import from_kept
from shortbreaks.payments.spending.bank_said import bank_apart
from shortbreaks.payments.spending.tables import Debt, SpendLine
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine
from shortbreaks.providers.tables import Provider, Service
from shortbreaks.words import counted

PAID = ("posted", "acknowledged")
# In their index's own words: few lines were ever sent back
SENT_BACK: Sequence[ColumnElement[str]] = tuple(
    literal_column(f"'{one}'") for one in ("rejected", "returned", "held back")
)
MOST = 50_000


def runs_apart(view: View, span: Span) -> Sequence[CheckRow]:
    """Runs that pay in the month whose payments, what they give back taken off, are not what the books moved for them."""
    about = literal("run_line:") + cast(RunLine.id, String)
    moved = (
        select(Entry.about, func.sum(Transfer.pence).label("pence"))
        .join(Transfer, Transfer.entry_id == Entry.id)
        .where(Entry.reverses.is_(None), Entry.on.between(span.first, span.last), Entry.about.like("run_line:%"))
        .group_by(Entry.about).subquery()
    )  # fmt: skip
    rows = view.db.execute(
        select(
            PaymentRun.number, PaymentRun.pay_on, func.sum(RunLine.gross_pence + RunLine.deducted_pence),
            func.coalesce(func.sum(moved.c.pence), 0),
        )
        .join(RunLine, and_(RunLine.run_id == PaymentRun.id, RunLine.entry_id.is_not(None)))
        .join(moved, moved.c.about == about, isouter=True)
        .where(PaymentRun.pay_on.between(span.first, span.last))
        .group_by(PaymentRun.id, PaymentRun.number, PaymentRun.pay_on)
        .order_by(PaymentRun.number)
    ).all()  # fmt: skip
    return [
        CheckRow(f"Run {number}", "", "The payments and the books differ", on, int(said) - int(books), int(books))
        for number, on, said, books in rows if int(said) != int(books)
    ]  # fmt: skip


def suspense(view: View, span: Span) -> Sequence[CheckRow]:
    """Lines of spending up to the month's end that no rule knows and no person has looked at."""
    rows = view.db.execute(
        select(Agreement.ref, SpendLine.payee, SpendLine.why, SpendLine.on, SpendLine.pence)
        .join(Agreement, Agreement.id == SpendLine.agreement_id)
        .where(SpendLine.match == "odd", SpendLine.on <= span.last)
        .order_by(SpendLine.on, SpendLine.id)
        .limit(MOST)
    )
    return [CheckRow(row.ref, row.payee, row.why, row.on, row.pence) for row in rows]


def banks_apart(view: View, span: Span) -> Sequence[CheckRow]:
    """What banks said that families held on days of the month, where the books, as they stand now, hold something else."""
    return [
        CheckRow(one.ref, "", f"The bank said {pounds(one.said)}", one.on, one.said - one.held, one.held)
        for one in bank_apart(view.db, span.first, span.last)
    ]


def paid_after_end(view: View, span: Span) -> Sequence[CheckRow]:
    """What was paid for days after an agreement's last one: those days alone, beside the whole payment.

    Arrears are of days that were paid before, and no part of it. Of each agreement that ended its last cycle begun by then and
    what begins after are looked at, each found in an index: not all it was ever paid.
    """
    line = aliased(RunLine)
    mine = (line.agreement_id == Agreement.id, line.state.in_(PAID))
    crossing = (
        select(line.id).where(*mine, line.kind == "cycle", line.first_day <= Agreement.ended_on)
        .order_by(line.first_day.desc()).limit(1).correlate(Agreement).scalar_subquery()
    )  # fmt: skip
    beyond = (
        select(line.id).join(Agreement, and_(*mine))
        .where(Agreement.state == "ended", line.kind.in_(("cycle", "supplement")), line.first_day > Agreement.ended_on)
    )  # fmt: skip
    either = select(crossing).where(Agreement.state == "ended").union_all(beyond)
    rows = view.db.execute(
        select(
            Agreement.ref, RunLine.payee_name, Agreement.ended_on, PaymentRun.pay_on, RunLine.net_pence, PaymentRun.number,
            RunLine.gross_pence, RunLine.workings,
        )
        .join(RunLine, RunLine.agreement_id == Agreement.id)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(
            RunLine.id.in_(either), RunLine.last_day > Agreement.ended_on, PaymentRun.pay_on <= span.last,
        )
        .order_by(PaymentRun.pay_on.desc(), RunLine.id)
    )  # fmt: skip
    return [
        CheckRow(x.ref, x.payee_name, f"Ended {say_day(x.ended_on)}, paid beyond it in run {x.number}", x.pay_on, after, x.net_pence)
        for x in rows
        if (after := parted_cost(from_kept(x.workings or "[]"), x.gross_pence, x.ended_on)[1]) > 0
    ]


def duplicates(view: View, span: Span) -> Sequence[CheckRow]:
    """Payments to one vendor of one sum for one period more than once, and the same of providers' invoices."""
    alike = func.count().over(partition_by=(RunLine.vendor_number, RunLine.net_pence, RunLine.first_day)).label("alike")
    # The month's own lines first: joined to the agreements at once, each payment there ever was may be read
    paid = (
        select(
            RunLine.id, RunLine.agreement_id, RunLine.payee_name, RunLine.vendor_number, RunLine.net_pence, PaymentRun.number,
            PaymentRun.pay_on, alike,
        )
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(RunLine.state.in_(PAID), PaymentRun.pay_on.between(span.first, span.last), RunLine.vendor_number != "")
        .subquery()
    )  # fmt: skip
    lines = view.db.execute(
        select(Agreement.ref, paid.c.payee_name, paid.c.vendor_number, paid.c.number, paid.c.pay_on, paid.c.net_pence)
        .join(Agreement, Agreement.id == paid.c.agreement_id)
        .where(paid.c.alike > 1)
        .order_by(paid.c.vendor_number, paid.c.id)
    )
    same = (
        select(ProviderInvoice.vendor_number, ProviderInvoice.pence, ProviderInvoice.first_day, ProviderInvoice.last_day)
        .where(ProviderInvoice.state.in_(("entered", "approved")))
        .group_by(ProviderInvoice.vendor_number, ProviderInvoice.pence, ProviderInvoice.first_day, ProviderInvoice.last_day)
        .having(func.count() > 1).subquery()
    )  # fmt: skip
    invoices = view.db.execute(
        select(ProviderInvoice.number, Provider.name, ProviderInvoice.vendor_number, ProviderInvoice.dated, ProviderInvoice.pence)
        .join(Provider, Provider.id == ProviderInvoice.provider_id)
        .join(
            same, and_(same.c.vendor_number == ProviderInvoice.vendor_number, same.c.pence == ProviderInvoice.pence,
                       same.c.first_day == ProviderInvoice.first_day, same.c.last_day == ProviderInvoice.last_day),
        )
        .where(ProviderInvoice.dated <= span.last, ProviderInvoice.state.in_(("entered", "approved")))
        .order_by(ProviderInvoice.vendor_number, ProviderInvoice.id)
    )  # fmt: skip
    return [
        *(CheckRow(x.ref, x.payee_name, f"Vendor {x.vendor_number}, run {x.number}", x.pay_on, x.net_pence) for x in lines),
        *(CheckRow(x.number, x.name, f"Invoice of vendor {x.vendor_number}", x.dated, x.pence) for x in invoices),
    ]


def rejected(view: View, span: Span) -> Sequence[CheckRow]:
    """Payments of the month's runs, and sums to get back, that finance or the bank sent back; and payments held back before."""
    lines = view.db.execute(
        select(
            Agreement.ref, RunLine.payee_name, RunLine.reason, func.coalesce(RunLine.returned_on, PaymentRun.pay_on).label("pay_on"),
            RunLine.net_pence, PaymentRun.number,
        )
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(
            RunLine.state.in_(SENT_BACK),
            func.coalesce(RunLine.returned_on, PaymentRun.pay_on).between(span.first, span.last),
        )
        .order_by(RunLine.id)
    )
    back = view.db.execute(
        select(func.coalesce(Agreement.ref, ProviderInvoice.number).label("ref"), Recovery.reason, ExportBatch.name, Recovery.pence)
        .join(ExportBatch, ExportBatch.id == Recovery.batch_id)
        .join(Debt, Debt.id == Recovery.debt_id, isouter=True)
        .join(Agreement, Agreement.id == Debt.agreement_id, isouter=True)
        .join(ProviderInvoice, ProviderInvoice.id == Recovery.invoice_id, isouter=True)
        .where(Recovery.state == "rejected", ExportBatch.last_due <= span.last)
        .order_by(Recovery.id)
    )
    return [
        *(CheckRow(x.ref, x.payee_name, f"Run {x.number}: {x.reason}", x.pay_on, x.net_pence) for x in lines),
        *(CheckRow(x.ref, "", f"{x.name}: {x.reason}", None, x.pence) for x in back),
    ]


def unmatched(view: View, span: Span) -> Sequence[CheckRow]:
    """Providers' invoices dated up to the month's end that are not approved, with what stands in the way."""
    rows = view.db.execute(
        select(ProviderInvoice.id, ProviderInvoice.number, Provider.name, ProviderInvoice.dated, ProviderInvoice.pence)
        .join(Provider, Provider.id == ProviderInvoice.provider_id)
        .where(ProviderInvoice.state == "entered", ProviderInvoice.dated <= span.last)
        .order_by(ProviderInvoice.dated, ProviderInvoice.id)
    ).all()
    lines = matched(view, [row.id for row in rows])
    found = []
    for row in rows:
        waiting = [one for line in lines.get(row.id, ()) for one in line.waiting]
        said = f"{counted(len(waiting), 'difference')}: {waiting[0].words}" if waiting else "Matches; nobody has approved it"
        found.append(CheckRow(row.number, row.name, said, row.dated, row.pence))
    return found


def without_approval(view: View, span: Span) -> Sequence[CheckRow]:
    """Children paid for in the month without a panel's reference, and places attended without an allocation."""
    paid = view.db.execute(
        select(Household.ref, CALLED.label("first_name"), Child.last_name, Agreement.ref.label("dp"), PaymentRun.pay_on, RunLine.net_pence)
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .join(Child, Child.id == Agreement.child_id)
        .join(Household, Household.id == Child.household_id)
        .where(RunLine.state.in_(PAID), Agreement.approval_ref == "", PaymentRun.pay_on.between(span.first, span.last))
        .order_by(RunLine.id)
    )
    begin, end = datetime.combine(span.first, time.min), datetime.combine(span.last, time.max)
    places = view.db.execute(
        select(Household.ref, CALLED.label("first_name"), Child.last_name, Service.id, Service.name, Booking.starts_at, Booking.ends_at)
        .join(Child, Child.id == Booking.child_id)
        .join(Household, Household.id == Child.household_id)
        .join(Service, Service.id == Booking.service_id)
        .where(Booking.state.in_(ATTENDED), Booking.allocation_id.is_(None), Booking.starts_at.between(begin, end))
        .order_by(Booking.starts_at, Booking.id)
    ).all()
    prices = place_prices(view.db, {row.id for row in places})
    return [
        *(CheckRow(x.ref, short_name(x.first_name, x.last_name), f"{x.dp} has no approval reference", x.pay_on, x.net_pence) for x in paid),
        *(
            CheckRow(x.ref, short_name(x.first_name, x.last_name), f"{x.name}: attended without an allocation", day,
                     agreed.of(x.starts_at, x.ends_at) if agreed else 0)
            for x in places for day in (x.starts_at.date(),) for agreed in (price_on(prices.get(x.id, ()), day),)
        ),
    ]  # fmt: skip
