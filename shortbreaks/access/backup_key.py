"""A new key for a shared office's backups, by whoever keeps the office: older backups open as before, by the key of their day.

The office itself is encrypted where its server keeps it; only its backups have a key of ours. The recovery key that was printed
opens every backup, since each one carries the key file of its day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shortbreaks.access.keeping import check_may_keep
from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import keys_kept
from shortbreaks.database import keys as key_files
from shortbreaks.database.backup import Backup, back_up
from shortbreaks.database.backup_keys import BackupKey, keys_of_backups
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.database.office import Office
from shortbreaks.database.reasons import BEFORE_NEW_KEY, NEW_KEY
from shortbreaks.errors import Refused, Spoken


def given_meanwhile() -> Refused:
    """Of two who give the backups a new key at once, one does."""
    return Refused("The backups were given another key meanwhile.", "Look again: nothing more is to be done.")


when_broken("uq_backup_key_number", "backup_key.number", given_meanwhile)


@dataclass(frozen=True, slots=True)
class NewBackupKey:
    """A new key for the backups; `seen` is the number of the key they had when it was asked for."""

    seen: int


@command(needs=Permission.KEEP_OFFICE, recorded_as="Backups given a new key")
def new_backup_key(work: Work, request: NewBackupKey) -> dict[str, int]:
    """Seal a new key of the backups for the recovery key, which stays as it is; answers the new key's number.

    Raises Refused for an office on one computer, one without a key of its own, and when somebody gave it another meanwhile.
    """
    if work.data_key is not None:
        raise Refused("This office and its backups have one key.", "Give the office a new key: People, The office.")
    kept, slots = keys_of_backups(work.db), keys_kept(work.db)
    if kept.key is None or slots is None:
        raise Refused("This office has no key for its backups.", "Ask the database's owner to back it up with pg_dump.")
    if slots.number != request.seen:
        raise given_meanwhile()
    key = key_files.new_data_key()
    anew = key_files.sealed_anew(slots, key)
    made = BackupKey(
        number=anew.number, key=key.hex(), key_file=key_files.to_text(anew), at=work.now, person_id=work.person.id
    )
    work.db.add(made)
    work.db.flush()
    work.record(made)
    return {"key": anew.number}


@dataclass(frozen=True, slots=True)
class BackupsRekeyed:
    """The last backup by the earlier key, the first by the new one, and why that could not be made yet ("")."""

    before: Backup
    after: Backup | None
    trouble: str = ""


def change_backup_key(
    office: Office, backups: Path, seen: int, say: Callable[[str], object] = lambda _words: None
) -> BackupsRekeyed:
    """Back up by the present key, give the backups a new one, and back up by that; takes seconds on a large office.

    Nothing changes unless the first backup is proved. Raises Refused, NotAllowed or Unavailable.
    """
    check_may_keep(office)
    say("Making a backup under the present key…")
    before = back_up(office.database, backups, office.now(), BEFORE_NEW_KEY)
    office.perform(new_backup_key, NewBackupKey(seen))
    say("Making a backup under the new key…")
    try:
        return BackupsRekeyed(before, back_up(office.database, backups, office.now(), NEW_KEY))
    except Spoken as spoken:
        return BackupsRekeyed(before, None, spoken.sentence)
