"""What quick find's questions answer, as the rows that it shows."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from shortbreaks.bookings.found import FoundBooking
from shortbreaks.database.search import words_of
from shortbreaks.dates import say_short, say_span
from shortbreaks.families.search import FoundChild
from shortbreaks.providers.search import FoundService
from ui.shell.hit_painter import Hit
from ui.shell.page import Go
from ui.shell.pages import pages_for


def people(rows: Sequence[FoundChild], way_to: Callable[[int], Callable[[], object]]) -> list[Hit]:
    """Children, each with the way to it."""
    found = []
    for one in rows:
        second = " · ".join(filter(None, (one.town, one.parent, one.ref)))
        closed = ("Closed", "neutral") if one.state != "open" else None
        found.append(Hit("child", f"{one.name}, {one.age}", second, way_to(one.id), closed, child=one.id))
    return found


def bookings(rows: Sequence[FoundBooking], go: Go, today: date) -> list[Hit]:
    """Bookings with their state."""
    return [
        Hit(
            "booking", f"{one.child}, {one.service}, {say_short(one.start.date(), today)}",
            f"{one.ref} · {say_span(one.start, one.end)}", partial(go.to, "bookings", number=one.number),
            (one.state_words, one.meaning),
        )
        for one in rows
    ]  # fmt: skip


def services(rows: Sequence[FoundService], go: Go) -> list[Hit]:
    """Services, each leading to its provider."""
    return [
        Hit("provider", one.name, " · ".join(filter(None, (one.town, one.kind_words))), partial(go.to, "provider", id=one.id))
        for one in rows
    ]  # fmt: skip


def ways_to_pages(permissions: frozenset[str], go: Go) -> list[tuple[frozenset[str], Hit]]:
    """Every page that a person may see, with the words of its title."""
    return [
        (words_of(kind.title), Hit(
            kind.icon, f"Go to {kind.title}", "A page of this window", partial(go.to, kind.key), key=kind.shortcut,
        ))
        for place in ("top", "foot", "more") for kind in pages_for(permissions, place)
    ]  # fmt: skip


def for_child(child: int, name: str, go: Go) -> list[Hit]:
    """What can be done for the first child found."""
    return [
        Hit("find", f"Find a break for {name}", "Opens Find a break with this child",
            partial(go.to, "find", child=child), key="F2", child=child),
        Hit("booking", f"Take a cancellation for {name}", "Shows the charge before anything changes",
            partial(go.to, "bookings", child=child), key="F3", child=child),
    ]  # fmt: skip
