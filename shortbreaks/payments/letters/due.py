"""Which letters of direct payments are due, for whom and why: returns, reminders, money over, plans, ends, new rates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import end_of, say_day, to_local
from shortbreaks.documents.tables import Paper
from shortbreaks.families.rights import rights_of
from shortbreaks.families.tables import Adult
from shortbreaks.families.undrawn import Undrawn, undrawn_of
from shortbreaks.ledger.tables import accounts, totals
from shortbreaks.money import pounds
from shortbreaks.payments.account_list import said_name, with_names
from shortbreaks.payments.addressees import say_stopped, say_untold
from shortbreaks.payments.facts import HOLDS, only
from shortbreaks.payments.letters.award import again_due, awards_due
from shortbreaks.payments.letters.cycle import cycles_due
from shortbreaks.payments.letters.keys import (
    LetterKey,
    pay_back_key,
    plan_key,
    return_key,
    statement_key,
    step_key,
    surplus_key,
    unasked_key,
    uplift_key,
)
from shortbreaks.payments.letters.tables import PaymentLetter
from shortbreaks.payments.payees import payee_parts
from shortbreaks.payments.returns.commands import ladder_of, returns_to_ask
from shortbreaks.payments.returns.items import items_of, say_missing
from shortbreaks.payments.returns.tables import ReturnItem
from shortbreaks.payments.rules import WORDS
from shortbreaks.payments.spending.tables import Debt, Return, SurplusReview
from shortbreaks.payments.tables import Agreement, AgreementStep
from shortbreaks.payments.uplift.tables import Uplift, UpliftLine

LATELY = timedelta(days=56)  # an end or a pause entered longer ago was answered before there were letters here
MOST_SHOWN = 12
Due = tuple[LetterKey, str, date]


@dataclass(frozen=True, slots=True)
class DueRow:
    """One letter that is due: which, for whom, why, since when; `stopped` says why it does not go (R-D26)."""

    key: LetterKey
    ref: str
    name: str
    why: str
    since: date
    stopped: str


@query(needs=Permission.SEE_MONEY)
def letters_due(view: View) -> tuple[DueRow, ...]:
    """Every letter that is due and was not issued, the oldest first; one question a table, however many."""
    return _due_rows(view, _not_issued(view))


def _not_issued(view: View, of: int | None = None) -> list[Due]:
    """What is due and was not issued, of every agreement or of one: of one its own rows alone are read."""
    db, today = view.db, view.today
    sources = (_returns, _to_ask, _debts, _reviews, _steps, _uplifts, awards_due, again_due, cycles_due)
    found = [one for source in sources for one in source(db, today, of)]
    issued = {
        LetterKey(*row) for row in rows_of(
            db,
            select(PaymentLetter.kind, PaymentLetter.agreement_id, PaymentLetter.subject, PaymentLetter.number)
            .where(PaymentLetter.kind != "statement", PaymentLetter.agreement_id.in_({key.agreement_id for key, _, _ in found})),
        )
    }  # fmt: skip
    return [one for one in found if one[0] not in issued]


def _due_rows(view: View, due: Sequence[Due]) -> tuple[DueRow, ...]:
    """Letters as they are listed, with the names of their agreements alone."""
    ids = {key.agreement_id for key, _, _ in due}
    asked = select(Agreement.id, Agreement.ref, Agreement.letters_stopped, Agreement.named_person, Adult.id.label("adult_id"))
    found = rows_of(view.db, with_names(asked.where(Agreement.id.in_(ids)), view.today)).all()
    rights = rights_of(view.db, {row.adult_id for row in found if row.adult_id is not None}, view.today)
    known = {row.id: (row.ref, said_name(row), say_stopped(row) or say_untold(rights.get(row.adult_id))) for row in found}
    rows = []
    for key, why, since in due:
        ref, name, stopped = known[key.agreement_id]
        rows.append(DueRow(key, ref, name, why, since, stopped))
    return tuple(sorted(rows, key=lambda row: (bool(row.stopped), row.since, row.key.agreement_id, row.key.kind)))


def _returns(db: Session, today: date, of: int | None) -> Iterator[Due]:
    """A reminder by the ladder, or else the request: one letter for a return at a time (R-D20)."""
    ladder = ladder_of(setting_on(db, "reminder_days", today))
    open_now = (Return.state == "due", *only(Return.agreement_id, of))
    asked = select(Return.id, Return.agreement_id, Return.first_day, Return.last_day, Return.due_on, Return.chased)
    rows = rows_of(db, asked.where(*open_now))
    # what is missing is said once something came: of all the others no item is read
    begun = select(ReturnItem.return_id).join(Return).where(*open_now, ReturnItem.state != "missing")
    items = items_of(db, begun)
    for return_id, agreement_id, first, last, due_on, chased in rows:
        span = f"Return for {say_day(first)} to {say_day(last)}, due {say_day(due_on)}"
        if missing := say_missing(items.get(return_id, ())):
            span += f", missing {missing}"
        next_on = due_on + timedelta(days=ladder[chased]) if chased < len(ladder) else None
        if next_on is not None and next_on <= today:
            yield return_key(agreement_id, return_id, due_on, chased + 1), span, next_on
        elif not chased:
            yield return_key(agreement_id, return_id, due_on, 0), span, last


def _to_ask(db: Session, today: date, of: int | None) -> Iterator[Due]:
    for agreement_id, first, last in returns_to_ask(db, today, of):
        yield unasked_key(agreement_id, first), f"Return for {say_day(first)} to {say_day(last)}, not asked for yet", last


def _debts(db: Session, _today: date, of: int | None) -> Iterator[Due]:
    rows = db.execute(
        select(Debt.id, Debt.agreement_id, Debt.state, Debt.pence, Debt.kind, Debt.review_id, Debt.a_cycle_pence,
               Debt.proposed_on).where(Debt.state.in_(("approved", "plan agreed")), *only(Debt.agreement_id, of))
    )  # fmt: skip
    for row in rows:
        if row.state == "plan agreed":
            words = f"Plan: {pounds(row.a_cycle_pence)} of each payment"
            yield plan_key(row.agreement_id, row.id, row.a_cycle_pence), words, row.proposed_on
        elif row.review_id is not None and row.kind == "surplus":
            yield surplus_key(row.agreement_id, row.review_id), f"{pounds(row.pence)} over, approved", row.proposed_on
        else:
            yield pay_back_key(row.agreement_id, row.id), f"{pounds(row.pence)} {row.kind}, approved", row.proposed_on


def _reviews(db: Session, _today: date, of: int | None) -> Iterator[Due]:
    rows = db.execute(
        select(SurplusReview.id, SurplusReview.agreement_id, SurplusReview.surplus_pence, SurplusReview.outcome,
               SurplusReview.on)
        .where(SurplusReview.outcome != "pay back", SurplusReview.surplus_pence > 0, *only(SurplusReview.agreement_id, of))
    )  # fmt: skip
    for row in rows:
        words = f"{pounds(row.surplus_pence)} over: {row.outcome}"
        yield surplus_key(row.agreement_id, row.id), words, row.on


def _steps(db: Session, today: date, of: int | None) -> Iterator[Due]:
    """The last step of an agreement, where it is an end or a suspension entered lately."""
    state = select(Agreement.state).where(Agreement.id == AgreementStep.agreement_id).scalar_subquery()
    rows = db.execute(
        select(AgreementStep.id, AgreementStep.agreement_id, AgreementStep.state, AgreementStep.from_day, AgreementStep.at)
        .where(
            AgreementStep.id.in_(_lately(today)), AgreementStep.state.in_(("ended", "suspended")), AgreementStep.state == state,
            *only(AgreementStep.agreement_id, of),
        )
        .order_by(AgreementStep.id)
    )
    last = {row.agreement_id: row for row in rows}
    for row in last.values():
        words = f"{'Ended' if row.state == 'ended' else 'Paused'} from {say_day(row.from_day)}"
        yield step_key(row.agreement_id, row.id, row.state), words, row.at.date()


def _lately(today: date) -> Select[int]:
    """The steps that were entered lately, by their index alone: how many there ever were costs nothing."""
    return select(AgreementStep.id).where(AgreementStep.at >= datetime.combine(today - LATELY, time.min, UTC))


def _uplifts(db: Session, today: date, of: int | None) -> Iterator[Due]:
    """New rates of payments under way, and of those whose end was entered lately: nobody writes about a rate after that."""
    ended = select(AgreementStep.agreement_id).where(AgreementStep.id.in_(_lately(today)), AgreementStep.state == "ended")
    paid = select(Agreement.id).where(Agreement.state.in_(("active", "suspended")))  # of a draft it is told once it starts
    rows = db.execute(
        select(Uplift.id, UpliftLine.agreement_id, Uplift.kind, Uplift.pence, Uplift.applied_at)
        .join(UpliftLine, UpliftLine.uplift_id == Uplift.id)
        .where(
            UpliftLine.agreement_id.in_(paid.union_all(ended)), Uplift.state == "applied", UpliftLine.unchanged_because == "",
            *only(UpliftLine.agreement_id, of),
        )
        .distinct()
    )
    for row in rows:
        words = f"{WORDS[row.kind]} at {pounds(row.pence)} an hour"
        yield uplift_key(row.agreement_id, row.id), words, row.applied_at.date()


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One paper of an agreement that was issued; the moment on the clock in Kent."""

    paper_id: int
    kind: str
    at: datetime
    style: str


