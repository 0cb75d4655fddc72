"""What a year's end carries over: accruals, prepayments, what families hold, open debts, and next year's commitment (5.8)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select

from shortbreaks.bookings.provider_costs import COMMITTED, OWED
from shortbreaks.database.commands import View
from shortbreaks.dates import say_day
from shortbreaks.finance.check_rows import CheckRow, Span
from shortbreaks.finance.year_costs import Cost, costs_across
from shortbreaks.ledger.queries import balances_of
from shortbreaks.money import share_of
from shortbreaks.payments.cycles import Cycle
from shortbreaks.payments.debts.commands import STILL_OPEN, debts_on
from shortbreaks.payments.debts.too_much import too_much_on
from shortbreaks.payments.facts import HOLDS, awards_of, steps_of
from shortbreaks.payments.rules import award_week, gross_pence, workings
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Agreement
from shortbreaks.providers.tables import Provider


def accruals(view: View, span: Span) -> Sequence[CheckRow]:
    """Cost of the year that is paid after it: direct payments for its days, arrears of them, and what providers are owed (R-F5)."""
    late = [_crossing(one, one.this_year) for one in costs_across(view.db, span.last) if one.paid_after and one.this_year]
    names = {f"provider:{row.id}": (row.ref, row.name) for row in view.db.execute(select(Provider.id, Provider.ref, Provider.name))}
    owed = [
        CheckRow(*names.get(one.holder, (one.holder, one.name)), "Attended and not invoiced", span.last, one.pence)
        for one in balances_of(view, OWED, span.last) if one.pence
    ]  # fmt: skip
    return [*late, *owed]


def prepayments(view: View, span: Span) -> Sequence[CheckRow]:
    """Paid by the year's end for days after it: the rest of each payment, and of arrears, that crosses it (R-F5)."""
    return [_crossing(one, one.next_year, one.pence) for one in costs_across(view.db, span.last) if not one.paid_after and one.next_year]


def _crossing(one: Cost, pence: int, beside: int | None = None) -> CheckRow:
    days = f"{say_day(one.first)} to {say_day(one.last)}"
    return CheckRow(one.ref, one.payee, f"{one.words}, {days}" if one.words else days, one.paid_on, pence, beside)


def held_by_families(view: View, span: Span) -> Sequence[CheckRow]:
    """What each family held of its direct payment at the end of the year: money of the council's in other hands."""
    held = [one for one in balances_of(view, HOLDS, span.last) if one.pence]
    ids = [int(one.holder.rpartition(":")[2]) for one in held]
    refs = {f"agreement:{row.id}": row.ref for row in view.db.execute(select(Agreement.id, Agreement.ref).where(Agreement.id.in_(ids)))}
    return [
        CheckRow(refs.get(one.holder, one.name), "", "Held at the end of the year", span.last, one.pence) for one in held
    ]


def open_debts(view: View, span: Span) -> Sequence[CheckRow]:
    """Debts and sums paid too much that were open at the year's end, as they stood then, with what was left of each."""
    stood = debts_on(view.db, span.last)
    rows = view.db.execute(
        select(Agreement.ref, Debt.id, Debt.kind, Debt.proposed_on, Debt.pence)
        .join(Agreement, Agreement.id == Debt.agreement_id)
        .where(Debt.proposed_on <= span.last)
        .order_by(Debt.id)
    )
    asked = [
        CheckRow(x.ref, f"D{x.id}", f"{x.kind.capitalize()}, {one.state}", x.proposed_on, x.pence - one.recovered, x.pence)
        for x in rows
        if (one := stood.get(x.id)) is not None and one.state in STILL_OPEN and x.pence > one.recovered
    ]  # fmt: skip
    sums = too_much_on(view.db, span.last)
    refs = {row.id: row.ref for row in view.db.execute(select(Agreement.id, Agreement.ref))} if sums else {}
    return [*asked, *(CheckRow(refs[one.agreement_id], "", f"Paid too much. {one.words}", None, one.left, one.pence) for one in sums)]


def commitment(view: View, span: Span) -> Sequence[CheckRow]:
    """What next year is bound to cost: each agreement by the days it holds, as decided, and places booked with providers."""
    first = span.last + timedelta(days=1)
    last = date(first.year + 1, 3, 31)
    year, days = Cycle(first, last, 7), (last - first).days + 1
    rows = view.db.execute(
        select(Agreement.id, Agreement.ref)
        .where(Agreement.state != "draft", Agreement.starts_on <= last, or_(Agreement.ended_on.is_(None), Agreement.ended_on >= first))
        .order_by(Agreement.id)
    ).all()
    ids = [row.id for row in rows]
    awards, steps = awards_of(view.db, ids), steps_of(view.db, ids)
    found = []
    for row in rows:
        lines = awards.get(row.id, ())
        pence, week = gross_pence(workings(lines, steps.get(row.id, ()), year)), award_week(lines, first)
        if pence:
            even = pence == share_of(max(week, 0), days, 7)
            found.append(CheckRow(row.ref, "", f"{days} days at this week" if even else "By its days, as decided", first, pence, week))
    names = {f"provider:{row.id}": (row.ref, row.name) for row in view.db.execute(select(Provider.id, Provider.ref, Provider.name))}
    booked = [
        CheckRow(*names.get(one.holder, (one.holder, one.name)), "Booked and not yet attended", span.last, one.pence)
        for one in balances_of(view, COMMITTED, span.last) if one.pence
    ]  # fmt: skip
    return [*found, *booked]
