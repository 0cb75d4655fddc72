"""Whether anybody is at the keyboard: after ten minutes away the window locks (safety.md F6)."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

MINUTES = 10
LONGEST_HOURS = 12  # then the password is asked for again, touched or not (safety.md 3.10)
LOOK_EVERY_MS = 10_000
Kind = QEvent.Type
TOUCHES = frozenset({Kind.KeyPress, Kind.MouseButtonPress, Kind.MouseMove, Kind.Wheel, Kind.TouchBegin})


def since_boot() -> float:
    """Seconds that nobody can set back and that go on while the computer sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class IdleWatch(QObject):
    """Installed on the native window, which hears keys and mouse only; `away` after ten minutes of monotonic time."""

    away = Signal()

    def __init__(self, minutes: int = MINUTES, clock: Callable[[], float] = since_boot) -> None:
        super().__init__()
        self._limit = minutes * 60
        self._clock = clock
        self._last = self._begun = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def set_minutes(self, minutes: int) -> None:
        """What the council has set, from five to fifteen minutes."""
        self._limit = minutes * 60

    def start(self) -> None:
        """Begin watching, as if something had just been touched."""
        self._last = self._begun = self._clock()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def look(self) -> None:
        """See how long nothing was touched; a computer that slept counts as away, and so does a twelve-hour day."""
        now = self._clock()
        if now - self._last >= self._limit or now - self._begun >= LONGEST_HOURS * 3600:
            self.stop()
            self.away.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self._last = self._clock()
        return super().eventFilter(watched, event)
