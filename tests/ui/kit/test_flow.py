"""A line that wraps is as high as what stands in it now, however often its height was asked before."""

import pytest
from PySide6.QtWidgets import QWidget

from ui.kit.flow import flow
from ui.kit.text import label


@pytest.fixture
def line(qtbot):
    """Five words beside each other, in a width that takes two of them."""
    part, words = QWidget(), [label("Saturday") for _ in range(5)]
    part.setLayout(flow(*words))
    qtbot.addWidget(part)
    part.show()
    width = 2 * words[0].sizeHint().width() + 10
    assert (
        part.layout().heightForWidth(width)
        == part.layout().heightForWidth(width)
        == 3 * words[0].sizeHint().height() + 2 * 6
    )
    return part, words, width


def test_what_is_hidden_takes_no_line(line):
    part, words, width = line
    for one in words[:3]:
        one.hide()
    assert part.layout().heightForWidth(width) == words[0].sizeHint().height()


def test_longer_words_go_on_below(line):
    part, words, width = line
    words[0].setText("Saturday and Sunday")
    assert part.layout().heightForWidth(width) == 3 * words[0].sizeHint().height() + 2 * 6
    words[1].setText("Saturday and Sunday")
    assert part.layout().heightForWidth(width) == 4 * words[0].sizeHint().height() + 3 * 6


def test_one_more_and_two_fewer_are_counted(line):
    part, words, width = line
    tall = words[0].sizeHint().height()
    for more in (label("Saturday"), label("Saturday")):
        part.layout().addWidget(more)
        more.show()
    assert part.layout().heightForWidth(width) == 4 * tall + 3 * 6
    for _ in range(3):
        part.layout().takeAt(0).widget().hide()
    assert part.layout().heightForWidth(width) == 2 * tall + 6
