"""The change bulletin: what other coordinators changed in a shared office, heard every few seconds."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from shortbreaks.errors import RightsChanged, Unavailable
from ui.shell.desk import Desk

if TYPE_CHECKING:
    from ui.shell.window import OfficeWindow

EVERY_MS = 5_000  # so that another's change is on open pages within ten seconds


class Bulletin(QObject):
    """Asks the office what changed since it last heard, off the GUI thread, and lets the desk tell every page.

    An embedded office has one person at a time, so its own changes are all there are, and nothing is asked.
    """

    answers = Signal(bool)  # whether the server answers
    at_work = Signal(int)  # how many people work in the office just now

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._heard: int | None = None
        self._waiting = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.hear)

    def start(self) -> None:
        """Begin hearing from now on."""
        self.hear()
        self._timer.start()

    def stop(self) -> None:
        """Hear no more."""
        self._timer.stop()

    def hear(self) -> None:
        """Ask once; the first time only for where to begin."""
        if self._waiting:
            return
        self._waiting = True
        office, heard = self._desk.office, self._heard

        def work() -> tuple[int, frozenset[tuple[str, int]], int]:
            from shortbreaks.access.presence import people_at_work

            number, changed = (office.newest(), frozenset()) if heard is None else office.changes_since(heard)
            return number, changed, office.ask(people_at_work)

        self._desk.runner.run(work, self._told)

    def _told(self, answer: Any, fault: BaseException | None) -> None:
        if not isValid(self):  # signed out, or locked, while the server was asked
            return
        self._waiting = False
        if fault is None:
            self._heard, changed, people = answer
            self.answers.emit(True)
            self.at_work.emit(people)
            if changed:
                self._desk.changed.emit(changed)
        elif isinstance(fault, RightsChanged):
            self.answers.emit(True)
            self._desk.rights_changed.emit()
        elif isinstance(fault, Unavailable):
            self.answers.emit(False)
        else:
            self._timer.stop()
            self._desk.crashed.emit(fault)


def listen(window: "OfficeWindow") -> None:
    """Hear what other coordinators change, and how many there are, while a window of a shared office stands."""
    bulletin, said = Bulletin(window.desk), window.status
    bulletin.answers.connect(said.show_answering)
    bulletin.at_work.connect(said.show_at_work)
    bulletin.start()
