"""Whether a bed suits a child (R-B10), first visits and holidays as the council decided (R-O13, R-O14), a contact, and 18."""

from datetime import date, datetime, timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.council.tables import Term
from shortbreaks.database.proofs import PROOFS
from shortbreaks.errors import Refused
from shortbreaks.families.tables import EmergencyContact
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.board import bed_board
from shortbreaks.overnight.rules import holidays_between
from shortbreaks.providers.bed_queries import beds_of
from shortbreaks.providers.beds import AddBed, ChangeBed, MakeUnit, add_bed, change_bed, make_unit
from tests.builders import a_child, a_service, save
from tests.overnight.builders import FRI, a_house, placed, s20, wanted

MON = date(2026, 8, 10)
TERMS = ((date(2026, 6, 1), date(2026, 7, 22)), (date(2026, 9, 1), date(2026, 10, 23)))


def of_rule(county, rule, child, bed, first=FRI, out=MON):
    findings = county.at().ask(stay_asked, wanted(child, bed, first, out)).findings
    return [one for one in findings if one.rule == rule]


def a_bed(county, unit, name, *has, **ages):
    return county.at().perform(add_bed, AddBed(unit, name, "", date(2020, 1, 1), has=has, **ages)).answer


def decide(county, key, value, since=date(2026, 1, 1)):
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting(key, value, since, "Panel"))


def test_each_thing_a_bed_lacks_is_asked_about_and_the_beds_that_have_it_are_named(county):
    unit, _, (plain, _) = a_house(county)
    bare = a_bed(county, unit, "Bed 3", "QUIET")
    suits = [a_bed(county, unit, name, "HOIST", "GROUND", "NEAR") for name in ("Bed 4", "Bed 5")]
    child = a_child(county, needs=("HOIST", "WHEEL", "LD"))
    s20(county, child)
    assert [(one.reason, one.remedy) for one in of_rule(county, "R-B10 bed", child, bare)] == [
        ("Bed 3 has no hoist; Amara needs hoist.", "Bed 4 or Bed 5 has it. Or write how it is done without."),
        ("Bed 3 has no ground floor; Amara needs ground floor.", "Bed 4 or Bed 5 has it. Or write how it is done without."),
    ]  # fmt: skip
    assert of_rule(county, "R-B10 bed", child, plain)[0].reason == "Nothing is kept of what Bed 1 has; Amara needs hoist."
    assert [one.outcome for one in of_rule(county, "R-B10 bed", child, suits[0])] == ["met"]
    reasons = [("R-B10", "Asked"), ("R-B10 bed", "The carer brings a mobile hoist")]
    with pytest.raises(Refused, match="has no hoist"):
        placed(county, child, bare, FRI, MON, reasons=reasons[:1])
    assert placed(county, child, bare, FRI, MON, reasons=reasons)


def test_a_bed_for_small_children_is_asked_about_for_an_older_one_on_the_day(county):
    unit, _, _ = a_house(county)
    cot = a_bed(county, unit, "Cot", max_age=9)
    child = a_child(county, born=date(2016, 8, 8))
    assert of_rule(county, "R-B10 bed", child, cot, date(2026, 8, 7), date(2026, 8, 9))[0].outcome == "met"
    (found,) = of_rule(county, "R-B10 bed", child, cot, date(2026, 8, 8), date(2026, 8, 9))
    assert (found.outcome, found.reason) == ("to decide", "Cot is for children up to 9; Amara is 10.")


