"""On the smallest window every page keeps inside it, at each size of text, and nothing stands beyond the edge of its part or is cut."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from tests.ui import walking
from ui.kit import theme

SMALLEST = (1366, 768)


def beyond(page):
    """Parts whose content is wider than what is seen of it: it would be cut off at the right."""
    found = []
    for area in page.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner is not None and inner.minimumSizeHint().width() > area.viewport().width():
            found.append((area.objectName(), inner.minimumSizeHint().width(), area.viewport().width()))
    return found


def cut(page):
    """Buttons and labels whose words need more room than they have; a key on a button gives way, for F1 tells it."""
    for one in page.findChildren(QPushButton):
        key = theme.metrics(12).horizontalAdvance(one.key) + 20 if getattr(one, "key", "") else 0
        if one.isVisible() and one.width() < one.sizeHint().width() - key:
            yield one.objectName(), one.text()
    for one in page.findChildren(QLabel):
        whole = one.wordWrap() or one.text().endswith("…") or one.width() >= one.sizeHint().width()
        if one.isVisible() and not whole:
            yield one.objectName(), one.text()


@pytest.fixture
def window(qtbot, example_county):
    county = example_county(0.1)
    faults = []
    made = walking.window_of(county, faults)
    qtbot.addWidget(made)
    yield made, walking.targets(county)
    assert faults == []


def test_every_page_keeps_inside_the_smallest_window(qapp, window):
    window, where = window
    wrong = []
    for size in (100, 125, 150, 200):
        theme.apply(qapp, "light", size)
        window.resize(*SMALLEST)
        for key, target in where.items():
            window.go.to(key, **target)
            for _ in range(4):  # what is laid out anew asks its part for another layout
                QApplication.sendPostedEvents()
            page = window.page_now()
            for place, button in enumerate(walking.tab_buttons(page) or (None,)):
                if button is not None:
                    button.click()
                    QApplication.sendPostedEvents()
                    if window.page_now() is not page:
                        window.go.to(key, **target)
                        continue
                wrong += [(size, key, place, *one) for one in (*beyond(page), *cut(page))]
                if (window.width(), window.height()) != SMALLEST:
                    wrong.append((size, key, place, "window", window.width(), window.height()))
                    window.resize(*SMALLEST)
    assert not wrong, "\n".join(map(str, wrong))
