"""Runs as they are shown: the list, and one run with its exceptions first and the bridge from the run before."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import names_of_people
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import NotFound
from shortbreaks.families.tables import CALLED, Child
from shortbreaks.payments.cycles import Rhythm
from shortbreaks.payments.facts import rhythm_of
from shortbreaks.payments.own_cycles import own_cycle_on
from shortbreaks.payments.rules import say_working
from shortbreaks.payments.runs.drafting import FLAGS, SETTLE, from_kept
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine

SOON, YEAR = timedelta(days=28), timedelta(days=366)

@dataclass(frozen=True, slots=True)
class RunRow:
    """One run in the list (pence)."""

    id: int
    number: int
    first: date
    last: date
    pay_on: date
    file_by: date
    state: str
    count: int
    total: int


@query(needs=Permission.SEE_MONEY)
def runs_listed(view: View) -> tuple[RunRow, ...]:
    """Every run, newest first."""
    paying = (
        select(RunLine.run_id, func.count().label("count"))
        .where(RunLine.state.in_(("in", "posted", "acknowledged")))
        .group_by(RunLine.run_id)
        .subquery()
    )
    rows = view.db.execute(
        select(
            PaymentRun.id, PaymentRun.number, PaymentRun.first_day, PaymentRun.last_day, PaymentRun.pay_on,
            PaymentRun.file_by, PaymentRun.state, func.coalesce(paying.c.count, 0), PaymentRun.total_pence,
        )
        .join(paying, paying.c.run_id == PaymentRun.id, isouter=True)
        .order_by(PaymentRun.number.desc())
    )  # fmt: skip
    return tuple(RunRow(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class NextRun:
    """The run that follows of one rhythm (7, 14 or 28 days, 0: months); `open_id` when it is prepared already."""

    cycle_days: int
    first: date
    open_id: int | None


@query(needs=Permission.SEE_MONEY)
def next_runs(view: View) -> tuple[NextRun, ...]:
    """The next run of the council's own rhythm and of each that an agreement has for itself, the soonest first."""
    rhythm = rhythm_of(view.db)
    found, own = [_next_of(view, rhythm, None)], set[int | None]()
    for day in (view.today, view.today + SOON):  # some agreements' own cycles begin, or end, in that time
        own |= set(view.db.scalars(
            select(own_cycle_on(day)).where(Agreement.state.in_(("active", "suspended"))).distinct()
        ))  # fmt: skip
    found += [_next_of(view, rhythm, days) for days in own if days not in {None, found[0].cycle_days}]
    return tuple(sorted(found, key=lambda one: one.first))


def _next_of(view: View, rhythm: Rhythm, own: int | None) -> NextRun:
    """After the last run of a rhythm; before any, the cycle that begins next."""
    plan = rhythm.own(own)
    runs = (
        select(PaymentRun.id, PaymentRun.cycle_days, PaymentRun.first_day, PaymentRun.last_day, PaymentRun.state)
        .where(PaymentRun.state != "dropped")
        .order_by(PaymentRun.last_day.desc(), PaymentRun.id.desc())
    )
    # Nearly always one of the last year: only where there is none are all of them looked at
    found = (run for some in (runs.where(PaymentRun.last_day >= view.today - YEAR), runs) for run in view.db.execute(some))
    last = next((run for run in found if plan.on(run.first_day) == run.cycle_days), None)
    if last is not None and last.state in {"drafted", "approved"}:
        return NextRun(last.cycle_days, last.first_day, last.id)
    before = view.today - timedelta(days=1) if last is None else last.last_day
    cycle = plan.after(plan.holding(before)) if last is None else plan.holding(before + timedelta(days=1))
    return NextRun(cycle.days, cycle.first, None)


@dataclass(frozen=True, slots=True)
class RunLineRow:
    """One payment of a run (pence): what the run before paid, what this one pays, and what is different."""

    id: int
    agreement_id: int
    ref: str
    payee: str
    child: str
    kind: str
    before: int | None
    gross: int
    deducted: int
    net: int
    flags: tuple[str, ...]
    group: str
    said_first: str  # "For 2 Mar: " where it pays another cycle than the run's
    kept: str  # how it was worked out, as it is kept
    state: str
    reason: str

    @property
    def workings(self) -> str:
        """How it was worked out, in words: said when it is looked at, for of thousands a screen shows a few."""
        return self.reason if self.kind == "supplement" else self.said_first + "; ".join(map(say_working, from_kept(self.kept)))


@dataclass(frozen=True, slots=True)
class RunShown:
    """One run with its payments, who did what, and the sum of each kind of change (pence)."""

    id: int
    version: int
    number: int
    first: date
    last: date
    pay_on: date
    file_by: date
    state: str
    drafted_by: str
    drafted_by_id: int
    drafted_at: datetime
    approved_by: str
    approved_by_id: int | None
    second_by: str
    total: int
    before_total: int
    before_number: int | None
    lines: tuple[RunLineRow, ...]
    bridge: tuple[tuple[str, int, int], ...]
    added_by: frozenset[int]  # who added supplements to it, and so does not approve it
    dropped_why: str

    @property
    def to_settle(self) -> int:
        """How many payments have to be settled before anybody can approve."""
        return sum(1 for line in self.lines if line.state == "in" and set(line.flags) & set(SETTLE))


