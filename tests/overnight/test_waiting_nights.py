"""Waiting for nights: on the list and off it, the order of R-B6, who is next for a free bed, offered, taken up and lapsed."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.merge_preview import side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.bookings.overrides import Reason
from shortbreaks.database.proofs import PROOFS
from shortbreaks.dates import to_utc
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from shortbreaks.overnight.commands import TakeUpStay, take_up_stay
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.nights_queries import (
    line_of_run,
    nights_list,
    nights_to_offer,
    steps_of_nights,
    wait_choices,
)
from shortbreaks.overnight.on_the_night import (
    CancelStay,
    LapseStays,
    PutStayBack,
    cancel_stay,
    lapse_stays,
    put_stay_back,
)
from shortbreaks.overnight.waiting_nights import (
    FlagNights,
    JoinNights,
    LeaveNights,
    ReviewNights,
    flag_nights,
    join_nights,
    leave_nights,
    review_nights,
)
from shortbreaks.providers.beds import CloseBeds, OpenBeds, close_beds, open_beds
from tests.builders import a_child
from tests.counting import statements
from tests.nasty import FORMULAS, MARKUP, NAMES
from tests.overnight.builders import a_house, placed, s20, stay_of

FRI, MON = date(2026, 8, 7), date(2026, 8, 10)
DAY = timedelta(days=1)


@pytest.fixture
def house(county):
    """The house on both engines."""
    return a_full_house(county)


@pytest.fixture
def on_file(file_county):
    """The same where the engine cannot matter."""
    return a_full_house(file_county)


def a_full_house(county):
    """One bed, which Ellie has from Friday to Monday; Theo asked for two of these nights first, and then Mason."""
    unit, service, beds = a_house(county, beds=1)
    ellie, theo, mason = (a_child(county, first=name) for name in ("Ellie", "Theo", "Mason"))
    for child in (ellie, theo, mason):
        s20(county, child, situation=1)
    stay = placed(county, ellie, beds[0], FRI, MON)
    requests = []
    for child in (theo, mason):
        requests.append(county.at().perform(join_nights, JoinNights(child, service, 2, FRI, MON)).answer)
        county.clock.forward(hours=1)
    return county, unit, service, beds, stay, (theo, mason), requests


def cancel(county, stay, reason="family"):
    county.at().perform(cancel_stay, CancelStay(stay, stay_of(county, stay).version, reason))


def flaws(county):
    with county.database.reading.connect() as connection:
        return [flaw for one in PROOFS.values() for flaw in one.run(connection)]


def states(county):
    with county.database.reading.connect() as connection:
        return list(connection.execute(text("select state from night_request order by id")).scalars())


def set_clock(county, *when):
    county.clock.set(to_utc(datetime(*when)))


def test_a_bed_given_back_is_shown_with_who_is_next_and_offered_with_its_deadline(house):
    county, unit, _, beds, stay, (theo, _), (first, second) = house
    office = county.at(Role.COORDINATOR)
    assert office.ask(nights_to_offer) == ()
    rows = office.ask(nights_list)
    assert [(one.child, one.place_words, one.wanted) for one in rows] == [
        ("Theo O.", "1st of 2", "2 nights from 7 Aug to 10 Aug"), ("Mason O.", "2nd of 2", "2 nights from 7 Aug to 10 Aug"),
    ]  # fmt: skip
    assert rows[0].before_next == "asked earlier"
    cancel(county, stay)
    (run,) = office.ask(nights_to_offer)
    assert (run.key, run.nights, run.beds, run.families) == ((unit, FRI, MON - DAY), 3, ("Bed 1",), 2)
    assert (run.next.child, run.next.start, run.next.out, run.next.outcome) == ("Theo O.", FRI, FRI + DAY * 2, Outcome.MET)
    assert run.next.first
    made = office.perform(offer_nights, OfferNights(first, beds[0], FRI)).answer
    kept = stay_of(county, made)
    # R-B2: five working days from Wednesday 22 July
    assert (kept.state, kept.child_id, kept.offered_until) == ("offered", theo, datetime(2026, 7, 29, 23, 59))
    assert states(county) == ["offered", "waiting"]
    assert office.ask(nights_to_offer) == ()  # one night is left, and Mason waits for two
    office.perform(take_up_stay, TakeUpStay(made, 1))
    assert states(county) == ["confirmed", "waiting"]
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select outcome, met_by from unmet_outcome")).all() == [("met", f"stay:{made}")]
    assert next(step.words for step in office.ask(steps_of_nights, first)) == "They said yes"
    assert second in {one.request_id for one in office.ask(nights_list)}
    assert not flaws(county)


@pytest.mark.parametrize("how", ["refused", "lapsed"])
def test_an_offer_that_is_not_taken_up_goes_to_the_next_and_the_family_waits_on(house, how):
    county, _, _, beds, stay, _, (first, second) = house
    cancel(county, stay)
    office = county.at(Role.COORDINATOR)
    made = office.perform(offer_nights, OfferNights(first, beds[0], FRI)).answer
    if how == "refused":
        cancel(county, made)
    else:
        set_clock(county, 2026, 7, 30, 0, 1)
        assert office.perform(lapse_stays, LapseStays()).answer == [made]
    assert states(county) == ["waiting", "waiting"]
    (run,) = office.ask(nights_to_offer)
    assert (run.next.request_id, run.families) == (second, 1)  # Theo is not asked the same nights twice
    assert office.ask(nights_list)[0].child == "Theo O."  # and stands where he stood
    office.perform(offer_nights, OfferNights(second, beds[0], FRI))
    assert states(county) == ["waiting", "offered"]
    assert not flaws(county)


def test_an_offer_made_by_mistake_is_taken_back_and_the_same_family_is_next(house):
    county, _, _, beds, stay, _, (first, _) = house
    cancel(county, stay)
    made = county.at().perform(offer_nights, OfferNights(first, beds[0], FRI)).answer
    cancel(county, made, "mistake")
    (run,) = county.at().ask(nights_to_offer)
    assert run.next.request_id == first
    county.at().perform(put_stay_back, PutStayBack(made, 2))
    assert states(county) == ["confirmed", "waiting"]
    assert not flaws(county)


def test_a_closure_lifted_shows_its_nights(on_file):
    county, unit, _, _, stay, _, _ = on_file
    county.at().perform(close_beds, CloseBeds(unit, None, FRI, MON, "Boiler"))
    cancel(county, stay)
    assert county.at().ask(nights_to_offer) == ()
    county.at().perform(open_beds, OpenBeds(1, 1))
    assert len(county.at().ask(nights_to_offer)) == 1


def test_who_goes_before_others_needs_a_reason_that_is_kept(on_file):
    county, _, _, beds, stay, _, (_, second) = on_file
    cancel(county, stay)
    with pytest.raises(Refused, match=r"Theo O\. comes first: asked earlier"):
        county.at().perform(offer_nights, OfferNights(second, beds[0], FRI))
    county.at().perform(offer_nights, OfferNights(second, beds[0], FRI, "Theo’s mother asked us to wait."))
    with county.database.reading.connect() as connection:
        kept = connection.execute(text("select passed_over, stood from night_offer")).one()
    assert kept.passed_over == "Theo’s mother asked us to wait."
    assert kept.stood.startswith("2nd of 2: No priority flag; No break attended yet")


def test_safeguarding_goes_first_by_the_waiting_lists_own_order(on_file):
    county, _, _, _, stay, _, (first, second) = on_file
    with pytest.raises(Refused, match="reason"):
        county.at(Role.MANAGER).perform(flag_nights, FlagNights(second, on=True, reason=" "))
    county.at(Role.MANAGER).perform(flag_nights, FlagNights(second, on=True, reason="Dana Wells asked."))
    assert [one.request_id for one in county.at().ask(nights_list)] == [second, first]
    cancel(county, stay)
    assert county.at().ask(nights_to_offer)[0].next.request_id == second


def test_whom_the_board_refuses_is_passed_by_and_a_person_decides_what_is_for_a_person(on_file):
    """Theo must not share with a child in the other bed; for Mason it is preferred not to: he is next, with a reason."""
    county, unit, _, beds, stay, (theo, mason), _ = on_file
    from shortbreaks.providers.beds import AddBed, add_bed

    other = county.at().perform(add_bed, AddBed(unit, "Bed 2", "", date(2020, 1, 1))).answer
    noah = a_child(county, first="Noah")
    s20(county, noah, situation=1)
    placed(county, noah, other, FRI, MON, reasons=(("R-B6", "Noah’s mother goes into hospital."),))
    county.at().perform(keep_pair, KeepPair(theo, noah, "must not share", "Bites", date(2026, 1, 1)))
    county.at().perform(keep_pair, KeepPair(mason, noah, "prefer not", "Loud", date(2026, 1, 1)))
    cancel(county, stay)
    (run,) = county.at().ask(nights_to_offer)
    assert (run.next.child, run.next.outcome) == ("Mason O.", Outcome.TO_DECIDE)
    assert "Bites" not in str(run)
    line = county.at().ask(line_of_run, run.key)
    assert [(one.child, one.possible) for one in line] == [("Theo O.", False), ("Mason O.", True)]
    offer = OfferNights(run.next.request_id, beds[0], run.next.start)
    with pytest.raises(Refused, match="a reason"):
        county.at().perform(offer_nights, offer)
    reasons = tuple(Reason(rule, "Agreed with both families") for rule, _ in run.next.asks)
    county.at().perform(offer_nights, OfferNights(offer.request_id, offer.bed_id, offer.first, reasons=reasons))
    assert not flaws(county)


def test_the_database_holds_one_stay_to_a_request_and_says_what_state_it_is_in(house):
    county, _, _, beds, stay, _, (first, second) = house
    cancel(county, stay)
    made = county.at().perform(offer_nights, OfferNights(first, beds[0], FRI)).answer
    for wrong in (
        f"update night_request set state = 'offered', stay_id = {made} where id = {second}",  # a stay of two requests
        f"update night_request set state = 'offered' where id = {second}",  # offered nothing
        f"update night_request set state = 'waiting' where id = {first}",  # waits and holds a stay
        f"update night_request set state = 'dreaming' where id = {second}",
    ):
        with pytest.raises(IntegrityError), county.database.writing.begin() as connection:
            connection.execute(text(wrong))
    with pytest.raises(Refused, match="offered to this family"):
        county.at().perform(offer_nights, OfferNights(first, beds[0], FRI))
    with pytest.raises(Refused, match="offered to this family"):
        county.at().perform(leave_nights, LeaveNights(first))


def test_check_finds_an_offer_and_a_request_that_disagree(house):
    county, _, _, beds, stay, _, (first, _) = house
    cancel(county, stay)
    made = county.at().perform(offer_nights, OfferNights(first, beds[0], FRI)).answer
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update night_request set state = 'waiting', stay_id = null where id = {first}"))
    said = " ".join(str(flaw) for flaw in flaws(county))
    assert f"stay {made}" in said and "it is offered to a request for nights that is waiting" in said


def test_a_stay_placed_on_the_board_meets_what_the_child_waits_for(house):
    county, _, _, beds, stay, (theo, _), _ = house
    cancel(county, stay)
    made = placed(county, theo, beds[0], FRI + DAY, MON)
    assert states(county) == ["confirmed", "waiting"]
    cancel(county, made)
    county.at().perform(put_stay_back, PutStayBack(made, 2, "Cancelled by mistake."))  # a request met once is not met again
    assert states(county) == ["confirmed", "waiting"]
    assert not flaws(county)


def test_asked_again_taken_off_and_days_that_went_by(on_file):
    county, _, _, _, _, _, (first, second) = on_file
    office = county.at(Role.COORDINATOR)
    county.clock.forward(hours=24)
    office.perform(review_nights, ReviewNights(first, "Still hopes"))
    assert office.ask(nights_list)[0].reviewed_on == date(2026, 7, 23)
    office.perform(leave_nights, LeaveNights(first, "They moved"))
    with pytest.raises(Refused, match="does not wait"):
        office.perform(leave_nights, LeaveNights(first))
    set_clock(county, 2026, 8, 10, 9)
    office.perform(lapse_stays, LapseStays())
    assert states(county) == ["withdrawn", "not_met"]
    assert [one.words for one in office.ask(steps_of_nights, second)] == ["The days went by without a place", "Put on the list"]


def test_what_cannot_be_waited_for_is_refused_with_its_field(on_file):
    county, _, service, _, _, (theo, _), _ = on_file
    for wrong, field in (
        (JoinNights(theo, service, 0, FRI, MON), "nights"), (JoinNights(theo, service, 4, FRI, MON), "until_day"),
        (JoinNights(theo, service, 1, MON, FRI), "until_day"), (JoinNights(theo, 999, 1, FRI, MON), "house"),
        (JoinNights(theo, None, 1, FRI, date(2028, 8, 1)), "until_day"),
        (JoinNights(theo, None, 4, FRI, FRI + DAY * 30, frozenset({4, 5, 6})), "which"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            county.at().perform(join_nights, wrong)
        assert refused.value.field == field
    with pytest.raises(Refused, match="waits for nights on these days already"):
        county.at().perform(join_nights, JoinNights(theo, None, 1, FRI, MON))


def test_nights_wished_for_are_kept_to_and_any_house_will_do(file_county):
    county = file_county
    unit, _, beds = a_house(county, beds=1)
    other, _, _ = a_house(county, name="Mill Cottage", beds=1)
    child = a_child(county)
    s20(county, child, situation=1)
    request = JoinNights(child, None, 2, FRI - DAY * 3, MON + DAY * 3, frozenset({4, 5, 6}))
    county.at().perform(join_nights, request)
    rows = county.at().ask(nights_to_offer)
    assert {row.key[0] for row in rows} == {unit, other}
    assert {(row.next.start, row.next.out) for row in rows} == {(FRI, FRI + DAY * 2)}
    assert [row.best for row in rows] == [True, True]  # one of each house
    assert county.at().ask(nights_list)[0].wanted == "2 nights from 4 Aug to 13 Aug, Fri to Sun"
    choices = county.at().ask(wait_choices, child)
    assert [name for _, name in choices.houses] == ["Mill Cottage", "Windmill House"]
    assert [name for _, name in choices.adults] == ["Grace O., Mother"]
    placed(county, child, beds[0], FRI - DAY * 3, FRI - DAY)  # Tuesday and Wednesday are not what was wished for
    assert states(county) == ["waiting"]


@pytest.mark.parametrize("nasty", [NAMES[1], MARKUP[0], FORMULAS[0]])
def test_words_are_kept_as_they_were_written(on_file, nasty):
    county, _, service, _, _, (theo, _), _ = on_file
    made = county.at().perform(join_nights, JoinNights(theo, service, 1, MON, MON + DAY * 9, words=nasty)).answer
    assert county.at().ask(steps_of_nights, made)[0].said == nasty


def test_a_child_entered_twice_waits_once_and_brings_its_offer_along(county):
    _, service, beds = a_house(county, beds=1)
    one, same = a_child(county), a_child(county)
    for child in (one, same):
        s20(county, child, situation=1)
    mine = county.at().perform(join_nights, JoinNights(one, service, 2, FRI, MON)).answer
    county.clock.forward(hours=1)
    theirs = county.at().perform(join_nights, JoinNights(same, service, 2, FRI, MON)).answer
    county.at().perform(offer_nights, OfferNights(theirs, beds[0], FRI, "Told twice."))
    with county.database.reading.connect() as connection:
        refs = list(connection.execute(text("select ref from household order by id")).scalars())
    found = county.at().ask(side_by_side, one, refs[1])
    request = MergeFamilies(found.kept.household_id, found.other.household_id, found.kept.version, found.other.version, ((one, same),), "both")
    county.at().perform(merge_families, request)
    with county.database.reading.connect() as connection:
        kept = {r.id: (r.child_id, r.state) for r in connection.execute(text("select id, child_id, state from night_request"))}
    assert kept == {mine: (one, "superseded"), theirs: (one, "offered")}
    assert not flaws(county)


def test_lists_ask_as_often_for_three_who_wait_as_for_one(file_county):
    county = file_county
    _, service, _ = a_house(county, beds=2)
    counts = []
    for n in range(3):
        child = a_child(county, first=f"Child{n}")
        s20(county, child, situation=1)
        county.at().perform(join_nights, JoinNights(child, service, 2, FRI, MON + DAY * n))
        with statements(county) as sent:
            county.at().ask(nights_list)
            county.at().ask(nights_to_offer)
        counts.append(len(sent))
    assert counts[0] == counts[2]


def test_of_several_free_runs_the_one_that_fits_best_is_marked_for_each_family(on_file):
    """The bed is free for two nights before Ellie and two after her: the sooner is marked, the other is there as well."""
    county, _, service, beds, _, (theo, _), _ = on_file
    noah = a_child(county, first="Noah")
    s20(county, noah, situation=1)
    placed(county, noah, beds[0], MON + DAY * 2, MON + DAY * 3)
    county.at().perform(join_nights, JoinNights(theo, service, 2, FRI - DAY * 2, MON + DAY * 3))
    rows = county.at().ask(nights_to_offer)
    assert [(row.first, row.out, row.best) for row in rows] == [(FRI - DAY * 2, FRI, True), (MON, MON + DAY * 2, False)]


def test_the_soonest_stay_that_fits_comes_before_a_sooner_one_for_a_person_to_decide(file_county):
    """Theo has not slept here before Monday: with his first visits nothing stands against a stay from then on."""
    county = file_county
    _, service, (one, _) = a_house(county, visits=2)
    theo, mason = (a_child(county, first=name) for name in ("Theo", "Mason"))
    for child in (theo, mason):
        s20(county, child, situation=1)
    placed(county, theo, one, FRI + DAY * 2, MON, reasons=[("R-O13", "Knows the house from a friend")])
    for child in (theo, mason):
        county.at().perform(join_nights, JoinNights(child, service, 1, FRI, FRI + DAY * 7))
    office = county.at(Role.COORDINATOR)
    run = next(each for each in office.ask(nights_to_offer) if each.beds == ("Bed 2",))
    theirs, masons = office.ask(line_of_run, run.key)
    assert (theirs.child, theirs.start, theirs.outcome) == ("Theo O.", MON, Outcome.MET)
    assert (masons.child, masons.start, masons.outcome, masons.chip) == ("Mason O.", FRI, Outcome.TO_DECIDE, "First visits")
