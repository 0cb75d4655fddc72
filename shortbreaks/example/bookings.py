"""The example county's bookings in every state, with their steps, places and postings."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from shortbreaks.bookings.money import FAMILY, INCOME, RECEIVED
from shortbreaks.bookings.places import minute_of
from shortbreaks.bookings.tables import Booking, BookingPlace, BookingStep
from shortbreaks.dates import age_on, elapsed_minutes, year_of_allocation
from shortbreaks.example.attendance import OnTheDay
from shortbreaks.example.families import MadeChild
from shortbreaks.example.providers import MadeSession
from shortbreaks.example.rows import Rows, pick
from shortbreaks.ledger.seals import FIRST_SEAL, account_seal, seal_of, sealed_as
from shortbreaks.ledger.tables import Account, Entry, Transfer

PAST = {"attended": 0.86, "absent_ill": 0.05, "no_show": 0.03, "cancelled_in_notice": 0.04, "cancelled_late": 0.02}
CLOSED = "cancelled_by_provider"
HOLDING = {"attended", "confirmed", "offered"}


class Books:
    """Postings of the example county, numbered and sealed in order."""

    def __init__(self, rows: Rows, person: int) -> None:
        newest = select(Entry.number, Entry.seal).order_by(Entry.number.desc()).limit(1)
        self.rows, self.person = rows, person
        rows.last(Account)  # so that accounts are written before what names them
        last = rows.db.execute(newest).first()
        self.number: int = last.number if last is not None else 0
        self.seal: str = last.seal if last is not None else FIRST_SEAL
        self._named: dict[int, str] = {}
        self._first = rows.last(Entry) + 1
        self.income = self.council(INCOME, "Income from charges")
        self.received = self.council(RECEIVED, "Money received from families")
        self.families: dict[int, int] = {}
        self._entry = rows.adder(Entry, "number", "on_date", "posted_on", "person_id", "what", "about", "reverses", "seal")
        self._transfer = rows.adder(Transfer, "entry_id", "from_account", "to_account", "on_date", "pence")

    @property
    def next_entry(self) -> int:
        """The id of the entry that is posted next."""
        return self.rows.last(Entry) + 1

    def council(self, kind: str, name: str) -> int:
        """The council's one account of a kind, opened by the county's first slice."""
        named = select(Account.id, Account.seal).where(Account.kind == kind, Account.holder == "council")
        there = self.rows.db.execute(named).first()
        if there is None:
            return self.open(kind, "council", name)
        self._named[there.id] = sealed_as(there.id, there.seal)
        return int(there.id)

    def open(self, kind: str, holder: str, name: str) -> int:
        """A new account."""
        seal = account_seal(kind, holder, name)
        account = self.rows.add(Account, kind=kind, holder=holder, name=name, seal=seal)
        self._named[account] = sealed_as(account, seal)
        return account

    @property
    def posted(self) -> range:
        """The ids of what was posted here."""
        return range(self._first, self.next_entry)

    def family(self, household: int) -> int:
        """The account of a household's charges."""
        if household not in self.families:
            self.families[household] = self.open(FAMILY, f"household:{household}", "Charges to a family")
        return self.families[household]

    def post(self, what: str, about: str, on: date, giver: int, taker: int, pence: int) -> None:
        """One entry of one transfer."""
        if pence > 0:
            self.post_legs(what, about, on, [(giver, taker, pence)])

    def post_legs(
        self, what: str, about: str, on: date, legs: Sequence[tuple[int, int, int]], reverses: int | None = None
    ) -> None:
        """One entry of some transfers (giver, taker, pence); `reverses` is the entry that it undoes."""
        self.number += 1
        lines = [(self._named[giver], self._named[taker], pence) for giver, taker, pence in legs]
        self.seal = seal_of(self.seal, self.number, on, on, self.person, what, about, reverses, lines)
        entry = self._entry(self.number, on, on, self.person, what, about, reverses, self.seal)
        for giver, taker, pence in legs:
            self._transfer(entry, giver, taker, on, pence)


def make_bookings(
    rows: Rows,
    random: Random,
    today: date,
    sessions: Sequence[MadeSession],
    children: Sequence[MadeChild],
    books: Books,
) -> int:
    """Fill sessions with children who fit; about 20,000 bookings at scale 1. Answers how many."""
    by_district: dict[str, list[MadeChild]] = {}
    for child in children:
        by_district.setdefault(child.district, []).append(child)
    before = rows.last(Booking)
    on_the_day = OnTheDay(sessions, today)
    for session in sorted(sessions, key=lambda one: (one.start, one.id)):
        past = session.start.date() < today
        full = random.random() < (0.5 if past else 0.22)
        wanted = (
            session.places if full else round(session.places * random.uniform(0.65, 0.98) * (1.0 if past else 0.82))
        )
        if not past and session.service.kind == "weekend" and session.service.district == "E07000114":
            wanted = min(wanted, session.places - 2)
        near = by_district.get(session.service.district, [])
        pool = random.sample(near, min(len(near), 60)) + random.sample(list(children), min(len(children), 60))
        for child in pool:
            if wanted <= 0:
                break
            if _fits(child, session):
                wanted -= _book(rows, random, books, today, session, child, on_the_day)
    on_the_day.keep(rows)
    return rows.last(Booking) - before


