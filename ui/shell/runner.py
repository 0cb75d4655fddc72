"""Work off the GUI thread: a small pool, and one long-lived object that brings the answers back.

A worker keeps nothing: it is given a number, and what belongs to it lies with the GUI thread until the answer is told there.
Whoever lets go of something last ends it, and a part of the screen that ends on a worker goes behind Qt's back: its timers
cannot be stopped from there, and the style still looks at it at the next change of look, which ends the process.
"""

import sys
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from shortbreaks.errors import Spoken

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

# Qt lets go of the interpreter in most of its calls, and a worker keeps it by itself 5 ms each time: a page of widgets
# made beside a question took two to three times its own time.
GIVES_WAY_S = 0.0005

Work = Callable[[], Any]
Then = Callable[[Any, BaseException | None], None]


class Runner(QObject):
    """Runs work on a few threads and hands (answer, fault) to `then` on the GUI thread."""

    _came_back = Signal(int)

    def __init__(self, threads: int = 3) -> None:
        super().__init__()
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None  # made for the first work, after the first window
        self._closed = False
        self._numbers = count()
        self._asked: dict[int, tuple[Work, Then]] = {}
        self._answers: dict[int, tuple[Any, BaseException | None]] = {}
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

            sys.setswitchinterval(GIVES_WAY_S)
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="office")
        number = next(self._numbers)
        self._asked[number] = work, then
        self._pool.submit(self._work, number)

    def _work(self, number: int) -> None:
        self._answers[number] = attempt(self._asked[number][0])
        if isValid(self):
            self._came_back.emit(number)

    def _deliver(self, number: int) -> None:
        if not self._closed:
            _work, then = self._asked.pop(number)
            then(*self._answers.pop(number))

    def soon(self, owner: QObject, then: Callable[[], object]) -> None:
        """Do something on this thread once what is to be shown now is painted, if its owner is still there."""
        QTimer.singleShot(0, owner, then)

    def errand(
        self, owner: QObject, work: Work, then: Callable[[Any], object], refused: Callable[[Spoken], object]
    ) -> None:  # fmt: skip
        """Run work for a part of the screen that has no desk; what nobody expected goes to the last resort.

        An answer that can be let go, such as an office that was opened, is let go when the part is no more.
        """

        def ended(answer: Any, fault: BaseException | None) -> None:
            if not isValid(owner):
                for one in answer if isinstance(answer, tuple) else (answer,):
                    getattr(one, "let_go", lambda: None)()
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
        self._asked.clear()
        self._answers.clear()


class InlineRunner(Runner):
    """Does the work at once, on the caller's thread; for tests that ask for no threads."""

    def run(self, work: Work, then: Then) -> None:
        then(*attempt(work))

    def soon(self, owner: QObject, then: Callable[[], object]) -> None:  # noqa: ARG002 - as the other takes it
        then()


def attempt(work: Work) -> tuple[Any, BaseException | None]:
    """The answer of a piece of work, or the fault it ended with."""
    try:
        return work(), None
    except BaseException as fault:  # noqa: BLE001 - every fault is handed to the GUI thread
        return None, fault
