"""A bank line that was taken for money it is not: parted from it with a reason, so that both count; nothing is removed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.asked import room_for
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import Line, account_for, day_to_correct, post
from shortbreaks.ledger.queries import StatementLine
from shortbreaks.payments.commands import account_of_agreement
from shortbreaks.payments.debts.tables import MoneyBack, MoneyBackTie
from shortbreaks.payments.spending.line_words import about_line, said_of
from shortbreaks.payments.spending.matching import NEAR_DAYS
from shortbreaks.payments.spending.tables import OURS, SpendLine
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import as_kept

SPENT, OWN = ("direct payments spent", "Spent by families"), ("families' own money", "Families' own money")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class BankSide:
    """The line of a family's file that is taken for money of ours (pence out; below nought in), and for which.

    `reference` is that of the money that came back, "" for a payment of ours; `counts`: the line itself counts as well,
    because the money that came back was entered after it.
    """

    line_id: int
    version: int
    on: date
    payee: str
    pence: int
    back_on: date | None
    reference: str
    counts: bool


def bank_sides(db: Session, agreement_id: int, lines: Iterable[StatementLine]) -> Mapping[int, BankSide]:
    """The bank's side of the lines of an account, by entry: one question. A payment of ours, come or gone, has the nearest alike."""
    rows = db.execute(
        select(SpendLine.id, SpendLine.version, SpendLine.on, SpendLine.payee, SpendLine.pence, SpendLine.entry_id,
               MoneyBack.on, MoneyBack.reference, MoneyBack.entry_id, MoneyBackTie.entry_id)
        .outerjoin(MoneyBackTie, and_(MoneyBackTie.spend_line_id == SpendLine.id, MoneyBackTie.parted_at.is_(None)))
        .outerjoin(MoneyBack, MoneyBack.id == MoneyBackTie.money_back_id)
        .where(SpendLine.agreement_id == agreement_id, SpendLine.category == OURS, SpendLine.back_at.is_(None))
        .order_by(SpendLine.on, SpendLine.id)
    )  # fmt: skip
    found: dict[int, BankSide] = {}
    paid = [line for line in lines if line.pence > 0 or line.corrects is not None]  # what came back has a side too
    for line_id, version, on, payee, pence, entry, back_on, reference, back_entry, taken_back in rows:
        counts = entry is not None and taken_back is None
        side = BankSide(line_id, version, on, payee, pence, back_on, reference or "", counts)
        if back_entry is not None:
            found[back_entry] = side
            if entry is not None:
                found[entry] = side
            continue
        near = [one for one in paid if one.pence == -pence and abs((on - one.on).days) <= NEAR_DAYS]
        if near:
            paid.remove(ours := min(near, key=lambda one, on=on: abs((on - one.on).days)))
            found[ours.entry_id] = side
    return found


@dataclass(frozen=True, slots=True)
class PartLine:
    """Why a line of a family's file is not the money it was taken for.

    `from_pot`, of money that came back and was entered after the line: it left what the family holds, not its own money.
    """

    line_id: int
    seen: int
    reason: str = room_for(LONGEST)
    from_pot: bool = True


@command(needs=Permission.POST_MONEY, recorded_as="Bank line parted from other money")
def part_line(work: Work, request: PartLine) -> int:
    """Let a line and the money it was taken for each count by itself, and give the entry that does it.

    The entry counts for the line's day while its month is open, else for today. Raises Refused without a reason.
    """
    line = work.take(SpendLine, request.line_id, seen=request.seen)
    reason = as_kept(request.reason, one_line=True)
    if not reason:
        raise Refused("Why it is not the same money is missing.", "Write it in a line.", "reason")
    if line.category != OURS:
        raise Refused("That line is not taken for other money.", "Look at the account again.")
    tie = work.db.scalar(
        select(MoneyBackTie).where(MoneyBackTie.spend_line_id == line.id, MoneyBackTie.parted_at.is_(None))
    )
    entry = _payment(work, line, reason) if tie is None else _money_back(work, line, tie, reason, request)
    line.match, line.evidence_on = "odd", None
    work.record(line, pence=abs(line.pence))
    return entry


def _payment(work: Work, line: SpendLine, reason: str) -> int:
    """A line in that was taken for a payment of ours is the family's own money; one out is spending."""
    line.category = "own money" if line.pence < 0 else ""
    line.why = f"It was taken for a payment of ours. {reason}"
    return _count(work, line)


def _money_back(work: Work, line: SpendLine, tie: MoneyBackTie, reason: str, request: PartLine) -> int:
    back = work.db.get_one(MoneyBack, tie.money_back_id)
    if line.entry_id is not None and tie.entry_id is None:
        # The line counts; the money back was posted as if out of what was spent, so its own source makes that good
        tie.parted_own = not request.from_pot
        what = f"Money that came back on {say_day(back.on)}, apart from its bank line"
        pot = account_of_agreement(work, work.db.get_one(Agreement, line.agreement_id))
        source = pot if request.from_pot else account_for(work, OWN[0], "council", OWN[1])
        day = day_to_correct(work, back.on)
        entry = post(
            work, what, f"money_back:{back.id}", day,
            [Line(source, account_for(work, SPENT[0], "council", SPENT[1]), back.pence)],
        )  # fmt: skip
    else:
        entry = _count(work, line)
    tie.parted_at, tie.parted_by, tie.parted_why, tie.parted_entry_id = work.now, work.person.id, reason, entry
    line.category = ""
    line.why = f"It is not the money that came back on {say_day(back.on)}. {reason}"
    return entry


def _count(work: Work, line: SpendLine) -> int:
    """Post a line that did not count: out of what the family holds, or into it out of its own money."""
    pot = account_of_agreement(work, work.db.get_one(Agreement, line.agreement_id))
    spent = account_for(work, SPENT[0], "council", SPENT[1])
    own = account_for(work, OWN[0], "council", OWN[1])
    move = Line(pot, spent, line.pence) if line.pence > 0 else Line(own, pot, -line.pence)
    line.entry_id = post(work, said_of(line.pence), about_line(line.id), day_to_correct(work, line.on), [move])
    return line.entry_id
