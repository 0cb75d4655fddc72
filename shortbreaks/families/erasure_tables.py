"""The erasure of families whose time is up: proposed by one person, approved by another, and what then stands (R-P4).

What is left of an erased family is its row here, its ids, dates, codes and pence; no word that says who it was.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, guard, refuse_when
from shortbreaks.database.records import Instant, Key, Record, one_of, owner_of

ANSWERS = ("approved", "taken out")


class Erasure(Record):
    """A family whose record's time is up, put on the list for a second person; the tombstone once it is erased."""

    __tablename__ = "erasure"

    id: Mapped[Key]
    household_id: Mapped[int] = owner_of("household.id", own_index=False)
    nth: Mapped[int]  # 1, or one more than the last that was taken out: two people never put one family on twice
    due_on: Mapped[date]  # the last day on which the record had to be kept
    rule: Mapped[str]  # which class kept it longest, as `retention` says it; about nobody
    asked_by: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("household_id", "nth"),
        UniqueConstraint("id", "asked_by"),
        CheckConstraint("id > 0", name="id"),
    )


class ErasureAnswer(Record):
    """What a second person said: approved, or taken out of the list with the reason."""

    __tablename__ = "erasure_answer"

    id: Mapped[Key]
    erasure_id: Mapped[int] = mapped_column(unique=True)
    asked_by: Mapped[int]  # as the erasure has it, so that the database itself compares the two people
    person_id: Mapped[int]
    answer: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (
        ForeignKeyConstraint(["erasure_id", "asked_by"], ["erasure.id", "erasure.asked_by"]),
        UniqueConstraint("erasure_id", "answer"),
        CheckConstraint(one_of("answer", ANSWERS), name="answer"),
        CheckConstraint("answer <> 'approved' or person_id <> asked_by", name="two_people"),
        CheckConstraint("answer = 'approved' or reason <> ''", name="reason"),
    )


class Erasing(Record):
    """The door through which words are overwritten: open for one approved erasure, never when a transaction ends.

    `shut` names an erasure that cannot be; the database looks at it when the transaction ends, so the row must be gone.
    """

    __tablename__ = "erasing"

    id: Mapped[Key]
    answer: Mapped[str]
    shut: Mapped[int] = mapped_column(ForeignKey("erasure.id", deferrable=True, initially="DEFERRED"), index=True)

    __table_args__ = (
        ForeignKeyConstraint(["id", "answer"], ["erasure_answer.erasure_id", "erasure_answer.answer"]),
        CheckConstraint("answer = 'approved'", name="approved"),
        CheckConstraint("shut = 0", name="shut"),
    )


class Erased(Record):
    """That an approved erasure was carried out, once; `changed` is how many rows lost their words."""

    __tablename__ = "erased"

    id: Mapped[Key] = mapped_column(ForeignKey("erasure.id"))
    changed: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]


erasures: Table = Erasure.__table__  # type: ignore[assignment]
answers: Table = ErasureAnswer.__table__  # type: ignore[assignment]
erasing: Table = Erasing.__table__  # type: ignore[assignment]
erased: Table = Erased.__table__  # type: ignore[assignment]
append_only(erasures, "proposal to erase")
append_only(answers, "answer to a proposal to erase")
append_only(erased, "erasure")
erasing.info["only_removed"] = True

ONCE = f"{SAYS}That erasure was carried out already."
UNSAID = f"{SAYS}An erasure ends with its record that it was carried out."
SHUT = f"{SAYS}An erasure is recorded only while it is carried out."
FIXED = f"{SAYS}What is erased is not changed."
_OPEN = "exists (select 1 from erasing where id = new.id)"
_DONE = "exists (select 1 from erased where id = {0}.id)"
guard(
    erasing,
    sqlite=f"""
create trigger erasing_once before insert on erasing when {_DONE.format("new")}
begin select raise(abort, '{ONCE}'); end
--
create trigger erasing_said before delete on erasing when not {_DONE.format("old")}
begin select raise(abort, '{UNSAID}'); end
--
create trigger erasing_fixed before update on erasing
begin select raise(abort, '{FIXED}'); end
""",
    postgresql=f"""
create or replace function erasing_check() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if {_DONE.format("new")} then raise exception '{ONCE}'; end if;
    return new;
  elsif tg_op = 'DELETE' then
    if not {_DONE.format("old")} then raise exception '{UNSAID}'; end if;
    return old;
  end if;
  raise exception '{FIXED}';
end $$
--
create trigger erasing_check before insert or update or delete on erasing for each row execute function erasing_check()
--
create trigger erasing_whole before truncate on erasing execute function erasing_check()
""",
)
refuse_when(erased, "erased_while", "insert", f"not {_OPEN}", SHUT)
