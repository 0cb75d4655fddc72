"""The sheet of a house for a day or a week: what its staff need of each child, gathered in a fixed number of questions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.registers.papers import TREATED, short_contact
from shortbreaks.bookings.states import STAY_HOLDING
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.council.codes import CIN_CODES, SUPPORT_CODES
from shortbreaks.council.lists import words_in
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import say_day, say_short, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import Handing
from shortbreaks.families.letters import Letter, issue_recorded, letterhead
from shortbreaks.families.tables import Child, ChildNeed, EmergencyContact
from shortbreaks.overnight.board import Block, Board, Night, bed_board
from shortbreaks.overnight.facts import pairs_among
from shortbreaks.overnight.tables import FirstVisit
from shortbreaks.providers.bed_tables import Unit

DAY = timedelta(days=1)
MOST_NIGHTS = 14
# What is said of a child, by question word. A diagnosis, such as autism or a learning disability, is in none of them.
SAID = {
    "Alerts": ("CON", "RESCUE", "WANDER"),
    "Allergies": ("ALLERGY",),
    "Medicine": ("MEDS", "DIABETES", "TUBE", "OXYGEN", "SUCTION"),
    "Equipment": ("HOIST", "WHEEL", "WHEEL_OUT", "CHANGING"),
    "Help with": ("PC", "INC", "TOILET", "MOB", "HAND", "QUIET"),
    "Talks and hears": ("COMM", "SIGN", "SYMBOLS", "HEAR", "VIS"),
}
# A need as it is read behind its question word: "Help with: Help with toilet" says it twice, "Talks and hears: Hearing" nothing
UNDER = {
    "TOILET": "Toilet", "COMM": "Needs help with communication", "HEAR": "Needs help with hearing", "VIS": "Needs help with seeing",
}  # fmt: skip
NO_ALLERGY = "none told to us"  # said, so that nothing is left to guess


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of the children of a sheet, each by the child's number, and of stays by the stay's."""

    children: Mapping[int, Any]
    needs: Mapping[int, list[Any]]
    contacts: Mapping[int, list[Any]]
    visits: Mapping[int, list[Any]]
    slept: Mapping[int, date]  # the first night a child ever slept here
    stays: Mapping[int, Any]
    apart: frozenset[frozenset[int]]
    words: Mapping[str, str]
    handing: Handing


def house_sheet_facts(view: View, unit_id: int, first: date, nights: int) -> Any:
    """What the sheet of a house says of some nights. Raises NotFound, or Refused for none or more than two weeks."""
    from shortbreaks.documents.house_sheet import HouseSheetFacts, SleeperFacts, StayFacts

    if not 1 <= nights <= MOST_NIGHTS:
        raise Refused(f"A sheet holds one to {MOST_NIGHTS} nights.", "Choose a day or a week.", "nights")
    board = bed_board(view, unit_id, first, nights)
    unit = view.db.get_one(Unit, unit_id)
    told = _told(view.db, board, unit.service_id, first)
    beds = {bed.id: bed.name for bed in board.beds}
    last = first + DAY * (nights - 1)
    shown = [one for one in board.blocks if one.bed_id in beds and one.first <= last and one.first + DAY * one.nights > first]
    mine: dict[int, list[Block]] = {}
    for one in sorted(shown, key=lambda one: (one.first, beds[one.bed_id])):
        mine.setdefault(one.child_id, []).append(one)
    sleepers = tuple(
        SleeperFacts(
            blocks[0].name, blocks[0].age, told.slept.get(child) in {one.starts_at.date() for one in blocks},
            tuple(StayFacts(beds[one.bed_id], one.starts_at, one.ends_at, one.state == "offered") for one in blocks),
            _lines(told, blocks, shown, view.today),
            told.handing.never(told.children[child].household_id, *(one.ends_at.date() for one in blocks)),
        )
        for child, blocks in mine.items()
    )  # fmt: skip
    return HouseSheetFacts(
        letterhead(view, settings_on(view.db, view.today)), board.unit.name, first, last, view.today,
        f"{to_local(view.now):%H:%M}", tuple(_night(board, beds, one) for one in board.nights), sleepers,
    )  # fmt: skip


