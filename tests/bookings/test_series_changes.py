"""Changing a series on both engines: this date, it and the following, or all to come; past dates stay, charges follow the ladder."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.merge_preview import side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.bookings.series.changing import (
    CancelDates,
    EndSeries,
    NoteDates,
    TryAgain,
    cancel_dates,
    cancelling_figured,
    end_series,
    note_dates,
    try_again,
)
from shortbreaks.bookings.series.kept import dates_of_series, series_listed
from shortbreaks.bookings.series.moving import MoveDates, MoveWish, move_dates, moving_figured
from shortbreaks.bookings.series.scope import Scope
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.queries import child_card
from tests.bookings.series_builders import FIRST, a_club, bookings_of, dates_of, every, made, series_of
from tests.bookings.test_series import LAST, WEEK, fill, proved
from tests.builders import a_child, a_service, a_session
from tests.nasty import TEXTS

# Wednesday 23 September 2026, 11:00 in Kent: the Saturdays of 5, 12 and 19 September are over, three are to come.
# Notice for the 26th is under seven days and over two, so half is owed; the 3rd and the 10th of October are free.
LATER = datetime(2026, 9, 23, 10, 0, tzinfo=UTC)
SAT26 = FIRST + 3 * WEEK


@pytest.fixture
def series(county):
    """Amara's six Saturdays of 3 hours at 12.75, looked at on 23 September."""
    club, sessions = a_club(county)
    child = a_child(county)
    made_id = made(county, child, club, every(FIRST, LAST), collected_by="Grandad")
    county.clock.set(LATER)
    return county, child, made_id, sessions


def figures(county, scope, reason="family", told=None):
    return county.at().ask(cancelling_figured, scope, reason, told)


def hours(county, child):
    return next(row.allowance for row in county.at().ask(allowances_shown, child) if row.allowance.unit == "hours")


@pytest.mark.parametrize(
    ("day", "reach", "count", "stays"), [(SAT26, "one", 1, 638), (FIRST, "one", 0, 0), (SAT26 + WEEK, "following", 2, 0), (FIRST, "all", 3, 638)]
)
def test_the_figures_are_of_the_dates_to_come_only_each_at_its_own_notice(series, day, reach, count, stays):
    """Half of 12.75 is 6.38 (half up); a past date is never among them, however far the change reaches."""
    county, _, series_id, _ = series
    shown = figures(county, Scope(series_id, day, reach))
    assert (len(shown.dates), shown.charged_pence, shown.stays_pence) == (count, 1275 * count, stays)


def test_all_to_come_are_cancelled_in_one_go_and_the_past_stays_as_it_was(series):
    """Three of 12.75: 6.38 stays to pay, 31.87 is put back; 9 hours come back, the three dates before them keep theirs."""
    county, child, series_id, sessions = series
    scope = Scope(series_id, FIRST, "all")
    before = [(one.id, one.state, one.charge_pence) for one in bookings_of(county, child)][:3]
    shown = figures(county, scope)
    assert county.at().perform(cancel_dates, CancelDates(scope, shown.shown, "family", "They move away")).answer == 3
    after = bookings_of(county, child)
    assert [(one.id, one.state, one.charge_pence) for one in after][:3] == before
    assert [(one.state, one.charge_pence) for one in after][3:] == [
        ("cancelled_in_notice", 638), ("cancelled_in_notice", 0), ("cancelled_in_notice", 0)
    ]  # fmt: skip
    assert hours(county, child).booked == 9 * 60
    with county.database.reading.connect() as connection:
        taken = connection.execute(text("select taken from break_session order by starts_at")).scalars().all()
        assert connection.execute(text("select count(*) from cancellation")).scalar() == 3
    assert taken == [1, 1, 1, 0, 0, 0]
    assert proved(county) == [] and sessions


