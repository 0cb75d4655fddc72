"""A table of families brought in from the page, as a person would: looked at, accepted, or left."""

import csv

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from shortbreaks.access.permissions import Role
from shortbreaks.families.queries import families_listed
from tests.exchange.test_families_csv import ADA, ORDER, file_of
from ui.families.page import FamiliesPage


def test_a_table_is_looked_at_accepted_and_listed(county, page_of, tmp_path, qtbot):
    page = page_of(county, FamiliesPage)
    file = tmp_path / "families.csv"
    file.write_bytes(file_of(ADA, ADA | {"Child first name": "Obi", "Born": "25/03/2013"}))
    page.bring_in.look(str(file))
    sheet = page.bring_in.sheet
    assert sheet.isVisible() and page.bring_in.table.model().rowCount() == 2
    assert county.at().ask(families_listed) == ((), 0)
    page.bring_in.accept.setFocus()
    qtbot.keyClick(page.bring_in.accept, Qt.Key.Key_Space)
    assert county.at().ask(families_listed)[1] == 2
    assert page.count == 2


def test_a_table_with_a_bad_line_cannot_be_accepted(county, page_of, tmp_path):
    page = page_of(county, FamiliesPage)
    file = tmp_path / "families.csv"
    file.write_bytes(file_of(ADA, ADA | {"Child first name": ""}))
    page.bring_in.look(str(file))
    assert not page.bring_in.accept.isEnabled()
    assert "Mend them in the file" in page.bring_in.accept.toolTip()


def test_an_empty_table_has_every_column_that_is_read(file_county, page_of, tmp_path):
    page, file = page_of(file_county, FamiliesPage), tmp_path / "to fill in.csv"
    page.findChild(QMenu, "families_files").actions()[1].trigger()
    (dialog,) = page.window().findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    assert page.desk.notices.now.rest == "Only “Child first name” and “Born” are needed, with a parent or our family number."
    (head,) = csv.reader(file.open(encoding="utf-8-sig", newline=""))
    assert {*ADA, *ORDER, "Rights from", "New child"} <= {*head}
    file.write_bytes(file_of(ADA | ORDER, head=head))
    page.bring_in.look(str(file))
    assert page.bring_in.preview.count("new") == 1 and not any("left out" in one for one in page.bring_in.preview.said)


def test_who_may_not_bring_files_in_sees_why(county, page_of):
    page = page_of(county, FamiliesPage, Role.AUDITOR)
    action, _empty, _erasure = page.findChild(QMenu, "families_files").actions()
    assert not action.isEnabled()
