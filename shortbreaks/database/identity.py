"""Which office a database is: asked before anything else is read from it (safety.md finding 6)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, select, text
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.connections import APPLICATION_ID
from shortbreaks.database.records import Instant, Key, Record
from shortbreaks.errors import Refused, Unavailable

# The number of the newest migration; a test ties it to the migrations' head, so Alembic need not be loaded to know.
SCHEMA = 1


class OfficeRecord(Record):
    """The one row that says which office this is, and which schema it has."""

    __tablename__ = "office"

    id: Mapped[Key]
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    purpose: Mapped[str]  # "live", "example"
    made_at: Mapped[datetime] = mapped_column(Instant)
    schema_number: Mapped[int]
    # A shared office's own key for its encrypted backups; an embedded one has its key file instead.
    backup_key: Mapped[str | None]
    key_file: Mapped[str | None]

    __table_args__ = (CheckConstraint("id = 1", name="one"),)


OfficeRecord.__table__.info["fixed"] = True  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Identity:
    """An office's own name and number."""

    uuid: str
    name: str
    purpose: str
    schema_number: int


def new_identity(name: str, purpose: str) -> Identity:
    """A fresh office's identity. Raises Refused for an empty name."""
    if not name.strip():
        raise Refused("The office needs a name.", "Write what people call it, such as East Kent short breaks.", "name")
    return Identity(uuid.uuid4().hex, name.strip(), purpose, SCHEMA)


def write_identity(connection: Connection, identity: Identity, made_at: datetime, **more: Any) -> None:
    """Stamp a new database."""
    office = OfficeRecord.__table__
    row = {
        "id": 1, "uuid": identity.uuid, "name": identity.name, "purpose": identity.purpose, "made_at": made_at,
        "schema_number": identity.schema_number, **more,
    }  # fmt: skip
    connection.execute(office.insert(), row)  # type: ignore[attr-defined]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"pragma application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"pragma user_version = {identity.schema_number}")


def read_identity(connection: Connection, what: str) -> Identity:
    """The identity of an opened database.

    Raises Unavailable when it is not an office, Refused when it was made by a newer Short Breaks. `what` names it.
    """
    if connection.dialect.name == "sqlite":
        kind = connection.exec_driver_sql("pragma application_id").scalar_one()
        if kind != APPLICATION_ID:
            raise Unavailable(f"{what} is not an office of Short Breaks.", "Choose the office's own file, or a backup.")
        check_schema(int(connection.exec_driver_sql("pragma user_version").scalar_one()), what)
    elif not connection.execute(text("select to_regclass('office') is not null")).scalar():
        raise Unavailable(f"{what} holds no office of Short Breaks yet.", "Ask your ICT team to set it up.")
    row = connection.execute(
        select(OfficeRecord.uuid, OfficeRecord.name, OfficeRecord.purpose, OfficeRecord.schema_number)
    ).first()
    if row is None:
        raise Unavailable(f"{what} was never finished setting up.", "Start the office again, or restore a backup.")
    check_schema(row.schema_number, what)
    return Identity(row.uuid, row.name, row.purpose, row.schema_number)


def check_schema(number: int, what: str) -> None:
    """Refuse a database that a newer application has changed (safety.md A20)."""
    if number > SCHEMA:
        raise Refused(
            f"{what} was made by a newer Short Breaks (its form is number {number}, this one knows {SCHEMA}).",
            "Install the newest version on this computer; the file is as it was.",
        )
