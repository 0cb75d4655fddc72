"""Work off the GUI thread: a small pool, and one long-lived object that brings the answers back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

Work = Callable[[], Any]
Then = Callable[[Any, BaseException | None], None]


class Runner(QObject):
    """Runs work on a few threads and hands (answer, fault) to `then` on the GUI thread."""

    _came_back = Signal(object)

    def __init__(self, threads: int = 3) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="office")
        self._came_back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self.running = 0

    def run(self, work: Work, then: Then) -> None:
        """Start a piece of work."""
        self.running += 1
        self._pool.submit(self._work, work, then)

    def _work(self, work: Work, then: Then) -> None:
        answer, fault = None, None
        try:
            answer = work()
        except BaseException as found:  # noqa: BLE001 - every fault is handed to the GUI thread
            fault = found
        self._came_back.emit((then, answer, fault))

    def _deliver(self, parcel: tuple[Then, Any, BaseException | None]) -> None:
        self.running -= 1
        then, answer, fault = parcel
        then(answer, fault)

    def close(self) -> None:
        """Let running work end and start no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class InlineRunner(Runner):
    """Does the work at once, on the caller's thread; for tests that ask for no threads."""

    def run(self, work: Work, then: Then) -> None:
        answer, fault = None, None
        try:
            answer = work()
        except BaseException as found:  # noqa: BLE001 - as above
            fault = found
        then(answer, fault)
