"""What the council decides holds: each setting of entitlement, waiting, registers and nights, before and after it is decided."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import cost_of_cancelling_booking
from shortbreaks.bookings.chosen_places import places_together
from shortbreaks.bookings.commands import OfferPlaces, offer_places
from shortbreaks.bookings.queries import bookings_by_id
from shortbreaks.bookings.registers.queries import late_after
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.waiting.papers import IssueWaitingLetter, issue_waiting_letter
from shortbreaks.bookings.waiting.queries import waiting_list
from shortbreaks.council.commands import CHANGE, DecideSetting, decide_setting
from shortbreaks.council.queries import setting_on, settings_on
from shortbreaks.database.commands import command
from shortbreaks.eligibility.cases import AskDecision, ask_decision
from shortbreaks.eligibility.commands import SeeEvidence, see_evidence
from shortbreaks.eligibility.worklists import cases_open, evidence_running_out
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.overnight.queries import nights_of_child
from shortbreaks.payments.ending import ChangeState, end_agreement
from shortbreaks.payments.returns.commands import AskReturns, ask_returns
from shortbreaks.payments.spending.tables import Return
from shortbreaks.payments.tables import Agreement
from tests.bookings.test_notices import text_of
from tests.bookings.test_waiting import wait
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements
from tests.payments.builders import an_agreement, version_of

DAY = timedelta(days=1)


@command(needs=CHANGE, recorded_as="Setting decided and looked at")
def decide_and_look(work, request):
    def looked():
        return [settings_on(work.db, work.today)[request.key], setting_on(work.db, request.key, work.today)]

    before = looked() + looked()
    decide_setting(work, request)
    return before, looked()


@pytest.fixture
def office(file_county):
    county = file_county
    county.club = a_service(county, offers=("RESCUE",))
    county.child = a_child(county, needs=("RESCUE",))
    county.day = 0
    return county


def offered_until(county):
    county.day += 1
    session = a_session(county, *county.club, start=SAT + 7 * DAY * (county.day + 3))
    made = county.at().perform(offer_places, OfferPlaces((PlacesWanted(county.child, (session,)),))).answer
    return county.at().ask(bookings_by_id, tuple(made))[0].offered_until.date()


def plan_asked(county):
    county.day += 1
    session = a_session(county, *county.club, start=SAT + timedelta(minutes=county.day))
    (mine,) = county.at().ask(places_together, (county.child,), (session,))
    return next(one.outcome for one in mine[0].findings if one.rule == "R-B11")


def first_reason(county):
    if not county.at().ask(waiting_list):
        wait(county, county.child, county.club[0], until_day=SAT.date())
    return county.at().ask(waiting_list)[0].reasons[0].split(" ")[0]


def gap_said(county):
    first_reason(county)
    paper = county.at().perform(issue_waiting_letter, IssueWaitingLetter(county.at().ask(waiting_list)[0].request_id)).answer
    words = text_of(county.at().ask(paper_again, paper).pdf)
    return words.split("no break in the last ")[1].split(" ")[0]


def is_late(county):
    if not county.at().ask(cases_open):
        county.at().perform(ask_decision, AskDecision(county.child, date(2026, 6, 29), "Mother", "", hours=600))
    return county.at().ask(cases_open)[0].late


def running_out(county):
    if county.day == 0:
        county.at().perform(see_evidence, SeeEvidence(county.child, "DLA", date(2026, 5, 1), date(2026, 10, 1), ""))
        county.day = 1
    return len(county.at().ask(evidence_running_out))


def half_kept(county):
    """Half is owed however early (a deposit): whether 20 hours before the start is in time."""
    if county.day == 0:
        county.at(Role.MANAGER).perform(decide_setting, DecideSetting("cancel_ladder", "0: 50", date(2026, 7, 1), "Deposit"))
        session = a_session(county, *county.club, start=datetime(2026, 7, 23, 6))
        county.at().perform(offer_places, OfferPlaces((PlacesWanted(county.child, (session,)),)))
        county.day = 1
    cost, _ = county.at().ask(cost_of_cancelling_booking, 1, "family")
    return cost.in_notice, cost.percent


def notice_asked(county):
    """What ending a payment in twelve days is told."""
    agreement = an_agreement(county, last=f"Stone {county.day}")
    county.day += 1
    version = version_of(county, Agreement, agreement)
    request = ChangeState(agreement, version, date(2026, 8, 3), "moved away", " ")
    try:
        county.at(Role.MANAGER).perform(end_agreement, request)
    except Refused as refusal:
        return refusal.sentence
    return "ended"


def days_to_reply(county):
    """How long after its last day the return of a new payment is due."""
    agreement = an_agreement(county, last=f"Stone {county.day}")
    county.day += 1
    county.at(Role.MANAGER).perform(ask_returns, AskReturns(date(2026, 7, 22), agreement))
    with Session(county.database.reading) as db:
        due, last = db.execute(select(Return.due_on, Return.last_day).where(Return.agreement_id == agreement).limit(1)).one()
    return (due - last).days


@pytest.mark.parametrize(("key", "value", "asked", "before", "after"), [
    ("late_days", "2", half_kept, (True, 50), (False, 50)),
    ("end_notice_days", "10", notice_asked, "That is less than 28 days' notice.", "ended"),
    ("return_days", "14", days_to_reply, 28, 14),
    ("offer_working_days", "2", offered_until, date(2026, 7, 29), date(2026, 7, 24)),
    ("care_plan_months", "1", plan_asked, "met", "to decide"),
    ("waiting_order", "asked, priority, break, share", first_reason, "No", "Asked"),
    ("waiting_gap_days", "30", gap_said, "90", "30"),
    ("decide_days", "20", is_late, False, True),
    ("evidence_warning_days", "90", running_out, 0, 1),
    ("nights_amber", "20", lambda county: county.at().ask(nights_of_child, county.child).amber, 10, 20),
    ("register_days", "3", lambda county: county.at().ask(late_after), 7, 3),
])  # fmt: skip
def test_a_setting_holds_once_it_is_decided(office, key, value, asked, before, after):
    assert asked(office) == before
    office.at(Role.MANAGER).perform(decide_setting, DecideSetting(key, value, date(2026, 7, 22) + DAY, "Panel"))
    assert asked(office) == before, "it holds from tomorrow"
    office.at(Role.MANAGER).perform(decide_setting, DecideSetting(key, value, date(2026, 7, 1), "Panel"))
    assert asked(office) == after


def test_an_act_asks_for_the_settings_once_and_goes_by_what_it_decides_itself(county):
    today = county.clock().date()
    with statements(county) as sent:
        done = county.at(Role.MANAGER).perform(decide_and_look, DecideSetting("offer_working_days", "3", today, "Tried."))
    assert done.answer == ([5, 5, 5, 5], [3, 3])
    asked = [one for one in sent if one.startswith("SELECT setting_value") and "ORDER BY setting_value.from_day, setting_value.id" in one]
    assert len(asked) == 3  # before, and since then each time
