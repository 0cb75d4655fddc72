"""What is done on Find a break besides booking: keeping what could not be met, and beginning a series."""

from typing import TYPE_CHECKING

from shortbreaks.bookings.find import PlaceOffer
from shortbreaks.bookings.unmet import KeepRequest, SayWhatBecame, keep_request, say_what_became
from shortbreaks.families.rules import ended

if TYPE_CHECKING:
    from ui.bookings.find_page import FindPage


class FindActs:
    """For the child and the wish of one page."""

    def __init__(self, page: "FindPage") -> None:
        self.page, self.desk = page, page.desk

    def keep_unmet(self) -> None:
        """Keep what is asked for as a request that could not be met, with the reason the answers give (K)."""
        wish = self.page.wishes.wish()
        if self.page.child is not None and wish is not None:
            self.desk.perform(self.page, keep_request, KeepRequest(wish), then=lambda done: self._kept(done.answer))

    def _kept(self, unmet_id: int) -> None:
        child = self.page.child
        lead = ended(f"Kept as unmet need for {child.short}") if child else "Kept as unmet need."
        back = SayWhatBecame(unmet_id, "mistaken")

        def taken_back() -> None:
            said = ("Taken back.", "It stands as a mistake.")
            self.desk.perform(self.page, say_what_became, back, then=lambda _done: self.desk.notices.done(*said))

        rest = "The reason is read from the answers. Bookings, Waiting lists it under Unmet need, where it can be changed."
        self.desk.notices.done(lead, rest, ("Take it back", taken_back))

    def begin_series(self, offer: PlaceOffer) -> None:
        """Ask for the same session week after week."""
        child, start = self.page.panel.child_id, offer.start
        self.page.go.to("series_plan", child=child, service=offer.service_id, day=start.date(), starts=f"{start:%H:%M}")
