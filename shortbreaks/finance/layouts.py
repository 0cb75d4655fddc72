"""The layouts of finance's files as the council decided them, each from a day, with a sample drawn from each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import Money, Style
from shortbreaks.finance.kinds import KINDS, FileKind
from shortbreaks.finance.layout import Layout, from_kept, lay_out, read_layout, rows_of, shipped, to_kept
from shortbreaks.finance.tables import FileLayout

SAMPLE = 3


def layout_on(db: Session, kind: str, day: date) -> Layout:
    """The layout of a kind of file on a day: the newest that holds from that day or before, or the shipped one."""
    kept = db.scalar(
        select(FileLayout.layout)
        .where(FileLayout.kind == kind, FileLayout.from_day <= day)
        .order_by(FileLayout.from_day.desc(), FileLayout.id.desc())
        .limit(1)
    )
    return shipped(kind) if kept is None else from_kept(kept)


@dataclass(frozen=True, slots=True)
class DecideLayout:
    """A kind's layout from a day, its fields and codes as typed one a line, with the reason."""

    kind: str
    columns: str
    codes: str
    mark: bool
    dates: str
    quoting: str
    from_day: date
    reason: str


@command(needs=Permission.CLOSE_BOOKS, recorded_as="Layout of a file decided")
def decide_layout(work: Work, request: DecideLayout) -> int:
    """Keep how a kind of file is laid out from a day on; files prepared before keep theirs.

    Raises Refused for a field that is not there, stands twice or is missing, or an empty reason.
    """
    layout = _typed(request)
    if not request.reason.strip():
        raise Refused("A new layout needs its reason.", "Write why, in a few words.", "reason")
    if request.from_day < work.today:
        raise Refused("Days gone by keep the layout they had.", "Choose today or a day to come.", "from_day")
    kept = FileLayout(
        kind=request.kind, from_day=request.from_day, layout=to_kept(layout), reason=request.reason.strip(),
        at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.record(kept)
    return kept.id


def _typed(request: DecideLayout) -> Layout:
    style = Style(request.mark, request.dates, request.quoting)
    return read_layout(request.kind, request.columns, request.codes, style)


@query(needs=Permission.SEE_MONEY)
def layout_tried(_view: View, request: DecideLayout) -> str:
    """Three made-up lines as a layout would write them, before it is decided. Raises Refused as deciding does."""
    return sample_of(request.kind, _typed(request))


@dataclass(frozen=True, slots=True)
class SampleColumn:
    """One field of a sample: its name, its heading, and what three lines hold there."""

    place: int
    field: str
    heading: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One kind's layout as it holds today: since when, why and by whom, what is to come, and a sample."""

    kind: str
    title: str
    layout: Layout
    from_day: date | None
    reason: str
    person: str
    to_come: date | None
    columns: tuple[SampleColumn, ...]
    first_line: str  # as it stands in the file, quotes and all


@query(needs=Permission.SEE_MONEY)
def layouts_shown(view: View) -> tuple[LayoutRow, ...]:
    """Every kind of file with its layout of today and three lines drawn from it."""
    rows = view.db.execute(
        select(FileLayout.kind, FileLayout.from_day, FileLayout.layout, FileLayout.reason, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == FileLayout.person_id, isouter=True)
        .order_by(FileLayout.from_day, FileLayout.id)
    ).all()
    found = []
    for kind in KINDS.values():
        mine = [row for row in rows if row.kind == kind.key]
        now = next((row for row in reversed(mine) if row.from_day <= view.today), None)
        later = next((row.from_day for row in mine if row.from_day > view.today), None)
        layout = from_kept(now.layout) if now else shipped(kind.key)
        since, why, who = (now.from_day, now.reason, now.name or "") if now else (None, "", "")
        sample = sample_of(kind.key, layout)
        rows_now = rows_of(sample.encode())
        columns = tuple(
            SampleColumn(n, name, heading, tuple(row[n - 1] for row in rows_now[1:]))
            for n, (name, heading) in enumerate(layout.columns, 1)
        )
        found.append(
            LayoutRow(kind.key, kind.title, layout, since, why, who, later, columns, sample.split("\r\n")[1])
        )
    return tuple(found)


def sample_of(kind: str, layout: Layout) -> str:
    """Headings and three made-up lines as a layout writes them; the sums are A32's."""
    lines = [_made_up(KINDS[kind], number) for number in range(SAMPLE)]
    return lay_out(replace(layout, style=replace(layout.style, mark=False)), lines).decode("utf-8")


def _made_up(kind: FileKind, number: int) -> Mapping[str, object]:
    pence = (39096, 23737, 40440)[number]
    day, due = date(2026, 4, 6), date(2026, 4, 2)
    vendor, ref = f"00{7410 + number}", f"{10418 + number}"
    said = {
        "run_id": "12", "line_no": number + 1, "payee_type": "parent", "vendor_no": vendor, "payee_name": "Grace Example",
        "family_ref": f"F-{20418 + number}", "dp_ref": f"DP-{ref}", "period_from": day, "period_to": date(2026, 5, 3),
        "gross": Money(pence), "adjustment": Money(0), "net": Money(pence), "amount": Money(pence), "analysis": "E07000114",
        "due_date": due, "pay_ref": f"DP-{ref} R12", "approver1": "Martin Cole", "kind": "charge", "booking_no": ref,
        "receipt_no": f"{900 + number}", "date": due, "exempt_s29": "no", "what": "Charge for a break",
        "debtor_name": "Grace Example", "reference": f"DP-{ref}", "why": "surplus", "invoice_no": f"INV-{70 + number}",
        "order_ref": "PO-118", "vendor_name": "Example Trust", "invoice_date": due, "service": "Saturday club",
        "units_invoiced": 6, "units_attended": 6, "units_difference": 0, "unit": "place", "price": Money(pence // 6), "vat_code": "E",
    }  # fmt: skip
    if kind.key == "recoveries":
        said["kind"] = "direct payment"
    return said
