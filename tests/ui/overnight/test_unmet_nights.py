"""Nights that cannot be placed are kept as unmet need by one key, with reason, house and district, and taken back."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import text

from shortbreaks.errors import Refused
from shortbreaks.overnight.unmet_nights import KeepNightsAsked, keep_nights_asked
from tests.builders import a_child
from tests.overnight.builders import FRI, a_house, placed, s20, wanted
from ui.overnight.page import BedBoardPage
from ui.overnight.placing import NOTHING

MON = FRI + timedelta(days=3)
KEPT = (
    "select u.child_id, u.reason, u.district, u.kinds, u.unit, u.amount, u.from_day, u.until_day, o.outcome from unmet_request u "
    "left join unmet_outcome o on o.unmet_id = u.id"
)


def kept(county):
    with county.database.reading.connect() as connection:
        return [(*row[:6], f"{row[6]}", f"{row[7]}", row[8]) for row in connection.execute(text(KEPT))]


@pytest.fixture
def full(county):
    """Mason has the one bed from Friday to Monday; Theo asks for the same nights."""
    _, _, (bed,) = a_house(county, beds=1)
    theo, mason = a_child(county, first="Theo"), a_child(county, first="Mason")
    for child in (theo, mason):
        s20(county, child)
    placed(county, mason, bed, FRI, MON)
    return county, bed, theo


def test_k_keeps_what_cannot_be_placed_and_it_is_taken_back(full, page_of, qtbot):
    county, bed, theo = full
    page = page_of(county, BedBoardPage)
    page.view.show_from(FRI)
    page.view.grid.at = (0, 0)
    page.placing.begin(theo)
    qtbot.keyClick(page.view.grid, Qt.Key.Key_K)
    assert page.side.currentIndex() == NOTHING and page.placing.wanted is None
    assert page.desk.notices.now.lead == "Kept as unmet need for Theo."
    row = (theo, "no_place", "E07000114", "overnight", "nights", 2, "2026-08-07", "2026-08-09")
    assert kept(county) == [(*row, None)]
    page.placing.begin(theo)
    qtbot.keyClick(page.view.grid, Qt.Key.Key_K)  # the very same again is refused in words, and the stay is not lost
    assert page.placing.wanted is not None and len(kept(county)) == 1
    assert page.placing.panel.findChild(object, "refusal") is not None
    page.placing.leave()
    assert page.desk.notices.put_back()
    assert kept(county) == [(*row, "mistaken")]
    assert bed


def test_a_stay_that_can_be_placed_is_no_unmet_need(full, page_of, qtbot):
    county, bed, theo = full
    with pytest.raises(Refused, match="Nothing stands against this stay"):
        county.at().perform(keep_nights_asked, KeepNightsAsked(wanted(theo, bed, MON, date(2026, 8, 12))))
    page = page_of(county, BedBoardPage)
    page.view.show_from(MON)
    page.view.grid.at = (0, 0)
    page.placing.begin(theo)
    assert not page.placing.panel.keep.isVisible()
    qtbot.keyClick(page.view.grid, Qt.Key.Key_K)
    assert kept(county) == [] and page.placing.wanted is not None
