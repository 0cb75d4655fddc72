"""Making a round, changing it while wishes are collected, closing it, and keeping that its preview was looked at."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import begin_of
from shortbreaks.council.queries import bank_holidays
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import on_clock, read_time, say_full, say_weekday, to_local, working_days_after
from shortbreaks.errors import Refused
from shortbreaks.providers.tables import BreakSession, Service
from shortbreaks.rounds.facts import gather
from shortbreaks.rounds.reasons import fingerprint, results_of
from shortbreaks.rounds.rules import decide
from shortbreaks.rounds.tables import AllocationRound, RoundSession, RoundStep

MOST_SESSIONS = 2_000


@dataclass(frozen=True, slots=True)
class MakeRound:
    """A new round: every open session of some services from one day to another. `closes_time` is "17:00" in Kent."""

    name: str
    service_ids: tuple[int, ...]
    first_day: date
    last_day: date
    opens_on: date
    closes_on: date
    cap: int
    closes_time: str = "17:00"
    cap_unit: str = "days"


@command(needs=Permission.BOOK, recorded_as="Round made")
def make_round(work: Work, request: MakeRound) -> int:
    """Make a round and draw its seed, which nobody chooses or changes; answers its id.

    Raises Refused for a cut-off that is no working day or comes after the scheme begins, and for days without sessions.
    """
    name = request.name.strip()
    if not name:
        raise Refused("The round has no name.", "Name it with its year, such as Summer scheme 2027.", "name")
    closes = _cut_off(request.closes_on, request.closes_time)
    if request.opens_on > request.closes_on:
        raise Refused("The round would close before it opens.", "Check both days.", "closes_on")
    if closes <= to_local(work.now):
        raise Refused("The cut-off has passed already.", "Choose a working day to come.", "closes_on")
    if not 1 <= request.cap <= 60:
        raise Refused("One child gets from 1 to 60 days or sessions.", "Write a number such as 4.", "cap")
    sessions = _sessions(work, request.service_ids, request.first_day, request.last_day)
    if closes >= min(session.starts_at for session in sessions):
        raise Refused(
            "The scheme begins before the cut-off.", "Close the round earlier, or choose later days.", "closes_on"
        )
    made = AllocationRound(
        name=name, opens_on=request.opens_on, closes_at=closes, cap=request.cap, cap_unit=request.cap_unit,
        seed=secrets.randbelow(2**31), state="collecting", looked_at="", made_by=work.person.id, published_at=None, mode="",
    )  # fmt: skip
    work.db.add(made)
    work.db.flush()
    work.db.add_all([RoundSession(round_id=made.id, session_id=session.id) for session in sessions])
    step(work, made, "collecting", f"Made with seed {made.seed}.")
    work.record(made)
    return made.id


def _cut_off(day: date, clock: str) -> datetime:
    """A cut-off on a working day, so that somebody is there to take the last calls. Raises Refused with the next one."""
    closed = bank_holidays(day, day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else day)
    if day.weekday() >= 5 or day in closed:
        after = working_days_after(day, 1, closed)
        what = closed.get(day, "a weekend")
        raise Refused(
            f"{say_full(day)} is {what}, and nobody answers.",
            f"The next working day is {say_full(after)}.",
            "closes_on",
        )
    return on_clock(day, read_time(clock))


def _sessions(work: Work, service_ids: Sequence[int], first: date, last: date) -> list[BreakSession]:
    """The open day sessions of services from one day to another."""
    if last < first:
        raise Refused("The last day is before the first.", "Check both days.", "last_day")
    found = list(
        work.db.scalars(
            select(BreakSession).join(Service, Service.id == BreakSession.service_id)
            .where(
                BreakSession.service_id.in_(service_ids), BreakSession.state == "open", Service.unit != "nights",
                BreakSession.starts_at >= begin_of(first), BreakSession.starts_at < begin_of(last).replace(hour=23, minute=59),
            )
            .order_by(BreakSession.starts_at, BreakSession.id)
        )
    )  # fmt: skip
    if not found:
        raise Refused(
            "None of the services has a session in these days.", "Choose other days or services.", "service_ids"
        )
    if len(found) > MOST_SESSIONS:
        raise Refused(f"That is more than {MOST_SESSIONS:,} sessions.", "Choose fewer days, in two rounds.", "last_day")
    return found


def step(work: Work, of: AllocationRound, state: str, words: str) -> None:
    """Put a round into a state and keep the step; the database lets it go forward only."""
    of.state = state
    work.db.add(
        RoundStep(
            round_id=of.id, state=state, words=words.strip(), at=work.now, person_id=work.person.id, on=work.today
        )
    )


@dataclass(frozen=True, slots=True)
class ChangeRound:
    """Another cut-off or cap while wishes are collected, and why."""

    round_id: int
    seen: int
    closes_on: date
    closes_time: str
    cap: int
    cap_unit: str
    reason: str


@command(needs=Permission.BOOK, recorded_as="Round changed")
def change_round(work: Work, request: ChangeRound) -> int:
    """Change what families were told of a round, with the reason; refused once it is closed."""
    kept = work.take(AllocationRound, request.round_id, seen=request.seen)
    if kept.state != "collecting":
        raise Refused(
            "This round is closed, so its cut-off and cap stand.", "Try another cap in the preview; make a new round."
        )
    if not request.reason.strip():
        raise Refused("A change of a round needs its reason.", "Write why, in a sentence.", "reason")
    if not 1 <= request.cap <= 60:
        raise Refused("One child gets from 1 to 60 days or sessions.", "Write a number such as 4.", "cap")
    closes = _cut_off(request.closes_on, request.closes_time)
    if closes <= to_local(work.now):
        raise Refused("The cut-off has passed already.", "Choose a working day to come.", "closes_on")
    kept.closes_at, kept.cap, kept.cap_unit = closes, request.cap, request.cap_unit
    step(work, kept, "collecting", request.reason)
    work.record(kept)
    return kept.id


@dataclass(frozen=True, slots=True)
class CloseRound:
    """A round whose cut-off has passed."""

    round_id: int
    seen: int


@command(needs=Permission.BOOK, recorded_as="Round closed")
def close_round(work: Work, request: CloseRound) -> int:
    """Close a round after its cut-off, so that its allocation can be worked out; wishes that still come are late."""
    kept = work.take(AllocationRound, request.round_id, seen=request.seen)
    if kept.state != "collecting":
        raise Refused("This round is closed already.", "Look at its preview.")
    if to_local(work.now) <= kept.closes_at:
        raise Refused(
            f"Families may send wishes until {say_weekday(kept.closes_at.date())}, {kept.closes_at:%H:%M}.",
            "Close it after that moment.",
        )
    step(work, kept, "closed", f"The cut-off was {say_full(kept.closes_at.date())}, {kept.closes_at:%H:%M}.")
    work.record(kept)
    return kept.id


@dataclass(frozen=True, slots=True)
class KeepPreview:
    """The preview that somebody looked at, by its fingerprint."""

    round_id: int
    seen: int
    mark: str


@command(needs=Permission.BOOK, recorded_as="Preview of a round looked at")
def keep_preview(work: Work, request: KeepPreview) -> int:
    """Keep that these very results were looked at: publishing makes exactly them true, or refuses.

    Raises Refused before the round is closed, and when the results are others by now.
    """
    kept = work.take(AllocationRound, request.round_id, seen=request.seen)
    if kept.state not in {"closed", "previewed"}:
        raise Refused("A round is looked at once it is closed, and before it is published.", "Look at the round again.")
    facts = gather(work, kept.id).facts
    decided = decide(facts)
    mark = fingerprint(decided.chosen, results_of(facts, decided.chosen))
    if mark != request.mark:
        raise Refused("Something has changed since this preview was worked out.", "Look at it again.")
    kept.looked_at = json.dumps({"mark": mark, "given": sorted(decided.chosen.given)})
    step(
        work, kept, "previewed", f"{decided.chosen.firsts} first wishes met, {decided.first_come.firsts} by first come."
    )
    work.record(kept)
    return kept.id
