"""A series previewed and booked on both engines: every day judged like an ordinary booking, all or nothing, and the rest remembered."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.bookings.series.commands import DayKept, DaySkipped, MakeSeries, make_series
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database.proofs import PROOFS
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.findings import Outcome
from shortbreaks.providers.opening import CloseSessions, close_sessions
from tests.bookings.series_builders import (
    FIRST,
    a_club,
    bookings_of,
    dates_of,
    every,
    made,
    preview,
    series_of,
    terms,
    wanted,
)
from tests.builders import a_child, a_service, a_session, place_offered
from tests.counting import statements
from tests.nasty import TEXTS

LAST = FIRST + timedelta(weeks=5)
WEEK = timedelta(weeks=1)


def said(day):
    return [(one.rule, one.reason) for one in day.findings]


def proved(county):
    with county.database.reading.connect() as connection:
        return [found for proof in PROOFS.values() for found in proof.run(connection)]


def fill(county, session, *reasons):
    """Somebody else takes the only place."""
    other = a_child(county, first="Ben", last="Lee")
    return county.at().perform(make_booking, MakeBooking((PlacesWanted(other, (session,), reasons),))).answer[0]


def test_every_date_says_what_stands_for_and_against_it(county):
    """Free, full, closed, elsewhere, no session: each in the sentence of an ordinary booking, and nothing is saved."""
    terms(county)
    club, sessions = a_club(county, places=1, without=(FIRST + 4 * WEEK,))
    child = a_child(county)
    fill(county, sessions[FIRST + WEEK])
    county.at().perform(close_sessions, CloseSessions(club, FIRST + 2 * WEEK, FIRST + 2 * WEEK, "The hall is painted."))
    swim, pool = a_service(county, name="Swim and splash")
    clash = a_session(county, swim, pool, start=datetime(2026, 9, 26, 11))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (clash,)),)))
    shown = preview(county, child, club, every(FIRST, LAST))
    free, full, closed, busy, none, free_too = shown.days
    assert (free.possible, free.kept, said(free), free.free) == (True, True, [], 1)
    assert said(full) == [("R-B3", "The one place on Sat 12 Sep is taken.")]
    assert said(closed) == [("R-B3", "It is closed on 19 September 2026: The hall is painted.")]
    assert said(busy) == [("R-B9", "Amara is at Swim and splash on Sat 26 Sep, 11:00 to 14:00.")]
    assert said(none) == [("R-B3", "Sandpipers Saturday Club has no session on Saturday 3 October 2026.")]
    assert [day.day for day in shown.kept] == [free.day, free_too.day]
    assert (shown.charge_pence, shown.uses) == (2550, 360)
    offered = place_offered(county.at(), child, (sessions[FIRST + WEEK],))[0]
    assert said(full) == [(one.rule, one.reason) for one in offered.findings if one.outcome is not Outcome.MET]
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from series")).scalar() == 0


def test_over_the_allocation_from_the_third_date_on_counting_what_is_booked(county):
    """12 hours awarded, 3 booked before: the series of 3 hours a time has room for three and the fourth is 3 hours over."""
    club, sessions = a_club(county)
    child = a_child(county, hours=12 * 60)
    other, venue = a_service(county, name="Summer club")
    first = a_session(county, other, venue, start=datetime(2026, 8, 1, 10))
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (first,)),)))
    shown = preview(county, child, club, every(FIRST, LAST))
    assert [day.left_after for day in shown.days] == [360, 180, 0, -180, -360, -540]
    assert shown.over_from == 4
    assert said(shown.days[3]) == [("R-B8", "This takes 3 hours and Amara has 0 hours left.")]
    again = preview(county, child, club, every(FIRST, LAST), skipped=(FIRST, FIRST + WEEK))
    assert [day.left_after for day in again.days] == [540, 540, 360, 180, 0, -180]  # what is skipped uses nothing
    assert again.over_from == 4  # the fourth of those kept
    assert sessions


def test_a_series_stays_on_the_allocation_of_each_dates_own_year(county):
    """31 March is the last day of 2026/27: the Saturday after it has no hours awarded, whatever is left of the old year."""
    club, _ = a_club(county, 2, first=date(2027, 3, 27), insurance=date(2028, 1, 1))
    child = a_child(county)
    before, after = preview(county, child, club, every(date(2027, 3, 27), date(2027, 4, 3))).days
    assert (before.left_after, after.left_after) == (57 * 60, None)
    assert said(after) == [("R-B8", "Amara has no hours awarded for this kind of break then.")]


def test_eighteen_inside_the_series_is_a_transition_decision_from_that_day_on(county):
    club, _ = a_club(county, max_age=None)
    child = a_child(county, born=FIRST.replace(year=2008) + 2 * WEEK)  # 18 on Saturday 19 September 2026
    shown = preview(county, child, club, every(FIRST, LAST))
    rules = [[rule for rule, _ in said(day)] for day in shown.days]
    assert rules == [[], [], ["R-E1"], ["R-E1"], ["R-E1"], ["R-E1"]]


def test_a_care_plan_grows_too_old_in_the_middle_of_a_series(county):
    """Of 26 March 2026 and fresh for six months: still in date on 26 September, too old on 3 October (R-B11)."""
    club, _ = a_club(county, offers=("RESCUE",))
    child = a_child(county, needs=("RESCUE",), plan=date(2026, 3, 26))
    shown = preview(county, child, club, every(FIRST, LAST))
    assert [[rule for rule, _ in said(day)] for day in shown.days] == [[], [], [], [], ["R-B11"], ["R-B11"]]


def test_a_bank_holiday_monday_is_named(county):
    club, _ = a_club(county, 3, first=date(2026, 8, 24), without=(date(2026, 8, 31),))
    child = a_child(county)
    shown = preview(county, child, club, every(date(2026, 8, 24), date(2026, 9, 7), weekdays=(0,)))
    assert said(shown.days[1])[0][1].endswith("no session on Monday 31 August 2026 (Late Summer Bank Holiday).")


def test_a_night_over_the_clock_change_counts_the_hours_it_lasts(county):
    """Saturday 24 October 2026, 22:00 to 10:00: thirteen hours, where every other Saturday of the series has twelve (safety D18)."""
    club, venue = a_service(county)
    for day in (date(2026, 10, 17), date(2026, 10, 24)):
        start = datetime(day.year, day.month, day.day, 22)
        a_session(county, club, venue, start=start, end=start + timedelta(hours=12))
    shown = preview(county, a_child(county), club, every(date(2026, 10, 17), date(2026, 10, 24)))
    assert [day.uses for day in shown.days] == [720, 780]


def test_a_limit_on_bookings_to_come_is_reached_inside_the_series(county):
    """Two to come are the council's limit from today (R-B7): the third asks for a reason; without the setting none does."""
    club, _ = a_club(county)
    child = a_child(county)
    assert not any(day.findings for day in preview(county, child, club, every(FIRST, LAST)).days)
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("most_to_come", "2", date(2026, 7, 22), "Panel"))
    shown = preview(county, child, club, every(FIRST, LAST))
    assert [[rule for rule, _ in said(day)] for day in shown.days] == [[], [], *[["R-B7"]] * 4]
    assert said(shown.days[2])[0][1] == "Amara has 2 bookings to come, and the council's limit for one child is 2."


