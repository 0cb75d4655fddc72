"""Places prove themselves: places taken against place rows, place rows against bookings, charges against the books."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, case, cast, func, literal, or_, select, text
from sqlalchemy.orm import aliased

from shortbreaks.bookings.money import FAMILY, INCOME
from shortbreaks.bookings.states import HOLDING
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.bookings.used_tables import KEPT_OTHERWISE
from shortbreaks.database.proofs import proof
from shortbreaks.ledger.tables import Account, Entry, Transfer

Found = Iterable[tuple[str, str]]
# In these nothing is charged yet; in all others a booking's charge stands in the books to the penny
UNCHARGED = ("offered",)


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


def wrong_steps(connection: Connection, record: Any, step: Any, of: Any) -> Found:
    """The rows of a record whose state is not the state of their newest step; `of` is the step's column for the row."""
    newest = select(func.max(step.id)).where(of == record.id).correlate(record).scalar_subquery()
    rows = connection.execute(
        select(record.id, record.state, step.state)
        .join(step, step.id == newest, isouter=True)
        .where(or_(step.state.is_(None), step.state != record.state))
    )
    for row_id, state, last in rows:
        yield f"{record.__tablename__} {row_id}", f"it is {state.replace('_', ' ')}, and its last step says {last or 'nothing'}"


def wrong_charges(connection: Connection, record: Any) -> Found:
    """The rows of a record whose charge is not what was posted for them ("booking:7", "stay:7"), in pence."""
    giver, taker = aliased(Account), aliased(Account)
    charged, back = giver.kind == FAMILY, giver.kind == INCOME
    posted = (
        select(Entry.about, func.sum(case((charged, Transfer.pence), else_=-Transfer.pence)).label("pence"))
        .join(Entry, Entry.id == Transfer.entry_id)
        .join(giver, giver.id == Transfer.from_account).join(taker, taker.id == Transfer.to_account)
        .where(or_(and_(charged, taker.kind == INCOME), and_(back, taker.kind == FAMILY)))
        .group_by(Entry.about).subquery()
    )  # fmt: skip
    says = case((record.state.in_(UNCHARGED), 0), else_=record.charge_pence)
    about = literal(f"{record.__tablename__}:") + cast(record.id, String)
    rows = connection.execute(
        select(record.id, record.charge_pence, func.coalesce(posted.c.pence, 0))
        .join(posted, posted.c.about == about, isouter=True)
        .where(says != func.coalesce(posted.c.pence, 0))
    )
    for row_id, pence, in_books in rows:
        yield f"{record.__tablename__} {row_id}", f"it is charged {pence} pence, and {int(in_books)} are in the books"


@proof("parts of bookings")
def parts_add_up_to_the_booking(connection: Connection) -> Found:
    """What other allocations pay of a split booking leaves some of it to the first, which each part names (R-B8)."""
    statement = text(
        """select b.id, b.uses, sum(s.amount) from booking b join booking_share s on s.booking_id = b.id
        group by b.id, b.uses, b.allocation_id
        having (b.uses > 0 and sum(s.amount) >= b.uses) or min(s.first_id) <> b.allocation_id or max(s.first_id) <> b.allocation_id
        or b.allocation_id is null"""
    )
    for booking, uses, others in connection.execute(statement):
        yield f"booking {booking}", f"it uses {uses}, and {others} of that are paid beside its own allocation"


@proof("allocations added up")
def allocations_are_used_as_their_breaks_say(connection: Connection) -> Found:
    """What is kept as used and booked of each allocation, and when its last break began, is what its breaks add up to (R-B8)."""
    for allocation, used, booked, last, kept_used, kept_booked, kept_last in connection.execute(text(KEPT_OTHERWISE)):
        kept = f"it is kept as {kept_used} used, {kept_booked} booked, the last break {kept_last or 'never'}"
        yield f"allocation {allocation}", f"{kept}; its breaks say {used}, {booked} and {last or 'never'}"


@proof("steps of bookings")
def bookings_are_where_their_steps_left_them(connection: Connection) -> Found:
    """A booking's state is the state of its newest step."""
    return wrong_steps(connection, Booking, BookingStep, BookingStep.booking_id)


@proof("charges in the books")
def charges_are_posted(connection: Connection) -> Found:
    """What a booking says its family owes for it is what was posted for it, in pence (R-C2)."""
    return wrong_charges(connection, Booking)
