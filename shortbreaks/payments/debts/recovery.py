"""Money over: what is set aside, why it was not spent, what is decided, and how it comes back (R-D13 to R-D17, R-D24)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.access.two_people import check_two_people
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.payments.debts.commands import ToPropose, propose_debt, step_debt
from shortbreaks.payments.facts import awards_of
from shortbreaks.payments.final_accounts import KIND as FINAL
from shortbreaks.payments.final_accounts import check_final, closed_on, counted_on, take_up_too_much
from shortbreaks.payments.spending.tables import REASONS, Debt, Liability, SurplusReview
from shortbreaks.payments.sums import aside_of, aside_on, held_by, surplus_of
from shortbreaks.payments.surplus import Surplus, as_sentence, say_surplus
from shortbreaks.payments.tables import Agreement

OPEN_DEBT = ("approved", "letter sent", "plan agreed", "invoiced")
when_broken(
    "uq_debt_final_account",
    "debt.agreement_id",
    lambda: Refused("A final account of this payment is asked back already.", "Settle or withdraw it first."),
)
KINDS = ("notice pay", "holiday pay", "tax", "pension", "unpaid invoice", "redundancy", "other")


def surplus_on(db: Session, agreement: Agreement, day: date, known: date | None = None) -> Surplus:
    """The pay-back test of an agreement at the end of a day (R-D13, R-D14); once it has ended its final account (R-D22).

    `known`: by which day what was asked back counts, where that is a later one.
    """
    one = agreement.id
    return surplus_of(
        agreement, awards_of(db, [one])[one], day, settings_on(db, day), held=held_by(db, [one], day)[one],
        aside=aside_on(aside_of(db, [one])[one], day), counted=counted_on(db, day, [one], known)[one],
        ended=one in closed_on(db, day, [one]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetAside:
    """Money a family holds for what it will have to pay (pence)."""

    agreement_id: int
    kind: str
    pence: int
    from_day: date
    note: str


@command(needs=Permission.POST_MONEY, recorded_as="Money set aside")
def set_aside(work: Work, request: SetAside) -> int:
    """Keep a liability: it comes off before the pay-back test (R-D14). Raises Refused naming the field."""
    if request.kind not in KINDS:
        raise Refused("Choose what the money is for.", "Choose from the list.", "kind")
    if request.pence <= 0:
        raise Refused("The amount is missing.", "Write it like 412.35.", "pence")
    _agreement(work, request.agreement_id)
    kept = Liability(
        agreement_id=request.agreement_id, kind=request.kind, pence=request.pence, from_day=request.from_day,
        note=request.note.strip(), entered_on=work.today,
    )  # fmt: skip
    work.db.add(kept)
    work.record(kept, pence=request.pence)
    return kept.id


@dataclass(frozen=True, slots=True)
class SettleLiability:
    """What was set aside has been paid, or is not needed any more."""

    liability_id: int
    seen: int
    on: date


@command(needs=Permission.POST_MONEY, recorded_as="Money no longer set aside")
def settle_liability(work: Work, request: SettleLiability) -> None:
    """Settle a liability from a day. Raises Refused when it was settled before, or begins later."""
    kept = work.take(Liability, request.liability_id, seen=request.seen)
    if kept.settled_on is not None or request.on < kept.from_day:
        raise Refused("It was settled before, or begins after that day.", "Look again.", "on")
    kept.settled_on, kept.settling_on = request.on, work.today
    work.record(kept, pence=kept.pence)


@dataclass(frozen=True, slots=True)
class ReviewSurplus:
    """What was decided about money over: nothing, more time, a review of the plan, or pay back; and why it was there."""

    agreement_id: int
    on: date
    reason: str
    evidence: str
    outcome: str
    words: str


@command(needs=Permission.DECIDE, recorded_as="Surplus reviewed")
def review_surplus(work: Work, request: ReviewSurplus) -> int:
    """Keep the test as it stood and what was decided; paying back proposes a debt. Raises Refused without the reason.

    Once the payment has ended that is its final account: its reason is the end (R-D22).
    """
    agreement = _agreement(work, request.agreement_id)
    if request.on > work.today:
        raise Refused("That day has not ended yet.", "Choose a day up to today.", "on")
    found = surplus_on(work.db, agreement, request.on, work.today)
    if found.ended:
        check_final(work, agreement, found, request.outcome, request.words)
        request = replace(request, reason=request.reason or "ended")
    if request.reason not in REASONS or (found.over and not request.reason):
        raise Refused("Why the money was not spent comes first.", "Ask the family, and choose the reason.", "reason")
    if request.outcome == "pay back" and not found.over:
        raise Refused("There is nothing over to pay back.", "Choose another outcome.", "outcome")
    if request.outcome == "pay back" and agreement.letters_stopped and not found.ended:
        raise Refused(
            "This family's letters are stopped (R-D26).", f"Speak to {agreement.named_person or 'a manager'}."
        )
    review = SurplusReview(
        agreement_id=agreement.id, on=request.on, balance_pence=found.balance, liabilities_pence=found.liabilities,
        week_pence=found.week, weeks=found.weeks, surplus_pence=found.over, final=found.ended,
        too_much_pence=found.counted.too_much, asked_pence=found.counted.asked,
        reason=request.reason, evidence=request.evidence.strip(), outcome=request.outcome, words=request.words.strip(),
        person_id=work.person.id,
    )  # fmt: skip
    work.db.add(review)
    work.db.flush()
    if request.outcome == "pay back":
        _ask_back(work, review, found)
    work.record(review, pence=found.over)
    return review.id


def _ask_back(work: Work, review: SurplusReview, found: Surplus) -> None:
    one, words = review.agreement_id, review.words
    if not found.ended:
        reason = words or "More than the weeks a family may hold"
        propose_debt(work, ToPropose(one, "surplus", found.over, reason, review.on, review.id))
        return
    aside = [kind for kind, _ in aside_on(aside_of(work.db, [one]).get(one, ()), review.on)]
    debt = propose_debt(work, ToPropose(one, FINAL, found.over, as_sentence(say_surplus(found, aside)), review.on, review.id))
    take_up_too_much(work, one, debt, found.counted.too_much)


def _agreement(work: Work, agreement_id: int) -> Agreement:
    agreement = work.db.get(Agreement, agreement_id)
    if agreement is None:
        raise NotFound("That agreement is not here any more.", "Look again.")
    return agreement


@dataclass(frozen=True, slots=True)
class MoveDebt:
    """The next state of a debt: approved, plan agreed, invoiced, written off or withdrawn; the last two with the reason."""

    debt_id: int
    seen: int
    state: str
    a_cycle_pence: int = 0
    finance_ref: str = ""
    reason: str = ""


ONWARDS: Mapping[str, tuple[str, ...]] = {
    "proposed": ("approved", "withdrawn"), "approved": ("withdrawn",),  # "letter sent" comes with its letter
    "letter sent": ("plan agreed", "invoiced", "written off", "withdrawn"),
    "plan agreed": ("invoiced", "written off", "withdrawn"), "invoiced": ("written off", "withdrawn"),
}  # fmt: skip


@command(needs=Permission.APPROVE, recorded_as="Debt moved on")
def move_debt(work: Work, request: MoveDebt) -> str:
    """Move a debt to its next state (R-D24); one withdrawn that finance took is taken back by the next recovery file.

    Raises Refused for one's own proposal, a step that does not follow, or one before the family had its days to reply.
    """
    debt = work.take(Debt, request.debt_id, seen=request.seen)
    if request.state not in ONWARDS.get(debt.state, ()):
        raise Refused(f"A debt that is {debt.state} does not become {request.state}.", "Look at its states.")
    if request.state == "approved" and debt.proposed_by == work.person.id:
        raise Refused("You proposed this yourself.", "Somebody else approves it.")
    if request.state == "approved":
        check_two_people(work, [debt.proposed_by])
    if request.state == "written off" and not request.finance_ref.strip():
        raise Refused("Writing off needs finance's reference.", "Write it.", "finance_ref")
    if request.state in {"written off", "withdrawn"} and not request.reason.strip():
        raise Refused("Giving a debt up needs its reason.", "Write why, and who decided it.", "reason")
    if request.state == "plan agreed" and request.a_cycle_pence <= 0:
        raise Refused("A plan takes an amount from each payment.", "Write it like 25.00.", "a_cycle_pence")
    waits = debt.reply_by is not None and work.today <= debt.reply_by and request.state in {"plan agreed", "invoiced"}
    if waits and debt.reply_by is not None and not request.reason.strip():
        raise Refused(
            f"The family has until {say_day(debt.reply_by)} to reply (R-D15).", "Wait until then, or write what the family said.",
            "reason",
        )  # fmt: skip
    if request.state == "approved":
        debt.approved_by = work.person.id
    debt.a_cycle_pence = request.a_cycle_pence or debt.a_cycle_pence
    debt.finance_ref = request.finance_ref.strip() or debt.finance_ref
    step_debt(work, debt, request.state, request.reason)
    work.record(debt, pence=debt.pence)
    return debt.state
