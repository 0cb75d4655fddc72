"""A file for finance: reserved with its bytes, written whole, marked; the same bytes again are a copy (safety.md C10)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.database.files import write_whole
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.tables import Address, Child, Household
from shortbreaks.finance.layout import Control, FileHead, PaymentLine, control_text, flaws_of, payment_file, vendor_sum
from shortbreaks.finance.tables import ExportBatch, ExportCopy, ExportLine
from shortbreaks.payments.posting_runs import mark_exported
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine

when_broken(
    "uq_export_line_about",
    "export_line.about",
    lambda: Refused("One of these lines went to finance before.", "Look at the files that were written."),
)


when_broken(
    "uq_export_batch_kind_sequence",
    "export_batch.kind, export_batch.sequence",
    lambda: Refused("Somebody else prepared a file just now.", "Look at the list of files again."),
)


@dataclass(frozen=True, slots=True)
class PreparePayments:
    """Reserve the payment file of a posted run."""

    run_id: int


@command(needs=Permission.POST_MONEY, recorded_as="Payment file prepared")
def prepare_payments(work: Work, request: PreparePayments) -> int:
    """Reserve a posted run's file with its bytes and control totals (5.1, 5.3); gives the batch.

    Raises Refused when the run is not posted, or the file before it was never written.
    """
    mark_exported(work, request.run_id)
    run = work.db.get_one(PaymentRun, request.run_id)
    sequence = next_sequence(work, "payments")
    lines = _payment_lines(work, run)
    if not lines:
        raise Refused(f"Run {run.number} has nothing to pay out.", "There is no file to write.")
    content = payment_file(_head(work, run), lines)
    made = Prepared(
        "payments", sequence, f"payment_run:{run.id}", content, tuple(line.about for line in lines),
        sum(line.net for line in lines), vendor_sum(lines), run.pay_on, run.pay_on,
    )  # fmt: skip
    return keep_batch(work, made)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be reserved: its bytes, what each line is about, and its totals (pence; figures added up)."""

    kind: str
    sequence: int
    about: str
    content: bytes
    lines: tuple[str, ...]
    pence: int
    figures: int
    first: date
    last: date


def keep_batch(work: Work, made: Prepared) -> int:
    """Keep a prepared file and its lines; each thing goes to finance once (safety.md finding 10). Gives the batch."""
    batch = ExportBatch(
        kind=made.kind, sequence=made.sequence, about=made.about, name=f"{made.kind}-{made.sequence:05d}.csv",
        content=made.content, sha256=hashlib.sha256(made.content).hexdigest(), count=len(made.lines), pence=made.pence,
        vendor_sum=made.figures, first_due=made.first, last_due=made.last, state="prepared", prepared_by=work.person.id,
        prepared_at=work.now,
    )  # fmt: skip
    work.db.add(batch)
    work.db.flush()
    work.db.execute(
        insert(ExportLine), [{"batch_id": batch.id, "line": n, "about": about} for n, about in enumerate(made.lines, 1)]
    )
    work.touched("export_line")
    work.record(batch, pence=batch.pence)
    return batch.id


def next_sequence(work: Work, kind: str) -> int:
    """The next number of a kind of file. Raises Refused while the one before it was never written (5.3)."""
    last = work.db.execute(
        select(ExportBatch.sequence, ExportBatch.state, ExportBatch.name)
        .where(ExportBatch.kind == kind)
        .order_by(ExportBatch.sequence.desc())
        .limit(1)
    ).first()
    if last is not None and last.state == "prepared":
        raise Refused(f"{last.name} was prepared and never written.", "Write it first; finance expects every number.")
    return last.sequence + 1 if last is not None else 1


def _head(work: Work, run: PaymentRun) -> FileHead:
    kept = settings_on(work.db, run.pay_on)
    names = {row.id: row.name for row in work.db.execute(select(PersonRecord.id, PersonRecord.name))}
    return FileHead(
        run.number, run.pay_on, kept["cost_centre"], kept["subjective_code"], kept["activity_code"], kept["tax_code"],
        names.get(run.approved_by or 0, ""), names.get(run.second_by or 0, ""),
    )  # fmt: skip


