"""Which backups may go: all of two days stay, then fewer and fewer, and never the newest verified one goes."""

import shutil
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from shortbreaks.database.files import rename
from shortbreaks.database.manifest import Manifest, read_manifest
from shortbreaks.database.reasons import BEFORE_MIGRATION
from shortbreaks.errors import Spoken

KENT = ZoneInfo("Europe/London")
ALL_FOR = timedelta(days=2)
DAILY, WEEKLY, MONTHLY = 12, 10, 9


@dataclass(frozen=True, slots=True)
class Kept:
    """One verified backup, as the rule sees it."""

    name: str
    made_at: datetime
    reason: str


def to_let_go(kept: Iterable[Kept], now: datetime) -> frozenset[str]:
    """The names of the backups that may be removed (safety.md 3.5.4).

    All of the last two days stay; then the newest of 12 days, 10 weeks and 9 months, of every month of the open
    financial year, and every one made before a migration. The newest of all always stays.
    """
    newest_first = sorted(kept, key=lambda one: (one.made_at, one.name), reverse=True)
    stay = {one.name for one in newest_first[:1]}
    stay |= {one.name for one in newest_first if one.made_at > now - ALL_FOR or one.reason == BEFORE_MIGRATION}
    stay |= _newest_of_each(newest_first, lambda day: day, DAILY)
    stay |= _newest_of_each(newest_first, lambda day: day.isocalendar()[:2], WEEKLY)
    stay |= _newest_of_each(newest_first, lambda day: (day.year, day.month), MONTHLY)
    today = now.astimezone(KENT).date()
    opened = date(today.year if today.month >= 4 else today.year - 1, 4, 1)
    this_year = [one for one in newest_first if one.made_at.astimezone(KENT).date() >= opened]
    stay |= _newest_of_each(this_year, lambda day: (day.year, day.month), 12)
    return frozenset(one.name for one in newest_first) - stay


def _newest_of_each(newest_first: Sequence[Kept], span: Callable[[date], Hashable], most: int) -> set[str]:
    newest: dict[Hashable, str] = {}
    for one in newest_first:
        newest.setdefault(span(one.made_at.astimezone(KENT).date()), one.name)
    return set(list(newest.values())[:most])


def rotate(folder: Path, office: str, now: datetime, *stay: str) -> tuple[str, ...]:
    """Remove the backups of one office that may go, and name them; called only after a new one was verified.

    Those named in `stay` do, whatever the clock says: the one just made, and one that is about to be restored. What is not
    a whole backup of this office is left alone: it may be somebody's last hope. One that another program holds goes another time.
    """
    kept = [Kept(path.name, made.made_at, made.reason) for path, made in _mine(folder, office)]
    gone = []
    for name in sorted(to_let_go(kept, now) - set(stay)):
        # Renamed first, so that a crash leaves no backup that looks whole and is not
        leaving = folder / f".gone-{name}"
        with suppress(OSError):
            rename(folder / name, leaving)
            shutil.rmtree(leaving, ignore_errors=True)
            gone.append(name)
    return tuple(gone)


def _mine(folder: Path, office: str) -> list[tuple[Path, Manifest]]:
    found = []
    for path in folder.iterdir():
        if path.name.startswith(".") or not path.is_dir():
            continue
        try:
            made = read_manifest(path)
        except Spoken:
            continue
        if made.office == office:
            found.append((path, made))
    return found
