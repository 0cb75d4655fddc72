"""Registers: which are back and which are chased, one beside the list, and several printed together."""

from datetime import datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.registers.commands import ChaseRegister, NoteWalkIn, chase_register, note_walk_in
from shortbreaks.bookings.registers.papers import MOST, IssueRegisters, issue_registers
from shortbreaks.bookings.registers.queries import RegisterRow, registers_between, registers_due
from shortbreaks.dates import to_local
from shortbreaks.words import counted
from ui.bookings.registers.columns import register_columns
from ui.bookings.registers.grid import RegisterGrid
from ui.kit.buttons import Button
from ui.kit.day_span import DaySpan
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.layouts import BesideUntilLarge, column, holder, keep_higher, row, scroller
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page
from ui.shell.paper_sheet import PaperSheet

MISSING, DAYS = "missing", "days"


class RegisterPage(Page):
    """Those not back first; Ctrl+PageDown turns to the sessions of some days."""

    title = "Registers"
    concerns = frozenset({"booking", "booking_place", "attendance", "register_note"})
    stands_on = ("registers_from", "registers_to", "register_large")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.showing = MISSING
        self.wanted: int | None = None
        self.shown: tuple[RegisterRow, ...] = ()
        self.table = Table(register_columns(self.now()), key=lambda r: r.session_id, height=44, name="registers_table")
        self.listing = Listing(self.table, "Enter goes to the lines", icon="register")
        self.table.chosen.connect(self._chosen)
        self.chase = Button("They were rung", icon="call", name="chase_register", then=self.chase_chosen)
        self.walk_in = Button("Somebody else came", name="note_walk_in", then=self.walk_in_chosen)
        self.grid = RegisterGrid(self, (self.chase, self.walk_in))
        self.table.opened.connect(lambda _row: self.grid.table.setFocus())
        both = BesideUntilLarge(self.listing, self.grid, gap=16)
        keep_higher(self.listing, 220)
        both.setStretch(1, 2)
        for keys, then in (
            ("Ctrl+P", self.print_chosen), ("Ctrl+PgDown", self.turn), ("Ctrl+PgUp", self.turn),
        ):  # fmt: skip
            on_page_key(self, keys, then)
        whole = column(self._toolbar(), both, gap=12, margin=(24, 12, 24, 12))
        whole.setStretch(1, 1)
        self.setLayout(column(scroller(holder(whole))))

    def now(self) -> datetime:
        """The time on the clock in Kent."""
        return to_local(self.desk.office.now())

    def _toolbar(self) -> QLayout:
        self.missing_tab = Button("Not back", "current_tab", name="tab_missing", then=lambda: self.show_tab(MISSING))
        self.days_tab = Button("Sessions of", "tab", name="tab_days", then=lambda: self.show_tab(DAYS))
        self.days = DaySpan("registers", self.today, self.today + timedelta(days=1), self.today, width=110)
        self.days.entered.connect(lambda: self.show_tab(DAYS))
        self.large = QCheckBox("Large print")
        self.large.setObjectName("register_large")
        self.print_one = Button("Print it", icon="print", key="Ctrl+P", name="print_register", then=self.print_chosen)
        self.print_all = Button("Print all of its provider", name="print_provider", then=self.print_provider)
        return flow(
            self.missing_tab, self.days_tab, holder(row(self.days.from_day, label("to", "label"), self.days.to_day)),
            self.days.mistake,
            self.large, self.print_all, self.print_one,
        )  # fmt: skip

    def context(self) -> str:
        if self.showing == MISSING:
            return f"{counted(len(self.shown), 'register')} not back"
        return self.days.said()

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("P, A, S, L, X", "Present, absent, sick, late or part, did not come"),
            ("Enter", "From the list to the lines; from a line to its reason or times"),
            ("Ctrl+Enter", "Keep the whole register"), ("Ctrl+P", "Print the chosen register"),
            ("Ctrl+PageUp, PageDown", "Those not back, or the sessions of some days"),
        )  # fmt: skip

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        self.wanted = target.get("session")
        if (day := target.get("day")) is not None:
            self.days.show_days(day, day)
            self.show_tab(DAYS)
            return
        self.show_tab(MISSING)

    def show_tab(self, which: str) -> None:
        """Those not back, or the sessions of some days."""
        self.showing = which
        self.missing_tab.set_look("current_tab" if which == MISSING else "tab")
        self.days_tab.set_look("current_tab" if which == DAYS else "tab")
        self.refresh()

    def turn(self) -> None:
        """The other of the two tabs."""
        self.show_tab(DAYS if self.showing == MISSING else MISSING)

    def refresh(self) -> None:
        if self.showing == MISSING:
            self.desk.ask(self, "rows", registers_due, then=self._show)
        elif days := self.days.days():
            self.days.show_days(*days)
            self.desk.ask(self, "rows", registers_between, *days, then=self._show)

    def _show(self, rows: tuple[RegisterRow, ...]) -> None:
        self.shown = rows
        self.headed.emit()
        if not rows:
            if self.showing == MISSING:
                self.listing.say("Every register is back.", "Sessions of other days show the kept ones.")
            else:
                self.listing.say("No session with children in these days.", "Other days would show more.")
            self.grid.say_nothing()
            for button in (self.chase, self.walk_in, self.print_one, self.print_all):
                button.off_because("No session is chosen.")
            return
        self.listing.show_rows(rows, counted(len(rows), "register"))
        if self.wanted is not None and self.table.choose_key(self.wanted):
            self.wanted = None
            self.grid.table.setFocus()
        elif self.table.chosen_row() is None:
            self.table.choose(0)
        self._chosen(self.table.chosen_row())

    def _chosen(self, chosen: RegisterRow | None) -> None:
        if chosen is None:
            return
        waits = chosen.waiting and chosen.end <= self.now()
        self.chase.off_because("" if waits else "This register is back, or its session is not over.")
        self.walk_in.off_because("" if chosen.start <= self.now() else "The session has not begun.")
        self.print_one.off_because("")
        self.print_all.off_because("")
        if not self.desk.may(Permission.BOOK):
            for button in (self.chase, self.walk_in, self.print_one, self.print_all):
                button.off_because("Your role may see registers, not keep them.")
        self.grid.show_session(chosen.session_id)

    def keyPressEvent(self, event: Any) -> None:
        if not self.grid.key_pressed(event):
            super().keyPressEvent(event)

    # What is done with the chosen register

    def print_chosen(self) -> None:
        """Print the chosen session's register (Ctrl+P)."""
        if (chosen := self.table.chosen_row()) is not None and self.print_one.isEnabled():
            self._print(chosen.provider_id, (chosen.session_id,))

    def print_provider(self) -> None:
        """Print every register in the list that is the chosen one's provider's: a day, or a week."""
        if (chosen := self.table.chosen_row()) is not None:
            mine = tuple(one.session_id for one in self.shown if one.provider_id == chosen.provider_id)
            self._print(chosen.provider_id, mine[:MOST])

    def _print(self, provider_id: int, session_ids: tuple[int, ...]) -> None:
        style = "large" if self.large.isChecked() else "standard"
        request = IssueRegisters(provider_id, session_ids, style)
        self.desk.perform(self, issue_registers, request, then=lambda done: self._paper(done.answer))

    def _paper(self, paper_id: int) -> None:
        self.paper_sheet = PaperSheet(self, self.desk, paper_id, "Register")

    def chase_chosen(self) -> None:
        """Note who was rung about the chosen register."""
        chosen = self.table.chosen_row()
        if chosen is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = f"{chosen.service}: {values['who']} was rung."
            sheet.perform(chase_register, ChaseRegister(chosen.session_id, **values), "Noted.", said)

        fields = (Field("who", "Who was rung"), Field("words", "What was said", "long", optional=True))
        self.sheet = FormSheet(self, "Somebody was rung", fields, None, "Keep it", send)

    def walk_in_chosen(self) -> None:
        """Note who came without a booking; a booking is made by finding the child, never by this."""
        chosen = self.table.chosen_row()
        if chosen is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = f"{values['who']} came to {chosen.service}. Find the child to book a place from now on."
            sheet.perform(note_walk_in, NoteWalkIn(chosen.session_id, **values), "Noted.", said)

        fields = (
            Field("who", "First name and initial, as the provider said it"),
            Field("words", "What was said", "long", optional=True),
        )
        self.sheet = FormSheet(self, "Somebody else came", fields, None, "Keep it", send)
