"""Work off the GUI thread: a small pool, and one long-lived object that brings the answers back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from shortbreaks.errors import Spoken

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Work = Callable[[], Any]
Then = Callable[[Any, BaseException | None], None]


class Runner(QObject):
    """Runs work on a few threads and hands (answer, fault) to `then` on the GUI thread."""

    _came_back = Signal(object)

    def __init__(self, threads: int = 3) -> None:
        super().__init__()
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None  # made for the first work, after the first window
        self._closed = False
        self._came_back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def closed(self) -> bool:
        """Whether the window goes away: long work that asks now and then ends early."""
        return self._closed

    def run(self, work: Work, then: Then) -> None:
        """Start a piece of work; after `close` nothing starts any more."""
        if self._closed:
            return
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="office")
        self._pool.submit(self._work, work, then)

    def _work(self, work: Work, then: Then) -> None:
        parcel = (then, *attempt(work))
        if isValid(self):
            self._came_back.emit(parcel)

    def _deliver(self, parcel: tuple[Then, Any, BaseException | None]) -> None:
        if not self._closed:
            then, answer, fault = parcel
            then(answer, fault)

    def errand(
        self, owner: QObject, work: Work, then: Callable[[Any], object], refused: Callable[[Spoken], object]
    ) -> None:  # fmt: skip
        """Run work for a part of the screen that has no desk; what nobody expected goes to the last resort."""

        def ended(answer: Any, fault: BaseException | None) -> None:
            if not isValid(owner):
                return
            if fault is None:
                then(answer)
            elif isinstance(fault, Spoken):
                refused(fault)
            else:
                raise fault

        self.run(work, ended)

    def close(self) -> None:
        """Let running work end, start no more, and bring no more answers back."""
        self._closed = True
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


class InlineRunner(Runner):
    """Does the work at once, on the caller's thread; for tests that ask for no threads."""

    def run(self, work: Work, then: Then) -> None:
        then(*attempt(work))


def attempt(work: Work) -> tuple[Any, BaseException | None]:
    """The answer of a piece of work, or the fault it ended with."""
    try:
        return work(), None
    except BaseException as fault:  # noqa: BLE001 - every fault is handed to the GUI thread
        return None, fault
