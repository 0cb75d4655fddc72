"""One line of a worklist on Today, and how the day an offer lapses is said."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, overload

from shortbreaks.bookings.collectors import CollectorDue
from shortbreaks.bookings.off_days.queries import OffRow
from shortbreaks.bookings.today import OfferDue
from shortbreaks.dates import say_short
from shortbreaks.money import pounds
from shortbreaks.overnight.later_charges.due import LaterDue
from shortbreaks.payments.erasure.queries import ErasureWaiting
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of a worklist, and where it leads."""

    name: str
    second: str
    chip: str
    meaning: str
    page: str
    target: tuple[tuple[str, Any], ...]
    icon: str = ""  # in the chip, where it tells no day


class Lines(Sequence[DueLine]):
    """The lines of what is due, each said when it is looked at: a card shows four of what may be thousands."""

    def __init__(self, parts: Sequence[tuple[Callable[[Any], DueLine], Any]]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[DueLine]:
        return (say(due) for say, due in self._parts)

    @overload
    def __getitem__(self, place: int) -> DueLine: ...
    @overload
    def __getitem__(self, place: slice) -> "Lines": ...
    def __getitem__(self, place: int | slice) -> "DueLine | Lines":
        if isinstance(place, slice):
            return Lines(self._parts[place])
        say, due = self._parts[place]
        return say(due)


def lines_of(say: Callable[[Any], DueLine], dues: Sequence[Any]) -> Lines:
    """Each of these in its order, said in one way."""
    return Lines([(say, due) for due in dues])


def in_order(*parts: tuple[Callable[[Any], DueLine], Sequence[tuple[Any, Any]]]) -> Lines:
    """Several kinds of (day, what is due) as one list by day; of one day those named first come first."""
    every = [(day, say, due) for say, dues in parts for day, due in dues]
    return Lines([(say, due) for _, say, due in sorted(every, key=lambda one: one[0])])


def erasure_line(due: ErasureWaiting, today: date) -> DueLine:
    """A family whose time is up and that waits for a second person (R-P4)."""
    second = f"Put on the list by {due.asked_by}, {say_short(due.asked_on, today)}"
    return DueLine(due.ref, second, "A second person", "warn", "erasure", ())


def collector_line(due: CollectorDue, today: date) -> DueLine:
    """Breaks or a series that name somebody who must not collect: somebody else is written down on the child's card."""
    second = f"{counted(due.breaks, 'break')} from {say_short(due.first.date(), today)}. {due.why}"
    return DueLine(due.child, second, f"Not {due.who}", "bad", "child", (("id", due.child_id),), "bad-filled")


def lapses(until: datetime, now: datetime) -> tuple[str, str]:
    """Until when an offer stands, the sooner the redder: words and meaning of a chip."""
    day, days = until.date(), (until.date() - now.date()).days
    if until < now:
        return f"Lapsed {say_short(day, now.date())}", "bad"
    if days == 0:
        return f"{'Tonight' if until.hour >= 18 else 'Today'} {until:%H:%M}", "bad"
    return say_short(day, now.date()), "warn" if days <= 3 else "neutral"


def offer_line(due: OfferDue, now: datetime) -> DueLine:
    """An offer, the sooner the redder."""
    chip, meaning = lapses(due.until, now)
    second = f"{due.service}, {say_short(due.start.date(), now.date())}"
    return DueLine(f"{due.child}, {due.age}", second, chip, meaning, "bookings", (("number", due.number),))


def was_free_line(due: LaterDue, today: date) -> DueLine:
    """Breaks that were free by a benefit which does not count for their day: a person charges them or lets them be."""
    second = f"{counted(due.breaks, 'break')} since {say_short(due.first.date(), today)}, {pounds(due.pence)}"
    return DueLine(f"{due.child}, {due.age}", second, "A person decides", "warn", "child", (("id", due.child_id),))


def unpriced_line(due: LaterDue, today: date) -> DueLine:
    """Breaks that were booked before their price was known: the price is entered first, then a person decides."""
    known = due.priced > 0
    second = f"{counted(due.breaks, 'break')} since {say_short(due.first.date(), today)}{f', {pounds(due.pence)}' if known else ''}"
    chip, meaning = ("A person decides", "warn") if known else ("Price to enter", "neutral")
    return DueLine(f"{due.child}, {due.age}", second, chip, meaning, "child", (("id", due.child_id),))


def off_day_line(due: OffRow, today: date) -> DueLine:
    """Sessions on a day that the calendar changed: a person keeps them or cancels them."""
    first, days = say_short(due.first, today), (due.first - today).days
    when = first if due.first == due.last else f"{first} to {say_short(due.last, today)}"
    who = counted(due.children, "child", "children") if due.children else "nobody booked"
    chip = "Bank holiday" if due.off == "bank_holiday" else "Outside term" if due.off == "out_of_term" else "In term"
    meaning = "bad" if days <= 7 and due.children else "warn"
    return DueLine(due.service, f"{when} · {who}", chip, meaning, "off_days", (("session", due.sessions[0].id),))
