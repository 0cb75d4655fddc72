"""A payment that the bank sends back after finance had taken it: out of the books on its day, and in the next run again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.posting import reverse
from shortbreaks.payments.posting_runs import give_back_by_plan
from shortbreaks.payments.run_lines import free_owed
from shortbreaks.payments.tables import PaymentRun, RunLine

LONGEST = 200


@dataclass(frozen=True, slots=True)
class SentBack:
    """One payment that came back from the bank on a day, and the bank's reason."""

    line_id: int
    on: date
    reason: str


@command(needs=Permission.POST_MONEY, recorded_as="Payment sent back by the bank")
def payment_sent_back(work: Work, request: SentBack) -> int:
    """Reverse a payment that finance had taken, on the day it came back, and give the reversing entry.

    The next run pays its days again. Raises Refused by field, for one that is not taken, or a month that is closed.
    """
    line = work.db.get(RunLine, request.line_id, with_for_update=True)
    if line is None:
        raise NotFound("That payment is not here any more.", "Look again.")
    run = work.take(PaymentRun, line.run_id)
    reason = " ".join(request.reason.split())
    if line.state != "acknowledged" or line.entry_id is None:
        raise Refused(f"The payment to {line.payee_name} is {_said(line.state)}.", "Only one that finance took comes back from the bank.")
    if not reason or len(reason) > LONGEST:
        raise Refused("The bank’s reason is missing.", "Write it in a line, such as Account closed.", "reason")
    if not run.pay_on <= request.on <= work.today:
        raise Refused(
            f"It was paid on {say_day(run.pay_on)}, and came back by today.", "Write the day it stands on our bank statement.", "on"
        )
    entry = reverse(work, line.entry_id, f"Sent back by the bank, run {run.number}", request.on)
    line.state, line.reason, line.returned_on = "returned", reason, request.on
    free_owed(work, [line.id])
    give_back_by_plan(work, [line.id], request.on, undo="The payment came back from the bank")
    work.record(run, pence=line.net_pence)
    return entry


def _said(state: str) -> str:
    return {"posted": "not answered by finance yet", "returned": "sent back already"}.get(state, state)


def whys_undone(db: Session, agreement_id: int) -> Mapping[str, str]:
    """Why payments of an agreement were rejected by finance or sent back by the bank, by what the books call them."""
    undone = select(RunLine.id, RunLine.reason).where(
        RunLine.agreement_id == agreement_id, RunLine.state.in_(("rejected", "returned"))
    )
    return {f"run_line:{row.id}": row.reason for row in db.execute(undone)}
