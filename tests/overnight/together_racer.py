"""One of several processes that reach for nights of siblings who go together; run by test_nights_together_race.py."""

from datetime import datetime, timedelta

from sqlalchemy import text

from tests.bookings.racer import office_at, reach

DAY = timedelta(days=1)


def offer_or_place_then_answer(kind, where, key, groups, offered, child, beds, first, start, told):
    """Night by night, at one moment: offer both beds to two siblings, or place a `child` in the second bed.

    Then say yes to one sibling of each offer that was made before, or as the one who placed a child no to the other.
    """
    from shortbreaks.bookings.overrides import Reason
    from shortbreaks.overnight.commands import PlaceStay, TakeUpStay, place_stay, take_up_stay
    from shortbreaks.overnight.judging import StayWanted
    from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
    from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay

    def begin(number, one, other):
        day = first + DAY * number
        if child:
            at = datetime(day.year, day.month, day.day, 16)
            stay = StayWanted(child, beds[1], at, at.replace(hour=10) + DAY)
            return place_stay, PlaceStay(stay, reasons=(Reason("R-B6", "Everybody reaches at once."),))
        return offer_nights, OfferNights(one, beds[0], day, "Everybody reaches at once.", beside=((other, beds[1]),))

    def answer(stay, version):
        return (cancel_stay, CancelStay(stay + 1, version, "family")) if child else (take_up_stay, TakeUpStay(stay, version))

    acts = [begin(number, *group) for number, group in enumerate(groups)] + [answer(*one) for one in offered]
    reach(office_at(kind, where, key), child, [(number, *act) for number, act in enumerate(acts)], start, told)


def offer_naively(kind, where, key, rival, rounds, start, between, told):
    """The control: both beds are looked at first, and then offered to one sibling after the other, each by itself."""
    office = office_at(kind, where, key)
    look = text("select count(*) from naive_night where bed = :bed and night = :night")
    take = text("insert into naive_night (bed, night, child) values (:bed, :night, :child)")

    def free(bed, night):
        with office.database.reading.connect() as connection:
            return connection.execute(look, {"bed": bed, "night": night}).scalar() == 0

    def offer(bed, night, child):
        if free(bed, night):
            with office.database.writing.begin() as connection:
                connection.execute(take, {"bed": bed, "night": night, "child": child})

    for night in range(rounds):
        start.wait(timeout=120)
        both = free(1, night) and free(2, night)
        between.wait(timeout=120)
        if both and not rival:
            offer(1, night, 1)
        if rival:
            offer(2, night, 3)
        between.wait(timeout=120)  # the window between the first sibling and the second
        if both and not rival:
            offer(2, night, 2)
    told.put(("got", rival, []))
    office.database.close()
