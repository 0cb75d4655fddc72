"""Looking at the plan: brought up by two reviews with money over or by its day, kept with what was found (R-D17, R-D18)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.debts.recovery import ReviewSurplus, review_surplus
from shortbreaks.payments.ending import end_agreement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.reviewing import ReviewAgreement, review_agreement
from shortbreaks.payments.tables import Agreement
from tests.nasty import MARKUP
from tests.payments.builders import FIRST, SECOND, an_agreement, paid, version_of
from tests.payments.letter_builders import changed

TODAY, NEXT = date(2026, 7, 22), date(2027, 7, 22)


def look(county, agreement, on=TODAY, next_on=NEXT, words="The club fits better now", seen=None):
    version = version_of(county, Agreement, agreement) if seen is None else seen
    return county.at(Role.MANAGER).perform(review_agreement, ReviewAgreement(agreement, version, on, next_on, words)).answer


def needs(county):
    return {row.id: row.needs for row in county.at(Role.FINANCE).ask(accounts_listed)}


def over(county, agreement, day):
    review = ReviewSurplus(agreement, date(2026, 7, day), "no provider", "", "more time", "")
    county.at(Role.MANAGER).perform(review_surplus, review)


def test_two_reviews_over_stand_in_the_list_until_somebody_looked_at_the_plan_since(file_county):
    agreement, other = an_agreement(file_county), an_agreement(file_county, last="Stone")
    for first in (FIRST, SECOND, date(2026, 6, 1)):
        paid(file_county, first)
    over(file_county, agreement, 1)
    over(file_county, other, 1)
    assert all("plan" not in found for found in needs(file_county).values())
    over(file_county, agreement, 10)
    assert ["plan" in needs(file_county)[one] for one in (agreement, other)] == [True, False]
    look(file_county, agreement, on=date(2026, 7, 9), next_on=date(2027, 7, 9))  # the day before the second review
    assert "plan" in needs(file_county)[agreement]
    look(file_county, agreement, on=date(2026, 7, 10), next_on=date(2027, 7, 10))
    assert "plan" not in needs(file_county)[agreement]
    card = file_county.at(Role.FINANCE).ask(account_card, agreement)
    assert (card.over_twice, card.review_on) == (False, date(2027, 7, 10))
    over(file_county, agreement, 20)  # over again: what was found then did not help
    assert "plan" in needs(file_county)[agreement]


def test_a_plan_whose_day_has_passed_is_looked_at_and_has_a_new_day(file_county):
    agreement = an_agreement(file_county, review=date(2026, 7, 21))
    assert "review" in needs(file_county)[agreement]
    look(file_county, agreement, words=f"  {MARKUP[0]} ")
    assert "review" not in needs(file_county)[agreement]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": date(2026, 7, 23)}, "on"), ({"on": date(2026, 4, 5)}, "on"), ({"words": "  "}, "words"),
        ({"next_on": TODAY}, "next_on"), ({"next_on": date(2027, 7, 23)}, "next_on"),
    ],
)  # fmt: skip
def test_a_look_is_asked_for_its_days_and_words_beside_their_fields(file_county, wrong, field):
    agreement = an_agreement(file_county)
    with pytest.raises(Refused) as refused:
        look(file_county, agreement, **wrong)
    assert refused.value.field == field
    look(file_county, agreement, on=FIRST, next_on=date(2027, 4, 6))  # its own first day, and a year later to the day


def test_what_has_ended_is_looked_at_no_more_and_a_look_is_never_changed(county):
    agreement = an_agreement(county)
    look(county, agreement)
    with pytest.raises(ChangedByAnother):
        look(county, agreement, seen=1)
    with pytest.raises(DBAPIError, match="never changed"), county.database.writing.begin() as connection:
        connection.execute(text("update agreement_review set words = 'x'"))
    county.at(Role.MANAGER).perform(end_agreement, changed(county, agreement, date(2026, 7, 21), "asked to end"))
    with pytest.raises(Refused, match="is ended"):
        look(county, agreement)
