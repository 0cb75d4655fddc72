"""The window of an office by keyboard: pages, back and forward, notices, help, quick find, another's change."""

from threading import Event

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QKeySequence, QShortcut, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from shiboken6 import delete

from shortbreaks.access.permissions import Role
from shortbreaks.database.search import words_of
from shortbreaks.families.search import index_family
from tests.builders import a_child, a_service, a_session
from tests.ui.held_runner import HeldRunner
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder, row
from ui.kit.sheet import Sheet
from ui.shell import pages
from ui.shell.bulletin import Bulletin
from ui.shell.cover import Cover
from ui.shell.hit_painter import Hit, height_of
from ui.shell.matches import marked_parts
from ui.shell.page import Page
from ui.shell.pages import KINDS, PageKind, pages_for
from ui.shell.preferences import Preferences
from ui.shell.quick_find import QuickFind
from ui.shell.runner import Runner
from ui.shell.window import OfficeWindow


class Written(Page):
    """A page that writes down what happens to it."""

    concerns = frozenset({"child"})

    def __init__(self, desk, go) -> None:
        super().__init__(desk, go)
        self.title = "Written"
        self.reads, self.targets, self.open = 0, [], False

    def context(self):
        return f"about {self.targets[-1]}" if self.targets else ""

    def show_for(self, **target):
        self.targets.append(target)

    def refresh(self):
        self.reads += 1

    def escape(self):
        was, self.open = self.open, False
        return was


@pytest.fixture(autouse=True)
def written_pages(monkeypatch):
    monkeypatch.setattr(pages, "make_page", lambda _key, desk, go: Written(desk, go))
    monkeypatch.setattr("ui.shell.page_stack.make_page", lambda _key, desk, go: Written(desk, go))


@pytest.fixture
def window_of(desk_of, qtbot):
    def make(county, role=Role.COORDINATOR, runner=None):
        window = OfficeWindow(
            desk_of(county, role, runner), Preferences(), "Example county", "On this computer", shared=False
        )
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        window.go.to(pages_for(window.desk.office.person.permissions, "top")[0].key)
        return window

    return make


def press(window, keys):
    """Press a shortcut of the window, as the window system would."""
    wanted = QKeySequence(keys)
    found = [one for one in window.findChildren(QShortcut) if one.key() == wanted]
    assert len(found) == 1, f"{keys} has {len(found)} meanings"
    found[0].activated.emit()


