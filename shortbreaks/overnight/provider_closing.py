"""A provider, a service or a venue closes: one command gives every place and night back, and says so to each family."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.alternatives import MOST
from shortbreaks.bookings.giving_up import Heard, keep_cancellation
from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_changes
from shortbreaks.bookings.notices.keeping import keep_notice
from shortbreaks.bookings.notices.tables import ClosedPart, Closing, NoticeAlternative
from shortbreaks.bookings.places import give_back_nights, lock_children
from shortbreaks.bookings.provider_cancel import FREE, WHAT, Scope, bookings_in, check_scope, close_sessions_of, give_up
from shortbreaks.bookings.registers.tables import Cancellation
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unmet.commands import Unmet, keep_unmet
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import to_local
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.overnight.closing_queries import stays_in, units_in
from shortbreaks.overnight.commands import FIRST, keep_step, lock_houses
from shortbreaks.providers.bed_tables import Bed, BedClosure
from shortbreaks.providers.closing import close_entry
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue
from shortbreaks.words import counted

FOR_GOOD = date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Instead:
    """Other breaks for what fell away ("booking" or "stay" and its id): sessions, or (bed, from, to); told to the family.

    `to_ask` are those sessions and beds for which a person must settle something first.
    """

    about: str
    id: int
    sessions: tuple[int, ...] = ()
    beds: tuple[tuple[int, datetime, datetime], ...] = ()
    to_ask: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CancelAsProvider:
    """A closing with what was shown: (id, version) of every booking and stay, and what there is instead."""

    scope: Scope
    words: str
    reason: str = "provider"
    bookings: tuple[tuple[int, int], ...] = ()
    stays: tuple[tuple[int, int], ...] = ()
    instead: tuple[Instead, ...] = ()


@command(needs=Permission.BOOK, recorded_as="Provider cancelled")
def cancel_as_provider(work: Work, request: CancelAsProvider) -> int:
    """Close what closes and cancel every place and stay in it as the provider's, all or nothing; answers the closing's id.

    Charges and allowances go back, each family is owed a notice, and whoever has nothing instead is kept as unmet need.
    Raises Refused without words, or while a child is in the house; ChangedByAnother when other places fall away than shown.
    """
    scope, words = request.scope, request.words.strip()
    check_scope(work, scope)
    if not words:
        raise Refused("Families are told why.", "Write a sentence they can read.", "words")
    if request.reason not in {"provider", "council"}:
        raise Refused("Say who cancels.", "The provider, or the council.", "reason")
    bookings, stays = _locked(work, request)
    closing = Closing(
        provider_id=scope.provider_id, service_id=scope.service_id, venue_id=scope.venue_id, first_day=scope.first_day,
        last_day=scope.last_day, reason=request.reason, words=words, at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(closing)
    work.db.flush()
    sessions = close_sessions_of(work, scope, words)
    nights = _close_nights(work, scope, words)
    work.db.add_all([ClosedPart(closing_id=closing.id, session_id=one) for one in sessions])
    work.db.add_all([ClosedPart(closing_id=closing.id, bed_closure_id=one) for one in nights])
    if not (sessions or nights or bookings or stays):
        raise Refused("Nothing is open in those days.", "Check the days.", "first_day")
    heard = Heard(request.reason, None, closing.id)
    pence = give_up(work, bookings, heard, words) + _give_up_stays(work, stays, heard, words)
    _tell(work, closing, [*bookings, *stays], request.instead)
    if scope.last_day is None:
        _end(work, closing, scope, words)
    work.record(closing, pence=pence)
    return closing.id


def _locked(work: Work, request: CancelAsProvider) -> tuple[list[Booking], list[Stay]]:
    """What falls away, locked and as it was shown: children first, then houses, then the records, each in one order."""
    scope = request.scope
    children = set(work.db.scalars(bookings_in(scope).with_only_columns(Booking.child_id)))
    children |= set(work.db.scalars(stays_in(scope).with_only_columns(Stay.child_id)))
    lock_children(work, children)
    lock_houses(work, list(work.db.scalars(select(Bed.id).where(Bed.unit_id.in_([u.id for u in units_in(work, scope)])))))
    fresh = {"populate_existing": True}
    bookings = list(work.db.scalars(bookings_in(scope).with_for_update(of=Booking).execution_options(**fresh)))
    stays = list(work.db.scalars(stays_in(scope).with_for_update(of=Stay).execution_options(**fresh)))
    for stay in stays:
        if stay.state == "in_house":
            raise Refused("A child is in the house on these days.", "Say first when the child was collected.")
    shown = (sorted(request.bookings), sorted(request.stays))
    if shown != ([(one.id, one.version) for one in bookings], [(one.id, one.version) for one in stays]):
        raise ChangedByAnother(
            f"Since you looked, other places fall away: {counted(len(bookings) + len(stays), 'place')} now.",
            "Look again, so that no family is cancelled unseen.",
        )
    return bookings, stays


def _close_nights(work: Work, scope: Scope, words: str) -> list[int]:
    closures = [
        BedClosure(
            unit_id=unit.id, bed_id=None, first_night=scope.first_day, last_night=scope.last_day or FOR_GOOD, reason=words,
            state="closed",
        )
        for unit in units_in(work, scope)
    ]  # fmt: skip
    work.db.add_all(closures)
    work.db.flush()
    return [one.id for one in closures]


def _give_up_stays(work: Work, stays: Sequence[Stay], heard: Heard, words: str) -> int:
    homes = households_of(work, {stay.child_id for stay in stays})
    changes, put_back = [], 0
    for stay in stays:
        was = stay.charge_pence if stay.state == "booked" else 0
        if was:
            changes.append((homes[stay.child_id], f"stay:{stay.id}", -was))
            put_back += was
        stay.charge_pence = stay.uses = 0
        give_back_nights(work, stay, FIRST)
        keep_step(work, stay, "cancelled_by_provider", heard.reason, words)
        keep_cancellation(work, stay, FREE, heard, was)
    post_changes(work, changes, WHAT, work.today)
    work.db.flush()
    return put_back


def _tell(work: Work, closing: Closing, fallen: Sequence[Booking | Stay], instead: Sequence[Instead]) -> None:
    """A notice owed to each child's family, with what there is instead; what has nothing instead is kept as unmet."""
    kept = list(work.db.scalars(select(Cancellation).where(Cancellation.closing_id == closing.id)))
    of = {("stay", one.stay_id) if one.stay_id else ("booking", one.booking_id): one.id for one in kept}
    others = {(one.about, one.id): one for one in instead}
    open_now = _open_sessions(work, instead)
    by_child: dict[int, list[Booking | Stay]] = {}
    for record in fallen:
        by_child.setdefault(record.child_id, []).append(record)
    for child_id, records in sorted(by_child.items()):
        notice = keep_notice(
            work, child_id, "provider", [of[one.__tablename__, one.id] for one in records], closing.id
        )
        said: set[tuple[int | None, int | None, datetime]] = set()
        for record in records:
            mine = others.get((record.__tablename__, record.id))
            rows = _alternatives(notice.id, mine, open_now) if mine is not None else []
            if not rows:
                _keep_unmet(work, closing, record)
            fresh = [row for row in rows if (row.session_id, row.bed_id, row.starts_at) not in said]
            said |= {(row.session_id, row.bed_id, row.starts_at) for row in fresh}
            work.db.add_all(fresh)
    work.db.flush()


