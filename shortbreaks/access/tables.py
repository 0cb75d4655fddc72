"""People who sign in."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import never_deleted
from shortbreaks.database.records import Key, Record, Versioned


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


never_deleted(PersonRecord.__table__, "person")  # type: ignore[arg-type]
