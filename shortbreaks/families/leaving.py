"""A parent or carer who has died, moved away or must not be told any more: the record stays, and nothing goes to them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.database.records import metadata
from shortbreaks.errors import Refused
from shortbreaks.families.rules import GONE, short_name
from shortbreaks.families.tables import Adult, AdultEnding, FamilyNote, Household


@dataclass(frozen=True, slots=True)
class EndAdult:
    """An adult who is of the family no more, with the version shown, and why."""

    adult_id: int
    seen: int
    reason: str
    died: bool = False


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Parent's record closed")
def end_adult(work: Work, request: EndAdult) -> int:
    """Close an adult's record: no letter, no booking and no paper names them any more; the reason stands beside the family.

    Raises Refused without a reason, for the last adult of a family, or for who is paid under an agreement; ChangedByAnother.
    """
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write who said so and why.", "reason")
    household_id = work.db.scalar(select(Adult.household_id).where(Adult.id == request.adult_id))
    if household_id is not None:
        work.take(Household, household_id)  # of two adults closed at once one stays
    adult = work.take(Adult, request.adult_id, seen=request.seen)
    name = short_name(adult.first_name, adult.last_name)
    if adult.state != "open":
        raise Refused(f"{name} {GONE.get(adult.state, 'is of this family no more')}.", "Look again.")
    others = select(func.count()).where(Adult.household_id == adult.household_id, Adult.state == "open", Adult.id != adult.id)
    if not work.db.scalar(others):
        raise Refused(f"{name} is the only adult of this family.", "Add who cares for the child now first.", "adult_id")
    if ref := _paid_under(work, adult.id):
        raise Refused(f"{name} is paid under {ref}.", "Say who is paid from now on, or end the agreement first.", "adult_id")
    adult.state = "died" if request.died else "closed"
    what = "has died" if request.died else "is of this family no more"
    words = f"{adult.relation}, {name}, {what}: {request.reason.strip()}"
    kind = "died" if request.died else "left"
    work.db.add(
        AdultEnding(adult_id=adult.id, kind=kind, reason=request.reason.strip(), at=work.now, person_id=work.person.id)
    )
    work.db.add(
        FamilyNote(household_id=adult.household_id, child_id=None, at=work.now, person_id=work.person.id, kind="note", words=words)
    )
    work.record(adult)
    return adult.id


def _paid_under(work: Work, adult_id: int) -> str:
    """The reference of an agreement that is not ended and pays this adult today; "" for none."""
    agreements = metadata.tables["agreement"]  # a room to the left knows them
    agreement, step = agreements.c, metadata.tables["payee_step"].c
    changed = (
        select(step.id).where(step.agreement_id == agreement.id, step.from_day <= work.today)
        .order_by(step.from_day.desc(), step.id.desc()).limit(1)
    )  # fmt: skip
    latest = changed.correlate(agreements).scalar_subquery()  # else it is of whatever step stands around it
    paid = select(step.adult_id).where(step.id == latest).scalar_subquery()
    statement = select(agreement.ref).where(
        agreement.state != "ended", (latest.is_(None) & (agreement.payee_id == adult_id)) | (paid == adult_id)
    )
    return work.db.scalar(statement.limit(1)) or ""
