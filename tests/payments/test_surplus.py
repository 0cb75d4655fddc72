"""R-D13 to R-D17 with their worked numbers (A25, A26)."""

from hypothesis import given
from hypothesis import strategies as st

from shortbreaks.payments.surplus import (
    HALF,
    Counted,
    Surplus,
    most_of_a_payment,
    needs_plan_review,
    part_of_a_payment,
    say_surplus,
)

NOTHING = Counted()


def holding(balance, liabilities, week, weeks, least=0, counted=NOTHING, *, ended=False):
    return Surplus(
        balance=balance, liabilities=liabilities, week=week, weeks=weeks, least=least, counted=counted, ended=ended
    )


def test_exactly_the_weeks_is_no_surplus_and_a_penny_more_is():
    assert holding(78192, 0, 9774, 8).over == 0
    assert holding(78193, 0, 9774, 8).over == 1


def test_a25_what_is_owed_to_others_is_set_aside_first():
    found = holding(145000, 41235, 9774, 8)
    assert (found.net, found.over) == (103765, 25573)
    assert holding(145000, 0, 9774, 8).over == 66808
    assert say_surplus(found) == (
        "8 weeks = £781.92; you hold £1,450.00, £412.35 of it set aside for bills, which leaves £1,037.65; £255.73 over"
    )


def test_what_comes_back_anyway_is_not_asked_for_again():
    """£1,037.98 held, £103.80 of it still to come out of payments: £152.26 is over, and not £256.06."""
    found = holding(103798, 0, 9774, 8, 0, Counted(too_much=10380))
    assert (found.net, found.over) == (93418, 15226)
    assert say_surplus(found) == (
        "8 weeks = £781.92; you hold £1,037.98, £103.80 of it comes back to us anyway, which leaves £934.18; £152.26 over"
    )
    assert holding(103798, 0, 9774, 8, 0, Counted(too_much=10380, asked=15226)).over == 0
    assert holding(103799, 0, 9774, 8, 0, Counted(too_much=10380, asked=15226)).over == 1
    both = say_surplus(holding(145000, 41235, 9774, 8, 0, Counted(asked=25573)))
    assert "£412.35 of it set aside for bills and £255.73 of it comes back to us anyway, which leaves £781.92; nothing more to pay back" in both


def test_never_more_than_half_of_a_payment_is_taken_whatever_is_set():
    assert [most_of_a_payment(39097, percent) for percent in (25, 50, 80)] == [9774, 19548, 19548]


def test_a26_the_line_on_the_statement():
    assert say_surplus(holding(25272, 0, 9774, 8)) == "8 weeks = £781.92; you hold £252.72; nothing to pay back"


def test_less_than_the_council_asks_for_is_left_with_the_family():
    assert holding(80000, 0, 9774, 8, 2500).over == 0
    assert holding(78192 + 2499, 0, 9774, 8, 2500).over == 0
    assert holding(78192 + 2500, 0, 9774, 8, 2500).over == 2500  # R-D15: £25.00 itself is asked back
    assert holding(78192 + 2500 + 41235, 41235, 9774, 8, 2500).over == 2500  # bills come off before the £25.00 is looked at
    assert holding(78193, 0, 9774, 8, 0).over == 1


def test_the_line_of_an_account_that_has_ended():
    """R-D22: no weeks are held any more; what was paid for days after the end comes back though it was spent."""
    assert say_surplus(holding(58644, 12000, 9774, 8, 0, ended=True), ["notice pay"]) == (
        "you hold £586.44, £120.00 set aside for notice pay, £466.44 to pay back"
    )
    assert holding(78192, 0, 9774, 8).over == 0  # while it runs the same money is no surplus
    assert holding(78192, 0, 9774, 8, ended=True).may_hold == 0  # so no mark of weeks stands on a chart or a paper
    spent = holding(9096, 0, 9774, 8, 0, Counted(too_much=19548), ended=True)
    assert say_surplus(spent) == "you hold £90.96, £195.48 was paid for days after the last one, £195.48 to pay back"
    assert holding(19549, 0, 0, 8, 0, Counted(too_much=19548), ended=True).over == 19549  # it is part of what is held, and counts once
    assert holding(2499, 0, 0, 8, 2500, ended=True).over == 0  # less than the council asks for
    assert holding(2500, 0, 0, 8, 2500, ended=True).over == 2500
    assert holding(10000, 15000, 0, 8, 0, ended=True).over == 0  # more bills than money: nothing
    assert say_surplus(holding(10000, 0, 0, 8, 0, Counted(asked=10000), ended=True)) == (
        "you hold £100.00, £100.00 asked back or settled before, nothing more to pay back"
    )


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_plan_never_takes_more_than_half_a_payment_or_what_is_left(asked, gross, left):
    taken = part_of_a_payment(asked, gross, left, HALF)
    assert 0 <= taken <= min(asked, left)
    assert taken * 2 <= gross


def test_two_reviews_running_with_money_over_bring_up_the_plan():
    assert needs_plan_review([100, 1])
    assert not needs_plan_review([100, 0])
    assert not needs_plan_review([100])
