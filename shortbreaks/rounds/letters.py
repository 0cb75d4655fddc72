"""Result letters: one a family, drawn and entered in the register in the very command that publishes the round.

A letter takes about 10 ms to draw, so the example county's summer scheme takes a second or two, four times a year; in
return there is never a published round of which some families have a letter and others none, and what the register holds
is what was decided (the register of papers keeps a fingerprint, so a paper cannot stand there undrawn). Losing option:
facts kept at publishing and a batch that draws afterwards, which could be stopped half-way and forgotten.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import liable_words
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_weekday
from shortbreaks.documents.tables import Paper
from shortbreaks.families.letters import RELAY, Letter, check_letters, dear, issue, letterhead, letters_stopped
from shortbreaks.families.rights import may
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child, Household
from shortbreaks.families.undrawn import Undrawn, undrawn_of
from shortbreaks.providers.tables import BreakSession, Venue
from shortbreaks.rounds.facts import Gathered
from shortbreaks.rounds.reasons import Result
from shortbreaks.rounds.rules import Asked
from shortbreaks.rounds.tables import AllocationRound, RoundLetter, Wish
from shortbreaks.words import nth, whole

KIND = "round result"
SAID = {
    "own worker": "children who need a worker of their own", "end of life": "children in the most urgent need",
    "lost last time": "those who got nothing in the last round", "no break lately": "those without a break for three months",
    "least used": "those who have used least of their allowance",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What publishing brought about: bookings by wish, the wishes that wait for a place, and until when to say yes."""

    booked: Mapping[int, Sequence[Booking]]
    waits: frozenset[int]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class FamilyLetter:
    """One family's letter before it is drawn: for whom, in which print, and what it says."""

    household: int
    child: int
    adult: int | None
    style: str
    facts: Any


def keep_letters(work: Work, kept: AllocationRound, found: Gathered, results: Sequence[Result], told: Told) -> int:
    """Draw each family's letter as it wishes and enter it in the register; answers how many letters there are.

    A family whose letters are stopped gets none (R-D26): somebody speaks to it.
    """
    letters = [
        one for one in letters_for(work, kept.name, found, results, told)
        if not any(letters_stopped(work.db, child) for child in found.children_of(one.household))
    ]  # fmt: skip
    for one in letters:
        paper = issue(work, KIND, Letter(f"allocation_round:{kept.id}", one.facts, one.child, one.adult), one.style)
        work.db.add(
            RoundLetter(
                round_id=kept.id, household_id=one.household, child_id=one.child, adult_id=one.adult, paper_id=paper.id
            )
        )
    return len(letters)


def letters_for(view: View, name: str, found: Gathered, results: Sequence[Result], told: Told) -> list[FamilyLetter]:
    """What each family is told of a round, in a fixed number of questions."""
    from shortbreaks.documents.round_result import RoundResultFacts

    settings = settings_on(view.db, view.today)
    head = letterhead(view, settings)
    families: dict[int, list[Result]] = {}
    for one in results:
        families.setdefault(found.facts.children[one.child].household, []).append(one)
    refs, adults, venues = _refs(view, families), _adults(view, families), _venues(view, found.facts.seats)
    how, born = how_decided(found.facts.order), _born(view, {one.child for one in results})
    letters = []
    for household, mine in sorted(families.items()):
        adult = adults.get(household)
        facts = RoundResultFacts(
            head=head, round=name, family=refs[household], dated=view.today, dear=dear(adult),
            children=_children(found, mine, told, venues, born), until=told.until, how_decided=how, next_words=_next(mine, told),
            foot=settings["letter_foot"], relay=RELAY,
        )  # fmt: skip
        adult_id, style = (adult.id, adult.letter_format) if adult else (None, "standard")
        letters.append(FamilyLetter(household, mine[0].child, adult_id, style, facts))
    return letters


def how_decided(order: Sequence[str]) -> str:
    """The rule in words for a family, in the council's order of that day."""
    first = ", then ".join(SAID[word] for word in order)
    return (
        "Everybody’s first wish was looked at before anybody’s second, and whoever had least so far came first. After that "
        f"came {first}. Where families were equal we drew lots. It did not matter who asked first, as long as it was in time."
    )


def _next(mine: Sequence[Result], told: Told) -> str:
    parts = []
    some = any(one.outcome == "given" for one in mine)
    if some and told.until is not None:
        parts.append("When you have said yes we send you a confirmation with everything you need for the day.")
    elif some:
        parts.append("Your places are booked. We send you a confirmation with everything you need for the day.")
    if any(one.wish in told.waits for one in mine):
        parts.append("For the days that were full you are on our waiting list. If a place is given back, we ring you.")
    if any(one.outcome == "needs a person" for one in mine):
        parts.append("For some days we have to ask a question first. We ring you about it.")
    if not some and any(one.outcome == "not given" for one in mine):
        parts.append("As you got nothing this time, you come first among equals in the next round.")
    return " ".join(parts) or "Ring us, and we look together for another break."


def _born(view: View, children: Collection[int]) -> dict[int, date]:
    rows = view.db.execute(select(Child.id, Child.born).where(Child.id.in_(children)))
    return {row.id: row.born for row in rows}