def _payment_lines(work: Work, run: PaymentRun) -> Sequence[PaymentLine]:
    home = aliased(Address)
    # One home a family, whatever history its addresses have: the newest
    newest = (
        select(func.max(home.id)).where(home.household_id == Household.id, home.purpose == "home").scalar_subquery()
    )
    rows = work.db.execute(
        select(
            RunLine.id, RunLine.vendor_number, RunLine.payee_name, Agreement.payee_id, Household.ref.label("family"),
            Agreement.ref, RunLine.first_day, RunLine.last_day, RunLine.gross_pence, RunLine.deducted_pence,
            RunLine.net_pence, Address.district,
        )
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .join(Child, Child.id == Agreement.child_id)
        .join(Household, Household.id == Child.household_id)
        .join(Address, Address.id == newest, isouter=True)
        .where(RunLine.run_id == run.id, RunLine.state == "posted", RunLine.net_pence > 0)
        .order_by(RunLine.id)
    )  # fmt: skip
    return [
        PaymentLine(
            f"run_line:{row.id}", row.vendor_number, row.payee_name, "young person" if row.payee_id is None else "parent",
            row.family, row.ref, row.first_day, row.last_day, row.gross_pence, -row.deducted_pence, row.net_pence,
            row.district or "",
        )
        for row in rows
    ]  # fmt: skip


def control_of(batch: ExportBatch) -> Control:
    """The control totals of a kept file."""
    return Control(
        batch.kind, batch.sequence, batch.count, batch.pence, batch.vendor_sum, batch.first_due, batch.last_due,
        batch.sha256,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A finance file as it is to be written: its name, its bytes and its control totals."""

    batch_id: int
    version: int
    name: str
    content: bytes
    control: Control


@query(needs=Permission.SEE_MONEY)
def batch_file(view: View, batch_id: int) -> BatchFile:
    """The bytes of a prepared file, the same each time. Raises NotFound."""
    batch = view.db.get(ExportBatch, batch_id)
    if batch is None:
        raise NotFound("There is no such file for finance.", "Look again.")
    return BatchFile(batch.id, batch.version, batch.name, batch.content, control_of(batch))


def write_batch(file: BatchFile, folder: Path) -> Path:
    """Put a finance file and its control totals into a folder, each whole or not at all. Raises Unavailable."""
    path = folder / file.name
    write_whole(path, file.content)
    write_whole(path.with_suffix(".control.json"), control_text(file.control))
    return path


@dataclass(frozen=True, slots=True)
class MarkWritten:
    """A file that stands in its folder now: written for the first time, or a copy."""

    batch_id: int
    sha256: str


@command(needs=Permission.POST_MONEY, recorded_as="Finance file written")
def mark_written(work: Work, request: MarkWritten) -> str:
    """Note that the file was written, or written again as a copy (A32), and give which. Raises Refused for other bytes."""
    batch = work.take(ExportBatch, request.batch_id)
    if request.sha256 != batch.sha256:
        raise Refused("The file that was written is not the one prepared.", "Write it again.")
    work.record(batch, pence=batch.pence)
    if batch.state == "prepared":
        batch.state, batch.written_at = "written", work.now
        return "written"
    work.db.add(ExportCopy(batch_id=batch.id, at=work.now, person_id=work.person.id))
    return "copy"


@dataclass(frozen=True, slots=True)
class AcknowledgeBatch:
    """Finance says that it has a file, as the person saw it listed."""

    batch_id: int
    seen: int


@command(needs=Permission.POST_MONEY, recorded_as="Finance has the file")
def acknowledge_batch(work: Work, request: AcknowledgeBatch) -> None:
    """Note that finance has a written file. Raises Refused for one not written or said before, ChangedByAnother."""
    batch = work.take(ExportBatch, request.batch_id, seen=request.seen)
    if batch.state == "prepared":
        raise Refused(f"{batch.name} was never written.", "Write it first.")
    if batch.state == "acknowledged":
        raise Refused(f"Finance has {batch.name} already.", "There is nothing left to note.")
    batch.state = "acknowledged"
    work.record(batch, pence=batch.pence)


@query(needs=Permission.SEE_MONEY)
def file_checked(view: View, batch_id: int, content: bytes) -> tuple[str, ...]:
    """What is wrong with a file that came back, against what was prepared; nothing when it is whole (C11)."""
    return tuple(flaws_of(content, batch_file(view, batch_id).control))


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One finance file in the list (pence)."""

    id: int
    version: int
    kind: str
    sequence: int
    name: str
    about: str
    count: int
    pence: int
    state: str
    prepared_at: datetime
    copies: int


@query(needs=Permission.SEE_MONEY)
def batches_listed(view: View) -> tuple[BatchRow, ...]:
    """Every finance file, newest first."""
    copies = select(func.count(ExportCopy.id)).where(ExportCopy.batch_id == ExportBatch.id).scalar_subquery()
    rows = view.db.execute(
        select(
            ExportBatch.id, ExportBatch.version, ExportBatch.kind, ExportBatch.sequence, ExportBatch.name,
            ExportBatch.about, ExportBatch.count, ExportBatch.pence, ExportBatch.state, ExportBatch.prepared_at, copies,
        ).order_by(ExportBatch.id.desc())
    )  # fmt: skip
    return tuple(BatchRow(*row) for row in rows)
