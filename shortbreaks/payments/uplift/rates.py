"""Rates of an award that the council has raised since: said on the account, and asked about before anything is paid (R-D5)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.council.tables import Rate
from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.payments.cycles import DAY
from shortbreaks.payments.rules import WORDS, Part
from shortbreaks.payments.uplift.tables import Uplift

RAISED = ("assistant", "agency", "night", "other")


@dataclass(frozen=True, slots=True)
class Raised:
    """The council's rate for an hour of one kind of support from a day (pence)."""

    kind: str
    from_day: date
    pence: int


@dataclass(frozen=True, slots=True)
class OldRate:
    """A part of an award below the council's rate of its days (pence an hour)."""

    part: int
    words: str
    pence: int
    now: Raised

    def __str__(self) -> str:
        return f"{self.words} is at {pounds(self.pence)} an hour, and {pounds(self.now.pence)} holds from {say_day(self.now.from_day)}"


def rates_raised(db: Session, today: date) -> list[Raised]:
    """The rates that hold by today, and those of uplifts that were applied, whenever they begin; the last decided counts."""
    kinds = {WORDS[kind]: kind for kind in RAISED}
    decided = db.execute(
        select(Rate.kind, Rate.from_day, Rate.pence)
        .where(Rate.unit == "hour", Rate.kind.in_(kinds), Rate.from_day <= today).order_by(Rate.id)
    ).all()  # fmt: skip
    applied = db.execute(select(Uplift.kind, Uplift.from_day, Uplift.pence).where(Uplift.state == "applied").order_by(Uplift.id))
    found = {(kinds[row.kind], row.from_day): row.pence for row in decided}
    for row in applied:
        found.setdefault((row.kind, row.from_day), row.pence)
    return [Raised(kind, day, pence) for (kind, day), pence in sorted(found.items())]


def old_rates(parts: Sequence[Part], since: date, rates: Collection[Raised]) -> tuple[OldRate, ...]:
    """The parts of an award that would be paid below a rate of their days, from a day on; one finding a part, the latest."""
    found: dict[int, OldRate] = {}
    for line in parts:
        first, last = max(line.from_day, since), _last_day(parts, line)
        if line.per != "hour" or not line.minutes or line.kind not in RAISED or (last is not None and last < first):
            continue
        now = _highest(rates, line.kind, first, last)
        if now is not None and now.pence > line.pence:
            found[line.part] = OldRate(line.part, line.words or WORDS[line.kind], line.pence, now)
    return tuple(found[part] for part in sorted(found))


def _last_day(parts: Iterable[Part], line: Part) -> date | None:
    """The last day on which a line holds: until another of its part replaces it."""
    later = [
        one.from_day - DAY for one in parts
        if one.part == line.part and (one.from_day, one.id) > (line.from_day, line.id)
    ]  # fmt: skip
    ends = [*later, *([line.until_day] if line.until_day is not None else [])]
    return min(ends, default=None)


def _highest(rates: Iterable[Raised], kind: str, first: date, last: date | None) -> Raised | None:
    """Of the rate on a line's first day and those that begin while it holds, the last."""
    mine = [one for one in rates if one.kind == kind and (last is None or one.from_day <= last)]
    holding = [one for one in mine if one.from_day <= first][-1:]
    found = [*holding, *(one for one in mine if one.from_day > first)]
    return found[-1] if found else None
