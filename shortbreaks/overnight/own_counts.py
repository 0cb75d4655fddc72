"""What a stay comes to for the child itself, in any house of its kind: the four counts, the limit of twelve months, who pays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.bookings.rules import ServiceFacts
from shortbreaks.findings import Finding
from shortbreaks.overnight.nights_paid import paid_for
from shortbreaks.overnight.rules import Counts, YearLimit, counts_of, nights_of, year_limit
from shortbreaks.overnight.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Own:
    """What a stay comes to for the child itself, the same in every house of a kind: its counts, its limit and who pays."""

    counts: Counts
    limit: YearLimit
    findings: tuple[Finding, ...]  # of the allocations
    uses: tuple[tuple[int, int], ...]
    left: int | None


def own_of(sheet: Sheet, service: ServiceFacts, start: datetime, end: datetime) -> Own:
    """Count a stay between two times on Kent's clock, look at the limit of twelve months, and find who pays for it."""
    nights, counts = nights_of(start.date(), end.date()), counts_of(start, end)
    return Own(counts, _limit(sheet, nights, counts), *paid_for(sheet.child, service, nights))


def _limit(sheet: Sheet, nights: Sequence[date], counts: Counts) -> YearLimit:
    """The limit of any twelve months, with or without stays of 24 hours or less, as the council decided (R-O6)."""
    short_too = bool(int(sheet.settings["count_le_24h"]))
    new = nights if short_too or counts.over_24_hours else []
    held = [one.night for one in sheet.held if short_too or one.over_24_hours]
    return year_limit(held, new, int(sheet.settings["reg48_12m"]))
