"""Families from one flat CSV file: a line for each child, with a parent and the home of the family."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shortbreaks.council.codes import CIN_CODES
from shortbreaks.council.lists import CodeList
from shortbreaks.council.postcodes import tidy_postcode
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.adult_rights import COLUMNS as RIGHTS_COLUMNS
from shortbreaks.exchange.adult_rights import read_by, read_may, read_source, rights_given
from shortbreaks.exchange.csv_dates import day_in, guess_dates
from shortbreaks.exchange.csv_files import RowFault, Table, TableRow, read_table, unguard, write_table
from shortbreaks.exchange.incoming import READERS
from shortbreaks.families.needs import may_have_level
from shortbreaks.families.sen import is_older, types_meant
from shortbreaks.reaching import read_email, read_phone
from shortbreaks.words import counted

NEW_ANYWAY = "New child"
# Heading: (field, how it is read). Born is told apart by its column's own form of date.
COLUMNS: Mapping[str, tuple[str, str]] = {
    "Family": ("family", "line"), "Child first name": ("first_name", "name"), "Child last name": ("last_name", "line"),
    "Known as": ("known_as", "line"), "Born": ("born", "born"), "Needs": ("needs", "needs"),
    "Own workers": ("workers_needed", "workers"), "Sibling only": ("sibling_only", "yes"), "School": ("school", "line"),
    "SEN type": ("sen", "sen"), "SEN provision": ("provision", "provision"), "Primary need": ("primary_need", "primary"),
    "Communication": ("communication", "text"), "Health": ("health", "text"), "Likes": ("likes", "text"),
    "Key worker": ("key_worker", "line"),
    "Early Support point": ("early_support_point", "line"), "Care plan of": ("care_plan_on", "day"),
    "Advance Care Plan held": ("advance_care_plan_held", "line"), "Parent title": ("title", "line"),
    "Parent first name": ("adult_first_name", "line"), "Parent last name": ("adult_last_name", "line"),
    "Relation": ("relation", "line"), "Telephone": ("phone", "phone"), "Email": ("email", "email"),
    "Letters": ("letter_format", "letters"), "Address": ("address", "text"), "Postcode": ("postcode", "postcode"),
    "District": ("district", "district"),
    "Address withheld": ("restricted", "yes"), "Benefit": ("benefit", "benefit"), NEW_ANYWAY: ("new_anyway", "yes"), **RIGHTS_COLUMNS,
}  # fmt: skip
DAYS = {"born", "day", "any day"}
NEEDED = ("Child first name", "Born")
Reader = Callable[[str], Any]
LETTERS = {"": "standard", "standard": "standard", "large": "large", "large print": "large", "easy": "easy", "easy read": "easy"}


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """One child of a file with what the line says of the family; `fields` are as they would be kept."""

    line: int
    family: str  # how the file knows the family: its own word, or our number "F-20418"; "" is a family by itself
    first_name: str
    last_name: str
    born: date
    fields: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The child's folded name, to compare."""
        return fold(f"{self.first_name} {self.last_name}").strip()

    @property
    def adult(self) -> str:
        """The folded name of the parent or carer of the line, to compare."""
        return fold(f"{self.fields.get('adult_first_name', '')} {self.fields.get('adult_last_name', '')}")


@dataclass(frozen=True, slots=True)
class FamiliesFile:
    """A file as it was understood: its lines, those that cannot be read, and what must be known of all of it."""

    read: int
    lines: tuple[FamilyLine, ...]
    faults: tuple[RowFault, ...]
    said: tuple[str, ...]


def empty_table() -> bytes:
    """The headings alone, for a table that is to be filled in."""
    return write_table(tuple(COLUMNS), ())


