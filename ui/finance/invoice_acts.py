"""What is done with providers' invoices: entered from paper or a file, answered, approved, taken back, sent."""

import re
from collections.abc import Sequence
from typing import Any

from shortbreaks.dates import say_short
from shortbreaks.errors import Refused
from shortbreaks.finance.matching_rules import MINUTES
from shortbreaks.finance.place_prices import PricePlace, price_place, services_to_price
from shortbreaks.finance.purchase_facts import Thing
from shortbreaks.finance.purchase_files import PreparePurchases, prepare_purchases
from shortbreaks.finance.purchase_import import InvoicesPreview, TakeInvoices, preview_invoices, take_invoices
from shortbreaks.finance.purchase_queries import InvoiceCard, MatchedLine, lines_proposed, providers_with_number
from shortbreaks.finance.purchases import (
    AnswerDifference,
    ApproveInvoice,
    CreditInvoice,
    EnterInvoice,
    LineTyped,
    answer_difference,
    approve_invoice,
    credit_invoice,
    enter_invoice,
)
from shortbreaks.finance.units import read_units
from shortbreaks.money import pounds, read_money
from shortbreaks.words import counted
from ui.finance.invoice_columns import read_columns
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.kit.theme import px
from ui.shell.form_sheet import FormSheet
from ui.shell.incoming_file import FileKind, IncomingFile, Shown
from ui.shell.page import Page

TYPED = re.compile(r"(?P<ref>[SN]-[0-9]+)\s*:\s*(?P<units>[0-9.]{1,7}\s*h?)\s*[x×]\s*(?P<price>\S+).*")
PAPER = (
    Field("number", "Invoice number"), Field("dated", "Its date", "date", beside=True),
    Field("order_ref", "Order or contract", optional=True), Field("vat_code", "VAT code", optional=True, beside=True),
    Field("pence", "The paper asks for", "money"), Field("due_on", "Due on, if it says so", "date", optional=True, beside=True),
    Field("lines", "One line a session (S-) or stay (N-): units x price, hours as 7.5 h", "long", longest=20_000),
)  # fmt: skip
PER = (("place", "Place"), ("hour", "Hour of a place"))
WHY = (Field("reason", "Why", hint="The staff were paid: told too late"),)
SUM = (Field("pence", "Type the sum of the paper", "money"),)
BACK = (Field("reason", "Why"), Field("credit_number", "Number of the credit note", optional=True))


def read_lines(text: str) -> tuple[LineTyped, ...]:
    """The lines as typed, "S-1204: 6 x 42.00" or "S-1204: 7.5 h x 18.40", whatever words follow. Raises Refused."""
    found = []
    for line in (one.strip() for one in text.splitlines()):
        if line:
            read = TYPED.fullmatch(line)
            if read is None:
                raise Refused(f"“{line[:40]}” is not a line.", "Write it like S-1204: 6 x 42.00.", "lines")
            units, per = read_units(read["units"])
            found.append(LineTyped(read["ref"], units, read_money(read["price"]), per))
    return tuple(found)


def proposed_text(things: Sequence[Thing]) -> str:
    """Every session and stay with what attendance backs, as lines to be made as the paper says."""
    return "\n".join(f"{one.ref}: {_count(one)} x {pounds(one.agreed or 0)}  {_when(one)} {one.service}" for one in things)


def _when(one: Thing) -> str:
    return say_short(one.starts_at.date(), one.starts_at.date())


def _count(one: Thing) -> str:
    line = one.line(0, one.attended or one.booked, 0, 1)
    if not one.hourly:
        return line.figure(line.units)
    return f"{one.line(0, 0, 0, MINUTES).figure(line.units * one.minutes)} h"


