"""What of a booking other allocations pay than its first, where no one has enough left for all of it (R-B8).

A booking names the allocation that pays first and how much it uses in all. What another pays of that is a row here; the rest is
the first one's, so the parts add up to the whole whatever is written, and the database sees that some of it stays the first's.
"""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.bookings.tables import Booking
from shortbreaks.database.guards import SAYS, guard, refuse_when
from shortbreaks.database.records import Key, Record, owner_of


class BookingShare(Record):
    """So much of a booking is paid by an allocation that is not its first; taken away and written anew, never changed."""

    __tablename__ = "booking_share"

    id: Mapped[Key]
    booking_id: Mapped[int] = owner_of("booking.id", own_index=False)
    allocation_id: Mapped[int] = owner_of("allocation.id")
    first_id: Mapped[int] = mapped_column(index=True)  # the booking's own allocation, which pays what is left
    amount: Mapped[int]  # minutes, sessions or nights, as of the booking

    __table_args__ = (
        UniqueConstraint("booking_id", "allocation_id"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("allocation_id <> first_id", name="another"),
    )


MORE = f"{SAYS}What allocations pay of a break adds up to what it uses, and no more. Look at it again."
FIXED = f"{SAYS}A share of a break is taken back and given anew, not changed."
# A share is of the booking whose first allocation it names, of that child and unit, and leaves some of it to the first
_WRONG = """not exists (select 1 from booking b
  join allocation f on f.id = b.allocation_id join allocation a on a.id = new.allocation_id
  where b.id = new.booking_id and b.allocation_id = new.first_id and a.unit = f.unit and a.child_id = f.child_id
  and b.uses > new.amount + (select coalesce(sum(s.amount), 0) from booking_share s where s.booking_id = b.id))"""
# What uses nothing any more (others took the place, R-C5) keeps its shares, as they were
_OUTGROWN = """exists (select 1 from booking_share s where s.booking_id = new.id
  group by s.booking_id, s.first_id
  having new.allocation_id is null or new.allocation_id <> s.first_id or (new.uses > 0 and new.uses <= sum(s.amount)))"""

guard(
    BookingShare.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger booking_share_fits before insert on booking_share when {_WRONG}
begin select raise(abort, '{MORE}'); end
--
create trigger booking_share_fixed before update on booking_share
begin select raise(abort, '{FIXED}'); end
""",
    postgresql=f"""
create or replace function booking_share_fits() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then raise exception '{FIXED}'; end if;
  if {_WRONG} then raise exception '{MORE}'; end if;
  return new;
end $$
--
create trigger booking_share_fits before insert or update on booking_share
for each row execute function booking_share_fits()
""",
)
refuse_when(
    Booking.__table__, "booking_keeps_its_shares", "update of uses, allocation_id", _OUTGROWN, MORE  # type: ignore[arg-type]
)  # fmt: skip
