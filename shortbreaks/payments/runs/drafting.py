"""What a run would pay: every agreement's unpaid cycles, sums owed, and what a person should look at first."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shortbreaks.council.queries import setting_on
from shortbreaks.dates import birthday, say_day
from shortbreaks.families.deaths import has_died
from shortbreaks.families.tables import Adult, Child
from shortbreaks.payments.cycles import Cycle, Rhythm
from shortbreaks.payments.facts import (
    Paid,
    Plan,
    Some,
    SumOwed,
    awarded_lately,
    awards_of,
    looked_at,
    owed_unsettled,
    paid_lately,
    plans_agreed,
    steps_of,
    sums_open,
)
from shortbreaks.payments.own_cycles import Rhythms, paid_by, rhythms_of
from shortbreaks.payments.payees import payee_on, vendor_on
from shortbreaks.payments.rules import (
    Part,
    Step,
    Working,
    begun_suspended,
    gross_pence,
    missed_once,
    state_on,
    workings,
)
from shortbreaks.payments.runs.taken_out import taken_out
from shortbreaks.payments.tables import Agreement, Owed

NEWS = timedelta(days=56)  # so long after its end an agreement without a payment is still said
FLAGS = {
    "new": "New", "changed": "Changed", "suspended": "Suspended", "ended": "Ends in this cycle",
    "after end": "Paid after its end", "no vendor": "No vendor number", "turns 18": "Turns 18",
    "died": "The child has died", "once": "Paid once, on a suspended day: not paid",
    "over": "Awarded for suspended days: not paid for them",
    "review": "Review overdue", "late": "For an earlier cycle", "owed": "Arrears", "overpaid": "Paid too much before",
    "plan": "Gives back by plan", "supplement": "Supplement",
}  # fmt: skip
DIED = "The child has died: end the payment with its last day, then draft again."
SETTLE = ("no vendor",)  # these are put right or left out before anybody can approve


@dataclass(frozen=True, slots=True)
class Drafted:
    """One payment as a run would make it (pence), with its workings and what was noticed."""

    agreement_id: int
    kind: str
    first: date
    last: date
    gross: int
    deducted: int
    payee_name: str
    vendor_number: str
    days: int  # of the whole cycle that it was worked out by
    workings: tuple[Working, ...]
    flags: tuple[str, ...]
    left_out: str
    settles: tuple[int, ...] = ()  # sums owed that this payment pays
    takes: tuple[tuple[int, int], ...] = ()  # of which sums paid too much how many pence
    gives_back: tuple[tuple[int, int], ...] = ()  # of which debts how many pence, by their plans


@dataclass(frozen=True, slots=True)
class Payee:
    """What is needed of one agreement to draft its payment."""

    id: int
    state: str
    starts_on: date
    ended_on: date | None
    review_on: date | None
    cycle_days: int | None
    unpaid_from: date
    vendor_number: str
    born: date
    died: bool
    begins: bool  # paid by this rhythm when the run's cycle begins; else only from a day inside it
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a draft is worked out from, read once."""

    cycle: Cycle
    rhythms: Rhythms
    change_percent: int
    most_percent: int  # of a payment that may be taken back out of it
    awards: Mapping[int, list[Part]]
    steps: Mapping[int, list[Step]]
    paid: Mapping[int, list[Paid]]  # lately
    owed: Mapping[int, list[SumOwed]]
    counted: Mapping[tuple[int, date], int]  # owed for a cycle, by itself, whether settled or not
    plans: Mapping[int, list[Plan]]
    fresh: Collection[int] = ()  # lines of awards entered since the last run

    def is_current(self, last: date) -> bool:
        """Whether a payment up to a day is one of this run's own cycle, not of an earlier one."""
        return last >= self.cycle.first

    def pays(self, payee: Payee, cycle: Cycle) -> bool:
        """Whether this run pays an unpaid cycle: one of its own rhythm, or an earlier one that was never paid."""
        current = self.is_current(cycle.last)
        mine = cycle.days == self.cycle.days if current else payee.begins
        return mine and (current or payee.ended_on is None or cycle.first <= payee.ended_on)


NAMES = (Adult.first_name, Adult.last_name, Child.first_name.label("child_first"), Child.last_name.label("child_last"))


def name_of(row: Any) -> str:
    """The name that a payment goes to: the adult's who is paid, or the young person's own."""
    return f"{row.first_name or row.child_first} {row.last_name or row.child_last}".strip()


