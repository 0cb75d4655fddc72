"""A naive office of nights, counted day by day from a diary of what happened, to hold the real one against."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)
HOLDING = ("offered", "booked", "in_house", "ended")


def year_before(day):
    """The same day a year before; 29 February looks back to the 28th."""
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def days_between(first, out):
    found, day = [], first
    while day < out:
        found.append(day)
        day += DAY
    return found


@dataclass
class Told:
    """One stay as a clerk would write it on a card."""

    child: int
    state: str
    bed: int
    first: date
    out: date
    slept_in: dict = field(default_factory=dict)  # night -> bed
    uses: int = 0
    planned: int = 0
    left_at: datetime | None = None
    until: datetime | None = None
    used_nights: list = field(default_factory=list)  # nights charged to the allowance, as dates

    @property
    def holds(self):
        return self.state in HOLDING


@dataclass
class Diary:
    """Everything that happened, and the plain way of counting it."""

    stays: dict = field(default_factory=dict)

    def nights(self, child=None, but=()):
        """(night, bed, child) of every stay that holds nights."""
        return [
            (night, bed, stay.child) for number, stay in self.stays.items()
            if stay.holds and number not in but and child in (None, stay.child) for night, bed in stay.slept_in.items()
        ]  # fmt: skip

    def rolling(self, child, day):
        """Nights of the twelve months up to a day, one by one."""
        back = year_before(day)
        return sum(1 for night, _, _ in self.nights(child) if back < night <= day)

    def worst(self, child, wanted, but):
        """The most any night of or after a stay would see in its twelve months, if the stay were there."""
        mine = {night for night, _, _ in self.nights(child, but)} | set(wanted)
        most = 0
        for night in mine:
            back = year_before(night)
            window = [one for one in mine if back < one <= night]
            if set(window) & set(wanted):
                most = max(most, len(window))
        return most

    def charged(self, child, first, last):
        """Nights of the allowance used or booked in a year, by the dates on the cards."""
        return sum(
            1 for stay in self.stays.values() if stay.child == child for night in stay.used_nights if first <= night <= last
        )

    def counts(self, stay):
        """Placed nights, minutes on a real clock, nights of the allowance, and whole days in between."""
        from zoneinfo import ZoneInfo

        kent = ZoneInfo("Europe/London")
        start = datetime.combine(stay.first, time(16), kent)
        end = (stay.left_at or datetime.combine(stay.out, time(10))).replace(tzinfo=kent)
        placed = len(days_between(stay.first, end.date()))
        minutes = int(end.timestamp() - start.timestamp()) // 60
        return placed, minutes, stay.uses, max(0, placed - 1)
