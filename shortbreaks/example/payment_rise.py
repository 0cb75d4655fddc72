"""The example county's rise of the agencies' rate: decided weeks after 1 April, with its report, arrears and letters."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from shortbreaks.dates import say_day
from shortbreaks.example.papers import send_letters
from shortbreaks.example.payment_runs import DRAFTED, Made, keep_owed
from shortbreaks.example.rows import Rows, morning
from shortbreaks.money import pounds
from shortbreaks.payments.letters.keys import uplift_key
from shortbreaks.payments.rules import WORDS, Part
from shortbreaks.payments.tables import AwardLine
from shortbreaks.payments.uplift.commands import Effect, effects_of
from shortbreaks.payments.uplift.tables import Uplift, UpliftLine

APPROVER, MANAGER = 2, 3
LATE_KIND = "agency"
LATE = timedelta(days=43)  # Cabinet decides in May what holds from April
REASON = "Cabinet, decided after the year had begun"


def decided_on(since: date) -> date:
    """The day on which the rates from `since` were decided."""
    return since + LATE


def drafted_after(since: date, pay_on: date) -> bool:
    """Whether a run that pays on a day was worked out after the rates from `since` were decided."""
    return pay_on - DRAFTED >= decided_on(since)


def rise(rows: Rows, made: Sequence[Made], since: date, pence: int) -> None:
    """Work the new rate out over every agreement, as the uplift desk does; keep report, awards, letters and what is owed.

    Everything paid until then is written first: arrears are what it would have been, less what it was.
    """
    rows.write()
    by_id, at = {one.id: one for one in made}, morning(decided_on(since))
    found = select(Uplift.id).where(Uplift.kind == LATE_KIND, Uplift.from_day == since)
    uplift = rows.db.scalar(found) or rows.add(
        Uplift, kind=LATE_KIND, from_day=since, pence=pence, reason=REASON, state="applied", drafted_by=MANAGER,
        drafted_at=at - timedelta(days=2), applied_by=APPROVER, applied_at=at,
    )  # fmt: skip
    words = f"{WORDS[LATE_KIND]} at {pounds(pence)} from {say_day(since)}"
    effects = effects_of(rows.db, LATE_KIND, since, pence, among=by_id)
    for effect in effects:
        rows.add(
            UpliftLine, uplift_id=uplift, agreement_id=effect.agreement_id, part=effect.part, old_pence=effect.old,
            new_pence=effect.new, old_week=effect.old_week, new_week=effect.new_week, arrears_pence=effect.arrears,
            unchanged_because=effect.unchanged,
        )  # fmt: skip
        one = by_id[effect.agreement_id]
        one.parts += [_line(rows, effect, line, at) for line in effect.lines]
        one.owed += [(uplift, first, last, max(first, since), owed, words, at.date()) for first, last, owed in effect.owed]
    rows.write()
    changed = sorted({effect.agreement_id for effect in effects if effect.lines})
    send_letters(rows, [uplift_key(one, uplift) for one in changed], at.date())


def _line(rows: Rows, effect: Effect, line: Part, at: datetime) -> Part:
    kept = rows.add(
        AwardLine, agreement_id=effect.agreement_id, part=line.part, kind=line.kind, words=line.words, per=line.per,
        minutes=line.minutes, pence=line.pence, from_day=line.from_day, until_day=line.until_day, reason=REASON, at=at,
        person_id=APPROVER,
    )  # fmt: skip
    return replace(line, id=kept)


def leave_open(rows: Rows, made: Sequence[Made]) -> None:
    """What no run paid yet waits for the next one."""
    for one in made:
        keep_owed(rows, one)
