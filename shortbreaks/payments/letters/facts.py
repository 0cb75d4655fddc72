"""What each letter of a direct payment says, read for many agreements at once; a letter that is not due is left out."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.errors import Refused
from shortbreaks.money import pounds
from shortbreaks.payments.addressees import Addressee, Letters
from shortbreaks.payments.final_accounts import KIND as FINAL
from shortbreaks.payments.final_accounts import counted_on, last_return_here
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.returns.commands import ladder_of, next_period
from shortbreaks.payments.returns.items import LETTER, ItemRow, came_words, items_of
from shortbreaks.payments.returns.plans import plans_on
from shortbreaks.payments.rules import WORDS, award_week, parts_on, say_cycle
from shortbreaks.payments.spending.tables import Debt, Return, SurplusReview
from shortbreaks.payments.spending.uses import may_not_words, relatives_words, uses_words
from shortbreaks.payments.statements import DAYS_TO_QUERY, award_words, first_of_year, say_held
from shortbreaks.payments.sums import (
    Award,
    aside_of,
    aside_on,
    awards_from,
    books_of,
    held_by,
    owed_waiting,
    said_aside,
    span_of,
)
from shortbreaks.payments.surplus import Counted, Surplus, as_sentence, most_of_a_payment, say_most, say_surplus
from shortbreaks.payments.tables import AgreementStep
from shortbreaks.payments.uplift.tables import Uplift, UpliftLine

LEAST_TO_REPLY = 14  # days from the letter that asks; one that goes late moves the day
Found = Mapping[LetterKey, Any]
NOT_ASKED = Refused("This return was not asked for yet.", "Ask for returns first, then draw its letter.")
NO_REASON = Refused("Why the money was not spent comes first.", "Ask the family, and write the reason in the review.")


def _records(db: Session, record: Any, keys: Sequence[LetterKey]) -> dict[int, Any]:
    return {row.id: row for row in db.scalars(select(record).where(record.id.in_({key.of for key in keys})))}


def return_facts(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    """Requests and reminders of returns that are still missing; a reminder is due by the ladder, in its turn (R-D20)."""
    from shortbreaks.documents.return_letter import ReturnLetterFacts

    found: dict[LetterKey, Any] = {key: NOT_ASKED for key in keys if key.is_unasked}
    keys = [key for key in keys if not key.is_unasked]
    kept = _records(letters.view.db, Return, keys)
    if not kept:
        return found
    first, last = min(one.first_day for one in kept.values()), max(one.last_day for one in kept.values())
    books = books_of(letters.view.db, {key.agreement_id for key in keys}, first, last)
    ladder, items = ladder_of(letters.settings["reminder_days"]), items_of(letters.view.db, list(kept))
    for key in keys:
        one: Return | None = kept.get(key.of)
        if one is None or one.state != "due" or not key.subject.endswith(f"@{one.due_on.isoformat()}"):
            continue
        if key.number and (why := not_yet(one, key.number, ladder, letters.today)):
            found[key] = why
            continue
        span = span_of(books[key.agreement_id], one.first_day, one.last_day)
        due = one.due_on if key.number else max(one.due_on, letters.today + timedelta(days=LEAST_TO_REPLY))
        found[key] = ReturnLetterFacts(
            letters.of[key.agreement_id].to, key.number, one.first_day, one.last_day, due, span.opening, span.paid_in,
            letters.settings["return_post"], *_wanted(items.get(one.id, ())),
        )  # fmt: skip
    return found


def _wanted(items: tuple[ItemRow, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of a return is missing still, and what came; a return without items wants everything."""
    missing = [LETTER[one.item] for one in items if one.state == "missing"]
    return tuple(missing or LETTER.values()), came_words(items)


def not_yet(one: Return, number: int, ladder: Sequence[int], today: date) -> Refused | None:
    """Why a reminder is not due: its day has not come, or another number is next."""
    if one.chased != number - 1 or number > len(ladder):
        return Refused("This return is not being chased any more.", "A manager decides what follows.")
    day = one.due_on + timedelta(days=ladder[number - 1])
    return None if today >= day else Refused("The next reminder is not due yet.", "Wait until its day, or ring the family.")


