"""The one window carries the style sheet: everything in it looks as under the application's, and follows light and dark."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from ui.kit import theme
from ui.kit.layouts import column, holder
from ui.kit.palette import DARK, LIGHT
from ui.kit.sheet_of_parts import sheet_of_parts
from ui.kit.text import label


def window():
    """A window as the application's: nothing in it yet."""
    made = QWidget()
    made.setProperty("ground", "page")
    made.setLayout(column())
    return made


def picture(qapp, made, page):
    """The page in the window, when everything has its place."""
    made.layout().addWidget(page)
    made.resize(1440, 1600)
    made.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # so that no part has the focus
    made.show()
    for _ in range(4):
        qapp.sendPostedEvents()
    return made.grab().toImage()


def test_every_part_looks_the_same_to_the_pixel(qapp):
    theme.apply(qapp, "light")
    plain = window()
    under_the_application = picture(qapp, plain, sheet_of_parts())
    delete(plain)
    worn = theme.worn_by(qapp, window)
    assert qapp.styleSheet() == ""
    under_the_window = picture(qapp, worn, sheet_of_parts())
    delete(worn)
    qapp.processEvents()  # the application has its sheet again
    assert under_the_window == under_the_application
    bare = window()
    qapp.setStyleSheet("")
    assert picture(qapp, bare, sheet_of_parts()) != under_the_application  # the control: without a sheet it does not
    delete(bare)
    theme.apply(qapp, "light")


def test_it_follows_light_and_dark_and_gives_the_sheet_back(qapp):
    worn = theme.worn_by(qapp, window)
    said = label("Amara O.", "title")
    worn.layout().addWidget(holder(column(said)))
    worn.show()
    assert said.palette().windowText().color() == QColor(LIGHT["ink"])
    theme.apply(qapp, "dark")
    assert qapp.styleSheet() == ""
    assert said.palette().windowText().color() == QColor(DARK["ink"])
    theme.apply(qapp, "light", 150)
    assert said.font().pixelSize() == 24
    theme.apply(qapp, "light")
    delete(worn)
    qapp.processEvents()
    assert qapp.styleSheet() != ""


def test_a_window_that_is_going_is_not_styled_once_more(qapp):
    """Qt tells of a window's end while its parts still live: a sheet put on then would keep them in mind for ever."""
    worn, told = theme.worn_by(qapp, window), []
    worn.destroyed.connect(lambda: told.append(qapp.styleSheet()))
    delete(worn)
    assert told == [""]
    qapp.processEvents()
    assert qapp.styleSheet() != ""


def test_a_window_that_goes_late_leaves_the_next_one_its_sheet(qapp):
    first = theme.worn_by(qapp, window)
    second = theme.worn_by(qapp, window)
    delete(first)
    qapp.processEvents()
    assert qapp.styleSheet() == ""
    theme.apply(qapp, "dark")
    assert LIGHT["ink"] not in second.styleSheet() and DARK["ink"] in second.styleSheet()
    assert qapp.styleSheet() == ""
    theme.apply(qapp, "light")
    delete(second)
    qapp.processEvents()
    assert qapp.styleSheet() != ""


def test_a_part_within_parts_is_styled_once(qapp):
    """Under the application's sheet each level styled it anew: ten levels, ten times."""
    worn = theme.worn_by(qapp, window)
    worn.show()
    seen = []

    class Told(QWidget):
        def changeEvent(self, event):
            seen.append(event.type() == QEvent.Type.StyleChange)
            super().changeEvent(event)

    part = Told()
    for _ in range(10):
        part = holder(column(part))
    assert sum(seen) == 0
    worn.layout().addWidget(part)
    assert sum(seen) == 1
    delete(worn)
