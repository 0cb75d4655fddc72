"""The example county's changes of an agreement: a young person who takes over at 16, another cycle, lower awards."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update

from shortbreaks.dates import birthday
from shortbreaks.eligibility.tables import Evidence
from shortbreaks.example.rows import Rows, morning
from shortbreaks.families.tables import CALLED, Child
from shortbreaks.payments.agreement_tables import CycleStep, PayeeStep
from shortbreaks.payments.cycles import Rhythm
from shortbreaks.payments.facts import awards_of
from shortbreaks.payments.payees import YOUNGEST
from shortbreaks.payments.reduction_tables import AwardNotice, Reconsideration
from shortbreaks.payments.reductions import PLAN
from shortbreaks.payments.rules import Part, award_week
from shortbreaks.payments.tables import Agreement, AwardLine, RunLine

RHYTHM = Rhythm()
CYCLES_AGO = 3  # so many cycles the young people have been paid
EVERY_CYCLE = 150  # one agreement of so many is paid every two weeks from a day to come
MOST = 6
LOWERED, LEAST_MINUTES = 5, 240


def make_steps(rows: Rows, today: date, agreements: Sequence[int]) -> None:
    """Keep both kinds of change of these agreements, which are written with their runs; the same county has the same."""
    _take_over(rows, today, agreements)
    _lower(rows, today, agreements)
    next_first = RHYTHM.after(RHYTHM.holding(today)).first
    chosen = rows.db.scalars(
        select(Agreement.id).where(
            Agreement.id.in_(agreements), Agreement.state == "active", Agreement.id % EVERY_CYCLE == EVERY_CYCLE // 3
        )
    ).all()
    for one in chosen:
        rows.add(
            CycleStep, agreement_id=one, from_day=next_first + timedelta(days=9), cycle_days=14,
            reason="The assistant is paid every two weeks", at=morning(today - timedelta(days=6)), person_id=1,
        )  # fmt: skip
    rows.write()


def _lower(rows: Rows, today: date, agreements: Sequence[int]) -> None:
    """A few lower awards where a plan is held: with notice, and of every other one the family asks to look again."""
    plans = select(Evidence.child_id).where(Evidence.kind == PLAN, Evidence.expires_on.is_(None) | (Evidence.expires_on >= today))
    found = rows.db.execute(
        select(AwardLine.agreement_id, AwardLine.minutes, AwardLine.pence)
        .join(Agreement, Agreement.id == AwardLine.agreement_id)
        .where(
            Agreement.id.in_(agreements), Agreement.state == "active", Agreement.child_id.in_(plans), AwardLine.part == 1,
            AwardLine.kind == "assistant", AwardLine.minutes >= LEAST_MINUTES, AwardLine.from_day <= today,
        )
        .order_by(AwardLine.agreement_id, AwardLine.id)
    ).all()  # fmt: skip
    latest = {row.agreement_id: row for row in found}
    awards = awards_of(rows.db, list(latest))
    decided, since = today - timedelta(days=6), today + timedelta(days=40)
    for number, row in enumerate(list(latest.values())[:: max(1, len(latest) // LOWERED)]):
        minutes, at = row.minutes - 60, morning(decided)
        line = rows.add(
            AwardLine, agreement_id=row.agreement_id, part=1, kind="assistant", words="", per="hour", minutes=minutes,
            pence=row.pence, from_day=since, until_day=None, reason="A club takes her on Saturdays", at=at, person_id=3,
        )  # fmt: skip
        before = awards[row.agreement_id]
        lower = Part(1, "assistant", "", "hour", minutes, row.pence, since, None, line)
        notice = rows.add(
            AwardNotice, agreement_id=row.agreement_id, award_line_id=line, lower_from=since, week_before=award_week(before, since),
            week_after=award_week([*before, lower], since), days=28, may_start=decided + timedelta(days=28),
            short_reason="", at=at, person_id=3,
        )  # fmt: skip
        if number % 2 == 0:
            rows.add(
                Reconsideration, notice_id=notice, asked_on=today - timedelta(days=1), decided_by=3, outcome="", reasons="",
                words="The club has no place for her before spring", answered_on=None, answered_by=None,
                at=datetime.combine(today - timedelta(days=1), time(11), UTC), person_id=1,
            )  # fmt: skip


def _take_over(rows: Rows, today: date, agreements: Sequence[int]) -> None:
    since = RHYTHM.holding(today - timedelta(days=28 * CYCLES_AGO)).first
    found = rows.db.execute(
        select(Agreement.id, Child.born, CALLED.label("first"), Child.last_name, Agreement.held)
        .join(Child, Child.id == Agreement.child_id)
        .where(
            Agreement.id.in_(agreements), Agreement.state == "active", Agreement.payee_id.is_not(None),
            Agreement.starts_on < since,
        )
        .order_by(Agreement.id)
    ).all()  # fmt: skip
    grown = [row for row in found if birthday(row.born, YOUNGEST) <= since][:MOST]
    for row in grown:
        rows.add(
            PayeeStep, agreement_id=row.id, from_day=since, adult_id=None, vendor_number=f"V{400000 + row.id}", held=row.held,
            last4=f"{2000 + row.id % 8000}", reason="Asked for it at the review; the mother agreed",
            at=morning(today - timedelta(days=90)), person_id=1,
        )  # fmt: skip
    for row in grown:  # the runs since then paid the young person
        paid = (RunLine.agreement_id == row.id, RunLine.first_day >= since)
        said = {"payee_name": f"{row.first} {row.last_name}".strip(), "vendor_number": f"V{400000 + row.id}"}
        rows.db.execute(update(RunLine).where(*paid).values(**said))
