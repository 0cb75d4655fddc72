"""What a provider's closing affects: each child's places and nights, what was paid, and other breaks for each of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.alternatives import MOST, Alternative, alternatives_for
from shortbreaks.bookings.provider_cancel import Scope, bookings_in, check_scope, sessions_in
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unpriced import awaited
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on
from shortbreaks.errors import NotFound
from shortbreaks.families.rights import may
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child
from shortbreaks.findings import Outcome, worst
from shortbreaks.ledger.tables import Entry, Transfer
from shortbreaks.overnight.judging import StayWanted, judge
from shortbreaks.overnight.sheet import House, Sheet, Stretch, sheet_of_all
from shortbreaks.providers.bed_tables import Unit
from shortbreaks.providers.tables import BreakSession, Service

WEEKS = 4
OPEN_STAYS = ("offered", "booked", "in_house")


@dataclass(frozen=True, slots=True)
class Fallen:
    """One place or stay that falls away; `unit` and `back` are what of the allowance goes back."""

    about: str  # "booking" or "stay"
    id: int
    version: int
    child_id: int
    child: str
    age: int
    family: str  # whom to ring, first name and initial, with the telephone
    service_id: int
    service: str
    kind: str
    start: datetime
    end: datetime
    offered: bool
    in_house: bool
    charge_pence: int
    exempt: str
    awaits: str  # what its charge waits for yet, as of a booking that is listed
    paid_pence: int
    unit: str
    back: int


@dataclass(frozen=True, slots=True)
class ClosingAffects:
    """What a closing would do: sessions that close, and every place and stay that falls away, by time."""

    sessions: int
    session_ids: frozenset[int]
    units: tuple[int, ...]
    fallen: tuple[Fallen, ...]

    @property
    def children(self) -> int:
        """How many children are affected."""
        return len({one.child_id for one in self.fallen})


@query(needs=Permission.BOOK)
def closing_would(view: View, scope: Scope) -> ClosingAffects:
    """What falls away when a provider, service or venue closes, in a fixed number of questions. Raises Refused."""
    check_scope(view, scope)
    sessions = frozenset(view.db.scalars(sessions_in(scope).with_only_columns(BreakSession.id)))
    units = tuple(unit.id for unit in units_in(view, scope))
    bookings = list(view.db.scalars(bookings_in(scope)))
    stays = list(view.db.scalars(stays_in(scope)))
    records: list[Booking | Stay] = sorted([*bookings, *stays], key=lambda one: (one.starts_at, one.id))
    return ClosingAffects(len(sessions), sessions, units, tuple(_fallen(view, records)))


def units_in(view: View, scope: Scope) -> list[Unit]:
    """The houses whose nights close; a house has no venue, so a closing of one venue leaves it."""
    if scope.venue_id is not None:
        return []
    found = select(Unit).join(Service, Service.id == Unit.service_id).where(Service.provider_id == scope.provider_id)
    if scope.service_id is not None:
        found = found.where(Service.id == scope.service_id)
    return list(view.db.scalars(found.order_by(Unit.id)))


def stays_in(scope: Scope) -> Any:
    """The stays with a night in the closed days that are not over."""
    found = (
        select(Stay)
        .join(Service, Service.id == Stay.service_id)
        .where(
            Service.provider_id == scope.provider_id, Stay.state.in_(OPEN_STAYS),
            Stay.ends_at >= datetime.combine(scope.first_day + timedelta(days=1), datetime.min.time()),
        )
        .order_by(Stay.id)
    )  # fmt: skip
    if scope.last_day is not None:
        found = found.where(Stay.starts_at < datetime.combine(scope.last_day + timedelta(days=1), datetime.min.time()))
    if scope.service_id is not None:
        found = found.where(Stay.service_id == scope.service_id)
    return found.where(Stay.id < 0) if scope.venue_id is not None else found


def _fallen(view: View, records: Sequence[Booking | Stay]) -> Iterator[Fallen]:
    children = {
        child.id: child for child in view.db.scalars(select(Child).where(Child.id.in_({one.child_id for one in records})))
    }
    services = {
        row.id: row
        for row in view.db.execute(
            select(Service.id, Service.name, Service.kind, Service.unit).where(Service.id.in_({one.service_id for one in records}))
        )
    }
    adults = _adults(view, {child.household_id for child in children.values()})
    paid = _paid(view, records)
    waiting = {
        kind: awaited(view.db, kind, [one.id for one in records if isinstance(one, kind) and not (one.charge_pence or one.exempt)])
        for kind in (Booking, Stay)
    }
    for one in records:
        child, service = children[one.child_id], services[one.service_id]
        charged = one.charge_pence if one.state in {"confirmed", "booked", "in_house"} else 0
        if isinstance(one, Stay):
            unit, amount = "nights", one.planned_nights
        else:
            unit, amount = service.unit, one.uses if one.allocation_id is not None else 0
        yield Fallen(
            one.__tablename__, one.id, one.version, one.child_id,
            short_name(child.first_name, child.last_name, child.known_as), age_on(child.born, one.starts_at.date()),
            adults.get(child.household_id, ""), one.service_id, service.name, service.kind, one.starts_at, one.ends_at,
            one.state == "offered", one.state == "in_house", charged, one.exempt, waiting[type(one)].get(one.id, ""),
            min(charged, paid.get(_number(one), 0)),
            unit, amount,
        )  # fmt: skip


def _adults(view: View, households: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    rows = view.db.execute(
        select(Adult.household_id, Adult.first_name, Adult.last_name, Adult.phone)
        .where(Adult.household_id.in_(households), may("may_book", view.today))
        .order_by(Adult.id)
    )
    for row in rows:
        found.setdefault(row.household_id, f"{short_name(row.first_name, row.last_name)} {row.phone}".strip())
    return found


def _number(one: Booking | Stay) -> str:
    return f"booking:{one.number}" if isinstance(one, Booking) else f"stay:{one.id}"


def _paid(view: View, records: Sequence[Booking | Stay]) -> Mapping[str, int]:
    """What was paid under the number of each booking or stay, in pence."""
    rows = view.db.execute(
        select(Entry.about, func.sum(Transfer.pence))
        .join(Transfer, Transfer.entry_id == Entry.id)
        .where(Entry.about.in_({_number(one) for one in records}), Entry.what.like("Paid by %"), Entry.reverses.is_(None))
        .group_by(Entry.about)
    )
    return {row[0]: int(row[1]) for row in rows}


@query(needs=Permission.BOOK)
def other_breaks(view: View, fallen: Fallen, but: Collection[int], but_units: Collection[int]) -> tuple[Alternative, ...]:
    """Up to three other breaks for one place that falls away: Find a break's answers, or other houses for nights."""
    if fallen.about == "booking":
        return alternatives_for(view, fallen.child_id, fallen.kind, fallen.start.date(), but)
    stay = view.db.get(Stay, fallen.id)
    if stay is None:
        raise NotFound("That stay is not here any more.", "Look again.")
    return _other_houses(view, stay, frozenset(but_units))


