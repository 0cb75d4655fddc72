"""Which breaks still wait for a price, and what each would cost where one is known by now (R-C2)."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from shortbreaks.bookings.benefits import benefits_of
from shortbreaks.bookings.charges import Charge, charge_for, price_on
from shortbreaks.bookings.facts import prices_of
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unpriced import asked_for, past_no_price
from shortbreaks.database.commands import View
from shortbreaks.overnight.later_charges.breaks import LaterBreak, by_time, charge_of_stay
from shortbreaks.providers.tables import Service

HAD = ("confirmed", "attended", "attended_part")
STAYED = ("booked", "in_house", "ended")


def unpriced(view: View, child_ids: Collection[int] | None = None) -> dict[int, tuple[LaterBreak, ...]]:
    """Those of some children, or of all, that wait for a price or for a person's word about it; in a fixed number of questions.

    What was cancelled or not come to is not asked about: nobody was told a price for it. A price of nought settles it too.
    """
    asked = asked_for(view.db)
    rows = [
        *_rows(view, Booking, HAD, asked.get("booking", ()), child_ids), *_rows(view, Stay, STAYED, asked.get("stay", ()), child_ids),
    ]  # fmt: skip
    return by_time(_breaks(view, rows)) if rows else {}


def _breaks(view: View, rows: Sequence[tuple[Booking | Stay, str]]) -> Iterator[tuple[int, LaterBreak]]:
    prices = prices_of(view.db, {record.service_id for record, _ in rows})
    benefits = benefits_of(view.db, sorted({record.child_id for record, _ in rows}))
    for record, name in rows:
        known, receives = prices.get(record.service_id, ()), benefits[record.child_id]
        price = price_on(known, record.starts_at, record.ends_at)
        if price == 0:
            continue
        if isinstance(record, Stay):
            charge = charge_of_stay(record, known, receives) or Charge(0, 0, "")
        else:
            charge = charge_for(price, "council", free=receives.free_on(record.starts_at.date()))
        yield record.child_id, LaterBreak(
            f"{record.__tablename__}:{record.id}", name, record.starts_at, None if price is None else charge.list_pence,
            charge.pence, 0, charge.exempt,
        )  # fmt: skip


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
