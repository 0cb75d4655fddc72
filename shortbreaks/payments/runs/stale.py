"""Whether a run still says what the records say: nothing is approved or posted that would come out otherwise now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.families.tables import Adult, Child
from shortbreaks.payments.cycles import Cycle
from shortbreaks.payments.payees import payee_on, vendor_on
from shortbreaks.payments.runs.drafting import NAMES, draft_lines, name_of
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine


def changed_since(db: Session, run: PaymentRun) -> list[int]:
    """The agreements whose payment would come out otherwise than the run says, as the records stand now."""
    now = {
        (line.agreement_id, line.kind, line.first): (line.gross, line.deducted)
        for line in draft_lines(db, Cycle(run.first_day, run.last_day, run.cycle_days), but=run.id) if not line.left_out
    }  # fmt: skip
    rows = db.execute(
        select(RunLine.agreement_id, RunLine.kind, RunLine.first_day, RunLine.gross_pence, RunLine.deducted_pence)
        .where(RunLine.run_id == run.id, RunLine.state == "in", RunLine.kind != "supplement")
    ).all()  # fmt: skip
    kept = {(row.agreement_id, row.kind, row.first_day): (row.gross_pence, row.deducted_pence) for row in rows}
    out = db.execute(
        select(RunLine.agreement_id, RunLine.kind, RunLine.first_day).where(
            RunLine.run_id == run.id, RunLine.state == "left out"
        )
    )
    left = {(row.agreement_id, row.kind, row.first_day) for row in out}
    differ = {key[0] for key, value in now.items() if key not in left and kept.get(key) != value}
    return sorted(differ | {key[0] for key in kept if key not in now} | _paid_elsewhere(db, run))


def _paid_elsewhere(db: Session, run: PaymentRun) -> set[int]:
    """The agreements of a run, supplements too, whose money would go to another payee or vendor number now."""
    payee, vendor = payee_on(run.first_day), vendor_on(run.first_day)
    rows = db.execute(
        select(RunLine.agreement_id, RunLine.payee_name, RunLine.vendor_number, vendor.label("vendor"), *NAMES)
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .join(Child, Child.id == Agreement.child_id)
        .join(Adult, Adult.id == payee, isouter=True)
        .where(RunLine.run_id == run.id, RunLine.state == "in")
    )
    return {row.agreement_id for row in rows if (row.payee_name, row.vendor_number) != (name_of(row), row.vendor)}
