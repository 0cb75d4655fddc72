"""An award that a person changes makes its letter due once: before and after, why, what is owed, how to question it (R-D4)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.papers import IssueStatement, issue_statement
from tests.nasty import MARKUP
from tests.payments.builders import an_award
from tests.payments.letter_builders import flat, issue, kinds_due, says_in_order, the_due, words_of

APRIL = date(2026, 4, 20)


def decided(county, agreement, reason="Panel of 20 March", **other):
    county.clock.forward(days=1)
    request = an_award(agreement, part=1, **other)
    return county.at(Role.MANAGER).perform(decide_award_part, request.__class__(**{
        **{name: getattr(request, name) for name in request.__slots__}, "reason": reason
    })).answer  # fmt: skip


def test_fewer_hours_are_told_with_reasons_what_is_too_much_and_who_looks_again(funded):
    county, agreement = funded
    assert "award letter" not in kinds_due(county)  # the award it began with stands in the agreement
    line = decided(county, agreement, minutes=240, since=APRIL, reason=f"Panel of 2 April: {MARKUP[0]}")
    key = the_due(county, "award letter")
    assert key == LetterKey("award letter", agreement, f"award:{line}")
    said = words_of(county, issue(county, key))
    # 6 and 4 hours at £16.29; 14 of 28 days were paid with two hours a week too much
    says_in_order(said, [
        "£97.74 A week before", "£65.16 A week from then", "4 hours × £16.29 = £65.16 a week, £260.64 every four weeks",
        "We paid you £65.16 too much for days since then", "Your next payment £195.48 with our next run",
        "That is £260.64 less £65.16, which comes back to us.",
    ])  # fmt: skip
    assert "Monday 20 April 2026" in said
    assert "Somebody who did not decide it looks at it again" in said
    assert MARKUP[0].split()[0] in said  # as plain words
    assert "award letter" not in kinds_due(county)
    with pytest.raises(Refused, match="Issued before"):
        issue(county, key)


def test_a_change_that_nobody_wrote_of_in_eight_weeks_is_not_due_any_more(funded):
    county, agreement = funded
    decided(county, agreement, minutes=240, since=APRIL)
    county.clock.forward(days=56)
    assert "award letter" in kinds_due(county)
    county.clock.forward(days=1)
    assert "award letter" not in kinds_due(county)


def test_more_hours_are_told_with_what_is_owed_and_nothing_of_less(funded):
    county, agreement = funded
    decided(county, agreement, minutes=480, since=APRIL)
    said = words_of(county, issue(county, the_due(county, "award letter"), "large"))
    says_in_order(said, [
        "£97.74 A week before", "£130.32 A week from then", "8 hours × £16.29 = £130.32 a week, £521.28 every four weeks",
        "We owe you £65.16 for days since then", "Your next payment £521.28 with our next run",
    ])  # fmt: skip
    assert "taken out" not in said
    assert "less than before" not in said
    county.clock.forward(days=57)
    decided(county, agreement, minutes=300, since=APRIL + timedelta(days=120))
    assert the_due(county, "award letter").of == 3


def test_a_contribution_is_said_to_be_taken_off(funded):
    """It stands among sums that are paid, and without a word would be read as one of them."""
    county, agreement = funded
    county.clock.set(datetime(2026, 7, 22, 11, tzinfo=UTC))
    line = an_award(agreement, rate=1000, kind="contribution", per="week", since=date(2026, 7, 27))
    county.at(Role.MANAGER).perform(decide_award_part, line)
    said = flat(words_of(county, issue(county, the_due(county, "award letter"))))
    assert flat("Your own contribution: £10.00 a week, £40.00 every four weeks, from 27 July 2026. It is taken off.") in said
    assert flat("£87.74 A week from then") in said


def test_a_family_reads_until_when_a_part_is_paid_and_what_is_paid_once(funded):
    """A summer's hours and a hoist: their days are in the letter and the statement, and the hoist is not of every four weeks."""
    county, agreement = funded
    office, clerk = county.at(Role.MANAGER), county.at(Role.COORDINATOR)
    county.clock.set(datetime(2026, 7, 22, 11, tzinfo=UTC))
    summer = an_award(agreement, rate=2136, minutes=120, kind="agency", since=date(2026, 7, 20), until=date(2026, 8, 31))
    office.perform(decide_award_part, summer)
    line = "Agency: 2 hours × £21.36 = £42.72 a week, £170.88 every four weeks, from 20 July 2026 until 31 August 2026."
    assert flat(line) in flat(words_of(county, issue(county, the_due(county, "award letter"))))
    office.perform(decide_award_part, an_award(agreement, rate=5000, kind="extra", per="once", since=date(2026, 7, 21)))
    once = flat("Extra: £50.00 once, for 21 July 2026.")
    assert once in flat(words_of(county, issue(county, the_due(county, "award letter"))))

    def statement(day):
        return flat(words_of(county, clerk.perform(issue_statement, IssueStatement(agreement, day)).answer))

    said = statement(date(2026, 7, 22))
    assert flat(line) in said
    assert once in said
    county.clock.set(datetime(2027, 4, 5, 9, tzinfo=UTC))
    said = statement(date(2027, 4, 5))
    assert "once" not in said
    assert "Agency" not in said
