"""Places prove themselves: places taken against place rows, place rows against bookings, charges against the books."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, text

from shortbreaks.bookings.money import FAMILY, INCOME
from shortbreaks.bookings.states import HOLDING
from shortbreaks.database.proofs import proof

Found = Iterable[tuple[str, str]]
# In these nothing is charged yet; in all others a booking's charge stands in the books to the penny
UNCHARGED = ("enquiry", "requested", "waiting", "offered")


@proof("places taken")
def sessions_count_their_places(connection: Connection) -> Found:
    """Each session's count of places taken is its number of place rows, and no more than it has."""
    statement = text(
        """select s.id, s.taken, s.places, coalesce(p.n, 0) from break_session s
        left join (select session_id, count(*) as n from booking_place group by session_id) p on p.session_id = s.id
        where s.taken <> coalesce(p.n, 0) or coalesce(p.n, 0) > s.places"""
    )
    for session, taken, places, rows in connection.execute(statement):
        yield f"session {session}", f"it says {taken} of {places} places are taken; {rows} are"


@proof("places and bookings")
def places_are_of_bookings_that_hold_them(connection: Connection) -> Found:
    """A booking that holds a place has exactly its own place row; one that does not has none."""
    statement = text(
        """select b.id, b.state, p.id from booking b left join booking_place p on p.booking_id = b.id
        where (b.state in :holding and (p.id is null or p.session_id <> b.session_id or p.child_id <> b.child_id))
        or (b.state not in :holding and p.id is not null)"""
    ).bindparams(bindparam("holding", expanding=True))
    for booking, state, place in connection.execute(statement, {"holding": sorted(HOLDING)}):
        what = "holds no place of its own" if place is None or state in HOLDING else "still holds a place"
        yield f"booking {booking}", f"it is {state.replace('_', ' ')} and {what}"
    homeless = text("select id from booking_place where booking_id is not null and booking_id not in (select id from booking)")
    for (place,) in connection.execute(homeless):
        yield f"place {place}", "its booking is missing"


@proof("one child, one place")
def no_child_is_in_two_places(connection: Connection) -> Found:
    """No child has two places at one time (R-B9)."""
    statement = text(
        "select child_id, from_minute, to_minute, id from booking_place order by child_id, from_minute, id"
    )
    last_child, last_end, last_id = None, 0, 0
    for child, start, end, place in connection.execute(statement):
        if child == last_child and start < last_end:
            yield f"child {child}", f"places {last_id} and {place} are at the same time"
        if child != last_child or end > last_end:
            last_child, last_end, last_id = child, end, place


@proof("steps of bookings")
def bookings_are_where_their_steps_left_them(connection: Connection) -> Found:
    """A booking's state is the state of its newest step."""
    statement = text(
        """select b.id, b.state, s.state from booking b
        left join booking_step s on s.id = (select max(id) from booking_step where booking_id = b.id)
        where s.state is null or s.state <> b.state"""
    )
    for booking, state, step in connection.execute(statement):
        yield f"booking {booking}", f"it is {state.replace('_', ' ')}, and its last step says {step or 'nothing'}"


@proof("charges in the books")
def charges_are_posted(connection: Connection) -> Found:
    """What a booking says its family owes for it is what was posted for it, in pence (R-C2)."""
    statement = text(
        """select b.id, b.charge_pence, coalesce(m.pence, 0) from booking b left join (
          select e.about as about, sum(case when f.kind = :family then t.pence else -t.pence end) as pence
          from transfer t join entry e on e.id = t.entry_id
          join account f on f.id = t.from_account join account i on i.id = t.to_account
          where (f.kind = :family and i.kind = :income) or (f.kind = :income and i.kind = :family)
          group by e.about) m on m.about = 'booking:' || b.id
        where case when b.state in :uncharged then 0 else b.charge_pence end <> coalesce(m.pence, 0)"""
    ).bindparams(bindparam("uncharged", expanding=True))
    found = connection.execute(statement, {"family": FAMILY, "income": INCOME, "uncharged": UNCHARGED})
    for booking, says, posted in found:
        yield f"booking {booking}", f"it is charged {says} pence, and {int(posted)} are in the books"
