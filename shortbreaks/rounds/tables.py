"""Allocation rounds, the wishes in them, what a person decided of a wish, and what every wish came to."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.faults import when_broken
from shortbreaks.database.guards import SAYS, append_only, guard, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, LocalTime, Record, Versioned, one_of, owner_of, partial_index
from shortbreaks.errors import Refused

STATES = ("collecting", "closed", "previewed", "published")
OUTCOMES = ("given", "not given", "late", "not eligible", "needs a person")
OPEN, PUBLISHED = "state = 'open'", "state = 'published'"


class AllocationRound(Versioned, Record):
    """One round of a holiday scheme: its cut-off, what one child may have, and the seed of its draw."""

    __tablename__ = "allocation_round"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)  # "Summer scheme 2026"
    opens_on: Mapped[date]
    closes_at: Mapped[datetime] = mapped_column(LocalTime)  # the last minute of a wish that is in time
    cap: Mapped[int]  # what one child gets at most
    cap_unit: Mapped[str]  # "days", "sessions"
    seed: Mapped[int]  # drawn when the round was made, never chosen afterwards
    state: Mapped[str]
    looked_at: Mapped[str]  # fingerprint of the preview that somebody looked at, "" before
    made_by: Mapped[int]
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    mode: Mapped[str]  # "", "offers" or "bookings": what publishing made of the places

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("cap > 0", name="cap"),
        CheckConstraint("cap_unit in ('days', 'sessions')", name="cap_unit"),
        CheckConstraint("mode in ('', 'offers', 'bookings')", name="mode"),
    )


class RoundSession(Record):
    """One session whose places the round gives."""

    __tablename__ = "round_session"

    id: Mapped[Key]
    round_id: Mapped[int] = owner_of("allocation_round.id", own_index=False)
    session_id: Mapped[int] = owner_of("break_session.id")

    __table_args__ = (UniqueConstraint("round_id", "session_id"),)


class RoundStep(Record):
    """One step of a round, with its reason."""

    __tablename__ = "round_step"

    id: Mapped[Key]
    round_id: Mapped[int] = owner_of("allocation_round.id")
    state: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")

    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        # A round is published once, whatever two people do at the same moment
        partial_index("uq_round_step_published", "round_id", unique=True, where=PUBLISHED),
    )  # fmt: skip


class Wish(Versioned, Record):
    """What one child wishes for first, second, third: one or several sessions, all of them or none."""

    __tablename__ = "wish"

    id: Mapped[Key]
    round_id: Mapped[int] = owner_of("allocation_round.id", own_index=False)
    child_id: Mapped[int] = owner_of("child.id")
    rank: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(LocalTime)  # when it came, whenever it was typed
    together: Mapped[bool]  # goes with the brothers' and sisters' wishes of the same rank, or not at all (R-B5)
    state: Mapped[str]  # "open", "withdrawn"
    withdrawn_reason: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint("state in ('open', 'withdrawn')", name="state"),
        CheckConstraint("rank between 1 and 60", name="rank"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_reason <> '')", name="reason"),
        Index("ix_wish_round_child", "round_id", "child_id", "rank"),
        partial_index("uq_wish_rank", "round_id", "child_id", "rank", unique=True, where=OPEN),
    )  # fmt: skip


class WishSession(Record):
    """One session of a wish."""

    __tablename__ = "wish_session"

    id: Mapped[Key]
    wish_id: Mapped[int] = owner_of("wish.id", own_index=False)
    session_id: Mapped[int] = owner_of("break_session.id")

    __table_args__ = (UniqueConstraint("wish_id", "session_id"),)


class WishAnswer(Record):
    """What a person decided where a rule asked for one: the rule, its very sentence, and the reason (R-E6)."""

    __tablename__ = "wish_answer"

    id: Mapped[Key]
    wish_id: Mapped[int] = owner_of("wish.id")
    rule: Mapped[str]
    finding: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("words <> ''", name="words"),)


class RoundResult(Record):
    """What one wish came to when its round was published, in the words its family was told."""

    __tablename__ = "round_result"

    id: Mapped[Key]
    round_id: Mapped[int] = owner_of("allocation_round.id")
    wish_id: Mapped[int] = mapped_column(unique=True)
    outcome: Mapped[str]
    reason: Mapped[str]
    remedy: Mapped[str]
    number: Mapped[int | None]  # of the bookings made for it

    __table_args__ = (CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),)


class RoundLetter(Versioned, Record):
    """The result letter of one family, as it stands in the register of papers since the round was published."""

    __tablename__ = "round_letter"

    id: Mapped[Key]
    round_id: Mapped[int] = owner_of("allocation_round.id", own_index=False)
    household_id: Mapped[int] = owner_of("household.id")
    child_id: Mapped[int] = owner_of("child.id")
    adult_id: Mapped[int | None] = owner_of("adult.id")
    paper_id: Mapped[int] = mapped_column(unique=True)  # the newest, where it was issued again in another print

    __table_args__ = (UniqueConstraint("round_id", "household_id"),)


for record, word in ((AllocationRound, "round"), (Wish, "wish"), (RoundLetter, "letter")):
    never_deleted(record.__table__, word)  # type: ignore[arg-type]
append_only(RoundStep.__table__, "step of a round")  # type: ignore[arg-type]
append_only(WishAnswer.__table__, "decision on a wish")  # type: ignore[arg-type]
append_only(RoundResult.__table__, "result of a round")  # type: ignore[arg-type]

BACK = f"{SAYS}A round goes forward only: collecting wishes, closed, looked at, published."
SETTLED = f"{SAYS}This round is published, so what is in it stays as it was."
PLACE = "(case {0} when 'collecting' then 1 when 'closed' then 2 when 'previewed' then 3 else 4 end)"  # where on its way it is
refuse_when(
    AllocationRound.__table__, "allocation_round_forward", "update",  # type: ignore[arg-type]
    f"""{PLACE.format("new.state")} < {PLACE.format("old.state")} or new.seed <> old.seed
  or (old.state <> 'collecting' and (new.cap <> old.cap or new.cap_unit <> old.cap_unit or new.closes_at <> old.closes_at))""",
    BACK,
)  # fmt: skip
for kept in (Wish.__table__, RoundSession.__table__):
    name = kept.name  # type: ignore[attr-defined]
    guard(
        kept,  # type: ignore[arg-type]
        sqlite=f"""
