"""Invoices of providers out of a table: read strictly, previewed whole, taken in all or nothing (5.5, safety.md D13)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import RowFault, Table, TableRow, read_table
from shortbreaks.finance.purchase_facts import Wanted, things
from shortbreaks.finance.purchase_tables import ProviderInvoice
from shortbreaks.finance.purchases import (
    REF,
    EnterInvoice,
    LineTyped,
    add_invoice,
    check_lines,
    check_paper,
    number_key,
)
from shortbreaks.finance.units import read_units
from shortbreaks.money import read_filed_money
from shortbreaks.providers.tables import Provider
from shortbreaks.words import counted

COLUMNS = (
    "vendor_no", "invoice_no", "invoice_date", "period_from", "period_to", "order_ref", "vat_code", "invoice_total",
    "line_ref", "units", "price",
)  # fmt: skip
HEAD = COLUMNS[:8]
OPTIONAL = ("order_ref", "vat_code")


@dataclass(frozen=True, slots=True)
class InvoiceRead:
    """One invoice of a file, with the lines of the file it stands on."""

    request: EnterInvoice
    provider: str
    first_line: int


@dataclass(frozen=True, slots=True)
class InvoicesPreview:
    """What a file of invoices would add, before anything is kept (pence); a fault keeps the whole file out."""

    sha256: str
    invoices: tuple[InvoiceRead, ...]
    faults: tuple[RowFault, ...]

    @property
    def pence(self) -> int:
        """What all invoices come to."""
        return sum(one.request.pence for one in self.invoices)


@query(needs=Permission.SEE_MONEY)
def preview_invoices(view: View, data: bytes) -> InvoicesPreview:
    """What a file of invoices would add. Raises Refused for a missing column."""
    return _preview(view, data)


def _preview(view: View, data: bytes) -> InvoicesPreview:
    table = read_table(data)
    missing = [name for name in COLUMNS if name not in table.headings and name not in OPTIONAL]
    if missing:
        raise Refused(f"The file has no column “{missing[0]}”.", f"Its columns are {', '.join(COLUMNS)}.")
    providers = {
        row.vendor_number: (row.id, row.name)
        for row in view.db.execute(select(Provider.id, Provider.name, Provider.vendor_number).where(Provider.vendor_number != ""))
    }
    faults = list(table.faults)
    grouped: dict[tuple[str, str], list[tuple[TableRow, Mapping[str, str]]]] = {}
    for row in table.rows:
        cells = _cells(table, row)
        grouped.setdefault((cells["vendor_no"], number_key(cells["invoice_no"])), []).append((row, cells))
    read: list[InvoiceRead] = []
    for rows in grouped.values():
        try:
            read.append(_invoice(rows, providers))
        except Refused as refused:
            faults.append(RowFault(rows[0][0].line, refused.sentence))
    faults += _wrong(view, read)
    return InvoicesPreview(hashlib.sha256(data).hexdigest(), tuple(read), tuple(sorted(faults, key=lambda one: one.line)))


def _cells(table: Table, row: TableRow) -> dict[str, str]:
    found = dict(zip(table.headings, row.cells, strict=True))
    return {name: found.get(name, "").strip() for name in COLUMNS}


def _invoice(rows: Sequence[tuple[TableRow, Mapping[str, str]]], providers: Mapping[str, tuple[int, str]]) -> InvoiceRead:
    """One invoice from the rows that carry its number; its head stands the same on each."""
    _, head = rows[0]
    for row, cells in rows:
        other = next((name for name in HEAD if cells[name] != head[name]), None)
        if other is not None:
            raise Refused(f"Line {row.line} says another {other} than the first line of this invoice.")
    if head["vendor_no"] not in providers:
        raise Refused(f"No provider has the vendor number “{head['vendor_no'][:20]}”.")
    provider_id, name = providers[head["vendor_no"]]
    lines = tuple(
        LineTyped(cells["line_ref"], units, read_filed_money(cells["price"]), per)
        for _, cells in rows for units, per in (read_units(cells["units"]),)
    )  # fmt: skip
    request = EnterInvoice(
        provider_id, head["invoice_no"], head["order_ref"], head["vat_code"], _day(head["invoice_date"]),
        _day(head["period_from"]), _day(head["period_to"]), read_filed_money(head["invoice_total"]), lines,
    )  # fmt: skip
    return InvoiceRead(request, name, rows[0][0].line)


def _day(text: str) -> date:
    """A day as 2026-07-25 or 25/07/2026; nothing that could be read two ways (D6)."""
    for form, shape in (("%Y-%m-%d", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), ("%d/%m/%Y", r"[0-9]{2}/[0-9]{2}/[0-9]{4}")):
        if re.fullmatch(shape, text, re.ASCII):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day of a file, no time
            except ValueError:
                break
    raise Refused(f"“{text[:20]}” is not a day written as 2026-07-25 or 25/07/2026.")


def _wrong(view: View, read: Sequence[InvoiceRead]) -> list[RowFault]:
    """What stands against each invoice: the same rules as for one entered by hand, and a number that is here already."""
    refs = [found for one in read for line in one.request.lines if (found := REF.fullmatch(line.ref))]
    ids = {kind: [int(ref["id"]) for ref in refs if ref["kind"] == kind] for kind in "SN"}
    known = {one.ref: one for one in things(view.db, Wanted(ids["S"], ids["N"]), to_local(view.now))}
    numbers = {row.id: row.vendor_number for row in view.db.execute(select(Provider.id, Provider.vendor_number))}
    there = _there(view.db)
    faults = []
    for one in read:
        vendor = numbers[one.request.provider_id]
        try:
            check_paper(one.request, vendor, view.today)
            check_lines(one.request, known)
            if (vendor, number_key(one.request.number)) in there:
                raise Refused(f"Invoice {one.request.number} of {one.provider} was entered before.")
        except Refused as refused:
            faults.append(RowFault(one.first_line, refused.sentence))
    return faults


def _there(db: Session) -> set[tuple[str, str]]:
    rows = db.execute(
        select(ProviderInvoice.vendor_number, ProviderInvoice.number_key).where(ProviderInvoice.state != "withdrawn")
    )
    return {(row[0], row[1]) for row in rows}


@dataclass(frozen=True, slots=True)
class TakeInvoices:
    """A file of invoices as it was previewed."""

    data: bytes
    sha256: str


@command(needs=Permission.POST_MONEY, recorded_as="Providers' invoices taken in")
def take_invoices(work: Work, request: TakeInvoices) -> list[int]:
    """Keep every invoice of a previewed file, all or nothing; answers their ids.

    Raises Refused when one cannot be taken in, or the file is not the one previewed.
    """
    found = _preview(work, request.data)
    if found.sha256 != request.sha256:
        raise Refused("The file changed since it was looked at.", "Look at it again.")
    if found.faults:
        fault = found.faults[0]
        raise Refused(
            f"{counted(len(found.faults), 'invoice')} cannot be taken in. Line {fault.line}: {fault.sentence}",
            "Mend the file; nothing was taken in.",
        )
    if not found.invoices:
        raise Refused("The file holds no invoice.", "Look at it again.")
    made = [add_invoice(work, one.request) for one in found.invoices]
    work.record(made[0], pence=found.pence)
    return [one.id for one in made]
