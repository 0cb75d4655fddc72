"""A file for finance: reserved with its bytes, written whole, marked; the same bytes again are a copy (safety.md C10)."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import ColumnElement, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.audit import head
from shortbreaks.database.bulk import AT_ONCE, BulkInsert
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.database.files import write_whole
from shortbreaks.errors import NotFound, Refused
from shortbreaks.finance.control import Control, control_text, flaws_of, read_control
from shortbreaks.finance.layout import PIECE, Cells, Layout, by_field, digits_of, from_kept, lay_out_columns, to_kept
from shortbreaks.finance.layouts import layout_on
from shortbreaks.finance.rules import kept_until
from shortbreaks.finance.tables import ExportBatch, ExportCopy, ExportLine
from shortbreaks.finance.withdrawing import lines_withdrawn

when_broken(
    "uq_export_line_about_nth",
    "export_line.about, export_line.nth",
    lambda: Refused("One of these lines went to finance before.", "Look at the files that were written."),
)


when_broken(
    "uq_export_batch_kind_sequence",
    "export_batch.kind, export_batch.sequence",
    lambda: Refused("Somebody else prepared a file just now.", "Look at the list of files again."),
)
_ADD_LINES = BulkInsert(ExportLine.__table__, "batch_id", "line", "about", "nth")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of a file: what it is about, its cells by field, and what it is proved by (pence; an account's number).

    `part` is the sort of line its pence are counted under.
    """

    about: str
    cells: Mapping[str, object]
    pence: int
    account: str
    due: date
    part: str


@dataclass(frozen=True, slots=True)
class FileLines:
    """Some lines of a file by column, as `FileLine` has them one by one: what many thousand lines come as."""

    about: Sequence[str]
    cells: Cells
    pence: Sequence[int]
    accounts: Sequence[str]
    dues: Collection[date]  # the days that there are among them
    parts: Sequence[str]


def _in_pieces(layout: Layout, lines: Iterable[FileLine]) -> Iterator[FileLines]:
    rest = iter(lines)
    while piece := list(islice(rest, PIECE)):
        yield FileLines(
            [line.about for line in piece], by_field(layout, [line.cells for line in piece]), [line.pence for line in piece],
            [line.account for line in piece], {line.due for line in piece}, [line.part for line in piece],
        )  # fmt: skip


class _Totals:
    """What the lines of a file come to, added up while they are laid out, so that a long file is read once."""

    def __init__(self) -> None:
        self.about: list[str] = []
        self.pence = self.vendor_sum = 0
        self.first_due, self.last_due = date.max, date.min
        self.parts: dict[str, int] = {}

    def cells(self, pieces: Iterable[FileLines]) -> Iterator[tuple[int, Cells]]:
        """Each piece's cells, once it is added."""
        for piece in pieces:
            self.about.extend(piece.about)
            self.pence += sum(piece.pence)
            self.vendor_sum += sum(map(digits_of, piece.accounts))
            self.first_due, self.last_due = min(self.first_due, *piece.dues), max(self.last_due, *piece.dues)
            for part, pence in zip(piece.parts, piece.pence, strict=True):
                self.parts[part] = self.parts.get(part, 0) + pence
            yield len(piece.about), piece.cells


def keep_batch(work: Work, kind: str, sequence: int, about: str, lines: Iterable[FileLine]) -> int:
    """Lay lines out as of today and keep the file; each thing goes to finance once (safety.md finding 10).

    Gives the batch. Raises Refused when there is no line, so that no empty file is ever written.
    """
    return keep_pieces(work, kind, sequence, about, _in_pieces(layout_on(work.db, kind, work.today), lines))


def keep_pieces(work: Work, kind: str, sequence: int, about: str, pieces: Iterable[FileLines]) -> int:
    """The same of lines that come in pieces by column."""
    layout, totals = layout_on(work.db, kind, work.today), _Totals()
    content = lay_out_columns(layout, totals.cells(pieces))
    if not totals.about:
        raise Refused("There is nothing to send.", "There is no file to write.")
    batch = ExportBatch(
        kind=kind, sequence=sequence, about=about, name=f"{kind}-{sequence:05d}.csv", content=content,
        sha256=hashlib.sha256(content).hexdigest(), count=len(totals.about), pence=totals.pence, vendor_sum=totals.vendor_sum,
        first_due=totals.first_due, last_due=totals.last_due, parts=json.dumps(totals.parts, sort_keys=True),
        layout=to_kept(layout), audit_head=head(work.db.connection())[1], state="prepared", prepared_by=work.person.id,
        prepared_at=work.now,
    )  # fmt: skip
    work.db.add(batch)
    work.db.flush()
    work.db.expire(batch, ["content"])  # kept: it need not stand in memory beside its lines
    del content
    for start in range(0, len(totals.about), AT_ONCE):
        some = totals.about[start : start + AT_ONCE]
        nth = lines_withdrawn(work, about, some)
        _ADD_LINES(work.db.connection(), [(batch.id, number, one, nth.get(one, 0)) for number, one in enumerate(some, start + 1)])
    work.touched("export_line")
    work.record(batch, pence=batch.pence)
    return batch.id


