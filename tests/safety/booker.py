"""A process that books without end, forked anew for each kill: `python -m tests.safety.booker` (used by test_kill.py).

It reads lines "<office url or file> <key hex or -> <acknowledged file> <seconds>", forks a child that books, kills it
with SIGKILL after that long, and answers "killed". Imports are done once, so that a kill costs milliseconds.
"""

import os
import random
import signal
import sys
import time
import uuid
from pathlib import Path

import shortbreaks.schema
from shortbreaks.access.permissions import MAY, Role
from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.commands import Person
from shortbreaks.database.connections import open_file, open_server
from shortbreaks.database.office import Office
from shortbreaks.errors import Refused
from tests.conftest import Clock


def book(place, key, acknowledged, seed):
    """Book, and now and then cancel, writing a line for each act once the office has answered."""
    database = open_server(place) if key == "-" else open_file(Path(place), bytes.fromhex(key))
    office = Office(database, Person(1, "x", "X", "coordinator", frozenset(MAY[Role.COORDINATOR])), Clock(), "test")
    chance = random.Random(seed)
    log = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    mine = []
    while True:
        request_id = uuid.UUID(int=chance.getrandbits(128)).hex
        try:
            if mine and chance.random() < 0.4:
                booking = mine.pop()
                done = office.perform(cancel_booking, CancelBooking(booking, 2, "family"), request_id=request_id)
            else:
                wanted = PlacesWanted(chance.randrange(1, 13), tuple(chance.sample(range(1, 41), chance.choice((1, 1, 2, 3)))))
                done = office.perform(make_booking, MakeBooking((wanted,), None, "card"), request_id=request_id)
                mine += done.answer
        except Refused:
            continue
        os.write(log, f"{request_id} {done.number}\n".encode())


def main():
    for line in sys.stdin:
        place, key, acknowledged, seconds = line.split()
        child = os.fork()
        if child == 0:
            try:
                book(place, key, acknowledged, f"{line}{time.monotonic_ns()}")
            except BaseException as fault:  # noqa: BLE001 - a child that stops by itself must say why
                sys.stderr.write(f"{fault!r}\n")
            os._exit(1)
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "stopped", flush=True)


if __name__ == "__main__":
    assert shortbreaks.schema.metadata.tables
    main()
