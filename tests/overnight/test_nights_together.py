"""Siblings wait for nights as one: judged together, offered to all or none, answered alike, and held so by the database (R-B5)."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shortbreaks.access.permissions import Role
from shortbreaks.database.faults import meaning_of
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from shortbreaks.overnight.commands import ChangeStay, TakeUpStay, change_stay, take_up_stay
from shortbreaks.overnight.findings import BedFacts
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from shortbreaks.overnight.letters import IssueStayOffer, issue_stay_offer
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.nights_papers import IssueNightsLetter, issue_nights_letter
from shortbreaks.overnight.nights_queries import line_of_run, nights_list, nights_to_offer, wait_choices
from shortbreaks.overnight.nights_together import free_beds
from shortbreaks.overnight.on_the_night import (
    CancelStay,
    LapseStays,
    PutStayBack,
    cancel_stay,
    lapse_stays,
    put_stay_back,
)
from shortbreaks.overnight.queries import stay_card
from shortbreaks.overnight.today import nights_due
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
from shortbreaks.providers.beds import AddBed, add_bed
from tests.bookings.test_waiting_papers import words_of
from tests.builders import a_child
from tests.counting import statements
from tests.overnight.builders import a_house, placed, s20, stay_of
from tests.overnight.test_waiting_nights import cancel, flaws, set_clock, states

FRI, MON = date(2026, 8, 7), date(2026, 8, 10)
DAY = timedelta(days=1)


@pytest.fixture
def family(county):
    """On both engines."""
    return a_family(county)


@pytest.fixture
def on_file(file_county):
    """Where the engine cannot matter."""
    return a_family(file_county)


def a_family(county, *, workers=30, price=0):
    """Asha and Bina wait for two nights of a weekend together; of two beds Ellie has the second until she gives it up."""
    unit, service, beds = a_house(county, beds=2, workers=workers, price=price)
    ellie = a_child(county, first="Ellie")
    s20(county, ellie, situation=1)
    stay = placed(county, ellie, beds[1], FRI, MON)
    asha, bina = siblings(county, "Asha", "Bina")
    first = county.at().perform(join_nights, JoinNights(asha, service, 2, FRI, MON, siblings=(bina,))).answer
    county.clock.forward(hours=1)
    return county, unit, service, beds, stay, (asha, bina), (first, first + 1)


def siblings(county, *names, **more):
    children = [a_child(county, first=names[0], **more)]
    home = rows(county, f"select household_id from child where id = {children[0]}")[0][0]
    children += [a_child(county, first=name, household=home, **more) for name in names[1:]]
    for child in children:
        s20(county, child, situation=1)
    return children


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def write(county, *said):
    with county.database.writing.begin() as connection:
        for statement in said:
            connection.execute(text(statement))


def offer(county, run):
    """Offer what a run shows for the family that is next, as the page does."""
    (request, bed, _), *others = run.next.beds
    beside = tuple((other, their) for other, their, _ in others)
    return county.at(Role.COORDINATOR).perform(offer_nights, OfferNights(request, bed, run.next.start, beside=beside)).answer


def offered(family):
    county, _, _, _, stay, _, _ = family
    cancel(county, stay)
    made = offer(county, county.at().ask(nights_to_offer)[0])
    return made, made + 1


def test_one_free_bed_is_shown_and_fits_them_not_and_two_are_offered_to_both_with_one_deadline(family):
    county, _, _, beds, stay, (asha, bina), (first, second) = family
    office = county.at(Role.COORDINATOR)
    (run,) = office.ask(nights_to_offer)
    assert (run.beds, run.next, run.families) == (("Bed 1",), None, 1)
    assert [one.trouble for one in office.ask(line_of_run, run.key)] == ["1 bed is free from Fri 7 Aug, and 2 children go together."]
    assert [(one.names, one.siblings, one.place_words) for one in office.ask(nights_list)] == [
        ("Asha O. and Bina O.", ("Bina O.",), "1st of 1"), ("Bina O. and Asha O.", ("Asha O.",), "1st of 1"),
    ]  # fmt: skip
    cancel(county, stay)
    (run,) = office.ask(nights_to_offer)
    assert (run.next.child, run.next.outcome, run.next.bed) == ("Asha O. and Bina O.", Outcome.MET, "Bed 1 and Bed 2")
    assert run.next.beds == ((first, beds[0], "Bed 1"), (second, beds[1], "Bed 2"))
    made = offer(county, run)
    kept = [stay_of(county, one) for one in (made, made + 1)]
    assert [(one.state, one.child_id, one.bed_id, one.together) for one in kept] == [
        ("offered", asha, beds[0], made), ("offered", bina, beds[1], made),
    ]  # fmt: skip
    # R-B2: five working days from Wednesday 22 July, for both
    assert {one.offered_until for one in kept} == {datetime(2026, 7, 29, 23, 59)}
    assert states(county) == ["offered", "offered"]
    assert rows(county, "select kind, offered, others, parted from sibling_group order by kind") == [
        ("nights", 2, 0, None), ("stays", 2, 0, None),
    ]  # fmt: skip
    assert not flaws(county)


def test_a_yes_books_and_charges_each_child_and_each_has_its_own_allocation(county):
    family = a_family(county, price=2000)
    made, other = offered(family)
    office = county.at(Role.COORDINATOR)
    assert office.ask(stay_card, other).goes_with == ("Asha O.",)
    office.perform(take_up_stay, TakeUpStay(other, stay_of(county, other).version))  # whichever child is looked at
    assert states(county) == ["confirmed", "confirmed"]
    # 2 nights x £20.00 each
    assert [(stay_of(county, one).state, stay_of(county, one).charge_pence) for one in (made, other)] == [("booked", 4000)] * 2
    used = rows(county, f"select stay_id, allocation_id, nights from stay_use where stay_id in ({made}, {other}) order by stay_id")
    assert [(stay, nights) for stay, _, nights in used] == [(made, 2), (other, 2)]
    assert used[0][1] != used[1][1]
    assert rows(county, "select count(*) from unmet_outcome where outcome = 'met'") == [(2,)]
    cancel(county, made)  # once they have their beds, each is cancelled by itself
    assert stay_of(county, other).state == "booked"
    assert not flaws(county)


def test_a_lapse_is_for_both_and_they_wait_on(family):
    county = family[0]
    made, other = offered(family)
    set_clock(county, 2026, 7, 30, 0, 1)
    assert county.at().perform(lapse_stays, LapseStays()).answer == [made, other]
    assert states(county) == ["waiting", "waiting"]
    assert not flaws(county)


@pytest.mark.parametrize("how", ["family", "mistake"])
def test_a_no_is_for_both_and_they_wait_on_where_they_stood(on_file, how):
    county = on_file[0]
    made, other = offered(on_file)
    county.at().perform(cancel_stay, CancelStay(other, stay_of(county, other).version, how))
    assert [stay_of(county, one).state for one in (made, other)] == ["cancelled_in_notice"] * 2
    assert states(county) == ["waiting", "waiting"]
    assert rows(county, f"select count(*) from bed_night where stay_id in ({made}, {other})") == [(0,)]
    runs = county.at().ask(nights_to_offer)
    assert [run.next.child for run in runs] == (["Asha O. and Bina O."] if how == "mistake" else [])
    if how == "mistake":
        county.at().perform(put_stay_back, PutStayBack(made, stay_of(county, made).version))
        assert [stay_of(county, one).state for one in (made, other)] == ["booked"] * 2
    assert not flaws(county)


def test_half_an_offer_is_refused_in_a_sentence(on_file):
    county, _, _, beds, stay, _, (first, second) = on_file
    cancel(county, stay)
    _, _, elsewhere = a_house(county, name="Mill Cottage", beds=1)
    for wrong in (
        OfferNights(first, beds[0], FRI), OfferNights(second, beds[0], FRI),
        OfferNights(first, beds[0], FRI, beside=((second, beds[0]),)), OfferNights(first, beds[0], FRI, beside=((999, beds[1]),)),
    ):  # fmt: skip
        with pytest.raises(Refused, match="These siblings go together: a bed for each of them, or none"):
            county.at().perform(offer_nights, wrong)
    with pytest.raises(Refused, match="in one house"):
        county.at().perform(offer_nights, OfferNights(first, beds[0], FRI, beside=((second, elsewhere[0]),)))
    assert states(county) == ["waiting", "waiting"]
    assert rows(county, "select count(*) from stay where state = 'offered'") == [(0,)]


def test_whatever_the_code_forgets_the_database_parts_no_offer(family):
    county, _, _, _, _, _, (first, _) = family
    made, other = offered(family)
    for wrong in (
        f"update stay set state = 'booked' where id = {made}", f"update stay set state = 'cancelled_in_notice' where id = {made}",
        f"update night_request set state = 'waiting', stay_id = null where id = {first}",
    ):  # fmt: skip
        with pytest.raises(IntegrityError) as broken:
            write(county, wrong)
        if county.kind == "server":
            assert "What is offered together would be parted" in meaning_of(broken.value).sentence
        with pytest.raises(IntegrityError):
            write(county, wrong, "update sibling_group set parted = null")
    write(county, *(f"update stay set state = 'booked' where id = {one}" for one in (made, other)))


def test_check_finds_siblings_offered_other_nights(on_file):
    county = on_file[0]
    made, _ = offered(on_file)
    write(county, f"update stay set ends_at = '2026-08-10 10:00:00.000000' where id = {made}")
    assert f"stay {made}" in " ".join(str(flaw) for flaw in flaws(county) if "siblings are offered other nights" in str(flaw))


def test_an_offered_sibling_changes_bed_and_not_nights(on_file):
    county, unit, _, beds, _, _, _ = on_file
    made, _ = offered(on_file)
    third = county.at().perform(add_bed, AddBed(unit, "Bed 3", "", date(2020, 1, 1))).answer
    stay = stay_of(county, made)
    shorter = ChangeStay(made, stay.version, beds[0], stay.starts_at, stay.ends_at - DAY)
    with pytest.raises(Refused, match="Siblings are offered these nights together"):
        county.at().perform(change_stay, shorter)
    county.at().perform(change_stay, ChangeStay(made, stay.version, third, stay.starts_at, stay.ends_at))
    assert stay_of(county, made).bed_id == third


def test_staff_are_counted_with_both_there(file_county):
    """A15 by night: Asha needs 1:1 and Bina 1:3; with Ellie that is 1 + 1 = 2 workers, and one is rostered."""
    county = file_county
    _, service, _ = a_house(county, beds=3, workers=1)
    asha, bina = siblings(county, "Asha", "Bina", workers=0)
    write(county, f"update child set workers_needed = 1 where id = {asha}")
    county.at().perform(join_nights, JoinNights(asha, service, 2, FRI, MON, siblings=(bina,)))
    (run,) = county.at().ask(nights_to_offer)
    (line,) = county.at().ask(line_of_run, run.key)
    assert (line.child, line.outcome, line.chip) == ("Asha O. and Bina O.", Outcome.NOT_MET, "Staff short")
    assert "With Bina there" in line.trouble and "2 workers" in line.trouble
    write(county, "update unit set workers = 2")
    assert county.at().ask(nights_to_offer)[0].next.outcome is Outcome.MET


def test_each_has_the_bed_that_suits_also_from_another_run(file_county):
    """Bed 1 is free for the weekend and Bed 2 from Thursday: the stay is found over both, Bina in the bed with the hoist."""
    county = file_county
    _, service, beds = a_house(county, beds=2, workers=30)
    ellie = a_child(county, first="Ellie")
    s20(county, ellie, situation=1)
    placed(county, ellie, beds[0], FRI - DAY, FRI)
    write(county, f"insert into service_offer (service_id, code, note) values ({service}, 'HOIST', '')")
    write(county, f"insert into bed_feature (bed_id, code) values ({beds[0]}, 'HOIST')")
    asha, bina = siblings(county, "Asha", "Bina")
    write(county, f"insert into child_need (child_id, code, level, note) values ({bina}, 'HOIST', '', '')")
    county.at().perform(join_nights, JoinNights(asha, service, 2, FRI - DAY, MON, siblings=(bina,)))
    runs = county.at().ask(nights_to_offer)
    assert len(runs) == 2
    for run in runs:
        assert [(bed, name) for _, bed, name in run.next.beds] == [(beds[1], "Bed 2"), (beds[0], "Bed 1")]
        assert run.next.start == FRI
    assert sum(run.best for run in runs) == 1


def test_a_child_with_no_nights_left_makes_it_a_persons_decision_for_both(on_file):
    county, _, _, _, stay, (_, bina), _ = on_file
    cancel(county, stay)
    write(county, f"update allocation set amount = 1 where child_id = {bina} and unit = 'nights'")
    (run,) = county.at().ask(nights_to_offer)
    assert (run.next.outcome, run.next.possible, run.next.asks) == (
        Outcome.TO_DECIDE, True, (("R-B8", "This takes 2 nights and Bina has 1 night left."),),
    )  # fmt: skip
    with pytest.raises(Refused, match="a reason"):
        offer(county, run)
    assert states(county) == ["waiting", "waiting"]
    assert rows(county, "select count(*) from stay where state = 'offered'") == [(0,)]  # nor for Asha, whose stay was kept first


def test_one_bed_goes_past_a_family_of_two_only_while_they_can_have_both_elsewhere(on_file):
    """Kai is placed: with two beds free for two siblings he needs a reason, with a third bed nobody is passed over."""
    county, unit, _, beds, stay, _, _ = on_file
    cancel(county, stay)
    kai = a_child(county, first="Kai")
    s20(county, kai, situation=1)
    with pytest.raises(Refused, match=r"1 family waits for nights from .* Asha O\. and Bina O\. come first"):
        placed(county, kai, beds[0], FRI, FRI + DAY * 2)
    county.at().perform(add_bed, AddBed(unit, "Bed 3", "", date(2020, 1, 1)))
    placed(county, kai, beds[0], FRI, FRI + DAY * 2)


def test_one_bed_that_is_too_few_for_them_passes_nobody_over(on_file):
    county, _, _, beds, _, _, _ = on_file
    kai = a_child(county, first="Kai")
    s20(county, kai, situation=1)
    placed(county, kai, beds[0], FRI, FRI + DAY * 2)


def test_they_stand_where_the_first_stands_and_are_one_family_to_those_behind(on_file):
    county, _, service, _, _, _, (first, second) = on_file
    theo = a_child(county, first="Theo")
    s20(county, theo, situation=1)
    county.at().perform(join_nights, JoinNights(theo, service, 2, FRI, MON))
    found = {one.child: (one.place_words, one.before_next) for one in county.at().ask(nights_list)}
    assert found == {"Asha O.": ("1st of 2", "asked earlier"), "Bina O.": ("1st of 2", "asked earlier"), "Theo O.": ("2nd of 2", "")}
    (run,) = county.at().ask(nights_to_offer)
    assert (run.next.child, run.families) == ("Theo O.", 2)  # one bed is too few for them, and not for him
    county.at(Role.MANAGER).perform(flag_nights, FlagNights(second, on=True, reason="Dana Wells asked."))
    assert rows(county, "select count(*) from night_request where safeguarding") == [(2,)]
    county.clock.forward(hours=24)
    county.at().perform(review_nights, ReviewNights(second))
    assert {one.reviewed_on for one in county.at().ask(nights_list) if one.siblings} == {date(2026, 7, 23)}
    county.at().perform(leave_nights, LeaveNights(first, "They moved"))
    assert states(county) == ["withdrawn", "withdrawn", "waiting"]


def test_who_cannot_go_together_is_refused_and_why_is_never_said(file_county):
    county = file_county
    _, service, _ = a_house(county, beds=2)
    asha, bina, caz = siblings(county, "Asha", "Bina", "Caz")
    other = a_child(county, first="Other")
    county.at().perform(keep_pair, KeepPair(asha, bina, "must not share", "Bites", date(2026, 1, 1)))
    ask = county.at()
    for brood, words in (
        ((bina,), r"Asha and Bina must not share a house"), ((bina, caz), "3 children go together, and there is no more than 2 beds"),
        ((asha,), "Choose each child once"), ((other,), "not of one family"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words) as refused:
            ask.perform(join_nights, JoinNights(asha, service, 2, FRI, MON, siblings=brood))
        assert "Bites" not in str(refused.value)
    assert rows(county, "select count(*) from night_request") == [(0,)]
    assert [name for _, name, _ in ask.ask(wait_choices, asha).siblings] == ["Bina O.", "Caz O."]


def test_a_sibling_who_has_the_nights_some_other_way_leaves_the_other_waiting_alone(on_file):
    county, _, _, beds, stay, (_, bina), (first, _) = on_file
    cancel(county, stay)
    placed(county, bina, beds[1], FRI, FRI + DAY * 2)
    assert states(county) == ["waiting", "confirmed"]
    (run,) = [one for one in county.at().ask(nights_to_offer) if one.next is not None and one.best]
    assert (run.next.child, run.next.beds) == ("Asha O.", ((first, beds[0], "Bed 1"),))
    county.at().perform(offer_nights, OfferNights(first, beds[0], FRI))
    assert not flaws(county)


def test_today_says_an_offer_to_siblings_once_in_as_many_questions(on_file):
    county = on_file[0]
    with statements(county) as before:
        county.at().ask(nights_due)
    offered(on_file)
    with statements(county) as after:
        due = county.at().ask(nights_due)
    assert [(one.child, one.siblings) for one in due.offers] == [("Asha O.", ("Bina O.",))]
    assert len(after) <= len(before)


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_letters_of_each_say_both_or_none_and_name_no_other_child(on_file, style):
    county, _, _, _, _, _, (first, _) = on_file
    words = words_of(county, county.at().perform(issue_nights_letter, IssueNightsLetter(first, style)).answer)
    assert "Both together" in words
    assert "We offer both the same nights, or none, as you asked. Tell us if each may go alone." in words
    assert "Asha is waiting for 2 nights in a row" in words and "Bina" not in words
    _, other = offered(on_file)
    words = words_of(county, county.at().perform(issue_stay_offer, IssueStayOffer(other, style)).answer)
    assert "Both together" in words
    assert "Bina’s bed and your other child’s are offered together. You can take both or none." in words
    assert "Asha" not in words


def test_a_bed_counts_as_free_only_on_every_night_it_is_open_registered_and_nobody_s():
    """Friday and Saturday: a bed until Saturday has both nights, one until Friday or from Saturday has not; R-O11 keeps one free."""
    beds = [
        BedFacts(1, "Until Saturday", "", False, FRI, FRI + DAY, {FRI - DAY: "X", FRI + DAY * 2: "X"}, {FRI + DAY * 2: "Boiler"}),
        BedFacts(2, "Until Friday", "", False, FRI, FRI, {}, {}), BedFacts(3, "From Saturday", "", False, FRI + DAY, None, {}, {}),
        BedFacts(4, "Emergency", "", True, FRI, None, {}, {}), BedFacts(5, "Taken", "", False, FRI, None, {FRI + DAY: "Ellie E."}, {}),
        BedFacts(6, "Closed", "", False, FRI, None, {}, {FRI: "Boiler"}), BedFacts(7, "Free", "", False, FRI - DAY, None, {}, {}),
    ]  # fmt: skip
    house = SimpleNamespace(beds={bed.id: bed for bed in beds})
    assert [bed.name for bed in free_beds(house, FRI, 2)] == ["Until Saturday", "Free"]
