"""What is done with a family that waits: offered a place, yes and no, asked again, taken off, put first, written to."""

from collections.abc import Callable
from typing import Any

from shortbreaks.bookings.commands import AcceptOffer, DeclineOffer, accept_offer, decline_offer
from shortbreaks.bookings.queries import BookingRow, bookings_by_id
from shortbreaks.bookings.waiting.commands import (
    FlagSafeguarding,
    LeaveWaiting,
    ReviewWaiting,
    flag_safeguarding,
    leave_waiting,
    review_waiting,
)
from shortbreaks.bookings.waiting.offering import OfferToWaiting, offer_to_waiting
from shortbreaks.bookings.waiting.papers import (
    IssueOfferLetter,
    IssueWaitingLetter,
    issue_offer_letter,
    issue_waiting_letter,
)
from shortbreaks.bookings.waiting.queries import LineRow, PlaceRow, WaitingRow
from shortbreaks.dates import say_full, say_short
from shortbreaks.families.rules import ended
from shortbreaks.findings import Outcome
from ui.bookings.waiting.columns import names_of
from ui.bookings.waiting.offer_reasons import reason_fields, reasons_given
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet


class WaitingActs:
    """For the rows of one page; what is said afterwards always names the family and the way back."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk
        self.sheet: FormSheet | None = None
        self.paper_sheet: PaperSheet | None = None

    def offer(self, place: PlaceRow, family: LineRow) -> None:
        """Offer a place: at once when the family is next and everything fits, else with the reasons that are needed."""
        if family.first and family.outcome is Outcome.MET:
            request = OfferToWaiting(place.session_id, family.request_id)
            self.desk.perform(self.page, offer_to_waiting, request, then=lambda done: self._offered(done.answer))
            return
        if not family.possible:
            self.desk.notices.refused(family.trouble, family.remedy)
            return
        title = f"{names_of(family)}: {place.service}, {say_short(place.start.date(), self.page.today)}"

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = OfferToWaiting(place.session_id, family.request_id, *reasons_given(family, found))
            sheet.perform(offer_to_waiting, request, "", then=lambda done: self._offered(done.answer))

        self.sheet = FormSheet(self.page, title, reason_fields(family), {}, "Offer it all the same", send)

    def _offered(self, bookings: list[int]) -> None:
        self.desk.ask(self.page, "offered", bookings_by_id, tuple(bookings), then=self._say_offered)

    def _say_offered(self, rows: tuple[BookingRow, ...]) -> None:
        first = rows[0]
        until = first.offered_until
        day = f"{say_full(until.date())}, {until:%H:%M}" if until is not None else ""
        names = " and ".join(one.child for one in rows)
        back = DeclineOffer(first.number, "Offered by mistake.", mistake=True)
        rest = f"{first.service}, {say_short(first.start.date(), self.page.today)}. Held until {day}. Ctrl+P prints the letter."
        self.desk.notices.done(
            ended(f"Offered to {names}"), rest,
            ("Take it back", lambda: self._say(decline_offer, back, ended(f"Taken back from {names}"), "They wait as before.")),
        )  # fmt: skip

    def accept(self, row: WaitingRow) -> None:
        """They say yes: every place of the offer is confirmed and charged (A)."""
        if row.offer is not None:
            lead = ended(f"{self._names(row)} {'have' if row.siblings else 'has'} the place")
            rest = f"{row.service}, {say_short(row.offer.start.date(), self.page.today)}. Bookings prints the confirmation."
            self._say(accept_offer, AcceptOffer(row.offer.number), lead, rest)

    def decline(self, row: WaitingRow) -> None:
        """They say no: the place is free for the next family (D)."""
        if row.offer is None:
            return
        number = row.offer.number

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            rest = "The place is free; Places to offer shows who is next."
            sheet.perform(decline_offer, DeclineOffer(number, found["words"] or ""), f"{self._names(row)} said no.", rest)

        self._form(row, "They say no", [Field("words", "What they said", optional=True, longest=400)], send)

    def review(self, row: WaitingRow) -> None:
        """The family was asked and still waits (R)."""
        words = "Asked again today; the place in the list is the same."
        self._say(review_waiting, ReviewWaiting(row.request_id), f"{self._names(row)} still waits.", words)

    def leave(self, row: WaitingRow) -> None:
        """The family no longer waits (X)."""

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = LeaveWaiting((row.request_id,), found["words"] or "")
            sheet.perform(leave_waiting, request, f"{self._names(row)} no longer waits.", f"{row.service}, {row.wanted}.")

        self._form(row, "Take off the list", [Field("words", "Why", optional=True, longest=400)], send)

    def flag(self, row: WaitingRow) -> None:
        """Put a family first for safeguarding, or take the flag away, with who asked for it."""
        on = row.priority != "safeguarding"

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = FlagSafeguarding(row.request_id, on, found["reason"])
            sheet.perform(flag_safeguarding, request, f"{self._names(row)}: {'goes first' if on else 'no longer goes first'}.")

        act = "Goes first" if on else "Take the flag away"
        self._form(row, act, [Field("reason", "Which social worker asked for it, and why", longest=400)], send)

    def letter(self, row: WaitingRow) -> None:
        """The offer letter while something is offered, else the waiting-list letter (Ctrl+P)."""
        if row.offer is not None:
            command: Any = issue_offer_letter
            request: Any = IssueOfferLetter(row.offer.number)
        else:
            command, request = issue_waiting_letter, IssueWaitingLetter(row.request_id)
        self.desk.perform(self.page, command, request, then=lambda done: self._paper(done.answer))

    def _paper(self, paper: int) -> None:
        self.paper_sheet = PaperSheet(self.page, self.desk, paper, "Letter")

    def _names(self, row: WaitingRow) -> str:
        return " and ".join((row.child, *row.siblings))

    def _form(
        self, row: WaitingRow, act: str, fields: list[Field], send: Callable[[FormSheet, dict[str, Any]], object]
    ) -> None:
        self.sheet = FormSheet(self.page, f"{self._names(row)}: {row.service}", fields, {}, act, send, width=480)

    def _say(self, command: Any, request: Any, lead: str, rest: str) -> None:
        self.desk.perform(self.page, command, request, then=lambda _done: self.desk.notices.done(lead, rest))
