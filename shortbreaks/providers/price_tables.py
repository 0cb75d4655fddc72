"""What the council pays providers for a place or an hour of one, each price from a day."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Key, Pence, Record, one_of, owner_of

PER = ("place", "hour")


class PlacePrice(Record):
    """What a place in a service's session costs the council from a day, in pence: the whole place, or each hour of it.

    What a family pays is a ServicePrice.
    """

    __tablename__ = "place_price"

    id: Mapped[Key]
    service_id: Mapped[int] = owner_of("service.id", own_index=False)
    from_day: Mapped[date]
    pence: Mapped[Pence]
    per: Mapped[str]  # "place" or "hour"
    reason: Mapped[str]

    __table_args__ = (
        CheckConstraint("pence >= 0", name="pence"),
        CheckConstraint("from_day between '2000-01-01' and '2100-12-31'", name="meant"),
        CheckConstraint("reason <> ''", name="why"),
        CheckConstraint(one_of("per", PER), name="per"),
        Index("ix_place_price_from", "service_id", "from_day", "id"),
    )


append_only(PlacePrice.__table__, "price of a place")  # type: ignore[arg-type]
