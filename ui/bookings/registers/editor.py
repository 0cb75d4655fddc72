"""What is typed beside a register's lines: the reason, times and words of one line, and a scanner's code."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QWidget

from shortbreaks.bookings.registers.marks import STAYED
from shortbreaks.council.codes import ILLNESSES
from ui.bookings.registers.columns import Draft, is_time
from ui.kit.layouts import BesideUntilLarge, holder, keep_wider, keep_width, row
from ui.kit.text import label, set_role


def one_line(name: str, spoken: str, hint: str, then: Callable[[], object]) -> QLineEdit:
    """A field for a few words; `then` on Enter."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(spoken)
    field.setPlaceholderText(hint)
    field.returnPressed.connect(then)
    return field


class LineEditor(QWidget):
    """The fields of the line chosen. `typed` carries the line as it says now; `left_for_lines` is Enter in a field."""

    typed = Signal(object)
    left_for_lines = Signal()
    mistaken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._draft = Draft("")
        self.reason = QComboBox()
        self.reason.setObjectName("line_reason")
        self.reason.setAccessibleName("Reason")
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason.setMinimumContentsLength(10)
        self.reason.activated.connect(lambda _n: self._entered())
        self.reason.currentIndexChanged.connect(lambda _n: self._changed())
        self.came = one_line("line_came", "Came at", "10:20", self._entered)
        self.left = one_line("line_left", "Left at", "12:30", self._entered)
        self.words = one_line("line_words", "Words", "What was said", self._entered)
        for field in (self.came, self.left, self.words):
            field.textEdited.connect(lambda _t: self._changed())
        for field in (self.came, self.left):
            keep_width(field, 72)
        first = row(
            label("Reason", "label"), self.reason, label("Came", "label"), self.came, label("Left", "label"), self.left, gap=8
        )
        first.setStretch(1, 1)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        both = BesideUntilLarge(first, row(label("Words", "label"), self.words, gap=8), gap=8, most=100)
        both.setStretch(1, 1)
        self.setLayout(both)

    def set_reasons(self, reasons: tuple[tuple[str, str], ...]) -> None:
        """The absence reasons in use."""
        self.reason.blockSignals(True)
        self.reason.clear()
        self.reason.addItem("–", "")
        for code, words in reasons:
            self.reason.addItem(words, code)
        self.reason.blockSignals(False)

    def show_line(self, draft: Draft) -> None:
        """Show a line; only what its mark can have can be typed."""
        self._draft = draft
        self.reason.blockSignals(True)
        self.reason.setCurrentIndex(max(0, self.reason.findData(draft.reason)))
        self.reason.blockSignals(False)
        for field, text in ((self.came, draft.came), (self.left, draft.left), (self.words, draft.words)):
            if field.text() != text:
                field.setText(text)
        self.reason.setEnabled(draft.mark in {"absent", "sick"})
        for field in (self.came, self.left):
            field.setEnabled(draft.mark in STAYED)
        self.words.setEnabled(bool(draft.mark))

    def begin(self) -> None:
        """Put the focus where the line asks for something."""
        for field in (self.reason, self.came, self.words):
            if field.isEnabled():
                field.setFocus()
                return

    def _changed(self) -> None:
        reason = self.reason.currentData() or ""
        if self._draft.mark == "sick" and reason not in ILLNESSES:
            reason = self._draft.reason
        now = replace(
            self._draft, reason=reason, came=self.came.text(), left=self.left.text(), words=self.words.text()
        )
        if self._draft.mark and now != self._draft:
            self._draft = now
            self.typed.emit(now)

    def _entered(self) -> None:
        """Enter: back to the lines, once the times can be read."""
        for field in (self.came, self.left):
            if not is_time(field.text()):
                self.mistaken.emit(f"“{field.text()[:20]}” is not a time. Write it like 9:30 or 14:00.")
                field.setFocus()
                return
        self.left_for_lines.emit()


class ScanLine(QWidget):
    """Takes a scanner's burst, which ends with Enter, and says whose line it was."""

    sent = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.field = one_line("register_scan", "Scan", "Scan a line's code, or type it", self._entered)
        keep_wider(self.field, 260)
        self.heard = label("", "second", wrap=True, name="scan_heard")
        line = row(label("Scan", "label"), self.field, self.heard, gap=8)
        line.setStretch(2, 1)
        self.setLayout(line)

    def begin(self, letter: str) -> None:
        """A code has begun elsewhere: take it on from its first letter."""
        self.field.setFocus()
        self.field.setText(letter)

    def _entered(self) -> None:
        typed = self.field.text()
        self.field.clear()
        if typed.strip():
            self.sent.emit(typed)

    def say(self, words: str, role: str = "strong") -> None:
        """Say what came of it; role "mistake" for a refusal."""
        self.heard.setText(words)
        set_role(self.heard, role)


def why_line(then: Callable[[], object]) -> tuple[QWidget, QLineEdit]:
    """The line that asks why a kept register is put right, and its field."""
    field = one_line("register_why", "Why it is put right", "Why what was kept is put right", then)
    return holder(row(label("Why it is put right", "label"), field, gap=8)), field
