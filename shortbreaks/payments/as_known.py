"""The pay-back test of an account on a past day, by what had been entered by that evening (R-D13, R-D14)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from shortbreaks.council.queries import settings_on
from shortbreaks.payments.final_accounts import counted_on, was_closed
from shortbreaks.payments.hindsight import Hindsight
from shortbreaks.payments.sums import Award, surplus_of
from shortbreaks.payments.surplus import Surplus
from shortbreaks.payments.tables import Agreement


def tested(
    db: Session, agreement: Agreement, award: Award, days: tuple[date, date | None],
    held: tuple[int, Hindsight | None, Sequence[tuple[str, int]]],
) -> Surplus:  # fmt: skip
    """The pay-back test of a day, by what had been entered by its evening; `days`: the day, and the same where it is past.

    `held`: what the books hold now, what of it was entered later, and what was set aside.
    """
    (day, known), (closing, later, aside) = days, held
    counted = counted_on(db, day, [agreement.id], by_then=known is not None)[agreement.id]
    return surplus_of(
        agreement, award.parts, day, settings_on(db, day), held=closing - (later.pence if later is not None else 0), aside=aside,
        counted=counted, ended=was_closed(db, agreement.id, award.steps, day),
    )  # fmt: skip
