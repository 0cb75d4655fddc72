"""The whole check of every week while the window is locked: nobody waits for it, and whoever comes back stops it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.shell.desk import Desk
from ui.shell.flaws import say_flaws
from ui.shell.spare_memory import give_back

if TYPE_CHECKING:
    from shortbreaks.access.sign_in import SignedIn
    from shortbreaks.database.proofs import Flaw
    from shortbreaks.database.stopping import Stop
    from shortbreaks.database.whole_check import WholeChecked

    Answer = tuple[WholeChecked, tuple[Flaw, ...]]


class WholeCheck(QObject):
    """Begun when nobody is at the keyboard, on a thread; `found` carries what a check that ended found."""

    found = Signal(object)

    def __init__(self, parent: QObject, desk: Desk, signed: "SignedIn", folder: Path) -> None:
        super().__init__(parent)
        self._desk, self._signed, self._folder = desk, signed, folder
        self._stop: Stop | None = None
        self._then: list[Callable[[], object]] = []

    @property
    def running(self) -> bool:
        """Whether a check is under way, or ending."""
        return self._stop is not None

    def begin(self) -> None:
        """Check everything if a week has passed since the last time."""
        if self._stop is not None:
            return
        from shortbreaks.database.stopping import Stop

        stop = self._stop = Stop()
        self._desk.runner.run(lambda: check_if_due(self._signed, self._folder, stop), self._ended)

    def stop(self, then: Callable[[], object] = lambda: None) -> None:
        """Stop it, for somebody came back or the office closes; `then` follows once nothing of the office is read any more."""
        if self._stop is None:
            then()
            return
        self._then.append(then)
        self._stop.stop()

    def _ended(self, answer: "Answer | None", fault: BaseException | None) -> None:
        from shortbreaks.database.stopping import Stopped

        self._stop = None
        if answer is not None:
            self.found.emit(answer[0])
            say_flaws(self._desk, answer[1])
        elif fault is not None and not isinstance(fault, Stopped):
            self._desk.crashed.emit(fault)
        follow, self._then = self._then, []
        for then in follow:
            then()


def check_if_due(signed: "SignedIn", folder: Path, stop: "Stop") -> "Answer | None":
    """The whole check, when a week has passed since the last; None when it is not due yet. Raises Stopped."""
    import shortbreaks.schema  # noqa: F401 - so that every room's proofs are known
    from shortbreaks.database.whole_check import check_whole, last_whole, whole_due

    office, uuid = signed.office, signed.opened.identity.uuid
    if not whole_due(last_whole(folder, uuid), office.now()):
        return None
    try:
        return check_whole(office.database, folder, uuid, office.now(), stop)
    finally:
        give_back()
