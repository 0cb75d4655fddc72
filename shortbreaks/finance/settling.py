"""What an approved invoice settles in the books, line by line: paid out of what was owed, beside it, or owed no more."""

from collections.abc import Sequence

from shortbreaks.bookings.provider_costs import BUDGET, OWED, PAID
from shortbreaks.database.commands import Work
from shortbreaks.finance.matching_rules import Settlement, settle
from shortbreaks.finance.purchase_queries import MatchedLine
from shortbreaks.finance.purchase_tables import InvoiceSettlement, ProviderInvoice
from shortbreaks.ledger.posting import Line, account_for, post


def settle_invoice(work: Work, invoice: ProviderInvoice, lines: Sequence[MatchedLine], approver: int) -> int:
    """Post what an invoice settles, keep how each line was settled, and mark it approved; gives the ledger entry."""
    parts = [settle(line.match) for line in lines]
    invoice.entry_id = post(
        work, f"Invoice {invoice.number}", f"provider_invoice:{invoice.id}", work.today, _settling(work, invoice, parts)
    )
    work.db.add_all(
        InvoiceSettlement(line_id=line.id, backed=line.match.backed, stood_pence=part.stood, owed_pence=part.owed,
                          extra_pence=part.extra, freed_pence=part.freed)
        for line, part in zip(lines, parts, strict=True)
    )  # fmt: skip
    invoice.state, invoice.approved_by, invoice.approved_at = "approved", approver, work.now
    return invoice.entry_id


def _settling(work: Work, invoice: ProviderInvoice, parts: Sequence[Settlement]) -> list[Line]:
    holder, name = f"provider:{invoice.provider_id}", f"Provider {invoice.provider_id}"
    owed, paid = account_for(work, OWED, holder, name), account_for(work, PAID, holder, name)
    budget = account_for(work, BUDGET, "council", "Breaks bought from providers")
    sums = (
        (owed, paid, sum(part.owed for part in parts)), (budget, paid, sum(part.extra for part in parts)),
        (owed, budget, sum(part.freed for part in parts)),
    )  # fmt: skip
    return [Line(source, target, pence) for source, target, pence in sums if pence]
