"""The letter of a changed cycle: due once, from when, how much each time, the part cycle's sum to the penny (R-D12)."""

from datetime import date, timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.errors import Refused
from shortbreaks.payments.cycles import Rhythm
from shortbreaks.payments.letters.cycle import first_pieces
from shortbreaks.payments.letters.keys import LetterKey
from tests.counting import statements
from tests.nasty import MARKUP
from tests.payments.builders import a_draft, an_agreement
from tests.payments.letter_builders import due, issue, kinds_due, says_in_order, the_due, words_of
from tests.payments.test_own_cycles import AUGUST, told

TODAY = date(2026, 7, 22)


def pieces(own, steps, change, paid=(), since=None):
    rhythm = Rhythm().own(own, steps)
    found = first_pieces(rhythm, since or change - timedelta(days=1), change, paid)
    return [(one.first, one.last, one.days) for one in found]


def test_the_pieces_run_from_the_cut_cycle_to_the_first_whole_new_one_without_days_that_are_paid():
    change = date(2026, 8, 7)
    two = [(change, 14)]
    whole = (date(2026, 8, 10), date(2026, 8, 23), 14)
    assert pieces(None, two, change) == [(AUGUST, date(2026, 8, 6), 28), (change, date(2026, 8, 9), 14), whole]
    assert pieces(None, two, change, [(AUGUST, date(2026, 8, 6))]) == [(change, date(2026, 8, 9), 14), whole]
    ahead = [(AUGUST, date(2026, 8, 23))]  # a whole cycle was paid before anybody changed it
    assert pieces(None, two, change, ahead) == [(date(2026, 8, 24), date(2026, 9, 6), 14)]
    assert pieces(None, [(AUGUST, 14)], AUGUST, since=AUGUST) == [(AUGUST, AUGUST + timedelta(days=13), 14)]
    assert pieces(None, [(change, 0)], change)[-1] == (date(2026, 9, 1), date(2026, 9, 30), 0)


def test_the_letter_says_from_when_how_much_each_time_and_the_first_part(county):
    agreement = an_agreement(county, starts=AUGUST)
    assert "cycle letter" not in kinds_due(county)
    told(county, agreement, date(2026, 8, 7), 14, f"The assistant asked. {MARKUP[0]}")
    key = the_due(county, "cycle letter")
    assert key == LetterKey("cycle letter", agreement, "cycle:1")
    (row,) = [one for one in due(county) if one.key == key]
    assert row.why == "Paid every two weeks from 7 August 2026"
    said = words_of(county, issue(county, key))
    # 390.96 x 11/28, 195.48 x 3/14, and every two weeks half of a cycle
    says_in_order(said, [
        "27 July 2026 to 6 August 2026 27 July 2026 £153.59", "7 August 2026 to 9 August 2026 7 August 2026 £41.89",
        "10 August 2026 to 23 August 2026 10 August 2026 £195.48", "From then on it is £195.48 every two weeks",
    ])  # fmt: skip
    assert "From Friday 7 August 2026 we pay you every two weeks, no longer every four weeks." in said
    assert MARKUP[0].split()[0] in said
    assert "cycle letter" not in kinds_due(county)
    with pytest.raises(Refused, match="Issued before"):
        issue(county, key)


def test_money_arrives_on_the_working_day_before_and_days_paid_ahead_are_not_said_again(funded):
    county, agreement = funded
    told(county, agreement, date(2026, 8, 31), 0)  # a bank holiday; the month counts from the 1st
    said = words_of(county, issue(county, the_due(county, "cycle letter"), "large"))
    says_in_order(said, [
        "24 August 2026 to 30 August 2026 Arrives on 24 August 2026. £97.74.",
        "31 August 2026 to 31 August 2026 Arrives on 28 August 2026. £13.66.",
        "1 September 2026 to 30 September 2026 Arrives on 1 September 2026. £423.54.",  # 97.74 x 52 / 12
        "From then on it is £423.54 every month",
    ])  # fmt: skip


def test_a_second_change_takes_the_letter_of_the_first_away_and_old_ones_are_not_due(county):
    agreement = an_agreement(county, starts=AUGUST)
    told(county, agreement, date(2026, 8, 7), 14)
    county.clock.forward(minutes=1)
    told(county, agreement, date(2026, 8, 7), 7)
    assert the_due(county, "cycle letter").of == 2
    county.clock.forward(days=56)
    assert "cycle letter" in kinds_due(county)
    county.clock.forward(days=1)
    assert "cycle letter" not in kinds_due(county)


def test_what_the_council_changes_is_told_to_those_who_follow_it_in_one_batch(county):
    follows, own = an_agreement(county, starts=AUGUST), an_agreement(county, starts=AUGUST, last="Own", cycle_days=14)
    late, draft = an_agreement(county, starts=date(2026, 9, 21), last="Late"), a_draft(county, last="Draft")
    county.at(Role.ADMINISTRATOR).perform(decide_setting, DecideSetting("payment_cycle", "every two weeks", date(2026, 9, 21), "Cabinet"))
    keys = {row.key for row in due(county) if row.key.kind == "cycle letter"}
    assert keys == {LetterKey("cycle letter", follows, "council:20260921")} and {own, late, draft}
    told(county, follows, date(2026, 9, 1), 7)
    assert {row.key.subject for row in due(county) if row.key.kind == "cycle letter"} == {"cycle:1"}


def test_as_many_questions_for_one_family_as_for_four(file_county):
    agreements = [an_agreement(file_county, starts=AUGUST, last=f"Name{n}") for n in range(4)]
    counts = []
    for one in agreements[:1], agreements[1:]:
        for agreement in one:
            told(file_county, agreement, date(2026, 8, 7), 14)
        with statements(file_county) as sent:
            due(file_county)
        counts.append(len(sent))
    assert counts[0] == counts[1]
