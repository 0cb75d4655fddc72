"""One sum, two places: a line of a family's bank file and money of ours, paid or come back, are tied: it counts once."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.ledger.posting import day_to_correct, reverse
from shortbreaks.money import pounds
from shortbreaks.payments.debts.tables import MoneyBack, MoneyBackTie, untied
from shortbreaks.payments.spending.matching import Paid, nearest, say_going
from shortbreaks.payments.spending.our_lines import payments_unseen
from shortbreaks.payments.spending.tables import OURS, SpendLine

ASK = timedelta(days=14)  # a sum that left a family's account so near to the day it reached ours may be the same money
for _column in ("money_back_id", "spend_line_id"):
    when_broken(
        f"uq_money_back_tie_{_column}", f"money_back_tie.{_column}",
        lambda: Refused("They were tied to other money just now.", "Look at the account again."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SameLine:
    """A line of a family's file, counted as spent, that may be money come back to us (pence)."""

    id: int
    on: date
    payee: str
    pence: int


@dataclass(frozen=True, slots=True)
class SameSum:
    """Money entered as come back, to which no line of a file is tied yet (pence)."""

    id: int
    on: date
    reference: str
    pence: int


def _lines_like(db: Session, agreement_id: int, pence: int, on: date) -> tuple[SameLine, ...]:
    rows = db.execute(
        select(SpendLine.id, SpendLine.on, SpendLine.payee, SpendLine.pence)
        .where(
            SpendLine.agreement_id == agreement_id, SpendLine.pence == pence, SpendLine.on.between(on - ASK, on + ASK),
            SpendLine.entry_id.is_not(None), SpendLine.match.not_in(("misspent", "put back")),
            ~exists().where(MoneyBackTie.spend_line_id == SpendLine.id, MoneyBackTie.parted_at.is_(None)),
        )
        .order_by(SpendLine.on, SpendLine.id)
    )  # fmt: skip
    return tuple(SameLine(*row) for row in rows)


@query(needs=Permission.SEE_MONEY)
def lines_like_back(view: View, agreement_id: int, pence: int, on: date) -> tuple[SameLine, ...]:
    """Lines of a family's files, counted as spent, that may be the very sum that came back on a day (pence)."""
    return _lines_like(view.db, agreement_id, pence, on)


@query(needs=Permission.SEE_MONEY)
def sums_like_line(view: View, line_id: int) -> tuple[SameSum, ...]:
    """Sums entered as come back out of what a family holds that a line of its file may be."""
    line = view.db.get(SpendLine, line_id)
    if line is None:
        raise NotFound("That line is not here any more.", "Look again.")
    rows = view.db.execute(
        select(MoneyBack.id, MoneyBack.on, MoneyBack.reference, MoneyBack.pence)
        .where(
            MoneyBack.agreement_id == line.agreement_id, MoneyBack.pence == line.pence, MoneyBack.from_pot,
            MoneyBack.on.between(line.on - ASK, line.on + ASK),
            untied(),
        )
        .order_by(MoneyBack.on, MoneyBack.id)
    )  # fmt: skip
    return tuple(SameSum(*row) for row in rows)


def line_meant(
    work: Work, agreement_id: int, pence: int, on: date, line_id: int | None, *, apart: bool
) -> SpendLine | None:
    """The line that is the very money coming back; None: none is. Raises Refused while one may be and nobody said."""
    like = _lines_like(work.db, agreement_id, pence, on)
    if line_id is not None:
        if line_id not in {one.id for one in like}:
            raise Refused("That line is not a line of this sum that can be tied.", "Choose again.", "same")
        return work.take(SpendLine, line_id)
    if like and not apart:
        raise Refused(
            f"The family's file has {pounds(pence)} to {like[0].payee} on {say_day(like[0].on)}, counted as spent.",
            "Say whether that is the same money, so that it is not counted twice.", "same",
        )  # fmt: skip
    return None


