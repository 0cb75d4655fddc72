"""Who looked at which child's record and when: only added to, and removed when the council's time for it is over."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, guard
from shortbreaks.database.records import Instant, Key, Record, one_of, owner_of

WHERE = {"record": "The record", "find": "Find a break", "payment": "The direct payment", "nights": "The bed board"}
LEAST_DAYS = 180  # no look is removed before, whatever is decided: whoever looks out of interest is found out later


class RecordLook(Record):
    """One look at a child's record, where, and by whom (safety.md F11, domain.md R-P5)."""

    __tablename__ = "record_look"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    person_id: Mapped[int] = owner_of("person.id")
    at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str]

    __table_args__ = (CheckConstraint(one_of("place", tuple(WHERE)), name="place"), Index("ix_record_look_at", "at"))


class LooksCleared(Record):
    """Looks before a moment were removed, by whom and when: without this row first, no look can be removed."""

    __tablename__ = "looks_cleared"

    id: Mapped[Key]
    until: Mapped[datetime] = mapped_column("until_at", Instant)
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = owner_of("person.id")


SENTENCE = f"{SAYS}Who looked at a record is never changed, and not removed before its time."
SOON = f"{SAYS}Who looked at a record is kept for {LEAST_DAYS} days at least."

append_only(LooksCleared.__table__, "clearing of looks")  # type: ignore[arg-type]
RecordLook.__table__.info["only_removed"] = True  # type: ignore[attr-defined]
guard(
    LooksCleared.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger looks_cleared_late before insert on looks_cleared
when julianday(new.at) - julianday(new.until_at) < {LEAST_DAYS}
begin select raise(abort, '{SOON}'); end
""",
    postgresql=f"""
create or replace function looks_cleared_late() returns trigger language plpgsql as
$$ begin
  if new.at - new.until_at < interval '{LEAST_DAYS} days' then raise exception '{SOON}'; end if;
  return new;
end $$
--
create trigger looks_cleared_late before insert on looks_cleared for each row execute function looks_cleared_late()
""",
)
guard(
    RecordLook.__table__,  # type: ignore[arg-type]
    sqlite=f"""
create trigger record_look_no_change before update on record_look begin select raise(abort, '{SENTENCE}'); end
--
create trigger record_look_no_delete before delete on record_look
when not exists (select 1 from looks_cleared c where c.until_at > old.at) begin select raise(abort, '{SENTENCE}'); end
--
create trigger record_look_no_replace before insert on record_look
when exists (select 1 from record_look where id = new.id) begin select raise(abort, '{SENTENCE}'); end
""",  # noqa: S608 - a sentence of our own
    postgresql=f"""
create or replace function record_look_refuse() returns trigger language plpgsql as
$$ begin
  if tg_op = 'DELETE' and exists (select 1 from looks_cleared c where c.until_at > old.at) then return old; end if;
  raise exception '{SENTENCE}';
end $$
--
create or replace function record_look_whole() returns trigger language plpgsql as
$$ begin raise exception '{SENTENCE}'; end $$
--
create trigger record_look_no_change before update or delete on record_look
for each row execute function record_look_refuse()
--
create trigger record_look_no_truncate before truncate on record_look execute function record_look_whole()
""",  # noqa: S608 - a sentence of our own
)
