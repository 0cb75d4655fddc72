"""Rounds prove themselves: their state is that of their newest step, and a published one has a result for every wish."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from shortbreaks.bookings.proof import wrong_steps
from shortbreaks.database.proofs import proof
from shortbreaks.rounds.tables import AllocationRound, RoundStep

Found = Iterable[tuple[str, str]]


@proof("steps of rounds")
def rounds_are_where_their_steps_left_them(connection: Connection) -> Found:
    """A round's state is the state of its newest step."""
    return wrong_steps(connection, AllocationRound, RoundStep, RoundStep.round_id)


@proof("results of rounds")
def published_wishes_have_results(connection: Connection) -> Found:
    """Every wish of a published round that was not withdrawn has a result, no other has; what was given has its booking."""
    statement = text(
        """select w.id, r.state, w.state, x.outcome from wish w join allocation_round r on r.id = w.round_id
        left join round_result x on x.wish_id = w.id
        where (r.state = 'published' and w.state = 'open' and x.id is null)
        or (x.id is not null and (r.state <> 'published' or w.state <> 'open' or x.round_id <> w.round_id))"""
    )
    for wish, _, state, outcome in connection.execute(statement):
        yield f"wish {wish}", f"it is {state}, and its result is {outcome or 'missing'}"
    unbooked = text(
        """select x.wish_id from round_result x where x.outcome = 'given'
        and not exists (select 1 from booking b where b.number = x.number)"""
    )
    for (wish,) in connection.execute(unbooked):
        yield f"wish {wish}", "it was given, and its booking is missing"


@proof("letters of rounds")
def letters_are_of_the_round_and_its_family(connection: Connection) -> Found:
    """Each result letter stands in the register of papers, as of this round and for a child of this family."""
    statement = text(
        """select l.id, p.about from round_letter l left join paper p on p.id = l.paper_id
        left join child c on c.id = p.child_id
        where p.id is null or p.kind <> 'round result' or p.about <> 'allocation_round:' || l.round_id
          or c.household_id <> l.household_id"""
    )
    for letter, about in connection.execute(statement):
        yield f"letter {letter} of a round", f"its paper is {about or 'missing'}"
