"""Settings and rates decided: always from a day, always with a reason, never over what was."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.reading import read_setting
from shortbreaks.council.tables import Rate, SettingValue
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.money import MOST_PENCE

CHANGE = Permission.CHANGE_COUNCIL


@dataclass(frozen=True, slots=True)
class DecideSetting:
    """A setting's value from a day, as typed, with the reason."""

    key: str
    value: str
    from_day: date
    reason: str


@command(needs=CHANGE, recorded_as="Setting decided")
def decide_setting(work: Work, request: DecideSetting) -> int:
    """Keep a setting's value from a day on. Raises Refused for a value out of its range or an empty reason."""
    kept = read_setting(request.key, request.value)
    check_day(request.from_day)
    check_reason(request.reason)
    if _so_already(work, request.key, request.from_day, kept):
        raise Refused("It is so from that day already.", "Change the value or the day, or leave it as it is.", "value")
    value = SettingValue(key=request.key, from_day=request.from_day, value=kept, reason=request.reason.strip())
    work.db.add(value)
    work.record(value)
    return value.id


def _so_already(work: Work, key: str, day: date, kept: str) -> bool:
    """Whether the last word for that very day is the same: deciding it twice would only lengthen its history."""
    said = select(SettingValue.value).where(SettingValue.key == key, SettingValue.from_day == day)
    return work.db.scalar(said.order_by(SettingValue.id.desc()).limit(1)) == kept


@dataclass(frozen=True, slots=True)
class DecideRate:
    """What one unit of a kind of support costs from a day, in pence."""

    kind: str
    unit: str
    from_day: date
    pence: int
    reason: str


@command(needs=CHANGE, recorded_as="Rate decided")
def decide_rate(work: Work, request: DecideRate) -> int:
    """Keep a rate from a day on. Raises Refused for an empty kind or reason, a sum that cannot be, or what is so already."""
    kind = " ".join(request.kind.split())
    if not kind:
        raise Refused("The rate has no kind of support.", "Write what it pays for, such as Personal assistant.", "kind")
    if not 0 <= request.pence <= MOST_PENCE:
        raise Refused("A rate is from nothing to £1,000,000.", "Write it like £16.29.", "pence")
    check_day(request.from_day)
    check_reason(request.reason)
    # One kind has one spelling: “personal assistant” is no second kind beside “Personal assistant”
    kept = work.db.execute(select(Rate.kind, Rate.unit, Rate.from_day, Rate.pence).order_by(Rate.id.desc())).all()
    kind = next((row.kind for row in kept if row.kind.casefold() == kind.casefold()), kind)
    unit = " ".join(request.unit.split()) or "hour"
    unit = next((row.unit for row in kept if row.unit.casefold() == unit.casefold()), unit)
    same = next((row.pence for row in kept if (row.kind, row.unit, row.from_day) == (kind, unit, request.from_day)), None)
    if same == request.pence:
        raise Refused("It is so from that day already.", "Change the rate or the day, or leave it as it is.", "pence")
    rate = Rate(kind=kind, unit=unit, from_day=request.from_day, pence=request.pence, reason=request.reason.strip())
    work.db.add(rate)
    work.record(rate, pence=request.pence)
    return rate.id


def check_day(day: date, field: str = "from_day") -> None:
    """Refuse a day that nobody can mean: a mistyped year would hold for ever, or hide what holds today."""
    if not 2000 <= day.year <= 2100:
        raise Refused(f"{say_day(day)} cannot be meant.", "Look at the year.", field)


def check_reason(reason: str) -> None:
    """Refuse a decision without its reason."""
    if not reason.strip():
        raise Refused("A decision needs its reason.", "Write who decided it and why.", "reason")
