"""The facts of a round, gathered from the records in a fixed number of questions, however many wishes there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings import facts as booking_facts
from shortbreaks.bookings.fact_statements import allowances_statement
from shortbreaks.bookings.judge import Judge
from shortbreaks.bookings.paying import amount_used, pick_allowance
from shortbreaks.bookings.rules import Busy, ChildFacts
from shortbreaks.bookings.states import HOLDING, STAY_HOLDING, STAY_USED
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking, BookingPlace
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import to_local
from shortbreaks.eligibility.rules import Allowance
from shortbreaks.errors import NotFound
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Address, Child, ChildNeed, EmergencyContact
from shortbreaks.findings import Finding, Outcome
from shortbreaks.providers.tables import BreakSession, Service
from shortbreaks.rounds.rules import Asked, Asker, RoundFacts, Seat
from shortbreaks.rounds.tables import AllocationRound, RoundResult, RoundSession, Wish, WishAnswer, WishSession

CAME = ("attended", "attended_part")


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is tried without being kept: another cap, places or workers of sessions, the rank of wishes (0: without it)."""

    cap: int | None = None
    places: tuple[tuple[int, int], ...] = ()
    workers: tuple[tuple[int, int], ...] = ()
    ranks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """A round's facts, with what publishing and lists need besides."""

    facts: RoundFacts
    names: Mapping[int, str]
    allowances: Mapping[tuple[int, int], int | None]  # (wish, session) to the allocation that pays

    def children_of(self, household: int) -> list[int]:
        """The children of one family in the round."""
        return [child.id for child in self.facts.children.values() if child.household == household]


def round_of(db: Session, round_id: int) -> Any:
    """The round's own row. Raises NotFound."""
    found = db.execute(select(AllocationRound.__table__).where(AllocationRound.__table__.c.id == round_id)).first()
    if found is None:
        raise NotFound("That round is not here any more.", "Look again.")
    return found


def gather(view: View, round_id: int, wished: WhatIf = WhatIf()) -> Gathered:
    """Everything the round is decided by, as it stands now, with what is tried put in its place."""
    db, kept = view.db, round_of(view.db, round_id)
    seats = _seats(db, round_id, wished)
    children = select(Wish.child_id).where(Wish.round_id == round_id, Wish.state == "open")
    askers, judged, names = _children(view, kept, children)
    words, now = booking_facts.words_of_the_day(db, view.today), to_local(view.now)
    judges = {child: Judge(found, words, now) for child, found in judged.items()}
    wishes, pays = _asked(db, kept, seats, judged, judges, dict(wished.ranks))
    left = {one.id: one.left for child in judged.values() for one in child.allowances}
    order = tuple(
        word.strip() for word in setting_on(db, "round_order", kept.closes_at.date()).split(",") if word.strip()
    )
    facts = RoundFacts(
        seats, askers, tuple(wishes), left, wished.cap or kept.cap, kept.cap_unit, order, kept.seed, kept.closes_at
    )
    return Gathered(facts, names, pays)


def _asked(
    db: Session, kept: Any, seats: Mapping[int, Seat], judged: Mapping[int, ChildFacts], judges: Mapping[int, Judge],
    ranks: Mapping[int, int],
) -> tuple[list[Asked], dict[tuple[int, int], int | None]]:  # fmt: skip
    """Every open wish as the rule looks at it, and which allocation pays for which of its sessions."""
    answered = _answers(db, kept.id)
    wishes: list[Asked] = []
    pays: dict[tuple[int, int], int | None] = {}
    for row, sessions in _wishes(db, kept.id):
        rank = ranks.get(row.id, row.rank)
        if rank == 0:
            continue
        child, over = judged[row.child_id], answered.get(row.id, frozenset())
        uses: list[tuple[int, int]] = []
        bars: list[Finding] = []
        for number in sessions:
            seat = seats[number]
            bars += [
                one
                for one in _bars(judges[row.child_id], seat)
                if (one.rule, one.reason) not in over and one not in bars
            ]
            wanted = amount_used(seat.service.unit, seat.session)
            found = pick_allowance(child.allowances, seat.service, seat.session.start.date(), wanted)
            pays[row.id, number] = found.id if found else None
            if found and not any(rule == "R-B8" for rule, _ in over):
                uses.append((found.id, wanted))
        late = row.received_at > kept.closes_at
        wishes.append(
            Asked(row.id, row.child_id, rank, sessions, row.received_at, late, row.together, tuple(uses), tuple(bars))
        )
    return wishes, pays


