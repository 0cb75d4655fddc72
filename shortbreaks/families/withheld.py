"""Addresses that are withheld: seen by an act that is kept, and the people who are named for them (safety.md 3.11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm.attributes import flag_modified

from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.rules import Shown, lines_of
from shortbreaks.families.tables import Address, AddressReader, AddressSeen

LAST = 20
FRESH = timedelta(minutes=10)  # as long as an untouched window stays unlocked


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """Somebody of the office who may see families, and whether they are named for this address."""

    person_id: int
    name: str
    role: str
    named: bool


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One look at a withheld address; `reason` is "" for somebody who was named."""

    at: datetime
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withholding:
    """Who may see a family's withheld address, whether the person asking is one of them, and who has looked."""

    address_id: int
    version: int
    mine: bool
    readers: tuple[ReaderRow, ...]
    seen: tuple[SeenRow, ...]


@query(needs=Permission.SEE_CASES)
def withholding_of(view: View, household_id: int) -> Withholding | None:
    """The readers of a family's withheld home and the last looks at it; None when its home is not withheld."""
    home = _home(view, household_id)
    if home is None:
        return None
    named = _named(view, home.id)
    people = view.db.execute(
        select(PersonRecord.id, PersonRecord.name, PersonRecord.role)
        .where(PersonRecord.active.is_(True))
        .order_by(PersonRecord.name)
    )
    seen = view.db.execute(
        select(AddressSeen.at, PersonRecord.name, AddressSeen.reason)
        .join(PersonRecord, PersonRecord.id == AddressSeen.person_id)
        .where(AddressSeen.address_id == home.id)
        .order_by(AddressSeen.id.desc())
        .limit(LAST)
    )
    return Withholding(
        home.id, home.version, view.person.id in named,
        tuple(
            ReaderRow(p.id, p.name, p.role, p.id in named)
            for p in people if p.id in named or Permission.SEE_CASES in MAY[Role(p.role)]
        ),
        tuple(SeenRow(to_local(one.at), one.name, one.reason) for one in seen),
    )  # fmt: skip


def _home(view: View, household_id: int) -> Address | None:
    return view.db.scalars(
        select(Address)
        .where(
            Address.household_id == household_id, Address.purpose == "home", Address.visibility == "restricted",
            or_(Address.until_day.is_(None), Address.until_day >= view.today),
        )
        .order_by(Address.id.desc())
        .limit(1)
    ).first()  # fmt: skip


def _named(view: View, address_id: int) -> set[int]:
    return set(view.db.scalars(select(AddressReader.person_id).where(AddressReader.address_id == address_id)))


@dataclass(frozen=True, slots=True)
class SeeAddress:
    """Look at a family's withheld address; `reason` is needed from whoever is not named for it."""

    household_id: int
    reason: str = ""


@command(needs=Permission.OVERRIDE, recorded_as="Withheld address seen")
def see_address(work: Work, request: SeeAddress) -> int:
    """Keep who looks at a withheld home, when and why, and answer the look's id: `address_seen` then shows it.

    The address itself is no answer of a command, since answers are kept in the trail. Raises Refused without a needed
    reason.
    """
    home = _home(work, request.household_id)
    if home is None:
        raise NotFound("This family's address is not withheld.", "It stands on the card.")
    reason = request.reason.strip()
    if work.person.id not in _named(work, home.id) and not reason:
        raise Refused(
            "You are not named for this address.",
            "Ask somebody who is, or write why you must see it now; the reason is kept with your name.", "reason",
        )  # fmt: skip
    look = AddressSeen(address_id=home.id, person_id=work.person.id, at=work.now, reason=reason)
    work.db.add(look)
    work.record(look)
    return look.id


@query(needs=Permission.SEE_CASES)
def address_seen(view: View, look_id: int) -> Shown:
    """The withheld home that a look was kept for, while it is fresh and only for whoever looked. Raises Refused."""
    row = view.db.execute(
        select(AddressSeen.person_id, AddressSeen.at, Address.lines, Address.postcode)
        .join(Address, Address.id == AddressSeen.address_id)
        .where(AddressSeen.id == look_id)
    ).first()
    if row is None or row.person_id != view.person.id or not timedelta(0) <= view.now - row.at <= FRESH:
        raise Refused("That look at the address is over.", "Look again; each look is kept.")
    return Shown(lines_of(row.lines), row.postcode)


@dataclass(frozen=True, slots=True)
class NameReaders:
    """Exactly the people who may see a family's withheld address, with the address and its version as they were shown."""

    household_id: int
    people: tuple[int, ...]
    address_id: int | None = None
    seen: int | None = None


@command(needs=Permission.CHANGE_FAMILIES, recorded_as="Readers of a withheld address named")
def name_readers(work: Work, request: NameReaders) -> int:
    """Name who may see a withheld address; done by somebody who may, or by a manager.

    Raises Refused for nobody, ChangedByAnother when others were named, or the family moved, since it was shown.
    """
    home = _home(work, request.household_id)
    if home is None:
        raise NotFound("This family's address is not withheld.", "It stands on the card.")
    if request.address_id not in (None, home.id):
        raise work.newer("address", home.id)
    home = work.take(Address, home.id, seen=request.seen)
    named = _named(work, home.id)
    if work.person.id not in named and work.person.role != Role.MANAGER.value:
        raise Refused("You are not named for this address.", "Somebody who is, or a manager, names its readers.")
    wanted = set(request.people)
    if not wanted:
        raise Refused("Nobody could see the address then.", "Name at least one person.", "people")
    known = set(work.db.scalars(select(PersonRecord.id).where(PersonRecord.id.in_(wanted))))
    if wanted - known:
        raise NotFound("Somebody on the list does not work here any more.", "Look again.")
    gone = list(
        work.db.scalars(
            select(AddressReader.id).where(
                AddressReader.address_id == home.id, AddressReader.person_id.in_(named - wanted)
            )
        )
    )
    table = AddressReader.__table__
    work.db.execute(delete(table).where(table.c.id.in_(gone)))  # type: ignore[arg-type]
    work.touched("address_reader", gone)
    work.db.add_all(AddressReader(address_id=home.id, person_id=one) for one in sorted(wanted - named))
    flag_modified(home, "visibility")  # so that whoever opened the list before it was changed is told
    work.record(home)
    return home.id
