"""Days, moments and sums as every letter says them: right to the penny, and never parted where they may not be."""

from datetime import date, datetime

from shortbreaks.documents.said import said_day, said_full_day, said_full_moment, said_moment, said_paid
from shortbreaks.documents.words import NO_BREAK

DAY, MOMENT = date(2027, 1, 9), datetime(2027, 1, 9, 7, 5)


def test_a_day_stays_beside_its_month_and_an_hour_beside_its_at():
    assert said_day(DAY) == f"Saturday 9{NO_BREAK}January"
    assert said_full_day(DAY) == f"Saturday 9{NO_BREAK}January{NO_BREAK}2027"
    assert said_moment(MOMENT) == f"Saturday 9{NO_BREAK}January at{NO_BREAK}07:05"
    assert said_full_moment(MOMENT) == f"Saturday 9{NO_BREAK}January{NO_BREAK}2027 at{NO_BREAK}07:05"


def test_what_is_paid_and_what_is_still_to_pay_make_the_charge():
    assert said_paid(2550, 0, DAY) == "£25.50 is still to pay; ring us to pay by card."
    assert said_paid(2550, 2549, DAY) == "You paid £25.49. £0.01 is still to pay."
    for paid in (2550, 2551):
        words = said_paid(2550, paid, DAY).replace(NO_BREAK, " ")
        assert words == f"You paid £25.{paid - 2500} on 9 January 2027. There is nothing more to pay."