def tie(work: Work, line: SpendLine, back: MoneyBack, correction: int | None) -> None:
    """Keep that a line and a sum are the same money; the line needs no person any more."""
    line.category, line.match = "our payment", "accepted"
    line.why = f"Given back to us; it arrived on {say_day(back.on)}."
    work.db.add(
        MoneyBackTie(
            money_back_id=back.id, spend_line_id=line.id, entry_id=correction, at=work.now, person_id=work.person.id
        )
    )  # fmt: skip
    work.db.flush()


@dataclass(frozen=True, slots=True)
class TieMoney:
    """A line of a family's file is the very money that was entered as come back before."""

    line_id: int
    seen: int
    money_back_id: int


@command(needs=Permission.POST_MONEY, recorded_as="Bank line tied to money back")
def tie_money(work: Work, request: TieMoney) -> int:
    """Take the line's own count back, so that the money leaves the account once, and give the correction's entry.

    The correction counts for the line's day while its month is open, else for today. Raises Refused for another sum.
    """
    line = work.take(SpendLine, request.line_id, seen=request.seen)
    back = work.db.get(MoneyBack, request.money_back_id)
    if back is None or back.agreement_id != line.agreement_id or back.pence != line.pence or not back.from_pot:
        raise Refused("That is not the same sum of the same family.", "Choose again.", "same")
    if line.entry_id is None or line.match == "misspent":
        raise Refused("That line does not count as spent.", "Look at the account again.")
    standing = MoneyBackTie.parted_at.is_(None)
    if work.db.scalar(select(MoneyBackTie.id).where(MoneyBackTie.spend_line_id == line.id, standing)) is not None:
        raise Refused("That line is tied to money that came back.", "Look at the account again.")
    words = f"The same money as came back on {say_day(back.on)}"
    correction = reverse(work, line.entry_id, words, day_to_correct(work, line.on))
    tie(work, line, back, correction)
    work.record(line, pence=line.pence)
    return correction


@query(needs=Permission.SEE_MONEY)
def payment_like_line(view: View, line_id: int) -> Paid | None:
    """Our own payment that a counted line may be: arriving, or going back where the bank sent it back; none: none is like it."""
    line = view.db.get(SpendLine, line_id)
    if line is None:
        raise NotFound("That line is not here any more.", "Look again.")
    return _payment_like(view.db, line)


def _payment_like(db: Session, line: SpendLine) -> Paid | None:
    if line.category == OURS:
        return None
    unseen = payments_unseen(db, {line.agreement_id})[line.agreement_id]
    going = line.pence > 0
    return nearest(unseen.going if going else unseen.arriving, line.on, abs(line.pence), going=going)


@dataclass(frozen=True, slots=True)
class IsOurPayment:
    """A line that was counted as money come in, or as spent, is a payment of ours, arriving or going back."""

    line_id: int
    seen: int


@command(needs=Permission.POST_MONEY, recorded_as="Bank line known as our payment")
def is_our_payment(work: Work, request: IsOurPayment) -> int:
    """Take the line's own count back, since the run that paid it counted it, and give the correction's entry.

    Raises Refused while every payment of ours of that sum and time has its line, or for a line that counts no more.
    """
    line = work.take(SpendLine, request.line_id, seen=request.seen)
    paid = _payment_like(work.db, line)
    if paid is None or line.entry_id is None:
        raise Refused("No payment of ours of that sum and time is without its line.", "Look at the account again.", "ours")
    if line.match in {"misspent", "put back"}:
        raise Refused("That line does not count as spent.", "Look at the account again.")
    correction = take_for_ours(work, line, paid)
    work.record(line, pence=abs(line.pence))
    return correction


def take_for_ours(work: Work, line: SpendLine, paid: Paid) -> int:
    """A line stands for a payment of ours from now on, arriving or going back, and counts no more by itself."""
    assert line.entry_id is not None
    went = line.pence > 0
    words = f"Our own payment of {say_day(paid.on)}, {'gone back' if went else 'counted'} with its run"
    correction = reverse(work, line.entry_id, words, day_to_correct(work, line.on))
    line.category, line.match = OURS, "accepted"
    line.why = f"{say_going(paid)}." if went else f"Our own payment of {say_day(paid.on)}."
    return correction
