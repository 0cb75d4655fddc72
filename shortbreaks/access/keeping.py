"""Keeping the office by those who may: checked and backed up while it is open, and restores left in its trail."""

from dataclasses import dataclass
from pathlib import Path

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import office_facts
from shortbreaks.database.backup import back_up, backups_in
from shortbreaks.database.check import Report, check
from shortbreaks.database.commands import Work, command
from shortbreaks.database.key_publishing import OFFICE_ROW
from shortbreaks.database.manifest import Manifest
from shortbreaks.database.office import Office
from shortbreaks.errors import NotAllowed


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
    _may_keep(office)
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
    _may_keep(office)
    return back_up(office.database, backups, office.now(), "by hand").manifest


def _may_keep(office: Office) -> None:
    if Permission.KEEP_OFFICE not in office.person.permissions:
        raise NotAllowed(
            f"Your role, {office.person.role}, may not keep the office.", "Ask a manager or administrator."
        )
