"""A closing put back in one act: what it closed opens, and every place and stay whose place is still free is booked again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.giving_up import confirm_again
from shortbreaks.bookings.judging import judge
from shortbreaks.bookings.notices.keeping import keep_notice
from shortbreaks.bookings.notices.tables import (
    ClosedPart,
    Closing,
    ClosingUndone,
    Notice,
    NoticeAlternative,
    NoticeItem,
    Returned,
)
from shortbreaks.bookings.overrides import Reason, note_overrides
from shortbreaks.bookings.places import lock_children, lock_sessions
from shortbreaks.bookings.registers.tables import Cancellation
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unmet.commands import OPEN, became, newest_outcome
from shortbreaks.bookings.unmet.tables import UnmetRequest
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.findings import Finding
from shortbreaks.overnight.commands import lock_houses, wanted_again
from shortbreaks.overnight.nights_ahead import judge_in_line
from shortbreaks.overnight.on_the_night import book_again
from shortbreaks.overnight.returning import Stands, fallen_by, stands_against, states_of, was_only_offered
from shortbreaks.providers.bed_tables import BedClosure
from shortbreaks.providers.closing import open_entry
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue

TWICE = Refused("This closing was put back just now.", "Look again.")
when_broken("uq_closing_undone_closing_id", "closing_undone.closing_id", lambda: TWICE)


@dataclass(frozen=True, slots=True)
class ReopenClosing:
    """A closing that was a mistake or is over sooner; `words` are what families are told."""

    closing_id: int
    words: str


@command(needs=Permission.BOOK, recorded_as="Closing put back")
def reopen_closing(work: Work, request: ReopenClosing) -> list[int]:
    """Open what the closing closed, and book again each place and stay that is still free; answers (back, not back).

    Charges are posted again and allowances used again, once. What cannot come back is kept with its reason, and stays an
    unmet request. A family whose notice was issued is owed one that says so; one not issued yet is owed no more, or only
    for what stays cancelled. Raises Refused without words, or for a closing that was put back before.
    """
    closing = work.db.get(Closing, request.closing_id)
    if closing is None:
        raise NotFound("That closing is not here any more.", "Look again.")
    words = request.words.strip()
    if not words:
        raise Refused("Families are told why.", "Write a sentence they can read.", "words")
    if work.db.scalar(select(ClosingUndone.id).where(ClosingUndone.closing_id == closing.id)) is not None:
        raise TWICE
    fallen = fallen_by(work, closing.id)
    lock_children(work, {one.child_id for _, one in fallen})
    lock_houses(work, [one.bed_id for _, one in fallen if isinstance(one, Stay)])
    undone = ClosingUndone(closing_id=closing.id, words=words, at=work.now, person_id=work.person.id)
    work.db.add(undone)
    work.db.flush()
    opened = _open(work, closing)
    if not opened and not fallen:
        raise Refused("Nothing of this closing is left to put back.", "Look again.")
    lock_sessions(work, {one.session_id for _, one in fallen if isinstance(one, Booking)})
    came = {cancellation.id: _return(work, cancellation, record, undone) for cancellation, record in fallen}
    _tell(work, closing, fallen, came)
    back = [one for cancellation, one in fallen if came[cancellation.id] is None]
    work.record(closing, pence=sum(one.charge_pence for one in back))
    return [len(back), len(fallen) - len(back)]


def _open(work: Work, closing: Closing) -> int:
    """Open what this closing closed and nobody opened or changed since; sessions that began stay as they were."""
    count = 0
    now = to_local(work.now)
    for part in work.db.scalars(select(ClosedPart).where(ClosedPart.closing_id == closing.id).order_by(ClosedPart.id)):
        if part.session_id is not None:
            session = work.db.get(BreakSession, part.session_id, with_for_update=True)
            if session is not None and session.state == "closed" and session.starts_at > now:
                session.state, session.closed_reason = "open", ""
                count += 1
        elif part.bed_closure_id is not None:
            nights = work.db.get(BedClosure, part.bed_closure_id)
            if nights is not None and nights.state == "closed" and nights.last_night >= work.today:
                nights.state = "opened"
                count += 1
        else:
            count += _open_in_directory(work, part)
    work.db.flush()
    return count


def _open_in_directory(work: Work, part: ClosedPart) -> int:
    if part.venue_id is not None:
        venue = work.db.get(Venue, part.venue_id)
        if venue is not None and venue.state == "closed":
            open_entry(work, venue)
            return 1
        return 0
    record: Service | Provider | None = (
        work.db.get(Service, part.service_id) if part.service_id is not None else work.db.get(Provider, part.provider_id)
    )
    if record is None or record.state != "closed":
        return 0
    open_entry(work, record)
    return 1


def _return(work: Work, cancellation: Cancellation, record: Booking | Stay, undone: ClosingUndone) -> Stands | None:
    """Book one place or stay again, or keep what stands against it; answers that, None for one that is booked again."""
    against = _book(work, record, undone.words)
    work.db.add(
        Returned(
            undone_id=undone.id, cancellation_id=cancellation.id, back=against is None, why=against.why if against else "",
            told=against.told if against else "",
        )
    )  # fmt: skip
    work.db.flush()
    if against is None:
        about = f"{record.__tablename__}:{record.id}"
        for unmet in work.db.scalars(select(UnmetRequest.id).where(UnmetRequest.about == about)):
            if newest_outcome(work.db, unmet) in OPEN:
                became(work, unmet, "met", about, undone.words)
    return against


def _book(work: Work, record: Booking | Stay, words: str) -> Stands | None:
    now = to_local(work.now)
    against = was_only_offered(record, states_of(work, [record])[record], now)
    if against is not None:
        return against
    if isinstance(record, Stay):
        judged = judge_in_line(work, wanted_again(record))
        against = stands_against(judged.child.name, judged.findings)
        if against is None:
            _went_before(work, record, judged.findings, words)
            book_again(work, record, judged, words)
        return against
    places = judge(work, record.child_id, [record.session_id])
    found = places.findings[record.session_id]
    against = stands_against(places.child.name, found)
    if against is None:
        _went_before(work, record, found, words)
        confirm_again(work, record, places.terms[record.session_id], words)
    return against


def _went_before(work: Work, record: Booking | Stay, found: Sequence[Finding], words: str) -> None:
    """Keep that who had the place before the closing has it again, past whoever waits for it by now (R-B6)."""
    ahead = [one for one in found if one.rule == "R-B6"]
    note_overrides(work, record.child_id, f"{record.__tablename__}:{record.id}", ahead, [Reason("R-B6", words)])


def _tell(
    work: Work, closing: Closing, fallen: Sequence[tuple[Cancellation, Booking | Stay]], came: dict[int, Stands | None]
) -> None:
    """Owe a notice where one was issued; void those not issued, and owe them anew for what stays cancelled."""
    by_child: dict[int, list[int]] = {}
    for cancellation, record in fallen:
        by_child.setdefault(record.child_id, []).append(cancellation.id)
    for child_id, ids in sorted(by_child.items()):
        if all(came[one] is not None for one in ids):
            continue
        about = select(NoticeItem.notice_id).where(NoticeItem.cancellation_id.in_(ids))
        notices = list(work.db.scalars(select(Notice).where(Notice.id.in_(about)).order_by(Notice.id).with_for_update()))
        if any(one.paper_id is not None for one in notices):
            keep_notice(work, child_id, "reopened", ids, closing.id)
        for one in notices:
            one.void = one.paper_id is None
        left = [one for one in ids if came[one] is not None]
        unissued = next((one for one in notices if one.void), None)
        if unissued is not None and left and all(one.void for one in notices):
            _owe_anew(work, closing, unissued, left)
    work.db.flush()


def _owe_anew(work: Work, closing: Closing, old: Notice, left: Sequence[int]) -> None:
    """The notice of what stays cancelled, with the same other breaks."""
    new = keep_notice(work, old.child_id, "provider", left, closing.id)
    for one in work.db.scalars(select(NoticeAlternative).where(NoticeAlternative.notice_id == old.id).order_by(NoticeAlternative.id)):
        work.db.add(
            NoticeAlternative(
                notice_id=new.id, session_id=one.session_id, bed_id=one.bed_id, starts_at=one.starts_at, ends_at=one.ends_at,
                to_ask=one.to_ask,
            )
        )  # fmt: skip
