"""A form as a person fills it in: what is read, what is said about a mistake, and that nothing typed is lost."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from shortbreaks.errors import Refused
from tests.nasty import MARKUP
from ui.kit.fields import Field, make_editor
from ui.kit.form import Form

TODAY = date(2026, 7, 22)
FIELDS = [
    Field("name", "Name of the club", hint="Sandpipers"),
    Field("opens", "Opens on", "date"),
    Field("charge", "Charge", "money", beside=True, optional=True),
    Field("places", "Places", "whole", unit="places"),
    Field("born", "Date of birth", "birthday", optional=True),
    Field("kind", "Kind", "choice", optional=True, choices=[("club", "Club"), ("stay", "Overnight & day")]),
    Field("needs", "Needs", "many", choices=[("hoist", "Hoist"), ("signing", "Signing")]),
    Field("note", "Note", "long", optional=True),
    Field("open", "Open to all & sundry", "yes"),
]


@pytest.fixture
def form(qtbot):
    page = QWidget()
    made = Form(FIELDS, today=lambda: TODAY)
    lines = QVBoxLayout(page)
    lines.addWidget(made)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    made.page = page
    return made


def line(form, name):
    editor = form.findChild(QLineEdit, f"field_{name}")
    assert editor is not None
    return editor


def write(form, qtbot, name, words, *, leave=True):
    editor = line(form, name)
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    if words.isascii():
        qtbot.keyClicks(editor, words)
    else:
        QGuiApplication.clipboard().setText(words)
        editor.paste()
    if leave:
        qtbot.keyClick(editor, Qt.Key.Key_Tab)


def mistake(form, name):
    shown = form.findChild(QLabel, f"mistake_{name}")
    return shown.text() if shown.isVisible() else ""


def fill(form, qtbot):
    write(form, qtbot, "name", "Sandpipers Saturday Club")
    write(form, qtbot, "opens", "sat")
    write(form, qtbot, "places", "12")


@pytest.mark.parametrize("kind", ["text", "long", "date", "money"])
def test_an_example_stands_in_the_field_whatever_its_kind(qtbot, kind):
    """Of a long one it was never shown."""
    editor = make_editor(Field("words", "What families are told", kind, hint="The boiler of the hall has broken."))
    qtbot.addWidget(editor)
    assert editor.placeholderText() == "The boiler of the hall has broken."


@pytest.mark.parametrize(
    ("typed", "shown", "kept"),
    [("12.7", "£12.70", 1270), ("1234.5", "£1,234.50", 123450), ("£0", "£0.00", 0), ("", "", None)],
)
def test_money_is_shown_as_money_on_leaving(form, qtbot, typed, shown, kept):
    write(form, qtbot, "charge", typed)
    assert line(form, "charge").text() == shown
    assert form.value("charge") == kept


@pytest.mark.parametrize(
    ("typed", "shown", "kept"),
    [
        ("22/7", "Wed 22 Jul", date(2026, 7, 22)), ("25 jul", "Sat 25 Jul", date(2026, 7, 25)),
        ("+7", "Wed 29 Jul", date(2026, 7, 29)), ("sat", "Sat 25 Jul", date(2026, 7, 25)),
        ("1/2/2027", "Mon 1 Feb 2027", date(2027, 2, 1)),
    ],
)  # fmt: skip
def test_a_day_is_shown_as_it_was_understood_and_stays_that_day(form, qtbot, typed, shown, kept):
    write(form, qtbot, "opens", typed)
    assert line(form, "opens").text() == shown
    assert form.value("opens") == kept


def test_a_mistake_is_told_on_leaving_and_goes_while_it_is_put_right(form, qtbot):
    write(form, qtbot, "charge", "12 pounds", leave=False)
    assert mistake(form, "charge") == ""
    qtbot.keyClick(line(form, "charge"), Qt.Key.Key_Tab)
    assert "12.70" in mistake(form, "charge")  # an example
    assert line(form, "charge").property("mistake") is True
    assert line(form, "charge").accessibleDescription() == mistake(form, "charge")
    assert line(form, "charge").text() == "12 pounds"
    write(form, qtbot, "charge", "12", leave=False)
    assert mistake(form, "charge") == ""
    assert line(form, "charge").accessibleDescription() == ""


def test_a_field_left_empty_is_a_mistake_only_on_sending(form, qtbot):
    write(form, qtbot, "name", "x")
    write(form, qtbot, "name", "")
    assert mistake(form, "name") == ""
    sent = []
    form.sent.connect(sent.append)
    form.send()
    assert sent == []
    assert mistake(form, "name") == "“Name of the club” is empty. Write it, such as Sandpipers."
    assert mistake(form, "opens").startswith("“Opens on” is empty.")
    assert mistake(form, "charge") == ""
    assert line(form, "name").hasFocus()  # the first of them


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_ctrl_enter_sends_from_any_field(form, qtbot, key):
    fill(form, qtbot)
    sent = []
    form.sent.connect(sent.append)
    editor = line(form, "places")
    editor.setFocus()
    qtbot.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)
    assert sent == [
        {
            "name": "Sandpipers Saturday Club", "opens": date(2026, 7, 25), "charge": None, "places": 12, "born": None,
            "kind": "", "needs": (), "note": "", "open": False,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["-3", "1e3", "٣", "12.5", "1_000", "12345678"])
def test_a_count_is_read_strictly(form, qtbot, typed):
    write(form, qtbot, "places", typed)
    assert mistake(form, "places") == "“Places” is no whole number. Write it like 12."


def test_choices_ticks_and_long_words(form, qtbot):
    fill(form, qtbot)
    form.findChild(QComboBox, "field_kind").setCurrentIndex(2)
    hoist = next(box for box in form.findChildren(QCheckBox) if box.property("value") == "signing")
    qtbot.mouseClick(hoist, Qt.MouseButton.LeftButton)
    note = form.findChild(QPlainTextEdit, "field_note")
    qtbot.keyClicks(note, "Bring a towel")
    qtbot.keyClick(form.findChild(QCheckBox, "field_open"), Qt.Key.Key_Space)
    values = form.values()
    assert (values["kind"], values["needs"], values["note"], values["open"]) == (
        "stay",
        ("signing",),
        "Bring a towel",
        True,
    )


def test_a_refusal_stands_above_and_beside_and_the_form_stays_as_typed(form, qtbot):
    fill(form, qtbot)
    form.refuse(Refused("There is a club of this name.", "Give it another.", field="name"))
    notice = form.findChild(QWidget, "refusal")
    assert notice.accessibleName() == "There is a club of this name. Give it another."
    assert mistake(form, "name") == "There is a club of this name."
    assert line(form, "name").hasFocus()
    assert line(form, "name").text() == "Sandpipers Saturday Club"
    form.refuse(Refused("Another reason."))
    qtbot.waitUntil(lambda: len(form.findChildren(QWidget, "refusal")) == 1)  # the newest replaces


def test_the_form_knows_whether_anything_was_typed(form, qtbot):
    form.set_value("name", "Put there by the page")
    assert not form.dirty
    qtbot.keyClicks(line(form, "name"), "x")
    assert form.dirty


def test_every_field_has_a_label_a_name_and_its_own_key(form):
    keys = []
    for field in FIELDS:
        editor = form.editors[field.name]
        assert editor.accessibleName() == field.label
        buddies = [one for one in form.findChildren(QLabel) if one.buddy() is editor]
        words = editor.text() if field.kind == "yes" else buddies[0].text()
        assert words.replace("&&", "").count("&") == 1
        place = words.replace("&&", "##").index("&")
        keys.append(words[place + 1].lower())
    assert len(set(keys)) == len(keys)


def test_tab_goes_down_the_form_and_a_tab_is_never_typed(form, qtbot):
    note = form.findChild(QPlainTextEdit, "field_note")
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert note.toPlainText() == ""
    assert form.findChild(QCheckBox, "field_open").hasFocus()


@pytest.mark.parametrize("words", MARKUP)
def test_what_is_typed_is_what_is_kept(form, words):
    form.set_value("name", words)
    form.set_value("note", words)
    assert (form.value("name"), form.value("note")) == (words, words)


@pytest.mark.parametrize("words", MARKUP)
def test_a_refusal_that_repeats_what_was_typed_stays_plain(form, words):
    form.refuse(Refused(f"“{words}” is in use.", field="name"))
    for shown in form.findChildren(QLabel):
        assert shown.textFormat() == Qt.TextFormat.PlainText
    assert words in mistake(form, "name")


def test_a_form_begins_in_the_first_field_that_can_be_changed(form, qtbot):
    form.editors["name"].setEnabled(False)
    form.focus_first()
    qtbot.waitUntil(form.editors["opens"].hasFocus)


def test_fields_beside_each_other_stand_level_whatever_their_labels_need(qtbot):
    fields = [
        Field("nights", "Nights, nought when it ends on the day that it begins", "whole"),
        Field("places", "Places", "whole", beside=True),
        Field("ends", "It ends then", "yes", beside=True),
    ]
    made = Form(fields, today=lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(360, 200)
    made.show()
    nights, places, ends = (made.editors[one.name] for one in fields)
    labels = [one for one in made.findChildren(QLabel) if one.buddy() in {nights, places}]
    assert labels[0].height() > 1.5 * labels[1].height(), "the one label needs more lines"
    assert nights.y() == places.y()
    assert labels[0].geometry().bottom() == labels[1].geometry().bottom()
    assert abs(ends.geometry().center().y() - places.geometry().center().y()) <= 1
    alone = places.width()
    made.show_field("nights", there=False)
    QApplication.sendPostedEvents()
    made.layout().activate()
    assert not nights.isVisible() and not labels[0].isVisible() and places.width() > alone


@pytest.mark.parametrize(("typed", "told"), [("x" * 301, "301 letters"), ("\u200b\u2060", "empty"), ("x" * 300, ""), ("Kite\nClub", "")])
def test_a_text_is_kept_whole_or_told_and_what_nobody_sees_is_nothing(form, qtbot, typed, told):
    """A pasted text was cut at 200 letters without a word, and a name of signs that nobody sees was a name."""
    fill(form, qtbot)
    line(form, "name").setText(typed)
    values = form.values()
    assert line(form, "name").text() == typed
    assert told in mistake(form, "name") and bool(told) == (values is None)
    assert told or values["name"] == " ".join(typed.split())


def test_a_record_that_a_file_brought_is_not_cut_by_the_form_that_shows_it(qtbot):
    """A provider's name may have 300 letters in a file; a form that showed 200 of them saved 200."""
    made = Form([Field("name", "Name")], {"name": "n" * 255}, today=lambda: date(2026, 7, 22))
    qtbot.addWidget(made)
    assert made.values() == {"name": "n" * 255}


def test_the_letter_of_each_field_goes_to_it(form, qtbot):
    """Of several boxes to the first, which it does not tick."""
    for words in form.findChildren(QLabel):
        if words.buddy() is not None:
            line(form, "name").setFocus()
            letter = words.text()[words.text().index("&") + 1].upper()
            qtbot.keyClick(form.page, getattr(Qt.Key, f"Key_{letter}"), Qt.KeyboardModifier.AltModifier)
            now = QApplication.focusWidget()
            assert now in (words.buddy(), words.buddy().focusProxy()), words.text()
    assert not any(one.isChecked() for one in form.findChildren(QCheckBox))
