"""The first journey of the issue, in the real window: decision, letter, hours, a series across half-term with two clashes, one retried, and the list on paper."""

import io
from datetime import date, datetime, timedelta

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.queries import allowances_shown, bookings_numbered
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.eligibility.queries import decisions_of_child
from shortbreaks.families.papers import paper_again, papers_of_child
from tests.bookings.series_builders import a_club, terms
from tests.builders import a_child, a_service, a_session
from tests.journeys.hands import PICTURES, picture, press
from ui.bookings.find.page import FindPage
from ui.bookings.series.page import SeriesPage
from ui.bookings.series.plan import SeriesPlanPage
from ui.today.worklist_card import LineButton

FIRST, WEEK = date(2026, 9, 5), timedelta(weeks=1)
FULL, CLASH, LAST = FIRST + WEEK, FIRST + 3 * WEEK, FIRST + 11 * WEEK


@pytest.fixture
def window(window_of):
    """The coordinator's window on 22 July 2026."""
    return window_of()


def papers(county, child):
    """Every paper of the child by kind, as its words."""
    found = {}
    for row in county.at().ask(papers_of_child, child):
        pdf = county.at().ask(paper_again, row.id).pdf
        words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        found.setdefault(row.kind, " ".join(words.replace("\u00a0", " ").split()))
    return found


def hours(county, child):
    return next(row.allowance for row in county.at().ask(allowances_shown, child) if row.allowance.unit == "hours")


def test_from_a_decision_to_the_list_of_what_is_booked(county, window, qtbot):
    terms(county)
    _, sessions = a_club(county, 12, places=4, price=1275)
    swim, pool = a_service(county, name="Swim and splash", price=900)
    child = a_child(county, hours=0, nights=0)
    # 1. The panel's decision: 30 hours from September; its letter says them
    window.go.to("child", id=child)
    page = window.page_now()
    page.show_tab(1)
    press(window, "record_decision")
    form = page.eligibility.acts.sheet.form
    for name, value in (("decided_by", "Short breaks panel"), ("from_day", date(2026, 9, 1)), ("hours", 30)):
        form.set_value(name, value)
    form.set_value("reason", "Saturdays give Amara friends and her mother a rest.")
    form.send()
    assert (hours(county, child).amount, hours(county, child).left) == (1800, 1800)
    decision = max(row.id for row in county.at().ask(decisions_of_child, child))
    press(window, f"letter_{decision}")
    page.eligibility.acts.paper.sheet.close_sheet()
    assert "30 hours" in papers(county, child)["decision letter"]
    # 2. Swimming on 26 September is booked already, and four other children have all places of 12 September
    splash = a_session(county, swim, pool, start=datetime(2026, 9, 26, 11))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (splash,)),)))
    others = [a_child(county, first=name, last="Lee") for name in ("Ben", "Cai", "Dina", "Eli")]
    taken = [county.at().perform(make_booking, MakeBooking((PlacesWanted(one, (sessions[FULL],)),))).answer[0] for one in others]
    # 3. Find a break leads to the series: every term Saturday to 21 November, none in half-term, two clashes
    window.go.to("find", child=child)
    found = window.page_now()
    assert isinstance(found, FindPage)
    found.choose_days((sessions[FIRST],))
    press(window, "make_series")
    plan = window.page_now()
    assert isinstance(plan, SeriesPlanPage)
    form = plan.form.form
    form.editors["weeks"].setCurrentIndex(form.editors["weeks"].findData("term"))
    plan.form.send()
    days = plan.preview.days
    assert [one.day for one in days] == [FIRST + n * WEEK for n in (0, 1, 2, 3, 4, 5, 9, 10, 11)]
    assert [[finding.reason for finding in one.findings] for one in days if one.findings] == [
        ["All 4 places on Sat 12 Sep are taken."], ["Amara is at Swim and splash on Sat 26 Sep, 11:00 to 14:00."]
    ]  # fmt: skip
    assert (plan.preview.charge_pence, plan.preview.uses, days[-1].left_after) == (7 * 1275, 7 * 180, 6 * 60)
    plan.table.setFocus()
    plan.table.choose(3)
    window.desk.notices.clear()
    picture(window, "10-series")
    qtbot.keyClick(plan.table, Qt.Key.Key_X)  # swimming stays; the club is left out that day
    press(window, "book_series")
    # 4. Seven are booked and charged; the list is drawn at once
    kept = window.page_now()
    assert isinstance(kept, SeriesPage)
    kept.paper_sheet.sheet.close_sheet()
    assert (hours(county, child).booked, hours(county, child).left) == (8 * 180, 6 * 60)
    first_list = papers(county, child)["booking list"]
    assert "7 dates are booked, and 2 are not." in first_list and "7 dates × £12.75 = £89.25." in first_list
    # 5. A place of 12 September frees: Today offers the date, Enter leads there, B books it
    (row,) = county.at().ask(bookings_numbered, taken[0])
    county.at().perform(cancel_booking, CancelBooking(row.id, row.version, "family"))
    window.go.to("today")
    QApplication.processEvents()
    window.page_now().refresh()
    line = next(one for one in window.page_now().findChildren(LineButton) if one.line.page == "series")
    assert (line.line.name, line.line.chip) == ("Amara O.", "Sat 12 Sep")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    kept = window.page_now()
    assert isinstance(kept, SeriesPage) and kept.date_table.chosen_row().day == FULL
    qtbot.keyClick(kept.date_table, Qt.Key.Key_B)
    assert (hours(county, child).booked, hours(county, child).left) == (9 * 180, 3 * 60)
    kept.refresh()
    # 6. The list on paper: eight booked with their last free moments, one not and why, the sum, and what is left
    press(window, "print_list")
    window.desk.notices.clear()
    qtbot.waitUntil(lambda: kept.paper_sheet.view.pages() == kept.paper_sheet.paper.pages)
    qtbot.wait(300 if PICTURES else 1)
    picture(window, "11-booking-list")
    words = _newest(county, child)
    for said in (
        "8 dates are booked, and 1 is not.", "Saturday 12 September 10:00 to 13:00 Saturday 5 September at 10:00",
        "Saturday 21 November 10:00 to 13:00 Saturday 14 November at 10:00", "8 dates × £12.75 = £102.00. £102.00 is still to pay",
        "These dates use 24 hours of the 30 hours you have until 31 March 2027. 3 hours are left after them.",
        "Saturday 26 September You asked us to leave this day out.", "every Saturday in school terms",
    ):  # fmt: skip
        assert said in words, said
    assert words.count("10:00 to 13:00") == 8 and "October 10:00" not in words.split("What is not booked")[1]
    assert any(one.text() == "Booking list" for one in window.findChildren(QLabel) if one.isVisible())
    assert date(2026, 11, 21) == LAST


def _newest(county, child):
    rows = [row for row in county.at().ask(papers_of_child, child) if row.kind == "booking list"]
    pdf = county.at().ask(paper_again, max(row.id for row in rows)).pdf
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(words.replace("\u00a0", " ").split())
