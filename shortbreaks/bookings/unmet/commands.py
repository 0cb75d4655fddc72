"""Keeping a request that could not be met, and saying later what became of it (R4): nothing asked for is forgotten."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.facts import home_of
from shortbreaks.bookings.find import Wish, breaks_for
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unmet.tables import REASONS, UnmetOutcome, UnmetRequest
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import ANY_DAY
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.merged import same_child
from shortbreaks.families.tables import Child, ChildNeed
from shortbreaks.findings import Finding, Outcome
from shortbreaks.words import inside

REASON_WORDS = {
    "no_provider": "No service runs", "no_place": "No place free", "no_one_to_one": "No 1:1 or 2:1 worker",
    "staff_short": "Staff short", "need": "Nobody caters for a need", "distance": "Too far away",
    "too_late": "Asked too late", "no_allocation": "Eligible, nothing awarded", "not_delivered": "Awarded, not delivered",
    "provider_cancelled": "The provider cancelled", "other": "Another reason",
}  # fmt: skip
OUTCOME_WORDS = {
    "met": "Met later", "withdrawn": "No longer wanted", "mistaken": "Kept by mistake", "open_again": "Open again",
}  # fmt: skip
MOST_FIGURES = 10  # of a booking's number: a longer one is none, and no database takes it
OPEN = frozenset({None, "open_again"})  # the newest outcome of a request that is still open


@dataclass(frozen=True, slots=True)
class Unmet:
    """A request that could not be met: `reason` is one of REASONS; `about` "booking:7" when it began with one.

    `amount` is what is short, in minutes, sessions or nights by `unit`; `weekdays` 0 is Monday, empty for any.
    """

    child_id: int
    reason: str
    from_day: date
    until_day: date
    kinds: Collection[str] = ()
    service_id: int | None = None
    session_id: int | None = None
    weekdays: Collection[int] = ()
    unit: str = ""
    amount: int = 0
    about: str = ""
    words: str = ""


def keep_unmet(work: Work, what: Unmet) -> int:
    """Keep a request that could not be met, within the command in which that happened; answers its id.

    Where the child lives and what the child needs are kept as they are today. Raises Refused for no reason of the list.
    """
    if what.reason not in REASONS:
        raise Refused("A request that could not be met needs its reason.", "Choose one from the list.", "reason")
    household = work.db.scalar(select(Child.household_id).where(Child.id == what.child_id))
    if household is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    needs = work.db.scalars(select(ChildNeed.code).where(ChildNeed.child_id == what.child_id).order_by(ChildNeed.code))
    kept = UnmetRequest(
        child_id=what.child_id, reason=what.reason, district=home_of(work.db, household, work.today)[0],
        needs=",".join(code for code in needs if code != "NONE"), kinds=",".join(sorted(what.kinds)),
        service_id=what.service_id, session_id=what.session_id, from_day=what.from_day, until_day=what.until_day,
        weekdays=",".join(str(day) for day in sorted(what.weekdays)), unit=what.unit, amount=what.amount,
        about=what.about, words=what.words.strip(), at=work.now, on=work.today, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.db.flush()
    return kept.id


def newest_outcome(db: Session, unmet_id: int) -> str | None:
    """What became of a request, by its newest word; None while nothing was said."""
    return db.scalar(
        select(UnmetOutcome.outcome).where(UnmetOutcome.unmet_id == unmet_id).order_by(UnmetOutcome.id.desc()).limit(1)
    )


@dataclass(frozen=True, slots=True)
class KeepRequest:
    """What was asked for on Find a break and nothing fitted, and why: the reason the answers give (why_nothing_fits)."""

    wish: Wish
    reason: str
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Request kept that could not be met")
def keep_request(work: Work, request: KeepRequest) -> int:
    """Keep the wish with the reason for which nothing fits. Raises Refused when the very same is kept and open."""
    wish = request.wish
    weekdays = () if wish.weekdays == ANY_DAY else wish.weekdays
    kept = Unmet(wish.child_id, request.reason, wish.from_day, wish.to_day, wish.kinds,
                 weekdays=weekdays, words=request.words)  # fmt: skip
    before = work.db.scalars(
        select(UnmetRequest).where(
            UnmetRequest.child_id == wish.child_id, UnmetRequest.from_day == wish.from_day,
            UnmetRequest.until_day == wish.to_day, UnmetRequest.kinds == ",".join(sorted(wish.kinds)),
        )
    )  # fmt: skip
    if any(newest_outcome(work.db, one.id) in OPEN for one in before):
        raise Refused("This request is kept already, and open.", "Look at it among the unmet requests.")
    unmet_id = keep_unmet(work, kept)
    work.record(("unmet_request", unmet_id))
    return unmet_id


@query(needs=Permission.BOOK)
def why_nothing_fits(view: View, wish: Wish) -> str:
    """Why nothing fits a wish, as a reason of the list: what stands in the way of the service that comes nearest to it."""
    rows = breaks_for(view, replace(wish, within_miles=None, only_free=False)).rows
    if not rows:
        return "no_provider"
    near = [row for row in rows if wish.within_miles is None or row.miles is None or row.miles <= wish.within_miles]
    if not near:
        return "distance"
    return reason_of(near[0].findings)


def reason_of(findings: Iterable[Finding]) -> str:
    """The first finding that is not met, or else asks for a person, as a reason of the list; "other" when none says one."""
    reasons = {"R-B10": "need", "R-B10 bed": "need", "R-B8": "no_allocation", "R-B6": "no_place", "R-O11": "no_place"}
    ordered = (Outcome.NOT_MET, Outcome.TO_DECIDE)
    for finding in sorted((one for one in findings if one.outcome in ordered), key=lambda one: ordered.index(one.outcome)):
        if finding.rule == "R-B4":
            return "staff_short" if finding.chip == "Staff short" else "no_one_to_one"
        if finding.rule == "R-B3":
            return "too_late" if finding.chip == "Already begun" else "no_place"
        if finding.rule in reasons:
            return reasons[finding.rule]
    return "other"


@dataclass(frozen=True, slots=True)
class SayWhatBecame:
    """What became of an unmet request: "met" by "booking:7" or "stay:3", "withdrawn", "mistaken", or "open_again"."""

    unmet_id: int
    outcome: str
    met_by: str = ""
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Unmet request answered")
def say_what_became(work: Work, request: SayWhatBecame) -> int:
    """Keep what became of an unmet request by a further row; answers its id.

    Raises Refused for an outcome that follows nothing, or a booking that is not this child's.
    """
    kept = work.db.get(UnmetRequest, request.unmet_id)
    if kept is None:
        raise NotFound("That request is not here any more.", "Look again.")
    if request.outcome not in OUTCOME_WORDS:
        raise Refused("It is not said what became of it.", "Choose one from the list.", "outcome")
    still_open = newest_outcome(work.db, kept.id) in OPEN
    if still_open == (request.outcome == "open_again"):
        state = "open" if still_open else "answered"
        raise Refused(f"This request is {state} already.", "Look again; somebody may have been before you.")
    if request.met_by and request.outcome != "met":
        raise Refused("A booking is named, and it is not said that the request was met.", "Choose Met, or take the number out.", "met_by")
    if request.outcome == "met" and not request.met_by:
        raise Refused("A request is met by a booking.", "Write the booking's number, like B-00042.", "met_by")
    if request.met_by:
        _check_met_by(work, kept, request.met_by)
    became(work, kept.id, request.outcome, request.met_by, request.words)
    work.record(kept)
    return kept.id


@dataclass(frozen=True, slots=True)
class CorrectUnmet:
    """Another reason for a request that could not be met."""

    unmet_id: int
    reason: str
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Reason of an unmet request corrected")
def correct_unmet(work: Work, request: CorrectUnmet) -> int:
    """Keep the request anew with the right reason, as of its own day, and answer the first as a mistake; the new id."""
    old = work.db.get(UnmetRequest, request.unmet_id)
    if old is None or newest_outcome(work.db, old.id) not in OPEN:
        raise Refused("This request is answered already.", "Look again; somebody may have been before you.")
    if request.reason not in REASONS:
        raise Refused("A request that could not be met needs its reason.", "Choose one from the list.", "reason")
    if (request.reason, request.words.strip()) == (old.reason, old.words):
        raise Refused("That is the reason it has.", "Choose another, or leave it.", "reason")
    copied = {one.key: getattr(old, one.key) for one in inspect(UnmetRequest).column_attrs if one.key != "id"}
    kept = UnmetRequest(**{**copied, "reason": request.reason, "words": request.words.strip()})
    work.db.add(kept)
    became(work, old.id, "mistaken", words=f"The reason was: {inside(REASON_WORDS[request.reason])}.")
    work.record(kept)
    return kept.id


def became(work: Work, unmet_id: int, outcome: str, met_by: str = "", words: str = "") -> None:
    """Add what became of an unmet request, within the command in which that happened."""
    work.db.add(
        UnmetOutcome(
            unmet_id=unmet_id, outcome=outcome, met_by=met_by, words=words.strip(), at=work.now, on=work.today,
            person_id=work.person.id,
        )
    )  # fmt: skip
    work.db.flush()


def _check_met_by(work: Work, kept: UnmetRequest, met_by: str) -> None:
    """Raise Refused unless the booking or stay is one of the same child."""
    what, _, number = met_by.partition(":")
    record: Any = {"booking": Booking, "stay": Stay}.get(what)
    is_number = number.isascii() and number.isdigit() and len(number) < MOST_FIGURES
    found = work.db.get(record, int(number)) if record is not None and is_number else None
    if found is None or found.child_id not in set(work.db.scalars(same_child(kept.child_id))):
        raise Refused("There is no such booking of this child.", "Write the number as on its confirmation.", "met_by")
