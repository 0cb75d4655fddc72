"""Building and opening the example county: the same seed and day give the same county."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import shortbreaks.schema  # noqa: F401 - the county has every room's tables
from shortbreaks.access.permissions import Permission, Role
from shortbreaks.access.sign_in import SignedIn, sign_in_to_file
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.tables import Term
from shortbreaks.database.commands import Person, Work, command
from shortbreaks.database.connections import Database
from shortbreaks.database.key_publishing import keep_keys
from shortbreaks.database.keys import EXAMPLE_COST, keys_path, load_keys, new_recovery_key, spare_of, with_slot
from shortbreaks.database.office import KENT, Office, clock
from shortbreaks.database.opening import Founder, create_file_office
from shortbreaks.errors import Spoken
from shortbreaks.example.bookings import Books, make_bookings
from shortbreaks.example.entitlement import make_entitlement
from shortbreaks.example.families import make_families
from shortbreaks.example.finance import make_finance
from shortbreaks.example.looks import make_looks
from shortbreaks.example.nights_waiting import make_nights_waiting
from shortbreaks.example.payments import make_payments
from shortbreaks.example.providers import make_providers
from shortbreaks.example.rounds import hold_for_round, make_rounds
from shortbreaks.example.rows import Rows
from shortbreaks.example.series import make_series
from shortbreaks.example.stays import make_stays
from shortbreaks.example.waiting import make_waiting
from shortbreaks.resources import resource

SEED = 20260722
PASSWORD = "example county only"  # shown on the sign-in screen; there is nothing behind it
PEOPLE = (
    ("priya.nair", "Priya Nair", Role.COORDINATOR), ("martin.cole", "Martin Cole", Role.APPROVER),
    ("helen.marsh", "Helen Marsh", Role.MANAGER), ("tom.ellery", "Tom Ellery", Role.FINANCE),
    ("ada.finch", "Ada Finch", Role.AUDITOR), ("sam.reed", "Sam Reed", Role.ADMINISTRATOR),
)  # fmt: skip
STALE_DAYS = 21
Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class BuildCounty:
    """How large, around which day, from which seed."""

    scale: float
    today: date
    seed: int = SEED


@command(needs=Permission.KEEP_OFFICE, recorded_as="Example county built")
def build_county(work: Work, request: BuildCounty) -> list[int]:
    """Fill an empty office with the made-up county, past the unit of work; answers counts of children and bookings."""
    random = Random(f"{request.seed}:{request.scale}:{request.today}")  # noqa: S311 - the same county each time
    rows = Rows(work.db)
    for sign_in, name, role in PEOPLE:
        rows.add(
            PersonRecord, sign_in=sign_in, name=name, role=role.value, phone="01632 960170",
            email=f"{sign_in}@example.org", active=True, password_hash=None,
        )  # fmt: skip
    terms = _terms(request.today)
    for year, number, first, last in terms:
        rows.add(Term, school_year=year, number=number, first_day=first, last_day=last)
    days = [(first, last) for _, _, first, last in terms]
    sessions, units = make_providers(rows, random, request.today, days, request.scale)
    children = make_families(rows, random, request.today, request.scale)
    held = hold_for_round(rows, request.today, sessions)
    rows.write()
    make_stays(rows, Random(f"{request.seed}:stays:{request.today}"), request.today, units, children)  # noqa: S311
    rows.write()
    books = Books(rows, 1)
    others = [one for one in sessions if one.id not in {kept.id for kept in held.now}]
    bookings = make_bookings(rows, random, request.today, others, children, books)
    make_series(rows, request.today, others)
    rows.write()
    make_rounds(rows, Random(f"{request.seed}:rounds:{request.today}"), request.today, held, children, books)  # noqa: S311
    rows.write()
    make_waiting(rows, Random(f"{request.seed}:waiting:{request.today}"), request.today, sessions, children, request.scale)  # noqa: S311
    make_nights_waiting(rows, request.today, children)
    rows.write()
    make_payments(rows, random, request.today, children, books)
    rows.write()
    make_entitlement(rows, Random(f"{request.seed}:entitlement:{request.today}"), request.today, units, children)  # noqa: S311
    make_looks(rows, request.today, children)
    rows.write()
    rows.settle_numbers()
    make_finance(work, request.today)
    for table in rows.written:
        work.touched(table)
    work.record(("office", 1))
    return [len(children), bookings]


def _terms(today: date) -> list[tuple[str, int, date, date]]:
    """Kent's published terms, moved by whole years of 52 weeks until they surround the day."""
    lines = resource("council/kent_term_dates.csv").read_text("ascii").splitlines()[1:]
    terms = [(y, int(n), date.fromisoformat(a), date.fromisoformat(b)) for y, n, a, b in (x.split(",") for x in lines)]
    while terms[-1][3] < today + timedelta(weeks=14):
        terms = [(_next_year(y), n, a + timedelta(weeks=52), b + timedelta(weeks=52)) for y, n, a, b in terms]
    return terms


