"""An adult who left or died: found by name and said to be gone, offered nowhere as who rings, gets letters, collects or is paid."""

import importlib
import inspect
import json
import pkgutil
from dataclasses import asdict, is_dataclass
from datetime import date

import pytest
from sqlalchemy import text

import shortbreaks
from shortbreaks.access.permissions import Role
from shortbreaks.bookings.found import find_by_letters
from shortbreaks.database.commands import QUERIES
from shortbreaks.errors import Refused, Spoken
from shortbreaks.families.leaving import EndAdult, end_adult
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people, index_family
from shortbreaks.payments.commands import MakeAgreement, make_agreement
from tests.bookings.test_asking import an_adult, home_of
from tests.builders import a_child, a_service, a_session

TODAY = date(2026, 7, 22)
# Where somebody who is gone is still said, because it says what was, never what may be done
SAYS_WHAT_WAS = {
    "families.queries.child_card": "who is of the family no more, and the note of it",
    "families.subject_items.held_on": "everything held",
    "bookings.as_at.child_as_at": "a past day",
}
GIVEN = {"child_id": 1, "children": (1,), "child_ids": (1,), "household_id": 1, "day": TODAY, "today": TODAY, "adult_id": None}


def asked(office, name, query):
    """What a query answers about the child, or None where it asks about something else."""
    values = []
    for parameter in list(inspect.signature(query).parameters.values())[1:]:
        if parameter.name in GIVEN:
            values.append(GIVEN[parameter.name])
        elif parameter.default is inspect.Parameter.empty:
            return None
        else:
            break
    if name == "bookings.as_at.child_as_at":
        values = [1, date(2026, 7, 21)]
    try:
        return office.ask(query, *values)
    except Spoken as refusal:
        return str(refusal)


def said(answer):
    def plain(one):
        return asdict(one) if is_dataclass(one) else sorted(map(str, one)) if isinstance(one, set | frozenset) else str(one)

    return json.dumps(answer, default=plain, ensure_ascii=False)


@pytest.fixture
def families(file_county):
    """One child whose father died and whose step-father left, with a place to be had."""
    service, venue = a_service(file_county)
    a_session(file_county, service, venue)
    child = a_child(file_county)
    father, other = an_adult(file_county, child, "Zebulon", letters=True), an_adult(file_county, child, "Xerxes", letters=True)
    office = file_county.at()
    office.perform(end_adult, EndAdult(father, 1, "Died in July", died=True))
    office.perform(end_adult, EndAdult(other, 1, "Moved to Wales"))
    with file_county.database.writing.begin() as connection:
        from sqlalchemy.orm import Session

        index_family(Session(connection), home_of(file_county, child))
    return child, father, other


def test_no_question_about_a_child_offers_who_died_or_left(file_county, families):
    """Walks every query that asks about a child: a new one that offers adults is met by itself."""
    child, _, _ = families
    assert child == 1
    offices = [file_county.at(role) for role in (Role.COORDINATOR, Role.FINANCE, Role.MANAGER)]
    for module in pkgutil.walk_packages(shortbreaks.__path__, "shortbreaks."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
    tried, wrong = 0, []
    for full, label in QUERIES.items():
        if not full.startswith("shortbreaks."):
            continue  # another test's own
        name = full.removeprefix("shortbreaks.")
        office = next((one for one in offices if label.needs in one.person.permissions), None)
        answer = asked(office, name, label.function) if office is not None else None
        if answer is None:
            continue
        tried += 1
        words = said(answer)
        if ("Zebulon" in words or "Xerxes" in words) and name not in SAYS_WHAT_WAS:
            wrong.append(name)
    assert tried >= 40, tried
    assert wrong == []


def test_who_is_gone_is_found_by_name_and_said_to_be_gone(file_county, families):
    office = file_county.at()
    (found,) = office.ask(find_people, "zebul")
    assert found.parent == "Mother, Grace O.; Father, Zebulon O., has died"
    (found,) = office.ask(find_by_letters, "xerxes", 5).children
    assert found.parent == "Mother, Grace O.; Father, Xerxes O., has left"
    (found,) = office.ask(find_people, "amara")
    assert found.parent == "Mother, Grace O."
    card = office.ask(child_card, 1)
    assert tuple(map(str, card.gone)) == ("Father, Zebulon O., has died", "Father, Xerxes O., has left")
    assert card.notes[1].words == "Father, Zebulon O., has died: Died in July"


def test_who_is_gone_is_paid_by_no_new_agreement_and_ended_once(file_county, families):
    _, father, _ = families
    with pytest.raises(Refused, match="not an adult of the child's family"):
        file_county.at(Role.COORDINATOR).perform(make_agreement, MakeAgreement(
            1, father, "direct payment", "Time out", "Support", "card", TODAY, None,
        ))  # fmt: skip
    with pytest.raises(Refused, match=r"Zebulon O\. has died"):
        file_county.at().perform(end_adult, EndAdult(father, 2, "Again"))
    with file_county.database.reading.connect() as connection:
        assert {row.state for row in connection.execute(text("select state from adult"))} == {"open", "died", "closed"}
