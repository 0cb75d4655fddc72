"""A changed name: found by both, papers that went out keep the old one, new ones say the new; one adult in two families."""

from dataclasses import replace

import pytest

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.errors import Refused
from shortbreaks.families.adults import SaveAdult, save_adult
from shortbreaks.families.commands import RegisterFamily, change_child, register_family
from shortbreaks.families.leaving import EndAdult, end_adult
from shortbreaks.families.papers import paper_again
from shortbreaks.families.queries import child_card
from shortbreaks.families.rights import RIGHTS
from shortbreaks.families.search import find_people
from shortbreaks.families.subject_items import held_on
from tests.bookings.test_papers import text_of
from tests.builders import a_service, a_session
from tests.families.test_families import card_to_request, register
from tests.families.test_rights import ORDER, change


def found(county, typed):
    return [one.id for one in county.at().ask(find_people, typed)]


def renamed(county, household, adult, **names):
    card = next(one for one in county.at().ask(child_card, 1).adults if one.id == adult)
    kept = {name: getattr(card, name) for name in (
        "title", "first_name", "last_name", "relation", "phone", "email", "letter_format", "language",
        "lives_elsewhere",
    )}  # fmt: skip
    county.at().perform(save_adult, SaveAdult(household, adult, card.version, **kept | names))


def test_a_changed_name_is_found_by_both_and_each_paper_keeps_the_name_of_its_day(county):
    household, child = register(county)
    office = county.at()
    session = a_session(county, *a_service(county))
    (number,) = office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),))).answer
    before = office.perform(issue_confirmation, IssueConfirmation(number)).answer
    first = office.ask(paper_again, before)
    card = office.ask(child_card, child)
    office.perform(change_child, replace(card_to_request(card), first_name="Zara", last_name="Quill"))
    renamed(county, household, card.adults[0].id, last_name="Quill")
    for typed in ("zara", "quill", "amara", "okafor", "amara okafor"):
        assert found(county, typed) == [child], typed
    card = office.ask(child_card, child)
    assert card.called_before == ("Amara Okafor, until 22 July 2026",) and card.short == "Zara Q."
    assert office.ask(paper_again, before).pdf == first.pdf and "Amara O." in text_of(first.pdf)
    after = text_of(office.ask(paper_again, office.perform(issue_confirmation, IssueConfirmation(number)).answer).pdf)
    assert "Zara Q." in after and "Dear Grace Q." in after and "Amara" not in after and " O." not in after
    words = {words for section in office.ask(held_on, child, None).sections for item in section.items for _, words in item.lines}
    assert "Amara" in words, "everything held says the earlier name"


def test_an_adult_of_two_families_is_found_with_both_and_may_do_in_each_what_that_one_says(county):
    _, child = register(county)
    office = county.at()
    other = office.perform(register_family, RegisterFamily(
        "Noah", "Reed", office.ask(child_card, child).born, "Grace", "Okafor", "Mother", "07700 900142", "2 High St\nDeal", "CT14 7AA",
    )).answer[1]  # fmt: skip
    phone = office.ask(child_card, child).adults[0].phone
    assert phone and set(found(county, "grace okafor")) == {child, other}
    (mine,), (theirs,) = (office.ask(child_card, one).adults for one in (child, other))
    change(county, child, mine.id, **ORDER)
    assert not office.ask(child_card, child).adults[0].rights.may_be_told
    assert all(getattr(office.ask(child_card, other).adults[0].rights, right) for right in RIGHTS)
    with pytest.raises(Refused, match="only adult of this family"):
        office.perform(end_adult, EndAdult(theirs.id, theirs.version, "Left"))
