"""Whether a child may have a place in a session, test by test, each with its sentence (R-E1, R-B3 to R-B12)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shortbreaks.bookings.waits import Waits
from shortbreaks.council.codes import KENT
from shortbreaks.dates import age_on, birthday, months_before, say_day, say_short, say_span
from shortbreaks.eligibility.rules import NEIGHBOURS, Allowance
from shortbreaks.families.rules import ended
from shortbreaks.findings import Finding, Outcome, met

CARE_PLAN_MONTHS = 6
MINUTE = timedelta(minutes=1)
CHECKED = (met("R-X2", "Checks in date"),)
# Needs that come with a care and medicine plan (R-B11)
MEDICAL = frozenset({"RESCUE", "MEDS", "TUBE", "OXYGEN", "SUCTION", "DIABETES", "ALLERGY"})


@dataclass(frozen=True, slots=True)
class Busy:
    """A place the child already has: its times on the clock and where."""

    start: datetime
    end: datetime
    where: str


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What the rules look at in a child."""

    id: int
    name: str
    born: date
    district: str
    easting: int | None
    northing: int | None
    needs: frozenset[str]
    workers_needed: int
    care_plan_on: date | None
    reachable_contact: bool
    allowances: tuple[Allowance, ...]
    busy: tuple[Busy, ...]
    waits: tuple[Waits, ...] = ()
    barred: str = ""  # "closed" or "merged" record, or "sibling" only: has no breaks


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the rules look at in a service; `checks` are (words, last day) of the provider's checks."""

    id: int
    name: str
    kind: str
    min_age: int | None
    max_age: int | None
    offers: frozenset[str]
    children_per_worker: int
    one_to_one: bool
    two_to_one: bool
    unit: str
    open: bool
    checks: tuple[tuple[str, date | None], ...]
    easting: int | None
    northing: int | None
    self_referral: bool = False  # a family comes without an assessment (R-E7)
    charged_by: str = "nobody"
    priced_from: date = date.min  # its first price; date.max where the council charges and none was ever entered


class SessionFacts(NamedTuple):
    """What the rules look at in a session; `need_one`, `need_two` are children there with workers of their own.

    A tuple, since Find a break makes thousands of them for one answer.
    """

    id: int
    start: datetime
    end: datetime
    places: int
    taken: int
    workers: int
    need_one: int
    need_two: int
    open: bool
    closed_reason: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words for codes and the settings of the day that findings speak in."""

    need: Callable[[str], str]
    today: date
    care_plan_months: int = CARE_PLAN_MONTHS
    most_to_come: int = 0  # bookings a child may have to come; 0 sets no limit
    ours: Collection[str] = KENT  # the districts that are the council's today
    others: Mapping[str, str] = field(default_factory=lambda: NEIGHBOURS)  # those of other councils, with their names


def age_fits(child: ChildFacts, service: ServiceFacts, day: date) -> Finding:
    """The service's own ages, on the very day (R-E1, R-E8)."""
    age = age_on(child.born, day)
    low, high = service.min_age, service.max_age
    chip = f"Ages {low if low is not None else 0} to {high if high is not None else 'any'}"
    if low is not None and age < low:
        return Finding(
            "R-E8", Outcome.NOT_MET, chip, f"{child.name} is {age} on {say_day(day)}.",
            f"{child.name} turns {low} on {say_day(birthday(child.born, low))}.",
        )  # fmt: skip
    if high is not None and age > high:
        return Finding(
            "R-E8", Outcome.NOT_MET, chip, f"{child.name} is {age} on {say_day(day)}, and the group is for up to {high}.",
            "A service for older children, or the provider's word that it will take one more.",
        )  # fmt: skip
    return met("R-E8", chip)