def said(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def test_the_rail_shows_what_a_role_may_see(county, window_of):
    rails = {role: list(window_of(county, role).rail.buttons) for role in Role}
    assert rails[Role.COORDINATOR] == [
        "today",
        "find",
        "families",
        "providers",
        "bookings",
        "beds",
        "decisions",
        "payments",
        "finance",
        "council",
        "me",
    ]
    assert rails[Role.FINANCE] == ["providers", "payments", "finance", "council", "me"]
    assert rails[Role.ADMINISTRATOR] == ["providers", "council", "people", "me"]
    assert rails[Role.MANAGER] == [
        "today",
        "find",
        "families",
        "providers",
        "bookings",
        "beds",
        "decisions",
        "payments",
        "finance",
        "council",
        "people",
        "me",
    ]


def test_pages_are_made_once_and_keys_go_to_them(file_county, window_of):
    window = window_of(file_county)
    assert list(window.stack.pages) == ["today"]
    press(window, "Ctrl+3")
    families = window.page_now()
    press(window, "Ctrl+1")
    press(window, "Ctrl+3")
    assert window.page_now() is families
    assert window.rail.buttons["families"].current
    assert not window.rail.buttons["today"].current
    press(window, "Alt+Left")
    assert window.go.here.page == "today"
    press(window, "Alt+Right")
    assert window.go.here.page == "families"


def test_a_card_stands_under_its_rail_entry_and_is_told_what_it_is_about(file_county, window_of):
    window = window_of(file_county)
    window.go.to("child", id=17)
    assert window.rail.buttons["families"].current
    assert window.page_now().targets == [{"id": 17}]
    assert window.header.context.text() == "about {'id': 17}"
    window.go.to("child", id=18)
    press(window, "Alt+Left")
    assert window.page_now().targets[-1] == {"id": 17}


def test_escape_closes_then_clears_the_notice_then_goes_back(file_county, window_of, qtbot):
    window = window_of(file_county)
    press(window, "Ctrl+3")
    window.page_now().open = True
    window.desk.notices.done("Done.")
    for expected_open, notice, page in ((False, True, "families"), (False, False, "families"), (False, False, "today")):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert (window.stack.pages["families"].open, window.desk.notices.now is not None, window.go.here.page) == (
            expected_open, notice, page)  # fmt: skip


def test_a_notice_stands_until_the_next_and_ctrl_z_takes_its_way_back(file_county, window_of):
    window, put = window_of(file_county), []
    window.desk.notices.done("Cancelled.", "Amara O., Sat 25 July.", ("Put it back", lambda: put.append("back")))
    assert window.notice_bar.isVisibleTo(window)
    assert "Cancelled." in said(window.notice_bar)
    press(window, "Ctrl+Z")
    assert put == ["back"]
    assert not window.notice_bar.isVisibleTo(window)
    window.desk.notices.refused(
        "No <b>place</b> left & more.", "Look again.", ("Waiting list", lambda: put.append("list"))
    )
    assert "No <b>place</b> left & more." in said(window.notice_bar)
    window.notice_bar.findChild(Button, "button_waiting_list").click()
    assert put == ["back", "list"]
    assert window.desk.notices.now is None
    paper = Sheet(window, "A letter", QLabel("Dear Ms O."))
    window.desk.notices.unavailable("The printer did not take this paper.", "Choose another printer.")
    assert "The printer did not take this paper." in said(paper.bar), "told where it is read, not only below the sheet"
    window.desk.notices.done("Saved.", "letter.pdf")
    assert paper.bar.isVisibleTo(paper) and "letter.pdf" in said(paper.bar)
    paper.close_sheet()
    assert "Saved." in said(window.notice_bar)


def test_a_change_makes_hidden_pages_read_when_shown_and_open_ones_at_once(file_county, window_of):
    window = window_of(file_county)
    today = window.page_now()
    press(window, "Ctrl+3")
    families = window.page_now()
    reads = (today.reads, families.reads)
    window.desk.changed.emit(frozenset({("child", 3)}))
    assert (today.reads, families.reads) == (reads[0], reads[1] + 1)
    window.desk.changed.emit(frozenset({("rate", 3)}))
    assert families.reads == reads[1] + 1, "what does not concern a page does not make it read"
    press(window, "Ctrl+1")
    assert today.reads == reads[0] + 1
    press(window, "F5")
    assert today.reads == reads[0] + 2


def test_f1_lists_the_keys(file_county, window_of, qtbot):
    window = window_of(file_county)
    press(window, "F1")
    sheet = window.findChild(Sheet)
    assert {"Ctrl+K", "F2", "Ctrl+L"} <= set(said(sheet))
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_button_that_is_off_says_why_in_the_foot(file_county, window_of):
    window = window_of(file_county)
    QApplication.sendEvent(window, QStatusTipEvent("Only a manager may."))
    assert window.status.middle.text() == "Only a manager may."
    QApplication.sendEvent(window, QStatusTipEvent(""))
    assert window.status.middle.text() == ""


@pytest.mark.parametrize(
    ("width", "size", "narrow"), [(1440, 100, False), (1366, 100, True), (1440, 125, False), (1440, 150, True)]
)
def test_the_rail_narrows_for_small_windows_and_large_text(file_county, window_of, qapp, width, size, narrow):
    window = window_of(file_county)
    theme.apply(qapp, "light", size)
    window.resize(width, 900)
    QApplication.sendPostedEvents()
    assert window.rail.narrow is narrow
    if not narrow:
        press(window, "Ctrl+B")
        assert window.rail.narrow


@pytest.mark.parametrize("size", [100, 150, 200])
def test_the_smallest_window_holds_head_and_foot_whole(file_county, window_of, qapp, size):
    theme.apply(qapp, "light", size)
    window = window_of(file_county)
    window.resize(1366, 768)
    QApplication.sendPostedEvents()
    assert window.minimumSizeHint().width() <= 1366
    assert window.header.title.width() >= window.header.title.sizeHint().width()
    assert window.status.connection.width() >= window.status.connection.sizeHint().width()
    assert window.header.find_button.geometry().right() <= window.header.width()


def test_every_page_has_a_key_of_its_own_and_a_room(file_county):
    keys = [kind.shortcut for kind in KINDS.values() if kind.shortcut]
    assert len(keys) == len(set(keys))
    for kind in KINDS.values():
        assert isinstance(kind, PageKind)
        assert kind.place or kind.under in KINDS


# Quick find ----------------------------------------------------------------------------------------------------------


def indexed(county, *children):
    from sqlalchemy.orm import Session

    from shortbreaks.families.tables import Child

    with Session(county.database.writing) as db, db.begin():
        for child in children:
            index_family(db, db.get(Child, child).household_id)


@pytest.fixture
def amara(county):
    child = a_child(county)
    other = a_child(county, first="Łukasz", last="O'Neill")
    indexed(county, child, other)
    return child


def find(window, qtbot, typed):
    press(window, "Ctrl+K")
    quick = window.findChild(QuickFind)
    assert quick.field.text() == ""
    qtbot.keyClicks(quick.field, typed)
    return quick


def titles(quick):
    return [hit.title for hit in quick.hits.hits.hits]


def test_half_a_name_finds_a_child_and_enter_opens_her(county, amara, window_of, qtbot):
    window = window_of(county)
    quick = find(window, qtbot, "ama")
    assert titles(quick)[:2] == ["Children", "Amara O., 9"]
    assert quick.count.text().endswith("answers")
    qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    assert (window.go.here.page, dict(window.go.here.target)) == ("child", {"id": amara})
    assert not quick.isVisible()


@pytest.mark.parametrize(("key", "page"), [("Return", "child"), ("Ctrl+Return", "find"), ("F3", "bookings")])
def test_a_key_that_comes_before_the_answers_waits_for_them(county, amara, window_of, qtbot, key, page):
    """Whoever types fast has pressed Enter before the last letter was answered: it once opened a child of the letters before."""
    window = window_of(county)
    quick = find(window, qtbot, "lu")
    assert titles(quick)[1] == "Łukasz O., 9"
    at_once, window.desk.runner = window.desk.runner, HeldRunner()
    quick.field.clear()
    qtbot.keyClicks(quick.field, "ama")
    qtbot.keySequence(quick.field, key)
    assert quick.isVisible() and window.go.here.page == "today"
    window.desk.runner, held = at_once, window.desk.runner
    while held.held:
        held.release()
    assert not quick.isVisible() and window.go.here.page == page and amara in dict(window.go.here.target).values()


def test_the_first_answer_is_chosen_but_where_somebody_moved_to_another(county, amara, window_of, qtbot):
    quick = find(window_of(county), qtbot, "o")
    assert titles(quick)[1:3] == ["Amara O., 9", "Łukasz O., 9"]
    qtbot.keyClick(quick.field, Qt.Key.Key_Down)
    qtbot.keyClicks(quick.field, "'")  # found by both still
    assert quick.hits.chosen().title == "Łukasz O., 9"
    quick.field.setText("oneill l")
    assert quick.hits.chosen().title == "Łukasz O., 9"
    one, other = (Hit("search", title, go=lambda: None) for title in ("One", "Other"))
    quick.hits.show_hits([one, other], "o", None)
    quick.hits.show_hits([other, one], "ot", quick.hits.moved_to())
    assert quick.hits.chosen() is other, "what is typed decides as long as nobody moved"


def test_answers_are_painted_where_they_are_chosen_and_marked_where_they_match_also_further_down(county, amara, window_of, qtbot):
    window = window_of(county)
    quick = find(window, qtbot, "o")
    quick.hits.setFixedHeight(100)
    chosen, marked = theme.colour("sel"), QColor(theme.state("warn").ground)
    for place, hit in enumerate(quick.hits.hits.hits):
        if hit.go:
            quick.hits.setCurrentIndex(quick.hits.hits.index(place, 0))
            where, seen = quick.hits.visualRect(quick.hits.currentIndex()), quick.hits.viewport().grab().toImage()
            down = [seen.pixelColor(6, y) == chosen for y in range(seen.height())]
            assert [y for y, is_chosen in enumerate(down) if is_chosen] == list(range(where.top() + 3, where.bottom() - 2)), hit.title
            inside = {seen.pixelColor(x, y).rgb() for x in range(44, 400) for y in (where.top() + 5, where.top() + 20)}
            assert (marked.rgb() in inside) == any(is_marked for _, is_marked in quick.hits.hits.parts(place)), hit.title
    view, bar = quick.hits.viewport(), quick.hits.verticalScrollBar()
    assert bar.value() > 0 and any(is_marked for _, is_marked in quick.hits.hits.parts(1))
    qtbot.keyClicks(quick.field, "n")  # of others the first is chosen and seen
    assert quick.hits.hits.rowCount() > 4 and (quick.hits.currentIndex().row(), bar.value()) == (1, 0)
    quick.hits.setFixedHeight(200)
    QApplication.processEvents()
    qtbot.keyClicks(quick.field, "z")  # nothing is left of those further down
    QApplication.processEvents()
    seen = window.screen().grabWindow(window.winId()).toImage().copy(view.rect().translated(view.mapTo(window, QPoint())))
    assert seen == view.grab().toImage().convertToFormat(seen.format())


@pytest.fixture
def screen_reader():
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def heard(listed):
    """What a screen reader is told of the rows of a list: name, kind, chosen, height."""
    said = QAccessible.queryAccessibleInterface(listed)
    assert (said.role(), said.text(QAccessible.Text.Name)) == (QAccessible.Role.List, "Answers")
    rows = [said.child(n) for n in range(said.childCount())]
    return [(row.text(QAccessible.Text.Name), row.role(), bool(row.state().selected), row.rect().height()) for row in rows]


def test_quick_find_tells_a_screen_reader_its_answers_and_takes_their_height_when_typing_rests(
    county, amara, window_of, qtbot, screen_reader
):
    quick = find(window_of(county), qtbot, "o")
    high, said = quick.frame.height(), QAccessible.Role.ListItem
    for more in ("", "neill"):
        qtbot.keyClicks(quick.field, more)
        shown, chosen = quick.hits.hits, quick.hits.currentIndex().row()
        names = [shown.data(shown.index(place, 0)) for place in range(shown.rowCount())]
        assert heard(quick.hits) == [(name, said, n == chosen, height_of(shown.hits[n])) for n, name in enumerate(names)]
    assert quick.frame.height() == high, "it stands while somebody types"
    qtbot.waitUntil(lambda: quick.frame.height() < high)
    quick.field.setText("o")
    assert quick.frame.height() == high, "what was found meanwhile is not cut off"
    qtbot.mouseClick(quick.hits.viewport(), Qt.MouseButton.LeftButton, pos=quick.hits.visualRect(quick.hits.hits.index(1, 0)).center())
    assert not quick.isVisible()


def test_acts_on_the_child_have_their_keys(county, amara, window_of, qtbot):
    window = window_of(county)
    for key, page in ((Qt.Key.Key_F2, "find"), (Qt.Key.Key_F3, "bookings")):
        quick = find(window, qtbot, "amara")
        qtbot.keyClick(quick.field, key)
        assert (window.go.here.page, dict(window.go.here.target)) == (page, {"child": amara})
        quick.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    quick = find(window, qtbot, "amara")
    qtbot.keyClick(quick.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.go.here.page == "find"


def test_a_call_is_kept_for_a_child_who_is_found_first_and_f4_begins_an_emergency_stay(county, amara, window_of, qtbot):
    window = window_of(county)
    press(window, "F6")
    quick = window.findChild(QuickFind)
    qtbot.keyClicks(quick.field, ">")
    assert "Go to Families" not in titles(quick), "only a child can be meant"
    quick.field.clear()
    qtbot.keyClicks(quick.field, "amara")
    assert titles(quick) == ["Children", "Amara O., 9"]
    qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    assert (window.go.here.page, window.page_now().targets[-1]) == ("child", {"id": amara, "call": True})
    press(window, "F4")
    assert (window.go.here.page, window.page_now().targets[-1]) == ("beds", {"emergency": True})
    press(window, "Alt+Left")
    assert window.page_now().targets[-1] == {"id": amara}, "a call is not begun again on the way back"


def test_f6_finds_nobody_for_who_changes_no_family(county, amara, window_of):
    window = window_of(county, Role.AUDITOR)
    press(window, "F6")
    assert window.findChild(QuickFind) is None


def test_up_and_down_go_round_past_the_heads(county, amara, window_of, qtbot):
    quick = find(window_of(county), qtbot, "o")
    chosen = []
    for _ in range(len([hit for hit in quick.hits.hits.hits if hit.go]) + 1):
        chosen.append(quick.hits.chosen().title)
        qtbot.keyClick(quick.field, Qt.Key.Key_Down)
    assert chosen[0] == chosen[-1]
    assert "Children" not in chosen
    qtbot.keyClick(quick.field, Qt.Key.Key_Up)
    assert quick.hits.chosen().title == chosen[0]


def test_escape_closes_and_gives_the_focus_back(file_county, window_of, qtbot):
    window = window_of(file_county)
    window.header.find_button.setFocus()
    quick = find(window, qtbot, "am")
    qtbot.keyClick(quick.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.focusWidget() is window.header.find_button)
    assert window.go.here.page == "today"


def test_pages_are_acts_too_and_a_sign_narrows(county, amara, window_of, qtbot):
    window = window_of(county)
    quick = find(window, qtbot, ">coun")
    assert titles(quick) == ["Do", "Go to Council"]
    quick.field.setText(">")
    assert "Go to Families" in titles(quick)
    quick.field.setText("@ama")
    assert "Amara O., 9" not in titles(quick)
    quick.field.setText("zzzzzz")
    assert titles(quick) == ["Nothing is found by that yet. Half a name is enough; so is F-20418."]


def test_a_service_is_found_and_who_may_not_see_cases_finds_no_child(county, amara, window_of, qtbot):
    from sqlalchemy.orm import Session

    from shortbreaks.providers.queries import index_provider
    from shortbreaks.providers.tables import Service

    service, venue = a_service(county)
    a_session(county, service, venue)
    with Session(county.database.writing) as db, db.begin():
        index_provider(db, db.get(Service, service).provider_id)
    quick = find(window_of(county, Role.FINANCE), qtbot, "sandpip")
    assert titles(quick) == ["Services", "Sandpipers Saturday Club"]
    quick.field.setText("amara")
    assert "Amara O., 9" not in titles(quick)


def test_matches_are_marked_as_the_search_folds_them():
    assert marked_parts("Łukasz O'Neill", "lukasz oneill") == [("Łukasz", True), (" ", False), ("O'Neill", True)]
    assert marked_parts("Amara O., 9", "ama") == [("Ama", True), ("ra O., 9", False)]
    assert marked_parts("Tamara", "ama") == [("Tamara", False)]
    assert marked_parts("", "ama") == []
    assert marked_parts("Straße", "strasse") == [("Straße", True)]
    assert words_of("lukasz") == {"lukasz"}


@pytest.mark.parametrize(
    "name", ["Tom <b>Bold</b>", "A&B", "O'Neill; drop table", "Nguyễn Thị Ánh", "%s%n", "\u202eabc"]
)
def test_nasty_names_are_painted_as_they_are(county, window_of, qtbot, name):
    child = a_child(county, first=name, last="Zed")
    indexed(county, child)
    quick = find(window_of(county), qtbot, "zed")
    assert any(name in title for title in titles(quick))
    assert not quick.grab().isNull()


# Another coordinator -------------------------------------------------------------------------------------------------


def test_another_coordinators_change_reaches_an_open_page(server_county, window_of, qtbot):
    from shortbreaks.access.commands import AddPerson, add_person

    runner = Runner()
    window = window_of(server_county, runner=runner)
    bulletin = Bulletin(window.desk)
    heard = []
    window.desk.changed.connect(heard.append)
    with qtbot.waitSignal(bulletin.answers):
        bulletin.hear()
    server_county.at(Role.MANAGER).perform(
        add_person, AddPerson("other.person", "Other Person", Role.FINANCE.value, "four plain words there")
    )
    with qtbot.waitSignal(bulletin.at_work) as people:
        bulletin.hear()
    assert people.args == [2], "the manager who changed something, and whoever looks"
    assert any(table == "person" for table, _ in heard[0])
    with qtbot.waitSignal(bulletin.answers):
        bulletin.hear()
    assert len(heard) == 1, "each change is heard once"
    window.status.show_at_work(2)
    assert window.status.connection.text() == "On this computer · 2 people working"
    runner.close()


@pytest.mark.parametrize("how", ["closed", "another role", "another person"])
def test_who_was_closed_or_given_another_role_reads_no_further(server_county, window_of, qtbot, how):
    """Heard within ten seconds as any change is; the window locks, and its lock opens to nobody who was closed."""
    from shortbreaks.access.commands import ChangePerson, ClosePerson, change_person, close_person

    runner = Runner()
    bulletin, shut = Bulletin(window_of(server_county, runner=runner).desk), []
    bulletin._desk.rights_changed.connect(lambda: shut.append(1))
    with qtbot.waitSignal(bulletin.answers):
        bulletin.hear()
    person = list(Role).index(Role.COORDINATOR if how != "another person" else Role.FINANCE) + 1
    if how == "another role":
        server_county.at(Role.MANAGER).perform(change_person, ChangePerson(person, 1, "Coordinator One", Role.FINANCE.value))
    else:
        server_county.at(Role.MANAGER).perform(close_person, ClosePerson(person, 1))
    with qtbot.waitSignal(bulletin.answers):
        bulletin.hear()
    qtbot.waitUntil(lambda: len(shut) == (how != "another person"))
    runner.close()


def test_a_server_that_is_away_is_said_and_coming_back_too(file_county, window_of, monkeypatch):
    from shortbreaks.errors import Unavailable

    window = window_of(file_county)
    bulletin = Bulletin(window.desk)
    bulletin.answers.connect(window.status.show_answering)
    bulletin.hear()
    assert window.status.connection.text().startswith("On this computer")

    def away(_self, _number):
        raise Unavailable("The server does not answer.", "")

    with monkeypatch.context() as patch:
        patch.setattr(type(window.desk.office), "changes_since", away)
        bulletin.hear()
    assert window.status.connection.text() == "The server does not answer. Trying again."
    bulletin.hear()
    assert window.status.connection.text().startswith("On this computer")


def test_an_answer_that_comes_after_signing_out_is_for_nobody(file_county, window_of, qtbot):
    runner, gate, after = Runner(threads=1), Event(), []
    bulletin = Bulletin(window_of(file_county, runner=runner).desk)
    runner.run(gate.wait, lambda *_: None)
    bulletin.hear()
    delete(bulletin)
    gate.set()
    runner.run(lambda: None, lambda *answer: after.append(answer))
    qtbot.waitUntil(lambda: after == [(None, None)])
    runner.close()


def test_no_widget_is_left_behind(file_county, window_of, qtbot):
    window = window_of(file_county)
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window]
    assert isinstance(window, QWidget)


def test_everything_is_hidden_from_whoever_stands_behind_and_shown_again_as_it_was(county, amara, window_of, qtbot):
    window = window_of(county)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    quick = find(window, qtbot, "amara")
    shown = window.grab().toImage()
    press(window, "Ctrl+Shift+H")
    cover = window.findChild(Cover)
    ground = theme.colour("bg").rgb()
    image = window.grab().toImage()
    frame = cover.frame.geometry()
    outside = [(x, y) for x in range(0, image.width(), 40) for y in range(0, image.height(), 40) if not frame.contains(x, y)]
    assert {image.pixel(x, y) for x, y in outside} == {ground}, "not a letter is seen through it"
    assert not any("Amara" in words for words in said(cover))
    qtbot.keyClick(cover, Qt.Key.Key_Escape)
    assert quick.isVisible() and quick.field.text() == "amara" and QApplication.focusWidget() is quick.field
    assert window.grab().toImage() == shown
    press(window, "Ctrl+Shift+H")
    press(window, "Ctrl+Shift+H")
    assert not [one for one in window.findChildren(Cover) if one.isVisible()]


def test_tab_goes_as_the_eye_does_whatever_came_first(window_of, file_county, qtbot):
    """Answers come in any order, and what is made of them stands where it belongs."""
    window = window_of(file_county)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page = window.page_now()
    made = {name: Button(name, name=name) for name in ("last", "hidden", "second", "off", "first")}
    made["off"].setEnabled(False)
    choice = QComboBox(editable=True, objectName="choice")
    inner = row(made["off"], made["hidden"])
    page.setLayout(column(holder(row(made["first"])), inner, made["last"], None))
    inner.insertWidget(0, choice)
    inner.insertWidget(0, made["second"])
    made["hidden"].hide()
    QApplication.processEvents()
    made["first"].setFocus()
    gone = []
    for key in [Qt.Key.Key_Tab] * 3 + [Qt.Key.Key_Backtab] * 3:
        qtbot.keyClick(QApplication.focusWidget(), key)
        gone.append(QApplication.focusWidget().objectName())
    assert gone == ["second", "choice", "last", "choice", "second", "first"]
    qtbot.keyClick(made["first"], Qt.Key.Key_Backtab)
    assert not page.isAncestorOf(QApplication.focusWidget()), "what stands above and beside the page comes round too"
