"""Letters about an award that a person changed after it had begun: which are due, and what they say (R-D4)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from shortbreaks.dates import say_day, to_utc
from shortbreaks.payments.addressees import Letters
from shortbreaks.payments.facts import only, sums_open
from shortbreaks.payments.letters.keys import LetterKey, again_key, award_key
from shortbreaks.payments.reduction_tables import AwardNotice, Reconsideration
from shortbreaks.payments.rules import award_week
from shortbreaks.payments.statements import DAYS_TO_QUERY, award_words
from shortbreaks.payments.sums import awards_from
from shortbreaks.payments.tables import AgreementStep, AwardLine, Owed
from shortbreaks.payments.uplift.tables import Uplift, UpliftLine

LATELY = timedelta(days=56)
SAID = {"stands": "it stands", "changed": "another award", "withdrawn": "taken back"}


def changes(db: Session, today: date, ids: Sequence[int] | None = None, of: int | None = None) -> Iterator[AwardLine]:
    """The lines that changed an award lately, once it was paid; those of an uplift have a letter of their own."""
    started = select(func.min(AgreementStep.id)).where(
        AgreementStep.agreement_id == AwardLine.agreement_id, AgreementStep.state == "active",
        AgreementStep.at < AwardLine.at,
    )  # fmt: skip
    uplifted = exists(
        select(UpliftLine.id)
        .join(Uplift, Uplift.id == UpliftLine.uplift_id)
        .where(
            UpliftLine.agreement_id == AwardLine.agreement_id, UpliftLine.part == AwardLine.part,
            Uplift.state == "applied", Uplift.applied_at == AwardLine.at,
        )
    )  # fmt: skip
    since = to_utc(datetime.combine(today - LATELY, time.min))
    began = started.scalar_subquery().is_not(None)
    lately = select(AwardLine.id).where(AwardLine.at >= since)  # by its index alone, however many lines there ever were
    wanted = select(AwardLine).where(AwardLine.id.in_(lately), began, ~uplifted, *only(AwardLine.agreement_id, of))
    if ids is not None:
        wanted = wanted.where(AwardLine.id.in_(ids))
    yield from db.scalars(wanted.order_by(AwardLine.id))


def awards_due(db: Session, today: date, of: int | None = None) -> Iterator[tuple[LetterKey, str, date]]:
    """A letter for each change of an award, with why and since when."""
    lines = list(changes(db, today, of=of))
    notices = {
        row.award_line_id: row.lower_from - timedelta(days=row.days)
        for row in db.execute(
            select(AwardNotice.award_line_id, AwardNotice.lower_from, AwardNotice.days).where(
                AwardNotice.award_line_id.in_([line.id for line in lines]), AwardNotice.short_reason == ""
            )
        )
    }  # the notice is the family's only once it has the letter
    for line in lines:
        by = f"; lower, so the letter goes by {say_day(notices[line.id])}" if line.id in notices else ""
        yield award_key(line.agreement_id, line.id), f"Award changed from {say_day(line.from_day)}{by}", line.at.date()


def award_facts(letters: Letters, keys: Sequence[LetterKey]) -> dict[LetterKey, Any]:
    """What each change did: the week before and from then on, its reason, what is owed for days paid, what comes next."""
    from shortbreaks.documents.award_letter import AwardLetterFacts

    db = letters.view.db
    lines = {line.id: line for line in changes(db, letters.today, [key.of for key in keys])}
    awards = awards_from(db, [letters.of[key.agreement_id].agreement for key in keys], letters.today)
    notices = {one.award_line_id: one for one in db.scalars(select(AwardNotice).where(AwardNotice.award_line_id.in_(lines)))}
    found: dict[LetterKey, Any] = {}
    for key in keys:
        line = lines.get(key.of)
        if line is None:
            continue
        award, to = awards[key.agreement_id], letters.of[key.agreement_id]
        known = [part for part in award.parts if part.id <= line.id]
        before = [part for part in known if part.id < line.id]
        found[key] = AwardLetterFacts(
            to.to, line.from_day, max(0, award_week(before, line.from_day)), max(0, award_week(known, line.from_day)),
            award_words(to.agreement, known, line.from_day, award.days), line.reason, _owed(db, line), award.pence,
            award.coming_on(letters.today), letters.today + timedelta(days=DAYS_TO_QUERY), *_notice(notices.get(line.id)),
            next_taken=award.taken,
        )  # fmt: skip
    return found


def _notice(kept: AwardNotice | None) -> tuple[date | None, int, str]:
    """The day a lower award was decided, its days of notice, and why it starts sooner; none where no notice is wanted."""
    return (None, 0, "") if kept is None else (kept.at.date(), kept.days, kept.short_reason)


def again_due(db: Session, today: date, of: int | None = None) -> Iterator[tuple[LetterKey, str, date]]:
    """A letter for each second look that was answered lately."""
    rows = db.execute(
        select(Reconsideration.id, AwardNotice.agreement_id, Reconsideration.outcome, Reconsideration.answered_on)
        .join(AwardNotice, AwardNotice.id == Reconsideration.notice_id)
        .where(Reconsideration.answered_on >= today - LATELY, *only(AwardNotice.agreement_id, of))
        .order_by(Reconsideration.id)
    )
    for row in rows:
        yield again_key(row.agreement_id, row.id), f"Looked at again: {SAID[row.outcome]}", row.answered_on


def again_facts(letters: Letters, keys: Sequence[LetterKey]) -> dict[LetterKey, Any]:
    """What came of each second look, why, and the next payment."""
    from shortbreaks.documents.reconsider_letter import ReconsiderLetterFacts

    db = letters.view.db
    rows = db.execute(
        select(Reconsideration, AwardNotice)
        .join(AwardNotice, AwardNotice.id == Reconsideration.notice_id)
        .where(Reconsideration.id.in_({key.of for key in keys}), Reconsideration.outcome != "")
    )
    kept = {asked.id: (asked, notice) for asked, notice in rows}
    awards = awards_from(db, [letters.of[key.agreement_id].agreement for key in keys], letters.today)
    found: dict[LetterKey, Any] = {}
    for key in keys:
        if key.of not in kept:
            continue
        (asked, notice), award = kept[key.of], awards[key.agreement_id]
        found[key] = ReconsiderLetterFacts(
            letters.of[key.agreement_id].to, notice.lower_from, max(0, notice.week_before), max(0, notice.week_after),
            asked.asked_on, asked.outcome, asked.reasons, award.pence, award.coming_on(letters.today), award.taken,
        )  # fmt: skip
    return found


def _owed(db: Session, line: AwardLine) -> int:
    """What is still owed, or was paid too much, for days from the change on."""
    wanted, left = sums_open(Owed.id)
    mine = Owed.agreement_id == line.agreement_id, Owed.uplift_id.is_(None), Owed.last_day >= line.from_day
    return sum(db.scalars(wanted.with_only_columns(left).where(*mine)))
