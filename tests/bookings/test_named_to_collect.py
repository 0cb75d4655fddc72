"""A series that names who must not collect by now: told once, on Today and on the child's card, until it is put right (R-P6)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.collectors import ChangeCollector, change_collector, collectors_to_settle, still_named
from shortbreaks.bookings.series.moving import MoveDates, move_dates
from shortbreaks.bookings.series.retry import BookSkipped, book_skipped
from shortbreaks.bookings.series.scope import Scope
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.leaving import EndAdult, end_adult
from tests.bookings.series_builders import FIRST, a_club, bookings_of, dates_of, every, made, series_of
from tests.bookings.test_asking import an_adult
from tests.builders import a_child, a_session
from tests.families.test_rights import ORDER, change, of

WEEK = timedelta(weeks=1)
COURT = {**ORDER, "may_book": True, "may_be_told": True}


@pytest.fixture
def dads(county):
    """A series of six Saturdays that the father collects from, the fourth not booked yet: (child, father, series)."""
    child, (club, _) = a_child(county), a_club(county)
    father = an_adult(county, child, "Ben")
    series = made(county, child, club, every(FIRST, FIRST + 5 * WEEK), skip=(FIRST + 3 * WEEK,), collected_by="Ben Okafor")
    return child, father, series


def told(county, child):
    return county.at().ask(still_named, child)


def test_an_order_within_a_series_is_told_once_and_everything_it_reaches_is_put_right_at_once(county, dads):
    child, father, series = dads
    assert told(county, child) == () and county.at().ask(collectors_to_settle) == ()
    change(county, child, father, **{**COURT, "from_day": FIRST + WEEK, "until_day": FIRST + 4 * WEEK})
    (one,) = told(county, child)
    assert (one.record, one.start.date(), one.until, len(one.days), one.later) == ("series", FIRST + WEEK, FIRST + 4 * WEEK, 3, 1)
    assert one.who == "Ben O." and one.why.startswith("From 12 September 2026 until 3 October 2026: Order of the family court (by a court’s")
    (due,) = county.at().ask(collectors_to_settle)
    assert (due.child_id, due.child, due.who, due.breaks, due.why) == (child, "Amara O.", "Ben O.", 4, one.why)
    office, date_id = county.at(), dates_of(county, series)[3].id
    with pytest.raises(Refused, match=r"Ben O\. must not collect\. Write down who collects for the whole series first"):
        office.perform(book_skipped, BookSkipped(date_id, 1))
    named = ChangeCollector("series", series, one.version, "Grace", one.days)
    for wrong, why in ((ChangeCollector("series", series, one.version, "Dad", one.days), Refused),
                       (ChangeCollector("series", series, 0, "Grace", one.days), ChangedByAnother),
                       (ChangeCollector("series", series, one.version, "Grace", (*one.days, 999)), Refused)):  # fmt: skip
        with pytest.raises(why):
            office.perform(change_collector, wrong)
    office.perform(change_collector, named)
    assert [each.collected_by for each in bookings_of(county, child)] == ["Ben Okafor", "Grace", "Grace", "Grace", "Ben Okafor"]
    assert series_of(county, series).collected_by == "Grace"
    assert told(county, child) == () and office.ask(collectors_to_settle) == ()
    office.perform(book_skipped, BookSkipped(date_id, 1))
    assert bookings_of(county, child)[3].collected_by == "Grace"


@pytest.mark.parametrize("how", ["said", "court", "died", "closed"])
def test_nothing_new_names_who_must_not_collect_or_is_gone_even_past_us_and_what_does_is_told(county, dads, how):
    child, father, series = dads
    if how in {"died", "closed"}:
        county.at().perform(end_adult, EndAdult(father, of(county, child, father).version, "His sister rang", died=how == "died"))
    else:
        change(county, child, father, **(COURT if how == "court" else {"may_collect": False}))
    (one,) = told(county, child)
    assert (one.record, len(one.days), one.later) == ("series", 5, 1) and one.why
    cells = "child_id, service_id, every_weeks, weeks, only_weeks, weekdays, first_day, last_day, starts, transport, note, state, ended_reason, made_at, person_id, version"
    for statement in (
        f"update booking set collected_by = 'ben OKAFOR' where id = {one.days[0]}",
        f"update series set collected_by = 'with Ben Okafor' where id = {series}",
        f"insert into series (collected_by, {cells}) select 'Ben Okafor', {cells} from series where id = {series}",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="must not collect that day"), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    dates, bookings = dates_of(county, series), bookings_of(county, child)
    with county.database.reading.connect() as connection:
        club, venue = connection.execute(text("select service_id, venue_id from break_session limit 1")).one()
    other = a_session(county, club, venue, start=datetime(2026, 9, 6, 10))
    with pytest.raises(Refused, match=r"Ben O\. "):
        county.at().perform(move_dates, MoveDates(Scope(series, FIRST, "one"), (bookings[0].id,), ((dates[0].id, other),), "family"))
    an_adult(county, child, "Ben")  # entered anew: the open record is asked, not the one that left
    assert bool(told(county, child)) is (how in {"said", "court"})
