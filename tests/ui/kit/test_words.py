"""Words from people stay words in every part that shows them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

from tests.nasty import MARKUP, NAMES
from ui.kit.bars import AllocationBar
from ui.kit.buttons import Button, IconButton
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.rows import Column, Mark
from ui.kit.sheet import confirm
from ui.kit.table import Table
from ui.kit.text import label, plain_tip

WORDS = [*MARKUP, *(name for name in NAMES if name.isprintable())]  # the others are refused before they are kept


def shown_by(tip):
    """What a tip shows: Qt reads it as marked up when it looks so."""
    document = QTextDocument()
    if tip.startswith("<qt>"):
        document.setHtml(tip)
    else:
        document.setPlainText(tip)
    return document.toPlainText()


@pytest.mark.parametrize("words", WORDS)
def test_tips_say_what_they_were_given(words):
    assert shown_by(plain_tip(words)) == words
    assert "<qt>" in plain_tip(words) or "<" not in words


@pytest.mark.parametrize("words", WORDS)
def test_a_page_full_of_one_name(qtbot, words):
    page = QWidget()
    page.resize(900, 700)
    table = Table([Column("Name", text=str, second=str, marks=lambda n: [Mark(n)])], key=lambda n: n)
    listing = Listing(table)
    listing.show_rows([words], words)
    card = Card("ok")
    card.heading(words, "child", words)
    parts = [
        label(words),
        label(words, "title", wrap=True),
        Chip(words),
        Button(words, second=words),
        Notice("ok", words, words),
    ]
    page.setLayout(
        column(
            *parts,
            IconButton("close", words),
            facts([(words, words)]),
            AllocationBar(1, 1, 3, 50, words),
            card,
            listing,
        )
    )
    qtbot.addWidget(page)
    sheet = confirm(page, words, [words], words, lambda: None)
    page.show()
    page.grab()
    for one in page.findChildren(QLabel):
        assert one.textFormat() == Qt.TextFormat.PlainText
    assert [one.text() for one in page.findChildren(QLabel)].count(words) >= 8
    for button in page.findChildren(Button):
        assert words not in button.words() or button.words() == words
    assert sheet.frame.accessibleName() == words


@pytest.mark.parametrize("words", ["A&B", "Save && close", "&Cancel"])
def test_an_ampersand_on_a_button_is_a_letter_not_a_key(qtbot, words):
    button = Button(words)
    qtbot.addWidget(button)
    assert button.words() == words
    assert button.shortcut().isEmpty()


def test_a_button_that_is_off_says_why(qtbot):
    button = Button("Book")
    qtbot.addWidget(button)
    button.off_because("The <club> is full & closed.")
    assert not button.isEnabled()
    assert shown_by(button.toolTip()) == button.statusTip() == "The <club> is full & closed."
    button.off_because("")
    assert button.isEnabled()
    assert button.toolTip() == ""
