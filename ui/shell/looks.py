"""Which records are looked at in this window, handed over in batches: no look costs a write of its own."""

from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ui.shell.desk import Desk

HAND_OVER_MS = 60_000  # what a power cut can cost: the looks of the last minute
AGAIN = timedelta(minutes=10)  # coming back to the same record within that is the same look
MOST = 100  # looks that wait at most
LOOKED_AT = {"child": "record", "find": "find", "account": "payment", "beds": "nights"}


class Looks:
    """Looks that wait to be kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[tuple[int, str, datetime]] = []
        self._last: dict[tuple[int, str], datetime] = {}
        self._timer = QTimer(desk, singleShot=True, interval=HAND_OVER_MS)
        self._timer.timeout.connect(self.flush)
        desk.keep_wanted.connect(self.flush)

    def saw(self, page: str, child_id: int | None) -> None:
        """A page shows a child's record."""
        place = LOOKED_AT.get(page)
        if place is None or child_id is None:
            return
        now, one = self._desk.office.now(), (child_id, place)
        if one in self._last and timedelta(0) <= now - self._last[one] < AGAIN:
            return
        self._last[one] = now
        self._waiting.append((child_id, place, now))
        if len(self._waiting) >= MOST:
            self.flush()
        elif not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Hand over what waits; what could not be kept waits on."""
        from shortbreaks.families.looks import KeepLooks, Look, keep_looks

        self._timer.stop()
        if not self._waiting:
            return
        sent, self._waiting = self._waiting, []
        owner = QObject(self._desk)

        def failed(_spoken: Any) -> None:
            owner.deleteLater()
            self._waiting = [*sent, *self._waiting]
            self._timer.start()

        request = KeepLooks(tuple(Look(child, place, at) for child, place, at in sent))
        self._desk.perform(owner, keep_looks, request, then=lambda _done: owner.deleteLater(), refused=failed)
