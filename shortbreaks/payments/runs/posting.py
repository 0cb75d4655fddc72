"""Posting an approved run, and what finance answers to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import Line, Posting, account_for, accounts_for, post_many, reverse
from shortbreaks.payments.commands import account_of_budget
from shortbreaks.payments.cycles import Cycle
from shortbreaks.payments.debts.commands import came_back
from shortbreaks.payments.facts import HOLDS, deductions_of, looked_at, rhythm_of
from shortbreaks.payments.own_cycles import changes_within, paid_by
from shortbreaks.payments.runs.commands import check_fresh
from shortbreaks.payments.runs.lines import free_owed
from shortbreaks.payments.spending.line_words import SAID
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine

GIVEN_BACK = "direct payments given back"


@dataclass(frozen=True, slots=True)
class PostRun:
    """Post every payment of an approved run in one go."""

    run_id: int
    seen: int


@command(needs=Permission.POST_MONEY, recorded_as="Payment run posted")
def post_run(work: Work, request: PostRun) -> int:
    """Post an approved run, one ledger entry a payment, dated the day the money arrives, and give how many.

    Raises Refused when it is not approved, records changed since, or the month of the books is closed.
    """
    run = work.take(PaymentRun, request.run_id, seen=request.seen)
    if run.state != "approved":
        raise Refused(f"Run {run.number} is {run.state}.", "It is posted once somebody else approved it.")
    _hold_still(work, run)
    check_fresh(work, run)
    lines = list(
        work.db.scalars(
            select(RunLine).where(RunLine.run_id == run.id, RunLine.state == "in").order_by(RunLine.id)
        )
    )  # fmt: skip
    if not lines:
        raise Refused(f"Run {run.number} pays nobody.", "Drop it.")
    budget, back = account_of_budget(work), account_for(work, GIVEN_BACK, "council", "Given back out of payments")
    ids = [line.agreement_id for line in lines]
    refs = {
        row.id: row.ref for row in work.db.execute(select(Agreement.id, Agreement.ref).where(Agreement.id.in_(ids)))
    }
    holds = accounts_for(work, HOLDS, {f"agreement:{agreement_id}": ref for agreement_id, ref in refs.items()})
    entries = post_many(work, [_posting(run, line, holds, budget, back) for line in lines])
    for line, entry_id in zip(lines, entries, strict=True):
        line.entry_id, line.state = entry_id, "posted"
    give_back_by_plan(work, [line.id for line in lines], run.pay_on)
    run.state, run.posted_at = "posted", work.now
    _nothing_open_before(work, run)
    work.record(run, pence=run.total_pence)
    return len(lines)


def _hold_still(work: Work, run: PaymentRun) -> None:
    """Lock the agreements a run pays: an award or a step decided meanwhile waits, and then finds its days paid."""
    mine = select(RunLine.agreement_id).where(RunLine.run_id == run.id)
    locked = select(Agreement.id).where(Agreement.id.in_(mine)).order_by(Agreement.id)
    work.db.execute(locked.with_for_update(key_share=True)).all()


def _nothing_open_before(work: Work, run: PaymentRun) -> None:
    """Say of each agreement from which day on drafts look: what the run left out stays open, the rest is settled."""
    work.db.flush()
    next_day = run.last_day + timedelta(days=1)
    cycle = Cycle(run.first_day, run.last_day, run.cycle_days)
    # Of what ended and is settled nothing is said: no draft looks at it, and each run would write all there ever were
    seen = Agreement.id.in_(looked_at(run.first_day))
    behind = seen & paid_by(cycle, rhythm_of(work.db)) & ~changes_within(cycle) & (Agreement.unpaid_from < next_day)
    left = select(RunLine.agreement_id, func.min(RunLine.first_day)).where(
        RunLine.run_id == run.id, RunLine.kind == "cycle", RunLine.state == "left out", RunLine.gross_pence > 0
    )
    kept = {row[0]: row[1] for row in work.db.execute(left.group_by(RunLine.agreement_id))}
    work.db.execute(update(Agreement).where(behind, Agreement.id.not_in(kept)).values(unpaid_from=next_day))
    for agreement_id, first in kept.items():
        work.db.execute(update(Agreement).where(Agreement.id == agreement_id).values(unpaid_from=first))
    work.touched("agreement")


def _posting(run: PaymentRun, line: RunLine, holds: dict[str, int], budget: int, back: int) -> Posting:
    pot = holds[f"agreement:{line.agreement_id}"]
    moves = [Line(budget, pot, line.gross_pence)]
    if line.deducted_pence:
        moves.append(Line(pot, back, line.deducted_pence))
    return Posting(_what(run, line), f"run_line:{line.id}", run.pay_on, tuple(moves))


def give_back_by_plan(work: Work, line_ids: Sequence[int], on: date, *, undo: str = "") -> None:
    """Count what posted payments gave back of debts on a day; taken off again when one does not stand: `undo` says why."""
    parts = [part for found in deductions_of(work.db, line_ids).values() for part in found]
    debts = {debt.id: debt for debt in work.db.scalars(select(Debt).where(Debt.id.in_({one for one, _ in parts})))}
    for debt_id, pence in parts:
        came_back(work, debts[debt_id], -pence if undo else pence, on, undo or "Out of a payment, by plan")


def _what(run: PaymentRun, line: RunLine) -> str:
    return f"{SAID[line.kind]}, run {run.number}"


def mark_exported(work: Work, run_id: int) -> None:
    """A run whose file was written: said by the finance room in the transaction that reserves its batch."""
    run = work.take(PaymentRun, run_id)
    if run.state != "posted":
        raise Refused(f"Run {run.number} is {run.state}.", "Only a posted run goes to finance.")
    run.state = "exported"


def take_back_file(work: Work, run_id: int) -> int:
    """A run whose file was withdrawn before it was written is posted as before: said by the finance room in its transaction."""
    run = work.take(PaymentRun, run_id)
    if run.state != "exported":
        raise Refused(f"Run {run.number} is {run.state}.", "Only a run whose file was prepared can have it withdrawn.")
    run.state = "posted"
    work.db.flush()
    return run.id


@dataclass(frozen=True, slots=True)
class Answer:
    """What finance said of one payment: taken, or rejected and why."""

    line_id: int
    taken: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRun:
    """Finance's reply to a run, line by line."""

    run_id: int
    answers: tuple[Answer, ...]


