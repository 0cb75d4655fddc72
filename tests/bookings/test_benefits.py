"""Whose benefit frees from a charge: the family's until 16, then the young person's own, by the day of the break (R-C1)."""

import io
from datetime import date, datetime

import pypdf
import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.benefit_seen import SeeBenefit, see_benefit, who_pays
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.charges import Benefits, charge_for_nights
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again
from tests.bookings.test_merging import merge_families, request, twice
from tests.builders import SAT, a_child, a_service, a_session, place_offered
from tests.overnight.builders import a_house, placed, stay_of

BIRTHDAY = date(2026, 7, 26)  # 16 on the Sunday after Saturday's club
YEARS_AGO = date(2010, 7, 26)
SUN = datetime(2026, 7, 26, 10)
FREEING = {"UC": (None, None), "ESA": (None, date(2026, 7, 26))}


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def owed(county):
    return sum(
        row[0] for row in rows(
            county, "select sum(out_pence) - sum(in_pence) from month_total m join account a on a.id = m.account_id "
            "where a.kind = 'family charges'",
        ) if row[0]
    )  # fmt: skip


def book(county, child, *sessions):
    return county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),))).answer


def see(county, child, benefit, since, *, own=True, role=Role.COORDINATOR):
    request = SeeBenefit(child, own, benefit, since, date(2026, 7, 22), "Letter of 3 July, seen at the office")
    return county.at(role).perform(see_benefit, request).answer


def charges(county):
    return rows(county, "select charge_pence, exempt from booking order by starts_at")


def two_days(county):
    club = a_service(county, max_age=17)
    return a_session(county, *club), a_session(county, *club, start=SUN)


def test_the_day_of_the_break_decides_whose_benefit_counts():
    found = Benefits(YEARS_AGO, ((date.min, "UC"),), ((date(2026, 9, 1), "ESA"), (date(2026, 8, 1), "")))
    assert [found.on(day) for day in (date(2026, 7, 25), BIRTHDAY, date(2026, 8, 31), date(2026, 9, 1))] == ["UC", "", "", "ESA"]
    leap = Benefits(date(2008, 2, 29), ((date.min, "UC"),))
    assert [leap.on(date(2024, 2, day)) for day in (28, 29)] == ["UC", ""]


def test_nights_over_the_birthday_are_each_charged_by_their_own_day():
    nights = [date(2026, 7, day) for day in (24, 25, 26, 27)]
    family = Benefits(YEARS_AGO, ((date.min, "UC"),), freeing=FREEING)
    found = charge_for_nights(1000, "council", family, nights)
    assert (found.list_pence, found.pence, found.exempt) == (4000, 2000, "s29(3), part")
    own = Benefits(YEARS_AGO, ((date.min, "UC"),), ((date(2026, 7, 27), "UC"),), FREEING)
    assert charge_for_nights(1000, "council", own, nights).pence == 1000
    assert charge_for_nights(1000, "council", own, nights[:2]).exempt == "s29(3)"


def test_a_benefit_frees_on_the_days_on_which_it_stands_on_the_councils_list():
    held = Benefits(YEARS_AGO, ((date.min, "ESA"),), ((BIRTHDAY, "UC"),), FREEING)
    assert [held.free_on(date(2026, 7, day)) for day in (24, 25, 26)] == [True, True, True]
    late = Benefits(date(2012, 1, 1), ((date.min, "ESA"),), (), FREEING)
    assert [late.free_on(date(2026, 7, day)) for day in (25, 26)] == [True, False]
    assert not Benefits(YEARS_AGO, ((date.min, "WTC"),), (), FREEING).free_on(YEARS_AGO)


def test_at_16_the_family_on_universal_credit_frees_no_longer(county):
    """List price 12.75: the day before the 16th birthday 0.00, on the birthday 12.75, and found and read out so."""
    sessions = two_days(county)
    child = a_child(county, born=YEARS_AGO, benefit="UC")
    book(county, child, *sessions)
    assert charges(county) == [(0, "s29(3)"), (1275, "")] and owed(county) == 1275
    other = a_child(county, born=YEARS_AGO, benefit="UC")
    days = [Wish(other, day, day) for day in (SAT.date(), BIRTHDAY)]
    assert [county.at().ask(breaks_for, wish).rows[0].charge_pence for wish in days] == [0, 1275]
    said = [one.liable for one in place_offered(county.at(), other, sessions)]
    assert said == ["", "Amara is 16. From 16 on, the law makes the young person liable for a charge, not the parents."]


def test_an_own_benefit_is_charged_anew_at_once_and_back_again(county):
    child = a_child(county, born=YEARS_AGO, benefit="UC")
    book(county, child, *two_days(county))
    assert see(county, child, "UC", BIRTHDAY) == [1, -1275]
    assert charges(county) == [(0, "s29(3)"), (0, "s29(3)")] and owed(county) == 0
    assert see(county, child, "UC", BIRTHDAY) == [0, 0], "seen twice it is put back once"
    assert see(county, child, "", date(2026, 7, 25)) == [0, 0], "the newer day still stands"
    assert see(county, child, "", BIRTHDAY) == [1, 1275] and owed(county) == 1275
    county.at().ask(who_pays, child)


