"""What a run shows first, each with the day or penny on either side of its edge: a person looks before money goes."""

from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.ending import ChangeState, resume_agreement, suspend_agreement
from shortbreaks.payments.tables import Agreement
from tests.builders import a_child
from tests.payments.builders import FIRST, SECOND, an_agreement, an_award, drafted, lines_of, paid, version_of

LAST = date(2026, 5, 3)  # of the cycle that begins on 6 April


def flagged(county, flag, first=FIRST):
    """The agreements whose payment of a cycle shows a flag, by a run of that cycle."""
    return [
        line.agreement_id for line in lines_of(county, drafted(county, first))
        if line.first_day == first and flag in line.flags.split(",")
    ]  # fmt: skip


def test_turning_18_is_shown_from_the_cycles_first_day_until_four_weeks_after_its_last(file_county):
    born = (date(2008, 4, 5), date(2008, 4, 6), date(2008, 5, 31), date(2008, 6, 1))
    before, first, last, after = (an_agreement(file_county, child=a_child(file_county, born=day)) for day in born)
    shown = flagged(file_county, "turns 18")
    assert shown == [first, last]
    assert not {before, after} & set(shown)


def test_a_review_is_overdue_from_the_day_after_it_was_to_be(file_county):
    overdue, _, _ = (an_agreement(file_county, review=day) for day in (LAST, SECOND, None))
    assert flagged(file_county, "review", SECOND) == [overdue]


@pytest.mark.parametrize(
    ("suspended", "resumed", "cycle", "shows"),
    [
        (LAST, None, FIRST, True),
        (SECOND, None, FIRST, False),
        (SECOND, None, SECOND, True),  # nothing is paid, and why is shown
        (date(2026, 4, 20), SECOND, SECOND, False),
        (date(2026, 4, 20), date(2026, 5, 5), SECOND, True),
        (date(2026, 4, 20), date(2026, 4, 21), FIRST, True),  # one day in the middle, far below ten per cent
    ],
)
def test_a_payment_with_a_suspended_day_in_its_cycle_says_so(file_county, suspended, resumed, cycle, shows):
    agreement = an_agreement(file_county)
    for act, day, reason in ((suspend_agreement, suspended, "hospital"), (resume_agreement, resumed, "Home again")):
        if day is not None:
            request = ChangeState(agreement, version_of(file_county, Agreement, agreement), day, reason, "Ward", "None")
            file_county.at(Role.MANAGER).perform(act, request)
    assert bool(flagged(file_county, "suspended", cycle)) is shows


@pytest.mark.parametrize(("percent", "shown"), [(None, (1100, 1101)), ("11", ()), ("9", (1099, 1100, 1101)), ("0", (1099, 1100, 1101))])
def test_a_payment_has_changed_from_so_many_per_cent_on(file_county, percent, shown):
    """£240.00 before: £263.76 is 9.9 % more, £264.00 exactly 10 % and £264.24 10.1 %; the same again is never changed."""
    rates = {an_agreement(file_county, rate=1000): rate for rate in (1000, 1099, 1100, 1101)}
    paid(file_county)
    for agreement, rate in rates.items():
        if rate != 1000:
            file_county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, rate=rate, part=1, since=SECOND))
    if percent is not None:
        decided = DecideSetting("run_change_percent", percent, SECOND, "Finance asked")
        file_county.at(Role.MANAGER).perform(decide_setting, decided)
    assert tuple(rates[one] for one in flagged(file_county, "changed", SECOND)) == shown
