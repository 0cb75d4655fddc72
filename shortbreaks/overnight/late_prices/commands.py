"""Charging breaks once their price is known, by a person's decision with its reason, told to the family on paper (R-C1, R-C2)."""

from dataclasses import dataclass

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_changes
from shortbreaks.bookings.papers import written_confirmation as written_places
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.letters import check_letters, issue
from shortbreaks.overnight.late_prices.tables import PriceAnswer
from shortbreaks.overnight.late_prices.waiting import UnpricedBreak, unpriced_of
from shortbreaks.overnight.letters import written_confirmation as written_stay

WHAT = "Price known: charged"
when_broken(
    "uq_price_answer_about", "price_answer.about",
    lambda: ChangedByAnother("One of these breaks was decided about just now.", "Look again."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerPrices:
    """What is decided about breaks without a price as they were shown: charged now, or left free; `reason` says why."""

    child_id: int
    breaks: tuple[UnpricedBreak, ...]
    charge: bool
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Breaks without a price decided about")
def answer_prices(work: Work, request: AnswerPrices) -> list[int]:
    """Charge the breaks by the price that holds on their day, each by a posting of its own, or leave them free.

    A family that is charged is told in the same act, by a confirmation with the sum. Answers the pence charged, then the
    ids of the papers. Raises Refused without a reason, without a price or while the family's letters are stopped (R-D26);
    ChangedByAnother when others would be charged than were shown.
    """
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write why the family is charged, or not.", "reason")
    if request.charge:
        check_letters(work.db, request.child_id)
        if any(one.price is None for one in request.breaks):
            raise Refused("The price of one of these breaks is not known yet.", "Enter it with its service first.")
    lock_children(work, [request.child_id])
    if not request.breaks or not set(request.breaks) <= set(unpriced_of(work, request.child_id)):
        raise ChangedByAnother("Since you looked, these breaks were changed or decided about.", "Look again.")
    for one in request.breaks:
        work.db.add(
            PriceAnswer(
                child_id=request.child_id, about=one.about, charged=request.charge, pence=one.pence, reason=request.reason.strip(),
                at=work.now, person_id=work.person.id,
            )
        )  # fmt: skip
    pence = sum(one.pence for one in request.breaks) if request.charge else 0
    papers = _charge(work, request) if request.charge else []
    work.db.flush()
    work.record(("child", request.child_id), pence=pence)
    return [pence, *papers]


def _charge(work: Work, request: AnswerPrices) -> list[int]:
    """Post each charge, and issue what tells the family of it; the ids of the papers."""
    numbers, stays = dict[int, None](), []
    for one in request.breaks:
        kind, _, number = one.about.partition(":")
        record: Booking | Stay = work.db.get_one(Booking, int(number)) if kind == "booking" else work.db.get_one(Stay, int(number))
        record.charge_pence, record.exempt = one.pence, one.exempt
        if isinstance(record, Booking):
            record.list_pence = one.price or 0
            numbers[record.number] = None
        else:
            stays.append(record.id)
    home = households_of(work, {request.child_id})[request.child_id]
    post_changes(work, [(home, one.about, one.pence) for one in request.breaks], WHAT, work.today)
    work.db.flush()
    issued = [issue(work, "confirmation", written_places(work, number)) for number in numbers]
    issued += [issue(work, "stay confirmation", written_stay(work, stay, had=True)) for stay in stays]
    return [paper.id for paper in issued]