def next_sequence(work: Work, kind: str) -> int:
    """The next number of a kind of file. Raises Refused while the one before it was never written (5.3)."""
    _check_written(work, ExportBatch.kind == kind)
    return (work.db.scalar(select(func.max(ExportBatch.sequence)).where(ExportBatch.kind == kind)) or 0) + 1


def _check_written(work: Work, *which: ColumnElement[bool]) -> None:
    """Refuse while the first of some files stands prepared: finance gets them in their order."""
    waits = work.db.scalar(
        select(ExportBatch.name).where(ExportBatch.state == "prepared", *which).order_by(ExportBatch.sequence).limit(1)
    )
    if waits is not None:
        raise Refused(f"{waits} was prepared and never written.", "Write it first; finance expects every number.")


def control_of(batch: ExportBatch) -> Control:
    """The control totals of a kept file."""
    layout = from_kept(batch.layout)
    return Control(
        batch.kind, batch.sequence, batch.count, batch.pence, batch.vendor_sum, batch.first_due, batch.last_due,
        batch.sha256, json.loads(batch.parts), tuple(name for name, _ in layout.columns), layout.style.dates,
        batch.audit_head,
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
    """The bytes of a prepared file, the same each time. Raises NotFound, Refused once they were erased."""
    batch = view.db.get(ExportBatch, batch_id)
    if batch is None:
        raise NotFound("There is no such file for finance.", "Look again.")
    if batch.state == "withdrawn":
        raise Refused(f"{batch.name} was withdrawn before it was written.", "Prepare the file of its run again.")
    if not batch.content:
        raise Refused(
            "What this file said was erased with the record of a family that was paid in it.",
            "Its control totals and fingerprint are kept, and prove a copy that finance still has.",
        )
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
    """Note that the file was written, or written again as a copy (A32), and give which.

    Raises Refused for other bytes, or while a file of its kind before it was never written.
    """
    batch = work.take(ExportBatch, request.batch_id)
    if request.sha256 != batch.sha256:
        raise Refused("The file that was written is not the one prepared.", "Write it again.")
    if batch.state == "withdrawn":
        raise Refused(f"{batch.name} was withdrawn just now.", "Do not give it to finance. Prepare the file of its run again.")
    work.record(batch, pence=batch.pence)
    if batch.state == "prepared":
        _check_written(work, ExportBatch.kind == batch.kind, ExportBatch.sequence < batch.sequence)
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
    if batch.state in {"prepared", "withdrawn"}:
        raise Refused(f"{batch.name} was never written.", "Write it first.")
    if batch.state == "acknowledged":
        raise Refused(f"Finance has {batch.name} already.", "There is nothing left to note.")
    batch.state = "acknowledged"
    work.record(batch, pence=batch.pence)


@query(needs=Permission.SEE_MONEY)
def file_checked(view: View, batch_id: int, content: bytes) -> tuple[str, ...]:
    """What is wrong with a file that came back, or its control totals, against what was prepared; nothing when whole."""
    control = batch_file(view, batch_id).control
    if content.lstrip()[:1] == b"{":
        return () if read_control(content) == control else ("These are the control totals of another file.",)
    return tuple(flaws_of(content, control))


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
    first_due: date
    last_due: date
    parts: Mapping[str, int]
    copies: int
    keep_until: date  # R-P3


@query(needs=Permission.SEE_MONEY)
def batches_listed(view: View) -> tuple[BatchRow, ...]:
    """Every finance file, newest first."""
    copies = (
        select(ExportCopy.batch_id, func.count().label("copies"), func.max(ExportCopy.at).label("last"))
        .group_by(ExportCopy.batch_id).subquery()
    )  # fmt: skip
    rows = view.db.execute(
        select(
            ExportBatch.id, ExportBatch.version, ExportBatch.kind, ExportBatch.sequence, ExportBatch.name,
            ExportBatch.about, ExportBatch.count.label("lines"), ExportBatch.pence, ExportBatch.state, ExportBatch.prepared_at,
            ExportBatch.first_due, ExportBatch.last_due, ExportBatch.parts, copies.c.copies, ExportBatch.written_at,
        )
        .join(copies, copies.c.batch_id == ExportBatch.id, isouter=True)
        .order_by(ExportBatch.id.desc())
    )  # fmt: skip
    return tuple(
        BatchRow(
            row.id, row.version, row.kind, row.sequence, row.name, row.about, row.lines, row.pence, row.state,
            row.prepared_at, row.first_due, row.last_due, json.loads(row.parts), row.copies or 0,
            kept_until((row.written_at or row.prepared_at).date()),
        )
        for row in rows
    )  # fmt: skip
