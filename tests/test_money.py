"""Whole pence: read by our own grammar, rounded half up, split without losing one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortbreaks.errors import Refused
from shortbreaks.money import percent_of, pounds, read_filed_money, read_money, share_of, split


@pytest.mark.parametrize(("pence", "said"), [
    (0, "£0.00"), (5, "£0.05"), (1270, "£12.70"), (117288, "£1,172.88"), (-500, "−£5.00"), (100_000_000, "£1,000,000.00"),
])
def test_money_is_said_with_pounds_commas_and_a_true_minus(pence, said):
    assert pounds(pence) == said


@pytest.mark.parametrize(("typed", "pence"), [
    ("12", 1200), ("12.7", 1270), ("12.70", 1270), ("£1,234.56", 123456), (" £5 ", 500), ("0", 0), ("0.00", 0), ("19.99", 1999),
    ("4.35", 435), ("1000000", 100_000_000),
])
def test_what_people_type_is_read(typed, pence):
    assert read_money(typed) == pence


@pytest.mark.parametrize("typed", [
    "", "x", "1e5", "1_000", "٣٤", "NaN", "Infinity", "12.345", "1.234,56", "12,34", "-5", "−5.00", "(123.45)", "123.45-", "0.005",
    "9223372036854775808", "1000000.01", "£", "12.", "1 000",
])
def test_what_is_not_an_amount_is_refused_with_an_example(typed):
    with pytest.raises(Refused) as refusal:
        read_money(typed)
    assert refusal.value.remedy


@pytest.mark.parametrize(("cell", "pence"), [
    ("12.70", 1270), ("-12.70", -1270), ("−5.00", -500), ("(123.45)", -12345), ("123.45-", -12345), ("£1,234.56", 123456), ("7", 700),
])
def test_cells_of_files_carry_their_sign(cell, pence):
    assert read_filed_money(cell) == pence


@pytest.mark.parametrize("cell", ["(12.70", "12.70)", "-12.70-", "(-12.70)", "12.7", "1e5", "1_000", "", "1.234,56", "0.005"])
def test_a_doubtful_cell_stops(cell):
    with pytest.raises(Refused):
        read_filed_money(cell)


def test_halves_go_up():
    """R-C4: 50 % of 12.75 is 6.38; R-D12: 390.96 × 17/28 is 237.37."""
    assert (percent_of(1275, 50), share_of(39096, 17, 28), share_of(-1275, 1, 2)) == (638, 23737, -638)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_parts_sum_to_the_whole_each_within_a_penny(pence, weights):
    parts = split(pence, weights)
    assert sum(parts) == pence
    assert all(abs(part * sum(weights) - pence * weight) <= sum(weights) for part, weight in zip(parts, weights, strict=True))


@given(st.integers(0, 100_000_000))
def test_what_is_said_is_read_again(pence):
    assert read_money(pounds(pence)) == pence
