"""Who is paid under an agreement on a day, and the young person who takes over from 16 (R-D25)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import age_on, birthday, say_day
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.payments.agreement_tables import PayeeStep
from shortbreaks.payments.tables import Agreement

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


def last_step(db: Session, agreement_id: int) -> PayeeStep | None:
    """The last change of who is paid, also one of a day to come."""
    return db.scalar(
        select(PayeeStep)
        .where(PayeeStep.agreement_id == agreement_id)
        .order_by(PayeeStep.from_day.desc(), PayeeStep.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class TakeOver:
    """From a day the young person is the payee; `vendor_number` "" is asked for, and nothing is paid without it."""

    agreement_id: int
    seen: int
    from_day: date
    vendor_number: str
    reason: str


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
    if not request.reason.strip():
        raise Refused("Taking over needs its reason.", "Write who agreed it, and when.", "reason")
    kept = PayeeStep(
        agreement_id=agreement.id, from_day=request.from_day, adult_id=None, vendor_number=request.vendor_number.strip(),
        reason=request.reason.strip(), at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.record(agreement)
    return kept.id


def note_vendor(work: Work, agreement: Agreement, vendor_number: str) -> None:
    """Keep a vendor number for who is paid last: in the agreement, or as another step when somebody took over."""
    step = last_step(work.db, agreement.id)
    if step is None:
        agreement.vendor_number = vendor_number
    elif step.vendor_number != vendor_number:
        work.db.add(
            PayeeStep(agreement_id=agreement.id, from_day=max(step.from_day, agreement.starts_on), adult_id=step.adult_id,
                      vendor_number=vendor_number, reason="Vendor number noted", at=work.now, person_id=work.person.id)
        )  # fmt: skip
