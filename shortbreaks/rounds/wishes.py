"""Wishes: entered one by one or from a file, withdrawn with a reason, and decided by a person where a rule asks for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession
from shortbreaks.rounds.facts import gather
from shortbreaks.rounds.tables import AllocationRound, RoundSession, Wish, WishAnswer, WishSession

OVER = "This goes past the year’s allowance."


@dataclass(frozen=True, slots=True)
class EnterWish:
    """One wish of one child: a session, or the sessions of a whole day.

    `rank` 0 is the child's next; `received_at` is when it came (Kent's clock), None for now.
    """

    round_id: int
    child_id: int
    session_ids: tuple[int, ...]
    rank: int = 0
    received_at: datetime | None = None
    together: bool = False


@command(needs=Permission.BOOK, recorded_as="Wish entered")
def enter_wish(work: Work, request: EnterWish) -> int:
    """Keep a wish; one that came after the cut-off is kept as late. Answers its id.

    Raises Refused for a published round, sessions that are not of the round or overlap, a wish there is already, and
    a brother or sister who is only recorded as such (R-B5).
    """
    kept = open_round(work, request.round_id)
    child = work.db.get(Child, request.child_id)
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    wish = add_wish(work, kept, child, request)
    work.record(wish)
    return wish.id


def open_round(work: Work, round_id: int) -> AllocationRound:
    """The round, locked, while wishes may still be written. Raises Refused once it is published."""
    kept = work.take(AllocationRound, round_id)
    if kept.state == "published":
        raise Refused("This round is published.", "Put the child on the waiting list, or find a break for it.")
    return kept


def add_wish(work: Work, kept: AllocationRound, child: Child, request: EnterWish) -> Wish:
    """One wish checked and added, for a form and for each line of a file."""
    name = short_name(child.first_name, child.last_name, child.known_as)
    if child.sibling_only:
        raise Refused(
            f"{name} is recorded as a brother or sister, not for breaks of their own.",
            "Enter the wish for the other child.",
            "child",
        )
    if child.state != "open":
        raise Refused(f"{name}’s record is closed.", "Open it again, or choose another child.", "child")
    now = to_local(work.now)
    received = request.received_at or now
    if received > now:
        raise Refused("A wish cannot come in the future.", "Write when it came.", "received")
    _check_sessions(work, kept.id, request.session_ids)
    mine = work.db.execute(
        select(Wish.id, Wish.rank, WishSession.session_id).join(WishSession, WishSession.wish_id == Wish.id)
        .where(Wish.round_id == kept.id, Wish.child_id == child.id, Wish.state == "open")
    ).all()  # fmt: skip
    held: dict[int, set[int]] = {}
    for row in mine:
        held.setdefault(row.id, set()).add(row.session_id)
    if set(request.session_ids) in held.values():
        raise Refused(f"{name} has this wish already.", "Enter another, or withdraw that one.", "session_ids")
    rank = request.rank or max((row.rank for row in mine), default=0) + 1
    if not 1 <= rank <= 60:
        raise Refused("A wish is from the first to the sixtieth.", "Write its place, such as 1.", "rank")
    wish = Wish(
        round_id=kept.id, child_id=child.id, rank=rank, received_at=received.replace(second=0, microsecond=0),
        together=request.together, state="open", withdrawn_reason="", entered_at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(wish)
    work.db.flush()
    work.db.add_all([WishSession(wish_id=wish.id, session_id=number) for number in sorted(set(request.session_ids))])
    work.db.flush()
    return wish


def _check_sessions(work: Work, round_id: int, session_ids: Sequence[int]) -> None:
    if not session_ids:
        raise Refused("No session is chosen.", "Choose a day of the round.", "session_ids")
    found = work.db.execute(
        select(BreakSession.id, BreakSession.starts_at, BreakSession.ends_at)
        .join(RoundSession, RoundSession.session_id == BreakSession.id)
        .where(RoundSession.round_id == round_id, BreakSession.id.in_(session_ids)).order_by(BreakSession.starts_at)
    ).all()  # fmt: skip
    if len(found) != len(set(session_ids)):
        raise Refused("A session of this wish is not in the round.", "Choose one of the round's days.", "session_ids")
    for before, after in pairwise(found):
        if after.starts_at < before.ends_at:
            raise Refused("Two sessions of this wish are at the same time.", "Choose one of them.", "session_ids")


@dataclass(frozen=True, slots=True)
class WithdrawWish:
    """A wish the family takes back, and why."""

    wish_id: int
    seen: int
    reason: str


@command(needs=Permission.BOOK, recorded_as="Wish withdrawn")
def withdraw_wish(work: Work, request: WithdrawWish) -> int:
    """Withdraw a wish; it stays on record, and the child's other wishes keep their ranks."""
    wish = work.take(Wish, request.wish_id, seen=request.seen)
    open_round(work, wish.round_id)
    if wish.state != "open":
        raise Refused("This wish is withdrawn already.", "Look again.")
    if not request.reason.strip():
        raise Refused("Withdrawing a wish needs its reason.", "Write what the family said.", "reason")
    wish.state, wish.withdrawn_reason = "withdrawn", request.reason.strip()
    work.record(wish)
    return wish.id


@dataclass(frozen=True, slots=True)
class AnswerWishes:
    """A person's decision on what a rule asks of some wishes: the rule, and the reason to go on (R-E6)."""

    round_id: int
    wish_ids: tuple[int, ...]
    rule: str
    words: str


@command(needs=Permission.OVERRIDE, recorded_as="Wishes decided by a person")
def answer_wishes(work: Work, request: AnswerWishes) -> int:
    """Keep the reason for each wish and each very sentence of the rule; answers how many wishes may go on by it.

    R-B8 lets a wish go past the year's allowance. Raises Refused without a reason, for what no reason can mend, and when
    none of the wishes is asked about by the rule.
    """
    kept = open_round(work, request.round_id)
    if not request.words.strip():
        raise Refused("A decision needs its reason.", "Write who said what.", "words")
    answered: set[int] = set()
    for wish in gather(work, kept.id).facts.wishes:
        if wish.id not in request.wish_ids:
            continue
        bars = [bar for bar in wish.bars if bar.rule == request.rule]
        if impossible := next((bar for bar in bars if not bar.overridable), None):
            raise Refused(impossible.reason, impossible.remedy)
        found = [bar.reason for bar in bars]
        if request.rule == "R-B8" and wish.uses:
            found.append(OVER)
        for finding in found:
            answered.add(wish.id)
            _answer(work, wish.id, request, finding)
    if not answered:
        raise Refused("None of these wishes waits for that decision.", "Look at them again.")
    work.record(kept)
    return len(answered)


def _answer(work: Work, wish_id: int, request: AnswerWishes, finding: str) -> None:
    work.db.add(
        WishAnswer(
            wish_id=wish_id, rule=request.rule, finding=finding, words=request.words.strip(), at=work.now,
            person_id=work.person.id,
        )
    )  # fmt: skip
