"""Which allocation pays for a place, how much of it goes, and what is left of all that may pay (R-O1, R-O16, R-B8)."""

from collections.abc import Sequence
from datetime import date, datetime

from shortbreaks.bookings.rules import ServiceFacts, SessionFacts
from shortbreaks.dates import elapsed_minutes, say_short
from shortbreaks.eligibility.rules import Allowance, say_amount


def amount_used(unit: str, session: SessionFacts) -> int:
    """What a place uses of an allocation: real minutes, one session, or nights (R-O1)."""
    return uses_of(unit, session.start, session.end)


def uses_of(unit: str, start: datetime, end: datetime) -> int:
    """The same of two times on the clock.

    A night in which the clocks change uses as many hours as it lasts, those that its price is reckoned by and an invoice asks for.
    """
    if unit == "hours":
        return elapsed_minutes(start, end)
    if unit == "nights":
        return max(1, (end.date() - start.date()).days)
    return 1


def pick_allowance(allowances: Sequence[Allowance], service: ServiceFacts, day: date, wanted: int) -> Allowance | None:
    """The allocation that pays for a place on a day, of those with enough left if any has.

    What was carried over comes first, the one that ends first of several (R-O16); then the one with its kind named, then
    the one that ends first, so that little ends unused, then the most left. What is left of a carried one waits for a break it
    can pay whole, while another can pay this one.
    """
    fitting = [one for one in allowances if one.serves(service.kind, service.unit, day)]

    def rank(one: Allowance) -> tuple[bool, int, bool, int, int, int]:
        soon, able = date.max.toordinal() - one.until_day.toordinal() + 1, one.left >= wanted
        return able, soon if one.carried and one.left > 0 else 0, bool(one.kinds), soon if able else 0, one.left, -one.id

    return max(fitting, key=rank, default=None)


def paid_by(
    allowances: Sequence[Allowance], service: ServiceFacts, day: date, wanted: int
) -> tuple[tuple[Allowance, int], ...]:
    """Who pays for a place on a day, and how much each: one allocation, or several where none has enough left (R-B8).

    Of several the one that ends first pays what it has left, what was carried over before the year's own, and the next pays
    the rest. Where all together have too little, one pays it whole and goes over; none where nothing was awarded.
    """
    picked = pick_allowance(allowances, service, day, wanted)
    if picked is None:
        return ()
    if picked.left >= wanted:
        return ((picked, wanted),)
    able = [one for one in allowances if one.serves(service.kind, service.unit, day) and one.left > 0]
    if sum(one.left for one in able) < wanted:
        return ((picked, wanted),)
    found, rest = [], wanted
    for one in sorted(able, key=lambda one: (one.until_day, not one.carried, not one.kinds, one.id)):
        part = min(rest, one.left)
        if part:
            found.append((one, part))
        rest -= part
    return tuple(found)


def paid_as(
    allowances: Sequence[Allowance], first: int | None, uses: int, shares: Sequence[tuple[int, int]]
) -> list[tuple[Allowance, int]]:
    """The allocations that pay for a place as it was booked, or would be: the first what others leave of it."""
    named, rest = {one.id: one for one in allowances}, sum(amount for _, amount in shares)
    parts = [(first, uses - rest), *shares] if first is not None else []
    return [(named[of], amount) for of, amount in parts if of in named]


def say_parts(parts: Sequence[tuple[Allowance, int]], today: date) -> str:
    """What each of several allocations pays: 2 hours carried over and 1 hour from the award to Wed 31 Mar 2027; "" of one."""
    if len(parts) < 2:
        return ""
    said = [
        f"{say_amount(amount, one.unit)} {'carried over' if one.carried else f'from the award to {say_short(one.until_day, today)}'}"
        for one, amount in parts
    ]
    return f"{', '.join(said[:-1])} and {said[-1]}"


def left_beside(allowances: Sequence[Allowance], service: ServiceFacts, day: date, picked: Allowance | None) -> int:
    """What allocations that serve a place on a day have left together, besides the one that pays it; none of it overdrawn."""
    serving = (one for one in allowances if one.serves(service.kind, service.unit, day) and one is not picked)
    return sum(max(0, one.left) for one in serving)


def left_then(allowances: Sequence[Allowance], service: ServiceFacts, day: date) -> int | None:
    """What all allocations that serve a place on a day have left together, carried over or not; None where none serves."""
    serving = [one.left for one in allowances if one.serves(service.kind, service.unit, day)]
    return sum(serving) if serving else None
