"""Worked examples of R-E4, R-E5 and R-E11 by published schemes, and old decisions explained by the scheme of their day."""

import json
from datetime import date

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.council.codes import LISTS
from shortbreaks.council.scheme_changes import DecideScheme, decide_scheme
from shortbreaks.council.schemes import PUBLISHED, read_scheme
from shortbreaks.eligibility.cases import AskDecision, ask_decision
from shortbreaks.eligibility.commands import (
    Award,
    OverrideRule,
    RecordDecision,
    SeeEvidence,
    override_rule,
    record_decision,
    see_evidence,
)
from shortbreaks.eligibility.criteria import Known, scheme_findings
from shortbreaks.eligibility.judging import eligibility_today
from shortbreaks.eligibility.queries import decisions_of_child
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome, worst
from tests.builders import a_child

MET, NOT_MET, TO_DECIDE = Outcome.MET, Outcome.NOT_MET, Outcome.TO_DECIDE
CODES = {name: {code.code: code.words for code in LISTS[name]} for name in ("need", "evidence")}
NAMED = {name: read_scheme(name, date(2026, 4, 1), tests, awards, CODES) for name, tests, awards in PUBLISHED}
DAY = date(2026, 7, 22)


def said(scheme, *, born=date(2016, 11, 14), levels=None, long_term=True, disabilities=("LD", "MOB"), seen=None, asked=None, answer="", day=DAY):
    known = Known("Tom", born, day, levels or {}, long_term, set(disabilities), seen or {}, asked or {}, answer)
    return scheme_findings(NAMED[scheme], known, CODES["evidence"])


def worst_of(scheme, **facts):
    return worst(said(scheme, **facts))


@pytest.mark.parametrize(("levels", "long_term", "outcome"), [
    ({"MOB": "moderate", "PC": "severe"}, True, MET), ({"MOB": "moderate", "PC": "moderate"}, True, NOT_MET),
    ({"PC": "severe"}, None, TO_DECIDE), ({"INC": "profound"}, True, NOT_MET),
])  # fmt: skip
def test_kent_s_matrix(levels, long_term, outcome):
    """R-E4: mobility moderate, personal care severe, a year or more: meets. All moderate: does not."""
    assert worst_of("Severe or profound need", levels=levels, long_term=long_term) is outcome


def test_behaviour_alone_is_a_prompt():
    """R-E5: a prompt, never a refusal."""
    alone = said("Severe or profound need", levels={"BEH": "severe"}, disabilities={"BEH"})
    assert [one.outcome for one in alone] == [MET, TO_DECIDE] and all(one.overridable for one in alone)
    assert worst_of("Severe or profound need", levels={"BEH": "severe"}, disabilities={"BEH", "AUT"}) is MET


@pytest.mark.parametrize(("seen", "outcome"), [
    ({"DLA_MID": None}, MET), ({"PIP": DAY}, MET), ({"PIP": date(2026, 7, 21)}, TO_DECIDE), ({"PRO": date(2030, 1, 1)}, MET),
    ({"EHCP": None}, TO_DECIDE), ({}, TO_DECIDE),
])  # fmt: skip
def test_hertfordshire_s_forty_hours(seen, outcome):
    """DLA middle or higher care, PIP, or a professional's letter; evidence's last day counts."""
    findings = said("Hours without an assessment", seen=seen)
    assert worst(findings) is outcome
    assert findings[-1].chip == "Scheme: 40 hours a year"


@pytest.mark.parametrize(("asked", "seen", "outcome"), [
    (100, {}, MET), (101, {}, TO_DECIDE), (101, {"CFA": None}, MET), (101, {"SA": date(2026, 7, 21)}, TO_DECIDE),
])  # fmt: skip
def test_york_s_hundred_hours_before_an_assessment(asked, seen, outcome):
    assert worst_of("Hours before an assessment", asked={"hours": asked * 60}, seen=seen) is outcome


