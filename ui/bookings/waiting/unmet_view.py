"""Unmet need: every request that could not be met and is still open, by district and reason, the oldest first."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.unmet.commands import (
    OUTCOME_WORDS,
    REASON_WORDS,
    CorrectUnmet,
    SayWhatBecame,
    correct_unmet,
    say_what_became,
)
from shortbreaks.bookings.unmet.queries import UnmetCount, UnmetRow, open_unmet, unmet_counts
from shortbreaks.dates import say_short
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.words import counted, inside
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.lists import offer
from ui.shell.page import Page

LATE_DAYS, SOON_DAYS = 56, 28  # a request open longer is marked: eight weeks red, four amber


def days_wanted(one: UnmetRow, today: date) -> str:
    """Sat 1 Aug, or Sat 1 Aug to Sat 15 Aug; with what is short of the allocation where it is known."""
    days = say_short(one.from_day, today)
    if one.until_day != one.from_day:
        days += f" to {say_short(one.until_day, today)}"
    return f"{days} · {say_amount(one.amount, one.unit)} short" if one.unit and one.amount else days


def unmet_columns(today: date) -> list[Column[UnmetRow]]:
    """Child, what was wanted, why not, district, and how long it has been open."""

    def age(r: UnmetRow) -> Mark:
        meaning = "bad" if r.days_open > LATE_DAYS else "warn" if r.days_open > SOON_DAYS else "neutral"
        return Mark("Today" if r.days_open == 0 else counted(r.days_open, "day"), meaning)

    child: Column[UnmetRow] = Column("Child", lambda r: f"{r.child}, {r.age}", strong=True, width=128)
    return [
        child,
        Column("Wanted", lambda r: r.wanted, second=lambda r: days_wanted(r, today), sort=lambda r: r.from_day),
        Column("Why not", lambda r: r.reason_words, second=lambda r: r.words),
        Column("District", lambda r: r.district, width=148),
        Column("Open for", marks=lambda r: (age(r),), sort=lambda r: r.days_open, width=110),
    ]


class UnmetView(QWidget):
    """The list with its two filters; Enter says what became of a request."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.desk = page, page.desk
        self.rows: tuple[UnmetRow, ...] = ()
        self.sheet: FormSheet | None = None
        self.district, self.reason = self._choice("District"), self._choice("Any reason")
        offer(self.reason, "Any reason", list(REASON_WORDS.items()))
        self._offer_districts()
        self.desk.lists.renewed.connect(self._offer_districts)
        self.table = Table(unmet_columns(page.today), key=lambda r: r.id, height=44, name="unmet_table")
        self.table.opened.connect(self.answer)
        self.table.chosen.connect(lambda _row: self._offer())
        self.listing = Listing(self.table, "Enter says what became of it · F2 finds a break · Ctrl+C copies rows")
        self.became = Button("What became of it", "filled", key="Enter", name="what_became", then=self._answer_chosen)
        self.find_button = Button("Find a break", icon="find", key="F2", name="unmet_find", then=self._find)
        self.summary = label("", "second", wrap=True, name="unmet_summary")
        self.change = Button("Change the reason", name="change_reason", then=self._change_reason)
        bar = flow(self.district, self.reason, self.change, self.find_button, self.became, gap=8)
        whole = column(bar, self.summary, self.listing, gap=12)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._offer()

    def _offer_districts(self) -> None:
        offer(self.district, "Any district", [*self.desk.lists.by_any_name("district"), ("unknown", "Not known")])

    def _choice(self, words: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("unmet_" + words.lower().replace(" ", "_"))
        combo.setAccessibleName(words)
        combo.currentIndexChanged.connect(lambda _n: self.refresh())
        return combo

    def refresh(self) -> None:
        """Ask for the open requests and their counts again."""
        chosen = self.district.currentData(), self.reason.currentData()
        self.desk.ask(self, "unmet", open_unmet, *chosen, then=self._show)
        self.desk.ask(self, "counts", unmet_counts, then=self._count)

    def clear_filters(self) -> bool:
        """Show every open request; False when every one is shown."""
        if not self.district.currentIndex() and not self.reason.currentIndex():
            return False
        self.district.setCurrentIndex(0)
        self.reason.setCurrentIndex(0)
        return True

    def _show(self, rows: tuple[UnmetRow, ...]) -> None:
        self.rows = rows
        self.page.headed.emit()
        if rows:
            more = " – the first 1,000" if len(rows) >= 1000 else ""
            self.listing.show_rows(rows, f"{counted(len(rows), 'open request')}{more}")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        elif self.district.currentIndex() or self.reason.currentIndex():
            self.listing.say("No open request here.", "Another district or reason would show more.", "Show all", self.clear_filters)
        else:
            self.listing.say(
                "Every request was met.", "What cannot be met is kept from Find a break, with key K, and listed here."
            )
        self._offer()

    def _count(self, counts: tuple[UnmetCount, ...]) -> None:
        by_reason: dict[str, int] = {}
        for one in counts:
            by_reason[one.reason_words] = by_reason.get(one.reason_words, 0) + one.count
        most = sorted(by_reason.items(), key=lambda pair: (-pair[1], pair[0]))
        self.summary.setText("Open by reason: " + ", ".join(f"{inside(words)} {count}" for words, count in most) if most else "")
        self.summary.setVisible(bool(most))

    def _offer(self) -> None:
        none = "" if self.table.chosen_row() is not None and self.rows else "Choose a request first."
        may = "" if self.desk.may(Permission.BOOK) else "Your role may see what could not be met, not answer it."
        self.became.off_because(none or may)
        self.change.off_because(none or may)
        self.find_button.off_because(none or may)

    def _find(self) -> None:
        if (chosen := self.table.chosen_row()) is not None:
            self.page.go.to("find", child=chosen.child_id)

    def _answer_chosen(self) -> None:
        if (chosen := self.table.chosen_row()) is not None:
            self.answer(chosen)

    def answer(self, chosen: UnmetRow) -> None:
        """Ask what became of a request."""
        if not self.became.isEnabled():
            return
        fields = [
            Field("outcome", "What became of it", "choice",
                  choices=[pair for pair in OUTCOME_WORDS.items() if pair[0] != "open_again"]),
            Field("met_by", "Met by booking", optional=True, hint="B-00042"),
            Field("words", "In a few words", optional=True, longest=400),
        ]  # fmt: skip
        title = f"{chosen.child}: {chosen.wanted}, {inside(chosen.reason_words)}"
        self.sheet = FormSheet(
            self.page, title, fields, {"outcome": "withdrawn"}, "Keep it",
            lambda sheet, found: self._send(sheet, chosen, found), width=480,
        )  # fmt: skip

    def _send(self, sheet: FormSheet, chosen: UnmetRow, found: dict[str, Any]) -> None:
        number = found["met_by"].upper().removeprefix("B-").lstrip("0")
        met_by = f"booking:{number}" if number else ""
        request = SayWhatBecame(chosen.id, found["outcome"], met_by, found["words"] or "")
        lead = f"{chosen.child}: {inside(OUTCOME_WORDS[found['outcome']])}."
        back = ("Open it again", lambda: self._again(chosen))
        sheet.perform(say_what_became, request, lead, then=lambda _answer: self.desk.notices.done(lead, "", back))

    def _again(self, chosen: UnmetRow) -> None:
        self.desk.perform(
            self, say_what_became, SayWhatBecame(chosen.id, "open_again"),
            then=lambda _done: self.desk.notices.done(f"{chosen.child}: the request is open again."),
        )  # fmt: skip

    def _change_reason(self) -> None:
        """Keep the chosen request for another reason, the first one answered as a mistake."""
        chosen = self.table.chosen_row()
        if chosen is None:
            return
        fields = [
            Field("reason", "Why it could not be met", "choice", choices=list(REASON_WORDS.items())),
            Field("words", "In a few words", optional=True, longest=400),
        ]

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = CorrectUnmet(chosen.id, found["reason"], found["words"] or "")
            sheet.perform(correct_unmet, request, f"{chosen.child}: {inside(REASON_WORDS[found['reason']])}.")

        values = {"reason": chosen.reason, "words": chosen.words}
        self.sheet = FormSheet(self.page, f"{chosen.child}: {chosen.wanted}", fields, values, "Keep it", send, width=480)
