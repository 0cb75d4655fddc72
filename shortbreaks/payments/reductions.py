"""A lower award where a plan is held: its notice, and the one second look that a family may ask for (R-D4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.asked import room_for
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_day
from shortbreaks.eligibility.tables import Evidence
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.merged import same_child
from shortbreaks.money import pounds
from shortbreaks.payments.cycles import DAY
from shortbreaks.payments.reduction_tables import OUTCOMES, AwardNotice, Reconsideration
from shortbreaks.payments.rules import Part, award_week
from shortbreaks.payments.tables import Agreement, AwardLine
from shortbreaks.words import as_kept

PLAN, ASSESSMENTS = "EHCP", ("CFA", "SA")
LONGEST = 2000
when_broken(
    "uq_reconsideration_notice_id", "reconsideration.notice_id",
    lambda: Refused("Somebody else noted that they asked, just now.", "Look at the account again."),
)  # fmt: skip


def holds_plan(db: Session, child_id: int, day: date) -> bool:
    """Whether an education, health and care plan of a child was seen by a day and had not run out."""
    wanted = _seen(child_id, (PLAN,), day).where(Evidence.expires_on.is_(None) | (Evidence.expires_on >= day))
    return db.scalar(wanted.limit(1)) is not None


def is_assessed(db: Session, child_id: int, day: date) -> bool:
    """Whether a Child and Family Assessment or a Short Assessment of a child was seen by a day (R-D2)."""
    return db.scalar(_seen(child_id, ASSESSMENTS, day).limit(1)) is not None


def _seen(child_id: int, kinds: Sequence[str], day: date) -> Select[int]:
    return select(Evidence.id).where(
        Evidence.child_id.in_(same_child(child_id)), Evidence.kind.in_(kinds), Evidence.seen_on <= day
    )


def lower_from(before: Sequence[Part], after: Sequence[Part], days: Iterable[date]) -> tuple[date, int, int] | None:
    """The first of some days on which an award is less a week than it was, with both sums; none: it is not less."""
    for day in sorted(days):
        was, now = award_week(before, day), award_week(after, day)
        if now < was:
            return day, was, now
    return None


def give_notice(work: Work, agreement: Agreement, line: AwardLine, parts: Sequence[Part], short_reason: str) -> None:
    """Keep the notice of a line that lowers an award being paid, where a plan is held; other lines need none.

    `parts` are the award's with the line. Raises Refused when it starts before its notice has run, without a reason, and
    for a reason of a notice that is not cut short, which would be kept nowhere.
    """
    reason = as_kept(short_reason, one_line=True)
    if not _cut_short(work, agreement, line, parts, reason) and reason:
        raise Refused("No notice is cut short, so nothing is kept there.", "Leave it empty, or write it as why.", "short_reason")


def _cut_short(work: Work, agreement: Agreement, line: AwardLine, parts: Sequence[Part], reason: str) -> bool:
    """Whether a line starts before its notice has run; one that lowers the award has its notice kept."""
    if agreement.state == "draft" or not holds_plan(work.db, agreement.child_id, work.today):
        return False
    days = [line.from_day, *([line.until_day + DAY] if line.until_day is not None else [])]
    found = lower_from([part for part in parts if part.id != line.id], parts, days)
    if found is None:
        return False
    since, was, now = found
    notice = int(setting_on(work.db, "reduction_notice_days", work.today))
    may_start = work.today + timedelta(days=notice)
    if since < may_start and not reason:
        raise Refused(
            f"It is {pounds(was - now)} a week less from {say_day(since)}, and {notice} days’ notice run to "
            f"{say_day(may_start)} (R-D4).",
            f"Choose {say_day(may_start)} or later, or write why it cannot wait.", "short_reason",
        )  # fmt: skip
    work.db.add(
        AwardNotice(
            agreement_id=agreement.id, award_line_id=line.id, lower_from=since, week_before=was, week_after=now,
            days=notice, may_start=may_start, short_reason=reason if since < may_start else "", at=work.now,
            person_id=work.person.id,
        )
    )  # fmt: skip
    return since < may_start


@dataclass(frozen=True, slots=True)
class AskAgain:
    """A family asks that a lowered award is looked at again: when, and what it says."""

    notice_id: int
    on: date
    words: str = room_for(LONGEST)


@command(needs=Permission.DECIDE, recorded_as="Second look asked for")
def ask_again(work: Work, request: AskAgain) -> int:
    """Note that a family asked; once for each decision. Raises Refused by field."""
    notice = work.db.get(AwardNotice, request.notice_id)
    if notice is None:
        raise NotFound("That decision is not here any more.", "Look again.")
    if work.db.scalar(select(Reconsideration.id).where(Reconsideration.notice_id == notice.id)) is not None:
        raise Refused("They asked before; a decision is looked at again once.", "Look at what was answered.")
    if request.on > work.today or request.on < notice.at.date():
        raise Refused(f"The decision is of {say_day(notice.at.date())}.", "Write the day they asked, up to today.", "on")
    words = request.words.strip()
    if not words:
        raise Refused("What the family says is missing.", "Write why it is not enough for them.", "words")
    asked = Reconsideration(
        notice_id=notice.id, asked_on=request.on, words=words, decided_by=notice.person_id, outcome="", reasons="",
        at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(asked)
    work.record(asked)
    return asked.id


@dataclass(frozen=True, slots=True)
class AnswerAgain:
    """What came of the second look: it stands, another award is decided, or it is as it was; with the reasons."""

    reconsideration_id: int
    seen: int
    outcome: str
    reasons: str = room_for(LONGEST)


@command(needs=Permission.DECIDE, recorded_as="Second look answered")
def answer_again(work: Work, request: AnswerAgain) -> None:
    """Keep the answer of somebody who did not decide it. Raises Refused by field; another award is decided by itself."""
    asked = work.take(Reconsideration, request.reconsideration_id, seen=request.seen)
    if asked.outcome:
        raise Refused("It was answered before; a decision is looked at again once.", "Look at what was answered.")
    if asked.decided_by == work.person.id:
        raise Refused("You decided it yourself.", "Somebody who did not decide it looks at it again.")
    if request.outcome not in OUTCOMES:
        raise Refused("Choose what came of it.", "Choose from the list.", "outcome")
    reasons = request.reasons.strip()
    if not reasons:
        raise Refused("The reasons are missing.", "Write them as the family reads them.", "reasons")
    asked.outcome, asked.reasons = request.outcome, reasons
    asked.answered_on, asked.answered_by = work.today, work.person.id
    work.record(asked)


@dataclass(frozen=True, slots=True)
class ReductionRow:
    """One lowered award (pence a week), its notice, and how far the second look has come ("" while nobody asked)."""

    id: int
    lower_from: date
    week_before: int
    week_after: int
    may_start: date
    short_reason: str
    decided_on: date
    asked_id: int | None
    asked_version: int
    asked_on: date | None
    words: str
    outcome: str
    reasons: str


def reductions_of(db: Session, agreement_id: int, day: date) -> tuple[ReductionRow, ...]:
    """The lowered awards of an agreement that were decided by a day, newest first; an answer of a later day is not there."""
    rows = db.execute(
        select(AwardNotice, Reconsideration)
        .join(Reconsideration, Reconsideration.notice_id == AwardNotice.id, isouter=True)
        .where(AwardNotice.agreement_id == agreement_id)
        .order_by(AwardNotice.id.desc())
    ).all()
    return tuple(_row(notice, asked, day) for notice, asked in rows if notice.at.date() <= day)


def _row(notice: AwardNotice, asked: Reconsideration | None, day: date) -> ReductionRow:
    there = asked is not None and asked.asked_on <= day
    answered = asked is not None and asked.answered_on is not None and asked.answered_on <= day
    return ReductionRow(
        notice.id, notice.lower_from, notice.week_before, notice.week_after, notice.may_start, notice.short_reason,
        notice.at.date(), asked.id if asked and there else None, asked.version if asked else 0,
        asked.asked_on if asked and there else None, asked.words if asked and there else "",
        asked.outcome if asked and answered else "", asked.reasons if asked and answered else "",
    )  # fmt: skip


def asked_again(db: Session) -> set[int]:
    """The agreements of which a second look is asked for and not answered."""
    wanted = select(AwardNotice.agreement_id).join(Reconsideration, Reconsideration.notice_id == AwardNotice.id)
    return set(db.scalars(wanted.where(Reconsideration.outcome == "")))
