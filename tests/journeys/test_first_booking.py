"""The first journey, in the real window: from Ctrl+K to the printed confirmation, by keyboard."""

import io
from datetime import date

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from shortbreaks.example.build import fill
from tests.conftest import TODAY
from tests.journeys.hands import PICTURES, picture
from ui.bookings.find.page import FindPage
from ui.shell.paper_sheet import PaperSheet
from ui.shell.quick_find import QuickFind
from ui.shell.runner import Runner


@pytest.fixture
def window(qtbot, county, window_of):
    """The window of a small example county, with real threads."""
    fill(county.database, 0.15, date(2026, 7, 22), now=lambda: TODAY)
    shown = window_of(runner=Runner())
    with qtbot.waitActive(shown, timeout=10000):
        shown.activateWindow()
    return shown


def places_of(page):
    """The numbers under which Sandpipers stands among the Saturday answers."""
    saturdays = all(tile.start.weekday() == 5 for card in page.cards for tile in card.answer.tiles)
    return [n for n, card in enumerate(page.cards, 1) if saturdays and card.answer.name == "Sandpipers Saturday Club"]


def test_a_parent_rings_and_has_a_confirmation(qtbot, window, tmp_path):
    # 1. Ctrl+K, three letters, and the child is there
    window.go.to("families")
    qtbot.waitUntil(lambda: bool(window.page_now().table.rows_model.rows))
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(QLineEdit, "quick_find_field") is not None)
    field = window.findChild(QLineEdit, "quick_find_field")
    qtbot.keyClicks(field, "ama oka")
    sheet = window.findChild(QuickFind)
    qtbot.waitUntil(lambda: sheet.hits.chosen() is not None and sheet.hits.chosen().title == "Amara O., 9")
    picture(window, "1-quick-find")
    # 2. Ctrl+Enter finds a break for her; the answers are ranked with their reasons
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.page_now(), FindPage) and bool(window.page_now().cards))
    page = window.page_now()
    qtbot.waitUntil(lambda: page.context() == "for Amara O.")
    page.wishes.within.setText("60")
    page.wishes.choose_days({5})
    qtbot.waitUntil(lambda: bool(places_of(page)) and len(page.cards) > 2)
    outcomes = [card.answer.outcome for card in page.cards]
    assert outcomes == sorted(outcomes, key=["met", "to decide", "not met"].index) and len(set(outcomes)) > 1
    # What does not fit, or waits for a person, says why, and what would change that
    for card in (one for one in page.cards if one.answer.outcome != "met"):
        finding = next(one for one in card.answer.findings if one.outcome != "met")
        said = [one.text() for one in card.findChildren(QLabel)]
        assert said[said.index("Why not" if finding.outcome == "not met" else "Decide") + 1] == finding.reason
        assert said[said.index("Would change it") + 1] == finding.remedy
    picture(window, "2-find-a-break")
    # 3. Its number takes it to the booking panel, which says the charge, the hours after and what was checked
    qtbot.keyClicks(QApplication.focusWidget(), str(places_of(page)[0]))
    qtbot.waitUntil(lambda: bool(page.panel.offers))
    offer = page.panel.offers[0]
    assert (offer.charge_pence, offer.unit, offer.uses) == (1275, "hours", 180)
    page.panel.paid.setCurrentIndex(1)
    picture(window, "3-booking")
    # 4. Ctrl+Enter books and prints
    qtbot.keyClick(page.panel.book, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any(one.paper is not None for one in page.findChildren(PaperSheet)), timeout=15000)
    (shown,) = page.findChildren(PaperSheet)
    paper = shown.paper
    text = " ".join(pypdf.PdfReader(io.BytesIO(paper.pdf)).pages[0].extract_text().replace("\u00a0", " ").split())
    assert "Your booking is confirmed" in text and "Amara O." in text and "Sandpipers Saturday Club" in text
    assert "1 session × £12.75 = £12.75. You paid £12.75 on 22 July 2026." in text
    qtbot.waitUntil(lambda: window.notice_bar.notice is not None)
    assert window.notice_bar.notice.lead.startswith("Booked for Amara O. Sandpipers Saturday Club")
    qtbot.waitUntil(lambda: shown.sheet is not None and shown.view.pages() == paper.pages)
    qtbot.wait(300 if PICTURES else 1)
    picture(window, "4-confirmation")
    # 5. Print has the focus: Space asks for the printer, and every page of the paper reaches it
    assert QApplication.focusWidget().words() == "Print"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    dialog = shown.dialog
    qtbot.waitUntil(dialog.isVisible)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(96)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(printer)
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: window.notice_bar.notice.lead == "Sent to the printer.")
    assert len(pypdf.PdfReader(tmp_path / "printed.pdf").pages) == paper.pages
    # 6. What was booked shows on the child's card and among the bookings, and can be put back after a slip
    shown.sheet.close_sheet()
    window.go.to("bookings", number=int(paper.file_name.removeprefix("booking-").removesuffix(".pdf")))
    bookings = window.page_now()
    qtbot.waitUntil(lambda: len(bookings.shown) == 1 and bookings.shown[0].state == "confirmed")
    bookings.table.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: getattr(bookings, "cancel_sheet", None) is not None and bool(bookings.cancel_sheet.cost.text()))
    picture(window, "5-cancellation")
    bookings.cancel_sheet.act.click()
    qtbot.waitUntil(lambda: bookings.shown[0].state != "confirmed")
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bookings.shown[0].state == "confirmed")