def _bars(judge: Judge, seat: Seat) -> list[Finding]:
    """What stands against a wish whatever the others get: all but room, staff on the day and hours left."""
    empty = seat.session._replace(places=max(1, seat.session.places), taken=0, workers=0, need_one=0, need_two=0)
    return [
        one for one in judge.findings(seat.service, empty)
        if one.outcome is not Outcome.MET and not (one.rule == "R-B8" and one.chip == "Over the allocation")
    ]  # fmt: skip


def _seats(db: Session, round_id: int, wished: WhatIf) -> dict[int, Seat]:
    rows = db.execute(
        select(RoundSession.session_id, BreakSession.service_id)
        .join(BreakSession, BreakSession.id == RoundSession.session_id)
        .where(RoundSession.round_id == round_id)
    ).all()
    services = booking_facts.service_facts(db, {row.service_id for row in rows})
    sessions = booking_facts.session_facts(db, [row.session_id for row in rows])
    places, workers = dict(wished.places), dict(wished.workers)
    return {
        row.session_id: Seat(
            services[row.service_id],
            sessions[row.session_id]._replace(
                places=places.get(row.session_id, sessions[row.session_id].places),
                workers=workers.get(row.session_id, sessions[row.session_id].workers),
            ),
        )
        for row in rows
    }


def _wishes(db: Session, round_id: int) -> list[tuple[Any, tuple[int, ...]]]:
    """Each open wish with its sessions, by id."""
    mine = select(Wish.id).where(Wish.round_id == round_id, Wish.state == "open")
    sessions: dict[int, list[int]] = {}
    for wish, number in db.execute(
        select(WishSession.wish_id, WishSession.session_id).where(WishSession.wish_id.in_(mine))
        .order_by(WishSession.session_id)
    ):  # fmt: skip
        sessions.setdefault(wish, []).append(number)
    rows = db.execute(
        select(Wish.id, Wish.child_id, Wish.rank, Wish.received_at, Wish.together)
        .where(Wish.round_id == round_id, Wish.state == "open").order_by(Wish.id)
    )  # fmt: skip
    return [(row, tuple(sessions.get(row.id, ()))) for row in rows]


def _answers(db: Session, round_id: int) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    rows = db.execute(
        select(WishAnswer.wish_id, WishAnswer.rule, WishAnswer.finding)
        .join(Wish, Wish.id == WishAnswer.wish_id).where(Wish.round_id == round_id)
    )  # fmt: skip
    for row in rows:
        found.setdefault(row.wish_id, set()).add((row.rule, row.finding))
    return {wish: frozenset(pairs) for wish, pairs in found.items()}


def _children(
    view: View, kept: Any, children: Select[int]
) -> tuple[dict[int, Asker], dict[int, ChildFacts], dict[int, str]]:
    db = view.db
    cut_off: date = kept.closes_at.date()
    needs, contacts = _needs(db, children), _contacts(db, children)
    homes, busy = _homes(db, children, view.today), _busy(db, children, view.today)
    pots = booking_facts.allowances_in(rows_of(db, allowances_statement(children)).all())
    lost, came = _lost(db, kept.id, kept.closes_at), _came(db, children, cut_off)
    askers: dict[int, Asker] = {}
    judged: dict[int, ChildFacts] = {}
    names: dict[int, str] = {}
    rows = db.execute(
        select(
            Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born, Child.household_id, Child.workers_needed,
            Child.care_plan_on, Child.palliative, Child.state, Child.sibling_only,
        ).where(Child.id.in_(children))
    )  # fmt: skip
    for row in rows:
        district, easting, northing = homes.get(row.household_id, ("", None, None))
        mine = pots.get(row.id, ())
        name = row.known_as or row.first_name
        judged[row.id] = ChildFacts(
            row.id, name, row.born, district, easting, northing, needs.get(row.id, frozenset()), row.workers_needed,
            row.care_plan_on, row.id in contacts, mine, busy.get(row.id, ()), barred=booking_facts.barred(row),
        )  # fmt: skip
        names[row.id] = short_name(row.first_name, row.last_name, row.known_as)
        askers[row.id] = Asker(
            row.id, name, row.household_id, district, row.workers_needed,
            row.palliative, row.id in lost, row.id not in came, _share(mine, cut_off),
        )  # fmt: skip
    return askers, judged, names


