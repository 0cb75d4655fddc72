"""The register as a paper for a provider's staff: its own children, what staff must know, and a code on each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.registers.commands import codes_for
from shortbreaks.bookings.rules import staffing_needed
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.transport import NEEDED
from shortbreaks.council.codes import CIN_CODES, SUPPORT_CODES
from shortbreaks.council.lists import words_in
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import View, Work, command
from shortbreaks.dates import age_on
from shortbreaks.errors import Refused
from shortbreaks.families.collecting import Handing
from shortbreaks.families.letters import Letter, issue_recorded, letterhead
from shortbreaks.families.rights import may
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child, ChildNeed, EmergencyContact
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue
from shortbreaks.words import counted, inside

ALERTS = ("WANDER", "TOILET", "QUIET")
EQUIPMENT = ("WHEEL", "WHEEL_OUT", "HOIST", "CHANGING", "OXYGEN", "SUCTION")
MEDICINES = ("RESCUE", "MEDS", "TUBE", "DIABETES")
TALKING = ("SIGN", "SYMBOLS")
TREATED = {"DIABETES": "Blood sugar care"}  # what is done, not what the child has
RATIOS = ("In the group", "1:1 worker", "2:1 workers")
THERE = ("confirmed", "attended", "attended_part")
MOST = 60


@dataclass(frozen=True, slots=True)
class IssueRegisters:
    """The registers of some sessions of one provider, printed together; `style` "standard" or "large"."""

    provider_id: int
    session_ids: tuple[int, ...]
    style: str = "standard"


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Registers issued")
def issue_registers(work: Work, request: IssueRegisters) -> int:
    """Draw the registers of one provider's sessions and enter them as one paper; answers its id.

    Raises Refused for sessions of another provider, none with a confirmed child, or more than 60 at once.
    """
    sessions = _sessions(work, request)
    bookings = _bookings(work, [row.id for row in sessions])
    if not bookings:
        raise Refused("No child has a confirmed place in these sessions.", "Choose other days.")
    codes = codes_for(work, [row.id for rows in bookings.values() for row in rows])
    facts = _facts(work, [row for row in sessions if row.id in bookings], bookings, codes)
    return issue_recorded(work, "register", Letter(f"provider:{request.provider_id}", facts, None, None, "provider"), request.style)


def _sessions(view: View, request: IssueRegisters) -> Sequence[Any]:
    if not request.session_ids or len(request.session_ids) > MOST:
        raise Refused(f"Choose from one to {MOST} sessions.", "A day, or a week of one provider.")
    rows = view.db.execute(
        select(
            BreakSession.id, BreakSession.starts_at, BreakSession.ends_at, BreakSession.workers, Service.name,
            Service.provider_id, Service.children_per_worker, Venue.name.label("venue"), Provider.name.label("provider"),
        )
        .join(Service, Service.id == BreakSession.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
        .where(BreakSession.id.in_(request.session_ids))
        .order_by(BreakSession.starts_at, Service.name, BreakSession.id)
    ).all()  # fmt: skip
    if any(row.provider_id != request.provider_id for row in rows):
        raise Refused("A session is of another provider.", "A provider gets the registers of its own children only.")
    return rows


def _bookings(view: View, session_ids: Sequence[int]) -> dict[int, list[Any]]:
    rows = view.db.execute(
        select(
            Booking.id, Booking.session_id, Booking.child_id, Booking.starts_at, Booking.collected_by, Booking.transport, Child.first_name,
            Child.last_name, Child.known_as, Child.born, Child.workers_needed, Child.communication, Child.likes, Child.household_id,
            Child.care_plan_on, Child.health,
        )
        .join(Child, Child.id == Booking.child_id)
        .where(Booking.session_id.in_(session_ids), Booking.state.in_(THERE))
        .order_by(Child.first_name, Child.last_name, Booking.id)
    )  # fmt: skip
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.session_id, []).append(row)
    return found


def _facts(work: Work, sessions: Sequence[Any], bookings: Mapping[int, list[Any]], codes: Mapping[int, str]) -> Any:
    from shortbreaks.documents.register import RegisterFacts, SessionRegister

    settings = settings_on(work.db, work.today)
    known = _Known(work, [row for rows in bookings.values() for row in rows])
    return RegisterFacts(
        letterhead(work, settings), sessions[0].provider, work.today,
        tuple(
            SessionRegister(
                row.name, row.venue, row.starts_at, row.ends_at, _staffing(row, bookings[row.id]),
                tuple(known.line(one, codes[one.id]) for one in bookings[row.id]),
            )
            for row in sessions
        ),
        f"Send this register back the same day: {settings['office_email']}, or ring {settings['office_phone']}.",
    )  # fmt: skip


def _staffing(session: Any, bookings: Sequence[Any]) -> str:
    """How many workers these children need at the service's ratio (R-B4), and how many are rostered."""
    one = sum(row.workers_needed == 1 for row in bookings)
    two = sum(row.workers_needed == 2 for row in bookings)
    group = len(bookings) - one - two
    said = [counted(len(bookings), "child", "children")]
    if session.children_per_worker and group:
        said.append(f"{group} in the group at 1:{session.children_per_worker}")
    said += [f"{count} with {ratio}" for count, ratio in ((one, "1:1"), (two, "2:1")) if count]
    words = ", ".join(said)
    if session.children_per_worker:
        needed = staffing_needed(len(bookings), session.children_per_worker, one, two)
        words += f": {counted(needed, 'worker')} needed"
    return f"{words}, {session.workers} rostered." if session.workers else f"{words}."


