"""A parent's death entered by mistake: somebody else says so; what they may do holds again, and what was taken over is told (R-P6)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.asking import who_may_book
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused
from shortbreaks.families.leaving import EndAdult, end_adult
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from shortbreaks.payments.agreement_tables import PayeeStep
from shortbreaks.payments.mistaken_adult import (
    COLLECTS,
    AfterMistake,
    ParentLives,
    closed_by_death,
    parent_lives,
)
from tests.bookings.test_asking import an_adult
from tests.builders import a_service, a_session, save
from tests.payments.builders import an_agreement, payee_of
from tests.payments.test_mistaken_death import child_of


def gone(county, child):
    (one,) = county.at().ask(child_card, child).gone
    return one


def undo(county, child, role=Role.MANAGER, reason="It was his brother"):
    return county.at(role).perform(parent_lives, ParentLives(gone(county, child).id, gone(county, child).version, reason)).answer


def test_a_second_person_says_so_and_what_was_taken_over_stays_and_is_told(county):
    agreement = an_agreement(county)
    child = child_of(county, agreement)
    mother, father, office = payee_of(county, child), an_adult(county, child, "Ben", letters=True), county.at()
    save(county, PayeeStep(agreement_id=agreement, from_day=date(2026, 7, 1), adult_id=father, vendor_number="9", held="card", last4="",
                           reason="She is ill", at=datetime(2026, 7, 1, 9, tzinfo=UTC), person_id=1))  # fmt: skip
    office.perform(end_adult, EndAdult(mother, 1, "Her sister rang", died=True))
    assert [one for one, _ in office.ask(who_may_book, child)] == [father] and str(gone(county, child)) == "Mother, Grace O., has died"
    (number,) = office.perform(make_booking, MakeBooking((PlacesWanted(child, (a_session(county, *a_service(county)),)),), father)).answer
    office.perform(issue_confirmation, IssueConfirmation(number))
    found = office.ask(closed_by_death, mother)
    assert found.again == ("Rings and books, gets the letters, may collect.", "Parental responsibility from an unknown day.")
    assert found.stays == (f"The direct payment DP-{10000 + agreement} goes to Ben O. from 1 July 2026, with its letters",
                           "1 paper issued since went to others of the family, and not to them", COLLECTS)  # fmt: skip
    for role, reason, why in ((Role.COORDINATOR, "x", NotAllowed), (Role.MANAGER, " ", Refused)):
        with pytest.raises(why):
            undo(county, child, role, reason)
    with pytest.raises(ChangedByAnother):
        county.at(Role.MANAGER).perform(parent_lives, ParentLives(mother, 0, "x"))
    assert undo(county, child) == found.stays
    card = office.ask(child_card, child)
    assert card.gone == () and {one.id for one in card.adults} == {mother, father}
    assert mother in [one for one, _ in office.ask(who_may_book, child)] and office.ask(closed_by_death, mother) == AfterMistake()
    assert "the death was entered by mistake. It was his brother" in card.notes[0].words
    assert [one.id for one in office.ask(find_people, "grace")] == [child]
    with pytest.raises(Refused, match="No death is entered"):
        county.at(Role.MANAGER).perform(parent_lives, ParentLives(mother, next(one.version for one in card.adults if one.id == mother), "x"))


def test_who_entered_it_may_not_undo_it_nor_anybody_past_us(county):
    agreement = an_agreement(county)
    child = child_of(county, agreement)
    father = an_adult(county, child, "Ben")
    county.at(Role.MANAGER).perform(end_adult, EndAdult(father, 1, "He rang", died=True))
    with pytest.raises(Refused, match="You entered it yourself"):
        undo(county, child)
    past = "insert into adult_ending (adult_id, kind, reason, at, person_id) select adult_id, 'alive', 'x', at, {} from adult_ending"
    for statement, why in (
        (f"update adult set state = 'open' where id = {father}", "is undone by somebody else"),
        (past.format("person_id"), "Somebody else than who entered"), ("delete from adult_ending", "never|denied"),
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match=why), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    undo(county, child, Role.APPROVER)
    assert county.at().ask(child_card, child).gone == ()
    with pytest.raises(DBAPIError, match="Somebody else than who"), county.database.writing.begin() as connection:
        connection.execute(text(past.format("1")))  # none stands any more
