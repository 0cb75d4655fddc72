"""What waits in entitlement: requests to decide, decisions nobody was told of, and evidence that runs out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, literal_column, or_, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on
from shortbreaks.eligibility.cases import UNITS, say_asked
from shortbreaks.eligibility.tables import NO_CHOICE, Decision, Evidence, PanelCase, PaymentOffer, Told
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.words import decision_ref

Kept = aliased(Child)  # the record a merged child is kept under


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An open request: since when its clock runs, what was asked for, and when the panel meets."""

    id: int
    version: int
    child_id: int
    child: str
    age: int
    asked_on: date
    days: int
    asked_by: str
    asked: str
    officer: str
    panel_on: date | None
    late: bool


@query(needs=Permission.SEE_CASES)
def cases_open(view: View, child_id: int | None = None) -> tuple[CaseRow, ...]:
    """Requests not decided yet, the oldest first; of one child, or of all."""
    found = (
        select(PanelCase, Child.first_name, Child.last_name, Child.known_as, Child.born)
        .join(Child, Child.id == PanelCase.child_id)
        .where(PanelCase.state == "open")
        .order_by(PanelCase.asked_on, PanelCase.id)
    )
    if child_id is not None:
        found = found.where(PanelCase.child_id == child_id)
    most = int(setting_on(view.db, "decide_days", view.today))
    shown = []
    for row in view.db.execute(found):
        case: PanelCase = row.PanelCase
        days = (view.today - case.asked_on).days
        asked = say_asked({unit: getattr(case, unit) for unit in UNITS}, case.words)
        shown.append(
            CaseRow(case.id, case.version, case.child_id, _name(row), age_on(row.born, view.today), case.asked_on, days,
                    case.asked_by, asked, case.officer, case.panel_on, days > most)
        )  # fmt: skip
    return tuple(shown)


def _name(row: Any) -> str:
    return short_name(row.first_name, row.last_name, row.known_as)


@dataclass(frozen=True, slots=True)
class UntoldRow:
    """A decision whose family has not been told, as far as the record says; `days` since it was decided."""

    decision_id: int
    ref: str
    child_id: int
    child: str
    age: int
    outcome: str
    decided_on: date
    decided_by: str
    days: int


@query(needs=Permission.SEE_CASES)
def decided_not_told(view: View) -> tuple[UntoldRow, ...]:
    """Decisions without a letter or a note that the family was told, the oldest first (R-X4)."""
    rows = view.db.execute(
        select(
            Decision.id, Kept.id.label("child_id"), Kept.first_name, Kept.last_name, Kept.known_as, Kept.born,
            Decision.outcome, Decision.decided_on, Decision.decided_by,
        )
        .join(Child, Child.id == Decision.child_id)
        .join(Kept, Kept.id == func.coalesce(Child.merged_into, Child.id))
        .where(~select(Told.id).where(Told.decision_id == Decision.id).exists())
        .order_by(Decision.decided_on, Decision.id)
    )  # fmt: skip
    return tuple(
        UntoldRow(r.id, decision_ref(r.id), r.child_id, _name(r), age_on(r.born, view.today), r.outcome, r.decided_on,
                  r.decided_by, (view.today - r.decided_on).days)
        for r in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoChoice:
    """A family that was given nothing but a direct payment, as it was last spoken of: since when, and what was not to be had."""

    child_id: int
    child: str
    age: int
    on: date
    words: str
    days: int


@query(needs=Permission.SEE_CASES)
def given_no_choice(view: View) -> tuple[NoChoice, ...]:
    """Open children whose family had no other choice than a direct payment when it was last noted, the oldest first (R-X3)."""
    # Those given no choice first, of open children: few were, and what was ever offered to others is not read
    later, theirs = aliased(PaymentOffer), aliased(Child)
    answered = (
        select(later.id).join(theirs, theirs.id == later.child_id)
        .where(later.id > PaymentOffer.id, or_(theirs.id == Kept.id, theirs.merged_into == Kept.id))
        .exists()
    )  # a later word answers an earlier one
    rows = view.db.execute(
        select(Kept.id, Kept.first_name, Kept.last_name, Kept.known_as, Kept.born, PaymentOffer.on, PaymentOffer.words)
        .join(Child, Child.id == PaymentOffer.child_id)
        .join(Kept, Kept.id == func.coalesce(Child.merged_into, Child.id))
        .where(literal_column(f"payment_offer.{NO_CHOICE}"), Kept.state == "open", ~answered)
        .order_by(PaymentOffer.on, PaymentOffer.id)
    )
    return tuple(
        NoChoice(r.id, _name(r), age_on(r.born, view.today), r[5], r.words, (view.today - r[5]).days) for r in rows
    )


@dataclass(frozen=True, slots=True)
class EvidenceDue:
    """The evidence of a child that holds longest, when it runs out or has."""

    child_id: int
    child: str
    age: int
    kind: str
    until: date
    out: bool


@query(needs=Permission.SEE_CASES)
def evidence_running_out(view: View) -> tuple[EvidenceDue, ...]:
    """Open children all of whose evidence has run out or soon will, the first to run out first (R-E12)."""
    last = view.today + timedelta(days=int(setting_on(view.db, "evidence_warning_days", view.today)))
    words = words_in(view.db, "evidence")
    longest = (
        select(Evidence.child_id, func.max(Evidence.expires_on).label("until"))
        .where(Evidence.child_id.in_(select(Child.id).where(Child.state == "open")))  # nothing is read of who left
        .group_by(Evidence.child_id)
        .having(func.count() == func.count(Evidence.expires_on), func.max(Evidence.expires_on) <= last)
        .subquery()
    )
    rows = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born, longest.c.until,
               func.max(Evidence.kind).label("kind"))
        .join(longest, longest.c.child_id == Child.id)
        .join(Evidence, (Evidence.child_id == Child.id) & (Evidence.expires_on == longest.c.until))
        .where(Child.state == "open", Child.sibling_only.is_(False))
        .group_by(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born, longest.c.until)
        .order_by(longest.c.until, Child.id)
    )  # fmt: skip
    return tuple(
        EvidenceDue(r.id, _name(r), age_on(r.born, view.today), words.get(r.kind, r.kind), r.until, r.until < view.today)
        for r in rows
    )
