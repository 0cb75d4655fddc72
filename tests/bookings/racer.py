"""One of several processes that reach for the last place at the same moment; run by test_race.py."""

from pathlib import Path

from sqlalchemy import text


def office_at(kind, place, key):
    """An office of this process's own, on the same database as the others."""
    import shortbreaks.schema  # noqa: F401
    from shortbreaks.access.permissions import MAY, Role
    from shortbreaks.database.commands import Person
    from shortbreaks.database.connections import open_file, open_server
    from shortbreaks.database.office import Office
    from tests.conftest import TODAY

    database = open_file(Path(place), bytes.fromhex(key)) if kind == "file" else open_server(place)
    person = Person(1, "coordinator@example", "Coordinator One", "coordinator", frozenset(MAY[Role.COORDINATOR]))
    return Office(database, person, lambda: TODAY)


def book(kind, place, key, child, sessions, start, told):
    """Reach for the last place of each session in turn, everybody at once."""
    from shortbreaks.bookings.commands import MakeBooking, make_booking
    from shortbreaks.bookings.taking import PlacesWanted
    from shortbreaks.errors import Spoken

    office = office_at(kind, place, key)
    got = []
    for session in sessions:
        start.wait(timeout=120)
        try:
            office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
            got.append(session)
        except Spoken as spoken:
            told.put(("refused", child, spoken.sentence))
    told.put(("got", child, got))
    office.database.close()


def book_naively(kind, place, key, child, sessions, start, between, told):
    """The control: count, then insert, as code does that trusts what it has read."""
    office = office_at(kind, place, key)
    count = text("select count(*) from naive_place where session_id = :session")
    insert = text("insert into naive_place (session_id, child_id) values (:session, :child)")
    for session in sessions:
        start.wait(timeout=120)
        with office.database.reading.connect() as connection:
            free = connection.execute(count, {"session": session}).scalar() < 1
        between.wait(timeout=120)  # the window between looking and taking, held open for everybody
        if free:
            with office.database.writing.begin() as connection:
                connection.execute(insert, {"session": session, "child": child})
    told.put(("got", child, []))
    office.database.close()


def offer_to_own(kind, place, key, requests, sessions, start, told):
    """Offer the free place of each session in turn to one family, everybody at once."""
    from shortbreaks.bookings.offering import OfferToWaiting, offer_to_waiting
    from shortbreaks.errors import Spoken

    office = office_at(kind, place, key)
    got = []
    for session, request in zip(sessions, requests, strict=True):
        start.wait(timeout=120)
        try:
            office.perform(offer_to_waiting, OfferToWaiting(session, request, "Everybody reaches at once."))
            got.append(session)
        except Spoken as spoken:
            told.put(("refused", request, spoken.sentence))
    told.put(("got", requests[0], got))
    office.database.close()


def book_or_wait(kind, place, key, child, sessions, service, start, told):
    """Book the place of each session in turn, or with a service ask to wait for it, everybody at once."""
    from shortbreaks.bookings.commands import MakeBooking, make_booking
    from shortbreaks.bookings.taking import PlacesWanted
    from shortbreaks.bookings.waiting import JoinWaiting, join_waiting
    from shortbreaks.errors import Spoken

    office = office_at(kind, place, key)
    for session in sessions:
        start.wait(timeout=120)
        try:
            if service:
                office.perform(join_waiting, JoinWaiting((child,), service, (session,)))
            else:
                office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
        except Spoken as spoken:
            told.put(("refused", child, spoken.sentence))
    told.put(("got", child, []))
    office.database.close()


def book_or_wait_naively(kind, place, key, number, sessions, start, between, told):
    """The control: whoever books looks whether anybody waits, and writes what it decided a moment later."""
    office = office_at(kind, place, key)
    waits = text("select count(*) from naive_step where session_id = :session and what = 'wait'")
    insert = text("insert into naive_step (session_id, what, number) values (:session, :what, :number)")
    for session in sessions:
        start.wait(timeout=120)
        with office.database.reading.connect() as connection:
            nobody = connection.execute(waits, {"session": session}).scalar() == 0
        between.wait(timeout=120)  # the window between looking and writing, held open for everybody
        if number % 2 or nobody:
            with office.database.writing.begin() as connection:
                connection.execute(insert, {"session": session, "what": "wait" if number % 2 else "book", "number": number})
    told.put(("got", number, []))
    office.database.close()
