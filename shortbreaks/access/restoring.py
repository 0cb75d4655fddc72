"""Restoring an office by somebody who may keep it, and leaving that in its trail."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from shortbreaks.access.keeping import NoteRestored, note_restored
from shortbreaks.access.sign_in import SignedIn, keeper_called
from shortbreaks.database import keys as key_files
from shortbreaks.database.backup import read_whole
from shortbreaks.database.connections import open_file
from shortbreaks.database.identity import SCHEMA, read_identity
from shortbreaks.database.key_publishing import publish_keys
from shortbreaks.database.manifest import KEY_FILE, OFFICE_FILE
from shortbreaks.database.office import Office, clock
from shortbreaks.database.opening import Opened, backups_beside
from shortbreaks.database.restore import Restored, restore_file

Again = Callable[[Office], tuple[str, ...]]
_AGAIN: list[Callable[[str, Sequence[Path]], Again]] = []


def done_again(ready: Callable[[str, Sequence[Path]], Again]) -> None:
    """Name what is done again after a restore, because it was decided for good after the backup was made.

    `ready` is given the office's number and the folders to look in before anything is touched, and may refuse; what it
    answers is then done to the restored office before anybody signs in, and says what it did.
    """
    _AGAIN.append(ready)


def restore_office(
    backup: Path, path: Path, sign_in: str, secret: str, now: Callable[[], datetime] = clock
) -> tuple[SignedIn, Restored]:
    """Put a verified backup in the place of the office at `path`, and sign in to it.

    `sign_in` is RECOVERY with the recovery key as `secret`, or somebody who may keep the office with the password of
    the backup's day. A backup of a shared office opens by its recovery key. Raises Refused or Unavailable; until the
    backup is proved nothing present is touched.
    """
    made = read_whole(backup)
    key = key_files.unlock(key_files.load_keys(backup / KEY_FILE), sign_in, secret)
    by_name = "" if sign_in == key_files.RECOVERY else sign_in
    if made.schema_number == SCHEMA:
        sealed = open_file(backup / OFFICE_FILE, key, read_only=True)
        try:
            keeper_called(sealed, by_name)
        finally:
            sealed.close()
    acts = [ready(made.office, (path.parent, backup.parent, backups_beside(path))) for ready in _AGAIN]
    restored, held = restore_file(backup, key, path, sign_in, now())
    try:
        database = open_file(path, key)
        with database.reading.connect() as connection:
            identity = read_identity(connection, path.name)
        office = Office(database, keeper_called(database, by_name), now)
        publish_keys(database)
        heads = tuple((chain, number) for chain, number, _ in restored.report.heads)
        office.perform(note_restored, NoteRestored(heads))
        restored = replace(restored, again=tuple(said for act in acts for said in act(office)))
    except BaseException:
        held.release()
        raise
    return SignedIn(office, Opened(database, identity, held)), restored
