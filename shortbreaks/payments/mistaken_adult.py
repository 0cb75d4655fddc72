"""A parent's death entered by mistake: a second person says so, and hears what holds again and what a person must look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_day
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import Refused
from shortbreaks.families.responsibility import held_on, responsibility_of
from shortbreaks.families.rights import rights_of
from shortbreaks.families.rules import short_name
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import Adult, AdultEnding, Child, FamilyNote
from shortbreaks.payments.agreement_tables import PayeeStep
from shortbreaks.payments.payees import payee_on
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import counted

COLLECTS = "Who collects stays as it was written since: look at the breaks to come"


@dataclass(frozen=True, slots=True)
class AfterMistake:
    """What a mistaken death closed: what holds again at once, and what stays as it is until somebody looks at it, in words."""

    again: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParentLives:
    """A death that was entered of an adult who lives, with the version shown and who said so."""

    adult_id: int
    seen: int
    reason: str


@command(needs=Permission.APPROVE, recorded_as="Parent's death entered by mistake")
def parent_lives(work: Work, request: ParentLives) -> tuple[str, ...]:
    """Say that an adult has not died: what they may do holds again. Answers, in words, what stays as it was changed since.

    Raises Refused without a reason, where no death stands, or for who entered it; ChangedByAnother.
    """
    adult = work.take(Adult, request.adult_id, seen=request.seen)
    if not request.reason.strip():
        raise Refused("It needs its reason.", "Write who said so, and how it came about.", "reason")
    death = _standing(work, adult.id)
    if death is None:
        raise Refused("No death is entered for this adult.", "Look at the record again.")
    if work.person.id == death.person_id:
        raise Refused("You entered it yourself.", "Somebody else who may approve looks at it and says so.")
    check_two_people(work, [death.person_id])
    found = _closed_since(work, adult, death.at)
    reason = request.reason.strip()
    kept = AdultEnding(adult_id=adult.id, kind="alive", reason=reason, at=work.now, person_id=work.person.id)
    words = f"{adult.relation}, {short_name(adult.first_name, adult.last_name)}, lives: the death was entered by mistake. {reason}"
    work.db.add_all([kept, FamilyNote(
        household_id=adult.household_id, child_id=None, at=work.now, person_id=work.person.id, kind="note", words=words
    )])  # fmt: skip
    work.db.flush()
    adult.state = "open"
    work.db.flush()
    index_family(work.db, adult.household_id)
    work.record(adult)
    return found.stays


@query(needs=Permission.SEE_CASES)
def closed_by_death(view: View, adult_id: int) -> AfterMistake:
    """What an adult's death closed, as it would hold again or stay; nothing while no death stands."""
    death = _standing(view, adult_id)
    return AfterMistake() if death is None else _closed_since(view, view.db.get_one(Adult, adult_id), death.at)


def _standing(view: View, adult_id: int) -> Any:
    """The death of an adult that nobody has said to be a mistake, or None."""
    last = view.db.scalar(select(AdultEnding).where(AdultEnding.adult_id == adult_id).order_by(AdultEnding.id.desc()).limit(1))
    return last if last is not None and last.kind == "died" else None


def _closed_since(view: View, adult: Adult, since: datetime) -> AfterMistake:
    rights = rights_of(view.db, [adult.id], view.today)[adult.id]
    held = held_on(responsibility_of(view.db, [adult.id]).get(adult.id, ()), view.today)
    again = (f"{rights.said()}. {rights.why()}".strip(), held.said())
    stays = _taken_over(view, adult.id)
    of_home = select(Child.id).where(Child.household_id == adult.household_id)
    papers = view.db.scalar(
        select(func.count(Paper.id)).where(Paper.child_id.in_(of_home), Paper.adult_id != adult.id, Paper.issued_at >= since)
    )
    if papers:
        stays.append(f"{counted(papers, 'paper')} issued since went to others of the family, and not to them")
    return AfterMistake(again, (*stays, COLLECTS))


def _taken_over(view: View, adult_id: int) -> list[str]:
    """Direct payments that paid them and pay somebody else by now, or ended: money is moved by a person, never by this."""
    stepped = select(PayeeStep.agreement_id).where(PayeeStep.adult_id == adult_id)
    today = payee_on(view.today).label("now")
    rows = view.db.execute(
        select(Agreement.id, Agreement.ref, Agreement.ended_on, today)
        .where((Agreement.payee_id == adult_id) | Agreement.id.in_(stepped)).order_by(Agreement.ref)
    ).all()  # fmt: skip
    others = [row.id for row in rows if row.ended_on is None and row.now != adult_id]
    steps = {
        step.agreement_id: step
        for step in view.db.execute(
            select(PayeeStep.agreement_id, PayeeStep.from_day, PayeeStep.adult_id, Adult.first_name, Adult.last_name)
            .join(Adult, Adult.id == PayeeStep.adult_id, isouter=True)
            .where(PayeeStep.agreement_id.in_(others), PayeeStep.from_day <= view.today).order_by(PayeeStep.from_day, PayeeStep.id)
        )
    }  # fmt: skip
    said = []
    for row in rows:
        if row.ended_on is not None:
            said.append(f"The direct payment {row.ref} ended on {say_day(row.ended_on)}")
        elif (step := steps.get(row.id)) is not None and step.adult_id != adult_id:
            who = "the young person" if step.adult_id is None else short_name(step.first_name, step.last_name)
            said.append(f"The direct payment {row.ref} goes to {who} from {say_day(step.from_day)}, with its letters")
    return said
