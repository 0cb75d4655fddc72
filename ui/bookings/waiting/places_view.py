"""Places to offer: what is free and somebody waits for, who is next, and the whole line of the place chosen."""

from collections.abc import Callable

from shortbreaks.bookings.waiting.queries import LineRow, PlaceRow, line_of, places_to_offer
from shortbreaks.dates import say_day, say_short
from shortbreaks.words import counted
from ui.bookings.waiting.columns import place_columns
from ui.bookings.waiting.offers_view import Offers, OffersView
from ui.shell.page import Page

NOTHING = (
    "No free place that fits anybody who waits.",
    "A place given back, lapsed or added stands here with who is next, and is offered with one key.",
)


def places_view(page: Page, offer: Callable[[PlaceRow, LineRow], object]) -> OffersView[PlaceRow, LineRow]:
    """Each free place with its next family."""

    def heading(one: PlaceRow) -> list[str]:
        freed = [f"Last given back on {say_day(one.freed_on)}."] if one.freed_on is not None else []
        return [one.when(page.today), *freed]

    def told(family: LineRow) -> list[str]:
        days = " and ".join(say_short(day, page.today) for day in dict.fromkeys(family.whole))
        return [f"Waits for all or none: {days}."] if days else []

    return OffersView(page, Offers(
        "places", place_columns(page.today), lambda one: one.session_id, places_to_offer, line_of,
        first=lambda one: one.next is not None, also="Also places that fit nobody who waits", counted=_counted,
        nothing=NOTHING, one="a place", them="it", fits_nobody="It fits nobody who waits.", heading=heading,
        told=told, offer=offer,
    ))  # fmt: skip


def _counted(shown: int, left_out: int) -> str:
    more = f", {left_out} more fit nobody who waits" if left_out else ""
    return f"{counted(shown, 'session')} with a place to offer{more}"
