"""Nights to offer: each free run of nights that somebody waits for, who is next, and the whole line of the run chosen."""

from collections.abc import Callable

from shortbreaks.overnight.nights_queries import NightLineRow, RunRow, line_of_run, nights_to_offer
from shortbreaks.words import counted
from ui.bookings.waiting.nights_columns import run_columns
from ui.bookings.waiting.offers_view import Offers, OffersView
from ui.shell.page import Page

NOTHING = (
    "No free nights that fit anybody who waits.",
    "Nights given back, lapsed or opened again stand here with who is next, and are offered with one key.",
)


def runs_view(page: Page, offer: Callable[[RunRow, NightLineRow], object]) -> OffersView[RunRow, NightLineRow]:
    """Each free run of nights with its next family; at first, for each house and family, the run that suits it best."""

    def heading(one: RunRow) -> list[str]:
        return [f"{one.when(page.today)}: {', '.join(one.beds)}"]

    def told(family: NightLineRow) -> list[str]:
        together = f", {'both' if len(family.children) == 2 else 'all of them'} or none" if len(family.children) > 1 else ""
        waits = "Wait" if together else "Waits"
        return [f"{family.bed}, {family.when(page.today)}", f"{waits} for {family.wanted}{together}."]

    return OffersView(page, Offers(
        "runs", run_columns(page.today), lambda one: one.key, nights_to_offer, line_of_run,
        first=lambda one: one.best, also="Every free run of nights, also those that fit nobody", counted=_counted,
        nothing=NOTHING, one="nights", them="them", fits_nobody="They fit nobody who waits.", heading=heading,
        told=told, offer=offer,
    ))  # fmt: skip


def _counted(shown: int, left_out: int) -> str:
    more = f", {left_out} more are free" if left_out else ""
    return f"{counted(shown, 'run')} of nights to offer{more}"
