"""A death entered by mistake: a second person says so, and is told what was ended meanwhile; none of it comes back by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.registers.tables import Cancellation
from shortbreaks.bookings.series.tables import Series
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.tables import WaitingRequest
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.merged import same_child
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import Child, ChildEnding
from shortbreaks.payments.tables import Agreement, AgreementStep
from shortbreaks.providers.tables import Service
from shortbreaks.words import booking_ref, series_ref


@dataclass(frozen=True, slots=True)
class DeathMistaken:
    """A death that was entered of a child who lives, with the version shown and who said so."""

    child_id: int
    seen: int
    reason: str


@command(needs=Permission.APPROVE, recorded_as="Death entered by mistake")
def death_mistaken(work: Work, request: DeathMistaken) -> list[str]:
    """Say that a child has not died: the record is open again if it was before. Answers, in words, what stays ended.

    Raises Refused without a reason, where no death stands, or for who entered it; ChangedByAnother.
    """
    child = work.take(Child, request.child_id, seen=request.seen)
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write who said so, and how it came about.", "reason")
    deaths = _standing(work, child.id)
    if not deaths:
        raise Refused("No death is entered for this child.", "Look at the record again.")
    if work.person.id in {one.person_id for one in deaths}:
        raise Refused("You entered it yourself.", "Somebody else who may approve looks at it and says so.")
    check_two_people(work, [one.person_id for one in deaths])
    said = {"kind": "alive", "on": work.today, "reason": request.reason.strip(), "at": work.now, "person_id": work.person.id}
    made = [ChildEnding(child_id=one.child_id, **said) for one in deaths]
    ended = _ended_since(work, child.id, deaths[0].at)
    before = work.db.scalar(
        select(ChildEnding.kind)
        .where(ChildEnding.child_id.in_(same_child(child.id)), ChildEnding.kind.in_(("closed", "opened")))
        .order_by(ChildEnding.id.desc()).limit(1)
    )  # fmt: skip
    work.db.add_all(made)
    child.state = "closed" if before == "closed" else "open"
    work.db.flush()
    index_family(work.db, child.household_id)
    work.record(made[0])
    return ended


@query(needs=Permission.SEE_CASES)
def ended_since_death(view: View, child_id: int) -> tuple[str, ...]:
    """What was cancelled, ended or stopped since a child's death was entered, each in words; none while no death stands."""
    deaths = _standing(view, child_id)
    return tuple(_ended_since(view, child_id, deaths[0].at)) if deaths else ()


def _standing(view: View, child_id: int) -> list[Any]:
    """The deaths entered of a child under any of its numbers that nobody has said to be a mistake, the first entered first."""
    rows = view.db.execute(
        select(ChildEnding.child_id, ChildEnding.kind, ChildEnding.at, ChildEnding.person_id)
        .where(ChildEnding.child_id.in_(same_child(child_id)), ChildEnding.kind.in_(("died", "alive")))
        .order_by(ChildEnding.id)
    )
    found: dict[int, Any] = {}
    for row in rows:
        if row.kind == "died":
            found[row.child_id] = row
        else:
            found.pop(row.child_id, None)
    return list(found.values())


def _ended_since(view: View, child_id: int, since: datetime) -> list[str]:
    ids = same_child(child_id)
    said = []
    for record, of in ((Booking, Cancellation.booking_id), (Stay, Cancellation.stay_id)):
        number = record.number if record is Booking else record.id
        rows = view.db.execute(
            select(number, record.starts_at, Service.name)
            .join(Cancellation, of == record.id).join(Service, Service.id == record.service_id)
            .where(record.child_id.in_(ids), Cancellation.at >= since, record.state.like("cancelled%"))
            .order_by(record.starts_at, number, Service.name).distinct()
        )  # fmt: skip
        for ref, start, service in rows:
            called = booking_ref(ref) if record is Booking else f"Stay {ref}"
            said.append(f"{called}, {service} on {say_day(start.date())}, was cancelled")
    waits = view.db.scalars(
        select(Service.name).join(WaitingRequest, WaitingRequest.service_id == Service.id)
        .where(WaitingRequest.child_id.in_(ids), WaitingRequest.state.not_in(("waiting", "offered")), WaitingRequest.state_since >= since)
        .order_by(WaitingRequest.id)
    )  # fmt: skip
    said += [f"The wait for {name} ended" for name in waits]
    nights = view.db.execute(
        select(NightRequest.id, NightRequest.from_day, NightRequest.until_day)
        .where(NightRequest.child_id.in_(ids), NightRequest.state.not_in(("waiting", "offered")), NightRequest.state_since >= since)
        .order_by(NightRequest.id)
    )  # fmt: skip
    said += [f"The wait for nights between {say_day(one.from_day)} and {say_day(one.until_day)} ended" for one in nights]
    series = view.db.execute(
        select(Series.id, Service.name).join(Service, Service.id == Series.service_id)
        .where(Series.child_id.in_(ids), Series.state == "ended", Series.ended_on >= to_local(since).date()).order_by(Series.id)
    )  # fmt: skip
    said += [f"The series {series_ref(one.id)}, {one.name}, was ended" for one in series]
    return said + _payments_since(view, ids, since)


def _payments_since(view: View, ids: Select[int], since: datetime) -> list[str]:
    """Direct payments that were suspended and are still, or ended, and whose letters are stopped."""
    later = aliased(AgreementStep)
    taken_up = exists().where(later.agreement_id == AgreementStep.agreement_id, later.id > AgreementStep.id)
    suspended = view.db.execute(
        select(Agreement.ref, AgreementStep.from_day).join(AgreementStep, AgreementStep.agreement_id == Agreement.id)
        .where(Agreement.child_id.in_(ids), AgreementStep.state == "suspended", AgreementStep.at >= since, ~taken_up)
        .order_by(Agreement.ref)
    )  # fmt: skip
    said = [f"The direct payment {one.ref} was suspended from {say_day(one.from_day)}" for one in suspended]
    ended = view.db.scalars(
        select(Agreement.ref).join(AgreementStep, AgreementStep.agreement_id == Agreement.id)
        .where(Agreement.child_id.in_(ids), AgreementStep.state == "ended", AgreementStep.at >= since).order_by(Agreement.ref).distinct()
    ).all()  # fmt: skip
    said += [f"The direct payment {ref} was ended" for ref in ended]
    stopped = view.db.scalars(
        select(Agreement.ref).where(Agreement.child_id.in_(ids), Agreement.letters_stopped).order_by(Agreement.id)
    )
    return said + [f"The letters of {ref} are stopped, until somebody lets them go" for ref in stopped]
