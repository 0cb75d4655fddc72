"""The payments of a run as they are kept: each with its workings, the sums it pays, and what it takes back."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import insert, select

from shortbreaks.database.commands import Work
from shortbreaks.payments.debts.owed_tables import OwedPart
from shortbreaks.payments.runs.drafting import Drafted, to_kept
from shortbreaks.payments.spending.tables import RunDeduction
from shortbreaks.payments.tables import Owed, PaymentRun, RunLine


def keep_lines(work: Work, run: PaymentRun, lines: Sequence[Drafted]) -> None:
    """Keep what a draft found, with the sums that each payment pays or takes back."""
    rows = [
        {
            "run_id": run.id, "agreement_id": line.agreement_id, "kind": line.kind, "first_day": line.first,
            "last_day": line.last, "cycle_days": line.days, "gross_pence": line.gross, "deducted_pence": line.deducted,
            "net_pence": line.gross - line.deducted, "payee_name": line.payee_name,
            "vendor_number": line.vendor_number, "workings": to_kept(line.workings), "flags": ",".join(line.flags),
            "state": "left out" if line.left_out else "in", "reason": line.left_out,
        }
        for line in lines
    ]  # fmt: skip
    work.db.execute(insert(RunLine), rows)
    work.touched("run_line")
    ids = {
        (row.agreement_id, row.kind, row.first_day): row.id
        for row in work.db.execute(
            select(RunLine.id, RunLine.agreement_id, RunLine.kind, RunLine.first_day).where(RunLine.run_id == run.id)
        )
    }
    settled = {owed: ids[line.agreement_id, line.kind, line.first] for line in lines for owed in line.settles}
    for owed in work.db.scalars(select(Owed).where(Owed.id.in_(settled))):
        owed.run_line_id = settled[owed.id]
    _keep_parts(work, ids, lines)


def _keep_parts(work: Work, ids: Mapping[tuple[int, str, date], int], lines: Sequence[Drafted]) -> None:
    """What each payment takes of sums paid too much, and of debts by their plans."""
    for record, column, parts_of in ((OwedPart, "owed_id", "takes"), (RunDeduction, "debt_id", "gives_back")):
        parts = [
            {"run_line_id": ids[line.agreement_id, line.kind, line.first], column: one, "pence": pence}
            for line in lines for one, pence in getattr(line, parts_of)
        ]  # fmt: skip
        if parts:
            work.db.execute(insert(record), parts)
            work.touched(record.__tablename__)


def free_owed(work: Work, line_ids: Sequence[int]) -> None:
    """Sums that payments would have paid are owed again: the payment is left out, dropped, rejected or came back.

    What it would have taken back counts no more by its state.
    """
    for owed in work.db.scalars(select(Owed).where(Owed.run_line_id.in_(line_ids))):
        owed.run_line_id = None
