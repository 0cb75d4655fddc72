"""Whoever books without end and is killed: `python -m tests.safety.booker` (used by test_kill.py)."""

import os
import random
import time
import uuid

import shortbreaks.schema
from shortbreaks.access.permissions import MAY, Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.commands import Person
from shortbreaks.database.office import Office
from shortbreaks.errors import Refused
from tests.conftest import Clock
from tests.safety.killing import lead


class Booker:
    """A coordinator who books, and now and then cancels, writing a line for each act once the office has answered."""

    def __init__(self, database, folder) -> None:
        self.office = Office(
            database, Person(1, "x", "X", "coordinator", frozenset(MAY[Role.COORDINATOR])), Clock(), "test"
        )
        self.chance = random.Random(time.monotonic_ns())
        self.log = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.mine = []

    def act(self):
        while True:
            request_id = uuid.UUID(int=self.chance.getrandbits(128)).hex
            try:
                done = self.tried(request_id)
            except Refused:
                continue
            os.write(self.log, f"{request_id} {done.number}\n".encode())
            return

    def tried(self, request_id):
        if self.mine and self.chance.random() < 0.4:
            return self.office.perform(
                cancel_booking, CancelBooking(self.mine.pop(), 2, "family"), request_id=request_id
            )
        sessions = self.chance.sample(range(1, 41), self.chance.choice((1, 1, 2, 3)))
        wanted = PlacesWanted(self.chance.randrange(1, 13), tuple(sessions))
        done = self.office.perform(make_booking, MakeBooking((wanted,), None, "card"), request_id=request_id)
        self.mine += done.answer
        return done


if __name__ == "__main__":
    assert shortbreaks.schema.metadata.tables
    lead(lambda database, folder, mode: Booker(database, folder).act, {"book": 12})
