"""Growing up, reviews and what is carried over, on the page of decisions as a person drives it."""

from datetime import UTC, date, datetime

from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.eligibility.transition import growing_up
from shortbreaks.overnight.reviews import reviews_due
from tests.bookings.test_delivery import lost_nights
from tests.builders import a_child
from tests.overnight.builders import a_house, placed, s20
from tests.ui.going import press
from ui.eligibility.page import DecisionsPage


def write(sheet, **values):
    for name, value in values.items():
        sheet.form.set_value(name, value)
    sheet.form.send()


def test_an_age_is_written_taken_noted_and_closed(county, page_of):
    child = a_child(county, born=date(2009, 1, 22))  # 17½ today
    page = page_of(county, DecisionsPage, tab="growing")
    page.next_step()
    assert page.acts.later.paper.paper.pages >= 1
    page.refresh()
    press(page, "take_milestone")
    page.refresh()
    (row,) = county.at().ask(growing_up)
    assert (row.child_id, row.taken_by, row.letter_on) == (child, "Coordinator One", date(2026, 7, 22))
    press(page, "note_milestone")
    write(page.acts.later.sheet, words="Rang the school.")
    page.refresh()
    assert county.at().ask(growing_up)[0].last_note == "Rang the school."
    press(page, "close_milestone")
    write(page.acts.later.sheet, words="With the Young People's Team.")
    page.refresh()
    assert page.rows["growing"] == ()


def test_a_decision_that_is_needed_stands_first_among_its_acts(file_county, page_of):
    a_child(file_county, born=date(2008, 7, 1))
    page = page_of(file_county, DecisionsPage, tab="growing")
    press(page, "take_milestone")
    page.refresh()
    page.next_step()
    write(page.acts.later.sheet, words="Adult services from 1 August.")
    assert file_county.at().ask(growing_up) == ()


def test_visits_are_agreed_and_a_review_is_kept(county, page_of):
    _, _, beds = a_house(county)
    child = a_child(county, needs=("LD",))
    s20(county, child)
    placed(county, child, beds[0], date(2026, 8, 7), date(2026, 8, 9))
    page = page_of(county, DecisionsPage, tab="reviews")
    page.next_step()
    write(page.acts.later.sheet, agreed_by="Care plan of 20 July", every_days=21)
    page.refresh()
    assert [row.kind for row in page.rows["reviews"]] == ["First visit"]
    county.clock.set(datetime(2026, 11, 8, 12, tzinfo=UTC))
    page = page_of(county, DecisionsPage, tab="reviews")
    page.table.choose_key((child, "First review"))
    page.next_step()
    write(page.acts.later.sheet, words="Goes on.")
    assert [row.kind for row in county.at().ask(reviews_due)] == ["First visit"]


def test_what_a_house_took_is_carried_over_with_a_reason(county, page_of):
    _, _, beds = a_house(county)
    child = a_child(county, needs=("LD",), hours=0)
    lost_nights(county, child, beds, date(2026, 12, 4), date(2026, 12, 6))
    county.clock.set(datetime(2027, 4, 6, 9, tzinfo=UTC))
    page = page_of(county, DecisionsPage, tab="carry")
    press(page, "carry_over")
    page.acts.sheet.form.send()
    assert "is empty" in page.acts.sheet.form.editors["reason"].accessibleDescription()
    write(page.acts.sheet, reason="The house was closed.")
    page.refresh()
    assert page.rows["carry"] == ()
    assert {row.allowance.purpose for row in county.at().ask(allowances_shown, child) if row.current} == {"Carried over from 2026/27"}
