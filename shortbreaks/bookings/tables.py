"""Bookings, the places they take, and every step they went through."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, guard, never_deleted, refuse_when
from shortbreaks.database.records import (
    Instant,
    Key,
    LocalTime,
    Pence,
    Record,
    Versioned,
    one_of,
    owner_of,
    partial_index,
)

STATES = (
    "offered", "confirmed", "attended", "attended_part", "cancelled_in_notice", "cancelled_late", "absent_ill", "no_show",
    "cancelled_by_provider", "superseded",
)  # fmt: skip

FREE = "exempt = 's29(3)'"  # free by a benefit: what is looked through for those that do not count


class Booking(Versioned, Record):
    """One child's place in one session, in one state (R-B1). Bookings made together for a child share `number`."""

    __tablename__ = "booking"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(index=True)
    child_id: Mapped[int] = owner_of("child.id", own_index=False)
    session_id: Mapped[int] = owner_of("break_session.id")
    service_id: Mapped[int] = owner_of("service.id")
    asked_by: Mapped[int | None] = owner_of("adult.id")
    together: Mapped[int | None]  # number of the sibling's booking it stands or falls with (R-B5)
    state: Mapped[str]
    state_since: Mapped[datetime] = mapped_column(Instant)
    made_at: Mapped[datetime] = mapped_column(Instant)
    starts_at: Mapped[datetime] = mapped_column(LocalTime)
    ends_at: Mapped[datetime] = mapped_column(LocalTime)
    offered_until: Mapped[datetime | None] = mapped_column(LocalTime)
    allocation_id: Mapped[int | None] = owner_of("allocation.id")
    uses: Mapped[int]  # minutes, sessions or nights, by the allocation's unit
    list_pence: Mapped[Pence]
    charge_pence: Mapped[Pence]  # what the family owes now, after exemption and the ladder
    exempt: Mapped[str]  # "" or the reason in code ("s29(3)")
    collected_by: Mapped[str]
    transport: Mapped[str]  # code list "transport": who brings the child, or that nobody does yet; "" not asked (R-C7)
    note: Mapped[str]

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("charge_pence >= 0 and uses >= 0", name="amounts"),
        Index("ix_booking_starts", "starts_at", "id"),
        Index("ix_booking_used", "allocation_id", "state", "uses", "starts_at"),
        Index("ix_booking_child", "child_id", "starts_at"),
        Index("ix_booking_state", "state", "starts_at"),
        Index("ix_booking_made", "made_at"),
        partial_index("ix_booking_free", "child_id", "starts_at", "state", "list_pence", "service_id", where=FREE),
    )


class BookingPlace(Record):
    """A place taken: while this row stands, the place and the child's time are used. Written by one room only."""

    __tablename__ = "booking_place"

    id: Mapped[Key]
    session_id: Mapped[int | None] = owner_of("break_session.id")
    booking_id: Mapped[int | None] = mapped_column(unique=True)
    stay_id: Mapped[int | None] = mapped_column(unique=True)  # a stay takes the child's time too, and no session's place
    child_id: Mapped[int] = owner_of("child.id", own_index=False)
    # Minutes since 1970 in UTC, so that clock changes neither hide nor invent an overlap (R-B9)
    from_minute: Mapped[int]
    to_minute: Mapped[int]

    __table_args__ = (
        UniqueConstraint("session_id", "child_id"),
        CheckConstraint("to_minute > from_minute", name="minutes"),
        CheckConstraint(
            "(session_id is null) = (booking_id is null) and (booking_id is null) <> (stay_id is null)", name="of_one"
        ),
        Index("ix_booking_place_child_minutes", "child_id", "from_minute", "to_minute"),
    )


class BookingStep(Record):
    """One move of a booking from state to state, with its reason."""

    __tablename__ = "booking_step"

    id: Mapped[Key]
    booking_id: Mapped[int] = owner_of("booking.id")
    state: Mapped[str]
    reason: Mapped[str]  # code list "cancel_reason", or ""
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")


never_deleted(Booking.__table__, "booking")  # type: ignore[arg-type]
append_only(BookingStep.__table__, "step of a booking")  # type: ignore[arg-type]

# Nothing is booked for a record that was closed (a move, a death) or for who is only a brother or sister (R-B5); what a
# register says of a day that was had is kept all the same.
_NO_BREAKS = "exists (select 1 from child c where c.id = new.child_id and (c.state <> 'open' or c.sibling_only))"
_NOBODY = f"{SAYS}This child’s record is closed, or it has no breaks of its own. Open the record again first."
refuse_when(Booking.__table__, "booking_of_open_child", "insert", _NO_BREAKS, _NOBODY)  # type: ignore[arg-type]
refuse_when(
    Booking.__table__, "booking_again_of_open_child", "update of state",  # type: ignore[arg-type]
    "new.state = 'confirmed' and old.state in ('offered', 'cancelled_in_notice', 'cancelled_late', 'cancelled_by_provider') "
    f"and not exists (select 1 from attendance a where a.booking_id = new.id) and {_NO_BREAKS}", _NOBODY,
)  # fmt: skip

ELSEWHERE = (
    f"{SAYS}This child already has a place somewhere else at that time. Choose another time, or cancel the other."
)
# On PostgreSQL one range holds child and time together, so that no extension is needed: child in the high bits.
BUSY = "int8range(child_id * 4294967296 + from_minute, child_id * 4294967296 + to_minute)"

guard(
    BookingPlace.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger booking_place_one_child before insert on booking_place
when exists (select 1 from booking_place p where p.child_id = new.child_id
  and p.from_minute < new.to_minute and p.to_minute > new.from_minute)
begin select raise(abort, '{ELSEWHERE}'); end
--
create trigger booking_place_taken after insert on booking_place
begin update break_session set taken = taken + 1 where id = new.session_id; end
--
create trigger booking_place_given_back after delete on booking_place
begin update break_session set taken = taken - 1 where id = old.session_id; end
--
create trigger booking_place_fixed before update on booking_place
begin select raise(abort, '{SAYS}A place is given back and taken again, not moved.'); end
""",
    postgresql=f"""
alter table booking_place add constraint ex_booking_place_child exclude using gist ({BUSY} with &&)
--
create or replace function booking_place_count() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then update break_session set taken = taken + 1 where id = new.session_id;
  elsif tg_op = 'DELETE' then update break_session set taken = taken - 1 where id = old.session_id;
  else raise exception '{SAYS}A place is given back and taken again, not moved.';
  end if;
  return null;
end $$
--
create trigger booking_place_count after insert or update or delete on booking_place
for each row execute function booking_place_count()
""",
)
