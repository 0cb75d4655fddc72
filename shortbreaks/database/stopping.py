"""Stopping what reads a database for long, from another thread: nothing is changed by it, and nothing is known of the rest."""

from contextlib import suppress
from threading import Event
from typing import Any

STEPS = 20_000  # of the engine, after which it asks whether to go on


class Stopped(Exception):  # noqa: N818 - not an error: somebody came back
    """The check was stopped before its end; nothing is known of what it had not read."""


class Stop:
    """What stops a check from another thread, also in the middle of a long statement."""

    def __init__(self) -> None:
        self._wanted = Event()
        self._raw: Any = None

    def stop(self) -> None:
        """Let the check end; it may take a moment."""
        self._wanted.set()
        raw = self._raw
        if hasattr(raw, "cancel"):
            with suppress(Exception):  # it ended meanwhile: there is nothing to cancel
                raw.cancel()

    @property
    def wanted(self) -> bool:
        """Whether somebody wants it to end."""
        return self._wanted.is_set()

    def heed(self) -> None:
        """Raise Stopped once somebody wants it."""
        if self._wanted.is_set():
            raise Stopped

    def hold(self, raw: Any) -> None:
        """Watch over a connection of the driver: a file's engine asks every few steps, a server's is told by `stop`."""
        self._raw = raw
        if hasattr(raw, "set_progress_handler"):
            raw.set_progress_handler(self._wanted.is_set, STEPS)

    def let_go(self) -> None:
        """Watch no more, before the connection is used for anything else."""
        raw, self._raw = self._raw, None
        if hasattr(raw, "set_progress_handler"):
            raw.set_progress_handler(None, 0)
