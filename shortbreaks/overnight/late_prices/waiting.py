"""Which breaks still wait for a price, and what each would cost where one is known by now (R-C2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import benefits_of
from shortbreaks.bookings.charges import Benefits, Charge, PriceOf, charge_for, charge_for_nights, price_on
from shortbreaks.bookings.facts import prices_of
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unpriced import NO_PRICE, past_no_price
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on
from shortbreaks.eligibility.tables import RuleOverride
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.overnight.late_prices.tables import PriceAnswer
from shortbreaks.providers.tables import Service

HAD = ("confirmed", "attended", "attended_part")
STAYED = ("booked", "in_house", "ended")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UnpricedBreak:
    """One break without a price: `price` is None while none is known for its day, `pence` what the family would owe."""

    about: str
    service: str
    start: datetime
    price: int | None
    pence: int
    exempt: str


@query(needs=Permission.SEE_CASES)
def unpriced_of(view: View, child_id: int) -> tuple[UnpricedBreak, ...]:
    """A child's breaks that wait for a price or for a person's word about it, by time."""
    return unpriced(view, {child_id}).get(child_id, ())


def unpriced(view: View, child_ids: Collection[int] | None = None) -> dict[int, tuple[UnpricedBreak, ...]]:
    """The same of some children, or of all, in a fixed number of questions.

    What was cancelled or not come to is not asked about: nobody was told a price for it. A price of nought settles it too.
    """
    asked = _asked(view)
    rows = [
        *_rows(view, Booking, HAD, asked.get("booking", ()), child_ids), *_rows(view, Stay, STAYED, asked.get("stay", ()), child_ids),
    ]  # fmt: skip
    if not rows:
        return {}
    prices = prices_of(view.db, {record.service_id for record, _ in rows})
    benefits = benefits_of(view.db, sorted({record.child_id for record, _ in rows}))
    found: dict[int, list[UnpricedBreak]] = {}
    for record, name in rows:
        price = price_on(prices.get(record.service_id, ()), record.starts_at, record.ends_at)
        if price == 0:
            continue
        if isinstance(record, Booking):
            charge = charge_for(price, "council", free=benefits[record.child_id].free_on(record.starts_at.date()))
        else:
            charge = _nights(record, prices, benefits[record.child_id]) if price is not None else Charge(0, 0, "")
        about = f"{record.__tablename__}:{record.id}"
        one = UnpricedBreak(about, name, record.starts_at, None if price is None else charge.list_pence, charge.pence, charge.exempt)
        found.setdefault(record.child_id, []).append(one)
    return {child: tuple(sorted(of, key=lambda one: (one.start, one.about))) for child, of in found.items()}


def _asked(view: View) -> dict[str, list[int]]:
    """The ids of bookings and of stays for which a person went past “no price” and nobody decided since, by kind.

    Read from those reasons, by an index of their own: they are few, however many years of bookings are kept.
    """
    answered = exists().where(PriceAnswer.about == RuleOverride.about)
    found: dict[str, list[int]] = {}
    for about in view.db.scalars(select(RuleOverride.about).where(NO_PRICE, ~answered).distinct().order_by(RuleOverride.about)):
        kind, _, number = about.partition(":")
        found.setdefault(kind, []).append(int(number))
    return found


def _rows(
    view: View, record: type[Booking] | type[Stay], states: Collection[str], ids: Collection[int], child_ids: Collection[int] | None
) -> Sequence[tuple[Booking | Stay, str]]:
    """Those of some bookings or stays that cost nothing for want of a price, each with its service's name."""
    if not ids:
        return ()
    mine = () if child_ids is None else (record.child_id.in_(child_ids),)
    rows: Sequence[Any] = view.db.execute(
        select(record, Service.name)
        .join(Service, Service.id == record.service_id)
        .where(record.id.in_(ids), Service.charged_by == "council", record.state.in_(states), past_no_price(record), *mine)
        .order_by(record.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def _nights(stay: Stay, prices: Mapping[int, Sequence[tuple[date, PriceOf]]], benefits: Benefits) -> Charge:
    """What a stay's nights would cost by the price of its first one, each by the benefit of its own day."""
    first = stay.starts_at.date()
    price = next(price.pence for day, price in prices[stay.service_id] if day <= first)
    return charge_for_nights(price, "council", benefits, [first + DAY * number for number in range(stay.uses or stay.planned_nights)])


@dataclass(frozen=True, slots=True)
class PriceDue:
    """A child with breaks without a price: how many, how many of them have one by now and what those come to, since when."""

    child_id: int
    child: str
    age: int
    breaks: int
    priced: int
    pence: int
    first: datetime


@query(needs=Permission.SEE_CASES)
def prices_due(view: View) -> tuple[PriceDue, ...]:
    """Every child with breaks that wait for a price, the longest ago first; in a fixed number of questions."""
    found = unpriced(view)
    children = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born).where(Child.id.in_(list(found)))
    )
    rows = [
        PriceDue(
            r.id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today), len(found[r.id]),
            sum(one.price is not None for one in found[r.id]), sum(one.pence for one in found[r.id]), found[r.id][0].start,
        )
        for r in children
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda one: (one.first, one.child_id)))