def _night(board: Board, beds: Mapping[int, str], one: Night) -> Any:
    from shortbreaks.documents.house_sheet import NightFacts

    there = {x.bed_id: x for x in board.blocks if x.first <= one.night < x.first + DAY * x.nights}
    shut = {bed: why for bed, on, why in board.closed if on == one.night}
    free = [bed for bed in board.beds if bed.id not in there and bed.id not in shut]
    closed = [("The house", one.closed)] if one.closed else [(beds[bed], why) for bed, why in shut.items() if bed in beds]
    leaving = sorted({(x.name, f"{x.ends_at:%H:%M}") for x in board.blocks if x.ends_at.date() == one.night})
    return NightFacts(
        one.night,
        tuple((beds[bed], there[bed].name, _arriving(there[bed], one.night)) for bed in beds if bed in there), tuple(leaving),
        tuple(bed.name for bed in free if not bed.emergency), tuple(bed.name for bed in free if bed.emergency), tuple(closed),
        one.workers, one.needed,
    )  # fmt: skip


def _arriving(block: Block, night: date) -> str:
    return f"{block.starts_at:%H:%M}" if block.starts_at.date() == night else ""


def _told(db: Session, board: Board, service_id: int, day: date) -> Told:
    children = {one.child_id for one in board.blocks}
    stays = {one.stay_id for one in board.blocks}
    own = (Child.id, Child.household_id, Child.communication, Child.health, Child.likes, Child.care_plan_on, Child.workers_needed)
    people = db.execute(select(*own).where(Child.id.in_(children))).all()
    first = (
        select(BedNight.child_id, func.min(BedNight.night)).join(Stay, Stay.id == BedNight.stay_id)
        .where(BedNight.child_id.in_(children), Stay.service_id == service_id, Stay.state.in_(STAY_HOLDING))
        .group_by(BedNight.child_id)
    )  # fmt: skip
    visits = select(FirstVisit.child_id, FirstVisit.on, FirstVisit.kind).where(
        FirstVisit.child_id.in_(children), FirstVisit.service_id == service_id
    )
    contacts = select(
        EmergencyContact.child_id, EmergencyContact.name, EmergencyContact.relation, EmergencyContact.phone,
        EmergencyContact.within_two_hours,
    ).where(EmergencyContact.child_id.in_(children))  # fmt: skip
    kept = db.execute(select(Stay.id, Stay.collected_by, Stay.note).where(Stay.id.in_(stays)))
    needs = select(ChildNeed.child_id, ChildNeed.code, ChildNeed.note).where(ChildNeed.child_id.in_(children))
    return Told(
        {row.id: row for row in people}, _by_child(db.execute(needs.order_by(ChildNeed.id))),
        _by_child(db.execute(contacts.order_by(EmergencyContact.id))), _by_child(db.execute(visits.order_by(FirstVisit.on))),
        {row[0]: row[1] for row in db.execute(first)}, {row.id: row for row in kept}, pairs_among(db, children, day),
        {**words_in(db, "need"), **TREATED, **UNDER}, Handing(db, {row.household_id for row in people}),
    )  # fmt: skip


def _by_child(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.child_id, []).append(row)
    return found


