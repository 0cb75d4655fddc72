"""Every part at every text size, and those that are used by keyboard: notices, sheets, the map, a list's sentences."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.bars import AllocationBar
from ui.kit.bed_paint import fitting_name
from ui.kit.buttons import Button, IconButton
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.hexmap import NOT_KENT, PLACES, HexMap, readable_on
from ui.kit.layouts import BesideUntilLarge, column, holder
from ui.kit.listing import Listing
from ui.kit.notice import Notice, NoticeBar
from ui.kit.rows import Column
from ui.kit.sheet import Sheet, confirm
from ui.kit.sheet_of_parts import sheet_of_parts
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.header import FindButton
from ui.shell.rail import Entry, RailButton

LONG = "No place is left on Saturday 25 July at the Sandpipers Saturday Club, and Amara needs one worker to herself."


def cut_labels(page):
    """Labels whose words need more height or width than they have."""
    cut = []
    for one in page.findChildren(QLabel):
        if not one.isVisible() or not one.text():
            continue
        need = one.heightForWidth(one.width()) if one.wordWrap() else one.sizeHint().height()
        if one.height() < need or (not one.wordWrap() and one.width() < one.sizeHint().width()):
            cut.append(one.text())
    return cut


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [100, 125, 150, 175, 200])
def test_no_part_is_cut_at_any_text_size(qtbot, qapp, size, mode):
    theme.apply(qapp, mode, size)
    page = sheet_of_parts()
    qtbot.addWidget(page)
    page.resize(1440, page.heightForWidth(1440))
    page.show()
    qtbot.waitUntil(lambda: cut_labels(page) == [])
    for part in [*page.findChildren(Button), *page.findChildren(Chip)]:
        assert part.width() >= part.sizeHint().width()
        assert part.height() >= part.sizeHint().height()
    assert not page.grab().isNull()


@pytest.mark.parametrize("size", [100, 150, 200])
@pytest.mark.parametrize("width", [360, 700, 1200])
def test_a_notice_shows_all_its_words_at_any_width(qtbot, qapp, size, width):
    theme.apply(qapp, "light", size)
    page = QWidget()
    lines = QVBoxLayout(page)
    lines.addWidget(Notice("bad", LONG, LONG, (("Ask for it", lambda: None),)))
    lines.addStretch(1)
    qtbot.addWidget(page)
    page.resize(width, 1200)
    page.show()
    qtbot.waitUntil(lambda: cut_labels(page) == [])
    lead, rest = (page.findChild(QLabel, f"notice_{part}") for part in ("lead", "rest"))
    assert not lead.geometry().intersects(rest.geometry())


def test_the_newest_notice_replaces_the_one_before_and_closing_leaves_none(qtbot):
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_notice(Notice("ok", "Booked."))
    bar.show_notice(Notice("bad", "No place is left."))
    assert bar.notice.lead == "No place is left."
    assert bar.notice.accessibleName() == "No place is left."
    bar.notice.findChild(IconButton).click()
    assert bar.notice is None
    assert not bar.isVisible()


@pytest.fixture
def page(qtbot):
    made = QWidget()
    made.resize(900, 700)
    made.search = QLineEdit()
    made.setLayout(column(made.search, None))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.search.setFocus()
    return made


def test_asking_puts_the_focus_on_the_safe_answer_and_gives_it_back(page, qtbot):
    done = []
    sheet = confirm(
        page, "Cancel 5 days for Maya P.?", ["15 hours go back."], "Cancel the days", lambda: done.append(1)
    )
    safe = next(b for b in sheet.findChildren(Button) if b.words() == "Leave it as it is")
    qtbot.waitUntil(safe.hasFocus)
    qtbot.keyClick(safe, Qt.Key.Key_Escape)
    assert done == []
    qtbot.waitUntil(page.search.hasFocus)
    assert not sheet.isVisible()


def test_the_red_button_does_it_once(page, qtbot):
    done = []
    sheet = confirm(page, "Cancel?", ["No charge."], "Cancel the days", lambda: done.append(1))
    qtbot.mouseClick(sheet.findChild(Button, "button_confirm"), Qt.MouseButton.LeftButton)
    assert done == [1]
    qtbot.waitUntil(page.search.hasFocus)


def test_a_bar_goes_again_when_the_page_has_room(qtbot):
    """A line that is just short enough without a bar would wrap with one, and so keep the bar it has."""
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1366, 300)
    page.show()
    words = label("line", "second", wrap=True)
    sheet = Sheet(page, "Words", holder(column(words, *[QLabel("line") for _ in range(12)])), width=520)
    area = sheet.frame.findChild(QScrollArea)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    room = area.viewport().width() - 8  # with the bar
    text = "line"
    while words.fontMetrics().horizontalAdvance(text) <= room:
        text += " in"  # ends a little wider than there is room beside the bar
    words.setText(text)
    page.resize(1366, 1200)
    qtbot.waitUntil(lambda: cut_labels(sheet) == [] and bar.maximum() == 0)
    assert area.viewport().width() > room + 8


def test_a_sheet_keeps_within_its_page_as_the_page_changes(page, qtbot):
    sheet = Sheet(page, "Amara's record", QLabel("\n".join(["line"] * 90)), width=600)
    page.resize(500, 400)
    qtbot.waitUntil(lambda: sheet.geometry() == page.rect())
    assert page.rect().contains(sheet.frame.geometry())


@pytest.mark.parametrize("size", [100, 150, 200])
def test_a_sheet_shows_its_title_its_fields_and_its_buttons_whole_while_the_page_has_room(qtbot, qapp, size):
    theme.apply(qapp, "light", size)
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1366, 1200)
    page.show()
    fields = [Field("on", "When it was", "date"), Field("why", "Who said so, and why", "long"),
              Field("more", "Paid otherwise than the council pays", "choice", optional=True, beside=True)]  # fmt: skip
    form = Form(fields, today=lambda: date(2026, 7, 22))
    keep = Button("Keep it", "filled", key="Ctrl+Enter")
    sheet = Sheet(page, "Something unexpected happened to a long title, and this says all of it", form, (keep,), width=520)
    qtbot.waitUntil(lambda: cut_labels(sheet) == [])
    bar = sheet.frame.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    form.show_mistake("on", LONG)  # what appears makes the frame taller, not a bar
    qtbot.waitUntil(lambda: cut_labels(sheet) == [] and bar.maximum() == 0)
    assert sheet.frame.rect().contains(keep.geometry())
    sheet.close_sheet()
    words = Sheet(page, "Words alone", holder(column(label(LONG, wrap=True), label(LONG, "caption", wrap=True))), width=520)
    bar = words.frame.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: cut_labels(words) == [] and bar.maximum() == 0)


@pytest.mark.parametrize("size", [100, 150, 200])
@pytest.mark.parametrize("nights", [0.6, 1, 2, 3])
def test_a_name_on_the_bed_board_is_smaller_or_without_its_age_before_it_is_cut(qapp, size, nights):
    theme.apply(qapp, "light", size)
    for title in ("Mohammed W., 12", "Amara O., 9", "Siân Lambourne, 17"):
        room = theme.px(70 * nights)
        words, points = fitting_name(title, room)
        assert title.startswith(words) and words
        cut = theme.metrics(points, 600).horizontalAdvance(words) > room
        assert not cut or words == title.split(" ")[0]


@pytest.fixture
def district_map(qtbot):
    made = HexMap()
    made.resize(400, 200)
    made.show_values({code: n for n, code in enumerate(PLACES)}, {code: f"District {code}" for code in PLACES})
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_click_filters_and_a_second_takes_it_back(district_map, qtbot):
    heard = []
    district_map.chosen.connect(heard.append)
    where = district_map._centre("E07000106").toPoint()
    for _ in range(2):
        qtbot.mouseClick(district_map, Qt.MouseButton.LeftButton, pos=where)
    assert heard == ["E07000106", ""]


def test_medway_and_the_ground_around_are_not_for_choosing(district_map, qtbot):
    heard = []
    district_map.chosen.connect(heard.append)
    for where in (district_map._centre(NOT_KENT), QPointF(2, 190)):
        qtbot.mouseClick(district_map, Qt.MouseButton.LeftButton, pos=where.toPoint())
    assert heard == []


def test_arrows_reach_every_district_and_enter_chooses(district_map, qtbot):
    reached, todo = set(), ["E07000114"]
    while todo:
        code = todo.pop()
        if code in reached:
            continue
        reached.add(code)
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            district_map._at = code
            qtbot.keyClick(district_map, key)
            todo.append(district_map._at)
    assert reached == set(PLACES) - {NOT_KENT}
    heard = []
    district_map.chosen.connect(heard.append)
    qtbot.keyClick(district_map, Qt.Key.Key_Return)
    assert heard == [district_map._at]
    assert district_map._at in district_map.accessibleName()


@pytest.mark.parametrize("share", range(0, 256, 5))
def test_numbers_are_read_on_every_shade_of_the_map(share):
    def light(colour):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    ground = QColor(share, min(255, share + 20), share)
    one, other = sorted((light(ground), light(readable_on(ground))))
    assert (other + 0.05) / (one + 0.05) >= 4.5


def test_a_list_says_what_will_be_here_and_gives_the_first_step(qtbot):
    listing = Listing(Table([Column("Name", text=str)], key=lambda n: n))
    qtbot.addWidget(listing)
    listing.show()
    pressed = []
    listing.say(
        "No bookings yet",
        "They appear here as soon as the first place is booked.",
        "Find a break",
        lambda: pressed.append(1),
    )
    assert listing.findChild(QLabel, "list_said").text() == "No bookings yet"
    assert not listing.table.isVisible()
    qtbot.mouseClick(listing.findChild(Button), Qt.MouseButton.LeftButton)
    assert pressed == [1]
    listing.show_rows(["Amara O."], "1 of 1 booking")
    assert listing.table.isVisible()
    assert listing.count.text() == "1 of 1 booking"


def test_a_list_that_reads_shows_nothing_at_first_then_lines_then_its_rows(qtbot):
    listing = Listing(Table([Column("Name", text=str)], key=lambda n: n))
    qtbot.addWidget(listing)
    listing.resize(500, 300)
    listing.show()
    assert listing.reading.isVisible()
    blank = listing.reading.grab().toImage()
    listing.reading.timer.timeout.emit()
    assert listing.reading.grab().toImage() != blank
    listing.show_rows(["Amara O."], "1 of 1 booking")
    assert not listing.reading.isVisible()
    assert listing.table.isVisible()


def test_the_keys_of_a_list_wrap_before_the_page_grows(qtbot, qapp):
    theme.apply(qapp, "light", 200)
    listing = Listing(
        Table([Column("Name", text=str)], key=lambda n: n),
        "Enter prints · F3 takes a cancellation · Ctrl+C copies rows",
    )
    qtbot.addWidget(listing)
    listing.show_rows(["Amara O."], "1 of 1 booking")
    assert listing.minimumSizeHint().width() < 480
    listing.resize(480, 400)
    listing.show()
    qtbot.waitUntil(lambda: cut_labels(listing) == [])


def test_the_bar_dots_what_is_asked_for_and_leaves_the_rest_empty(qtbot):
    """R-B8: used solid, asked for dotted after it, and what is left empty as before; in the colours of its own bar."""
    bars = [AllocationBar(10, 0, 60), AllocationBar(10, 0, 60, asked=20)]
    shown = []
    for bar in bars:
        qtbot.addWidget(bar)
        bar.resize(300, bar.sizeHint().height())
        picture = bar.grab().toImage()
        ratio, row = picture.devicePixelRatio(), [bar.height() // 2 - 3, bar.height() // 2, bar.height() // 2 + 3]
        shown.append({x: tuple(picture.pixelColor(int(x * ratio), int(y * ratio)).name() for y in row) for x in range(300)})
    plain, asked = shown
    assert {plain[x] for x in (20, 40)} == {asked[x] for x in (20, 40)}, "what is used looks the same"
    assert any(plain[x] != asked[x] for x in range(55, 145)), "dots where something is asked for"
    assert all(plain[x] == asked[x] for x in range(160, 295)), "nothing where nothing is asked for"


def test_parts_beside_each_other_share_the_width_and_go_below_each_other_at_large_text(qtbot, qapp):
    theme.apply(qapp, "light", 100)
    left, right, button = Card(), Card(), Button("Print it")
    right.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    both = BesideUntilLarge(left, right, button, gap=16)
    both.setStretch(1, 2)
    page = holder(both)
    qtbot.addWidget(page)
    page.resize(900, 300)
    page.show()
    assert button.geometry().right() == 899 and button.width() == button.sizeHint().width()
    assert right.geometry().right() + 17 == button.x() and abs(right.width() - 2 * left.width()) <= 2
    theme.apply(qapp, "light", 175)
    qapp.sendPostedEvents()
    assert left.geometry().bottom() < right.y() and right.width() == 900 == left.width()


def test_a_key_gives_way_to_the_words_of_a_button_in_a_narrow_panel(qtbot, qapp):
    theme.apply(qapp, "light", 100)
    keyed, bare = Button("Book 39 dates and print", key="Ctrl+Enter"), Button("Book 39 dates and print")
    for one in (keyed, bare):
        qtbot.addWidget(one)
        one.setFixedSize(200, 38)
    assert keyed.sizeHint().width() > 200 >= bare.sizeHint().width()
    assert keyed.grab().toImage() == bare.grab().toImage()
    for one in (keyed, bare):
        one.setFixedSize(keyed.sizeHint())
    assert keyed.grab().toImage() != bare.grab().toImage()


def test_enter_presses_a_button_as_space_does_but_not_while_it_is_held_down(qtbot):
    pressed = []
    made = [
        Button("Print it", then=lambda: pressed.append("button")), IconButton("close", "Close", lambda: pressed.append("icon")),
        FindButton(lambda: pressed.append("find")), RailButton(Entry("today", "Today", "home", ""), lambda: pressed.append("rail")),
    ]  # fmt: skip
    for one in made:
        qtbot.addWidget(one)
        one.show()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            qtbot.keyClick(one, key)
        qtbot.keyClick(one, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        QApplication.sendEvent(one, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True))
    assert pressed == [name for name in ("button", "icon", "find", "rail") for _ in range(2)]
