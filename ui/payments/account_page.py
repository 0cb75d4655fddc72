"""One direct payment: the award as a sum, the lines with their running balance, and what comes next."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.payments.letters.due import AccountLetters, letters_of_account
from shortbreaks.payments.queries import AccountCard, MoneyLine, account_card
from shortbreaks.payments.rules import HELD_WORDS
from ui.kit.as_at import AsAt
from ui.kit.beside import Beside
from ui.kit.buttons import Button, IconButton
from ui.kit.chips import Chip
from ui.kit.flow import flow
from ui.kit.layouts import BesideUntilLarge, column, empty, holder, row, scroller
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.table import Table
from ui.kit.text import label
from ui.payments.account_menu import AccountMenu
from ui.payments.actions import AccountActs
from ui.payments.columns import coming_mark, line_columns, state_mark
from ui.payments.files import TakeFile
from ui.payments.follow_up import FollowUp
from ui.payments.letters_card import letters_card
from ui.payments.papers import AccountPapers
from ui.payments.parts import (
    award_card,
    balance_card,
    committed_card,
    debts_card,
    next_card,
    pay_back_card,
    returns_card,
    say_committed,
)
from ui.payments.past_card import past_card, say_known
from ui.payments.putting_back import PutBackActs
from ui.payments.reductions import ReductionActs
from ui.payments.terms import TermsActs
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

SIDE, LEAST = 380, 640
PAST = "A past day is only looked at. Empty “As at” at the top to go back to today."
NOT_POST = "Your role may look, not post."


class AccountPage(Page):
    """A card page; Enter looks at a line of spending, Ctrl+P draws the statement."""

    title = "Payments"
    as_at: AsAt
    concerns = frozenset(
        {"agreement", "award_line", "agreement_step", "run_line", "spend_line", "payment_return", "liability", "entry",
         "bank_says", "debt", "surplus_review", "owed", "paper", "agreement_use", "payee_step", "away_step",
         "cycle_step", "money_back", "money_back_tie", "return_step", "return_item", "return_plan", "award_notice",
         "reconsideration", "agreement_review"}
    )  # fmt: skip

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.agreement_id = 0
        self.card: AccountCard | None = None
        self.letters = AccountLetters((), ())
        self.acts, self.take_file, self.paper = AccountActs(self), TakeFile(self), AccountPapers(self)
        self.follow, self.terms = FollowUp(self, self.paper), TermsActs(self)
        self.menu = AccountMenu(self, self.acts, self.terms, self.follow, self.paper)
        self.less, self.back = ReductionActs(self), PutBackActs(self)
        self.as_at = AsAt(self.today, self._day_chosen, self.desk.notices.say, self.headed.emit)
        self._head = QVBoxLayout()
        head = QFrame()
        head.setProperty("look", "header")
        head.setLayout(column(self._head, margin=(24, 12, 24, 12)))
        self.table = Table(line_columns(self.today), key=lambda r: r.key, height=28, name="lines_table")
        self.table.opened.connect(self.acts.judge)
        self.listing = Listing(self.table, "Enter looks at a line · A accepts the matched ones · B puts one back · Ctrl+P statement")
        self._award, self._side = QVBoxLayout(), QVBoxLayout()
        self.sum_line = label("", "strong", name="account_sum", tabular=True)
        self.known = label("", "second", name="account_known", tabular=True)
        self.committed = label("", "second", name="account_committed", tabular=True)
        self.record = Button("Record spending", icon="add", key="R", name="record_spending", then=self._record)
        self.proof = Chip("adds up", "ok", quiet=True, name="account_proof")
        sums = column(row(self.sum_line, self.proof, None), self.known, self.committed, gap=0)
        left = column(self._award, self.listing, BesideUntilLarge(row(self.record, None), sums), gap=12)
        left.setStretch(1, 1)
        side = scroller(holder(column(self._side, None, margin=(0, 0, 12, 0))))
        lines = column(head, Beside(holder(left), side, SIDE, LEAST), gap=0)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        on_page_key(self, "Ctrl+P", lambda: self.paper.statement(self._card()))
        on_page_key(self.table, "D", self.as_at.line.setFocus)
        on_page_key(self.table, "A", self._accept)
        on_page_key(self.table, "R", self._record)
        on_page_key(self.table, "B", self.put_back)

    def _card(self) -> AccountCard:
        assert self.card is not None
        return self.card

    def _accept(self) -> None:
        if not self.is_past:
            self.acts.accept(self._card())

    def part_chosen(self) -> None:
        """The chosen line and the bank's line taken for it are not the same money."""
        chosen: MoneyLine | None = self.table.chosen_row()
        self.acts.part(chosen.bank if chosen is not None else None)

    def _record(self) -> None:
        if self.record.isEnabled() and self.card is not None:
            self.acts.record(self.card)

    def put_back(self) -> None:
        """The chosen line was recorded wrongly."""
        if not self.is_past:
            self.back.line(self.table.chosen_row())

    def context(self) -> str:
        return "Direct-payment account" if self.card else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("N", "Bring spending in"), ("Enter", "Look at a line of spending"), ("A", "Accept the matched lines"),
            ("R", "Record spending from a receipt"), ("B", "Put the chosen line back"), ("Ctrl+P", "Statement"), ("D", "As at a past day"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        return self.card.child_id if self.card else None

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        if target["id"] != self.agreement_id:
            self.agreement_id, self.card, self.stale = target["id"], None, True
            self.as_at.forget()

    def refresh(self) -> None:
        if self.agreement_id:
            self.desk.ask(self, "card", account_card, self.agreement_id, self.as_at.day, then=self._came)
            self.desk.ask(
                self, "letters", letters_of_account, self.agreement_id, self.as_at.day, then=self._letters_came
            )

    @property
    def is_past(self) -> bool:
        """Whether the account is shown as it stood on a past day: then it is only looked at."""
        return self.as_at.day is not None

    def _day_chosen(self) -> None:
        self.refresh()

    def new(self) -> None:
        """Bring spending of this account in."""
        if not self.is_past and self.desk.may(Permission.POST_MONEY):
            self.take_file.choose(self.agreement_id)

    def _came(self, card: AccountCard) -> None:
        self.card = card
        self.headed.emit()
        self._show_head(card)
        now = not self.is_past
        may_post, may_decide = self.desk.may(Permission.POST_MONEY) and now, self.desk.may(Permission.DECIDE) and now
        empty(self._award)
        self._award.addWidget(award_card(card, partial(self.acts.award, card), may=may_decide))
        empty(self._side)
        for part in (
            next_card(card, past=self.is_past),
            pay_back_card(
                card, partial(self.acts.review, card), partial(self.acts.aside, card), may=may_post and may_decide
            ),
            *([committed_card(card)] if card.committed else []), balance_card(card),
            returns_card(card, self.follow.return_acts(card) if now else ()),
            self.terms.card_of(card, may=may_decide),
        ):
            self._side.addWidget(part)
        if card.reductions:
            self._side.insertWidget(1, self.less.card_of(card, now=now))
        if card.debts:
            self._side.insertWidget(
                2, debts_card(card, partial(self.follow.debt_acts, card) if now else lambda _debt: ())
            )
        if card.hindsight is not None:
            self._side.insertWidget(0, past_card(card, card.hindsight))
        self._letters_holder = QVBoxLayout()
        self._side.addLayout(self._letters_holder)
        self._letters_came(self.letters)
        self._show_lines(card)

    def _letters_came(self, found: AccountLetters) -> None:
        self.letters = found
        if self.card is None:
            return
        empty(self._letters_holder)
        card = self.card
        made = letters_card(
            found, lambda due: self.paper.letter(due.key, card.ref),
            lambda one: self.paper.again(one.paper_id, f"{one.kind.capitalize()} of {card.ref}"),
            may=self.desk.may(Permission.ISSUE_PAPERS) and not self.is_past,
        )  # fmt: skip
        self._letters_holder.addWidget(made)

    def _show_lines(self, card: AccountCard) -> None:
        if card.lines:
            self.listing.show_rows(tuple(reversed(card.lines)), f"{say_day(card.first)} to {say_day(card.last)}")
        else:
            why = "The first payment comes with a run." if card.ended_on is None else f"It ended on {say_day(card.ended_on)}."
            self.listing.say(f"Nothing has moved since {say_day(card.first)}.", why)
        self.sum_line.setText(
            f"{pounds(card.opening)} + {pounds(card.in_pence)} − {pounds(card.out_pence)} = {pounds(card.closing)}"
        )
        self.proof.show_state("adds up" if card.adds_up else f"the books hold {pounds(card.kept)}", "ok" if card.adds_up else "bad")
        later = card.hindsight
        self.known.setText(say_known(card, later) if later is not None and later.lines else "")
        self.known.setVisible(bool(self.known.text()))
        self.committed.setText(say_committed(card) if card.committed else "")
        self.committed.setVisible(bool(card.committed))

    def _show_head(self, card: AccountCard) -> None:
        empty(self._head)
        state = state_mark(card.state, card.coming, self.today)
        how = f"{HELD_WORDS[card.held]}{f' ending {card.last4}' if card.last4 else ''}"
        chips = [Chip(state.text, state.meaning)]
        if card.coming is not None and card.state != "draft":
            soon = coming_mark(card.coming, self.today)
            chips.append(Chip(soon.text, soon.meaning))
        if self.is_past:
            chips.append(Chip(f"As it stood on {say_day(card.last)}", "warn", "clock-filled"))
        chips += [Chip(how, "neutral", "payment-filled")]
        if card.away is not None:
            chips.append(Chip(card.away.words, "warn"))
        if card.letters_stopped:
            chips.append(Chip("Letters stopped", "bad", "mail-filled"))
        name = column(
            flow(label(card.name, "page", name="account_name"), *chips),
            label(f"Agreement {card.ref} since {say_day(card.starts_on)} · {card.purpose}", "second", wrap=True), gap=6,
        )  # fmt: skip
        off = PAST if self.is_past else "" if self.desk.may(Permission.POST_MONEY) else NOT_POST
        self.record.off_because(off)
        bring = Button("Bring spending in", "filled", icon="import", key="N", name="bring_lines", then=self.new)
        bring.off_because(off)
        paper = Button(
            "Statement", icon="print", key="Ctrl+P", name="statement", then=partial(self.paper.statement, card)
        )
        more = IconButton("more", "More about this payment")
        more.setMenu(self.menu.of(card, self.part_chosen, self.put_back, past=self.is_past))
        line = row(name, bring, paper, more, gap=12)
        line.setStretch(0, 1)
        self._head.addLayout(line)