@command(needs=Permission.POST_MONEY, recorded_as="Finance's reply taken in")
def answer_run(work: Work, request: AnswerRun) -> int:
    """Take in finance's reply; a rejected payment is reversed and comes up in the next run. Gives how many rejected.

    Raises Refused for a line of another run, one answered otherwise before, or a rejection without reason.
    """
    run = work.take(PaymentRun, request.run_id)
    if run.state not in {"exported", "acknowledged"}:
        raise Refused(f"Run {run.number} is {run.state}.", "Finance answers a run that was exported.")
    lines = {line.id: line for line in work.db.scalars(select(RunLine).where(RunLine.run_id == run.id))}
    rejected = 0
    for answer in request.answers:
        line = lines.get(answer.line_id)
        if line is None or line.state not in {"posted", "acknowledged", "rejected"}:
            raise Refused(f"Payment {answer.line_id} is not one of run {run.number}.", "Look at the reply.")
        rejected += _take_answer(work, run, line, answer)
    work.db.flush()
    waiting = work.db.scalar(
        select(func.count()).select_from(RunLine).where(RunLine.run_id == run.id, RunLine.state == "posted")
    )
    if not waiting:
        run.state = "acknowledged"
    work.record(run, pence=run.total_pence)
    return rejected


def _take_answer(work: Work, run: PaymentRun, line: RunLine, answer: Answer) -> int:
    if line.state == ("acknowledged" if answer.taken else "rejected"):
        return 0
    if line.state != "posted":
        raise Refused(f"The payment to {line.payee_name} was {line.state} before.", "Ask finance which reply stands.")
    if answer.taken:
        line.state = "acknowledged"
        return 0
    if not answer.reason.strip():
        raise Refused(f"The payment to {line.payee_name} was rejected without a reason.", "Write finance's reason.")
    if line.entry_id is not None:
        # What the books seal stays for good, so finance's words are kept with the payment alone, where an erasure reaches them (R-P4)
        reverse(work, line.entry_id, f"Rejected by finance, run {run.number}", work.today)
    line.state, line.reason = "rejected", answer.reason.strip()
    free_owed(work, [line.id])
    give_back_by_plan(work, [line.id], work.today, undo="The payment was rejected")
    return 1
