"""A form over a power cut: what was typed is offered at the next sign-in of the same person, and nowhere plain on disk."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from shortbreaks.access.drafts import my_drafts
from tests.ui.going import press as press_in
from tests.ui.shell.test_front import founded, front_of, office_file, sign_in, words  # noqa: F401 - office_file asks for founded
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet
from ui.shell import drafts
from ui.shell.front import Front

assert front_of
assert office_file


def sheet_of(front, title):
    return next(one for one in front.findChildren(Sheet) if one.isVisible() and one.frame.accessibleName() == title)


def typing(front, qtbot):
    """A family that is being entered."""
    front.office.go.to("families")
    front.office.page_now().new()
    sheet = sheet_of(front, "Add a family")
    qtbot.keyClicks(sheet.findChild(QLineEdit, "field_first_name"), "Canaryanne")
    return sheet


@pytest.fixture
def cut(front_of, office_file, qtbot, monkeypatch) -> Front:
    """The window after a power cut while a family was being entered, and the same person signed in again."""
    monkeypatch.setattr(drafts, "PAUSE_MS", 0)
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    typing(front, qtbot)
    qtbot.waitUntil(lambda: len(front.office.desk.office.ask(my_drafts)) == 1)
    front._entered.signed.opened.close()  # nothing else is told: the power is gone
    front._entered = None
    again = front_of(office_file[0])
    sign_in(again, qtbot)
    return again


def test_what_was_typed_is_offered_put_in_and_gone_once_it_is_left(cut, qtbot, own_folder):
    for file in own_folder.rglob("*"):
        assert not file.is_file() or b"Canaryanne" not in file.read_bytes(), file
    offer = sheet_of(cut, "You had not saved")
    assert any("Canaryanne" in said for said in words(offer))
    take = next(b for b in offer.findChildren(Button) if b.objectName().startswith("take_draft"))
    take.click()
    assert cut.office.page_now() is cut.office.stack.pages["families"]
    cut.office.page_now().new()
    sheet = sheet_of(cut, "Add a family")
    assert sheet.findChild(QLineEdit, "field_first_name").text() == ""  # never put in by itself
    press_in(sheet, "button_put_it_in")
    assert sheet.findChild(QLineEdit, "field_first_name").text() == "Canaryanne"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible() and len(cut.office.desk.office.ask(my_drafts)) == 1, "what was put in is typed too"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert cut.office.desk.office.ask(my_drafts) == ()


def test_a_draft_nobody_decided_about_stays_and_one_thrown_away_goes(cut, qtbot):
    offer = sheet_of(cut, "You had not saved")
    press_in(offer, "drafts_later")
    sheet = typing(cut, qtbot)  # another first name's letters, typed before deciding
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible() and "What was typed is not saved." in words(sheet), "one slip of a key loses nothing typed"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert len(cut.office.desk.office.ask(my_drafts)) == 1
    cut.office.page_now().new()
    press_in(sheet_of(cut, "Add a family"), "button_throw_it_away")
    assert cut.office.desk.office.ask(my_drafts) == ()


def test_what_was_chosen_is_offered_in_its_words_and_not_by_its_code(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    sheet = typing(front, qtbot)
    chosen = sheet.findChild(QComboBox, "field_letter_format")
    chosen.setCurrentIndex(chosen.findData("large"))
    front.office.desk.keep_wanted.emit()
    ask = front.office.desk.office.ask
    qtbot.waitUntil(lambda: any(field.name == "letter_format" for one in ask(my_drafts) for field in one.fields))
    (one,) = ask(my_drafts)
    assert [field.value for field in one.fields if field.name == "letter_format"] == ["large"]
    assert f": {chosen.currentText()}" in drafts.said_shortly(one) and ": large" not in drafts.said_shortly(one)


def test_signing_out_keeps_what_was_typed_since_the_last_pause(front_of, office_file, qtbot):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    typing(front, qtbot)
    front.sign_out()
    sign_in(front, qtbot)
    offer = sheet_of(front, "You had not saved")
    throw = next(b for b in offer.findChildren(Button) if b.objectName().startswith("throw_draft"))
    throw.click()
    assert front.office.desk.office.ask(my_drafts) == () and not offer.isVisible()
