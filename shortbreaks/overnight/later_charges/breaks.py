"""A break that was had and is not charged as it would be by what is known now, however it came about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shortbreaks.bookings.charges import Benefits, Charge, PriceOf, charge_for_nights
from shortbreaks.bookings.stay_tables import Stay

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LaterBreak:
    """One break, sums in pence.

    `price` is what it costs without a benefit, None while nobody knows; `pence` is what the family would owe for it, of
    which `charged` is charged already, and `exempt` what would be free of it then.
    """

    about: str
    service: str
    start: datetime
    price: int | None
    pence: int
    charged: int
    exempt: str

    @property
    def more(self) -> int:
        """What charging it would add, in pence."""
        return self.pence - self.charged


def by_time(found: Iterable[tuple[int, LaterBreak]]) -> dict[int, tuple[LaterBreak, ...]]:
    """Breaks by their child, each child's by time."""
    of: dict[int, list[LaterBreak]] = {}
    for child_id, one in found:
        of.setdefault(child_id, []).append(one)
    return {child_id: tuple(sorted(some, key=lambda one: (one.start, one.about))) for child_id, some in of.items()}


def charge_of_stay(stay: Stay, prices: Sequence[tuple[date, PriceOf]], benefits: Benefits) -> Charge | None:
    """What a stay's nights cost by the price of its first one, each by the benefit of its own day; None without a price."""
    first = stay.starts_at.date()
    price = next((price.pence for day, price in prices if day <= first), None)
    if price is None:
        return None
    return charge_for_nights(price, "council", benefits, [first + DAY * number for number in range(stay.uses or stay.planned_nights)])
