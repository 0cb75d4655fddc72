"""What an adult may do on a day: the one place that every paper, choice, panel and letter asks (R-P6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_, select, text, union
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.families.rights_tables import MUST_NOT, AdultRight
from shortbreaks.families.tables import LEFT, Adult, Child

Right = Literal["may_book", "gets_letters", "may_collect", "may_be_told"]
RIGHTS: dict[Right, tuple[str, str]] = {
    "may_book": ("rings and books", "does not book"), "gets_letters": ("gets the letters", "gets no letters"),
    "may_collect": ("may collect", "must not collect"), "may_be_told": ("may be told", "must not be told anything"),
}  # fmt: skip
FIRST = "As it was first entered."
_MOST = 400  # adults in one question


@dataclass(frozen=True, slots=True)
class Rights:
    """What an adult may do on a day, why, who said so, and whether a court did."""

    may_book: bool
    gets_letters: bool
    may_collect: bool
    may_be_told: bool
    from_day: date | None = None
    until_day: date | None = None
    reason: str = ""
    court: bool = False
    said_by: str = ""
    said_on: date | None = None

    def same(self, other: "Rights") -> bool:
        """Whether both allow the same."""
        return all(getattr(self, right) == getattr(other, right) for right in RIGHTS)

    def said(self) -> str:
        """In words: Rings and books, gets the letters, may collect."""
        shown: tuple[Right, ...] = ("may_book", "gets_letters", "may_collect") if self.may_be_told else ("may_be_told", "may_collect")
        line = ", ".join(RIGHTS[right][0 if getattr(self, right) else 1] for right in shown)
        return f"{line[:1].upper()}{line[1:]}"

    def not_allowed(self) -> tuple[str, ...]:
        """What must be seen at once: that somebody must not collect, or must not be told."""
        return tuple(RIGHTS[right][1].capitalize() for right in ("may_collect", "may_be_told") if not getattr(self, right))

    def why(self) -> str:
        """Since when, until when, why and who said so; "" for what was first entered."""
        if self.reason in {"", FIRST}:
            return ""
        days = (f"From {say_day(self.from_day)}" if self.from_day else "Always") + (
            f" until {say_day(self.until_day)}" if self.until_day else ""
        )
        who = f"by a court’s order: {self.said_by}" if self.court else f"on the word of {self.said_by}"
        on = f", {say_day(self.said_on)}" if self.said_on else ""
        return f"{days}: {self.reason.rstrip('.')} ({who}{on})."


EVERYTHING = Rights(may_book=True, gets_letters=True, may_collect=True, may_be_told=True)
NOTHING = Rights(may_book=False, gets_letters=False, may_collect=False, may_be_told=False)


def _reaches(day: date | BindParameter[Any]) -> ColumnElement[bool]:
    return and_(
        or_(AdultRight.from_day.is_(None), AdultRight.from_day <= day),
        or_(AdultRight.until_day.is_(None), AdultRight.until_day >= day),
    )


def may(right: Right, day: date | BindParameter[Any]) -> ColumnElement[bool]:
    """The condition of a question about `Adult` that one is of the family still and has a right on a day."""
    newest = (
        select(getattr(AdultRight, right)).where(AdultRight.adult_id == Adult.id, _reaches(day))
        .order_by(AdultRight.id.desc()).limit(1).correlate(Adult).scalar_subquery()
    )  # fmt: skip
    return and_(Adult.state == "open", newest.is_(True))


def rights_of(db: Session, adults: Collection[int], day: date, known_by: datetime | None = None) -> dict[int, Rights]:
    """What each of these adults may do on a day, as was known by a moment; who has no row may do nothing.

    It says what was decided, whether or not the adult is of the family still: `may` asks both.
    """
    found = dict.fromkeys(adults, NOTHING)
    ids = sorted(found)
    for start in range(0, len(ids), _MOST):
        rows = select(AdultRight).where(AdultRight.adult_id.in_(ids[start : start + _MOST]), _reaches(day))
        if known_by is not None:
            rows = rows.where(AdultRight.at <= known_by)
        for one in db.scalars(rows.order_by(AdultRight.id)):
            found[one.adult_id] = _rights(one)
    return found


def history_of(db: Session, adults: Collection[int]) -> dict[int, tuple[Rights, ...]]:
    """Every row of these adults, the newest first: what holds, what held, and what will."""
    found: dict[int, tuple[Rights, ...]] = {}
    ids = sorted(set(adults))
    for start in range(0, len(ids), _MOST):
        rows = select(AdultRight).where(AdultRight.adult_id.in_(ids[start : start + _MOST]))
        for one in db.scalars(rows.order_by(AdultRight.id.desc())):
            found[one.adult_id] = (*found.get(one.adult_id, ()), _rights(one))
    return found


def under_orders(db: Session) -> list[int]:
    """The adults of whom a court has ordered something."""
    return list(db.scalars(select(AdultRight.adult_id).where(AdultRight.source == "court").distinct()))


def homes_not_handed_to(db: Session, day: date) -> list[int]:
    """The homes with an open child and an adult who must not collect on a day or later, or has left or died."""
    yet = or_(AdultRight.until_day.is_(None), AdultRight.until_day >= day)
    without = select(Adult.household_id).join(AdultRight, AdultRight.adult_id == Adult.id).where(text(MUST_NOT), yet)
    homes = union(without, select(Adult.household_id).where(text(LEFT))).subquery()
    children = exists().where(Child.household_id == homes.c.household_id, Child.state == "open")
    return sorted(db.scalars(select(homes.c.household_id).where(children)))


def on_day(noted: Sequence[Rights], day: date) -> Rights:
    """Of all that was kept of one adult, the newest first, what holds on a day."""
    reach = (one for one in noted if (one.from_day or day) <= day <= (one.until_day or day))
    return next(reach, NOTHING)


def _rights(one: AdultRight) -> Rights:
    return Rights(
        one.may_book, one.gets_letters, one.may_collect, one.may_be_told, one.from_day, one.until_day, one.reason,
        one.source == "court", one.said_by, one.said_on,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaidOfRights:
    """From when, until when, why, and who said so or saw the court's order."""

    from_day: date | None = None  # None: today
    until_day: date | None = None
    reason: str = ""
    source: str = "said"
    said_by: str = ""
    said_on: date | None = None  # None: today


