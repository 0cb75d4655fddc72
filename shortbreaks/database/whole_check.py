"""The whole check of every week, while nobody works: every page and index, the whole audit trail, every proof (safety.md 3.13).

What is proved at each start is little enough to begin a day with; this is all of it, and takes a minute on a large office. It only
reads, may be stopped at any moment, and what it found is kept beside the backups. Of a shared office the engine's own pages are
its server's: constraints, guards, the trail and every proof hold there.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from shortbreaks.database.backup import backups_in
from shortbreaks.database.check import check_connection
from shortbreaks.database.connections import Database
from shortbreaks.database.files import write_whole
from shortbreaks.database.proofs import Flaw
from shortbreaks.database.stopping import Stop
from shortbreaks.errors import Spoken

EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WholeChecked:
    """What the newest whole check found: when (UTC), rows and tables read, how many flaws, and the first of them or ""."""

    at: datetime
    rows: int
    tables: int
    flaws: int = 0
    flaw: str = ""


def whole_due(last: WholeChecked | None, now: datetime) -> bool:
    """Whether a week has passed since the last, there was none, or the last bears a day to come (safety.md A16)."""
    return last is None or not timedelta(0) <= now - last.at < EVERY


def check_whole(
    database: Database, backups: Path, office: str, now: datetime, stop: Stop | None = None
) -> tuple[WholeChecked, tuple[Flaw, ...]]:
    """Prove everything, with every index and the heads that every backup remembers; keep what was found beside the backups.

    The caller has imported `shortbreaks.schema`; off the GUI thread. Raises Stopped once `stop` is used, and keeps nothing then.
    """
    stop = stop or Stop()
    kept = [one for one in backups_in(backups, office) if one.manifest.made_at <= now]
    anchors = [anchor for one in kept for anchor in one.manifest.anchors(f"the backup {one.folder.name}")]
    with database.reading.connect() as connection:
        stop.hold(connection.connection.driver_connection)
        try:
            report = check_connection(connection, database.place, anchors=anchors, indexes=True, between=stop.heed)
        except DBAPIError:
            stop.heed()  # a statement that was stopped is no finding
            raise
        finally:
            stop.let_go()
    stop.heed()
    rows = sum(count for _, count in report.counts)
    first = str(report.flaws[0]) if report.flaws else ""
    found = WholeChecked(now.astimezone(UTC), rows, len(report.counts), len(report.flaws), first)
    _keep(_note(backups, office), found)
    return found, report.flaws


def last_whole(backups: Path, office: str) -> WholeChecked | None:
    """What the newest whole check of an office found; None when there was none, or its note is damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads(_note(backups, office).read_text("utf-8"))
        found = WholeChecked(**{**said, "at": datetime.fromisoformat(said["at"])})
        return found if found.at.tzinfo else None
    return None


def _note(backups: Path, office: str) -> Path:
    return backups / f"whole-{office[:8]}.json"  # a folder may hold the backups of several offices


def _keep(file: Path, found: WholeChecked) -> None:
    with suppress(OSError, Spoken):  # a disk that is full costs the note, and everything is read again
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(file, json.dumps({**asdict(found), "at": found.at.isoformat()}, indent=1).encode())