def _lines(told: Told, blocks: Sequence[Block], shown: Collection[Block], today: date) -> tuple[tuple[str, str], ...]:
    from shortbreaks.documents.register import in_short, without_diagnosis

    one = blocks[0]
    child, stays = told.children[one.child_id], [told.stays[block.stay_id] for block in blocks]
    needs = {row.code: row.note for row in told.needs.get(one.child_id, ())}
    own = tuple(code for code in needs if code not in CIN_CODES | SUPPORT_CODES)  # what the council put on its list
    said = {**SAID, "Equipment": (*SAID["Equipment"], *own)}
    lines = [(head, _needs(codes, needs, told.words) or (NO_ALLERGY if head == "Allergies" else "")) for head, codes in said.items()]
    talks = ". ".join(filter(None, (dict(lines)["Talks and hears"], without_diagnosis(child.communication))))
    plan = f"Care and medicine plan of {say_day(child.care_plan_on)}." if child.care_plan_on and one.marks else ""
    workers = {1: "One worker to this child.", 2: "Two workers to this child."}.get(child.workers_needed, "")
    visits = ", ".join(f"{row.kind.capitalize()} visit {say_short(row.on, today)}" for row in told.visits.get(one.child_id, ()))
    reach = [row for row in told.contacts.get(one.child_id, ()) if row.within_two_hours]
    contact = "; ".join(f"{short_contact(row.name)}, {row.relation}, {row.phone}" for row in reach) or "Nobody is kept: ring the office."
    first = told.slept.get(one.child_id) in {block.starts_at.date() for block in blocks}
    found = [
        *(line for line in lines if line[0] != "Talks and hears"), ("In an emergency", without_diagnosis(child.health)),
        ("Plan", plan), ("Talks and hears", talks),
        ("Likes", without_diagnosis(child.likes)), ("Staff", workers),
        ("Not in the same room as", _apart(told, blocks, shown)),
        ("Introductions", visits or "None noted" if first else ""),
        ("Collected by", _collected(told.handing, child.household_id, stays, blocks[-1].ends_at.date())),
        ("Within two hours", contact), ("Note", without_diagnosis(_each(stay.note for stay in stays))),
    ]  # fmt: skip
    return tuple((head, in_short(words)) for head, words in found if words)


def _collected(handing: Handing, household: int, stays: Sequence[Any], day: date) -> str:
    """Who collects; never somebody who must not (R-P6)."""
    said = _each(stay.collected_by for stay in stays)
    if not said:
        return "Ask the family before handing over."
    return "Ask the office before handing over." if handing.named(household, said, day) else said




def _needs(codes: Collection[str], needs: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Needs of a child in words with what is noted of each; a note that names a diagnosis is left to the care plan."""
    from shortbreaks.documents.register import without_diagnosis

    noted = {code: without_diagnosis(note) for code, note in needs.items() if code in codes}
    return "; ".join(f"{words.get(code, code)}{f': {noted[code]}' if noted[code] else ''}" for code in codes if code in noted)


def _each(words: Iterable[str]) -> str:
    """What is written of several stays, once each."""
    return "; ".join(dict.fromkeys(one.strip() for one in words if one.strip()))


def _apart(told: Told, blocks: Sequence[Block], shown: Collection[Block]) -> str:
    """The children kept apart from this one who are in the house on one of its nights; never why (R-O12)."""
    names = {
        other.name for one in blocks for other in shown
        if frozenset((one.child_id, other.child_id)) in told.apart and other.first < one.first + DAY * one.nights
        and one.first < other.first + DAY * other.nights
    }  # fmt: skip
    return ", ".join(sorted(names))


@dataclass(frozen=True, slots=True)
class IssueHouseSheet:
    """The sheet of a house from a night on, for one night or a week; `style` is "standard" or "large"."""

    unit_id: int
    first: date
    nights: int = 7
    style: str = "standard"


@command(needs=Permission.ISSUE_PAPERS, recorded_as="House sheet issued")
def issue_house_sheet(work: Work, request: IssueHouseSheet) -> int:
    """Draw a house's sheet as the record stands and enter it in the register; answers the paper's id."""
    facts = house_sheet_facts(work, request.unit_id, request.first, request.nights)
    return issue_recorded(work, "house sheet", Letter(f"unit:{request.unit_id}", facts, None, None, "provider"), request.style)