def test_a_family_that_begins_or_ceases_to_receive_it(county):
    """The family's benefit is dated too: UC from Sunday frees Sunday's place of the younger child alone."""
    younger = a_child(county, born=date(2016, 11, 14))
    (home,) = rows(county, f"select household_id from child where id = {younger}")[0]
    older = a_child(county, first="Ben", born=date(2009, 1, 1), household=home)
    sessions = two_days(county)
    book(county, younger, *sessions)
    book(county, older, *sessions)
    assert see(county, older, "UC", BIRTHDAY, own=False) == [1, -1275]
    assert rows(county, f"select charge_pence from booking where child_id = {younger} order by starts_at") == [(1275,), (0,)]
    assert owed(county) == 3 * 1275


def test_what_was_had_only_becomes_less_and_a_late_cancellation_too(county):
    child = a_child(county, born=date(2009, 1, 1))
    gone, had = book(county, child, *two_days(county))
    county.clock.set(county.clock().replace(day=24))
    version = rows(county, f"select version from booking where id = {gone}")[0][0]
    county.at().perform(cancel_booking, CancelBooking(gone, version, "family"))
    assert owed(county) == 2 * 1275
    county.clock.set(county.clock().replace(day=29))
    assert see(county, child, "ESA", date(2026, 7, 1)) == [2, -2550] and owed(county) == 0
    assert see(county, child, "", date(2026, 7, 1)) == [0, 0], "nothing that is over is charged again"
    assert charges(county) == [(0, "s29(3)"), (0, "s29(3)")] and had


def test_stays_are_charged_anew_by_the_night(county):
    _, _, beds = a_house(county, price=1000)
    child = a_child(county, born=date(2010, 8, 9), benefit="UC", needs=("LD",))
    stay = placed(county, child, beds[0], date(2026, 8, 7), date(2026, 8, 11), reasons=[("R-O7", "Asked"), ("R-O13", "Known")])
    assert (stay_of(county, stay).charge_pence, stay_of(county, stay).exempt) == (2000, "s29(3), part")
    assert see(county, child, "UC", date(2026, 8, 10)) == [1, -1000]
    assert see(county, child, "UC", date(2026, 8, 9)) == [1, -1000]
    assert (stay_of(county, stay).exempt, owed(county)) == ("s29(3)", 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"benefit": "PIP"}, "not on the list"), ({"seen_on": date(2026, 7, 23)}, "day to come"),
        ({"evidence": " "}, "What was seen"), ({"from_day": date(2009, 1, 1)}, "before the birthday"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept(file_county, change, sentence):
    child = a_child(file_county, born=YEARS_AGO)
    told = {"child_id": child, "own": True, "benefit": "UC", "from_day": BIRTHDAY, "seen_on": SAT.date().replace(day=22),
            "evidence": "Letter"} | change  # fmt: skip
    with pytest.raises(Refused, match=sentence):
        file_county.at().perform(see_benefit, SeeBenefit(**told))


def test_it_is_never_changed_and_follows_a_merged_child(county):
    kept, other = twice(county)
    see(county, other[1], "UC", BIRTHDAY, own=False)
    see(county, other[1], "ESA", BIRTHDAY)
    for statement in ("update benefit_seen set benefit = ''", "delete from benefit_seen"):
        with pytest.raises(Exception, match=r"never changed|permission denied"), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    county.at().perform(merge_families, request(county, kept, other))
    session = two_days(county)[1]
    reasons = (Reason("R-B8", "Awarded soon"),)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(kept[1], (session,), reasons),)))
    assert charges(county) == [(0, "s29(3)")]
    assert [(one.own, one.words) for one in county.at().ask(who_pays, kept[1]).seen] == [
        (True, "Income-related ESA"), (False, "Universal Credit"),
    ]  # fmt: skip


def test_the_confirmation_says_whose_benefit_it_is(file_county):
    child = a_child(file_county, born=YEARS_AGO, benefit="UC")
    numbers = book(file_county, child, *two_days(file_county))

    def said():
        paper = file_county.at().perform(issue_confirmation, IssueConfirmation(min(numbers))).answer
        pages = pypdf.PdfReader(io.BytesIO(file_county.at().ask(paper_again, paper).pdf)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())

    before = said()
    for fact in (
        "1 session × £12.75 = £12.75. £12.75 is still to pay", "Nothing is charged for 1 other day, because of a benefit.",
        "Amara is 16. From 16 on, the law makes the young person liable",
    ):  # fmt: skip
        assert fact in before, fact
    see(file_county, child, "UC", BIRTHDAY)
    assert "There is nothing to pay." in said() and "it is Amara’s own benefit that counts" in said()
    assert "Universal" not in said()
