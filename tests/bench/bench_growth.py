"""What must cost the same however large the county is: this one beside one of a tenth, turn about (speed.md: 1.3 times)."""

import statistics
import time
from dataclasses import replace
from datetime import date

from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.connections import connect_file
from shortbreaks.errors import Refused
from shortbreaks.example.build import PASSWORD, PEOPLE
from shortbreaks.families.search import find_people
from shortbreaks.ledger.queries import balance, statement
from tests.bench.lines import Line, busy_family

TURNS, BOOKINGS = 60, 40
KEYS = ("o", "ok", "oka", "okaf", "a", "am", "ama")
FREE = (
    "select s.id from break_session s join service v on v.id = s.service_id where s.taken < s.places and s.starts_at > '2026-07-24' "
    "and v.kind = 'weekend' order by s.starts_at desc"  # others are booked before this from the front
)


def growth_lines(office, raw, small_file, scale):
    """The same four kinds of work in both counties; `scale` is that of the small one."""
    signed_in = sign_in_to_file(small_file, PEOPLE[0][0], PASSWORD)
    small = replace(signed_in.office, now=office.now)
    small_raw = connect_file(small_file, signed_in.opened.database.key)
    both = (small, small_raw), (office, raw)
    accounts = [busy_family(one) for _, one in both]
    year = date(2025, 8, 1), date(2026, 7, 31)
    # Of a key that finds three children in a small county and 24 in a large one more is shown: that is no growth of the search
    keys = [key for key in KEYS if len(small.ask(find_people, key)) == len(office.ask(find_people, key))]
    asked = {
        f"a key with as many answers, of {len(keys)}": [lambda n, o=o: o.ask(find_people, keys[n % len(keys)]) for o, _ in both],
        "a balance": [lambda _n, o=o, a=a: o.ask(balance, a) for (o, _), a in zip(both, accounts, strict=True)],
        "a statement of a year": [lambda _n, o=o, a=a: o.ask(statement, a, *year) for (o, _), a in zip(both, accounts, strict=True)],
    }
    for words, works in asked.items():
        yield line(words, scale, [[taken(work, n) for n in range(TURNS)][3:] for work in works])
    bookers = [booked(*one) for one in both]
    turns = [[next(one) for one in bookers] for _ in range(BOOKINGS)]
    yield line("a booking", scale, [list(one) for one in zip(*turns, strict=True)])
    small_raw.close()
    signed_in.opened.close()


def line(words, scale, times):
    """The medians of both as a line of the bench."""
    return Line(f"{words} here (raw: at scale {scale:g})", *(statistics.median(one) for one in times), times=1.3)


def taken(work, number):
    """One run in milliseconds of the processor's time."""
    begun = time.process_time()
    work(number)
    return (time.process_time() - begun) * 1000


def booked(office, raw):
    """What each booking that can be made takes, one after another."""
    sessions = [row[0] for row in raw.execute(FREE)]
    children = [row[0] for row in raw.execute("select id from child where workers_needed = 0 order by id desc")]
    for child, session in zip(children, sessions * 5, strict=False):
        begun = time.process_time()
        try:
            office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),)))
        except Refused:
            continue
        yield (time.process_time() - begun) * 1000
