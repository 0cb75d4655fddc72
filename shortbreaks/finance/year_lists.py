"""What a year's end carries over: accruals, prepayments, what families hold, open debts, and next year's commitment (5.8)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select

from shortbreaks.bookings.provider_costs import COMMITTED, OWED
from shortbreaks.database.commands import View
from shortbreaks.dates import say_day
from shortbreaks.finance.check_rows import CheckRow, Span
from shortbreaks.ledger.queries import all_balances
from shortbreaks.money import share_of
from shortbreaks.payments.debts import STILL_OPEN, debts_on
from shortbreaks.payments.facts import HOLDS, awards_of, steps_of
from shortbreaks.payments.rules import award_week, by_year, state_on
from shortbreaks.payments.spending_tables import Debt
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine
from shortbreaks.providers.tables import Provider

PAID = ("posted", "acknowledged")


def accruals(view: View, span: Span) -> Sequence[CheckRow]:
    """Cost of the year that is paid after it: direct payments for its days, and what providers are owed (R-F5)."""
    rows = view.db.execute(
        select(Agreement.ref, RunLine.payee_name, RunLine.first_day, RunLine.last_day, RunLine.gross_pence, PaymentRun.pay_on)
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(RunLine.state.in_(PAID), RunLine.first_day <= span.last, PaymentRun.pay_on > span.last)
        .order_by(RunLine.id)
    )
    late = [
        CheckRow(
            x.ref, x.payee_name, f"{say_day(x.first_day)} to {say_day(x.last_day)}", x.pay_on,
            by_year(x.gross_pence, x.first_day, x.last_day)[0] if x.last_day > span.last else x.gross_pence,
        )
        for x in rows
    ]  # fmt: skip
    names = {f"provider:{row.id}": (row.ref, row.name) for row in view.db.execute(select(Provider.id, Provider.ref, Provider.name))}
    owed = [
        CheckRow(*names.get(one.holder, (one.holder, one.name)), "Attended and not invoiced", span.last, one.pence)
        for one in all_balances(view, span.last) if one.kind == OWED and one.pence
    ]  # fmt: skip
    return [*late, *owed]


def prepayments(view: View, span: Span) -> Sequence[CheckRow]:
    """Paid in the year for days after it: the rest of each payment that crosses its end (R-F5)."""
    rows = view.db.execute(
        select(Agreement.ref, RunLine.payee_name, RunLine.first_day, RunLine.last_day, RunLine.gross_pence, PaymentRun.pay_on)
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(RunLine.state.in_(PAID), RunLine.last_day > span.last, PaymentRun.pay_on.between(span.first, span.last))
        .order_by(RunLine.id)
    )
    return [
        CheckRow(
            x.ref, x.payee_name, f"{say_day(x.first_day)} to {say_day(x.last_day)}", x.pay_on,
            by_year(x.gross_pence, x.first_day, x.last_day)[1] if x.first_day <= span.last else x.gross_pence, x.gross_pence,
        )
        for x in rows
    ]  # fmt: skip


def held_by_families(view: View, span: Span) -> Sequence[CheckRow]:
    """What each family held of its direct payment at the end of the year: money of the council's in other hands."""
    refs = {f"agreement:{row.id}": row.ref for row in view.db.execute(select(Agreement.id, Agreement.ref))}
    return [
        CheckRow(refs.get(one.holder, one.name), "", "Held at the end of the year", span.last, one.pence)
        for one in all_balances(view, span.last) if one.kind == HOLDS and one.pence
    ]  # fmt: skip


def open_debts(view: View, span: Span) -> Sequence[CheckRow]:
    """Debts that were open at the year's end, as they stood then, with what was left of each."""
    stood = debts_on(view.db, span.last)
    rows = view.db.execute(
        select(Agreement.ref, Debt.id, Debt.kind, Debt.proposed_on, Debt.pence)
        .join(Agreement, Agreement.id == Debt.agreement_id)
        .where(Debt.proposed_on <= span.last)
        .order_by(Debt.id)
    )
    return [
        CheckRow(x.ref, f"D{x.id}", f"{x.kind.capitalize()}, {one.state}", x.proposed_on, x.pence - one.recovered, x.pence)
        for x in rows
        if (one := stood.get(x.id)) is not None and one.state in STILL_OPEN and x.pence > one.recovered
    ]


def commitment(view: View, span: Span) -> Sequence[CheckRow]:
    """What next year is bound to cost: each agreement's week over its days, and places booked with providers."""
    first = span.last + timedelta(days=1)
    last = date(first.year + 1, 3, 31)
    days = (last - first).days + 1
    rows = view.db.execute(
        select(Agreement.id, Agreement.ref, Agreement.ended_on)
        .where(Agreement.state != "draft", Agreement.starts_on <= first, or_(Agreement.ended_on.is_(None), Agreement.ended_on >= first))
        .order_by(Agreement.id)
    ).all()
    awards, steps = awards_of(view.db, [row.id for row in rows]), steps_of(view.db)
    found = []
    for row in rows:
        week = award_week(awards.get(row.id, ()), first)
        if week > 0 and state_on(steps.get(row.id, ()), first) == "active":
            found.append(CheckRow(row.ref, "", f"{days} days at this week", first, share_of(week, days, 7), week))
    names = {f"provider:{row.id}": (row.ref, row.name) for row in view.db.execute(select(Provider.id, Provider.ref, Provider.name))}
    booked = [
        CheckRow(*names.get(one.holder, (one.holder, one.name)), "Booked and not yet attended", span.last, one.pence)
        for one in all_balances(view, span.last) if one.kind == COMMITTED and one.pence
    ]  # fmt: skip
    return [*found, *booked]