class _Known:
    """What is known of the children of some bookings, asked once for all of them."""

    def __init__(self, view: View, bookings: Sequence[Any]) -> None:
        children = sorted({row.child_id for row in bookings})
        self.needs = _needs(view, children)
        self.ways = words_in(view.db, "transport")
        self.contacts = _contacts(view, children)
        homes = sorted({row.household_id for row in bookings})
        self.adults = _adults(view, homes)
        self.handing = Handing(view.db, homes)

    def line(self, row: Any, code: str) -> Any:
        """One child's line of a register."""
        from shortbreaks.documents.register import ChildLine, in_short, without_diagnosis

        needs = self.needs.get(row.child_id, {})

        def said(codes: Sequence[str]) -> str:
            return ", ".join(without_diagnosis(needs[one]) for one in codes if one in needs)

        own = [code for code in needs if code not in CIN_CODES | SUPPORT_CODES]  # what the council put on its list
        talking = without_diagnosis(row.communication)
        people = [*self.adults.get(row.household_id, [])[:1], *self.contacts.get(row.child_id, [])[:2]]
        return ChildLine(
            short_name(row.first_name, row.last_name, row.known_as), age_on(row.born, row.starts_at.date()),
            RATIOS[row.workers_needed], said(ALERTS), said((*EQUIPMENT, *own)), said(MEDICINES),
            said(("ALLERGY",)) or "none told to us", "; ".join(filter(None, (talking, said(TALKING)))), without_diagnosis(row.likes),
            _brought(row, self.ways, self.handing), "; ".join(people) or "not known: ring us", code,
            self.handing.never(row.household_id, row.starts_at.date()), in_short(without_diagnosis(row.health)),
        )  # fmt: skip


def _brought(row: Any, ways: Mapping[str, str], handing: Handing) -> str:
    """Who brings and who collects the child, as far as it is known (R-C7): never somebody who must not (R-P6)."""
    said = ways.get(row.transport, row.transport) if row.transport != NEEDED else "Transport is still being arranged: ring us"
    collects = "ask us who collects" if handing.named(row.household_id, row.collected_by, row.starts_at.date()) else row.collected_by
    return "; ".join(filter(None, (said, collects))) or "not said: ask who brings the child"


def _needs(view: View, children: Sequence[int]) -> dict[int, dict[str, str]]:
    words = {**words_in(view.db, "need"), **TREATED}
    found: dict[int, dict[str, str]] = {}
    rows = select(ChildNeed.child_id, ChildNeed.code, ChildNeed.note).where(ChildNeed.child_id.in_(children)).order_by(ChildNeed.id)
    for row in view.db.execute(rows):
        note = f" ({row.note.strip()})" if row.note.strip() else ""
        found.setdefault(row.child_id, {})[row.code] = f"{words.get(row.code, row.code)}{note}"
    return found


def _contacts(view: View, children: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = (
        select(EmergencyContact.child_id, EmergencyContact.name, EmergencyContact.relation, EmergencyContact.phone)
        .where(EmergencyContact.child_id.in_(children))
        .order_by(EmergencyContact.within_two_hours.desc(), EmergencyContact.id)
    )
    for row in view.db.execute(rows):
        found.setdefault(row.child_id, []).append(_person(*_named(row.name), row.relation, row.phone))
    return found


def _adults(view: View, households: Sequence[int]) -> dict[int, list[str]]:
    """The adults of each home who may be rung; a parent who lives elsewhere only when the family named them a contact."""
    found: dict[int, list[str]] = {}
    rows = (
        select(Adult.household_id, Adult.first_name, Adult.last_name, Adult.relation, Adult.phone)
        .where(
            Adult.household_id.in_(households), may("may_book", view.today), Adult.lives_elsewhere.is_(False), Adult.phone != "",
        )
        .order_by(Adult.id)
    )  # fmt: skip
    for row in view.db.execute(rows):
        said = _person(row.first_name, row.last_name, row.relation, row.phone)
        found.setdefault(row.household_id, []).append(said)
    return found


def short_contact(name: str) -> str:
    """A contact as a provider reads it: first name and initial."""
    return short_name(*_named(name))


def _named(name: str) -> tuple[str, str]:
    first, _, last = name.strip().partition(" ")
    return first, last.strip().split(" ")[-1] if last else ""


def _person(first: str, last: str, relation: str, phone: str) -> str:
    who = short_name(first, last)
    number = phone.strip().replace(" ", "\u00a0")  # a telephone number stays on one line
    return f"{who} ({inside(relation)}) {number}" if relation else f"{who} {number}"