def _open_sessions(work: Work, instead: Sequence[Instead]) -> Mapping[int, tuple[datetime, datetime]]:
    """The sessions offered instead that are open and free now."""
    wanted = {session for one in instead for session in one.sessions}
    rows = work.db.execute(
        select(BreakSession.id, BreakSession.starts_at, BreakSession.ends_at).where(
            BreakSession.id.in_(wanted), BreakSession.state == "open", BreakSession.taken < BreakSession.places,
            BreakSession.starts_at > to_local(work.now),
        )
    )  # fmt: skip
    return {row.id: (row.starts_at, row.ends_at) for row in rows}


def _alternatives(
    notice_id: int, one: Instead, open_now: Mapping[int, tuple[datetime, datetime]]
) -> list[NoticeAlternative]:
    rows = [
        NoticeAlternative(
            notice_id=notice_id, session_id=session, bed_id=None, starts_at=open_now[session][0],
            ends_at=open_now[session][1], to_ask=session in one.to_ask,
        )
        for session in one.sessions if session in open_now
    ]  # fmt: skip
    rows += [
        NoticeAlternative(
            notice_id=notice_id, session_id=None, bed_id=bed, starts_at=start, ends_at=end, to_ask=bed in one.to_ask
        )
        for bed, start, end in one.beds
    ]
    return rows[:MOST]


def _keep_unmet(work: Work, closing: Closing, record: Booking | Stay) -> None:
    service = work.db.get(Service, record.service_id)
    assert service is not None
    stay = isinstance(record, Stay)
    keep_unmet(
        work,
        Unmet(
            record.child_id, "provider_cancelled", record.starts_at.date(), record.ends_at.date(), (service.kind,),
            service_id=service.id, session_id=None if isinstance(record, Stay) else record.session_id,
            unit="nights" if stay else service.unit, amount=record.planned_nights if isinstance(record, Stay) else record.uses,
            about=f"{record.__tablename__}:{record.id}", words=closing.words,
        ),
    )  # fmt: skip


def _end(work: Work, closing: Closing, scope: Scope, words: str) -> None:
    """What closes for good is closed in the directory too: the service, the venue, or the provider with its services."""
    if scope.venue_id is not None:
        venue = work.db.get(Venue, scope.venue_id)
        if venue is not None and venue.state != "closed":
            close_entry(work, venue, words)
            work.db.add(ClosedPart(closing_id=closing.id, venue_id=venue.id))
        return
    services = select(Service).where(Service.provider_id == scope.provider_id, Service.state == "open")
    if scope.service_id is not None:
        services = services.where(Service.id == scope.service_id)
    for service in work.db.scalars(services):
        close_entry(work, service, words)
        work.db.add(ClosedPart(closing_id=closing.id, service_id=service.id))
    provider = work.db.get(Provider, scope.provider_id)
    if scope.service_id is None and provider is not None and provider.state != "closed":
        close_entry(work, provider, words)
        work.db.add(ClosedPart(closing_id=closing.id, provider_id=provider.id))
