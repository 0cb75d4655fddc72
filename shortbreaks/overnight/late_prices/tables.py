"""What a person decided about a break that was booked before its price was known."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Pence, Record, owner_of


class PriceAnswer(Record):
    """One break, charged by the price that became known or left free, with who decided and why (R-C2)."""

    __tablename__ = "price_answer"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    about: Mapped[str] = mapped_column(unique=True)  # "booking:7", "stay:7": decided once
    charged: Mapped[bool]
    pence: Mapped[Pence]  # what was posted, or would have been; nought where a benefit frees from it or no price is known
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("pence >= 0", name="pence"), CheckConstraint("reason <> ''", name="reason"))


append_only(PriceAnswer.__table__, "answer about a break without a price")  # type: ignore[arg-type]
