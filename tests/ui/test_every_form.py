"""Every way in which a field of a form is typed, and hostile words in each: kept as typed or told in a sentence (safety.md 5).

The forms themselves are opened, filled and sent one by one in tests/ui/sending.
"""

import ast
import importlib
import inspect
import pkgutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit

import ui
from shortbreaks.words import CONTROLS, TURNS
from tests.nasty import TEXTS
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.typed import typed_in

MONEY = ["0", "-0.00", "0.005", "1.005", "1,234.56", "1.234,56", "(123.45)", "123.45-", "−5.00", "£5", "1e5", "1_000", "٣٤", "NaN",
         "Infinity", "9223372036854775808", "12.345", "１２", "-1", "1.234,56-"]  # fmt: skip
DAYS = ["29/02/2027", "31/04/2026", "12/13/2026", "00/00/0000", "1/1/26", "01-Jan-26", "45000", "2026-03-29T01:30", "9999-12-31",
        "0001-01-01", "1900-01-00", "2026-W01", "+99999999", "sat sat"]  # fmt: skip
UNSEEN = ["   ", "\u200b", "\u2060\u200b ", "\u202e", "\u2066\u2069", "\x01\x7f", "\u00a0"]
LONG = ["x" * 10_000]
TIMES = ["25:99", "24:00", "9.5", "noon", "-1:00", "12:60", "١٢:٣٠"]
TYPED = ("text", "long", "password", "whole", "money", "date", "birthday", "time")


def forms():
    """Each tuple or list of fields that a module holds under a name."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        room = importlib.import_module(module.name)
        for name, value in vars(room).items():
            if isinstance(value, tuple | list) and value and all(isinstance(one, Field) for one in value):
                yield f"{module.name}.{name}", value


def made_of_lists():
    """Each form whose choices are the council's own lists: a function of them, since they change from day to day."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(value) and value.__module__ == module.name and name.endswith("_fields"):
                needed = [one for one in inspect.signature(value).parameters.values() if one.default is one.empty]
                if [one.name for one in needed] == ["lists"]:
                    yield f"{module.name}.{name}", value


EVERY, OF_LISTS = dict(forms()), dict(made_of_lists())


def ways_typed(fields):
    """How the fields of a form are typed: reading one depends on nothing else of it."""
    return {(one.kind, one.longest, one.optional) for one in fields}


def test_the_forms_are_found_and_none_has_a_field_typed_in_a_way_that_is_not_tried(nasty_county, desk_of):
    assert len(EVERY) > 27
    assert {name.rpartition(".")[2] for name in OF_LISTS} >= {
        "register_fields", "child_fields", "service_fields", "check_fields", "evidence_fields", "benefit_fields",
    }  # fmt: skip
    assert {name.split(".")[1] for name in EVERY} >= {"access", "bookings", "council", "families", "overnight", "payments", "providers"}
    lists = desk_of(nasty_county).lists
    for name, fields in {**EVERY, **{name: made(lists) for name, made in OF_LISTS.items()}}.items():
        assert ways_typed(fields) <= every_field().keys(), name


def standing(box):
    return box.toPlainText() if isinstance(box, QPlainTextEdit) else box.text()


@pytest.mark.parametrize("name", OF_LISTS)
def test_words_of_the_councils_lists_are_offered_as_they_are(name, nasty_county, desk_of, qtbot):
    """Every choice of a nasty county, word for word and as plain text; each form is typed into by tests/ui/sending."""
    fields = OF_LISTS[name](desk_of(nasty_county).lists)
    form = Form(fields, today=lambda: date(2026, 7, 22))
    qtbot.addWidget(form)
    form.show()
    for field in fields:
        editor = form.editors[field.name]
        offered = [box.text().replace("&&", "&") for box in editor.findChildren(QCheckBox)]
        if isinstance(editor, QComboBox):
            offered = [editor.itemText(n) for n in range(editor.count()) if n or not field.optional]
        # the mark of an order of bytes is taken by Qt
        assert offered == [words.removeprefix("\ufeff") for _, words in field.choices], field.name
    form.values()
    said_plainly(form)


def said_plainly(form):
    for one in form.findChildren(QLabel):
        assert one.textFormat() == Qt.TextFormat.PlainText, one.text()


def meant(value, path):
    """What is written in a module: the thing itself, or the name it has there."""
    if not isinstance(value, ast.Name):
        return ast.literal_eval(value)
    module = ".".join(path.relative_to(Path(ui.__path__[0])).with_suffix("").parts)
    return getattr(importlib.import_module(f"ui.{module}"), value.id)


@cache
def every_field():
    """Each way a field is typed that is written anywhere in the screens: forms made for one row are in no module by a name."""
    found = {}
    for path in sorted(Path(ui.__path__[0]).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Field":
                given = dict(zip(("name", "label", "kind", "optional"), call.args, strict=False)) | {one.arg: one.value for one in call.keywords}
                kind, longest, optional = (
                    meant(given[one], path) if one in given else least
                    for one, least in (("kind", "text"), ("longest", 0), ("optional", False))
                )  # fmt: skip
                found[kind, longest, optional] = f"{path.name}:{call.lineno}"
    return found


def test_hostile_words_in_every_way_of_typing_are_kept_as_typed_or_told_in_a_sentence(qtbot):
    kinds = [one for one in every_field() if one[0] in TYPED]
    assert {kind for kind, _, _ in kinds} == set(TYPED)
    hostile([Field(f"n{n}", kind, kind, optional, longest=longest) for n, (kind, longest, optional) in enumerate(kinds)], qtbot)


def hostile(fields, qtbot):
    form = Form(fields, today=lambda: date(2026, 7, 22))
    qtbot.addWidget(form)
    form.show()
    boxes = {
        field.name: form.findChild(QPlainTextEdit if field.kind == "long" else QLineEdit, f"field_{field.name}")
        for field in fields if field.kind in TYPED
    }  # fmt: skip
    words = {field.name for field in fields if field.kind in {"text", "long", "password"}}
    for text in (*TEXTS, *MONEY, *DAYS, *TIMES, *UNSEEN, *LONG):
        for box in boxes.values():
            box.setPlainText(text) if isinstance(box, QPlainTextEdit) else box.setText(text)
        stands = {name: standing(box) for name, box in boxes.items()}
        found = form.values()  # reads every field: a value, or a mistake beside it, and never an exception
        secret = {field.name for field in fields if field.kind == "password"}
        kept = (*(value for one, value in (found or {}).items() if one not in secret), *typed_in(form).values())
        assert not [one for one in kept if isinstance(one, str) and "\0" in one], "what no database keeps goes no further"
        said = [value for one, value in (found or {}).items() if one in words - secret]
        assert not [one for one in said if set(map(ord, one)) & {*TURNS, *CONTROLS}], "what turns other words goes no further"
        typed = text.removeprefix("\ufeff").encode("utf-8", "ignore").decode()  # the mark of an order of bytes is taken by Qt
        assert all(len(stands[one]) == len(typed) for one in words), "nothing is cut off without a word"
        if text in UNSEEN:
            assert not any(said), "what nobody sees is not a name or a reason"
        # a day or an amount that is understood is said in full; everything else stands as it was typed
        assert {name: standing(box) for name, box in boxes.items() if name in words} == {n: stands[n] for n in words}
    said_plainly(form)
