"""Invoices of providers: entered, differences answered, approved by a second person and so settled, credited by reversal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.exchange.csv_files import is_risky
from shortbreaks.finance.matching_rules import FINANCE, MINUTES
from shortbreaks.finance.purchase_facts import Thing, Wanted, things
from shortbreaks.finance.purchase_queries import card_of, open_differences
from shortbreaks.finance.purchase_tables import ANSWERS, InvoiceAnswer, InvoiceLine, ProviderInvoice
from shortbreaks.finance.rules import cannot_go
from shortbreaks.finance.settling import settle_invoice
from shortbreaks.ledger.posting import reverse
from shortbreaks.money import MOST_PENCE, pounds, share_of
from shortbreaks.providers.tables import Provider

REF = re.compile(r"(?P<kind>[SN])-(?P<id>[0-9]{1,15})")
LONGEST = 40
when_broken(
    "uq_provider_invoice_number",
    "provider_invoice.vendor_number, provider_invoice.number_key",
    lambda: Refused("This provider's invoice of that number was entered before.", "Look at the list of invoices.", "number"),
)


@dataclass(frozen=True, slots=True)
class LineTyped:
    """One line as it stands on the paper: the session ("S-1204") or stay ("N-88"), units, and the price of one (pence).

    Where the paper asks by the hour, `per` is 60 and the units are minutes.
    """

    ref: str
    units: int
    price: int
    per: int = 1

    @property
    def pence(self) -> int:
        """What it asks for, half up."""
        return share_of(self.price, self.units, self.per)


@dataclass(frozen=True, slots=True)
class EnterInvoice:
    """An invoice as its paper says (pence); `due_on` none: after the council's days to pay."""

    provider_id: int
    number: str
    order_ref: str
    vat_code: str
    dated: date
    first_day: date
    last_day: date
    pence: int
    lines: tuple[LineTyped, ...]
    due_on: date | None = None


def number_key(number: str) -> str:
    """An invoice number as it is compared: without spaces, letters large ("inv 0071" is "INV0071")."""
    return "".join(number.split()).upper()


@command(needs=Permission.POST_MONEY, recorded_as="Provider's invoice entered")
def enter_invoice(work: Work, request: EnterInvoice) -> int:
    """Keep an invoice with its lines; nothing is posted yet. Gives the invoice.

    Raises Refused for a number entered before, a sum that its lines do not make, or a session of another provider.
    """
    invoice = add_invoice(work, request)
    work.record(invoice, pence=invoice.pence)
    return invoice.id


def add_invoice(work: Work, request: EnterInvoice) -> ProviderInvoice:
    """Check and keep one invoice; for the command, and for a file of many taken in whole."""
    provider = work.db.get(Provider, request.provider_id)
    if provider is None:
        raise NotFound("That provider is not here any more.", "Look again.")
    check_paper(request, provider.vendor_number, work.today)
    found = _found(work, request.lines)
    check_lines(request, found)
    days = int(setting_on(work.db, "invoice_days", work.today))
    invoice = ProviderInvoice(
        provider_id=provider.id, vendor_number=provider.vendor_number, number=request.number.strip(),
        number_key=number_key(request.number), order_ref=request.order_ref.strip(), vat_code=request.vat_code.strip(),
        dated=request.dated, due_on=request.due_on or request.dated + timedelta(days=days), first_day=request.first_day,
        last_day=request.last_day, pence=request.pence, state="entered", reason="", credit_number="",
        entered_by=work.person.id, entered_at=work.now,
    )  # fmt: skip
    work.db.add(invoice)
    work.db.flush()
    for typed in request.lines:
        one = found[typed.ref]
        kind, number = typed.ref.split("-")
        work.db.add(
            InvoiceLine(
                invoice_id=invoice.id, service_id=one.service_id, session_id=int(number) if kind == "S" else None,
                stay_id=int(number) if kind == "N" else None, first_day=one.starts_at.date(),
                last_day=one.ends_at.date(), units=typed.units, per=typed.per, price=typed.price, pence=typed.pence,
            )
        )  # fmt: skip
    work.db.flush()
    return invoice


