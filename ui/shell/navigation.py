"""Where somebody is and was: pages by name and what they are about, back and forward."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

LONGEST = 200
ONCE = frozenset({"call", "emergency", "paper", "start"})  # what is begun on arriving, and not begun again on the way back


@dataclass(frozen=True, slots=True)
class Stop:
    """A page and what it is about: ("child", {"id": 17})."""

    page: str
    target: tuple[tuple[str, Any], ...] = ()


class Navigation(QObject):
    """The way through the pages; `arrived` carries the stop to show."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.steps = False  # whether what arrives is a step back or forward, not somewhere new
        self._stops: list[Stop] = []
        self._at = -1

    @property
    def here(self) -> Stop | None:
        """The stop shown now."""
        return self._stops[self._at] if self._at >= 0 else None

    def to(self, page: str, **target: Any) -> None:
        """Show a page, about something."""
        about = tuple(sorted(target.items()))
        kept = Stop(page, tuple(one for one in about if one[0] not in ONCE))
        if kept != self.here:
            self._stops = [*self._stops[: self._at + 1], kept][-LONGEST:]
            self._at = len(self._stops) - 1
        self.arrived.emit(Stop(page, about))

    def back(self) -> None:
        """Show what was shown before."""
        self._step(-1)

    def forward(self) -> None:
        """Show what was shown before going back."""
        self._step(1)

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._stops):
            self._at += by
            self.steps = True
            self.arrived.emit(self._stops[self._at])
            self.steps = False
