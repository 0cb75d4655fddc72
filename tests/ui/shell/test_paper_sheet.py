"""An issued paper saved and printed: the copy is the register's own bytes, and every page reaches the printer at its size."""

import hashlib

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, qGray
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QWidget
from sqlalchemy import text

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.families.papers import paper_again
from tests.builders import a_child, a_service, a_session
from tests.ui.going import press
from ui.kit.sheet import Sheet
from ui.shell.paper_sheet import PaperSheet


@pytest.fixture
def sheet(file_county, desk_of, qtbot):
    """The confirmation of one booking in large print, over a page: more than one page long."""
    service, venue = a_service(file_county)
    sessions = (a_session(file_county, service, venue),)
    child = a_child(file_county)
    office = file_county.at()
    (number,) = office.perform(make_booking, MakeBooking((PlacesWanted(child, sessions),))).answer
    paper = office.perform(issue_confirmation, IssueConfirmation(number, "large")).answer
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1240, 800)
    over.show()
    return PaperSheet(over, desk_of(file_county), paper, "Booking confirmation")


WIDE, TALL = 340, 480


def inked(file, number):
    """Where a page has ink, as shares of its width and height (left, right, top, bottom), and how many dots."""
    document = QPdfDocument()
    assert document.load(str(file)) is QPdfDocument.Error.None_
    picture = QImage(WIDE, TALL, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.drawImage(0, 0, document.render(number, picture.size()))
    painter.end()
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    dots = [(x, y) for y in range(TALL) for x in range(WIDE) if qGray(grey.pixel(x, y)) < 150]
    document.close()
    across, down = [x / WIDE for x, _ in dots], [y / TALL for _, y in dots]
    return (min(across), max(across), min(down), max(down)), len(dots)


def last_deed(county):
    with county.database.reading.connect() as connection:
        return tuple(connection.execute(text("select recorded_as, subject_id from audit_entry order by number desc")).first())


def test_a_saved_copy_is_the_registered_paper_byte_by_byte(sheet, file_county, tmp_path):
    assert sheet.paper is not None
    press(sheet.sheet, "save_paper")
    (dialog,) = sheet._over.findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith(sheet.paper.file_name) and "Amara" not in sheet.paper.file_name
    target = tmp_path / "copy.pdf"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    again = file_county.at().ask(paper_again, 1)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == hashlib.sha256(again.pdf).hexdigest()
    assert sheet.desk.notices.now.lead == "Saved."
    assert last_deed(file_county) == ("Copy of a paper saved", 1)


def test_a_copy_that_cannot_be_written_is_said_and_leaves_what_was_there(sheet, tmp_path):
    folder = tmp_path / "no folder"
    sheet.save_to(str(folder / "copy.pdf"))
    assert "could not be written" in sheet.desk.notices.now.lead and not folder.exists()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_not_said_to_have_printed(sheet, tmp_path):
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no folder" / "printed.pdf"))
    sheet.print_on(printer)
    said = sheet.desk.notices.now
    assert said.lead == "The printer did not take this paper." and "save a copy" in said.rest


def test_a_copy_named_without_an_ending_is_a_pdf_all_the_same(sheet, tmp_path):
    press(sheet.sheet, "save_paper")
    (dialog,) = sheet._over.findChildren(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.findChild(QLineEdit, "fileNameEdit").setText("letter of Monday")
    dialog.accept()
    assert [one.name for one in tmp_path.glob("letter*")] == ["letter of Monday.pdf"]


def test_print_puts_every_page_on_the_printer_as_it_is(sheet, file_county, tmp_path):
    press(sheet.sheet, "print_paper")
    assert isinstance(sheet.dialog, QPrintDialog) and sheet.dialog.isVisible()
    printer = sheet.dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(150)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    sheet.dialog.accepted.emit(printer)  # as "Print" does; the dialog itself would ask a printer of this computer first
    sheet.dialog.close()
    said = sheet.desk.notices.now
    assert (said.lead, said.rest) == ("Sent to the printer.", "Booking confirmation")
    (tmp_path / "paper.pdf").write_bytes(sheet.paper.pdf)
    printed, paper = tmp_path / "printed.pdf", tmp_path / "paper.pdf"
    one, other = pypdf.PdfReader(printed), pypdf.PdfReader(paper)
    assert len(one.pages) == len(other.pages) == sheet.paper.pages > 1
    for number, (mine, theirs) in enumerate(zip(one.pages, other.pages, strict=True)):
        assert [float(side) for side in mine.mediabox[2:]] == pytest.approx([float(side) for side in theirs.mediabox[2:]], abs=2)
        (found, dots), (wanted, right) = inked(printed, number), inked(paper, number)
        assert found == pytest.approx(wanted, abs=0.02), "as large as the paper, and nothing cut off"
        assert dots == pytest.approx(right, rel=0.35) and right > 500
    assert last_deed(file_county) == ("Paper sent to a printer", 1)
    assert [one for one in sheet._over.findChildren(Sheet) if one.isVisible()] == [sheet.sheet]


@pytest.mark.parametrize(("name", "said"), [("김민", True), ("李", False)])
def test_letters_that_no_typeface_has_are_told_before_anything_is_printed(file_county, desk_of, qtbot, name, said):
    service, venue = a_service(file_county)
    child = a_child(file_county, first=name)
    office = file_county.at()
    (number,) = office.perform(make_booking, MakeBooking((PlacesWanted(child, (a_session(file_county, service, venue),)),))).answer
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    PaperSheet(over, desk_of(file_county), office.perform(issue_confirmation, IssueConfirmation(number, "standard")).answer, "Confirmation")
    told = over.findChild(QWidget, "not_printed")
    assert bool(told) is said
    if told:
        assert any("codes: 김 민" in one.text() for one in told.findChildren(QLabel))
