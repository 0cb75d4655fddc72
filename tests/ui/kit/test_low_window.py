"""A low window: the bed board's lines are lower so that the figures below are seen, and turning a tab scrolls nothing."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from ui.kit import theme
from ui.kit.bed_grid import BedGrid
from ui.kit.bed_shape import LEAST_LINE, LINE, Grid, GridNight, GridRow
from ui.kit.beside import Beside
from ui.kit.layouts import column, holder, scroller
from ui.kit.rows import Column
from ui.kit.stops import InSight
from ui.kit.table import Table

NIGHTS = tuple(GridNight(date(2026, 7, 22) + timedelta(days=n), ("1", "3", "2")) for n in range(14))


@pytest.mark.parametrize(("beds", "room", "line"), [(6, 800, LINE), (6, 500, 58), (6, 300, LEAST_LINE), (9, 900, 56), (0, 500, LINE)])
def test_the_lines_of_the_bed_board_are_as_high_as_the_window_lets_them_be(qtbot, beds, room, line):
    grid = BedGrid("grid")
    qtbot.addWidget(grid)
    grid.show_grid(Grid(tuple(GridRow(n, f"Bed {n}", "") for n in range(beds)), NIGHTS, foot=("Free", "Staff", "Needed")))
    grid.fit(room)
    assert grid.shape.line_height() == line
    if LEAST_LINE < line < LINE and beds < 8:
        assert room - beds < grid.sizeHint().height() <= room


def test_what_had_the_focus_and_was_put_away_does_not_scroll_the_page_to_whatever_is_next(qtbot, qapp):
    theme.apply(qapp, "light", 200)
    stack, first, second, side = QStackedWidget(), QLineEdit(), QLineEdit(), QLineEdit()
    for one in (first, second):
        stack.addWidget(holder(column(one, None)))
    page = Beside(stack, holder(column(None, side)), 300)
    qtbot.addWidget(page)
    page.resize(500, 300)
    page.show()
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)
    page.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    stack.setCurrentIndex(1)
    assert page.verticalScrollBar().value() == 0
    second.setFocus()
    page.focusNextPrevChild(True)  # Tab goes on to the side, which is scrolled into sight
    assert side.hasFocus() and page.verticalScrollBar().value() > 0


def test_what_tab_leads_into_is_scrolled_into_sight_and_what_is_seen_stays(qtbot, qapp):
    around, before, inside = QWidget(), QLineEdit(), [QLineEdit() for _ in range(30)]
    part = scroller(holder(column(*inside)))
    around.setLayout(column(before, part))
    InSight(around)
    qtbot.addWidget(around)
    around.resize(300, 200)
    around.show()
    around.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    part.verticalScrollBar().setValue(400)
    assert inside[0].visibleRegion().isEmpty()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert inside[0].hasFocus() and not inside[0].visibleRegion().isEmpty()
    stood = part.verticalScrollBar().value()
    before.setFocus()
    inside[1].setFocus()
    assert part.verticalScrollBar().value() == stood


@pytest.mark.parametrize("width", [380, 500, 900])
def test_titles_without_rows_keep_within_their_list_and_none_is_cut_while_there_is_room(qtbot, width):
    columns = [Column("Child", width=200), Column("Break"), Column("Goes back", right=True, width=190), Column("Instead", width=190)]
    table = Table(columns, key=id)
    qtbot.addWidget(table)
    head = table.titles_alone()
    qtbot.addWidget(head)
    head.resize(width, 32)
    head.show()
    widths = [head.sectionSize(place) for place in range(len(columns))]
    assert sum(widths) <= width
    words = [head.fontMetrics().horizontalAdvance(one.title) for one in columns]
    assert all(has >= need for has, need in zip(widths, words, strict=True))
