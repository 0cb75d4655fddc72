"""Every test of a place for one child (R-E1, R-E3, R-B3 to R-B12, R-X2), what sessions share being asked only once."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from shortbreaks.bookings.paying import amount_used, left_beside, paid_by, pick_allowance
from shortbreaks.bookings.rules import (
    Busy,
    ChildFacts,
    ServiceFacts,
    SessionFacts,
    Words,
    age_fits,
    care_plan_fresh,
    checks_in_date,
    is_open,
    last_day_of,
    needs_catered,
    not_elsewhere,
    not_hoarding,
    reachable,
    room_left,
    staffing_fits,
)
from shortbreaks.eligibility.rules import adult_by, residence, within_allocation
from shortbreaks.findings import Finding, met

T = TypeVar("T")


class Judge:
    """Judges places for one child as the child stands now (`now` on Kent's clock).

    Thousands of sessions share a handful of days, times and services, so each such answer is kept while it judges.
    """

    def __init__(self, child: ChildFacts, words: Words, now: datetime) -> None:
        self._child, self._words, self._now = child, words, now
        self._residence = residence(child.name, child.district, words.ours, words.others)
        self._to_come = not_hoarding(child, words, now)
        self._kept: dict[Hashable, Any] = {}

    def findings(self, service: ServiceFacts, session: SessionFacts) -> tuple[Finding, ...]:
        """Every test of one place, in the order in which a coordinator would ask."""
        child, words, once = self._child, self._words, self._once
        day, last = session.start.date(), last_day_of(session)
        free = session.places - session.taken
        age, adult, plan = once(("days", day, last, service.min_age, service.max_age), self._on_days, service, day, last)
        return (
            is_open(service, session, self._now),
            age,
            adult,
            self._residence,
            staffing_fits(child, service, session),
            *once(("needs", service.id), needs_catered, child, service, words),
            once(("room", free, session.places, day), room_left, session, words.today),
            once(("busy", session.start, session.end), not_elsewhere, child, session, words.today),
            *self._to_come,
            *checks_in_date(service, day),
            self._allocation(service, session),
            plan,
            reachable(child, session),
        )

    def _on_days(self, service: ServiceFacts, day: date, last: date) -> tuple[Finding, Finding, Finding]:
        child = self._child
        return age_fits(child, service, day), adult_by(child.name, child.born, last), care_plan_fresh(child, day, self._words)

    def _allocation(self, service: ServiceFacts, session: SessionFacts) -> Finding:
        child, unit, day = self._child, service.unit, session.start.date()
        wanted = amount_used(unit, session)
        # a place the child waits for is what it asked for; what else it asked for comes after it
        waited = bool(child.waits) and any(one.is_for(service.id, session.id, day) for one in child.waits)

        def judged() -> Finding:
            picked = pick_allowance(child.allowances, service, day, wanted)
            if service.self_referral and not any(one.is_for(service.kind, unit) for one in child.allowances):
                return met("R-E7", "No award needed")  # nobody was awarded anything of this kind, nor needs to be
            beside = left_beside(child.allowances, service, day, picked)
            asked = 0 if waited else sum(one.asked for one in child.allowances if one.serves(service.kind, unit, day))
            return within_allocation(child.name, picked, unit, wanted, beside, asked)

        return self._once(("allocation", service.kind, unit, day, wanted, service.self_referral, waited), judged)

    def _once(self, key: Hashable, ask: Callable[..., T], *about: Any) -> T:
        found: T | None = self._kept.get(key)
        if found is None:
            found = self._kept[key] = ask(*about)
        return found


def with_place(child: ChildFacts, service: ServiceFacts, session: SessionFacts) -> ChildFacts:
    """The child as the next place finds it: what this one uses of its allocation booked, this time taken."""
    uses = amount_used(service.unit, session)
    paying = {one.id: amount for one, amount in paid_by(child.allowances, service, session.start.date(), uses)}
    allowances = tuple(replace(one, booked=one.booked + paying[one.id]) if one.id in paying else one for one in child.allowances)
    return replace(child, allowances=allowances, busy=(*child.busy, Busy(session.start, session.end, service.name)))