def test_a_late_date_stays_used_of_the_allocation(series):
    """Heard on Friday at 11:00 for Saturday 10:00: the whole 12.75 is owed, and the hours stay used."""
    county, child, series_id, _ = series
    county.clock.set(datetime(2026, 9, 25, 10, 0, tzinfo=UTC))
    scope = Scope(series_id, SAT26, "one")
    shown = figures(county, scope)
    assert (shown.stays_pence, shown.late) == (1275, 1)
    county.at().perform(cancel_dates, CancelDates(scope, shown.shown, "family"))
    assert bookings_of(county, child)[3].state == "cancelled_late"
    assert (hours(county, child).used, hours(county, child).booked) == (180, 15 * 60)


def test_illness_is_free_for_every_date(series):
    county, _, series_id, _ = series
    assert figures(county, Scope(series_id, FIRST, "all"), "ill").stays_pence == 0


def test_what_changed_since_the_figures_is_refused(series):
    """Somebody cancels one of the three by itself: the figures that were confirmed are no longer those of the series."""
    county, child, series_id, _ = series
    scope = Scope(series_id, FIRST, "all")
    shown = figures(county, scope)
    one = bookings_of(county, child)[4]
    county.at().perform(cancel_booking, CancelBooking(one.id, one.version, "family"))
    with pytest.raises(Refused, match="changed while you looked"):
        county.at().perform(cancel_dates, CancelDates(scope, shown.shown, "family"))
    assert [booking.state for booking in bookings_of(county, child)].count("confirmed") == 5
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(cancel_dates, CancelDates(scope, figures(county, scope).shown, ""))
    with pytest.raises(Refused, match="No date of it is still to come"):
        county.at().perform(cancel_dates, CancelDates(Scope(series_id, FIRST, "one"), (), "family"))


def test_this_and_the_following_move_to_another_service_each_with_its_charges(series):
    """From 3 October to the Sunday swim at 9.00: two old places free of charge, two new ones at 9.00; the 26th stays."""
    county, child, series_id, _ = series
    swim, pool = a_service(county, name="Swim and splash", price=900)
    for day in (date(2026, 10, 4), date(2026, 10, 11)):
        a_session(county, swim, pool, start=datetime(day.year, day.month, day.day, 9), hours=2)
    scope = Scope(series_id, SAT26 + WEEK, "following")
    moves = county.at().ask(moving_figured, MoveWish(scope, swim, 6), "family")
    assert [(one.possible, one.stays_pence, one.back_pence, one.charge_pence) for one in moves] == [(True, 0, 1275, 900)] * 2
    shown = tuple(one.booking_id for one in moves)
    pairs = tuple((one.date_id, one.session_id) for one in moves)
    assert county.at().perform(move_dates, MoveDates(scope, shown, pairs, "family")).answer == 2
    states = [(one.starts_at.date(), one.state, one.charge_pence) for one in bookings_of(county, child)][3:]
    assert states == [
        (date(2026, 9, 26), "confirmed", 1275), (date(2026, 10, 3), "superseded", 0), (date(2026, 10, 4), "confirmed", 900),
        (date(2026, 10, 10), "superseded", 0), (date(2026, 10, 11), "confirmed", 900),
    ]  # fmt: skip
    assert [one.collected_by for one in bookings_of(county, child)][-1] == "Grandad"
    rows = county.at().ask(dates_of_series, series_id)
    assert [(one.day, one.start.date()) for one in rows][4:] == [(SAT26 + WEEK, date(2026, 10, 4)), (LAST, date(2026, 10, 11))]
    assert hours(county, child).booked == 4 * 180 + 2 * 120
    assert proved(county) == []


