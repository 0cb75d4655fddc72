"""Keeping the office by those who may: checked and backed up while it is open, and restores left in its trail."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import office_facts
from shortbreaks.database.backup import back_up, backups_in, changed_since
from shortbreaks.database.check import Report, check
from shortbreaks.database.commands import Work, command
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.key_publishing import OFFICE_ROW
from shortbreaks.database.manifest import Manifest
from shortbreaks.database.office import Office
from shortbreaks.database.opening import backups_beside
from shortbreaks.database.reasons import BEFORE_IMPORT, MANY_ROWS
from shortbreaks.errors import NotAllowed, Refused, Spoken


@dataclass(frozen=True, slots=True)
class NoteRestored:
    """An office was restored; `heads` are the chains' newest numbers in the backup, by name."""

    heads: tuple[tuple[str, int], ...]


@command(needs=Permission.KEEP_OFFICE, recorded_as="Restored from a backup")
def note_restored(work: Work, request: NoteRestored) -> dict[str, int]:
    """Leave in the trail that the office was restored, and to which point of each chain."""
    work.touched(*OFFICE_ROW[:1], [OFFICE_ROW[1]])
    work.record(OFFICE_ROW)
    return dict(request.heads)


def check_office(office: Office, backups: Path | None = None) -> Report:
    """Prove everything that must hold in the open office, and that it still holds what its backups remember.

    The caller has imported `shortbreaks.schema`. Takes seconds on a large office: off the GUI thread. Raises
    NotAllowed for a role that may not keep the office.
    """
    check_may_keep(office)
    kept = backups_in(backups) if backups is not None else ()
    uuid = office.ask(office_facts).uuid
    anchors = [
        one
        for backup in kept
        if backup.manifest.office == uuid
        for one in backup.manifest.anchors(f"the backup {backup.folder.name}")
    ]
    return check(office.database, anchors=anchors)


def back_up_office(office: Office, backups: Path) -> Manifest:
    """Make a backup now, and prove it. Raises NotAllowed, Refused when it does not prove, Unavailable."""
    check_may_keep(office)
    return back_up(office.database, backups, office.now(), "by hand").manifest


def back_up_before(office: Office, backups: Path, reason: str) -> Manifest:
    """A verified backup before an act that much hangs on (safety.md 3.5.1); the newest one when nothing changed since.

    Whoever may do the act may have it made. Raises Refused or Unavailable, and then the act is not to be done.
    """
    uuid = number_of(office)
    newest = next((one.manifest for one in reversed(backups_in(backups, uuid)) if one.manifest.made_at <= office.now()), None)
    if newest is not None and not changed_since(office.database, newest):
        return newest
    try:
        return back_up(office.database, backups, office.now(), reason).manifest
    except Spoken as said:
        raise type(said)(f"Nothing was done, since no backup could be made first. {said.sentence}", said.remedy) from said


def back_up_before_file(office: Office, rows: int, backups: Path | None = None) -> Manifest | None:
    """The same before a file of many rows comes in without the window; None where so few need none.

    `backups` is the folder of a shared office's backups on this computer: it has none beside it. Raises Refused without one.
    """
    if rows <= MANY_ROWS:
        return None
    if backups is None and office.database.kind != "file":
        raise Refused(
            f"Nothing was done: a file of more than {MANY_ROWS} rows comes in after a backup, and a shared office's needs a folder.",
            "Add --backups and the folder's name, as for main.py backup --to.",
        )
    return back_up_before(office, backups or backups_beside(Path(office.database.place)), BEFORE_IMPORT)


def number_of(office: Office) -> str:
    """The office's own number, which each of its backups bears."""
    with office.database.reading.connect() as connection:
        return connection.execute(select(OfficeRecord.uuid)).scalar_one()


def check_may_keep(office: Office) -> None:
    """Raise NotAllowed for a role that may not keep the office."""
    if Permission.KEEP_OFFICE not in office.person.permissions:
        raise NotAllowed(
            f"Your role, {office.person.role}, may not keep the office.", "Ask a manager or administrator."
        )