def _children(
    found: Gathered, mine: Sequence[Result], told: Told, venues: Mapping[int, str], born: Mapping[int, date]
) -> tuple[Any, ...]:
    from shortbreaks.documents.round_result import ChildResult, DayGiven, WishNotMet

    wishes = {wish.id: wish for wish in found.facts.wishes}
    children = []
    for child in dict.fromkeys(one.child for one in mine):
        own = [one for one in mine if one.child == child]
        places = sorted((b for one in own for b in told.booked.get(one.wish, ())), key=lambda b: (b.starts_at, b.id))
        gets = tuple(
            DayGiven(b.starts_at, b.ends_at, found.facts.seats[b.session_id].service.name, venues[b.session_id]) for b in places
        )
        not_met = tuple(
            WishNotMet(say_wish(found, wishes[one.wish]), *for_family(one)) for one in own if one.outcome != "given"
        )
        charges = [(b.starts_at.date(), b.charge_pence, b.exempt) for b in places]
        liable = liable_words(found.names[child].split(" ")[0], born[child], charges)
        children.append(ChildResult(found.names[child], gets, not_met, f"{_pay(places, told.until)} {liable}".strip()))
    return tuple(children)


def for_family(one: Result) -> tuple[str, str]:
    """Reason and remedy as a family is told them: what a person still decides speaks of needs, and stays in the office."""
    if one.outcome == "needs a person":
        return "We have a question to settle before we can say yes or no.", "We ring you about it."
    if one.outcome == "not eligible":
        return one.reason, "Ring us if this is not right."
    return one.reason, one.remedy


def _pay(places: Sequence[Booking], until: datetime | None) -> str:
    """What the places cost, in a sentence; for an offer, what they would."""
    from shortbreaks.documents.round_result import price_sentence

    if not places:
        return ""
    exempt = {place.exempt for place in places}
    return price_sentence(
        tuple(place.list_pence for place in places), sum(place.charge_pence for place in places),
        next(iter(exempt)) if len(exempt) == 1 else "", offered=until is not None,
    )  # fmt: skip


def say_wish(found: Gathered, wish: Asked) -> str:
    """A wish as its family knows it: First wish, Sandpipers Saturday Club on Monday 3 August."""
    seats = [found.facts.seats[number] for number in wish.sessions]
    days = " and ".join(dict.fromkeys(say_weekday(seat.session.start.date()) for seat in seats))
    return f"{nth(wish.rank).capitalize()} wish, {seats[0].service.name} on {days}"


def _refs(view: View, families: Iterable[int]) -> dict[int, str]:
    rows = view.db.execute(select(Household.id, Household.ref).where(Household.id.in_(list(families))))
    return {row.id: row.ref for row in rows}


def _adults(view: View, families: Iterable[int]) -> dict[int, Any]:
    """The first of each household who gets letters (R-P6), in one question."""
    rows = view.db.execute(
        select(Adult.id, Adult.household_id, Adult.title, Adult.first_name, Adult.last_name, Adult.letter_format)
        .where(Adult.household_id.in_(list(families)), may("gets_letters", view.today))
        .order_by(Adult.id.desc())
    )
    return {row.household_id: row for row in rows}


def _venues(view: View, sessions: Iterable[int]) -> dict[int, str]:
    rows = view.db.execute(
        select(BreakSession.id, Venue.name, Venue.postcode).join(Venue, Venue.id == BreakSession.venue_id)
        .where(BreakSession.id.in_(list(sessions)))
    )  # fmt: skip
    return {row.id: f"{row.name} {whole(row.postcode)}".strip() for row in rows}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One family's result letter."""

    id: int
    family: str
    to: str
    style: str
    paper_id: int


@query(needs=Permission.SEE_CASES)
def letters_listed(view: View, round_id: int) -> tuple[LetterRow, ...]:
    """The result letters of a round, by family."""
    rows = view.db.execute(
        select(
            RoundLetter.id, Household.ref, Adult.title, Adult.first_name, Adult.last_name, Paper.style, RoundLetter.paper_id,
        )
        .join(Household, Household.id == RoundLetter.household_id)
        .join(Paper, Paper.id == RoundLetter.paper_id)
        .join(Adult, Adult.id == RoundLetter.adult_id, isouter=True)
        .where(RoundLetter.round_id == round_id).order_by(RoundLetter.id)
    )  # fmt: skip
    return tuple(
        LetterRow(
            r.id, r.ref, short_name(r.title or r.first_name, r.last_name) if r.last_name else "Nobody gets letters",
            r.style, r.paper_id,
        )
        for r in rows
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def results_not_drawn(view: View, round_id: int) -> tuple[Undrawn, ...]:
    """Whose names would stand as codes on the letters of a round: children with a wish, and who gets their letters."""
    children = view.db.scalars(select(Wish.child_id).where(Wish.round_id == round_id, Wish.state == "open").distinct()).all()
    return undrawn_of(view.db, children, may("gets_letters", view.today))


@dataclass(frozen=True, slots=True)
class ReissueLetter:
    """Another copy of one family's result letter, in another print; it says what was decided, not what changed since."""

    letter_id: int
    style: str


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Round result issued again")
def reissue_letter(work: Work, request: ReissueLetter) -> int:
    """Draw a letter's kept facts in another print and enter it in the register; answers the paper's id."""
    from shortbreaks.documents.keeping import from_json
    from shortbreaks.documents.round_result import RoundResultFacts

    letter = work.take(RoundLetter, request.letter_id)
    check_letters(work.db, letter.child_id)
    facts = from_json(RoundResultFacts, work.db.get_one(Paper, letter.paper_id).facts)
    again = Letter(f"allocation_round:{letter.round_id}", facts, letter.child_id, letter.adult_id)
    paper = issue(work, KIND, again, request.style)
    letter.paper_id = paper.id
    work.record(letter)
    return paper.id
