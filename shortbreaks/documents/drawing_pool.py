"""Many papers drawn and written on several processes: frozen facts are sent; whoever asks keeps the order.

Processes are spawned, never forked, so that the same holds on Windows and beside threads; each reads fonts once.
"""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from shortbreaks.database.files import write_part
from shortbreaks.documents.prints import Print, print_of
from shortbreaks.errors import Refused, Unavailable

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to draw: its registered kind, its frozen facts, its print, and the name that it is written under."""

    kind: str
    facts: Any
    style: str
    path: Path


@dataclass(frozen=True, slots=True)
class Made:
    """A paper that was drawn and is on the disk, as the register keeps it; or why it could not be drawn, and then no file."""

    print: Print | None
    why: str = ""


def draw_some(wanted: Sequence[Wanted]) -> list[Made]:
    """Draw some papers here and write them; one that is refused does not stop the others. Raises Unavailable."""
    from shortbreaks.documents.drawing import PAPERS

    made = []
    for one in wanted:
        try:
            drawn = PAPERS[one.kind].draw(one.facts, one.style)
        except Refused as refusal:
            made.append(Made(None, str(refusal)))
            continue
        write_part(one.path, drawn.pdf)
        made.append(Made(print_of(drawn)))
    return made


def warm_up() -> None:
    """Read fonts and everything that draws, before the first paper is asked for."""
    import shortbreaks.documents.drawing  # noqa: F401
    from shortbreaks.documents.style import character_widths

    character_widths()


class DrawingPool:
    """Draws on `processes` helpers while it is open; on one, it draws here."""

    def __init__(self, processes: int = PROCESSES) -> None:
        self._pool: ProcessPoolExecutor | None = None
        if processes > 1:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(processes, spawn, initializer=warm_up)
            for _ in range(processes):
                self._pool.submit(warm_up)

    def submit(self, wanted: Sequence[Wanted]) -> "Future[list[Made]]":
        """Begin to draw some papers. Raises Unavailable when a helper was ended from outside."""
        if self._pool is None:
            done: Future[list[Made]] = Future()
            done.set_result(draw_some(wanted))
            return done
        try:
            return self._pool.submit(draw_some, tuple(wanted))
        except BrokenProcessPool as fault:
            raise _ended() from fault

    @staticmethod
    def result(drawing: "Future[list[Made]]") -> list[Made]:
        """The papers that were begun. Raises Unavailable when a helper was ended from outside, or could not write."""
        try:
            return drawing.result()
        except BrokenProcessPool as fault:
            raise _ended() from fault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _ended() -> Unavailable:
    return Unavailable(
        "A process that draws letters was ended by this computer.", "Go on: what was issued stays, and none goes out twice."
    )
