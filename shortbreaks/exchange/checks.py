"""A provider's checks in a file: what each says, when it was seen and by whom, as they stand; what was seen later counts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from shortbreaks.council.commands import check_day
from shortbreaks.database.commands import Work
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import rows_in_cell, rows_of_cell
from shortbreaks.providers.seeing import RUNS_OUT
from shortbreaks.providers.tables import ProviderCheck

PARTS = ("kind", "reference", "seen on", "seen by", "valid until")
MOST = 300  # letters of a reference or a name

Check = tuple[str, str, date | None, str, date | None]


def cell_of(checks: Iterable[Check]) -> str:
    """Checks in one cell, a line each: kind, reference, seen on, seen by and valid until, parted by commas as in any CSV."""
    return rows_in_cell(
        [kind, reference, seen_on or "", seen_by, valid_until or ""] for kind, reference, seen_on, seen_by, valid_until in checks
    )


def read_checks(value: Any) -> tuple[Check, ...]:
    """Checks from a cell. Raises Refused for a line that is none, a kind that stands twice, or an insurance without its last day."""
    found: dict[str, Check] = {}
    for line in rows_of_cell(str(value if value is not None else "")):
        parts = [" ".join(one.split()) for one in line]
        if not any(parts):
            continue
        if len(parts) != len(PARTS) or max(map(len, parts)) > MOST:
            raise Refused(f"“{', '.join(line)[:40]}” is no check: it has {', '.join(PARTS)}, parted by commas.")
        kind, reference, seen, seen_by, until = parts
        if kind in found:
            raise Refused(f"The check {kind[:40]} stands there twice.")
        if kind == RUNS_OUT and not until:
            raise Refused("An insurance runs out, and its last day is missing.")
        found[kind] = (kind, reference, _day(seen, "seen on"), seen_by, _day(until, "valid until"))
    return tuple(sorted(found.values(), key=lambda one: one[0]))


def _day(text: str, words: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text[:20]}” for {words} of a check is not a day such as 2026-07-25.") from None
    check_day(day)
    return day


def check_seen_by(checks: Iterable[Check], today: date) -> None:
    """Raise Refused for a check that would have been seen on a day to come."""
    for kind, _, seen_on, _, _ in checks:
        if seen_on is not None and seen_on > today:
            said = f"The check {kind[:40]} would have been seen on {say_day(seen_on)}, which is to come: write the day it was seen."
            raise Refused(said, field="checks")


def seen_later(checks: Sequence[Check], held: Sequence[Check]) -> tuple[Check, ...]:
    """Those of a file that are news: not known yet, or said otherwise and not seen before what is known."""
    known = {one[0]: one for one in held}
    return tuple(
        one for one in checks
        if one[0] not in known or (one != known[one[0]] and (one[2] or date.min) >= (known[one[0]][2] or date.min))
    )  # fmt: skip


def say_checks(checks: Sequence[Check]) -> str:
    """Checks as a preview and a history show them."""
    said = []
    for kind, reference, seen_on, seen_by, until in checks:
        seen = " ".join(filter(None, ("seen", f"on {say_day(seen_on)}" if seen_on else "", f"by {seen_by}" if seen_by else "")))
        parts = (kind, reference, f"to {say_day(until)}" if until else "", seen if seen_on or seen_by else "")
        said.append(", ".join(filter(None, parts)))
    return "; ".join(said) or "–"


def write_checks(work: Work, provider_id: int, checks: Sequence[Check]) -> None:
    """Keep what a file saw later of a provider."""
    kept = {one.kind: one for one in work.db.scalars(select(ProviderCheck).where(ProviderCheck.provider_id == provider_id))}
    held = [(one.kind, one.reference, one.seen_on, one.seen_by, one.valid_until) for one in kept.values()]
    for kind, reference, seen_on, seen_by, until in seen_later(checks, held):
        check = kept.get(kind) or ProviderCheck(provider_id=provider_id, kind=kind)
        check.reference, check.seen_on, check.seen_by, check.valid_until = reference, seen_on, seen_by, until
        work.db.add(check)
        work.db.flush()
        work.touched("provider_check", [check.id])
