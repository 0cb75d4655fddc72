"""What is done with a family that waits for nights: offered a bed, yes and no, asked again, taken off, put first."""

from collections.abc import Callable
from functools import partial
from typing import Any

from shortbreaks.bookings.overrides import Reason
from shortbreaks.dates import say_full, say_short
from shortbreaks.families.rules import ended
from shortbreaks.findings import Outcome
from shortbreaks.overnight.commands import TakeUpStay, take_up_stay
from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
from shortbreaks.overnight.nights_papers import IssueNightsLetter, issue_nights_letter
from shortbreaks.overnight.nights_queries import NightLineRow, NightRow, RunRow
from shortbreaks.overnight.on_the_night import CancelStay, cancel_stay
from shortbreaks.overnight.queries import StayCard, stay_card
from shortbreaks.overnight.waiting_nights import (
    FlagNights,
    LeaveNights,
    ReviewNights,
    flag_nights,
    leave_nights,
    review_nights,
)
from ui.bookings.waiting.offer_reasons import reason_fields, reasons_given
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet
from ui.shell.stay_letter import StayLetter


def _offer(family: NightLineRow, passed_over: str = "", reasons: tuple[Reason, ...] = ()) -> OfferNights:
    """The offer of what the line shows for a family: a bed for each of its children."""
    (request_id, bed_id, _), *others = family.beds
    beside = tuple((request, bed) for request, bed, _ in others)
    return OfferNights(request_id, bed_id, family.start, passed_over, reasons, beside)


class NightsActs:
    """For the rows of one page; what is said afterwards always names the child and the way back."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk
        self.sheet: FormSheet | None = None
        self.offer_letter = StayLetter(page)
        self.paper_sheet: PaperSheet | None = None

    def offer(self, run: RunRow, family: NightLineRow) -> None:
        """Offer a stay: at once when the family is next and everything fits, else with the reasons that are needed."""
        if family.first and family.outcome is Outcome.MET:
            self.desk.perform(self.page, offer_nights, _offer(family), then=lambda done: self._offered(family, done.answer))
            return
        if not family.possible:
            self.desk.notices.refused(family.trouble, family.remedy)
            return

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = _offer(family, *reasons_given(family, found))
            sheet.perform(offer_nights, request, "", then=lambda done: self._offered(family, done.answer))

        title = f"{family.child}: {run.service}"
        self.sheet = FormSheet(self.page, title, reason_fields(family), {}, "Offer it all the same", send)

    def _offered(self, family: NightLineRow, stay_id: int) -> None:
        self.desk.ask(self.page, "offered_stay", stay_card, stay_id, then=partial(self._say_offered, family))

    def _say_offered(self, family: NightLineRow, card: StayCard) -> None:
        until = card.offered_until
        day = f"{say_full(until.date())}, {until:%H:%M}" if until is not None else ""
        when = f"{say_short(card.starts_at.date(), self.page.today)} to {say_short(card.ends_at.date(), self.page.today)}"
        back = CancelStay(card.id, card.version, "mistake", "Offered by mistake.")
        self.desk.notices.done(
            ended(f"Offered to {family.child}"), f"{card.unit}, {family.bed}, {when}. Held until {day}.",
            ("Take it back", lambda: self._say(cancel_stay, back, ended(f"Taken back from {family.child}"), "They wait as before.")),
        )  # fmt: skip

    def accept(self, row: NightRow) -> None:
        """They say yes: the stay is booked and charged (A)."""
        if row.offer is not None:
            rest = f"{row.offer.house}, {row.offer.bed}, from {say_short(row.offer.start.date(), self.page.today)}."
            self._say(take_up_stay, TakeUpStay(row.offer.stay_id, row.offer.version), ended(f"Booked for {row.names}"), rest)

    def decline(self, row: NightRow) -> None:
        """They say no: the bed is free for the next family, and this one waits on for other nights (D)."""
        offer = row.offer
        if offer is None:
            return

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            rest = "Nights to offer shows who is next; this family waits on for other nights."
            request = CancelStay(offer.stay_id, offer.version, "family", found["words"] or "")
            sheet.perform(cancel_stay, request, f"{row.names} said no.", rest)

        self._form(row, "They say no", [Field("words", "What they said", optional=True, longest=400)], send)

    def letter(self, row: NightRow) -> None:
        """The offer of the stay while one is offered, else the waiting-list letter for nights (Ctrl+P)."""
        if row.offer is not None:
            self.offer_letter.issue(row.offer.stay_id, "offered")
            return

        def issued(done: Any) -> None:
            self.paper_sheet = PaperSheet(self.page, self.desk, done.answer, "Letter")

        self.desk.perform(
            self.page, issue_nights_letter, IssueNightsLetter(row.request_id), then=issued, refused=self.desk.notices.say
        )

    def review(self, row: NightRow) -> None:
        """The family was asked and still waits (R)."""
        words = "Asked again today; the place in the list is the same."
        self._say(review_nights, ReviewNights(row.request_id), f"{row.names} still {'wait' if row.siblings else 'waits'}.", words)

    def leave(self, row: NightRow) -> None:
        """The family no longer waits (X)."""

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = LeaveNights(row.request_id, found["words"] or "")
            lead = f"{row.names} no longer {'wait' if row.siblings else 'waits'}."
            sheet.perform(leave_nights, request, lead, f"{row.service}, {row.wanted}.")

        self._form(row, "Take off the list", [Field("words", "Why", optional=True, longest=400)], send)

    def flag(self, row: NightRow) -> None:
        """Put a family first for safeguarding, or take the flag away, with who asked for it."""
        on = row.priority != "safeguarding"

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = FlagNights(row.request_id, on, found["reason"])
            sheet.perform(flag_nights, request, f"{row.names}: {'goes first' if on else 'no longer goes first'}.")

        act = "Goes first" if on else "Take the flag away"
        self._form(row, act, [Field("reason", "Which social worker asked for it, and why", longest=400)], send)

    def _form(self, row: NightRow, act: str, fields: list[Field], send: Callable[[FormSheet, dict[str, Any]], object]) -> None:
        self.sheet = FormSheet(self.page, f"{row.names}: {row.service}", fields, {}, act, send, width=480)

    def _say(self, command: Any, request: Any, lead: str, rest: str) -> None:
        self.desk.perform(
            self.page, command, request, then=lambda _done: self.desk.notices.done(lead, rest), refused=self.desk.notices.say
        )