def read_families(data: bytes, today: date, lists: Mapping[str, CodeList]) -> FamiliesFile:
    """Families from CSV, their codes by the council's own lists of the day; a line with a fault is told with its number.

    Raises Refused for a file without the needed columns, whose dates can be read two ways, or that cannot be read.
    """
    table = read_table(data)
    known = {fold(heading): heading for heading in COLUMNS}
    places = {place: known[fold(name)] for place, name in enumerate(table.headings) if fold(name) in known}
    if missing := [heading for heading in NEEDED if heading not in places.values()]:
        raise Refused(
            f"The file has no column “{missing[0]}”.",
            f"The first line holds the headings: {', '.join([*COLUMNS][:5])} and so on.",
        )
    strange = [heading for place, heading in enumerate(table.headings) if place not in places and heading]
    said = list(table.notes)
    if strange:
        unknown = counted(len(strange), "column is not known and is", "columns are not known and are")
        said.append(f"{unknown} left out: {', '.join(strange[:6])}.")
    forms, own = _forms(table, places), _own_readers(lists, today)
    lines: list[FamilyLine] = []
    faults = [RowFault(fault.line, f"The line {fault.sentence}.") for fault in table.faults]
    for row in table.rows:
        try:
            lines.append(_line(row, places, forms, own, today))
        except Refused as refused:
            faults.append(RowFault(row.line, refused.sentence))
    return FamiliesFile(len(table.rows) + len(table.faults), *_alone(lines, faults), tuple(said))


def _forms(table: Table, places: Mapping[int, str]) -> dict[str, str]:
    """How each column of days writes them. Raises Refused where a column can be read two ways."""
    forms = {}
    for place, heading in places.items():
        if COLUMNS[heading][1] in DAYS:
            cells = [row.cells[place] for row in table.rows if row.cells[place].strip()]
            try:
                forms[heading] = guess_dates(cells) if cells else "ymd"
            except Refused as refused:
                remedy = "Write the days of this column like 2016-11-14, and choose the file again."
                raise Refused(f"{heading}: {refused.sentence}", remedy) from None
    return forms


def _line(
    row: TableRow, places: Mapping[int, str], forms: Mapping[str, str], own: Mapping[str, Reader], today: date
) -> FamilyLine:
    found: dict[str, Any] = {}
    for place, heading in places.items():
        (field, how), cell = COLUMNS[heading], unguard(row.cells[place])
        if how in DAYS:
            found[field] = _day(heading, cell.strip(), forms[heading], today, how)
        elif how == "may":
            found[field] = read_may(heading, cell)
        else:
            found[field] = own[how](cell.strip()) if how in own else READERS[how](heading.lower(), cell)
    if found.get("born") is None:
        raise Refused("The day of birth is missing.")
    if found.get("restricted") and not found.get("address"):
        raise Refused("The address is withheld, and there is none.")
    found["rights"] = rights_given(found, today)
    parent = found.get("adult_first_name") or found.get("adult_last_name")
    if not parent and not found.get("family", "").upper().startswith("F-"):
        raise Refused("The parent or carer has no name.")
    fields = {name: value for name, value in found.items() if name not in {"family", "first_name", "last_name", "born"}}
    family, last = found.get("family", ""), found.get("last_name", "")
    return FamilyLine(row.line, family, found["first_name"], last, found["born"], fields)


def _workers(text: str) -> int:
    if text not in {"", "0", "1", "2"}:
        raise Refused(f"Own workers is 0, 1 or 2, not “{text[:20]}”.")
    return int(text or 0)


def _letters(text: str) -> str:
    if text.casefold() not in LETTERS:
        raise Refused(f"Letters are standard, large or easy, not “{text[:20]}”.")
    return LETTERS[text.casefold()]


class _Codes:
    """Reads cells that hold codes of the council's lists, as they are offered on a day."""

    def __init__(self, lists: Mapping[str, CodeList], today: date) -> None:
        self.lists = lists
        self.offered = {name: listed.in_use(today) for name, listed in lists.items()}

    def code(self, name: str, text: str) -> str | None:
        """The code meant, or None for one that nobody knows or that is no longer offered."""
        code = self.lists[name].code_for(text)
        return code if code in self.offered[name] else None

    def benefit(self, text: str) -> str:
        """A benefit, "" for none."""
        return self._one("benefit", "benefit", text)

    def needs(self, text: str) -> dict[str, str]:
        """Needs by code, words or old name, parted by ";" or ",", each with its level ("Mobility: severe") or "".

        Words that hold a comma are looked for whole first.
        """
        found: dict[str, str] = {}
        for part in text.split(";"):
            whole = self.code("need", part.partition(":")[0])
            for word in [part] if whole else part.split(","):
                if word.strip():
                    code, level = self._need(word)
                    found[code] = level or found.get(code, "")
        disabilities = CIN_CODES & set(found)
        if "NONE" in disabilities and len(disabilities) > 1:
            raise Refused("“No disability recorded” stands with another disability.")
        return found

    def sen(self, text: str) -> tuple[str, str, str]:
        """The first and the second SEN type, parted by ";" or ",", and the older names by which they were said."""
        return types_meant(self.lists["sen_type"], text, self.offered["sen_type"])

    def provision(self, text: str) -> tuple[str, str]:
        """What school gives, and the older name by which it was said."""
        code = self._one("sen_provision", "SEN provision", text)
        return code, text if code and is_older(self.lists["sen_provision"], code, text) else ""

    def primary(self, text: str) -> str:
        """The primary need, "" for none."""
        return self._one("primary_need", "primary need", text)

    def district(self, text: str) -> str:
        """A district by any of its names, also an old one such as Shepway; it counts where the postcode tells none."""
        return self._one("district", "district", text)

    def _one(self, name: str, called: str, text: str) -> str:
        code = self.code(name, text) if text else ""
        if code is None:
            raise Refused(f"“{text[:40]}” is no {called} on the list.")
        return code

    def _need(self, word: str) -> tuple[str, str]:
        said, _, how_far = word.partition(":")
        code, level = self.code("need", said), self.code("level", how_far) if how_far.strip() else ""
        if code is None:
            raise Refused(f"“{said.strip()[:40]}” is not a need on the list.")
        if level is None or (level and not may_have_level(code)):
            raise Refused(f"“{how_far.strip()[:40]}” is not a level of {said.strip()[:40]}.")
        return code, level


