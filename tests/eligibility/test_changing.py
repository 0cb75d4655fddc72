"""An allocation changed: from when, what, and why, on both engines; what it gave before stays to be read, also on a past day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.as_at import child_as_at
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.database.check import check
from shortbreaks.eligibility.changing import ChangeAllocation, change_allocation
from shortbreaks.eligibility.queries import allocations_decided
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused
from tests.builders import a_child
from tests.counting import statements

NASTY = "<b>=1+1</b> Łukasz & O’Neill's"
LAST = date(2027, 3, 31)


def given(county, child):
    (row,) = county.at().ask(allocations_decided, child)
    return row


def change(county, child, amount, until=LAST, reason="Panel of 20 July.", **more):
    row = given(county, child)
    return county.at().perform(change_allocation, ChangeAllocation(row.id, row.version, amount, until, reason, **more))


def stood(county, child, day):
    return [(one.amount, one.until_day) for one in county.at().ask(child_as_at, child, day).awards]


def test_a_change_keeps_what_was_given_before_from_when_and_why(county):
    child = a_child(county, nights=0)
    before = given(county, child)
    assert (before.amount, before.until_day, before.changes) == (3600, LAST, ())
    county.clock.forward(days=3)
    change(county, child, 5400, from_day=date(2026, 7, 24), reason=f" {NASTY} ")
    county.clock.forward(days=1)
    change(county, child, 5400, until=date(2026, 12, 31), reason="Moves away at Christmas.")
    now = given(county, child)
    second, first = now.changes
    assert (now.amount, now.until_day) == (5400, date(2026, 12, 31))
    assert (first.from_day, first.amount_before, first.amount, first.reason) == (date(2026, 7, 24), 3600, 5400, NASTY)
    assert (first.on, first.person) == (date(2026, 7, 25), "Coordinator One")
    assert (second.from_day, second.until_before, second.until_day) == (date(2026, 7, 26), LAST, date(2026, 12, 31))
    shown = next(one.allowance for one in county.at().ask(allowances_shown, child))
    assert (shown.amount, shown.until_day) == (5400, date(2026, 12, 31))
    assert check(county.database).sound


def test_a_past_day_shows_what_it_gave_then_and_an_end_that_came_later_hides_nothing(county):
    child = a_child(county, nights=0)
    county.clock.forward(days=3)
    change(county, child, 5400, from_day=date(2026, 7, 24))
    county.clock.forward(days=3)
    change(county, child, 5400, until=date(2026, 7, 28))
    county.clock.forward(days=10)
    assert stood(county, child, date(2026, 7, 23)) == [(3600, LAST)]
    assert stood(county, child, date(2026, 7, 24)) == [(3600, LAST)], "it was agreed from that day, and entered a day later"
    assert stood(county, child, date(2026, 7, 25)) == [(5400, LAST)]
    assert stood(county, child, date(2026, 7, 28)) == [(5400, date(2026, 7, 28))]
    assert stood(county, child, date(2026, 7, 29)) == []


def test_an_allocation_that_is_to_come_is_changed_from_its_first_day(file_county):
    child = a_child(file_county, nights=0)
    file_county.clock.set(datetime(2026, 3, 20, 9, tzinfo=UTC))
    change(file_county, child, 5400)
    assert [one.from_day for one in given(file_county, child).changes] == [date(2026, 4, 1)]


@pytest.mark.parametrize(("more", "field"), [
    ({"reason": " "}, "reason"), ({"amount": -1}, "amount"), ({"amount": 3600}, "amount"),
    ({"until": date(2026, 7, 21)}, "until_day"), ({"from_day": date(2026, 7, 23)}, "from_day"),
    ({"from_day": date(2025, 4, 1)}, "from_day"),
])  # fmt: skip
def test_a_change_is_whole_or_refused_beside_its_field(county, more, field):
    child = a_child(county, nights=0)
    with pytest.raises(Refused) as refusal:
        change(county, child, **{"amount": 5400, **more})
    assert refusal.value.field == field
    assert given(county, child).changes == ()


def test_nobody_changes_over_a_newer_one_and_who_may_not_decide_changes_nothing(county):
    child = a_child(county, nights=0)
    row = given(county, child)
    change(county, child, 5400)
    with pytest.raises(ChangedByAnother):
        county.at().perform(change_allocation, ChangeAllocation(row.id, row.version, 60, LAST, "Older"))
    with pytest.raises(NotAllowed):
        county.at(Role.FINANCE).perform(change_allocation, ChangeAllocation(row.id, row.version, 60, LAST, "No"))


def test_as_many_questions_for_three_changes_as_for_one(file_county):
    child = a_child(file_county)
    counts = []
    for hours in (10, 20, 30):
        row = file_county.at().ask(allocations_decided, child)[0]
        file_county.at().perform(change_allocation, ChangeAllocation(row.id, row.version, hours * 60, LAST, "More."))
        file_county.clock.forward(days=1)
        with statements(file_county) as said:
            file_county.at().ask(allocations_decided, child)
            file_county.at().ask(child_as_at, child, file_county.clock().date() - timedelta(days=1))
        counts.append(len(said))
    assert counts[0] == counts[2], counts
