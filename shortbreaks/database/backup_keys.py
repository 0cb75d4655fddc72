"""The keys that a shared office's backups have had: the first with the office itself, each later one a row that is only added."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Connection, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortbreaks.database.guards import append_only
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.records import Instant, Key, Record


class BackupKey(Record):
    """A new key of the backups: its number, itself, and the key file by which the recovery key opens it."""

    __tablename__ = "backup_key"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)  # of two who give a key at once, one does
    key: Mapped[str]
    key_file: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("number > 1", name="number"), CheckConstraint("length(key) = 64", name="key"))


append_only(BackupKey.__table__, "key of the backups")  # type: ignore[arg-type]


class KeptKeys(NamedTuple):
    """The key with which backups are written, in hex, and the key file that goes with each; None where there is none."""

    key: str | None
    key_file: str | None


def keys_of_backups(connection: Connection | Session) -> KeptKeys:
    """The present ones. An office on one computer has its own key file alone, whatever it was restored from."""
    engine = connection.get_bind() if isinstance(connection, Session) else connection
    if engine.dialect.name == "postgresql":
        newest = select(BackupKey.key, BackupKey.key_file).order_by(BackupKey.number.desc()).limit(1)
        if (row := connection.execute(newest).first()) is not None:
            return KeptKeys(*row)
    return KeptKeys(*connection.execute(select(OfficeRecord.backup_key, OfficeRecord.key_file).where(OfficeRecord.id == 1)).one())
