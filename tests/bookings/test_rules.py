"""Each test of a place, with its edges: R-B1, R-B3, R-B4, R-B9 to R-B12, R-C1, R-C3, R-C4."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from shortbreaks.bookings.charges import (
    KENT_LADDER,
    PriceOf,
    charge_for,
    cost_of_cancelling,
    deadlines,
    liable_person,
    percent_owed,
)
from shortbreaks.bookings.judge import Judge
from shortbreaks.bookings.paying import uses_of
from shortbreaks.bookings.rules import (
    Busy,
    ChildFacts,
    ServiceFacts,
    SessionFacts,
    Words,
    age_fits,
    care_plan_fresh,
    checks_in_date,
    is_open,
    needs_catered,
    not_elsewhere,
    reachable,
    room_left,
    staffing_needed,
)
from shortbreaks.bookings.states import FORWARD, WORDS, check_move
from shortbreaks.council.codes import LISTS
from shortbreaks.dates import elapsed_minutes
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome

START = datetime(2026, 7, 25, 10)
NOW = datetime(2026, 7, 22, 11, 40)
CHILD = ChildFacts(
    1, "Amara", date(2016, 11, 14), "E07000114", 638125, 164710, frozenset(), 0, date(2026, 6, 1), True, (), ()
)
SERVICE = ServiceFacts(
    1, "Sandpipers", "weekend", 8, 13, frozenset(), 3, True, False, "hours", True, (), 639415, 167834
)
SESSION = SessionFacts(1, START, START + timedelta(hours=3), 12, 4, 0, 0, 0, open=True, closed_reason="")
NAMED = {code.code: code.words for code in LISTS["need"]}
SAID = Words(lambda code: NAMED[code], date(2026, 7, 22))
MET, NOT_MET, TO_DECIDE = Outcome.MET, Outcome.NOT_MET, Outcome.TO_DECIDE


@pytest.mark.parametrize(
    ("low", "high", "outcome"), [(8, 13, MET), (9, 9, MET), (10, 14, NOT_MET), (0, 8, NOT_MET), (None, None, MET)]
)
def test_ages_both_ends_included(low, high, outcome):
    assert age_fits(CHILD, replace(SERVICE, min_age=low, max_age=high), START.date()).outcome is outcome


@pytest.mark.parametrize(
    ("children", "ratio", "one", "two", "needed"),
    [
        (8, 3, 2, 0, 4),
        (9, 3, 3, 0, 5),
        (10, 3, 3, 0, 6),
        (0, 3, 0, 0, 0),
        (1, 3, 0, 0, 1),
        (2, 3, 0, 1, 3),
        (6, 3, 0, 0, 2),
        (7, 3, 0, 0, 3),
    ],
)
def test_staff_needed(children, ratio, one, two, needed):
    """R-B4, A15."""
    assert staffing_needed(children, ratio, one, two) == needed


def test_the_last_place_and_none():
    assert room_left(SESSION._replace(taken=11), SAID.today).outcome is MET
    full = room_left(SESSION._replace(taken=12), SAID.today)
    assert (full.outcome, full.overridable) == (NOT_MET, False)
    assert full.reason == "All 12 places on Sat 25 Jul are taken."
    assert room_left(SESSION._replace(places=1, taken=1), SAID.today).reason == "The one place on Sat 25 Jul is taken."
    assert room_left(SESSION._replace(places=0, taken=0), SAID.today).reason == "There are no places on Sat 25 Jul."


def test_touching_is_allowed_and_overlap_is_not():
    """R-B9."""
    before = Busy(START - timedelta(hours=2), START, "Bright Tides")
    overlap = Busy(START - timedelta(hours=2), START + timedelta(minutes=1), "Bright Tides")
    assert not_elsewhere(replace(CHILD, busy=(before,)), SESSION, SAID.today).outcome is TO_DECIDE
    found = not_elsewhere(replace(CHILD, busy=(overlap,)), SESSION, SAID.today)
    assert (found.outcome, found.overridable) == (NOT_MET, False)
    yesterday = Busy(START - timedelta(days=1), START - timedelta(hours=21), "Bright Tides")
    assert not_elsewhere(replace(CHILD, busy=(yesterday,)), SESSION, SAID.today).outcome is MET


def test_a_need_the_service_does_not_list_is_asked_about():
    """R-B10: warn, and allow with a reason."""
    found = needs_catered(
        replace(CHILD, needs=frozenset({"CON", "HOIST"})), replace(SERVICE, offers=frozenset({"CON"})), SAID
    )
    assert [(f.chip, f.outcome, f.overridable) for f in found] == [
        ("Seizures", MET, True),
        ("Hoist: ask", TO_DECIDE, True),
    ]
    (asked,) = needs_catered(replace(CHILD, needs=frozenset({"BEH"})), SERVICE, replace(SAID, need=lambda _code: "Behaviour, with ADHD"))
    assert "does not list “Behaviour, with ADHD”, which" in asked.reason


@pytest.mark.parametrize(
    ("plan", "outcome"), [(date(2026, 1, 25), MET), (date(2026, 1, 24), TO_DECIDE), (None, TO_DECIDE)]
)
def test_a_care_plan_of_six_months(plan, outcome):
    """R-B11: tested on the day of the session."""
    child = replace(CHILD, needs=frozenset({"RESCUE"}), care_plan_on=plan)
    assert care_plan_fresh(child, START.date(), SAID).outcome is outcome
    assert care_plan_fresh(replace(CHILD, care_plan_on=None), START.date(), SAID).outcome is MET


def test_a_night_away_needs_somebody_within_two_hours():
    """R-B12."""
    night = SESSION._replace(end=START + timedelta(days=1))
    alone = replace(CHILD, reachable_contact=False)
    assert reachable(alone, SESSION).outcome is MET
    assert reachable(alone, night).outcome is NOT_MET and reachable(CHILD, night).outcome is MET


def test_checks_on_the_day_itself():
    day = START.date()
    for until, outcome in ((day, MET), (day - timedelta(days=1), TO_DECIDE), (None, MET)):
        (found,) = checks_in_date(replace(SERVICE, checks=(("Insurance", until),)), day)
        assert found.outcome is outcome


def test_closed_and_begun():
    assert is_open(replace(SERVICE, open=False), SESSION, NOW).outcome is NOT_MET
    assert "flooded" in is_open(SERVICE, SESSION._replace(open=False, closed_reason="flooded"), NOW).reason
    assert is_open(SERVICE, SESSION, START).outcome is NOT_MET
    assert is_open(SERVICE, SESSION, START - timedelta(minutes=1)).outcome is MET


def test_checks_that_nobody_saw_are_not_in_date():
    day = START.date()
    (unseen,) = checks_in_date(SERVICE, day)
    assert (unseen.outcome, unseen.chip) == (TO_DECIDE, "No checks seen")
    (out,) = checks_in_date(replace(SERVICE, checks=(("Insurance", day - timedelta(days=1)), ("DBS", None))), day)
    assert (out.outcome, out.chip) == (TO_DECIDE, "Insurance out")
    assert [one.outcome for one in checks_in_date(replace(SERVICE, checks=(("Insurance", day),)), day)] == [MET]
    for checks in ((), (("Insurance", day - timedelta(days=1)),), (("Insurance", day),), (("DBS", None),)):
        service = replace(SERVICE, checks=checks)
        judged = tuple(one for one in Judge(CHILD, SAID, NOW).findings(service, SESSION) if one.rule == "R-X2")
        assert judged == checks_in_date(service, day), "what is kept of a service while it judges says the same"


def test_every_no_says_what_would_change_it():
    child = replace(
        CHILD,
        born=date(2020, 1, 1),
        workers_needed=1,
        district="E06000035",
        needs=frozenset({"HOIST", "RESCUE"}),
        care_plan_on=None,
    )
    findings = Judge(child, SAID, NOW).findings(replace(SERVICE, one_to_one=False), SESSION._replace(taken=12))
    against = [finding for finding in findings if finding.outcome is not MET]
    assert len(against) >= 6
    assert all(finding.reason.endswith(".") and finding.remedy.endswith(".") and finding.chip for finding in against)


def test_the_smallest_change_that_is_said_turns_it_and_no_smaller_does():
    """A plan of the very day named, every place named given up, and the sum named awarded: each is just enough."""
    late, old = date(2027, 3, 1), replace(CHILD, needs=frozenset({"RESCUE"}))
    said = care_plan_fresh(old, late, SAID)
    assert said.remedy == "A plan of 1 September 2026 or later, or a reason."
    for plan, outcome in ((date(2026, 9, 1), MET), (date(2026, 8, 31), TO_DECIDE)):
        assert care_plan_fresh(replace(old, care_plan_on=plan), late, SAID).outcome is outcome
    there = tuple(Busy(START + timedelta(hours=n), START + timedelta(hours=n + 1), f"Club {n}") for n in (0, 1, 3))
    twice = not_elsewhere(replace(CHILD, busy=there), SESSION, NOW.date())
    assert twice.reason == "Amara is at Club 0 on Sat 25 Jul, 10:00 to 11:00 and at Club 1 on Sat 25 Jul, 11:00 to 12:00."
    assert twice.remedy == "Another time, or cancel both other places."
    assert not_elsewhere(replace(CHILD, busy=there[1:]), SESSION, NOW.date()).outcome is NOT_MET
    assert not_elsewhere(replace(CHILD, busy=there[2:]), SESSION, NOW.date()).outcome is TO_DECIDE


def test_states_only_go_forward():
    """R-B1: corrections are made by putting back, never by a move."""
    check_move("offered", "confirmed")
    for old, new in (
        ("confirmed", "offered"),
        ("attended", "confirmed"),
        ("cancelled_late", "confirmed"),
        ("no_show", "attended"),
    ):
        with pytest.raises(Refused):
            check_move(old, new)
    assert set(FORWARD) | {new for following in FORWARD.values() for new in following} <= set(WORDS)


def test_who_pays_what():
    """R-C1: council charges only, exempt households nothing; 16 or over the young person is liable."""
    assert charge_for(1275, "council", free=False).pence == 1275
    assert (
        charge_for(1275, "council", free=True).pence,
        charge_for(1275, "council", free=True).exempt,
    ) == (0, "s29(3)")
    assert charge_for(1275, "provider", free=False).exempt == "provider"
    assert liable_person(date(2010, 7, 25), date(2026, 7, 24)) == "parents"
    assert liable_person(date(2010, 7, 25), date(2026, 7, 25)) == "young person"


@pytest.mark.parametrize(
    ("begin", "end", "minutes", "pence"),
    [
        (datetime(2026, 10, 24, 17), datetime(2026, 10, 25, 10), 1080, 22950),  # clocks back: 18 hours x 12.75
        (datetime(2027, 3, 27, 17), datetime(2027, 3, 28, 10), 960, 20400),  # clocks forward: 16 hours x 12.75
        (datetime(2026, 10, 17, 17), datetime(2026, 10, 18, 10), 1020, 21675),  # any other night: 17 hours x 12.75
    ],
)
def test_a_night_in_which_the_clocks_change_uses_the_hours_that_are_paid(begin, end, minutes, pence):
    assert uses_of("hours", begin, end) == elapsed_minutes(begin, end) == minutes
    assert PriceOf(1275, "hour").of(begin, end) == pence
    assert uses_of("nights", begin, end) == 1, "nights are counted by their dates (R-O1)"


def test_the_ladder_is_read_by_the_clock_not_by_elapsed_hours():
    """R-C4: "7 days" is the same local time seven dates earlier, over the clock change of 29 March 2026 too."""
    start = datetime(2026, 4, 2, 10)
    assert percent_owed(start, datetime(2026, 3, 26, 10), KENT_LADDER) == 0
    assert percent_owed(start, datetime(2026, 3, 26, 10, 1), KENT_LADDER) == 50
    assert cost_of_cancelling(1275, start, start, KENT_LADDER, free=False).pence == 1275
    assert cost_of_cancelling(1275, start, start, KENT_LADDER, free=True).pence == 0
    assert [one.until for one in deadlines(start, KENT_LADDER)] == [
        datetime(2026, 3, 26, 10),
        datetime(2026, 3, 31, 10),
    ]


def test_what_sessions_share_is_the_same_as_each_asked_afresh():
    child = replace(CHILD, needs=frozenset({"HOIST", "RESCUE"}), workers_needed=1, care_plan_on=date(2026, 2, 1))
    services = [
        replace(SERVICE, id=1, checks=(("Insurance", date(2026, 7, 27)),)),
        replace(SERVICE, id=2, min_age=10, offers=frozenset({"HOIST"}), one_to_one=False, unit="nights"),
    ]
    sessions = [
        SESSION._replace(id=day, start=START + timedelta(days=day), end=START + timedelta(days=day, hours=hours), taken=taken)
        for day in range(4)
        for hours in (3, 20)
        for taken in (4, 12)
    ]
    together = Judge(child, SAID, NOW)
    for service in services:
        for session in sessions:
            assert together.findings(service, session) == Judge(child, SAID, NOW).findings(service, session)
