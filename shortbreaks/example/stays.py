"""The example county's nights: children of each house with their legal status, stays in its beds, pairs and a closure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from shortbreaks.bookings.places import minute_of
from shortbreaks.bookings.stay_tables import BedNight, Stay, StayStep, StayUse
from shortbreaks.bookings.tables import BookingPlace
from shortbreaks.dates import age_on, year_of_allocation
from shortbreaks.example.beds import MadeUnit
from shortbreaks.example.families import MadeChild
from shortbreaks.example.rows import Rows
from shortbreaks.overnight.tables import LegalStatus, Pair
from shortbreaks.providers.bed_queries import price_of_night
from shortbreaks.providers.bed_tables import BedClosure

WEEKS_BEFORE, WEEKS_AFTER = 26, 13
DAY = timedelta(days=1)
COLLECTED = ("Mother", "Father", "", "Grandmother, in a blue van")
LENGTHS = {0: (1, 2, 3), 1: (1, 2), 2: (1, 2), 3: (1, 3), 4: (2, 2, 3), 5: (1, 2), 6: (1, 2)}


def make_stays(rows: Rows, random: Random, today: date, units: Sequence[MadeUnit], children: Sequence[MadeChild]) -> int:
    """Fill the beds with children who have nights; answers how many stays."""
    before = rows.last(Stay)
    homes = _homes(random, units, children)
    for unit in units:
        mine = homes[unit.id]
        s17: set[int] = set()
        for child in mine:
            situation = 2 if random.random() < 0.8 else 1
            s17.update({child.id} if situation == 1 else ())
            rows.add(
                LegalStatus, child_id=child.id, legal="s20" if situation == 2 else "s17", situation=situation,
                from_day=date(2024, 4, 1), decided_by="Dana Wells", reason="Short breaks plan of the child", person_id=1,
                reviewing_officer="Ira Olsen" if situation == 2 else "", recorded="V3" if situation == 2 else "",
                at=datetime(2024, 4, 2, 10, tzinfo=UTC),
            )  # fmt: skip
        spans = [
            (night, random.random(), bed, length)
            for bed in unit.beds for night, length in _spans(random, today, house=len(unit.beds) > 1)
        ]  # fmt: skip
        for night, _, bed, length in sorted(spans):  # by night, so that children's nights are spread over the beds
            _stay(rows, random, today, unit, bed, night, length, mine, s17)
    _pairs(rows, homes, today)
    house = units[0]
    rows.add(
        BedClosure, unit_id=house.id, bed_id=None, first_night=today + DAY * 20, last_night=today + DAY * 20,
        reason="Boiler service", state="closed",
    )  # fmt: skip
    return rows.last(Stay) - before


def _homes(random: Random, units: Sequence[MadeUnit], children: Sequence[MadeChild]) -> dict[int, list[MadeChild]]:
    """Each child with nights belongs to one house, so that its nights are one series (R-O4)."""
    homes: dict[int, list[MadeChild]] = {unit.id: [] for unit in units}
    for child in children:
        if child.id == 1 or not any(pot.startswith("nights") for pot in child.whole):
            continue
        near = [unit for unit in units if unit.district == child.district] or [u for u in units if len(u.beds) > 1]
        homes[random.choice(near).id].append(child)
    return homes


def _spans(random: Random, today: date, *, house: bool) -> Iterator[tuple[date, int]]:
    night, last = today - timedelta(weeks=WEEKS_BEFORE), today + timedelta(weeks=WEEKS_AFTER)
    while night < last:
        ahead = max(0, (night - today).days)
        odds = (0.3 if house else 0.2) - ahead * 0.001
        length = random.choice(LENGTHS[night.weekday()])
        if random.random() < odds:
            yield night, length
            night += DAY * length
        else:
            night += DAY


def _stay(
    rows: Rows, random: Random, today: date, unit: MadeUnit, bed: int, night: date, length: int, children: Sequence[MadeChild],
    s17: set[int],
) -> None:  # fmt: skip
    out = night + DAY * length
    pot = f"nights{year_of_allocation(night)[0]}"
    days = {night + DAY * n for n in range(length + 1)}
    if year_of_allocation(night) != year_of_allocation(out):
        return
    fitting = [
        child for child in children
        if child.left.get(pot, 0) - length >= child.whole.get(pot, 0) // 6 and not days & child.days
        and unit.low <= age_on(child.born, night) and age_on(child.born, out) <= min(unit.high, 17)
    ]  # fmt: skip
    if not fitting:
        return
    child = random.choice(fitting)
    state = "ended" if out <= today else "in_house" if night < today else "booked"
    if state == "booked" and night > today + DAY * 5 and random.random() < 0.06:
        state = "offered"
    start, end = datetime.combine(night, time(16)), datetime.combine(out, time(10))
    made = datetime.combine(min(night - DAY * random.randint(20, 60), today - DAY), time(11), UTC)
    stay = rows.add(
        Stay, child_id=child.id, service_id=unit.service, bed_id=bed, state=state, state_since=made,
        made_at=made, starts_at=start, ends_at=end, planned_nights=length,
        offered_until=min(datetime.combine(today + DAY * random.randint(1, 6), time(23, 59)), start) if state == "offered" else None,
        legal="s17" if child.id in s17 else "s20", uses=length, charge_pence=0, exempt="", manager="",
        reviewing_officer="", collected_by=COLLECTED[rows.last(Stay) % len(COLLECTED)], note="",
    )  # fmt: skip
    for n in range(length):
        pence = price_of_night(unit.prices, night + DAY * n)
        rows.add(BedNight, stay_id=stay, bed_id=bed, child_id=child.id, night=night + DAY * n, pence=pence)
    rows.add(StayUse, stay_id=stay, allocation_id=child.allocations[pot], nights=length)
    rows.add(
        BookingPlace, session_id=None, booking_id=None, stay_id=stay, child_id=child.id, from_minute=minute_of(start),
        to_minute=minute_of(end),
    )  # fmt: skip
    _steps(rows, stay, state, made, night, out)
    child.left[pot] -= length
    child.days |= days


def _steps(rows: Rows, stay: int, state: str, made: datetime, night: date, out: date) -> None:
    steps = [("offered" if state == "offered" else "booked", made)]
    if state in {"in_house", "ended"}:
        steps.append(("in_house", datetime.combine(night, time(16, 5), UTC)))
    if state == "ended":
        steps.append(("ended", datetime.combine(out, time(10), UTC)))
    for name, at in steps:
        reason = "planned" if name == "ended" else ""
        rows.add(StayStep, stay_id=stay, state=name, reason=reason, words="", at=at, person_id=1, on_date=at.date())


def _pairs(rows: Rows, homes: dict[int, list[MadeChild]], today: date) -> None:
    """Two children of each house who must not share, and do not from today on."""
    for children in homes.values():
        for one, other in pairwise(children):
            if not {day for day in one.days & other.days if day >= today - DAY}:
                low, high = sorted((one.id, other.id))
                rows.add(
                    Pair, child_id=low, other_id=high, kind="must not share", reason="Noted by the house's manager.",
                    from_day=today - DAY * 90, until_day=None,
                )  # fmt: skip
                break
