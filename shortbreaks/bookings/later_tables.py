"""What a person decided about a break that was had and is not charged: its price or its benefit is known otherwise since."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Pence, Record, one_of, owner_of, partial_index

PRICE, BENEFIT = "price", "benefit"
# What had no price is decided once for all; what was free by a benefit and is charged may be freed by a benefit again
ONCE = "kind = 'price' or charged = false"


class LaterAnswer(Record):
    """One break, charged after all or left free, with who decided and why (R-C1, R-C2)."""

    __tablename__ = "later_answer"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    kind: Mapped[str]  # "price": none was known; "benefit": it was free by one that does not count
    about: Mapped[str]  # "booking:7", "stay:7"
    charged: Mapped[bool]
    pence: Mapped[Pence]  # what was posted, or let off; nought where a benefit frees from it or no price is known
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", (PRICE, BENEFIT)), name="kind"),
        CheckConstraint("pence > 0 or (kind = 'price' and pence = 0)", name="pence"),
        CheckConstraint("reason <> ''", name="reason"),
        partial_index("uq_later_answer_once", "kind", "about", unique=True, where=ONCE),
    )


append_only(LaterAnswer.__table__, "answer about a break that was not charged")  # type: ignore[arg-type]
