"""Python's sweep for cycles, on the GUI thread alone.

By itself Python sweeps on whatever thread happens to make the next object. On a worker that ends parts of the screen behind
Qt's back: timers that cannot be stopped from there, and widgets that are gone while the style still looks at them.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Sweeper(QObject):
    """From now on sweeps happen on the thread it lives on, and on no other."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(sweep)
        self._timer.start()


def sweep() -> None:
    """Sweep the generations whose turn it is, by the thresholds that Python keeps itself."""
    made, turns = gc.get_count(), gc.get_threshold()
    if made[0] > turns[0]:
        gc.collect(2 if made[2] > turns[2] else 1 if made[1] > turns[1] else 0)
