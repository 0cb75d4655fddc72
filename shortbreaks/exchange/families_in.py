"""Families of a file beside those that are kept: what would be new, who is here already, and bringing the new ones in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import code_lists
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.adult_rights import FORBIDS, HERE, RightsGiven, adults_of, forbidden, keep_given, orders_of
from shortbreaks.exchange.csv_files import RowFault
from shortbreaks.exchange.families_csv import NEW_ANYWAY, FamiliesFile, FamilyLine, apart, read_families, rights_apart
from shortbreaks.families.commands import new_adult, new_child, new_household, set_home
from shortbreaks.families.duplicates import ALIKE, SAME_DAY, swapped
from shortbreaks.families.needs import set_needs
from shortbreaks.families.rights import Rights
from shortbreaks.families.rules import short_name
from shortbreaks.families.search import index_family
from shortbreaks.families.tables import Address, Adult, Child, Household
from shortbreaks.words import counted

OF_CHILD = (
    "known_as", "workers_needed", "sibling_only", "school", "communication", "health", "likes", "key_worker", "early_support_point",
    "care_plan_on", "advance_care_plan_held",
)  # fmt: skip
BRINGS = ("new", "joins")


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One line: "new" (a family of its own), "joins" (a family here), "known", "alike" or "refused", and why."""

    number: int
    line: int
    name: str
    act: str
    why: str
    household_id: int | None = None
    given: FamilyLine | None = None


@dataclass(frozen=True, slots=True)
class FamiliesPreview:
    """What accepting a file would do; `seen` goes back with the acceptance."""

    read: int
    rows: tuple[JudgedLine, ...]
    said: tuple[str, ...]
    seen: str

    def count(self, *acts: str) -> int:
        """How many lines would be treated so."""
        return sum(1 for row in self.rows if row.act in acts)

    def sentence(self) -> str:
        """What the file would bring, in one line."""
        new, known, alike, refused = self.count(*BRINGS), self.count("known"), self.count("alike"), self.count("refused")
        parts = [
            f"{counted(new, 'child', 'children')} new" if new else "Nobody is new",
            f"{known:,} here already" if known else "", f"{alike:,} may be here and stay out" if alike else "",
            f"{counted(refused, 'line')} cannot be read" if refused else "",
        ]  # fmt: skip
        return f"{', '.join(filter(None, parts))}."

    def why_not(self) -> str:
        """Why it cannot be brought in as it is, or "" when it can."""
        if self.count("refused"):
            return "Some lines cannot be read. Mend them in the file, and choose it again."
        return "" if self.count(*BRINGS) else "Everybody in the file is here already."


@dataclass(slots=True)
class _Held:
    """The children that are kept, found by name and day of birth, by day alone; and families by their number."""

    exact: dict[tuple[str, date], tuple[int, str]] = field(default_factory=dict)
    born: dict[date, list[tuple[str, int, str]]] = field(default_factory=dict)
    refs: dict[str, int] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)  # families whose home is withheld here
    adults: dict[tuple[int, str], int] = field(default_factory=dict)
    orders: dict[int, tuple[Rights, ...]] = field(default_factory=dict)  # by adult: what courts have ordered
    today: date = date.max


def _held(db: Session, today: date) -> _Held:
    held = _Held(adults=adults_of(db), orders=orders_of(db), today=today)
    rows = db.execute(
        select(Child.first_name, Child.last_name, Child.known_as, Child.born, Child.household_id, Household.ref)
        .join(Household, Household.id == Child.household_id)
        .where(Child.state != "merged")
        .order_by(Child.id)
    )
    for first, last, known_as, born, household_id, ref in rows:
        said = f"{short_name(first, last, known_as)}, {ref}"
        name = fold(f"{first} {last}").strip()
        held.exact.setdefault((name, born), (household_id, said))
        held.born.setdefault(born, []).append((name, household_id, said))
    numbers = db.execute(select(Household.id, Household.ref, Household.merged_into))
    held.refs = {ref: into or row_id for row_id, ref, into in numbers}
    homes = select(Address.household_id).where(Address.visibility == "restricted", Address.until_day.is_(None))
    held.withheld = set(db.scalars(homes))
    return held


