"""What a family pays, who is exempt, and what a cancellation costs by its notice (R-C1 to R-C4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shortbreaks.dates import age_on, elapsed_minutes
from shortbreaks.money import percent_of, share_of


@dataclass(frozen=True, slots=True)
class Band:
    """A rung of the cancellation ladder: with at least this notice, this per cent of the charge is owed."""

    days: int
    percent: int


# The proposed Kent default of R-C3; the council's own ladder is a dated setting.
ADULT_PAYS = 16  # from this birthday on the young person is liable for a charge, and only the own benefit counts (R-C1)
KENT_LADDER = (Band(7, 0), Band(2, 50), Band(0, 100))


@dataclass(frozen=True, slots=True)
class PriceOf:
    """What a place costs: pence for the whole of it, or for each hour."""

    pence: int
    per: str = "place"

    def of(self, starts_at: datetime, ends_at: datetime) -> int:
        """What one place from then till then costs, half up: 2.5 hours at £16.33 are £40.83."""
        return self.pence if self.per == "place" else share_of(self.pence, elapsed_minutes(starts_at, ends_at), 60)


NOTHING = PriceOf(0)


def price_on(prices: Sequence[tuple[date, PriceOf]], starts_at: datetime, ends_at: datetime) -> int | None:
    """What one place costs by prices from a day, the newest first, in pence; None where no price holds by then."""
    held = next((price for since, price in prices if since <= starts_at.date()), None)
    return None if held is None else held.of(starts_at, ends_at)


@dataclass(frozen=True, slots=True)
class Charge:
    """What is owed: the list price, the pence after exemption, and why there is none ("s29(3)", "provider", "")."""

    list_pence: int
    pence: int
    exempt: str


def charge_for(price: int | None, charged_by: str, *, free: bool) -> Charge:
    """The council's charge for one place (R-C1, R-C2): nobody is liable while `free`, by a benefit of s29(3).

    A provider's own fee is the provider's contract, so the council charges nothing for it; one that nobody knows is no
    fee of nought. `price` is in pence, None where none was entered: of the council's own a person decides (price_known).
    """
    list_pence = price or 0
    if charged_by != "council":
        return Charge(list_pence, 0, "provider" if charged_by == "provider" and price != 0 else "")
    if list_pence and free:
        return Charge(list_pence, 0, "s29(3)")
    return Charge(list_pence, list_pence, "")


@dataclass(frozen=True, slots=True)
class Benefits:
    """Who receives what of s29(3), each as (from day, code), the newest first: the family, and the young person from 16 on.

    `freeing` are the council's benefits that free from charges, each with its first day and the first without it; None for none.
    """

    born: date
    family: tuple[tuple[date, str], ...] = ()
    own: tuple[tuple[date, str], ...] = ()
    freeing: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)

    def on(self, day: date) -> str:
        """The benefit that counts on the day of a break: from the 16th birthday the young person's own, never the family's (R-C1)."""
        seen = self.family if liable_person(self.born, day) == "parents" else self.own
        return next((code for since, code in seen if since <= day), "")

    def free_on(self, day: date) -> bool:
        """Whether nothing may be charged for a break of a day: its benefit is on the council's list on that very day."""
        first, until = self.freeing.get(self.on(day), (date.max, None))
        return (first is None or first <= day) and (until is None or day < until)


def charge_for_nights(price: int | None, charged_by: str, benefits: Benefits, nights: Sequence[date]) -> Charge:
    """The council's charge for the nights of one stay, each by the benefit that counts on its own day (R-C1)."""
    each = [charge_for(price, charged_by, free=benefits.free_on(night)) for night in nights]
    pence = sum(one.pence for one in each)
    why = next((one.exempt for one in each if one.exempt), "")
    return Charge((price or 0) * len(nights), pence, f"{why}, part" if why and pence else why)


def liable_person(born: date, day: date) -> str:
    """Who is liable for a charge: the parents under 16, the young person at 16 or over (R-C1)."""
    return "parents" if age_on(born, day) < ADULT_PAYS else "young person"


def last_moment(start: datetime, days: int) -> datetime:
    """The last minute with this much notice: the same time on the clock so many dates earlier (R-C4)."""
    return start - timedelta(days=days)


def percent_owed(start: datetime, told: datetime, ladder: Sequence[Band]) -> int:
    """The per cent owed for a cancellation heard at `told`, both on the clock in Kent; exactly on time is in time."""
    for band in sorted(ladder, key=lambda one: -one.days):
        if band.days and told <= last_moment(start, band.days):
            return band.percent
    return without_notice(ladder)


def without_notice(ladder: Sequence[Band]) -> int:
    """The per cent owed when nothing is said before the start."""
    return min((band.percent for band in ladder if band.days == 0), default=100)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What a cancellation comes to: per cent and pence owed, and whether it counts as in time."""

    percent: int
    pence: int
    in_notice: bool


def cost_of_cancelling(
    charge_pence: int, start: datetime, told: datetime, ladder: Sequence[Band], *, free: bool, late_days: int = 0
) -> Cancelled:
    """The ladder's sum, rounded half up to a penny; illness, bereavement and the provider's own cost nothing (R-C3).

    It is in time while it does not cost all of it, and comes with `late_days` of notice where the council asks for them: a
    ladder that keeps half as a deposit would have everything in time else, up to the door.
    """
    percent = 0 if free else percent_owed(start, told, ladder)
    in_time = percent < 100 and (free or told <= last_moment(start, late_days))
    return Cancelled(percent, percent_of(charge_pence, percent), in_time)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last moment to cancel at some per cent, for a paper or the booking panel."""

    percent: int
    until: datetime


def deadlines(start: datetime, ladder: Sequence[Band]) -> tuple[Deadline, ...]:
    """Each rung's actual last moment, dearest last; the last rung (no notice) has none."""
    return tuple(
        Deadline(band.percent, last_moment(start, band.days))
        for band in sorted(ladder, key=lambda one: -one.days)
        if band.days
    )
