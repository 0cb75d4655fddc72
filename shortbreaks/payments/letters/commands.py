"""Letters of direct payments as they would be drawn now: one question a table for many, and the same rules for one.

Whether a letter may go, what it says and what follows from it is decided here alone, for one letter and for a batch.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.audit import head, hold, only_touched
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.documents.prints import Print, print_of
from shortbreaks.errors import Refused
from shortbreaks.families.letters import Drawn, Letter
from shortbreaks.payments.addressees import Addressee, Letters, addressees
from shortbreaks.payments.letters.award import again_facts, award_facts
from shortbreaks.payments.letters.cycle import cycle_facts
from shortbreaks.payments.letters.facts import (
    Found,
    end_facts,
    pause_facts,
    pay_back_facts,
    plan_facts,
    return_facts,
    surplus_facts,
    uplift_facts,
)
from shortbreaks.payments.letters.kept import keep_letter, keep_letters
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.letters.tables import PaymentLetter
from shortbreaks.payments.spending.tables import Debt, Return, SurplusReview
from shortbreaks.payments.statements import statement_facts

when_broken(
    "uq_payment_letter_kind_subject_number_agreement_id",
    "payment_letter.kind, payment_letter.subject, payment_letter.number, payment_letter.agreement_id",
    lambda: Refused("Somebody else issued one of these letters just now.", "Look again: none goes out twice."),
)
BEFORE = "Issued before."


def _statements(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    found: dict[LetterKey, Any] = {}
    for last in {key.subject for key in keys}:
        mine = {key.agreement_id: key for key in keys if key.subject == last}
        facts = statement_facts(letters, list(mine), date.fromisoformat(last))
        found |= {mine[one]: given for one, given in facts.items()}
    return found


FACTS: Mapping[str, Callable[[Letters, Sequence[LetterKey]], Found]] = {
    "statement": _statements, "return request": return_facts, "return reminder": return_facts,
    "surplus letter": surplus_facts, "pay-back letter": pay_back_facts, "plan letter": plan_facts,
    "end letter": end_facts, "suspension notice": pause_facts, "uplift letter": uplift_facts, "award letter": award_facts,
    "reconsideration letter": again_facts, "cycle letter": cycle_facts,
}  # fmt: skip
ABOUT = "agreement:{}"


@dataclass(frozen=True, slots=True)
class Ready:
    """One letter as it would be drawn now; `why` says why it is not, and then there are no facts."""

    key: LetterKey
    name: str
    ref: str
    facts: Any
    style: str
    child_id: int
    adult_id: int | None
    why: str = ""

    def drawn(self, style: str, kept: Print) -> Drawn:
        """The letter as it was drawn, for the register."""
        letter = Letter(ABOUT.format(self.key.agreement_id), self.facts, self.child_id, self.adult_id)
        return Drawn(self.key.kind, letter, style, kept)


def ready_letters(view: View, keys: Sequence[LetterKey]) -> list[Ready]:
    """Each letter as the records stand, in the order asked; issued before, stopped or not due any more are said."""
    ids = {key.agreement_id for key in keys}
    letters, issued = addressees(view, ids), issued_of(view, ids)
    open_keys = [
        key for key in keys
        if key not in issued and key.agreement_id in letters.of and not letters.of[key.agreement_id].stopped
    ]  # fmt: skip
    facts: dict[LetterKey, Any] = {}
    whose = days_of(view.db, [key for key in keys if key.agreement_id in letters.parts])
    of_day = {day: letters.on(day) for day in {view.today, *whose.values()}}
    for kind, day in {(key.kind, whose.get(key, view.today)) for key in open_keys}:
        mine = [key for key in open_keys if (key.kind, whose.get(key, view.today)) == (kind, day)]
        facts |= FACTS[kind](of_day[day], mine)
    return [
        _ready(key, of_day[whose.get(key, view.today)].of.get(key.agreement_id), facts.get(key), key in issued) for key in keys
    ]


def days_of(db: Session, keys: Collection[LetterKey]) -> dict[LetterKey, date]:
    """Whose letter each is where the payee changed: who was paid on the day that it is about (R-D25); others are today's."""
    found = {key: date.fromisoformat(key.subject) for key in keys if key.kind == "statement"}
    for kinds, record, column in (
        (("return request", "return reminder"), Return, Return.last_day), (("surplus letter",), SurplusReview, SurplusReview.on),
        (("pay-back letter", "plan letter"), Debt, Debt.arose_on),
    ):  # fmt: skip
        mine = [key for key in keys if key.kind in kinds and not key.is_unasked]
        days = {row[0]: row[1] for row in db.execute(select(record.id, column).where(record.id.in_({key.of for key in mine})))}
        found |= {key: days[key.of] for key in mine if key.of in days}
    return found


def issued_of(view: View, ids: Collection[int]) -> set[LetterKey]:
    """Every letter of these agreements that was issued, by what it was for."""
    rows = view.db.execute(
        select(PaymentLetter.kind, PaymentLetter.agreement_id, PaymentLetter.subject, PaymentLetter.number).where(
            PaymentLetter.agreement_id.in_(ids)
        )
    )
    return {LetterKey(*row) for row in rows}