def test_a_bed_is_changed_and_what_cannot_be_is_refused(county):
    unit, _, (first, second) = a_house(county)
    office = county.at()
    office.perform(change_bed, ChangeBed(first, 1, "Bed 1", "By the stairs", ("HOIST", "NEAR"), 5, 12))
    office.perform(change_bed, ChangeBed(first, 2, "Bed 1", "By the stairs", ("NEAR", "QUIET"), 5, 12, date(2027, 3, 31)))
    beds, words = office.ask(beds_of, unit)
    assert [(one.name, one.features, one.has, one.min_age, one.max_age) for one in beds] == [
        ("Bed 1", "By the stairs", ("NEAR", "QUIET"), 5, 12), ("Bed 2", "", (), None, None),
    ]  # fmt: skip
    assert words["NEAR"] == "Near night staff"
    for change, said in (
        (ChangeBed(second, 1, "Bed 1", ""), "a Bed 1 already"), (ChangeBed(second, 1, " ", ""), "no name"),
        (ChangeBed(second, 1, "Bed 2", "", ("POOL",)), "POOL"), (ChangeBed(second, 1, "Bed 2", "", (), 12, 5), "youngest first"),
        (ChangeBed(second, 1, "Bed 2", "", until_day=date(2019, 1, 1)), "before the first"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            office.perform(change_bed, change)


def test_nights_in_one_school_holiday_are_asked_about_where_the_council_decided_a_number(county):
    _, _, beds = a_house(county)
    save(county, *[Term(school_year="2025-26", number=n, first_day=a, last_day=b) for n, (a, b) in enumerate(TERMS)])
    child = a_child(county)
    s20(county, child)
    placed(county, child, beds[0], date(2026, 7, 24), date(2026, 7, 28))
    assert of_rule(county, "R-O14", child, beds[0])[0].chip == "No limit in holidays"
    decide(county, "holiday_nights", "7")
    assert of_rule(county, "R-O14", child, beds[0])[0].outcome == "met"  # four and three are seven
    (over,) = of_rule(county, "R-O14", child, beds[0], FRI, date(2026, 8, 11))
    assert over.reason == "Amara would have 8 nights in the holiday from Thu 23 Jul to Mon 31 Aug, and 7 is the most."
    assert over.remedy == "1 night fewer, nights in term, or a reason."
    # a night of term beside them is none of the holiday
    assert of_rule(county, "R-O14", child, beds[0], date(2026, 8, 29), date(2026, 9, 4))[0].outcome == "met"
    assert holidays_between(TERMS) == [(date(2026, 7, 23), date(2026, 8, 31))]


def test_visits_before_a_first_night_are_the_councils_number_unless_the_house_has_its_own(county):
    service, _ = a_service(county, name="Oast Lodge", kind="overnight", max_age=17, unit="nights", offers=())
    unit = county.at().perform(make_unit, MakeUnit(service, "children's home", 2)).answer
    bed = a_bed(county, unit, "Bed 1")
    child = a_child(county)
    assert of_rule(county, "R-O13", child, bed)[0].remedy == "2 more tea or day visits first."
    decide(county, "first_visits", "3")
    assert of_rule(county, "R-O13", child, bed)[0].remedy == "3 more tea or day visits first."
    _, _, (own, _) = a_house(county, visits=1)
    assert of_rule(county, "R-O13", child, own)[0].remedy == "1 more tea or day visit first."


def test_more_stays_to_come_than_the_council_allows_one_child_ask_for_a_reason(county):
    """R-B7: two at a time, from 1 August; before, and for a stay that was written up afterwards, nothing is asked."""
    _, _, beds = a_house(county)
    child = a_child(county)
    s20(county, child)
    for week in (0, 1):
        placed(county, child, beds[0], FRI + timedelta(weeks=week), FRI + timedelta(weeks=week, days=2))
    third = FRI + timedelta(weeks=2)
    assert of_rule(county, "R-B7", child, beds[0], third, third + timedelta(days=2)) == []
    decide(county, "most_to_come", "2")
    (found,) = of_rule(county, "R-B7", child, beds[0], third, third + timedelta(days=2))
    assert found.reason == "Amara has 2 bookings to come, and the council's limit for one child is 2."
    assert of_rule(county, "R-B7", child, beds[0], date(2026, 7, 3), date(2026, 7, 5)) == []
    with pytest.raises(Refused, match="2 bookings to come") as refused:
        placed(county, child, beds[0], third, third + timedelta(days=2))
    assert refused.value.field == "reason:R-B7"
    placed(county, child, beds[0], third, third + timedelta(days=2), reasons=[("R-B7", "Mother has an operation")])


def test_a_night_away_needs_somebody_who_can_come_within_two_hours(county):
    _, _, beds = a_house(county)
    child = a_child(county)
    s20(county, child)
    with county.database.writing.begin() as connection:
        connection.execute(EmergencyContact.__table__.update().values(within_two_hours=False))
    with pytest.raises(Refused, match="Nobody is recorded who can reach Amara within two hours") as refused:
        placed(county, child, beds[0], FRI, MON)
    assert refused.value.field == "reason:R-B12"
    with county.database.writing.begin() as connection:
        connection.execute(EmergencyContact.__table__.update().values(within_two_hours=True))
    assert placed(county, child, beds[0], FRI, MON)


@pytest.mark.parametrize(("born", "said"), [
    (date(2008, 8, 9), "18 or over on 1 night of 3, from Sun 9 Aug"), (date(2008, 8, 7), "18 or over on each night"),
    (date(2008, 8, 10), ""), (date(2008, 2, 29), "18 or over on each night"),
])  # fmt: skip
def test_the_18th_birthday_is_looked_at_night_by_night(county, born, said):
    unit, _, beds = a_house(county)
    child = a_child(county, born=born)
    s20(county, child)
    (found,) = of_rule(county, "R-E1", child, beds[0])
    assert said in found.reason and (found.outcome == "met") == (not said)
    if "1 night" in said:
        placed(county, child, beds[0], FRI, MON, reasons=[("R-E1", "Adult service starts in September"), ("R-E8", "House agrees")])
        (block,) = county.at().ask(bed_board, unit, FRI, 4).blocks
        assert block.why == "18 from Sun 9 Aug"


def test_born_on_a_leap_day_is_18_on_1_march_of_a_common_year(county):
    _, _, beds = a_house(county)
    child = a_child(county, born=date(2008, 2, 29))
    assert of_rule(county, "R-E1", child, beds[0], date(2026, 2, 27), date(2026, 3, 1))[0].outcome == "met"
    (found,) = of_rule(county, "R-E1", child, beds[0], date(2026, 2, 27), date(2026, 3, 2))
    assert "1 night of 3, from Sun 1 Mar" in found.reason
    decide(county, "leap_birthday", "28 February", date(2026, 3, 1))  # too late for this year's birthday
    assert of_rule(county, "R-E1", child, beds[0], date(2026, 2, 27), date(2026, 3, 1))[0].outcome == "met"
    decide(county, "leap_birthday", "28 February", date(2026, 2, 1))
    (found,) = of_rule(county, "R-E1", child, beds[0], date(2026, 2, 27), date(2026, 3, 1))
    assert "1 night of 2, from Sat 28 Feb" in found.reason


def test_every_proof_holds_after_all_this(county):
    unit, _, (bed, _) = a_house(county)
    child = a_child(county)
    s20(county, child)
    placed(county, child, bed, datetime(2027, 3, 30).date(), date(2027, 4, 2), reasons=[("R-B11", "x"), ("R-X2", "x"), ("R-B8", "x")])
    with county.database.reading.connect() as connection:
        assert not [flaw for one in PROOFS.values() for flaw in one.find(connection)]
    assert unit
