"""One process at a time at an embedded office: an operating-system lock beside its file."""

import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shortbreaks.database.files import take_away
from shortbreaks.errors import Unavailable

if TYPE_CHECKING:
    from filelock import BaseFileLock


@dataclass(frozen=True, slots=True)
class Hold:
    """The lock on one office's file, held until `release`."""

    lock: "BaseFileLock"
    note: Path

    def release(self) -> None:
        """Let another process open the office."""
        take_away(self.note)
        self.lock.release()


def hold(office_file: Path, who: str, since: datetime) -> Hold:
    """Take the lock at once, or raise Unavailable naming who has it, on which machine, since when (A8)."""
    from filelock import FileLock, Timeout  # a tenth of all that signing in needs read, and first needed here

    # taken on a working thread and released on another, so it must not be the thread's own
    lock = FileLock(office_file.with_name(office_file.name + ".lock"), thread_local=False)
    note = office_file.with_name(office_file.name + ".who")
    try:
        lock.acquire(timeout=0)
    except Timeout as fault:
        raise Unavailable(
            f"This office is already open: {_holder(note)}.",
            "Close it there first. Several people at once share an office through a PostgreSQL server.",
        ) from fault
    except OSError as fault:
        raise Unavailable(
            f"The folder {office_file.parent} does not let the office's lock be written.",
            "Ask who keeps this computer to allow it.",
        ) from fault
    local = since.astimezone()
    words = {"who": who, "machine": socket.gethostname(), "since": f"{local:%H:%M on %d %B %Y}", "process": os.getpid()}
    note.write_text(json.dumps(words), "utf-8")
    return Hold(lock, note)


def _holder(note: Path) -> str:
    try:
        words = json.loads(note.read_text("utf-8"))
        return f"{words['who']} on {words['machine']}, since {words['since']}"
    except (OSError, ValueError, KeyError):
        return "by another copy of Short Breaks on this computer"
