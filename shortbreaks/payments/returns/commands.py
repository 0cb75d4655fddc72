"""Returns: when each is due, received or chased, and what a person decides when one stays away (R-D18 to R-D20)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.database.prepared import rows_of
from shortbreaks.dates import months_before, say_day
from shortbreaks.errors import Refused
from shortbreaks.payments.facts import only
from shortbreaks.payments.returns.items import Came, ask_items, keep_items
from shortbreaks.payments.returns.plans import Often, plans_on
from shortbreaks.payments.returns.steps import step_return, step_returns
from shortbreaks.payments.spending.tables import Return
from shortbreaks.payments.stopping import is_named, not_named
from shortbreaks.payments.tables import Agreement

when_broken(
    "uq_payment_return_agreement_id_first_day",
    "payment_return.agreement_id, payment_return.first_day",
    lambda: Refused("Somebody else asked for these returns just now.", "Look at the list again."),
)
DECISIONS = ("managed account", "suspend", "extend")


def next_period(starts_on: date, last: date | None, first_weeks: int, months: int) -> tuple[date, date]:
    """The period of the next return: the first weeks from the start, then so many months at a time (R-D18)."""
    if last is None:
        return starts_on, starts_on + timedelta(weeks=first_weeks) - timedelta(days=1)
    first = last + timedelta(days=1)
    return first, months_before(first, -months) - timedelta(days=1)


def periods(starts_on: date, last: date | None, often: Often, ended_on: date | None) -> Iterator[tuple[date, date]]:
    """The periods that follow the last one asked for, without end, or up to the last day of a payment that ends."""
    while ended_on is None or last is None or last < ended_on:
        first, end = next_period(starts_on, last, often.first_weeks, often.months)
        last = end if ended_on is None else min(end, ended_on)
        yield first, last


def ladder_of(text: str) -> tuple[int, ...]:
    """The days of the ladder from its setting: "14, 28, 42"."""
    return tuple(int(part) for part in text.split(",") if part.strip().isdigit())


def returns_to_ask(db: Session, until: date, of: int | None = None) -> Iterator[tuple[int, date, date]]:
    """Periods that ended by a day and were not asked for, of every agreement whose letters go: agreement, first, last.

    The last one ends with the payment (R-D22). `of`: those of one agreement alone.
    """
    plans = plans_on(db, until, None if of is None else [of])
    last = select(func.max(Return.last_day)).where(Return.agreement_id == Agreement.id).correlate(Agreement).scalar_subquery()
    agreements = rows_of(
        db,
        select(Agreement.id, Agreement.starts_on, Agreement.ended_on, last).where(
            Agreement.state != "draft", Agreement.letters_stopped.is_(False), *only(Agreement.id, of)
        ),
    ).all()
    for agreement_id, starts_on, ended_on, asked in agreements:
        for first, end in periods(starts_on, asked, plans[agreement_id], ended_on):
            if end > until:
                break
            yield agreement_id, first, end


@dataclass(frozen=True, slots=True)
class AskReturns:
    """Ask for every return whose period ended by a day; of one agreement alone also where no letter goes by itself."""

    until: date
    agreement_id: int | None = None


@command(needs=Permission.POST_MONEY, recorded_as="Returns asked for")
def ask_returns(work: Work, request: AskReturns) -> int:
    """Make the returns that have become due for every agreement, and give how many; none is made twice.

    Each is due the council's days after its end, the last too (R-D22). Where letters are stopped the named person alone asks (R-D26).
    """
    if request.until > work.today:
        raise Refused("Returns are asked for when their time has passed.", "Choose a day up to today.", "until")
    wanted = returns_to_ask(work.db, request.until) if request.agreement_id is None else _of_one(work, request)
    reply = timedelta(days=int(setting_on(work.db, "return_days", work.today)))
    made = [
        Return(agreement_id=agreement_id, first_day=first, last_day=end, due_on=end + reply,
               state="due", chased=0, decision="", note="")
        for agreement_id, first, end in sorted(wanted)
    ]  # fmt: skip
    work.db.add_all(made)
    step_returns(work, made, "Asked for")
    ask_items(work, made)
    work.record(("payment_return", None))
    return len(made)


def _of_one(work: Work, request: AskReturns) -> list[tuple[int, date, date]]:
    agreement = work.take(Agreement, request.agreement_id or 0)
    if agreement.letters_stopped and not is_named(agreement, work.person.name):
        raise not_named(agreement)
    last = work.db.scalar(select(func.max(Return.last_day)).where(Return.agreement_id == agreement.id))
    often = plans_on(work.db, request.until, [agreement.id])[agreement.id]
    found = takewhile(lambda one: one[1] <= request.until, periods(agreement.starts_on, last, often, agreement.ended_on))
    return [(agreement.id, first, end) for first, end in found]


@dataclass(frozen=True, slots=True)
class ReceiveReturn:
    """What came of a return, and the day; `items` none: everything that was missing.

    `excused`: not needed this time; `back`: ticked by mistake, missing after all; both with the reason.
    """

    return_id: int
    seen: int
    on: date
    note: str
    items: tuple[str, ...] | None = None
    excused: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    reason: str = ""


@command(needs=Permission.POST_MONEY, recorded_as="Return received")
def receive_return(work: Work, request: ReceiveReturn) -> list[str]:
    """Note what came of a return, which counts as received once nothing is missing (R-D19); gives what is missing.

    Raises Refused for a day to come, one received before, or by field.
    """
    kept = work.take(Return, request.return_id, seen=request.seen)
    if request.on > work.today:
        raise Refused(f"{say_day(request.on)} has not come yet.", "Write the day it came.", "on")
    if kept.state == "received":
        raise Refused("It was received before.", "Look again.")
    came = Came(request.on, request.items, request.excused, request.back, request.reason)
    missing = keep_items(work, kept.id, came)
    kept.note = request.note.strip()
    flag_modified(kept, "note")  # another version, whatever was written before
    if not missing:
        kept.state, kept.received_on = "received", request.on
    work.record(kept)
    return list(missing)


@dataclass(frozen=True, slots=True)
class ChaseReturn:
    """The next reminder of a missing return was sent."""

    return_id: int
    seen: int


@command(needs=Permission.POST_MONEY, recorded_as="Return chased")
def chase_return(work: Work, request: ChaseReturn) -> int:
    """Note the next reminder and give its number. Raises Refused before its day, or when letters are stopped (R-D26)."""
    kept = work.take(Return, request.return_id, seen=request.seen)
    agreement = work.db.get_one(Agreement, kept.agreement_id)
    if agreement.letters_stopped:
        raise Refused("This family's letters are stopped.", f"Speak to {agreement.named_person or 'a manager'}.")
    ladder = ladder_of(setting_on(work.db, "reminder_days", work.today))
    if kept.state != "due" or kept.chased >= len(ladder):
        raise Refused("This return is not being chased any more.", "A manager decides what follows.")
    day = kept.due_on + timedelta(days=ladder[kept.chased])
    if work.today < day:
        raise Refused(f"The next reminder is for {say_day(day)}.", "Wait until then, or ring the family.")
    kept.chased += 1
    step_return(work, kept, "Reminded by telephone")
    work.record(kept)
    return kept.chased


@dataclass(frozen=True, slots=True)
class DecideReturn:
    """What a person decided on a return that stayed away, having looked at the child's care."""

    return_id: int
    seen: int
    decision: str
    note: str
    new_due: date | None = None


@command(needs=Permission.APPROVE, recorded_as="Missing return decided")
def decide_return(work: Work, request: DecideReturn) -> None:
    """Keep the decision: managed account, suspend or extend; nothing stops by itself (R-D20). Raises Refused by field."""
    kept = work.take(Return, request.return_id, seen=request.seen)
    if request.decision not in DECISIONS:
        raise Refused("Choose what is to happen.", "Choose from the list.", "decision")
    if not request.note.strip():
        raise Refused("The child's care is looked at first.", "Write what was looked at.", "note")
    if kept.state == "received":
        raise Refused("It has come in meanwhile.", "Look again.")
    if request.decision == "extend":
        if request.new_due is None or request.new_due <= work.today:
            raise Refused("More time needs its new day.", "Write a day to come.", "new_due")
        kept.due_on, kept.chased, kept.state = request.new_due, 0, "due"
    kept.decision, kept.note = request.decision, request.note.strip()
    if request.decision == "extend":
        step_return(work, kept, "More time")
    work.record(kept)
