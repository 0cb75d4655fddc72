"""The example county's holiday scheme: a round that is closed and waits for its preview, and last year's, published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import update

from shortbreaks.bookings.places import minute_of
from shortbreaks.bookings.rules import ServiceFacts, SessionFacts
from shortbreaks.bookings.tables import Booking, BookingPlace, BookingStep
from shortbreaks.council.queries import bank_holidays
from shortbreaks.council.settings import ROUND_ORDER
from shortbreaks.dates import age_on, year_of_allocation
from shortbreaks.example.bookings import Books
from shortbreaks.example.families import MadeChild
from shortbreaks.example.providers import MadeSession
from shortbreaks.example.round_letters import Decided, write_letters
from shortbreaks.example.rows import Rows
from shortbreaks.providers.tables import BreakSession
from shortbreaks.rounds.reasons import results_of
from shortbreaks.rounds.rules import Asked, Asker, RoundFacts, Seat, decide
from shortbreaks.rounds.tables import AllocationRound, RoundResult, RoundSession, RoundStep, Wish, WishSession

SERVICES, DAYS, PLACES, WORKERS, CAP = 3, 5, 10, 5, 3
WISHES = 300
DAY = timedelta(days=1)
YEAR = timedelta(weeks=52)
SEASONS = {12: "Christmas", 1: "Christmas", 2: "February half-term", 3: "Easter", 4: "Easter", 5: "May half-term",
           6: "May half-term", 7: "Summer", 8: "Summer", 9: "Summer", 10: "October half-term", 11: "October half-term"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeWish:
    """One wish of the example county."""

    child: MadeChild
    rank: int
    sessions: tuple[MadeSession, ...]
    received: datetime
    together: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The sessions of both rounds, and their services as the rule looks at them."""

    now: tuple[MadeSession, ...]
    before: tuple[MadeSession, ...]
    services: dict[int, ServiceFacts]


def hold_for_round(rows: Rows, today: date, sessions: Sequence[MadeSession]) -> Held:
    """The sessions whose places the round gives: the next holiday's first days at a few schemes, kept free until then."""
    ahead = [one for one in sessions if one.service.kind == "scheme" and one.start.date() >= today + 14 * DAY]
    sound = _with_sound_checks(rows, today + 60 * DAY)
    services = sorted({one.service.id for one in ahead if one.service.id in sound and one.service.one_to_one})[
        :SERVICES
    ]
    days = sorted({one.start.date() for one in ahead if one.service.id in services})[:DAYS]
    now = [replace(one, places=PLACES) for one in ahead if one.service.id in services and one.start.date() in days]
    kept = {row["id"]: row for row in rows.kept["break_session"]}
    before = []
    for one in now:
        row = kept[one.id]
        row["places"], row["workers"] = PLACES, WORKERS
        again = {**row, "pattern_id": None, "starts_at": one.start - YEAR, "ends_at": one.end - YEAR}
        session = rows.add(
            BreakSession, **{name: value for name, value in again.items() if name not in {"id", "version"}}
        )
        before.append(replace(one, id=session, start=one.start - YEAR, end=one.end - YEAR))
    facts = {
        row["id"]: ServiceFacts(
            row["id"], row["name"], row["kind"], row["min_age"], row["max_age"], frozenset(), row["children_per_worker"],
            row["one_to_one"], row["two_to_one"], row["unit"], True, (), None, None,
        )
        for row in rows.kept["service"] if row["id"] in services
    }  # fmt: skip
    return Held(tuple(now), tuple(before), facts)


def _with_sound_checks(rows: Rows, day: date) -> set[int]:
    """Services whose provider's checks all hold until a day."""
    out = {row["provider_id"] for row in rows.kept["provider_check"] if row["valid_until"] < day}
    return {row["id"] for row in rows.kept["service"] if row["provider_id"] not in out}


