"""The third journey, in the real window: a stay over 75 nights, the shorter one that fits, and a child collected early (A1, A8)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from shortbreaks.overnight.queries import nights_of_child
from tests.builders import a_child
from tests.journeys.hands import press, turn_to
from tests.overnight.builders import a_house, nights_kept, placed, s20, stay_of
from tests.overnight.test_rules import A1
from ui.overnight.page import BedBoardPage

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(county, window_of):
    """The coordinator's window on 1 June 2026."""
    county.clock.set(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))
    return window_of()


def said(window):
    QApplication.processEvents()
    return [one.text() for one in window.findChildren(QLabel) if one.isVisible()]


def test_from_a_refusal_at_75_nights_to_the_nights_that_were_slept(county, window, qtbot):
    _, _, beds = a_house(county)
    child = a_child(county, nights=100)
    s20(county, child)
    for first, out in A1:
        placed(county, child, beds[0], first, out, reasons=[("R-O1", "Paper"), ("R-B8", "Before")])
    # 1. The child's card leads to the board; from 1 June the stay is made twelve nights long, and cannot be saved so
    window.go.to("child", id=child)
    window.page_now().show_tab(3)
    press(window, "place_stay")
    page = window.page_now()
    assert isinstance(page, BedBoardPage)
    for _ in range(10):
        qtbot.keyClick(page.view.grid, Qt.Key.Key_Right, SHIFT)
    assert page.placing.wanted.ends_at == datetime(2026, 6, 13, 10)
    assert any("79 nights in twelve months, 4 over 75. Night 75 is 8 June 2026, night 76 9 June 2026." in one for one in said(window))
    page.placing.panel.save.click()  # two names and their reason are missing, which is said beside their fields
    assert page.placing.wanted is not None and len(county.at().ask(nights_of_child, child).stays) == len(A1)
    # 2. Key 1 takes the eight nights that fit exactly, and they are kept
    qtbot.keyClick(page.view.grid, Qt.Key.Key_1)
    assert "67 now, 75 after · limit 75" in said(window)
    press(window, "save_stay")
    stay = 6
    assert len(nights_kept(county, stay)) == 8
    # 3. The child comes, and is collected after three nights because the house asked for it
    county.clock.set(datetime(2026, 6, 1, 16, 0, tzinfo=UTC))
    page.refresh()
    press(window, "arrive")
    turn_to(county, datetime(2026, 6, 4, 11, 0, tzinfo=UTC), window)
    window.go.to("beds", stay=stay)
    page = window.page_now()
    press(window, "collect")
    form = page.acts.comes.sheet.form
    form.editors["wish"].setCurrentIndex(form.editors["wish"].findData("provider"))
    form.editors["day"].setText("4/6/2026")
    form.editors["time"].setText("11:30")
    form.send()
    # 4. Three nights count for the limit, three are used, five are free for the next child
    kept = stay_of(county, stay)
    assert (kept.state, kept.uses, nights_kept(county, stay)) == ("ended", 3, [date(2026, 6, 1) + timedelta(days=n) for n in range(3)])
    found = county.at().ask(nights_of_child, child)
    assert (found.now, found.most) == (70, 70)
    assert "3 placed nights; 3 of the allowance" in said(window)
