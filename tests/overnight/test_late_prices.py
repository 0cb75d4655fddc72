"""What was booked before its price was known is charged once it is, by a person's decision, and the family is told (R-C1, R-C2)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.later_tables import PRICE
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.provider_cancel import Scope
from shortbreaks.bookings.queries import bookings_of_child
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.unpriced import say_charge
from shortbreaks.dates import to_utc
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.families.subject_items import held_on
from shortbreaks.finance.checks import check_rows
from shortbreaks.overnight.closing_queries import closing_would
from shortbreaks.overnight.later_charges.commands import AnswerLater, answer_later
from shortbreaks.overnight.later_charges.due import later_due, later_of
from shortbreaks.overnight.letters import IssueStayConfirmation, issue_stay_confirmation
from shortbreaks.overnight.queries import stay_card
from shortbreaks.providers.tables import ServicePrice
from tests.bookings.test_benefits import owed, rows
from tests.bookings.test_duties import version
from tests.bookings.test_notices import text_of
from tests.builders import SAT, a_child, a_service, a_session, save
from tests.counting import statements
from tests.families.test_erasure import end
from tests.overnight.builders import FRI, a_house, placed, s20, stay_of
from tests.overnight.test_freed import proved, see

DAY = timedelta(days=1)
WHY = "The provider’s rates come in August"
NOT_KNOWN = "We do not know the price yet, so there is nothing to pay now."


def booked_without(county):
    """Amara has two Saturdays of a club and three nights, all booked before anybody knew their price."""
    club, venue = a_service(county, price=None)
    sessions = a_session(county, club, venue), a_session(county, club, venue, start=SAT + DAY * 7)
    _, house, beds = a_house(county, beds=1, price=None)
    child = a_child(county, nights=36)
    s20(county, child, situation=1)
    wanted = PlacesWanted(child, sessions, (Reason("R-C2", WHY),))
    first, second = county.at().perform(make_booking, MakeBooking((wanted,))).answer
    stay = placed(county, child, beds[0], FRI, FRI + DAY * 3, reasons=(("R-C2", WHY),))
    return county, child, club, house, first, second, stay


def said(county, paper):
    return " ".join(text_of(county.at().ask(paper_again, paper).pdf).split())


def price(county, service, pence):
    save(county, ServicePrice(service_id=service, from_day=date(2026, 4, 1), pence=pence))


def answer(county, child, breaks, reason=WHY, *, charge):
    return county.at().perform(answer_later, AnswerLater(child, PRICE, tuple(breaks), charge, reason)).answer


def test_a_break_waits_for_its_price_is_charged_by_a_person_and_told_on_paper(county):
    county, child, club, house, first, second, stay = booked_without(county)
    number = rows(county, "select number from booking")[0][0]
    assert NOT_KNOWN in said(county, county.at().perform(issue_confirmation, IssueConfirmation(number)).answer)
    assert NOT_KNOWN in said(county, county.at().perform(issue_stay_confirmation, IssueStayConfirmation(stay)).answer)
    waiting = county.at().ask(later_of, child, PRICE)
    assert [(one.about, one.price) for one in waiting] == [(f"booking:{first}", None), (f"booking:{second}", None), (f"stay:{stay}", None)]
    with pytest.raises(Refused, match="not known yet"):
        answer(county, child, waiting, charge=True)
    price(county, club, 1275)
    see(county, child, "UC", date(2026, 8, 1))  # free from the second Saturday on; nobody is charged by a benefit
    price(county, house, 2000)
    see(county, child, "", date(2026, 8, 8))  # the second and third night are not
    assert owed(county) == 0 and stay_of(county, stay).charge_pence == 0, "a benefit that is seen charges nothing that has no price"
    waiting = county.at().ask(later_of, child, PRICE)
    assert [(one.price, one.pence, one.exempt) for one in waiting] == [(1275, 1275, ""), (1275, 0, "s29(3)"), (6000, 4000, "s29(3), part")]
    assert [(one.breaks, one.priced, one.pence) for one in county.at().ask(later_due, PRICE)] == [(3, 3, 5275)]
    county.clock.set(to_utc(datetime(2026, 8, 11, 9)))
    with pytest.raises(Refused, match="reason"):
        answer(county, child, waiting, " ", charge=True)
    with pytest.raises(ChangedByAnother):
        answer(county, child, (), charge=False)
    pence, *papers = answer(county, child, waiting, charge=True)
    assert (pence, owed(county)) == (5275, 5275)
    assert rows(county, "select list_pence, charge_pence, exempt from booking order by id") == [(1275, 1275, ""), (1275, 0, "s29(3)")]
    places, nights = (said(county, paper) for paper in papers)
    assert "1 session × £12.75 = £12.75. £12.75 is still to pay" in places and "£40.00 is still to pay" in nights
    assert county.at().ask(later_of, child, PRICE) == () and county.at().ask(later_due, PRICE) == ()
    proved(county)
    with pytest.raises(ChangedByAnother):
        answer(county, child, waiting, charge=True)
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text("insert into later_answer (child_id, kind, about, charged, pence, reason, at, person_id) "
                                "select child_id, kind, 'stay:99', charged, pence, '', at, person_id from later_answer limit 1"))
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text(
            "insert into later_answer (child_id, kind, about, charged, pence, reason, at, person_id) "
            "select child_id, kind, about, charged, pence, reason, at, person_id from later_answer"
        ))  # fmt: skip


def test_wherever_such_a_break_is_listed_no_sum_stands_until_one_is_known(county):
    """Not while nobody knows, nor while nobody decided; what is given up, left free or costs nought is said to cost nought."""
    county, child, club, house, first, second, stay = booked_without(county)

    def listed():
        rows_said = [say_charge(one) for one in sorted(county.at().ask(bookings_of_child, child), key=lambda one: one.id)]
        lines = {item.key: dict(item.lines) for item in county.at().ask(held_on, child, None).items()}
        held = [lines[key].get("Charge") for key in (f"booking:{first}", f"booking:{second}", f"stay:{stay}")]
        return rows_said, say_charge(county.at().ask(stay_card, stay)), held

    unknown, undecided = "Not known yet", "Not decided yet"
    assert listed() == ([unknown] * 2, unknown, ["not known yet"] * 3)
    fallen = county.at().ask(closing_would, Scope(1, FRI - DAY * 30, None)).fallen
    assert fallen and {say_charge(one) for one in fallen} == {unknown}
    price(county, club, 1275)
    price(county, house, 0)
    county.at().perform(cancel_booking, CancelBooking(second, version(county, second), "family"))
    assert listed() == ([undecided, "£0.00"], "£0.00", ["not decided yet", "£0.00", "£0.00"])
    (waiting,) = county.at().ask(later_of, child, PRICE)
    answer(county, child, [waiting], charge=False)
    assert listed() == (["£0.00"] * 2, "£0.00", ["£0.00"] * 3)
    number = rows(county, f"select number from booking where id = {first}")[0][0]
    assert NOT_KNOWN not in said(county, county.at().perform(issue_confirmation, IssueConfirmation(number)).answer)


def test_what_is_left_free_or_costs_nought_after_all_is_not_asked_about_again(file_county):
    county, child, club, house, first, *_ = booked_without(file_county)
    number = rows(county, "select number from booking")[0][0]
    price(county, house, 0)
    one, other = county.at().ask(later_of, child, PRICE)
    assert answer(county, child, [one], "Its first day is a present of the council", charge=False) == [0]
    price(county, club, 1275)
    (waiting,) = county.at().ask(later_of, child, PRICE)
    assert (waiting.about, waiting.pence) == (other.about, 1275)
    (finance,) = county.at().ask(check_rows, "unpriced", date(2026, 8, 31))
    assert (finance.what, finance.on, finance.pence) == ("Sandpipers Saturday Club: booked without a price, to be charged", date(2026, 8, 1), 1275)
    assert owed(county) == 0 and first
    _, paper = answer(county, child, [waiting], charge=True)
    told = said(county, paper)
    assert "£0.00 + £12.75 = £12.75. £12.75 is still to pay" in told and "not know the price" not in told and number


def test_what_was_shown_at_another_price_charges_nobody(file_county):
    county, child, club, *_ = booked_without(file_county)
    price(county, club, 1275)
    shown = [one for one in county.at().ask(later_of, child, PRICE) if one.price is not None]
    save(county, ServicePrice(service_id=club, from_day=date(2026, 5, 1), pence=2000))
    with pytest.raises(ChangedByAnother):
        answer(county, child, shown, charge=True)
    assert owed(county) == 0 and rows(county, "select count(*) from later_answer") == [(0,)]


def test_who_gets_no_letters_is_charged_nothing_and_may_be_left_free(file_county):
    """The child has died: whoever speaks to the family first decides (R-D26)."""
    county, child, club, *_ = booked_without(file_county)
    price(county, club, 1275)
    waiting = [one for one in county.at().ask(later_of, child, PRICE) if one.price is not None]
    end(county, child, "died", county.clock().date(), "The school rang")
    with pytest.raises(Refused, match="letters are stopped"):
        answer(county, child, waiting, charge=True)
    assert owed(county) == 0 and answer(county, child, waiting, charge=False) == [0]


def test_today_finds_many_children_in_as_many_questions_as_one(file_county):
    county, child, club, *_ = booked_without(file_county)
    with statements(county) as one:
        assert len(county.at().ask(later_due, PRICE)) == 1
    session = rows(county, "select id from break_session order by id")[0][0]
    for name in ("Noah", "Lily"):
        wanted = PlacesWanted(a_child(county, first=name), (session,), (Reason("R-C2", WHY),))
        county.at().perform(make_booking, MakeBooking((wanted,)))
    with statements(county) as three:
        assert len(county.at().ask(later_due, PRICE)) == 3
    assert len(three) == len(one) and child and club
