"""The register of papers: what was issued, to whom, when, its fingerprint, and its own bytes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.records import Instant, Key, Record, owner_of


class Paper(Record):
    """One paper as it was issued: the facts it was drawn from; its bytes are its print."""

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

    __table_args__ = (Index("ix_paper_about", "about", "id"),)


class PaperPart(Record):
    """A typeface as many papers have it in their bytes, kept once; it says nothing of any of them."""

    __tablename__ = "paper_part"

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)  # packed


class PaperPrint(Record):
    """The bytes of a paper as they went out, packed, without the parts that it shares with others (prints.py)."""

    __tablename__ = "paper_print"

    id: Mapped[Key]
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), unique=True)
    own: Mapped[bytes] = mapped_column(LargeBinary)  # empty once the family was erased
    shared: Mapped[str]  # JSON: where in the unpacked bytes which part stands, in their order


append_only(Paper.__table__, "paper")  # type: ignore[arg-type]
append_only(PaperPart.__table__, "typeface of papers")  # type: ignore[arg-type]
append_only(PaperPrint.__table__, "print of a paper")  # type: ignore[arg-type]
