"""One session's register as a grid: a key a child, a scanner's burst, and the whole of it kept in one act."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.registers.commands import KeepRegister, keep_register
from shortbreaks.bookings.registers.marks import KEYS, WORDS
from shortbreaks.bookings.registers.queries import Register, Scanned, register_of, scanned
from shortbreaks.database.office import Done
from shortbreaks.dates import say_full, say_short, say_span
from shortbreaks.errors import Refused, Spoken
from shortbreaks.words import counted
from ui.bookings.registers.columns import Draft, GridRow, line_columns, with_mark
from ui.bookings.registers.editor import LineEditor, ScanLine, why_line
from ui.kit.buttons import Button, on_main_key
from ui.kit.cards import Card
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, keep_higher, rule
from ui.kit.notice import Notice
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.page import Page

TOLD = "P present · A absent · S sick · L late or part · X did not come · Ctrl+Enter keeps the register"
LEAST_HIGH = 200  # px at 100 %: the titles and four children, before the page scrolls


class RegisterGrid(Card):
    """Holds what is typed until it is kept; `drafts` by booking."""

    def __init__(self, page: Page, acts: tuple[Button, ...]) -> None:
        super().__init__()
        self.page, self.desk = page, page.desk
        self.register: Register | None = None
        self.drafts: dict[int, Draft] = {}
        self.head = QVBoxLayout()
        self.above = QVBoxLayout()
        self.scan = ScanLine()
        self.scan.sent.connect(self._scanned)
        self.table = Table(line_columns(), key=lambda r: r.line.booking_id, height=40, name="register_lines")
        self.table.chosen.connect(lambda _row: self._show_editor())
        self.editor = LineEditor()
        self.table.opened.connect(lambda _row: self.editor.begin())
        keep_higher(self.table, LEAST_HIGH)
        self.editor.typed.connect(self._typed)
        self.editor.left_for_lines.connect(self._back_to_lines)
        self.editor.mistaken.connect(lambda words: self.scan.say(words, "mistake"))
        self.why_line, self.why = why_line(self.keep)
        self.foot = QVBoxLayout()
        self.rest = Button("The rest came", name="rest_present", then=self.mark_rest)
        self.keep_button = Button("Keep the register", "filled", key="Ctrl+Enter", name="keep_register", then=self.keep)
        parts = column(self.head, self.above, self.scan, self.table, label(TOLD, "caption", wrap=True), self.editor,
                       self.why_line, rule(), self.foot, flow(self.rest, *acts, self.keep_button, gap=4))  # fmt: skip
        parts.setStretch(3, 1)
        self.body.addLayout(parts)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        on_main_key(self, self.keep)
        self._dress()

    def show_session(self, session_id: int) -> None:
        """Read a session's register; what was typed for another is put away unkept only when it is another."""
        if self.register is not None and self.register.session_id != session_id:
            self.drafts.clear()
            self.why.clear()
            empty(self.above)
        self.desk.ask(self, "register", register_of, session_id, then=self._show)

    def say_nothing(self) -> None:
        """No session is chosen."""
        self.register = None
        self.drafts.clear()
        self._dress()

    def _show(self, register: Register) -> None:
        self.register = register
        known = {line.booking_id for line in register.lines}
        self.drafts = {booking: draft for booking, draft in self.drafts.items() if booking in known}
        self.editor.set_reasons(register.reasons)
        self._dress()
        if self.table.chosen_row() is None and register.lines:
            self.table.choose(0)
        self._show_editor()

    def _dress(self) -> None:
        """Show head, rows, foot and which buttons can be pressed."""
        empty(self.head)
        empty(self.foot)
        register = self.register
        self.table.set_rows(self._rows())
        self.why_line.setVisible(any(one.draft is not None and one.line.mark for one in self._rows()))
        if register is None:
            self.head.addWidget(label("Choose a session to see its register.", "second", name="register_title"))
            self.keep_button.off_because("Choose a session first.")
            self.rest.off_because("Choose a session first.")
            return
        when = f"{say_full(register.start.date())}, {say_span(register.start, register.end)}"
        self.head.addWidget(label(register.service, "title", name="register_title"))
        self.head.addWidget(label(f"{when} · {register.venue} · {register.provider}, {register.phone}", "second", wrap=True))
        for words, role in _said_besides(register, self.page.today):
            self.foot.addWidget(label(words, role, wrap=True))
        waiting = self._unmarked()
        reason = "" if register.begun else "The session has not begun."
        if not self.desk.may(Permission.BOOK):
            reason = "Your role may see registers, not keep them."
        self.rest.off_because(reason or ("" if waiting else "Every child is marked."))
        self.keep_button.off_because(reason or ("" if self.drafts else "Nothing is typed that is not kept."))

    def _rows(self) -> tuple[GridRow, ...]:
        if self.register is None:
            return ()
        reasons = dict(self.register.reasons)
        return tuple(GridRow(line, self.drafts.get(line.booking_id), reasons) for line in self.register.lines)

    def _unmarked(self) -> list[GridRow]:
        return [one for one in self._rows() if not one.shown.mark]

    # What is done to a line

    def key_pressed(self, event: Any) -> bool:
        """A mark's key on the line chosen; a figure begins a code, so that a scanner may fire wherever the focus is."""
        letter = event.text().upper()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.table.hasFocus() or self.register is None:
            return False
        if letter in KEYS:
            self.mark(KEYS[letter])
            return True
        if letter.isdigit():
            self.scan.begin(letter)
            return True
        return False

    def mark(self, mark: str) -> None:
        """Mark the line chosen; an absence asks for its reason and a late child for its time, others go to the next line."""
        chosen = self.table.chosen_row()
        if chosen is None:
            return
        self._draft(chosen, with_mark(chosen.shown, mark))
        if mark in {"absent", "late"}:
            self.editor.begin()
        else:
            self._next()

    def mark_rest(self) -> None:
        """Mark every child present that has no mark yet."""
        for one in self._unmarked():
            self.drafts[one.line.booking_id] = Draft("present")
        self._dress()
        self.table.setFocus()

    def _draft(self, one: GridRow, draft: Draft) -> None:
        if draft == GridRow(one.line, None, {}).shown:
            self.drafts.pop(one.line.booking_id, None)
        else:
            self.drafts[one.line.booking_id] = draft
        self._dress()
        self._show_editor()

    def _next(self) -> None:
        place = self.table.currentIndex().row() + 1
        if place < len(self.table.rows_model.rows):
            self.table.choose(place)
            self.table.scrollTo(self.table.currentIndex())

    def _show_editor(self) -> None:
        chosen = self.table.chosen_row()
        self.editor.show_line(chosen.shown if chosen is not None else Draft(""))

    def _typed(self, draft: Draft) -> None:
        if (chosen := self.table.chosen_row()) is not None:
            self._draft(chosen, draft)

    def _back_to_lines(self) -> None:
        self.table.setFocus()
        self._next()

    # Scanning, and keeping

    def _scanned(self, typed: str) -> None:
        if self.register is not None:
            self.desk.ask(
                self, "scan", scanned, self.register.session_id, typed, then=self._found,
                refused=lambda spoken: self.scan.say(str(spoken), "mistake"),
            )  # fmt: skip

    def _found(self, found: Scanned) -> None:
        one = next((each for each in self._rows() if each.line.booking_id == found.booking_id), None)
        if one is None:
            self.scan.say(f"{found.child} is not in this register any more. Look again.", "mistake")
            return
        if one.shown.mark:
            self.scan.say(f"{found.child} is marked “{WORDS[one.shown.mark].lower()}” already.")
        else:
            self._draft(one, Draft("present", how="scan"))
            left = len(self._unmarked())
            self.scan.say(f"{found.child} is here. {counted(left, 'child', 'children')} not marked yet.")
        self.table.choose_key(found.booking_id)

    def keep(self) -> None:
        """Keep every line typed, all or nothing."""
        register = self.register
        if register is None or not self.keep_button.isEnabled():
            return
        try:
            lines = tuple(one.marked(register.start, register.end) for one in self._rows() if one.draft is not None)
        except Refused as refusal:
            self.refuse(refusal)
            return
        request = KeepRegister(register.session_id, lines, self.why.text())
        self.desk.perform(self, keep_register, request, then=partial(self._kept, register), refused=self.refuse)

    def _kept(self, register: Register, done: Done) -> None:
        self.drafts.clear()
        self.why.clear()
        empty(self.above)
        self.scan.say("")
        opened = any(table == "talk" for table, _ in done.changed)
        more = " A conversation was opened: three no-shows that nobody explained." if opened else ""
        day = say_short(register.start.date(), self.page.today)
        self.desk.notices.done("Register kept.", f"{register.service}, {day}: {counted(len(done.answer), 'child', 'children')}.{more}")
        self.page.refresh()
        self.table.setFocus()

    def refuse(self, spoken: Spoken) -> None:
        """Say above the grid why it was not kept; what was typed stays."""
        empty(self.above)
        notice = Notice("bad", spoken.sentence, spoken.remedy, closable=False)
        notice.setObjectName("refusal")
        self.above.addWidget(notice)
        notice.announce()
        if spoken.field == "why":
            self.why_line.show()
            self.why.setFocus()


def _said_besides(register: Register, today: date) -> list[tuple[str, str]]:
    """Who came without a booking, and who was rung, each with the role of its label."""
    said = [(f"{who} came without a booking. {words}".strip(), "body") for who, words in register.walk_ins]
    for chase in register.chases[:3]:
        words = f"Rung {chase.who}, {say_short(chase.on, today)}, by {chase.person}. {chase.words}".strip()
        said.append((words, "second"))
    return said
