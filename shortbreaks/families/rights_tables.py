"""What an adult may do and be told, from a day on, with its reason and who said so; a court's order stands above the rest."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, day_in_kent, refuse_when
from shortbreaks.database.records import Instant, Key, Record, one_of, owner_of, partial_index
from shortbreaks.documents.tables import Paper

SOURCES = ("said", "court")
MUST_NOT = "not may_collect"
EVER = "'9999-12-31'"
ALWAYS = "'0001-01-01'"


class AdultRight(Record):
    """What one adult may do from a day until a day, or until a newer row says otherwise (R-P6).

    On any day the newest row that reaches it holds. Rows are only added, so what held on a past day can be told.
    """

    __tablename__ = "adult_right"

    id: Mapped[Key]
    adult_id: Mapped[int] = owner_of("adult.id")
    may_book: Mapped[bool]  # ring, book and cancel
    gets_letters: Mapped[bool]
    may_collect: Mapped[bool]
    may_be_told: Mapped[bool]  # where and when the child has breaks
    from_day: Mapped[date | None]  # None: since the adult was entered
    until_day: Mapped[date | None]  # None: until changed
    reason: Mapped[str]
    source: Mapped[str]  # "said" by somebody, or a "court" order that was seen
    said_by: Mapped[str]  # who said it; who saw the order, and where it is kept
    said_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("source", SOURCES), name="source"),
        CheckConstraint("reason <> '' and said_by <> ''", name="said"),
        CheckConstraint("may_be_told or not (may_book or gets_letters)", name="told"),
        CheckConstraint("until_day is null or from_day is null or until_day >= from_day", name="days"),
        partial_index("ix_adult_right_must_not", "adult_id", where=MUST_NOT),
    )


BY = ("birth", "marriage", "agreement", "court", "residence", "guardian", "adoption", "unknown")
TAKES_AWAY = ("court", "adoption", "unknown")  # by what nobody has it, or has it no more


class ParentalResponsibility(Record):
    """That one adult has parental responsibility from a day until a day, or has it not, by what, and what was seen (R-D1).

    On any day the newest row that reaches it holds. Rows are only added.
    """

    __tablename__ = "parental_responsibility"

    id: Mapped[Key]
    adult_id: Mapped[int] = owner_of("adult.id")
    held: Mapped[bool]
    from_day: Mapped[date | None]  # None: from an unknown day
    until_day: Mapped[date | None]  # None: until changed
    source: Mapped[str]
    seen: Mapped[str]  # which certificate or order, and where it is kept; or who said so
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("source", BY), name="source"),
        CheckConstraint("seen <> ''", name="seen"),
        CheckConstraint(f"held or {one_of('source', TAKES_AWAY)}", name="takes_away"),
        CheckConstraint("until_day is null or from_day is null or until_day >= from_day", name="days"),
    )


append_only(ParentalResponsibility.__table__, "note of parental responsibility")  # type: ignore[arg-type]


def held(row: str, day: str) -> str:
    """The condition, as both engines read it, that a row of this name reaches a day."""
    return f"coalesce({row}.from_day, {ALWAYS}) <= {day} and coalesce({row}.until_day, {EVER}) >= {day}"


def forbidden_by_court(adult: str, right: str, day: str) -> str:
    """The condition that the newest court's order of a day forbids an adult something; the adult and the day as SQL."""
    return f"""exists (select 1 from adult_right r where r.adult_id = {adult} and r.source = 'court' and not r.{right}
  and {held("r", day)} and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id
  and n.source = 'court' and {held("n", day)}))"""  # noqa: S608 - names of our own


def forbidden(adult: str, right: str, day: str) -> str:
    """The condition that an adult has no right to something on a day, whoever said so; the adult and the day as SQL."""
    return f"""exists (select 1 from adult_right r where r.adult_id = {adult} and not r.{right} and {held("r", day)}
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and {held("n", day)}))"""  # noqa: S608 - names of our own


STANDS = f"{SAYS}A court’s order stands against that. See the order that ends or changes it, and enter that one."
# What is only said never gives what an order forbids, on no day that both reach, unless a newer order reaches all those days
_LOOSENED = " or ".join(f"(new.{right} and not r.{right})" for right in ("may_book", "gets_letters", "may_collect", "may_be_told"))
_LATER_FIRST = f"""case when coalesce(new.from_day, {ALWAYS}) > coalesce(r.from_day, {ALWAYS})
  then coalesce(new.from_day, {ALWAYS}) else coalesce(r.from_day, {ALWAYS}) end"""
_SOONER_LAST = f"""case when coalesce(new.until_day, {EVER}) < coalesce(r.until_day, {EVER})
  then coalesce(new.until_day, {EVER}) else coalesce(r.until_day, {EVER}) end"""
refuse_when(
    AdultRight.__table__,  # type: ignore[arg-type]
    "adult_right_court_stands",
    "insert",
    f"""new.source <> 'court' and exists (select 1 from adult_right r where r.adult_id = new.adult_id
  and r.source = 'court' and ({_LOOSENED}) and {_LATER_FIRST} <= {_SOONER_LAST}
  and not exists (select 1 from adult_right n where n.adult_id = r.adult_id and n.id > r.id and n.source = 'court'
  and coalesce(n.from_day, {ALWAYS}) <= {_LATER_FIRST} and coalesce(n.until_day, {EVER}) >= {_SOONER_LAST}))""",  # noqa: S608 - names of our own
    STANDS,
)
append_only(AdultRight.__table__, "note of what an adult may do")  # type: ignore[arg-type]

NOT_TOLD = f"{SAYS}A court’s order says that this adult is told nothing. Choose another adult of the family for the paper."


def _no_paper(day: str) -> str:
    return f"""new.adult_id is not null
  and ({forbidden_by_court("new.adult_id", "may_be_told", day)} or {forbidden_by_court("new.adult_id", "gets_letters", day)})"""


_ISSUED = day_in_kent("new.issued_at")
refuse_when(
    Paper.__table__,  # type: ignore[arg-type]
    "paper_not_told",
    "insert",
    _no_paper(_ISSUED["sqlite"]),
    NOT_TOLD,
    on_server=_no_paper(_ISSUED["postgresql"]),
)
