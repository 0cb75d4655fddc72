"""A run's way: drafted, lines left out or supplemented, approved by somebody else, posted, answered by finance."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.council.queries import bank_holidays, setting_on
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.tables import Adult, Child
from shortbreaks.money import pounds
from shortbreaks.payments.cycles import file_day, working_day_on_or_before
from shortbreaks.payments.facts import rhythm_of
from shortbreaks.payments.payees import paid_on
from shortbreaks.payments.runs.drafting import DIED, FLAGS, SETTLE, draft_lines
from shortbreaks.payments.runs.lines import free_owed, keep_lines
from shortbreaks.payments.runs.stale import changed_since
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine
from shortbreaks.words import counted

when_broken(
    "uq_run_line_period",
    "run_line.agreement_id, run_line.first_day",
    lambda: Refused(
        "One of these agreements is already paid for that period (R-F3).",
        "Draft the run again, or make it a supplement.",
    ),
)
when_broken(
    "uq_run_line_run_id_agreement_id_kind_first_day",
    "run_line.run_id, run_line.agreement_id, run_line.kind, run_line.first_day",
    lambda: Refused("This run has a supplement for that family already.", "Add to it in the next run."),
)
when_broken(
    "uq_payment_run_number",
    "payment_run.number",
    lambda: Refused("Somebody else prepared a run just now.", "Look at the list of runs again."),
)
DAYS_BACK = 21  # enough bank holidays behind a pay day to find the file's day


class NothingDue(Refused):
    """No agreement is paid in a cycle; one of another rhythm may be."""


@dataclass(frozen=True, slots=True)
class DraftRun:
    """Work out the payments of one cycle: 7, 14 or 28 days, or 0 for a calendar month."""

    cycle_days: int
    first_day: date


@command(needs=Permission.POST_MONEY, recorded_as="Payment run drafted")
def draft_run(work: Work, request: DraftRun) -> int:
    """Draft every payment of a cycle (R-D12, R-F4). Raises Refused when it does not begin there or one is open."""
    rhythm = rhythm_of(work.db)
    if rhythm.on(request.first_day) != request.cycle_days:
        rhythm = rhythm.own(request.cycle_days)  # of agreements that have their own
    cycle = rhythm.holding(request.first_day)
    if cycle.first != request.first_day:
        raise Refused(f"That cycle begins on {say_day(cycle.first)}.", "Choose the first day of a cycle.", "first_day")
    _check_none_open(work, request.cycle_days)
    holidays = bank_holidays(date.fromordinal(cycle.first.toordinal() - DAYS_BACK), cycle.first)
    pay_on = working_day_on_or_before(cycle.first, holidays)
    run = PaymentRun(
        number=(work.db.scalar(select(func.max(PaymentRun.number))) or 0) + 1, cycle_days=request.cycle_days,
        first_day=cycle.first, last_day=cycle.last, pay_on=pay_on, file_by=file_day(pay_on, holidays), state="drafted",
        drafted_by=work.person.id, drafted_at=work.now, total_pence=0,
    )  # fmt: skip
    work.db.add(run)
    work.db.flush()
    lines = draft_lines(work.db, cycle)
    if not lines:
        raise NothingDue("No agreement is due in that cycle.", "Start an agreement first; what is due is paid once.")
    keep_lines(work, run, lines)
    run.total_pence = sum(line.gross - line.deducted for line in lines if not line.left_out)
    work.record(run, pence=run.total_pence)
    return run.id


def _check_none_open(work: Work, cycle_days: int) -> None:
    waiting = (PaymentRun.cycle_days == cycle_days, PaymentRun.state.in_(("drafted", "approved")))
    open_run = work.db.execute(select(PaymentRun.number, PaymentRun.state).where(*waiting)).first()
    if open_run is not None:
        raise Refused(f"Run {open_run.number} is still {open_run.state}.", "Post it or drop it first.")


@dataclass(frozen=True, slots=True)
class ChooseLine:
    """One payment of a drafted run, and why it is left out (or put in again)."""

    line_id: int
    reason: str = ""


def _line_of_draft(work: Work, line_id: int) -> tuple[RunLine, PaymentRun]:
    line = work.db.get(RunLine, line_id)
    if line is None:
        raise NotFound("That payment is not here any more.", "Look again.")
    run = work.take(PaymentRun, line.run_id)
    if run.state != "drafted":
        raise Refused(f"Run {run.number} is {run.state} already.", "Put it right in the next run.")
    return line, run


def _come_to(run: PaymentRun, pence: int) -> None:
    """A drafted run comes to another total: what one person of two approved before was another run."""
    run.total_pence, run.approved_by, run.approved_at = pence, None, None


@command(needs=Permission.POST_MONEY, recorded_as="Payment left out")
def leave_out(work: Work, request: ChooseLine) -> None:
    """Leave a payment out of a drafted run; the next run shows it again. Raises Refused without a reason."""
    if not request.reason.strip():
        raise Refused("Leaving a payment out needs a reason.", "Write what is to be settled.", "reason")
    line, run = _line_of_draft(work, request.line_id)
    if line.state == "in":
        line.state, line.reason = "left out", request.reason.strip()
        _come_to(run, run.total_pence - line.net_pence)
        free_owed(work, [line.id])
    work.record(run, pence=line.net_pence)


@command(needs=Permission.POST_MONEY, recorded_as="Payment put in again")
def put_in(work: Work, request: ChooseLine) -> None:
    """Put a payment that was left out into its drafted run again. Raises Refused when there is nothing to pay."""
    line, run = _line_of_draft(work, request.line_id)
    if not line.gross_pence:
        raise Refused(line.reason or "There is nothing to pay.", "Look at the agreement.")
    if line.reason == DIED:
        raise Refused("The child has died.", "End the payment with its last day, then drop the run and draft it again.")
    if line.deducted_pence or line.kind == "arrears":
        raise Refused("Sums owed were set free when it was left out.", "Drop the run and draft it again.")
    if line.state == "left out":
        line.state, line.reason = "in", ""
        _come_to(run, run.total_pence + line.net_pence)
    work.record(run, pence=line.net_pence)


@dataclass(frozen=True, slots=True)
class Supplement:
    """Pay more than the award for once, for a reason, in a drafted run (R-F3, A40)."""

    run_id: int
    agreement_id: int
    pence: int
    reason: str


@command(needs=Permission.APPROVE, recorded_as="Supplement approved")
def add_supplement(work: Work, request: Supplement) -> int:
    """Add a supplement to a drafted run; whoever adds it approves it. Raises Refused for no amount or reason."""
    run = work.take(PaymentRun, request.run_id)
    if run.state != "drafted":
        raise Refused(f"Run {run.number} is {run.state} already.", "Add it to the next run.")
    if run.drafted_by == work.person.id:
        raise Refused("You drafted this run.", "Somebody else approves its supplements.")
    check_two_people(work, [run.drafted_by])
    if request.pence <= 0 or not request.reason.strip():
        raise Refused("A supplement needs its amount and reason.", "Write both.", "pence")
    agreement = work.db.get(Agreement, request.agreement_id)
    if agreement is None or agreement.state == "draft":
        raise Refused("That agreement is not being paid.", "Start it first.", "agreement_id")
    payee_id, vendor = paid_on(work.db, agreement.id, run.first_day)
    line = RunLine(
        run_id=run.id, agreement_id=agreement.id, kind="supplement", first_day=run.first_day, last_day=run.last_day,
        cycle_days=run.cycle_days, gross_pence=request.pence, deducted_pence=0, net_pence=request.pence,
        payee_name=_payee_name(work, agreement, payee_id),
        vendor_number=vendor, workings="[]", flags="supplement", state="in",
        reason=request.reason.strip(), supplement_by=work.person.id,
    )  # fmt: skip
    work.db.add(line)
    _come_to(run, run.total_pence + request.pence)
    work.record(line, pence=request.pence)
    return line.id


def _payee_name(work: Work, agreement: Agreement, payee_id: int | None) -> str:
    if payee_id is not None:
        adult = work.db.get_one(Adult, payee_id)
        return f"{adult.first_name} {adult.last_name}".strip()
    child = work.db.get_one(Child, agreement.child_id)
    return f"{child.first_name} {child.last_name}".strip()


@dataclass(frozen=True, slots=True)
class DropRun:
    """Give up a run that is not posted, so that it can be drafted again."""

    run_id: int
    seen: int
    reason: str


@command(needs=Permission.POST_MONEY, recorded_as="Payment run dropped")
def drop_run(work: Work, request: DropRun) -> None:
    """Drop a drafted or approved run with its lines. Raises Refused once it is posted, or without a reason."""
    run = work.take(PaymentRun, request.run_id, seen=request.seen)
    if run.state not in {"drafted", "approved"}:
        raise Refused(f"Run {run.number} is {run.state}.", "Reverse its payments instead.")
    if not request.reason.strip():
        raise Refused("Dropping a run needs a reason.", "Write why.", "reason")
    lines = list(work.db.scalars(select(RunLine.id).where(RunLine.run_id == run.id)))
    free_owed(work, lines)
    work.db.flush()
    work.db.execute(update(RunLine).where(RunLine.run_id == run.id).values(state="dropped"))
    work.touched("run_line")
    run.state, run.dropped_why = "dropped", request.reason.strip()
    work.record(run, pence=run.total_pence)


@dataclass(frozen=True, slots=True)
class ApproveRun:
    """Somebody else's yes to a run: its total typed by hand (pence)."""

    run_id: int
    seen: int
    typed_pence: int


