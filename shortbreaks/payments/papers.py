"""The statement and the summary of one agreement, issued when somebody asks for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, Work, command
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.letters import Letter, issue_recorded
from shortbreaks.payments.addressees import Addressee, Letters, addressees
from shortbreaks.payments.letters.facts import summary_facts
from shortbreaks.payments.statements import statement_facts


@dataclass(frozen=True, slots=True)
class IssueStatement:
    """The statement of one agreement up to a day; `style` "" prints as the family asked."""

    agreement_id: int
    last: date
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Statement issued")
def issue_statement(work: Work, request: IssueStatement) -> int:
    """Draw a statement from the books as they stand and enter it in the register; answers the paper's id.

    Raises Refused for a day to come, or when the family's letters are stopped (R-D26).
    """
    if request.last > work.today:
        raise Refused("That day has not ended yet.", "Choose a day up to today.", "last")
    letters, to = may_write(work, request.agreement_id, request.last)
    facts = statement_facts(letters, [request.agreement_id], request.last)[request.agreement_id]
    return _issued(work, "statement", facts, to, request.style)


@dataclass(frozen=True, slots=True)
class IssueSummary:
    """The agreement on one page, for both signatures; `style` "" prints as the family asked."""

    agreement_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Agreement summary issued")
def issue_summary(work: Work, request: IssueSummary) -> int:
    """Draw the summary of an agreement as it stands and enter it in the register; answers the paper's id.

    Raises Refused when the family's letters are stopped (R-D26), or nothing is awarded yet.
    """
    letters, to = may_write(work, request.agreement_id)
    return _issued(work, "agreement summary", summary_facts(letters, to), to, request.style)


def may_write(view: View, agreement_id: int, day: date | None = None) -> tuple[Letters, Addressee]:
    """The addressee of one agreement: who is paid today, or was on a day.

    Raises NotFound, and Refused when the family's letters are stopped (R-D26).
    """
    letters = addressees(view, [agreement_id], day)
    to = letters.of.get(agreement_id)
    if to is None:
        raise NotFound("There is no such direct payment.", "Look at the list again.")
    if to.stopped and not to.agreement.letters_stopped:
        why, _, what = to.stopped.partition(". ")
        raise Refused(f"{why}.", what)
    if to.stopped:
        raise Refused(
            "This family's letters are stopped.", f"Speak to {to.agreement.named_person or 'a manager'} first."
        )
    return letters, to


def _issued(work: Work, kind: str, facts: Any, to: Addressee, style: str) -> int:
    letter = Letter(f"agreement:{to.agreement.id}", facts, to.child_id, to.adult_id)
    return issue_recorded(work, kind, letter, style or to.style)
