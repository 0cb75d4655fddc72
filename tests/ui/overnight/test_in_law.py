"""The stays of all houses by what they are in law, beside the board, and as a file for whoever makes the return."""

from datetime import date, timedelta

from shortbreaks.exchange.csv_files import read_table
from tests.builders import a_child
from tests.overnight.builders import FRI, a_house, placed, s20
from ui.overnight.page import BedBoardPage


def test_stays_in_law_stand_beside_the_board_and_are_written_whole(file_county, page_of, tmp_path):
    county = file_county
    _, _, beds = a_house(county)
    theo, mason = a_child(county, first="Theo"), a_child(county, first="Mason")
    s20(county, theo)
    placed(county, theo, beds[0], FRI, FRI + timedelta(days=3))
    placed(county, mason, beds[1], FRI, FRI + timedelta(days=1), reasons=[("R-O7", "Decision on Monday")])
    page = page_of(county, BedBoardPage)
    table = page.view.law_list.table
    shown = [[column.text(row) for column in table.rows_model.columns][:6] for row in table.rows_model.rows]
    assert [line[0] for line in shown] == ["Theo O.", "Mason O."] and [line[5] for line in shown] == ["V3 (S)", "–"]
    assert "All houses, 2026/27: 2 stays of 2 children; 1 to look at" in page.view.law_list.count.text()
    page.house.law_into(str(tmp_path))
    assert page.desk.notices.now.lead == "stays-in-law-2026-04-01.csv is written."
    table = read_table((tmp_path / "stays-in-law-2026-04-01.csv").read_bytes())
    assert [row.cells[1] for row in table.rows] == ["Theo O.", "Mason O."]
    page.view.show_from(date(2029, 5, 1))
    page.house.law_into(str(tmp_path))
    assert page.desk.notices.now.lead.startswith("No night was slept or booked in 2029/30")
