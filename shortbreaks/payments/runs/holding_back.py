"""A posted payment that must not go: held back by a second person before its file is made, and taken out of the books by its own entry."""

from dataclasses import dataclass

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.database.asked import room_for
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.posting import reverse
from shortbreaks.payments.runs.lines import free_owed
from shortbreaks.payments.runs.posting import give_back_by_plan
from shortbreaks.payments.tables import PaymentRun, RunLine
from shortbreaks.words import as_kept

LONGEST = 200


@dataclass(frozen=True, slots=True)
class HoldBack:
    """One payment of a posted run whose file is not made yet, and why it must not go."""

    line_id: int
    reason: str = room_for(LONGEST)


@command(needs=Permission.APPROVE, recorded_as="Payment held back")
def hold_back(work: Work, request: HoldBack) -> int:
    """Keep a posted payment out of its file and reverse it on the day the money would have arrived; gives the reversing entry.

    Its days come up in the next run again, unless the payment was ended. A run that pays nobody any more is dropped. Raises
    Refused without a reason, for one's own run, or once its file was made: then finance is told, and rejects it (R-F3, R-D24).
    """
    line = work.db.get(RunLine, request.line_id)
    if line is None:
        raise NotFound("That payment is not here any more.", "Look again.")
    run = work.take(PaymentRun, line.run_id)
    work.db.refresh(line)
    reason = as_kept(request.reason, one_line=True)
    if run.state in {"exported", "acknowledged"}:
        raise Refused(
            f"The file of run {run.number} is made already.",
            "If it was not given to finance yet, withdraw it first. Else tell finance to reject the payment.",
        )
    if line.state != "posted" or line.entry_id is None:
        raise Refused(f"The payment to {line.payee_name} is not posted, or is held back already.", "Look again.")
    if not reason:
        raise Refused("Why it must not go is missing.", "Write it in a line, such as Wrong account.", "reason")
    if run.drafted_by == work.person.id:
        raise Refused("You prepared this run.", "Somebody else holds its payments back.")
    check_two_people(work, [run.drafted_by])
    on = max(run.pay_on, work.today)
    entry = reverse(work, line.entry_id, f"Held back before it was sent, run {run.number}", on)
    line.state, line.reason, line.held_by = "held back", reason, work.person.id
    free_owed(work, [line.id])
    give_back_by_plan(work, [line.id], on, undo="The payment was held back")
    work.db.flush()
    if not work.db.scalar(select(func.count()).where(RunLine.run_id == run.id, RunLine.state == "posted")):
        run.state = "dropped"
    work.record(run, pence=line.net_pence)
    return entry
