"""Restoring an office by somebody who may keep it, and leaving that in its trail."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from shortbreaks.access.keeping import NoteRestored, note_restored
from shortbreaks.access.sign_in import SignedIn, keeper_called
from shortbreaks.database import keys as key_files
from shortbreaks.database.backup import back_up, read_whole
from shortbreaks.database.connections import open_file
from shortbreaks.database.files import check_place
from shortbreaks.database.identity import SCHEMA, read_identity
from shortbreaks.database.key_publishing import publish_keys
from shortbreaks.database.manifest import KEY_FILE, OFFICE_FILE
from shortbreaks.database.office import Office, clock
from shortbreaks.database.opening import Opened, backups_beside, open_file_office
from shortbreaks.database.reasons import BEFORE_RESTORE
from shortbreaks.database.restore import SIDE_FILES, Restored, restore_file
from shortbreaks.errors import Refused, Spoken

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
    check_place(path)
    made = read_whole(backup)
    _check_no_other_office(path, made.office)
    key = key_files.unlock(key_files.load_keys(backup / KEY_FILE), sign_in, secret)
    since = _keys_since(path, made.key)
    by_name = "" if sign_in == key_files.RECOVERY else sign_in
    if made.schema_number == SCHEMA:
        sealed = open_file(backup / OFFICE_FILE, key, read_only=True)
        try:
            keeper_called(sealed, by_name)
        finally:
            sealed.close()
    acts = [ready(made.office, (path.parent, backup.parent, backups_beside(path))) for ready in _AGAIN]
    since = (*since, *_back_up_present(path, backup, sign_in, secret, now()))
    restored, held = restore_file(backup, key, path, sign_in, now())
    try:
        database = open_file(path, key)
        with database.reading.connect() as connection:
            identity = read_identity(connection, path.name)
        office = Office(database, keeper_called(database, by_name), now)
        publish_keys(database)
        heads = tuple((chain, number) for chain, number, _ in restored.report.heads)
        office.perform(note_restored, NoteRestored(heads))
        restored = replace(restored, again=(*since, *(said for act in acts for said in act(office))))
    except BaseException:
        held.release()
        raise
    return SignedIn(office, Opened(database, identity, held)), restored


def _check_no_other_office(path: Path, office: str) -> None:
    """Refuse to take the place of another office that stands there: two of one name may share a folder for their backups."""
    if not path.exists():
        return
    try:
        there = key_files.load_keys(key_files.keys_beside(path)).office
    except Spoken:
        return  # nobody can say whose it was; it is kept aside
    if there != office:
        raise Refused(
            f"{path.name} is another office than this backup was made of.",
            "Restore it under a name of its own, or choose a backup of that office.", "path",
        )  # fmt: skip


def _keys_since(path: Path, key: int) -> tuple[str, ...]:
    """What is said when the office had been given a new key since the backup was made."""
    with suppress(Spoken):
        if key_files.load_keys(key_files.keys_beside(path)).number > key:
            return ("It has its earlier key again, which people who left may know: give it a new one, under People.",)
    return ()


def _back_up_present(path: Path, backup: Path, sign_in: str, secret: str, now: datetime) -> tuple[str, ...]:
    """A verified backup of the office that is there now, unless it may be damaged: its files are kept aside in any case.

    Gives what is to be said when there is none. Raises Unavailable when it cannot be written, and nothing is touched.
    """
    journals = [path.with_name(path.name + side) for side in SIDE_FILES]
    if not path.exists() or any(one.exists() and one.stat().st_size for one in journals):
        return ()  # an end that was not clean is not touched before it is moved aside
    try:
        opened = open_file_office(path, sign_in, secret, now)
    except Spoken:
        return ("The former file was not backed up, since it did not open by this name and password.",)
    try:
        back_up(opened.database, backups_beside(path), now, BEFORE_RESTORE, backup.name)
    except Refused as said:
        return (f"The former file was not backed up: {said.sentence}",)
    finally:
        opened.close()
    return ()