def _judged(found: FamiliesFile, held: _Held) -> tuple[JudgedLine, ...]:
    faults = list(found.faults)
    rows = [_judge(one, held, faults) for one in found.lines]
    homes: dict[str, int] = {}
    for row in rows:
        if row is not None and row.given is not None and row.given.family and row.household_id is not None:
            homes.setdefault(row.given.family, row.household_id)
    known = [_with_rights(_withheld(_with_family(row, homes), held), held) for row in rows if row is not None]
    fresh = [row.given for row in known if row.act == "new" and row.given is not None]
    said = [row.given for row in known if row.act in BRINGS and row.given is not None]
    known += [JudgedLine(0, fault.line, "", "refused", fault.sentence) for fault in (*apart(fresh), *rights_apart(said))]
    known += [JudgedLine(0, fault.line, "", "refused", fault.sentence) for fault in faults]
    return tuple(replace(row, number=n) for n, row in enumerate(sorted(known, key=lambda row: row.line), 1))


def _judge(one: FamilyLine, held: _Held, faults: list[RowFault]) -> JudgedLine | None:
    """A line against what is kept; None after a fault was told."""
    name = short_name(one.first_name, one.last_name, "")
    home: int | None = None
    if one.family.upper().startswith("F-"):
        home = held.refs.get(one.family.upper())
        if home is None:
            faults.append(RowFault(one.line, f"There is no family {one.family[:20]} here."))
            return None
    anyway = bool(one.fields.get("new_anyway"))
    same = held.exact.get((one.name, one.born))
    if same is not None and not anyway:
        return JudgedLine(0, one.line, name, "known", f"{same[1]}, is here already and stays as it is.", same[0], one)
    alike = None if anyway else _alike(one, held)
    if alike:
        why = f"May be {alike}. If it is another child, write yes under “{NEW_ANYWAY}”."
        return JudgedLine(0, one.line, name, "alike", why, None, one)
    if home is not None:
        return JudgedLine(0, one.line, name, "joins", f"Joins the family {one.family.upper()}.", home, one)
    return JudgedLine(0, one.line, name, "new", "", None, one)


def _alike(one: FamilyLine, held: _Held) -> str:
    """The child here whom a line may mean, in words; "" for none. The same tests as when a family rings."""
    from rapidfuzz import fuzz

    for day, least in ((one.born, SAME_DAY), (swapped(one.born), ALIKE)):
        for name, _, said in held.born.get(day, ()):
            if fuzz.token_sort_ratio(one.name, name) >= least:
                how = "born the same day" if day == one.born else "day and month of birth the other way round"
                return f"{said}, {how}"
    return ""


def _with_family(row: JudgedLine, homes: Mapping[str, int]) -> JudgedLine:
    """A new child whose brother or sister is known joins their family."""
    if row.act != "new" or row.given is None or row.given.family not in homes:
        return row
    why = "Joins its brother's or sister's family, which is here."
    return replace(row, act="joins", why=why, household_id=homes[row.given.family])


def _withheld(row: JudgedLine, held: _Held) -> JudgedLine:
    """An address that a line withholds and the family's own record does not: nobody joins it unseen (safety.md 3.11)."""
    told = row.given is not None and row.given.fields.get("restricted")
    if not told or row.household_id is None or row.household_id in held.withheld:
        return row
    if row.act == "known":
        return replace(row, why=f"{row.why} The line withholds the address, and here it is open.")
    why = "The line withholds the address, and the family’s home is open here: withhold it on the family’s card first."
    return replace(row, act="refused", why=why)


def _with_rights(row: JudgedLine, held: _Held) -> JudgedLine:
    """What a line says an adult who is here may do is not changed by it, and is never what a court's order forbids (R-P6)."""
    given = row.given.fields.get("rights") if row.given is not None else None
    adult = held.adults.get((row.household_id or 0, row.given.adult)) if row.given is not None else None
    if given is None or adult is None or row.act not in {"joins", "known"}:
        return row
    stands = forbidden(given, held.orders.get(adult, ()), held.today)
    if stands and row.act == "joins":
        return replace(row, act="refused", why=FORBIDS)
    told = FORBIDS if stands else HERE if row.act == "joins" else ""
    return replace(row, why=f"{row.why} {told}".rstrip())


@query(needs=Permission.IMPORT)
def families_previewed(view: View, data: bytes) -> FamiliesPreview:
    """What a file of families would bring in; nothing is kept. Raises Refused for a file that is none."""
    found = read_families(data, view.today, code_lists(view.db))
    rows = _judged(found, _held(view.db, view.today))
    return FamiliesPreview(found.read, rows, found.said, _seen(rows))


