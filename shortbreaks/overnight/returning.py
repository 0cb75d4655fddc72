"""What a closing that is put back would bring back: each place and stay with what stands against it, before it is done."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.judging import judge_each
from shortbreaks.bookings.notices.tables import ClosedPart, Closing, ClosingUndone, Notice, Returned
from shortbreaks.bookings.registers.tables import Cancellation
from shortbreaks.bookings.stay_tables import Stay, StayStep
from shortbreaks.bookings.tables import Booking, BookingStep
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.findings import Finding, is_impossible
from shortbreaks.overnight.commands import wanted_again
from shortbreaks.overnight.judging import judge_each as judge_each_stay
from shortbreaks.providers.tables import Service

T = TypeVar("T", Booking, Stay)
# Found only because the closing still stands; once it is put back these are open
CLOSED = frozenset({"Closed that day", "Closed"})


@dataclass(frozen=True, slots=True)
class Stands:
    """Why a place cannot come back: in the office's words, and as the family is told it, without another child's name."""

    why: str
    told: str


def fallen_by(view: View, closing_id: int) -> list[tuple[Cancellation, Booking | Stay]]:
    """What a closing cancelled and is cancelled still, by time of cancelling; changed since by nobody."""
    kept = view.db.scalars(select(Cancellation).where(Cancellation.closing_id == closing_id).order_by(Cancellation.id)).all()
    bookings = _by_id(view, Booking, [one.booking_id for one in kept if one.booking_id is not None])
    stays = _by_id(view, Stay, [one.stay_id for one in kept if one.stay_id is not None])
    found: list[tuple[Cancellation, Booking | Stay]] = []
    for one in kept:
        record = stays.get(one.stay_id or 0) if one.stay_id is not None else bookings.get(one.booking_id or 0)
        if record is not None and record.state == "cancelled_by_provider":
            found.append((one, record))
    return found


def _by_id(view: View, kind: type[T], ids: Collection[int]) -> dict[int, T]:
    """Bookings or stays by their numbers."""
    return {one.id: one for one in view.db.scalars(select(kind).where(kind.id.in_(ids)))}


def states_of(view: View, records: Iterable[Booking | Stay]) -> dict[Booking | Stay, list[str]]:
    """Every state that places and stays were in, the first first; in a question for each kind."""
    found: dict[Booking | Stay, list[str]] = {one: [] for one in records}
    for kind, step, of in ((Booking, BookingStep, BookingStep.booking_id), (Stay, StayStep, StayStep.stay_id)):
        mine = {one.id: one for one in found if isinstance(one, kind)}
        if mine:
            for record_id, state in view.db.execute(select(of, step.state).where(of.in_(mine)).order_by(step.id)):
                found[mine[record_id]].append(state)
    return found


def was_only_offered(record: Booking | Stay, states: Sequence[str], now: datetime) -> Stands | None:
    """What stands against a place before it is judged: that it began, or was never booked."""
    if record.starts_at <= now:
        return Stands("It would have begun already.", "The day is over.")
    if len(states) < 2 or states[-2] not in {"confirmed", "booked"}:
        return Stands("It was only offered or asked for. Offer it again.", "The place had not been booked. Ring us if you would like it.")
    return None


def stands_against(name: str, findings: Iterable[Finding], passed_over: frozenset[str] = frozenset()) -> Stands | None:
    """The first finding that nothing mends, `passed_over` those of some chips; None when the place can be had again."""
    for one in findings:
        if is_impossible(one) and one.chip not in passed_over:
            return Stands(f"{one.reason} {one.remedy}".strip(), _told(name, one))
    return None


def _told(name: str, one: Finding) -> str:
    """A finding as a family may read it: no other child, no need and no number of the law."""
    if one.rule == "R-B9":
        return f"{name} has another break at that time now."
    if one.rule in {"R-B3", "R-O11"}:
        return "The place is not free any more."
    return "We have to settle something with you first. Ring us about it."


@dataclass(frozen=True, slots=True)
class Returning:
    """One place or stay of a closing: `why` "" comes back, or came back once it was put back."""

    about: str
    id: int
    child: str
    service: str
    start: datetime
    end: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Reopening:
    """What putting one closing back would do, or did (`undone_on`): what opens, and each place that was cancelled."""

    closing_id: int
    words: str
    first_day: date
    last_day: date | None
    sessions: int
    houses: int
    issued: int  # notices issued, each followed by one that says so
    undone_on: date | None
    rows: tuple[Returning, ...]

    @property
    def back(self) -> int:
        """How many places come back."""
        return sum(not one.why for one in self.rows)


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A closing in a provider's list."""

    id: int
    first_day: date
    last_day: date | None
    words: str
    places: int
    undone_on: date | None


