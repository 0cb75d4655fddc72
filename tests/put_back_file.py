"""An office in a file is put back between two tests by letting go of its journal, with its connections open.

All that a test wrote stands in the journal (WAL), until that is carried into the file. So without the journal, and with
its index emptied so that each connection reads anew how long it is, the file is the template again, to the last number.
A test after which the file is not untouched, or anything else is not plainly as it was, has its office thrown away.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shortbreaks.database.connections import PRAGMAS, Database, open_file
from shortbreaks.database.keys import keys_path
from tests.sharing import lend, taken_back

LOCKS = Path("/proc/locks")
KEPT = 2  # connections of each engine that stay open
SETTINGS = (
    *(name for name, _, _ in PRAGMAS), "query_only", "ignore_check_constraints", "writable_schema", "defer_foreign_keys",
    "wal_autocheckpoint", "locking_mode", "temp_store", "analysis_limit", "max_page_count", "reverse_unordered_selects",
)  # fmt: skip


def _settings(raw: Any) -> tuple[Any, ...]:
    """What a connection was told, and what is attached to it or in its own keeping."""
    said = [raw.execute(f"pragma {name}").fetchone() for name in SETTINGS]
    own = raw.execute("select count(*) from sqlite_temp_master").fetchone()
    files = len(raw.execute("pragma database_list").fetchall())
    rows = raw.execute("select count(*) from audit_entry").fetchone()  # of a question left open, more than there are
    return *said, files, own, rows, raw.isolation_level, raw.row_factory, raw.text_factory, raw.in_transaction


@dataclass
class FileOffice:
    """One file with its key file in a folder of its own, lent to one test after another."""

    path: Path
    key: bytes
    told: tuple[tuple[Any, ...], ...]  # what a writing and a reading connection were told, fresh
    writing: list[Any] = field(default_factory=list)
    reading: list[Any] = field(default_factory=list)
    journal: tuple[int, int] | None = None  # which journal, and which index of it, the connections have open
    index: int = -1  # the index held open: to close it would take the connections' locks of it away

    def __post_init__(self) -> None:
        self.keys = keys_path(self.path).read_bytes()
        self.as_copied = self._now()

    def _now(self) -> tuple[int, int, int]:
        found = self.path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns

    def lend(self) -> Database:
        database = open_file(self.path, self.key)
        lend(database.writing, self.writing)
        lend(database.reading, self.reading)
        return database

    def is_back(self, database: Database) -> bool:
        """Whether the office is as it was before it was lent."""
        writing, reading = taken_back(database.writing), taken_back(database.reading)
        database.close()
        self.writing += writing or ()
        self.reading += reading or ()
        if writing is None or reading is None or not (sys.platform == "linux" and self._untouched()):
            return False
        for kept in (self.writing, self.reading):
            while len(kept) > KEPT:
                kept.pop().close()
        return self._put_back() if self.writing or self.reading else self.journal is None

    def _untouched(self) -> bool:
        """Whether the file and its key file are those that were copied; what else lies beside them is taken away."""
        keys = keys_path(self.path)
        if self._now() != self.as_copied or not keys.exists() or keys.read_bytes() != self.keys:
            return False
        for other in self.path.parent.iterdir():
            if other.name not in {self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm", keys.name}:
                shutil.rmtree(other) if other.is_dir() else other.unlink()
        return True

    def _put_back(self) -> bool:
        wal, shm = Path(f"{self.path}-wal"), Path(f"{self.path}-shm")
        if not (wal.exists() and shm.exists()):
            return False
        journal = wal.stat().st_ino, shm.stat().st_ino
        if self.journal is None:
            self.journal, self.index = journal, os.open(shm, os.O_RDWR)
        if self.journal != journal or not self._locked():
            return False
        os.truncate(wal, 0)
        os.pwrite(self.index, bytes(os.fstat(self.index).st_size), 0)
        return all(_settings(raw) == self.told[0] for raw in self.writing) and all(
            _settings(raw) == self.told[1] for raw in self.reading
        )

    def _locked(self) -> bool:
        """Whether the connections' locks stand: a test that opened and closed these files by itself took them away."""
        if not LOCKS.exists():
            return False
        locked = {line.split()[-3].rpartition(":")[2] for line in LOCKS.read_text().splitlines()}
        return {str(self.as_copied[0]), str(self.journal[1] if self.journal else 0)} <= locked

    def close(self) -> None:
        for raw in (*self.writing, *self.reading):
            raw.close()
        if self.index >= 0:
            os.close(self.index)
        shutil.rmtree(self.path.parent)


@dataclass
class FileOffices:
    """Copies of a template, each lent to one test at a time."""

    template: Path
    key: bytes
    folder: Path
    count: int = 0
    back: list[FileOffice] = field(default_factory=list)
    told: tuple[tuple[Any, ...], ...] = ()

    @contextmanager
    def lent(self) -> Iterator[Database]:
        """An office as the template is, for one test or one life in it."""
        office = self.back.pop() if self.back else self._made()
        database = office.lend()
        yield database
        if office.is_back(database):
            self.back.append(office)
        else:
            self.give_up(office)

    def give_up(self, office: FileOffice) -> None:
        office.close()

    def _made(self) -> FileOffice:
        self.count += 1
        folder = self.folder / f"lent{self.count}"
        folder.mkdir()
        for path in (self.template, keys_path(self.template)):
            shutil.copy(path, folder / path.name)
        path = folder / self.template.name
        if not self.told:
            first = open_file(path, self.key)
            self.told = tuple(
                _settings(engine.raw_connection().driver_connection) for engine in (first.writing, first.reading)
            )
            first.close()
        return FileOffice(path, self.key, self.told)

    def close(self) -> None:
        for office in self.back:
            office.close()