def _seen(rows: Sequence[JudgedLine]) -> str:
    told = "\n".join(f"{row.line} {row.act} {row.household_id} {row.why}" for row in rows)
    return sha256(told.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class BringInFamilies:
    """A file that was previewed and accepted; `seen` is the preview's own word for what it showed."""

    data: bytes
    seen: str


@command(needs=Permission.IMPORT, recorded_as="Families brought in from a file")
def bring_in_families(work: Work, request: BringInFamilies) -> dict[str, int]:
    """Bring in every new child of a file, or nothing; answers how many families and children.

    Children who are here, or may be, stay as they are. Raises Refused when a line is at fault, nothing is new, or the
    preview is out of date.
    """
    rows = _judged(read_families(request.data, work.today, code_lists(work.db)), _held(work.db, work.today))
    if any(row.act == "refused" for row in rows):
        raise Refused("Some lines of the file cannot be read.", "Mend them, and choose the file again.")
    if _seen(rows) != request.seen:
        raise Refused("The families have changed since the preview.", "Look at the preview again, then accept it.")
    wanted = [row for row in rows if row.act in BRINGS]
    if not wanted:
        raise Refused("Nobody in the file is new.", "Everybody in it is here already.")
    homes: dict[str, int] = {}
    said = _said_of_families(wanted)
    for row in wanted:
        _bring(work, row, homes, said)
    for household_id in sorted(set(homes.values())):
        index_family(work.db, household_id)
    work.record(("household", None))
    return {"families": len({row.household_id or _key(row) for row in wanted}), "children": len(wanted)}


def _key(row: JudgedLine) -> str:
    """The word that tells a line's family from the others of the file."""
    return (row.given.family if row.given else "") or f"line {row.line}"


def _said_of_families(rows: Sequence[JudgedLine]) -> dict[str, dict[str, Any]]:
    """What the lines of each family say of it together: its home wherever it stands, withheld when any line withholds it."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        says, of = row.given.fields if row.given else {}, found.setdefault(_key(row), {"rights": {}})
        of["restricted"] = bool(of.get("restricted") or says.get("restricted"))
        if row.given is not None and says.get("rights") is not None:
            of["rights"].setdefault(row.given.adult, says["rights"])
        of["benefit"] = of.get("benefit") or says.get("benefit", "")
        if not of.get("address") and not of.get("postcode"):
            of |= {name: says.get(name, "") for name in ("address", "postcode", "district")}
    return found


def _bring(work: Work, row: JudgedLine, homes: dict[str, int], said: Mapping[str, Mapping[str, Any]]) -> None:
    given = row.given
    assert given is not None
    says = given.fields
    key = _key(row)
    household_id = row.household_id or homes.get(key)
    if household_id is None:
        of = said[key]
        household_id = new_household(work, of["benefit"]).id
        set_home(work, household_id, of["address"], of["postcode"], restricted=of["restricted"], district=of["district"])
    homes[key] = household_id
    _keep_adult(work, household_id, says, said[key]["rights"].get(given.adult))
    child = new_child(household_id, given.first_name, given.last_name, given.born)
    for name in OF_CHILD:
        if says.get(name) is not None:
            setattr(child, name, says[name])
    _keep_sen(child, says)
    work.db.add(child)
    work.db.flush()
    set_needs(work, child.id, tuple(says.get("needs", ())), says.get("needs"))


def _keep_sen(child: Child, says: Mapping[str, Any]) -> None:
    """SEN and primary need by today's codes; what the file called by an older name is kept as it was said."""
    child.sen_first, child.sen_second, types_once = says.get("sen", ("", "", ""))
    child.sen_provision, provision_once = says.get("provision", ("", ""))
    child.primary_need = says.get("primary_need", "")
    once = (types_once, f"provision {provision_once}" if provision_once else "")
    child.sen_said = "; ".join(filter(None, once))


def _keep_adult(work: Work, household_id: int, says: Mapping[str, str], rights: RightsGiven | None) -> None:
    """The line's parent with what they may do, unless the family has one of that name."""
    first, last = says.get("adult_first_name", ""), says.get("adult_last_name", "")
    there = work.db.execute(select(Adult.first_name, Adult.last_name).where(Adult.household_id == household_id))
    if not (first or last) or fold(f"{first} {last}") in {fold(f"{a} {b}") for a, b in there}:
        return
    adult = new_adult(
        work, household_id, first, last, title=says.get("title", ""), relation=says.get("relation", ""),
        phone=says.get("phone", ""), email=says.get("email", ""), letter_format=says.get("letter_format", "standard"),
    )  # fmt: skip
    keep_given(work, adult, rights)