def test_thirty_nine_dates_ask_as_many_questions_as_one(file_county):
    club, _ = a_club(file_county, 39)
    child = a_child(file_county)
    asked = []
    preview(file_county, child, club, every(FIRST, FIRST))  # what the office keeps between questions is read once
    for weeks in (1, 39):
        with statements(file_county) as sent:
            shown = preview(file_county, child, club, every(FIRST, FIRST + (weeks - 1) * WEEK))
        assert len(shown.days) == weeks
        asked.append(len(sent))
    assert asked[0] == asked[1] < 29


def test_kept_days_are_booked_charged_and_skipped_ones_remembered(county):
    """Six Saturdays, one full and one the family is away: four booked at 12.75 are 51.00, and both others keep why."""
    club, sessions = a_club(county, places=1)
    child = a_child(county)
    fill(county, sessions[FIRST + WEEK])
    away = FIRST + 3 * WEEK
    series = made(county, child, club, every(FIRST, LAST), left_out=(away,), collected_by="Grandad", note="Bring a hat")
    assert [(one.state, one.rule, one.why or one.words) for one in dates_of(county, series)] == [
        ("booked", "", ""), ("skipped", "R-B3", "The one place on Sat 12 Sep is taken."), ("booked", "", ""),
        ("left_out", "", "The family does not want this day."), ("booked", "", ""), ("booked", "", ""),
    ]  # fmt: skip
    bookings = bookings_of(county, child)
    assert [(one.state, one.charge_pence, one.collected_by) for one in bookings] == [("confirmed", 1275, "Grandad")] * 4
    assert len({one.number for one in bookings}) == 1
    (hours,) = [row.allowance for row in county.at().ask(allowances_shown, child) if row.allowance.unit == "hours"]
    assert (hours.booked, hours.left) == (720, 48 * 60)
    assert series_of(county, series).state == "open"
    assert proved(county) == []