def test_a_date_that_cannot_move_says_why_and_stays(series):
    """The swim of the 4th is full and there is none on the 11th: neither can move, and each says so."""
    county, child, series_id, _ = series
    swim, pool = a_service(county, name="Swim and splash")
    full = a_session(county, swim, pool, start=datetime(2026, 10, 4, 9), places=1)
    fill(county, full)
    scope = Scope(series_id, SAT26 + WEEK, "following")
    moves = county.at().ask(moving_figured, MoveWish(scope, swim, 6), "family")
    assert [(one.possible, one.findings[0].reason) for one in moves] == [
        (False, "The one place on Sun 4 Oct is taken."), (False, "Swim and splash has no session on Sunday 11 October 2026.")
    ]  # fmt: skip
    shown = tuple(one.booking_id for one in moves)
    with pytest.raises(Refused, match="None of these dates can move there"):
        county.at().perform(move_dates, MoveDates(scope, shown, (), "family"))
    with pytest.raises(Refused, match=r"The one place on Sun 4 Oct is taken"):
        county.at().perform(move_dates, MoveDates(scope, shown, ((moves[0].date_id, full),), "family"))
    assert [one.state for one in bookings_of(county, child)] == ["confirmed"] * 6  # nothing was given back
    assert proved(county) == []


def test_moving_within_the_day_is_no_clash_with_the_place_it_leaves(series):
    """The club runs from 11:00 too: the new place overlaps the old one, which is given back first."""
    county, child, series_id, sessions = series
    with county.database.reading.connect() as connection:
        club, venue = connection.execute(text("select service_id, venue_id from break_session limit 1")).one()
    eleven = a_session(county, club, venue, start=datetime(2026, 10, 3, 11))
    scope = Scope(series_id, SAT26 + WEEK, "one")
    (move,) = county.at().ask(moving_figured, MoveWish(scope, club, None, "11:00"), "family")
    assert (move.session_id, move.possible, move.findings) == (eleven, True, ())
    county.at().perform(move_dates, MoveDates(scope, (move.booking_id,), ((move.date_id, eleven),), "family"))
    assert hours(county, child).booked == 18 * 60 and sessions
    assert proved(county) == []


def test_a_late_move_owes_the_old_place_and_keeps_its_hours_used(series):
    """On Friday, for Saturday the 26th: 12.75 stays owed for the old place, 9.00 for the new one, 3 hours used and 2 booked."""
    county, child, series_id, _ = series
    county.clock.set(datetime(2026, 9, 25, 10, 0, tzinfo=UTC))
    swim, pool = a_service(county, name="Swim and splash", price=900)
    a_session(county, swim, pool, start=datetime(2026, 9, 27, 9), hours=2)
    scope = Scope(series_id, SAT26, "one")
    (move,) = county.at().ask(moving_figured, MoveWish(scope, swim, 6), "family")
    assert (move.stays_pence, move.charge_pence, move.in_notice) == (1275, 900, False)
    county.at().perform(move_dates, MoveDates(scope, (move.booking_id,), ((move.date_id, move.session_id),), "family"))
    assert [one.state for one in bookings_of(county, child)][3:5] == ["cancelled_late", "confirmed"]
    assert (hours(county, child).used, hours(county, child).booked) == (180, 5 * 180 + 120)
    assert proved(county) == []


def test_who_collects_changes_for_one_date_or_for_all_and_is_remembered(series):
    county, child, series_id, _ = series

    def note(day, reach, **more):
        scope = Scope(series_id, day, reach)
        return county.at().perform(note_dates, NoteDates(scope, figures(county, scope).shown, **more)).answer

    assert note(SAT26, "one", collected_by="Aunt Joy") == 1
    assert [one.collected_by for one in bookings_of(county, child)] == ["Grandad"] * 3 + ["Aunt Joy"] + ["Grandad"] * 2
    assert series_of(county, series_id).collected_by == "Grandad"
    assert note(SAT26 + WEEK, "following", collected_by="Mrs Lee", note="Has a new inhaler") == 2
    assert [one.collected_by for one in bookings_of(county, child)][3:] == ["Aunt Joy", "Mrs Lee", "Mrs Lee"]
    assert (series_of(county, series_id).collected_by, series_of(county, series_id).note) == ("Mrs Lee", "Has a new inhaler")


