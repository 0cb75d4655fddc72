"""The letters of the example county's last round, drawn as publishing draws them and entered in the register of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.bookings.tables import Booking
from shortbreaks.example.papers import keep_paper, view_at
from shortbreaks.example.rows import Rows
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.rounds.facts import Gathered
from shortbreaks.rounds.letters import KIND, Told, letters_for
from shortbreaks.rounds.reasons import Result
from shortbreaks.rounds.rules import RoundFacts
from shortbreaks.rounds.tables import AllocationRound, RoundLetter, RoundResult


@dataclass(frozen=True, slots=True)
class Decided:
    """Last year's round as it was decided."""

    facts: RoundFacts
    results: Sequence[Result]


def write_letters(rows: Rows, round_id: int, decided: Decided, at: datetime) -> None:
    """A letter for each family of a round whose rows are written, issued at a moment by the first person."""
    db = rows.db
    view = view_at(db, at)
    name = db.scalar(select(AllocationRound.name).where(AllocationRound.id == round_id)) or ""
    children = db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as).where(Child.id.in_(decided.facts.children))
    )
    names = {one.id: short_name(one.first_name, one.last_name, one.known_as) for one in children}
    booked: dict[int, list[Booking]] = {}
    given = select(RoundResult.wish_id, Booking).join(Booking, Booking.number == RoundResult.number)
    for wish_id, booking in db.execute(given.where(RoundResult.round_id == round_id).order_by(Booking.id)):
        booked.setdefault(wish_id, []).append(booking)
    told = Told(booked, frozenset(), None)
    for one in letters_for(view, name, Gathered(decided.facts, names, {}), decided.results, told):
        about = f"allocation_round:{round_id}"
        paper = keep_paper(rows, KIND, about, one.facts, one.style, at, child=one.child, adult=one.adult)
        rows.add(
            RoundLetter, round_id=round_id, household_id=one.household, child_id=one.child, adult_id=one.adult, paper_id=paper
        )
