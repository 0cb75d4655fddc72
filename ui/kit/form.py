"""A form: fields that become a request; mistakes beside the field, refusals above, nothing typed is lost."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLineEdit, QWidget

from shortbreaks.errors import Refused, Spoken
from shortbreaks.words import counted, listed
from ui.kit.buttons import on_main_key
from ui.kit.field_line import FieldLine
from ui.kit.fields import Field, Missing, listen, make_editor, read_value, show_value
from ui.kit.layouts import column, holder, row
from ui.kit.notice import Notice, NoticeBar
from ui.kit.stops import show_whole
from ui.kit.text import IconLabel, label, without_mnemonic

MOST_NAMED = 4  # fields that a sentence about several of them names


def _with_mnemonic(text: str, used: set[str]) -> str:
    """The label with "&" before its first letter that no other label of the form has."""
    for place, letter in enumerate(text):
        if letter.isalpha() and letter.isascii() and letter.lower() not in used:
            used.add(letter.lower())
            return f"{without_mnemonic(text[:place])}&{without_mnemonic(text[place:])}"
    return without_mnemonic(text)


def _mistakes_said(wrong: Sequence[str]) -> Notice:
    """How many fields are not right, and which: what stands beside them may be out of sight."""
    said = wrong if len(wrong) <= MOST_NAMED else [*wrong[: MOST_NAMED - 1], f"{len(wrong) - MOST_NAMED + 1} more"]
    what = f"{counted(len(wrong), 'field is', 'fields are')} not right yet."
    notice = Notice("bad", what, f"{listed(said)}. What you typed stands.", closable=False)
    notice.setObjectName("mistakes")
    return notice


def _about(sentence: str) -> QBoxLayout:
    line = row(IconLabel("warn-filled", "warn", 18), label(sentence, wrap=True), gap=8)
    line.setStretch(1, 1)
    return line


class Mistake(QWidget):
    """What is wrong with a field, below it, with its icon."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.words = label("", "mistake", wrap=True, name=name)
        line = row(IconLabel("mistake-filled", "bad", 16), self.words, gap=6)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def tell(self, words: str) -> None:
        """Show a sentence."""
        self.words.setText(words)
        self.show()


