"""What the lists of those who wait, for a place or for nights, and the free places show."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from shortbreaks.bookings.waiting.queries import LineRow, PlaceRow, WaitingRow
from shortbreaks.dates import say_short
from shortbreaks.findings import Outcome
from shortbreaks.overnight.nights_queries import NightRow
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark

R = TypeVar("R", WaitingRow, NightRow)
LONG_DAYS, SOME_DAYS = 84, 28  # waiting for twelve weeks is red, for four amber
FITS = {
    Outcome.MET: Mark("Fits", "ok"), Outcome.TO_DECIDE: Mark("A person decides", "warn"),
    Outcome.NOT_MET: Mark("Does not fit", "bad"),
}  # fmt: skip


def waited(one: WaitingRow | NightRow) -> Mark:
    """For how long a family has waited, the longer the redder."""
    meaning = "bad" if one.days_waiting > LONG_DAYS else "warn" if one.days_waiting > SOME_DAYS else "neutral"
    return Mark("Since today" if not one.days_waiting else counted(one.days_waiting, "day"), meaning)


def state_marks(one: WaitingRow | NightRow, today: date) -> tuple[Mark, ...]:
    """Where a request stands: its place, or until when something is offered; and its flag."""
    if one.offer is not None:
        marks = [Mark(f"Offer to {say_short(one.offer.until.date(), today)[4:]}", "warn", "clock-filled")]
    else:
        marks = [Mark(one.place_words, "neutral", "waiting-filled")]
    if one.priority:
        marks.append(Mark("First", "special", ""))
    return tuple(marks)


def why_here(one: WaitingRow | NightRow) -> str:
    """What puts a request before the next one, in words."""
    if one.offer is not None:
        return "An offer is open"
    words = one.before_next or ("last in line" if one.of > 1 else "nobody else waits for it")
    return f"{words[:1].upper()}{words[1:]}"


def line_columns(today: date, order: Callable[[R], Any]) -> list[Column[R]]:
    """Place, by which the list is in `order`, child, what for, why there, and for how long."""
    return [
        Column("Place", marks=lambda r: state_marks(r, today), sort=order, width=150),
        Column("Child", lambda r: f"{r.child}, {r.age}", second=lambda r: f"with {' and '.join(r.siblings)}" if r.siblings else "",
               strong=True, width=150),
        Column("Waits for", lambda r: r.service, second=lambda r: r.wanted),
        Column("Why here", why_here, second=lambda r: next(one for one in r.reasons if one.endswith("used"))),
        Column("Waited", marks=lambda r: (waited(r),), sort=lambda r: r.days_waiting, width=112),
    ]  # fmt: skip


def said_wait(families: int) -> str:
    """1 family waits, 2 families wait."""
    return counted(families, "family waits", "families wait")


def place_columns(today: date) -> list[Column[PlaceRow]]:
    """When, where, how many are free, who is next and whether it fits."""

    def fits(r: PlaceRow) -> Mark:
        return FITS[r.next.outcome] if r.next is not None else Mark("Fits nobody", "neutral", "")

    def room(r: PlaceRow) -> str:
        return f"{counted(r.free, 'place')} free, {said_wait(r.families)}"

    when: Column[PlaceRow] = Column("When", lambda r: r.when(today), sort=lambda r: r.start, width=196, tabular=True)
    return [
        when,
        Column("Break", lambda r: r.service, second=room),
        Column("Next", lambda r: names_of(r.next) if r.next else "–", strong=True,
               second=lambda r: second_of(r.next) if r.next else "Nobody who waits"),
        Column("Fits", marks=lambda r: (fits(r),), width=150),
    ]  # fmt: skip


def second_of(one: LineRow) -> str:
    """What is said below the next family: what a person decides, or its place; and that it waits for all or none."""
    return f"{one.chip or one.place_words}{f', all {len(one.whole)} or none' if one.whole else ''}"


def names_of(one: LineRow) -> str:
    """The family's children: Asha O. and Bina O."""
    return " and ".join(one.children)
