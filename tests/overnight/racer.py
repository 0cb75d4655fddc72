"""One of several processes that place and cancel random stays in the same beds; run by test_bed_race.py."""

from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import text

from tests.bookings.racer import office_at, reach

FIRST = date(2026, 8, 3)


def random_stay(random, children, beds):
    first = FIRST + timedelta(days=random.randrange(60))
    out = first + timedelta(days=random.randrange(1, 4))
    at = [datetime(day.year, day.month, day.day, hour) for day, hour in ((first, 16), (out, 10))]
    return random.choice(children), random.choice(beds), *at


def place(kind, where, key, seed, children, beds, stays, start, told):
    """Place random stays through the commands, and cancel a third of those that were kept."""
    from shortbreaks.bookings.overrides import Reason
    from shortbreaks.errors import Spoken
    from shortbreaks.overnight.commands import PlaceStay, place_stay
    from shortbreaks.overnight.judging import StayWanted
    from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay

    office = office_at(kind, where, key)
    random = Random(seed)
    start.wait(timeout=120)
    got = cancelled = 0
    reasons = tuple(Reason(rule, "Race") for rule in ("R-B8", "R-B9", "R-B4"))
    for _ in range(stays):
        try:
            stay = office.perform(place_stay, PlaceStay(StayWanted(*random_stay(random, children, beds)), reasons=reasons))
            got += 1
            if random.random() < 1 / 3:
                office.perform(cancel_stay, CancelStay(stay.answer, 1, "family"))
                cancelled += 1
        except Spoken as spoken:
            told.put(("refused", seed, spoken.sentence))
    told.put(("got", seed, (got, cancelled)))
    office.database.close()


def place_naively(kind, where, key, seed, children, beds, stays, start, between, told):
    """The control: look whether the bed is free, then take it, as code does that trusts what it has read."""
    office = office_at(kind, where, key)
    look = text("select count(*) from naive_night where bed = :bed and night = :night")
    take = text("insert into naive_night (bed, night, child) values (:bed, :night, :child)")
    random = Random(7)  # everybody reaches for the same bed on the same night
    start.wait(timeout=120)
    for _ in range(stays):
        _, bed, first, _ = random_stay(random, children, beds)
        with office.database.reading.connect() as connection:
            free = connection.execute(look, {"bed": bed, "night": f"{first.date()}"}).scalar() < 1
        between.wait(timeout=120)  # the window between looking and taking, held open for everybody
        if free:
            with office.database.writing.begin() as connection:
                connection.execute(take, {"bed": bed, "night": f"{first.date()}", "child": seed})
        between.wait(timeout=120)
    told.put(("got", seed, (0, 0)))
    office.database.close()


def place_beside(kind, where, key, child, bed, first, nights, start, told):
    """Place one child on each night in turn, at the same moment as another who must not share the house."""
    from shortbreaks.overnight.commands import PlaceStay, place_stay
    from shortbreaks.overnight.judging import StayWanted

    days = [datetime(first.year, first.month, first.day, 16) + timedelta(days=number) for number in range(nights)]
    acts = [
        (number, place_stay, PlaceStay(StayWanted(child, bed, day, day.replace(hour=10) + timedelta(days=1))))
        for number, day in enumerate(days)
    ]
    reach(office_at(kind, where, key), child, acts, start, told)


def offer_nights_at_once(kind, where, key, requests, beds, first, start, told):
    """Offer a night to one request after another, each in its bed and on its day, everybody at once."""
    from shortbreaks.overnight.nights_offering import OfferNights, offer_nights

    acts = [
        (number, offer_nights, OfferNights(request, bed, first + timedelta(days=number), "Everybody reaches at once."))
        for number, (request, bed) in enumerate(zip(requests, beds, strict=True))
    ]
    reach(office_at(kind, where, key), requests[0], acts, start, told)


def offer_naively(kind, where, key, number, rounds, start, between, told):
    """The control: look whether the request waits, then offer it a stay, as code does that trusts what it has read."""
    office = office_at(kind, where, key)
    look, take = "select count(*) from naive_offer where request = :r", "insert into naive_offer (request, stay) values (:r, :s)"
    for request in range(rounds):
        start.wait(timeout=120)
        with office.database.reading.connect() as connection:
            waits = connection.execute(text(look), {"r": request}).scalar() < 1
        between.wait(timeout=120)  # the window between looking and offering, held open for everybody
        if waits:
            with office.database.writing.begin() as connection:
                connection.execute(text(take), {"r": request, "s": number})
        between.wait(timeout=120)
    told.put(("got", number, []))
    office.database.close()


def place_or_wait(kind, where, key, child, bed, service, first, nights, start, told):
    """Place a stay on each night in turn, or with a service ask to wait for it, everybody at once."""
    from shortbreaks.errors import Spoken
    from shortbreaks.overnight.commands import PlaceStay, place_stay
    from shortbreaks.overnight.judging import StayWanted
    from shortbreaks.overnight.nights_queries import nights_list
    from shortbreaks.overnight.waiting_nights import JoinNights, join_nights

    office = office_at(kind, where, key)
    for number in range(nights):
        day = first + timedelta(days=number)
        start.wait(timeout=120)
        try:
            if service:
                for _ in range(number % 4):  # so that the request falls on every part of the placing
                    office.ask(nights_list)
                office.perform(join_nights, JoinNights(child, service, 1, day, day + timedelta(days=1)))
            else:
                at = datetime(day.year, day.month, day.day, 16)
                office.perform(place_stay, PlaceStay(StayWanted(child, bed, at, at.replace(hour=10) + timedelta(days=1))))
        except Spoken as spoken:
            told.put(("refused", child, spoken.sentence))
    told.put(("got", child, []))
    office.database.close()


def place_or_wait_naively(kind, where, key, number, nights, start, between, told):
    """The control: whoever places looks whether anybody waits, and writes what it decided a moment later."""
    office = office_at(kind, where, key)
    waits = text("select count(*) from naive_step where night = :night and what = 'wait'")
    insert = text("insert into naive_step (night, what, number) values (:night, :what, :number)")
    for night in range(nights):
        start.wait(timeout=120)
        with office.database.reading.connect() as connection:
            nobody = connection.execute(waits, {"night": night}).scalar() == 0
        between.wait(timeout=120)  # the window between looking and writing, held open for everybody
        if number % 2 or nobody:
            with office.database.writing.begin() as connection:
                connection.execute(insert, {"night": night, "what": "wait" if number % 2 else "place", "number": number})
    told.put(("got", number, []))
    office.database.close()
