"""Files of everything held on somebody, handed over when they ask: to whom, when, what was kept back, and the fingerprint."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Record, owner_of


class SubjectFile(Record):
    """One file that was written; what stood in it is not kept a second time, only its fingerprint (domain.md R-P8)."""

    __tablename__ = "subject_file"

    id: Mapped[Key]
    child_id: Mapped[int | None] = owner_of("child.id")
    adult_id: Mapped[int | None] = owner_of("adult.id")
    asked_by: Mapped[str]  # who asked, and how we know that it is they
    items: Mapped[int]
    kept_back: Mapped[int]
    why_back: Mapped[str]
    paper_sha256: Mapped[str]
    file_sha256: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = owner_of("person.id")

    __table_args__ = (
        CheckConstraint("(child_id is null) <> (adult_id is null)", name="one_subject"),
        CheckConstraint("asked_by <> ''", name="asked_by"),
        CheckConstraint("kept_back = 0 or why_back <> ''", name="why_back"),
    )


append_only(SubjectFile.__table__, "note of a file that was handed over")  # type: ignore[arg-type]
