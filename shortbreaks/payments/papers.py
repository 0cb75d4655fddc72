"""The papers of direct payments: facts from the record, drawn and kept in the register."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.families.letters import RELAY, issue, letterhead
from shortbreaks.money import pounds
from shortbreaks.payments.queries import AccountCard, MoneyLine, account_card
from shortbreaks.payments.rules import HELD_WORDS, WORDS, Part, full_pence, say_cycle, say_part
from shortbreaks.payments.spending_tables import Return
from shortbreaks.payments.surplus import say_surplus
from shortbreaks.payments.tables import Agreement

DAYS_TO_QUERY = 28


def statement_facts(view: View, agreement_id: int, last: date) -> Any:
    """What the statement of one agreement says of the days from 1 April to `last`, as they stand in the books."""
    from shortbreaks.documents.statement import MovedFacts, StatementFacts

    card = account_card(view, agreement_id, last)
    kept = settings_on(view.db, view.today)
    due = view.db.scalar(
        select(func.min(Return.due_on)).where(Return.agreement_id == agreement_id, Return.state == "due")
    )
    return StatementFacts(
        head=letterhead(view, kept), ref=card.ref, who=card.name,
        held_how=f"{HELD_WORDS[card.held]}{f' ending {card.last4}' if card.last4 else ''}", first=card.first, last=card.last,
        dated=view.today, award=_award_words(card), opening=card.opening,
        lines=tuple(MovedFacts(x.on, _what(x), _seen(x), x.pence, x.spend_id is None) for x in card.lines),
        closing=card.closing, aside=tuple(kind for kind, _ in card.aside),
        aside_pence=sum(pence for _, pence in card.aside), weeks=card.surplus.weeks, may_hold=card.surplus.may_hold,
        over=card.surplus.over, test=say_surplus(card.surplus), next_pence=card.next_pence,
        next_on=card.next_pay_on if card.next_pence else None, next_return=due,
        query_by=view.today + timedelta(days=DAYS_TO_QUERY), foot=kept["letter_foot"], relay=RELAY,
    )  # fmt: skip


def _award_words(card: AccountCard) -> tuple[str, ...]:
    return tuple(_part_words(part, card.cycle_days) for part in card.parts) or ("Nothing is awarded at present.",)


def _part_words(part: Part, days: int) -> str:
    lead = part.words or WORDS[part.kind]
    return (
        f"{lead}: {say_part(part)}, {pounds(full_pence(part, days))} {say_cycle(days)}, from {say_day(part.from_day)}."
    )


def _what(line: MoneyLine) -> str:
    return line.what.replace("Direct payment, run", "Payment from us, run") if line.spend_id is None else line.what


def _seen(line: MoneyLine) -> str:
    if line.spend_id is None:
        return ""
    return "Yes" if line.evidence is not None else "Not yet"


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
    facts = statement_facts(work, request.agreement_id, request.last)
    agreement = work.db.get_one(Agreement, request.agreement_id)
    if agreement.letters_stopped:
        raise Refused("This family's letters are stopped.", f"Speak to {agreement.named_person or 'a manager'} first.")
    paper = issue(
        work, "statement", f"agreement:{agreement.id}", facts, agreement.child_id, agreement.payee_id, request.style
    )
    work.record(paper)
    return paper.id
