"""Fields of a form: each reads what was typed into a value, or says in a sentence what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from shortbreaks.dates import read_birthday, read_date, read_time, say_short
from shortbreaks.errors import Refused
from shortbreaks.money import pounds, read_money
from shortbreaks.words import LONGEST_NAME, LONGEST_TEXT, as_kept
from ui.kit.flow import flow
from ui.kit.layouts import holder
from ui.kit.lines import Line
from ui.kit.text import without_mnemonic
from ui.kit.theme import px

Today = Callable[[], date]
ROOM = {"long": LONGEST_TEXT}  # letters, where a field does not say; LONGEST_NAME on a line
READ: dict[str, Callable[[str], Any]] = {"money": read_money, "time": read_time}


class Missing(Refused):
    """Nothing was typed where something is needed; only told on sending."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form: the request's field, its label, how it is typed, and whether it may be empty."""

    name: str
    label: str
    kind: str = "text"  # text, long, password, whole, money, date, birthday, time, choice, many, yes
    optional: bool = False
    choices: Sequence[tuple[str, str]] = ()  # (value, words)
    hint: str = ""
    beside: bool = False  # stands beside the field before it
    longest: int = 0  # letters it has room for, told and never cut; 0: as many as a file may bring in
    unit: str = ""  # stands inside the field, after the figure
    about: str = ""  # the sentence it answers to, above its label: why a reason is asked for


def make_editor(field: Field) -> QWidget:
    """The widget in which a field is typed."""
    if field.kind == "long":
        box = QPlainTextEdit()
        box.setTabChangesFocus(True)
        box.setFixedHeight(px(84))
        box.setPlaceholderText(field.hint)
        return box
    if field.kind == "choice":
        combo = QComboBox()
        if field.optional:
            combo.addItem("–", "")
        for value, words in field.choices:
            combo.addItem(words, value)
        return combo
    if field.kind == "yes":
        return QCheckBox(without_mnemonic(field.label))
    if field.kind == "many":
        return _boxes(field)
    line = Line(icon="booking" if field.kind in {"date", "birthday"} else "", unit=field.unit)
    if field.kind == "password":
        line.setEchoMode(QLineEdit.EchoMode.Password)
    if field.kind in {"date", "birthday"}:
        line.setPlaceholderText("14/11/2016" if field.kind == "birthday" else "22/7, 22 jul, +7 or sat")
    if field.hint:
        line.setPlaceholderText(field.hint)
    return line


def _boxes(field: Field) -> QWidget:
    boxes = []
    for value, words in field.choices:
        one = QCheckBox(without_mnemonic(words))
        one.setProperty("value", value)
        boxes.append(one)
    made = holder(flow(*boxes, gap=4, even=True))  # as many beside each other as the panel has room for
    if boxes:
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # no stop of Tab; the letter of its words goes to the first box
        made.setFocusProxy(boxes[0])
    return made


def show_value(editor: QWidget, field: Field, value: Any, today: date) -> None:
    """Put a value into its widget as people would type it."""
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText("" if value is None else str(value))
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData("" if value is None else value)))
    elif isinstance(editor, QCheckBox):
        editor.setChecked(bool(value))
    elif isinstance(editor, QLineEdit):
        editor.setText(_typed(field, value, today))
    else:
        for box in editor.findChildren(QCheckBox):
            box.setChecked(box.property("value") in (value or ()))


def _typed(field: Field, value: Any, today: date) -> str:
    if value is None:
        return ""
    if field.kind == "money":
        return pounds(value)
    if field.kind == "date":
        return say_short(value, today)
    if field.kind == "birthday":
        return f"{value:%d/%m/%Y}"
    return str(value)


def read_value(editor: QWidget, field: Field, today: date) -> Any:
    """The value of what was typed. Raises Refused with a sentence for what cannot be read or is missing."""
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    if isinstance(editor, QComboBox):
        value = editor.currentData()
        return _needed(field, value, bool(value) or value == 0)
    if isinstance(editor, QPlainTextEdit):
        text = as_kept(editor.toPlainText(), one_line=False)
        return _short_enough(field, _needed(field, text, bool(text)))
    if isinstance(editor, QLineEdit):
        text = editor.text() if field.kind == "password" else as_kept(editor.text(), one_line=True)
        return _read_line(field, _short_enough(field, text), today)
    return tuple(box.property("value") for box in editor.findChildren(QCheckBox) if box.isChecked())


def words_in(editor: QPlainTextEdit | QLineEdit) -> str:
    """What stands in a line or a box, without a NUL that was pasted: nobody sees it, and no server keeps it."""
    return (editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()).replace("\0", "")


def _needed(field: Field, value: Any, there: bool) -> Any:  # noqa: FBT001 - private, said by its name
    if not there and not field.optional:
        verb = "Choose one" if field.kind == "choice" else "Write it"
        example = f", such as {field.hint.rstrip('.')}" if field.hint else ""
        raise Missing(f"“{field.label}” is empty.", f"{verb}{example}.", field.name)
    return value


def _short_enough(field: Field, text: str) -> str:
    """The text itself. Raises Refused where the record has no room for it: nothing that was typed or pasted is ever cut."""
    room = field.longest or ROOM.get(field.kind, LONGEST_NAME)
    if len(text) > room:
        raise Refused(f"“{field.label}” has {len(text):,} letters, and there is room for {room:,}.", "Make it shorter.", field.name)
    return text


def _read_line(field: Field, text: str, today: date) -> Any:
    if not text:
        empty = "" if field.kind in {"text", "password"} else None
        return _needed(field, empty, there=False)
    if field.kind in {"date", "birthday"}:
        return (read_date if field.kind == "date" else read_birthday)(text, today)
    if field.kind in READ:
        return READ[field.kind](text)
    if field.kind == "whole":
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise Refused(f"“{field.label}” is no whole number.", "Write it like 12.", field.name)
        return int(text)
    return text


def listen(editor: QWidget, changed: Callable[[], object]) -> None:
    """Call `changed` whenever something is typed or chosen."""
    if isinstance(editor, QPlainTextEdit):
        editor.textChanged.connect(changed)
    elif isinstance(editor, QComboBox):
        editor.currentIndexChanged.connect(lambda _n: changed())
    elif isinstance(editor, QLineEdit):
        editor.textEdited.connect(lambda _t: changed())
    else:
        boxes = [editor] if isinstance(editor, QCheckBox) else editor.findChildren(QCheckBox)
        for box in boxes:
            box.checkStateChanged.connect(lambda _s: changed())
    if editor.focusProxy() is None:
        editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
