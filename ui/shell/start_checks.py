"""What is proved each time an office was opened, once its first page stands; a flaw is said before anybody relies on it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from ui.shell.backups import Backups, folder_of
from ui.shell.desk import Desk
from ui.shell.flaws import say_flaws
from ui.shell.shut import Shut
from ui.shell.spare_memory import give_back

if TYPE_CHECKING:
    from shortbreaks.access.sign_in import SignedIn
    from shortbreaks.database.proofs import Flaw

AFTER_MS = 1_500  # the first page is read by then: nobody waits for these


def check_soon(desk: Desk, number: str, *, ended_badly: bool = False) -> None:
    """Check it off the GUI thread in a moment; `number` is the office's own. Nothing is kept of it meanwhile (F6)."""
    QTimer.singleShot(AFTER_MS, desk, partial(check_now, desk, number, ended_badly=ended_badly))


def check_now(desk: Desk, number: str, *, ended_badly: bool = False) -> None:
    """Prove what is proved at each start, and say the first flaw; an office that was closed meanwhile is left alone."""
    office: Any = desk.office
    if isinstance(office, Shut):
        return

    def work() -> "tuple[Flaw, ...]":
        import shortbreaks.schema  # noqa: F401 - so that every room's proofs are known
        from shortbreaks.database.at_start import check_at_start

        try:
            return check_at_start(office.database, folder_of(office, number), number, office.now(), ended_badly=ended_badly)
        finally:
            office.database.close_spare()  # the first page asked in several at once
            give_back()

    desk.work(desk, work, partial(say_flaws, desk))


def begin_backups(desk: Desk, signed: "SignedIn") -> Backups:
    """Watch over the backups of an office that was just opened, once what is asked on arriving is answered."""
    backups = Backups(desk, signed)
    # what is asked on arriving is asked when the first page stands
    desk.when_quiet(partial(QTimer.singleShot, 0, backups, partial(desk.when_quiet, backups.start_once)))
    check_soon(desk, signed.opened.identity.uuid, ended_badly=signed.opened.ended_badly)
    return backups
