"""Invoices of providers as they are shown: the list with what waits, one invoice line by line beside the records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import names_of_people
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound
from shortbreaks.finance.matching_rules import Difference, Line, differences
from shortbreaks.finance.purchase_facts import Thing, Wanted, invoiced_before, things
from shortbreaks.finance.purchase_tables import InvoiceAnswer, InvoiceLine, ProviderInvoice
from shortbreaks.finance.tables import ExportBatch, ExportLine
from shortbreaks.providers.tables import Provider

MOST = 1000


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to a difference: accepted or disputed, why and by whom."""

    answer: str
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class MatchedLine:
    """One line of an invoice beside the records, its differences and what was answered to each."""

    id: int
    ref: str
    service: str
    first_day: date
    last_day: date
    match: Line
    differences: tuple[Difference, ...]
    answers: Mapping[str, Answered]

    @property
    def waiting(self) -> tuple[Difference, ...]:
        """Differences that somebody must still accept."""
        return tuple(
            one for one in self.differences
            if one.who and (one.kind not in self.answers or self.answers[one.kind].answer != "accepted")
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """One invoice in full (pence)."""

    id: int
    version: int
    number: str
    provider: str
    vendor_number: str
    order_ref: str
    vat_code: str
    dated: date
    due_on: date
    first_day: date
    last_day: date
    pence: int
    state: str
    reason: str
    entered_by: str
    approved_by: str
    alike: str  # another invoice of the same provider, sum and period: perhaps the same bill again
    lines: tuple[MatchedLine, ...]


def open_differences(card: InvoiceCard) -> tuple[Difference, ...]:
    """Every difference of an invoice that stands in the way of approving it."""
    return tuple(one for line in card.lines for one in line.waiting)


@query(needs=Permission.SEE_MONEY)
def invoice_card(view: View, invoice_id: int) -> InvoiceCard:
    """One invoice beside the records. Raises NotFound."""
    return card_of(view, invoice_id)


def card_of(view: View, invoice_id: int) -> InvoiceCard:
    """The same, for commands."""
    invoice = view.db.get(ProviderInvoice, invoice_id)
    if invoice is None:
        raise NotFound("That invoice is not here any more.", "Look again.")
    people = names_of_people(view.db)
    alike = view.db.scalar(
        select(ProviderInvoice.number).where(
            ProviderInvoice.id != invoice.id, ProviderInvoice.vendor_number == invoice.vendor_number,
            ProviderInvoice.pence == invoice.pence, ProviderInvoice.first_day == invoice.first_day,
            ProviderInvoice.last_day == invoice.last_day, ProviderInvoice.state.in_(("entered", "approved")),
        ).limit(1)
    )  # fmt: skip
    provider = view.db.scalar(select(Provider.name).where(Provider.id == invoice.provider_id))
    return InvoiceCard(
        invoice.id, invoice.version, invoice.number, provider or "", invoice.vendor_number, invoice.order_ref,
        invoice.vat_code, invoice.dated, invoice.due_on, invoice.first_day, invoice.last_day, invoice.pence,
        invoice.state, invoice.reason, people.get(invoice.entered_by, ""), people.get(invoice.approved_by or 0, ""),
        alike or "", matched(view, [invoice.id]).get(invoice.id, ()),
    )  # fmt: skip


def matched(view: View, invoices: Collection[int]) -> dict[int, tuple[MatchedLine, ...]]:
    """The lines of many invoices beside the records, in six questions however many they are."""
    rows = view.db.scalars(
        select(InvoiceLine).where(InvoiceLine.invoice_id.in_(list(invoices))).order_by(InvoiceLine.first_day, InvoiceLine.id)
    ).all()
    sessions, stays = {row.session_id for row in rows if row.session_id}, {row.stay_id for row in rows if row.stay_id}
    known = {one.ref: one for one in things(view.db, Wanted(sessions, stays), to_local(view.now))}
    before = invoiced_before(view.db, sessions, stays)
    answers = _answers(view, [row.id for row in rows])
    tolerance = int(setting_on(view.db, "match_tolerance", view.today))
    found: dict[int, list[MatchedLine]] = {}
    for row in rows:
        ref = f"S-{row.session_id}" if row.session_id else f"N-{row.stay_id}"
        one = known[ref]
        earlier = sum(
            one.units_in(units, per, row.per) for invoice, units, per in before.get(ref, ()) if invoice < row.invoice_id
        )  # fmt: skip
        line = one.line(earlier, row.units, row.price, row.per)
        differ = differences(line, tolerance)
        mine = {kind: said for (kind, words), said in answers.get(row.id, {}).items() if any(d.words == words for d in differ)}
        found.setdefault(row.invoice_id, []).append(
            MatchedLine(row.id, ref, one.service, row.first_day, row.last_day, line, differ, mine)
        )
    return {invoice: tuple(lines) for invoice, lines in found.items()}


def _answers(view: View, lines: Sequence[int]) -> dict[int, dict[tuple[str, str], Answered]]:
    found: dict[int, dict[tuple[str, str], Answered]] = {}
    rows = view.db.execute(
        select(InvoiceAnswer, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == InvoiceAnswer.person_id, isouter=True)
        .where(InvoiceAnswer.line_id.in_(list(lines)))
        .order_by(InvoiceAnswer.id)
    )
    for said, name in rows:
        found.setdefault(said.line_id, {})[said.kind, said.words] = Answered(said.answer, said.reason, name or "")
    return found


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice in the list (pence): what waits, and in which file it went."""

    id: int
    version: int
    number: str
    provider: str
    vendor_number: str
    first_day: date
    last_day: date
    due_on: date
    pence: int
    state: str
    entered_by: int
    waiting: tuple[Difference, ...]
    file: str


@query(needs=Permission.SEE_MONEY)
def invoices_listed(view: View) -> tuple[InvoiceRow, ...]:
    """The newest thousand invoices, those to do first, each with the differences that somebody must answer."""
    file = (
        select(ExportBatch.name)
        .join(ExportLine, ExportLine.batch_id == ExportBatch.id)
        .where(ExportLine.about == func.concat("invoice_line:", select(func.min(InvoiceLine.id)).where(
            InvoiceLine.invoice_id == ProviderInvoice.id).correlate(ProviderInvoice).scalar_subquery()))
        .correlate(ProviderInvoice).scalar_subquery()
    )  # fmt: skip
    rows = view.db.execute(
        select(ProviderInvoice, Provider.name, file)
        .join(Provider, Provider.id == ProviderInvoice.provider_id)
        .order_by(ProviderInvoice.id.desc())
        .limit(MOST)
    ).all()
    lines = matched(view, [row[0].id for row in rows if row[0].state == "entered"])
    found = [
        InvoiceRow(
            one.id, one.version, one.number, provider, one.vendor_number, one.first_day, one.last_day, one.due_on,
            one.pence, one.state, one.entered_by, tuple(d for line in lines.get(one.id, ()) for d in line.waiting),
            name or "",
        )
        for one, provider, name in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (row.state != "entered", row.state != "approved" or bool(row.file), -row.id)))


@query(needs=Permission.SEE_MONEY)
def lines_proposed(view: View, provider_id: int, first: date, last: date) -> tuple[Thing, ...]:
    """Every session and stay of a provider that begins in a period and was booked, with what attendance backs."""
    return tuple(things(view.db, Wanted(providers=(provider_id,), first=first, last=last), to_local(view.now)))


@query(needs=Permission.SEE_MONEY)
def providers_with_number(view: View) -> tuple[tuple[int, str], ...]:
    """Providers whose invoices can be entered: those with a vendor number."""
    rows = view.db.execute(
        select(Provider.id, Provider.name).where(Provider.vendor_number != "").order_by(Provider.name)
    )
    return tuple((row.id, row.name) for row in rows)
