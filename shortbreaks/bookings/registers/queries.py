"""Registers as they are asked: which are back and who was rung, one with its lines, and whose line a code is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.facts import begin_of
from shortbreaks.bookings.registers.commands import MARK_OF
from shortbreaks.bookings.registers.marks import read_code
from shortbreaks.bookings.registers.tables import Attendance, RegisterCode, RegisterNote
from shortbreaks.bookings.states import ON_THE_DAY, WORDS
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.lists import codes_in, words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, say_short, to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child, ChildNeed
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue

MOST = 500
MARKED = "absent"  # the one mark whose booking is cancelled, so that only the mark says it was the register


@dataclass(frozen=True, slots=True)
class Chased:
    """Who was rung about a register, when, and what was said."""

    on: date
    who: str
    words: str
    person: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One session's register in a list; times on the clock in Kent, `waiting` children not marked yet."""

    session_id: int
    service_id: int
    provider_id: int
    service: str
    provider: str
    start: datetime
    end: datetime
    children: int
    waiting: int
    chased: Chased | None


def _listed() -> Any:
    waiting = func.sum(case((Booking.state == "confirmed", 1), else_=0))
    return (
        select(
            Booking.session_id, Booking.service_id, Service.provider_id, Service.name.label("service"),
            Provider.name.label("provider"), Booking.starts_at, Booking.ends_at, func.count().label("children"),
            waiting.label("waiting"),
        )
        .join(Service, Service.id == Booking.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .group_by(
            Booking.session_id, Booking.service_id, Service.provider_id, Service.name, Provider.name, Booking.starts_at,
            Booking.ends_at,
        )
        .order_by(Booking.starts_at, Service.name, Booking.session_id)
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def registers_between(
    view: View, first: date, last: date, *, missing: bool = False, provider_id: int | None = None
) -> tuple[RegisterRow, ...]:
    """The registers of sessions that start from one day to another, by time; `missing` only those over and not back."""
    found = _listed().where(
        Booking.starts_at >= begin_of(first), Booking.starts_at < begin_of(last + timedelta(days=1)),
        Booking.state.in_(("confirmed", *ON_THE_DAY)),
    )  # fmt: skip
    if missing:
        found = found.having(func.sum(case((Booking.state == "confirmed", 1), else_=0)) > 0)
        found = found.where(Booking.ends_at < to_local(view.now))
    if provider_id is not None:
        found = found.where(Service.provider_id == provider_id)
    return _with_chases(view, view.db.execute(found.limit(MOST)).all())


@query(needs=Permission.SEE_CASES)
def registers_due(view: View) -> tuple[RegisterRow, ...]:
    """Every session that is over with children nobody has said came or did not, the oldest first, with who was rung."""
    now = to_local(view.now)
    # What is over has begun: said too, so that the breaks to come are not read to find those that are over
    found = _listed().where(Booking.state == "confirmed", Booking.starts_at < now, Booking.ends_at < now)
    return _with_chases(view, view.db.execute(found).all())


def _with_chases(view: View, rows: Sequence[Any]) -> tuple[RegisterRow, ...]:
    chases: dict[int, Chased] = {}
    notes = view.db.execute(
        select(RegisterNote.session_id, RegisterNote.on, RegisterNote.who, RegisterNote.words, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == RegisterNote.person_id)
        .where(RegisterNote.kind == "chased", RegisterNote.session_id.in_([row.session_id for row in rows]))
        .order_by(RegisterNote.id)
    )
    for note in notes:
        chases[note.session_id] = Chased(note.on, note.who, note.words, note.name)
    return tuple(
        RegisterRow(
            r.session_id, r.service_id, r.provider_id, r.service, r.provider, r.starts_at, r.ends_at, r.children,
            int(r.waiting), chases.get(r.session_id),
        )
        for r in rows
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def late_after(view: View) -> int:
    """Days after a session from which a register is late and the provider's manager is rung."""
    return int(setting_on(view.db, "register_days", view.today))


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One child of a register: `mark` is "" until marked, `must_know` what the staff must know in few words."""

    booking_id: int
    version: int
    child_id: int
    child: str
    age: int
    workers: int
    must_know: str
    state: str
    state_words: str
    mark: str
    reason: str
    came: datetime | None
    left: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Register:
    """One session with its lines by name, who came besides and who was rung; `reasons` the absence reasons in use."""

    session_id: int
    service_id: int
    service: str
    provider_id: int
    provider: str
    venue: str
    phone: str
    start: datetime
    end: datetime
    begun: bool
    lines: tuple[RegisterLine, ...]
    walk_ins: tuple[tuple[str, str], ...]
    chases: tuple[Chased, ...]
    reasons: tuple[tuple[str, str], ...]


@query(needs=Permission.SEE_CASES)
def register_of(view: View, session_id: int) -> Register:
    """A session's register as it stands, in a fixed number of questions. Raises NotFound."""
    session = view.db.execute(
        select(
            BreakSession.id, BreakSession.service_id, Service.name, Service.provider_id, Provider.name.label("provider"),
            Venue.name.label("venue"), Service.contact_phone, Provider.phone, BreakSession.starts_at, BreakSession.ends_at,
        )
        .join(Service, Service.id == BreakSession.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
        .where(BreakSession.id == session_id)
    ).first()  # fmt: skip
    if session is None:
        raise NotFound("That session is not in the directory any more.", "Look again.")
    notes = view.db.execute(
        select(RegisterNote.kind, RegisterNote.on, RegisterNote.who, RegisterNote.words, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == RegisterNote.person_id)
        .where(RegisterNote.session_id == session_id)
        .order_by(RegisterNote.id.desc())
    ).all()
    return Register(
        session.id, session.service_id, session.name, session.provider_id, session.provider, session.venue,
        session.contact_phone or session.phone, session.starts_at, session.ends_at,
        session.starts_at <= to_local(view.now), _lines(view, session_id, session.starts_at.date()),
        tuple((n.who, n.words) for n in notes if n.kind == "walk in"),
        tuple(Chased(n.on, n.who, n.words, n.name) for n in notes if n.kind == "chased"),
        tuple(codes_in(view.db, "absence_reason", view.today).items()),
    )  # fmt: skip


def _lines(view: View, session_id: int, day: date) -> tuple[RegisterLine, ...]:
    newest = (
        select(func.max(Attendance.id).label("id"))
        .join(Booking, Booking.id == Attendance.booking_id)
        .where(Booking.session_id == session_id)
        .group_by(Attendance.booking_id)
    )
    rows = view.db.execute(
        select(
            Booking.id, Booking.version, Booking.child_id, Booking.state, Child.first_name, Child.last_name, Child.known_as,
            Child.born, Child.workers_needed, Attendance.mark, Attendance.reason, Attendance.came_at, Attendance.left_at,
            Attendance.words,
        )
        .join(Child, Child.id == Booking.child_id)
        .join(Attendance, and_(Attendance.booking_id == Booking.id, Attendance.id.in_(newest)), isouter=True)
        .where(
            Booking.session_id == session_id,
            or_(Booking.state.in_(("confirmed", *ON_THE_DAY)), Attendance.mark == MARKED),
        )
        .order_by(Child.first_name, Child.last_name, Booking.id)
    ).all()  # fmt: skip
    needs = needs_of(view, [row.child_id for row in rows])
    return tuple(_line(row, day, needs.get(row.child_id, "")) for row in rows)


def _line(row: Any, day: date, must_know: str) -> RegisterLine:
    marked = row.state != "confirmed"
    return RegisterLine(
        row.id, row.version, row.child_id, short_name(row.first_name, row.last_name, row.known_as),
        age_on(row.born, day), row.workers_needed, must_know, row.state, WORDS[row.state],
        (row.mark or MARK_OF.get(row.state, "")) if marked else "", row.reason if marked and row.reason else "",
        row.came_at if marked else None, row.left_at if marked else None, row.words if marked and row.words else "",
    )  # fmt: skip


ALERTS = ("ALLERGY", "RESCUE", "WANDER", "OXYGEN", "SUCTION", "TUBE", "DIABETES", "MEDS", "HOIST")


def needs_of(view: View, child_ids: Sequence[int]) -> dict[int, str]:
    """What staff must know of each child in few words, what may hurt first: Severe allergy, rescue medicine."""
    words = words_in(view.db, "need")
    found: dict[int, list[str]] = {}
    rows = view.db.execute(
        select(ChildNeed.child_id, ChildNeed.code).where(ChildNeed.child_id.in_(child_ids), ChildNeed.code.in_(ALERTS))
    ).all()
    for child_id, code in sorted(rows, key=lambda row: ALERTS.index(row.code)):
        found.setdefault(child_id, []).append(words.get(code, code))
    return {child_id: ", ".join(said) for child_id, said in found.items()}


@dataclass(frozen=True, slots=True)
class Scanned:
    """Whose line a code is."""

    booking_id: int
    child: str


@query(needs=Permission.SEE_CASES)
def scanned(view: View, session_id: int, typed: str) -> Scanned:
    """Whose line of a session's register was scanned. Raises Refused for a forged code, or one of another session."""
    code = read_code(typed)
    row = view.db.execute(
        select(
            Booking.id, Booking.session_id, Booking.state, Booking.starts_at, Service.name, Child.first_name,
            Child.last_name, Child.known_as,
        )
        .join(RegisterCode, RegisterCode.booking_id == Booking.id)
        .join(Service, Service.id == Booking.service_id)
        .join(Child, Child.id == Booking.child_id)
        .where(RegisterCode.code == code)
    ).first()  # fmt: skip
    if row is None:
        raise Refused("This office never printed that code.", "Mark the child by hand, and look where the paper is from.")
    if row.session_id != session_id:
        day = say_short(row.starts_at.date(), view.today)
        raise Refused(f"That line is of {row.name}, {day}, {row.starts_at:%H:%M}.", "Open that session's register.")
    name = short_name(row.first_name, row.last_name, row.known_as)
    if row.state not in {"confirmed", *ON_THE_DAY}:
        raise Refused(f"{name}'s place is “{WORDS[row.state].lower()}”.", "If the child came, note a walk-in.")
    return Scanned(row.id, name)