class InvoiceActs:
    """The acts of the invoices' tab."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk

    def enter(self) -> None:
        """First whose and which period, then the paper beside what the records would expect."""
        self.desk.ask(self.page, "providers", providers_with_number, then=self._whose)

    def _whose(self, providers: tuple[tuple[int, str], ...]) -> None:
        if not providers:
            self.desk.notices.news("No provider has a vendor number yet.", "Its card keeps it; then its invoices can be entered.")
            return
        fields = (
            Field("provider_id", "Provider", "choice", choices=tuple((str(one), name) for one, name in providers)),
            Field("first_day", "From", "date"), Field("last_day", "To", "date", beside=True),
        )  # fmt: skip

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            whose = (int(values["provider_id"]), values["first_day"], values["last_day"])

            def proposed(things: tuple[Thing, ...]) -> None:
                sheet.sheet.close_sheet()
                self._paper(whose, things)

            self.desk.ask(sheet.sheet, "proposed", lines_proposed, *whose, then=proposed, refused=sheet.form.refuse)

        first = self.page.today.replace(day=1)
        self.sheet = FormSheet(
            self.page, "An invoice of a provider", fields, {"first_day": first, "last_day": self.page.today}, "Go on", send
        )

    def _paper(self, whose: tuple[int, Any, Any], things: tuple[Thing, ...]) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            try:
                lines = read_lines(values.pop("lines"))
            except Refused as refusal:
                sheet.form.refuse(refusal)
                return
            provider, first, last = whose
            request = EnterInvoice(provider_id=provider, first_day=first, last_day=last, lines=lines, **values)
            sheet.perform(enter_invoice, request, f"{request.number} is entered.", "Somebody else approves it.")

        begin = {"lines": proposed_text(things)}
        self.sheet = FormSheet(self.page, "As the paper says", PAPER, begin, "Enter it", send, width=760)
        self.sheet.form.editors["lines"].setFixedHeight(px(200))
        words = f"{counted(len(things), 'session or stay', 'sessions and stays')} of that time, with what attendance backs."
        self.sheet.say_above(Notice("info", words, "Make each line what the paper says.", closable=False))

    def bring_in(self) -> None:
        """A file of many invoices, looked at before anything is kept."""
        self.incoming = IncomingFile(self.page, INVOICE_FILE)
        self.incoming.choose()

    def price(self) -> None:
        """What a place costs the council from a day."""
        self.desk.ask(self.page, "services", services_to_price, then=self._price)

    def _price(self, services: tuple[tuple[int, str], ...]) -> None:
        if not services:
            self.desk.notices.news("No service is there yet.", "Providers adds one; then what a place costs can be agreed.")
            return
        fields = (
            Field("service_id", "Service", "choice", choices=tuple((str(one), name) for one, name in services)),
            Field("pence", "It costs", "money"), Field("per", "For each", "choice", choices=PER, beside=True),
            Field("from_day", "From", "date"),
            Field("reason", "Which contract says so"),
        )  # fmt: skip

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            def done(answer: Any) -> None:
                moved = counted(answer.answer, "booking")
                self.desk.notices.done("The price holds from its day.", f"The books follow for {moved}.")

            request = PricePlace(**{**values, "service_id": int(values["service_id"])})
            sheet.perform(price_place, request, "The price holds from its day.", then=done)

        self.sheet = FormSheet(self.page, "What a place costs", fields, {"from_day": self.page.today}, "Agree it", send)

    def prepare(self) -> None:
        """The next purchase file."""
        self.desk.perform(
            self.page, prepare_purchases, PreparePurchases(),
            then=lambda _done: self.desk.notices.done("The purchase file is prepared.", "Write it next, among the files."),
            refused=self.desk.notices.say,
        )  # fmt: skip

    def answer(self, line: MatchedLine, said: str) -> None:
        """Accept a difference as invoiced, or dispute it."""
        found = line.waiting[0]

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = AnswerDifference(line.id, found.kind, said, values["reason"])
            sheet.perform(answer_difference, request, f"{said.capitalize()}.", found.words)

        verb = "Accept it as invoiced" if said == "accepted" else "Dispute it with the provider"
        self.sheet = FormSheet(self.page, verb, WHY, None, verb.split(maxsplit=1)[0], send)
        self.sheet.say_above(Notice("warn", found.words, f"{pounds(found.pence)} at stake.", closable=False))

    def approve(self, card: InvoiceCard) -> None:
        """Approve by typing the sum."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ApproveInvoice(card.id, card.version, values["pence"])
            sheet.perform(approve_invoice, request, f"{card.number} is approved.", "It goes into the next purchase file.")

        self.sheet = FormSheet(self.page, f"Approve {card.number} of {card.provider}", SUM, None, "Approve it", send)

    def take_back(self, card: InvoiceCard) -> None:
        """Credit an approved invoice, or withdraw one not approved."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CreditInvoice(card.id, card.version, values["reason"], values["credit_number"] or "")
            sheet.perform(credit_invoice, request, f"{card.number} is taken back.")

        verb = "Credit" if card.state == "approved" else "Withdraw"
        fields = BACK if card.state == "approved" else BACK[:1]
        self.sheet = FormSheet(
            self.page, f"{verb} {card.number}", fields, None, f"{verb} it",
            lambda sheet, values: send(sheet, {"credit_number": "", **values}),
        )  # fmt: skip


def _shown(found: InvoicesPreview) -> Shown:
    said = [f"Line {one.line}: {one.sentence}" for one in found.faults[:8]]
    return Shown(
        f"{counted(len(found.invoices), 'invoice')}, {pounds(found.pence)}", said, found.invoices,
        counted(len(found.invoices), "invoice"), f"{counted(len(found.faults), 'invoice')} to mend first." if found.faults else "",
    )  # fmt: skip


INVOICE_FILE = FileKind(
    "Bring in providers’ invoices", "Invoices (*.csv)", preview_invoices, read_columns, _shown, take_invoices,
    lambda data, found: TakeInvoices(data, found.sha256),
    lambda name, found: (f"{name} is taken in.", f"{counted(len(found.invoices), 'invoice')} to approve."),
    key=lambda one: one.first_line,
)  # fmt: skip