@query(needs=Permission.SEE_MONEY)
def run_shown(view: View, run_id: int) -> RunShown:
    """One run, exceptions first. Raises NotFound."""
    run = view.db.get(PaymentRun, run_id)
    if run is None:
        raise NotFound("There is no such payment run.", "Look at the list again.")
    names = names_of_people(view.db)
    previous = _run_before(view.db, run)
    before = _paid_in(view.db, previous)
    lines = _lines(view.db, run, before)
    return RunShown(
        run.id, run.version, run.number, run.first_day, run.last_day, run.pay_on, run.file_by, run.state,
        names.get(run.drafted_by, ""), run.drafted_by, to_local(run.drafted_at), names.get(run.approved_by or 0, ""),
        run.approved_by, names.get(run.second_by or 0, ""), run.total_pence,
        previous.total_pence if previous else 0, previous.number if previous else None, lines, _bridge(lines, before),
        _added_by(view.db, run), run.dropped_why,
    )  # fmt: skip


def _added_by(db: Session, run: PaymentRun) -> frozenset[int]:
    mine = (RunLine.run_id == run.id, RunLine.state == "in", RunLine.supplement_by.is_not(None))
    return frozenset(one for one in db.scalars(select(RunLine.supplement_by).where(*mine)) if one is not None)


def _run_before(db: Session, run: PaymentRun) -> PaymentRun | None:
    return db.scalar(
        select(PaymentRun)
        .where(PaymentRun.number < run.number, PaymentRun.cycle_days == run.cycle_days, PaymentRun.state != "dropped")
        .order_by(PaymentRun.number.desc())
        .limit(1)
    )


def _paid_in(db: Session, run: PaymentRun | None) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    if run is not None:
        paid = select(RunLine.agreement_id, RunLine.net_pence).where(
            RunLine.run_id == run.id, RunLine.state.in_(("in", "posted", "acknowledged"))
        )
        for agreement_id, net in rows_of(db, paid):
            found[agreement_id] += net
    return found


def _lines(db: Session, run: PaymentRun, before: dict[int, int]) -> tuple[RunLineRow, ...]:
    rows = rows_of(
        db,
        select(
            RunLine.id, RunLine.agreement_id, RunLine.payee_name, RunLine.kind, RunLine.gross_pence, RunLine.deducted_pence,
            RunLine.net_pence, RunLine.flags, RunLine.first_day, RunLine.last_day, RunLine.workings, RunLine.state, RunLine.reason,
            Agreement.ref, CALLED.label("called"), Child.last_name,
        )
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .join(Child, Child.id == Agreement.child_id)
        .where(RunLine.run_id == run.id)
        .order_by(RunLine.id),
    )  # fmt: skip
    found = []
    for line in rows:
        flags = tuple(flag for flag in line.flags.split(",") if flag)
        said_first = "" if line.last_day == run.last_day else f"For {say_day(line.first_day)}: "
        found.append(
            RunLineRow(
                line.id, line.agreement_id, line.ref, line.payee_name, f"{line.called} {line.last_name[:1]}.", line.kind,
                before.get(line.agreement_id) if line.kind == "cycle" else None, line.gross_pence, line.deducted_pence,
                line.net_pence, flags, _group(flags, line.state), said_first, line.workings, line.state, line.reason,
            )
        )  # fmt: skip
    order = {name: place for place, name in enumerate(["To settle first", *FLAGS.values(), "Not paid", ""])}
    return tuple(sorted(found, key=lambda one: (order[one.group] if one.group else len(order), one.id)))


def _group(flags: tuple[str, ...], state: str) -> str:
    if state in {"left out", "rejected", "returned", "held back"}:
        return "Not paid"
    if set(flags) & set(SETTLE):
        return "To settle first"
    return FLAGS[flags[0]] if flags else ""


def _bridge(lines: tuple[RunLineRow, ...], before: dict[int, int]) -> tuple[tuple[str, int, int], ...]:
    """What explains the total: each kind of change with its count and pence; they add up to the difference."""
    now: dict[int, int] = defaultdict(int)
    why: dict[int, str] = {}
    for line in lines:
        if line.state in {"in", "posted", "acknowledged"}:
            now[line.agreement_id] += line.net
        why.setdefault(line.agreement_id, FLAGS[line.flags[0]] if line.flags else "")
        if line.state == "left out" and line.agreement_id in before:
            why[line.agreement_id] = "Not paid"
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for agreement_id in {*now, *before}:
        difference = now.get(agreement_id, 0) - before.get(agreement_id, 0)
        if difference:
            name = why.get(agreement_id) or ("Small changes" if agreement_id in now else "No longer paid")
            sums[name][0] += 1
            sums[name][1] += difference
    return tuple((name, count, pence) for name, (count, pence) in sorted(sums.items(), key=lambda x: -abs(x[1][1])))
