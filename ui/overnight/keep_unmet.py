"""Keeping the nights that are being placed as a request that could not be met, from the bed board (R4)."""

from collections.abc import Callable
from typing import Any

from shortbreaks.bookings.unmet.commands import SayWhatBecame, say_what_became
from shortbreaks.errors import Spoken
from shortbreaks.families.rules import ended
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.unmet_nights import KeepNightsAsked, keep_nights_asked
from ui.shell.page import Page


def keep_as_unmet(
    page: Page, wanted: StayWanted, name: str, leave: Callable[[], object], refused: Callable[[Spoken], object]
) -> None:
    """Keep the nights with why they cannot be placed, and `leave` them; the notice takes it back."""
    desk = page.desk

    def kept(done: Any) -> None:
        leave()

        def taken_back() -> None:
            said = ("Taken back.", "It stands as a mistake.")
            back = SayWhatBecame(done.answer, "mistaken")
            desk.perform(page, say_what_became, back, then=lambda _done: desk.notices.done(*said))

        rest = "Bookings, Waiting lists it under Unmet need, where its reason can be changed."
        desk.notices.done(ended(f"Kept as unmet need for {name}"), rest, ("Take it back", taken_back))

    desk.perform(page, keep_nights_asked, KeepNightsAsked(wanted), then=kept, refused=refused)