def make_rounds(
    rows: Rows, random: Random, today: date, held: Held, children: Sequence[MadeChild], books: Books
) -> int:
    """Write both rounds; answers how many wishes wait for the preview."""
    if not held.now:
        return 0
    first, closed = held.now[0].start.date(), _working_day(today - 2 * DAY)
    old_closed = _working_day(closed - YEAR)
    old, seed = _round(rows, min(one.start.date() for one in held.before), old_closed, "previewed", random)
    decided = _last_year(rows, random, old, seed, datetime.combine(old_closed, time(17)), held, children, books)
    new, _ = _round(rows, first, closed, "closed", random)
    for one in held.now:
        rows.add(RoundSession, round_id=new, session_id=one.id)
    fitting = [child for child in children if child.id != 1 and _suits(child, held.now[0]) and _has_hours(child, first)]
    ways = _wished(random, held.now, fitting, datetime.combine(closed, time(17)), len(children))
    for wish in ways:
        row = _wish(rows, new, wish)
        if random.random() < 0.02:
            row["state"], row["withdrawn_reason"] = "withdrawn", "The family goes away that week."
    rows.write()
    rounds = AllocationRound.__table__
    rows.db.connection().execute(
        update(rounds).where(rounds.c.id == old).values(  # type: ignore[arg-type]
            state="published", mode="bookings", published_at=datetime.combine(old_closed + 3 * DAY, time(10), UTC)
        )
    )  # fmt: skip
    write_letters(rows, old, decided, datetime.combine(old_closed + 3 * DAY, time(10), UTC))
    return len(ways)


def _working_day(day: date) -> date:
    closed = bank_holidays(day - 20 * DAY, day)
    while day.weekday() > 4 or day in closed:
        day -= DAY
    return day


def _round(rows: Rows, first: date, closed: date, state: str, random: Random) -> tuple[int, int]:
    year = first.year if first.month > 1 else first.year - 1
    seed = random.randrange(2**31)
    made = rows.add(
        AllocationRound, name=f"{SEASONS[first.month]} scheme {year}", opens_on=closed - 28 * DAY,
        closes_at=datetime.combine(closed, time(17)), cap=CAP, cap_unit="days", seed=seed, state=state, looked_at="", made_by=1,
        published_at=None, mode="",
    )  # fmt: skip
    steps = [
        ("collecting", f"Made with seed {seed}.", closed - 28 * DAY),
        ("closed", "The cut-off has passed.", closed + DAY),
    ]
    if state == "previewed":
        steps += [("previewed", "Looked at.", closed + 2 * DAY), ("published", f"Seed {seed}.", closed + 3 * DAY)]
    for name, words, day in steps:
        rows.add(
            RoundStep, round_id=made, state=name, words=words, at=datetime.combine(day, time(10), UTC), person_id=1, on_date=day
        )  # fmt: skip
    return made, seed


def _wished(
    random: Random, held: Sequence[MadeSession], children: Sequence[MadeChild], closes: datetime, count: int
) -> list[MadeWish]:
    """About 300 wishes at scale 1: popular days first, a few too late, brothers and sisters together."""
    wanted = max(6, round(WISHES * count / 900))
    homes: dict[int, list[MadeChild]] = {}
    for child in random.sample(list(children), len(children)):
        homes.setdefault(child.household, []).append(child)
    found: list[MadeWish] = []
    for family in homes.values():
        if len(found) >= wanted:
            break
        late = random.random() < 0.05
        moment = closes + timedelta(minutes=random.randint(1, 2000)) if late else (
            closes - timedelta(minutes=int(random.random() ** 2 * 26 * 24 * 60))
        )  # fmt: skip
        together = len(family) > 1
        chosen = _days_of(random, held, family)
        for child in family:
            for rank, sessions in enumerate(chosen, 1):
                found.append(MadeWish(child, rank, sessions, moment.replace(second=0), together))
    return found


def _suits(child: MadeChild, session: MadeSession) -> bool:
    """Most who wish are of the right age with needs that are catered for; a few are not, as in life."""
    service, day = session.service, session.start.date()
    return (
        service.min_age <= age_on(child.born, day) + (child.id % 23 == 0) <= min(service.max_age, 17)
        and (not child.workers or service.one_to_one)
        and (child.needs <= service.offers or child.id % 11 == 0)
    )


def _has_hours(child: MadeChild, day: date) -> bool:
    return child.left.get(f"hours{year_of_allocation(day)[0]}", 0) >= 15 * 60


def _days_of(random: Random, held: Sequence[MadeSession], family: Sequence[MadeChild]) -> list[tuple[MadeSession, ...]]:
    """A family's wishes, the dearest first: free days at one scheme, the first days of the week the most wanted."""
    catering = [one.service.id for one in held if all(child.needs <= one.service.offers for child in family)]
    service = random.choice(catering or [one.service.id for one in held])
    busy = {day for child in family for day in child.days}
    free = [one for one in held if one.service.id == service and one.start.date() not in busy]
    random.shuffle(free)
    free.sort(key=lambda one: one.start.weekday() + random.random() * 4)
    wishes = [(one,) for one in free[: random.choice((1, 2, 2, 3, 4))]]
    if len(free) > 4 and random.random() < 0.1:
        wishes[0] = tuple(sorted((free[0], free[4]), key=lambda one: one.id))  # type: ignore[assignment]
    return [tuple(wish) for wish in wishes]


