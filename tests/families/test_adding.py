"""Another child of a family that is here: at the same home, found by search, and never in a family that is no more."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.merging import merge_families
from shortbreaks.errors import NotAllowed, NotFound, Refused
from shortbreaks.families.adding import AddChild, add_child
from shortbreaks.families.commands import change_child
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from tests.bookings.test_merging import request, twice
from tests.families.test_families import card_to_request, register
from tests.nasty import FORMULAS, MARKUP, NAMES

BORN = date(2013, 3, 25)


def test_a_brother_stands_in_the_family_with_his_own_record(county):
    household, child = register(county)
    office = county.at()
    said = AddChild(household, " Obi ", "Okafor", BORN, workers_needed=1, school="Holm Oak", long_term=True,
                    needs=("PC", "HOIST"), levels=(("PC", "severe"),))  # fmt: skip
    brother = office.perform(add_child, said).answer
    card, first = office.ask(child_card, brother), office.ask(child_card, child)
    assert (card.short, card.ref, card.address, card.adults) == ("Obi O.", first.ref, first.address, first.adults)
    assert (card.school, card.workers_needed, card.long_term, card.sibling_only) == ("Holm Oak", 1, True, False)
    assert [need.said for need in card.needs] == ["Personal care: severe", "Hoist"]
    assert [one[:2] for one in first.siblings] == [(brother, "Obi O.")]
    assert {row.id for row in office.ask(find_people, "F-20001")} == {child, brother}
    assert brother in [row.id for row in office.ask(find_people, "obi")]
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from household")).scalar() == 1
        sealed = connection.execute(text("select body from audit_entry order by number desc limit 1")).scalar()
    assert "Child added to a family" in sealed and "Okafor" not in sealed


def test_a_sister_who_is_only_kept_together_may_have_breaks_later_and_not_the_other_way(county):
    household, _ = register(county)
    office = county.at()
    sister = office.perform(add_child, AddChild(household, "Ada", "Okafor", BORN, sibling_only=True)).answer

    def change(**more):
        office.perform(change_child, card_to_request(office.ask(child_card, sister), **more))
        return office.ask(child_card, sister).sibling_only

    assert change(school="Holm Oak"), "another change leaves it"
    assert not change(sibling_only=False)
    with pytest.raises(Refused, match="may have short breaks") as refusal:
        change(sibling_only=True)
    assert refusal.value.field == "sibling_only"


def test_what_is_wrong_is_told_and_nobody_is_added(county):
    household, _ = register(county)
    right = AddChild(household, "Obi", "Okafor", BORN)
    for mistake, field in (({"first_name": " "}, "first_name"), ({"born": date(2026, 7, 23)}, "born"), ({"needs": ("XYZ",)}, "needs"),
                           ({"care_plan_on": date(2026, 7, 23)}, "care_plan_on"), ({"levels": (("PC", "severe"),)}, "needs")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            county.at().perform(add_child, replace(right, **mistake))
        assert refusal.value.field == field
    with pytest.raises(NotFound):
        county.at().perform(add_child, replace(right, household_id=99))
    with pytest.raises(NotAllowed):
        county.at(Role.AUDITOR).perform(add_child, right)
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from child")).scalar() == 1


def test_nobody_is_added_to_a_family_that_was_merged(county):
    first, second = twice(county)
    county.at().perform(merge_families, request(county, first, second))
    with pytest.raises(NotFound, match="merged into another"):
        county.at().perform(add_child, AddChild(second[0], "Obi", "Okafor", BORN))
    assert county.at().perform(add_child, AddChild(first[0], "Obi", "Okafor", BORN)).answer


@pytest.mark.parametrize("value", [MARKUP[0], FORMULAS[0], NAMES[0]])
def test_hostile_words_are_only_text(file_county, value):
    household, _ = register(file_county)
    child = file_county.at().perform(add_child, AddChild(household, value, value, BORN, known_as=value, health=value)).answer
    card = file_county.at().ask(child_card, child)
    assert (card.first_name, card.known_as, card.health) == (value.strip(),) * 3
