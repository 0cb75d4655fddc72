"""The desk: where screens ask and perform, and hear what changed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from shortbreaks.database.asked import new_request_id
from shortbreaks.errors import RightsChanged, Spoken, Unavailable
from ui.shell.lists import Lists
from ui.shell.notices import Notices
from ui.shell.runner import Runner

TRY_AGAIN_MS = 5_000
Then = Callable[[Any], object]
Refuse = Callable[[Spoken], object]


class OfficeLike(Protocol):
    """What the desk needs of the office; named here so that screens need not import the database at start."""

    @property
    def person(self) -> Any:
        """Who is signed in."""

    def now(self) -> datetime:
        """The moment now, in UTC."""

    def ask(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask a question."""

    def perform(self, command: Any, request: Any, *, request_id: str | None = None) -> Any:
        """Do something."""

    def changes_since(self, number: int) -> tuple[int, frozenset[tuple[str, int]]]:
        """Hear what changed."""

    def newest(self) -> int:
        """The number of the newest change."""


class Desk(QObject):
    """Asks and performs off the GUI thread. An answer is dropped when its owner is gone or asked again meanwhile."""

    changed = Signal(object)  # frozenset of (table, id)
    crashed = Signal(object)  # an exception that nobody expected
    busy = Signal(bool)
    shut_wanted = Signal(object)  # a shut_work.ShutWork: something for which the office must be closed a moment
    rights_changed = Signal()  # the sign-in of whoever is at it was closed, or given another role
    keep_wanted = Signal()  # what waits to be kept is kept at once: what was typed, and which records were looked at
    backed_up = Signal(object)  # how old the newest backup is, when that is known or has changed

    def __init__(self, office: OfficeLike, runner: Runner) -> None:
        super().__init__()
        self.office = office
        self.runner = runner
        self.notices = Notices()
        self.lists = Lists(self, self.ask, lambda: self.office)
        self.changed.connect(self.lists.heard)
        self.drafts: dict[tuple[str, tuple[tuple[str, Any], ...], str], Any] = {}  # by place, those not taken up yet (drafts.py)
        self.backup: Any = None  # the newest backup's BackupState
        self._turns: WeakKeyDictionary[QObject, dict[str, int]] = WeakKeyDictionary()
        self._acting: WeakKeyDictionary[QObject, set[Any]] = WeakKeyDictionary()
        # Requests whose outcome is not known keep their id, so that sending them again has one effect (safety.md A26).
        self._in_doubt: WeakKeyDictionary[QObject, dict[Any, tuple[Any, str]]] = WeakKeyDictionary()
        self._running = 0
        self._when_quiet: list[Callable[[], object]] = []

    def may(self, permission: str) -> bool:
        """Whether the person's role has a permission; for what to show, since the office itself decides."""
        return permission in self.office.person.permissions

    def ask(
        self, owner: QObject, slot: str, query: Any, *args: Any, then: Then, refused: Refuse | None = None
    ) -> None:  # fmt: skip
        """Ask a query for `owner`; only the newest answer in its `slot` is given to `then`."""
        turns = self._turns.setdefault(owner, {})
        turn = turns[slot] = turns.get(slot, 0) + 1

        def is_newest() -> bool:
            return isValid(owner) and turns.get(slot) == turn

        def again() -> None:
            if is_newest():
                self.ask(owner, slot, query, *args, then=then, refused=refused)

        def answered(answer: Any, fault: BaseException | None) -> None:
            if not self._ended() or not is_newest():
                return
            if fault is None:
                self.notices.clear("warn")
                then(answer)
            elif isinstance(fault, Unavailable) and refused is None:
                self.notices.unavailable(fault.sentence, fault.remedy, ("Try again", again))
                QTimer.singleShot(TRY_AGAIN_MS, self, again)
            else:
                self._fault(fault, refused)

        self._begun()
        self.runner.run(lambda: self.office.ask(query, *args), answered)

    def perform(
        self, owner: QObject, command: Any, request: Any, *, then: Then | None = None, refused: Refuse | None = None
    ) -> None:  # fmt: skip
        """Perform a command once, however often it is clicked while it runs; its request id is made at the click."""
        acting = self._acting.setdefault(owner, set())
        if command in acting:
            return
        acting.add(command)
        doubts = self._in_doubt.setdefault(owner, {})
        before = doubts.pop(command, None)
        request_id = before[1] if before is not None and before[0] == request else new_request_id(self.office.now())

        def answered(done: Any, fault: BaseException | None) -> None:
            if not self._ended():
                return
            acting.discard(command)
            if fault is None:
                self._heard(done)
                if then is not None and isValid(owner):
                    then(done)
                return
            if isinstance(fault, Unavailable):
                doubts[command] = (request, request_id)
                if refused is None:
                    again = ("Try again", lambda: self.perform(owner, command, request, then=then, refused=refused))
                    self.notices.say(fault, again)
                    return
            self._fault(fault, refused if isValid(owner) else None)

        self._begun()
        self.runner.run(lambda: self.office.perform(command, request, request_id=request_id), answered)

    def work(self, owner: QObject, work: Callable[[], Any], then: Then, refused: Refuse | None = None) -> None:
        """Run anything that takes long off the GUI thread (drawing a paper, reading a file), for `owner`."""

        def answered(answer: Any, fault: BaseException | None) -> None:
            if not self._ended() or not isValid(owner):
                return
            if fault is None:
                then(answer)
            else:
                self._fault(fault, refused)

        self._begun()
        self.runner.run(work, answered)

    def when_quiet(self, then: Callable[[], object]) -> None:
        """Do what can wait once all that was asked is answered and painted: what is waited for has the computer to itself."""
        if self._running:
            self._when_quiet.append(then)
        else:
            self.runner.soon(self, then)

    def _heard(self, done: Any) -> None:
        if done.changed:
            self.changed.emit(done.changed)

    def _begun(self) -> None:
        self._running += 1
        if self._running == 1:
            self.busy.emit(True)

    def _ended(self) -> bool:
        """Count one piece of work less; False when the desk itself is gone and nobody hears the answer."""
        if not isValid(self):
            return False
        self._running -= 1
        if self._running == 0:
            self.busy.emit(False)
            waiting, self._when_quiet = self._when_quiet, []
            for then in waiting:
                self.runner.soon(self, then)
        return True

    def _fault(self, fault: BaseException, refused: Refuse | None) -> None:
        if isinstance(fault, RightsChanged):
            self.rights_changed.emit()
        if not isinstance(fault, Spoken):
            self.crashed.emit(fault)
        elif refused is not None:
            refused(fault)
        else:
            self.notices.say(fault)
