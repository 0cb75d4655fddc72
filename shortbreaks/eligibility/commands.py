"""Evidence seen, decisions with what they award, and reasoned departures from a rule."""

import json
from dataclasses import dataclass
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import codes_in
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day, year_of_allocation
from shortbreaks.eligibility.cases import amounts_of, answer_case, say_asked
from shortbreaks.eligibility.judging import Judging, rules_say, to_kept
from shortbreaks.eligibility.rules import PURPOSES, pro_rata
from shortbreaks.eligibility.tables import Allocation, Decision, Evidence, RuleOverride
from shortbreaks.errors import Refused


@dataclass(frozen=True, slots=True)
class SeeEvidence:
    """A letter or plan that was seen; no copy is kept (R-E12)."""

    child_id: int
    kind: str
    seen_on: date
    expires_on: date | None
    note: str


@command(needs=Permission.DECIDE, recorded_as="Evidence seen")
def see_evidence(work: Work, request: SeeEvidence) -> int:
    """Keep that evidence was seen. Raises Refused for an unknown kind or a day to come."""
    if request.kind not in codes_in(work.db, "evidence", work.today):
        raise Refused("That kind of evidence is not on the list.", "Choose one.", "kind")
    if request.seen_on > work.today:
        raise Refused("It cannot have been seen on a day to come.", "Write the day you saw it.", "seen_on")
    if request.expires_on is not None and request.expires_on < request.seen_on:
        raise Refused("It ran out before it was seen.", "Check both days.", "expires_on")
    evidence = Evidence(
        child_id=request.child_id, kind=request.kind, seen_on=request.seen_on, expires_on=request.expires_on,
        note=request.note.strip(),
    )  # fmt: skip
    work.db.add(evidence)
    work.record(evidence)
    return evidence.id


@dataclass(frozen=True, slots=True)
class Award:
    """So much of one unit: minutes, sessions, nights or pence."""

    unit: str
    amount: int


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """Who decided what, when and why, from and until when, and what it awards.

    `case_id` is the request it answers; `scheme` and `answer` by what it was judged (the scheme that held on the day of the
    decision); `for_a_year` gives the share of the awards for the days left of the year of allocation (R-O15).
    """

    child_id: int
    outcome: str
    reason: str
    decided_by: str
    decided_on: date
    from_day: date
    until_day: date
    review_on: date | None
    awards: tuple[Award, ...]
    case_id: int | None = None
    scheme: str = ""
    answer: str = ""
    conditions: str = ""
    officer: str = ""
    for_a_year: bool = False


@command(needs=Permission.DECIDE, recorded_as="Decision recorded")
def record_decision(work: Work, request: RecordDecision) -> int:
    """Keep a decision with what the scheme of its day said, and its allocations. Raises Refused naming the field."""
    _check(work, request)
    case = answer_case(work, request.case_id, request.child_id) if request.case_id is not None else None
    if case is not None and case.asked_on > request.decided_on:
        raise Refused("It was decided before it was asked for.", "Check the day of the decision.", "decided_on")
    asked = amounts_of(case) if case is not None else {}
    by = Judging(request.decided_on, request.scheme, tuple(asked.items()), request.answer.strip())
    found = rules_say(work, request.child_id, by)
    awards = _awards(request)
    decision = Decision(
        child_id=request.child_id, outcome=request.outcome, rules_said=found.said, findings=to_kept(found),
        reason=request.reason.strip(), decided_by=request.decided_by.strip(), decided_on=request.decided_on,
        from_day=request.from_day, until_day=request.until_day, review_on=request.review_on, entered_at=work.now,
        person_id=work.person.id, case_id=request.case_id, asked_on=case.asked_on if case is not None else None,
        asked=say_asked(asked, case.words) if case is not None else "",
        awards=json.dumps([[one.unit, one.amount] for one in awards]), scheme=found.scheme,
        criteria="\n".join(found.criteria), answer=f"{found.question}: {by.answer}" if by.answer and found.question else by.answer,
        gives=found.gives, conditions=request.conditions.strip(),
        officer=request.officer.strip() or (case.officer if case is not None else work.person.name),
    )  # fmt: skip
    work.db.add(decision)
    work.db.flush()
    for award in awards:
        work.db.add(
            Allocation(
                child_id=request.child_id, decision_id=decision.id, unit=award.unit, purpose=PURPOSES[award.unit], kinds="",
                amount=award.amount, from_day=request.from_day, until_day=request.until_day,
            )
        )  # fmt: skip
    work.record(decision)
    return decision.id


def _awards(request: RecordDecision) -> tuple[Award, ...]:
    """What is awarded for the days given: a year's amounts in their share, whole hours, sessions and nights (R-O15)."""
    if not request.for_a_year:
        return request.awards
    first, last = year_of_allocation(request.from_day)
    if request.until_day != last:
        raise Refused(
            "A year's amount is shared out for the days left of its year.", f"End it on {say_day(last)}.", "until_day"
        )
    sizes = {unit: 60 if unit == "hours" else 1 for unit in PURPOSES}
    return tuple(
        Award(one.unit, pro_rata(one.amount // sizes[one.unit], request.from_day, first, last) * sizes[one.unit])
        for one in request.awards
    )


def _check(work: Work, request: RecordDecision) -> None:
    if not request.reason.strip():
        raise Refused("A decision needs its reason.", "Write why, as the family will read it.", "reason")
    if not request.decided_by.strip():
        raise Refused("It is not said who decided.", "Write the panel's or the officer's name.", "decided_by")
    if request.decided_on > work.today:
        raise Refused("A decision is not made on a day to come.", "Write the day it was made.", "decided_on")
    if request.until_day < request.from_day:
        raise Refused("It ends before it begins.", "Check both days.", "until_day")
    if request.outcome == "declined" and request.awards:
        raise Refused("A declined request awards nothing.", "Take the hours, nights or pounds out.", "hours")
    if request.outcome == "agreed" and not any(award.amount > 0 for award in request.awards):
        raise Refused("An agreed decision awards something.", "Write hours, sessions, nights or pounds.", "hours")


@dataclass(frozen=True, slots=True)
class OverrideRule:
    """An officer's reason to go on although a rule says otherwise, for a child as a whole (R-E6)."""

    child_id: int
    rule: str
    reason: str
    finding: str = ""  # the very sentence, where tests of one scheme share a rule's number
    scheme: str = ""


@command(needs=Permission.OVERRIDE, recorded_as="Rule set aside with a reason")
def override_rule(work: Work, request: OverrideRule) -> int:
    """Keep the reason with name and date. Raises Refused when the rule has nothing against the child, or no reason."""
    if not request.reason.strip():
        raise Refused("Setting a rule aside needs a reason.", "Write why this family.", "reason")
    by = Judging(scheme=request.scheme)
    found = [finding for finding in rules_say(work, request.child_id, by).findings if finding.rule == request.rule]
    said = [finding for finding in found if finding.reason and request.finding in {"", finding.reason}]
    against = next(iter(said), None)
    if against is None:
        raise Refused("That rule has nothing against this child today.", "Look at the findings again.")
    override = RuleOverride(
        child_id=request.child_id, about=f"child:{request.child_id}", rule=request.rule, finding=against.reason,
        reason=request.reason.strip(), at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(override)
    work.record(override)
    return override.id
