"""A concern of fraud about an agreement: apart from misspending, and for those alone who approve (R-D23)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.errors import Refused
from shortbreaks.payments.agreement_tables import CONCERNS, Concern
from shortbreaks.payments.tables import Agreement


@dataclass(frozen=True, slots=True)
class NoteConcern:
    """What became of a concern, or a new one, and in words."""

    agreement_id: int
    state: str
    words: str


@command(needs=Permission.APPROVE, recorded_as="Concern noted")
def note_concern(work: Work, request: NoteConcern) -> int:
    """Keep a concern, or what became of it; nothing stops by itself. Raises Refused naming the field."""
    agreement = work.take(Agreement, request.agreement_id)
    if request.state not in CONCERNS:
        raise Refused("Choose how far it has come.", "Choose from the list.", "state")
    if not request.words.strip():
        raise Refused("A concern needs its words.", "Write what was seen, by whom and when; not what is supposed.", "words")
    kept = Concern(
        agreement_id=agreement.id, state=request.state, words=request.words.strip(), at=work.now, person_id=work.person.id
    )  # fmt: skip
    work.db.add(kept)
    work.record(agreement)
    return kept.id


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """One entry about a concern: how far it had come, in words, by whom."""

    id: int
    state: str
    words: str
    at: datetime
    person: str


@query(needs=Permission.APPROVE)
def concerns_of(view: View, agreement_id: int) -> tuple[ConcernRow, ...]:
    """Everything noted about concerns of one agreement, newest first; for those alone who approve."""
    rows = view.db.execute(
        select(Concern.id, Concern.state, Concern.words, Concern.at, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == Concern.person_id, isouter=True)
        .where(Concern.agreement_id == agreement_id)
        .order_by(Concern.id.desc())
    )
    return tuple(ConcernRow(row.id, row.state, row.words, row.at, row.name or "") for row in rows)
