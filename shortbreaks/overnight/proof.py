"""Nights prove themselves: nights against stays, the child's time against both, charges, and what each night costs."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, bindparam, select, text

from shortbreaks.bookings.night_tables import NightRequest, NightStep
from shortbreaks.bookings.proof import wrong_charges, wrong_steps
from shortbreaks.bookings.states import STAY_HOLDING, STAY_WORDS
from shortbreaks.bookings.stay_tables import BedNight, Stay, StayStep
from shortbreaks.database.proofs import proof
from shortbreaks.overnight.rules import nights_of
from shortbreaks.providers.bed_queries import price_of_night
from shortbreaks.providers.bed_tables import Bed, NightPrice

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
    return wrong_steps(connection, Stay, StayStep, StayStep.stay_id)


@proof("charges of stays")
def charges_of_stays_are_posted(connection: Connection) -> Found:
    """What a stay says its family owes for it is what was posted for it, in pence."""
    return wrong_charges(connection, Stay)


@proof("costs of nights")
def nights_cost_what_their_house_costs(connection: Connection) -> Found:
    """Each night is kept at the price of its house that holds on it, in pence (A37)."""
    units = {row.id: row.unit_id for row in connection.execute(select(Bed.id, Bed.unit_id))}
    prices: dict[int, list[tuple[date, int]]] = {}
    columns = NightPrice.unit_id, NightPrice.from_day, NightPrice.pence
    for row in connection.execute(select(*columns).order_by(NightPrice.from_day, NightPrice.id)):
        prices.setdefault(row.unit_id, []).append((row.from_day, row.pence))
    for night in connection.execute(select(BedNight.stay_id, BedNight.bed_id, BedNight.night, BedNight.pence)):
        wanted = price_of_night(prices.get(units.get(night.bed_id, 0), ()), night.night)
        if night.pence != wanted:
            yield f"stay {night.stay_id}", f"its night of {night.night} costs {night.pence} pence, and the price is {wanted}"


@proof("steps of requests for nights")
def night_requests_are_where_their_steps_left_them(connection: Connection) -> Found:
    """A request's state is the state of its newest step."""
    return wrong_steps(connection, NightRequest, NightStep, NightStep.request_id)


@proof("nights offered to families that wait")
def offered_nights_are_held(connection: Connection) -> Found:
    """A request that is offered has an open offer of its own child, and a stay offered to a request that waits is not open (R-B3)."""
    offered = text(
        """select r.id, s.state from night_request r join stay s on s.id = r.stay_id
        where r.state = 'offered' and (s.state <> 'offered' or s.child_id <> r.child_id
          or not exists (select 1 from night_offer o where o.stay_id = s.id and o.request_id = r.id))"""
    )
    for request, state in connection.execute(offered):
        yield f"request for nights {request}", f"it is offered a stay that is {STAY_WORDS[state].lower()}, or not offered to it"
    open_ = text(
        """select o.stay_id, r.state from night_offer o join stay s on s.id = o.stay_id join night_request r on r.id = o.request_id
        where s.state = 'offered' and r.state <> 'superseded' and (r.state <> 'offered' or r.stay_id <> s.id)"""
    )
    for stay, state in connection.execute(open_):
        yield f"stay {stay}", f"it is offered to a request for nights that is {state}"


@proof("siblings together for nights")
def siblings_are_offered_nights_together(connection: Connection) -> Found:
    """Siblings are never in part offered nights, and what they are offered is the same nights in one house (R-B5)."""
    parted = text(
        """select together from night_request where together is not null and state in ('waiting', 'offered')
        group by together having count(distinct state) > 1"""
    )
    for (together,) in connection.execute(parted):
        yield f"request for nights {together}", "some of its siblings are offered a stay and some still wait"
    apart = text(
        """select together from stay where together is not null and state = 'offered' group by together
        having count(distinct service_id) > 1 or min(starts_at) < max(starts_at) or min(ends_at) < max(ends_at)"""
    )
    for (together,) in connection.execute(apart):
        yield f"stay {together}", "siblings are offered other nights or another house than those who go with them"