def staffing_needed(children: int, children_per_worker: int, one_to_one: int, two_to_one: int) -> int:
    """Workers for a session: the group at its ratio, rounded up, one for each 1:1, two for each 2:1 (R-B4)."""
    group = children - one_to_one - two_to_one
    for_group = -(-group // children_per_worker) if children_per_worker else 0
    return for_group + one_to_one + 2 * two_to_one


def staffing_fits(child: ChildFacts, service: ServiceFacts, session: SessionFacts) -> Finding:
    """The child's own workers can be had, and workers rostered are enough with this child there (R-B4)."""
    own = child.workers_needed
    if own and not (service.two_to_one if own == 2 else service.one_to_one):
        ratio = f"one worker to {service.children_per_worker}" if service.children_per_worker else "no worker to spare"
        each = "one to one" if own == 1 else "two to one"
        return Finding(
            "R-B4", Outcome.NOT_MET, f"No {own}:1 worker", f"The group has {ratio}, and {child.name} needs {each}.",
            f"A {own}:1 worker for this session, agreed with the provider.",
        )  # fmt: skip
    if not service.children_per_worker or not session.workers:
        return met("R-B4", f"{own}:1 worker" if own else "In the group")
    needed = staffing_needed(
        session.taken + 1, service.children_per_worker, session.need_one + (own == 1), session.need_two + (own == 2)
    )
    if needed <= session.workers:
        return met("R-B4", f"{own}:1 worker" if own else "Staff enough")
    return Finding(
        "R-B4", Outcome.NOT_MET, "Staff short",
        f"With {child.name} there the session needs {needed} workers and {session.workers} are rostered.",
        f"{needed - session.workers} more on the day, agreed with the provider.",
    )  # fmt: skip


def needs_catered(child: ChildFacts, service: ServiceFacts, words: Words) -> tuple[Finding, ...]:
    """Each need, piece of equipment or medication skill of the child that the service lists or does not (R-B10)."""
    return tuple(
        met("R-B10", words.need(code))
        if code in service.offers
        else Finding(
            "R-B10", Outcome.TO_DECIDE, f"{words.need(code)}: ask",
            f"{service.name} does not list “{words.need(code)}”, which {child.name} needs.",
            "Ask the provider, and write down who said yes.",
        )
        for code in sorted(child.needs)
    )  # fmt: skip


def room_left(session: SessionFacts, today: date) -> Finding:
    """A confirmed booking uses a place, and an open offer holds one (R-B3)."""
    free = session.places - session.taken
    if free > 0:
        return met("R-B3", f"{free} {'place' if free == 1 else 'places'} free")
    day = say_short(session.start.date(), today)
    taken = f"The one place on {day} is taken." if session.places == 1 else f"All {session.places} places on {day} are taken."
    return Finding(
        "R-B3", Outcome.NOT_MET, "Full", taken if session.places else f"There are no places on {day}.",
        "Another day, one more place from the provider, or the waiting list.", overridable=False,
    )  # fmt: skip


def is_open(service: ServiceFacts, session: SessionFacts, now: datetime) -> Finding:
    """The service and the session are open, and the session has not begun."""
    if not service.open:
        return Finding(
            "R-B3", Outcome.NOT_MET, "Closed", f"{service.name} has closed.", "Another service.", overridable=False
        )
    if not session.open:
        return Finding(
            "R-B3", Outcome.NOT_MET, "Closed that day", f"It is closed on {say_day(session.start.date())}: "
            f"{ended(session.closed_reason or 'no reason was given')}", "Another day.", overridable=False,
        )  # fmt: skip
    if session.start <= now:
        return Finding(
            "R-B3", Outcome.NOT_MET, "Already begun", f"It began on {say_day(session.start.date())} at "
            f"{session.start:%H:%M}.", "A later day.", overridable=False,
        )  # fmt: skip
    return met("R-B3", "Open")


def not_elsewhere(child: ChildFacts, session: SessionFacts, today: date) -> Finding:
    """Not in two places at one time; touching is allowed, the same day twice is asked about (R-B9)."""
    then = [busy for busy in child.busy if busy.start < session.end and busy.end > session.start]
    if then:
        there = " and ".join(f"at {one.where} on {say_short(one.start.date(), today)}, {say_span(one.start, one.end)}" for one in then)
        others = ("the other place", "both other places")[len(then) - 1] if len(then) < 3 else f"all {len(then)} other places"
        return Finding(
            "R-B9", Outcome.NOT_MET, "Already booked then", f"{child.name} is {there}.", f"Another time, or cancel {others}.",
            overridable=False,
        )  # fmt: skip
    for busy in child.busy:
        if busy.start.date() == session.start.date():
            return Finding(
                "R-B9", Outcome.TO_DECIDE, "Second that day",
                f"{child.name} is also at {busy.where} that day, {say_span(busy.start, busy.end)}.",
                "Ask whether two breaks in a day suit the child.",
            )  # fmt: skip
    return met("R-B9", "Nothing else booked")


def not_hoarding(child: ChildFacts, words: Words, now: datetime) -> tuple[Finding, ...]:
    """No more bookings to come than the council allows one child; nothing to say where it sets no limit (R-B7)."""
    if not words.most_to_come:
        return ()
    coming = sum(1 for busy in child.busy if busy.start > now)
    if coming < words.most_to_come:
        return (met("R-B7", f"{coming + 1} of {words.most_to_come} to come"),)
    held = "1 booking" if coming == 1 else f"{coming} bookings"
    return (
        Finding(
            "R-B7", Outcome.TO_DECIDE, "Many to come",
            f"{child.name} has {held} to come, and the council's limit for one child is {words.most_to_come}.",
            "Wait until one of them is over, or give a reason.",
        ),
    )  # fmt: skip


def checks_in_date(service: ServiceFacts, day: date) -> tuple[Finding, ...]:
    """The provider's checks on the day: one that runs out before it, or none that anybody saw, is for a person to decide."""
    if not service.checks:
        return (
            Finding(
                "R-X2", Outcome.TO_DECIDE, "No checks seen", f"{service.name}: nobody has seen its insurance or registration.",
                "See them, and record them.",
            ),
        )  # fmt: skip
    found = []
    for words, until in service.checks:
        if until is None or until >= day:
            continue
        found.append(
            Finding(
                "R-X2",
                Outcome.TO_DECIDE,
                f"{words} out",
                f"{service.name}: {words} runs out on {say_day(until)}, before this day.",
                "See the new one, and record it.",
            )  # fmt: skip
        )
    return tuple(found) or CHECKED


def care_plan_fresh(child: ChildFacts, day: date, words: Words) -> Finding:
    """The care and medication plan is not older than the setting on the day (R-B11)."""
    if not child.needs & MEDICAL:
        return met("R-B11", "No plan needed")
    if child.care_plan_on is None:
        return Finding(
            "R-B11", Outcome.TO_DECIDE, "No care plan", f"There is no care and medicine plan for {child.name}.",
            "Ask the family for it before the day, or give a reason.",
        )  # fmt: skip
    if child.care_plan_on >= months_before(day, words.care_plan_months):
        return met("R-B11", "Care plan in date")
    return Finding(
        "R-B11", Outcome.TO_DECIDE, "Care plan old",
        f"{child.name}'s care and medicine plan is of {say_day(child.care_plan_on)}, over {words.care_plan_months} "
        "months before the day.", f"A plan of {say_day(months_before(day, words.care_plan_months))} or later, or a reason.",
    )  # fmt: skip


def reachable(child: ChildFacts, session: SessionFacts) -> Finding:
    """Somebody can come within two hours during a night away (R-B12)."""
    if session.start.date() == last_day_of(session) or child.reachable_contact:
        return met("R-B12", "Contact within two hours")
    return Finding(
        "R-B12", Outcome.NOT_MET, "No emergency contact", f"Nobody is recorded who can reach {child.name} within two hours.",
        "A name and number on the child's record.",
    )  # fmt: skip


def last_day_of(session: SessionFacts) -> date:
    """The last day of which a place holds an hour: a stay is tested on its last night too (R-E1)."""
    return (session.end - MINUTE).date()
