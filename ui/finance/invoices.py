"""Invoices of providers: each beside the records, line by line; differences answered, approved by a second person."""

from functools import partial

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day
from shortbreaks.finance.purchase_queries import MOST, InvoiceCard, InvoiceRow, invoice_card, invoices_listed
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.finance.invoice_acts import InvoiceActs
from ui.finance.invoice_columns import invoice_columns, line_columns
from ui.finance.view import View, why_off
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.page import Page

MAY_NOT_POST = "Your role may look, not post."


def _units(card: InvoiceCard) -> str:
    """What is invoiced and what attendance backs, never adding places to hours."""
    said = []
    for what in dict.fromkeys(line.match.what for line in card.lines):
        lines = [line.match for line in card.lines if line.match.what == what]
        invoiced, backed = sum(one.units for one in lines), sum(one.backed for one in lines)
        said.append(f"{lines[0].say(invoiced)} invoiced, {lines[0].figure(backed)} backed by attendance")
    return "; ".join(said)


class Invoices(View):
    """The list at the left, those to do first; the chosen invoice beside the records at the right."""

    title = "Provider invoices"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.acts = InvoiceActs(page)
        self.card: InvoiceCard | None = None
        self.table = Table(invoice_columns(page.today), key=lambda r: r.id, height=44, name="invoices_table")
        self.listing = Listing(self.table, "Ctrl+C copies rows", icon="payment")
        self.table.chosen.connect(lambda _row: self._ask())
        self.add = Button("Enter an invoice", "filled", icon="add", key="N", name="enter_invoice", then=self.new)
        self.bring = Button("Bring in a file", icon="import", name="import_invoices", then=self.acts.bring_in)
        self.price = Button("Agree a price", name="price_place", then=self.acts.price)
        self.send = Button("Prepare the file", icon="export", name="prepare_purchases", then=self.acts.prepare)
        both = Beside(self.listing, self._right(), 620, least=420, inside=True)
        lines = column(flow(self.add, self.bring, self.send, self.price, gap=8), both, gap=12)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        for button in (self.add, self.bring, self.price):
            button.off_because("" if self.desk.may(Permission.POST_MONEY) else MAY_NOT_POST)
        self._offer_file(())
        self._show(None)

    def _right(self) -> Card:
        card = Card()
        self.inside = column(gap=8)
        card.body.addLayout(self.inside)
        self.lines = Table(line_columns(self.page.today), key=lambda r: r.id, height=44, name="invoice_lines")
        self.lines.chosen.connect(lambda _row: self._offer())
        self.lines.opened.connect(lambda _row: self._enter())
        card.body.addWidget(self.lines, 1)
        self.said = label("", "second", wrap=True, name="line_said")
        card.body.addWidget(self.said)
        self.accept = Button("Accept", icon="tick", key="Enter", name="accept_difference", then=partial(self._answer, "accepted"))
        self.dispute = Button("Dispute", name="dispute_difference", then=partial(self._answer, "disputed"))
        self.approve = Button("Approve it", "filled", name="approve_invoice", then=self._approve)
        self.back = Button("Take it back", name="credit_invoice", then=self._take_back)
        card.body.addWidget(holder(flow(self.approve, self.accept, self.dispute, self.back, gap=8)))
        return card

    def refresh(self) -> None:
        self.desk.ask(self, "invoices", invoices_listed, then=self._came)

    def focus_first(self) -> None:
        self.table.setFocus()

    def new(self) -> None:
        if self.add.isEnabled():
            self.acts.enter()

    def _offer_file(self, rows: tuple[InvoiceRow, ...]) -> None:
        """A file is only prepared of something; in a list that is cut off the rest may wait for it."""
        some = len(rows) >= MOST or any(one.state == "approved" and not one.file for one in rows)
        self.send.off_because(
            MAY_NOT_POST if not self.desk.may(Permission.POST_MONEY) else "" if some else "Finance has every approved invoice."
        )

    def _came(self, rows: tuple[InvoiceRow, ...]) -> None:
        self._offer_file(rows)
        if rows:
            waiting = sum(1 for one in rows if one.state == "entered")
            self.listing.show_rows(rows, f"{counted(len(rows), 'invoice')}, {waiting} to approve")
            if self.table.chosen_row() is None:
                self.table.choose(0)
            self._ask()
        else:
            self.listing.say("No invoice yet.", "Enter one from its paper, or bring in a file of many.")
            self._show(None)

    def _ask(self) -> None:
        one = self.table.chosen_row()
        if one is not None:
            self.desk.ask(self, "invoice", invoice_card, one.id, then=self._show)

    def _show(self, card: InvoiceCard | None) -> None:
        self.card = card
        empty(self.inside)
        if card is None:
            self.inside.addWidget(label("Choose an invoice to see it beside the records.", "second", wrap=True))
            self.lines.set_rows(())
            self._offer()
            return
        self.inside.addWidget(label(f"{card.number}, {card.provider}", "title", wrap=True))
        said = [
            ("Asks for", f"{pounds(card.pence)} for {say_day(card.first_day)} to {say_day(card.last_day)}, due {say_day(card.due_on)}"),
            ("Units", _units(card)),
            ("Vendor", f"{card.vendor_number}, {card.order_ref or 'no order'}, VAT {card.vat_code or '–'}"),
            ("Entered by", f"{card.entered_by}; approved by {card.approved_by}" if card.approved_by else card.entered_by),
        ]  # fmt: skip
        if card.reason:
            said.append((card.state.capitalize(), card.reason))
        self.inside.addWidget(facts(said, name="invoice_facts", name_width=84))
        if card.alike and card.state == "entered":
            words = f"{card.alike} has the same provider, period and sum."
            self.inside.addWidget(Notice("warn", words, "Perhaps the same bill again.", closable=False))
        self.lines.set_rows(card.lines)
        place = next((n for n, line in enumerate(card.lines) if line.waiting), 0)
        if card.lines and self.lines.chosen_row() is None:
            self.lines.choose(place)
        self._offer()

    def _offer(self) -> None:
        """Buttons say why they are off."""
        card, line = self.card, self.lines.chosen_row()
        self.said.setText(" ".join(one.words for one in line.differences) if line else "")
        entered = "" if card and card.state == "entered" else "It is no longer waiting." if card else "Choose an invoice first."
        nothing = entered or ("" if line and line.waiting else "This line needs no answer.")
        post = self.desk.may(Permission.POST_MONEY)
        self.accept.off_because(why_off(post, nothing))
        self.dispute.off_because(why_off(post, nothing))
        left = sum(len(one.waiting) for one in card.lines) if card else 0
        self.approve.off_because(
            why_off(self.desk.may(Permission.APPROVE), entered or (f"{counted(left, 'difference')} to accept first." if left else ""))
        )
        gone = "It was taken back already." if card and card.state in {"credited", "withdrawn"} else ""
        self.back.off_because(why_off(post, gone if card else "Choose an invoice first."))

    def _enter(self) -> None:
        if self.accept.isEnabled():
            self._answer("accepted")

    def _answer(self, said: str) -> None:
        line = self.lines.chosen_row()
        if line is not None and line.waiting:
            self.acts.answer(line, said)

    def _approve(self) -> None:
        if self.card is not None:
            self.acts.approve(self.card)

    def _take_back(self) -> None:
        if self.card is not None:
            self.acts.take_back(self.card)