def _next_year(school_year: str) -> str:
    first = int(school_year[:4]) + 1
    return f"{first}-{(first + 1) % 100:02d}"


def fill(
    database: Database, scale: float, today: date, seed: int = SEED, now: Callable[[], datetime] = clock
) -> list[int]:
    """Fill any opened, empty database; answers counts of children and bookings."""
    builder = Person(1, PEOPLE[0][0], PEOPLE[0][1], PEOPLE[0][2].value, frozenset({Permission.KEEP_OFFICE}))
    done = Office(database, builder, now).perform(build_county, BuildCounty(scale, today, seed))
    return list(done.answer)


def build(path: Path, scale: float = 1, today: date | None = None, progress: Progress | None = None) -> list[int]:
    """Make an embedded office at `path` with the example county in it; takes seconds at scale 1."""
    say = progress or (lambda _words: None)
    now = clock()
    say("Making the example county…")
    founder = Founder(PEOPLE[0][0], PASSWORD, new_recovery_key())
    opened = create_file_office(path, "Example county", founder, now, purpose="example", cost=EXAMPLE_COST)
    try:
        assert opened.database.key is not None
        keys = load_keys(keys_path(path))
        for sign_in, _, _ in PEOPLE[1:]:
            keys = with_slot(keys, sign_in, PASSWORD, opened.database.key, EXAMPLE_COST)
        keep_keys(opened.database, keys)
        return fill(opened.database, scale, today or now.astimezone(KENT).date())
    finally:
        opened.close()


def open_example(folder: Path, scale: float = 1, progress: Progress | None = None) -> SignedIn:
    """Open the example county of a scale, made anew when it is missing, out of date or of another form."""
    name = "example" if scale == 1 else f"example-{scale:g}"
    path = folder / f"{name}.sbo"
    today = clock().astimezone(KENT).date()
    stamp = folder / f"{name}.built"
    if path.exists() and not _fresh(stamp, today):
        remove(path)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        build(path, scale, today, progress)
        stamp.write_text(today.isoformat(), "ascii")
    try:
        return sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
    except Spoken:
        if (path.with_name(path.name + ".who")).exists():
            raise  # somebody else has it open: that is not damage
        remove(path)
        build(path, scale, today, progress)
        stamp.write_text(today.isoformat(), "ascii")
        return sign_in_to_file(path, PEOPLE[0][0], PASSWORD)


def _fresh(stamp: Path, today: date) -> bool:
    try:
        built = date.fromisoformat(stamp.read_text("ascii").strip())
    except (OSError, ValueError):
        return False
    return timedelta(0) <= today - built <= timedelta(days=STALE_DAYS)


def remove(path: Path) -> None:
    """Take an example office away with everything beside it."""
    for beside in ("", "-wal", "-shm", ".lock", ".who"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    keys_path(path).unlink(missing_ok=True)
    spare_of(keys_path(path)).unlink(missing_ok=True)
