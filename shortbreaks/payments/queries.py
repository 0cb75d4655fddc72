"""One direct payment as it is shown: its award, its lines, the pay-back test and what comes next, on any day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import birthday
from shortbreaks.errors import NotFound
from shortbreaks.families.tables import Adult, Child
from shortbreaks.ledger.queries import StatementLine, balance_on, statement
from shortbreaks.payments.account_list import said_name, with_names
from shortbreaks.payments.agreement_tables import PayeeStep
from shortbreaks.payments.as_known import tested
from shortbreaks.payments.away import Away, away_on
from shortbreaks.payments.commands import still_missing
from shortbreaks.payments.commitments import Commitment, commitments_of
from shortbreaks.payments.cycles import Cycle
from shortbreaks.payments.debts.commands import DebtRow, debts_shown
from shortbreaks.payments.debts.too_much import TooMuchRow, too_much_on
from shortbreaks.payments.ending import retainer_on
from shortbreaks.payments.facts import pot_of
from shortbreaks.payments.hindsight import Hindsight, hindsight_of
from shortbreaks.payments.own_cycles import rhythms_of
from shortbreaks.payments.payees import LAST_DAY, YOUNGEST, held_on, last_step, paid_on
from shortbreaks.payments.reductions import ReductionRow, holds_plan, is_assessed, reductions_of
from shortbreaks.payments.returns.plans import Often, plans_on
from shortbreaks.payments.returns.rows import ReturnRow, returns_shown
from shortbreaks.payments.reviewing import over_twice
from shortbreaks.payments.rules import (
    Part,
    Step,
    Working,
    award_week,
    employer_ni,
    last_day_of,
    parts_on,
    state_on,
    state_to_come,
    week_pence,
)
from shortbreaks.payments.runs.sent_back import whys_undone
from shortbreaks.payments.spending.bank_said import BankSaid, last_said
from shortbreaks.payments.spending.line_words import line_words
from shortbreaks.payments.spending.lines_behind import lines_behind
from shortbreaks.payments.spending.parting import BankSide, bank_sides
from shortbreaks.payments.spending.tables import Liability, SpendLine
from shortbreaks.payments.spending.uses import UseRow, uses_on
from shortbreaks.payments.sums import aside_of, aside_on, awards_from
from shortbreaks.payments.surplus import Surplus
from shortbreaks.payments.tables import Agreement
from shortbreaks.payments.uplift.rates import OldRate, old_rates, rates_raised


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line of an account (pence): what, its kind and evidence, and the balance after it."""

    key: int
    on: date
    what: str
    kind: str
    evidence: date | None
    match: str
    why: str
    pence: int
    balance: int
    spend_id: int | None
    spend_version: int
    misspent: int
    bank: BankSide | None = None  # the line of the family's file that it is taken for
    corrects: date | None = None  # the day of the line that it takes back
    undone: bool = False  # a line below or above takes it back
    back_why: str = ""
    asked: str = ""  # the state of the debt for its misspent part
    entered: date | None = None  # after the past day that is shown, by which it counts


@dataclass(frozen=True, slots=True)
class LiabilityRow:
    """What is set aside, and for what (pence)."""

    id: int
    version: int
    kind: str
    pence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """One agreement with its award, its lines, the pay-back test and what comes next (pence)."""

    id: int
    version: int
    ref: str
    name: str
    child_id: int
    state: str  # of the day shown, by its steps
    decided: str  # of the last step, whose day may be to come
    coming: Step | None
    pot: str
    held: str
    last4: str
    vendor_number: str
    starts_on: date
    ended_on: date | None
    review_on: date | None
    purpose: str
    cycle_days: int
    missing: tuple[str, ...]
    readiness: Mapping[str, Any]
    parts: tuple[Part, ...]
    week: int
    cycle: Cycle
    next_pay_on: date
    next_pence: int
    next_taken: int  # comes out of it: paid too much before, and plans
    next_workings: tuple[Working, ...]
    first: date
    last: date
    opening: int
    lines: tuple[MoneyLine, ...]
    closing: int
    kept: int  # the same by the totals that are kept beside the lines
    surplus: Surplus
    aside: tuple[tuple[str, int], ...]
    liabilities: tuple[LiabilityRow, ...]
    returns: tuple[ReturnRow, ...]
    debts: tuple[DebtRow, ...]
    over_twice: bool  # the last two reviews both found money over: the plan is looked at too (R-D17)
    letters_stopped: bool
    named_person: str
    payee: str  # who is paid from the last change of payee on
    taken_over_on: date | None
    may_take_over: date | None  # the young person's 16th birthday, while an adult is paid (R-D25)
    uses: tuple[UseRow, ...]
    may_buy: str
    often: Often  # how often the family returns
    employer_ni: int  # of a year, if one assistant is paid all of what the award gives for assistants (R-D5)
    cycle_changes: tuple[tuple[date, int | None], ...]  # from which days it is paid otherwise; none: as the council pays
    away: Away | None  # in hospital or abroad on the day shown (R-D21)
    reductions: tuple[ReductionRow, ...]  # lower awards that were given notice (R-D4)
    plan: bool  # whether the child holds an education, health and care plan on the day
    assessed: bool  # whether an assessment of the child was seen by the day (R-D2)
    committed: tuple[Commitment, ...]  # what was still to be paid for out of it
    retainer: str  # what was agreed about an assistant's pay while it is suspended (R-D21)
    old_rates: tuple[OldRate, ...]  # parts below the council's rate of their days (R-D5)
    too_much: tuple[TooMuchRow, ...]  # paid too much and not whole back, as far as it had been entered
    next_known: bool  # whether anything of the award had been entered by the day shown, of which the next payment is worked out
    bank: BankSaid | None  # the last that the family's bank said it held, beside the books
    hindsight: Hindsight | None  # of a past day: what was entered after it and counts by it

    @property
    def in_pence(self) -> int:
        """Everything that came in during the span."""
        return sum(line.pence for line in self.lines if line.pence > 0)

    @property
    def adds_up(self) -> bool:
        """Whether opening + in − out comes to what the books keep as the account's total."""
        return self.opening + self.in_pence - self.out_pence == self.closing == self.kept

    @property
    def committed_pence(self) -> int:
        """What will still be paid for out of what is held."""
        return sum(one.pence for one in self.committed)

    @property
    def out_pence(self) -> int:
        """Everything that went out during the span."""
        return -sum(line.pence for line in self.lines if line.pence < 0)