def _share(pots: Collection[Allowance], day: date) -> int:
    """Thousandths used or booked of what is awarded on a day; nothing awarded counts as all used."""
    now = [
        one for one in pots if one.from_day <= day <= one.until_day and one.unit in {"hours", "sessions"} and one.amount
    ]
    return min((1000 * (one.used + one.booked) // one.amount for one in now), default=1000)


def _needs(db: Session, children: Select[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for child, code in db.execute(select(ChildNeed.child_id, ChildNeed.code).where(ChildNeed.child_id.in_(children))):
        found.setdefault(child, set()).add(code)
    return {child: frozenset(codes - {"NONE"}) for child, codes in found.items()}


def _contacts(db: Session, children: Select[int]) -> set[int]:
    found = select(EmergencyContact.child_id).where(
        EmergencyContact.child_id.in_(children), EmergencyContact.within_two_hours.is_(True)
    )
    return set(db.scalars(found))


def _homes(db: Session, children: Select[int], day: date) -> dict[int, tuple[str, int | None, int | None]]:
    rows = db.execute(
        select(Address.household_id, Address.district, Address.easting, Address.northing)
        .where(
            Address.household_id.in_(select(Child.household_id).where(Child.id.in_(children))), Address.purpose == "home",
            or_(Address.from_day.is_(None), Address.from_day <= day), or_(Address.until_day.is_(None), Address.until_day >= day),
        )
        .order_by(Address.from_day.desc(), Address.id.desc())
    )  # fmt: skip
    homes: dict[int, tuple[str, int | None, int | None]] = {}
    for row in rows:
        homes.setdefault(row.household_id, (row.district, row.easting, row.northing))
    return homes


def _busy(db: Session, children: Select[int], since: date) -> dict[int, tuple[Busy, ...]]:
    """Places and stays that are not over: years of breaks behind a child do not matter here."""
    begin = booking_facts.begin_of(since)
    found: dict[int, list[Busy]] = {}
    places = db.execute(
        select(Booking.child_id, Booking.starts_at, Booking.ends_at, Service.name)
        .join(BookingPlace, BookingPlace.booking_id == Booking.id).join(Service, Service.id == Booking.service_id)
        .where(Booking.child_id.in_(children), Booking.state.in_(HOLDING), Booking.ends_at >= begin)
    )  # fmt: skip
    stays = db.execute(
        select(Stay.child_id, Stay.starts_at, Stay.ends_at, Service.name).join(Service, Service.id == Stay.service_id)
        .where(Stay.child_id.in_(children), Stay.state.in_(STAY_HOLDING), Stay.ends_at > Stay.starts_at, Stay.ends_at >= begin)
    )  # fmt: skip
    for row in (*places, *stays):
        found.setdefault(row.child_id, []).append(Busy(row.starts_at, row.ends_at, row.name))
    return {child: tuple(sorted(spans, key=lambda one: one.start)) for child, spans in found.items()}


def _came(db: Session, children: Select[int], day: date) -> set[int]:
    """Children with a break in the council's days before a day, ninety as shipped (R-B6)."""
    quiet = timedelta(days=int(setting_on(db, "waiting_gap_days", day)))
    first, last = booking_facts.begin_of(day - quiet), booking_facts.begin_of(day)
    went = select(Booking.child_id).where(
        Booking.child_id.in_(children), Booking.state.in_(CAME), Booking.starts_at >= first, Booking.starts_at < last
    )
    slept = select(Stay.child_id).where(
        Stay.child_id.in_(children), Stay.state.in_(STAY_USED), Stay.starts_at < last, Stay.ends_at >= first
    )
    return {*db.scalars(went), *db.scalars(slept)}


def _lost(db: Session, round_id: int, closes_at: datetime) -> set[int]:
    """Children who wished in the round before this one and got nothing, although they were in time."""
    before = db.scalar(
        select(AllocationRound.id)
        .where(AllocationRound.state == "published", AllocationRound.closes_at < closes_at, AllocationRound.id != round_id)
        .order_by(AllocationRound.closes_at.desc(), AllocationRound.id.desc()).limit(1)
    )  # fmt: skip
    if before is None:
        return set()
    rows = db.execute(
        select(Wish.child_id, RoundResult.outcome, func.count())
        .join(Wish, Wish.id == RoundResult.wish_id).where(RoundResult.round_id == before)
        .group_by(Wish.child_id, RoundResult.outcome)
    ).all()  # fmt: skip
    got = {row.child_id for row in rows if row.outcome == "given"}
    return {row.child_id for row in rows if row.outcome == "not given"} - got
