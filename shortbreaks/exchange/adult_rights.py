"""What a file of families says an adult may do (R-P6): read with its reason, and held against a court's order that stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.families.responsibility import BY, FIRST, Responsibility, check_responsibility, keep_responsibility
from shortbreaks.families.rights import EVERYTHING, RIGHTS, Rights, SaidOfRights, history_of, keep_rights, under_orders
from shortbreaks.families.tables import Adult

# Heading: (field, how it is read), beside the others of a line (families_csv.py)
COLUMNS: Mapping[str, tuple[str, str]] = {
    "Rings and books": ("may_book", "may"), "Gets letters": ("gets_letters", "may"), "May collect": ("may_collect", "may"),
    "May be told": ("may_be_told", "may"), "Rights from": ("rights_from", "any day"), "Rights until": ("rights_until", "any day"),
    "Rights reason": ("rights_reason", "text"), "Rights source": ("rights_source", "source"), "Rights said by": ("rights_by", "line"),
    "Rights said on": ("rights_on", "day"), "Parental responsibility": ("pr_held", "may"),
    "Responsibility from": ("pr_from", "day"), "Responsibility until": ("pr_until", "any day"),
    "Responsibility by": ("pr_by", "responsible"), "Responsibility seen": ("pr_seen", "line"),
}  # fmt: skip
FIELDS = tuple(field for field, _ in COLUMNS.values() if not field.startswith("pr_"))
HELD = tuple(field for field, _ in COLUMNS.values() if field.startswith("pr_"))
SOURCES = {"": "", "said": "said", "court": "court", "court order": "court", "court’s order": "court", "court's order": "court"}
HERE = "What this adult may do stays as it is here: change it on the family’s card."
FORBIDS = "A court’s order here forbids what the line lets this adult do. See the newer order, and enter it on the family’s card."


@dataclass(frozen=True, slots=True)
class RightsGiven:
    """What a line says that its adult may do, and on whose word."""

    rights: Rights | None  # None: nothing is said of them
    said: SaidOfRights
    held: Responsibility | None = None  # None: nothing is said of parental responsibility


def read_may(heading: str, text: str) -> bool | None:
    """Yes, no, or None where the cell is empty. Raises Refused for anything else."""
    word = text.strip().casefold()
    if word not in {"", "yes", "no", "y", "n", "true", "false"}:
        raise Refused(f"“{text.strip()[:20]}” for {heading.lower()} is neither yes nor no.")
    return None if not word else word in {"yes", "y", "true"}


def read_by(text: str) -> str:
    """By what an adult has parental responsibility, by its word in the office. Raises Refused for anything else."""
    if text and text.casefold() not in BY:
        raise Refused(f"Responsibility by is one of {', '.join(BY)}, not “{text[:20]}”.")
    return text.casefold()


def read_source(text: str) -> str:
    """On whose word: "said", a "court" order, or "" for nothing. Raises Refused for anything else."""
    if text.casefold() not in SOURCES:
        raise Refused(f"Rights source is said or court, not “{text[:20]}”.")
    return SOURCES[text.casefold()]


def rights_given(found: dict[str, Any], today: date) -> RightsGiven | None:
    """Take what a line says of its adult's rights out of its fields; None where it says nothing.

    Raises Refused for what says no right, has no reason or no source, ends before it begins, or does not stand together.
    """
    told, held = {field: found.pop(field, None) for field in FIELDS}, _held_given(found)
    if not any(value not in {None, ""} for value in told.values()):
        return None if held is None else RightsGiven(None, SaidOfRights(), held)
    may = {right: told[right] for right in RIGHTS}
    if not (found.get("adult_first_name") or found.get("adult_last_name")):
        raise Refused("It says what an adult may do, and names none.")
    if all(value is None for value in may.values()):
        raise Refused("It says why an adult may or may not do something, and not what.")
    if may["may_be_told"] is False:
        may |= {right: may[right] or False for right in ("may_book", "gets_letters")}
        if may["may_book"] or may["gets_letters"]:
            raise Refused("Who may not be told anything can neither book nor get letters.")
    book, letters, collect, be_told = (may[right] is not False for right in RIGHTS)
    rights = Rights(book, letters, collect, be_told)
    said = SaidOfRights(
        told["rights_from"], told["rights_until"], told["rights_reason"] or "", told["rights_source"] or "said", told["rights_by"] or "",
        told["rights_on"],
    )  # fmt: skip
    if not rights.same(EVERYTHING) or said.source == "court":
        if not said.reason:
            raise Refused("What an adult may do has no reason.")
        if not said.said_by:
            raise Refused("It does not say on whose word an adult may or may not do something.")
    if said.until_day is not None and said.until_day < (said.from_day or today):
        raise Refused("What an adult may do would end before it begins.")
    return RightsGiven(rights, said, held)


def _held_given(found: dict[str, Any]) -> Responsibility | None:
    """What a line says of parental responsibility; None for nothing. Raises Refused for what is half said or cannot be so."""
    held, first, until, by, seen = (found.pop(field, None) for field in HELD)
    if not any(value not in {None, ""} for value in (held, first, until, by, seen)):
        return None
    if held is None:
        raise Refused("It says since when or by what, and not whether the adult has parental responsibility.")
    if not (found.get("adult_first_name") or found.get("adult_last_name")):
        raise Refused("It says who has parental responsibility, and names none.")
    given = Responsibility(held, first, until, by or "unknown", seen or ("" if by or first or until or not held else FIRST))
    check_responsibility(given)
    return given


def adults_of(db: Session) -> dict[tuple[int, str], int]:
    """Every adult by home and folded name."""
    rows = db.execute(select(Adult.id, Adult.household_id, Adult.first_name, Adult.last_name).where(Adult.state != "merged"))
    return {(row.household_id, fold(f"{row.first_name} {row.last_name}")): row.id for row in rows}


def orders_of(db: Session) -> dict[int, tuple[Rights, ...]]:
    """What courts have ordered, by adult, the newest first."""
    return {adult: tuple(one for one in noted if one.court) for adult, noted in history_of(db, under_orders(db)).items()}


def forbidden(given: RightsGiven, orders: Sequence[Rights], today: date) -> bool:
    """Whether an order that stands on a day which a line reaches forbids what the line allows."""
    if given.rights is None:
        return False
    first, last = given.said.from_day or today, given.said.until_day or date.max
    begins = [*(one.from_day for one in orders), *(one.until_day + timedelta(days=1) for one in orders if one.until_day)]
    for day in {first, *(day for day in begins if day is not None and first < day <= last)}:
        stands = next((one for one in orders if (one.from_day or day) <= day <= (one.until_day or day)), None)
        if stands is not None and any(getattr(given.rights, right) and not getattr(stands, right) for right in RIGHTS):
            return True
    return False


def keep_given(work: Work, adult: Adult, given: RightsGiven | None) -> None:
    """Keep what a new adult may do: everything since they were entered, and what the file says otherwise from its day on."""
    keep_responsibility(work, adult, (given.held if given is not None else None) or Responsibility(held=True))
    plain = given is not None and given.rights is not None and given.rights.same(EVERYTHING) and given.said.source == "said"
    keep_rights(work, adult, EVERYTHING, given.said if given is not None and plain else SaidOfRights(), first=True)
    if given is not None and given.rights is not None and not plain:
        keep_rights(work, adult, given.rights, given.said)