@query(needs=Permission.SEE_MONEY)
def account_card(view: View, agreement_id: int, day: date | None = None) -> AccountCard:
    """One agreement as it stands, or stood on a past day, with the lines since the 1 April before. Raises NotFound."""
    db, day = view.db, day or view.today
    agreement = db.get(Agreement, agreement_id)
    if agreement is None:
        raise NotFound("There is no such direct payment.", "Look at the list again.")
    row = db.execute(with_names(select(Agreement.id, Child.born), day).where(Agreement.id == agreement_id)).one()
    first, debts = date(day.year - (day < date(day.year, 4, 1)), 4, 1), debts_shown(db, agreement_id, day)
    award, known, as_of = awards_from(db, [agreement], day)[agreement_id], None if day == view.today else day, max(day, agreement.starts_on)
    coming = award if known is None else awards_from(db, [agreement], day, known)[agreement_id]
    parts, steps, held_parts = coming.parts, coming.steps, tuple(parts_on(coming.parts, as_of))
    hindsight = None if known is None else hindsight_of(db, agreement_id, day, (award.parts, parts), as_of)
    opening, lines, closing, kept = _lines(view, agreement_id, (first, day), hindsight, debts)
    _, vendor = paid_on(db, agreement_id, LAST_DAY)
    held, last4 = db.execute(select(*held_on(as_of)).where(Agreement.id == agreement_id)).one()
    aside, vendor_step = tuple(aside_on(aside_of(db, [agreement_id], known)[agreement_id], day)), last_step(db, agreement_id, known)
    payee, taken_over_on, may_take_over = _payee(db, agreement, row, vendor_step)
    return AccountCard(
        id=agreement.id, version=agreement.version, ref=agreement.ref, name=said_name(row), child_id=agreement.child_id,
        state=state_on(steps, day), decided=agreement.state if known is None else state_on(steps, LAST_DAY),
        coming=state_to_come(steps, day), pot=agreement.pot, held=held, last4=last4, vendor_number=vendor,
        starts_on=agreement.starts_on, ended_on=last_day_of(steps),
        review_on=agreement.review_on, purpose=agreement.purpose, cycle_days=coming.days, missing=still_missing(agreement),
        readiness=_readiness(agreement, vendor, vendor_step), parts=held_parts,
        week=award_week(parts, as_of), cycle=coming.cycle, next_pay_on=coming.pay_on, next_pence=coming.pence,
        next_taken=coming.taken, next_workings=coming.found, next_known=bool(parts), first=first, last=day,
        bank=last_said(db, agreement_id, day), opening=opening, lines=lines, closing=closing, kept=kept, hindsight=hindsight,
        surplus=tested(db, agreement, coming, (day, known), (closing, hindsight, aside)), aside=aside,
        liabilities=_set_aside(db, agreement_id, day), returns=returns_shown(db, agreement_id, day), debts=debts,
        over_twice=agreement_id in over_twice(db, day, [agreement_id]), letters_stopped=agreement.letters_stopped,
        named_person=agreement.named_person, payee=payee, taken_over_on=taken_over_on, may_take_over=may_take_over,
        uses=tuple(uses_on(db, agreement_id, day)), may_buy=agreement.may_buy,
        often=plans_on(db, day, [agreement_id])[agreement_id], employer_ni=_employer_ni(held_parts, settings_on(db, day)),
        cycle_changes=tuple(rhythms_of(db, [agreement_id], known).steps.get(agreement_id, ())),
        away=away_on(db, day, [agreement_id]).get(agreement_id), reductions=reductions_of(db, agreement_id, day),
        plan=holds_plan(db, agreement.child_id, day), assessed=is_assessed(db, agreement.child_id, day),
        committed=commitments_of(db, agreement, day), retainer=retainer_on(db, agreement_id, day),
        old_rates=old_rates(parts, as_of, rates_raised(db, day)),
        too_much=too_much_on(db, day, [agreement_id], by_then=known is not None),
    )  # fmt: skip


