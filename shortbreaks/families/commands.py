"""Taking a family into the records and keeping it right."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from shortbreaks.access.permissions import Permission
from shortbreaks.council.districts import check_named, placed
from shortbreaks.council.lists import codes_in
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.families.name_history import keep_name
from shortbreaks.families.needs import set_needs
from shortbreaks.families.responsibility import Responsibility, keep_responsibility
from shortbreaks.families.rights import EVERYTHING, SaidOfRights, keep_rights
from shortbreaks.families.search import index_family
from shortbreaks.families.sen import FIELDS as SEN
from shortbreaks.families.sen import set_sen
from shortbreaks.families.tables import (
    Address,
    AddressReader,
    Adult,
    Child,
    FamilyNote,
    Household,
)
from shortbreaks.reaching import read_email, read_phone

FIRST_REF = 20000


@dataclass(frozen=True, slots=True)
class RegisterFamily:
    """A family as it first rings: one child, one adult, one home."""

    first_name: str
    last_name: str
    born: date
    adult_first_name: str
    adult_last_name: str
    relation: str
    phone: str
    address: str
    postcode: str
    adult_title: str = ""
    email: str = ""
    restricted: bool = False
    benefit: str = ""
    letter_format: str = "standard"
    district: str = ""  # where the postcode tells none
    not_same: str = ""  # why it is another child than those that were told as alike


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Family registered")
def register_family(work: Work, request: RegisterFamily) -> list[int]:
    """Take a family in; answers the household's and the child's id. Raises Refused naming the field that is missing."""
    check_name(request.first_name, "first_name", "The child")
    check_name(request.adult_last_name or request.adult_first_name, "adult_first_name", "The parent or carer")
    if request.benefit and request.benefit not in codes_in(work.db, "benefit", work.today):
        raise Refused("That benefit is not on the list.", "Choose one, or none.", "benefit")
    check_named(work.db, request.postcode, request.district, work.today)
    household = new_household(work, request.benefit)
    set_home(
        work, household.id, request.address, request.postcode, restricted=request.restricted, district=request.district
    )
    adult = new_adult(
        work, household.id, request.adult_first_name, request.adult_last_name, title=request.adult_title,
        relation=request.relation, phone=read_phone(request.phone), email=read_email(request.email),
        letter_format=request.letter_format,
    )  # fmt: skip
    keep_rights(work, adult, EVERYTHING, SaidOfRights(), first=True)
    keep_responsibility(work, adult, Responsibility(held=True))
    child = new_child(household.id, request.first_name, request.last_name, _born(work, request.born))
    work.db.add(child)
    work.db.flush()
    note_not_same(work, child, request.not_same)
    index_family(work.db, household.id)
    work.record(child)
    return [household.id, child.id]


def note_not_same(work: Work, child: Child, words: str) -> None:
    """Keep beside the family who went on, and why, where it was told that a child may be here already."""
    if words.strip():
        note = FamilyNote(
            household_id=child.household_id, child_id=child.id, at=work.now, person_id=work.person.id, kind="note", words=words.strip()
        )
        work.db.add(note)
        work.db.flush()


def new_household(work: Work, benefit: str) -> Household:
    """A family with its number, and the benefit that was seen today ("" for none)."""
    household = Household(
        ref=next_ref(work), benefit=benefit, benefit_seen_on=work.today if benefit else None, note="", state="open",
        merged_into=None,
    )  # fmt: skip
    work.db.add(household)
    work.db.flush()
    return household


def new_adult(
    work: Work, household_id: int, first: str, last: str, *, title: str, relation: str, phone: str, email: str,
    letter_format: str,
) -> Adult:  # fmt: skip
    """A parent or carer as they first ring, who lives with the child; what they may do is kept by whoever asks for them."""
    adult = Adult(
        household_id=household_id, title=title.strip(), first_name=first.strip(), last_name=last.strip(),
        relation=relation.strip() or "Carer", phone=phone, email=email,
        letter_format=letter_format, language="en-GB", lives_elsewhere=False, state="open",
    )  # fmt: skip
    work.db.add(adult)
    work.db.flush()
    return adult


def next_ref(work: Work) -> str:
    """The next family number."""
    last = work.db.scalar(select(func.max(Household.id))) or 0
    return f"F-{FIRST_REF + last + 1}"


def new_child(household_id: int, first: str, last: str, born: date) -> Child:
    """A child with nothing asked yet."""
    return Child(
        household_id=household_id, first_name=first.strip(), last_name=last.strip(), known_as="", born=born,
        sibling_only=False, workers_needed=0, communication="", health="", likes="", school="", key_worker="",
        early_support_point="", care_plan_on=None, advance_care_plan_held="", palliative=False, long_term=None,
        sen_first="", sen_second="", sen_provision="", primary_need="", sen_said="", state="open", merged_into=None,
    )  # fmt: skip


def set_home(work: Work, household_id: int, lines: str, postcode: str, *, restricted: bool, district: str = "") -> Address:
    """Keep a new home from today; the old one ends yesterday and is kept. A restricted one is shown to its writer.

    `district` stands where the postcode tells none.
    """
    at = placed(work.db, postcode, district, work.today)
    old = select(Address).where(
        Address.household_id == household_id, Address.purpose == "home", Address.until_day.is_(None)
    )
    from_day = None
    for address in work.db.scalars(old):
        address.until_day = work.today - timedelta(days=1)
        from_day = work.today
    home = Address(
        household_id=household_id, purpose="home", lines=lines.strip(), postcode=at.postcode,
        district=at.district, easting=at.easting, northing=at.northing, visibility="restricted" if restricted else "open",
        from_day=from_day, until_day=None,
    )  # fmt: skip
    work.db.add(home)
    work.db.flush()
    if restricted:
        work.db.add(AddressReader(address_id=home.id, person_id=work.person.id))
    return home


def check_name(text: str, field: str, who: str) -> None:
    """Raise Refused for somebody who has no name."""
    if not text.strip():
        raise Refused(f"{who} has no name.", "Write at least a first name.", field)


def _born(work: Work, born: date) -> date:
    if born > work.today:
        raise Refused("The date of birth has not come yet.", "Write it like 14/11/2016.", "born")
    return born


@dataclass(frozen=True, slots=True)
class MoveHome:
    """A household's new home. `checked_who_learns` must be true when somebody living elsewhere must not learn it.

    `home_seen` is the id of the home that was shown, 0 for none.
    """

    household_id: int
    address: str
    postcode: str
    restricted: bool
    checked_who_learns: bool = False
    district: str = ""  # where the postcode tells none
    home_seen: int | None = None


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Home changed")
def move_home(work: Work, request: MoveHome) -> int:
    """Keep a new home. Where an address is or was restricted, asks first who must not learn it (safety.md 3.11).

    Raises ChangedByAnother when the family moved since its home was shown.
    """
    household = work.take(Household, request.household_id)
    newest = select(func.max(Address.id)).where(Address.household_id == household.id, Address.purpose == "home")
    there = work.db.scalar(newest) or 0
    if request.home_seen is not None and there > request.home_seen:
        raise work.newer("address", there)
    guarded = request.restricted or work.db.scalar(
        select(func.count()).where(Address.household_id == household.id, Address.visibility == "restricted")
    )
    if guarded and not request.checked_who_learns:
        raise Refused(
            "This family's address is or was withheld from somebody.",
            "Check who must not learn the new one, and say that you did.", "checked_who_learns",
        )  # fmt: skip
    check_named(work.db, request.postcode, request.district, work.today)
    home = set_home(
        work, household.id, request.address, request.postcode, restricted=request.restricted, district=request.district
    )
    index_family(work.db, household.id)
    work.record(home)
    return home.id


@dataclass(frozen=True, slots=True)
class ChangeChild:
    """A child's own record, with the version shown."""

    child_id: int
    seen: int
    first_name: str
    last_name: str
    known_as: str
    born: date
    workers_needed: int
    communication: str
    health: str
    school: str
    key_worker: str
    early_support_point: str
    care_plan_on: date | None
    advance_care_plan_held: str
    palliative: bool
    long_term: bool | None
    needs: tuple[str, ...]
    levels: tuple[tuple[str, str], ...] = ()  # of each need and its level; a need not named keeps its own
    likes: str | None = None  # what the child likes, and does not; None leaves it
    sen_first: str | None = None  # SEN types in their order, what school gives and the primary need; None leaves each
    sen_second: str | None = None
    sen_provision: str | None = None
    primary_need: str | None = None
    sibling_only: bool | None = None  # None leaves it; nobody who may have breaks becomes only a brother or sister


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Child's record changed")
def change_child(work: Work, request: ChangeChild) -> int:
    """Save a child's record. "No disability recorded" excludes every other disability. Raises ChangedByAnother."""
    child = work.take(Child, request.child_id, seen=request.seen)
    if request.sibling_only and not child.sibling_only:
        raise Refused("This child may have short breaks already.", "Leave this unticked.", "sibling_only")
    if write_child(work, child, request):
        # needs are part of what was shown: whoever opened the record before them compares first
        flag_modified(child, "first_name")
    index_family(work.db, child.household_id)
    work.record(child)
    return child.id


