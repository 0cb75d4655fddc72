"""A file of past nights taken in after its preview: every line, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.places import lock_children, take_all_nights
from shortbreaks.bookings.stay_tables import Stay, StayStep, StayUse
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import Refused
from shortbreaks.exchange.past_nights import PastNights, read_past_nights, uses_of


@query(needs=Permission.IMPORT)
def past_nights_previewed(view: View, data: bytes) -> PastNights:
    """What a file of past nights would add; nothing is kept. Raises Refused for a file that cannot be read."""
    return read_past_nights(view.db, data, view.today)


@dataclass(frozen=True, slots=True)
class TakePastNights:
    """A file of past nights as it was previewed."""

    data: bytes
    sha256: str


@command(needs=Permission.IMPORT, recorded_as="Past nights taken in")
def take_past_nights(work: Work, request: TakePastNights) -> int:
    """Keep every new stay of a previewed file as one that ended, all or nothing; answers how many.

    Nothing is charged, since it was settled when it was. Raises Refused when a line is at fault, nothing is new, or the
    file is not the one previewed.
    """
    found = read_past_nights(work.db, request.data, work.today)
    if found.sha256 != request.sha256:
        raise Refused("The file changed since it was looked at.", "Look at it again.")
    fault = next((row for row in found.rows if row.act == "refused"), None)
    if fault is not None:
        raise Refused(f"Line {fault.line}: {fault.why}", "Mend the file and choose it again.")
    if not found.new:
        raise Refused("Nothing in the file is new.", "It was taken in before.")
    lock_children(work, [one.child_id for one in found.new])
    stays = [
        Stay(
            child_id=one.child_id, service_id=one.service_id, bed_id=one.bed_id, state="ended", state_since=work.now,
            made_at=work.now, starts_at=one.starts_at, ends_at=one.ends_at, planned_nights=len(one.nights), offered_until=None,
            legal=one.legal, uses=len(one.nights), charge_pence=0, exempt="", manager="", reviewing_officer="", collected_by="",
            note="From a file of past nights",
        )
        for one in found.new
    ]  # fmt: skip
    work.db.add_all(stays)
    work.db.flush()
    for stay, uses in zip(stays, uses_of(found.new, _allocations(work)), strict=True):
        work.db.add(
            StayStep(stay_id=stay.id, state="ended", reason="planned", words="From a file of past nights", at=work.now,
                     person_id=work.person.id, on=work.today)
        )  # fmt: skip
        work.db.add_all([StayUse(stay_id=stay.id, allocation_id=of, nights=nights) for of, nights in uses])
    take_all_nights(work, [(stay, one.nights) for stay, one in zip(stays, found.new, strict=True)])
    work.record(stays[0])
    return len(stays)


def _allocations(work: Work) -> Mapping[int, list[Any]]:
    """Each child's allocations of nights for any house, the one with a kind named first."""
    rows = work.db.execute(
        select(Allocation.id, Allocation.child_id, Allocation.from_day, Allocation.until_day, Allocation.kinds)
        .where(Allocation.unit == "nights")
        .order_by(Allocation.kinds.desc(), Allocation.id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        if not row.kinds or {"overnight", "carer"} & set(row.kinds.split(",")):
            found.setdefault(row.child_id, []).append(row)
    return found