def surplus_facts(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    """Letters about money over: what the review found, why it was unspent, and what was decided (R-D13 to R-D17)."""
    from shortbreaks.documents.surplus_letter import SurplusLetterFacts

    db = letters.view.db
    reviews, debts = _records(db, SurplusReview, keys), _asked(db, Debt.review_id, keys)
    aside = aside_of(db, {key.agreement_id for key in keys})
    found: dict[LetterKey, Any] = {}
    for key in keys:
        one: SurplusReview | None = reviews.get(key.of)
        debt = debts.get(key.of)
        if one is None or (one.outcome == "pay back" and (debt is None or one.final)):
            continue
        if not one.reason:
            found[key] = NO_REASON
            continue
        to = letters.of[key.agreement_id]
        bills = aside_on(aside.get(key.agreement_id, ()), one.on)
        found[key] = SurplusLetterFacts(
            to.to, one.on, one.balance_pence, said_aside(bills), one.liabilities_pence, one.week_pence, one.weeks,
            one.week_pence * one.weeks, one.surplus_pence, one.reason, one.outcome, debt.pence if debt else 0,
            _reply_by(letters) if debt else None, None if one.final else to.agreement.review_on, _final_line(one, bills), _most(letters),
            one.too_much_pence + one.asked_pence,
        )  # fmt: skip
    return found


def _final_line(one: SurplusReview, bills: Sequence[tuple[str, int]]) -> str:
    """The final account in a line, as it was reviewed; "" while the payment ran."""
    if not one.final:
        return ""
    counted = Counted(too_much=one.too_much_pence, asked=one.asked_pence)
    found = Surplus(balance=one.balance_pence, liabilities=one.liabilities_pence, week=0, weeks=0, least=0, counted=counted, ended=True)
    return as_sentence(say_surplus(found, [kind for kind, _ in bills], "left"))


def _most(letters: Letters) -> str:
    return say_most(int(letters.settings["deduct_percent"]))


def _reply_by(letters: Letters) -> date:
    return letters.today + timedelta(days=int(letters.settings["repay_days"]))


def _asked(db: Session, column: Any, keys: Sequence[LetterKey]) -> dict[int, Debt]:
    """Debts that were approved and wait for their letter, by what the letter is for."""
    rows = db.scalars(select(Debt).where(column.in_({key.of for key in keys}), Debt.state == "approved"))
    return {(debt.review_id if column is Debt.review_id else debt.id) or 0: debt for debt in rows}


def pay_back_facts(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    """Letters that ask for misspent money or the rest of a final account (R-D22, R-D23)."""
    from shortbreaks.documents.pay_back_letter import PayBackFacts

    debts = _asked(letters.view.db, Debt.id, keys)
    return {
        key: PayBackFacts(
            letters.of[key.agreement_id].to, debt.kind, debt.reason, debt.pence, _reply_by(letters), debt.kind == FINAL, _most(letters)
        )
        for key in keys if (debt := debts.get(key.of)) is not None
    }  # fmt: skip


def plan_facts(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    """Letters about plans agreed: so much of each payment until nothing is left (R-D16)."""
    from shortbreaks.documents.pay_back_letter import PlanFacts

    debts = _records(letters.view.db, Debt, keys)
    awards = awards_from(letters.view.db, [letters.of[key.agreement_id].agreement for key in keys], letters.today)
    found: dict[LetterKey, Any] = {}
    for key in keys:
        debt: Debt | None = debts.get(key.of)
        if debt is None or debt.state != "plan agreed" or not key.subject.endswith(f"@{debt.a_cycle_pence}"):
            continue
        left, award = debt.pence - debt.recovered_pence, awards[key.agreement_id]
        each = min(debt.a_cycle_pence, left, most_of_a_payment(award.pence, int(letters.settings["deduct_percent"])) or left)
        times = -(-left // each)
        found[key] = PlanFacts(
            letters.of[key.agreement_id].to, debt.pence, debt.recovered_pence, left, each, times,
            left - each * (times - 1), award.coming_on(letters.today), letters.of[key.agreement_id].agreement.state == "ended",
            _most(letters),
        )  # fmt: skip
    return found


def _steps(db: Session, keys: Sequence[LetterKey]) -> dict[int, AgreementStep]:
    return _records(db, AgreementStep, keys)


def end_facts(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    """End letters with the final account as the books stand: on the last day, or today when that is to come (R-D22)."""
    from shortbreaks.documents.end_letter import EndLetterFacts

    db, today, ids = letters.view.db, letters.today, {key.agreement_id for key in keys}
    steps, owed, aside, counted = _steps(db, keys), owed_waiting(db, ids), aside_of(db, ids), counted_on(db, today, ids)
    here = last_return_here(db, ids)
    ends = {one: letters.of[one].agreement.ended_on for one in ids}
    first = first_of_year(min((day for day in (*ends.values(), today) if day is not None), default=today))
    books = books_of(db, ids, first, today)
    found: dict[LetterKey, Any] = {}
    reply = timedelta(days=int(letters.settings["return_days"]))
    for key in keys:
        step, last_day = steps.get(key.of), ends[key.agreement_id]
        if step is None or last_day is None:
            continue
        span = span_of(books[key.agreement_id], first_of_year(min(last_day, today)), today)
        set_aside = aside_on(aside.get(key.agreement_id, ()), today)
        test = _at_the_end(letters, span.closing, set_aside, counted[key.agreement_id])
        found[key] = EndLetterFacts(
            letters.of[key.agreement_id].to, last_day, step.reason, today, span.opening, span.into, span.out, span.closing,
            said_aside(set_aside), test.liabilities, test.over,
            counted[key.agreement_id].too_much, owed[key.agreement_id],
            max(last_day + reply, today + timedelta(days=LEAST_TO_REPLY)), today + timedelta(days=DAYS_TO_QUERY),
            as_sentence(say_surplus(test, [kind for kind, _ in set_aside])), key.agreement_id in here,
        )  # fmt: skip
    return found


def _at_the_end(letters: Letters, held: int, aside: Sequence[tuple[str, int]], counted: Counted) -> Surplus:
    """The final account as it stands: what is unspent, less what will have to be paid, goes back (R-D22)."""
    return Surplus(
        balance=held, liabilities=sum(pence for _, pence in aside), week=0, weeks=0,
        least=int(letters.settings["surplus_least"]) * 100, counted=counted, ended=True,
    )  # fmt: skip


def pause_facts(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    """Notices that a payment pauses; what was written about the child's care stays in the office (R-D21)."""
    from shortbreaks.documents.end_letter import PauseFacts

    db, ids = letters.view.db, [key.agreement_id for key in keys]
    steps, held, counted = _steps(db, keys), held_by(db, ids, letters.today), counted_on(db, letters.today, ids)
    return {
        key: PauseFacts(
            letters.of[key.agreement_id].to, step.from_day, step.reason, held[key.agreement_id], letters.today,
            counted[key.agreement_id].too_much, _most(letters), step.retainer,
        )
        for key in keys
        if (step := steps.get(key.of)) is not None and letters.of[key.agreement_id].agreement.state == "suspended"
    }  # fmt: skip


def uplift_facts(letters: Letters, keys: Sequence[LetterKey]) -> Found:
    """Letters about a new rate: each part before and after, what is owed for days paid, and the next payment."""
    from shortbreaks.documents.uplift_letter import RateChange, UpliftLetterFacts

    db, ids = letters.view.db, [key.agreement_id for key in keys]
    uplifts = _records(db, Uplift, keys)
    awards = awards_from(db, [letters.of[one].agreement for one in set(ids)], letters.today)
    lines = _uplift_lines(db, keys)
    found: dict[LetterKey, Any] = {}
    for key in keys:
        uplift, mine = uplifts.get(key.of), lines.get((key.of, key.agreement_id), [])
        if uplift is None or uplift.state != "applied" or not mine:
            continue
        award = awards[key.agreement_id]
        found[key] = UpliftLetterFacts(
            letters.of[key.agreement_id].to, uplift.from_day,
            tuple(RateChange(_named(award, line), line.old_pence, line.new_pence) for line in mine),
            mine[0].old_week, mine[0].old_week + sum(line.new_week - line.old_week for line in mine),
            sum(line.arrears_pence for line in mine), award.pence, award.coming_on(letters.today),
            letters.today + timedelta(days=DAYS_TO_QUERY), award.taken,
        )  # fmt: skip
    return found


def _uplift_lines(db: Session, keys: Sequence[LetterKey]) -> dict[tuple[int, int], list[UpliftLine]]:
    found: dict[tuple[int, int], list[UpliftLine]] = {}
    rows = db.scalars(
        select(UpliftLine)
        .where(
            UpliftLine.uplift_id.in_({key.of for key in keys}), UpliftLine.unchanged_because == "",
            UpliftLine.agreement_id.in_({key.agreement_id for key in keys}),
        )
        .order_by(UpliftLine.id)
    )  # fmt: skip
    for line in rows:
        found.setdefault((line.uplift_id, line.agreement_id), []).append(line)
    return found


def _named(award: Award, line: UpliftLine) -> str:
    part = next((one for one in award.parts if one.part == line.part), None)
    return (part.words or WORDS[part.kind]) if part else "Support"


def summary_facts(letters: Letters, to: Addressee) -> Any:
    """The agreement on one page. Raises Refused when nothing is awarded yet."""
    from shortbreaks.documents.agreement_summary import AgreementFacts

    db, agreement, kept = letters.view.db, to.agreement, letters.settings
    day = max(letters.today, agreement.starts_on)
    award = awards_from(db, [agreement], day)[agreement.id]
    parts = award.parts
    if not parts_on(parts, day):
        raise Refused("Nothing is awarded yet, so there is nothing to agree.", "Give it its first part: hours and a rate.")
    weeks = agreement.surplus_weeks or int(kept["surplus_weeks"])
    often = plans_on(db, letters.today, [agreement.id])[agreement.id]
    _, end = next_period(agreement.starts_on, None, often.first_weeks, often.months)
    return AgreementFacts(
        to.to, to.payee, agreement.purpose.rstrip("."), award_words(agreement, parts, day, award.days), agreement.starts_on,
        say_cycle(award.days), say_held(to.held, to.last4), agreement.may_buy.rstrip(".") or "What the purpose needs",
        uses_words(db, agreement.id, day), may_not_words(db, day), relatives_words(db, agreement.id, day), kept["payment_help"],
        end + timedelta(days=int(kept["return_days"])), often.months,
        f"You may hold {weeks} weeks, {pounds(weeks * max(award_week(parts, day), 0))}. What is over that is looked at with you; "
        "bills to come are set aside first.",
        int(kept["end_notice_days"]), agreement.review_on,
    )  # fmt: skip
