"""What a family pays by the hour: worked out from when a break begins and ends, from a day, everywhere alike (R-C1, R-C4)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.charges import PriceOf
from shortbreaks.bookings.commands import MakeBooking, PlacesWanted, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral
from shortbreaks.providers.commands import save_service
from shortbreaks.providers.detail import service_detail
from shortbreaks.providers.editing import provider_to_edit
from shortbreaks.providers.seeing import SeeCheck, see_check
from tests.builders import SAT, a_child, a_session, place_offered
from tests.exchange.test_directory_csv import bring, told
from tests.payments.letter_builders import words_of
from tests.providers.test_directory import SERVICE, a_whole_provider
from tests.rounds.builders import a_round, published, wish

DAY = date(2026, 7, 22)


@pytest.mark.parametrize(
    ("pence", "minutes", "owed"),
    [(425, 180, 1275), (1633, 150, 4083), (425, 50, 354), (425, 0, 0), (100, 90, 150), (1, 29, 0), (1, 30, 1)],
)  # 40.825 and 0.5 pence round up, 3.5417 down
def test_an_hour_s_price_by_minutes_is_rounded_half_up_once(pence, minutes, owed):
    assert PriceOf(pence, "hour").of(SAT, SAT + timedelta(minutes=minutes)) == owed
    assert PriceOf(pence).of(SAT, SAT + timedelta(minutes=minutes)) == pence


def test_a_night_in_which_the_clock_goes_back_has_the_hours_that_pass():
    begins = datetime(2026, 10, 24, 23)
    assert PriceOf(400, "hour").of(begins, begins + timedelta(hours=4)) == 2000
    assert PriceOf(400, "hour").of(datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 3)) == 1200


def hourly(county, pence=425, **more):
    provider, venue, service = a_whole_provider(county, price_pence=pence, price_per="hour", **more)
    county.at().perform(see_check, SeeCheck(provider, "dbs", "", None))
    return service, venue


def booked(county, child, *sessions):
    return county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),))).answer


def charges(county):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text("select list_pence, charge_pence, exempt from booking order by id"))]


def test_each_break_costs_its_own_hours_and_finding_offering_and_paper_say_the_same(county):
    service, venue = hourly(county)
    sessions = [a_session(county, service, venue, start=SAT + timedelta(days=7 * n), hours=hours) for n, hours in enumerate((3, 2, 2.5))]
    child = a_child(county)
    (found,) = county.at().ask(breaks_for, Wish(child, DAY, date(2026, 7, 31))).rows
    offered = place_offered(county.at(), child, tuple(sessions))
    assert (found.charge_pence, [one.charge_pence for one in offered]) == (1275, [1275, 850, 1063])
    booked(county, child, *sessions)
    assert charges(county) == [(1275, 1275, ""), (850, 850, ""), (1063, 1063, "")]
    with county.database.reading.connect() as connection:
        number = connection.execute(text("select number from booking")).scalar()
    said = words_of(county, county.at().perform(issue_confirmation, IssueConfirmation(number)).answer)
    assert "£31.88" in said and "Each hour costs £4.25." in said  # 12.75 + 8.50 + 10.63
    assert [str(flaw) for flaw in check(county.database).flaws] == []


def test_a_benefit_frees_it_the_ladder_takes_its_part_and_a_provider_s_own_price_is_not_ours(county):
    service, venue = hourly(county)
    session = a_session(county, service, venue, start=SAT, hours=3)
    booked(county, a_child(county, benefit="UC"), session)
    booked(county, a_child(county, last="Paying"), session)
    own, hall = hourly(county, called="Owls", charged_by="provider")
    booked(county, a_child(county, last="Other"), a_session(county, own, hall, start=SAT, hours=3))
    with county.database.reading.connect() as connection:
        late, version = connection.execute(text("select id, version from booking where charge_pence = 1275")).one()
    county.at().perform(cancel_booking, CancelBooking(late, version, "family"))
    # three days before: half of 12.75, half up (R-C4)
    assert charges(county) == [(1275, 0, "s29(3)"), (1275, 638, ""), (1275, 0, "provider")]


def test_a_price_of_an_hour_holds_from_its_day_and_stands_where_the_service_is_shown(county):
    provider, venue, service = a_whole_provider(county)
    county.at().perform(see_check, SeeCheck(provider, "dbs", "", None))
    later = replace(SERVICE, provider_id=provider, service_id=service, seen=1, price_pence=500, price_per="hour", price_from=date(2026, 8, 1))
    county.at().perform(save_service, later)
    child = a_child(county)
    booked(county, child, *(a_session(county, service, venue, start=SAT + timedelta(days=n), hours=3) for n in (0, 7)))
    assert [one[0] for one in charges(county)] == [1275, 1500]
    assert county.at().ask(service_detail, service).price_per == "place"
    county.clock.forward(days=14)
    shown = county.at().ask(service_detail, service)
    (edited,) = county.at().ask(provider_to_edit, provider).services
    assert (shown.price_pence, shown.price_per, edited.price_pence, edited.price_per) == (500, "hour", 500, "hour")
    with county.database.writing.connect() as connection, pytest.raises(Exception, match=r"(?i)per|check"), connection.begin():
        connection.execute(text("insert into service_price (service_id, from_day, pence, per) values (1, '2026-09-01', 5, 'day')"))


@pytest.mark.parametrize(("values", "said"), [({"unit": "sessions"}, "places use hours"), ({"price_per": "night"}, "of a place or of an hour")])
def test_only_what_uses_hours_is_charged_by_the_hour(county, values, said):
    with pytest.raises(Refused, match=said) as refusal:
        a_whole_provider(county, **{"price_per": "hour", **values})
    assert refusal.value.field == "price_per"
    a_whole_provider(county, called="Owls", unit="sessions", price_pence=None, price_per="hour")  # no price, nothing to charge by


def test_a_round_charges_by_the_hour_too(file_county):
    service, venue = hourly(file_county, kind="scheme")
    session = a_session(file_county, service, venue, start=datetime(2026, 8, 10, 10), hours=5)
    round_id = a_round(file_county, [service])
    wish(file_county, round_id, a_child(file_county), session)
    published(file_county, round_id)
    assert charges(file_county) == [(2125, 2125, "")]


@pytest.mark.parametrize("written", [directory_as_csv, directory_as_referral])
def test_files_of_the_directory_keep_what_a_price_is_of(file_county, server_county, written):
    hourly(file_county)
    a_whole_provider(file_county, called="Owls")
    data = file_county.at(Role.MANAGER).ask(written)
    bring(server_county, data)
    prices = [fields["prices"] for _, fields in told(server_county)["service"]]
    assert {one[0][1:] for one in prices} == {(1275,), (425, "hour")}
