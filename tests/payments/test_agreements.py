"""Agreements from draft to start, and awards that change for days already paid."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.eligibility.judging import eligibility_today
from shortbreaks.eligibility.tables import Evidence
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.payments.commands import (
    MakeAgreement,
    StartAgreement,
    decide_award_part,
    make_agreement,
    note_readiness,
    start_agreement,
)
from shortbreaks.payments.facts import awards_of
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.tables import Agreement, AgreementStep
from tests.builders import a_child, save
from tests.nasty import MARKUP
from tests.payments.builders import FIRST, a_draft, an_agreement, an_award, payee_of, ready, version_of

TODAY = date(2026, 7, 22)


def kept(county, agreement):
    with Session(county.database.reading) as db:
        return db.get(Agreement, agreement)


def test_an_agreement_is_a_draft_until_it_is_started_and_every_step_is_kept(county):
    agreement = an_agreement(county)
    assert kept(county, agreement).state == "active"
    assert kept(county, agreement).ref == "DP-10001"
    with Session(county.database.reading) as db:
        steps = db.execute(select(AgreementStep.state, AgreementStep.from_day)).all()
        assert [tuple(step) for step in steps] == [("active", FIRST)]
        assert [part.pence for part in awards_of(db, [agreement])[agreement]] == [1629]


def test_a_child_below_the_specialist_threshold_may_have_a_direct_payment(county):
    """R-E9: the specialist team's threshold stands in nobody's way; the account starts as any other does."""
    child = a_child(county, needs=("COMM",))
    assert county.at().ask(eligibility_today, child).said == "does not meet"
    assert kept(county, an_agreement(county, child=child)).state == "active"


def test_nothing_starts_until_the_list_of_r_d3_is_complete(county):
    office = county.at(Role.MANAGER)
    agreement = a_draft(county)
    office.perform(decide_award_part, an_award(agreement))
    with pytest.raises(Refused, match="the payee's consent, the signed agreement"):
        office.perform(start_agreement, StartAgreement(agreement, 1, "now"))
    office.perform(note_readiness, ready(county, agreement, signed_on=None, vendor_number=""))
    with pytest.raises(Refused, match="the signed agreement and the vendor number not there"):
        office.perform(start_agreement, StartAgreement(agreement, 2, "now"))
    with pytest.raises(ChangedByAnother):
        office.perform(start_agreement, StartAgreement(agreement, 1, "now"))
    with pytest.raises(Refused, match="has not come yet"):
        office.perform(note_readiness, ready(county, agreement, signed_on=date(2026, 9, 1)))
    office.perform(note_readiness, ready(county, agreement))
    with pytest.raises(Refused, match=r"No assessment is on the child's record \(R-D2\)") as refusal:
        office.perform(start_agreement, StartAgreement(agreement, version_of(county, Agreement, agreement), "now"))
    assert refusal.value.field == "unassessed"
    office.perform(start_agreement, StartAgreement(agreement, version_of(county, Agreement, agreement), "now", f" {MARKUP[0]} "))
    with Session(county.database.reading) as db:
        assert db.scalars(select(AgreementStep.words)).all() == [MARKUP[0]]
    with pytest.raises(Refused, match="was started before"):
        office.perform(start_agreement, StartAgreement(agreement, version_of(county, Agreement, agreement), "now"))


@pytest.mark.parametrize(
    ("kind", "seen", "assessed"),
    [("CFA", TODAY, True), ("SA", TODAY, True), ("CFA", TODAY + timedelta(days=1), False), ("EHCP", TODAY, False)],
)
def test_an_assessment_comes_before_a_payment(file_county, kind, seen, assessed):
    """R-D2: a Child and Family Assessment or a Short Assessment, seen by the day; another plan is none."""
    county, child = file_county, a_child(file_county)
    save(county, Evidence(child_id=child, kind=kind, seen_on=seen, expires_on=None, note=""))
    agreement = a_draft(county, child=child)
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement))
    county.at(Role.MANAGER).perform(note_readiness, ready(county, agreement))
    assert county.at(Role.FINANCE).ask(account_card, agreement).assessed is assessed
    start = StartAgreement(agreement, version_of(county, Agreement, agreement), "now")
    if assessed:
        county.at(Role.MANAGER).perform(start_agreement, start)
    else:
        with pytest.raises(Refused, match="R-D2"):
            county.at(Role.MANAGER).perform(start_agreement, start)


def test_an_agreement_without_an_award_does_not_start(county):
    agreement = a_draft(county)
    county.at(Role.MANAGER).perform(note_readiness, ready(county, agreement))
    with pytest.raises(Refused, match="awards nothing yet"):
        county.at(Role.MANAGER).perform(start_agreement, StartAgreement(agreement, 2, "now"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"payee_id": None}, "payee_id"), ({"payee_id": 9999}, "payee_id"), ({"purpose": " "}, "purpose"),
        ({"pot": "pocket"}, "held"), ({"cycle_days": 9}, "cycle_days"), ({"last4": "12345"}, "last4"),
        ({"last4": "٣٤٣٤"}, "last4"), ({"surplus_weeks": 3}, "surplus_weeks"), ({"review_on": FIRST}, "review_on"),
    ],
)  # fmt: skip
def test_a_wrong_agreement_is_refused_beside_its_field(county, change, field):
    child = a_child(county)
    given = {
        "child_id": child, "payee_id": payee_of(county, child), "pot": "direct payment", "purpose": "Time out",
        "may_buy": "", "held": "card", "starts_on": FIRST, "review_on": None, **change,
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        county.at(Role.MANAGER).perform(make_agreement, MakeAgreement(**given))
    assert refused.value.field == field


def test_a_young_person_of_16_may_be_the_payee_and_nobody_without_responsibility(county):
    young = a_child(county, first="Noor", last="Haddad", born=date(2010, 4, 6))
    request = MakeAgreement(young, None, "direct payment", "Going out", "", "account", FIRST, None)
    assert county.at(Role.MANAGER).perform(make_agreement, request).answer
    almost = a_child(county, first="Ben", last="Stone", born=date(2010, 4, 7))
    with pytest.raises(Refused, match="under 16"):
        county.at(Role.MANAGER).perform(
            make_agreement, MakeAgreement(almost, None, "direct payment", "Going out", "", "account", FIRST, None)
        )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "gift"}, "kind"), ({"per": "day"}, "kind"), ({"minutes": 0}, "minutes"), ({"part": 7}, ""),
        ({"since": date(2026, 4, 5)}, "from_day"), ({"until": date(2026, 4, 1)}, "until_day"),
    ],
)  # fmt: skip
def test_a_wrong_part_of_an_award_is_refused(county, change, field):
    agreement = a_draft(county)
    with pytest.raises(Refused) as refused:
        county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, **change))
    assert refused.value.field == field
