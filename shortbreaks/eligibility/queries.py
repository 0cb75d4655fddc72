"""What was decided for a child and told to the family, what was seen, and whether a direct payment was offered."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.eligibility.tables import Allocation, AllocationChange, Decision, Evidence, PaymentOffer, Told
from shortbreaks.families.merged import same_child
from shortbreaks.words import decision_ref


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision on a child's card; `awarded` names each unit apart, `told_on` is the day the family was first told."""

    id: int
    ref: str
    outcome: str
    rules_said: str
    reason: str
    decided_by: str
    decided_on: date
    from_day: date
    until_day: date | None
    review_on: date | None
    person: str
    asked_on: date | None
    asked: str
    awarded: tuple[str, ...]
    scheme: str
    answer: str
    gives: str
    conditions: str
    officer: str
    told_on: date | None


@query(needs=Permission.SEE_CASES)
def decisions_of_child(view: View, child_id: int) -> tuple[DecisionRow, ...]:
    """A child's decisions, newest first."""
    told = select(func.min(Told.told_on)).where(Told.decision_id == Decision.id).scalar_subquery()
    rows = view.db.execute(
        select(Decision, PersonRecord.name.label("person"), told.label("told_on"))
        .join(PersonRecord, PersonRecord.id == Decision.person_id)
        .where(Decision.child_id.in_(same_child(child_id)))
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    )
    return tuple(_row(row.Decision, row.person, row.told_on) for row in rows)


def _row(one: Decision, person: str, told_on: date | None) -> DecisionRow:
    awarded = tuple(say_amount(amount, unit) for unit, amount in json.loads(one.awards or "[]"))
    return DecisionRow(
        one.id, decision_ref(one.id), one.outcome, one.rules_said, one.reason, one.decided_by, one.decided_on, one.from_day,
        one.until_day, one.review_on, person, one.asked_on, one.asked, awarded, one.scheme, one.answer, one.gives,
        one.conditions, one.officer, told_on,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of an allocation: what it gave until then and gives since, from when, why, and by whom on which day."""

    from_day: date
    amount_before: int
    amount: int
    until_before: date
    until_day: date
    reason: str
    on: date
    person: str


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """What a decision awarded in one unit as it stands now, with its changes, newest first."""

    id: int
    version: int
    decision_id: int
    unit: str
    amount: int
    from_day: date
    until_day: date
    changes: tuple[ChangeRow, ...]


@query(needs=Permission.SEE_CASES)
def allocations_decided(view: View, child_id: int) -> tuple[AllocationRow, ...]:
    """A child's allocations with the history of each, in two questions."""
    rows = view.db.scalars(
        select(Allocation).where(Allocation.child_id.in_(same_child(child_id))).order_by(Allocation.decision_id, Allocation.id)
    ).all()
    changed = view.db.execute(
        select(AllocationChange, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == AllocationChange.person_id)
        .where(AllocationChange.allocation_id.in_([one.id for one in rows]))
        .order_by(AllocationChange.id.desc())
    ).all()
    return tuple(
        AllocationRow(
            one.id, one.version, one.decision_id, one.unit, one.amount, one.from_day, one.until_day,
            tuple(_change(change, name) for change, name in changed if change.allocation_id == one.id),
        )
        for one in rows
    )  # fmt: skip


def _change(one: AllocationChange, name: str) -> ChangeRow:
    return ChangeRow(
        one.from_day, one.amount_before, one.amount, one.until_before, one.until_day, one.reason, to_local(one.at).date(), name
    )


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence that was seen; `out` when it has run out today."""

    id: int
    words: str
    seen_on: date
    expires_on: date | None
    note: str
    out: bool


@query(needs=Permission.SEE_CASES)
def evidence_of_child(view: View, child_id: int) -> tuple[EvidenceRow, ...]:
    """What was seen for a child, newest first."""
    words = words_in(view.db, "evidence")
    rows = view.db.execute(
        select(Evidence.id, Evidence.kind, Evidence.seen_on, Evidence.expires_on, Evidence.note)
        .where(Evidence.child_id == child_id)
        .order_by(Evidence.seen_on.desc(), Evidence.id.desc())
    )
    return tuple(
        EvidenceRow(
            r.id, words.get(r.kind, r.kind), r.seen_on, r.expires_on, r.note,
            r.expires_on is not None and r.expires_on < view.today,
        )
        for r in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfferRow:
    """What was said to a direct payment, and whether there was another choice."""

    on: date
    answer: str
    no_other_choice: bool
    words: str
    person: str


@query(needs=Permission.SEE_CASES)
def offers_of_child(view: View, child_id: int) -> tuple[OfferRow, ...]:
    """Every time a direct payment was spoken of, newest first (R-X3)."""
    rows = view.db.execute(
        select(
            PaymentOffer.on, PaymentOffer.answer, PaymentOffer.no_other_choice, PaymentOffer.words,
            PersonRecord.name.label("person"),
        )
        .join(PersonRecord, PersonRecord.id == PaymentOffer.person_id)
        .where(PaymentOffer.child_id.in_(same_child(child_id)))
        .order_by(PaymentOffer.on.desc(), PaymentOffer.id.desc())
    )  # fmt: skip
    return tuple(OfferRow(*row) for row in rows)