@pytest.mark.parametrize(("born", "seen", "outcome"), [
    (date(2010, 7, 23), {"EHCP", "DLA_HIGH"}, MET), (date(2010, 7, 23), {"EHCP", "PIP"}, TO_DECIDE),  # 15 until tomorrow
    (date(2010, 7, 22), {"EHCP", "PIP"}, MET), (date(2010, 7, 22), {"EHCP", "DLA_HIGH"}, TO_DECIDE),  # 16 today
    (date(2021, 7, 22), {"EHCP", "DLA_HIGH"}, MET), (date(2021, 7, 23), {"EHCP", "DLA_HIGH"}, NOT_MET),  # 5 today; 4
    (date(2008, 7, 23), {"EHCP", "PIP"}, MET), (date(2008, 7, 22), {"EHCP", "PIP"}, NOT_MET),  # 17; 18 today
    (date(2012, 7, 22), {"DLA_HIGH"}, TO_DECIDE),
])  # fmt: skip
def test_leicestershire_s_high_rate_with_a_plan(born, seen, outcome):
    """DLA at 5 to 15, PIP at 16 and 17, and an EHC plan."""
    assert worst_of("High-rate care with a plan", born=born, seen=dict.fromkeys(seen)) is outcome


def test_born_on_29_february_is_16_on_1_march():
    """R-E2: in a common year."""
    facts = {"born": date(2008, 2, 29), "seen": {"EHCP": None, "PIP": None}}
    assert worst_of("High-rate care with a plan", day=date(2024, 2, 28), **facts) is TO_DECIDE
    assert worst_of("High-rate care with a plan", day=date(2024, 2, 29), **facts) is MET
    assert worst_of("High-rate care with a plan", day=date(2026, 2, 28), **facts) is MET
    assert worst_of("High-rate care with a plan", day=date(2026, 3, 1), **facts) is NOT_MET


@pytest.mark.parametrize(("scheme", "answer", "outcome", "chip"), [
    ("Grants by impact", "some", MET, "Scheme: £500.00 a year"), ("Grants by impact", "lots", MET, "Scheme: £750.00 a year"),
    ("Grants by impact", "exceptional", MET, "Scheme: up to £1,000.00 a year"), ("Grants by impact", "", TO_DECIDE, "The scheme asks"),
    ("Four pathways", "lots", TO_DECIDE, "A person decides how much"), ("Points", "9", NOT_MET, "Below the points"),
    ("Points", "10", MET, "Scheme: 20 hours a year"), ("Points", "29", MET, "Scheme: 40 hours a year"), ("Points", "ten", TO_DECIDE, "The scheme asks"),
])  # fmt: skip
def test_medway_nottingham_and_points(scheme, answer, outcome, chip):
    found = said(scheme, answer=answer)[-1]
    assert (found.outcome, found.chip, found.rule) == (outcome, chip, "R-E11")


def decide(county, child, day, **more):
    values = {"outcome": "agreed", "reason": "Needed.", "decided_by": "Panel", "decided_on": day, "from_day": date(2026, 8, 1),
              "until_day": date(2027, 3, 31), "review_on": None, "awards": (Award("hours", 600),), **more}  # fmt: skip
    return county.at().perform(record_decision, RecordDecision(child, **values)).answer


def test_two_decisions_are_explained_by_the_scheme_of_their_own_day(county):
    """The scheme changes on 20 July; what was decided on the 19th keeps the old one, whenever it is entered."""
    child = a_child(county, hours=0, nights=0)
    county.at(Role.MANAGER).perform(decide_scheme, DecideScheme(
        PUBLISHED[0][0], date(2026, 7, 20), "Age 5 to 17", "Points?\n10 = 20 hours", "Cabinet."))  # fmt: skip
    for day, answer in ((date(2026, 7, 19), ""), (date(2026, 7, 20), "12")):
        decide(county, child, day, answer=answer)
    newer, older, _ = county.at().ask(decisions_of_child, child)
    assert (older.rules_said, older.answer, older.gives) == ("does not meet", "", "")
    assert (newer.rules_said, newer.answer, newer.gives) == ("a person must decide", "Points: 12", "20 hours a year")
    with county.database.reading.connect() as connection:
        rows = connection.execute(text("select criteria, findings from decision where scheme <> '' order by decided_on")).all()
    assert "Severe or profound in at least 1 of" in rows[0][0] and "Points" not in rows[0][0]
    assert rows[1][0] == "Aged 5 to 17\nPoints, 10 points or more: 20 hours a year"
    assert {one[0] for one in json.loads(rows[1][1])} == {"R-E1", "R-E3", "R-E11", "R-E12"}


