"""Going on although a rule says no or asks for a person: only with a reason, which is kept (R-E6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shortbreaks.database.commands import Work
from shortbreaks.eligibility.tables import RuleOverride
from shortbreaks.errors import Refused, Spoken
from shortbreaks.findings import Finding, Outcome

OR_REASON = "Or write a reason, and book all the same."


@dataclass(frozen=True, slots=True)
class Reason:
    """An officer's reason for going on although a rule says no or asks for a person (R-E6)."""

    rule: str
    words: str


def rule_asked(spoken: Spoken) -> str:
    """The rule for which a refusal of a booking asks a reason, "" where no reason would mend it."""
    return spoken.field.removeprefix("reason:") if spoken.remedy.endswith(OR_REASON) else ""


def accept_findings(found: Iterable[Finding], reasons: Sequence[Reason], day: str = "") -> None:
    """Raise Refused for the first finding that nobody gave a reason for, or that no reason can mend.

    `day` ("Saturday 25 July") stands before the sentence where several days are asked for at once.
    """
    given = {reason.rule for reason in reasons if reason.words.strip()}
    for finding in found:
        if finding.outcome is Outcome.MET or (finding.overridable and finding.rule in given):
            continue
        remedy = finding.remedy
        if finding.overridable:
            remedy = f"{remedy} {OR_REASON}".strip()
        sentence = f"{day}: {finding.reason}" if day else finding.reason
        raise Refused(sentence, remedy, f"reason:{finding.rule}")


def note_overrides(
    work: Work, child_id: int, about: str, found: Iterable[Finding], reasons: Sequence[Reason]
) -> None:
    """Keep the reason for each finding that was gone past; `about` is "booking:7" or "stay:7"."""
    words = {reason.rule: reason.words.strip() for reason in reasons}
    for finding in found:
        if finding.outcome is not Outcome.MET:
            work.db.add(
                RuleOverride(
                    child_id=child_id, about=about, rule=finding.rule, finding=finding.for_record,
                    reason=words[finding.rule], at=work.now, person_id=work.person.id,
                )
            )  # fmt: skip
