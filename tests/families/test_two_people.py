"""Two people change one record at once: the second is told who was first, on both engines, and nothing is lost unseen."""

from dataclasses import replace

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import ChangedByAnother
from shortbreaks.families.commands import MoveHome, change_child, move_home
from shortbreaks.families.queries import child_card
from shortbreaks.families.withheld import NameReaders, name_readers, withholding_of
from shortbreaks.providers.commands import save_service
from shortbreaks.providers.opening import ChangePlaces, change_places
from tests.builders import a_service, a_session
from tests.families.test_families import card_to_request, register
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


@pytest.mark.parametrize("shown", [home, needs, readers, places, offers])
def test_the_second_is_told_who_was_first(county, shown):
    command, (first, second) = shown(county)
    county.at(Role.MANAGER if shown is readers else Role.COORDINATOR).perform(command, first)
    with pytest.raises(ChangedByAnother, match=r"(Coordinator|Manager) One changed this .* at 11:40 on 22 July 2026"):
        county.at(Role.MANAGER).perform(command, second)
