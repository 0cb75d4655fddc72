"""A letter of a direct payment that went: its entry in the register of papers, what it was due for, and what follows from it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select

from shortbreaks.database.bulk import BulkInsert, ids_ahead
from shortbreaks.database.commands import Work
from shortbreaks.families.letters import Drawn, enter, enter_all
from shortbreaks.payments.debts.commands import step_debt
from shortbreaks.payments.letters.keys import LetterKey, return_key
from shortbreaks.payments.letters.tables import PaymentLetter
from shortbreaks.payments.returns.steps import step_return
from shortbreaks.payments.spending.tables import Debt, Return

_LETTERS: Table = PaymentLetter.__table__  # type: ignore[assignment]
_ADD = BulkInsert(_LETTERS, "id", "agreement_id", "kind", "subject", "number", "paper_id")


def keep_letter(work: Work, key: LetterKey, drawn: Drawn) -> int:
    """Enter one letter in the register with what it was due for, and do what follows from it; gives the paper's id."""
    key = _due_for(work, key, drawn.letter.facts)
    paper = enter(work, drawn)
    work.db.add(
        PaymentLetter(agreement_id=key.agreement_id, kind=key.kind, subject=key.subject, number=key.number, paper_id=paper.id)
    )  # fmt: skip
    _follow(work, key, drawn.letter.facts)
    return paper.id


def keep_letters(work: Work, kept: Sequence[tuple[LetterKey, Drawn]]) -> None:
    """The same for many letters, entered together."""
    if not kept:
        return
    keys = [_due_for(work, key, drawn.letter.facts) for key, drawn in kept]
    papers = enter_all(work, [drawn for _, drawn in kept])
    ids = ids_ahead(work.db.connection(), _LETTERS, len(keys))
    _ADD(work.db.connection(), [
        (number, key.agreement_id, key.kind, key.subject, key.number, paper)
        for number, key, paper in zip(ids, keys, papers, strict=True)
    ])  # fmt: skip
    work.touched("payment_letter", ids)
    for key, (_, drawn) in zip(keys, kept, strict=True):
        _follow(work, key, drawn.letter.facts)


def _due_for(work: Work, key: LetterKey, facts: Any) -> LetterKey:
    """What a letter is due for once it goes: a request that goes late gives its return more time."""
    if key.kind != "return request":
        return key
    asked = work.take(Return, key.of)
    if asked.due_on != facts.due:
        asked.due_on = facts.due
        step_return(work, asked, "Time from the letter on")
    return return_key(key.agreement_id, asked.id, asked.due_on, 0)


def _follow(work: Work, key: LetterKey, facts: Any) -> None:
    """What follows from a letter that went: a return was reminded of, a debt has its day to reply."""
    if key.kind == "return reminder":
        reminded = work.take(Return, key.of)
        reminded.chased = key.number
        step_return(work, reminded, "Reminded by letter")
    if key.kind in {"surplus letter", "pay-back letter"} and (reply_by := getattr(facts, "reply_by", None)):
        column = Debt.review_id if key.kind == "surplus letter" else Debt.id
        found = work.db.scalars(select(Debt.id).where(column == key.of, Debt.state == "approved")).one()
        debt = work.take(Debt, found)
        debt.reply_by = reply_by
        step_debt(work, debt, "letter sent", key.kind.capitalize())
    work.db.flush()
