"""Keeping the nights that are being placed as a request that could not be met, from the bed board (R4)."""

from typing import TYPE_CHECKING, Any

from shortbreaks.bookings.unmet import SayWhatBecame, say_what_became
from shortbreaks.families.rules import ended
from shortbreaks.overnight.unmet_nights import KeepNightsAsked, keep_nights_asked

if TYPE_CHECKING:
    from ui.overnight.page import BedBoardPage


def keep_as_unmet(page: "BedBoardPage") -> None:
    """Keep the nights with why they cannot be placed, and place nothing (K); the notice takes it back."""
    wanted, asked = page.placing.wanted, page.placing.panel.asked
    if wanted is None or wanted.but or asked is None or not asked.troubles:
        return
    desk = page.desk

    def kept(done: Any) -> None:
        page.placing.leave()

        def taken_back() -> None:
            said = ("Taken back.", "It stands as a mistake.")
            back = SayWhatBecame(done.answer, "mistaken")
            desk.perform(page, say_what_became, back, then=lambda _done: desk.notices.done(*said))

        rest = "Bookings, Waiting lists it under Unmet need, where its reason can be changed."
        desk.notices.done(ended(f"Kept as unmet need for {asked.name}"), rest, ("Take it back", taken_back))

    desk.perform(page, keep_nights_asked, KeepNightsAsked(wanted), then=kept, refused=page.placing.panel.refuse)
