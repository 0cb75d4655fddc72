"""A letter of a direct payment that went: its entry in the register of papers, what it was due for, and what follows from it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Table, select

from shortbreaks.database.bulk import BulkInsert, ids_ahead
from shortbreaks.database.commands import Work
from shortbreaks.families.letters import Drawn, Letter, enter, enter_all
from shortbreaks.payments.debts import step_debt
from shortbreaks.payments.letter_keys import LetterKey, return_key
from shortbreaks.payments.letter_tables import PaymentLetter
from shortbreaks.payments.return_steps import step_return
from shortbreaks.payments.spending_tables import Debt, Return

if TYPE_CHECKING:
    from shortbreaks.payments.letters import DrawnLetter, Ready

ABOUT = "agreement:{}"
_LETTERS: Table = PaymentLetter.__table__  # type: ignore[assignment]
_ADD = BulkInsert(_LETTERS, "id", "agreement_id", "kind", "subject", "number", "paper_id")


def keep_letter(work: Work, ready: "Ready", style: str, drawn: tuple[int, str]) -> int:
    """Enter one letter in the register with what it was due for, and do what follows from it; gives the paper's id."""
    key = _due_for(work, ready)
    paper = enter(work, Drawn(key.kind, _letter(key, ready), style, *drawn))
    work.db.add(
        PaymentLetter(agreement_id=key.agreement_id, kind=key.kind, subject=key.subject, number=key.number, paper_id=paper.id)
    )  # fmt: skip
    _follow(work, key, ready)
    return paper.id


def keep_letters(work: Work, kept: "Sequence[tuple[Ready, DrawnLetter]]") -> None:
    """The same for many letters, entered together."""
    if not kept:
        return
    keys = [_due_for(work, ready) for ready, _ in kept]
    papers = enter_all(work, [
        Drawn(key.kind, _letter(key, ready), one.style, one.pages, one.sha256)
        for key, (ready, one) in zip(keys, kept, strict=True)
    ])  # fmt: skip
    ids = ids_ahead(work.db.connection(), _LETTERS, len(keys))
    _ADD(work.db.connection(), [
        (number, key.agreement_id, key.kind, key.subject, key.number, paper)
        for number, key, paper in zip(ids, keys, papers, strict=True)
    ])  # fmt: skip
    work.touched("payment_letter", ids)
    for key, (ready, _) in zip(keys, kept, strict=True):
        _follow(work, key, ready)


def _letter(key: LetterKey, ready: "Ready") -> Letter:
    return Letter(ABOUT.format(key.agreement_id), ready.facts, ready.child_id, ready.adult_id)


def _due_for(work: Work, ready: "Ready") -> LetterKey:
    """What a letter is due for once it goes: a request that goes late gives its return more time."""
    key = ready.key
    if key.kind != "return request":
        return key
    asked = work.take(Return, key.of)
    if asked.due_on != ready.facts.due:
        asked.due_on = ready.facts.due
        step_return(work, asked, "Time from the letter on")
    return return_key(key.agreement_id, asked.id, asked.due_on, 0)


def _follow(work: Work, key: LetterKey, ready: "Ready") -> None:
    """What follows from a letter that went: a return was reminded of, a debt has its day to reply."""
    if key.kind == "return reminder":
        reminded = work.take(Return, key.of)
        reminded.chased = key.number
        step_return(work, reminded, "Reminded by letter")
    if key.kind in {"surplus letter", "pay-back letter"} and (reply_by := getattr(ready.facts, "reply_by", None)):
        column = Debt.review_id if key.kind == "surplus letter" else Debt.id
        found = work.db.scalars(select(Debt.id).where(column == key.of, Debt.state == "approved")).one()
        debt = work.take(Debt, found)
        debt.reply_by = reply_by
        step_debt(work, debt, "letter sent", key.kind.capitalize())
    work.db.flush()
