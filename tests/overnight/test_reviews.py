"""Reviews and visits of children whose stays are a series (R-O7, R-O8): due days from the stays, and what was held."""

from datetime import UTC, date, datetime

import pytest

from shortbreaks.council.tables import SettingValue
from shortbreaks.errors import Refused
from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay
from shortbreaks.overnight.reviews import AgreeVisits, KeepReview, agree_visits, keep_review, reviews_due
from shortbreaks.overnight.rules import next_review, next_visit, visit_limit
from tests.builders import a_child, save
from tests.overnight.builders import a_house, placed, s20


@pytest.mark.parametrize(("situation", "first", "held", "due"), [
    (2, date(2026, 1, 15), None, date(2026, 4, 15)), (2, date(2025, 11, 30), None, date(2026, 2, 28)),
    (2, date(2023, 11, 29), None, date(2024, 2, 29)), (3, date(2026, 1, 15), None, date(2026, 4, 15)),
    (2, date(2026, 1, 15), date(2026, 4, 1), date(2026, 10, 1)), (2, date(2025, 1, 15), date(2025, 8, 31), date(2026, 2, 28)),
    (2, date(2026, 1, 15), date(2026, 1, 14), date(2026, 4, 15)), (2, date(2026, 1, 15), date(2026, 1, 15), date(2026, 7, 15)),
    (1, date(2026, 1, 15), None, date(2026, 7, 15)), (1, date(2026, 1, 15), date(2026, 3, 1), date(2026, 9, 1)),
])  # fmt: skip
def test_when_the_next_review_is_due(situation, first, held, due):
    """First within 3 months of the first stay, then at most 6 apart; section 17 six-monthly. One before it is none of it."""
    assert next_review(situation, first, held) == due


def test_visits_come_at_the_interval_agreed():
    assert next_visit(date(2026, 8, 7), None, 7) == date(2026, 8, 14)
    assert next_visit(date(2026, 8, 7), date(2026, 8, 12), 42) == date(2026, 9, 23)
    assert next_visit(date(2026, 8, 7), date(2026, 8, 1), 7) == date(2026, 8, 14)


@pytest.fixture
def child(county):
    """A child with section 20 stays from 7 August 2026 on."""
    _, _, beds = a_house(county)
    made = a_child(county, needs=("LD",))
    s20(county, made)
    county.bed = beds[0]
    county.stay = placed(county, made, beds[0], date(2026, 8, 7), date(2026, 8, 9))
    return made


def due(county, day=None):
    if day is not None:
        county.clock.set(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return [(row.kind, row.due, row.late_days) for row in county.at().ask(reviews_due)]


def test_a_series_is_reviewed_from_its_first_stay_on(county, child):
    agree = AgreeVisits(child, date(2026, 7, 22), 182, "Care plan of 20 July")
    assert due(county) == [("Visits to agree", date(2026, 8, 7), -16)]
    county.at().perform(agree_visits, agree)
    assert due(county) == []
    assert due(county, date(2026, 9, 25)) == []
    assert due(county, date(2026, 9, 26)) == [("First review", date(2026, 11, 7), -42)]
    assert due(county, date(2026, 11, 8)) == [("First review", date(2026, 11, 7), 1)]
    county.at().perform(keep_review, KeepReview(child, "review", date(2026, 11, 8), "Ira Olsen", "Goes on."))
    assert due(county) == []
    assert due(county, date(2027, 5, 9)) == [("First visit", date(2027, 2, 5), 93), ("Review", date(2027, 5, 8), 1)]
    county.at().perform(keep_review, KeepReview(child, "visit", date(2027, 5, 9), "Sam Reed"))
    assert [kind for kind, *_ in due(county)] == ["Review"]


def test_section_17_has_a_plan_review_and_no_visits(county):
    _, _, beds = a_house(county)
    child = a_child(county, needs=("LD",))
    s20(county, child, situation=1)
    placed(county, child, beds[0], date(2026, 8, 7), date(2026, 8, 9))
    assert due(county, date(2027, 1, 20)) == [("Plan review", date(2027, 2, 7), -18)]


def test_a_stay_that_was_cancelled_begins_no_series(county, child):
    from tests.overnight.builders import stay_of

    county.at().perform(cancel_stay, CancelStay(county.stay, stay_of(county, county.stay).version, "family"))
    assert due(county, date(2026, 12, 1)) == []


def test_a_series_over_for_a_year_is_reviewed_no_more(county, child):
    assert "First review" in {kind for kind, *_ in due(county, date(2027, 8, 9))}
    assert due(county, date(2027, 8, 10)) == []


@pytest.mark.parametrize(("request_", "field"), [
    ({"kind": "chat"}, "kind"), ({"on": date(2026, 7, 23)}, "on"), ({"by": " "}, "by"),
])  # fmt: skip
def test_a_review_has_its_day_and_who_held_it(county, child, request_, field):
    with pytest.raises(Refused) as refusal:
        county.at().perform(keep_review, KeepReview(**{"child_id": child, "kind": "review", "on": date(2026, 7, 22), "by": "Ira", **request_}))
    assert refusal.value.field == field


@pytest.mark.parametrize(("days", "by", "field"), [(0, "Sam", "every_days"), (367, "Sam", "every_days"), (7, "", "agreed_by")])
def test_visits_are_agreed_by_somebody_at_a_possible_interval(county, child, days, by, field):
    with pytest.raises(Refused) as refusal:
        county.at().perform(agree_visits, AgreeVisits(child, date(2026, 7, 22), days, by))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("nth", "last", "months", "due"),
    [
        (date(2026, 8, 13), None, 6, date(2026, 8, 13)), (None, None, 6, None), (date(2026, 8, 13), date(2026, 8, 6), 6, date(2026, 8, 13)),
        (date(2026, 8, 13), date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2026, 8, 13), date(2026, 8, 31), 0, None),
    ],
)  # fmt: skip
def test_the_fixed_limit_of_visits(nth, last, months, due):
    assert visit_limit(date(2026, 8, 7), nth, last, months) == due


def test_the_first_visit_is_due_on_the_seventh_placed_day_over_all_stays(county, child):
    """R-O8, a dated setting: nights of 7 and 8 August and of 21 to 26: the seventh placed day is 25 August, with nothing agreed."""
    placed(county, child, county.bed, date(2026, 8, 21), date(2026, 8, 27))
    assert due(county) == [("Visits to agree", date(2026, 8, 7), -16), ("First visit", date(2026, 8, 25), -34)]
    county.at().perform(agree_visits, AgreeVisits(child, date(2026, 7, 22), 14, "Care plan"))
    assert due(county) == [("First visit", date(2026, 8, 21), -30)], "what was agreed is sooner"
    save(county, SettingValue(key="first_visit_days", from_day=date(2026, 7, 1), value="3", reason="Guidance"))
    assert due(county, date(2026, 8, 22)) == [("First visit", date(2026, 8, 21), 1)]
    county.at().perform(keep_review, KeepReview(child, "visit", date(2026, 8, 22), "Sam Reed"))
    assert due(county) == [("Visit", date(2026, 9, 5), -14)]


def test_nights_that_are_given_up_are_no_placed_days(county, child):
    later = placed(county, child, county.bed, date(2026, 8, 21), date(2026, 8, 27))
    county.at().perform(cancel_stay, CancelStay(later, 1, "family"))
    assert due(county) == [("Visits to agree", date(2026, 8, 7), -16)]
