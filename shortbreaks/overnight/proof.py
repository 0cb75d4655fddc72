"""Nights prove themselves: nights against stays, the child's time against both, uses against the allowance, charges."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select, text

from shortbreaks.bookings.money import FAMILY, INCOME
from shortbreaks.bookings.states import STAY_HOLDING, STAY_WORDS
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.proofs import proof
from shortbreaks.overnight.rules import nights_of

Found = Iterable[tuple[str, str]]


@proof("nights of stays")
def nights_are_those_of_the_stay(connection: Connection) -> Found:
    """A stay that holds nights has each night from its first to its last once, and one that does not has none."""
    kept: dict[int, list[tuple[object, int]]] = {}
    for row in connection.execute(select(BedNight.stay_id, BedNight.night, BedNight.child_id).order_by(BedNight.night)):
        kept.setdefault(row.stay_id, []).append((row.night, row.child_id))
    for stay in connection.execute(select(Stay.id, Stay.state, Stay.child_id, Stay.starts_at, Stay.ends_at)):
        nights = kept.pop(stay.id, [])
        wanted = nights_of(stay.starts_at.date(), stay.ends_at.date()) if stay.state in STAY_HOLDING else []
        if [night for night, _ in nights] != wanted or any(child != stay.child_id for _, child in nights):
            yield f"stay {stay.id}", f"it is {STAY_WORDS[stay.state].lower()}, and {len(nights)} nights of {len(wanted)} are kept"
    for stay_id in kept:
        yield f"stay {stay_id}", "it is missing, and nights of it are kept"


@proof("time of stays")
def stays_take_the_childs_time(connection: Connection) -> Found:
    """A stay that holds nights takes its child's time from its start to its end, and no other stay does."""
    statement = text(
        """select s.id, s.state, p.id from stay s left join booking_place p on p.stay_id = s.id
        where (s.state in :holding and s.ends_at > s.starts_at and (p.id is null or p.child_id <> s.child_id))
        or (s.state not in :holding and p.id is not null)"""
    ).bindparams(bindparam("holding", expanding=True))
    for stay, state, place in connection.execute(statement, {"holding": sorted(STAY_HOLDING)}):
        what = "takes none of the child's time" if place is None or state in STAY_HOLDING else "still takes time"
        yield f"stay {stay}", f"it is {STAY_WORDS[state].lower()} and {what}"


@proof("steps of stays")
def stays_are_where_their_steps_left_them(connection: Connection) -> Found:
    """A stay's state is the state of its newest step."""
    statement = text(
        """select b.id, b.state, s.state from stay b
        left join stay_step s on s.id = (select max(id) from stay_step where stay_id = b.id)
        where s.state is null or s.state <> b.state"""
    )
    for stay, state, step in connection.execute(statement):
        yield f"stay {stay}", f"it is {STAY_WORDS[state].lower()}, and its last step says {step or 'nothing'}"


@proof("charges of stays")
def charges_of_stays_are_posted(connection: Connection) -> Found:
    """What a stay says its family owes for it is what was posted for it, in pence."""
    statement = text(
        """select b.id, b.charge_pence, coalesce(m.pence, 0) from stay b left join (
          select e.about as about, sum(case when f.kind = :family then t.pence else -t.pence end) as pence
          from transfer t join entry e on e.id = t.entry_id
          join account f on f.id = t.from_account join account i on i.id = t.to_account
          where (f.kind = :family and i.kind = :income) or (f.kind = :income and i.kind = :family)
          group by e.about) m on m.about = 'stay:' || b.id
        where b.charge_pence <> coalesce(m.pence, 0)"""
    )
    for stay, says, posted in connection.execute(statement, {"family": FAMILY, "income": INCOME}):
        yield f"stay {stay}", f"it is charged {says} pence, and {int(posted)} are in the books"
