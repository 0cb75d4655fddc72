"""A request that could not be met is kept with its reason, its day and its district, and what became of it by a further row."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.find import Wish
from shortbreaks.bookings.unmet.commands import (
    CorrectUnmet,
    KeepRequest,
    SayWhatBecame,
    correct_unmet,
    keep_request,
    say_what_became,
    why_nothing_fits,
)
from shortbreaks.bookings.unmet.queries import open_unmet, unmet_counts
from shortbreaks.bookings.unmet.report import range_by_district, unmet_demand
from shortbreaks.bookings.unmet.tables import UnmetRequest
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database.check import check
from shortbreaks.errors import NotAllowed, Refused
from tests.builders import SAT, a_child, a_service, a_session, save
from tests.counting import statements
from tests.nasty import TEXTS

DAY = SAT.date()
KEEPABLE = [one for one in TEXTS if "\0" not in one and not any("\ud800" <= sign <= "\udfff" for sign in one)]


def wish(child, **change):
    return Wish(**{"child_id": child, "from_day": DAY, "to_day": DAY + timedelta(days=7), **change})


def keep(county, child, **change):
    wanted = wish(child, **change)
    return county.at().perform(keep_request, KeepRequest(wanted, county.at().ask(why_nothing_fits, wanted))).answer


def reason(county):
    (row,) = county.at().ask(open_unmet)
    return row.reason


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"kinds": frozenset({"overnight"})}, "no_provider"), ({"from_day": DAY + timedelta(days=20), "to_day": DAY + timedelta(days=27)}, "no_provider"),
        ({}, "no_place"), ({"within_miles": 1}, "distance"),
    ],
)  # fmt: skip
def test_the_reason_is_read_from_the_answers(county, asked, why):
    """One club, full that Saturday: asked for nights, for later weeks, for that day, and for nothing over a mile away."""
    service, venue = a_service(county)
    session = a_session(county, service, venue, places=1)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county), (session,)),)))
    keep(county, a_child(county, first="Noah"), **asked)
    assert reason(county) == why


@pytest.mark.parametrize(
    ("child", "why"),
    [({"workers": 2}, "no_one_to_one"), ({"needs": ("HOIST",)}, "need"), ({"hours": 0}, "no_allocation")],
)
def test_with_places_free_the_reason_is_what_stands_in_the_way(county, child, why):
    a_session(county, *a_service(county, referral="assessment"))
    keep(county, a_child(county, **child))
    assert reason(county) == why


def test_it_says_where_the_child_lived_and_what_was_wanted(county):
    child = a_child(county, needs=("CON", "RESCUE"))
    keep(county, child, kinds=frozenset({"weekend", "club"}), weekdays=frozenset({5, 6}))
    (row,) = county.at().ask(open_unmet)
    assert (row.child, row.age, row.district, row.wanted) == ("Amara O.", 9, "Thanet", "After-school club, Weekend activity")
    assert row.needs == ("Seizures", "Rescue medicine")
    assert (row.from_day, row.until_day, row.on, row.days_open) == (DAY, DAY + timedelta(days=7), date(2026, 7, 22), 0)
    county.clock.forward(days=29)
    assert county.at().ask(open_unmet)[0].days_open == 29


def test_the_same_wish_is_kept_once_while_it_is_open(county):
    child = a_child(county)
    unmet = keep(county, child)
    with pytest.raises(Refused, match="kept already"):
        keep(county, child)
    county.at().perform(say_what_became, SayWhatBecame(unmet, "withdrawn"))
    keep(county, child)


def test_what_became_of_it_is_a_further_row_and_can_be_opened_again(county):
    session, child = a_session(county, *a_service(county)), a_child(county)
    other = a_child(county, first="Ellie")
    unmet = keep(county, child)
    (booking,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
    (not_hers,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(other, (session,)),))).answer
    for wrong in ("", f"booking:{not_hers}", "booking:99", "pound:1", "booking:²"):
        with pytest.raises(Refused):
            county.at().perform(say_what_became, SayWhatBecame(unmet, "met", wrong))
    county.at().perform(say_what_became, SayWhatBecame(unmet, "met", f"booking:{booking}"))
    assert county.at().ask(open_unmet) == ()
    with pytest.raises(Refused, match="answered already"):
        county.at().perform(say_what_became, SayWhatBecame(unmet, "withdrawn"))
    county.at().perform(say_what_became, SayWhatBecame(unmet, "open_again"))
    assert len(county.at().ask(open_unmet)) == 1
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select outcome from unmet_outcome order by id")).scalars().all() == ["met", "open_again"]
    assert check(county.database, pages=False).sound


def test_a_wrong_reason_is_kept_anew_and_the_day_stays(county):
    unmet = keep(county, a_child(county))
    county.clock.forward(days=3)
    with pytest.raises(Refused, match="reason it has"):
        county.at().perform(correct_unmet, CorrectUnmet(unmet, "no_provider"))
    county.at().perform(correct_unmet, CorrectUnmet(unmet, "too_late", "Asked on Friday for Saturday."))
    (row,) = county.at().ask(open_unmet)
    assert (row.reason, row.words, row.on) == ("too_late", "Asked on Friday for Saturday.", date(2026, 7, 22))
    with pytest.raises(Refused, match="answered already"):
        county.at().perform(correct_unmet, CorrectUnmet(unmet, "distance"))


def test_nobody_changes_or_removes_it(county):
    unmet = keep(county, a_child(county))
    for statement in ("update unmet_request set reason = 'other'", "delete from unmet_request"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    county.at().perform(say_what_became, SayWhatBecame(unmet, "withdrawn"))
    for statement in ("update unmet_outcome set outcome = 'met'", "delete from unmet_outcome"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))


def test_counts_by_district_and_reason_are_of_what_is_open(county):
    keep(county, a_child(county, first="Noah"))
    county.clock.forward(days=4)
    keep(county, a_child(county, first="Ellie"))
    keep(county, a_child(county, first="Kai", postcode="ME13 8YY"))
    counts = [(one.district, one.reason, one.count) for one in county.at().ask(unmet_counts)]
    assert sorted(counts) == [("Swale", "no_provider", 1), ("Thanet", "no_provider", 2)]
    code = next(one.district_code for one in county.at().ask(unmet_counts) if one.district == "Swale")
    assert [row.child for row in county.at().ask(open_unmet, code)] == ["Kai O."]
    assert county.at().ask(open_unmet, "", "distance") == ()


def test_the_list_asks_as_often_for_three_as_for_one(county):
    keep(county, a_child(county))
    with statements(county) as one:
        county.at().ask(open_unmet)
    for name in ("Noah", "Ellie"):
        keep(county, a_child(county, first=name))
    with statements(county) as three:
        assert len(county.at().ask(open_unmet)) == 3
    assert len(one) == len(three)


def test_who_only_looks_keeps_nothing(county):
    child = a_child(county)
    with pytest.raises(NotAllowed):
        county.at(Role.AUDITOR).perform(keep_request, KeepRequest(wish(child), "no_place"))
    assert county.at(Role.AUDITOR).ask(open_unmet) == ()


def test_what_was_said_is_kept_as_it_was_written(file_county):
    child = a_child(file_county)
    for words in KEEPABLE:
        unmet = file_county.at().perform(keep_request, KeepRequest(wish(child), "other", words)).answer
        (row,) = file_county.at().ask(open_unmet)
        assert row.words == words.replace("\u202e", "").strip()  # a mark that turns words is not kept
        file_county.at().perform(say_what_became, SayWhatBecame(unmet, "withdrawn", words=words))


def test_a_reason_of_no_list_is_refused_by_the_database_too(county):
    child = a_child(county)
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(keep_request, KeepRequest(wish(child), "because"))
    row = UnmetRequest(
        child_id=child, reason="because", district="", needs="", kinds="", service_id=None, session_id=None, from_day=DAY,
        until_day=DAY, weekdays="", unit="", amount=0, about="", words="", at=county.clock(), on=DAY, person_id=1,
    )  # fmt: skip
    with pytest.raises(DBAPIError):
        save(county, row)


def test_the_report_counts_what_was_asked_and_how_long_it_waited(county):
    """Three asked in Thanet: one withdrawn after 4 days, one open for 10, one kept by mistake that counts for nothing."""
    first = keep(county, a_child(county, first="Noah"))
    keep(county, a_child(county, first="Ellie"))
    wrong = keep(county, a_child(county, first="Kai"))
    county.at().perform(say_what_became, SayWhatBecame(wrong, "mistaken"))
    county.clock.forward(days=4)
    county.at().perform(say_what_became, SayWhatBecame(first, "withdrawn"))
    county.clock.forward(days=6)
    (one,) = county.at().ask(unmet_demand, date(2026, 4, 1), date(2027, 3, 31))
    assert (one.district, one.reason, one.asked, one.withdrawn, one.open, one.met) == ("Thanet", "no_provider", 2, 1, 1, 0)
    assert one.days_waited == 7
    assert county.at().ask(unmet_demand, date(2026, 7, 23), date(2027, 3, 31)) == ()


def test_hours_and_nights_short_are_summed_apart(county):
    child = a_child(county)
    for unit, amount in (("hours", 150), ("hours", 30), ("nights", 2), ("", 0)):
        save(county, UnmetRequest(
            child_id=child, reason="not_delivered", district="E07000114", needs="", kinds="", service_id=None, session_id=None,
            from_day=DAY, until_day=DAY, weekdays="", unit=unit, amount=amount, about="", words="", at=county.clock(),
            on=date(2026, 7, 22), person_id=1))
    (one,) = county.at().ask(unmet_demand, date(2026, 7, 22), date(2026, 7, 22))
    assert (one.asked, one.minutes_short, one.nights_short) == (4, 180, 2)


def test_the_range_of_a_district_says_what_is_asked_for_and_not_there(county):
    a_service(county)
    keep(county, a_child(county), kinds=frozenset({"overnight", "carer"}))
    thanet = next(row for row in county.at().ask(range_by_district) if row.district == "Thanet")
    assert [cell.services for cell in thanet.cells] == [0, 0, 0, 1]
    assert [cell.unmet for cell in thanet.cells] == [0, 1, 0, 0]
    assert [cell.lacks for cell in thanet.cells] == [False, True, False, False]
    assert thanet.cells[1].unmet_words == "fewer than 5 not met" and thanet.cells[0].unmet_words == ""
    assert len(county.at().ask(range_by_district)) == 12


def asked(county, count):
    """Thanet's figure once so many have asked; each on a day of its own."""
    child = a_child(county)
    for _ in range(count):
        save(county, UnmetRequest(
            child_id=child, reason="no_place", district="E07000114", needs="", kinds="club", service_id=None, session_id=None,
            from_day=DAY, until_day=DAY, weekdays="", unit="", amount=0, about="", words="", at=county.clock(),
            on=date(2026, 7, 22), person_id=1))


def test_a_count_below_the_council_s_small_number_is_not_said_by_district(file_county):
    """Four are fewer than five, five are five (R-P5); with six as the small number five are fewer than six."""
    county, day = file_county, date(2026, 7, 22)
    asked(county, 4)
    (one,) = county.at().ask(unmet_demand, day, day)
    assert (one.few, one.told_apart) == (True, False)
    asked(county, 1)
    (one,) = county.at().ask(unmet_demand, day, day)
    assert (one.few, one.told_apart) == (False, True)
    gone, *_ = county.at().ask(open_unmet)
    county.at().perform(say_what_became, SayWhatBecame(gone.id, "withdrawn"))
    (one,) = county.at().ask(unmet_demand, day, day)
    assert (one.few, one.told_apart) == (False, False), "one withdrawn would be told by four that are open"
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("small_number", "0", county.clock().date(), "Agreed."))
    (one,) = county.at().ask(unmet_demand, day, day)
    assert (one.few, one.told_apart) == (False, True)
    thanet = next(row for row in county.at().ask(range_by_district) if row.district == "Thanet")
    assert thanet.cells[3].unmet_words == "4 not met"
