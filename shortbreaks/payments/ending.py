"""Suspending, taking up again and ending an agreement, and what bereavement stops at once (R-D21, R-D22, R-D26)."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.families.merged import same_child
from shortbreaks.families.tables import Child, FamilyNote
from shortbreaks.payments.commands import owe_for_paid_days
from shortbreaks.payments.cycles import DAY
from shortbreaks.payments.facts import awards_of, steps_of
from shortbreaks.payments.returns.items import employs
from shortbreaks.payments.rules import missed_between, state_on
from shortbreaks.payments.tables import Agreement, AgreementStep
from shortbreaks.words import listed

SUSPENDS = ("hospital", "abroad", "return missing", "plan change", "other")
ENDS = ("asked to end", "misuse", "moved away", "died", "no longer eligible", "plan change", "turned 18", "other")


@dataclass(frozen=True, slots=True)
class ChangeState:
    """From a day an agreement is suspended, active again or ended, and why; ended on `from_day` as its last day."""

    agreement_id: int
    seen: int
    from_day: date
    reason: str
    words: str
    retainer: str = ""  # of a suspension, where an assistant is paid for


def _take(work: Work, request: ChangeState, states: tuple[str, ...], reasons: tuple[str, ...]) -> Agreement:
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    if agreement.state not in states:
        raise Refused(f"{agreement.ref} is {agreement.state}.", "Look at its steps.")
    if reasons and request.reason not in reasons:
        raise Refused("Choose the reason.", "Choose from the list.", "reason")
    if request.from_day < agreement.starts_on:
        raise Refused(f"It starts on {say_day(agreement.starts_on)}.", "Choose a day from then on.", "from_day")
    return agreement


def _step(work: Work, agreement: Agreement, request: ChangeState, state: str, since: date) -> None:
    agreement.state = state
    work.db.add(
        AgreementStep(
            agreement_id=agreement.id, state=state, from_day=since, reason=request.reason, words=request.words.strip(),
            retainer=" ".join(request.retainer.split()) if state == "suspended" else "", at=work.now, person_id=work.person.id,
        )
    )  # fmt: skip
    work.db.flush()
    lines = awards_of(work.db, [agreement.id]).get(agreement.id, [])
    owe_for_paid_days(work, agreement, lines, since, f"{state.capitalize()} from {say_day(since)}")
    work.record(agreement)


def _state_on(work: Work, agreement: Agreement, day: date) -> str:
    return state_on(steps_of(work.db, [agreement.id])[agreement.id], day)


@command(needs=Permission.DECIDE, recorded_as="Direct payment suspended")
def suspend_agreement(work: Work, request: ChangeState) -> list[str]:
    """Suspend an agreement from a day; what was paid for days after it is owed back.

    Answers, in words, which sums that are paid once fall on the days suspended now, and so will not be paid.
    Raises Refused without words, or where it is suspended then until a day that was decided before.

    The machine never does this by itself (R-D20): `words` say that the child's care was looked at. Where the award gives
    for an assistant, `retainer` says what was thought about keeping that assistant meanwhile (R-D21).
    """
    agreement = _take(work, request, ("active",), SUSPENDS)
    if _state_on(work, agreement, request.from_day) == "suspended":
        raise Refused(
            f"It is suspended on {say_day(request.from_day)} already, until the day it is paid again.",
            "Choose the day it would be paid again.", "from_day",
        )  # fmt: skip
    if not request.words.strip():
        raise Refused("Say what care the child has meanwhile.", "Write what was looked at and agreed.", "words")
    lines = awards_of(work.db, [agreement.id]).get(agreement.id, [])
    if employs(lines, request.from_day, request.from_day) and not request.retainer.strip():
        raise Refused(
            "An assistant is paid for: is a retainer to keep them?", "Write what was agreed, such as Half pay for four weeks, or None.",
            "retainer",
        )  # fmt: skip
    before = steps_of(work.db, [agreement.id])[agreement.id]
    _step(work, agreement, request, "suspended", request.from_day)
    after = steps_of(work.db, [agreement.id])[agreement.id]
    known = {one.part for one in missed_between(lines, before, request.from_day, date.max)}
    return [one.words for one in missed_between(lines, after, request.from_day, date.max) if one.part not in known]


@query(needs=Permission.SEE_MONEY)
def suspended_since(view: View, agreement_id: int, first: date) -> str:
    """The days from a past one up to today on which an agreement was suspended, in words; "" where there are none."""
    steps = steps_of(view.db, [agreement_id]).get(agreement_id, [])
    starts = sorted({first, *(step.from_day for step in steps if first < step.from_day <= view.today)})
    spans = [
        f"{say_day(begin)} to {say_day(end - DAY)}" for begin, end in pairwise((*starts, view.today + DAY))
        if begin <= view.today and state_on(steps, begin) == "suspended"
    ]  # fmt: skip
    return listed(spans)


def retainer_on(db: Session, agreement_id: int, day: date) -> str:
    """What was agreed about an assistant's pay, while an agreement is suspended on a day; "" otherwise."""
    steps = db.execute(
        select(AgreementStep.state, AgreementStep.retainer)
        .where(AgreementStep.agreement_id == agreement_id, AgreementStep.from_day <= day)
        .order_by((AgreementStep.state == "ended").desc(), AgreementStep.from_day.desc(), AgreementStep.id.desc()).limit(1)
    ).first()  # fmt: skip
    return steps.retainer if steps is not None and steps.state == "suspended" else ""