def _day(heading: str, text: str, form: str, today: date, how: str) -> date | None:
    if not text:
        return None
    day = day_in(text, form)
    if day is None:
        raise Refused(f"{heading}: “{text[:20]}” is not a day such as 2016-11-14.")
    if day > today and how != "any day":
        raise Refused(f"{heading}: {text[:20]} has not come yet.")
    if how == "born" and today.year - day.year > 25:
        raise Refused(f"{heading}: {text[:20]} makes the child older than 25.")
    return day


def _own_readers(lists: Mapping[str, CodeList], today: date) -> Mapping[str, Reader]:
    codes = _Codes(lists, today)
    return {
        "needs": codes.needs, "sen": codes.sen, "provision": codes.provision, "primary": codes.primary, "district": codes.district,
        "source": read_source, "responsible": read_by, "workers": _workers, "letters": _letters, "benefit": codes.benefit,
        "phone": read_phone, "email": read_email, "postcode": lambda text: tidy_postcode(text) if text else "",
    }  # fmt: skip


def _alone(
    lines: list[FamilyLine], faults: list[RowFault]
) -> tuple[tuple[FamilyLine, ...], tuple[RowFault, ...]]:
    """Keep the first of lines that are the same child; a later one is at fault unless it says that it is new."""
    seen: dict[tuple[str, date], int] = {}
    kept = []
    for one in lines:
        earlier = seen.setdefault((one.name, one.born), one.line)
        if earlier != one.line and not one.fields.get("new_anyway"):
            faults.append(RowFault(one.line, f"The same child stands on line {earlier} already."))
        else:
            kept.append(one)
    return tuple(kept), tuple(sorted(faults, key=lambda fault: fault.line))


def apart(lines: Sequence[FamilyLine]) -> list[RowFault]:
    """Lines of one new family that give it two homes, or two benefits."""
    homes: dict[str, tuple[str, int]] = {}
    benefits: dict[str, tuple[str, int]] = {}
    faults = []
    for given in lines:
        if not given.family:
            continue
        if benefit := given.fields.get("benefit"):
            first, line = benefits.setdefault(given.family, (benefit, given.line))
            if first != benefit:
                faults.append(RowFault(given.line, f"The family has another benefit on line {line}."))
        if not given.fields.get("postcode"):
            continue
        home = fold(f"{given.fields.get('address', '')} {given.fields['postcode']}")
        first, line = homes.setdefault(given.family, (home, given.line))
        if first != home:
            faults.append(RowFault(given.line, f"The family lives somewhere else on line {line}."))
    return faults


def rights_apart(lines: Sequence[FamilyLine]) -> list[RowFault]:
    """Lines of one family that say two things of what the same adult may do."""
    told: dict[tuple[str, str], tuple[Any, int]] = {}
    faults = []
    for given in lines:
        if given.family and (rights := given.fields.get("rights")) is not None:
            first, line = told.setdefault((given.family, given.adult), (rights, given.line))
            if first != rights:
                faults.append(RowFault(given.line, f"What this adult may do is said otherwise on line {line}."))
    return faults
