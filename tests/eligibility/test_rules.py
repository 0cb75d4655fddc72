"""Worked numbers of R-E1 to R-E12, R-B8, R-O15 and A13, A35, with their edges."""

from datetime import date

import pytest

from shortbreaks.council.postcodes import place_of
from shortbreaks.eligibility.rules import (
    Allowance,
    Threshold,
    adult_by,
    behaviour_alone,
    day_of_age,
    evidence_in_date,
    pro_rata,
    residence,
    say_amount,
    say_months,
    share_gone,
    specialist_threshold,
    within_allocation,
)
from shortbreaks.findings import Outcome, worst

MET, NOT_MET, TO_DECIDE = Outcome.MET, Outcome.NOT_MET, Outcome.TO_DECIDE

# The categories of Kent's matrix that are known
MATRIX = ("MOB", "HAND", "PC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON")


@pytest.mark.parametrize(("day", "outcome"), [(17, MET), (18, MET), (19, MET), (20, TO_DECIDE), (21, TO_DECIDE)])
def test_age_is_tested_on_each_session(day, outcome):
    """R-E1: DOB 20 Aug 2008, scheme 17 to 21 Aug 2026; never a silent stop (R-E10)."""
    finding = adult_by("Tom", date(2008, 8, 20), date(2026, 8, day))
    assert finding.outcome is outcome and finding.overridable


def test_medway_is_not_kent():
    """A13, R-E3: ME7 in Gillingham is Medway, ME10 in Sittingbourne is Swale: by district, not postcode area."""
    gillingham, sittingbourne = place_of("ME7 1AA"), place_of("me10 1aa")
    assert residence("Tom", gillingham.district).outcome is NOT_MET
    assert residence("Tom", sittingbourne.district).outcome is MET
    assert residence("Tom", "").outcome is TO_DECIDE
    assert "Medway" in residence("Tom", gillingham.district).reason


@pytest.mark.parametrize(("levels", "long_term", "outcome"), [
    ({"MOB": "moderate", "PC": "severe"}, True, MET), ({"MOB": "moderate", "PC": "moderate"}, True, NOT_MET),
    ({"PC": "profound"}, True, MET), ({"PC": "severe"}, False, NOT_MET), ({"PC": "severe"}, None, TO_DECIDE), ({}, True, NOT_MET),
])
def test_the_specialist_threshold(levels, long_term, outcome):
    """R-E4: over one year, and severe or profound in at least one category."""
    finding = specialist_threshold("Tom", Threshold(levels, long_term, MATRIX))
    assert finding.outcome is outcome and finding.overridable


def test_adhd_alone_is_a_prompt_not_a_refusal():
    """R-E5."""
    assert behaviour_alone("Tom", {"BEH"}).outcome is TO_DECIDE
    assert behaviour_alone("Tom", {"BEH", "LD"}).outcome is MET


def test_evidence_runs_out():
    """R-E12: the last day counts."""
    day = date(2026, 7, 22)
    assert evidence_in_date("Tom", [day], day).outcome is MET
    assert evidence_in_date("Tom", [None], day).outcome is MET
    assert evidence_in_date("Tom", [date(2026, 7, 21)], day).outcome is TO_DECIDE
    assert evidence_in_date("Tom", [], day).outcome is TO_DECIDE


def allowance(amount, used, booked=0, unit="hours"):
    return Allowance(
        id=1, unit=unit, purpose="", kinds=frozenset(), amount=amount, used=used, booked=booked, from_day=date(2026, 4, 1),
        until_day=date(2027, 3, 31),
    )  # fmt: skip


def test_the_allocation_of_forty_hours():
    """R-B8 (Herts): 36.5 of 40 used: 3.5 more allowed, 4.0 over by half an hour."""
    forty = allowance(40 * 60, 36 * 60 + 30)
    assert within_allocation("Amara", forty, "hours", 210).outcome is MET
    over = within_allocation("Amara", forty, "hours", 240)
    assert (over.outcome, over.remedy[:10]) == (TO_DECIDE, "30 minutes")
    assert within_allocation("Amara", None, "nights", 1).outcome is TO_DECIDE


@pytest.mark.parametrize(
    ("used", "wanted", "asked", "remedy"),
    [
        (38, 3, 0, "1 hour less, or a decision that awards 1 hour more."),
        (40, 3, 0, "A decision that awards 3 hours more."),
        (41, 3, 0, "A decision that awards 4 hours more."),
        (36, 3, 2, "1 hour less, something taken off the waiting list, or a decision that awards 1 hour more."),
        (36, 3, 9, "Something taken off the waiting list, or a decision that awards 8 hours more."),
    ],
)
def test_what_is_too_little_says_how_much_would_be_enough_and_never_less_than_nothing(used, wanted, asked, remedy):
    """R-B8: nobody books four hours less of three."""

    def found(amount):
        one = allowance(amount * 60, used * 60)
        return within_allocation("Amara", one, "hours", wanted * 60, asked=asked * 60)

    more = int(remedy.split("awards ")[1].split(" ")[0])
    assert found(40).remedy == remedy
    assert found(40 + more).outcome is MET and found(39 + more).outcome is TO_DECIDE


def test_units_are_never_added_together():
    nights = allowance(10, 0, unit="nights")
    assert not nights.serves("overnight", "hours", date(2026, 7, 1))
    assert nights.serves("overnight", "nights", date(2027, 3, 31)) and not nights.serves("overnight", "nights", date(2027, 4, 1))
    assert (say_amount(1, "nights"), say_amount(2, "sessions"), say_amount(4000, "pounds")) == ("1 night", "2 sessions", "£40.00")


def test_pro_rata_nights():
    """R-O15, A35: 36 nights from 1 Oct 2026 to 31 Mar 2027 are 18."""
    assert pro_rata(36, date(2026, 10, 1), date(2026, 4, 1), date(2027, 3, 31)) == 18
    assert pro_rata(36, date(2026, 4, 1), date(2026, 4, 1), date(2027, 3, 31)) == 36


def test_the_share_of_the_year_gone():
    assert share_gone(date(2026, 4, 1), date(2027, 3, 31), date(2026, 7, 22)) == 30
    assert share_gone(date(2026, 4, 1), date(2027, 3, 31), date(2028, 1, 1)) == 100


def test_transition_alerts_at_17_and_a_half():
    """R-E10, with the end of a short month."""
    days = [(say_months(months), day_of_age(date(2009, 1, 22), months)) for months in (204, 210, 216)]
    assert days == [("17", date(2026, 1, 22)), ("17½", date(2026, 7, 22)), ("18", date(2027, 1, 22))]
    assert day_of_age(date(2008, 8, 31), 210) == date(2026, 2, 28)


def test_outcomes_together():
    """R-E6: not met before to decide before met."""
    findings = [adult_by("T", date(2016, 1, 1), date(2026, 1, 1)), behaviour_alone("T", {"BEH"})]
    assert worst(findings) is TO_DECIDE and worst([]) is MET
    assert worst([*findings, residence("T", "E06000035")]) is NOT_MET
