"""The facts of nights away, gathered from the records in a fixed number of questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from shortbreaks.database.prepared import rows_of
from shortbreaks.errors import NotFound
from shortbreaks.families.tables import Child
from shortbreaks.overnight import night_statements as asked
from shortbreaks.overnight.findings import NightFacts
from shortbreaks.overnight.rules import counts_of, nights_of
from shortbreaks.overnight.tables import Pair
from shortbreaks.providers.bed_tables import NightRoster, Unit

DAY = timedelta(days=1)


def unit_of(db: Session, unit_id: int) -> Unit:
    """One unit. Raises NotFound."""
    unit = db.get(Unit, unit_id)
    if unit is None:
        raise NotFound("That unit is not here any more.", "Look again.")
    return unit


def closures(db: Session, unit_ids: Collection[int], first: date, last: date) -> dict[tuple[int, int | None, date], str]:
    """Closed nights by (unit, bed or None for the whole unit, night), with the reason."""
    rows = rows_of(db, asked.CLOSURES, {"ids": list(unit_ids), "first": first, "last": last})
    return {
        (row.unit_id, row.bed_id, night): row.reason
        for row in rows
        for night in nights_of(max(first, row.first_night), min(last, row.last_night) + DAY)
    }


@dataclass(frozen=True, slots=True)
class HeldNight:
    """A night a child has or had away, the service it was at, and whether that stay really lasted over 24 hours (R-O6)."""

    night: date
    service_id: int
    over_24_hours: bool


def nights_held(db: Session, child_id: int, *, but: Collection[int] = ()) -> list[HeldNight]:
    """Every night a child has or had away, in a bed or in a session over a night (R-O3); stays in `but` are left out."""
    return nights_held_by(db, [child_id], but=but).get(child_id, [])


def nights_held_by(db: Session, child_ids: Collection[int], *, but: Collection[int] = ()) -> dict[int, list[HeldNight]]:
    """The same of many children, in as many questions as for one."""
    found: dict[int, list[HeldNight]] = {}
    for slept in rows_of(db, asked.SLEPT, {"ids": list(child_ids), "but": list(but)}):
        over = counts_of(slept.starts_at, slept.ends_at).over_24_hours
        found.setdefault(slept.child_id, []).append(HeldNight(slept.night, slept.service_id, over))
    for row in rows_of(db, asked.SESSIONS_OVER_NIGHT, {"ids": list(child_ids)}):
        over = counts_of(row.starts_at, row.ends_at).over_24_hours
        nights = nights_of(row.starts_at.date(), row.ends_at.date())
        found.setdefault(row.child_id, []).extend(HeldNight(night, row.service_id, over) for night in nights)
    return found


def legal_of(db: Session, child_ids: Collection[int]) -> dict[int, tuple[tuple[date, str], ...]]:
    """What social workers decided children's nights are in law, as (from day, "s17" or "s20"), newest first (R-O7)."""
    found: dict[int, tuple[tuple[date, str], ...]] = {}
    for row in rows_of(db, asked.LEGAL, {"ids": list(child_ids)}):
        found[row.child] = (*found.get(row.child, ()), (row.from_day, row.legal))
    return found


@dataclass(frozen=True, slots=True)
class KnownPair:
    """What is known of a child together with another, from a day until another; a reason is never read (R-O12)."""

    other_id: int
    kind: str
    from_day: date
    until_day: date | None


def known_pairs(db: Session, child_id: int) -> tuple[KnownPair, ...]:
    """Everything known of a child together with others, whenever it holds, the later after the earlier."""
    return known_pairs_by(db, [child_id]).get(child_id, ())


def known_pairs_by(db: Session, child_ids: Collection[int]) -> dict[int, tuple[KnownPair, ...]]:
    """The same of many children, in as many questions as for one."""
    mine = {row.id: row.merged_into or row.id for row in rows_of(db, asked.NUMBERS, {"ids": list(child_ids)})}
    rows = rows_of(db, asked.PAIRS, {"ids": list(mine)}).all()
    if not rows:
        return {}
    both = {one for row in rows for one in (row.child_id, row.other_id)}
    # a pair keeps the number it was written under; a child entered twice since is meant all the same
    now = {row.id: row.merged_into or row.id for row in rows_of(db, asked.NUMBERS_NOW, {"ids": list(both)})}
    found: dict[int, tuple[KnownPair, ...]] = {}
    for row in rows:
        for one, other in ((row.child_id, row.other_id), (row.other_id, row.child_id)):
            if one in mine:
                known = KnownPair(now[other], row.kind, row.from_day, row.until_day)
                found[mine[one]] = (*found.get(mine[one], ()), known)
    return found


def kinds_on(pairs: Collection[KnownPair], day: date) -> dict[int, str]:
    """What holds on a day of a child together with others, by the other's number."""
    return {
        one.other_id: one.kind for one in pairs if one.from_day <= day and (one.until_day is None or one.until_day >= day)
    }


def pairs_of(db: Session, child_id: int, day: date) -> dict[int, str]:
    """What is known of a child together with others on a day, by the other's number; a reason is never read."""
    return kinds_on(known_pairs(db, child_id), day)


def pairs_between(db: Session, children: Collection[int], day: date, kind: str) -> set[frozenset[int]]:
    """The pairs among some children of whom one thing is known on a day, each as the two numbers."""
    return {pair for pair, known in _known_between(db, children, day) if known == kind}


def pairs_among(db: Session, children: Collection[int], day: date) -> frozenset[frozenset[int]]:
    """The pairs among some children who must not, or should not, be together on a day."""
    return frozenset(pair for pair, known in _known_between(db, children, day) if known != "good match")


def _known_between(db: Session, children: Collection[int], day: date) -> list[tuple[frozenset[int], str]]:
    merged = {
        row.id: row.merged_into or row.id
        for row in db.execute(
            select(Child.id, Child.merged_into).where(or_(Child.id.in_(children), Child.merged_into.in_(children)))
        )
    }
    rows = db.execute(
        select(Pair.child_id, Pair.other_id, Pair.kind)
        .where(
            Pair.child_id.in_(merged), Pair.other_id.in_(merged), Pair.from_day <= day,
            or_(Pair.until_day.is_(None), Pair.until_day >= day),
        )
    )  # fmt: skip
    return [(frozenset((merged[row.child_id], merged[row.other_id])), row.kind) for row in rows]


def night_facts(db: Session, unit: Unit, nights: Sequence[date], children_per_worker: int) -> NightFacts:
    """Workers of each night: rostered, or the unit's usual number."""
    rows = db.execute(
        select(NightRoster.night, NightRoster.workers).where(
            NightRoster.unit_id == unit.id, NightRoster.night.between(min(nights), max(nights))
        )
    )
    rostered = {row.night: row.workers for row in rows}
    return NightFacts({night: rostered.get(night, unit.workers) for night in nights}, children_per_worker)
