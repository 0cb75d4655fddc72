"""Letters about an award that a person changed after it had begun: which are due, and what they say (R-D4)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from shortbreaks.dates import say_day, to_utc
from shortbreaks.payments.addressees import Letters
from shortbreaks.payments.letter_keys import LetterKey, award_key
from shortbreaks.payments.rules import award_week
from shortbreaks.payments.statements import DAYS_TO_QUERY, award_words
from shortbreaks.payments.sums import awards_from
from shortbreaks.payments.tables import AgreementStep, AwardLine, Owed
from shortbreaks.payments.uplift_tables import Uplift, UpliftLine

LATELY = timedelta(days=56)


def changes(db: Session, today: date, ids: Sequence[int] | None = None) -> Iterator[AwardLine]:
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
    wanted = select(AwardLine).where(AwardLine.at >= since, started.scalar_subquery().is_not(None), ~uplifted)
    if ids is not None:
        wanted = wanted.where(AwardLine.id.in_(ids))
    yield from db.scalars(wanted.order_by(AwardLine.id))


def awards_due(db: Session, today: date) -> Iterator[tuple[LetterKey, str, date]]:
    """A letter for each change of an award, with why and since when."""
    for line in changes(db, today):
        yield award_key(line.agreement_id, line.id), f"Award changed from {say_day(line.from_day)}", line.at.date()


def award_facts(letters: Letters, keys: Sequence[LetterKey]) -> dict[LetterKey, Any]:
    """What each change did: the week before and from then on, its reason, what is owed for days paid, what comes next."""
    from shortbreaks.documents.award_letter import AwardLetterFacts

    db = letters.view.db
    lines = {line.id: line for line in changes(db, letters.today, [key.of for key in keys])}
    awards = awards_from(db, [letters.of[key.agreement_id].agreement for key in keys], letters.today)
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
            award.coming_on(letters.today), letters.today + timedelta(days=DAYS_TO_QUERY),
        )  # fmt: skip
    return found


def _owed(db: Session, line: AwardLine) -> int:
    """What is still owed, or was paid too much, for days from the change on."""
    return int(
        db.scalar(
            select(func.coalesce(func.sum(Owed.pence), 0)).where(
                Owed.agreement_id == line.agreement_id, Owed.run_line_id.is_(None), Owed.uplift_id.is_(None),
                Owed.last_day >= line.from_day,
            )
        )
        or 0
    )  # fmt: skip
