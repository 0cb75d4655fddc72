"""Every test of a place for one child (R-E1, R-E3, R-B3 to R-B12, R-X2), what sessions share being asked only once."""

from dataclasses import replace
from datetime import date, datetime

from shortbreaks.bookings.paying import amount_used, left_beside, paid_by, pick_allowance
from shortbreaks.bookings.priced import price_known
from shortbreaks.bookings.rules import (
    CHECKED,
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
from shortbreaks.eligibility.rules import adult_by, has_breaks, residence, within_allocation
from shortbreaks.findings import Finding, met


class _Then:
    """What the tests of places at one time share: its days, and what was found of them for the child."""

    __slots__ = ("adult", "ages", "awards", "busy", "day", "plan", "reached")

    def __init__(self, child: ChildFacts, words: Words, session: SessionFacts) -> None:
        self.day = session.start.date()
        self.adult = adult_by(child.name, child.born, last_day_of(session))
        self.plan = care_plan_fresh(child, self.day, words)
        self.busy = not_elsewhere(child, session, words.today)
        self.reached = reachable(child, session)
        self.ages: dict[tuple[int | None, int | None], Finding] = {}
        self.awards: dict[tuple[str, str, bool, bool], Finding] = {}


class _About:
    """What the tests of a service's places share whenever they are: each need, and until when all its checks last."""

    __slots__ = ("ages", "checked_until", "needs", "service")

    def __init__(self, child: ChildFacts, words: Words, service: ServiceFacts) -> None:
        self.service = service  # held, so that nothing else is taken for it
        self.ages = service.min_age, service.max_age
        self.needs = needs_catered(child, service, words)
        lasting = [until for _, until in service.checks if until is not None]
        self.checked_until = min(lasting, default=date.max) if service.checks else date.min  # that nobody saw any holds on no day


class Judge:
    """Judges places for one child as the child stands now (`now` on Kent's clock).

    Thousands of sessions share a handful of days, times and services, so what each of these comes to is kept while it judges.
    """

    def __init__(self, child: ChildFacts, words: Words, now: datetime) -> None:
        self._child, self._words, self._now = child, words, now
        self._residence = residence(child.name, child.district, words.ours, words.others)
        self._barred = has_breaks(child.name, child.barred)
        self._to_come = not_hoarding(child, words, now)
        self._thens: dict[tuple[datetime, datetime], _Then] = {}
        self._abouts: dict[int, _About] = {}
        self._rooms: dict[tuple[int, int, date], Finding] = {}

    def findings(self, service: ServiceFacts, session: SessionFacts) -> tuple[Finding, ...]:
        """Every test of one place, in the order in which a coordinator would ask."""
        child, words = self._child, self._words
        then = self._thens.get((session.start, session.end))
        if then is None:
            then = self._thens[session.start, session.end] = _Then(child, words, session)
        about = self._abouts.get(id(service))
        if about is None:
            about = self._abouts[id(service)] = _About(child, words, service)
        day = then.day
        age = then.ages.get(about.ages)
        if age is None:
            age = then.ages[about.ages] = age_fits(child, service, day)
        return (
            *self._barred,
            is_open(service, session, self._now),
            age,
            then.adult,
            self._residence,
            staffing_fits(child, service, session),
            *about.needs,
            self._room(session, day),
            then.busy,
            *self._to_come,
            *(CHECKED if day <= about.checked_until else checks_in_date(service, day)),
            self._allocation(service, session, then),
            price_known(service, day),
            then.plan,
            then.reached,
        )

    def _room(self, session: SessionFacts, day: date) -> Finding:
        key = session.places - session.taken, session.places, day
        found = self._rooms.get(key)
        if found is None:
            found = self._rooms[key] = room_left(session, self._words.today)
        return found

    def _allocation(self, service: ServiceFacts, session: SessionFacts, then: _Then) -> Finding:
        child = self._child
        # a place the child waits for is what it asked for; what else it asked for comes after it
        waited = bool(child.waits) and any(one.is_for(service.id, session.id, then.day) for one in child.waits)
        key = service.kind, service.unit, service.self_referral, waited
        found = then.awards.get(key)
        if found is None:
            found = then.awards[key] = self._award(service, session, waited=waited)
        return found

    def _award(self, service: ServiceFacts, session: SessionFacts, *, waited: bool) -> Finding:
        child, unit, day = self._child, service.unit, session.start.date()
        wanted = amount_used(unit, session)
        picked = pick_allowance(child.allowances, service, day, wanted)
        if service.self_referral and not any(one.is_for(service.kind, unit) for one in child.allowances):
            return met("R-E7", "No award needed")  # nobody was awarded anything of this kind, nor needs to be
        beside = left_beside(child.allowances, service, day, picked)
        asked = 0 if waited else sum(one.asked for one in child.allowances if one.serves(service.kind, unit, day))
        return within_allocation(child.name, picked, unit, wanted, beside, asked)


def with_place(child: ChildFacts, service: ServiceFacts, session: SessionFacts) -> ChildFacts:
    """The child as the next place finds it: what this one uses of its allocation booked, this time taken."""
    uses = amount_used(service.unit, session)
    paying = {one.id: amount for one, amount in paid_by(child.allowances, service, session.start.date(), uses)}
    allowances = tuple(replace(one, booked=one.booked + paying[one.id]) if one.id in paying else one for one in child.allowances)
    return replace(child, allowances=allowances, busy=(*child.busy, Busy(session.start, session.end, service.name)))
