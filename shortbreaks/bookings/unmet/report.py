"""Unmet demand as it is reported: by district and reason with days waited and hours short (R4), and what the range lacks (R-X1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.unmet.commands import REASON_WORDS
from shortbreaks.bookings.unmet.queries import still_open
from shortbreaks.bookings.unmet.tables import UnmetOutcome, UnmetRequest
from shortbreaks.council.districts import own_districts
from shortbreaks.council.lists import code_list, words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.providers.tables import Service, Venue

# The range of services that the 2011 Regulations ask for, and the kinds of service that make it up (R-X1)
RANGES: dict[str, tuple[str, frozenset[str]]] = {
    "daytime": ("Daytime care, at home or elsewhere", frozenset({"home", "other"})),
    "overnight": ("Overnight", frozenset({"overnight", "carer"})),
    "leisure": ("Leisure and education outside the home", frozenset({"family", "youth"})),
    "evening": ("Evenings, weekends and holidays", frozenset({"club", "weekend", "scheme"})),
}


@dataclass(frozen=True, slots=True)
class Demand:
    """Requests of a period from one district for one reason: asked, met later, withdrawn, still open; days on average.

    Counts below `small` are not said (R-P5), and what became of the requests only where none of its counts is one:
    what is left out could be worked out from the rest.
    """

    district_code: str
    district: str
    reason: str
    reason_words: str
    asked: int
    met: int
    withdrawn: int
    open: int
    days_waited: int
    minutes_short: int
    nights_short: int
    small: int

    @property
    def few(self) -> bool:
        """Whether too few asked for their number to be said."""
        return 0 < self.asked < self.small

    @property
    def told_apart(self) -> bool:
        """Whether what became of them may be said."""
        return not any(0 < count < self.small for count in (self.met, self.withdrawn, self.open))


@query(needs=Permission.SEE_CASES)
def unmet_demand(view: View, first: date, last: date) -> tuple[Demand, ...]:
    """What could not be met from one day to another, by district and reason (R4); one kept by mistake is not counted.

    `days_waited` is the average from the day it was asked for to the day it was answered, or to today.
    """
    newest = select(func.max(UnmetOutcome.id)).group_by(UnmetOutcome.unmet_id)
    rows = view.db.execute(
        select(
            UnmetRequest.district, UnmetRequest.reason, UnmetRequest.on, UnmetRequest.unit, UnmetRequest.amount,
            UnmetOutcome.outcome, UnmetOutcome.on.label("answered"),
        )
        .join(UnmetOutcome, (UnmetOutcome.unmet_id == UnmetRequest.id) & UnmetOutcome.id.in_(newest), isouter=True)
        .where(UnmetRequest.on >= first, UnmetRequest.on <= last)
    )  # fmt: skip
    kept: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        if row.outcome != "mistaken":
            kept.setdefault((row.district, row.reason), []).append(row)
    words = words_in(view.db, "district")
    small = int(setting_on(view.db, "small_number", view.today))
    found = [
        _demand(code, words.get(code, code or "Not known"), reason, mine, view.today, small)
        for (code, reason), mine in kept.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.district, -one.asked, one.reason)))


def _demand(code: str, district: str, reason: str, rows: list[Any], today: date, small: int) -> Demand:
    answered = {"met": 0, "withdrawn": 0}
    days = 0
    for row in rows:
        closed = row.outcome in answered
        if closed:
            answered[row.outcome] += 1
        days += ((row.answered if closed else today) - row.on).days
    return Demand(
        code, district, reason, REASON_WORDS[reason], len(rows), answered["met"], answered["withdrawn"],
        len(rows) - sum(answered.values()), (2 * days + len(rows)) // (2 * len(rows)), _short(rows, "hours"), _short(rows, "nights"),
        small,
    )  # fmt: skip


def _short(rows: Iterable[Any], unit: str) -> int:
    return sum(row.amount for row in rows if row.unit == unit)


@dataclass(frozen=True, slots=True)
class RangeCell:
    """One part of the range in one district: open services there, and open requests for it that could not be met."""

    services: int
    unmet: int
    small: int

    @property
    def unmet_words(self) -> str:
        """How many are not met: "12 not met", "fewer than 5 not met", or nothing."""
        if not self.unmet:
            return ""
        return f"fewer than {self.small} not met" if self.unmet < self.small else f"{self.unmet:,} not met"

    @property
    def lacks(self) -> bool:
        """Whether somebody asked for it and there is none."""
        return self.services == 0 and self.unmet > 0


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One district with each part of the range, in the order of RANGES."""

    district_code: str
    district: str
    cells: tuple[RangeCell, ...]


@query(needs=Permission.SEE_CASES)
def range_by_district(view: View) -> tuple[RangeRow, ...]:
    """What of the range of services each district has, and what is asked for and not met there (R-X1)."""
    services: dict[tuple[str, str], int] = {}
    there = view.db.execute(
        select(Venue.district, Service.kind, func.count(Service.id.distinct()))
        .join(Service, Service.provider_id == Venue.provider_id)
        .where(Service.state == "open", Venue.state == "open")
        .group_by(Venue.district, Service.kind)
    )
    for district, kind, count in there:
        services[district, part_of(kind)] = services.get((district, part_of(kind)), 0) + count
    unmet: dict[tuple[str, str], int] = {}
    for district, kinds in view.db.execute(select(UnmetRequest.district, UnmetRequest.kinds).where(still_open())):
        for part in {part_of(kind) for kind in kinds.split(",") if kind}:
            unmet[district, part] = unmet.get((district, part), 0) + 1
    small = int(setting_on(view.db, "small_number", view.today))
    ours = own_districts(code_list(view.db, "district"), view.today)
    return tuple(
        RangeRow(
            code, said,
            tuple(RangeCell(services.get((code, part), 0), unmet.get((code, part), 0), small) for part in RANGES),
        )
        for code, said in ours.items()
    )  # fmt: skip


def part_of(kind: str) -> str:
    """The part of the range that a kind of service belongs to; one nobody named is daytime care."""
    return next((part for part, (_, kinds) in RANGES.items() if kind in kinds), "daytime")
