"""Growing up: the ages at which somebody must think of what comes after, each taken, noted, written and closed (R-E10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.queries import setting_on, settings_on
from shortbreaks.council.reading import read_ages
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import age_on, months_before
from shortbreaks.eligibility.rules import (
    ADULTHOOD,
    PLAN_ENDS,
    day_of_age,
    milestones_due,
    say_amount,
    say_months,
)
from shortbreaks.eligibility.tables import Allocation, Evidence, TransitionStep
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, check_letters, dear, issue, letterhead
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.words import transition_ref

AHEAD_DAYS = 28
LETTERS = (204, 210)  # 17 and 17½
KIND = "transition letter"


@dataclass(frozen=True, slots=True)
class Milestone:
    """An age that waits for somebody; `needed` once a person is 18 and nothing was decided about what comes after."""

    child_id: int
    child: str
    age: int
    months: int
    words: str
    due: date
    taken_by: str
    letter_on: date | None
    last_note: str
    needed: bool

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from others."""
        return self.child_id, self.months


@query(needs=Permission.SEE_CASES)
def growing_up(view: View) -> tuple[Milestone, ...]:
    """Every age that waits and is not closed, the longest wait first; a decision that is needed never falls off."""
    ages = read_ages(setting_on(view.db, "transition_alerts", view.today))
    until = view.today + timedelta(days=AHEAD_DAYS)
    oldest = months_before(view.today, max(*ages, PLAN_ENDS) + 24)
    grown = (
        Child.born <= months_before(until, min(ages)) + timedelta(days=4), Child.born >= oldest, Child.state == "open",
        Child.sibling_only.is_(False),
    )  # fmt: skip
    # Of those alone: what was said and done of all who ever left is not read again
    of = select(Child.id).where(*grown)
    plans = set(view.db.scalars(select(Evidence.child_id).where(Evidence.child_id.in_(of), Evidence.kind == "EHCP")))
    steps = _steps(view, of)
    rows = rows_of(view.db, select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born).where(*grown))
    found = [
        _milestone(view, row, months, day, steps.get((row.id, months), []))
        for row in rows
        for months, day in milestones_due(row.born, ages, view.today, until, plan=row.id in plans)
    ]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.due, one.child_id)))


def _steps(view: View, of: Select[int]) -> Mapping[tuple[int, int], list[Any]]:
    """The steps of some children, and of records kept under theirs now, by child and age, in order."""
    kept: dict[tuple[int, int], list[Any]] = {}
    theirs = of.union_all(select(Child.id).where(Child.merged_into.in_(of)))
    rows = view.db.execute(
        select(
            func.coalesce(Child.merged_into, Child.id).label("child_id"), TransitionStep.months, TransitionStep.kind,
            TransitionStep.words, TransitionStep.at, PersonRecord.name.label("person"),
        )
        .join(Child, Child.id == TransitionStep.child_id)
        .join(PersonRecord, PersonRecord.id == TransitionStep.person_id)
        .where(TransitionStep.child_id.in_(theirs))
        .order_by(TransitionStep.id)
    )  # fmt: skip
    for row in rows:
        kept.setdefault((row.child_id, row.months), []).append(row)
    return kept


