"""What is used and booked of each allocation, kept by the triggers of what uses it and proved by `check` (R-B8)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.bookings.share_tables import BookingShare
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED, STAY_USED, USED
from shortbreaks.bookings.stay_tables import Stay, StayUse
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.guards import guard
from shortbreaks.database.records import LocalTime, Record


class AllocationUsed(Record):
    """Minutes, sessions or nights of an allocation that are used and that are booked, and when the last break of it began.

    A row comes with the first break; an allocation without one has nothing used or booked.
    """

    __tablename__ = "allocation_used"

    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), primary_key=True, autoincrement=False)
    used: Mapped[int]
    booked: Mapped[int]
    last_at: Mapped[datetime | None] = mapped_column(LocalTime)


def _among(states: frozenset[str]) -> str:
    return "(" + ", ".join(f"'{state}'" for state in sorted(states)) + ")"


def _sum(of_bookings: frozenset[str], of_stays: frozenset[str]) -> str:
    """What an allocation `a` pays of breaks in some states: of bookings all but what others pay, of others' its part, and nights."""
    part = "from booking_share s join booking b on b.id = s.booking_id where b.uses > 0 and b.state in " + _among(of_bookings)
    # a stay given up late whose nights other families took uses none any more (R-C5), and so with a booking
    return f"""cast(
    (select coalesce(sum(b.uses), 0) from booking b where b.allocation_id = a.id and b.state in {_among(of_bookings)})
    + (select coalesce(sum(s.amount), 0) {part} and s.allocation_id = a.id)
    - (select coalesce(sum(s.amount), 0) {part} and s.first_id = a.id)
    + (select coalesce(sum(u.nights), 0) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.uses > 0 and t.state in {_among(of_stays)}) as bigint)"""  # noqa: S608 - states of our own


# Of each allocation, from everything that uses it
ADDED_UP = f"""select a.id as allocation_id, {_sum(USED, STAY_USED)} as used, {_sum(BOOKED, STAY_BOOKED)} as booked,
    (select max(began) from (
       select max(b.starts_at) as began from booking b where b.allocation_id = a.id and b.state in {_among(USED)}
       union all
       select max(t.starts_at) from stay_use u join stay t on t.id = u.stay_id
       where u.allocation_id = a.id and t.state in {_among(STAY_USED)}) as breaks) as last_at
  from allocation a"""  # noqa: S608 - states of our own
# Each allocation of which something else is kept, with both
KEPT_OTHERWISE = f"""select r.allocation_id, r.used, r.booked, r.last_at, coalesce(k.used, 0), coalesce(k.booked, 0), k.last_at
  from ({ADDED_UP}) r left join allocation_used k on k.allocation_id = r.allocation_id
  where r.used <> coalesce(k.used, 0) or r.booked <> coalesce(k.booked, 0) or r.last_at is distinct from k.last_at"""  # noqa: S608
_KEEP = "on conflict (allocation_id) do update set used = excluded.used, booked = excluded.booked, last_at = excluded.last_at"
_INTO = "insert into allocation_used (allocation_id, used, booked, last_at)"

# Added up anew for the few allocations that a row touches: whatever came before, it is what the rows say. Two who write for one
# allocation wait for each other, or the second would add up without what the first is about to keep.
_COUNT = f"""
create or replace function allocation_count(counted bigint[]) returns void language plpgsql security definer as $$
begin
  perform 1 from allocation where id = any (counted) order by id for no key update;
  {_INTO} {ADDED_UP} where a.id = any (counted) order by a.id {_KEEP};
end $$
"""


def _counts(table: Table, name: str, written: str, ids: str) -> None:
    """Whenever a row of a table is written, add up the allocations of a question in new. and old. as both engines read it."""
    _guard(table, name, written, ids, server_ids=ids, each="for each row")


def _counts_new(table: Table, name: str, *columns: str) -> None:
    """Whenever rows come into a table, add up the allocations in some of its columns: on a server each once, however many rows."""
    ids, server_ids = (" union ".join(f"select {rows.format(one)}" for one in columns) for rows in ("new.{}", "{} from came"))
    _guard(table, name, "insert", ids, server_ids, each="referencing new table as came for each statement")


def _guard(table: Table, name: str, written: str, ids: str, server_ids: str, each: str) -> None:
    guard(
        table,
        sqlite=f"""
create trigger {name} after {written} on {table.name}
begin {_INTO} {ADDED_UP} where a.id in ({ids}) {_KEEP}; end
""",
        postgresql=f"""
create or replace function {name}() returns trigger language plpgsql as $$
begin perform allocation_count(array({server_ids})); return null; end $$
--
create trigger {name} after {written} on {table.name} {each} execute function {name}()
""",
    )


used_of_allocations: Table = AllocationUsed.__table__  # type: ignore[assignment]
used_of_allocations.info["fixed"] = True  # written by triggers alone; on PostgreSQL they run as the owner
guard(used_of_allocations, sqlite="", postgresql=_COUNT)
_bookings, _shares, _stays, _nights = (one.__table__ for one in (Booking, BookingShare, Stay, StayUse))
_counts_new(_bookings, "booking_counts", "allocation_id")  # type: ignore[arg-type]
_counts_new(_shares, "booking_share_counts", "allocation_id", "first_id")  # type: ignore[arg-type]
_counts_new(_nights, "stay_use_counts", "allocation_id")  # type: ignore[arg-type]
_counts(
    _bookings, "booking_counts_again", "update of state, uses, allocation_id, starts_at",  # type: ignore[arg-type]
    "select new.allocation_id union select old.allocation_id "
    "union select s.allocation_id from booking_share s where s.booking_id = new.id",
)  # fmt: skip
_counts(_shares, "booking_share_counts_again", "delete", "select old.allocation_id union select old.first_id")  # type: ignore[arg-type]
_counts(_nights, "stay_use_counts_again", "delete", "select old.allocation_id")  # type: ignore[arg-type]
_counts(_nights, "stay_use_counts_moved", "update", "select new.allocation_id union select old.allocation_id")  # type: ignore[arg-type]
_counts(
    _stays, "stay_counts_again", "update of state, uses, starts_at",  # type: ignore[arg-type]
    "select u.allocation_id from stay_use u where u.stay_id = new.id",
)  # fmt: skip
