"""The example county's money over: reviews with their reasons, plans by which it comes back, and what was misspent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from shortbreaks.dates import say_day
from shortbreaks.example.papers import send_letters
from shortbreaks.example.rows import Rows, morning
from shortbreaks.payments.agreement_tables import AwayStep
from shortbreaks.payments.debts.recovery import surplus_on
from shortbreaks.payments.debts.tables import DebtStep
from shortbreaks.payments.final_accounts import KIND
from shortbreaks.payments.letters.keys import LetterKey, plan_key, surplus_key
from shortbreaks.payments.spending.tables import Debt, RunDeduction, SurplusReview
from shortbreaks.payments.surplus import HALF, Surplus, as_sentence, part_of_a_payment, say_surplus
from shortbreaks.payments.tables import Agreement

APPROVER, MANAGER, FINANCE = 2, 3, 4
REVIEWED, AGAIN = 9, 3  # so many runs before the last
REVIEWS = 12
DAY = timedelta(days=1)
SENT, AGREED = 6 * DAY, 22 * DAY  # after a review: its letter, and the plan that the family agrees to
# Why it was not spent, what shows it, what was decided, and its words
OUTCOMES = (
    ("saving up", "The mother's letter, seen at the review", "pay back", "More than the weeks a family may hold"),
    ("no provider", "Three agencies asked in writing, none had staff", "more time", "Until the new agency begins"),
    ("assistant left", "The assistant's notice, seen", "plan review", "Two reviews running: is the plan still right?"),
    ("ill", "The hospital's letters, seen", "nothing", "It will be spent on the weeks that were missed"),
)
# Of a payment that ended: the first that has money over, and the next
ENDED = (
    ("ended", "The last statement of the card, seen", "pay back", ""),
    ("ended", "The assistant's letter, seen", "nothing", "The assistant was paid to the end of the month; Helen Marsh agreed"),
)
MISSPENT = (130, 75, "Tickets for the whole family: they thought that siblings counted")
# Which agreement has a child in hospital or abroad: since and until so many days ago
AWAY = {(150, 44): ("hospital", 31, None), (150, 104): ("abroad", 70, 52), (300, 191): ("hospital", 12, None)}


@dataclass(slots=True)
class PlanMade:
    """A debt that comes back out of payments (pence)."""

    debt: int
    a_cycle: int
    whole: int
    since: date
    back: int = 0

    def next_part(self, gross: int, pay_on: date) -> int:
        """What the plan takes from a payment once it is agreed (R-D16)."""
        return part_of_a_payment(self.a_cycle, gross, self.whole - self.back, HALF) if pay_on > self.since else 0

    def give_back(self, rows: Rows, line: int, on: date, pence: int) -> None:
        """Keep what one payment gave back."""
        self.back += pence
        rows.add(RunDeduction, run_line_id=line, debt_id=self.debt, pence=pence)
        state = "recovered" if self.back == self.whole else "plan agreed"
        _step(rows, self.debt, state, on, "Out of a payment, by plan", pence)


def settle_plans(rows: Rows, plans: Sequence[PlanMade]) -> None:
    """What came back of each debt, once everything of them is written."""
    for plan in plans:
        state = "recovered" if plan.back == plan.whole else "plan agreed"
        settled = update(Debt).where(Debt.id == plan.debt).values(recovered_pence=plan.back, state=state)
        rows.db.execute(settled, execution_options={"synchronize_session": False})


def review_savers(rows: Rows, savers: Sequence[int], day: date, *, again: bool) -> Mapping[int, PlanMade]:
    """Reviews of families who hold too much at the end of a day, everything before it being written; gives their plans."""
    plans: dict[int, PlanMade] = {}
    letters: list[LetterKey] = []
    over = [(one, found) for one in savers if (found := _over(rows, one, day)) is not None]
    for place, (one, found) in enumerate(over[:REVIEWS]):
        if again and place % len(OUTCOMES) != 1:  # those with more time are looked at a second time
            continue
        reason, evidence, outcome, words = OUTCOMES[place % len(OUTCOMES) + again]
        review = _review(rows, one, day, found, (reason, evidence, outcome, words))
        letters.append(surplus_key(one, review))
        if outcome == "pay back":
            plans[one] = _plan(rows, one, review, found.over, day, words)
    rows.write()
    send_letters(rows, letters, day + SENT)
    send_letters(rows, [plan_key(one, plan.debt, plan.a_cycle) for one, plan in plans.items()], day + AGREED)
    return plans


def settle_ended(rows: Rows, ended: Sequence[int], today: date) -> None:
    """Final accounts of payments that ended, everything of them being written: one is asked back, one left with the family.

    Those after them wait to be decided.
    """
    day = today - 20 * DAY
    over = [(one, found) for one in ended if (found := _over(rows, one, day)) is not None and found.ended]
    letters = []
    for (one, found), decided in zip(over, ENDED, strict=False):
        review = _review(rows, one, day, found, decided)
        letters.append(surplus_key(one, review))
        if decided[2] == "pay back":
            _debt(rows, one, review, found.over, day, as_sentence(say_surplus(found)), kind=KIND)
    rows.write()
    send_letters(rows, letters, day + SENT)


def _review(rows: Rows, agreement_id: int, day: date, found: Surplus, decided: tuple[str, str, str, str]) -> int:
    reason, evidence, outcome, words = decided
    return rows.add(
        SurplusReview, agreement_id=agreement_id, on_date=day, balance_pence=found.balance, liabilities_pence=found.liabilities,
        week_pence=found.week, weeks=found.weeks, surplus_pence=found.over, final=found.ended, too_much_pence=found.counted.too_much,
        asked_pence=found.counted.asked, reason=reason, evidence=evidence, outcome=outcome, words=words, person_id=MANAGER,
    )  # fmt: skip


def _over(rows: Rows, agreement_id: int, day: date) -> Surplus | None:
    agreement = rows.db.get_one(Agreement, agreement_id)
    found = surplus_on(rows.db, agreement, day)
    return found if found.over and agreement.starts_on < day and not agreement.letters_stopped else None


def _plan(rows: Rows, agreement_id: int, review: int, pence: int, day: date, words: str) -> PlanMade:
    a_cycle = max(1000, pence // 24)
    debt = _debt(rows, agreement_id, review, pence, day, words, kind="surplus", a_cycle=a_cycle)
    _step(rows, debt, "plan agreed", day + AGREED, "")
    return PlanMade(debt, a_cycle, pence, day + AGREED)


def _debt(
    rows: Rows, agreement_id: int, review: int, pence: int, day: date, words: str, *, kind: str, a_cycle: int = 0
) -> int:  # fmt: skip
    """What a review asked back, up to its letter; with `a_cycle` a plan follows."""
    debt = rows.add(
        Debt, agreement_id=agreement_id, kind=kind, review_id=review, pence=pence, state="plan agreed" if a_cycle else "letter sent",
        proposed_by=MANAGER, proposed_on=day, arose_on=day, approved_by=APPROVER, reply_by=day + 20 * DAY, a_cycle_pence=a_cycle,
        recovered_pence=0, finance_ref="", reason=words,
    )  # fmt: skip
    for state, days in (("proposed", 0 * DAY), ("approved", 5 * DAY), ("letter sent", SENT)):
        _step(rows, debt, state, day + days, words if state == "proposed" else "")
    return debt


def misspent_of(number: int, after: int, pence: int) -> tuple[int, str]:
    """How much of a line was not for the plan, and the family's words (R-D23)."""
    every, place, words = MISSPENT
    return (pence * 2 // 3, words) if after == 1 and number % every == place else (0, "")


def ask_misspent(rows: Rows, line: int, agreement_id: int, on: date, payee: str, wrong: tuple[int, str]) -> None:
    """That part alone is asked back."""
    pence, words = wrong
    debt = rows.add(
        Debt, agreement_id=agreement_id, kind="misspent", review_id=None, pence=pence, state="proposed", proposed_by=FINANCE,
        proposed_on=on + 9 * DAY, arose_on=on, approved_by=None, reply_by=None, a_cycle_pence=0, recovered_pence=0, finance_ref="",
        reason=f"{say_day(on)}, {payee}: {words}", spend_line_id=line,
    )  # fmt: skip
    _step(rows, debt, "proposed", on + 9 * DAY, words)


def _step(rows: Rows, debt: int, state: str, on: date, words: str, pence: int = 0) -> None:
    rows.add(
        DebtStep, debt_id=debt, state=state, entered_on=on, pence=pence, counts_on=on, words=words, at=morning(on), person_id=FINANCE
    )


def make_away(rows: Rows, agreement_id: int, number: int, today: date) -> None:
    """Where the child of an agreement is or was, by its number."""
    for (every, place), (kind, since, until) in AWAY.items():
        if number % every == place:
            rows.add(
                AwayStep, agreement_id=agreement_id, kind=kind, from_day=today - since * DAY,
                until_day=None if until is None else today - until * DAY, at=morning(today - (since - 1) * DAY), person_id=FINANCE,
            )  # fmt: skip