def _wish(rows: Rows, round_id: int, wish: MadeWish) -> dict[str, Any]:
    made = rows.add(
        Wish, round_id=round_id, child_id=wish.child.id, rank=wish.rank, received_at=wish.received, together=wish.together,
        state="open", withdrawn_reason="", entered_at=wish.received.replace(tzinfo=UTC), person_id=1,
    )  # fmt: skip
    row = rows.kept["wish"][-1]
    for one in wish.sessions:
        rows.add(WishSession, wish_id=made, session_id=one.id)
    return row


def _last_year(
    rows: Rows, random: Random, round_id: int, seed: int, closes: datetime, held: Held, children: Sequence[MadeChild],
    books: Books,
) -> Decided:  # fmt: skip
    """Last year's wishes and results, by the rule itself; the days that were given were attended and paid for."""
    for one in held.before:
        rows.add(RoundSession, round_id=round_id, session_id=one.id)
    fitting = [child for child in children if child.id != 1 and _suits(child, held.before[0])]
    wished = _wished(random, held.before, fitting, closes, len(children))
    asked, by_wish = [], {}
    for wish in wished:
        number = _wish(rows, round_id, wish)["id"]
        by_wish[number] = wish
        asked.append(
            Asked(number, wish.child.id, wish.rank, tuple(one.id for one in wish.sessions), wish.received,
                  wish.received > closes, wish.together, (), ())
        )  # fmt: skip
    seats = {
        one.id: Seat(held.services[one.service.id], SessionFacts(one.id, one.start, one.end, PLACES, 0, WORKERS, 0, 0, True, ""))
        for one in held.before
    }  # fmt: skip
    askers = {
        one.child.id: Asker(one.child.id, one.child.name, one.child.household, one.child.district, one.child.workers,
                            False, False, False, 0)
        for one in wished
    }  # fmt: skip
    facts = RoundFacts(seats, askers, tuple(asked), {}, CAP, "days", ROUND_ORDER, seed, closes)
    results = []
    for result in results_of(facts, decide(facts).chosen):
        wish = by_wish[result.wish]
        number = _attended(rows, books, wish, closes) if result.outcome == "given" else None
        rows.add(
            RoundResult, round_id=round_id, wish_id=result.wish, outcome=result.outcome, reason=result.reason,
            remedy=result.remedy, number=number,
        )  # fmt: skip
        results.append(result)
    return Decided(facts, results)


def _attended(rows: Rows, books: Books, wish: MadeWish, closes: datetime) -> int:
    """The bookings of a wish that was given last year; answers their number."""
    number, child = rows.last(Booking) + 1, wish.child
    made = (closes + 3 * DAY).replace(tzinfo=UTC)
    for one in wish.sessions:
        council = one.service.charged_by == "council"
        exempt = "s29(3)" if council and child.exempt else "provider" if one.service.charged_by == "provider" else ""
        owed = one.service.price if council and not exempt else 0
        booking = rows.add(
            Booking, number=number, child_id=child.id, session_id=one.id, service_id=one.service.id, asked_by=child.adult,
            together=None, state="attended", state_since=made, made_at=made, starts_at=one.start, ends_at=one.end,
            offered_until=None, allocation_id=None, uses=0, list_pence=one.service.price, charge_pence=owed, exempt=exempt,
            collected_by="", transport="", note="",
        )  # fmt: skip
        for state, at in (("confirmed", made), ("attended", one.end.replace(tzinfo=UTC))):
            rows.add(
                BookingStep, booking_id=booking, state=state, reason="", words="", at=at, person_id=1, on_date=at.date()
            )
        rows.add(BookingPlace, session_id=one.id, booking_id=booking, stay_id=None, child_id=child.id,
                 from_minute=minute_of(one.start), to_minute=minute_of(one.end))  # fmt: skip
        books.post(
            "Charge for a break", f"booking:{booking}", made.date(), books.family(child.household), books.income, owed
        )
    return number
