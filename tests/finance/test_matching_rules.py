"""The three-way match as sums: what was booked, attended and invoiced, who decides, and how it is settled (5.5)."""

from hypothesis import given
from hypothesis import strategies as st

from shortbreaks.finance.matching_rules import Line, Settlement, differences, settle


def a_line(**other):
    said = {"what": "place", "booked": 6, "attended": 6, "unmarked": 0, "before": 0, "units": 6, "price": 4200, "agreed": 4200}
    return Line(**{**said, **other})


def kinds(tolerance=0, **other):
    return [(one.kind, one.pence, one.who) for one in differences(a_line(**other), tolerance)]


def test_what_matches_needs_nobody():
    assert kinds() == []
    assert kinds(booked=8, attended=6) == []


def test_each_difference_says_its_sum_and_who_decides():
    assert kinds(attended=5) == [("more than attended", 4200, "coordinator")]
    assert kinds(booked=5, attended=5) == [("more than booked", 4200, "coordinator")]
    assert kinds(units=6, before=2) == [("more than booked", 8400, "coordinator")]
    assert kinds(price=4300) == [("price", 600, "finance")]
    assert kinds(agreed=None) == [("no price", 25200, "finance")]
    assert kinds(attended=4, unmarked=2) == [("not marked", 8400, "coordinator")]
    assert kinds(units=5) == [("fewer", 4200, "")]


def test_the_sentences_hold_the_facts():
    (found,) = differences(a_line(attended=5), 0)
    assert found.words == "6 places invoiced, 5 attended."
    (found,) = differences(a_line(units=2, before=5, booked=6, attended=6), 0)
    assert found.words == "7 places invoiced, 5 of them before, 6 booked."
    (found,) = differences(a_line(what="night", booked=1, attended=1, units=1, price=45001, agreed=45000), 0)
    assert found.words == "£450.01 a night, £450.00 agreed."


def test_the_tolerance_is_kept_to_the_penny():
    assert kinds(600, price=4300) == []
    assert kinds(599, price=4300) == [("price", 600, "finance")]
    assert kinds(4200, attended=5) == []


def test_a_line_is_settled_out_of_what_was_owed_first():
    assert settle(a_line()) == Settlement(25200, 0, 0)
    assert settle(a_line(attended=5)) == Settlement(21000, 4200, 0)
    assert settle(a_line(price=4300)) == Settlement(25200, 600, 0)
    assert settle(a_line(price=4100)) == Settlement(24600, 0, 600)
    assert settle(a_line(agreed=None)) == Settlement(0, 25200, 0)
    assert settle(a_line(before=6)) == Settlement(0, 25200, 0)


@given(
    st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(1, 30), st.integers(0, 9999),
    st.none() | st.integers(0, 9999),
)  # fmt: skip
def test_a_settlement_pays_the_line_and_never_more_than_is_owed(booked, attended, before, units, price, agreed):
    line = a_line(booked=booked, attended=attended, before=before, units=units, price=price, agreed=agreed)
    found = settle(line)
    assert found.owed + found.extra == line.pence
    assert found.owed + found.freed <= line.backed * (agreed or 0)
    assert min(found.owed, found.extra, found.freed) >= 0
