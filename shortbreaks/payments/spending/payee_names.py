"""What the name on a bank's line may mean: an agreed use, what the money is not for, somebody of the house, a booking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shortbreaks.payments.spending.patterns import Pattern

BOOKED_NEAR = timedelta(days=42)  # a break is paid for within six weeks of its day
CATEGORY_OF = {
    "support": "activity", "relative": "assistant", "work": "assistant", "residential": "activity", "manages": "payroll",
    "other": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Barred:
    """What the money is not for, the folded words that show it on a bank's line, and the days on which that holds."""

    words: str
    names: tuple[str, ...]
    from_day: date | None = None
    until: date | None = None  # the first day on which it holds no more

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.from_day is None or self.from_day <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A use that was agreed, the folded names it is paid under, from when, and the day it is looked at again."""

    words: str
    names: tuple[str, ...]
    category: str
    from_day: date
    review_on: date | None = None
    whose: str = ""  # "house": somebody who lives there; "manager": whoever is paid and manages the account
    pattern: Pattern | None = None  # how often it is paid, and about how much

    def holds_on(self, day: date) -> bool:
        """Whether it was agreed for a day."""
        return self.from_day <= day and (self.review_on is None or day < self.review_on)


@dataclass(frozen=True, slots=True)
class Booked:
    """A break that is booked: its provider's folded name and its day."""

    name: str
    said: str
    on: date


def holds(said: str, words: str) -> bool:
    """Whether whole words stand in a folded text: "wine" is not in "Twineham Trust"."""
    return bool(words) and f" {words} " in f" {said} "


def is_person(said: str, first: str, last: str) -> bool:
    """Whether a folded text may name a person: the last name with the first, or with its letter alone."""
    words = said.split()
    return bool(last) and holds(said, last) and (holds(said, first) or first[:1] in words)


@dataclass(frozen=True, slots=True)
class Meant:
    """What one payee's name may mean, whatever the day."""

    said: str
    agreed: tuple[Agreed, ...] = ()
    barred: tuple[Barred, ...] = ()
    who: str = ""  # "house" or "manager", as in an agreed use
    booked: tuple[Booked, ...] = ()

    @property
    def depends_on_day(self) -> bool:
        """Whether the day of a line may change what is thought of it."""
        return bool(self.agreed or self.barred or self.who or self.booked)

    def bar_on(self, day: date) -> Barred | None:
        """What on a day the money would not be for."""
        return next((one for one in self.barred if one.holds_on(day)), None)

    def agreed_on(self, day: date) -> Agreed | None:
        """The use that was agreed for a day; of somebody of the house, or who manages the account, one that says so."""
        fits = [one for one in self.agreed if self.who in {"", one.whose} and one.holds_on(day)]
        return fits[-1] if fits else None

    def lapsed_on(self, day: date) -> Agreed | None:
        """The last use that was agreed before a day and is to be looked at again by it."""
        past = [one for one in self.agreed if one.review_on is not None and one.review_on <= day]
        return max(past, key=lambda one: one.review_on or day) if past else None

    def booked_on(self, day: date) -> Booked | None:
        """The break booked there nearest to a day."""
        near = [one for one in self.booked if abs(one.on - day) <= BOOKED_NEAR]
        return min(near, key=lambda one: (abs(one.on - day), one.on)) if near else None


def meant_by(
    said: str, agreed: Sequence[Agreed], barred: Sequence[Barred], people: Sequence[tuple[str, Collection[tuple[str, str]]]],
    booked: Sequence[Booked],
) -> Meant:  # fmt: skip
    """What a folded payee may mean; `people` are whose names they are, the weightiest first, as an agreed use says it."""
    who = next((whose for whose, names in people if any(is_person(said, *person) for person in names)), "")
    return Meant(
        said,
        tuple(one for one in agreed if any(holds(said, name) for name in one.names) or (who and one.whose == who)),
        tuple(one for one in barred if any(holds(said, name) for name in one.names)),
        who, tuple(one for one in booked if holds(said, one.name)),
    )  # fmt: skip