def _other_houses(view: View, stay: Stay, closed: frozenset[int]) -> tuple[Alternative, ...]:
    """Beds of other houses on the same nights, then in the weeks after, judged for this child."""
    last = stay.ends_at.date() - timedelta(days=1) + timedelta(weeks=WEEKS)
    sheet = sheet_of_all(view, stay.child_id, stay.bed_id, Stretch(stay.starts_at.date(), last, (stay.id,)))
    found: list[Alternative] = []
    for week in range(WEEKS + 1):
        start, end = stay.starts_at + timedelta(weeks=week), stay.ends_at + timedelta(weeks=week)
        if start.date() < view.today:
            continue
        for house in sorted(sheet.houses.values(), key=lambda one: one.service.name):
            if house.id in closed:
                continue
            best = _best_bed(sheet, house, StayWanted(stay.child_id, 0, start, end, but=(stay.id,)))
            if best is not None:
                found.append(best)
        if len(found) >= MOST:
            break
    return tuple(sorted(found, key=lambda one: (one.outcome is not Outcome.MET, one.start))[:MOST])


def _best_bed(sheet: Sheet, house: House, wanted: StayWanted) -> Alternative | None:
    """The first bed of a house that nothing stands against, kept emergency beds left out."""
    for bed in sorted(house.beds.values(), key=lambda one: one.id):
        if bed.emergency:
            continue
        judged = judge(sheet, replace(wanted, bed_id=bed.id))
        outcome = worst(judged.findings)
        if outcome is not Outcome.NOT_MET:
            why = next((f"{one.reason} {one.remedy}".strip() for one in judged.findings if one.outcome is not Outcome.MET), "")
            return Alternative(None, bed.id, house.service.name, bed.name, wanted.starts_at, wanted.ends_at, outcome, why)
    return None
