"""The example county's changes of an agreement: a young person who takes over at 16, and another cycle from a day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update

from shortbreaks.dates import birthday
from shortbreaks.example.rows import Rows
from shortbreaks.families.tables import CALLED, Child
from shortbreaks.payments.agreement_tables import CycleStep, PayeeStep
from shortbreaks.payments.cycles import Rhythm
from shortbreaks.payments.payees import YOUNGEST
from shortbreaks.payments.tables import Agreement, RunLine

RHYTHM = Rhythm()
CYCLES_AGO = 3  # so many cycles the young people have been paid
EVERY_CYCLE = 150  # one agreement of so many is paid every two weeks from a day to come
MOST = 6


def make_steps(rows: Rows, today: date, agreements: Sequence[int]) -> None:
    """Keep both kinds of change of these agreements, which are written with their runs; the same county has the same."""
    _take_over(rows, today, agreements)
    next_first = RHYTHM.after(RHYTHM.holding(today)).first
    chosen = rows.db.scalars(
        select(Agreement.id).where(
            Agreement.id.in_(agreements), Agreement.state == "active", Agreement.id % EVERY_CYCLE == EVERY_CYCLE // 3
        )
    ).all()
    for one in chosen:
        rows.add(
            CycleStep, agreement_id=one, from_day=next_first + timedelta(days=9), cycle_days=14,
            reason="The assistant is paid every two weeks", at=_decided(today), person_id=1,
        )  # fmt: skip
    rows.write()


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
            last4=f"{2000 + row.id % 8000}", reason="Asked for it at the review; the mother agreed", at=_decided(today), person_id=1,
        )  # fmt: skip
    for row in grown:  # the runs since then paid the young person
        paid = (RunLine.agreement_id == row.id, RunLine.first_day >= since)
        said = {"payee_name": f"{row.first} {row.last_name}".strip(), "vendor_number": f"V{400000 + row.id}"}
        rows.db.execute(update(RunLine).where(*paid).values(**said))


def _decided(today: date) -> datetime:
    return datetime.combine(today - timedelta(days=90), time(9, 30), UTC)