def test_evidence_that_had_run_out_on_the_day_of_the_decision_is_said(county):
    child = a_child(county, hours=0, nights=0)
    county.at().perform(see_evidence, SeeEvidence(child, "DLA", date(2026, 5, 1), date(2026, 7, 10), ""))
    decide(county, child, date(2026, 7, 10))
    decide(county, child, date(2026, 7, 11))
    with county.database.reading.connect() as connection:
        kept = [json.loads(row[0])[-1] for row in connection.execute(text("select findings from decision where scheme <> '' order by id"))]
    assert kept[0][2] == "Evidence seen"
    assert kept[1][3] == "The evidence seen for Amara ran out on 10 July 2026."


def test_more_than_the_scheme_gives_without_an_assessment_waits_for_one(county):
    """York: the request's own hours are what the scheme looks at."""
    county.at(Role.MANAGER).perform(decide_scheme, DecideScheme(PUBLISHED[2][0], date(2026, 4, 1), *PUBLISHED[2][1:], "Panel."))
    child = a_child(county, hours=0, nights=0, needs=("MOB",))
    case = county.at().perform(ask_decision, AskDecision(child, date(2026, 7, 1), "Mother", "", hours=120 * 60)).answer
    decide(county, child, DAY, case_id=case, scheme=PUBLISHED[2][0])
    newest = county.at().ask(decisions_of_child, child)[0]
    assert newest.asked == "120 hours" and newest.scheme == PUBLISHED[2][0] and newest.gives == "up to 100 hours a year"
    with county.database.reading.connect() as connection:
        kept = connection.execute(text("select findings from decision order by id desc")).scalar()
    assert "more than 100 hours were asked for" in kept


def test_a_scheme_that_does_not_hold_that_day_is_refused(county):
    child = a_child(county, hours=0, nights=0)
    with pytest.raises(Refused) as refusal:
        decide(county, child, DAY, scheme="Grants by impact")
    assert refusal.value.field == "scheme"
    assert len(county.at().ask(decisions_of_child, child)) == 1


def test_one_test_of_a_scheme_is_set_aside_and_not_its_neighbour(county):
    """R-E6: the very sentence, since tests of one scheme share a rule's number."""
    county.at(Role.MANAGER).perform(decide_scheme, DecideScheme("Plan", date(2026, 4, 1), "Seen EHCP\nSeen PIP", "", "Panel."))
    child = a_child(county, hours=0, nights=0)
    found = [one for one in county.at().ask(eligibility_today, child, "Plan").findings if one.rule == "R-E11"]
    county.at().perform(override_rule, OverrideRule(child, "R-E11", "Applied for.", found[0].reason, "Plan"))
    county.at().perform(see_evidence, SeeEvidence(child, "DLA", date(2026, 5, 1), None, ""))
    assert county.at().ask(eligibility_today, child, "Plan").said == "a person must decide"
    county.at().perform(override_rule, OverrideRule(child, "R-E11", "Too young.", found[1].reason, "Plan"))
    assert county.at().ask(eligibility_today, child, "Plan").said == "meets"


def test_a_year_s_amount_is_shared_out_for_the_days_left(county):
    """R-O15, A35: 36 nights of a year from 1 October 2026 are 18; 40 hours are 20."""
    child = a_child(county, hours=0, nights=0)
    year = {"from_day": date(2026, 10, 1), "for_a_year": True, "awards": (Award("nights", 36), Award("hours", 40 * 60))}
    decide(county, child, DAY, **year)
    assert county.at().ask(decisions_of_child, child)[0].awarded == ("18 nights", "20 hours")
    with county.database.reading.connect() as connection:
        assert {tuple(row) for row in connection.execute(text("select unit, amount from allocation"))} == {("nights", 18), ("hours", 1200)}
    with pytest.raises(Refused) as refusal:
        decide(county, child, DAY, **{**year, "until_day": date(2027, 3, 30)})
    assert refusal.value.field == "until_day"
