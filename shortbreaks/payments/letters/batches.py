"""A batch of letters: read by the hundred, drawn and written on two processes, and registered chunk by chunk.

While one chunk is drawn the next is read, so no transaction waits for a drawing. A chunk is registered in one
transaction that proves that its facts still stand, or reads every one again (`register_letters`): a letter whose facts
changed meanwhile is drawn anew. Its file is written before, under a name that ends in .part, and takes its own name only
when the register has it: after a stop, a crash or a lost server the folder holds exactly what was issued, and going on
issues the rest.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.database.files import rename, sync_folder, take_away
from shortbreaks.database.office import Office
from shortbreaks.documents.drawing_pool import PROCESSES, DrawingPool, Made, Wanted
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import Refused
from shortbreaks.payments.letters.commands import (
    BEFORE,
    CHANGED,
    AsRead,
    DrawnLetter,
    Ready,
    RegisterLetters,
    letters_as_read,
    register_letters,
)
from shortbreaks.payments.letters.keys import LetterKey

CHUNK, AHEAD, AT_A_TIME = 20, 3, 5  # letters that are registered together, chunks that are drawn ahead, letters of one errand
SLICE = 100  # letters that are read together: five times as many take hardly twice as long
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
    read: AsRead
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
    pool = DrawingPool(processes)
    batch = _Batch(office, folder, pool, outcome, deque((key, 1) for key in keys))
    try:
        with pool:
            while batch.goes_on(stop):
                batch.read()
                if batch.chunks:
                    batch.keep()
                progress(outcome.wanted - outcome.left, outcome.wanted)
    finally:
        batch.leave()
    outcome.stopped = bool(batch.waiting)
    return outcome


@dataclass(slots=True)
class _Batch:
    """A batch on its way: keys that wait with the number of the try, letters that were read, chunks that are being drawn."""

    office: Office
    folder: Path
    pool: DrawingPool
    outcome: Outcome
    waiting: "deque[tuple[LetterKey, int]]"
    ready: "deque[AsRead]" = field(default_factory=deque)
    chunks: "deque[_Chunk]" = field(default_factory=deque)
    tries: dict[LetterKey, int] = field(default_factory=dict)

    def goes_on(self, stop: Callable[[], bool]) -> bool:
        """Whether anything is left and nobody asked to stop."""
        return bool(self.waiting or self.ready or self.chunks) and not stop()

    def read(self) -> None:
        """Begin to draw the next chunks, a few ahead of what is kept; read the facts of the next letters when none is left."""
        while len(self.chunks) < AHEAD and (self.ready or self.waiting):
            if not self.ready:
                self._read_some()
            if not self.ready:
                return
            read = self.ready.popleft()
            drawings = [
                self.pool.submit([Wanted(x.key.kind, x.facts, x.style, self._part(x)) for x in read.ready[n : n + AT_A_TIME]])
                for n in range(0, len(read.ready), AT_A_TIME)
            ]
            self.chunks.append(_Chunk(read, drawings))

    def _read_some(self) -> None:
        taken = [self.waiting.popleft() for _ in range(min(SLICE, len(self.waiting)))]
        self.tries |= dict(taken)
        read = self.office.ask(letters_as_read, tuple(key for key, _ in taken))
        for one in read.ready:
            if one.why:
                self._not(one, one.why)
        drawn = [one for one in read.ready if not one.why]
        self.ready.extend(replace(read, ready=tuple(drawn[n : n + CHUNK])) for n in range(0, len(drawn), CHUNK))

    def keep(self) -> None:
        """Register the oldest chunk once it is drawn, and give its letters their names in the folder."""
        chunk = self.chunks[0]
        made = [one for drawing in chunk.drawings for one in self.pool.result(drawing)]
        self.chunks.popleft()
        pairs = list(zip(chunk.read.ready, made, strict=True))
        for ready, one in pairs:
            if one.why:
                self._not(ready, one.why)
        good = [(ready, one) for ready, one in pairs if not one.why]
        sync_folder(self.folder)
        said = self._registered(chunk.read, good)
        for (ready, _), why in zip(good, said, strict=True):
            if not why:
                rename(self._part(ready), self.folder / file_name(ready.key, ready.ref))
                self.outcome.issued += 1
                continue
            self._part(ready).unlink(missing_ok=True)
            if why == CHANGED and self.tries[ready.key] < TRIES:
                self.waiting.append((ready.key, self.tries[ready.key] + 1))
            else:
                self._not(ready, why)
        sync_folder(self.folder)

    def leave(self) -> None:
        """Give back what was read and not handed to the register, and take away what was drawn of it."""
        for chunk in self.chunks:
            for ready in chunk.read.ready:
                take_away(self._part(ready))
        for read in (*(chunk.read for chunk in self.chunks), *self.ready):
            self.waiting.extend((ready.key, 1) for ready in read.ready)

    def _registered(self, read: AsRead, good: list[tuple[Ready, Made]]) -> list[str]:
        read = replace(read, ready=tuple(ready for ready, _ in good))
        letters = tuple(DrawnLetter(ready.key, ready.facts, ready.style, one.print) for ready, one in good if one.print is not None)
        if not letters:
            return []
        try:
            said: list[str] = self.office.perform(register_letters, RegisterLetters(letters, read)).answer
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
            rename(path, path.with_suffix(""))
        else:
            take_away(path)
    sync_folder(folder)


@query(needs=Permission.ISSUE_PAPERS)
def papers_known(view: View, fingerprints: tuple[str, ...]) -> frozenset[str]:
    """Those of some fingerprints that the register of papers has."""
    return frozenset(view.db.scalars(select(Paper.sha256).where(Paper.sha256.in_(fingerprints))))
