"""The register of papers: what was issued, to whom, when, and its fingerprint."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Record, owner_of


class Paper(Record):
    """One paper as it was issued; its facts draw the same bytes again."""

    __tablename__ = "paper"

    id: Mapped[Key]
    kind: Mapped[str]  # as lists say it: "confirmation", "decision letter"; drawn by documents.drawing.PAPERS
    about: Mapped[str]  # "booking:48267"
    child_id: Mapped[int | None] = owner_of("child.id")
    adult_id: Mapped[int | None] = owner_of("adult.id")
    style: Mapped[str]  # "standard", "large", "easy"
    audience: Mapped[str]
    facts: Mapped[str]  # JSON
    pages: Mapped[int]
    sha256: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    copy_of: Mapped[int | None]  # the paper this one is a reprint of

    __table_args__ = (Index("ix_paper_about", "about", "id"),)


append_only(Paper.__table__, "paper")  # type: ignore[arg-type]
