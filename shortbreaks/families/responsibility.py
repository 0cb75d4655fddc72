"""Who has parental responsibility, since when, until when and by what: the one place that payees, cards and past days ask (R-D1)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.families.rights_tables import TAKES_AWAY, ParentalResponsibility
from shortbreaks.families.tables import Adult

FIRST = "As it was first entered."
BY = {
    "birth": "by birth or the birth certificate", "marriage": "by marriage to the mother", "agreement": "by an agreement kept by the court",
    "court": "by a court’s order for it", "residence": "by an order that the child lives with them",
    "guardian": "as guardian or special guardian", "adoption": "by adoption", "unknown": "by what is not known",
}  # fmt: skip
_MOST = 400  # adults in one question


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Whether an adult has parental responsibility, from a day (None: not known) until a day, by what, and what was seen."""

    held: bool
    from_day: date | None = None
    until_day: date | None = None
    source: str = "unknown"
    seen: str = FIRST

    def said(self) -> str:
        """In words: Parental responsibility from 14 November 2016, by birth or the birth certificate (seen by Jo)."""
        lead = "Parental responsibility" if self.held else "No parental responsibility"
        since = f" from {say_day(self.from_day)}" if self.from_day else " from an unknown day" if self.held else ""
        until = f" until {say_day(self.until_day)}" if self.until_day else ""
        how = "" if self.source == "unknown" else f", {BY[self.source]}"
        seen = "" if self.seen == FIRST else f" ({self.seen.rstrip('.')})"
        return f"{lead}{since}{until}{how}{seen}."


NONE = Responsibility(held=False)


def _reaches(day: date) -> ColumnElement[bool]:
    rows = ParentalResponsibility
    return or_(rows.from_day.is_(None), rows.from_day <= day) & or_(rows.until_day.is_(None), rows.until_day >= day)


def has_responsibility(day: date) -> ColumnElement[bool]:
    """The condition of a question about `Adult` that one has parental responsibility on a day."""
    rows = ParentalResponsibility
    newest = (
        select(rows.held).where(rows.adult_id == Adult.id, _reaches(day)).order_by(rows.id.desc()).limit(1)
        .correlate(Adult).scalar_subquery()
    )  # fmt: skip
    return newest.is_(True)


def responsibility_of(db: Session, adults: Collection[int], known_by: datetime | None = None) -> dict[int, tuple[Responsibility, ...]]:
    """All that was kept of these adults, as was known by a moment, the newest first."""
    found: dict[int, tuple[Responsibility, ...]] = {}
    ids = sorted(set(adults))
    for start in range(0, len(ids), _MOST):
        rows = select(ParentalResponsibility).where(ParentalResponsibility.adult_id.in_(ids[start : start + _MOST]))
        if known_by is not None:
            rows = rows.where(ParentalResponsibility.at <= known_by)
        for one in db.scalars(rows.order_by(ParentalResponsibility.id.desc())):
            kept = Responsibility(one.held, one.from_day, one.until_day, one.source, one.seen)
            found[one.adult_id] = (*found.get(one.adult_id, ()), kept)
    return found


def held_on(noted: Iterable[Responsibility], day: date) -> Responsibility:
    """Of all that was kept of one adult, the newest first, what holds on a day."""
    return next((one for one in noted if (one.from_day or day) <= day <= (one.until_day or day)), NONE)


def keep_responsibility(work: Work, adult: Adult, given: Responsibility) -> ParentalResponsibility:
    """Add what is known of an adult's parental responsibility; the database refuses a source that cannot be so."""
    row = ParentalResponsibility(
        adult_id=adult.id, held=given.held, from_day=given.from_day, until_day=given.until_day, source=given.source,
        seen=given.seen.strip(), at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(row)
    work.db.flush()
    return row


@dataclass(frozen=True, slots=True)
class SayResponsibility:
    """That an adult has parental responsibility, or has it not, from a day until a day, by what and what was seen."""

    adult_id: int
    seen_version: int  # the adult’s version that was shown
    held: bool
    from_day: date | None  # None: not known
    until_day: date | None
    source: str
    seen: str  # the certificate or order that was seen, and where it is kept


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Parental responsibility noted")
def say_responsibility(work: Work, request: SayResponsibility) -> int:
    """Keep who has parental responsibility from a day on (R-D1); what held before stays readable.

    Raises ChangedByAnother, or Refused for no source, nothing seen, or a source by which nobody loses it.
    """
    adult = work.take(Adult, request.adult_id, seen=request.seen_version)
    given = Responsibility(request.held, request.from_day, request.until_day, request.source, request.seen)
    check_responsibility(given)
    noted: Sequence[Responsibility] = responsibility_of(work.db, [adult.id]).get(adult.id, ())
    if noted and noted[0] == given:
        raise Refused("That is what is kept already.", "Change what is different, or leave it.")
    row = keep_responsibility(work, adult, given)
    flag_modified(adult, "first_name")  # it is part of what was shown: whoever opened the record before compares first
    work.record(row)
    return row.id


def check_responsibility(given: Responsibility) -> None:
    """Raise Refused naming the field that is missing, or for what cannot be so."""
    if given.source not in BY:
        raise Refused("It does not say by what.", "Choose from the list.", "source")
    if not given.seen.strip():
        raise Refused("It does not say what was seen.", "Write which certificate or order, and where it is kept; or who said so.", "seen")
    if not given.held and given.source not in TAKES_AWAY:
        raise Refused("Nobody loses parental responsibility by that.", "Choose a court’s order, adoption, or not known.", "source")
    if given.until_day is not None and given.from_day is not None and given.until_day < given.from_day:
        raise Refused("It would end before it begins.", "Choose a later last day, or none.", "until_day")


def said_choices() -> tuple[tuple[str, str], ...]:
    """Every source with its words, for a form."""
    return tuple((code, words[:1].upper() + words[1:]) for code, words in BY.items())

