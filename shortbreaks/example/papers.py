"""Papers of the example county, entered in the register of the day on which they would have been issued."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import Person, View
from shortbreaks.documents.keeping import to_json
from shortbreaks.documents.prints import print_of
from shortbreaks.documents.prints_kept import shared_as_kept
from shortbreaks.documents.tables import Paper, PaperPrint
from shortbreaks.example.rows import Rows, morning
from shortbreaks.payments.letters.commands import ABOUT, ready_letters
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.letters.tables import PaymentLetter


def view_at(db: Session, at: datetime) -> View:
    """The county as the first person saw it at a moment."""
    writer = db.get_one(PersonRecord, 1)
    return View(db, Person(writer.id, writer.sign_in, writer.name, writer.role, frozenset()), at, at.date())


def keep_paper(
    rows: Rows, kind: str, about: str, facts: Any, style: str, at: datetime, *, child: int, adult: int | None
) -> int:  # fmt: skip
    """Draw a family's paper and enter it in the register of a moment, issued by the first person; gives its id."""
    from shortbreaks.documents.drawing import PAPERS

    drawn = print_of(PAPERS[kind].draw(facts, style))
    paper = rows.add(
        Paper, kind=kind, about=about, child_id=child, adult_id=adult, style=style, audience="family", facts=to_json(facts),
        pages=drawn.pages, sha256=drawn.sha256, issued_at=at, person_id=1,
    )  # fmt: skip
    rows.add(PaperPrint, paper_id=paper, own=drawn.own, shared=shared_as_kept(rows.db.connection(), [drawn])[0])
    return paper



def send_letters(rows: Rows, keys: Sequence[LetterKey], day: date) -> None:
    """Letters of direct payments as they were due on a day, everything until then being written; those that may not go are not."""
    at = morning(day)
    for ready in ready_letters(view_at(rows.db, at), keys):
        if not ready.why:
            key, about = ready.key, ABOUT.format(ready.key.agreement_id)
            paper = keep_paper(rows, key.kind, about, ready.facts, ready.style, at, child=ready.child_id, adult=ready.adult_id)
            rows.add(
                PaymentLetter, agreement_id=key.agreement_id, kind=key.kind, subject=key.subject, number=key.number, paper_id=paper
            )
