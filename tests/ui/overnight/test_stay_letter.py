"""The letter of a stay is looked at from the bed board and from a child's nights, by button and by key."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.documents.tables import Paper
from tests.builders import a_child
from tests.overnight.builders import a_house, placed, s20
from tests.ui.going import press
from ui.families.child_page import ChildPage
from ui.kit.buttons import Button
from ui.overnight.page import BedBoardPage

FRI, DAY = date(2026, 7, 24), timedelta(days=1)


@pytest.fixture
def house(file_county):
    """One house with a stay that is booked and one that is offered; the engine cannot matter to a button."""
    _, _, beds = a_house(file_county, beds=2)
    theo = a_child(file_county, first="Theo", last="Marsh")
    s20(file_county, theo)
    booked = placed(file_county, theo, beds[0], FRI, FRI + DAY * 2)
    return file_county, theo, booked, placed(file_county, theo, beds[0], FRI + DAY * 7, FRI + DAY * 8, offered=True)


def papers(county):
    with Session(county.database.reading) as db:
        return [(one.kind, one.about) for one in db.query(Paper).order_by(Paper.id)]


def test_the_board_shows_the_letter_of_the_stay_chosen_by_button_and_by_p(house, page_of, qtbot):
    county, _, booked, offered = house
    page = page_of(county, BedBoardPage)
    qtbot.keyClick(page.view.grid, Qt.Key.Key_P)
    assert papers(county) == [], "no stay is chosen"
    page.show_stay(booked)
    press(page.stay_panel, "stay_letter")
    assert page.acts.letter.shown.paper.file_name == f"stay-{booked}.pdf"
    page.show_stay(offered)
    qtbot.keyClick(page.view.grid, Qt.Key.Key_P)
    assert papers(county) == [("stay confirmation", f"stay:{booked}"), ("stay offer", f"stay:{offered}")]
    assert dict(page.keys())["P"] == "The letter of the stay chosen"


def test_a_stay_without_a_letter_and_who_may_not_issue_papers_get_no_button(house, page_of, qtbot):
    county, _, booked, offered = house
    page = page_of(county, BedBoardPage)
    page.show_stay(offered)
    press(page.stay_panel, "cancel_stay")
    page.acts.sheet.form.send()
    page.show_stay(offered)
    assert page.stay_panel.findChild(Button, "stay_letter") is None
    page = page_of(county, BedBoardPage, Role.APPROVER)
    page.show_stay(booked)
    assert page.stay_panel.findChild(Button, "stay_letter") is None
    qtbot.keyClick(page.view.grid, Qt.Key.Key_P)
    assert papers(county) == []


def test_a_childs_nights_print_the_letter_of_the_stay_chosen(house, page_of):
    county, theo, booked, _ = house
    page = page_of(county, ChildPage, id=theo)
    tab = page.nights
    tab.stays.choose_key(booked)
    press(tab, "stay_letter")
    assert papers(county) == [("stay confirmation", f"stay:{booked}")]
    assert tab.letter.shown.paper.pages == 1
