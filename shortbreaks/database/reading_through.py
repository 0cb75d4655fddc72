"""Reading every page of a file that was not closed properly: told as it goes, stopped by whoever waits, and not forgotten then."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from shortbreaks.database.proofs import Flaw
from shortbreaks.database.soundness import PARTS
from shortbreaks.database.stopping import Stop, Stopped
from shortbreaks.errors import Refused

Said = Callable[[int, int], object]  # which part begins, of how many


class Reading:
    """One such reading: `say` hears of each part, on the thread that reads, and `stop` ends it from any other."""

    def __init__(self, say: Said = lambda _part, _of: None) -> None:
        self._say, self._stop = say, Stop()

    def stop(self) -> None:
        """End it; the office is not opened then."""
        self._stop.stop()

    def watch(self, connection: Connection, read: Callable[[Callable[[int], object]], list[Flaw]]) -> list[Flaw]:
        """The flaws that `read` finds. Raises Refused once it was stopped: of what was not read nothing is known."""

        def part(number: int) -> None:
            self._stop.heed()
            self._say(number, PARTS)

        raw: Any = connection.connection.driver_connection
        self._stop.hold(raw)
        try:
            found = read(part)
            self._stop.heed()
        except (Stopped, DBAPIError) as fault:
            if isinstance(fault, DBAPIError) and not self._stop.wanted:
                raise
            raise Refused(
                "It was not read to its end, so it is not opened. Nothing was changed.", "Sign in again when there is time to read it."
            ) from fault
        else:
            return found
        finally:
            self._stop.let_go()


def unread_mark(path: Path) -> Path:
    """What lies beside a file that was not closed properly until all of its pages were read: its journal may be gone before."""
    return path.with_name(path.name + ".unread")


def ended_unclean(path: Path) -> bool:
    """Whether a file was not closed properly, or not read through since: its mark is laid then, so that every opening knows.

    On a disk that takes none its journal alone tells it.
    """
    journal, mark = path.with_name(path.name + "-wal"), unread_mark(path)
    if not mark.exists() and not (journal.exists() and journal.stat().st_size > 0):
        return False
    with suppress(OSError):
        mark.touch(mode=0o600)
    return True
