"""The purchase file: every line of the invoices approved since the last one, backed by attendance, each once (5.5)."""

from dataclasses import dataclass

from sqlalchemy import String, cast, exists, literal, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT, Money
from shortbreaks.finance.batches import FileLine, keep_batch, next_sequence
from shortbreaks.finance.matching_rules import Line
from shortbreaks.finance.purchase_queries import InvoiceCard, MatchedLine, card_of
from shortbreaks.finance.purchase_tables import InvoiceLine, ProviderInvoice
from shortbreaks.finance.tables import ExportLine
from shortbreaks.money import share_of


@dataclass(frozen=True, slots=True)
class PreparePurchases:
    """Every approved invoice that finance has not had."""


@command(needs=Permission.POST_MONEY, recorded_as="Purchase file prepared")
def prepare_purchases(work: Work, _request: PreparePurchases) -> int:
    """Reserve the next purchase file with its control totals; gives the batch. An invoice is never parted over two files.

    Raises Refused for nothing new, or when the file before it was never written.
    """
    sequence = next_sequence(work, "purchases")
    sent = exists().where(ExportLine.about == literal("invoice_line:") + cast(InvoiceLine.id, String))
    ids = work.db.scalars(
        select(ProviderInvoice.id)
        .where(ProviderInvoice.state == "approved", ProviderInvoice.id == InvoiceLine.invoice_id, ~sent)
        .distinct()
        .order_by(ProviderInvoice.id)
    ).all()
    lines: list[FileLine] = []
    for invoice_id in ids:
        card = card_of(work, invoice_id)
        if len(lines) + len(card.lines) > MOST_ROWS_OUT:
            break
        lines += [_line(card, line) for line in card.lines]
    if not lines:
        raise Refused("Finance has had every approved invoice.", "There is no file to write.")
    return keep_batch(work, "purchases", sequence, f"purchases:{sequence}", lines)


def _line(card: InvoiceCard, line: MatchedLine) -> FileLine:
    match = line.match
    cells = {
        "order_ref": card.order_ref, "vendor_no": card.vendor_number, "vendor_name": card.provider,
        "invoice_no": card.number, "invoice_date": card.dated, "service": line.service, "period_from": line.first_day,
        "period_to": line.last_day, "units_invoiced": _units(match, match.units), "price": Money(match.price),
        "units_attended": _units(match, match.backed), "units_difference": _units(match, match.units - match.backed),
        "unit": match.what, "amount": Money(match.pence),
        "vat_code": card.vat_code, "due_date": card.due_on, "approver1": card.approved_by,
    }  # fmt: skip
    return FileLine(f"invoice_line:{line.id}", cells, match.pence, card.vendor_number, card.due_on, match.what)


def _units(match: Line, units: int) -> int | Money:
    """Places and nights as whole numbers, hours with two places."""
    return units if match.per == 1 else Money(share_of(units, 100, match.per))
