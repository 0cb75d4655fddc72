"""Erasing families whose time is up: put on a list by one person, approved or taken out by another, then done (R-P4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

import shortbreaks.payments.erasure.erasing  # noqa: F401 - so that what hangs on a family by no key goes too
from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.erasing import erase
from shortbreaks.families.erasure_tables import Erasure, ErasureAnswer
from shortbreaks.families.merged import same_household
from shortbreaks.families.tables import Child
from shortbreaks.payments.erasure.due import Judged, judge_families

MOST = 200  # families in one go
NAMED = ("household", "child", "adult")  # whose rows the trail names one by one; of all else it says that many went
when_broken(
    "uq_erasure_household_id_nth", "erasure.household_id, erasure.nth",
    lambda: Refused("Somebody has just put this family on the list.", "Look again."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProposeErasure:
    """Families whose time is up, to be put on the list for a second person."""

    household_ids: tuple[int, ...]


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Families put on the list to erase")
def propose_erasure(work: Work, request: ProposeErasure) -> list[int]:
    """Put them on the list; nothing is changed of them yet.

    Raises Refused for a family whose day has not passed, that a hold keeps, or that is on the list already.
    """
    _check_many(request.household_ids)
    earlier = _standing(work, request.household_ids)
    judged = {one.household_id: one for one in judge_families(work.db, work.today, request.household_ids)}
    made = []
    for household in dict.fromkeys(request.household_ids):
        if household not in judged:
            raise NotFound("That family is not here any more.", "Look again.")
        _check_due(judged[household], work.today)
        nth, is_open = earlier.get(household, (0, False))
        if is_open:
            raise Refused(f"{judged[household].ref} is on the list already.", "A second person approves it or takes it out.")
        erasure = Erasure(
            household_id=household, nth=nth + 1, due_on=judged[household].until, rule=judged[household].rule,
            asked_by=work.person.id, at=work.now,
        )  # fmt: skip
        work.db.add(erasure)
        made.append(erasure)
    work.db.flush()
    work.record(("erasure", made[0].id if len(made) == 1 else None))
    return [one.id for one in made]


def _check_many(ids: tuple[int, ...]) -> None:
    if not 0 < len(ids) <= MOST:
        raise Refused(f"Choose from one to {MOST} families.", "Tick them in the list.")


def _check_due(one: Judged, today: date) -> None:
    """Raise Refused while anything keeps a family."""
    if one.held:
        raise Refused(f"{one.ref} is kept: {one.held}", "Nothing of it goes until that is over.")
    if not one.is_due(today):
        until = f"it is kept until {say_day(one.until)}" if one.until else "its last day is not known yet"
        raise Refused(f"The time of {one.ref} is not up: {until}.", f"Look again once it is over. {one.rule}")


def _standing(work: Work, households: Iterable[int]) -> dict[int, tuple[int, bool]]:
    """By family: how often it was put on the list, and whether it stands there or is erased."""
    rows = work.db.execute(
        select(Erasure.household_id, Erasure.nth, ErasureAnswer.answer)
        .join(ErasureAnswer, ErasureAnswer.erasure_id == Erasure.id, isouter=True)
        .where(Erasure.household_id.in_(households))
        .order_by(Erasure.nth)
    )
    return {row.household_id: (row.nth, row.answer != "taken out") for row in rows}


@dataclass(frozen=True, slots=True)
class TakeOut:
    """One family taken out of the list, with the reason."""

    erasure_id: int
    reason: str


@command(needs=Permission.APPROVE, recorded_as="Family taken out of the list to erase")
def take_out(work: Work, request: TakeOut) -> int:
    """Take it out; it may be put on again. Raises Refused without a reason, or when it was answered already."""
    erasure = _unanswered(work, (request.erasure_id,))[0]
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write why this record is kept for now.", "reason")
    answer = _answer(work, erasure, "taken out", request.reason.strip())
    work.db.add(answer)
    work.record(answer)
    return answer.id


@dataclass(frozen=True, slots=True)
class ApproveErasures:
    """Families of the list that are erased now, for good."""

    erasure_ids: tuple[int, ...]


@command(needs=Permission.APPROVE, recorded_as="Families erased")
def approve_erasures(work: Work, request: ApproveErasures) -> dict[str, int]:
    """Erase them, all or none; answers how many families, children and rows.

    Each is judged again now: a hold put on since, or a record opened, keeps it. Raises Refused for whom the same person
    put on the list, for what is not due any more, and for what was answered already.
    """
    _check_many(request.erasure_ids)
    found = _unanswered(work, request.erasure_ids)
    if any(one.asked_by == work.person.id for one in found):
        raise Refused("You put some of these on the list yourself.", "Somebody else approves them: two people erase, never one.")
    check_two_people(work, [one.asked_by for one in found])
    homes = [one.household_id for one in found]
    work.db.scalars(select(Child).where(Child.household_id.in_(homes)).order_by(Child.id).with_for_update()).all()
    judged = {one.household_id: one for one in judge_families(work.db, work.today, homes)}
    for one in found:
        if one.household_id not in judged:
            raise NotFound("That family is not here any more.", "Look again.")
        _check_due(judged[one.household_id], work.today)
    rows = sum(_carry_out(work, one) for one in found)
    work.record(("erasure", found[0].id if len(found) == 1 else None))
    return {"families": len(found), "children": sum(one.children for one in judged.values()), "rows": rows}


def _carry_out(work: Work, erasure: Erasure) -> int:
    work.db.add(_answer(work, erasure, "approved", ""))
    work.db.flush()
    households = list(work.db.scalars(same_household(erasure.household_id)))
    done = {"at": work.now, "person_id": work.person.id}
    changed = erase(work.db.connection(), erasure.id, households, done)
    for name, ids in changed.items():
        work.touched(name, ids if name in NAMED else ())
    work.touched("erased", [erasure.id])
    return sum(map(len, changed.values()))


def _unanswered(work: Work, ids: tuple[int, ...]) -> list[Erasure]:
    """The proposals themselves, in order. Raises NotFound, or Refused for one that somebody answered."""
    wanted = set(ids)
    found = list(work.db.scalars(select(Erasure).where(Erasure.id.in_(wanted)).order_by(Erasure.id)))
    if len(found) != len(wanted):
        raise NotFound("Some of these are not on the list any more.", "Look again.")
    if work.db.scalar(select(func.count()).where(ErasureAnswer.erasure_id.in_(wanted))):
        raise Refused("Somebody has answered some of these already.", "Look again.")
    return found


def _answer(work: Work, erasure: Erasure, answer: str, reason: str) -> ErasureAnswer:
    return ErasureAnswer(
        erasure_id=erasure.id, asked_by=erasure.asked_by, person_id=work.person.id, answer=answer, reason=reason, at=work.now
    )
