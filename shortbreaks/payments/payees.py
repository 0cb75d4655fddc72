"""Who is paid under an agreement on a day, and the young person who takes over from 16 (R-D25)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import age_on, birthday, end_of, say_day
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.payments.agreement_tables import PayeeStep
from shortbreaks.payments.tables import HELD, Agreement

YOUNGEST = 16
LAST_DAY = date.max  # whoever is paid last, also from a day to come


def _on(column: Any, own: Any, day: Any) -> ColumnElement[Any]:
    """What holds on a day for the agreement of the outer question: the latest step's, or the agreement's own."""
    past = (PayeeStep.agreement_id == Agreement.id, PayeeStep.from_day <= day)
    latest = (
        select(column).where(*past).order_by(PayeeStep.from_day.desc(), PayeeStep.id.desc()).limit(1)
        .correlate_except(PayeeStep).scalar_subquery()
    )  # fmt: skip
    there = exists(select(PayeeStep.id).where(*past).correlate_except(PayeeStep))
    return case((there, latest), else_=own)


def payee_on(day: Any) -> ColumnElement[int | None]:
    """The adult who is paid on a day (a date or a column), for a question about agreements; none: the young person."""
    return _on(PayeeStep.adult_id, Agreement.payee_id, day)


def vendor_on(day: Any) -> ColumnElement[str]:
    """The vendor number of who is paid on a day (a date or a column), for a question about agreements."""
    return _on(PayeeStep.vendor_number, Agreement.vendor_number, day)


def paid_on(db: Session, agreement_id: int, day: date) -> tuple[int | None, str]:
    """The adult who is paid under one agreement on a day (none: the young person), and the vendor number."""
    row = db.execute(select(payee_on(day), vendor_on(day)).where(Agreement.id == agreement_id)).one()
    return row[0], row[1]


def held_on(day: Any) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """How whoever is paid on a day holds the money, and the last four figures of the card or account."""
    return _on(PayeeStep.held, Agreement.held, day), _on(PayeeStep.last4, Agreement.last4, day)


@dataclass(frozen=True, slots=True)
class PayeePart:
    """The days on which one person is paid under an agreement, the first from whenever; no last day while nobody follows."""

    adult_id: int | None
    first: date
    last: date | None


def payee_parts(db: Session, ids: Collection[int]) -> dict[int, list[PayeePart]]:
    """Who was paid from when to when, of those agreements alone whose payee ever changed."""
    found: dict[int, list[PayeePart]] = {}
    rows = db.execute(
        select(PayeeStep.agreement_id, PayeeStep.from_day, PayeeStep.adult_id, Agreement.payee_id)
        .join(Agreement, Agreement.id == PayeeStep.agreement_id)
        .where(PayeeStep.agreement_id.in_(ids))
        .order_by(PayeeStep.from_day, PayeeStep.id)
    )
    for row in rows:
        parts = found.setdefault(row.agreement_id, [PayeePart(row.payee_id, date.min, None)])
        if parts[-1].adult_id != row.adult_id:
            parts[-1] = replace(parts[-1], last=row.from_day - timedelta(days=1))
            parts.append(PayeePart(row.adult_id, row.from_day, None))
    return {agreement_id: parts for agreement_id, parts in found.items() if len(parts) > 1}


def part_on(parts: Sequence[PayeePart], day: date) -> PayeePart:
    """The part that holds a day; the first one for a day before any."""
    return next((part for part in reversed(parts) if part.first <= day), parts[0])


def last_step(db: Session, agreement_id: int, known: date | None = None) -> PayeeStep | None:
    """The last change of who is paid, also one of a day to come; `known`: of those that had been entered by a day's end."""
    wanted = select(PayeeStep).where(PayeeStep.agreement_id == agreement_id)
    if known is not None:
        wanted = wanted.where(PayeeStep.at < end_of(known))
    return db.scalar(wanted.order_by(PayeeStep.from_day.desc(), PayeeStep.id.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class TakeOver:
    """From a day the young person is the payee, with a card or account of their own.

    `vendor_number` "" is asked for, and nothing is paid without it.
    """

    agreement_id: int
    seen: int
    from_day: date
    vendor_number: str
    reason: str
    held: str = "account"
    last4: str = ""


@command(needs=Permission.DECIDE, recorded_as="Young person takes over")
def take_over(work: Work, request: TakeOver) -> int:
    """Pay the young person from a day on; what was before stays as it was. Raises Refused before 16, naming the field."""
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    child = work.db.get_one(Child, agreement.child_id)
    if age_on(child.born, request.from_day) < YOUNGEST:
        raise Refused(
            f"{child.first_name} is under 16 on {say_day(request.from_day)}.",
            f"Choose {say_day(birthday(child.born, YOUNGEST))} or later.", "from_day",
        )  # fmt: skip
    if request.from_day < max(work.today, agreement.starts_on):
        raise Refused("Payments of days gone by went to who was paid then.", "Choose a day from today on.", "from_day")
    if agreement.state == "ended":
        raise Refused(f"{agreement.ref} has ended.", "Make a new agreement with the young person.")
    step = last_step(work.db, agreement.id)
    if (step.adult_id if step else agreement.payee_id) is None:
        raise Refused(f"{child.first_name} is the payee already.", "Look at who is paid.")
    check_last4(request.last4)
    if request.held not in HELD:
        raise Refused("Choose how the money is held.", "Choose from the list.", "held")
    if not request.reason.strip():
        raise Refused("Taking over needs its reason.", "Write who agreed it, and when.", "reason")
    kept = PayeeStep(
        agreement_id=agreement.id, from_day=request.from_day, adult_id=None, vendor_number=request.vendor_number.strip(),
        held=request.held, last4=request.last4.strip(), reason=request.reason.strip(), at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.record(agreement)
    return kept.id


def check_last4(last4: str) -> None:
    """Raise Refused for anything but four figures, or none."""
    if last4.strip() and not (last4.strip().isascii() and last4.strip().isdigit() and len(last4.strip()) == 4):
        raise Refused("Only the last four figures of the card or account are kept.", "Write four figures.", "last4")


def note_payee(work: Work, agreement: Agreement, vendor_number: str, last4: str) -> None:
    """Keep vendor number and card of who is paid last: in the agreement, or as another step when somebody took over."""
    step = last_step(work.db, agreement.id)
    if step is None:
        agreement.vendor_number, agreement.last4 = vendor_number, last4
    elif (step.vendor_number, step.last4) != (vendor_number, last4):
        work.db.add(
            PayeeStep(agreement_id=agreement.id, from_day=max(step.from_day, agreement.starts_on), adult_id=step.adult_id,
                      vendor_number=vendor_number, held=step.held, last4=last4,
                      reason="Vendor number or card noted", at=work.now, person_id=work.person.id)
        )  # fmt: skip
