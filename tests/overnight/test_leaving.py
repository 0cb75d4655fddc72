"""How a stay ends: early or late, at whose wish, and what that does to nights, allowance, charge and what is carried over (A8)."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from shortbreaks.bookings.carrying import CarryOver, carry_over, losses_of, to_carry_over
from shortbreaks.bookings.places import NoPlacesLeft
from shortbreaks.errors import Refused
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import Arrive, arrive
from shortbreaks.overnight.queries import stay_card
from shortbreaks.overnight.rules import nights_of
from tests.builders import a_child
from tests.overnight.builders import FRI, a_house, nights_kept, placed, s20, stay_of
from tests.overnight.test_stays import MON, SUN, at, nights_of_allowance, proved


def in_the_house(county, child, bed, first, out, came=None):
    """A stay that has begun, with the clock at noon of the day after it was to end."""
    stay = placed(county, child, bed, first, out)
    at(county, first.year, first.month, first.day, 18)
    county.at().perform(arrive, Arrive(stay, 1, came))
    at(county, out.year, out.month, out.day + 1, 12)
    return stay


def test_left_early_at_the_houses_wish_is_a_loss_that_can_be_carried_over_and_costs_nothing(county):
    """A8 with R-O16: of three nights at 20.00 one was slept: 20.00 stay charged, two nights are a loss of the council's."""
    _, _, beds = a_house(county, price=2000)
    child = a_child(county)
    s20(county, child)
    stay = in_the_house(county, child, beds[0], FRI, MON)
    county.at().perform(collect, Collect(stay, 2, datetime(2026, 8, 8, 10), "provider", "Boiler broke"))
    kept = stay_of(county, stay)
    assert (kept.charge_pence, kept.uses, nights_kept(county, stay)) == (2000, 1, [FRI])
    (own,) = nights_of_allowance(county, child)
    with Session(county.database.reading) as db:
        (loss,) = losses_of(db, [own.id], date(2026, 8, 11))[own.id]
    assert (loss.stay_id, loss.amount, own.used) == (stay, 2, 1)
    assert county.at().ask(stay_card, stay).steps[0].reason == "Left at the house’s wish. Boiler broke"
    at(county, 2027, 3, 20, 12)
    (row,) = county.at().ask(to_carry_over)
    assert (row.lost, row.carries) == (2, 2)
    county.at().perform(carry_over, CarryOver(row.allocation_id, row.version, "The boiler broke."))
    assert county.at().ask(to_carry_over) == () and proved(county)


def test_left_early_at_the_familys_wish_is_no_loss(file_county):
    _, _, beds = a_house(file_county, price=2000)
    child = a_child(file_county)
    s20(file_county, child)
    stay = in_the_house(file_county, child, beds[0], FRI, MON)
    file_county.at().perform(collect, Collect(stay, 2, datetime(2026, 8, 8, 10), "family"))
    assert (stay_of(file_county, stay).charge_pence, stay_of(file_county, stay).uses) == (6000, 3)
    at(file_county, 2027, 3, 20, 12)
    assert file_county.at().ask(to_carry_over) == ()


@pytest.mark.parametrize(("wish", "used", "pence"), [("family", 3, 6000), ("provider", 2, 4000)])
def test_left_a_day_late_the_further_night_is_placed_and_counts(county, wish, used, pence):
    """Planned Fri to Sun, left Mon 9:00, 65 hours on: 3 placed nights, 2 benefit days; the house's wish uses and costs no more."""
    _, _, beds = a_house(county, price=2000)
    child = a_child(county)
    s20(county, child)
    stay = in_the_house(county, child, beds[0], FRI, SUN)
    left = datetime(2026, 8, 10, 9)
    with pytest.raises(Refused, match="planned to 9 August 2026") as refused:
        county.at().perform(collect, Collect(stay, 2, left))
    assert refused.value.field == "wish"
    with pytest.raises(Refused, match="planned to") as refused:
        county.at().perform(collect, Collect(stay, 2, left, wish))
    assert refused.value.field == "words"
    county.at().perform(collect, Collect(stay, 2, left, wish, "The car broke down"))
    counts = county.at().ask(stay_card, stay).counts
    assert (counts.placed, counts.minutes, counts.allowance, counts.benefit_days) == (3, 65 * 60, used, 2)
    assert nights_kept(county, stay) == nights_of(FRI, MON)
    assert stay_of(county, stay).charge_pence == pence
    assert nights_of_allowance(county, child)[0].used == used and proved(county)


def test_a_bed_given_to_another_child_is_not_slept_in_twice(file_county):
    _, _, beds = a_house(file_county)
    child, other = a_child(file_county), a_child(file_county, first="Ben")
    for one in (child, other):
        s20(file_county, one)
    placed(file_county, other, beds[0], SUN, MON)
    stay = in_the_house(file_county, child, beds[0], FRI, SUN)
    with pytest.raises(NoPlacesLeft):
        file_county.at().perform(collect, Collect(stay, 2, datetime(2026, 8, 10, 9), "family", "The car broke down"))
    assert nights_kept(file_county, stay) == nights_of(FRI, SUN)


def test_the_hours_follow_when_the_child_really_came(file_county):
    """Sat 16:00 planned to Sun 16:00 is 24 hours; came at 15:59, it is a minute more and over (R-O6)."""
    _, _, beds = a_house(file_county)
    child = a_child(file_county)
    s20(file_county, child)
    stay = placed(file_county, child, beds[0], date(2026, 8, 8), SUN, leaves=16)
    at(file_county, 2026, 8, 8, 18)
    with pytest.raises(Refused, match="first day of the stay"):
        file_county.at().perform(arrive, Arrive(stay, 1, datetime(2026, 8, 8, 19)))
    file_county.at().perform(arrive, Arrive(stay, 1, datetime(2026, 8, 8, 15, 59)))
    assert file_county.at().ask(stay_card, stay).counts.over_24_hours and proved(file_county)
