"""A process that books without end, forked anew for each kill: `python -m tests.safety.booker` (used by test_kill.py).

It reads lines "<office url or file> <key hex or -> <acknowledged file> <since> <seconds>", forks a child that books, kills it
with SIGKILL that long after it was forked or, `since` its first act, was answered, and says "killed". Imports are done once, so
that a kill costs milliseconds.
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


def book(place, key, acknowledged, seed, begun):
    """Book, and now and then cancel, writing a line for each act once the office has answered, and telling `begun` of the first."""
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
        if begun:
            os.close(begun)
            begun = None


def main():
    for line in sys.stdin:
        place, key, acknowledged, since, seconds = line.split()
        told, begun = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                book(place, key, acknowledged, f"{line}{time.monotonic_ns()}", begun)
            except BaseException as fault:  # noqa: BLE001 - a child that stops by itself must say why
                sys.stderr.write(f"{fault!r}\n")
            os._exit(1)
        os.close(begun)
        if since == "act":
            os.read(told, 1)  # ends when the child closes its side
        os.close(told)
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "stopped", flush=True)


if __name__ == "__main__":
    assert shortbreaks.schema.metadata.tables
    main()
