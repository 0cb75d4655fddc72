"""What direct payments cost each side of a 31 March, payment by payment, with what was found owed or paid too much since (R-F5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, or_, select, union_all
from sqlalchemy.orm import Session

from shortbreaks.payments.facts import STANDING
from shortbreaks.payments.rules import parted, parted_cost
from shortbreaks.payments.runs.drafting import from_kept
from shortbreaks.payments.tables import Agreement, Owed, PaymentRun, RunLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A payment, or a sum owed by itself (below nought: paid too much), in pence, and what each year bears of it.

    `paid_on` and `run` none: nothing has paid it yet. `paid_after`: it is of the year, and not paid by its end.
    """

    ref: str
    payee: str
    vendor_number: str
    words: str
    run: int | None
    paid_on: date | None
    first: date
    last: date
    pence: int
    this_year: int
    next_year: int
    paid_after: bool


def costs_across(db: Session, year_end: date) -> Sequence[Cost]:
    """Every payment and sum owed of which a 31 March parts the days from one another, or from the day it is paid."""
    return [*_payments(db, year_end), *_sums(db, year_end)]


def _across(first: Any, last: Any, year_end: date) -> ColumnElement[bool]:
    """Whether a 31 March lies between some of the days of a payment, or between a day of it and the day it is paid."""
    starts, ends, late = first <= year_end, last > year_end, PaymentRun.pay_on > year_end
    return or_(starts & ends, starts & late, ends & ~late)


def _paid_across(year_end: date) -> CompoundSelect[int]:
    """The payments of `_across`, said by the day they are paid: each of the two finds its own along an index.

    Said at once, every payment there ever was would be read for the few of one spring.
    """
    # By the run of each that reaches over: by the day of paying, every run before a year's end would be read through
    paid_on = select(PaymentRun.pay_on).where(PaymentRun.id == RunLine.run_id).scalar_subquery()
    return union_all(
        select(RunLine.id).where(paid_on <= year_end, RunLine.last_day > year_end),
        select(RunLine.id)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(PaymentRun.pay_on > year_end, RunLine.first_day <= year_end),
    )


def _payments(db: Session, year_end: date) -> list[Cost]:
    rows = db.execute(
        select(
            Agreement.ref, RunLine.payee_name, RunLine.vendor_number, RunLine.kind, PaymentRun.number, PaymentRun.pay_on,
            RunLine.first_day, RunLine.last_day, RunLine.gross_pence, RunLine.workings,
        )
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .where(RunLine.state.in_(STANDING), RunLine.kind != "arrears")
        .where(RunLine.id.in_(_paid_across(year_end)))
        .order_by(RunLine.id)
    )  # fmt: skip
    found = []
    for ref, payee, vendor, kind, run, paid_on, first, last, gross, kept in rows:
        parts = from_kept(kept or "[]")
        this, after = parted_cost(parts, gross, year_end) if parts else parted(gross, first, last, year_end)
        found.append(
            Cost(ref=ref, payee=payee, vendor_number=vendor, words="" if kind == "cycle" else "Supplement", run=run, paid_on=paid_on,
                 first=first, last=last, pence=gross, this_year=this, next_year=after, paid_after=paid_on > year_end)
        )  # fmt: skip
    return found


def _sums(db: Session, year_end: date) -> list[Cost]:
    """Sums owed for days already paid: what is paid of them by the line that pays them, the rest not yet."""
    pays = (RunLine.id == Owed.run_line_id) & RunLine.state.in_(STANDING)
    rows = db.execute(
        select(Agreement.ref, RunLine.payee_name, RunLine.vendor_number, PaymentRun.number, PaymentRun.pay_on, Owed.since, Owed.last_day,
               Owed.pence, Owed.words)
        .join(Agreement, Agreement.id == Owed.agreement_id)
        .outerjoin(RunLine, pays)
        .outerjoin(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(or_(
            (Owed.pence > 0) & or_(_across(Owed.since, Owed.last_day, year_end), (Owed.since <= year_end) & RunLine.id.is_(None)),
            (Owed.pence < 0) & (Owed.first_day <= year_end) & (Owed.last_day > year_end),
        ))
        .order_by(Owed.id)
    )  # fmt: skip
    found = []
    for ref, payee, vendor, run, paid_on, first, last, pence, words in rows:
        this, after = parted(pence, first, last, year_end)
        # What was paid too much was paid with the days it is of
        late = pence > 0 and (paid_on is None or paid_on > year_end)
        found.append(
            Cost(ref=ref, payee=payee or "", vendor_number=vendor or "", words=words, run=run, paid_on=paid_on, first=first, last=last,
                 pence=pence, this_year=this, next_year=after, paid_after=late)
        )  # fmt: skip
    return found
