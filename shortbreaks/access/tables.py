"""People who sign in, and what each has typed and not yet saved."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of

TRIALS = ("key", "restore")


class PersonRecord(Versioned, Record):
    """Somebody who signs in, with one role; closed when they leave, never removed: their name is on what they did."""

    __tablename__ = "person"

    id: Mapped[Key]
    sign_in: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    active: Mapped[bool]
    # argon2id, for a shared office; an embedded one has its key slots instead
    password_hash: Mapped[str | None]

    __table_args__ = (CheckConstraint("sign_in = lower(sign_in) and sign_in <> ''", name="sign_in"),)


class FormDraft(Record):
    """A form that somebody has typed into and not yet saved, so that a power cut costs nothing (safety.md 3.10).

    It is no record of anything: it has no audit entry, stands in the office's own encrypted place, is seen by whoever
    typed it alone, and goes when it is saved or thrown away.
    """

    __tablename__ = "form_draft"

    id: Mapped[Key]
    person_id: Mapped[int] = owner_of("person.id", own_index=False)
    place: Mapped[str]  # the page and what it was about, as JSON
    title: Mapped[str]
    typed: Mapped[str]  # what was typed, field by field, as JSON
    opener: Mapped[str]  # the button that opened the form, "" when another way
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("person_id", "place", "title"),
        CheckConstraint("length(typed) <= 200000", name="typed"),
        {"info": {"aside": True}},
    )


class OfficeTrial(Record):
    """The recovery key tried, or a copy restored by hand as a drill: by whom and when (safety.md 3.4, 3.5)."""

    __tablename__ = "office_trial"

    id: Mapped[Key]
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = owner_of("person.id")
    about: Mapped[str]  # what was restored, and what was found again

    __table_args__ = (CheckConstraint(one_of("kind", TRIALS), name="kind"),)


append_only(OfficeTrial.__table__, "trial of the office")  # type: ignore[arg-type]
never_deleted(PersonRecord.__table__, "person")  # type: ignore[arg-type]
