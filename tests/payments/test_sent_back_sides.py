"""A payment that the bank sent back stands in the family's file too, arriving and going: it counts once, whichever comes first (R-F3)."""

from datetime import date

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.runs.sent_back import FamilySide, SentBack, family_side, payment_sent_back
from shortbreaks.payments.spending.matching import Paid, nearest
from shortbreaks.payments.spending.parting import PartLine, part_line
from shortbreaks.payments.spending.same_money import IsOurPayment, is_our_payment, payment_like_line
from tests.payments.builders import a_file, export, holds, spent, take

BACK, PENCE = date(2026, 4, 10), 39096
CAME = "2026-04-07,SHORT BREAKS COUNCIL,,390.96"
WENT, NAMED = "2026-04-09,FPI 00417 OUT,390.96,", "2026-04-09,RETURNED PAYMENT,390.96,"
WEEK, LATER = "2026-04-17,Swim club,5.00,", "2026-04-20,Swim club,5.00,"


@pytest.fixture
def taken(funded):
    """Paid once, and taken by finance."""
    county, agreement = funded
    export(county, 1)
    county.at(Role.FINANCE).perform(answer_run, AnswerRun(1, (Answer(1, taken=True),)))
    return county, agreement


def back(county, **other):
    return county.at(Role.FINANCE).perform(payment_sent_back, SentBack(1, BACK, "Account closed", **other)).answer


def becomes(county):
    return [(one.category, one.match, one.entry_id is not None) for one in spent(county)]


def sides(county, agreement):
    card = county.at(Role.FINANCE).ask(account_card, agreement)
    return [(one.what, one.pence, one.bank.payee) for one in card.lines if one.bank]


def sound(county):
    return check(county.database).flaws == ()


BOTH = [
    ("Payment, run 1", PENCE, "SHORT BREAKS COUNCIL"),
    ("Sent back by the bank, run 1", -PENCE, "RETURNED PAYMENT"),
]


def test_a_line_that_says_it_goes_back_is_taken_for_the_payment_and_counts_nothing(taken):
    county, agreement = taken
    take(county, agreement, a_file(CAME))
    assert county.at(Role.FINANCE).ask(family_side, 1, BACK) == FamilySide(date(2026, 4, 7), ())
    back(county)
    take(county, agreement, a_file(NAMED, LATER), "later.csv")
    assert becomes(county) == [("our payment", "matched", False), ("our payment", "matched", False), ("", "odd", True)]
    assert spent(county)[1].why == "Our own payment of 2 April 2026 came back to us on 10 April 2026."
    assert (holds(county, agreement), sides(county, agreement)) == (-500, BOTH)
    assert "there" not in county.at(Role.FINANCE).ask(accounts_listed)[0].needs
    assert sound(county)


def test_a_file_that_comes_afterwards_is_known_and_one_act_sets_the_rest_right(taken):
    county, agreement = taken
    back(county)
    take(county, agreement, a_file(CAME, WENT))
    assert becomes(county) == [("our payment", "matched", False), ("", "odd", True)]
    came, went = spent(county)
    assert came.why == "Our own payment, which the bank sent back on 10 April 2026."
    assert went.why == "Our own payment of 2 April 2026 came back to us on 10 April 2026. Is it that payment going back?"
    office = county.at(Role.FINANCE)
    assert office.ask(payment_like_line, went.id) == Paid(date(2026, 4, 2), PENCE, BACK)
    assert holds(county, agreement) == -PENCE  # until somebody says
    office.perform(is_our_payment, IsOurPayment(went.id, 1))
    assert (holds(county, agreement), becomes(county)[1]) == (0, ("our payment", "accepted", True))
    assert len(office.ask(account_card, agreement).lines) == 4, "the line, its correction, the payment and its way back stay"
    assert office.ask(payment_like_line, went.id) is None
    assert sound(county)
    office.perform(part_line, PartLine(went.id, 2, "It was a bicycle"))
    assert (holds(county, agreement), sound(county)) == (-PENCE, True)


def test_a_line_counted_before_is_asked_about_when_the_payment_is_entered_as_sent_back(taken):
    county, agreement = taken
    take(county, agreement, a_file(CAME, WENT))
    with pytest.raises(Refused, match=r"£390\.96 to FPI 00417 OUT on 9 April 2026, counted as spent") as said:
        back(county)
    assert said.value.field == "same"
    with pytest.raises(Refused, match="can be tied"):
        back(county, same=1)
    (gone,) = county.at(Role.FINANCE).ask(family_side, 1, BACK).gone
    back(county, same=gone.id)
    assert (holds(county, agreement), becomes(county)[1]) == (0, ("our payment", "accepted", True))
    assert sound(county)


def test_one_that_is_none_of_the_familys_lines_counts_by_itself(taken):
    county, agreement = taken
    take(county, agreement, a_file(CAME, WENT))
    back(county, apart=True)
    assert holds(county, agreement) == -PENCE


def test_a_payment_that_goes_on_standing_in_the_familys_account_is_said_and_parted(taken):
    county, agreement = taken
    take(county, agreement, a_file(CAME))
    back(county)
    office = county.at(Role.FINANCE)
    assert "there" not in office.ask(accounts_listed)[0].needs, "the file ends before it could have gone"
    take(county, agreement, a_file(WEEK), "week.csv")
    assert "there" not in office.ask(accounts_listed)[0].needs, "within a week it may still go"
    take(county, agreement, a_file(LATER), "later.csv")
    assert "there" in office.ask(accounts_listed)[0].needs
    office.perform(part_line, PartLine(1, 1, "The bank says that it stayed"))
    assert "there" not in office.ask(accounts_listed)[0].needs
    assert (holds(county, agreement), becomes(county)[0]) == (PENCE - 1000, ("own money", "odd", True))
    assert sound(county)


def test_of_two_payments_alike_the_nearest_is_meant_and_of_two_as_near_the_one_that_stands():
    gone, stands = Paid(date(2026, 4, 2), 100, BACK), Paid(date(2026, 4, 8), 100)
    assert nearest([gone, stands], date(2026, 4, 4), 100) is gone
    assert nearest([gone, stands], date(2026, 4, 5), 100) is stands
    assert nearest([gone, stands], date(2026, 4, 5), 101) is None
    assert nearest([gone, stands], date(2026, 4, 17), 100, going=True) is gone
    assert nearest([gone, stands], date(2026, 4, 18), 100, going=True) is None
