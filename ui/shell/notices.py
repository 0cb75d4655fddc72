"""What is said in the notice bar: the outcome of an act, or why not, with the way on."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from shortbreaks.errors import ChangedByAnother, Spoken, Unavailable

Action = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing said: its meaning ("ok", "bad", "warn", "info"), a bold sentence, the rest, and acts beside it."""

    meaning: str
    lead: str
    rest: str = ""
    actions: tuple[Action, ...] = ()


class Notices(QObject):
    """One thing at a time; the newest replaces the one before, and none fades by itself."""

    told = Signal(object)  # Told, or None when nothing is said any more

    def __init__(self) -> None:
        super().__init__()
        self.now: Told | None = None

    def done(self, lead: str, rest: str = "", action: Action | None = None) -> None:
        """An outcome in one line and the way back, such as ("Put it back", …); Ctrl+Z takes that way."""
        self._tell(Told("ok", lead, rest, (action,) if action else ()))

    def refused(self, lead: str, rest: str = "", action: Action | None = None) -> None:
        """The service says no: the reason, then what would change it with its button."""
        self._tell(Told("bad", lead, rest, (action,) if action else ()))

    def unavailable(self, lead: str, rest: str = "", action: Action | None = None) -> None:
        """The surroundings do not answer; nothing typed is lost."""
        self._tell(Told("warn", lead, rest, (action,) if action else ()))

    def news(self, lead: str, rest: str = "", action: Action | None = None) -> None:
        """Something to know, such as what another coordinator changed."""
        self._tell(Told("info", lead, rest, (action,) if action else ()))

    def say(self, spoken: Spoken, action: Action | None = None) -> None:
        """A refusal or an unavailability in its own words."""
        if isinstance(spoken, Unavailable):
            self.unavailable(spoken.sentence, spoken.remedy, action)
        elif isinstance(spoken, ChangedByAnother):
            self.news(spoken.sentence, spoken.remedy, action)
        else:
            self.refused(spoken.sentence, spoken.remedy, action)

    def clear(self, *meanings: str) -> None:
        """Say nothing any more; with meanings, only when what is said has one of them."""
        if self.now is not None and (not meanings or self.now.meaning in meanings):
            self.now = None
            self.told.emit(None)

    def put_back(self) -> bool:
        """Take the way back of the last act while its notice stands; False when there is none."""
        said = self.now
        if said is None or said.meaning != "ok" or not said.actions:
            return False
        self.clear()
        said.actions[0][1]()
        return True

    def _tell(self, told: Told) -> None:
        self.now = told
        self.told.emit(told)