def test_nothing_is_booked_when_one_date_was_taken_meanwhile(county):
    """The place of 12 September goes to another child after the preview: the refusal names that day, and nothing is kept."""
    club, sessions = a_club(county, places=1)
    child = a_child(county)
    request = wanted(county, child, club, every(FIRST, LAST))
    fill(county, sessions[FIRST + WEEK])
    with pytest.raises(Refused, match=r"Saturday 12 September: The one place on Sat 12 Sep is taken\."):
        county.at().perform(make_series, request)
    assert bookings_of(county, child) == []
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from series")).scalar() == 0


def test_a_day_nobody_spoke_of_and_a_day_that_is_gone_are_refused(county):
    club, sessions = a_club(county)
    child = a_child(county)
    kept = tuple(DayKept(day, session) for day, session in sessions.items())
    with pytest.raises(Refused, match="Saturday 10 October 2026 is new in this series"):
        county.at().perform(make_series, MakeSeries(child, club, every(FIRST, LAST), kept[:-1]))
    with pytest.raises(Refused, match="Saturday 10 October 2026 is no longer a day of this series"):
        county.at().perform(make_series, MakeSeries(child, club, every(FIRST, LAST - WEEK), kept))
    with pytest.raises(Refused, match="Saturday 5 September 2026 is new"):
        county.at().perform(make_series, MakeSeries(child, club, every(FIRST, LAST), kept, (DaySkipped(FIRST, True),)))
    with pytest.raises(Refused, match="Keep at least one day"):
        county.at().perform(make_series, MakeSeries(child, club, every(FIRST, LAST), ()))


def test_over_the_allocation_only_with_a_reason_which_is_kept_for_each_date(county):
    club, _ = a_club(county)
    child = a_child(county, hours=12 * 60)
    with pytest.raises(Refused, match=r"Saturday 3 October: This takes 3 hours and Amara has 0 hours left") as refusal:
        made(county, child, club, every(FIRST, LAST))
    assert refusal.value.field == "reason:R-B8"
    made(county, child, club, every(FIRST, LAST), reasons=(("R-B8", "Panel will decide on 2 October."),))
    with county.database.reading.connect() as connection:
        rows = connection.execute(text("select rule, finding from rule_override order by id")).all()
    assert [tuple(row) for row in rows] == [("R-B8", "This takes 3 hours and Amara has 0 hours left.")] * 2


