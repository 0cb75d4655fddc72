"""Days that were counted in working days and are kept: they stay when a bank holiday is added or struck, so a person is told."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import begin_of
from shortbreaks.database.commands import View, query
from shortbreaks.payments.tables import PaymentRun
from shortbreaks.rounds.tables import AllocationRound

UNPAID = ("drafted", "approved", "posted")  # the bank's file of the others is gone


@dataclass(frozen=True, slots=True)
class KeptDay:
    """One such day and what is to be on it: "Payment run 7 is paid", "Round Summer closes"."""

    what: str
    day: date


@query(needs=Permission.SEE_COUNCIL)
def kept_days(view: View, day: date) -> tuple[KeptDay, ...]:
    """What was prepared for a day, or counted its days over it: payment runs (R-F4) and the close of rounds, by their day."""
    runs = view.db.execute(
        select(PaymentRun.number, PaymentRun.pay_on)
        .where(PaymentRun.state.in_(UNPAID), PaymentRun.file_by <= day, PaymentRun.pay_on >= day)
    )  # fmt: skip
    rounds = view.db.execute(
        select(AllocationRound.name, AllocationRound.closes_at).where(
            AllocationRound.state == "collecting", AllocationRound.closes_at >= begin_of(day),
            AllocationRound.closes_at < begin_of(day + timedelta(days=1)),
        )
    )  # fmt: skip
    found = [KeptDay(f"Payment run {row.number} is paid", row.pay_on) for row in runs]
    return tuple(sorted([*found, *(KeptDay(f"{row.name} closes", row.closes_at.date()) for row in rounds)], key=lambda one: one.day))
