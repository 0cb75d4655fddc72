"""What the panel beside the bed board says of a stay before it is kept, with up to three ways out of a refusal."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, say_short
from shortbreaks.findings import Finding, Outcome
from shortbreaks.overnight.judging import Judged, StayWanted, judge_stay
from shortbreaks.overnight.rules import Counts, YearLimit
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service
from shortbreaks.words import counted

MOST_WAYS = 3
WEEKS_LOOKED = 9


@dataclass(frozen=True, slots=True)
class WayOut:
    """A stay near to the one asked for that nothing stands against, and how it is said."""

    words: str
    wanted: StayWanted


@dataclass(frozen=True, slots=True)
class StayAsked:
    """A stay as it would be: what was found, its four counts, the limit, what is left, and the ways out."""

    wanted: StayWanted
    name: str
    age: int
    unit: str
    bed: str
    legal: str
    findings: tuple[Finding, ...]
    counts: Counts
    limit: YearLimit
    amber: int  # nights left at which the bar turns amber
    left_after: int | None
    charge_pence: int
    ways: tuple[WayOut, ...]

    @property
    def troubles(self) -> tuple[Finding, ...]:
        """What is not met or for a person to decide, the impossible first."""
        order = {Outcome.NOT_MET: 0, Outcome.TO_DECIDE: 1, Outcome.MET: 2}
        found = [one for one in self.findings if one.outcome is not Outcome.MET]
        return tuple(sorted(found, key=lambda one: (one.overridable, order[one.outcome])))


@query(needs=Permission.SEE_CASES)
def stay_asked(view: View, wanted: StayWanted) -> StayAsked:
    """Judge a stay afresh, and where it is refused look for up to three others. Raises NotFound or Refused."""
    judged = judge_stay(view, wanted)
    ways = _ways_out(view, wanted, judged) if _blocked(judged) else ()
    return StayAsked(
        wanted, judged.child.name, age_on(judged.child.born, wanted.starts_at.date()), judged.unit, judged.bed, judged.legal,
        judged.findings, judged.counts, judged.limit, int(setting_on(view.db, "nights_amber", view.today)),
        judged.left_after, judged.charge_pence, ways,
    )  # fmt: skip


def _blocked(judged: Judged) -> bool:
    return any(one.outcome is Outcome.NOT_MET for one in judged.findings)


def _ways_out(view: View, wanted: StayWanted, judged: Judged) -> tuple[WayOut, ...]:
    """The shorter stay that fits the limit, another bed, another house, then later weeks: the first three that stand."""
    kinds: dict[str, int] = {}
    found: list[WayOut] = []
    for kind, way in _near(view, wanted, judged):
        if kinds.get(kind, 0) >= (1 if kind != "weeks" else MOST_WAYS):
            continue
        if not _blocked(judge_stay(view, way.wanted)):
            kinds[kind] = kinds.get(kind, 0) + 1
            found.append(way)
            if len(found) == MOST_WAYS:
                break
    return tuple(found)


def _near(view: View, wanted: StayWanted, judged: Judged) -> Iterator[tuple[str, WayOut]]:
    today, name = view.today, judged.child.name
    fits = judged.limit.fits
    if judged.limit.over and fits:
        out = datetime.combine(wanted.starts_at.date() + timedelta(days=fits), wanted.ends_at.time())
        yield "split", WayOut(
            f"{say_short(wanted.starts_at.date(), today)} to {say_short(out.date(), today)}, {counted(fits, 'night')}",
            replace(wanted, ends_at=out),
        )  # fmt: skip
    beds = view.db.execute(
        select(Bed.id, Bed.name, Bed.unit_id, Service.name.label("unit"))
        .join(Unit, Unit.id == Bed.unit_id).join(Service, Service.id == Unit.service_id)
        .where(Bed.id != wanted.bed_id, Bed.emergency.is_(False), Service.state == "open")
        .order_by(Bed.unit_id != judged.unit_id, Service.name, Bed.name)
    ).all()  # fmt: skip
    for bed in beds:
        if bed.unit_id == judged.unit_id:
            yield "bed", WayOut(f"{bed.name}, same nights", replace(wanted, bed_id=bed.id))
    for bed in beds:
        if bed.unit_id != judged.unit_id:
            yield "house", WayOut(f"{bed.unit}, same nights", replace(wanted, bed_id=bed.id))
    for week in range(1, WEEKS_LOOKED):
        later = timedelta(weeks=week)
        moved = replace(wanted, starts_at=wanted.starts_at + later, ends_at=wanted.ends_at + later)
        yield "weeks", WayOut(f"{name} from {say_short(moved.starts_at.date(), today)}, same bed", moved)
