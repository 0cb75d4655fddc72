"""Nights to come are for a child whose record is open and who has breaks: held by the database, on both engines (R-B5).

Nights that were slept are kept later too, for a child whose record was closed since.
"""

from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.database.guards import SAYS, day_in_kent, refuse_when

_NO_BREAKS = "exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only))"
_ENDED = "(select max(on_date) from child_ending e where e.child_id = new.child_id and e.kind in ('closed', 'died'))"
_NOBODY = f"{SAYS}This child’s record is closed, or it has no breaks of its own. Open the record again first."
_TO_COME = f"date(new.starts_at) >= {{day}} and {_NO_BREAKS}"
_AGAIN = "new.state = 'booked' and old.state not in ('booked', 'in_house', 'ended')"
_LATER = "new.state in ('offered', 'booked') and new.ends_at > old.ends_at"


def _refuse(name: str, written: str, condition: str, written_at: str = "") -> None:
    on_file, on_server = (condition.format(day=day) for day in day_in_kent(f"new.{written_at}").values())
    refuse_when(Stay.__table__, name, written, on_file, _NOBODY, on_server=on_server)  # type: ignore[arg-type]


_refuse("stay_of_open_child", "insert", _TO_COME, "made_at")
_refuse("stay_again_of_open_child", "update of state", f"{_AGAIN} and {_TO_COME}", "state_since")
_refuse("stay_later_of_open_child", "update of ends_at", f"{_LATER} and date(new.ends_at) > {_ENDED} and {_NO_BREAKS}")
