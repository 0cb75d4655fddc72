"""What papers say about money, read for many agreements at once: lines, what is set aside, the test, the next payment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from shortbreaks.council.queries import bank_holidays, value_in, values_of
from shortbreaks.ledger.queries import Statement, balances_at, statements_of
from shortbreaks.ledger.tables import Account, Entry
from shortbreaks.money import pounds
from shortbreaks.payments.cycles import DAY, Cycle, Rhythm, working_day_on_or_before
from shortbreaks.payments.debts.too_much import still_to_take
from shortbreaks.payments.facts import HOLDS, awards_of, made_by, owed_unsettled, steps_of
from shortbreaks.payments.own_cycles import rhythms_of
from shortbreaks.payments.payees import PayeePart
from shortbreaks.payments.returns.steps import returns_on
from shortbreaks.payments.rules import Part, Step, Working, award_week, gross_pence, workings
from shortbreaks.payments.runs.taken_out import plans_running, taken_out
from shortbreaks.payments.spending.tables import Liability, Return
from shortbreaks.payments.surplus import Counted, Surplus
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine


def pots_of(db: Session, ids: Collection[int]) -> dict[int, int]:
    """The ledger account of what each family holds; none for an agreement that was never paid."""
    holders = {f"agreement:{agreement_id}": agreement_id for agreement_id in ids}
    rows = db.execute(select(Account.holder, Account.id).where(Account.kind == HOLDS, Account.holder.in_(holders)))
    return {holders[holder]: account_id for holder, account_id in rows}


def books_of(db: Session, ids: Collection[int], first: date, last: date) -> dict[int, Statement]:
    """Each agreement's account from `first` to `last`; an empty one where nothing was ever paid."""
    pots = pots_of(db, ids)
    found = statements_of(db, list(pots.values()), first, last)
    return {one: found[pots[one]] if one in pots else Statement(0, first, last, 0, (), 0) for one in ids}


def held_by(db: Session, ids: Collection[int], day: date) -> dict[int, int]:
    """What each family holds at the end of a day (pence)."""
    pots = pots_of(db, ids)
    balances = balances_at(db, list(pots.values()), day)
    return {one: balances.get(pots.get(one, 0), 0) for one in ids}


@dataclass(frozen=True, slots=True)
class SetAsideFor:
    """What a family sets aside for a bill from a day, until it is settled (pence)."""

    kind: str
    pence: int
    from_day: date
    settled_on: date | None


def aside_of(db: Session, ids: Collection[int], known: date | None = None) -> Mapping[int, list[SetAsideFor]]:
    """Everything these families ever set aside for bills; `known`: as far as it had been entered by the end of a day."""
    found: dict[int, list[SetAsideFor]] = defaultdict(list)
    rows = db.execute(
        select(Liability.agreement_id, Liability.kind, Liability.pence, Liability.from_day, Liability.settled_on,
               Liability.entered_on, Liability.settling_on)
        .where(Liability.agreement_id.in_(ids))
        .order_by(Liability.id)
    )  # fmt: skip
    for agreement_id, kind, pence, from_day, settled_on, entered, settling in rows:
        if known is not None and entered > known:
            continue
        settled = settled_on if known is None or (settling is not None and settling <= known) else None
        found[agreement_id].append(SetAsideFor(kind, pence, from_day, settled))
    return found


