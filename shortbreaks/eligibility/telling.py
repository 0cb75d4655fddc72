"""Telling a family what was decided: the letter from the stored decision, or a note that it was told in another way (R-X4)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import holidays_after, settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import working_days_after
from shortbreaks.eligibility.cases import amounts_of, say_asked
from shortbreaks.eligibility.rules import PURPOSES, say_amount
from shortbreaks.eligibility.tables import Allocation, Decision, PanelCase, PaymentOffer, Told
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.letters import RELAY, Letter, addressed, adult_for, check_letters, dear, issue, letterhead
from shortbreaks.families.merged import kept_child, same_child
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.words import decision_ref

KIND = "decision letter"


def written_decision(view: View, decision_id: int) -> Letter:
    """What a decision's letter says, with the child and the adult it is for; every word of it as it was stored.

    Raises Refused while the family's letters are stopped (R-D26).
    """
    from shortbreaks.documents.decision import AwardedFacts, DecisionFacts

    decision = view.db.get(Decision, decision_id)
    if decision is None:
        raise NotFound("That decision is not here any more.", "Look again.")
    child_id = kept_child(view.db, decision.child_id)
    check_letters(view.db, child_id)
    child = view.db.execute(
        select(Child.first_name, Child.known_as, Child.last_name, Household.ref, Household.id)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == child_id)
    ).one()
    adult = adult_for(view, child.id)
    settings = settings_on(view.db, view.today)
    given = awarded(view.db, decision)
    days = int(settings["challenge_days"])
    facts = DecisionFacts(
        head=letterhead(view, settings), number=decision_ref(decision.id),
        child=short_name(child.first_name, child.last_name, child.known_as), family=child.ref, dated=view.today,
        dear=dear(adult), agreed=decision.outcome == "agreed", decided_by=decision.decided_by,
        decided_on=decision.decided_on, asked_on=decision.asked_on, asked=decision.asked,
        awards=tuple(AwardedFacts(say_amount(amount, unit), PURPOSES[unit]) for unit, amount in given),
        from_day=decision.from_day, until_day=decision.until_day, reason=decision.reason, scheme=decision.scheme,
        criteria=tuple(filter(None, decision.criteria.split("\n"))), answer=decision.answer, gives=decision.gives,
        conditions=decision.conditions, review_on=decision.review_on, payment=payment_answer(view.db, child_id),
        challenge_by=working_days_after(view.today, days, holidays_after(view.today, days)),
        challenge=settings["challenge_words"], ask=decision.officer or view.person.name, foot=settings["letter_foot"],
        relay=RELAY, not_agreed=_not_agreed(view.db, decision, {unit for unit, _ in given}),
    )  # fmt: skip
    return addressed(f"decision:{decision_id}", facts, child_id, adult)


def awarded(db: Session, decision: Decision) -> list[tuple[str, int]]:
    """What a decision awarded on its own day, by unit; of decisions brought in without it, what was allocated for them."""
    if decision.awards:
        return [(unit, int(amount)) for unit, amount in json.loads(decision.awards)]
    rows = db.execute(
        select(Allocation.unit, Allocation.amount)
        .where(Allocation.decision_id == decision.id, Allocation.from_day == decision.from_day)
        .order_by(Allocation.id)
    )
    return [(row.unit, row.amount) for row in rows]


def _not_agreed(db: Session, decision: Decision, units: Collection[str]) -> str:
    """What was asked for in a unit of which an agreed decision gives nothing: the family is told that it is a no (R-X4)."""
    case = db.get(PanelCase, decision.case_id) if decision.case_id is not None and decision.outcome == "agreed" else None
    return "" if case is None else say_asked({unit: asked for unit, asked in amounts_of(case).items() if unit not in units})


def payment_answer(db: Session, child_id: int) -> str:
    """Whether a direct payment was offered: "yes", "declined", or "not yet" before anybody wrote it down (R-X3)."""
    found = db.scalar(
        select(PaymentOffer.answer)
        .where(PaymentOffer.child_id.in_(same_child(child_id)))
        .order_by(PaymentOffer.on.desc(), PaymentOffer.id.desc())
        .limit(1)
    )
    return found or "not yet"


@dataclass(frozen=True, slots=True)
class IssueDecision:
    """The letter of one decision; `style` "" prints as the family asked."""

    decision_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Decision letter issued")
def issue_decision(work: Work, request: IssueDecision) -> int:
    """Draw the letter from the stored decision, enter it in the register, and keep that the family is told.

    Raises Refused while the family's letters are stopped (R-D26).
    """
    paper = issue(work, KIND, written_decision(work, request.decision_id), request.style)
    work.db.add(_told(work, request.decision_id, work.today, "Our letter", paper.id))
    work.record(paper)
    return paper.id


def _told(work: Work, decision_id: int, day: date, how: str, paper_id: int | None) -> Told:
    return Told(
        decision_id=decision_id, paper_id=paper_id, told_on=day, how=how, at=work.now, person_id=work.person.id
    )


@dataclass(frozen=True, slots=True)
class NoteTold:
    """That a family was told of a decision in another way, on a day: a letter of before, a visit."""

    decision_id: int
    told_on: date
    how: str


@command(needs=Permission.DECIDE, recorded_as="Family told of a decision")
def note_told(work: Work, request: NoteTold) -> int:
    """Keep how and when a family was told. Raises Refused before the decision, for a day to come, or without saying how."""
    decision = work.db.get(Decision, request.decision_id)
    if decision is None:
        raise NotFound("That decision is not here any more.", "Look again.")
    if not decision.decided_on <= request.told_on <= work.today:
        raise Refused("The family was told on or after the day of the decision, up to today.", "Check the day.", "told_on")
    if not request.how.strip():
        raise Refused("It is not said how the family was told.", "Write it, and where the letter is kept.", "how")
    told = _told(work, decision.id, request.told_on, request.how.strip(), None)
    work.db.add(told)
    work.record(told)
    return told.id


@dataclass(frozen=True, slots=True)
class NoteOffer:
    """What a family said to a direct payment: "yes", "declined" or "not yet"; or that there was no other choice (R-X3)."""

    child_id: int
    on: date
    answer: str
    no_other_choice: bool = False
    words: str = ""


@command(needs=Permission.DECIDE, recorded_as="Direct payment offered")
def note_offer(work: Work, request: NoteOffer) -> int:
    """Keep that a direct payment was offered and what was said. Raises Refused for an unknown answer, or a day to come."""
    if request.answer not in {"yes", "declined", "not yet"}:
        raise Refused("Say what the family answered.", "Choose from the list.", "answer")
    if request.on > work.today:
        raise Refused("That day has not come yet.", "Write the day you spoke about it.", "on")
    if request.no_other_choice and not request.words.strip():
        raise Refused("A family without another choice needs its reason.", "Write what was not to be had.", "words")
    if work.db.get(Child, request.child_id) is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    kept = PaymentOffer(
        child_id=request.child_id, on=request.on, answer=request.answer, no_other_choice=request.no_other_choice,
        words=request.words.strip(), at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.record(kept)
    return kept.id
