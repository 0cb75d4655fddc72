"""One booking beside the list: what it is, what can be done with it, and what it went through."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.bookings.commands import AcceptOffer, DeclineOffer, accept_offer, decline_offer
from shortbreaks.bookings.notices.commands import IssueCancellation, issue_cancellation
from shortbreaks.bookings.queries import BookingRow, StepRow, paid_from
from shortbreaks.bookings.states import CANCELLED
from shortbreaks.bookings.unpriced import say_charge
from shortbreaks.bookings.waiting.papers import IssueOfferLetter, issue_offer_letter
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day, say_short
from ui.bookings.columns import when
from ui.bookings.put_back import put_booking_back
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, rule, scroller
from ui.kit.text import label
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet
from ui.shell.transport_sheet import TransportSheet


class BookingDetail(Card):
    """Follows the selection of the list at once; `print_confirmation` prints the one that is chosen there."""

    def __init__(self, page: Page, print_confirmation: Callable[[], object]) -> None:
        super().__init__()
        self.page, self._print = page, print_confirmation
        self.desk, self.go, self.today = page.desk, page.go, page.today
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.body.addWidget(scroller(holder(column(self._inside, None))))
        self.say_nothing()

    def say_nothing(self) -> None:
        """Nothing is chosen."""
        empty(self._inside)
        self._below = column(gap=0)
        self._inside.addWidget(label("Choose a booking to see what it went through.", "second", wrap=True))

    def show_booking(self, booking: BookingRow, steps: tuple[StepRow, ...]) -> None:
        """Show a booking with its steps, newest first."""
        empty(self._inside)
        self._below = column(gap=0)
        self._inside.addWidget(label(f"{booking.ref}  {booking.child}", "title", name="booking_title"))
        self._inside.addLayout(flow(Chip(booking.state_words, booking.meaning)))
        pairs = [
            ("Break", booking.service),
            ("Where", booking.venue),
            ("When", when(booking, self.today)),
            ("Charge", say_charge(booking)),
        ]
        if booking.offered_until is not None and booking.state == "offered":
            pairs.append(
                ("Lapses", f"{say_short(booking.offered_until.date(), self.today)} at {booking.offered_until:%H:%M}")
            )
        if booking.transport:
            pairs.append(("Brought", self.desk.lists.words("transport", booking.transport)))
        self._inside.addWidget(facts(pairs, name_width=60))
        self._inside.addLayout(self._below)
        self.desk.ask(self, "paid_from", paid_from, booking.id, then=self._say_paid_from)
        self._inside.addLayout(flow(*self._acts(booking)))
        self._inside.addWidget(rule())
        self._inside.addWidget(label("What happened", "strong"))
        for one in steps:
            words = " · ".join(filter(None, (one.words, one.reason)))
            self._inside.addWidget(label(words, "name", wrap=True))
            if one.said:
                self._inside.addWidget(label(one.said, wrap=True))
            self._inside.addWidget(
                label(f"{say_day(one.at.date())}, {one.at:%H:%M} · {one.person}", "caption", wrap=True)
            )

    def _say_paid_from(self, words: str) -> None:
        """Of a booking that several allocations pay, how much each (R-B8)."""
        empty(self._below)
        if words:
            self._below.addWidget(facts([("Uses", words)], name="paid_from", name_width=60))

    def _acts(self, booking: BookingRow) -> list[Button]:
        acts = [Button("Child", icon="child", name="open_child", then=lambda: self.go.to("child", id=booking.child_id))]
        if booking.state == "confirmed":
            acts.append(Button("Print", icon="print", name="print_confirmation", then=self._print))
        if booking.state == "offered":
            acts.append(Button("They accept", "filled", name="accept_offer", then=lambda: self._accept(booking)))
            acts.append(Button("They say no", name="decline_offer", then=lambda: self._decline(booking)))
            acts.append(Button("Offer letter", icon="print", name="offer_letter", then=lambda: self._letter(booking)))
        if booking.may_cancel and booking.state in {"offered", "confirmed"}:
            acts.append(Button("Transport", name="transport", then=lambda: self._transport(booking)))
        if booking.may_cancel:
            acts.append(
                Button("Take a cancellation", key="F3", name="take_cancellation", then=self.page.take_cancellation)
            )
        if booking.state in CANCELLED:
            acts.append(Button("Print the notice", icon="print", name="print_notice", then=lambda: self._print_notice(booking)))
            acts.append(
                Button("Put it back", icon="put-back", name="put_it_back", then=lambda: put_booking_back(self.page, booking))
            )
        return acts

    def _transport(self, booking: BookingRow) -> None:
        self.transport_sheet = TransportSheet(self.page, "booking", booking, booking.child)

    def _print_notice(self, booking: BookingRow) -> None:
        self.desk.perform(self, issue_cancellation, IssueCancellation(booking.id), then=partial(self._look, "Cancellation notice"))

    def _accept(self, booking: BookingRow) -> None:
        words = f"{booking.child}, {booking.service}."
        self.desk.perform(
            self,
            accept_offer,
            AcceptOffer(booking.number),
            then=lambda _d: self.desk.notices.done("Offer accepted.", words),
        )

    def _decline(self, booking: BookingRow) -> None:
        rest = f"{booking.child}, {booking.service}. The place is free for the next family."
        following = ("Who is next", lambda: self.go.to("waiting", tab="Places to offer"))
        self.desk.perform(
            self, decline_offer, DeclineOffer(booking.number),
            then=lambda _d: self.desk.notices.news("They said no.", rest, following),
        )  # fmt: skip

    def _letter(self, booking: BookingRow) -> None:
        self.desk.perform(self, issue_offer_letter, IssueOfferLetter(booking.number), then=partial(self._look, "Offer letter"))

    def _look(self, title: str, done: Done) -> None:
        self.paper_sheet = PaperSheet(self.page, self.desk, done.answer, title)
