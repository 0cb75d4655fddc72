"""Ways out of a refusal: stays near to the one asked for, tried on facts that were read once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.database.commands import View
from shortbreaks.dates import say_short
from shortbreaks.eligibility.tables import RuleOverride
from shortbreaks.findings import Outcome
from shortbreaks.overnight.judging import Judged, StayWanted, judge
from shortbreaks.overnight.rules import nights_of
from shortbreaks.overnight.sheet import House, Sheet, Stretch, sheet_of_all
from shortbreaks.overnight.trying import without_stays
from shortbreaks.words import counted

MOST_WAYS = 3
WEEKS_LOOKED, DAYS_LOOKED = 9, 14
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class OtherMove:
    """Another child's stay that is only offered, and where it would go to make room."""

    stay_id: int
    seen: int
    name: str
    wanted: StayWanted


@dataclass(frozen=True, slots=True)
class WayOut:
    """A stay near to the one asked for that nothing stands against, and how it is said; `other` moves first."""

    words: str
    wanted: StayWanted
    other: OtherMove | None = None


def is_blocked(judged: Judged) -> bool:
    """Whether something stands against a stay, whatever reason is given or not."""
    return any(one.outcome is Outcome.NOT_MET for one in judged.findings)


def ways_out(view: View, wanted: StayWanted, judged: Judged) -> tuple[WayOut, ...]:
    """The shorter stay that is lawful, another bed, another house, another child's offer moved, another time, fewer nights.

    The first of each that stands, three in all; the facts of every house are read once for all of them.
    """
    first, last = _span(wanted)
    sheet = sheet_of_all(view, wanted.child_id, wanted.bed_id, Stretch(first, last + WEEK * (WEEKS_LOOKED - 1), wanted.but))
    kinds: dict[str, int] = {}
    found: list[WayOut] = []
    for kind, way in _near(view, sheet, wanted, judged):
        if kinds.get(kind, 0) >= (1 if kind != "weeks" else MOST_WAYS):
            continue
        if way.other is not None or not is_blocked(judge(sheet, way.wanted)):
            kinds[kind] = kinds.get(kind, 0) + 1
            found.append(way)
            if len(found) == MOST_WAYS:
                break
    return tuple(found)


def _span(wanted: StayWanted) -> tuple[date, date]:
    return wanted.starts_at.date(), wanted.ends_at.date() - timedelta(days=1)


def _near(view: View, sheet: Sheet, wanted: StayWanted, judged: Judged) -> Iterator[tuple[str, WayOut]]:
    today, fits = view.today, judged.limit.fits
    asked = judged.counts.placed
    too_long = any(one.rule == "R-O2" and one.outcome is Outcome.NOT_MET for one in judged.findings)
    single = int(sheet.settings["reg48_single"]) if too_long else asked
    lawful = min(asked, single, fits if judged.limit.over else asked)
    less = _shorter(wanted, lawful, today).wanted if 0 < lawful < asked else wanted
    same = "same nights" if less is wanted else counted(lawful, "night")
    if less is not wanted:
        yield "split", _shorter(wanted, lawful, today)
    own = sheet.house_of(wanted.bed_id)
    for bed in _ordinary(own, wanted.bed_id):
        yield "bed", WayOut(f"{own.beds[bed].name}, {same}", replace(less, bed_id=bed))
    if sheet.inside:
        return  # a child who is in the house is not sent to another, nor to another week
    for house in sorted(sheet.houses.values(), key=lambda one: one.service.name):
        if house.id != own.id:
            for bed in _ordinary(house, 0):
                yield "house", WayOut(f"{house.service.name}, {same}", replace(less, bed_id=bed))
    for way in _others(view, sheet, own, wanted):
        yield "other", way
    yield from _at_other_times(wanted, judged.child.name, single, min(lawful, asked - 1), today)


def _at_other_times(wanted: StayWanted, name: str, single: int, most: int, today: date) -> Iterator[tuple[str, WayOut]]:
    """The same bed in later weeks, on other days of the week, and with fewer nights, from `most` down."""
    whole = min(wanted.ends_at, _shorter(wanted, single, today).wanted.ends_at)
    long = "" if whole == wanted.ends_at else f", {counted(single, 'night')}"
    # A child may have a club on the same day of every week, so other days are looked at as well
    for kind, days in (*(("weeks", 7 * n) for n in range(1, WEEKS_LOOKED)), *(("days", n) for n in range(1, DAYS_LOOKED) if n % 7)):
        moved = _later(replace(wanted, ends_at=whole), days)
        yield kind, WayOut(f"{name} from {say_short(moved.starts_at.date(), today)}, same bed{long}", moved)
    for nights in range(most, 0, -1):
        yield "fewer", _shorter(wanted, nights, today)


def _ordinary(house: House, but: int) -> list[int]:
    return [bed.id for bed in house.beds.values() if bed.id != but and not bed.emergency]


def _shorter(wanted: StayWanted, nights: int, today: date) -> WayOut:
    """The same stay with its first nights alone."""
    out = datetime.combine(wanted.starts_at.date() + timedelta(days=nights), wanted.ends_at.time())
    words = f"{say_short(wanted.starts_at.date(), today)} to {say_short(out.date(), today)}, {counted(nights, 'night')}"
    return WayOut(words, replace(wanted, ends_at=out))


def _later(wanted: StayWanted, days: int) -> StayWanted:
    by = timedelta(days=days)
    return replace(wanted, starts_at=wanted.starts_at + by, ends_at=wanted.ends_at + by)


def _others(view: View, sheet: Sheet, house: House, wanted: StayWanted) -> Iterator[WayOut]:
    """Where one offered stay of another child is all that stands in the way, that stay a week or more later."""
    nights = set(nights_of(*(moment.date() for moment in (wanted.starts_at, wanted.ends_at))))
    for stay_id in sorted({mate.stay_id for mate in house.mates if mate.offered and mate.night in nights}):
        if is_blocked(judge(_less(sheet, house, stay_id), wanted)):
            continue
        stay = view.db.get(Stay, stay_id)
        if stay is None:
            continue
        asked = StayWanted(
            stay.child_id, stay.bed_id, stay.starts_at, stay.ends_at, stay.manager, stay.reviewing_officer, (stay.id,)
        )
        first, last = _span(asked)
        theirs = sheet_of_all(view, stay.child_id, stay.bed_id, Stretch(first, last + WEEK * (WEEKS_LOOKED - 1), (stay.id,)))
        answered = set(view.db.scalars(select(RuleOverride.finding).where(RuleOverride.about == f"stay:{stay.id}")))
        for week in range(1, WEEKS_LOOKED):
            moved = _later(asked, 7 * week)
            found = judge(theirs, moved).findings
            apart = not nights & set(nights_of(moved.starts_at.date(), moved.ends_at.date()))
            if apart and all(one.outcome is Outcome.MET or (one.overridable and one.reason in answered) for one in found):
                name = next(mate.name for mate in house.mates if mate.stay_id == stay_id)
                words = f"{name}’s offer to {say_short(moved.starts_at.date(), view.today)}"
                yield WayOut(words, wanted, OtherMove(stay.id, stay.version, name, moved))
                break


def _less(sheet: Sheet, house: House, stay_id: int) -> Sheet:
    """The sheet as if one stay of another child were not there."""
    return replace(sheet, houses={**sheet.houses, house.id: without_stays(house, [stay_id])})
