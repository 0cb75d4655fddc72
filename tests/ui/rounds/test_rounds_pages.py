"""Rounds driven as a coordinator would: made, wishes typed with one hand, previewed, tried, published, its letters seen."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.families.search import index_family
from tests.builders import a_child
from tests.rounds.builders import LATE, a_round, a_scheme, closed, looked_at, published, wish
from tests.ui.going import press
from ui.kit.buttons import Button
from ui.kit.notice import Notice
from ui.rounds.page import RoundsPage
from ui.rounds.round_page import RoundPage


def findable(county):
    with Session(county.database.writing) as db, db.begin():
        for (household,) in db.execute(text("select id from household")).all():
            index_family(db, household)


def scheme_with_children(county, **more):
    service, days = a_scheme(county, **more)
    children = [a_child(county, first=name, last=last) for name, last in (("Amara", "Okafor"), ("Ben", "Quill"), ("Cleo", "Young"))]
    findable(county)
    return service, days, children


def keys(qtbot, widget, *pressed):
    for key in pressed:
        qtbot.keyClick(widget, key)


def at_table(qtbot, page, table):
    """The focus in a list, as a person has it."""
    page.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)


def test_a_round_is_made_from_the_list(file_county, page_of):
    scheme_with_children(file_county)
    page = page_of(file_county, RoundsPage)
    assert page.listing.table.rows_model.rows == ()
    page.new()
    form = page.sheet.form
    form.set_value("name", "Summer scheme 2026")
    form.editors["service_ids"].findChildren(QCheckBox)[0].setChecked(True)
    form.set_value("closes_on", datetime(2026, 7, 24).date())
    form.send()
    assert page.go.where == [("round", {"id": 1})]
    page.refresh()
    assert [row.name for row in page.table.rows_model.rows] == ["Summer scheme 2026"]


def test_wishes_are_typed_without_a_mouse(file_county, page_of, qtbot):
    service, _, (amara, ben, _) = scheme_with_children(file_county)
    number = a_round(file_county, [service])
    page = page_of(file_county, RoundPage, id=number)
    entry = page.wishes_view.entry
    page.new()
    qtbot.keyClicks(entry.search, "amara")
    keys(qtbot, entry.search, Qt.Key.Key_Return)
    assert entry.child_id == amara and entry.who.text() == "Amara O."
    keys(qtbot, entry.days, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert [(row.child, row.rank) for row in page.wishes] == [("Amara O.", 1), ("Amara O.", 2)]
    assert entry.wished.text().splitlines()[0].startswith("First: Mon 10 Aug, Sunbeams Scheme")
    page.new()
    qtbot.keyClicks(entry.search, "quill")
    keys(qtbot, entry.search, Qt.Key.Key_Return)
    assert entry.child_id == ben
    entry.days.choose(0)
    keys(qtbot, entry.days, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return)
    rows = [row for row in page.wishes if row.child_id == ben]
    assert [(row.rank, row.when.count("Aug")) for row in rows] == [(1, 2)], "two days in one wish"
    keys(qtbot, entry.days, Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert "has this wish already" in entry.findChild(object, "entry_refusal").lead


def test_a_wish_is_withdrawn_with_its_reason(file_county, page_of, qtbot):
    service, days, (amara, *_) = scheme_with_children(file_county)
    number = a_round(file_county, [service])
    wish(file_county, number, amara, days[0])
    page = page_of(file_county, RoundPage, id=number)
    at_table(qtbot, page, page.wishes_view.table)
    qtbot.keyClick(page.wishes_view.table, Qt.Key.Key_Delete)
    page.acts.sheet.form.send()
    assert page.wishes[0].state == "open", "no reason, no withdrawal"
    page.acts.sheet.form.set_value("reason", "Away that week")
    page.acts.sheet.form.send()
    assert (page.wishes[0].state, page.wishes[0].withdrawn_reason) == ("withdrawn", "Away that week")


def test_preview_try_keep_and_publish(file_county, page_of, qtbot):
    service, days, (amara, ben, cleo) = scheme_with_children(file_county, places=1)
    number = a_round(file_county, [service])
    for child in (amara, ben, cleo):
        wish(file_county, number, child, days[0])
    wish(file_county, number, amara, days[1], at=LATE)
    closed(file_county, number)
    page = page_of(file_county, RoundPage, id=number)
    view = page.preview
    assert page.tabs.shown == 1
    assert view.said.text() == "1 of 3 first wishes met, as many as by first come"
    assert len(view.table.rows_model.rows) == 4
    view.what_if.form.set_value("places", 2)
    press(page, "try_it")
    assert view.said.text().startswith("3 of 3 first wishes met") and view.bars.ways[0] == "Tried"
    assert not page.acts.main.isEnabled(), "what is tried is never published"
    assert page.escape() and view.said.text().startswith("1 of 3")
    given = next(place for place, row in enumerate(view.table.rows_model.rows) if row.outcome == "given" and row.rank == 1)
    view.table.choose(given)
    at_table(qtbot, page, view.table)
    qtbot.keyClick(view.table, Qt.Key.Key_W)
    assert any(row.before != row.outcome and row.outcome == "given" for row in view.found.rows), "another child gets the place"
    page.escape()
    page.acts.press_main()
    assert page.round.state == "previewed" and page.acts.main.words() == "Publish"
    with file_county.database.writing.begin() as connection:
        connection.execute(text("update adult set last_name = '\U0001f600' where household_id = (select household_id from child where id = 2)"))
    page.acts.press_main()
    (told,) = page.acts.sheet.sheet.findChildren(Notice, "not_printed")
    assert "Grace \U0001f600. (F-" in told.lead and "," not in told.lead and "Latin letters" in told.rest
    page.acts.sheet.form.send()
    assert page.round.state == "published" and page.tabs.shown == 2
    assert {row.outcome for row in page.results.table.rows_model.rows} >= {"given", "not given"}
    assert page.results.letter_table.rows_model.rows


def test_a_person_decides_many_at_once(file_county, page_of, qtbot):
    service, days = a_scheme(file_county)
    children = [a_child(file_county, first=name, needs=("AUT",)) for name in ("Amara", "Ben")]
    number = a_round(file_county, [service])
    for child in children:
        wish(file_county, number, child, days[0])
    closed(file_county, number)
    page = page_of(file_county, RoundPage, id=number)
    assert page.preview.found.to_decide == 2
    at_table(qtbot, page, page.preview.table)
    qtbot.keyClick(page.preview.table, Qt.Key.Key_D)
    form = page.acts.sheet.form
    form.editors["whom"].setCurrentIndex(form.editors["whom"].findData("all"))
    form.set_value("words", "Jo of Sunbeams says yes to both")
    form.send()
    assert page.preview.found.to_decide == 0 and page.preview.found.round.firsts == 2


def test_letters_are_there_with_the_round_and_issued_again_in_large_print(file_county, page_of):
    service, days, children = scheme_with_children(file_county)
    number = a_round(file_county, [service])
    for child in children:
        wish(file_county, number, child, days[0])
    published(file_county, number)
    page = page_of(file_county, RoundPage, id=number)
    results = page.results
    assert results.said.text() == "3 letters, issued with the round and in the register of papers."
    assert not page.findChild(Button, "next_step").isEnabled()
    first = results.letters[0]
    press(page, "show_letter")
    assert results.paper.paper.sha256
    results.paper.sheet.close_sheet()
    press(page, "letter_in_large")
    assert results.letters[0].style == "large" and results.letters[0].paper_id != first.paper_id
    assert not page.findChild(Button, "letter_in_large").isEnabled()


def test_looking_only_offers_no_acts(file_county, page_of):
    from shortbreaks.access.permissions import Role

    service, days, (amara, *_) = scheme_with_children(file_county)
    number = a_round(file_county, [service])
    wish(file_county, number, amara, days[0])
    looked_at(file_county, number)
    page = page_of(file_county, RoundPage, Role.AUDITOR, id=number)
    assert not page.findChild(Button, "next_step").isEnabled()
    assert not page.findChild(Button, "bring_wishes").isEnabled()
    page.wishes_view.table.opened.emit(page.wishes[0])
    assert page.wishes_view.entry.child_id == 0
