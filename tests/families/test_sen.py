"""SEN types in their order, provision and primary need: kept by today's codes, found by their old ones, told to whoever asks."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shortbreaks.access.permissions import Role
from shortbreaks.access.trail import TrailAsked, fields_changed, trail
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.errors import Refused
from shortbreaks.families.commands import change_child
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from tests.bookings.test_merging import merge_families, request, twice
from tests.builders import a_child
from tests.exchange.test_families_csv import (
    ADA,
    HEAD,
    BringInFamilies,
    acts,
    bring_in_families,
    families_previewed,
    file_of,
)
from tests.families.test_families import card_to_request, register
from tests.nasty import TEXTS

SEN_HEAD = [*HEAD, "SEN type", "SEN provision", "Primary need"]


def change(county, child, **more):
    county.at().perform(change_child, card_to_request(county.at().ask(child_card, child), **more))


def brought(county, types, provision="", primary=""):
    data = file_of(ADA | {"SEN type": types, "SEN provision": provision, "Primary need": primary}, head=SEN_HEAD)
    county.at().perform(bring_in_families, BringInFamilies(data, county.at().ask(families_previewed, data).seen))
    card = county.at().ask(child_card, 1)
    return (card.sen_first, card.sen_second, card.sen_provision, card.primary_need), card.sen


def test_they_are_ranked_said_and_kept_when_something_else_changes(county):
    _, child = register(county)
    change(county, child, sen_first="SEMH", sen_second="ASD", sen_provision="E", primary_need="N2")
    change(county, child, school="Holm Oak")
    said = county.at().ask(child_card, child).sen
    assert said.types == "1 Social, emotional and mental health · 2 Autistic spectrum disorder"
    assert (said.provision, said.primary) == ("Education, health and care plan", "Child's disability")
    change(county, child, sen_second="")
    assert county.at().ask(child_card, child).sen.types == "Social, emotional and mental health"
    office = county.at(Role.MANAGER)
    told = " ".join(words for row in office.ask(trail, TrailAsked()) for words in office.ask(fields_changed, row.number))
    assert all(field in told for field in ("SEN type", "second SEN type", "SEN provision", "primary need")), told


@pytest.mark.parametrize("wrong", [
    {"sen_first": "XYZ"}, {"sen_second": "ASD"}, {"sen_first": "ASD", "sen_second": "ASD"}, {"sen_provision": "S"},
    {"primary_need": "N11"}, *({"sen_first": words} for words in TEXTS[:3]),
])  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(file_county, wrong):
    _, child = register(file_county)
    with pytest.raises(Refused) as refusal:
        change(file_county, child, **wrong)
    assert refusal.value.field in {"sen_first", "sen_second", "sen_provision", "primary_need"}


def test_the_database_itself_holds_no_second_type_without_a_first(county):
    child = a_child(county)
    for pair in ("sen_second = 'ASD'", "sen_first = 'ASD', sen_second = 'ASD'"):
        with pytest.raises(IntegrityError), county.database.writing.begin() as connection:
            connection.execute(text(f"update child set {pair} where id = {child}"))


def test_a_code_taken_out_of_use_stays_on_the_record_and_comes_to_nobody_else(county):
    _, child = register(county)
    change(county, child, sen_first="MSI", sen_second="PD")
    county.at(Role.MANAGER).perform(set_code, SetCode("sen_type", "MSI", "Multi-sensory impairment", retired=True, reason="Panel"))
    change(county, child, sen_first="PD", sen_second="MSI")
    assert county.at().ask(child_card, child).sen.types == "1 Physical disability · 2 Multi-sensory impairment"
    with pytest.raises(Refused):
        change(county, a_child(county), sen_first="MSI")


@pytest.mark.parametrize(("said", "kept", "once"), [
    (("BESD", "S", "N2"), ("SEMH", "", "E", "N2"), "BESD; provision S"),
    (("esbd; ASD", "A", "Behaviour"), ("SEMH", "ASD", "K", "N6"), "esbd; provision A"),
    (("ASD, BESD, SEMH", "P", ""), ("ASD", "SEMH", "K", ""), "BESD; provision P"),
    (("Speech, language and communication", "K", ""), ("SLCN", "", "K", ""), ""), (("", "", ""), ("", "", "", ""), ""),
])  # fmt: skip
def test_a_file_says_them_by_old_names_and_both_are_kept(file_county, said, kept, once):
    found, sen = brought(file_county, *said)
    assert (found, sen.once) == (kept, once)


def test_a_file_that_says_too_much_or_nothing_known_waits(file_county):
    for types in ("ASD; MLD; PD", "FLYING", *TEXTS[:2]):
        data = file_of(ADA | {"SEN type": types}, head=SEN_HEAD)
        assert acts(file_county.at().ask(families_previewed, data)) == [(2, "refused")], types


def test_a_search_by_an_old_name_finds_and_a_name_is_still_a_name(county):
    _, child = register(county)
    other = a_child(county, first="Asda", last="Hill")
    change(county, child, sen_first="PD", sen_second="SEMH")
    for typed in ("BESD", "semh", " esbd "):
        assert [one.id for one in county.at().ask(find_people, typed)] == [child], typed
    assert county.at().ask(find_people, "ASD") == () and county.at().ask(find_people, "PD") == (), "half of a name, in the index or not"
    assert other


def test_a_merge_keeps_what_either_record_knew_two_types_at_most(county):
    first, second = twice(county)
    with county.database.writing.begin() as connection:
        for child, values in (
            (first[1], "sen_first = 'SEMH'"),
            (second[1], "sen_first = 'ASD', sen_second = 'PD', sen_provision = 'E', primary_need = 'N2', sen_said = 'BESD'"),
        ):  # fmt: skip
            connection.execute(text(f"update child set {values} where id = {child}"))
    county.at().perform(merge_families, request(county, first, second))
    card = county.at().ask(child_card, first[1])
    assert (card.sen_first, card.sen_second, card.sen_provision, card.primary_need) == ("SEMH", "ASD", "E", "N2")
    assert card.sen.once == "BESD"
