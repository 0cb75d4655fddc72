"""The council's own lists, from its page to every form, command and file: offered on their days, said for ever."""

from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.queries import steps_of
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.council.codes import LISTS
from shortbreaks.council.lists import CodeList, NamedCode, lists_shown
from shortbreaks.errors import Refused
from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral, directory_previewed
from shortbreaks.families.commands import change_child
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from shortbreaks.providers.detail import service_detail
from shortbreaks.providers.queries import Filters, directory
from shortbreaks.providers.seeing import SeeCheck, see_check
from tests.bookings.test_benefits import book
from tests.builders import SAT, a_child, a_service, a_session, place_offered
from tests.exchange.test_directory_csv import bring as bring_directory
from tests.exchange.test_families_csv import ADA, acts, bring, look
from tests.families.test_families import card_to_request, register
from tests.nasty import TEXTS
from tests.providers.test_directory import a_whole_provider

DAY = date(2026, 7, 22)


def change(county, child, **more):
    county.at().perform(change_child, card_to_request(county.at().ask(child_card, child), **more))


def keep(county, list_name, code, words, **more):
    county.at(Role.MANAGER).perform(set_code, SetCode(list_name, code, words, **more, reason="Panel"))


def test_a_list_says_what_it_offers_and_what_an_older_name_means():
    made = CodeList((
        NamedCode("A", "Swimming", (), None, DAY), NamedCode("B", "Sailing", ("Boats", "swimming"), DAY, None), NamedCode("C", "A", (), None, None),
    ))  # fmt: skip
    assert made.in_use(DAY) == {"B": "Sailing", "C": "A"}
    assert made.choices(date(2026, 7, 21), ("B", "ZZ")) == (
        ("A", "Swimming"), ("B", "Sailing (no longer offered)"), ("C", "A"), ("ZZ", "ZZ"),
    )  # fmt: skip
    assert [made.code_for(said) for said in (" boats ", "SWIMMING", "a", "sai", "")] == ["B", "A", "A", None, None]
    twice = CodeList((NamedCode("K", "One", (), None, None), NamedCode("k", "Two", (), None, None)))
    assert twice.code_for("k") == "K", "what comes first in the list"


def test_every_list_is_asked_in_one_question(county):
    keep(county, "need", "PEG", "Feeding by PEG")
    found = county.at().ask(lists_shown)
    assert set(found) == set(LISTS) and found["need"].in_use(DAY)["PEG"] == "Feeding by PEG"
    assert found["level"].in_use(DAY) == {code.code: code.words for code in LISTS["level"]}


@pytest.mark.parametrize("words", [TEXTS[1], "Café <b>ride</b> =1+1"])
def test_a_kind_and_a_need_of_the_councils_own_are_kept_found_and_said(county, words):
    keep(county, "kind", "sail", f"Sailing {words}")
    keep(county, "need", "Peg", "Feeding by PEG", old_names="Gastrostomy")
    _, _, service = a_whole_provider(county, name="Boats", kind="sail", offers=("Peg",))
    detail = county.at().ask(service_detail, service)
    assert (detail.kind_words, detail.offers) == (f"Sailing {words}".strip(), ("Feeding by PEG",))
    (row,), _ = county.at().ask(directory, Filters(kind="sail", need="Peg"))
    assert row.kind_words == f"Sailing {words}".strip()
    for out in (directory_as_csv, directory_as_referral):
        written = county.at().ask(out)
        assert county.at().ask(directory_previewed, written).count("", "same") == 3, "our own file comes back as it went"
    assert "Feeding by PEG" in written.decode()
    strange = written.replace(b'"term": "sail"', b'"term": "x"').replace(b'"kind": "sail"', b'"kind": "flying"')
    (said,) = [one.why for one in county.at().ask(directory_previewed, strange).rows if one.act == "refused"]
    assert said.startswith("“flying” is no kind: it is one of club, ") and said.endswith("sail.")
    line = b"Provider,Service,Service kind,Service caters for\nKites,Fridays,SAILING " + words.strip().encode() + b",gastrostomy; con\n"
    if "," not in words and '"' not in words:
        bring_directory(county, line)
        (row,), _ = county.at().ask(directory, Filters("fridays"))
        assert (row.kind, set(row.offers)) == ("sail", {"CON", "Peg"})