def check_paper(request: EnterInvoice, vendor_number: str, today: date) -> None:
    """What must be so of an invoice's head. Raises Refused naming the field."""
    if not vendor_number.strip():
        raise Refused("This provider has no vendor number.", "Write it on the provider's page first.", "provider_id")
    for name, value in (("number", request.number), ("order_ref", request.order_ref), ("vat_code", request.vat_code)):
        # Said no to at entry, so that no apostrophe of a guarded cell ever reaches finance's system (safety.md 3.9)
        if len(value.strip()) > LONGEST or is_risky(value) or not (value.isprintable() or not value):
            raise cannot_go(value, name)
    if not number_key(request.number):
        raise Refused("The invoice has no number.", "Write it as it stands on the paper.", "number")
    if request.last_day < request.first_day:
        raise Refused("The period ends before it begins.", "Check both days.", "last_day")
    if request.dated > today or request.first_day > today:
        raise Refused("An invoice is of a day gone by.", "Check its date and its period.", "dated")
    if not 0 < request.pence <= MOST_PENCE:
        raise Refused("An invoice asks for more than nothing, up to £1,000,000.", "Check the sum.", "pence")


def check_lines(request: EnterInvoice, found: dict[str, Thing]) -> None:
    """What must be so of its lines. Raises Refused naming the line."""
    if not request.lines:
        raise Refused("The invoice has no lines.", "Write one for each session or stay it asks for.", "lines")
    refs = [line.ref for line in request.lines]
    for line in request.lines:
        one = found.get(line.ref)
        if one is None or one.provider_id != request.provider_id:
            raise Refused(f"{line.ref[:20]} is no session or stay of this provider.", "Look at the proposed lines.", "lines")
        if refs.count(line.ref) > 1:
            raise Refused(f"{line.ref} stands there twice.", "Put both into one line.", "lines")
        if not request.first_day <= one.starts_at.date() <= request.last_day:
            raise Refused(f"{line.ref} lies outside the invoice's period.", "Check the period, or take it out.", "lines")
        if line.per == MINUTES and line.ref.startswith("N"):
            raise Refused(f"{line.ref} is nights, and they are not paid by the hour.", "Write its nights.", "lines")
        if not 0 < line.units <= 1000 * line.per or not 0 <= line.price <= MOST_PENCE:
            raise Refused(f"{line.ref} has units or a price that cannot be.", "Write them like 6 x 12.50.", "lines")
    total = sum(line.pence for line in request.lines)
    if total != request.pence:
        raise Refused(
            f"Its lines come to {pounds(total)}, and the paper asks for {pounds(request.pence)}.",
            "Write what the paper says; a wrong line is answered afterwards.", "lines",
        )  # fmt: skip


def _found(work: Work, lines: Sequence[LineTyped]) -> dict[str, Thing]:
    ids: dict[str, list[int]] = {"S": [], "N": []}
    for line in lines:
        read = REF.fullmatch(line.ref)
        if read is None:
            raise Refused(f"“{line.ref[:20]}” is no session or stay.", "Write it like S-1204 or N-88.", "lines")
        ids[read["kind"]].append(int(read["id"]))
    return {one.ref: one for one in things(work.db, Wanted(ids["S"], ids["N"]), to_local(work.now))}


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """What is answered to one difference of a line: accepted as invoiced, or disputed with the provider; and why."""

    line_id: int
    kind: str
    answer: str
    reason: str


