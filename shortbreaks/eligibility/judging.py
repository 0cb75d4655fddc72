"""What the rules say of a child on a day, by the scheme of that day."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.codes import CIN_CODES
from shortbreaks.council.districts import neighbours, own_districts
from shortbreaks.council.lists import code_list, words_in
from shortbreaks.council.scheme_changes import criteria_of, schemes_on
from shortbreaks.council.schemes import say_given
from shortbreaks.database.commands import View, query
from shortbreaks.dates import say_day
from shortbreaks.eligibility.criteria import Known, scheme_findings
from shortbreaks.eligibility.rules import adult_by, evidence_in_date, residence
from shortbreaks.eligibility.tables import Evidence, RuleOverride
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.merged import same_child
from shortbreaks.families.tables import Address, Child, ChildNeed
from shortbreaks.findings import Finding, Outcome, worst

SAID = {Outcome.MET: "meets", Outcome.NOT_MET: "does not meet", Outcome.TO_DECIDE: "a person must decide"}


@dataclass(frozen=True, slots=True)
class RulesSaid:
    """Each finding, and all of them together: "meets", "does not meet" or "a person must decide" (R-E6).

    Found by one scheme as it held on the day; `schemes` are the names of all that held.
    """

    said: str
    findings: tuple[Finding, ...]
    scheme: str = ""
    criteria: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    question: str = ""
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Judging:
    """By what a child is judged: the day (None: today), the scheme by name (""; the first), what was asked and answered."""

    day: date | None = None
    scheme: str = ""
    asked: tuple[tuple[str, int], ...] = ()
    answer: str = ""


@query(needs=Permission.SEE_CASES)
def eligibility_today(view: View, child_id: int, scheme: str = "") -> RulesSaid:
    """What the rules say of a child today, by one of the schemes that hold."""
    return rules_say(view, child_id, Judging(scheme=scheme))


def rules_say(view: View, child_id: int, by: Judging = Judging()) -> RulesSaid:
    """R-E1, R-E3, the scheme's own tests and R-E12 for a child as recorded, on a day by the scheme of that day.

    A rule set aside with a reason counts as met. Raises NotFound, and Refused for a scheme that does not hold then.
    """
    child = view.db.execute(
        select(Child.first_name, Child.known_as, Child.born, Child.household_id, Child.long_term).where(
            Child.id == child_id
        )
    ).first()
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    day = by.day or view.today
    schemes = schemes_on(view.db, day)
    scheme = next((one for one in schemes if one.name == (by.scheme or schemes[0].name)), None)
    if scheme is None:
        raise Refused(f"The scheme “{by.scheme}” does not hold on {say_day(day)}.", "Choose another.", "scheme")
    name, districts = child.known_as or child.first_name, code_list(view.db, "district")
    levels = {
        row.code: row.level
        for row in view.db.execute(select(ChildNeed.code, ChildNeed.level).where(ChildNeed.child_id == child_id).order_by(ChildNeed.id))
    }
    seen = _seen(view, child_id, day)
    disabilities = CIN_CODES & set(levels)
    known = Known(name, child.born, day, levels, child.long_term, disabilities, seen, dict(by.asked), by.answer)
    findings = (
        adult_by(name, child.born, day),
        residence(name, _district(view, child.household_id, day), own_districts(districts, day), neighbours(districts, day)),
        *scheme_findings(scheme, known, words_in(view.db, "evidence")),
        evidence_in_date(name, list(seen.values()), day),
    )
    aside = {(row.rule, row.finding) for row in view.db.execute(_overrides(child_id))}
    award = scheme.award_for(by.answer)
    return RulesSaid(
        SAID[worst(one for one in findings if not _is_aside(one, aside))], findings, scheme.name,
        criteria_of(view.db, scheme), tuple(one.name for one in schemes), scheme.question,
        say_given(award) if award is not None else "",
    )  # fmt: skip


def _seen(view: View, child_id: int, day: date) -> dict[str, date | None]:
    """Each kind of evidence seen up to a day, with the last day it holds; None when it does not run out."""
    found: dict[str, date | None] = {}
    rows = view.db.execute(
        select(Evidence.kind, Evidence.expires_on).where(Evidence.child_id == child_id, Evidence.seen_on <= day)
    )
    for kind, until in rows:
        earlier = found.get(kind, date.min)
        found[kind] = None if until is None or earlier is None else max(until, earlier)
    return found


def _district(view: View, household_id: int, day: date) -> str:
    found = view.db.scalar(
        select(Address.district)
        .where(
            Address.household_id == household_id, Address.purpose == "home",
            or_(Address.from_day.is_(None), Address.from_day <= day),
            or_(Address.until_day.is_(None), Address.until_day >= day),
        )
        .order_by(Address.id.desc())
        .limit(1)
    )  # fmt: skip
    return found or ""


def _is_aside(finding: Finding, aside: set[tuple[str, str]]) -> bool:
    """Whether a rule was set aside for this very sentence: who moves to Medway since is asked about anew (R-E6).

    The sentence of an age names the day it is said on, so that one is set aside as a rule.
    """
    if finding.rule == "R-E1":
        return finding.rule in {rule for rule, _ in aside}
    return (finding.rule, finding.reason) in aside


def to_kept(said: RulesSaid) -> str:
    """Findings as they are kept with a decision."""
    return json.dumps([[f.rule, f.outcome.value, f.chip, f.reason] for f in said.findings], ensure_ascii=False)


def _overrides(child_id: int) -> Select[str, str]:
    """The rules set aside for a child itself with their sentences, also under a number since merged into it."""
    return select(RuleOverride.rule, RuleOverride.finding).where(
        RuleOverride.child_id.in_(same_child(child_id)), RuleOverride.about.startswith("child:")
    )
