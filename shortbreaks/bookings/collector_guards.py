"""What is kept from an adult, by the database: nothing booked names who must not collect, none is rung for by whom an order forbids it."""

from sqlalchemy import Table

from shortbreaks.bookings.series.tables import Series
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.guards import SAYS, day_in_kent, refuse_when
from shortbreaks.families.rights_tables import forbidden, forbidden_by_court

COLLECTS = f"{SAYS}Who is written down must not collect that day, or is of the family no more. Write somebody else."
RINGS = f"{SAYS}A court’s order says that this adult may not book. Choose another adult of the family."


def _named(day: str, place: str) -> str:
    """By both names as they are written; shorter ways to write somebody are met before (families/collecting.py)."""
    return f"""new.collected_by <> '' and exists (select 1 from child c join adult a on a.household_id = c.household_id
  where c.id = new.child_id and a.first_name <> '' and a.last_name <> ''
  and {place}(lower(new.collected_by), lower(a.first_name || ' ' || a.last_name)) > 0
  and ({forbidden("a.id", "may_collect", day)} or (a.state in ('closed', 'died') and not exists (
    select 1 from adult o where o.household_id = a.household_id and o.state = 'open'
    and lower(o.first_name) = lower(a.first_name) and lower(o.last_name) = lower(a.last_name)))))"""


for _record in (Booking, Stay):
    _table: Table = _record.__table__  # type: ignore[assignment]
    for _name, _written in (("collected", "insert"), ("collected_later", "update of collected_by, starts_at")):
        refuse_when(
            _table, f"{_table.name}_{_name}", _written, _named("date(new.starts_at)", "instr"), COLLECTS,
            on_server=_named("new.starts_at::date", "strpos"),
        )  # fmt: skip
# Whoever is named for a series is named for what is booked of it later: from its first day when it begins, and to its last.
# A day between is looked at when it is booked.
for _name, _written, _days in (
    ("series_collected", "insert", ("first_day", "last_day")),
    ("series_collected_later", "update of collected_by, last_day", ("last_day",)),
):
    _on_file, _on_server = (" or ".join(_named(f"new.{_day}", _place) for _day in _days) for _place in ("instr", "strpos"))
    refuse_when(Series.__table__, _name, _written, _on_file, COLLECTS, on_server=_on_server)  # type: ignore[arg-type]
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
