"""The example county slice by slice: each is a county of 900 children in one transaction, so that memory stays flat.

A slice knows of those before it only what the database says: names that are used, the last ids, the last seal of the books,
the runs that it adds lines to. Constraints and triggers hold for every row of it; nothing is switched off to be quick.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil
from random import Random

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.tables import Term
from shortbreaks.database.bulk import collector_at_rest
from shortbreaks.database.commands import Work, command
from shortbreaks.example.added_districts import make_added_districts
from shortbreaks.example.beds import MadeUnit
from shortbreaks.example.bookings import Books, make_bookings
from shortbreaks.example.entitlement import make_entitlement, make_schemes
from shortbreaks.example.families import MadeChild, make_families
from shortbreaks.example.finance import follow_nights, make_invoices, make_run_files
from shortbreaks.example.long_past import make_long_past
from shortbreaks.example.looks import make_looks
from shortbreaks.example.nights_waiting import make_nights_waiting
from shortbreaks.example.payments import make_payments, make_rates
from shortbreaks.example.providers import MadeSession, make_providers
from shortbreaks.example.rounds import Held, hold_for_round, make_rounds
from shortbreaks.example.rows import Rows
from shortbreaks.example.series import make_series
from shortbreaks.example.stays import make_stays
from shortbreaks.example.waiting import make_waiting
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT
from shortbreaks.resources import resource

SEED = 20260722
PEOPLE = (
    ("priya.nair", "Priya Nair", Role.COORDINATOR), ("martin.cole", "Martin Cole", Role.APPROVER),
    ("helen.marsh", "Helen Marsh", Role.MANAGER), ("tom.ellery", "Tom Ellery", Role.FINANCE),
    ("ada.finch", "Ada Finch", Role.AUDITOR), ("sam.reed", "Sam Reed", Role.ADMINISTRATOR),
)  # fmt: skip
Progress = Callable[[str], object]  # told how far it has come; what it raises stops the county


def say_nothing(_words: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class BuildSlice:
    """Which slice of how large a county, around which day, from which seed.

    `most` is how large a slice may be, `a_file` how many lines a file for finance holds.
    """

    scale: float
    today: date
    seed: int = SEED
    number: int = 0
    most: float = 1
    a_file: int = MOST_ROWS_OUT
    say: Progress = field(default=say_nothing, compare=False)

    @property
    def count(self) -> int:
        """How many slices the county has."""
        return max(1, ceil(round(self.scale / self.most, 6)))

    @property
    def size(self) -> float:
        """The scale of this slice alone: the last one has what is left."""
        return min(self.most, self.scale - self.number * self.most)

    @property
    def is_first(self) -> bool:
        """Whether everything of which a county has one is in this slice."""
        return self.number == 0

    @property
    def is_last(self) -> bool:
        """Whether the county is whole with this slice."""
        return self.number == self.count - 1

    def random(self, purpose: str) -> Random:
        """Chance for one purpose, the same each time for the same slice of the same county."""
        of = f":{self.number}" if self.number else ""
        return Random(f"{self.seed}:{purpose}:{self.today}{of}")  # noqa: S311 - the same county each time


@command(needs=Permission.KEEP_OFFICE, recorded_as="Example county built")
def build_slice(work: Work, request: BuildSlice) -> list[int]:
    """Add a slice of the made-up county, past the unit of work; answers counts of children and bookings."""
    with collector_at_rest():
        return _slice(work, request)


def _slice(work: Work, request: BuildSlice) -> list[int]:
    random, rows, today = request.random(f"{request.scale}"), Rows(work.db), request.today
    terms = terms_around(today)
    if request.is_first:
        _once(rows, today, terms)
    say = _saying(request)
    say("providers and families")
    days = [(first, last) for _, _, first, last in terms]
    sessions, units = make_providers(rows, random, today, days, request.size, first=request.is_first)
    children = make_families(rows, random, today, request.size, first=request.is_first)
    held = hold_for_round(rows, today, sessions) if request.is_first else Held((), (), {})
    rows.write()
    say("nights and breaks")
    books, bookings = _breaks(rows, random, request, (sessions, held, units), children)
    say("payments")
    make_payments(rows, random, today, children, books)
    rows.write()
    make_entitlement(rows, request.random("entitlement"), today, units, children)
    make_looks(rows, today, children)
    past = make_long_past(rows, request.random("long past"), today) if request.is_first else set()
    if request.is_first:
        past |= {one.household for one in make_added_districts(rows, request.random("added districts"), today)}
    rows.write()
    rows.settle_numbers()
    say("finance")
    follow_nights(work, children)
    if request.is_last:
        make_run_files(work, request.a_file)
    if request.is_first:
        make_invoices(work, today)
    for table in (*rows.written, "payment_run"):  # runs of slices before this one have lines of this one too
        work.touched(table)
    work.touched("entry", books.posted)  # each posting is known by its entry
    work.touched("household", past | {child.household for child in children})  # who was registered is known by its entry
    work.record(("office", 1))
    return [len(children), bookings]


def _saying(request: BuildSlice) -> Progress:
    part = f"part {request.number + 1} of {request.count}, " if request.count > 1 else ""
    return lambda what: request.say(f"Making the example county: {part}{what}…")


def _once(rows: Rows, today: date, terms: Sequence[tuple[str, int, date, date]]) -> None:
    """What a county has once, however large: the people who sign in, terms, rates and schemes."""
    for sign_in, name, role in PEOPLE:
        rows.add(
            PersonRecord, sign_in=sign_in, name=name, role=role.value, phone="01632 960170",
            email=f"{sign_in}@example.org", active=True, password_hash=None,
        )  # fmt: skip
    for year, number, first, last in terms:
        rows.add(Term, school_year=year, number=number, first_day=first, last_day=last, withdrawn=False)
    make_rates(rows)
    make_schemes(rows, today)


def _breaks(
    rows: Rows, random: Random, request: BuildSlice, places: tuple[Sequence[MadeSession], Held, Sequence[MadeUnit]],
    children: Sequence[MadeChild],
) -> tuple[Books, int]:  # fmt: skip
    """Nights, bookings, series, rounds and who waits; gives the books and how many bookings."""
    sessions, held, units = places
    today = request.today
    make_stays(rows, request.random("stays"), today, units, children)
    rows.write()
    books = Books(rows, 1)
    kept_free = {one.id for one in held.now}
    others = [one for one in sessions if one.id not in kept_free]
    bookings = make_bookings(rows, random, today, others, children, books)
    make_series(rows, today, others)
    rows.write()
    make_rounds(rows, request.random("rounds"), today, held, children, books)
    rows.write()
    make_waiting(rows, request.random("waiting"), today, sessions, children, request.size)
    make_nights_waiting(rows, today, children)
    rows.write()
    return books, bookings


def slices_of(whole: BuildSlice) -> Iterator[BuildSlice]:
    """The slices of a county in their order."""
    for number in range(whole.count):
        yield replace(whole, number=number)


def terms_around(today: date) -> list[tuple[str, int, date, date]]:
    """Kent's published terms, moved by whole years of 52 weeks until they surround the day."""
    lines = resource("council/kent_term_dates.csv").read_text("ascii").splitlines()[1:]
    terms = [(y, int(n), date.fromisoformat(a), date.fromisoformat(b)) for y, n, a, b in (x.split(",") for x in lines)]
    while terms[-1][3] < today + timedelta(weeks=14):
        terms = [(_next_year(y), n, a + timedelta(weeks=52), b + timedelta(weeks=52)) for y, n, a, b in terms]
    return terms


def _next_year(school_year: str) -> str:
    first = int(school_year[:4]) + 1
    return f"{first}-{(first + 1) % 100:02d}"
