"""Cancellation notices: owed from the act on that brought them about, and issued one by one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.again_facts import written_again
from shortbreaks.bookings.notice_facts import record_of, written_notice
from shortbreaks.bookings.notice_keeping import keep_notice
from shortbreaks.bookings.notice_tables import Notice
from shortbreaks.bookings.register_tables import Cancellation, Refill
from shortbreaks.bookings.stay_tables import StayRefill
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.letters import issue
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child

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
    found = select(Cancellation).order_by(Cancellation.id.desc()).limit(1)
    if request.booking_id is not None:
        found = found.where(Cancellation.booking_id == request.booking_id)
    else:
        found = found.where(Cancellation.stay_id == request.stay_id)
    cancellation = work.db.scalar(found)
    record = record_of(work, cancellation) if cancellation is not None else None
    if cancellation is None or record is None or not record.state.startswith("cancelled"):
        raise Refused("This is not cancelled, so there is no notice of it.", "Look at the booking again.")
    again = [select(kind.id).where(kind.cancellation_id == cancellation.id) for kind in (Refill, StayRefill)]
    refilled = any(work.db.scalar(one) is not None for one in again)
    why = "refilled" if refilled else "provider" if record.state == "cancelled_by_provider" else "family"
    notice = keep_notice(work, record.child_id, why, [cancellation.id], cancellation.closing_id)
    paper = issue(work, KIND, written_notice(work, notice), request.style)
    notice.paper_id = paper.id
    work.record(paper)
    return paper.id


@dataclass(frozen=True, slots=True)
class NoticeOwed:
    """A notice that is not issued yet."""

    id: int
    child_id: int
    child: str
    why: str
    since: date


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
    return tuple(
        NoticeOwed(r.id, r.child_id, short_name(r.first_name, r.last_name, r.known_as), r.why, r.at.date())
        for r in view.db.execute(found)
    )
