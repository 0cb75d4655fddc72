"""A bed for which families wait is given past them only with a reason, whichever way a stay is placed (R-B6)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.overrides import Reason
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.findings import Outcome
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.commands import ChangeStay, TakeUpStay, change_stay, take_up_stay
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.on_the_night import CancelStay, PutStayBack, cancel_stay, put_stay_back
from shortbreaks.overnight.swapping import SwapStays, swap_stays
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from tests.bookings.test_waiting import change
from tests.builders import a_child
from tests.counting import statements
from tests.overnight import racer
from tests.overnight.builders import FRI, a_house, placed, s20, stay_of, wanted
from tests.racing import naive_table, race

DAY = timedelta(days=1)
MON = FRI + DAY * 3
WHY = (("R-B6", "Theo’s family was rung and is away that weekend."),)


@pytest.fixture
def freed(county):
    """The house on both engines."""
    return a_waited_for_house(county)


@pytest.fixture
def on_file(file_county):
    """The same where the engine cannot matter."""
    return a_waited_for_house(file_county)


def a_waited_for_house(county):
    """One bed, free, for two nights of which Theo waits since an hour; and Amara, whose mother is on the telephone."""
    unit, service, beds = a_house(county, beds=1)
    theo, amara = (a_child(county, first=name) for name in ("Theo", "Amara"))
    for child in (theo, amara):
        s20(county, child, situation=1)
    request = county.at().perform(join_nights, JoinNights(theo, service, 2, FRI, MON)).answer
    county.clock.forward(hours=1)
    return county, unit, service, beds, theo, amara, request


def found(county, child, bed, first, out, **more):
    """What the panel says of those before a child: (chip, outcome), or None."""
    answer = county.at().ask(stay_asked, wanted(child, bed, first, out, **more))
    return next(((one.chip, one.outcome) for one in answer.findings if one.rule == "R-B6"), None)


def kept(county):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select about, rule, finding, reason from rule_override where rule = 'R-B6' order by id")).all()


def states(county):
    with county.database.reading.connect() as connection:
        return list(connection.execute(text("select state from night_request order by id")).scalars())


def moved(county, stay, bed, first, out, *reasons):
    now, to = stay_of(county, stay), wanted(0, bed, first, out)
    change = ChangeStay(stay, now.version, bed, to.starts_at, to.ends_at, reasons=tuple(Reason(*one) for one in reasons))
    county.at().perform(change_stay, change)


def another_bed(county, unit, name="Bed 2"):
    from shortbreaks.providers.beds import AddBed, add_bed

    return county.at().perform(add_bed, AddBed(unit, name, "", date(2020, 1, 1))).answer


def test_she_is_told_before_she_places_and_her_reason_is_kept(freed):
    county, _, _, beds, _, amara, _ = freed
    assert found(county, amara, beds[0], FRI, MON) == ("Families wait", Outcome.TO_DECIDE)
    said = r"^1 family waits for nights from Friday 7 August before Amara: Theo O\. comes first, waiting since 22 July 2026\."
    for offered in (False, True):
        with pytest.raises(Refused, match=said) as refusal:
            placed(county, amara, beds[0], FRI, MON, offered=offered)
        assert refusal.value.field == "reason:R-B6"
    stay = placed(county, amara, beds[0], FRI, MON, reasons=WHY)
    ((about, rule, finding, reason),) = kept(county)
    assert (about, rule, reason) == (f"stay:{stay}", *WHY[0])
    assert finding == "1 family waits for nights from Friday 7 August before this child: request N-00001 comes first, since 22 July 2026."
    assert states(county) == ["waiting"]
    assert check(county.database, pages=False).sound


def test_who_is_first_is_placed_without_a_word_and_waits_no_more(on_file):
    county, _, _, beds, theo, _, _ = on_file
    assert found(county, theo, beds[0], FRI, FRI + DAY * 2) == ("First on the list", Outcome.MET)
    placed(county, theo, beds[0], FRI, FRI + DAY * 2)
    assert (states(county), kept(county)) == (["confirmed"], [])


def test_a_night_that_leaves_two_in_a_row_takes_nothing_from_who_waits_for_two(on_file):
    """Theo waits for two nights of Friday to Monday: Friday alone or Sunday alone leaves them, Saturday does not."""
    county, _, _, beds, _, amara, _ = on_file
    assert found(county, amara, beds[0], FRI, FRI + DAY) == ("Room for who waits", Outcome.MET)
    assert found(county, amara, beds[0], FRI + DAY * 2, MON) == ("Room for who waits", Outcome.MET)
    assert found(county, amara, beds[0], FRI + DAY, FRI + DAY * 2) == ("Families wait", Outcome.TO_DECIDE)
    assert found(county, amara, beds[0], MON, MON + DAY) is None, "nobody waits for these"


def test_another_bed_is_room_only_while_it_has_staff_and_a_child_who_may_be_there(on_file):
    county, unit, service, beds, theo, amara, _ = on_file
    another_bed(county, unit)
    assert found(county, amara, beds[0], FRI, MON) == ("Room for who waits", Outcome.MET)
    kai = a_child(county, first="Kai")
    s20(county, kai, situation=1)
    county.at().perform(join_nights, JoinNights(kai, None, 2, FRI, MON))
    county.clock.forward(hours=1)
    assert found(county, amara, beds[0], FRI, MON) == ("Families wait", Outcome.TO_DECIDE), "two beds, two who wait"
    assert found(county, kai, beds[0], FRI, FRI + DAY * 2) == ("Room for who waits", Outcome.MET), "it is the second of two"
    county.at().perform(keep_pair, KeepPair(theo, kai, "must not share", "Bites", date(2026, 1, 1)))
    assert found(county, kai, beds[0], FRI, FRI + DAY * 2) == ("Families wait", Outcome.TO_DECIDE), "Theo could not come any more"
    assert service


def test_a_family_that_nights_do_not_fit_does_not_stand_before_anybody(on_file):
    county, _, _, beds, theo, amara, _ = on_file
    change(county, Child, theo, born=FRI.replace(year=2005))
    assert found(county, amara, beds[0], FRI, MON) is None


def test_a_palliative_child_on_the_telephone_goes_before_who_asked_earlier(on_file):
    county, _, _, beds, _, amara, _ = on_file
    change(county, Child, amara, palliative=True)
    assert found(county, amara, beds[0], FRI, MON) is None


def test_an_emergency_bed_and_a_bed_that_is_not_free_ask_for_nothing(on_file):
    county, unit, _, beds, _, amara, _ = on_file
    from shortbreaks.providers.beds import AddBed, add_bed

    held = county.at().perform(add_bed, AddBed(unit, "Emergency", "", date(2020, 1, 1), emergency=True)).answer
    assert found(county, amara, held, FRI, MON, manager="Ola Marsh") is None
    placed(county, amara, beds[0], FRI, MON, reasons=WHY)
    kai = a_child(county, first="Kai")
    assert found(county, kai, beds[0], FRI, MON) is None, "the bed is taken, and that is said"


def test_a_stay_moved_onto_waited_nights_is_asked_about_and_one_made_shorter_is_not(freed):
    county, _, _, beds, _, amara, _ = freed
    stay = placed(county, amara, beds[0], MON, MON + DAY * 2)
    with pytest.raises(Refused, match=r"before Amara: Theo O\.") as refusal:
        moved(county, stay, beds[0], FRI, MON)
    assert refusal.value.field == "reason:R-B6"
    with pytest.raises(Refused, match="Theo"):
        moved(county, stay, beds[0], FRI + DAY, MON + DAY * 2)  # stretched over them
    moved(county, stay, beds[0], FRI, MON, *WHY)
    assert len(kept(county)) == 1
    moved(county, stay, beds[0], FRI, MON - DAY)  # shorter: nothing is taken anew
    assert len(kept(county)) == 1


def test_an_offer_made_before_anybody_asked_is_taken_up_without_a_word(on_file):
    county, _, service, beds, theo, amara, _ = on_file
    stay = placed(county, amara, beds[0], MON, MON + DAY * 2, offered=True)
    county.at().perform(join_nights, JoinNights(theo, service, 1, MON, MON + DAY * 2))
    county.at().perform(take_up_stay, TakeUpStay(stay, 1))
    assert kept(county) == []


def test_a_stay_put_back_is_asked_about_as_a_place_is(freed):
    county, _, _, beds, theo, amara, _ = freed
    stay = placed(county, amara, beds[0], FRI, MON, reasons=WHY)
    county.at().perform(cancel_stay, CancelStay(stay, 1, "family"))
    with pytest.raises(Refused, match=r"Theo O\.") as refusal:
        county.at().perform(put_stay_back, PutStayBack(stay, 2))
    assert refusal.value.field == "reason:R-B6"
    county.at().perform(put_stay_back, PutStayBack(stay, 2, "Cancelled by mistake: they rang back at once."))
    assert [one.reason for one in kept(county)] == [WHY[0][1], "Cancelled by mistake: they rang back at once."]
    assert theo


def test_two_stays_that_swap_beds_of_two_houses_ask_about_the_nights_that_were_free(on_file):
    """Amara has Friday in another house, Noah Monday here: swapped, she sleeps here on the Friday that Theo waits for."""
    county, unit, service, beds, theo, amara, _ = on_file
    _, _, others = a_house(county, name="Mill Cottage", beds=1)
    noah = a_child(county, first="Noah")
    s20(county, noah, situation=1)
    one, other = placed(county, amara, others[0], FRI, MON), placed(county, noah, beds[0], MON, MON + DAY)
    with pytest.raises(Refused, match=r"before Amara: Theo O\."):
        county.at().perform(swap_stays, SwapStays(one, 1, other, 1))
    assert unit and service and theo


def test_an_offer_to_the_next_of_the_line_is_its_own_reason(on_file):
    """Kai is next for this bed, since Theo, who comes first, must not share with who is in the other."""
    county, unit, service, beds, theo, _, _ = on_file
    noah, kai = a_child(county, first="Noah"), a_child(county, first="Kai")
    for child in (noah, kai):
        s20(county, child, situation=1)
    placed(county, noah, another_bed(county, unit), FRI, MON)
    county.at().perform(keep_pair, KeepPair(theo, noah, "must not share", "Bites", date(2026, 1, 1)))
    request = county.at().perform(join_nights, JoinNights(kai, service, 2, FRI, MON)).answer
    county.at().perform(offer_nights, OfferNights(request, beds[0], FRI))
    assert kept(county) == []
    assert states(county) == ["waiting", "offered"]


def test_one_who_waits_is_asked_about_in_as_many_questions_as_four(on_file):
    county, _, service, beds, _, amara, _ = on_file
    asked = []
    for count in (0, 3):
        for n in range(count):
            child = a_child(county, first=f"Kid{n}")
            s20(county, child, situation=1)
            county.at().perform(join_nights, JoinNights(child, service, 2, FRI, MON))
        with statements(county) as sent:
            county.at(Role.COORDINATOR).ask(stay_asked, wanted(amara, beds[0], FRI, MON))
        asked.append(len(sent))
    assert asked[0] == asked[1]


ROUNDS = 8


def test_a_request_made_in_the_same_moment_is_found_or_comes_after(county):
    """The audit trail is the order of things: no stay without a reason stands in it behind a request for its night."""
    _, service, beds = a_house(county, beds=1, workers=9)
    placer, waiter = (a_child(county, first=name, nights=60) for name in ("Placer", "Waiter"))
    for child in (placer, waiter):
        s20(county, child, situation=1)
    race(county, racer.place_or_wait, [(placer, beds[0], 0, FRI, ROUNDS), (waiter, beds[0], service, FRI, ROUNDS)])
    with county.database.reading.connect() as connection:
        past = connection.execute(text(
            "select count(*) from stay s join audit_entry a on a.subject_table = 'stay' and a.subject_id = s.id "
            "join bed_night n on n.stay_id = s.id join night_request w on w.from_day = n.night "
            "join audit_entry r on r.subject_table = 'night_request' and r.subject_id = w.id where r.number < a.number"
        )).scalar()
        both = connection.execute(text("select (select count(*) from stay), (select count(*) from night_request)")).one()
    assert past == 0
    assert both[1] == ROUNDS and both[0] <= ROUNDS


def test_without_the_guard_a_night_goes_past_who_asked_in_the_same_moment(file_county):
    """The control: look whether anybody waits, then place."""
    county = file_county
    naive_table(county, "naive_step", "night integer, what varchar(8), number integer")
    race(county, racer.place_or_wait_naively, [(number, ROUNDS) for number in range(2)], 2)
    with county.database.reading.connect() as connection:
        past = connection.execute(text(
            "select count(distinct b.night) from naive_step b join naive_step w on w.night = b.night and w.what = 'wait' "
            "where b.what = 'place'"
        )).scalar()
    assert past >= ROUNDS - 1