def aside_on(rows: Iterable[SetAsideFor], day: date) -> list[tuple[str, int]]:
    """What is set aside on a day: (kind, pence)."""
    return [
        (one.kind, one.pence) for one in rows
        if one.from_day <= day and (one.settled_on is None or one.settled_on > day)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of an account: what it began with, what came in and went out, and what it came to (pence)."""

    opening: int
    paid_in: int  # by us
    into: int
    out: int
    closing: int


def book_of_part(book: Statement, part: PayeePart, ahead: Mapping[str, date]) -> Statement:
    """The lines of one payee's own days: what moved before is in the opening balance, what is another's later is not in it.

    `ahead` names payments that arrived before the first day they are for: they are whose that first day is.
    """
    theirs = [(line, max(line.on, ahead.get(line.about, line.on))) for line in book.lines]
    before = sum(line.pence for line, day in theirs if day < part.first)
    lines, balance = [], book.opening + before
    for line, day in theirs:
        if part.first <= day and (part.last is None or day <= part.last):
            balance += line.pence
            lines.append(line._replace(balance=balance))
    return replace(book, first=max(book.first, part.first), opening=book.opening + before, lines=tuple(lines), closing=balance)


def paid_ahead(db: Session, ids: Collection[int]) -> dict[str, date]:
    """Payments of these agreements that arrived before the first day they are for, by what the books call them (R-F4)."""
    rows = db.execute(
        select(RunLine.id, RunLine.first_day)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .where(RunLine.agreement_id.in_(ids), RunLine.entry_id.is_not(None), PaymentRun.pay_on < RunLine.first_day)
    )
    return {f"run_line:{row.id}": row.first_day for row in rows}


def span_of(book: Statement, first: date, last: date) -> Span:
    """The days from `first` to `last` of an account that was read from before them."""
    before = [line.pence for line in book.lines if line.on < first]
    within = [line for line in book.lines if first <= line.on <= last]
    opening = book.opening + sum(before)
    into, out = sum(x.pence for x in within if x.pence > 0), -sum(x.pence for x in within if x.pence < 0)
    ours = sum(x.pence for x in within if x.about.startswith("run_line:"))
    return Span(opening, ours, into, out, opening + into - out)


def said_aside(aside: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """What is set aside, in words with amounts: "holiday pay £380.19"."""
    return tuple(f"{kind} {pounds(pence)}" for kind, pence in aside)


@dataclass(frozen=True, slots=True)
class Award:
    """One agreement's award and steps, and its first cycle that was not paid (pence); `days` of a cycle on the day asked."""

    parts: list[Part]
    steps: list[Step]
    days: int
    cycle: Cycle
    pay_on: date
    pence: int
    found: tuple[Working, ...]
    taken: int  # comes out of it: sums paid too much before, and plans (R-D16)

    def coming_on(self, day: date) -> date | None:
        """The day of the next payment as a letter of `day` says it; None: there is none, or it comes with the next run."""
        return self.pay_on if self.pence and self.pay_on >= day else None


def awards_from(db: Session, agreements: Iterable[Agreement], day: date, known: date | None = None) -> dict[int, Award]:
    """Each agreement's award, and the payment that comes next from a day on.

    `known`: as far as awards, payments and what comes out of them had been entered by the end of a day.
    """
    kept = {agreement.id: agreement for agreement in agreements}
    ids = list(kept)
    parts, steps, paid = awards_of(db, ids, known), steps_of(db, ids, known), paid_from(db, ids, day, known)
    rhythms = rhythms_of(db, ids, known)
    owed, plans, percents = still_to_take(db, known, ids), plans_running(db, ids, known), values_of(db, "deduct_percent")
    made = {}
    for one, agreement in kept.items():
        rhythm = rhythms.of(one, agreement.cycle_days)
        cycle = first_unpaid(rhythm, agreement, day, paid.get(one, ()))
        holidays = bank_holidays(cycle.first - timedelta(days=21), cycle.first)
        found = workings(parts.get(one, ()), steps.get(one, ()), cycle)
        pay_on = working_day_on_or_before(cycle.first, holidays)
        days = rhythm.on(max(day, agreement.starts_on))
        gross = gross_pence(found)
        percent = int(value_in(percents, "deduct_percent", cycle.first))
        taken = taken_out(gross, owed.get(one, ()), plans.get(one, ()), percent).pence
        made[one] = Award(parts.get(one, []), steps.get(one, []), days, cycle, pay_on, gross, found, taken)
    return made


def first_unpaid(rhythm: Rhythm, agreement: Agreement, day: date, paid: Collection[tuple[date, date]]) -> Cycle:
    """An agreement's first cycle from the one of a day on, as far as it is not paid; `paid`: first and last days."""
    since = max(day, agreement.starts_on)
    until = max((last for _, last in paid), default=since) + DAY  # a day that nobody paid
    return next(rhythm.unpaid(since, max(since, until), paid))


def paid_from(db: Session, ids: Collection[int], day: date, known: date | None = None) -> Mapping[int, list[tuple[date, date]]]:
    """The first and last days of every payment of these agreements that reaches a day and stands, or stood by what was known."""
    undone = aliased(Entry)
    rows = db.execute(
        select(RunLine.agreement_id, RunLine.first_day, RunLine.last_day)
        .join(PaymentRun, PaymentRun.id == RunLine.run_id)
        .outerjoin(undone, undone.reverses == RunLine.entry_id)
        .where(RunLine.agreement_id.in_(ids), RunLine.kind == "cycle", RunLine.last_day >= day, made_by(undone, known))
    )
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for agreement_id, first, last in rows:
        found[agreement_id].append((first, last))
    return found


def surplus_of(
    agreement: Agreement, parts: Sequence[Part], day: date, settings: Mapping[str, Any], *, held: int,
    aside: Sequence[tuple[str, int]], counted: Counted, ended: bool,
) -> Surplus:  # fmt: skip
    """The pay-back test of one agreement on a day (R-D13, R-D14), by the council's settings of that day.

    `held` and `aside` in pence; `counted`: what comes back anyway; `ended`: it is the final account (R-D22).
    """
    return Surplus(
        balance=held, liabilities=sum(pence for _, pence in aside), week=max(award_week(parts, day), 0),
        weeks=agreement.surplus_weeks or int(settings["surplus_weeks"]), least=int(settings["surplus_least"]) * 100,
        counted=counted, ended=ended,
    )  # fmt: skip


def returns_due(db: Session, ids: Collection[int], day: date) -> dict[int, date]:
    """The day of each agreement's next return, of those that were asked for by a day and had not come by then."""
    rows = db.execute(
        select(Return.agreement_id, Return.id).where(
            Return.agreement_id.in_(ids), Return.last_day <= day, Return.received_on.is_(None) | (Return.received_on > day)
        )
    ).all()
    stood, found = returns_on(db, day, [row.id for row in rows]), dict[int, date]()
    for row in rows:
        if (one := stood.get(row.id)) is not None:
            found[row.agreement_id] = min(one.due, found.get(row.agreement_id, one.due))
    return found


def owed_waiting(db: Session, ids: Collection[int]) -> Mapping[int, int]:
    """What is owed to these families for days already paid, and no payment pays yet (pence)."""
    found: dict[int, int] = defaultdict(int)
    for agreement_id, sums in owed_unsettled(db, ids=ids).items():
        found[agreement_id] = sum(max(one.pence, 0) for one in sums)
    return found
