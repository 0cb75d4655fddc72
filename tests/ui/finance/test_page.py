"""Finance on screen: a file prepared, written, copied, noted and compared; a month closed and opened again."""

import pytest
from PySide6.QtWidgets import QLabel

from shortbreaks.access.permissions import Role
from tests.finance.test_charges import booked
from ui.finance.page import FinancePage
from ui.kit.buttons import Button


class Nowhere:
    """The page goes to no other."""

    def to(self, name, **what):
        raise AssertionError((name, what))


@pytest.fixture
def shown(desk_of, qtbot):
    def make(county, role=Role.FINANCE):
        page = FinancePage(desk_of(county, role), Nowhere())
        qtbot.addWidget(page)
        page.resize(1240, 800)
        page.show()
        page.refresh()
        return page

    return make


def press(page, name):
    button = page.findChild(Button, name)
    assert button is not None and button.isEnabled(), name
    button.click()


def states(page):
    return [one.state for one in page.batches]


def test_a_charges_file_goes_out_and_its_copies_are_counted(county, shown, tmp_path):
    booked(county, paid_by="card")
    page = shown(county)
    assert "No file yet." in [one.text() for one in page.findChildren(QLabel)]
    press(page, "prepare_charges")
    page.files.sheet.form.send()
    page.refresh()
    assert states(page) == ["prepared"]
    assert not page.has_it.isEnabled()
    row = page.table.chosen_row()
    page.files.write_into(row, str(tmp_path))
    page.refresh()
    assert states(page) == ["written"]
    page.files.write_into(row, str(tmp_path))
    page.refresh()
    assert page.batches[0].copies == 1
    page.table.choose(0)
    press(page, "has_file")
    page.refresh()
    assert states(page) == ["acknowledged"]


def test_an_altered_file_is_said_to_be_altered(county, shown, tmp_path):
    booked(county)
    page = shown(county)
    press(page, "prepare_charges")
    page.files.sheet.form.send()
    page.refresh()
    (row,) = page.batches
    page.files.write_into(row, str(tmp_path))
    path = tmp_path / row.name
    page.files.check(row, str(path))
    assert page.desk.notices.now.lead == "The file is charges-00001.csv, whole and unaltered."
    path.write_bytes(path.read_bytes().replace(b"12.75", b"21.75"))
    page.files.check(row, str(path))
    assert "fingerprint differs" in page.desk.notices.now.lead


def test_a_month_is_closed_and_opened_again_with_a_reason(county, shown):
    booked(county)
    county.clock.forward(days=20)
    page = shown(county)
    page.show_for(tab="Months of the books")
    assert page.month_table.chosen_row().month == "2026-07"
    press(page, "close_month")
    page.sheet.form.editors["reason"].setText("Agreed with finance")
    page.sheet.form.send()
    page.refresh()
    assert page.month_table.chosen_row().state == "soft"
    press(page, "open_month")
    page.sheet.form.editors["reason"].setText("A late invoice")
    page.sheet.form.send()
    page.refresh()
    assert page.month_table.chosen_row().state == "open"


def test_an_auditor_looks_and_changes_nothing(county, shown):
    booked(county)
    page = shown(county, Role.AUDITOR)
    assert not any(one.isEnabled() for one in (page.prepare, page.write, page.soft, page.hard, page.open))
