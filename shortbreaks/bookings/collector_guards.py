"""What a court's order forbids, kept by the database: no booking or stay names who must not collect, none is rung for by who may not."""

from sqlalchemy import Table

from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.guards import SAYS, day_in_kent, refuse_when
from shortbreaks.families.rights_tables import forbidden_by_court

COLLECTS = f"{SAYS}A court’s order says that who is written down must not collect. Write somebody else."
RINGS = f"{SAYS}A court’s order says that this adult may not book. Choose another adult of the family."


def _named(day: str, place: str) -> str:
    """By both names as they are written; shorter ways to write somebody are met before (families/collecting.py)."""
    return f"""new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and {place}(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and {forbidden_by_court("a.id", "may_collect", day)})"""


for _record in (Booking, Stay):
    _table: Table = _record.__table__  # type: ignore[assignment]
    for _name, _written in (("collected", "insert"), ("collected_later", "update of collected_by, starts_at")):
        refuse_when(
            _table, f"{_table.name}_{_name}", _written, _named("date(new.starts_at)", "instr"), COLLECTS,
            on_server=_named("new.starts_at::date", "strpos"),
        )  # fmt: skip
_MADE = day_in_kent("new.made_at")
_rings = {engine: f"new.asked_by is not null and {forbidden_by_court('new.asked_by', 'may_book', _MADE[engine])}" for engine in _MADE}
refuse_when(
    Booking.__table__,  # type: ignore[arg-type]
    "booking_rung",
    "insert",
    _rings["sqlite"],
    RINGS,
    on_server=_rings["postgresql"],
)