class Form(QWidget):
    """Fields one below the other. `sent` carries the values by name when the form is sent without a mistake.

    `keyed` False leaves Ctrl+Enter to the page around it.
    """

    sent = Signal(object)

    def __init__(
        self, fields: Sequence[Field], values: Mapping[str, Any] | None = None, *, today: Callable[[], date],
        keyed: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.fields = {field.name: field for field in fields}
        self.editors: dict[str, QWidget] = {}
        self._mistakes: dict[str, Mistake] = {}
        self._places: dict[str, tuple[FieldLine, int]] = {}
        self._today = today
        self.dirty = False
        self._bar = NoticeBar(margin=(0, 0, 0, 0))
        self._says_mistakes = False
        self._lines = column(self._bar, gap=12)
        self.setLayout(self._lines)
        self.letters: set[str] = set()  # those that go to a field with Alt
        line = FieldLine()
        for field in fields:
            if not field.beside or not self._places:
                line = FieldLine()
                self._lines.addLayout(line)
            self._places[field.name] = line, line.put(*self._parts(field, self.letters))
        for name, value in (values or {}).items():
            if name in self.editors:
                show_value(self.editors[name], self.fields[name], value, today())
        if keyed:
            on_main_key(self, self.send)

    def _parts(self, field: Field, used: set[str]) -> tuple[QWidget | None, QWidget, QWidget]:
        """What stands above a field, the field, and its mistake."""
        editor = make_editor(field)
        editor.setObjectName(f"field_{field.name}")
        editor.setAccessibleName(field.label)
        self.editors[field.name] = editor
        listen(editor, lambda: self._typed(field.name))
        editor.installEventFilter(self)
        mistake = Mistake(f"mistake_{field.name}")
        self._mistakes[field.name] = mistake
        if isinstance(editor, QCheckBox):
            editor.setText(_with_mnemonic(field.label, used))
            return None, editor, mistake
        words = label(_with_mnemonic(field.label, used) + ("  (if you like)" if field.optional else ""), "label", wrap=True)
        words.setBuddy(editor)
        editor.setAccessibleDescription(field.about)
        return holder(column(_about(field.about), words, gap=4)) if field.about else words, editor, mistake

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.dirty:
            name = watched.objectName().removeprefix("field_")
            if name in self.editors:
                self._check(name)
        return super().eventFilter(watched, event)

    def _typed(self, name: str) -> None:
        self.dirty = True
        if self.editors[name].property("mistake"):
            self._check(name)

    def _check(self, name: str, *, missing: bool = False) -> Any:
        """Read one field, showing or clearing its mistake; a field left empty is only a mistake on sending."""
        field, editor = self.fields[name], self.editors[name]
        try:
            value = read_value(editor, field, self._today())
        except Refused as refusal:
            if missing or not isinstance(refusal, Missing):
                self.show_mistake(name, str(refusal))
            return refusal
        self._clear(name)
        if field.kind in {"money", "date", "time"} and value is not None and not editor.hasFocus():
            show_value(editor, field, value, self._today())  # 12.7 becomes £12.70, "sat" the day that was understood
        return value

    def show_mistake(self, name: str, words: str) -> None:
        """Write a mistake beside its field."""
        self._mistakes[name].tell(words)
        self._mark(name, words)

    def _mark(self, name: str, words: str) -> None:
        self._look(name, mistaken=True)
        self.editors[name].setAccessibleDescription(words)

    def say_in(self, bar: NoticeBar) -> None:
        """Say refusals in a bar that stands around the form and is not scrolled away with it, and there say mistakes too."""
        self._bar, self._says_mistakes = bar, True

    def _clear(self, name: str) -> None:
        self._mistakes[name].hide()
        self._look(name, mistaken=False)
        now = self._bar.notice
        if now is not None and now.objectName() == "mistakes" and not any(one.property("mistake") for one in self.editors.values()):
            self._bar.clear()
        self.editors[name].setAccessibleDescription(self.fields[name].about)

    def _look(self, name: str, *, mistaken: bool) -> None:
        editor = self.editors[name]
        editor.setProperty("mistake", mistaken)
        editor.style().unpolish(editor)
        editor.style().polish(editor)

    def values(self) -> dict[str, Any] | None:
        """Every value by name, or None with the mistakes shown and the focus in the first."""
        found: dict[str, Any] = {}
        first: QWidget | None = None
        for name, editor in self.editors.items():
            value = self._check(name, missing=True)
            if isinstance(value, Refused):
                first = first or editor
            found[name] = value
        if first is not None:
            first.setFocus()
            self._show_whole(first)
            return None
        return found

    def _show_whole(self, editor: QWidget) -> None:
        """A field with its label and what is wrong with it in sight, once there is room for what is said."""
        line = self._places[editor.objectName().removeprefix("field_")][0]
        QTimer.singleShot(0, self, lambda: show_whole(self, line.geometry()))

    def value(self, name: str) -> Any:
        """One field's value, or None while it cannot be read."""
        try:
            return read_value(self.editors[name], self.fields[name], self._today())
        except Refused:
            return None

    def typed(self, name: str) -> str:
        """What stands in a one-line field, as it was typed."""
        editor = self.editors[name]
        return editor.text() if isinstance(editor, QLineEdit) else ""

    def when_typed(self, name: str, then: Callable[[], object]) -> None:
        """Call `then` whenever something is typed or chosen in a field."""
        listen(self.editors[name], then)

    def set_value(self, name: str, value: Any) -> None:
        """Put a value into a field."""
        show_value(self.editors[name], self.fields[name], value, self._today())

    def show_field(self, name: str, *, there: bool) -> None:
        """Show a field with its label, or put it out of sight; what was chosen in it stays."""
        line, place = self._places[name]
        line.show_field(place, there=there)

    def send(self) -> None:
        """Send the form when every field can be read."""
        found = self.values()
        if found is not None:
            self.clear_refusal()
            self.sent.emit(found)
        elif self._says_mistakes:
            wrong = [field.label for name, field in self.fields.items() if self.editors[name].property("mistake")]
            self._bar.show_notice(_mistakes_said(wrong))

    def refuse(self, refusal: Spoken) -> None:
        """Show a refusal above the form, and beside its field when it names one; what was typed stays.

        A password's field is only marked: the same sentence twice on a card of two fields is read as two mistakes.
        """
        notice = Notice("bad", refusal.sentence, refusal.remedy, closable=False)
        notice.setObjectName("refusal")
        self._bar.show_notice(notice)
        if refusal.field in self.editors:
            self.show_field(refusal.field, there=True)  # one that was not asked for until now
            if self.fields[refusal.field].kind == "password":
                self._mark(refusal.field, refusal.sentence)
            else:
                self.show_mistake(refusal.field, refusal.sentence)
            self.editors[refusal.field].setFocus()
            self._show_whole(self.editors[refusal.field])
        elif self.isAncestorOf(self._bar):
            QTimer.singleShot(0, self, lambda: show_whole(self, self._bar.geometry()))

    def clear_refusal(self) -> None:
        """Take the refusal away."""
        self._bar.clear()

    def focus_first(self) -> None:
        """Put the focus into the first field that can be changed."""
        fields = list(self.editors.values())
        next((one for one in fields if one.isEnabled()), fields[0]).setFocus()
