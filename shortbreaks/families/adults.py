"""A parent or carer added or changed, and what they may do from a day on."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.commands import check_name
from shortbreaks.families.name_history import keep_name
from shortbreaks.families.responsibility import Responsibility, keep_responsibility
from shortbreaks.families.rights import SaidOfRights, keep_rights, kept_rights
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import Adult, Household
from shortbreaks.reaching import read_email, read_phone

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # as papers say theirs (BCP 47)


@dataclass(frozen=True, slots=True)
class SaveAdult:
    """A parent or carer; `adult_id` None for a new one, of whom the four rights, and parental responsibility, are kept as first said."""

    household_id: int
    adult_id: int | None
    seen: int | None
    title: str
    first_name: str
    last_name: str
    relation: str
    phone: str
    email: str
    letter_format: str
    language: str
    lives_elsewhere: bool
    parental_responsibility: bool = True  # of a new one, from an unknown day
    may_book: bool = True
    gets_letters: bool = False
    may_collect: bool = True
    may_be_told: bool = True


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Parent's record saved")
def save_adult(work: Work, request: SaveAdult) -> int:
    """Add or change a parent or carer; what one who is here may do is changed by `change_rights`.

    Raises ChangedByAnother, or Refused for an empty name or rights that do not stand together.
    """
    check_name(request.first_name or request.last_name, "first_name", "The parent or carer")
    if request.adult_id is None:
        if work.db.get(Household, request.household_id) is None:
            raise NotFound("That family is not here any more.", "Look again.")
        adult = Adult(household_id=request.household_id, state="open")
    else:
        adult = work.take(Adult, request.adult_id, seen=request.seen)
        keep_name(work, adult, request.first_name, request.last_name)
    if not LANGUAGE.fullmatch(request.language.strip()):
        raise Refused(f"“{request.language.strip()[:20]}” is not the code of a language.", "Write it like en-GB, pl or ro.", "language")
    for name in ("title", "first_name", "last_name", "relation", "letter_format", "language"):
        setattr(adult, name, getattr(request, name).strip())
    adult.phone, adult.email = read_phone(request.phone), read_email(request.email)
    adult.lives_elsewhere = request.lives_elsewhere
    work.db.add(adult)
    work.db.flush()
    if request.adult_id is None:
        keep_rights(work, adult, kept_rights(request), SaidOfRights(), first=True)
        keep_responsibility(work, adult, Responsibility(held=request.parental_responsibility))
    index_family(work.db, adult.household_id)
    work.record(adult)
    return adult.id


@dataclass(frozen=True, slots=True)
class ChangeRights:
    """What an adult may do from a day until a day or until changed, why, and on whose word; with the version shown."""

    adult_id: int
    seen: int
    may_book: bool
    gets_letters: bool
    may_collect: bool
    may_be_told: bool
    from_day: date
    until_day: date | None
    reason: str
    source: str  # "said", or a "court" order that was seen
    said_by: str  # who said it; who saw the order, and where it is kept
    said_on: date


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="What a parent may do changed")
def change_rights(work: Work, request: ChangeRights) -> int:
    """Keep what an adult may do from a day on (R-P6); what held before stays readable.

    Raises ChangedByAnother, or Refused without reason or source, where nothing would change, or against a court's order.
    """
    adult = work.take(Adult, request.adult_id, seen=request.seen)
    said = SaidOfRights(
        request.from_day, request.until_day, request.reason, request.source, request.said_by, request.said_on
    )
    row = keep_rights(work, adult, kept_rights(request), said)
    # it is part of what was shown: whoever opened the record before compares first
    flag_modified(adult, "first_name")
    work.record(row)
    return row.id
