"""Evidence, decisions and allocations: who, when, why, from and to; never rewritten; on both engines."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.eligibility.changing import ChangeAllocation, change_allocation
from shortbreaks.eligibility.commands import (
    Award,
    OverrideRule,
    RecordDecision,
    SeeEvidence,
    override_rule,
    record_decision,
    see_evidence,
)
from shortbreaks.eligibility.judging import eligibility_today
from shortbreaks.eligibility.queries import decisions_of_child, evidence_of_child
from shortbreaks.errors import NotAllowed, Refused
from tests.builders import a_child

AGREED = {"outcome": "agreed", "reason": "One to one is needed.", "decided_by": "Panel", "decided_on": date(2026, 7, 20),
          "from_day": date(2026, 8, 1), "until_day": date(2027, 3, 31), "review_on": None, "awards": (Award("hours", 600), Award("nights", 6))}  # fmt: skip


def decide(county, child, **more):
    return county.at().perform(record_decision, RecordDecision(child, **{**AGREED, **more}))


def test_a_decision_keeps_what_the_rules_said_and_what_it_awards(county):
    child = a_child(county, hours=0, nights=0)
    decide(county, child)
    newest = county.at().ask(decisions_of_child, child)[0]
    assert (newest.outcome, newest.rules_said, newest.reason, newest.person) == (
        "agreed", "does not meet", "One to one is needed.", "Coordinator One",
    )
    shown = {row.allowance.unit: row.allowance.amount for row in county.at().ask(allowances_shown, child)}
    assert shown == {"hours": 600, "nights": 6}


@pytest.mark.parametrize(("more", "field"), [
    ({"reason": " "}, "reason"), ({"decided_by": ""}, "decided_by"), ({"decided_on": date(2026, 7, 23)}, "decided_on"),
    ({"until_day": date(2026, 7, 31)}, "until_day"), ({"outcome": "declined"}, "hours"), ({"awards": ()}, "hours"),
])
def test_a_decision_is_whole_or_refused(county, more, field):
    child = a_child(county, hours=0, nights=0)
    with pytest.raises(Refused) as refusal:
        decide(county, child, **more)
    assert refusal.value.field == field
    assert len(county.at().ask(decisions_of_child, child)) == 1


def test_a_decision_is_never_rewritten(county):
    child = a_child(county)
    decide(county, child)
    for statement in ("update decision set reason = 'x'", "delete from decision"):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))


def test_evidence_turns_the_finding(county):
    child = a_child(county)
    assert county.at().ask(eligibility_today, child).findings[-1].chip == "No evidence seen"
    county.at().perform(see_evidence, SeeEvidence(child, "DLA", date(2026, 7, 1), date(2027, 7, 1), ""))
    assert county.at().ask(eligibility_today, child).findings[-1].chip == "Evidence seen"
    assert county.at().ask(evidence_of_child, child)[0].words == "DLA letter"
    with pytest.raises(Refused, match="ran out before"):
        county.at().perform(see_evidence, SeeEvidence(child, "DLA", date(2026, 7, 1), date(2026, 6, 1), ""))


def test_a_rule_is_set_aside_with_a_reason_and_name(county):
    """R-E6: any officer may record an override with reason; a rule that says nothing cannot be set aside."""
    child = a_child(county, postcode="ME7 1AA")
    said = county.at().ask(eligibility_today, child)
    assert said.said == "does not meet"
    with pytest.raises(Refused, match="needs a reason"):
        county.at().perform(override_rule, OverrideRule(child, "R-E3", " "))
    county.at().perform(override_rule, OverrideRule(child, "R-E3", "Moves to Kent in August."))
    with pytest.raises(Refused, match="nothing against"):
        county.at().perform(override_rule, OverrideRule(child, "R-E1", "x"))
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select rule, reason, person_id from rule_override")).one() == ("R-E3", "Moves to Kent in August.", 1)


def test_a_rule_set_aside_counts_as_met_until_it_says_something_else(county):
    """R-E6: a reason that the address is still to be checked does not make a child of Medway one of Kent's."""
    child = a_child(county)

    def lives_in(district):
        with county.database.writing.begin() as connection:
            connection.execute(text("update address set district = :d"), {"d": district})
        found = county.at().ask(eligibility_today, child)
        return found.said, next(one.reason for one in found.findings if one.rule == "R-E3")

    for rule in {one.rule for one in county.at().ask(eligibility_today, child).findings if one.reason}:
        county.at().perform(override_rule, OverrideRule(child, rule, "Known to us for years."))
    assert lives_in("E07000114") == ("meets", "")
    assert lives_in("")[0] == "a person must decide"
    county.at().perform(override_rule, OverrideRule(child, "R-E3", "The letting is being signed in Ramsgate."))
    assert lives_in("")[0] == "meets"
    assert lives_in("E06000035") == ("does not meet", "Amara lives in Medway, which is another council’s and not Kent.")
    assert lives_in("")[0] == "meets"


def test_an_allocation_changes_with_its_reason(county):
    child = a_child(county)
    row = next(r for r in county.at().ask(allowances_shown, child) if r.allowance.unit == "hours")
    request = ChangeAllocation(row.allowance.id, 1, 90 * 60, date(2027, 3, 31), "Panel of 20 July.")
    county.at().perform(change_allocation, request)
    again = next(r for r in county.at().ask(allowances_shown, child) if r.allowance.unit == "hours")
    assert again.allowance.amount == 5400


def test_finance_may_not_decide(county):
    child = a_child(county)
    with pytest.raises(NotAllowed):
        county.at(Role.FINANCE).perform(record_decision, RecordDecision(child, **AGREED))
