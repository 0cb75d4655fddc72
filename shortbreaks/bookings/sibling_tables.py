"""What is offered together is never offered in part: the database counts each group and refuses the commit of a part (R-B5).

So it is with siblings, in a session or for nights, and with the days of a family that waits for all of several or none.
Within a transaction one moves after the other, so a check that looks at once would refuse every group. A foreign key that is
looked at only when the transaction commits exists on both engines: the counter of a group that is in part points to a session
that cannot be, and the group must be whole again before the commit.
"""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.tables import WaitingRequest
from shortbreaks.database.faults import when_broken
from shortbreaks.database.guards import guard
from shortbreaks.database.records import Record
from shortbreaks.errors import Refused

when_broken(
    "fk_sibling_group_parted", "sibling_group.parted",
    lambda: Refused("What is offered together would be parted: the other was answered just now.", "Look at the offer again."),
)  # fmt: skip


class SiblingGroup(Record):
    """Siblings of one offer in one session, or of one request that waits (session 0): how many are offered, how many not.

    Of kind "nights" those of one request for nights, and "stays" the stays that are offered to it. Of kind "whole" the days
    of one offer that are for all or none (`together` is the bookings' number, session 0). Kept by triggers of those tables
    alone.
    """

    __tablename__ = "sibling_group"

    kind: Mapped[str] = mapped_column(primary_key=True)
    together: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    session_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    offered: Mapped[int]
    others: Mapped[int]
    # -1 while the group is in part: no session has that number, so such a transaction cannot commit
    parted: Mapped[int | None] = mapped_column(
        ForeignKey("break_session.id", name="fk_sibling_group_parted", deferrable=True, initially="DEFERRED")
    )

    __table_args__ = (
        CheckConstraint("kind in ('booking', 'waiting', 'nights', 'stays', 'whole')", name="kind"),
        CheckConstraint("(offered > 0 and others > 0) = (parted is not null)", name="parted"),
    )


def _counted(kind: str, table: str, session: str, other: str) -> str:
    """The statement that counts a group afresh; `new` is the row of a booking or a request, `other` its states that part it."""
    same = f"from {table} b where b.together = new.together" + ("" if session == "0" else " and b.session_id = new.session_id")
    offered = f"(select count(*) {same} and b.state = 'offered')"
    others = f"(select count(*) {same} and {other})"
    parted = f"case when {offered} > 0 and {others} > 0 then -1 end"
    return "\n  ".join((
        "insert into sibling_group (kind, together, session_id, offered, others, parted)",
        f"values ('{kind}', new.together, {session}, {offered}, {others}, {parted})",
        "on conflict (kind, together, session_id) do update",
        "set offered = excluded.offered, others = excluded.others, parted = excluded.parted",
    ))  # fmt: skip


def _guard_groups(table: type[Record], kind: str, session: str, other: str) -> None:
    name = table.__tablename__
    counted = _counted(kind, name, session, other)
    moved = "state, together" + ("" if session == "0" else ", session_id")
    guard(
        table.__table__,  # type: ignore[arg-type]
        sqlite="\n--\n".join(
            f"create trigger {name}_siblings_{when} after {event} on {name} when new.together is not null\nbegin {counted}; end"
            for when, event in (("added", "insert"), ("moved", f"update of {moved}"))
        ),
        postgresql=f"""
create or replace function {name}_siblings() returns trigger language plpgsql as $$
begin {counted}; return null; end $$
--
create trigger {name}_siblings after insert or update of {moved} on {name}
for each row when (new.together is not null) execute function {name}_siblings()
""",
    )


_guard_groups(Booking, "booking", "new.session_id", "b.state not in ('offered', 'superseded')")
_guard_groups(WaitingRequest, "waiting", "0", "b.state = 'waiting'")
_guard_groups(NightRequest, "nights", "0", "b.state = 'waiting'")
_guard_groups(Stay, "stays", "0", "b.state <> 'offered'")


# An offer's days are its bookings of one number; which offers are for all or none, the request they were made to says.
OF_WHOLE = """exists (select 1 from waiting_offer o join waiting_request r on r.id = o.request_id
  where o.booking_id = new.id and r.whole)"""
_DAYS = "from booking b where b.number = new.number"
_OFFERED = f"(select count(*) {_DAYS} and b.state = 'offered')"
_OTHERS = f"(select count(*) {_DAYS} and b.state not in ('offered', 'superseded'))"
_WHOLE = "\n".join((
    "insert into sibling_group (kind, together, session_id, offered, others, parted)",
    f"select 'whole', new.number, 0, {_OFFERED}, {_OTHERS}, case when {_OFFERED} > 0 and {_OTHERS} > 0 then -1 end",
    f"where {OF_WHOLE}",
    "on conflict (kind, together, session_id) do update",
    "set offered = excluded.offered, others = excluded.others, parted = excluded.parted",
))  # fmt: skip

guard(
    Booking.__table__,  # type: ignore[arg-type]
    sqlite=f"create trigger booking_whole_moved after update of state, number on booking\nbegin {_WHOLE}; end",
    postgresql=f"""
create or replace function booking_whole() returns trigger language plpgsql as $$
begin {_WHOLE}; return null; end $$
--
create trigger booking_whole after update of state, number on booking for each row execute function booking_whole()
""",
)