@query(needs=Permission.SEE_CASES)
def closings_of(view: View, provider_id: int) -> tuple[ClosingRow, ...]:
    """A provider's closings that are not over, and those put back, the newest first; at most twenty."""
    places = select(func.count(Cancellation.id)).where(Cancellation.closing_id == Closing.id).correlate(Closing).scalar_subquery()
    rows = view.db.execute(
        select(Closing.id, Closing.first_day, Closing.last_day, Closing.words, places.label("places"), ClosingUndone.at)
        .join(ClosingUndone, ClosingUndone.closing_id == Closing.id, isouter=True)
        .where(Closing.provider_id == provider_id, or_(Closing.last_day.is_(None), Closing.last_day >= view.today))
        .order_by(Closing.id.desc())
        .limit(20)
    )
    return tuple(
        ClosingRow(r.id, r.first_day, r.last_day, r.words, r.places, to_local(r.at).date() if r.at else None) for r in rows
    )


@query(needs=Permission.BOOK)
def reopening_would(view: View, closing_id: int) -> Reopening:
    """What of a closing could come back now, each place judged by itself; or what came back, once it was put back."""
    closing = view.db.get(Closing, closing_id)
    if closing is None:
        raise NotFound("That closing is not here any more.", "Look again.")
    undone = view.db.scalar(select(ClosingUndone).where(ClosingUndone.closing_id == closing_id))
    parts = view.db.execute(
        select(func.count(ClosedPart.session_id), func.count(ClosedPart.bed_closure_id)).where(ClosedPart.closing_id == closing_id)
    ).one()
    issued = view.db.scalar(
        select(func.count()).select_from(Notice).where(
            Notice.closing_id == closing_id, Notice.paper_id.is_not(None), Notice.why == "provider"
        )
    )  # fmt: skip
    rows = _judged(view, closing_id) if undone is None else _returned(view, undone.id)
    return Reopening(
        closing_id, closing.words, closing.first_day, closing.last_day, parts[0], parts[1], issued or 0,
        to_local(undone.at).date() if undone is not None else None, tuple(sorted(rows, key=lambda one: (one.start, one.about, one.id))),
    )  # fmt: skip


def _judged(view: View, closing_id: int) -> list[Returning]:
    """Each place as it could be had now; a child's places in sessions are judged together."""
    now, records = to_local(view.now), [record for _, record in fallen_by(view, closing_id)]
    sessions: dict[int, list[int]] = {}
    for one in records:
        if isinstance(one, Booking):
            sessions.setdefault(one.child_id, []).append(one.session_id)
    places = judge_each(view, sessions) if sessions else {}
    stays = [one for one in records if isinstance(one, Stay)]
    nights = dict(zip(stays, judge_each_stay(view, [wanted_again(one) for one in stays]), strict=True))
    said, states = [], states_of(view, records)
    for one in records:
        against = was_only_offered(one, states[one], now)
        if against is None and isinstance(one, Stay):
            against = stands_against(nights[one].child.name, nights[one].findings, CLOSED)
        elif against is None and isinstance(one, Booking):
            of = places[one.child_id]
            against = stands_against(of.child.name, of.findings[one.session_id], CLOSED)
        said.append((one, against.why if against is not None else ""))
    return _rows(view, said)


def _returned(view: View, undone_id: int) -> list[Returning]:
    rows = view.db.execute(
        select(Cancellation.booking_id, Cancellation.stay_id, Returned.why)
        .join(Cancellation, Cancellation.id == Returned.cancellation_id)
        .where(Returned.undone_id == undone_id)
    ).all()
    bookings = _by_id(view, Booking, [row.booking_id for row in rows if row.stay_id is None])
    stays = _by_id(view, Stay, [row.stay_id for row in rows if row.stay_id is not None])
    records = [(stays.get(row.stay_id) if row.stay_id is not None else bookings.get(row.booking_id), row.why) for row in rows]
    return _rows(view, [(record, why) for record, why in records if record is not None])


def _rows(view: View, said: Sequence[tuple[Booking | Stay, str]]) -> list[Returning]:
    children = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as).where(Child.id.in_({one.child_id for one, _ in said}))
    )
    names = {row.id: short_name(row.first_name, row.last_name, row.known_as) for row in children}
    services = dict(view.db.execute(select(Service.id, Service.name).where(Service.id.in_({one.service_id for one, _ in said}))).all())
    return [
        Returning(one.__tablename__, one.id, names[one.child_id], services[one.service_id], one.starts_at, one.ends_at, why)
        for one, why in said
    ]
