"""The change bulletin: another coordinator's change reaches open pages within ten seconds."""

from PySide6.QtCore import QObject, QTimer

from shortbreaks.errors import Spoken
from ui.shell.desk import Desk

EVERY_MS = 4_000


class Bulletin(QObject):
    """Asks the office what changed since the last time, off the GUI thread, one question at a time."""

    def __init__(self, desk: Desk, parent: QObject, every_ms: int = EVERY_MS) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting = False
        self._timer = QTimer(self, interval=every_ms)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._number: int | None = None

    def look(self) -> None:
        """Ask once, unless an answer is still to come."""
        if self._waiting:
            return
        self._waiting = True
        since = self._number if self._number is not None else self._desk.number
        self._desk.runner.run(lambda: self._desk.office.changes_since(since), self._answered)

    def _answered(self, answer: tuple[int, frozenset[tuple[str, int]]] | None, fault: BaseException | None) -> None:
        self._waiting = False
        if fault is not None:
            if not isinstance(fault, Spoken):
                self._desk.crashed.emit(fault)
            return
        assert answer is not None
        self._number, changed = answer
        if changed:
            self._desk.changed.emit(changed)
