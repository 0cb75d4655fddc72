"""What a child waits for, as the rules look at it: how much it would use, and which places or nights it can be (R-B8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

ANY_HOUSE = 0  # in place of a service's number: nights in whichever house has them


@dataclass(frozen=True, slots=True)
class Waits:
    """What a child waits for: how much it would use on its first day, and the sessions it can be, named or by days."""

    kind: str
    unit: str
    uses: int
    day: date
    service_id: int  # ANY_HOUSE for nights wherever a bed is
    named: frozenset[int]
    first: date
    last: date
    weekdays: frozenset[int]  # none for any

    def is_for(self, service_id: int, session_id: int, day: date) -> bool:
        """Whether a session is among what is waited for."""
        if self.named or self.service_id != service_id:
            return session_id in self.named
        return self.first <= day <= self.last and self._wishes(day)

    def is_for_nights(self, service_id: int, nights: Sequence[date]) -> bool:
        """Whether every night in a house is among what is waited for; `last` is then the day on which the child leaves."""
        if self.named or self.service_id not in {ANY_HOUSE, service_id}:
            return False
        return all(self.first <= night < self.last and self._wishes(night) for night in nights)

    def _wishes(self, day: date) -> bool:
        return not self.weekdays or day.weekday() in self.weekdays
