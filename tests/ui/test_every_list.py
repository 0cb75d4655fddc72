"""Every page, tab, list, search and sheet on a county whose every free text is nasty (safety.md section 5).

All of it is shown as it stands, sorted, searched and chosen; nothing breaks, and nothing is read as marked-up text.
"""

import importlib
import re
import unicodedata
from html import unescape

import pytest
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from shortbreaks.words import inside
from tests.nasty_county import KEPT
from tests.ui import walking
from ui.kit.form import Form
from ui.kit.sheet import Sheet
from ui.shell.page import Page
from ui.shell.pages import KINDS, PAGES
from ui.shell.quick_find import QuickFind

LOOKED_AT = 6  # rows chosen in each list: what is marked stands in every second row
HOSTILE = ("", "   ", "W" * 10_000, "abc\u202etxt.exe 👩‍👧 محمد", "<img src=x>", "=cmd|'/c calc'!A1", "nul\0b", "1e5", "31/02/2026")
TAG = re.compile("⟨[a-z_.]+⟩")
# Each of these works for seconds, and shows nothing that people wrote
SLOW = {"office_back_up", "office_check", "office_recovery_key"}

# What people wrote that is certainly seen on a page: a test that looked at empty pages would prove nothing
SEEN = {
    "today": ("child.known_as", "service.name", "person.name"), "families": ("child.known_as", "adult.first_name"),
    "providers": ("provider.name", "service.name", "venue.address"), "bookings": ("child.known_as", "service.name"),
    "beds": ("child.known_as",), "decisions": ("panel_case.words", "child.known_as"), "find": ("child.known_as",),
    "payments": ("adult.first_name", "child.known_as"), "finance": ("provider_invoice.number", "spend_line.why"),
    "council": ("scheme.name",), "people": ("person.name", "person.email"), "series": ("series.note", "series_date.words"),
    "series_plan": ("service.name",), "registers": ("register_note.words",), "notices": ("child.known_as",),
    "child": ("child.health", "decision.reason", "adult.phone"), "waiting": ("waiting_step.words", "unmet_request.words"),
    "round": ("round_result.reason",), "account": ("agreement.purpose", "debt.reason"), "run": ("run_line.payee_name",),
    "provider": ("service.bring", "venue.name"),
}  # fmt: skip

# Forms that are certainly met and typed into on a page
MET = {
    "child": {("asked_by", "style", "why_back"), ("situation", "from_day", "decided_by", "reviewing_officer", "recorded", "reason")},
    "finance": {("service_id", "pence", "per", "from_day", "reason")}, "people": {("key", "place")},
}


def seen_only(value):
    """Without letters that nobody sees; Qt drops the mark of an order of bytes at the beginning of a text."""
    return "".join(letter for letter in value if unicodedata.category(letter) != "Cf")


# A value as it ends on the screen: as it is, inside a sentence, on one line, or as the last of its lines
FORMS = (str, inside, seen_only, lambda value: " ".join(value.split()), lambda value: value.splitlines()[-1])
ENDS = tuple({form(value) for value in KEPT for form in FORMS})


@pytest.fixture(scope="module")
def faults():
    return []


@pytest.fixture(scope="module")
def window(qapp, nasty_county, faults):
    """The whole window, kept from page to page as on a working day."""
    made = walking.window_of(nasty_county, faults)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture(scope="module")
def where(nasty_county):
    return walking.targets(nasty_county)


def own(window):
    """The widgets that are ours and can be seen; dialogs for files and printing are the system's."""
    for part in (window.page_now(), window.header, window.notice_bar, *window.findChildren(Sheet)):
        for one in (part, *part.findChildren(QWidget)):
            if not isinstance(one.window(), QDialog):
                yield one


