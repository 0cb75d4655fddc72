"""Breaks to come that still name somebody who must not collect, and writing down somebody else (R-P6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import Handing, check_collector
from shortbreaks.families.merged import same_child
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import Service

RECORDS: dict[str, Any] = {"booking": Booking, "stay": Stay}
STILL = {"booking": BOOKED, "stay": {*STAY_BOOKED, "in_house"}}


@dataclass(frozen=True, slots=True)
class StillNamed:
    """One break to come that names who must not collect: `record` "booking" or "stay", and its version; times in Kent."""

    record: str
    id: int
    version: int
    start: datetime
    service: str
    written: str
    who: str


@query(needs=Permission.SEE_CASES)
def still_named(view: View, child_id: int) -> tuple[StillNamed, ...]:
    """A child's breaks to come for which somebody is written down who must not collect that day, the next first."""
    home = view.db.scalar(select(Child.household_id).where(Child.id == child_id)) or 0
    handing, found = Handing(view.db, [home]), []
    for name, record in RECORDS.items():
        rows = view.db.execute(
            select(record.id, record.version, record.starts_at, record.ends_at, record.collected_by, Service.name)
            .join(Service, Service.id == record.service_id)
            .where(
                record.child_id.in_(same_child(child_id)), record.state.in_(STILL[name]), record.collected_by != "",
                record.ends_at >= to_local(view.now),
            )
        )  # fmt: skip
        for row in rows:
            if (who := handing.named(home, row.collected_by, row.ends_at.date())) is not None:
                said = short_name(who.first_name, who.last_name)
                found.append(StillNamed(name, row.id, row.version, row.starts_at, row.name, row.collected_by, said))
    return tuple(sorted(found, key=lambda one: (one.start, one.id)))


@dataclass(frozen=True, slots=True)
class ChangeCollector:
    """Who collects from one break; "" for nobody said. `record` is "booking" or "stay", with the version shown."""

    record: str
    id: int
    seen: int
    collected_by: str


@command(needs=Permission.BOOK, recorded_as="Who collects changed")
def change_collector(work: Work, request: ChangeCollector) -> int:
    """Write down who collects. Raises ChangedByAnother, or Refused for a break that is over or somebody who must not."""
    one: Any = work.take(RECORDS[request.record], request.id, seen=request.seen)
    if one.state not in STILL[request.record]:
        raise Refused("This break is not to come any more.", "Look again.", "collected_by")
    check_collector(work, one.child_id, request.collected_by, [one.starts_at.date(), one.ends_at.date()])
    one.collected_by = request.collected_by.strip()
    work.record(one)
    return request.id
