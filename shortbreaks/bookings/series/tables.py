"""Series of bookings: what a family asked for week after week, and what became of each of its days."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, guard, never_deleted
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of, partial_index

# Booked, skipped and tried again when a place frees, or left out because the family does not want the day
DATE_STATES = ("booked", "skipped", "left_out")
WAITS = "state = 'skipped'"


class Series(Versioned, Record):
    """What was asked for: a child, a service and how it recurs (recurring.py). Ended, never removed."""

    __tablename__ = "series"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    service_id: Mapped[int] = owner_of("service.id")
    asked_by: Mapped[int | None] = owner_of("adult.id")
    every_weeks: Mapped[int]  # weeks from one to the next
    weeks: Mapped[str]  # "all", "term", "holidays"
    only_weeks: Mapped[str]  # Mondays of the holiday weeks chosen, parted by ","; "" for all of them
    weekdays: Mapped[str]  # "0,2" for Monday and Wednesday
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts: Mapped[str]  # "10:00", or "" for the first session of each day
    collected_by: Mapped[str]
    transport: Mapped[str]
    note: Mapped[str]
    state: Mapped[str]  # "open", "ended"
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("every_weeks in (1, 2)", name="every_weeks"),
        CheckConstraint("weeks in ('all', 'term', 'holidays')", name="weeks"),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("state in ('open', 'ended')", name="state"),
        CheckConstraint("(state = 'ended') = (ended_reason <> '')", name="ended"),
    )


class SeriesDate(Versioned, Record):
    """One day of a series: the booking it became, or why it is none and whether it is tried again."""

    __tablename__ = "series_date"

    id: Mapped[Key]
    series_id: Mapped[int] = owner_of("series.id", own_index=False)
    day: Mapped[date]  # the day the series asks for; its session may be another one of the same week
    session_id: Mapped[int | None] = owner_of("break_session.id")  # None while the service has no session that day
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    state: Mapped[str]
    rule: Mapped[str]  # the rule that stood against it when it was skipped, "" when nothing but the family did
    why: Mapped[str]  # that rule's sentence
    words: Mapped[str]  # what the coordinator wrote
    since: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("series_id", "day"),
        CheckConstraint(one_of("state", DATE_STATES), name="state"),
        CheckConstraint("(state = 'booked') = (booking_id is not null)", name="booked"),
        CheckConstraint("state = 'booked' or why <> '' or words <> ''", name="reason"),
        partial_index("ix_series_date_waits", "day", "series_id", where=WAITS),
    )


never_deleted(Series.__table__, "series")  # type: ignore[arg-type]
never_deleted(SeriesDate.__table__, "date of a series")  # type: ignore[arg-type]

ANOTHER_CHILD = f"{SAYS}A date of a series is booked for the child of the series only."
ENDED = f"{SAYS}This series has ended. Begin a new one."
OTHER = """exists (select 1 from booking b join series s on s.id = new.series_id
  where b.id = new.booking_id and b.child_id <> s.child_id)"""
OVER = "new.state = 'booked' and exists (select 1 from series s where s.id = new.series_id and s.state = 'ended')"

guard(
    SeriesDate.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger series_date_own_child before insert on series_date when {OTHER}
begin select raise(abort, '{ANOTHER_CHILD}'); end
--
create trigger series_date_own_child_still before update of booking_id on series_date when {OTHER}
begin select raise(abort, '{ANOTHER_CHILD}'); end
--
create trigger series_date_not_over before update of booking_id on series_date
when new.booking_id is not old.booking_id and {OVER}
begin select raise(abort, '{ENDED}'); end
""",
    postgresql=f"""
create or replace function series_date_check() returns trigger language plpgsql as $$
begin
  if {OTHER} then raise exception '{ANOTHER_CHILD}'; end if;
  if tg_op = 'UPDATE' and new.booking_id is distinct from old.booking_id and {OVER} then
    raise exception '{ENDED}';
  end if;
  return new;
end $$
--
create trigger series_date_check before insert or update on series_date
for each row execute function series_date_check()
""",
)