create trigger {name}_settled before insert on {name}
when exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
begin select raise(abort, '{SETTLED}'); end
""",
        postgresql=f"""
create or replace function {name}_settled() returns trigger language plpgsql as $$
begin
  if exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
  then raise exception '{SETTLED}'; end if;
  return new;
end $$
--
create trigger {name}_settled before insert on {name} for each row execute function {name}_settled()
""",
    )
guard(
    Wish.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger wish_stays before update on wish
when (new.rank <> old.rank or new.state <> old.state or new.received_at <> old.received_at)
  and exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
begin select raise(abort, '{SETTLED}'); end
""",
    postgresql=f"""
create or replace function wish_stays() returns trigger language plpgsql as $$
begin
  if (new.rank <> old.rank or new.state <> old.state or new.received_at <> old.received_at)
    and exists (select 1 from allocation_round r where r.id = new.round_id and r.state = 'published')
  then raise exception '{SETTLED}'; end if;
  return new;
end $$
--
create trigger wish_stays before update on wish for each row execute function wish_stays()
""",
)

when_broken(
    "uq_wish_rank", "wish.round_id, wish.child_id, wish.rank",
    lambda: Refused("This child has a wish of that rank already.", "Withdraw the other, or give this one the next.", "rank"),
)  # fmt: skip
when_broken(
    "uq_round_step_published", "round_step.round_id",
    lambda: Refused("This round was published already.", "Look at its results."),
)  # fmt: skip
when_broken(
    "uq_allocation_round_name", "allocation_round.name",
    lambda: Refused("There is a round of that name already.", "Give it its year, such as Summer scheme 2027.", "name"),
)  # fmt: skip
