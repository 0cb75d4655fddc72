"""Cancellation notices: owed from the act on that brought them about, and issued one by one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, union_all

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.notices.again_facts import written_again
from shortbreaks.bookings.notices.facts import written_notice
from shortbreaks.bookings.notices.keeping import keep_notice
from shortbreaks.bookings.notices.tables import Notice, NoticeItem
from shortbreaks.bookings.registers.tables import Cancellation, Refill
from shortbreaks.bookings.stay_tables import Stay, StayRefill
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.letters import issue
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession, Service

KIND, AGAIN = "cancellation notice", "on again notice"


@dataclass(frozen=True, slots=True)
class IssueNotice:
    """A notice that is owed; `style` "" prints as the family asked."""

    notice_id: int
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Cancellation notice issued")
def issue_notice(work: Work, request: IssueNotice) -> int:
    """Draw one owed notice from the record as it stands and enter it in the register; answers the paper's id.

    Raises Refused when it was issued before.
    """
    notice = work.db.execute(
        select(Notice).where(Notice.id == request.notice_id).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if notice is None:
        raise NotFound("That notice is not here any more.", "Look again.")
    if notice.paper_id is not None:
        raise Refused("This notice was issued before.", "Look at it among the child's papers.")
    if notice.void:
        raise Refused("What this notice would tell was put back before it was issued.", "Look again.")
    again = notice.why == "reopened"
    letter = written_again(work, notice) if again else written_notice(work, notice)
    paper = issue(work, AGAIN if again else KIND, letter, request.style)
    notice.paper_id = paper.id
    work.record(paper)
    return paper.id


@dataclass(frozen=True, slots=True)
class IssueCancellation:
    """The notice of one cancelled booking, or of one stay."""

    booking_id: int | None = None
    stay_id: int | None = None
    style: str = ""


@command(needs=Permission.ISSUE_PAPERS, recorded_as="Cancellation notice issued")
def issue_cancellation(work: Work, request: IssueCancellation) -> int:
    """Draw the notice of a cancellation and enter it in the register; answers the paper's id.

    Raises Refused for what is not cancelled.
    """
    is_booking = request.booking_id is not None
    record = work.db.get(Booking, request.booking_id) if is_booking else work.db.get(Stay, request.stay_id)
    paper = cancellation_issued(work, record, request.style)
    work.record(paper)
    return paper.id


def cancellation_issued(work: Work, record: Booking | Stay | None, style: str = "") -> Paper:
    """The notice of a cancelled booking or stay, drawn from the record as it stands and entered in the register, within a command.

    Raises Refused for what is not cancelled.
    """
    of = Cancellation.booking_id if isinstance(record, Booking) else Cancellation.stay_id
    newest = select(Cancellation).where(of == (record.id if record is not None else 0)).order_by(Cancellation.id.desc()).limit(1)
    cancellation = work.db.scalar(newest)
    if cancellation is None or record is None or not record.state.startswith("cancelled"):
        raise Refused("This is not cancelled, so there is no notice of it.", "Look at the booking again.")
    again = [select(kind.id).where(kind.cancellation_id == cancellation.id) for kind in (Refill, StayRefill)]
    refilled = any(work.db.scalar(one) is not None for one in again)
    why = "refilled" if refilled else "provider" if record.state == "cancelled_by_provider" else "family"
    notice = keep_notice(work, record.child_id, why, [cancellation.id], cancellation.closing_id)
    paper = issue(work, KIND, written_notice(work, notice), style)
    notice.paper_id = paper.id
    return paper


@dataclass(frozen=True, slots=True)
class NoticeOwed:
    """A notice that is not issued yet: the first of the breaks that it tells of, and how many more there are."""

    id: int
    child_id: int
    child: str
    why: str
    since: date
    service: str
    first: date
    more: int


@query(needs=Permission.SEE_CASES)
def notices_owed(view: View, closing_id: int | None = None) -> tuple[NoticeOwed, ...]:
    """Notices not issued yet, the oldest first; those of one closing when it is named."""
    found = (
        select(Notice.id, Notice.child_id, Notice.why, Notice.at, Child.first_name, Child.last_name, Child.known_as)
        .join(Child, Child.id == Notice.child_id)
        .where(Notice.paper_id.is_(None), Notice.void.is_(False))
        .order_by(Notice.id)
    )
    if closing_id is not None:
        found = found.where(Notice.closing_id == closing_id)
    rows = view.db.execute(found).all()
    breaks = _breaks_of(view) if rows else {}
    return tuple(
        NoticeOwed(
            r.id, r.child_id, short_name(r.first_name, r.last_name, r.known_as), r.why, r.at.date(),
            breaks[r.id][0][1], breaks[r.id][0][0].date(), len(breaks[r.id]) - 1,
        )
        for r in rows
    )  # fmt: skip


def _breaks_of(view: View) -> Mapping[int, Sequence[tuple[datetime, str]]]:
    """When and what each break was to be that the notices still owed tell of, each notice's in order; one question."""
    told = (
        select(NoticeItem.notice_id, Cancellation.booking_id, Cancellation.stay_id)
        .join(Notice, Notice.id == NoticeItem.notice_id)
        .join(Cancellation, Cancellation.id == NoticeItem.cancellation_id)
        .where(Notice.paper_id.is_(None), Notice.void.is_(False))
        .subquery("told")
    )
    sessions = (
        select(told.c.notice_id, BreakSession.starts_at, Service.name)
        .join(Booking, Booking.id == told.c.booking_id)
        .join(BreakSession, BreakSession.id == Booking.session_id)
        .join(Service, Service.id == BreakSession.service_id)
    )
    nights = (
        select(told.c.notice_id, Stay.starts_at, Service.name)
        .join(Stay, Stay.id == told.c.stay_id)
        .join(Service, Service.id == Stay.service_id)
    )
    found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for notice_id, starts_at, service in view.db.execute(union_all(sessions, nights)):
        found[notice_id].append((starts_at, service))
    return {notice_id: sorted(breaks) for notice_id, breaks in found.items()}
