"""A withheld address is looked at by an act that is kept; whoever is not named for it gives a reason (safety.md 3.8, 3.11)."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.audit import entries
from shortbreaks.errors import NotAllowed, NotFound, Refused
from shortbreaks.families.commands import MoveHome, move_home
from shortbreaks.families.rules import Shown
from shortbreaks.families.tables import AddressSeen
from shortbreaks.families.withheld import (
    NameReaders,
    SeeAddress,
    address_seen,
    name_readers,
    see_address,
    withholding_of,
)  # fmt: skip
from tests.families.test_families import register

HOME = Shown(("9 Hidden Lane", "Margate"), "CT9 1AA")


@pytest.fixture
def household(county):
    return register(county, restricted=True, address="9 Hidden Lane\nMargate", postcode="CT9 1AA")[0]


def look(county, household, role=Role.COORDINATOR, reason=""):
    return county.at(role).perform(see_address, SeeAddress(household, reason)).answer


def test_whoever_wrote_it_looks_and_the_look_is_kept(county, household):
    assert county.at().ask(address_seen, look(county, household)) == HOME
    found = county.at().ask(withholding_of, household)
    assert found.mine and [one.name for one in found.readers if one.named] == ["Coordinator One"]
    assert [(one.name, one.reason) for one in found.seen] == [("Coordinator One", "")]
    with Session(county.database.reading) as db:
        last = db.execute(select(entries.c.recorded_as, entries.c.answer, entries.c.body).order_by(entries.c.number.desc())).first()
    assert last.recorded_as == "Withheld address seen" and "Hidden" not in f"{last.answer}{last.body}"


def test_whoever_is_not_named_gives_a_reason_that_stays(county, household):
    with pytest.raises(Refused, match="You are not named for this address") as refused:
        look(county, household, Role.APPROVER)
    assert refused.value.field == "reason"
    seen = look(county, household, Role.APPROVER, "An ambulance is on its way")
    assert county.at(Role.APPROVER).ask(address_seen, seen) == HOME
    (one,) = county.at().ask(withholding_of, household).seen
    assert (one.name, one.reason) == ("Approver One", "An ambulance is on its way")
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(AddressSeen.__table__.update().values(reason=""))


def test_a_look_is_for_whoever_looked_and_ends_with_the_window(county, household):
    seen = look(county, household)
    with pytest.raises(Refused, match="look at the address is over"):
        county.at(Role.MANAGER).ask(address_seen, seen)
    county.clock.forward(minutes=10)
    assert county.at().ask(address_seen, seen) == HOME
    county.clock.forward(seconds=1)
    with pytest.raises(Refused, match="look at the address is over"):
        county.at().ask(address_seen, seen)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_a_role_without_cases_to_decide_never_looks(county, household, role):
    with pytest.raises(NotAllowed):
        look(county, household, role, "Curious")


def test_readers_are_named_by_somebody_who_may_see_it_or_a_manager(county, household):
    approver, manager = 2, list(Role).index(Role.MANAGER) + 1
    assert county.at(Role.MANAGER).perform(name_readers, NameReaders(household, (approver, manager))).answer
    look(county, household, Role.APPROVER)
    with pytest.raises(Refused, match="not named"):
        county.at().perform(name_readers, NameReaders(household, (1,)))
    with pytest.raises(Refused, match="Nobody could see"):
        county.at(Role.MANAGER).perform(name_readers, NameReaders(household, ()))
    with pytest.raises(NotFound):
        county.at(Role.MANAGER).perform(name_readers, NameReaders(household, (99,)))
    assert not county.at().ask(withholding_of, household).mine


def test_an_open_address_has_nothing_to_withhold(county):
    household, _ = register(county)
    assert county.at().ask(withholding_of, household) is None
    with pytest.raises(NotFound, match="stands on the card"):
        look(county, household)


def test_a_new_home_has_readers_of_its_own(county, household):
    move = MoveHome(household, "2 Quiet Road\nDeal", "CT14 6AA", restricted=True, checked_who_learns=True)
    county.at(Role.MANAGER).perform(move_home, move)
    with pytest.raises(Refused, match="not named"):
        look(county, household)
    assert county.at(Role.MANAGER).ask(address_seen, look(county, household, Role.MANAGER)).postcode == "CT14 6AA"