@command(needs=Permission.POST_MONEY, recorded_as="Difference of an invoice answered")
def answer_difference(work: Work, request: AnswerDifference) -> int:
    """Keep an answer; it holds for the difference's very sentence, so that a changed register asks again.

    Raises Refused for a difference that is not there, one that another role decides, or no reason.
    """
    line = work.db.get(InvoiceLine, request.line_id)
    if line is None:
        raise NotFound("That line is not here any more.", "Look again.")
    invoice = work.take(ProviderInvoice, line.invoice_id)
    if invoice.state != "entered":
        raise Refused(f"The invoice is {invoice.state}.", "Differences are answered before it is approved.")
    card = card_of(work, invoice.id)
    shown = next(one for one in card.lines if one.id == line.id)
    found = next((one for one in shown.differences if one.kind == request.kind and one.who), None)
    if found is None or request.answer not in ANSWERS:
        raise Refused("There is no such difference any more.", "Look again.")
    needed = Permission.CLOSE_BOOKS if found.who == FINANCE else Permission.BOOK
    if needed not in work.person.permissions:
        raise Refused(f"The {found.who} decides on this.", "Ask them; the line waits in the list.")
    if not request.reason.strip():
        raise Refused("An answer needs its reason.", "Write why, in a few words.", "reason")
    work.db.add(
        InvoiceAnswer(
            line_id=line.id, kind=found.kind, words=found.words, answer=request.answer, reason=request.reason.strip(),
            at=work.now, person_id=work.person.id,
        )
    )  # fmt: skip
    work.record(invoice, pence=found.pence)
    return line.id


@dataclass(frozen=True, slots=True)
class ApproveInvoice:
    """An invoice that may be paid, as the approver saw it; the sum is typed again (pence)."""

    invoice_id: int
    seen: int
    pence: int


@command(needs=Permission.APPROVE, recorded_as="Provider's invoice approved")
def approve_invoice(work: Work, request: ApproveInvoice) -> int:
    """Approve an invoice and settle it in the books, dated today; gives the ledger entry.

    Raises Refused for one's own entry, another sum, or while a difference is not accepted.
    """
    invoice = work.take(ProviderInvoice, request.invoice_id, seen=request.seen)
    if invoice.state != "entered":
        raise Refused(f"The invoice is {invoice.state}.", "There is nothing to approve.")
    if invoice.entered_by == work.person.id:
        raise Refused("You entered this invoice yourself.", "Somebody else approves it.")
    check_two_people(work, [invoice.entered_by])
    if request.pence != invoice.pence:
        raise Refused(f"The invoice is not {pounds(request.pence)}.", "Type the sum as it stands on the paper.", "pence")
    card = card_of(work, invoice.id)
    waiting = open_differences(card)
    if waiting:
        raise Refused(f"{waiting[0].words} The {waiting[0].who} has not accepted it.", "Answer each difference first.")
    entry = settle_invoice(work, invoice, card.lines, work.person.id)
    work.record(invoice, pence=invoice.pence)
    return entry


@dataclass(frozen=True, slots=True)
class CreditInvoice:
    """A provider's credit note for a whole invoice, or an invoice that never should have been entered; and why."""

    invoice_id: int
    seen: int
    reason: str
    credit_number: str = ""


@command(needs=Permission.POST_MONEY, recorded_as="Provider's invoice credited")
def credit_invoice(work: Work, request: CreditInvoice) -> str:
    """Undo an approved invoice by its mirror in the books, or withdraw one not approved; gives its state.

    What finance had already is got back by the next recovery file (R-F1). Raises Refused without a reason, or a credit
    note's number where finance paid.
    """
    invoice = work.take(ProviderInvoice, request.invoice_id, seen=request.seen)
    if not request.reason.strip():
        raise Refused("Taking an invoice back needs its reason.", "Write why, in a few words.", "reason")
    if invoice.state == "approved":
        if not request.credit_number.strip():
            raise Refused("A credit note has a number.", "Write it as it stands on the paper.", "credit_number")
        if is_risky(request.credit_number):
            raise cannot_go(request.credit_number, "credit_number")
        assert invoice.entry_id is not None
        reverse(work, invoice.entry_id, f"Credit note {request.credit_number.strip()}", work.today)
        invoice.state = "credited"
    elif invoice.state == "entered":
        invoice.state = "withdrawn"
    else:
        raise Refused(f"The invoice is {invoice.state} already.", "There is nothing to take back.")
    invoice.reason, invoice.credit_number = request.reason.strip(), request.credit_number.strip()
    work.record(invoice, pence=invoice.pence)
    return invoice.state
