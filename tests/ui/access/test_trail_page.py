"""The trail on screen: opening a child's record is a look that the auditor reads a minute later; and what was done."""

import pytest
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from shortbreaks.families.commands import ChangeChild, change_child
from shortbreaks.families.looks import LooksAsked, looks_at_records
from shortbreaks.families.queries import child_card
from tests.builders import a_child
from tests.families.test_families import register
from tests.ui.going import press
from ui.access.trail_page import TrailPage
from ui.families import forms
from ui.shell import looks
from ui.shell.preferences import Preferences
from ui.shell.runner import InlineRunner
from ui.shell.window import OfficeWindow


def said(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def kept(county):
    return [(r.child_id, r.place) for r in county.at(Role.AUDITOR).ask(looks_at_records, LooksAsked())]


@pytest.fixture
def window(file_county, desk_of, qtbot):
    desk = desk_of(file_county, Role.COORDINATOR, InlineRunner())
    made = OfficeWindow(desk, Preferences(), "Example county", "On this computer", shared=False)
    desk.setParent(made)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def test_looks_at_a_record_are_handed_over_together_and_coming_back_is_no_new_one(window, file_county):
    one, other = a_child(file_county), a_child(file_county)
    before = file_county.at().newest()
    for child in (one, other, one):
        window.go.to("child", id=child)
    window.go.to("families")
    assert kept(file_county) == [], "no look costs a write of its own"
    window.desk.keep_wanted.emit()
    assert sorted(kept(file_county)) == sorted([(one, "The record"), (other, "The record")])
    assert file_county.at().newest() == before + 1
    file_county.clock.forward(minutes=10)
    window.go.to("child", id=one)
    window.go.to("find", child=other)
    window.desk.keep_wanted.emit()
    assert kept(file_county)[:2] == [(other, "Find a break"), (one, "The record")]


def test_many_looks_do_not_wait_for_the_minute(window, file_county, monkeypatch):
    monkeypatch.setattr(looks, "MOST", 2)
    for child in (a_child(file_county), a_child(file_county)):
        window.go.to("child", id=child)
    assert len(kept(file_county)) == 2


def test_the_auditor_reads_both_and_opens_the_record(file_county, page_of, desk_of):
    _, child = register(file_county)
    card = file_county.at().ask(child_card, child)
    values = {**forms.child_values(card), "health": "Epilepsy", "long_term": None}
    file_county.at().perform(change_child, ChangeChild(card.id, card.version, **values))
    desk = desk_of(file_county, Role.COORDINATOR)
    seen = looks.Looks(desk)
    seen.saw("child", child)
    seen.saw("families", child)  # a row of a list is no look at a record
    seen.flush()
    page = page_of(file_county, TrailPage, Role.AUDITOR)
    assert next(r.done for r in page.done_table.rows_model.rows) == "Looks at records kept"
    page.search.setText("child")
    page.read()
    page.done_table.choose(0)
    assert "Epilepsy" not in said(page) and f"child {child}: health" in said(page)
    press(page, "open_subject")
    assert page.go.where[-1] == ("child", {"id": child})
    page.show_for(child=child)
    (row,) = page.look_table.rows_model.rows
    assert (row.person, row.child_id) == ("Coordinator One", child)
    page.look_table.opened.emit(row)
    assert page.go.where[-1] == ("child", {"id": child})
    press(page, "every_record")
    assert page.child_id is None
