"""What the rules say of a child today, and what was decided and seen before."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.codes import DISABILITIES, MATRIX
from shortbreaks.council.queries import codes_in
from shortbreaks.database.commands import View, query
from shortbreaks.eligibility.rules import (
    Threshold,
    adult_by,
    behaviour_alone,
    evidence_in_date,
    residence,
    specialist_threshold,
)
from shortbreaks.eligibility.tables import Decision, Evidence, RuleOverride
from shortbreaks.errors import NotFound
from shortbreaks.families.merged import same_child
from shortbreaks.families.tables import Address, Child, ChildNeed
from shortbreaks.findings import Finding, Outcome, worst

SAID = {Outcome.MET: "meets", Outcome.NOT_MET: "does not meet", Outcome.TO_DECIDE: "a person must decide"}


@dataclass(frozen=True, slots=True)
class RulesSaid:
    """Each finding, and all of them together: "meets", "does not meet" or "a person must decide" (R-E6)."""

    said: str
    findings: tuple[Finding, ...]


@query(needs=Permission.SEE_CASES)
def eligibility_today(view: View, child_id: int) -> RulesSaid:
    """What the rules say of a child today."""
    return rules_say(view, child_id)


def rules_say(view: View, child_id: int) -> RulesSaid:
    """R-E1, R-E3 to R-E5 and R-E12 for a child as recorded; a rule set aside with a reason counts as met."""
    child = view.db.execute(
        select(Child.first_name, Child.known_as, Child.born, Child.household_id, Child.long_term).where(
            Child.id == child_id
        )
    ).first()
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    name = child.known_as or child.first_name
    district = view.db.scalar(
        select(Address.district)
        .where(
            Address.household_id == child.household_id, Address.purpose == "home",
            or_(Address.until_day.is_(None), Address.until_day >= view.today),
        )
        .order_by(Address.id.desc())
        .limit(1)
    )  # fmt: skip
    levels = {
        row.code: row.level
        for row in view.db.execute(select(ChildNeed.code, ChildNeed.level).where(ChildNeed.child_id == child_id))
    }
    expiries = list(view.db.execute(select(Evidence.expires_on).where(Evidence.child_id == child_id)).scalars())
    disabilities = {code.code for code in DISABILITIES} & set(levels)
    findings = (
        adult_by(name, child.born, view.today),
        residence(name, district or ""),
        specialist_threshold(name, Threshold(levels, child.long_term, MATRIX)),
        behaviour_alone(name, disabilities),
        evidence_in_date(name, expiries, view.today),
    )
    aside = set(view.db.execute(_overrides(child_id)).scalars())
    return RulesSaid(SAID[worst(one for one in findings if one.rule not in aside)], findings)


def to_kept(said: RulesSaid) -> str:
    """Findings as they are kept with a decision."""
    return json.dumps([[f.rule, f.outcome.value, f.chip, f.reason] for f in said.findings], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision on a child's card."""

    id: int
    outcome: str
    rules_said: str
    reason: str
    decided_by: str
    decided_on: date
    from_day: date
    until_day: date | None
    review_on: date | None
    person: str


@query(needs=Permission.SEE_CASES)
def decisions_of_child(view: View, child_id: int) -> tuple[DecisionRow, ...]:
    """A child's decisions, newest first."""
    rows = view.db.execute(
        select(
            Decision.id, Decision.outcome, Decision.rules_said, Decision.reason, Decision.decided_by, Decision.decided_on,
            Decision.from_day, Decision.until_day, Decision.review_on, PersonRecord.name.label("person"),
        )
        .join(PersonRecord, PersonRecord.id == Decision.person_id)
        .where(Decision.child_id.in_(same_child(child_id)))
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    )  # fmt: skip
    return tuple(DecisionRow(**row._mapping) for row in rows)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence that was seen."""

    id: int
    words: str
    seen_on: date
    expires_on: date | None
    note: str


@query(needs=Permission.SEE_CASES)
def evidence_of_child(view: View, child_id: int) -> tuple[EvidenceRow, ...]:
    """What was seen for a child, newest first."""
    words = codes_in(view.db, "evidence")
    rows = view.db.execute(
        select(Evidence.id, Evidence.kind, Evidence.seen_on, Evidence.expires_on, Evidence.note)
        .where(Evidence.child_id == child_id)
        .order_by(Evidence.seen_on.desc(), Evidence.id.desc())
    )
    return tuple(EvidenceRow(r.id, words.get(r.kind, r.kind), r.seen_on, r.expires_on, r.note) for r in rows)


def _overrides(child_id: int) -> Select[str]:
    """The rules set aside for a child itself, also under a number since merged into it."""
    return select(RuleOverride.rule).where(
        RuleOverride.child_id.in_(same_child(child_id)), RuleOverride.about.startswith("child:")
    )
