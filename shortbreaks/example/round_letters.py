"""The letters of the example county's last round, drawn as publishing draws them and entered in the register of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Person, View
from shortbreaks.documents.keeping import to_json
from shortbreaks.documents.tables import Paper
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
    from shortbreaks.documents.round_result import round_result

    db = rows.db
    writer = db.get_one(PersonRecord, 1)
    view = View(db, Person(writer.id, writer.sign_in, writer.name, writer.role, frozenset()), at, at.date())
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
        drawn = round_result(one.facts, one.style)
        paper = rows.add(
            Paper, kind=KIND, about=f"allocation_round:{round_id}", child_id=one.child, adult_id=one.adult, style=one.style,
            audience="family", facts=to_json(one.facts), pages=drawn.pages, sha256=drawn.sha256, issued_at=at,
            person_id=writer.id, copy_of=None,
        )  # fmt: skip
        rows.add(
            RoundLetter, round_id=round_id, household_id=one.household, child_id=one.child, adult_id=one.adult, paper_id=paper
        )