@dataclass(frozen=True, slots=True)
class AccountLetters:
    """The letters of one agreement: those that are due, and the last that were issued; of a past day those alone."""

    due: tuple[DueRow, ...]
    issued: tuple[IssuedRow, ...]
    day: date | None = None


@query(needs=Permission.SEE_MONEY)
def letters_of_account(view: View, agreement_id: int, day: date | None = None) -> AccountLetters:
    """What is due for one agreement, and its last papers, newest first; as at a past day, what was issued by its end.

    What was due on a past day is not kept, and so not said.
    """
    due = () if day else _due_rows(view, _not_issued(view, agreement_id))
    end = end_of(day or view.today)
    rows = view.db.execute(
        select(Paper.id, Paper.kind, Paper.issued_at, Paper.style)
        .where(Paper.about == f"agreement:{agreement_id}", Paper.issued_at < end)
        .order_by(Paper.id.desc())
        .limit(MOST_SHOWN)
    )
    return AccountLetters(due, tuple(IssuedRow(row[0], row[1], to_local(row[2]), row[3]) for row in rows), day)


@query(needs=Permission.SEE_MONEY)
def statements_wanted(view: View, last: date) -> tuple[LetterKey, ...]:
    """The statements of a batch up to a day: every agreement that was paid, and had not ended before the year began.

    One that ended before has a statement while money is held or moves still. Where another payee took over within the year,
    the part of who was paid before has a statement of its own.
    """
    from shortbreaks.payments.statements import first_of_year

    first = first_of_year(last)
    ids = view.db.scalars(
        select(Agreement.id)
        .where(
            Agreement.state != "draft", Agreement.starts_on <= last,
            or_(Agreement.ended_on.is_(None), Agreement.ended_on >= first, Agreement.id.in_(_not_settled(first))),
        )
        .order_by(Agreement.id)
    ).all()
    changed = [
        statement_key(one, part.last) for one, parts in payee_parts(view.db, ids).items() for part in parts
        if part.last is not None and first <= part.last < last
    ]  # fmt: skip
    return (*changed, *(statement_key(one, last) for one in ids))


@query(needs=Permission.SEE_MONEY)
def letters_not_drawn(view: View, keys: tuple[LetterKey, ...]) -> tuple[Undrawn, ...]:
    """Whose names would stand as codes on these letters: children, and who is paid for them."""
    wanted = {key.agreement_id for key in keys}
    of = set(view.db.scalars(select(Agreement.child_id).where(Agreement.id.in_(wanted))))
    return undrawn_of(view.db, of, Adult.id.in_(select(Agreement.payee_id).where(Agreement.child_id.in_(of))))


def _not_settled(first: date) -> Select[int]:
    """Agreements that ended before a 1 April, of which something was held then, or moved since."""
    year = f"{first:%Y-%m}"
    before = case((totals.c.month < year, totals.c.in_pence - totals.c.out_pence), else_=0)
    return (
        select(Agreement.id)
        .join(accounts, (accounts.c.kind == HOLDS) & (accounts.c.holder == func.concat("agreement:", Agreement.id)))
        .join(totals, totals.c.account_id == accounts.c.id)
        .where(Agreement.ended_on < first)
        .group_by(Agreement.id)
        .having(or_(func.sum(before) != 0, func.max(totals.c.month) >= year))
    )
