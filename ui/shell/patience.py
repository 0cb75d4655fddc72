"""Guessing passwords gets slower, never locked out: one second after the first, up to thirty (safety.md F5)."""

import time
from collections.abc import Callable

LONGEST = 30.0


class Patience:
    """Counts wrong passwords and says how long to wait; on a clock that nobody can set back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong = 0
        self._until = 0.0

    def wrong(self) -> float:
        """Another wrong password: the seconds to wait from now."""
        self._wrong += 1
        wait = min(LONGEST, 2.0 ** (self._wrong - 1))
        self._until = self._clock() + wait
        return wait

    def right(self) -> None:
        """The right password: begin again."""
        self._wrong, self._until = 0, 0.0

    def left(self) -> float:
        """How many seconds are still to wait; 0 when trying is allowed."""
        return max(0.0, self._until - self._clock())
