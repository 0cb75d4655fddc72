"""What a person decided about a break that was free by a benefit which does not count for its day."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Pence, Record, partial_index

LEFT = "charged = false"


class FreedAnswer(Record):
    """One break, charged after all or left free, with who decided and why (R-C1)."""

    __tablename__ = "freed_answer"

    id: Mapped[Key]
    about: Mapped[str]  # "booking:7", "stay:7"
    charged: Mapped[bool]
    pence: Mapped[Pence]  # what it costs, posted or let off
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("pence > 0", name="pence"),
        CheckConstraint("reason <> ''", name="reason"),
        # what was left free is decided once, and not asked again
        partial_index("uq_freed_answer_left", "about", unique=True, where=LEFT),
    )


append_only(FreedAnswer.__table__, "answer about a break that was free")  # type: ignore[arg-type]