def _employer_ni(parts: Iterable[Part], settings: Mapping[str, Any]) -> int:
    week = sum(week_pence(part) for part in parts if part.kind == "assistant")
    return employer_ni(week, int(settings["ni_percent"]), int(settings["ni_over"]) * 100)


def _readiness(agreement: Agreement, vendor: str, step: PayeeStep | None) -> Mapping[str, Any]:
    names = ("consent_on", "signed_on", "plan_on", "approval_ref", "account_ready_on", "checks_noted_on")
    last4 = agreement.last4 if step is None else step.last4
    return {name: getattr(agreement, name) for name in names} | {"vendor_number": vendor, "last4": last4}


def _lines(
    view: View, agreement_id: int, days: tuple[date, date], hindsight: Hindsight | None, debts: tuple[DebtRow, ...]
) -> tuple[int, tuple[MoneyLine, ...], int, int]:
    account = pot_of(view.db, agreement_id)
    if account is None:
        return 0, (), 0, 0
    first, last = days
    found = statement(view, account, first, last)
    behind = lines_behind(
        view.db, [agreement_id], found.lines, first, last, SpendLine.version, SpendLine.entry_id, SpendLine.category,
        SpendLine.match, SpendLine.why, SpendLine.evidence_on, SpendLine.misspent_pence, SpendLine.payee, SpendLine.back_why,
    )  # fmt: skip
    sides, whys = bank_sides(view.db, agreement_id, found.lines), whys_undone(view.db, agreement_id)
    later = hindsight.numbers if hindsight is not None else {}
    lines = tuple(
        _line(line, behind.get(line.about), sides.get(line.entry_id), whys.get(line.about, ""), later.get(line.number))
        for line in found.lines
    )
    asked = {one.line: one.state for one in reversed(debts)}  # the newest debt of a line counts
    lines = tuple(replace(line, asked=asked[line.spend_id]) if line.misspent and line.spend_id in asked else line for line in lines)
    return found.opening, lines, found.closing, balance_on(view.db, account, last)


def _line(line: StatementLine, about: Any, bank: BankSide | None, why_undone: str, entered: date | None) -> MoneyLine:
    spend = about if about is not None and about.entry_id == line.entry_id else None  # any other posting about it corrects it
    what = line_words(line.what, about.payee if about is not None else None, line.pence)
    kind = spend.category or "other" if spend is not None else "correction" if line.corrects else "direct payment"
    return MoneyLine(
        line.number, line.on, what, kind,
        spend.evidence_on if spend is not None else None,
        spend.match if spend is not None else "", spend.why if spend is not None else "", line.pence, line.balance,
        spend.id if spend is not None else None, spend.version if spend is not None else 0,
        spend.misspent_pence if spend is not None else 0, bank, line.corrects, line.undone,
        spend.back_why if spend is not None else why_undone, entered=entered,
    )  # fmt: skip


def _set_aside(db: Session, agreement_id: int, day: date) -> tuple[LiabilityRow, ...]:
    rows = db.execute(
        select(Liability.id, Liability.version, Liability.kind, Liability.pence).where(
            Liability.agreement_id == agreement_id, Liability.from_day <= day,
            Liability.settled_on.is_(None) | (Liability.settled_on > day),
        )
    )  # fmt: skip
    return tuple(LiabilityRow(*row) for row in rows)


def _payee(db: Session, agreement: Agreement, row: Any, step: PayeeStep | None) -> tuple[str, date | None, date | None]:
    """Who is paid at last, since when the young person is, and from when that is possible (R-D25)."""
    adult_id = step.adult_id if step is not None else agreement.payee_id
    if adult_id is None:
        return f"{row.child} {row.child_last[:1]}.", step.from_day if step is not None else None, None
    adult = db.get_one(Adult, adult_id)
    return f"{adult.first_name} {adult.last_name[:1]}.", None, birthday(row.born, YOUNGEST)
