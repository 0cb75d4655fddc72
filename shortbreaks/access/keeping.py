"""What keeping the office leaves in its trail."""

from dataclasses import dataclass

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.database.key_publishing import OFFICE_ROW


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
