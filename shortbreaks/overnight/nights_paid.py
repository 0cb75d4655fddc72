"""Which allocations pay for nights, and whether what is used, booked, asked for and wanted stays within them (R-B8, R-O16)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shortbreaks.bookings.asked_for import with_asked
from shortbreaks.bookings.paying import pick_allowance
from shortbreaks.bookings.rules import ChildFacts, ServiceFacts
from shortbreaks.eligibility.rules import Allowance, within_allocation
from shortbreaks.findings import Finding


def paid_for(
    child: ChildFacts, service: ServiceFacts, nights: Sequence[date]
) -> tuple[tuple[Finding, ...], tuple[tuple[int, int], ...], int | None]:
    """The allocations that pay for the nights, one after another: what was carried over first, each year its own (R-B8, R-O16, A37).

    What is left is said of all that could pay for the first night, together.
    """
    wanted: dict[int | None, int] = {}
    allowances = child.allowances
    for night in nights:
        found = pick_allowance(allowances, service, night, 1)
        wanted[found.id if found else None] = wanted.get(found.id if found else None, 0) + 1
        allowances = tuple(replace(one, booked=one.booked + 1) if found and one.id == found.id else one for one in allowances)
    named = {one.id: one for one in child.allowances}
    able = [one for one in allowances if one.is_for(service.kind, service.unit)]
    spare = {one.id: sum(other.left for other in able if _beside(one, other)) for one in able}
    asked = _asked_besides(child, service, nights, [named[of] for of in wanted if of is not None])
    findings = tuple(
        within_allocation(child.name, named.get(of) if of else None, "nights", count, spare.get(of or 0, 0), asked.get(of or 0, 0))
        for of, count in wanted.items()
    )
    paying = [one.left for one in allowances if one.serves(service.kind, service.unit, nights[0])]
    return findings, tuple((of, count) for of, count in wanted.items() if of is not None), sum(paying) if paying else None


def _asked_besides(
    child: ChildFacts, service: ServiceFacts, nights: Sequence[date], paying: Sequence[Allowance]
) -> dict[int, int]:
    """What is waited for besides these nights, by the allocation that is judged with it: of several that pay together, the last.

    Nights the child waits for are what it asked for, and what else it asked for comes after them; of a longer stay the part
    that was asked for is not counted twice (R-B8).
    """
    met_by = [one for one in child.waits if one.is_for_nights(service.id, nights)]
    if any(len(nights) <= one.uses for one in met_by):
        return {}
    met_most = max(met_by, key=lambda one: one.uses, default=None)
    others = [one for one in child.waits if one is not met_most]
    asked = {one.id: one.asked for one in with_asked(tuple(replace(one, asked=0) for one in child.allowances), others)}
    found = {}
    for at, one in enumerate(paying):
        if not any(_beside(one, later) for later in paying[at + 1 :]):
            beside = (it for it in child.allowances if it.is_for(service.kind, service.unit) and _beside(one, it))
            found[one.id] = asked[one.id] + sum(asked[it.id] for it in beside)
    return found


def _beside(one: Allowance, other: Allowance) -> bool:
    """Whether another allocation pays for nights of the same days: what was carried over, beside the year's own."""
    return other.id != one.id and other.unit == one.unit and other.from_day <= one.until_day and other.until_day >= one.from_day