def write_child(work: Work, child: Child, request: ChangeChild) -> bool:
    """Write what was said of a child into its record; answers whether its needs changed. Raises Refused naming the field."""
    check_name(request.first_name, "first_name", "The child")
    if request.care_plan_on is not None and request.care_plan_on > work.today:
        raise Refused("The care plan's date has not come yet.", "Write the day the plan was made.", "care_plan_on")
    keep_name(work, child, request.first_name, request.last_name)
    child.first_name, child.last_name = request.first_name.strip(), request.last_name.strip()
    child.known_as, child.born = request.known_as.strip(), _born(work, request.born)
    child.workers_needed, child.communication = request.workers_needed, request.communication.strip()
    child.health, child.school = request.health.strip(), request.school.strip()
    child.key_worker, child.early_support_point = request.key_worker.strip(), request.early_support_point.strip()
    child.care_plan_on, child.palliative = request.care_plan_on, request.palliative
    child.advance_care_plan_held, child.long_term = request.advance_care_plan_held.strip(), request.long_term
    child.sibling_only = child.sibling_only if request.sibling_only is None else request.sibling_only
    child.likes = child.likes if request.likes is None else request.likes.strip()
    set_sen(work, child, {field: getattr(request, field) for field in SEN})
    changed = set_needs(work, child.id, request.needs, dict(request.levels))
    work.db.flush()
    return changed
