"""What the panel beside the bed board says of a stay before it is kept, with up to three ways out of a refusal."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on
from shortbreaks.findings import Finding, Outcome
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.nights_ahead import judge_in_line
from shortbreaks.overnight.rules import Counts, YearLimit
from shortbreaks.overnight.ways import WayOut, is_blocked, ways_out


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
    costs: tuple[tuple[date, int, int], ...]  # what it commits the council to: (year from, nights, pence)
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
    judged = judge_in_line(view, wanted)
    ways = ways_out(view, wanted, judged) if is_blocked(judged) else ()
    return StayAsked(
        wanted, judged.child.name, age_on(judged.child.born, wanted.starts_at.date()), judged.unit, judged.bed, judged.legal,
        judged.findings, judged.counts, judged.limit, int(setting_on(view.db, "nights_amber", view.today)),
        judged.left_after, judged.charge_pence, judged.costs, ways,
    )  # fmt: skip
