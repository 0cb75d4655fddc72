"""One round as it is asked: its sessions and steps, and its wishes with what each came to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.lists import district_words, say_district
from shortbreaks.database.commands import View, query
from shortbreaks.dates import say_short, to_local
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Address, Child, Household
from shortbreaks.providers.tables import BreakSession, Service
from shortbreaks.rounds.facts import round_of
from shortbreaks.rounds.tables import (
    RoundLetter,
    RoundResult,
    RoundSession,
    RoundStep,
    Wish,
    WishAnswer,
    WishSession,
)


@dataclass(frozen=True, slots=True)
class StepOfRound:
    """One step of a round, as it was said."""

    state: str
    words: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class SessionOfRound:
    """One session of a round, for choosing and for what is tried."""

    id: int
    service_id: int
    service: str
    start: datetime
    end: datetime
    places: int
    taken: int
    workers: int
    wished: int


@dataclass(frozen=True, slots=True)
class RoundShown:
    """One round with its sessions and steps."""

    id: int
    version: int
    name: str
    state: str
    opens_on: date
    closes_at: datetime
    cap: int
    cap_unit: str
    seed: int
    mode: str
    sessions: tuple[SessionOfRound, ...]
    steps: tuple[StepOfRound, ...]
    letters: int


@query(needs=Permission.SEE_CASES)
def round_shown(view: View, round_id: int) -> RoundShown:
    """One round. Raises NotFound."""
    db, kept = view.db, round_of(view.db, round_id)
    wished = (
        select(WishSession.session_id, func.count().label("n")).join(Wish, Wish.id == WishSession.wish_id)
        .where(Wish.round_id == round_id, Wish.state == "open").group_by(WishSession.session_id).subquery()
    )  # fmt: skip
    sessions = db.execute(
        select(
            BreakSession.id, BreakSession.service_id, Service.name, BreakSession.starts_at, BreakSession.ends_at,
            BreakSession.places, BreakSession.taken, BreakSession.workers, func.coalesce(wished.c.n, 0),
        )
        .join(RoundSession, RoundSession.session_id == BreakSession.id).join(Service, Service.id == BreakSession.service_id)
        .join(wished, wished.c.session_id == BreakSession.id, isouter=True)
        .where(RoundSession.round_id == round_id).order_by(Service.name, BreakSession.starts_at, BreakSession.id)
    )  # fmt: skip
    steps = db.execute(
        select(RoundStep.state, RoundStep.words, RoundStep.at, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == RoundStep.person_id)
        .where(RoundStep.round_id == round_id).order_by(RoundStep.id.desc())
    )  # fmt: skip
    letters = db.scalar(select(func.count()).select_from(RoundLetter).where(RoundLetter.round_id == round_id)) or 0
    return RoundShown(
        kept.id, kept.version, kept.name, kept.state, kept.opens_on, kept.closes_at, kept.cap, kept.cap_unit, kept.seed,
        kept.mode, tuple(SessionOfRound(*row) for row in sessions),
        tuple(StepOfRound(r.state, r.words, to_local(r.at), r.name) for r in steps), letters,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WishRow:
    """One wish in a list; `outcome` and its sentences once the round is published."""

    id: int
    version: int
    child_id: int
    child: str
    family: str
    district: str
    rank: int
    when: str
    scheme: str
    first: datetime
    received_at: datetime
    late: bool
    together: bool
    state: str
    withdrawn_reason: str
    answered: str
    outcome: str
    reason: str
    remedy: str
    number: int | None


@query(needs=Permission.SEE_CASES)
def wishes_listed(view: View, round_id: int) -> tuple[WishRow, ...]:
    """Every wish of a round, withdrawn ones too, by child and rank; a fixed number of questions."""
    db, kept = view.db, round_of(view.db, round_id)
    sessions: dict[int, list[Any]] = {}
    for row in db.execute(
        select(WishSession.wish_id, Service.name, BreakSession.starts_at, BreakSession.ends_at)
        .join(Wish, Wish.id == WishSession.wish_id).join(BreakSession, BreakSession.id == WishSession.session_id)
        .join(Service, Service.id == BreakSession.service_id)
        .where(Wish.round_id == round_id).order_by(BreakSession.starts_at, BreakSession.id)
    ):  # fmt: skip
        sessions.setdefault(row.wish_id, []).append(row)
    said = db.execute(
        select(WishAnswer.wish_id, WishAnswer.words).join(Wish, Wish.id == WishAnswer.wish_id)
        .where(Wish.round_id == round_id).order_by(WishAnswer.id)
    )  # fmt: skip
    answers: dict[int, str] = {row.wish_id: row.words for row in said}
    districts = _districts(view, round_id)
    rows = db.execute(
        select(
            Wish.id, Wish.version, Wish.child_id, Child.first_name, Child.last_name, Child.known_as, Child.household_id,
            Household.ref, Wish.rank, Wish.received_at, Wish.together, Wish.state, Wish.withdrawn_reason, RoundResult.outcome,
            RoundResult.reason, RoundResult.remedy, RoundResult.number,
        )
        .join(Child, Child.id == Wish.child_id).join(Household, Household.id == Child.household_id)
        .join(RoundResult, RoundResult.wish_id == Wish.id, isouter=True)
        .where(Wish.round_id == round_id)
        .order_by(Child.first_name, Child.last_name, Child.id, Wish.rank, Wish.id)
    )  # fmt: skip
    return tuple(
        WishRow(
            r.id, r.version, r.child_id, short_name(r.first_name, r.last_name, r.known_as), r.ref,
            districts.get(r.household_id, ""), r.rank, *say_sessions(sessions.get(r.id, ()), view.today),
            sessions[r.id][0].starts_at if r.id in sessions else r.received_at, r.received_at, r.received_at > kept.closes_at,
            r.together, r.state, r.withdrawn_reason, answers.get(r.id, ""), r.outcome or "", r.reason or "", r.remedy or "",
            r.number,
        )
        for r in rows
    )  # fmt: skip


def say_sessions(rows: Any, today: date) -> tuple[str, str]:
    """When and where a wish's sessions are: ("Mon 3 Aug, 10:00 to 15:00", "Sandpipers")."""
    if not rows:
        return "", ""
    days = " and ".join(dict.fromkeys(say_short(row.starts_at.date(), today) for row in rows))
    return f"{days}, {rows[0].starts_at:%H:%M} to {rows[-1].ends_at:%H:%M}", rows[0].name


def _districts(view: View, round_id: int) -> dict[int, str]:
    homes = select(Child.household_id).join(Wish, Wish.child_id == Child.id).where(Wish.round_id == round_id)
    rows = view.db.execute(
        select(Address.household_id, Address.district)
        .where(Address.household_id.in_(homes), Address.purpose == "home").order_by(Address.from_day, Address.id)
    )  # fmt: skip
    words = district_words(view.db)
    return {row.household_id: say_district(words, row.district) for row in rows}
