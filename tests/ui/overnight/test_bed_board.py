"""The bed board as a coordinator uses it: by keyboard, by mouse, refused, offered a way out, and what becomes of a stay."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import Household
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from shortbreaks.providers.bed_queries import beds_of
from shortbreaks.providers.beds import ChangeBed, change_bed
from tests.builders import a_child, a_service
from tests.overnight.builders import a_house, nights_kept, placed, s20, stay_of
from tests.overnight.test_rules import A1
from tests.overnight.test_stays import at
from tests.ui.going import choose, press
from ui.bookings.find.page import FindPage
from ui.families.child_page import ChildPage
from ui.kit.buttons import Button
from ui.overnight.page import BedBoardPage
from ui.overnight.past_file import PAST_NIGHTS
from ui.overnight.placing import NOTHING, PLACE, STAY, WHO
from ui.shell.incoming_file import IncomingFile

MARKUP = "Tom <b>Bold</b> & {0}"
TODAY = date(2026, 7, 22)
FRI = date(2026, 7, 24)
DAY = timedelta(days=1)


@pytest.fixture
def house(county):
    unit, _, beds = a_house(county, beds=3, emergency=True)
    theo, mason = a_child(county, first="Theo", last="Marsh"), a_child(county, first="Mason", last="Eames")
    for child in (theo, mason):
        s20(county, child)
    with Session(county.database.writing) as db, db.begin():
        for household in db.scalars(select(Household.id)):
            index_family(db, household)
    return county, unit, beds, theo, mason


def keys(qtbot, page, *pressed):
    for one in pressed:
        modifier, key = one if isinstance(one, tuple) else (Qt.KeyboardModifier.NoModifier, one)
        qtbot.keyClick(page.view.grid, key, modifier)


def said(page):
    return [one.text() for one in page.side.currentWidget().findChildren(QLabel)]


K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_stay_is_placed_moved_and_lengthened_by_keyboard_alone(house, page_of, qtbot):
    county, _, beds, theo, _ = house
    page = page_of(county, BedBoardPage)
    keys(qtbot, page, K.Key_Right, K.Key_Right, K.Key_Down, K.Key_Return)
    assert page.side.currentIndex() == WHO
    qtbot.keyClicks(page.who.field, "theo")
    qtbot.keyClick(page.who.field, K.Key_Return)
    assert page.side.currentIndex() == PLACE
    assert "Placing Theo, 9" in said(page)
    keys(qtbot, page, K.Key_Down, (SHIFT, K.Key_Right), K.Key_Right)
    assert "Windmill House, Bed 3, Sat 25 Jul 16:00 to Tue 28 Jul 10:00" in said(page)
    keys(qtbot, page, K.Key_Return)
    kept = stay_of(county, 1)
    assert (kept.bed_id, kept.starts_at, kept.ends_at) == (beds[2], datetime(2026, 7, 25, 16), datetime(2026, 7, 28, 10))
    assert page.desk.notices.now.lead == "Booked for Theo."
    assert page.side.currentIndex() == STAY
    keys(qtbot, page, K.Key_M, K.Key_Up, (SHIFT, K.Key_Left), K.Key_Return)
    moved = stay_of(county, 1)
    assert (moved.bed_id, moved.ends_at, moved.child_id) == (beds[1], datetime(2026, 7, 27, 10), theo)


def drag(grid, start, end, qtbot):
    qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(grid, end.toPoint())
    qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=end.toPoint())


def test_a_stay_is_dragged_to_another_bed_and_its_end_to_another_night(house, page_of, qtbot):
    county, _, beds, theo, _ = house
    stay = placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    grid = page.view.grid
    wide, tall = grid.shape.column_width(), grid.shape.line_height()
    middle = grid.shape.cell(0, 2).center()
    drag(grid, middle, middle + QPointF(wide, tall), qtbot)
    assert page.placing.wanted.bed_id == beds[1]
    press(page, "save_stay")
    assert (stay_of(county, stay).bed_id, nights_kept(county, stay)) == (beds[1], [FRI + DAY, FRI + DAY * 2])
    block = grid.shape.where(next(one for one in grid.shape.grid.blocks if one.key == stay))
    end = QPointF(block.right() - 3, block.center().y())
    drag(grid, end, end + QPointF(wide, 0), qtbot)
    press(page, "save_stay")
    assert len(nights_kept(county, stay)) == 3


def test_a_pair_kept_apart_turns_save_off_and_a_key_takes_the_way_out(house, page_of, qtbot):
    county, _, beds, theo, mason = house
    county.at().perform(keep_pair, KeepPair(theo, mason, "must not share", "Bites", date(2026, 1, 1)))
    placed(county, mason, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    page.view.grid.at = (1, 2)
    page.placing.begin(theo)
    assert any("must not share the house" in words for words in said(page))
    assert not any("Bites" in words for words in said(page))
    assert page.view.grid.shape.grid.blocks[-1].second == "not possible", "said on the board too: the panel may lie below it"
    assert not page.placing.panel.save.isEnabled()
    assert [one.words() for one in page.side.findChildren(Button) if one.objectName().startswith("way_")] == [
        "Theo from Fri 31 Jul, same bed", "Theo from Fri 7 Aug, same bed", "Theo from Fri 14 Aug, same bed",
    ]  # fmt: skip
    keys(qtbot, page, K.Key_1)
    assert page.placing.panel.save.isEnabled()
    keys(qtbot, page, K.Key_Return)
    assert stay_of(county, 2).starts_at == datetime(2026, 7, 31, 16)


def test_over_75_nights_save_waits_for_two_names_and_a_reason(county, page_of, qtbot):
    _, _, beds = a_house(county)
    child = a_child(county, nights=100)
    s20(county, child)
    for first, out in A1:
        placed(county, child, beds[0], first, out, reasons=[("R-O1", "Paper"), ("R-B8", "Before")])
    page = page_of(county, BedBoardPage)
    page.view.grid.at = (0, 1)
    page.placing.begin(child)
    keys(qtbot, page, *[(SHIFT, K.Key_Right)] * 8)
    assert any("would be at 77 nights in twelve months, 2 over 75" in words for words in said(page))
    for name, words in (("manager", "Helen Marsh"), ("reviewing_officer", "Ira Olsen"), ("reason_R-O3", "Mother in hospital")):
        press(page, "save_stay")  # kept only when all three are there; what is missing is said beside its field
        missing = page.side.findChild(QLabel, f"mistake_{name}")
        qtbot.waitUntil(missing.isVisible)
        assert "is empty" in missing.text()
        page.side.findChild(QLineEdit, f"field_{name}").setText(words)
    press(page, "save_stay")
    kept = stay_of(county, 6)
    assert (kept.manager, kept.reviewing_officer, len(nights_kept(county, 6))) == ("Helen Marsh", "Ira Olsen", 10)


def test_arrived_and_collected_early_counts_what_was_slept(house, page_of, qtbot):
    county, _, beds, theo, _ = house
    stay = placed(county, theo, beds[0], TODAY, TODAY + DAY * 3)
    at(county, 2026, 7, 22, 17)
    page = page_of(county, BedBoardPage)
    keys(qtbot, page, K.Key_Right, K.Key_Left)
    assert page.card.id == stay
    press(page, "arrive")
    assert stay_of(county, stay).state == "in_house"
    at(county, 2026, 7, 23, 11)
    press(page, "collect")
    form = page.acts.comes.sheet.form
    choose(form, "wish", "provider")
    form.editors["time"].setText("10:30")
    form.send()
    assert (stay_of(county, stay).uses, nights_kept(county, stay)) == (1, [TODAY])


def test_a_stay_is_cancelled_put_back_and_swapped(house, page_of, qtbot):
    county, _, beds, theo, mason = house
    one, other = placed(county, theo, beds[0], FRI, FRI + DAY * 2), placed(county, mason, beds[1], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    page.show_stay(one)
    page.take_cancellation()
    page.acts.sheet.form.send()
    assert stay_of(county, one).state == "cancelled_in_notice"
    assert page.desk.notices.put_back()
    assert stay_of(county, one).state == "booked"
    page.show_stay(one)
    keys(qtbot, page, K.Key_S)
    page.view.grid.choose(other)
    keys(qtbot, page, K.Key_Return)
    assert (stay_of(county, one).bed_id, stay_of(county, other).bed_id) == (beds[1], beds[0])


def test_esc_gives_up_what_was_being_placed_and_nothing_is_kept(house, page_of, qtbot):
    county, _, _, theo, _ = house
    page = page_of(county, BedBoardPage)
    page.placing.begin(theo)
    assert page.escape()
    assert page.side.currentIndex() == NOTHING
    assert page.placing.wanted is None
    assert not page.escape()
    assert stay_of(county, 1) is None


def test_days_and_times_can_be_written_and_a_stay_without_a_night_stays_in_the_form(house, page_of):
    county, _, _, theo, _ = house
    page = page_of(county, BedBoardPage)
    page.placing.begin(theo)
    press(page, "stay_times")
    form = page.placing.sheet.form
    form.editors["out"].setText("22/7/2026")
    form.send()
    assert page.placing.sheet.sheet.isVisible()
    form.editors["out"].setText("25/7/2026")
    form.editors["leaves"].setText("14")
    form.send()
    assert page.placing.wanted.ends_at == datetime(2026, 7, 25, 14)


def test_an_office_without_beds_says_where_they_come_from_and_somebody_who_may_look_places_nothing(county, page_of):
    page = page_of(county, BedBoardPage)
    assert page.view.no_house.isVisibleTo(page.view) and not page.view.drawn.isVisibleTo(page.view)
    page.new()
    assert page.side.currentIndex() == NOTHING
    a_house(county)
    page = page_of(county, BedBoardPage, Role.APPROVER)
    assert not page.add.isEnabled()
    page.new()
    assert page.side.currentIndex() == NOTHING


def test_names_are_plain_text_whatever_is_in_them_and_the_board_reads_itself_aloud(county, page_of, qtbot):
    _, _, beds = a_house(county)
    child = a_child(county, first=MARKUP, last="Z")
    s20(county, child)
    placed(county, child, beds[0], TODAY, TODAY + DAY)
    page = page_of(county, BedBoardPage)
    keys(qtbot, page, K.Key_Right, K.Key_Left)
    grid = page.view.grid
    assert grid.accessibleName() == f"Bed 1, Wednesday 22 July: {MARKUP} Z., 9, booked, 1 night"
    assert grid.accessibleDescription() == f"{MARKUP} Z., 9, booked, 1 night"
    assert f"{MARKUP} Z., 9" in said(page)
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in page.side.currentWidget().findChildren(QLabel))
    page.view.tabs.show_named("List")
    assert page.view.stays.model().rowCount() == 1


def test_a_house_is_given_beds_closed_opened_and_rostered_from_its_menu(county, page_of):
    service, _ = a_service(county, name="Oast Lodge", kind="overnight", unit="nights")
    page = page_of(county, BedBoardPage)
    page.house.house()
    assert page.house.sheet.form.typed("arrives") == "16:00"
    page.house.sheet.form.send()
    assert page.context() == "Oast Lodge, 0 beds"
    page.house.bed()
    page.house.sheet.form.editors["name"].setText("Bed 1")
    page.house.sheet.form.send()
    assert page.context() == "Oast Lodge, 1 bed"
    page.house.close()
    page.house.sheet.form.editors["reason"].setText("Boiler")
    page.house.sheet.form.send()
    assert page.view.board.nights[0].closed == "Boiler"
    page.house.reopen()
    page.house.sheet.form.send()
    assert page.view.board.nights[0].closed == ""
    page.house.roster()
    page.house.sheet.form.editors["workers"].setText("4")
    page.house.sheet.form.send()
    assert (page.view.board.nights[0].workers, page.view.board.nights[1].workers) == (4, 2)
    assert service
    page.house.house()
    assert page.desk.notices.now.lead == "Every service of nights has its beds."


def test_the_childs_card_decides_the_status_notes_pairs_and_visits_and_leads_to_the_board(house, page_of):
    county, _, beds, theo, mason = house
    new = a_child(county, first="Poppy", last="Gray")
    placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, ChildPage, id=new)
    page.show_tab(3)
    page.nights.decide()
    form = page.nights.sheet.form
    form.editors["decided_by"].setText("Dana Wells")
    form.editors["reason"].setPlainText("Short breaks plan")
    form.send()
    assert page.nights.sheet.sheet.isVisible()  # section 20 without a reviewing officer
    form.editors["reviewing_officer"].setText("Ira Olsen")
    form.send()
    assert page.nights.nights.situation == 2
    page.nights.pair()
    form = page.nights.sheet.form
    form.editors["other"].setText("theo")
    form.editors["reason"].setPlainText("Bites")
    form.send()
    assert page.nights.nights.pairs == (("must not share", "Theo M."),)
    page.nights.visit()
    page.nights.sheet.form.send()
    assert page.nights.nights.visits == ((TODAY, "tea", "Windmill House"),)
    shown = " ".join(one.text() for one in page.nights.findChildren(QLabel))
    assert "0 linked with what is booked. Check with a benefits adviser at 28." in shown  # R-O10: advice, never a decision
    assert "The data check looks only at these, from 1 April, and is weaker than the law." in shown  # R-O3: both are shown
    page = page_of(county, ChildPage, id=theo)
    page.nights.stays.opened.emit(page.nights.nights.stays[0])
    assert page.go.where[-1] == ("beds", {"unit": 1, "stay": 1, "first": FRI})
    press(page, "place_stay")
    assert page.go.where[-1] == ("beds", {"child": theo})
    board = page_of(county, BedBoardPage, child=theo)
    assert board.placing.wanted.child_id == theo
    assert mason


NASTY = ("<b>Tom</b>", "=1+1", "x" * 290)


def test_nothing_typed_for_one_child_is_kept_for_the_next(house, page_of):
    county, _, beds, theo, mason = house
    page = page_of(county, BedBoardPage)
    page.view.grid.at = (3, 2)  # the emergency bed
    page.placing.begin(theo)
    page.side.findChild(QLineEdit, "field_manager").setText("Helen Marsh")
    page.side.findChild(QLineEdit, "field_reason_R-O11 bed").setText("Mother in hospital")
    page.placing.begin(mason)
    assert page.side.findChild(QLineEdit, "field_manager").text() == ""
    assert page.side.findChild(QLineEdit, "field_reason_R-O11 bed").text() == ""
    press(page, "save_stay")
    assert page.placing.wanted is not None and beds


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_words_in_every_field_of_a_stay_are_kept_as_typed(house, page_of, nasty):
    county, _, _, theo, _ = house
    page = page_of(county, BedBoardPage)
    page.view.grid.at = (3, 2)
    page.placing.begin(theo)
    press(page, "stay_times")
    page.placing.sheet.form.editors["collected_by"].setText(nasty)
    page.placing.sheet.form.editors["note"].setPlainText(nasty)
    page.placing.sheet.form.send()
    page.side.findChild(QLineEdit, "field_manager").setText(nasty)
    page.side.findChild(QLineEdit, "field_reason_R-O11 bed").setText(nasty)
    press(page, "save_stay")
    kept = stay_of(county, 1)
    assert (kept.manager, kept.collected_by, kept.note) == (nasty, nasty, nasty)
    assert kept.note in said(page)


def test_words_too_long_for_a_stay_are_told_and_stand_as_typed(house, page_of):
    county, _, _, theo, _ = house
    page = page_of(county, BedBoardPage)
    page.view.grid.at = (3, 2)
    page.placing.begin(theo)
    page.side.findChild(QLineEdit, "field_manager").setText("x" * 900)
    page.side.findChild(QLineEdit, "field_reason_R-O11 bed").setText("Mother in hospital")
    press(page, "save_stay")
    assert page.side.findChild(QLineEdit, "field_manager").text() == "x" * 900
    assert "900 letters" in page.side.findChild(QLabel, "mistake_manager").text()
    assert stay_of(county, 1) is None


@pytest.mark.parametrize("clock", ["25:99", "noon", "９"])
def test_a_time_that_is_none_gets_a_sentence_in_every_form(house, page_of, clock):
    county, _, beds, theo, _ = house
    stay = placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    page.show_stay(stay)
    page.take_cancellation()
    form = page.acts.sheet.form
    form.editors["time"].setText(clock)
    form.send()
    assert page.acts.sheet.sheet.isVisible()
    assert any(clock in one.text() and "is not a time" in one.text() for one in form.findChildren(QLabel))
    page.acts.sheet.sheet.close_sheet()
    page.acts.move(page.card)
    press(page, "stay_times")
    page.placing.sheet.form.editors["arrives"].setText(clock)
    page.placing.sheet.form.send()
    assert page.placing.sheet.sheet.isVisible()
    assert stay_of(county, stay).state == "booked"


def test_the_cost_of_a_cancellation_is_said_before_it_is_done(county, page_of):
    _, _, beds = a_house(county, price=2000)
    child = a_child(county)
    s20(county, child)
    stay = placed(county, child, beds[0], TODAY + DAY, TODAY + DAY * 3)
    page = page_of(county, BedBoardPage)
    page.show_stay(stay)
    page.take_cancellation()
    words = [one.text() for one in page.acts.sheet.form.parentWidget().findChildren(QLabel)]
    assert "£40.00 of £40.00 stays to pay." in words
    assert "Used of the allowance all the same: 2 nights." in words
    choose(page.acts.sheet.form, "reason", "ill")
    words = [one.text() for one in page.acts.sheet.form.parentWidget().findChildren(QLabel)]
    assert "£0.00 of £40.00 stays to pay." in words


def test_somebody_who_may_look_drags_nothing(house, page_of, qtbot):
    county, _, beds, theo, _ = house
    placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage, Role.APPROVER)
    grid = page.view.grid
    middle = grid.shape.cell(0, 2).center()
    drag(grid, middle, middle + QPointF(grid.shape.column_width(), 0), qtbot)
    assert page.placing.wanted is None
    keys(qtbot, page, (SHIFT, K.Key_Right))
    assert page.placing.wanted is None


def test_a_bed_is_told_what_it_has_and_a_night_what_it_costs(house, page_of):
    county, _, beds, theo, _ = house
    placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    page.house.change()
    form = page.house.sheet.form
    for box in form.editors["has"].findChildren(QCheckBox):
        box.setChecked(box.property("value") in {"HOIST", "QUIET"})
    form.editors["max_age"].setText("10")
    form.send()
    (row, *_), _words = county.at().ask(beds_of, 1)
    assert (row.has, row.max_age) == (("HOIST", "QUIET"), 10)
    page.house.price()
    form = page.house.sheet.form
    form.editors["pence"].setText("450")
    form.editors["reason"].setText("Contract 12")
    form.send()
    assert page.desk.notices.now.lead == "A night costs £450.00 from Wed 22 Jul."
    page.view.tabs.show_named("Costs by year")
    lines = page.view.cost_list.table.rows_model.rows
    assert [(one.who, one.cost.committed_nights, one.cost.committed) for one in lines] == [
        ("All houses", 2, 90_000), ("Windmill House", 2, 90_000),
    ]  # fmt: skip
    page.placing.begin(theo)
    assert "Costs the council £900.00." in said(page)


def test_key_2_moves_the_other_childs_offer_and_the_stay_can_then_be_saved(house, page_of, qtbot):
    county, _, beds, theo, mason = house
    county.at().perform(keep_pair, KeepPair(theo, mason, "must not share", "Bites", date(2026, 1, 1)))
    offered = placed(county, mason, beds[0], FRI, FRI + DAY * 2, offered=True)
    page = page_of(county, BedBoardPage)
    page.view.grid.at = (1, 2)
    page.placing.begin(theo)
    assert not page.placing.panel.save.isEnabled()
    keys(qtbot, page, K.Key_1)
    assert page.desk.notices.now.lead == "Mason E. is offered Fri 31 Jul to Sun 2 Aug instead."
    assert stay_of(county, offered).starts_at == datetime(2026, 7, 31, 16)
    keys(qtbot, page, K.Key_Return)
    assert stay_of(county, 2).starts_at == datetime(2026, 7, 24, 16)


def test_the_sheet_of_the_house_is_printed_from_the_board(house, page_of):
    county, _, beds, theo, _ = house
    placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    press(page, "print_sheet")
    form = page.paper.sheet.form
    choose(form, "style", "large")
    form.send()
    assert page.paper.shown.paper.pages >= 1
    assert page.paper.shown.paper.file_name == "unit-1.pdf"
    page = page_of(county, BedBoardPage, Role.APPROVER)
    page.paper.ask()
    assert page.desk.notices.now.lead == "Your role may not issue papers."


def test_a_swap_asks_for_the_reasons_it_needs_before_it_is_done(house, page_of, qtbot):
    county, unit, beds, _, mason = house
    sling = a_child(county, first="Poppy", last="Gray", needs=("HOIST",))
    s20(county, sling)
    county.at().perform(change_bed, ChangeBed(beds[0], 1, "Bed 1", "", ("HOIST",)))
    one = placed(county, sling, beds[0], FRI, FRI + DAY * 2, reasons=[("R-B10", "Asked")])
    other = placed(county, mason, beds[1], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    page.view.tabs.show_named("List")
    page.view.stays.setFocus()
    page.view.stays.choose_key((one, beds[0]))
    qtbot.keyClick(page.view.stays, K.Key_S)
    assert page.acts.swap_with.id == one
    assert page.desk.notices.now.lead == "Swapping Poppy G.’s bed."
    page.view.stays.choose_key((other, beds[1]))
    qtbot.keyClick(page.view.stays, K.Key_Return)
    assert page.desk.notices.now is None, "it waits for no other stay any more"
    form = page.acts.sheet.form
    (name,) = form.editors
    assert name == f"{one}:R-B10 bed"
    form.send()
    assert page.acts.sheet.sheet.isVisible() and stay_of(county, one).bed_id == beds[0]
    form.editors[name].setText("Mobile hoist")
    form.send()
    assert (stay_of(county, one).bed_id, stay_of(county, other).bed_id) == (beds[1], beds[0])
    assert unit


def test_keys_act_in_the_list_and_never_in_a_field(house, page_of, qtbot):
    county, _, beds, theo, _ = house
    stay = placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    page.view.tabs.show_named("List")
    page.view.stays.setFocus()
    page.view.stays.choose_key((stay, beds[0]))
    qtbot.keyClick(page.view.stays, K.Key_M)
    assert page.placing.wanted.but == (stay,)
    assert page.escape()
    page.new()
    qtbot.keyClicks(page.who.field, "ms")
    assert page.placing.wanted is None and page.acts.swap_with is None


@pytest.mark.parametrize("within", ["move_stay", "unit", "tab"])
def test_keys_act_from_a_button_a_closed_choice_and_the_board_alike(house, page_of, qtbot, within):
    county, _, beds, theo, _ = house
    stay = placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    page = page_of(county, BedBoardPage)
    page.show_stay(stay)
    focused = {"unit": page.view.unit_box, "tab": page.view.span_box}.get(within) or page.findChild(QWidget, within)
    focused.setFocus()
    qtbot.keyClick(focused, K.Key_S)
    assert page.acts.swap_with.id == stay
    assert page.escape() and page.desk.notices.now is None
    focused.setFocus()
    qtbot.keyClick(focused, K.Key_M)
    assert page.placing.wanted.but == (stay,)


def test_past_nights_come_in_from_the_menu_of_the_house(house, page_of, tmp_path):
    from shortbreaks.exchange.csv_files import write_table

    county, _, _, theo, _ = house
    with Session(county.database.reading) as db:
        ref = db.scalar(select(Household.ref).order_by(Household.id))
    rows = [(ref, "Theo", "Windmill House", "Bed 1", "2025-12-01", out, "section 20") for out in ("2025-12-05", "2025-11-01")]
    heads = ("Family", "Child", "House", "Bed", "In", "Out", "Legal status")
    page = page_of(county, BedBoardPage)
    for count, name in ((2, "bad.csv"), (1, "good.csv")):
        (tmp_path / name).write_bytes(write_table(heads, rows[:count]))
        page.house.incoming = IncomingFile(page, PAST_NIGHTS)
        page.house.incoming.look(str(tmp_path / name))
        if count == 2:
            assert not page.house.incoming.accept.isEnabled()
            page.house.incoming.sheet.close_sheet()
    page.house.incoming.send()
    assert page.desk.notices.now.lead == "1 stay taken in."
    assert len(nights_kept(county, 1)) == 4 and stay_of(county, 1).child_id == theo


def test_a_wish_for_a_night_away_leads_to_the_board_with_child_and_days(house, page_of, qtbot):
    county, unit, _, theo, _ = house
    find = page_of(county, FindPage, child=theo)
    choose_box = find.wishes.kind
    choose_box.setCurrentIndex(choose_box.findData("night"))
    find.wishes.from_day.setText("31/7")
    find.wishes.to_day.setText("3/8")
    find.wishes.send()
    qtbot.keyClick(find, K.Key_B)
    assert find.go.where[-1] == ("beds", {"child": theo, "first": date(2026, 7, 31), "until": date(2026, 8, 3)})
    page = page_of(county, BedBoardPage, **find.go.where[-1][1])
    assert (page.placing.wanted.starts_at, page.placing.wanted.ends_at) == (datetime(2026, 7, 31, 16), datetime(2026, 8, 3, 10))
    choose_box.setCurrentIndex(choose_box.findData("day"))
    before = len(find.go.where)
    qtbot.keyClick(find, K.Key_B)
    assert len(find.go.where) == before and unit


def test_an_emergency_stay_begins_tonight_in_the_bed_kept_for_it_of_a_house_that_has_one(house, page_of, qtbot):
    county, unit, beds, theo, _ = house
    none_kept, _, _ = a_house(county, name="Oast Lodge", beds=4)
    page = page_of(county, BedBoardPage, unit=none_kept, first=FRI)
    page.show_for(emergency=True)
    page.refresh()
    assert (page.view.unit_id, page.view.first, page.view.cell_under()) == (unit, TODAY, (beds[3], TODAY))
    page.focus_first()  # whichever comes last, the arrival or the answer
    assert page.side.currentIndex() == WHO and page.focusWidget() is page.who.field
    qtbot.keyClicks(page.who.field, "theo")
    qtbot.keyClick(page.who.field, K.Key_Return)
    assert page.placing.wanted.bed_id == beds[3] and page.placing.wanted.starts_at.date() == TODAY
    page.placing.leave()
    page.show_for(emergency=True, child=theo)
    page.refresh()
    asked = page.placing.wanted
    assert (asked.bed_id, asked.starts_at.date(), asked.ends_at.date()) == (beds[3], TODAY, TODAY + DAY)
    page.show_for(child=theo)
    assert not page._emergency, "the next way here is not an emergency"
