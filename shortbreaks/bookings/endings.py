"""A child's record closed or opened again, a death, and a legal hold: each dated with its reason, none rewritten."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.deaths import has_died
from shortbreaks.families.letters import letters_stop_when
from shortbreaks.families.merged import same_child
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import ENDINGS, Child, ChildEnding
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class NoteEnding:
    """What ends or holds a record: "closed", "opened" again, "died", "hold" or "lifted", from a day, with the reason."""

    child_id: int
    seen: int
    kind: str
    on: date
    reason: str


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Record closed, opened or held")
def note_ending(work: Work, request: NoteEnding) -> int:
    """Keep it. Closing asks that nothing is booked any more; a death closes the record and stops the family's letters.

    Raises Refused for a day to come or before birth, no reason, or what is so already; ChangedByAnother.
    """
    child = work.take(Child, request.child_id, seen=request.seen)
    if request.kind not in ENDINGS or request.kind == "alive":  # a death is undone by a second person
        raise Refused("That is nothing that ends a record.", "Choose from the list.", "kind")
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write who said so and why.", "reason")
    if not child.born <= request.on <= work.today:
        raise Refused("The day lies between birth and today.", f"Born {say_day(child.born)}.", "on")
    _check(work, child, request)
    ending = ChildEnding(
        child_id=child.id, kind=request.kind, on=request.on, reason=request.reason.strip(), at=work.now,
        person_id=work.person.id,
    )  # fmt: skip
    work.db.add(ending)
    if request.kind in {"closed", "died"}:
        child.state = "closed"
    elif request.kind == "opened":
        child.state = "open"
    work.db.flush()
    index_family(work.db, child.household_id)
    work.record(ending)
    return ending.id


def _check(work: Work, child: Child, request: NoteEnding) -> None:
    """Raise Refused for what is so already, and for a closing that would leave breaks behind."""
    is_open = child.state == "open"
    so_already = {
        "closed": not is_open, "opened": is_open, "lifted": not holds(work.db, child.id),
        "died": bool(stopped_by_death(work.db, child.id)), "hold": False,
    }  # fmt: skip
    if request.kind == "opened" and stopped_by_death(work.db, child.id):
        raise Refused(
            "The child has died, so the record is not opened again.",
            "If that was entered by mistake, somebody else who may approve says so here.", "kind",
        )  # fmt: skip
    if so_already[request.kind]:
        raise Refused("That is so already.", "Look at the record again.")
    if request.kind == "closed" and (ahead := _to_come(work, child.id)):
        raise Refused(f"{counted(ahead, 'break')} to come would be left behind.", "Cancel them first, each with its reason.")


def _to_come(work: Work, child_id: int) -> int:
    """How many bookings and stays of a child are still to come."""
    now = to_local(work.now)
    booked = select(func.count()).select_from(Booking).where(
        Booking.child_id == child_id, Booking.state.in_(BOOKED), Booking.starts_at > now
    )  # fmt: skip
    stays = select(func.count()).select_from(Stay).where(
        Stay.child_id == child_id, Stay.state.in_(STAY_BOOKED), Stay.starts_at > now
    )  # fmt: skip
    return (work.db.scalar(booked) or 0) + (work.db.scalar(stays) or 0)


def holds(db: Session, child_id: int) -> str:
    """The reason of a legal hold that stands; "" when there is none, or it was lifted."""
    row = db.execute(
        select(ChildEnding.kind, ChildEnding.reason)
        .where(ChildEnding.child_id.in_(same_child(child_id)), ChildEnding.kind.in_(("hold", "lifted")))
        .order_by(ChildEnding.id.desc())
        .limit(1)
    ).first()
    return row.reason if row is not None and row.kind == "hold" else ""


def stopped_by_death(db: Session, child_id: int) -> str:
    """Whom to speak to once a child has died; "" before (R-D26)."""
    died = db.scalar(select(Child.id).where(Child.id.in_(same_child(child_id)), has_died(Child.id)).limit(1))
    return "" if died is None else "The child has died: a manager speaks to the family, and writes by hand."


letters_stop_when(stopped_by_death)
