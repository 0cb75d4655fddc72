"""The returns of an agreement as its page shows them, on any day, each with its items."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.payments.returns.items import ItemRow, items_of
from shortbreaks.payments.returns.steps import returns_on
from shortbreaks.payments.spending.tables import Return


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One return: its period, when it is due, whether it came, how far it was chased, and its items."""

    id: int
    version: int
    first: date
    last: date
    due: date
    state: str
    received: date | None
    chased: int
    items: tuple[ItemRow, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The items that are neither there nor excused."""
        return tuple(one.item for one in self.items if one.state == "missing")


def returns_shown(db: Session, agreement_id: int, day: date) -> tuple[ReturnRow, ...]:
    """The returns that had been asked for by a day, newest first, each as it was then."""
    rows = db.execute(
        select(Return.id, Return.version, Return.first_day, Return.last_day, Return.received_on)
        .where(Return.agreement_id == agreement_id, Return.last_day <= day)
        .order_by(Return.first_day.desc())
    ).all()
    ids = [row.id for row in rows]
    stood, items = returns_on(db, day, ids), items_of(db, ids, day)
    return tuple(
        ReturnRow(row.id, row.version, row.first_day, row.last_day, one.due, "received" if came else "due",
                  row.received_on if came else None, one.times, items.get(row.id, ()))
        for row in rows
        if (one := stood.get(row.id)) is not None
        for came in (row.received_on is not None and row.received_on <= day,)
    )  # fmt: skip