def keep_rights(work: Work, adult: Adult, given: Rights, said: SaidOfRights, *, first: bool = False) -> AdultRight:
    """Add what an adult may do; `first` for a new adult, where nothing need be said.

    Raises Refused naming the field that is missing, or for what cannot stand together. The database refuses what a court's
    order forbids.
    """
    day = said.from_day or work.today
    _check(work, adult, given, said, first=first)
    row = AdultRight(
        adult_id=adult.id, may_book=given.may_book, gets_letters=given.gets_letters, may_collect=given.may_collect,
        may_be_told=given.may_be_told, from_day=None if first and said.from_day is None else day, until_day=said.until_day,
        reason=said.reason.strip() or FIRST, source=said.source, said_by=said.said_by.strip() or work.person.name,
        said_on=said.said_on or work.today, at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(row)
    work.db.flush()
    return row


def _check(work: Work, adult: Adult, given: Rights, said: SaidOfRights, *, first: bool) -> None:
    name = adult.first_name or adult.last_name
    if not given.may_be_told and (given.may_book or given.gets_letters):
        raise Refused(
            f"{name} may not be told anything, so can neither book nor get letters.",
            "Untick both, or let them be told.", "may_be_told",
        )  # fmt: skip
    if not first and not said.reason.strip():
        raise Refused(f"Why that holds of {name} is not said.", "Write the reason.", "reason")
    if not first and not said.said_by.strip():
        who = "Write who saw the order, and where it is kept." if said.source == "court" else "Write who said so."
        raise Refused("It does not say on whose word.", who, "said_by")
    if said.said_on is not None and said.said_on > work.today:
        raise Refused("That day has not come yet.", "Write the day it was said or the order was seen.", "said_on")
    day = said.from_day or work.today
    before = rights_of(work.db, [adult.id], day)[adult.id]
    if before.same(given) and before.court == (said.source == "court") and said.until_day == before.until_day and not first:
        raise Refused(f"That is what {name} may do already.", "Change what is different, or leave it.")
    if said.until_day is not None and said.until_day < day:
        raise Refused("It would end before it begins.", "Choose a later last day, or none.", "until_day")
    later = [one.from_day for one in _to_come(work.db, adult.id, day) if said.until_day is None or one.from_day <= said.until_day]
    if later and said.source != "court":
        raise Refused(
            f"From {say_day(later[0])} something else is kept already.",
            "Write the day before it as the last day of this; or enter what holds from that very day first.", "until_day",
        )  # fmt: skip


def _to_come(db: Session, adult_id: int, day: date) -> list[Any]:
    """What somebody said that begins after a day, the soonest first; an order guards itself, in the database."""
    rows = db.execute(
        select(AdultRight.id, AdultRight.from_day, AdultRight.until_day)
        .where(AdultRight.adult_id == adult_id, AdultRight.from_day > day, AdultRight.source != "court")
        .order_by(AdultRight.from_day, AdultRight.id.desc())
    )  # fmt: skip
    return list(rows)



def kept_rights(record: Any) -> Rights:
    """The four rights of a request that names them."""
    return Rights(*(getattr(record, right) for right in RIGHTS))
