"""Two people change one record at once: the second is told who was first, on both engines, and nothing is lost unseen."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.commands import View
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.adults import SaveAdult, save_adult
from shortbreaks.families.commands import MoveHome, change_child, move_home
from shortbreaks.families.leaving import EndAdult, end_adult
from shortbreaks.families.letters import adult_for
from shortbreaks.families.queries import child_card
from shortbreaks.families.withheld import NameReaders, name_readers, withholding_of
from shortbreaks.payments.agreement_tables import PayeeStep
from shortbreaks.providers.commands import save_service
from shortbreaks.providers.opening import ChangePlaces, change_places
from tests.builders import a_service, a_session, save
from tests.conftest import TODAY
from tests.families.test_families import card_to_request, register
from tests.payments.builders import an_agreement
from tests.providers.test_directory import SERVICE, a_whole_provider


def home(county):
    household, child = register(county)
    seen = county.at().ask(child_card, child).home_id
    return move_home, [MoveHome(household, f"{n} New Road\nDeal", "CT14 6AA", restricted=False, home_seen=seen) for n in (1, 2)]


def needs(county):
    card = county.at().ask(child_card, register(county)[1])
    return change_child, [card_to_request(card, needs=(one,)) for one in ("AUT", "LD")]


def readers(county):
    household, _ = register(county, restricted=True)
    found = county.at().ask(withholding_of, household)
    return name_readers, [NameReaders(household, (1, other), found.address_id, found.version) for other in (2, 4)]


def places(county):
    session = a_session(county, *a_service(county))
    return change_places, [ChangePlaces(session, most, 2, (12, 0)) for most in (5, 6)]


def offers(county):
    provider, _, made = a_whole_provider(county)
    kept = replace(SERVICE, provider_id=provider, service_id=made, seen=1)
    return save_service, [replace(kept, offers=codes) for codes in (("HOIST", "AUT"), ("HOIST", "MOB"))]


def gone(county):
    """Each of two adults closed by somebody: the second would leave a family without one, and was changed besides."""
    household, child = register(county)
    grace = SaveAdult(household, None, None, "", "Sam", "Okafor", "Father", "", "", "standard", "en-GB", True, False, True, False)
    county.at().perform(save_adult, grace)
    return end_adult, [EndAdult(county.at().ask(child_card, child).adults[0].id, 1, f"Died, {who} said") for who in ("Sam", "Jo")]


def test_letters_go_to_the_next_adult_once_one_is_gone_and_the_last_stays(county):
    _, (request, _) = gone(county)
    office = county.at()
    with pytest.raises(Refused, match="needs its reason"):
        office.perform(end_adult, replace(request, reason=" "))
    agreement = an_agreement(county, child=1) if county.kind == "file" else None
    if agreement is not None:
        with pytest.raises(Refused, match=r"Grace O\. is paid under DP-10001"):
            office.perform(end_adult, request)
        return
    office.perform(end_adult, request)
    card = office.ask(child_card, 1)
    assert [one.short for one in card.adults] == ["Sam O."]
    assert card.notes[0].words == "Mother, Grace O., is of this family no more: Died, Sam said"
    with Session(county.database.reading) as db:
        view = View(db, office.person, office.now(), office.now().date())
        assert adult_for(view, card.household_id, request.adult_id) is None
    with pytest.raises(Refused, match=r"Sam O\. is the only adult"):
        office.perform(end_adult, EndAdult(card.adults[0].id, 1, "Left"))


def test_who_is_paid_is_the_last_of_each_agreement_s_own_payees(county):
    """Of two agreements whose payee changed: one question of all of them took any payee of any of them, and failed on a server."""
    _, (request, _) = gone(county)
    step = {"vendor_number": "", "held": "card", "last4": "", "reason": "Agreed", "at": TODAY, "person_id": 1, "from_day": TODAY.date()}
    for agreement in (an_agreement(county, child=1), an_agreement(county)):
        save(county, *(PayeeStep(agreement_id=agreement, adult_id=adult, **step) for adult in (request.adult_id, None)))
    county.at().perform(end_adult, request)


@pytest.mark.parametrize("shown", [home, needs, readers, places, offers, gone])
def test_the_second_is_told_who_was_first(county, shown):
    command, (first, second) = shown(county)
    county.at(Role.MANAGER if shown is readers else Role.COORDINATOR).perform(command, first)
    with pytest.raises(ChangedByAnother, match=r"(Coordinator|Manager) One changed this .* at 11:40 on 22 July 2026"):
        county.at(Role.MANAGER).perform(command, second)
