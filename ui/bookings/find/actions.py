"""What is done on Find a break besides booking: waiting, siblings together, keeping what could not be met, a series."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shortbreaks.bookings.chosen_places import PlaceOffer
from shortbreaks.bookings.find import Wish
from shortbreaks.bookings.unmet.commands import (
    REASON_WORDS,
    KeepRequest,
    SayWhatBecame,
    keep_request,
    say_what_became,
    why_nothing_fits,
)
from shortbreaks.bookings.waiting.commands import JoinWaiting, LeaveWaiting, join_waiting, leave_waiting
from shortbreaks.dates import WEEKDAYS, say_short
from shortbreaks.families.queries import ChildCard
from shortbreaks.families.rules import ended
from shortbreaks.words import inside
from ui.bookings.find.booking_panel import BookingPanel
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

WEEKS_TO_WAIT = 12  # what a wait for any day begins with
SPELT = 3  # days fewer than this are named one by one
HOW = {"all": "all", "one": "any"}  # of several days: all or none, any one, each by itself


class FindActs:
    """For what stands in the booking panel; `leave_booking` goes back to the answers."""

    def __init__(self, page: Page, panel: BookingPanel, leave_booking: Callable[[], object]) -> None:
        self.page, self.desk, self.panel, self._leave_booking = page, page.desk, panel, leave_booking
        self.sheet: FormSheet | None = None

    def wait(self) -> None:
        """Ask how the child, and the siblings ticked, should wait for what is chosen (L)."""
        panel = self.panel
        if not panel.offers or not panel.wait.isEnabled():
            return
        offers, everybody, session_ids, first = panel.offers, panel.everybody(), panel.session_ids, panel.offers[0]
        named = [say_short(day, first.start.date()) for day in dict.fromkeys(one.start.date() for one in offers)]
        days = " and ".join(named) if len(named) < SPELT else f"{named[0]} to {named[-1]}"
        weekday = WEEKDAYS[first.start.weekday()]
        last = first.start.date() + timedelta(weeks=WEEKS_TO_WAIT)
        several = (
            ("all", f"{'Both' if len(named) == 2 else f'All {len(named)}'} days or none: {days}"), ("one", "Any one of these days"),
            ("these", "Each of these days by itself"),
        )  # fmt: skip
        chosen = several if len(offers) > 1 else (("these", f"{days} only"),)
        fields = [
            Field("what", "Wait for", "choice", choices=(
                *chosen, ("weekday", f"Any {weekday} at {first.service}"), ("any", f"Any day at {first.service}"),
            )),
            Field("until", "Until, for any day", "date", optional=True),
            Field("asked_by", "Who rang: letters about it go to them", "choice", optional=True, choices=panel.rang.choices()),
            Field("words", "In a few words", optional=True, longest=400),
        ]  # fmt: skip
        rang, names = panel.rang.adult_id(), " and ".join(name for _, name in everybody)
        children = tuple(child for child, _ in everybody)

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            by_name = found["what"] not in {"weekday", "any"}
            request = JoinWaiting(
                children, first.service_id, session_ids if by_name else (), HOW.get(found["what"], "each"),
                until_day=None if by_name else found["until"],
                weekdays=frozenset({first.start.weekday()}) if found["what"] == "weekday" else frozenset(),
                asked_by=int(found["asked_by"]) if found["asked_by"] else None, words=found["words"] or "",
            )  # fmt: skip
            sheet.perform(join_waiting, request, "", then=lambda done: self._waits(done.answer, names, first.service))

        self.sheet = FormSheet(
            self.page, f"{names}: the waiting list", fields,
            {"what": chosen[0][0], "until": last, "asked_by": "" if rang is None else str(rang)}, "Put on the list", send, width=520,
        )  # fmt: skip

    def _waits(self, requests: list[int], names: str, service: str) -> None:
        self._leave_booking()
        rest = f"{service}. Bookings, Waiting shows the list and who is next; the need is kept as unmet until it is met."
        self.desk.notices.done(
            ended(f"On the waiting list: {names}"), rest, ("Take it back", lambda: self._leave(requests))
        )

    def _leave(self, requests: list[int]) -> None:
        self.desk.perform(
            self.page, leave_waiting, LeaveWaiting(tuple(requests), "Put on the list by mistake."),
            then=lambda _done: self.desk.notices.done("Off the waiting list again."),
        )  # fmt: skip

    def keep_unmet(self, wish: Wish | None, child: ChildCard | None) -> None:
        """Keep what is asked for as a request that could not be met, with the reason the answers give (K)."""
        if wish is not None and child is not None:
            self.desk.ask(self.page, "why", why_nothing_fits, wish, then=lambda reason: self._keep(wish, child.short, reason))

    def _keep(self, wish: Wish, child: str, reason: str) -> None:
        request = KeepRequest(wish, reason)
        self.desk.perform(self.page, keep_request, request, then=lambda done: self._kept(done.answer, child, reason))

    def _kept(self, unmet_id: int, child: str, reason: str) -> None:
        lead = ended(f"Kept as unmet need for {child}")
        back = SayWhatBecame(unmet_id, "mistaken")

        def taken_back() -> None:
            said = ("Taken back.", "It stands as a mistake.")
            self.desk.perform(self.page, say_what_became, back, then=lambda _done: self.desk.notices.done(*said))

        rest = f"Why: {inside(REASON_WORDS[reason])}. Bookings, Waiting lists it under Unmet need, where that can be changed."
        self.desk.notices.done(lead, rest, ("Take it back", taken_back))

    def begin_series(self, offer: PlaceOffer) -> None:
        """Ask for the same session week after week."""
        panel, start = self.panel, offer.start
        self.page.go.to(
            "series_plan", child=panel.child_id, service=offer.service_id, day=start.date(), starts=f"{start:%H:%M}",
            asked_by=panel.rang.adult_id(), collected_by=panel.rang.collected_by(),
        )  # fmt: skip
