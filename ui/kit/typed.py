"""What stands in a form, as it was typed: read out whether or not it can be understood yet, and put in again."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ui.kit.fields import words_in
from ui.kit.form import Form

Typed = str | bool | int | tuple[str, ...] | None


def typed_in(form: Form) -> dict[str, Typed]:
    """What stands in each field but passwords, by name: text as it was typed, yes or no, or what was chosen."""
    return {name: _standing(form.editors[name]) for name, one in form.fields.items() if one.kind != "password"}


def _standing(editor: QWidget) -> Typed:
    if isinstance(editor, QPlainTextEdit | QLineEdit):
        return words_in(editor)
    if isinstance(editor, QComboBox):
        chosen: Typed = editor.currentData()
        return chosen
    if isinstance(editor, QCheckBox):
        return editor.isChecked()
    return tuple(box.property("value") for box in editor.findChildren(QCheckBox) if box.isChecked())


def type_into(form: Form, typed: Mapping[str, Any]) -> None:
    """Put what was typed before into the fields of its names; a choice that is no longer offered stays as it is."""
    for name, value in typed.items():
        editor = form.editors.get(name)
        if isinstance(editor, QPlainTextEdit):
            editor.setPlainText(str(value))
        elif isinstance(editor, QComboBox):
            if (place := editor.findData(value)) >= 0:
                editor.setCurrentIndex(place)
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QLineEdit):
            editor.setText(str(value))
        elif editor is not None:
            for box in editor.findChildren(QCheckBox):
                box.setChecked(box.property("value") in (value or ()))
        form.dirty = True


def said_in(form: Form, name: str) -> str:
    """What is chosen in a field, in the words of its choices; "" for what is typed or ticked."""
    editor = form.editors[name]
    if isinstance(editor, QComboBox):
        return editor.currentText()
    if isinstance(editor, QPlainTextEdit | QLineEdit | QCheckBox):
        return ""
    return ", ".join(box.text().replace("&&", "&") for box in editor.findChildren(QCheckBox) if box.isChecked())


def say_typed(form_label: str, value: Typed) -> str:
    """One field as words to read: "Family name: Okafor"."""
    if isinstance(value, bool):
        return f"{form_label}: {'yes' if value else 'no'}"
    if isinstance(value, tuple):
        return f"{form_label}: {', '.join(value)}"
    return f"{form_label}: {value}"
