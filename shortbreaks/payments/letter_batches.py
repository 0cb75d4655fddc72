"""A batch of letters: read in chunks, drawn on two processes, written to a folder, and registered chunk by chunk.

While one chunk is drawn the next is read, so no transaction waits for a drawing. A chunk is registered in one
transaction that reads every fact again (`register_letters`): a letter whose facts changed meanwhile is drawn anew. Its
file is written before, under a name that ends in .part, and takes its own name only when the register has it: after a
stop, a crash or a lost server the folder holds exactly what was issued, and going on issues the rest.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.database.files import replace, write_whole
from shortbreaks.database.office import Office
from shortbreaks.documents.drawing_pool import PROCESSES, DrawingPool, Made, Wanted
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import Refused
from shortbreaks.payments.letter_keys import LetterKey
from shortbreaks.payments.letters import (
    BEFORE,
    CHANGED,
    DrawnLetter,
    Ready,
    RegisterLetters,
    letters_ready,
    register_letters,
)

CHUNK, AHEAD, AT_A_TIME = 20, 3, 5
TRIES = 3
PART = ".part"
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class NotDone:
    """A letter that was not issued, and why."""

    ref: str
    name: str
    kind: str
    why: str


@dataclass(slots=True)
class Outcome:
    """What a batch did: letters issued now, issued before, and not issued with the reason; whether it was stopped."""

    wanted: int
    issued: int = 0
    before: int = 0
    not_done: list[NotDone] = field(default_factory=list)
    stopped: bool = False

    @property
    def left(self) -> int:
        """Letters that were not looked at, because somebody stopped."""
        return self.wanted - self.issued - self.before - len(self.not_done)


@dataclass(slots=True)
class _Chunk:
    ready: list[Ready]
    drawings: "list[Future[list[Made]]]"


def file_name(key: LetterKey, ref: str) -> str:
    """A letter's file: its kind, the agreement and what it is for; no name of a person (safety.md E10)."""
    about = "".join(letter if letter.isalnum() or letter == "-" else "-" for letter in key.subject)
    number = f"-{key.number}" if key.number else ""
    return f"{ref}-{key.kind.replace(' ', '-')}{number}-{about}.pdf"


def issue_all(
    office: Office, keys: Sequence[LetterKey], folder: Path, *, processes: int = PROCESSES,
    progress: Progress = lambda _done, _of: None, stop: Callable[[], bool] = lambda: False,
) -> Outcome:  # fmt: skip
    """Issue every letter of `keys` that is due and was not issued, into `folder`; stops between letters when asked.

    Raises Unavailable when the office, the disk or a helper does not answer: what was issued until then stays.
    """
    tidy(office, folder)
    outcome = Outcome(len(keys))
    with DrawingPool(processes) as pool:
        batch = _Batch(office, folder, pool, outcome, progress, deque((key, 1) for key in keys))
        while batch.goes_on(stop):
            batch.read()
            batch.keep()
        batch.leave()
    outcome.stopped = bool(batch.waiting)
    return outcome


@dataclass(slots=True)
class _Batch:
    """A batch on its way: keys that wait with the number of the try, and chunks that are being drawn."""

    office: Office
    folder: Path
    pool: DrawingPool
    outcome: Outcome
    progress: Progress
    waiting: "deque[tuple[LetterKey, int]]"
    chunks: "deque[_Chunk]" = field(default_factory=deque)
    tries: dict[LetterKey, int] = field(default_factory=dict)

    def goes_on(self, stop: Callable[[], bool]) -> bool:
        """Whether anything is left and nobody asked to stop."""
        return bool(self.waiting or self.chunks) and not stop()

    def read(self) -> None:
        """Read the facts of the next chunks and begin to draw them, a few ahead of what is kept."""
        while self.waiting and len(self.chunks) < AHEAD:
            taken = [self.waiting.popleft() for _ in range(min(CHUNK, len(self.waiting)))]
            self.tries |= dict(taken)
            ready = self.office.ask(letters_ready, tuple(key for key, _ in taken))
            for one in ready:
                if one.why:
                    self._not(one, one.why)
            drawn = [one for one in ready if not one.why]
            drawings = [
                self.pool.submit([Wanted(x.key.kind, x.facts, x.style) for x in drawn[n : n + AT_A_TIME]])
                for n in range(0, len(drawn), AT_A_TIME)
            ]
            self.chunks.append(_Chunk(drawn, drawings))

    def keep(self) -> None:
        """Write and register the oldest chunk, and give its letters their names in the folder."""
        chunk = self.chunks[0]
        made = [one for drawing in chunk.drawings for one in self.pool.result(drawing)]
        pairs = list(zip(chunk.ready, made, strict=True))
        for ready, one in pairs:
            if one.why:
                self._not(ready, one.why)
        good = [(ready, one) for ready, one in pairs if not one.why]
        for ready, one in good:
            write_whole(self._part(ready), one.pdf)
        said = self._registered(good)
        for (ready, _), why in zip(good, said, strict=True):
            if not why:
                replace(self._part(ready), self.folder / file_name(ready.key, ready.ref))
                self.outcome.issued += 1
                continue
            self._part(ready).unlink(missing_ok=True)
            if why == CHANGED and self.tries[ready.key] < TRIES:
                self.waiting.append((ready.key, self.tries[ready.key] + 1))
            else:
                self._not(ready, why)
        self.chunks.popleft()
        self.progress(self.outcome.wanted - self.outcome.left, self.outcome.wanted)

    def leave(self) -> None:
        """Give back what was read and not registered."""
        for chunk in self.chunks:
            self.waiting.extend((ready.key, 1) for ready in chunk.ready)

    def _registered(self, good: list[tuple[Ready, Made]]) -> list[str]:
        letters = tuple(DrawnLetter(ready.key, ready.facts, ready.style, one.pages, one.sha256) for ready, one in good)
        if not letters:
            return []
        try:
            said: list[str] = self.office.perform(register_letters, RegisterLetters(letters)).answer
        except Refused:  # somebody issued one of them, or stopped a family's letters, at this very moment: read all again
            return [CHANGED for _ in letters]
        return said

    def _not(self, ready: Ready, why: str) -> None:
        if why == BEFORE:
            self.outcome.before += 1
        else:
            self.outcome.not_done.append(NotDone(ready.ref, ready.name, ready.key.kind, why))

    def _part(self, ready: Ready) -> Path:
        return self.folder / (file_name(ready.key, ready.ref) + PART)


def tidy(office: Office, folder: Path) -> None:
    """After a batch that broke off: letters that the register has get their names, others are taken away."""
    found = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob(f"*.pdf{PART}"))}
    if not found:
        return
    known = office.ask(papers_known, tuple(found.values()))
    for path, sha256 in found.items():
        if sha256 in known:
            replace(path, path.with_suffix(""))
        else:
            with suppress(OSError):
                path.unlink()


@query(needs=Permission.ISSUE_PAPERS)
def papers_known(view: View, fingerprints: tuple[str, ...]) -> frozenset[str]:
    """Those of some fingerprints that the register of papers has."""
    return frozenset(view.db.scalars(select(Paper.sha256).where(Paper.sha256.in_(fingerprints))))
