"""What is proved whenever an office is opened (safety.md 3.13): little enough to begin a day with, said before anybody relies on it.

Always: the trial balance, that the trail still holds what the newest backup remembers, and the trail since then. Once a day
also every page, the foreign keys and the engine's own check; after an end that was not clean every index too. The whole trail
and every other proof hold at each backup, and once a week while nobody works (database/whole_check.py).
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from shortbreaks.database.backup import backups_in
from shortbreaks.database.check import flaws_of_anchors, run
from shortbreaks.database.connections import Database, reading_once
from shortbreaks.database.files import write_whole
from shortbreaks.database.manifest import Manifest
from shortbreaks.database.proofs import CHAINS, PROOFS, Flaw
from shortbreaks.database.soundness import flaws_of_pages
from shortbreaks.database.trail_proof import prove
from shortbreaks.dates import to_local
from shortbreaks.errors import Spoken

NOTE = "pages.json"


def check_at_start(
    database: Database, backups: Path, office: str, now: datetime, *, ended_badly: bool = False
) -> tuple[Flaw, ...]:
    """Every flaw found; none is mended. The caller has imported `shortbreaks.schema`; off the GUI thread.

    `ended_badly` for an office that was not closed properly before it was opened.
    """
    kept = [one.manifest for one in backups_in(backups, office) if one.manifest.made_at <= now]
    with reading_once(database) as connection:
        flaws = flaws_at_start(connection, kept)
        if ended_badly or pages_due(backups, now):
            found = run("pages", partial(flaws_of_pages, connection, indexes=ended_badly))
            if not found:
                _keep(backups, now)
            flaws += found
    return tuple(flaws)


def flaws_at_start(connection: Connection, kept: Sequence[Manifest]) -> list[Flaw]:
    """What is proved at every opening; `kept` are the office's backups, oldest first."""
    flaws = [flaw for proof in PROOFS.values() if proof.always for flaw in run(proof.name, partial(proof.run, connection))]
    return flaws + _flaws_of_trail(connection, kept)


def _flaws_of_trail(connection: Connection, kept: Sequence[Manifest]) -> list[Flaw]:
    """The chains' heads as the newest verified backup remembers them, and the trail from there on.

    After a restore the newest backups may hold what was given up: the trail is then read from an older one on.
    """
    lost = flaws_of_anchors(connection, kept[-1].anchors("the newest backup")) if kept else []
    if lost:
        return lost
    checkpoint = next((one.number_of("audit") for one in reversed(kept) if _holds(connection, one)), 0)
    return run("audit trail", partial(_trail_after, connection, checkpoint))


def _holds(connection: Connection, made: Manifest) -> bool:
    number = made.number_of("audit")
    return bool(number) and CHAINS["audit"].hash_at(connection, number) == made.hash_of("audit")


def _trail_after(connection: Connection, number: int) -> list[Flaw]:
    return [Flaw("audit trail", f"audit entry {one.number}", one.what) for one in prove(connection, after=number)[2]]


def pages_due(backups: Path, now: datetime) -> bool:
    """Whether the pages are to be read: not yet today, or what says so is missing, damaged or from a day to come."""
    try:
        read = datetime.fromisoformat(json.loads((backups / NOTE).read_text("utf-8"))["read_at"])
        return to_local(read).date() != to_local(now).date()
    except (OSError, ValueError, KeyError, TypeError):
        return True


def _keep(backups: Path, now: datetime) -> None:
    # Beside the backups, as a drill is noted: a disk that is full costs the note, and the pages are read again
    with suppress(OSError, Spoken):
        backups.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(backups / NOTE, json.dumps({"read_at": now.isoformat()}).encode())
