"""What the council has decided, each from a day: settings, rates, schemes, terms and the words of code lists."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.faults import when_broken
from shortbreaks.database.guards import SAYS, append_only, guard, never_deleted
from shortbreaks.database.records import Key, Pence, Record, Versioned, partial_index
from shortbreaks.errors import Refused


class SettingValue(Record):
    """A setting's value from a day; a later row for the same day replaces an earlier one, nothing is overwritten."""

    __tablename__ = "setting_value"

    id: Mapped[Key]
    key: Mapped[str]
    from_day: Mapped[date]
    value: Mapped[str]  # JSON
    reason: Mapped[str]

    __table_args__ = (Index("ix_setting_value_key", "key", "from_day", "id"),)


class Rate(Record):
    """What one unit of one kind of support costs from a day, in pence."""

    __tablename__ = "rate"

    id: Mapped[Key]
    kind: Mapped[str]
    unit: Mapped[str]
    from_day: Mapped[date]
    pence: Mapped[Pence]
    reason: Mapped[str]

    __table_args__ = (CheckConstraint("pence >= 0", name="pence"), Index("ix_rate_kind", "kind", "from_day", "id"))


class Term(Versioned, Record):
    """One school term, first and last day included; one that was kept by mistake is withdrawn, never removed."""

    __tablename__ = "term"

    id: Mapped[Key]
    school_year: Mapped[str]  # "2026-27"
    number: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    withdrawn: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        partial_index("uq_term_standing", "school_year", "number", where="not withdrawn", unique=True),
        CheckConstraint("last_day >= first_day", name="days"),
    )


class BankHoliday(Record):
    """What the council decided of one day: a bank holiday besides England's known ones, or none; the last word counts."""

    __tablename__ = "bank_holiday"

    id: Mapped[Key]
    day: Mapped[date]
    held: Mapped[bool]
    name: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (CheckConstraint("name <> '' and reason <> ''", name="said"), Index("ix_bank_holiday_day", "day", "id"))


class CodeEntry(Versioned, Record):
    """One code of one list with the words the council says for it; retired, never removed."""

    __tablename__ = "code_entry"

    id: Mapped[Key]
    list_name: Mapped[str]
    code: Mapped[str]
    words: Mapped[str]
    old_names: Mapped[str]  # parted by "|"
    position: Mapped[int]
    from_day: Mapped[date | None]  # none: as long as anybody remembers
    retired_on: Mapped[date | None]
    elsewhere: Mapped[bool]  # a district of another council's: a home there is out of area (R-E3)

    __table_args__ = (UniqueConstraint("list_name", "code"),)


class Scheme(Record):
    """An eligibility scheme from a day: its tests and its awards, one a line; a later row of its name replaces it (R-E11)."""

    __tablename__ = "scheme"

    id: Mapped[Key]
    name: Mapped[str]
    from_day: Mapped[date]
    tests: Mapped[str]
    awards: Mapped[str]
    retired: Mapped[bool]  # from that day it holds no more
    reason: Mapped[str]

    __table_args__ = (CheckConstraint("name <> '' and reason <> ''", name="said"), Index("ix_scheme_name", "name", "from_day", "id"))


class ListChange(Record):
    """How a term, a code or an entry of the directory was changed: what was said before ("" for nothing) and after, and why."""

    __tablename__ = "list_change"

    id: Mapped[Key]
    about: Mapped[str]  # "term", "code_entry", "provider", "venue" or "service"
    row_id: Mapped[int]
    was: Mapped[str]
    now: Mapped[str]
    reason: Mapped[str]

    __table_args__ = (
        CheckConstraint("about in ('term', 'code_entry', 'provider', 'venue', 'service')", name="about"),
        # What a council decides has its reason; of a telephone number that a club rang in nobody is made to write one
        CheckConstraint("reason <> '' or about not in ('term', 'code_entry')", name="said"),
        Index("ix_list_change_row", "about", "row_id", "id"),
    )  # fmt: skip


append_only(ListChange.__table__, "change of a list")  # type: ignore[arg-type]
append_only(Scheme.__table__, "scheme")  # type: ignore[arg-type]
append_only(SettingValue.__table__, "setting")  # type: ignore[arg-type]
append_only(BankHoliday.__table__, "decision about a bank holiday")  # type: ignore[arg-type]
append_only(Rate.__table__, "rate")  # type: ignore[arg-type]
never_deleted(Term.__table__, "term")  # type: ignore[arg-type]
# Two people may each keep a term at one moment: only the database sees both
APART = "It overlaps another school term. Look at the terms again, and change the other one first."
for when in ("insert", "update"):
    guard(
        Term.__table__,  # type: ignore[arg-type]
        sqlite=f"""
create trigger term_apart_{when} before {when} on term
when not new.withdrawn and exists (
  select 1 from term t where not t.withdrawn and t.id <> coalesce(new.id, 0)
  and t.first_day <= new.last_day and t.last_day >= new.first_day)
begin select raise(abort, '{SAYS}{APART}'); end
""",
        postgresql="alter table term add constraint term_apart exclude using gist (daterange(first_day, last_day, '[]') with &&)"
        " where (not withdrawn)"
        if when == "insert" else "",
    )  # fmt: skip
when_broken("term_apart", "term_apart", lambda: Refused(*APART.replace(". ", ".|", 1).split("|")))
never_deleted(CodeEntry.__table__, "code")  # type: ignore[arg-type]
