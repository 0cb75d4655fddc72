"""Charging breaks that were had, once their price or the benefit is known, by a person's decision, told on paper (R-C1, R-C2)."""

from dataclasses import dataclass

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.later_tables import PRICE, LaterAnswer
from shortbreaks.bookings.money import post_changes
from shortbreaks.bookings.notices.commands import cancellation_issued
from shortbreaks.bookings.papers import written_confirmation as written_places
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.letters import check_letters, issue
from shortbreaks.overnight.later_charges.breaks import LaterBreak
from shortbreaks.overnight.later_charges.due import FOUND
from shortbreaks.overnight.letters import written_confirmation as written_stay

WHAT = {PRICE: "Price known: charged", "benefit": "A benefit was put right: charged"}
when_broken(
    "uq_later_answer_once", "later_answer.kind, later_answer.about",
    lambda: ChangedByAnother("One of these breaks was decided about just now.", "Look again."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerLater:
    """What is decided about breaks of one kind as they were shown: charged now, or left free; `reason` says why."""

    child_id: int
    kind: str
    breaks: tuple[LaterBreak, ...]
    charge: bool
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Breaks that were not charged decided about")
def answer_later(work: Work, request: AnswerLater) -> list[int]:
    """Charge the breaks, each by a posting of its own, or leave them free.

    A family that is charged is told in the same act: by a confirmation with the sum of what it had or did not come to, and by
    the notice, written anew, of what it gave up. Answers the pence charged, then the ids of the papers. Raises Refused without
    a reason, without a price or while the family's letters are stopped (R-D26); ChangedByAnother when others would be charged
    than were shown.
    """
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write why the family is charged, or not.", "reason")
    if request.charge:
        check_letters(work.db, request.child_id)
        if any(one.price is None for one in request.breaks):
            raise Refused("The price of one of these breaks is not known yet.", "Enter it with its service first.")
    lock_children(work, [request.child_id])
    waiting = FOUND[request.kind](work, {request.child_id}).get(request.child_id, ())
    if not request.breaks or not set(request.breaks) <= set(waiting):
        raise ChangedByAnother("Since you looked, these breaks were changed or decided about.", "Look again.")
    for one in request.breaks:
        work.db.add(
            LaterAnswer(
                child_id=request.child_id, kind=request.kind, about=one.about, charged=request.charge, pence=one.more,
                reason=request.reason.strip(), at=work.now, person_id=work.person.id,
            )
        )  # fmt: skip
    work.db.flush()
    pence = sum(one.more for one in request.breaks) if request.charge else 0
    papers = _charge(work, request) if request.charge else []
    work.record(("child", request.child_id), pence=pence)
    return [pence, *papers]


def _charge(work: Work, request: AnswerLater) -> list[int]:
    """Post each charge, and issue what tells the family of it; the ids of the papers.

    Of what it had, or did not come to, that is a confirmation with the sum; of what was given up its notice, written anew.
    """
    numbers, stays, given_up = dict[int, None](), [], []
    for one in request.breaks:
        kind, _, number = one.about.partition(":")
        record: Booking | Stay = work.db.get_one(Booking, int(number)) if kind == "booking" else work.db.get_one(Stay, int(number))
        record.charge_pence, record.exempt = one.pence, one.exempt
        if isinstance(record, Booking):
            record.list_pence = one.price or 0
        if record.state.startswith("cancelled"):
            given_up.append(record)
        elif isinstance(record, Booking):
            numbers[record.number] = None
        else:
            stays.append(record.id)
    home = households_of(work, {request.child_id})[request.child_id]
    post_changes(work, [(home, one.about, one.more) for one in request.breaks], WHAT[request.kind], work.today)
    work.db.flush()
    issued = [issue(work, "confirmation", written_places(work, number, had=True)) for number in numbers]
    issued += [issue(work, "stay confirmation", written_stay(work, stay, had=True)) for stay in stays]
    return [paper.id for paper in issued] + [cancellation_issued(work, record).id for record in given_up]
