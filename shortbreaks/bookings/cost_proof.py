"""What breaks cost proves itself: what stands as committed and as owed for each booking and stay is what its record says."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, case, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.provider_costs import (
    ATTENDED,
    BOOKED,
    COMMITTED,
    OWED,
    Cost,
    cost_of_stay,
    place_prices,
    price_on,
)
from shortbreaks.bookings.stay_tables import Stay, StayStep
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.proofs import proof
from shortbreaks.ledger.tables import Account, Entry, Transfer
from shortbreaks.money import pounds
from shortbreaks.providers.bed_queries import night_prices
from shortbreaks.providers.bed_tables import Unit
from shortbreaks.providers.tables import Service

INVOICES = "provider_invoice:"  # what these settle is proved beside the invoices themselves
Found = Iterable[tuple[str, str]]


@proof("costs of providers")
def costs_are_of_what_was_booked_and_attended(connection: Connection) -> Found:
    """Provider by provider: each booking and stay commits what was agreed while it is to come, and owes it once attended."""
    db = Session(bind=connection)
    services, accounts = _services(db), _accounts(db)
    for provider in sorted({*services, *accounts}):
        says = {cost.about: (cost.committed, cost.owed) for cost in _says(db, provider, services.get(provider, []))}
        books = _books(db, accounts.get(provider, {}))
        from_files = _from_files(db, [about for about in says if about not in books])
        for about in sorted({*says, *books} - from_files):
            said, stands = says.get(about, (0, 0)), books.get(about, (0, 0))
            if said != stands:
                words = f"it commits {pounds(said[0])} and owes {pounds(said[1])}"
                yield about.replace(":", " "), f"{words}; the books say {pounds(stands[0])} and {pounds(stands[1])}"


def _services(db: Session) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for service, provider in db.execute(select(Service.id, Service.provider_id)):
        found[provider].append(service)
    return found


def _accounts(db: Session) -> dict[int, dict[str, int]]:
    """The accounts of what is committed and owed to each provider, by kind."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for kind, holder, account in db.execute(
        select(Account.kind, Account.holder, Account.id).where(Account.kind.in_((COMMITTED, OWED)))
    ):
        found[int(holder.partition(":")[2])][kind] = account
    return found


def _says(db: Session, provider: int, services: list[int]) -> Iterator[Cost]:
    prices = place_prices(db, services)
    rows = select(Booking.id, Booking.service_id, Booking.starts_at, Booking.ends_at, Booking.state).where(
        Booking.service_id.in_(prices), Booking.state.in_((*BOOKED, *ATTENDED))
    )
    # Asked for nothing, the engine would still read every booking, provider after provider
    for row in db.execute(rows) if prices else ():
        agreed = price_on(prices[row.service_id], row.starts_at.date())
        if agreed is not None and (price := agreed.of(row.starts_at, row.ends_at)):
            booked, attended = row.state in BOOKED, row.state in ATTENDED
            yield Cost(f"booking:{row.id}", provider, price * booked, price * attended)
    found = db.execute(select(Unit.service_id, Unit.id).where(Unit.service_id.in_(services)))
    units = {row.service_id: row.id for row in found}
    nights = night_prices(db, list(units.values()))
    priced = [service for service, unit in units.items() if unit in nights]
    for stay in db.scalars(select(Stay).where(Stay.service_id.in_(priced))) if priced else ():
        cost = cost_of_stay(stay, provider, nights[units[stay.service_id]])
        if cost.committed or cost.owed:
            yield cost


def _books(db: Session, accounts: dict[str, int]) -> dict[str, tuple[int, int]]:
    """What stands on a provider's accounts for each booking and stay, and for whatever else was posted there."""

    def net(kind: str) -> Any:
        mine = accounts.get(kind, 0)
        return func.sum(case((Transfer.to_account == mine, Transfer.pence), (Transfer.from_account == mine, -Transfer.pence), else_=0))

    mine = list(accounts.values())
    if not mine:
        return {}  # most providers have no account, and the search for none would read the whole ledger each time
    rows = db.execute(
        select(Entry.about, net(COMMITTED), net(OWED))
        .join(Transfer, Transfer.entry_id == Entry.id)
        .where(or_(Transfer.from_account.in_(mine), Transfer.to_account.in_(mine)), ~Entry.about.startswith(INVOICES))
        .group_by(Entry.about)
    )
    return {about: (int(committed), int(owed)) for about, committed, owed in rows}


def _from_files(db: Session, abouts: list[str]) -> set[str]:
    """Stays of a file of past nights: they ended before the application knew them, and were paid for elsewhere."""
    stays = [int(about.partition(":")[2]) for about in abouts if about.startswith("stay:")]
    found: set[str] = set()
    for start in range(0, len(stays), 500):
        some = stays[start : start + 500]
        first = select(func.min(StayStep.id)).where(StayStep.stay_id.in_(some)).group_by(StayStep.stay_id)
        ended = select(StayStep.stay_id).where(StayStep.id.in_(first), StayStep.state == "ended")
        found |= {f"stay:{one}" for one in db.scalars(ended)}
    return found