@command(needs=Permission.APPROVE, recorded_as="Payment run approved")
def approve_run(work: Work, request: ApproveRun) -> str:
    """Approve a drafted run, twice above the council's limit, and give its state (safety.md B11).

    Raises Refused for one's own run or supplement, a total typed wrong, payments to settle first, or records changed since.
    """
    run = work.take(PaymentRun, request.run_id, seen=request.seen)
    if run.state != "drafted":
        raise Refused(f"Run {run.number} is {run.state}.", "Look again.")
    if work.person.id in {run.drafted_by, run.approved_by}:
        raise Refused("You drafted or approved this run yourself.", "Somebody else approves it.")
    added = set(work.db.scalars(select(RunLine.supplement_by).where(RunLine.run_id == run.id, RunLine.state == "in")))
    if work.person.id in added:
        raise Refused("You added a supplement to this run.", "Somebody else approves it.")
    check_two_people(work, [run.drafted_by, run.approved_by, *added])
    if request.typed_pence != run.total_pence:
        raise Refused(
            f"The run comes to {pounds(run.total_pence)}, not {pounds(request.typed_pence)}.",
            "Look at the exceptions, then type the total.", "typed_pence",
        )  # fmt: skip
    _check_settled(work, run)
    check_fresh(work, run)
    limit = int(setting_on(work.db, "two_approvers_above", work.today)) * 100
    if run.approved_by is None:
        run.approved_by, run.approved_at = work.person.id, work.now
        run.state = "drafted" if run.total_pence > limit else "approved"
    else:
        run.second_by, run.state = work.person.id, "approved"
    work.record(run, pence=run.total_pence)
    return run.state


def _check_settled(work: Work, run: PaymentRun) -> None:
    flags = work.db.execute(
        select(RunLine.payee_name, RunLine.flags).where(RunLine.run_id == run.id, RunLine.state == "in")
    )
    waiting = [(row.payee_name, flag) for row in flags for flag in row.flags.split(",") if flag in SETTLE]
    if waiting:
        name, flag = waiting[0]
        raise Refused(
            f"{counted(len(waiting), 'payment')} to settle first: {name}, {FLAGS[flag].lower()}.",
            "Put it right and draft again, or leave it out with a reason.",
        )


def check_fresh(work: Work, run: PaymentRun) -> None:
    """Raise Refused when a record changed so that the run would come out otherwise now."""
    if changed := changed_since(work.db, run):
        refs = work.db.scalars(select(Agreement.ref).where(Agreement.id.in_(changed[:3])).order_by(Agreement.id))
        raise Refused(
            f"{counted(len(changed), 'payment')} would come out otherwise now: {', '.join(refs)}.",
            "Drop the run and draft it again.",
        )
