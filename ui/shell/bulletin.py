"""The change bulletin: what other coordinators changed in a shared office, heard every few seconds."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from shortbreaks.errors import Unavailable
from ui.shell.desk import Desk

EVERY_MS = 5_000  # so that another's change is on open pages within ten seconds


class Bulletin(QObject):
    """Asks the office what changed since it last heard, off the GUI thread, and lets the desk tell every page.

    An embedded office has one person at a time, so its own changes are all there are, and nothing is asked.
    """

    answers = Signal(bool)  # whether the server answers
    at_work = Signal(int)  # how many people work in the office just now
    shut_out = Signal()  # this person's sign-in was closed, or given another role

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

        def work() -> tuple[int, frozenset[tuple[str, int]], int, bool]:
            from shortbreaks.access.presence import may_stay, people_at_work

            number, changed = (office.newest(), frozenset()) if heard is None else office.changes_since(heard)
            mine = {("person", office.person.id), ("person", 0)}
            return number, changed, office.ask(people_at_work), not mine & changed or office.ask(may_stay)

        self._desk.runner.run(work, self._told)

    def _told(self, answer: Any, fault: BaseException | None) -> None:
        if not isValid(self):  # signed out, or locked, while the server was asked
            return
        self._waiting = False
        if fault is None:
            self._heard, changed, people, stays = answer
            self.answers.emit(True)
            self.at_work.emit(people)
            if changed:
                self._desk.changed.emit(changed)
            if not stays:
                self.shut_out.emit()
        elif isinstance(fault, Unavailable):
            self.answers.emit(False)
        else:
            self._timer.stop()
            self._desk.crashed.emit(fault)