def draft_lines(db: Session, cycle: Cycle, *, but: int = 0) -> list[Drafted]:
    """Every payment a run of this cycle would make, as the records stand now; `but` leaves the lines of a run aside."""
    open_sums, _ = sums_open(Owed.agreement_id, but_run=but)
    of = looked_at(cycle.first - NEWS, open_sums)
    rhythms, (paid, counted) = rhythms_of(db), paid_lately(db, of)
    payees = _payees(db, cycle, rhythms.council, of)
    sheet = Sheet(
        cycle, rhythms, int(setting_on(db, "run_change_percent", cycle.first)), int(setting_on(db, "deduct_percent", cycle.first)),
        awards_of(db, of), steps_of(db, of),
        paid, owed_unsettled(db, but_run=but), counted, plans_agreed(db), awarded_lately(db, cycle),
    )  # fmt: skip
    return [line for payee in payees for line in _lines_of(payee, sheet)]


def _payees(db: Session, cycle: Cycle, rhythm: Rhythm, of: Some) -> list[Payee]:
    """Who may be paid of some: those that ended long ago are not among them, unless days or sums of theirs are still open."""
    rows: Iterable[Any] = db.execute(
        select(
            Agreement.id, Agreement.state, Agreement.starts_on, Agreement.ended_on, Agreement.review_on,
            Agreement.cycle_days, Agreement.unpaid_from, vendor_on(cycle.first).label("vendor"), Child.born,
            has_died(Agreement.child_id).label("died"),
            paid_by(cycle, rhythm).label("begins"),
            *NAMES,
        )
        .join(Child, Child.id == Agreement.child_id)
        .join(Adult, Adult.id == payee_on(cycle.first), isouter=True)  # who is paid from the run's first day on
        .where(or_(paid_by(cycle, rhythm), paid_by(cycle, rhythm, cycle.last)), Agreement.id.in_(of))
        .order_by(Agreement.id)
    )  # fmt: skip
    return [
        Payee(*(*row[:11], name_of(row)))
        for row in rows
    ]


def _lines_of(payee: Payee, sheet: Sheet) -> list[Drafted]:
    paid = [(one.first, one.last) for one in sheet.paid.get(payee.id, ())]
    since = max(payee.starts_on, payee.unpaid_from)
    cycles = [
        cycle for cycle in sheet.rhythms.of(payee.id, payee.cycle_days).unpaid(since, sheet.cycle.last, paid)
        if sheet.pays(payee, cycle)
    ]  # fmt: skip
    lines = [line for cycle in cycles if (line := _cycle_line(payee, sheet, cycle)) is not None]
    arrears = _arrears_line(payee, sheet)
    if arrears is not None:
        lines.append(arrears)
    return _less_given_back(payee, sheet, lines)


def _cycle_line(payee: Payee, sheet: Sheet, cycle: Cycle) -> Drafted | None:
    steps = sheet.steps.get(payee.id, ())
    found = workings(sheet.awards.get(payee.id, ()), steps, cycle)
    if counted := sheet.counted.get((payee.id, cycle.first), 0):
        # Its payment was rejected after arrears were found for it: those stand by themselves
        found = (*found, Working(0, "extra", "Counted by itself", cycle.first, cycle.last, 1, 1, 0, -counted))
    missed = missed_once(sheet.awards.get(payee.id, ()), steps, cycle)
    gross = gross_pence(found)
    current = sheet.is_current(cycle.last)
    over = begun_suspended(sheet.awards.get(payee.id, ()), steps, cycle, sheet.fresh) if current else ()
    found = (*found, *missed, *over)
    if not gross and not missed and not (current and _worth_saying(payee, sheet, cycle)):
        return None  # an earlier cycle too is said while a sum of it would never be paid
    left_out = _why_not_yet(payee) if gross else _why_nothing(payee, steps, cycle)
    if not gross:
        left_out = " ".join((left_out, *(f"{one.words}." for one in (*missed, *over))))
    flags = (*(("once",) if missed else ()), *(("over",) if over else ()), *_flags(payee, sheet, cycle, gross))
    return Drafted(
        payee.id, "cycle", cycle.first, cycle.last, gross, 0, payee.name, payee.vendor_number, cycle.days, found, flags, left_out,
    )  # fmt: skip


def _worth_saying(payee: Payee, sheet: Sheet, cycle: Cycle) -> bool:
    """A payment of nought is shown while its reason is news: suspended, ended lately, or paid beyond its end."""
    ended = payee.ended_on
    return ended is None or ended >= cycle.first - NEWS or _after_end(payee, sheet)


def _after_end(payee: Payee, sheet: Sheet) -> bool:
    """Days after an end were paid for, and what was paid too much for them is not given back or deducted yet."""
    too_much = any(one.pence < 0 for one in sheet.owed.get(payee.id, ()))
    return payee.ended_on is not None and too_much and any(one.last > payee.ended_on for one in sheet.paid.get(payee.id, ()))