def test_a_full_day_moves_to_another_session_of_its_week_and_no_further(county):
    club, sessions = a_club(county, 2, places=1)
    child = a_child(county)
    fill(county, sessions[FIRST])
    venue = _venue(county, sessions[FIRST])
    sunday = a_session(county, club, venue, start=datetime(2026, 9, 6, 14))
    next_week = sessions[FIRST + WEEK]
    recurring = every(FIRST, FIRST + WEEK)
    day = preview(county, child, club, recurring).days[0]
    assert [(one.session_id, one.start, one.free) for one in day.others] == [(sunday, datetime(2026, 9, 6, 14), 12)]
    moved = preview(county, child, club, recurring, moved=((FIRST, sunday),)).days[0]
    assert (moved.kept, moved.moved, moved.start) == (True, True, datetime(2026, 9, 6, 14))
    series = made(county, child, club, recurring, moved=((FIRST, sunday),))
    assert [one.session_id for one in dates_of(county, series)] == [sunday, next_week]
    with pytest.raises(Refused, match="can only move to another session of its week"):
        preview(county, child, club, recurring, moved=((FIRST, next_week),))


def _venue(county, session):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select venue_id from break_session where id = :id"), {"id": session}).scalar()


def test_of_two_sessions_a_day_the_series_takes_the_time_it_names(county):
    club, sessions = a_club(county, 1)
    late = a_session(county, club, _venue(county, sessions[FIRST]), start=datetime(2026, 9, 5, 14))
    child = a_child(county)
    assert preview(county, child, club, every(FIRST, FIRST)).days[0].session_id == sessions[FIRST]
    assert preview(county, child, club, every(FIRST, FIRST, starts="14:00")).days[0].session_id == late


def test_a_closed_session_gives_way_to_an_open_one_of_the_same_day(county):
    club, sessions = a_club(county, 1)
    late = a_session(county, club, _venue(county, sessions[FIRST]), start=datetime(2026, 9, 5, 14))
    with county.database.writing.begin() as connection:
        connection.execute(text("update break_session set state = 'closed' where id = :id"), {"id": sessions[FIRST]})
    assert preview(county, a_child(county), club, every(FIRST, FIRST)).days[0].session_id == late


@pytest.mark.parametrize("words", TEXTS[::9])
def test_words_of_people_are_kept_as_they_are(file_county, words):
    club, _ = a_club(file_county, 2)
    child = a_child(file_county)
    try:
        words.encode()
    except UnicodeEncodeError:
        pytest.skip("no database keeps half a character")
    kept = preview(file_county, child, club, every(FIRST, FIRST + WEEK)).days
    request = MakeSeries(
        child, club, every(FIRST, FIRST + WEEK), (DayKept(kept[0].day, kept[0].session_id),),
        (DaySkipped(kept[1].day, True, f"x{words}"),), collected_by=words, note=words,
    )  # fmt: skip
    series = file_county.at().perform(make_series, request).answer
    assert series_of(file_county, series).note == words
    assert dates_of(file_county, series)[1].words == f"x{words}".strip()


def test_only_who_may_book_makes_a_series(county):
    club, _ = a_club(county, 1)
    child = a_child(county)
    request = wanted(county, child, club, every(FIRST, FIRST))
    with pytest.raises(NotAllowed):
        county.at(Role.AUDITOR).perform(make_series, request)


def test_the_database_itself_keeps_a_series_to_its_own_child(county):
    """A date of one child's series can never point to another child's booking, whoever writes it."""
    club, sessions = a_club(county, 2)
    child = a_child(county)
    series = made(county, child, club, every(FIRST, FIRST + WEEK), left_out=(FIRST + WEEK,))
    stranger = fill(county, sessions[FIRST + WEEK])
    wrong = "update series_date set booking_id = :b, state = 'booked' where series_id = :s and state = 'left_out'"
    with pytest.raises(DBAPIError, match="for the child of the series only"), county.database.writing.begin() as connection:
        connection.execute(text(wrong), {"b": stranger, "s": series})
    with pytest.raises(DBAPIError, match="never removed"), county.database.writing.begin() as connection:
        connection.execute(text("delete from series_date"))
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text("update series_date set state = 'booked' where booking_id is null"))


def test_a_reason_without_words_is_no_reason(county):
    club, _ = a_club(county)
    child = a_child(county, hours=12 * 60)
    request = wanted(county, child, club, every(FIRST, LAST))
    with pytest.raises(Refused):
        county.at().perform(make_series, MakeSeries(child, club, request.recurring, request.kept, (), (Reason("R-B8", "  "),)))
