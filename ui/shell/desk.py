"""The desk: where screens ask and perform, and hear what changed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from shortbreaks.errors import Spoken, Unavailable
from ui.shell.runner import Runner

TRY_AGAIN_MS = 5_000


class OfficeLike(Protocol):
    """What the desk needs of the office; named here so that screens need not import the database at start."""

    person: Any

    def ask(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask a question."""

    def perform(self, command: Any, request: Any, *, request_id: str | None = None) -> Any:
        """Do something."""

    def changes_since(self, number: int) -> tuple[int, frozenset[tuple[str, int]]]:
        """Hear what changed."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say in the notice bar: meaning, sentence, the rest, and acts beside it."""

    meaning: str
    lead: str
    rest: str = ""
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()


class Desk(QObject):
    """Asks and performs off the GUI thread. An answer is dropped when its owner is gone or asked again meanwhile."""

    changed = Signal(object)  # frozenset of (table, id)
    told = Signal(object)  # Told
    crashed = Signal(object)  # an exception that nobody expected
    busy = Signal(bool)

    def __init__(self, office: OfficeLike, runner: Runner) -> None:
        super().__init__()
        self.office = office
        self.runner = runner
        self.number = 0
        self._asked: dict[tuple[int, str], int] = {}
        self._acting: set[tuple[int, Any]] = set()

    def ask(
        self, owner: QObject, slot: str, query: Any, *args: Any, then: Callable[[Any], None],
        refused: Callable[[Spoken], None] | None = None,
    ) -> None:  # fmt: skip
        """Ask a query for `owner`; only the newest answer in its `slot` is given to `then`."""
        key = (id(owner), slot)
        turn = self._asked[key] = self._asked.get(key, 0) + 1

        def answered(answer: Any, fault: BaseException | None) -> None:
            if not isValid(owner) or self._asked.get(key) != turn:
                return
            if fault is None:
                then(answer)
            elif isinstance(fault, Unavailable):
                self._unavailable(fault, lambda: self._again(owner, key, turn, slot, query, args, then, refused))
            else:
                self._fault(fault, refused)

        self.runner.run(lambda: self.office.ask(query, *args), answered)

    def _again(self, owner: QObject, key: tuple[int, str], turn: int, slot: str, query: Any, args: Any, then: Any, refused: Any) -> None:
        if isValid(owner) and self._asked.get(key) == turn:
            self.ask(owner, slot, query, *args, then=then, refused=refused)

    def perform(
        self, owner: QObject, command: Any, request: Any, *, then: Callable[[Any], None] | None = None,
        refused: Callable[[Spoken], None] | None = None,
    ) -> None:  # fmt: skip
        """Perform a command once, however often it is clicked while it runs; its request id is made here, at the click."""
        key = (id(owner), command)
        if key in self._acting:
            return
        self._acting.add(key)
        request_id = uuid.uuid4().hex
        self.busy.emit(True)

        def answered(done: Any, fault: BaseException | None) -> None:
            self._acting.discard(key)
            self.busy.emit(False)
            if fault is None:
                self.number = max(self.number, done.number)
                if done.changed:
                    self.changed.emit(done.changed)
                if then is not None and isValid(owner):
                    then(done)
            elif isValid(owner):
                self._fault(fault, refused)

        self.runner.run(lambda: self.office.perform(command, request, request_id=request_id), answered)

    def tell(self, meaning: str, lead: str, rest: str = "", *actions: tuple[str, Callable[[], object]]) -> None:
        """Say an outcome in the notice bar: "ok" done, "bad" refused, "warn" not to be had, "info" changed by another."""
        self.told.emit(Told(meaning, lead, rest, tuple(actions)))

    def _fault(self, fault: BaseException, refused: Callable[[Spoken], None] | None) -> None:
        if isinstance(fault, Spoken):
            if refused is not None:
                refused(fault)
            else:
                self.tell("warn" if isinstance(fault, Unavailable) else "bad", fault.sentence, fault.remedy)
        else:
            self.crashed.emit(fault)

    def _unavailable(self, fault: Unavailable, again: Callable[[], None]) -> None:
        self.tell("warn", fault.sentence, fault.remedy, ("Try again", again))
        QTimer.singleShot(TRY_AGAIN_MS, self, again)
