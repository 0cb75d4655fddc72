"""A payment that the bank sends back after finance had taken it: out of the books on its day, and in the next run again.

The family's own file may hold it too, arriving and going back: those lines stand for it and count nothing by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.asked import room_for
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.posting import reverse
from shortbreaks.money import pounds
from shortbreaks.payments.runs.lines import free_owed
from shortbreaks.payments.runs.posting import give_back_by_plan
from shortbreaks.payments.spending.matching import NEAR_DAYS, Paid
from shortbreaks.payments.spending.same_money import SameLine, take_for_ours
from shortbreaks.payments.spending.tables import OURS, SpendLine
from shortbreaks.payments.tables import PaymentRun, RunLine
from shortbreaks.words import as_kept

LONGEST = 200
NEAR = timedelta(days=NEAR_DAYS)


@dataclass(frozen=True, slots=True)
class FamilySide:
    """What the family's own file says of a payment that came back: the day it arrived, and lines by which it may have gone."""

    arrived_on: date | None
    gone: tuple[SameLine, ...]


@query(needs=Permission.SEE_MONEY)
def family_side(view: View, line_id: int, on: date) -> FamilySide:
    """The lines of the family's file that may be a payment, if it came back on a day. Raises NotFound."""
    line = view.db.get(RunLine, line_id)
    if line is None:
        raise NotFound("That payment is not here any more.", "Look again.")
    run = view.db.get_one(PaymentRun, line.run_id)
    came = view.db.scalar(
        select(SpendLine.on)
        .where(
            SpendLine.agreement_id == line.agreement_id, SpendLine.pence == -line.net_pence, SpendLine.category == OURS,
            SpendLine.on.between(run.pay_on - NEAR, run.pay_on + NEAR), SpendLine.back_at.is_(None),
        )
        .order_by(SpendLine.on)
        .limit(1)
    )  # fmt: skip
    return FamilySide(came, _gone(view.db, line, run, on))


def _gone(db: Session, line: RunLine, run: PaymentRun, on: date) -> tuple[SameLine, ...]:
    """Lines of a family's file, counted as spent, that are as large as a payment and near the day it came back."""
    rows = db.execute(
        select(SpendLine.id, SpendLine.on, SpendLine.payee, SpendLine.pence)
        .where(
            SpendLine.agreement_id == line.agreement_id, SpendLine.pence == line.net_pence, SpendLine.category != OURS,
            SpendLine.on.between(max(run.pay_on, on - NEAR), on + NEAR), SpendLine.match.not_in(("misspent", "put back")),
        )
        .order_by(SpendLine.on, SpendLine.id)
    )  # fmt: skip
    return tuple(SameLine(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class SentBack:
    """One payment that came back from the bank on a day, and the bank's reason.

    `same`: the line of the family's file by which it went, counted as spent until now; `apart`: none of them is.
    """

    line_id: int
    on: date
    reason: str = room_for(LONGEST)
    same: int | None = None
    apart: bool = False


@command(needs=Permission.POST_MONEY, recorded_as="Payment sent back by the bank")
def payment_sent_back(work: Work, request: SentBack) -> int:
    """Reverse a payment that finance had taken, on the day it came back, and give the reversing entry.

    The next run pays its days again. Raises Refused by field, for one that is not taken, or a month that is closed, and
    while a line of the family's file may be the payment going back and nobody said.
    """
    line = work.db.get(RunLine, request.line_id, with_for_update=True)
    if line is None:
        raise NotFound("That payment is not here any more.", "Look again.")
    run = work.take(PaymentRun, line.run_id)
    reason = as_kept(request.reason, one_line=True)
    if line.state != "acknowledged" or line.entry_id is None:
        raise Refused(f"The payment to {line.payee_name} is {_said(line.state)}.", "Only one that finance took comes back from the bank.")
    if not reason:
        raise Refused("The bank’s reason is missing.", "Write it in a line, such as Account closed.", "reason")
    if not run.pay_on <= request.on <= work.today:
        raise Refused(
            f"It was paid on {say_day(run.pay_on)}, and came back by today.", "Write the day it stands on our bank statement.", "on"
        )
    gone = _line_meant(work, line, run, request)
    entry = reverse(work, line.entry_id, f"Sent back by the bank, run {run.number}", request.on)
    if gone is not None:
        take_for_ours(work, gone, Paid(run.pay_on, line.net_pence, request.on))
    line.state, line.reason, line.returned_on = "returned", reason, request.on
    free_owed(work, [line.id])
    give_back_by_plan(work, [line.id], request.on, undo="The payment came back from the bank")
    work.record(run, pence=line.net_pence)
    return entry


def _line_meant(work: Work, line: RunLine, run: PaymentRun, request: SentBack) -> SpendLine | None:
    like = _gone(work.db, line, run, request.on)
    if request.same is not None:
        if request.same not in {one.id for one in like}:
            raise Refused("That line is not a line of this sum that can be tied.", "Choose again.", "same")
        return work.take(SpendLine, request.same)
    if like and not request.apart:
        raise Refused(
            f"The family’s file has {pounds(line.net_pence)} to {like[0].payee} on {say_day(like[0].on)}, counted as spent.",
            "Say whether that is the payment going back, so that it does not leave twice.", "same",
        )  # fmt: skip
    return None


def _said(state: str) -> str:
    return {"posted": "not answered by finance yet", "returned": "sent back already"}.get(state, state)


def whys_undone(db: Session, agreement_id: int) -> Mapping[str, str]:
    """Why payments of an agreement were held back, rejected by finance or sent back by the bank, by what the books call them."""
    undone = select(RunLine.id, RunLine.reason).where(
        RunLine.agreement_id == agreement_id, RunLine.state.in_(("rejected", "returned", "held back"))
    )
    return {f"run_line:{row.id}": row.reason for row in db.execute(undone)}
