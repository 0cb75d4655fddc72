"""Letters about an agreement that goes over to another cycle: which are due, and what they say (R-D12)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.council.queries import bank_holidays
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import say_day
from shortbreaks.payments.addressees import Letters
from shortbreaks.payments.agreement_tables import CycleStep
from shortbreaks.payments.cycles import DAY, Cycle, Rhythm, working_day_on_or_before
from shortbreaks.payments.facts import awards_of, steps_of
from shortbreaks.payments.letters.keys import LetterKey, council_cycle_key, cycle_key
from shortbreaks.payments.own_cycles import Rhythms, rhythms_of
from shortbreaks.payments.rules import gross_pence, say_cycle, workings
from shortbreaks.payments.statements import DAYS_TO_QUERY
from shortbreaks.payments.sums import paid_from
from shortbreaks.payments.tables import Agreement

LATELY = timedelta(days=56)
PAID = ("active", "suspended")


@dataclass(frozen=True, slots=True)
class Change:
    """From a day an agreement is paid otherwise, and why; `step_id` none: because the council pays otherwise."""

    agreement_id: int
    from_day: date
    reason: str
    step_id: int | None


def _changes(db: Session, today: date, ids: Collection[int] | None = None) -> Iterator[Change]:
    """The last change of each agreement's own cycle entered lately, and the council's own changes for all the others."""
    wanted = (
        select(CycleStep.id, CycleStep.agreement_id, CycleStep.from_day, CycleStep.reason, CycleStep.at)
        .join(Agreement, Agreement.id == CycleStep.agreement_id)
        .where(Agreement.state.in_(PAID))
        .order_by(CycleStep.id)
    )
    rows = db.execute(wanted if ids is None else wanted.where(CycleStep.agreement_id.in_(ids)))
    last = {row.agreement_id: row for row in rows}
    for row in last.values():
        if row.at.date() >= today - LATELY:
            yield Change(row.agreement_id, row.from_day, row.reason, row.id)
    rhythms = rhythms_of(db, ids)
    days = [since for since, _ in rhythms.council.changes if since >= today - LATELY]
    if not days:
        return
    paid = select(Agreement.id, Agreement.cycle_days, Agreement.starts_on).where(Agreement.state.in_(PAID))
    for agreement_id, own, starts in db.execute(paid if ids is None else paid.where(Agreement.id.in_(ids))):
        for since in days:
            if starts < since and _follows(rhythms, agreement_id, own, since):
                yield Change(agreement_id, since, "", None)


def _follows(rhythms: Rhythms, agreement_id: int, own: int | None, day: date) -> bool:
    """Whether an agreement is paid as the council pays on a day, and no change of its own falls on it."""
    mine = [(since, days) for since, days in rhythms.steps.get(agreement_id, ()) if since <= day]
    return (mine[-1][1] if mine else own) is None and not any(since == day for since, _ in mine)


def cycles_due(db: Session, today: date, of: int | None = None) -> Iterator[tuple[LetterKey, str, date]]:
    """A letter for each agreement that goes over to another cycle, with why and since when."""
    ids = None if of is None else [of]
    changed = list(_changes(db, today, ids))
    if not changed:
        return
    ids = sorted({one.agreement_id for one in changed})
    rhythms = rhythms_of(db, ids)
    own = {row[0]: row[1] for row in rows_of(db, select(Agreement.id, Agreement.cycle_days).where(Agreement.id.in_(ids)))}
    for one in changed:
        rhythm = rhythms.of(one.agreement_id, own[one.agreement_id])
        before, now = rhythm.on(one.from_day - DAY), rhythm.on(one.from_day)
        if before != now:
            yield _key(one), f"Paid {say_cycle(now)} from {say_day(one.from_day)}", min(today, one.from_day)


def _key(one: Change) -> LetterKey:
    if one.step_id is not None:
        return cycle_key(one.agreement_id, one.step_id)
    return council_cycle_key(one.agreement_id, one.from_day)


def cycle_facts(letters: Letters, keys: Sequence[LetterKey]) -> dict[LetterKey, Any]:
    """What each change does: from when, how often, the payments until the first whole new cycle, and what is paid then."""
    from shortbreaks.documents.cycle_letter import CycleLetterFacts, PaymentFacts

    db, ids = letters.view.db, {key.agreement_id for key in keys}
    changes = {_key(one): one for one in _changes(db, letters.today, ids)}
    rhythms, parts, steps = rhythms_of(db, ids), awards_of(db, ids), steps_of(db, ids)
    paid = paid_from(db, ids, min((one.from_day for one in changes.values()), default=letters.today) - timedelta(days=31))
    found: dict[LetterKey, Any] = {}
    for key in keys:
        one = changes.get(key)
        if one is None:
            continue
        to = letters.of[key.agreement_id]
        rhythm = rhythms.of(key.agreement_id, to.agreement.cycle_days)
        lines = parts.get(key.agreement_id, ()), steps.get(key.agreement_id, ())
        since = max(to.agreement.starts_on, one.from_day - DAY)
        pieces = tuple(first_pieces(rhythm, since, one.from_day, paid.get(key.agreement_id, ())))
        found[key] = CycleLetterFacts(
            to.to, one.from_day, say_cycle(rhythm.on(one.from_day - DAY)), say_cycle(rhythm.on(one.from_day)), one.reason,
            tuple(PaymentFacts(x.first, x.last, gross_pence(workings(*lines, x)), _pay_on(x)) for x in pieces),
            letters.today + timedelta(days=DAYS_TO_QUERY),
        )  # fmt: skip
    return found


def first_pieces(rhythm: Rhythm, since: date, change: date, paid: Collection[tuple[date, date]]) -> Iterator[Cycle]:
    """What is not paid from the cut cycle on, piece by piece, up to and with the first whole cycle of the new rhythm."""
    last = change + timedelta(days=70)  # two months hold a whole cycle of any length
    for cycle in rhythm.unpaid(rhythm.holding(since).first, last, paid):
        yield cycle
        if cycle.first >= change and cycle.length == cycle.whole:
            return


def _pay_on(cycle: Cycle) -> date:
    return working_day_on_or_before(cycle.first, bank_holidays(cycle.first - timedelta(days=21), cycle.first))