def _fits(child: MadeChild, session: MadeSession) -> bool:
    service, day = session.service, session.start.date()
    if not service.min_age <= age_on(child.born, day) <= min(service.max_age, 17):
        return False
    if (child.workers and not service.one_to_one) or child.days & _days_of(session):
        return False
    if child.id == 1 and (service.kind != "weekend" or day >= child.quiet_from):
        return False  # Amara of the first five minutes keeps her Saturdays free
    # A fifth of what was awarded stays unbooked, as it does in a real year
    pot = _pot(session)
    return child.left.get(pot, 0) - _uses(session) >= child.whole.get(pot, 0) // 5


def _days_of(session: MadeSession) -> set[date]:
    first = session.start.date()
    return {first + timedelta(days=n) for n in range((session.end.date() - first).days + 1)}


def _pot(session: MadeSession) -> str:
    return f"{session.service.unit}{year_of_allocation(session.start.date())[0]}"


def _uses(session: MadeSession) -> int:
    if session.service.unit == "nights":
        return (session.end.date() - session.start.date()).days
    return elapsed_minutes(session.start, session.end)


def _book(
    rows: Rows, random: Random, books: Books, today: date, session: MadeSession, child: MadeChild, on_the_day: OnTheDay
) -> int:
    """One booking; answers how many places it takes, or took before its day was closed."""
    day = session.start.date()
    state = (
        pick(PAST, random.random()) if day < today else pick({"confirmed": 0.9985, "offered": 0.0015}, random.random())
    )
    state = on_the_day.state(state, session, child)
    made_on = min(day - timedelta(days=random.randint(8, 60)), today - timedelta(days=random.randint(0, 20)))
    at = datetime.combine(made_on, time(9 + random.randint(0, 7), random.randint(0, 59)), UTC)
    price = session.service.price if session.service.charged_by == "council" else 0
    exempt = "s29(3)" if price and child.exempt else ("provider" if session.service.charged_by == "provider" else "")
    full_charge = 0 if exempt else price
    owed = {"cancelled_in_notice": 0, "absent_ill": 0, "offered": 0, CLOSED: 0}.get(state, full_charge)
    pot, uses = _pot(session), _uses(session)
    if state in {"attended", "confirmed", "offered", "cancelled_late", "no_show"}:
        child.left[pot] -= uses
    until = None
    if state == "offered":
        until = min(datetime.combine(today + timedelta(days=random.randint(0, 6)), time(23, 59)), session.start)
    number = rows.last(Booking) + 1
    booking = rows.add(
        Booking, number=number, child_id=child.id, session_id=session.id, service_id=session.service.id,
        asked_by=child.adult, together=None, state=state, state_since=at, made_at=at, starts_at=session.start,
        ends_at=session.end, offered_until=until, allocation_id=child.allocations[pot], uses=uses,
        list_pence=session.service.price, charge_pence=owed, exempt=exempt, collected_by="",
        transport=_transport(number, state), note="",
    )  # fmt: skip
    heard = min(day, today)
    _steps(rows, booking, state, at, heard)
    on_the_day.cancel(rows, booking, session, child, state, full_charge, owed, uses)
    if state in HOLDING:
        child.days |= _days_of(session)
        rows.add(BookingPlace, session_id=session.id, booking_id=booking, stay_id=None, child_id=child.id,
                 from_minute=minute_of(session.start), to_minute=minute_of(session.end))  # fmt: skip
    if full_charge and state != "offered":
        _postings(books, child.household, booking, full_charge, owed, made_on, heard, paid=random.random() < 0.9)
    return int(state in HOLDING or state == CLOSED)


def _transport(number: int, state: str) -> str:
    """Who brings the child: asked of some families, and for a few breaks to come nobody does yet (R-C7)."""
    if number % 211 == 0 and state == "confirmed":
        return "NEEDED"
    return {0: "FAMILY", 3: "COUNCIL", 7: "TAXI"}.get(number % 17, "")


def _steps(rows: Rows, booking: int, state: str, at: datetime, day: date) -> None:
    first = state if state in {"confirmed", "offered"} else "confirmed"
    rows.add(BookingStep, booking_id=booking, state=first, reason="", words="", at=at, person_id=1, on_date=at.date())
    if state != first:
        when = datetime.combine(day, time(17), UTC)
        reason = "provider" if state == CLOSED else "family" if state.startswith("cancelled") else ""
        rows.add(
            BookingStep, booking_id=booking, state=state, reason=reason, words="", at=when, person_id=1, on_date=day
        )


def _postings(
    books: Books, household: int, booking: int, full: int, owed: int, made_on: date, day: date, *, paid: bool
) -> None:
    family, about = books.family(household), f"booking:{booking}"
    books.post("Charge for a break", about, made_on, family, books.income, full)
    if paid:
        books.post("Paid by card", about, made_on, books.received, family, full)
    books.post("Cancelled: part put back", about, day, books.income, family, full - owed)