def _why_not_yet(payee: Payee) -> str:
    """Why nothing goes although it is awarded: a child has died, and nobody has said yet until which day is paid (R-D26)."""
    return DIED if payee.died and payee.ended_on is None else ""


def _why_nothing(payee: Payee, steps: Sequence[Step], cycle: Cycle) -> str:
    if payee.ended_on is not None and payee.ended_on < cycle.first:
        return f"Ended on {say_day(payee.ended_on)}."
    if state_on(steps, cycle.last) == "suspended":
        return "Suspended for the whole cycle."
    return "The award comes to nothing in this cycle."


def _flags(payee: Payee, sheet: Sheet, cycle: Cycle, gross: int) -> tuple[str, ...]:
    paid = sheet.paid.get(payee.id, [])
    steps = sheet.steps.get(payee.id, ())
    turning = birthday(payee.born, 18)
    changed = bool(paid and gross) and _has_changed(paid[-1], cycle, gross, sheet.change_percent)
    days = (cycle.first, *(one.from_day for one in steps if cycle.first < one.from_day <= cycle.last))
    found = {
        "new": not paid, "changed": changed,
        "suspended": any(state_on(steps, day) == "suspended" for day in days),
        "ended": payee.ended_on is not None and payee.ended_on <= cycle.last,
        "after end": _after_end(payee, sheet), "no vendor": bool(gross) and not payee.vendor_number.strip(),
        "turns 18": cycle.first <= turning <= cycle.last + timedelta(days=28),
        "died": payee.died,
        "review": payee.review_on is not None and payee.review_on < cycle.first, "late": not sheet.is_current(cycle.last),
    }  # fmt: skip
    return tuple(name for name, is_so in found.items() if is_so)


def _has_changed(last: Paid, cycle: Cycle, gross: int, percent: int) -> bool:
    """Whether a payment differs from the last by a set part or more; where the council's cycle changed, day for day."""
    now, before = (gross, last.pence) if last.days == cycle.days else (gross * last.cycle.length, last.pence * cycle.length)
    return now != before and abs(now - before) * 100 >= before * percent


def _arrears_line(payee: Payee, sheet: Sheet) -> Drafted | None:
    owed = [one for one in sheet.owed.get(payee.id, ()) if one.pence > 0]
    if not owed:
        return None
    found = tuple(Working(0, "extra", one.words, one.first, one.last, 1, 1, 0, one.pence) for one in owed)
    flags = ("owed",) if payee.vendor_number.strip() else ("owed", "no vendor")
    return Drafted(
        payee.id, "arrears", sheet.cycle.first, sheet.cycle.last, sum(one.pence for one in owed), 0, payee.name,
        payee.vendor_number, sheet.cycle.days, found, flags, "", tuple(one.id for one in owed),
    )  # fmt: skip


def _less_given_back(payee: Payee, sheet: Sheet, lines: list[Drafted]) -> list[Drafted]:
    """Take out of the cycle's payment what was paid too much, the oldest first, then what plans give back (R-D16).

    Together never more than the council's part of it, so that care goes on; the rest waits for the next payment.
    """
    last = max((line.last for line in lines if line.kind == "cycle"), default=None)  # of one cycle in parts, one gives back
    return [
        _with_deductions(line, sheet.owed.get(payee.id, ()), sheet.plans.get(payee.id, ()), sheet.most_percent)
        if line.kind == "cycle" and line.last == last and sheet.is_current(line.last) and line.gross else line
        for line in lines
    ]  # fmt: skip


def _with_deductions(line: Drafted, owed: Sequence[SumOwed], plans: Sequence[Plan], percent: int) -> Drafted:
    too_much = [(one.id, -one.pence) for one in owed if one.pence < 0]
    taken = taken_out(line.gross, too_much, plans, percent)
    flags = (*line.flags, *(["overpaid"] if too_much else []), *(["plan"] if taken.debts else []))
    return replace(line, deducted=taken.pence, flags=flags, takes=taken.owed, gives_back=taken.debts)


_WORKING = tuple(one.name for one in fields(Working))


def to_kept(found: Sequence[Working]) -> str:
    """Workings as kept beside the payment, so that a statement years later says the same sum."""
    said = [{**{name: getattr(line, name) for name in _WORKING}, "first": f"{line.first}", "last": f"{line.last}"} for line in found]
    return json.dumps(said, ensure_ascii=False)


def from_kept(kept: str) -> tuple[Working, ...]:
    """Workings as they were kept."""
    return tuple(
        Working(**{**line, "first": date.fromisoformat(line["first"]), "last": date.fromisoformat(line["last"])})
        for line in json.loads(kept)
    )
