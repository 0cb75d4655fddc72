"""Everything held on a child, from the card: what is about others is kept back unless somebody ticks it (R-P8)."""

from PySide6.QtWidgets import QLabel, QPlainTextEdit

from shortbreaks.families.subject_file import files_handed_over
from tests.families.test_subject_file import family
from tests.ui.going import press
from ui.families.child_page import ChildPage

assert family


def said(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_what_names_others_is_looked_at_and_the_files_are_written(county, family, page_of, tmp_path, monkeypatch):
    child = family[1]
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr("ui.families.subject_sheet.choose_folder", lambda _page, _title, then: then(str(out)))
    page = page_of(county, ChildPage, id=child)
    press(page, "everything_held")
    sheet = page.kept.held
    shown = said(sheet.sheet)
    assert "Names Tobi O." in shown and "TOBISOWN" not in shown
    press(sheet.sheet, "write_held")
    assert list(out.iterdir()) == [], "nobody said who asks"
    sheet.sheet.findChild(QPlainTextEdit, "field_asked_by").setPlainText("Grace Okafor; passport seen.")
    next(box for key, box in sheet.boxes.items() if key.startswith("adult:")).setChecked(True)
    press(sheet.sheet, "write_held")
    assert sorted(one.suffix for one in out.iterdir()) == [".json", ".pdf"]
    (row,) = county.at().ask(files_handed_over, child)
    assert row.kept_back == len(sheet.boxes) - 1 and "07700 900142" in next(out.glob("*.json")).read_text("utf-8")
