"""What a rule found: met, not met, or for a person to decide, with the reason and what would change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Outcome(StrEnum):
    """What a rule found (R-E6: never a mechanical refusal)."""

    MET = "met"
    NOT_MET = "not met"
    TO_DECIDE = "to decide"


NOT_MET, TO_DECIDE = Outcome.NOT_MET, Outcome.TO_DECIDE  # an enumeration is slow to be asked thousands of times


@dataclass(frozen=True, slots=True)
class Finding:
    """One test of one rule.

    `chip` is its name in at most four words, `reason` the sentence with the fact in it, `remedy` the smallest change
    that would turn it. `overridable` says that an officer may go on with a reason (R-E6); the impossible is not. `kept` is
    the sentence for the child's record where `reason` names another child; "" keeps the reason itself.
    """

    rule: str
    outcome: Outcome
    chip: str
    reason: str = ""
    remedy: str = ""
    overridable: bool = True
    kept: str = ""

    @property
    def for_record(self) -> str:
        """The fact as it stands on a child's record and on papers: no other child's name."""
        return self.kept or self.reason


@lru_cache(maxsize=4096)
def met(rule: str, chip: str) -> Finding:
    """A test that is met; thousands of places meet the same few tests, so each is made once."""
    return Finding(rule, Outcome.MET, chip)


def is_impossible(finding: Finding) -> bool:
    """Whether no officer can go past it: a place that is not there, a child who is elsewhere."""
    return finding.outcome is Outcome.NOT_MET and not finding.overridable


def worst(findings: Iterable[Finding]) -> Outcome:
    """The outcome of many findings together: not met before to decide before met."""
    found = Outcome.MET
    for finding in findings:
        outcome = finding.outcome
        if outcome is NOT_MET:
            return NOT_MET
        if outcome is TO_DECIDE:
            found = TO_DECIDE
    return found