def test_a_need_taken_out_of_use_stays_where_it_stands_and_comes_to_nobody_else(county):
    keep(county, "need", "PEG", "Feeding by PEG")
    _, first = register(county)
    change(county, first, needs=("PEG", "CON"), levels=(("PEG", "severe"),))
    other = a_child(county, first="Noah")
    keep(county, "need", "PEG", "Feeding by PEG", retired=True)
    card = county.at().ask(child_card, first)
    assert [need.said for need in card.needs] == ["Feeding by PEG: severe", "Seizures"]
    change(county, first, needs=("PEG",))
    assert [need.said for need in county.at().ask(child_card, first).needs] == ["Feeding by PEG: severe"]
    with pytest.raises(Refused, match="Feeding by PEG” is not a need on the list"):
        change(county, other, needs=("PEG",))
    change(county, first, needs=())
    with pytest.raises(Refused):
        change(county, first, needs=("PEG",))


def test_a_families_file_keeps_the_councils_own_codes(county):
    keep(county, "need", "PEG", "Feeding by PEG", old_names="Gastrostomy")
    keep(county, "need", "HOIST", "Hoist", retired=True)
    keep(county, "benefit", "PC", "Pension Credit")
    assert bring(county, ADA | {"Needs": "gastrostomy: mild; CON", "Benefit": "pension credit"}) == {"families": 1, "children": 1}
    card = county.at().ask(child_card, 1)
    assert ({need.said for need in card.needs}, card.benefit) == ({"Feeding by PEG: mild", "Seizures"}, "PC")
    assert acts(look(county, ADA | {"Child first name": "Obi", "Needs": "HOIST"})) == [(2, "refused")], "no longer offered"


@pytest.mark.parametrize(("retired_on", "pence"), [(None, 0), ("the day", 1275), ("the day after", 0)])
def test_a_benefit_frees_while_it_stands_on_the_list_on_the_day_of_the_break(county, retired_on, pence):
    keep(county, "benefit", "PC", "Pension Credit")
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    child = a_child(county, benefit="PC")
    if retired_on:
        county.clock.set(county.clock.moment.replace(day=25 if retired_on == "the day" else 26))
        keep(county, "benefit", "PC", "Pension Credit", retired=True)
        county.clock.set(county.clock.moment.replace(day=22))
    (found,) = county.at().ask(breaks_for, Wish(child, SAT.date(), SAT.date())).rows
    (offer,) = place_offered(county.at(), child, (session,))
    assert (found.charge_pence, offer.charge_pence, offer.exempt) == (pence, pence, "" if pence else "s29(3)")


def test_reasons_and_checks_are_the_councils_own(county):
    keep(county, "cancel_reason", "snow", "Snow or storm")
    keep(county, "cancel_reason", "mistake", "Booked by mistake", retired=True)
    keep(county, "check", "boat", "Boat licence")
    service, venue = a_service(county)
    (booking,) = book(county, a_child(county), a_session(county, service, venue))
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(cancel_booking, CancelBooking(booking, 2, "mistake", "", None))
    county.at().perform(cancel_booking, CancelBooking(booking, 2, "snow", "", None))
    keep(county, "cancel_reason", "snow", "Snow or storm", retired=True)
    assert county.at().ask(steps_of, booking)[0].reason == "Snow or storm", "what happened keeps its words"
    county.at().perform(see_check, SeeCheck(1, "boat", "", date(2026, 1, 1)))
    assert "Boat licence" in [one.words for one in county.at().ask(service_detail, service).checks]
    with pytest.raises(Refused):
        county.at().perform(see_check, SeeCheck(1, "raft", "", None))


def test_a_district_is_called_as_the_council_calls_it(county):
    keep(county, "district", "E07000114", "Isle of Thanet")
    child = a_child(county)
    assert county.at().ask(child_card, child).district == "Isle of Thanet"
    _, named = register(county)
    assert {one.town for one in county.at().ask(find_people, "okafor")} == {"Ramsgate, Isle of Thanet"} and named