def looked_at(window, faults, seen):
    """Everything on the page, and on what opened over it, is plain, literal and whole."""
    assert faults == []
    for one in own(window):
        if isinstance(one, QLabel):
            assert one.textFormat() == Qt.TextFormat.PlainText, one.text()
        assert not isinstance(one, QTextEdit), one.objectName()
        if isinstance(one, QAbstractButton):
            assert not re.search("(?<!&)&(?!&)", one.text()) or one.objectName().startswith("field_"), one.text()
        tip = one.toolTip()
        if Qt.mightBeRichText(tip):
            assert "<" not in tip.removeprefix("<qt>").removesuffix("</qt>"), tip
            tip = unescape(tip.removeprefix("<qt>").removesuffix("</qt>"))
        for said in (tip, *walking.own_text(one)):
            for found in TAG.finditer(said or ""):
                seen.add(found.group())
                whole = said[: found.start()].endswith(ENDS)
                assert whole, said


def test_every_page_there_is_is_on_the_way(where):
    rooms = [kind.room.partition(":") for kind in PAGES]
    named = {getattr(importlib.import_module(room), name) for room, _, name in rooms}
    made = {one for one in Page.__subclasses__() if one.__module__.startswith("ui.")}
    assert made == named and set(where) == set(KINDS)
    for key in walking.ABOUT:
        assert where[key]["id"], key


@pytest.mark.parametrize("key", KINDS)
def test_a_page_shows_what_people_wrote_and_nothing_else(key, window, where, faults):
    seen = set()
    window.go.to(key, **where[key])
    page = window.page_now()
    looked_at(window, faults, seen)
    for number in range(max(1, len(walking.tab_buttons(page)))):
        tabs = walking.tab_buttons(page)
        if tabs:
            tabs[number].click()
        if window.page_now() is not page:  # a name among the tabs that leads to another page
            window.go.to(key, **where[key])
            continue
        for table in walking.tables(page):
            for place in range(len(table.rows_model.columns)):
                table.sortByColumn(place, Qt.SortOrder.DescendingOrder)
            for place in range(min(LOOKED_AT, len(table.rows_model.rows))):
                table.choose(place)
                looked_at(window, faults, seen)
        for field in walking.searches(page):
            for value in KEPT:
                field.setText(value)
            looked_at(window, faults, seen)
            field.clear()
        press_each(page, window, where[key], faults, seen, number)
    assert seen >= {f"⟨{column}⟩" for column in SEEN.get(key, ())}
    assert set(TYPED_IN) >= MET.get(key, set())


PRESSED = set()
TYPED_IN = {}  # the forms that a press opened, by the names of their fields: those made for one row are in no module


def typed_into(window, faults):
    """Hostile words in every form that opened: kept as typed or told in a sentence, and nothing breaks."""
    for form in window.findChildren(Form):
        if tuple(form.fields) in TYPED_IN or not form.isVisible():
            continue
        TYPED_IN[tuple(form.fields)] = form
        for value in HOSTILE:
            stood = {}
            for name, editor in form.editors.items():
                if isinstance(editor, QPlainTextEdit):
                    editor.setPlainText(value)
                elif isinstance(editor, QLineEdit):
                    editor.setText(value)
                    stood[name] = editor.text()
            form.values()
            assert faults == []
            for name, words in stood.items():
                if form.fields[name].kind == "text":
                    assert form.editors[name].text() == words
        for one in form.findChildren(QLabel):
            assert one.textFormat() == Qt.TextFormat.PlainText, one.text()


def press_each(page, window, target, faults, seen, number):
    """Every button once; what opens over the page is looked at and closed."""
    for one in walking.buttons(page, {"filled", "outlined", "quiet", "link", "danger"}):
        if not isValid(one) or not one.isVisible() or not one.isEnabled() or one.objectName() in PRESSED | SLOW:
            continue
        if one.menu() is not None:  # a menu that pops up takes the keyboard; its words are looked at with the page
            continue
        PRESSED.add(one.objectName())
        one.click()
        looked_at(window, faults, seen)
        typed_into(window, faults)
        walking.close_what_opened(window)
        if window.page_now() is not page:
            window.go.back()
            tabs = walking.tab_buttons(page)
            if tabs:
                tabs[number].click()


def test_quick_find_takes_every_value_as_it_is_typed(window, faults):
    window.open_quick_find()
    sheet = window.findChild(QuickFind)
    for value in KEPT:
        sheet.field.setText(value)
        assert faults == []
    sheet.close_it()
