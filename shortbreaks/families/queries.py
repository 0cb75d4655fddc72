"""Families as they are shown: the list, one child's card, and what a form needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select, text

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.districts import named_by_hand
from shortbreaks.council.lists import CodeList, called, code_lists, say_district
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, to_local
from shortbreaks.errors import NotFound
from shortbreaks.families.merged import same_household
from shortbreaks.families.name_history import past_names_of
from shortbreaks.families.responsibility import Responsibility, held_on, responsibility_of
from shortbreaks.families.rights import Rights, history_of, rights_of
from shortbreaks.families.rules import GONE, Shown, Withheld, lines_of, short_name
from shortbreaks.families.search import FoundChild, children_rows
from shortbreaks.families.sen import SenSaid, say_sen
from shortbreaks.families.tables import (
    OPEN_CHILD,
    Address,
    Adult,
    Child,
    ChildNeed,
    EmergencyContact,
    FamilyNote,
    Household,
)

PAGE = 200


@query(needs=Permission.SEE_CASES)
def families_listed(view: View, after: int = 0) -> tuple[tuple[FoundChild, ...], int]:
    """A page of open children by number, and how many there are in all."""
    ids = view.db.execute(
        select(Child.id).where(text(OPEN_CHILD), Child.id > after).order_by(Child.id).limit(PAGE)
    ).scalars()
    count = view.db.scalar(select(func.count()).select_from(Child).where(text(OPEN_CHILD))) or 0
    rows = sorted(children_rows(view.db, list(ids), view.today), key=lambda row: row.id)
    return tuple(rows), count


@dataclass(frozen=True, slots=True)
class AdultRow:
    """A parent or carer on a child's card."""

    id: int
    version: int
    title: str
    first_name: str
    last_name: str
    relation: str
    phone: str
    email: str
    letter_format: str
    language: str
    lives_elsewhere: bool
    rights: Rights  # of today
    noted: tuple[Rights, ...]  # all that was ever kept, the newest first
    responsibility: Responsibility  # of today
    responsibilities: tuple[Responsibility, ...]  # all that was ever kept, the newest first

    @property
    def short(self) -> str:
        """First name and initial."""
        return short_name(self.first_name, self.last_name)


@dataclass(frozen=True, slots=True)
class GoneRow:
    """An adult who is of the family no more: `state` "died" or "closed"."""

    id: int
    version: int
    relation: str
    short: str
    state: str

    def __str__(self) -> str:
        """Father, Ben O., has died."""
        return f"{self.relation}, {self.short}, {GONE[self.state]}"


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need of a child, with its words."""

    code: str
    words: str
    level: str
    note: str

    @property
    def said(self) -> str:
        """The need with its level, when one is recorded (R-E4)."""
        return f"{self.words}: {self.level}" if self.level else self.words


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Who comes when nobody at home answers."""

    id: int
    version: int
    name: str
    relation: str
    phone: str
    within_two_hours: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A call or a note; the time is on the clock in Kent."""

    at: datetime
    kind: str
    words: str
    person: str


@dataclass(frozen=True, slots=True)
class ChildCard:
    """Everything of a child's own record; a withheld address stands on no card, it is looked at (families/withheld.py)."""

    id: int
    version: int
    household_id: int
    ref: str
    first_name: str
    last_name: str
    known_as: str
    born: date
    age: int
    state: str
    sibling_only: bool
    workers_needed: int
    communication: str
    health: str
    likes: str
    school: str
    key_worker: str
    early_support_point: str
    care_plan_on: date | None
    advance_care_plan_held: str
    palliative: bool
    long_term: bool | None
    sen_first: str
    sen_second: str
    sen_provision: str
    primary_need: str
    sen: SenSaid
    benefit: str
    address: Shown | Withheld | None
    district: str
    district_named: str  # its code where no postcode tells it, for the form of a home; "" for a withheld one
    restricted: bool
    home_id: int  # of the home that is shown, or withheld; 0 for none
    needs: tuple[NeedRow, ...]
    adults: tuple[AdultRow, ...]
    called_before: tuple[str, ...]  # "Amara Okafor, until 3 July 2026"
    gone: tuple[GoneRow, ...]  # who is of the family no more
    contacts: tuple[ContactRow, ...]
    siblings: tuple[tuple[int, str, int], ...]
    notes: tuple[NoteRow, ...]

    @property
    def short(self) -> str:
        """First name and initial."""
        return short_name(self.first_name, self.last_name, self.known_as)