@pytest.mark.parametrize("words", TEXTS[3::11])
def test_words_about_dates_are_kept_as_they_are(file_county, words):
    try:
        words.encode()
    except UnicodeEncodeError:
        pytest.skip("no database keeps half a character")
    club, _ = a_club(file_county, 1)
    child = a_child(file_county)
    series_id = made(file_county, child, club, every(FIRST, FIRST))
    scope = Scope(series_id, FIRST, "one")
    file_county.at().perform(note_dates, NoteDates(scope, figures(file_county, scope).shown, note=words))
    assert bookings_of(file_county, child)[0].note == words.strip()


def test_a_series_ends_with_a_reason_and_can_keep_what_is_booked(series):
    county, child, series_id, _ = series
    shown = figures(county, Scope(series_id, FIRST, "all")).shown
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(end_series, EndSeries(series_id, shown, ""))
    county.at().perform(end_series, EndSeries(series_id, shown, "family", "They move to Devon.", keep_booked=True))
    assert [one.state for one in bookings_of(county, child)] == ["confirmed"] * 6
    (row,) = county.at().ask(series_listed, child)
    assert (row.state, row.ended_reason, row.booked) == ("ended", "They move to Devon.", 3)
    with pytest.raises(Refused, match="has ended"):
        county.at().perform(end_series, EndSeries(series_id, shown, "family"))


def test_ending_cancels_what_is_to_come_by_the_ladder(series):
    county, child, series_id, _ = series
    shown = figures(county, Scope(series_id, FIRST, "all")).shown
    county.at().perform(end_series, EndSeries(series_id, shown, "family"))
    assert [one.charge_pence for one in bookings_of(county, child)] == [1275, 1275, 1275, 638, 0, 0]
    assert series_of(county, series_id).ended_reason
    assert proved(county) == []


def test_a_date_left_out_can_be_tried_again_and_back(county):
    club, _ = a_club(county, 2)
    series_id = made(county, a_child(county), club, every(FIRST, FIRST + WEEK), left_out=(FIRST,))
    row = dates_of(county, series_id)[0]
    county.at().perform(try_again, TryAgain(row.id, row.version, again=True))
    assert dates_of(county, series_id)[0].state == "skipped"
    with pytest.raises(ChangedByAnother):
        county.at().perform(try_again, TryAgain(row.id, row.version, again=False))
    booked = dates_of(county, series_id)[1]
    with pytest.raises(Refused, match="This date is booked"):
        county.at().perform(try_again, TryAgain(booked.id, booked.version, again=True))


def test_the_last_seconds_before_a_session_are_still_to_come_and_its_start_is_not(series):
    """At 10:00 exactly on Saturday the 26th the session has begun, so the change reaches two dates, not three."""
    county, _, series_id, _ = series
    county.clock.set(datetime(2026, 9, 26, 8, 59, 59, tzinfo=UTC))
    assert len(figures(county, Scope(series_id, FIRST, "all")).dates) == 3
    county.clock.forward(seconds=1)
    assert len(figures(county, Scope(series_id, FIRST, "all")).dates) == 2


def test_a_family_entered_twice_keeps_its_series(county):
    """The series of the child that was entered twice goes with its bookings to the kept child."""
    club, _ = a_club(county, 2)
    kept, other = a_child(county), a_child(county)
    series_id = made(county, other, club, every(FIRST, FIRST + WEEK))
    cards = [county.at().ask(child_card, child) for child in (kept, other)]
    found = county.at().ask(side_by_side, cards[0].household_id, cards[1].ref)
    county.at().perform(
        merge_families,
        MergeFamilies(found.kept.household_id, found.other.household_id, found.kept.version, found.other.version, found.pairs, "both"),
    )
    assert series_of(county, series_id).child_id == kept
    (row,) = county.at().ask(series_listed, kept)
    assert (row.id, row.booked) == (series_id, 2)
    assert proved(county) == []