@command(needs=Permission.DECIDE, recorded_as="Direct payment taken up again")
def resume_agreement(work: Work, request: ChangeState) -> None:
    """Pay a suspended agreement again from a day, also sooner than was decided before. Raises Refused when it is not suspended then."""
    agreement = _take(work, request, ("active", "suspended"), ())
    if _state_on(work, agreement, request.from_day) != "suspended":
        raise Refused(f"It is not suspended on {say_day(request.from_day)}.", "Choose a later day.", "from_day")
    if not request.reason.strip():
        raise Refused("Taking up again needs its reason.", "Write what changed.", "reason")
    _step(work, agreement, request, "active", request.from_day)


@command(needs=Permission.DECIDE, recorded_as="Direct payment ended")
def end_agreement(work: Work, request: ChangeState) -> None:
    """End an agreement; `from_day` is the last day paid for. Death stops every letter at once (R-D22, R-D26).

    One that ends already may end sooner. Raises Refused for a later day, or less than the council's notice without saying why.
    """
    agreement = _take(work, request, ("active", "suspended", "ended"), ENDS)
    if agreement.ended_on is not None and request.from_day >= agreement.ended_on:
        raise Refused(
            f"It ends on {say_day(agreement.ended_on)} already.", "Choose a day before, or make a new agreement.", "from_day"
        )
    notice = int(setting_on(work.db, "end_notice_days", work.today))
    short = request.from_day < work.today + timedelta(days=notice) and request.reason not in {"died", "asked to end", "turned 18"}
    if short and not request.words.strip():
        raise Refused(f"That is less than {notice} days' notice.", "Write why it ends sooner, or choose a later day.", "words")
    if request.reason == "died":
        for one in work.db.scalars(select(Agreement).where(Agreement.child_id.in_(same_child(agreement.child_id)))):
            one.letters_stopped, one.named_person = True, work.person.name
    agreement.ended_on = request.from_day
    _step(work, agreement, request, "ended", request.from_day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class StopLetters:
    """A bereavement or another reason why no letter goes; `named_person` deals with the account meanwhile."""

    agreement_id: int
    seen: int
    named_person: str
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Letters stopped")
def stop_letters(work: Work, request: StopLetters) -> None:
    """Stop every letter of an agreement at once (R-D26). Raises Refused without the person who deals with it."""
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    if not request.named_person.strip():
        raise Refused("Somebody deals with the account meanwhile.", "Write the name.", "named_person")
    if not request.reason.strip():
        raise Refused("Stopping letters needs its reason.", "Write it in a few words.", "reason")
    agreement.letters_stopped, agreement.named_person = True, request.named_person.strip()
    work.db.add(_note(work, agreement, f"Letters stopped: {request.reason.strip()}"))
    work.record(agreement)


@dataclass(frozen=True, slots=True)
class LetLettersGo:
    """Letters go again, because the named person says so."""

    agreement_id: int
    seen: int
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Letters go again")
def let_letters_go(work: Work, request: LetLettersGo) -> None:
    """Let letters go again. Raises Refused when they are not stopped, or without the reason."""
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    if not agreement.letters_stopped:
        raise Refused("Letters are not stopped.", "Look again.")
    if not request.reason.strip():
        raise Refused("Letting letters go again needs its reason.", "Write who agreed it.", "reason")
    agreement.letters_stopped = False
    work.db.add(_note(work, agreement, f"Letters go again: {request.reason.strip()}"))
    work.record(agreement)


def _note(work: Work, agreement: Agreement, words: str) -> FamilyNote:
    household = work.db.get_one(Child, agreement.child_id).household_id
    return FamilyNote(
        household_id=household, child_id=agreement.child_id, at=work.now, person_id=work.person.id, kind="note",
        words=f"{agreement.ref}. {words}",
    )  # fmt: skip
