"""One of several processes that reach for the last place at the same moment; run by test_race.py."""

from pathlib import Path

from sqlalchemy import text

import shortbreaks.schema
from shortbreaks.access.permissions import MAY, Role
from shortbreaks.database.commands import Person
from shortbreaks.database.connections import open_file, open_server
from shortbreaks.database.office import Office
from shortbreaks.errors import Unavailable
from tests.conftest import TODAY

assert shortbreaks.schema.metadata.tables
_opened = []


class Patient(Office):
    """An office whose people do as they are told when others were saving all the while, on a busy computer: they try again."""

    def perform(self, *act, **named):
        for _ in range(20):
            try:
                return Office.perform(self, *act, **named)
            except Unavailable as busy:
                if "Somebody else is saving just now" not in busy.sentence:
                    raise
        return Office.perform(self, *act, **named)


def clock():
    """The time for every racer."""
    return TODAY


def office_at(kind, place, key):
    """An office of this process's own, on the same database as the others."""
    database = open_file(Path(place), bytes.fromhex(key)) if kind == "file" else open_server(place)
    _opened.append(database)
    person = Person(1, "coordinator@example", "Coordinator One", "coordinator", frozenset(MAY[Role.COORDINATOR]))
    return Patient(database, person, clock)


def close_all():
    """Give up every connection this process has."""
    while _opened:
        _opened.pop().close()


def reach(office, number, acts, start, told):
    """Do one act after another at the same moment as everybody else, each with its name; tells what was refused and what was got."""
    from shortbreaks.errors import Spoken

    got = []
    for name, command, request in acts:
        start.wait(timeout=120)
        try:
            office.perform(command, request)
            got.append(name)
        except Spoken as spoken:
            told.put(("refused", number, spoken.sentence))
    told.put(("got", number, got))
    office.database.close()


def book(kind, place, key, child, sessions, start, told):
    """Reach for the last place of each session in turn, everybody at once."""
    from shortbreaks.bookings.commands import MakeBooking, make_booking
    from shortbreaks.bookings.taking import PlacesWanted

    acts = [(session, make_booking, MakeBooking((PlacesWanted(child, (session,)),))) for session in sessions]
    reach(office_at(kind, place, key), child, acts, start, told)


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
    from shortbreaks.bookings.waiting.offering import OfferToWaiting, offer_to_waiting

    acts = [
        (session, offer_to_waiting, OfferToWaiting(session, request, "Everybody reaches at once."))
        for session, request in zip(sessions, requests, strict=True)
    ]
    reach(office_at(kind, place, key), requests[0], acts, start, told)


def book_or_wait(kind, place, key, child, sessions, service, start, told):
    """Book the place of each session in turn, or with a service ask to wait for it, everybody at once."""
    from shortbreaks.bookings.commands import MakeBooking, make_booking
    from shortbreaks.bookings.taking import PlacesWanted
    from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting

    acts = [
        (session, join_waiting, JoinWaiting((child,), service, (session,))) if service
        else (session, make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
        for session in sessions
    ]  # fmt: skip
    reach(office_at(kind, place, key), child, acts, start, told)


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
