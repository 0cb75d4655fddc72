"""What breaks cost the council, in the books: committed when booked, owed when attended, given free when neither.

An invoice settles what is owed (finance). What a booking or stay commits and owes is posted about it, so that what
stands in the books for it can be read there and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from shortbreaks.bookings.charges import PriceOf
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work
from shortbreaks.database.prepared import rows_of
from shortbreaks.ledger.posting import Line, Posting, account_for, accounts_for, accounts_held, post_many
from shortbreaks.ledger.tables import Account, Entry, Transfer
from shortbreaks.providers.bed_tables import NightPrice, Unit
from shortbreaks.providers.price_tables import PlacePrice
from shortbreaks.providers.tables import Service

BUDGET, COMMITTED, OWED, PAID = "providers' budget", "committed to providers", "owed to providers", "paid to providers"
BOOKED, ATTENDED = ("confirmed",), ("attended", "attended_part")
STAY_BOOKED, STAY_ATTENDED = ("booked", "in_house"), ("ended",)
Price = TypeVar("Price")
Prices = Mapping[int, Sequence[tuple[date, int]]]
# Built once: a select costs more to build than to run (speed.md).
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_NIGHTS = (
    select(Unit.service_id, Unit.id, Service.provider_id, NightPrice.from_day, NightPrice.pence)
    .join(Service, Service.id == Unit.service_id)
    .join(NightPrice, NightPrice.unit_id == Unit.id)
    .where(Unit.service_id.in_(_IDS))
    .order_by(NightPrice.from_day, NightPrice.id)
)
_PLACES = (
    select(PlacePrice.service_id, PlacePrice.from_day, PlacePrice.pence, PlacePrice.per)
    .where(PlacePrice.service_id.in_(_IDS)).order_by(PlacePrice.id)
)  # fmt: skip
_PROVIDERS = select(Service.id, Service.provider_id).where(Service.id.in_(_IDS))
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Cost:
    """What one booking or stay ("booking:7") commits and owes to a provider (pence)."""

    about: str
    provider_id: int
    committed: int
    owed: int


def place_prices(db: Session, services: Iterable[int]) -> dict[int, list[tuple[date, PriceOf]]]:
    """The prices of a place of each service that has any, by day; the latest entered for a day counts."""
    found: dict[int, dict[date, PriceOf]] = {}
    for service, day, pence, per in rows_of(db, _PLACES, {"ids": sorted(set(services))}):
        found.setdefault(service, {})[day] = PriceOf(pence, per)
    return {service: sorted(days.items(), key=lambda one: one[0]) for service, days in found.items()}


def price_on(prices: Sequence[tuple[date, Price]], day: date) -> Price | None:
    """The price that holds on a day, or None before the first."""
    return next((price for since, price in reversed(prices) if since <= day), None)


def follow_bookings(work: Work, bookings: Sequence[Booking]) -> int:
    """Post what these bookings commit and owe now, less what stands in the books for them; gives how many moved.

    A service without an agreed price costs nothing that could be known: nothing is posted for it.
    """
    prices = place_prices(work.db, {booking.service_id for booking in bookings})
    if not prices:
        return 0
    providers = _providers(work, prices)
    costs = []
    for booking in bookings:
        price = price_on(prices.get(booking.service_id, ()), booking.starts_at.date())
        if price is not None:
            booked, attended = booking.state in BOOKED, booking.state in ATTENDED
            pence = price.of(booking.starts_at, booking.ends_at)
            costs.append(
                Cost(f"booking:{booking.id}", providers[booking.service_id], pence * booked, pence * attended)
            )
    return follow(work, costs)


def follow_stays(work: Work, stays: Sequence[Stay]) -> int:
    """The same of stays, by the dated price of a night in their house."""
    providers: dict[int, int] = {}
    prices: dict[int, list[tuple[date, int]]] = {}
    for row in rows_of(work.db, _NIGHTS, {"ids": list({stay.service_id for stay in stays})}):
        providers[row.service_id] = row.provider_id
        prices.setdefault(row.service_id, []).append((row.from_day, row.pence))
    costs = [
        cost_of_stay(stay, providers[stay.service_id], prices[stay.service_id]) for stay in stays if stay.service_id in prices
    ]
    return follow(work, costs)


def cost_of_stay(stay: Stay, provider_id: int, prices: Sequence[tuple[date, int]]) -> Cost:
    """What a stay commits or owes: the price of each of its nights; a stay ended early owes the nights that were slept."""
    count = (stay.ends_at.date() - stay.starts_at.date()).days
    nights = [stay.starts_at.date() + timedelta(days=n) for n in range(count)]
    pence = sum(price_on(prices, night) or 0 for night in nights)
    return Cost(
        f"stay:{stay.id}", provider_id, pence * (stay.state in STAY_BOOKED), pence * (stay.state in STAY_ATTENDED)
    )


def follow(work: Work, costs: Sequence[Cost]) -> int:
    """Post the difference between what should stand in the books for each and what does; gives how many moved."""
    stands = posted_for(work.db, [cost.about for cost in costs])
    moved = [cost for cost in costs if stands.get(cost.about, (0, 0)) != (cost.committed, cost.owed)]
    if not moved:
        return 0
    committed, owed, budget = _accounts(work, {f"provider:{cost.provider_id}": f"Provider {cost.provider_id}" for cost in moved})
    postings = []
    for cost in moved:
        holder = f"provider:{cost.provider_id}"
        before = stands.get(cost.about, (0, 0))
        lines = _moves(cost.committed - before[0], cost.owed - before[1], budget, committed[holder], owed[holder])
        postings.append(Posting(_what(cost, before), cost.about, work.today, tuple(lines)))
    post_many(work, postings)
    return len(postings)


def _accounts(work: Work, providers: Mapping[str, str]) -> tuple[Mapping[str, int], Mapping[str, int], int]:
    """What is committed and owed to each of these providers, and the budget: of one, as a booking has, in one question."""
    budget = BUDGET, "council", "Breaks bought from providers"
    if len(providers) == 1:
        ((holder, name),) = providers.items()
        committed, owed, whence = accounts_held(work, (COMMITTED, holder, name), (OWED, holder, name), budget)
        return {holder: committed}, {holder: owed}, whence
    return accounts_for(work, COMMITTED, providers), accounts_for(work, OWED, providers), account_for(work, *budget)


def _moves(more_committed: int, more_owed: int, budget: int, committed: int, owed: int) -> list[Line]:
    """Straight from committed to owed as far as one falls and the other rises, the rest out of the budget or back."""
    lines = []
    straight = max(0, min(-more_committed, more_owed)) - max(0, min(more_committed, -more_owed))
    for pence, source, target in (
        (straight, committed, owed), (more_committed + straight, budget, committed), (more_owed - straight, budget, owed),
    ):  # fmt: skip
        if pence:
            lines.append(Line(source, target, pence) if pence > 0 else Line(target, source, -pence))
    return lines


def _what(cost: Cost, before: tuple[int, int]) -> str:
    if cost.owed:
        return "Owed to the provider: attended"
    if cost.committed:
        return "Committed to the provider: booked"
    return "No longer owed to the provider" if before[1] else "No longer committed to the provider"


def posted_for(db: Session, abouts: Sequence[str]) -> dict[str, tuple[int, int]]:
    """What stands in the books as committed and as owed (pence) for each of these."""
    found: dict[str, tuple[int, int]] = {}
    for start in range(0, len(abouts), _AT_ONCE):
        for about, committed, owed in rows_of(db, _standing(), {"abouts": abouts[start : start + _AT_ONCE]}):
            found[about] = (int(committed), int(owed))
    return found


@cache
def _standing() -> Select[str, Any, Any]:
    source, target = aliased(Account), aliased(Account)

    def net(kind: str) -> Any:
        into, out = target.kind == kind, source.kind == kind
        return func.sum(case((into, Transfer.pence), (out, -Transfer.pence), else_=0))

    kinds = (COMMITTED, OWED)
    return (
        select(Entry.about, net(COMMITTED), net(OWED))
        .join(Transfer, Transfer.entry_id == Entry.id)
        .join(source, source.id == Transfer.from_account)
        .join(target, target.id == Transfer.to_account)
        .where(Entry.about.in_(bindparam("abouts", expanding=True)), or_(source.kind.in_(kinds), target.kind.in_(kinds)))
        .group_by(Entry.about)
    )


def _providers(work: Work, services: Iterable[int]) -> dict[int, int]:
    return {row.id: row.provider_id for row in rows_of(work.db, _PROVIDERS, {"ids": list(services)})}