@query(needs=Permission.SEE_CASES)
def child_card(view: View, child_id: int) -> ChildCard:
    """One child with family, needs and contacts, in a fixed number of questions. Raises NotFound."""
    child = view.db.execute(
        select(Child, Household.ref, Household.benefit)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == child_id)
    ).first()
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    record: Child = child.Child
    if record.merged_into is not None:
        return child_card(view, record.merged_into)
    lists = code_lists(view.db)
    address, district, named, home_id = _home(view, record.household_id, lists)
    words = lists["need"].said
    needs = view.db.execute(
        select(ChildNeed.code, ChildNeed.level, ChildNeed.note)
        .where(ChildNeed.child_id == child_id)
        .order_by(ChildNeed.id)
    )
    return ChildCard(
        record.id, record.version, record.household_id, child.ref, record.first_name, record.last_name, record.known_as,
        record.born, age_on(record.born, view.today), record.state, record.sibling_only, record.workers_needed,
        record.communication, record.health, record.likes, record.school, record.key_worker, record.early_support_point,
        record.care_plan_on, record.advance_care_plan_held, record.palliative, record.long_term, record.sen_first,
        record.sen_second, record.sen_provision, record.primary_need, say_sen(record, lists), child.benefit, address,
        district, named, isinstance(address, Withheld), home_id,
        tuple(NeedRow(r.code, words.get(r.code, r.code), r.level, r.note) for r in needs),
        adults_of(view, record.household_id), past_names_of(view.db, child_id),
        _gone(view, record.household_id), _contacts(view, child_id), _siblings(view, record),
        _notes(view, record.household_id),
    )  # fmt: skip


def _home(view: View, household_id: int, lists: Mapping[str, CodeList]) -> tuple[Shown | Withheld | None, str, str, int]:
    row = view.db.execute(
        select(Address.id, Address.lines, Address.postcode, Address.visibility, Address.district)
        .where(
            Address.household_id == household_id,
            Address.purpose == "home",
            or_(Address.until_day.is_(None), Address.until_day >= view.today),
        )
        .order_by(Address.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None, "", "", 0
    district = say_district(called(lists["district"]), row.district)
    if row.visibility == "restricted":
        return Withheld(), district, "", row.id
    return Shown(lines_of(row.lines), row.postcode), district, named_by_hand(row.postcode, row.district), row.id


def adults_of(view: View, household_id: int) -> tuple[AdultRow, ...]:
    """A household's open adults."""
    rows = view.db.execute(
        select(
            Adult.id, Adult.version, Adult.title, Adult.first_name, Adult.last_name, Adult.relation, Adult.phone,
            Adult.email, Adult.letter_format, Adult.language, Adult.lives_elsewhere,
        )
        .where(Adult.household_id == household_id, Adult.state == "open")
        .order_by(Adult.id)
    ).all()  # fmt: skip
    ids = [row.id for row in rows]
    rights, noted = rights_of(view.db, ids, view.today), history_of(view.db, ids)
    held = responsibility_of(view.db, ids)
    return tuple(
        AdultRow(
            **row._mapping, rights=rights[row.id], noted=noted.get(row.id, ()), responsibility=held_on(held.get(row.id, ()), view.today),
            responsibilities=held.get(row.id, ()),
        ) for row in rows
    )  # fmt: skip


def _gone(view: View, household_id: int) -> tuple[GoneRow, ...]:
    rows = view.db.execute(
        select(Adult.id, Adult.version, Adult.relation, Adult.first_name, Adult.last_name, Adult.state)
        .where(Adult.household_id == household_id, Adult.state.in_(tuple(GONE))).order_by(Adult.id)
    )  # fmt: skip
    return tuple(GoneRow(r.id, r.version, r.relation, short_name(r.first_name, r.last_name), r.state) for r in rows)


def _contacts(view: View, child_id: int) -> tuple[ContactRow, ...]:
    rows = view.db.execute(
        select(
            EmergencyContact.id, EmergencyContact.version, EmergencyContact.name, EmergencyContact.relation,
            EmergencyContact.phone, EmergencyContact.within_two_hours,
        )
        .where(EmergencyContact.child_id == child_id)
        .order_by(EmergencyContact.id)
    )  # fmt: skip
    return tuple(ContactRow(*row) for row in rows)


def _siblings(view: View, child: Child) -> tuple[tuple[int, str, int], ...]:
    rows = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born)
        .where(Child.household_id == child.household_id, Child.id != child.id, Child.state == "open")
        .order_by(Child.born)
    )
    return tuple((r.id, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, view.today)) for r in rows)


def _notes(view: View, household_id: int) -> tuple[NoteRow, ...]:
    rows = view.db.execute(
        select(FamilyNote.at, FamilyNote.kind, FamilyNote.words, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == FamilyNote.person_id)
        .where(FamilyNote.household_id.in_(same_household(household_id)))
        .order_by(FamilyNote.id.desc())
        .limit(50)
    )
    return tuple(NoteRow(to_local(r.at), r.kind, r.words, r.name) for r in rows)