def _milestone(view: View, child: Any, months: int, day: date, steps: list[Any]) -> Milestone | None:
    last = next((one.kind for one in reversed(steps) if one.kind in {"closed", "opened"}), "")
    if last == "closed":
        return None
    taken = next((one.person for one in reversed(steps) if one.kind == "taken"), "")
    letter = next((one.at.date() for one in reversed(steps) if one.kind == "letter"), None)
    note = next((one.words for one in reversed(steps) if one.kind in {"note", "opened"}), "")
    name = short_name(child.first_name, child.last_name, child.known_as)
    return Milestone(
        child.id, name, age_on(child.born, view.today), months, say_months(months), day, taken, letter, note,
        months == ADULTHOOD and day <= view.today,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakeStep:
    """What is done about an age of a child: "taken", "note", "closed" (with the outcome) or "opened" again (with why)."""

    child_id: int
    months: int
    kind: str
    words: str = ""


@command(needs=Permission.DECIDE, recorded_as="Step towards adult life")
def take_step(work: Work, request: TakeStep) -> int:
    """Keep a step. Raises Refused for an age off the radar or still far away, a step out of order, or no words."""
    born = _born(work, request.child_id)
    ages = read_ages(setting_on(work.db, "transition_alerts", work.today))
    if request.months not in ages:
        raise Refused("That age is not on the radar.", "The council's page names the ages.")
    if day_of_age(born, request.months) > work.today + timedelta(days=366):
        raise Refused("That is more than a year away.", "Take it up when it comes nearer.")
    if request.kind not in {"taken", "note", "closed", "opened"}:
        raise Refused("That is no step.", "Take it, note something, or close it.")
    if request.kind != "taken" and not request.words.strip():
        said = {"closed": "Closing it needs the outcome.", "opened": "Opening it again needs a reason."}
        raise Refused(said.get(request.kind, "Nothing was written."), "Write it in a line or two.", "words")
    steps = _steps(work, select(Child.id).where(Child.id == request.child_id)).get((request.child_id, request.months), [])
    closed = next((one.kind for one in reversed(steps) if one.kind in {"closed", "opened"}), "") == "closed"
    if closed != (request.kind == "opened"):
        raise Refused("It is closed already." if closed else "It is not closed.", "Look again.")
    step = _step(work, request.child_id, request.months, request.kind, request.words.strip())
    work.db.add(step)
    work.record(step)
    return step.id


def _born(work: Work, child_id: int) -> date:
    """A child's day of birth, the child locked so that two people do not close one thing twice."""
    born = work.db.scalar(select(Child.born).where(Child.id == child_id).with_for_update(key_share=True))
    if born is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    return born


def _step(work: Work, child_id: int, months: int, kind: str, words: str) -> TransitionStep:
    return TransitionStep(
        child_id=child_id, months=months, kind=kind, words=words, at=work.now, person_id=work.person.id
    )


@dataclass(frozen=True, slots=True)
class IssueTransition:
    """The letter at 17 or 17½ (204 or 210 months); `style` "" prints as the family asked."""

    child_id: int
    months: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Transition letter issued")
def issue_transition(work: Work, request: IssueTransition) -> int:
    """Draw the letter from the record and enter it in the register; answers the paper's id.

    Raises Refused for another age, or while the family's letters are stopped (R-D26).
    """
    if request.months not in LETTERS:
        raise Refused("The letter goes at 17 and at 17½.", "Choose one of the two.")
    born = _born(work, request.child_id)
    check_letters(work.db, request.child_id)
    paper = issue(work, KIND, _written(work, request, born), request.style)
    work.db.add(_step(work, request.child_id, request.months, "letter", f"Letter at {say_months(request.months)}"))
    work.record(paper)
    return paper.id


def _written(work: Work, request: IssueTransition, born: date) -> Letter:
    from shortbreaks.documents.transition import TransitionFacts

    child = work.db.execute(
        select(Child.first_name, Child.known_as, Child.last_name, Household.ref, Household.id)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == request.child_id)
    ).one()
    adult = adult_for(work, child.id)
    settings = settings_on(work.db, work.today)
    awards = work.db.execute(
        select(Allocation.unit, func.sum(Allocation.amount), func.max(Allocation.until_day))
        .where(Allocation.child_id == request.child_id, Allocation.from_day <= work.today, Allocation.until_day >= work.today)
        .group_by(Allocation.unit)
        .order_by(Allocation.unit)
    ).all()
    facts = TransitionFacts(
        head=letterhead(work, settings), child=short_name(child.first_name, child.last_name, child.known_as),
        family=child.ref, dated=work.today, dear=dear(adult), age=say_months(request.months),
        reached_on=day_of_age(born, request.months), eighteen_on=day_of_age(born, ADULTHOOD),
        awards=tuple(say_amount(int(amount), unit) for unit, amount, _ in awards),
        until_day=max((row[2] for row in awards), default=None), team=settings["transition_team"],
        refers=request.months == LETTERS[1], ask=work.person.name, foot=settings["letter_foot"], relay=RELAY,
        number=transition_ref(request.child_id, say_months(request.months)),
    )  # fmt: skip
    return addressed(f"child:{request.child_id}", facts, request.child_id, adult)
