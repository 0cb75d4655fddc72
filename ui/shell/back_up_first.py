"""A verified backup before an act that much hangs on: a long file, a year's end, an erasure (safety.md 3.5.1)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from shortbreaks.errors import Spoken
from ui.shell.backups import BackupState, folder_of
from ui.shell.desk import Desk, Refuse

if TYPE_CHECKING:
    from shortbreaks.database.manifest import Manifest

MAKING = ("Making a backup first…", "It is opened and counted before anything is done.")


def back_up_first(
    owner: QObject, desk: Desk, reason: str, then: Callable[[], object], refused: Refuse | None = None
) -> None:
    """Make it off the GUI thread, then go on; when it cannot be made `then` is not called, and a sentence says so."""
    office: Any = desk.office
    desk.notices.news(*MAKING)

    def work() -> "Manifest":
        import shortbreaks.schema  # noqa: F401 - so that every room's proofs are known
        from shortbreaks.access.keeping import back_up_before

        return back_up_before(office, folder_of(office), reason)

    def made(manifest: "Manifest") -> None:
        desk.notices.clear("info")
        note_made(desk, manifest)
        then()

    def failed(said: Spoken) -> None:
        desk.notices.clear("info")
        (refused or desk.notices.say)(said)

    desk.work(owner, work, made, failed)


def note_made(desk: Desk, manifest: "Manifest") -> None:
    """Say in the status bar how old the newest backup is now."""
    known = desk.backup or BackupState(None, folder=folder_of(desk.office))
    desk.backup = replace(known, made_at=manifest.made_at, trouble="")
    desk.backed_up.emit(desk.backup)
