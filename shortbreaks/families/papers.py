"""The register of papers as it is asked: what was issued for a child, and the very bytes of any paper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import to_local
from shortbreaks.documents.prints_kept import NOTHING, kept_bytes
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import NotFound, Unavailable
from shortbreaks.families.merged import same_child
from shortbreaks.words import booking_ref, decision_ref, series_ref


@dataclass(frozen=True, slots=True)
class PaperBytes:
    """An issued paper: the bytes that were kept of it, proved to be the same."""

    pdf: bytes
    file_name: str
    pages: int
    sha256: str


@query(needs=Permission.SEE_CASES)
def paper_again(view: View, paper_id: int) -> PaperBytes:
    """The same bytes as were issued, however papers are laid out today. Raises Unavailable for a paper that is not whole."""
    row = view.db.execute(select(Paper.facts, Paper.pages, Paper.sha256, Paper.about).where(Paper.id == paper_id)).first()
    if row is None:
        raise NotFound("That paper is not in the register.", "Look again.")
    if row.facts == NOTHING:
        raise Unavailable(
            "What this paper said was erased with the family's record; its day and fingerprint are kept.",
            "Whoever it was sent to may still have it: its fingerprint shows that it is the one.",
        )
    pdf = kept_bytes(view.db.connection(), paper_id)
    if not pdf:
        raise Unavailable(
            "What is kept of this paper is not what was issued, so it is not shown.",
            "Ask whoever looks after the office to check it: a backup has the paper as it went out.",
        )
    # No child's name in a file's name (safety.md E10)
    return PaperBytes(pdf, f"{row.about.replace(':', '-')}.pdf", row.pages, row.sha256)


@command(needs=Permission.SEE_CASES, recorded_as="Paper sent to a printer")
def note_printed(work: Work, paper_id: int) -> None:
    """Enter in the trail that an issued paper goes to a printer."""
    work.record(("paper", paper_id))


@command(needs=Permission.SEE_CASES, recorded_as="Copy of a paper saved")
def note_saved(work: Work, paper_id: int) -> None:
    """Enter in the trail that an issued paper is written to a file outside the office."""
    work.record(("paper", paper_id))


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One issued paper in a list; `kind` is the register's name for it."""

    id: int
    kind: str
    about: str
    style: str
    issued_at: datetime
    person: str
    pages: int


def said_about(about: str) -> str:
    """What a paper is about, as people say it: B-00042, D-00007, or the kind of record it is about."""
    record, _, number = about.partition(":")
    if record == "booking":
        return booking_ref(int(number))
    if record == "decision":
        return decision_ref(int(number))
    if record == "series":
        return series_ref(int(number))
    return "of the direct payment" if record == "agreement" else f"of the {record}"


@query(needs=Permission.SEE_CASES)
def papers_of_child(view: View, child_id: int) -> tuple[PaperRow, ...]:
    """Every paper issued for a child, newest first; times on the clock in Kent."""
    rows = view.db.execute(
        select(Paper.id, Paper.kind, Paper.about, Paper.style, Paper.issued_at, PersonRecord.name, Paper.pages)
        .join(PersonRecord, PersonRecord.id == Paper.person_id)
        .where(Paper.child_id.in_(same_child(child_id)))
        .order_by(Paper.id.desc())
    )
    return tuple(
        PaperRow(r.id, r.kind, said_about(r.about), r.style, to_local(r.issued_at), r.name, r.pages) for r in rows
    )
