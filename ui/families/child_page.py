"""One child: flags that matter on the telephone first, then allocations, bookings, care information and what happened."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.queries import AllowanceRow, BookingRow, allowances_shown, bookings_of_child
from shortbreaks.bookings.unpriced import say_charge
from shortbreaks.dates import say_day, say_short
from shortbreaks.families.papers import PaperRow, papers_of_child
from shortbreaks.families.queries import ChildCard, child_card
from shortbreaks.families.rules import initials, say_age
from shortbreaks.payments.erasure.queries import Tombstone, tombstone_of
from ui.families.actions import ChildActs
from ui.families.adults_card import adults_card
from ui.families.asked_card import AskedCard
from ui.families.collect_card import CollectCard
from ui.families.eligibility_tab import EligibilityTab
from ui.families.erased_view import ErasedView
from ui.families.kept_card import KeptCard
from ui.families.nights_tab import NightsTab
from ui.families.parts import allocation_card, care_card, documents_card, happened_card, key_facts
from ui.families.past_view import PastView
from ui.families.talk_card import TalkCard
from ui.kit import theme
from ui.kit.as_at import AsAt
from ui.kit.buttons import Button
from ui.kit.cards import Avatar, Card
from ui.kit.chips import Chip
from ui.kit.flow import flow
from ui.kit.layouts import BesideUntilLarge, column, empty, holder, row, scroller
from ui.kit.page_keys import on_page_key
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

TABS = ("Summary", "Eligibility and allocation", "Bookings", "Nights away", "Documents", "History")


def _bookings_table(today: date, name: str, lines: int = 0) -> Table:
    when: Column[BookingRow] = Column(
        "When",
        lambda r: f"{say_short(r.start.date(), today)}, {r.start:%H:%M}",
        sort=lambda r: r.start,
        width=170,
        tabular=True,
    )
    columns: list[Column[BookingRow]] = [
        when,
        Column("Break", lambda r: r.service, strong=True),
        Column("State", marks=lambda r: (Mark(r.state_words, r.meaning),), width=160),
        Column("Charge", say_charge, right=True, width=112, tabular=True),
    ]
    return Table(columns, key=lambda r: r.id, name=name, lines=lines)


class ChildPage(Page):
    """A card page; F2 finds a break, F6 records a call."""

    title = "Families"
    as_at: AsAt
    concerns = frozenset({"child", "child_need", "household", "adult", "adult_right", "parental_responsibility", "address",
                          "emergency_contact", "family_note", "booking", "series", "series_date",
                          "allocation", "decision", "evidence", "paper", "panel_case", "told",
                          "payment_offer", "benefit_seen", "scheme", "child_ending", "subject_file", "rule_override", "stay",
                          "erased", "legal_status", "pair", "first_visit", "talk", "talk_note",
                          "waiting_request", "night_request", "unmet_request", "unmet_outcome", "later_answer"})  # fmt: skip

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.child_id = 0
        self.card: ChildCard | None = None
        self._wished = ""
        self.bookings: tuple[BookingRow, ...] = ()
        self.papers: tuple[PaperRow, ...] = ()
        self.allowances: tuple[AllowanceRow, ...] = ()
        self.acts = ChildActs(self)
        self._head = column(gap=8, margin=(24, 12, 24, 0))
        self.head = QFrame()
        self.head.setProperty("look", "header")
        self.past = PastView(desk)
        self.as_at = AsAt(self.today, self._day_chosen, self.desk.notices.say, self._hold)
        self.past.today_wanted.connect(self.as_at.show_today)
        self.past.today_wanted.connect(self.focus_first)  # its button is gone by then
        self.head.setLayout(column(self._head, self._tab_line(), gap=6))
        self.stack = QStackedWidget()
        self._summary = QVBoxLayout()
        self.eligibility = EligibilityTab(self)
        self.all_bookings = _bookings_table(self.today, "child_bookings")
        self.all_bookings.opened.connect(lambda r: self.go.to("bookings", number=r.number))
        self._documents, self._history = QVBoxLayout(), QVBoxLayout()
        self.kept, self.nights, self.talks, self.erased = KeptCard(self), NightsTab(self), TalkCard(self), ErasedView()
        self.asked, self.collects = AskedCard(self), CollectCard(self)
        bookings = Card(margin=(1, 1, 1, 1))
        bookings.body.addWidget(self.all_bookings)
        for part in (
            self._scrolled(column(self.collects, self.talks, self._summary)), scroller(self.eligibility),
            holder(column(self.asked, bookings, gap=16, margin=(24, 16, 24, 16))),
            scroller(self.nights), self._scrolled(self._documents),
            self._scrolled(column(self._history, self.kept, gap=16)), scroller(self.past), self.erased,
        ):  # fmt: skip
            self.stack.addWidget(part)
        lines = column(self.head, self.stack, gap=0)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            on_page_key(self, keys, partial(self.turn, step))

    def _scrolled(self, part: QVBoxLayout) -> QWidget:
        return scroller(holder(column(part, None, margin=(24, 16, 24, 16))))

    def _tab_line(self) -> QWidget:
        self.tab_buttons = [
            Button(words, "tab", name=f"tab_{number}", then=partial(self.show_tab, number))
            for number, words in enumerate(TABS)
        ]
        return holder(row(flow(*self.tab_buttons, gap=4), margin=(16, 0, 16, 4)))

    def context(self) -> str:
        return self.card.short if self.card else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("F2", "Find a break for this child"), ("Ctrl+PageUp, PageDown", "Next tab"),
            ("Enter in bookings", "Open the booking"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        return self.child_id or None

    def focus_first(self) -> None:
        self.tab_buttons[min(self.stack.currentIndex(), len(TABS) - 1)].setFocus()

    def show_for(self, **target: Any) -> None:
        if target["id"] != self.child_id:
            self.child_id, self.card, self.acts.card = target["id"], None, None
            self.eligibility.forget()
            self.show_tab(0)
            self.stale = True
        self._wished = next((act for act in ("call", "record", "contact") if target.get(act)), "")
        self.stale = self.stale or bool(self._wished)
        if target.get("tab") == "eligibility":
            self.show_tab(1)
            self.stale = self.eligibility.sent_for(target) or self.stale

    def show_tab(self, place: int) -> None:
        """Show one of the tabs, as at today."""
        self.as_at.forget()
        self.stack.setCurrentIndex(place)
        for number, button in enumerate(self.tab_buttons):
            button.set_look("current_tab" if number == place else "tab")

    def turn(self, step: int) -> None:
        """The next or the previous tab."""
        self.show_tab((min(self.stack.currentIndex(), len(TABS) - 1) + step) % len(TABS))

    def _hold(self) -> None:
        """The window's head says which day is shown; while it is a past one the acts in the card's own are off, with the way back."""
        self.headed.emit()
        why = "" if self.as_at.day is None else "A past day is shown. Empty “As at” at the top to go back to today."
        for button in self.head.findChildren(Button):
            if button.objectName() in {"record_call", "change_child"}:
                button.off_because(why)

    def _day_chosen(self) -> None:
        """A past day is shown in place of the tabs, and looked at only; today shows them again."""
        if self.as_at.day is None:
            self.show_tab(0)
            return
        for button in self.tab_buttons:
            button.set_look("tab")
        self.stack.setCurrentIndex(len(TABS))
        self.past.ask(self.child_id, self.as_at.day)

    def _stone_came(self, stone: Tombstone | None) -> None:
        """Cover the card of an erased family; of any other, uncover it."""
        self.head.setVisible(stone is None)
        if stone is not None:
            self.erased.show_stone(stone)
            self.stack.setCurrentWidget(self.erased)

    def refresh(self) -> None:
        if self.child_id:
            self.desk.ask(self, "erased", tombstone_of, self.child_id, then=self._stone_came)
            self.desk.ask(self, "card", child_card, self.child_id, then=self._card_came)
            self.desk.ask(self, "bookings", bookings_of_child, self.child_id, then=self._bookings_came)
            self.desk.ask(self, "papers", papers_of_child, self.child_id, then=self._papers_came)
            self.desk.ask(self, "allowances", allowances_shown, self.child_id, then=self._allowances_came)
            self.eligibility.ask(self.child_id)
            self.kept.ask(self.child_id)
            self.nights.ask(self.child_id)
            self.talks.ask(self.child_id)
            self.asked.ask(self.child_id)
            self.collects.ask(self.child_id)

    def _card_came(self, card: ChildCard) -> None:
        self.card = self.acts.card = self.eligibility.acts.card = card
        self._show_head(card)
        self._show_summary()
        wished, self._wished = self._wished, ""
        if wished:
            self.acts.begin(wished)

    def _bookings_came(self, rows: tuple[BookingRow, ...]) -> None:
        self.bookings = rows
        self.all_bookings.set_rows(rows)
        self._show_summary()

    def _papers_came(self, rows: tuple[PaperRow, ...]) -> None:
        self.papers = rows
        self._show_summary()

    def _allowances_came(self, rows: tuple[AllowanceRow, ...]) -> None:
        self.allowances = self.eligibility.acts.allowances = rows
        self._show_summary()

    def _show_head(self, card: ChildCard) -> None:
        empty(self._head)
        day = say_day(card.born) if theme.text_size() <= 125 else f"{card.born.day} {card.born:%b} {card.born.year}"
        born = f"{say_age(card.born, self.today)} · born {day}"
        state = Chip("Open", "ok") if card.state == "open" else Chip("Closed", "neutral")
        flags = [Chip(f"{card.workers_needed}:1 support", "info", "person-filled")] if card.workers_needed else []
        flags += [Chip(need.said, "info", "needs") for need in card.needs if need.code != "NONE"]
        flags += [Chip(f"With {name}", "special", "siblings-filled") for _, name, _ in card.siblings]
        flags += [Chip("Brother or sister only", "special", "siblings-filled")] if card.sibling_only else []
        flags += [Chip("Palliative care", "bad", "care-filled")] if card.palliative else []
        flags += [Chip("Address withheld", "warn", "withheld-filled")] if card.restricted else []
        if card.adults and card.adults[0].letter_format == "large":
            flags.append(Chip("Large print letters", "neutral", "text-size"))
        if card.adults and card.adults[0].letter_format == "easy":
            flags.append(Chip("Easy read letters", "neutral", "text-size"))
        go_find = partial(self.go.to, "find", child=card.id)
        find = Button("Find a break", "filled", icon="find", key="F2", name="find_for_child", then=go_find)
        call = Button("Record a call", icon="call", key="F6", name="record_call", then=self.acts.record_call)
        money = Button(
            "Direct payment", icon="payment", name="direct_payment", then=partial(self.go.to, "payments", child=card.id)
        )
        if not self.desk.may(Permission.SEE_MONEY):
            money.off_because("Your role may not see money.")
        change = Button("Change", icon="change", name="change_child", then=self.acts.change_child)
        if not self.desk.may(Permission.BOOK):
            find.off_because("Your role may look, not book.")
        name = flow(label(card.short, "page", name="child_name"), label(born, "second"), state)
        line = row(Avatar(initials(card.first_name, card.last_name), 52), name, gap=12)
        line.setStretch(1, 1)
        self._head.addLayout(BesideUntilLarge(line, row(call, money, change, find, gap=8), gap=12))
        if flags:
            self._head.addLayout(flow(*flags))  # all the width there is: a need with its level is long in large text
        self._head.addLayout(key_facts(card))
        self._hold()

    def _show_summary(self) -> None:
        if self.card is None:
            return
        empty(self._summary)
        coming = [one for one in self.bookings if one.end.date() >= self.today][:6]
        nexts = Card(margin=(0, 12, 0, 0))
        all_of_them = Button("All bookings", "link", then=partial(self.show_tab, 2))
        series = Button("Series", "link", name="child_series", then=partial(self.go.to, "series", child=self.child_id))
        nexts.body.addLayout(row(label("Next bookings", "title"), None, series, all_of_them, margin=(16, 0, 16, 0)))
        if coming:
            table = _bookings_table(self.today, "next_bookings", lines=6)
            table.set_rows(coming)
            table.opened.connect(lambda r: self.go.to("bookings", number=r.number))
            nexts.body.addWidget(table)
        else:
            nexts.body.addLayout(row(label("Nothing is booked. F2 finds a break.", "second"), margin=(16, 0, 16, 12)))
        left = column(allocation_card(self.allowances), nexts, None, gap=16)
        right = column(
            care_card(self.card, self.today),
            adults_card(self.card, self.today),
            happened_card(self.card, self.bookings, self.papers, self.today),
            None,
            gap=16,
        )
        both = row(left, right, gap=16)
        both.setStretch(0, 4)
        both.setStretch(1, 3)
        self._summary.addLayout(both)
        empty(self._documents)
        self._documents.addWidget(documents_card(self.papers, self.acts.show_paper))
        empty(self._history)
        self._history.addWidget(happened_card(self.card, self.bookings, self.papers, self.today))
