"""The table as somebody at the keyboard would use it: order, selection, scroll, copies, nothing cut."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QStackedWidget

from ui.kit import theme
from ui.kit.column_widths import MOST_TURNS, Room, shared, wrapped
from ui.kit.listing import Listing
from ui.kit.row_painter import RowPainter
from ui.kit.row_shape import least_width, needed_width, wrapped_height
from ui.kit.rows import Column, Mark
from ui.kit.table import Table

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Club:
    id: int
    name: str
    free: int | None
    note: str = ""


COLUMNS = [
    Column("Club", text=lambda r: r.name, strong=True),
    Column("Free", text=lambda r: "–" if r.free is None else str(r.free), sort=lambda r: r.free, width=80, right=True),
    Column("State", marks=lambda _r: [Mark("In date", "ok")], second=lambda r: r.note, width=140),
]
CLUBS = (Club(1, "Étoile Club", 3), Club(2, "Acorn Club", None), Club(3, "Zebra Club", 12), Club(4, "Fir Club", 0))


@pytest.fixture
def table(qtbot):
    made = Table(COLUMNS, key=lambda r: r.id, height=32)
    qtbot.addWidget(made)
    made.resize(640, 300)
    made.set_rows(CLUBS)
    made.show()
    return made


def names(table):
    return [row.name for row in table.rows_model.rows]


def press_head(table, qtbot, column):
    head = table.horizontalHeader()
    where = head.rect().center()
    where.setX(head.sectionViewportPosition(column) + 12)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_a_click_on_the_title_sorts_with_accents_where_people_look_for_them(table, qtbot):
    press_head(table, qtbot, 0)
    assert names(table) == ["Acorn Club", "Étoile Club", "Fir Club", "Zebra Club"]
    press_head(table, qtbot, 0)
    assert names(table) == ["Zebra Club", "Fir Club", "Étoile Club", "Acorn Club"]


def test_the_third_click_gives_back_the_order_of_the_question(table, qtbot):
    for _ in range(3):
        press_head(table, qtbot, 0)
    assert names(table) == [club.name for club in CLUBS]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a menu, where there is no screen
def test_a_list_is_sorted_from_its_menu_by_keys_and_the_chosen_row_stays(table, qtbot):
    table.choose(0)
    chosen = table.chosen_row()
    for title in ("Club", "Club, the other way round"):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        menu = table.findChild(QMenu, "table_menu")
        act = next(one for one in menu.actions() if one.text() == title)
        act.trigger()
        menu.close()
        QGuiApplication.sendPostedEvents(menu, QEvent.Type.DeferredDelete)
    assert names(table) == ["Zebra Club", "Fir Club", "Étoile Club", "Acorn Club"]
    assert table.chosen_row() is chosen


def test_a_list_that_says_that_nothing_matches_keeps_no_row_for_a_key_to_act_on(qtbot):
    table = Table(COLUMNS, key=lambda r: r.id)
    table.set_rows(CLUBS)
    listing = Listing(table)
    qtbot.addWidget(listing)
    table.choose(1)
    kept = table.chosen_row()
    listing.say("Nothing fits.", "Another word would.")
    assert table.chosen_row() is None
    listing.show_rows(CLUBS, "4 clubs")
    assert table.chosen_row() == kept


@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_rows_without_a_figure_come_last_either_way(table, order):
    table.rows_model.sort(1, order)
    figures = [row.free for row in table.rows_model.rows]
    assert figures[-1] is None
    assert figures[:3] == sorted([0, 3, 12], reverse=order == Qt.SortOrder.DescendingOrder)


def test_the_selection_follows_its_row_through_sorting_and_reading_again(table, qtbot):
    table.choose_key(3)
    press_head(table, qtbot, 0)
    assert table.chosen_row().name == "Zebra Club"
    table.set_rows((Club(9, "Aardvark Club", 1), *CLUBS[::-1]))
    assert table.chosen_row().id == 3
    assert names(table)[0] == "Aardvark Club"  # and the order chosen is kept
    assert table.selectionModel().isRowSelected(table.currentIndex().row())


def test_reading_again_says_nothing_to_the_page_while_the_row_is_still_there(table, qtbot):
    table.choose_key(3)
    heard = []
    table.chosen.connect(heard.append)
    table.set_rows(CLUBS[::-1])
    assert heard == []
    table.set_rows(CLUBS[:2])
    assert table.chosen_row() is None


def test_the_rows_in_sight_stay_in_sight_when_others_come_above(table, qtbot):
    many = tuple(Club(n, f"Club {n:04d}", n) for n in range(1000))
    table.set_rows(many)
    table.verticalScrollBar().setValue(500 * table.row_height() + 7)
    table.set_rows((Club(-1, "New club", 1), Club(-2, "Another", 1), *many))
    assert table.verticalScrollBar().value() == 502 * table.row_height() + 7


def test_arrows_home_end_and_enter(table, qtbot):
    opened = []
    table.opened.connect(opened.append)
    table.setFocus()
    table.choose(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.chosen_row() == CLUBS[1]
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.chosen_row() == CLUBS[3]
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.chosen_row() == CLUBS[0]
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [CLUBS[0]]


def test_letters_are_left_to_the_page(table, qtbot):
    table.choose(0)
    qtbot.keyClicks(table, "za")
    assert table.chosen_row() == CLUBS[0]


def test_enter_on_an_empty_list_opens_nothing(table, qtbot):
    table.set_rows(())
    opened = []
    table.opened.connect(opened.append)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Down):
        qtbot.keyClick(table, key)
    assert opened == []


def test_copy_gives_heads_and_cells_parted_by_tabs(table, qtbot):
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Club\tFree\tState"
    assert lines[1] == "Étoile Club\t3\tIn date"
    assert lines[2] == "Acorn Club\t–\tIn date"


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("+44 77", "'+44 77"), ("@SUM", "'@SUM"), ("-1+2", "'-1+2"), ("＝1+1", "'＝1+1"),
        ("a\tb\nc", "a b c"), ("A&B <b>x</b>", "A&B <b>x</b>"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_work_out_is_copied_as_text(table, name, copied):
    table.set_rows([replace(CLUBS[0], name=name)])
    table.copy()
    assert QGuiApplication.clipboard().text().split("\n")[1].split("\t")[0] == copied


def test_a_copy_is_forgotten_but_not_what_was_copied_after_it(table, qapp):
    clipboard = QGuiApplication.clipboard()
    table.copy()
    last = clipboard.findChildren(QTimer, "forget_copy")[-1]
    assert last.interval() == 30_000
    last.timeout.emit()
    assert clipboard.text() == ""
    table.copy()
    clipboard.setText("CT11 8LP")
    clipboard.findChildren(QTimer, "forget_copy")[-1].timeout.emit()
    assert clipboard.text() == "CT11 8LP"


@pytest.mark.parametrize(("rows", "left"), [("copy_table([['Amara O.', '9']]);", ""), ("clipboard.setText('CT11 8LP');", "CT11 8LP")])
def test_copied_rows_do_not_outlive_the_window_and_the_process_ends_well(rows, left):
    """In a process of its own: Qt keeps a copy until after Python has ended."""
    code = (
        "import atexit; from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]); clipboard = app.clipboard();"
        "atexit.register(lambda: print('left', clipboard.text()));"
        f"from ui.kit.clipboard import copy_table; {rows}"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (ended.returncode, ended.stdout.strip()) == (0, f"left {left}".strip())


def test_a_screen_reader_hears_the_title_and_all_of_the_cell(table):
    table.set_rows([Club(1, "Acorn Club", 3, "Snodland")])
    spoken = [table.rows_model.index(0, n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(3)]
    assert spoken == ["Club: Acorn Club", "Free: 3", "State: Snodland, In date"]


def test_a_million_rows_are_there_at_once_without_an_object_each(table):
    many = tuple(range(1_000_000))
    plain = Table([Column("Number", text=str, sort=lambda n: -n)], key=lambda n: n)
    plain.set_rows(many)
    assert plain.rows_model.rowCount() == 1_000_000
    assert plain.rows_model.rows is many  # shown as they are, nothing copied
    plain.rows_model.sort(0)
    assert plain.rows_model.rows[0] == 999_999
    plain.deleteLater()


def test_a_list_behind_another_is_laid_out_when_it_is_looked_at(qtbot):
    """Of nine lists of a page one is seen: the widths of a hundred rows of each are not worked out while somebody waits."""
    looked_at = []
    front = Table(COLUMNS, key=lambda r: r.id)
    behind = Table([replace(COLUMNS[0], text=lambda r: looked_at.append(r.id) or r.name), *COLUMNS[1:]], key=lambda r: r.id)
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    stack.addWidget(front)
    stack.addWidget(behind)
    stack.resize(900, 300)
    stack.show()
    behind.set_rows([Club(1, "The Sheppey and Swale Saturday Swimming Club", 12345, "Isle of Sheppey")])
    assert not looked_at
    stack.setCurrentIndex(1)
    assert looked_at
    for number, column in enumerate(COLUMNS):
        assert needed_width(column, behind.rows_model.rows[0]) <= behind.columnWidth(number)


@pytest.mark.parametrize("size", [100, 150, 200])
def test_words_are_not_cut_while_the_table_has_room(table, qapp, size):
    theme.apply(qapp, "light", size)
    table.resize(1300, 400)
    table.set_rows([Club(1, "The Sheppey and Swale Saturday Swimming Club", 12345, "Isle of Sheppey")])
    for number, column in enumerate(table.rows_model.columns):
        assert needed_width(column, table.rows_model.rows[0]) <= table.columnWidth(number)
    assert table.row_height() == round(32 * size / 100)
    assert table.horizontalScrollBar().maximum() == 0


def test_what_must_be_cut_is_told_in_full_as_plain_text(table):
    table.resize(300, 200)
    table.set_rows([Club(1, "Tom <b>Bold</b> and " + "the longest name of any club in the whole of the county " * 4, 1)])
    delegate = table.itemDelegate()
    assert isinstance(delegate, RowPainter)
    assert delegate.cut_words(table.rows_model.index(0, 0)).startswith("Tom <b>Bold</b>")
    assert delegate.cut_words(table.rows_model.index(0, 1)) == ""


@pytest.mark.parametrize("size", [100, 150, 200])
def test_names_wrap_and_rows_grow_before_a_list_scrolls_sideways(table, qapp, size):
    theme.apply(qapp, "light", size)
    long = Club(1, "The Sheppey and Swale Saturday Swimming Club", 12345, "Isle of Sheppey")
    table.resize(round(2.7 * size), 300)
    table.set_rows([long])
    assert table.wrapped
    assert table.horizontalScrollBar().maximum() == 0
    for number, column in enumerate(table.rows_model.columns):
        width = table.columnWidth(number)
        assert least_width(column, long) <= width
        assert wrapped_height(column, long, width) <= table.row_height() == table.rowHeight(0)
    assert table.itemDelegate().cut_words(table.rows_model.index(0, 1)) == ""
    table.show()
    assert not table.grab().isNull()
    table.resize(round(9 * size), 300)  # room again: rows are as high as they were declared
    assert not table.wrapped
    assert table.rowHeight(0) == round(32 * size / 100)


def test_a_narrow_table_scrolls_to_its_last_column(table):
    table.resize(120, 200)
    assert table.horizontalScrollBar().maximum() > 0


@pytest.mark.parametrize(
    ("declared", "natural", "room", "widths"),
    [
        ([None, 80], [100, 60], 300, [220, 80]),  # the open one takes what is left
        ([None, None], [100, 100], 301, [150, 151]),  # to the last pixel
        ([None, 80], [100, 120], 300, [180, 120]),  # a fixed one grows to its words
        ([None, 80], [300, 120], 300, [200, 100]),  # too little: the one that misses most gets most
        ([140, 100], [60, 60], 300, [170, 130]),  # no open one: all of them take what is left
        ([None, 200], [100, 90], 250, [160, 90]),  # room for the words, not for what was declared: none is left over
        ([None, 80], [300, 96], 100, [110, 96]),  # far too little: it scrolls, and no date or amount is cut
    ],
)
def test_widths(declared, natural, room, widths):
    assert shared(declared, natural, 110, room) == widths


@pytest.mark.parametrize(
    ("least", "natural", "room", "widths"),
    [
        ([50, 50], [100, 80], 200, [110, 90]),  # room for everything: shared out
        ([60, 60], [400, 100], 350, [250, 100]),  # the long one in two lines, the short one in one
        ([60, 60, 60], [300, 300, 70], 450, [190, 190, 70]),  # two long ones are served alike, what is left over too
        ([90, 90], [300, 300], 180, [90, 90]),  # no more than each must have
    ],
)
def test_words_that_go_on_below_take_as_few_lines_as_may_be(least, natural, room, widths):
    assert wrapped(least, natural, room) == widths
    assert sum(widths) == room


def test_one_long_cell_takes_no_room_from_the_other_rows(qapp):
    theme.apply(qapp, "light", 100)
    name = Column("Family", text=lambda r: r.name, second=lambda r: "for Ethan J. · DP-10332", strong=True, width=140)
    note = Column("What is different", text=lambda r: "New", second=lambda r: r.note)
    made = Table([name, note], key=lambda r: r.id, height=44)
    made.resize(430, 600)
    made.show()
    long = Club(0, "Tomasz Maximilian Jóhannsson-Weatherby and Ngozi Featherstone", 1, "paid too much before; " * 2)
    made.set_rows([long, *(Club(n, f"Peter Jóhannsson {n}", 1, "New; Personal assistant: £418.80") for n in range(1, 20))])
    assert made.wrapped
    assert made.rowHeight(0) > 44
    assert {made.rowHeight(n) for n in range(1, 20)} == {44}  # as high as was declared
    made.close()


def test_what_begins_in_a_cell_is_told_whole_by_its_tip_to_a_reader_and_in_a_copy(qapp):
    said = Column("Value", text=lambda r: r.note[:9] + "…", whole=lambda r: r.note)
    made = Table([said], key=lambda r: r.id)
    made.resize(400, 200)
    made.set_rows([Club(1, "Étoile Club", 3, "free with 7 days of notice")])
    index = made.rows_model.index(0, 0)
    assert made.itemDelegate().cut_words(index) == "free with 7 days of notice"
    assert made.rows_model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Value: free with 7 days of notice"
    made.copy()
    assert QGuiApplication.clipboard().text().splitlines() == ["Value", "free with 7 days of notice"]


def test_where_words_wrap_one_long_name_makes_no_other_row_higher_and_rows_stay_where_they_are(table, qtbot):
    long = Club(9, "The Étoile and Acorn and Zebra and Fir Saturday Club of all of Thanet", 3)
    many = [Club(20 + n, f"Club {n:02}", n) for n in range(40)]
    table.resize(330, 200)
    table.set_rows([*many[:5], long, *many[5:]])
    assert table.wrapped
    heights = [table.rowHeight(place) for place in range(41)]
    assert heights[5] == table.row_height() > 60
    assert {*heights[:5], *heights[6:]} == {32}
    table.verticalScrollBar().setValue(table.verticalHeader().sectionPosition(9) + 7)
    table.set_rows([*many[:5], long, replace(long, id=10), *many[5:]])  # one more high row above what is seen
    assert table.rowAt(0) == 10 and table.rowViewportPosition(10) == -7
    press_head(table, qtbot, 1)
    places = {table.rows_model.place_of(one) for one in (9, 10)}
    assert places == {4, 5} == {place for place in range(42) if table.rowHeight(place) > 60}
    table.resize(1300, 200)
    assert not table.wrapped and {table.rowHeight(one) for one in range(42)} == {32}


@pytest.mark.parametrize("size", [100, 150])
def test_a_table_in_a_card_is_as_high_as_its_rows_are_however_their_words_wrap(qapp, qtbot, size):
    theme.apply(qapp, "light", size)
    table = Table(COLUMNS, key=lambda club: club.id, lines=2)
    qtbot.addWidget(table)
    table.resize(round(3.3 * size), 0)
    table.show()
    long = Club(9, "The Étoile and Acorn and Zebra and Fir Saturday Club of all of Thanet", 3)
    for rows in ([long], [long, replace(long, id=8)], [long, replace(long, id=8), Club(7, "Club", 1)]):
        table.set_rows(rows)
        assert table.wrapped
        qtbot.waitUntil(lambda: table.viewport().height() == sum(table.rowHeight(place) for place in range(min(2, len(table.rows_model.rows)))))
    table.resize(round(13 * size), table.height())
    qtbot.waitUntil(lambda: table.viewport().height() == 2 * round(32 * size / 100))  # and no higher than they need


def test_a_scroll_bar_that_comes_and_goes_without_end_has_its_room_kept():
    room = Room()
    given = [room.of(now, 1600, 705) for now in [1559, 1545] * (MOST_TURNS + 2)]
    assert given[:2] == [1559, 1545] and set(given[-3:]) == {1545}
    assert [room.of(1545, 1600, 705), room.of(1659, 1700, 705)] == [1545, 1659], "another size begins anew"
