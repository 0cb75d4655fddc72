"""A payment file that was prepared and not given to finance yet: withdrawn, so that its run is open to holding back again (R-F3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.asked import room_for
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.finance.tables import ExportBatch, ExportLine
from shortbreaks.payments.runs.posting import take_back_file

LONGEST = 200


@dataclass(frozen=True, slots=True)
class WithdrawFile:
    """One prepared file of a payment run as it was listed, and why it does not go; others of the same run go with it."""

    batch_id: int
    seen: int
    reason: str = room_for(LONGEST)


@command(needs=Permission.POST_MONEY, recorded_as="Finance file withdrawn")
def withdraw_file(work: Work, request: WithdrawFile) -> int:
    """Withdraw every file of a run before any was written; its payments stay posted, and a new file has a new number.

    Answers the run. Raises Refused without a reason, for a file that is no payments or once one of them was written.
    """
    batch = work.take(ExportBatch, request.batch_id, seen=request.seen)
    reason = " ".join(request.reason.split())
    if batch.kind != "payments":
        raise Refused(f"{batch.name} is no file of payments.", "Only the file of a payment run is withdrawn.")
    if not reason:
        raise Refused("Why it does not go is missing.", "Write it in a line, such as A payment must be held back.", "reason")
    files = work.db.scalars(
        select(ExportBatch).where(ExportBatch.about == batch.about, ExportBatch.state != "withdrawn").order_by(ExportBatch.id)
        .with_for_update(of=ExportBatch)
    ).all()  # fmt: skip
    sent = next((one.name for one in files if one.state != "prepared"), "" if files else batch.name)
    if sent or batch not in files:
        raise Refused(
            f"{sent or batch.name} was written or withdrawn already.",
            "Once it was written, tell finance to reject the payment, then note that it did.",
        )
    for one in files:
        one.state, one.withdrawn_by, one.withdrawn_why = "withdrawn", work.person.id, reason
    work.db.flush()
    run = take_back_file(work, int(batch.about.partition(":")[2]))
    work.record(batch, pence=batch.pence)
    return run


def lines_withdrawn(work: Work, about: str, lines: Sequence[str]) -> dict[str, int]:
    """How often each line of a file about the same stood in one that was withdrawn."""
    before = select(ExportBatch.id).where(ExportBatch.about == about, ExportBatch.state == "withdrawn")
    if work.db.scalar(before.limit(1)) is None:
        return {}
    mine = set(lines)
    counts = select(ExportLine.about, func.count()).where(ExportLine.batch_id.in_(before)).group_by(ExportLine.about)
    return {line: count for line, count in work.db.execute(counts) if line in mine}
