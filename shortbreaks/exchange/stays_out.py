"""The stays of a year by what they are in law, as a statistics officer makes the yearly return of them (R-O7, R-O9)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.states import STAY_HOLDING
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import say_year, year_of_allocation
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import write_table
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, Household
from shortbreaks.overnight.tables import LegalStatus
from shortbreaks.providers.tables import Service

BEGUN = {"V3": "S"}  # a stay that is recorded by itself begins with this reason; of V4 the agreement alone is recorded (R-O9)
LAW = {"s17": "Section 17", "s20": "Section 20", "undecided": "Not decided"}
HEADINGS = (
    "Family", "Child", "Born", "House", "In", "Out", "Nights", "Nights in the year", "Legal status", "Code", "Reason begun", "Decided from",
    "Decided by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StayInLaw:
    """One stay with nights in a year: all its nights and those of the year, and what was decided for its first day.

    `code` is "V3", "V4", or "" where section 20 does not hold; `begun` is the reason code with which a V3 stay begins.
    """

    stay_id: int
    child_id: int
    ref: str
    child: str
    born: date
    house: str
    came: date
    left: date
    nights: int
    in_year: int
    legal: str
    code: str
    begun: str
    decided_from: date | None
    decided_by: str

    @property
    def unclear(self) -> bool:
        """Whether somebody must look before a return is made: nothing was decided, or section 20 has no code."""
        return self.legal == "undecided" or (self.legal == "s20") != bool(self.code)


@query(needs=Permission.SEE_CASES)
def stays_in_law(view: View, day: date) -> tuple[StayInLaw, ...]:
    """The stays with a night in the year from 1 April that holds a day, in a fixed number of questions; children in order.

    A night belongs to the year it is slept in, so a stay across 31 March stands in both. Nights booked ahead are among them.
    """
    first, last = year_of_allocation(day)
    then = BedNight.night.between(first, last)
    # the stays of the year by its nights alone, however many years are kept; then all the nights of these
    slept = (
        select(
            BedNight.stay_id, func.count().label("nights"), func.sum(case((then, 1), else_=0)).label("within"),
            func.max(BedNight.night).label("last"),
        )
        .where(BedNight.stay_id.in_(select(BedNight.stay_id).where(then)))
        .group_by(BedNight.stay_id).subquery()
    )  # fmt: skip
    rows = rows_of(
        view.db,
        select(
            Stay.id, Stay.child_id, Stay.starts_at, Stay.legal, Child.first_name, Child.known_as, Child.last_name, Child.born,
            Household.ref, Service.name, slept.c.nights, slept.c.within, slept.c.last,
        )
        .join(slept, slept.c.stay_id == Stay.id)
        .join(Child, Child.id == Stay.child_id)
        .join(Household, Household.id == Child.household_id)
        .join(Service, Service.id == Stay.service_id)
        .where(Stay.state.in_(STAY_HOLDING), Stay.state != "offered")
        .order_by(Household.ref, Stay.child_id, Stay.starts_at, Stay.id),
    )  # fmt: skip
    decided = _decided(view)
    return tuple(_row(row, decided.get(row.child_id, ())) for row in rows)


def _decided(view: View) -> Mapping[int, Sequence[Any]]:
    """What was decided for each child by the child's own number, the newest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = view.db.execute(
        select(
            func.coalesce(Child.merged_into, Child.id).label("child_id"), LegalStatus.from_day, LegalStatus.recorded,
            LegalStatus.decided_by, LegalStatus.legal,
        )
        .join(Child, Child.id == LegalStatus.child_id)
        .order_by(LegalStatus.from_day.desc(), LegalStatus.id.desc())
    )  # fmt: skip
    for row in rows:
        found[row.child_id].append(row)
    return found


def _row(row: Any, decided: Sequence[Any]) -> StayInLaw:
    came = row.starts_at.date()
    of = next((one for one in decided if one.from_day <= came), None)
    code = of.recorded if of is not None and row.legal == of.legal == "s20" else ""
    return StayInLaw(
        row.id, row.child_id, row.ref, short_name(row.first_name, row.last_name, row.known_as), row.born, row.name, came,
        row.last + timedelta(days=1), row.nights, int(row.within), row.legal, code, BEGUN.get(code, ""),
        of.from_day if of is not None else None, of.decided_by if of is not None else "",
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def stays_in_law_file(view: View, day: date) -> bytes:
    """The same as a table, with first name and initial. Raises Refused for a year without stays, so that no empty file is written."""
    rows = stays_in_law(view, day)
    if not rows:
        raise Refused(f"No night was slept or booked in {say_year(day)}.", "Choose another year on the board.")
    return write_table(
        HEADINGS,
        [(x.ref, x.child, x.born, x.house, x.came, x.left, x.nights, x.in_year, LAW[x.legal], x.code, x.begun, x.decided_from, x.decided_by)
         for x in rows],
    )  # fmt: skip