def _ready(key: LetterKey, to: Addressee | None, facts: Any, issued: bool) -> Ready:  # noqa: FBT001 - private
    if to is None:
        return Ready(key, "", "", None, "", 0, None, "That direct payment is not here any more.")
    why = BEFORE if issued else to.stopped
    if not why and facts is None:
        why = "It is not due any more."
    if not why and isinstance(facts, Refused):
        why = str(facts)
    if why:
        facts = None
    return Ready(key, to.name, to.agreement.ref, facts, to.style, to.child_id, to.adult_id, why)


@query(needs=Permission.ISSUE_PAPERS)
def letters_ready(view: View, keys: tuple[LetterKey, ...]) -> tuple[Ready, ...]:
    """Letters with the facts they would be drawn from now, for drawing many of them outside."""
    return tuple(ready_letters(view, keys))


@dataclass(frozen=True, slots=True)
class IssueLetter:
    """One letter that is due; `style` "" prints as the family asked."""

    key: LetterKey
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Letter issued")
def issue_letter(work: Work, request: IssueLetter) -> int:
    """Draw a letter that is due, enter it in the register and keep what follows; answers the paper's id.

    Raises Refused when it went out before, is not due, or the family's letters are stopped (R-D26).
    """
    from shortbreaks.documents.drawing import PAPERS

    (ready,) = ready_letters(work, [request.key])
    if ready.why:
        raise Refused(ready.why, "Look at the account.")
    style = request.style or ready.style
    kept = print_of(PAPERS[request.key.kind].draw(ready.facts, style))
    paper_id = keep_letter(work, request.key, ready.drawn(style, kept))
    work.record(("paper", paper_id))
    return paper_id


@dataclass(frozen=True, slots=True)
class AsRead:
    """Letters as the records stood after an entry of the trail (its number and hash), on a day, as one person writes them."""

    entry: tuple[int, str]
    on: date
    person_id: int
    ready: tuple[Ready, ...]


@query(needs=Permission.ISSUE_PAPERS)
def letters_as_read(view: View, keys: tuple[LetterKey, ...]) -> AsRead:
    """The same with the newest entry of the trail, seen before anything else is read: the proof that it still stands."""
    entry = head(view.db.connection())
    return AsRead(entry, view.today, view.person.id, tuple(ready_letters(view, keys)))


@dataclass(frozen=True, slots=True)
class DrawnLetter:
    """A letter that was drawn outside: the facts it was drawn from, in which print, and how it came out."""

    key: LetterKey
    facts: Any
    style: str
    print: Print


@dataclass(frozen=True, slots=True)
class RegisterLetters:
    """Letters of one chunk of a batch, all of them drawn; `read`: these letters, in this order, as they were read."""

    letters: tuple[DrawnLetter, ...]
    read: AsRead | None = None


CHANGED = "It changed while it was drawn."
REGISTER = frozenset({"paper", "payment_letter"})  # what a letter that was issued leaves; no letter says anything of these


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Letters issued")
def register_letters(work: Work, request: RegisterLetters) -> list[str]:
    """Enter drawn letters in the register, and give for each "" or why not.

    What the register holds is what the records say at this moment, however long the drawing took. Where the trail proves
    that nothing but letters went out since the facts were read, they stand; else every letter's facts are read again in
    this transaction, and only a letter that was drawn from the very same is kept.
    """
    keys = [one.key for one in request.letters]
    stands = request.read is not None and _stands(work, request.read, keys)
    now = _but_issued(work, request.read.ready) if stands and request.read else ready_letters(work, keys)
    said, kept = [], []
    for drawn, ready in zip(request.letters, now, strict=True):
        why = ready.why or ("" if ready.facts == drawn.facts and ready.style == drawn.style else CHANGED)
        if not why:
            kept.append((ready.key, ready.drawn(drawn.style, drawn.print)))
        said.append(why)
    keep_letters(work, kept)
    if stands and request.read and work.engine == "postgresql":
        hold(work.db.connection())  # nobody saves anything from here on until this is saved
        if not _stands(work, request.read, keys):
            raise Refused("Something was saved at this very moment.", "Go on: it is read again.")
    work.record(("paper", None))
    return said


def _stands(work: Work, read: AsRead, keys: Sequence[LetterKey]) -> bool:
    """Whether reading these letters again would give what was read: same day, same writer, nothing done that a letter says."""
    same = [one.key for one in read.ready] == keys and (read.on, read.person_id) == (work.today, work.person.id)
    return same and only_touched(work.db.connection(), read.entry, REGISTER)


def _but_issued(work: Work, ready: Sequence[Ready]) -> list[Ready]:
    """Letters as they were read, but for those that somebody else issued meanwhile."""
    issued = issued_of(work, {one.key.agreement_id for one in ready})
    return [replace(one, facts=None, why=BEFORE) if one.key in issued else one for one in ready]
