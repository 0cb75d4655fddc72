"""Handing somebody everything that is held on them: as paper and as a file a machine reads, with what is kept back (R-P8)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.files import write_whole
from shortbreaks.database.office import Office
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.families.letters import letterhead
from shortbreaks.families.merged import same_child
from shortbreaks.families.subject_items import Held, as_file, held_on
from shortbreaks.families.subject_tables import SubjectFile

if TYPE_CHECKING:
    from shortbreaks.documents.page import Letterhead
    from shortbreaks.documents.subject_paper import SubjectFileFacts


@dataclass(frozen=True, slots=True)
class HandOver:
    """Whose file, who asked and how we know them, which marked items are given after all, and why the rest are kept back."""

    child_id: int | None
    adult_id: int | None
    asked_by: str
    given: frozenset[str]
    why_back: str
    style: str = "standard"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written: the two files, how many items, and how many of them were kept back."""

    paper: Path
    file: Path
    items: int
    kept_back: int


@query(needs=Permission.ISSUE_PAPERS)
def head_of_letters(view: View) -> "Letterhead":
    """Who writes."""
    found: Letterhead = letterhead(view, settings_on(view.db, view.today))
    return found


def hand_over(office: Office, request: HandOver, folder: Path) -> HandedOver:
    """Write both files whole into a folder, and keep that it was done, with their fingerprints.

    No child's name stands in a file's name (safety.md E10). Takes a second: off the GUI thread. Raises NotAllowed, Refused
    without who asked or why something is kept back, Unavailable when it cannot be written; nothing is then kept as done.
    """
    from shortbreaks.documents.subject_paper import subject_paper

    head = office.ask(head_of_letters)
    held = office.ask(held_on, request.child_id, request.adult_id)
    back = tuple(item for item in held.items() if item.mark and item.key not in request.given)
    check_request(request.asked_by, request.why_back, len(back))
    now = office.now()
    paper = subject_paper(_facts(held, request, head, now), request.style).pdf
    file = as_file(held, now, request.given)
    stem = f"{held.ref}-everything-held-{to_local(now):%Y%m%d-%H%M%S}"
    places = folder / f"{stem}.pdf", folder / f"{stem}.json"
    try:
        for place, content in zip(places, (paper, file), strict=True):
            write_whole(place, content)
        note = NoteSubjectFile(
            request.child_id, request.adult_id, request.asked_by, len(held.items()), len(back), request.why_back,
            hashlib.sha256(paper).hexdigest(), hashlib.sha256(file).hexdigest(),
        )  # fmt: skip
        office.perform(note_subject_file, note)
    except BaseException:
        for place in places:
            place.unlink(missing_ok=True)
        raise
    return HandedOver(*places, len(held.items()), len(back))


def check_request(asked_by: str, why_back: str, back: int) -> None:
    """Raise Refused without who asked, or without why something is kept back."""
    if not asked_by.strip():
        raise Refused("Somebody asked for this.", "Write who, and how you know that it is they.", "asked_by")
    if back and not why_back.strip():
        raise Refused(
            "Something is kept back without a reason.",
            "Write why, as the person will read it, such as: it is about somebody else.", "why_back",
        )  # fmt: skip


def _facts(held: Held, request: HandOver, head: "Letterhead", now: datetime) -> "SubjectFileFacts":
    from shortbreaks.documents.subject_paper import HeldItem, HeldKind, SubjectFileFacts

    kinds = tuple(
        HeldKind(
            section.title,
            tuple(
                HeldItem((), item.why_back) if item.mark and item.key not in request.given else HeldItem(item.lines, "")
                for item in section.items
            ),
        )
        for section in held.sections
    )
    return SubjectFileFacts(
        head, held.name, held.ref, to_local(now).date(), request.asked_by.strip(), request.why_back.strip(), kinds
    )


@dataclass(frozen=True, slots=True)
class NoteSubjectFile:
    """A file that was written."""

    child_id: int | None
    adult_id: int | None
    asked_by: str
    items: int
    kept_back: int
    why_back: str
    paper_sha256: str
    file_sha256: str


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Everything held handed over")
def note_subject_file(work: Work, request: NoteSubjectFile) -> int:
    """Keep that somebody was handed everything held on them. Raises Refused without who asked, or why something is kept back."""
    check_request(request.asked_by, request.why_back, request.kept_back)
    note = SubjectFile(
        child_id=request.child_id, adult_id=request.adult_id, asked_by=request.asked_by.strip(), items=request.items,
        kept_back=request.kept_back, why_back=request.why_back.strip(), paper_sha256=request.paper_sha256,
        file_sha256=request.file_sha256, at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(note)
    work.record(note)
    return note.id


@dataclass(frozen=True, slots=True)
class SubjectFileRow:
    """One file that was handed over."""

    at: datetime
    name: str
    asked_by: str
    items: int
    kept_back: int


@query(needs=Permission.SEE_CASES)
def files_handed_over(view: View, child_id: int) -> tuple[SubjectFileRow, ...]:
    """The files written about a child, the newest first."""
    rows = view.db.execute(
        select(SubjectFile.at, PersonRecord.name, SubjectFile.asked_by, SubjectFile.items, SubjectFile.kept_back)
        .join(PersonRecord, PersonRecord.id == SubjectFile.person_id)
        .where(SubjectFile.child_id.in_(same_child(child_id)))
        .order_by(SubjectFile.id.desc())
    )
    return tuple(SubjectFileRow(to_local(r.at), r.name, r.asked_by, r.items, r.kept_back) for r in rows)
