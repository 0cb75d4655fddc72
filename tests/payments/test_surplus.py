"""R-D13 to R-D17 with their worked numbers (A25, A26)."""

from hypothesis import given
from hypothesis import strategies as st

from shortbreaks.payments.surplus import Counted, Surplus, needs_plan_review, part_of_a_payment, say_surplus


def test_exactly_the_weeks_is_no_surplus_and_a_penny_more_is():
    assert Surplus(78192, 0, 9774, 8).over == 0
    assert Surplus(78193, 0, 9774, 8).over == 1


def test_a25_what_is_owed_to_others_is_set_aside_first():
    found = Surplus(145000, 41235, 9774, 8)
    assert (found.net, found.over) == (103765, 25573)
    assert Surplus(145000, 0, 9774, 8).over == 66808
    assert say_surplus(found) == (
        "8 weeks = £781.92; you hold £1,450.00, £412.35 of it set aside for bills, which leaves £1,037.65; £255.73 over"
    )


def test_what_comes_back_anyway_is_not_asked_for_again():
    """£1,037.98 held, £103.80 of it still to come out of payments: £152.26 is over, and not £256.06."""
    found = Surplus(103798, 0, 9774, 8, 0, Counted(10380, 0))
    assert (found.net, found.over) == (93418, 15226)
    assert say_surplus(found) == (
        "8 weeks = £781.92; you hold £1,037.98, £103.80 of it comes back to us anyway, which leaves £934.18; £152.26 over"
    )
    assert Surplus(103798, 0, 9774, 8, 0, Counted(10380, 15226)).over == 0
    assert Surplus(103799, 0, 9774, 8, 0, Counted(10380, 15226)).over == 1
    both = say_surplus(Surplus(145000, 41235, 9774, 8, 0, Counted(0, 25573)))
    assert "£412.35 of it set aside for bills and £255.73 of it comes back to us anyway, which leaves £781.92; nothing more to pay back" in both


def test_a26_the_line_on_the_statement():
    assert say_surplus(Surplus(25272, 0, 9774, 8)) == "8 weeks = £781.92; you hold £252.72; nothing to pay back"


def test_less_than_the_council_asks_for_is_left_with_the_family():
    assert Surplus(80000, 0, 9774, 8, 2500).over == 0
    assert Surplus(78192 + 2499, 0, 9774, 8, 2500).over == 0
    assert Surplus(78192 + 2500, 0, 9774, 8, 2500).over == 2500  # R-D15: £25.00 itself is asked back
    assert Surplus(78192 + 2500 + 41235, 41235, 9774, 8, 2500).over == 2500  # bills come off before the £25.00 is looked at
    assert Surplus(78193, 0, 9774, 8, 0).over == 1


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_plan_never_takes_more_than_half_a_payment_or_what_is_left(asked, gross, left):
    taken = part_of_a_payment(asked, gross, left)
    assert 0 <= taken <= min(asked, left)
    assert taken * 2 <= gross


def test_two_reviews_running_with_money_over_bring_up_the_plan():
    assert needs_plan_review([100, 1])
    assert not needs_plan_review([100, 0])
    assert not needs_plan_review([100])
