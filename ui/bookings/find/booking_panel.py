"""The booking panel: what is read to the parent, what was checked just now, reasons asked for, Book and print."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from shortbreaks.bookings.asking import who_may_book
from shortbreaks.bookings.chosen_places import PlaceOffer, places_together
from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.places import NoPlacesLeft
from shortbreaks.bookings.reach import FAR
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.office import Done
from shortbreaks.dates import say_short, to_local
from shortbreaks.errors import Spoken
from shortbreaks.families.collecting import who_may_collect
from shortbreaks.families.rules import ended
from shortbreaks.findings import Finding, Outcome
from shortbreaks.money import pounds
from ui.bookings.find.read_out import Asked, ladder_lines, read_out
from ui.bookings.find.reason_line import reason_line, trouble_line
from ui.bookings.find.who_rang import WhoRang
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, rule, scroller
from ui.kit.notice import Notice
from ui.kit.text import label
from ui.shell.desk import Desk

QUIET = {"R-E1", "R-E3", "R-B12", "R-C2"}  # met as a matter of course; said only when they are not


class BookingPanel(Card):
    """For one child and the sessions chosen."""

    booked = Signal(object, str)  # the papers' ids, none where none is drawn, and what to say
    series_wanted = Signal(object)  # of this PlaceOffer
    wait_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(gap=8)
        self.desk = desk
        self.setObjectName("booking_panel")
        self.child_id = 0
        self.child_name = ""
        self.session_ids: tuple[int, ...] = ()
        self.offers: tuple[PlaceOffer, ...] = ()
        self.siblings: tuple[tuple[int, str], ...] = ()  # who go with the child, or not at all (R-B5)
        self.asked: tuple[Asked, ...] = ()
        self.reasons: dict[str, QLineEdit] = {}
        self.given: dict[str, str] = {}  # a reason that was given before its day was chosen, by rule
        self.once_read: Callable[[], object] | None = None  # what is done when the day chosen was read out
        self.adults: tuple[tuple[int, str], ...] = ()
        self.rang = WhoRang((), self.send)
        self._within: int | None = None
        self._read: tuple[object, int] = (None, 0)  # for whom and when, and the sum that was read out
        self.heading("Booking")
        self._above = QVBoxLayout()
        self.body.addLayout(self._above)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(8)
        self.body.addWidget(scroller(holder(column(self._inside, None)), "booking_scroll"), 1)
        self.book = Button(
            "Book and print", "filled", icon="print", key="Ctrl+Enter", name="book_and_print", then=self.send
        ).fill_width()
        self.offer = Button("Offer it instead", name="offer_it", then=self.send_offer).fill_width()
        self.series = Button(
            "Make it a series", name="make_series", then=lambda: self.series_wanted.emit(self.offers[0])
        ).fill_width()
        self.wait = Button("Put on the waiting list", icon="waiting", key="L", name="join_waiting", then=self.wait_wanted.emit).fill_width()
        self.body.addLayout(column(self.book, self.offer, self.series, self.wait, gap=0))
        self.say_nothing()

    def say_nothing(self) -> None:
        """Nothing is chosen yet."""
        self.rang = WhoRang((), self.send)
        self.session_ids, self.offers, self.asked = (), (), ()
        self._clear()
        self._inside.addWidget(label("Choose a day of one of the answers, or press its number.", "second", wrap=True))
        for button in (self.book, self.offer, self.series, self.wait):
            button.off_because("Choose a day first.")

    def _clear(self) -> None:
        empty(self._inside)
        empty(self._above)
        self.reasons = {}

    def show_places(
        self, child_id: int, child_name: str, session_ids: tuple[int, ...], siblings: tuple[tuple[int, str], ...] = (),
        within: int | None = None,
    ) -> None:  # fmt: skip
        """Judge the chosen sessions afresh, for the child and the siblings who go with it, and read them out.

        `within` so many miles of home was asked for: further away is said, and needs no reason.
        """
        self._within = within
        self.child_id, self.child_name, self.session_ids, self.siblings = child_id, child_name, session_ids, siblings
        self.desk.ask(self, "adults", who_may_book, child_id, then=self._judge)

    def judge_again(self, siblings: tuple[tuple[int, str], ...], within: int | None) -> None:
        """Judge what is chosen afresh, for those who go together now and as far as is wished now."""
        if self.session_ids:
            self.show_places(self.child_id, self.child_name, self.session_ids, siblings, within)

    def _judge(self, adults: tuple[tuple[int, str], ...]) -> None:
        if self.session_ids:
            self.adults = adults
            children = tuple(child for child, _ in self.everybody())
            self.desk.ask(self, "offer", places_together, children, self.session_ids, self._within, then=self._show)

    def everybody(self) -> tuple[tuple[int, str], ...]:
        """The child and the siblings who go with it."""
        return ((self.child_id, self.child_name), *self.siblings)

    def _names(self) -> str:
        return " and ".join(name for _, name in self.everybody())

    def _show(self, answers: tuple[tuple[PlaceOffer, ...], ...]) -> None:
        offers = self.offers = answers[0]
        self.asked = tuple((name, mine) for (_, name), mine in zip(self.everybody(), answers, strict=True))
        typed = self.given | {name: field.text() for name, field in self.reasons.items()}
        self.given = {}
        self._clear()
        if not offers:
            self.say_nothing()
            return
        self._inside.addWidget(facts(read_out(self.asked), name="booking_facts", name_width=84))
        every = tuple(one for mine in answers for one in mine)
        self._say_if_dearer(every)
        charged = next((one for one in every if one.charge_pence), None)
        if charged is not None:
            day = f" {say_short(charged.start.date(), charged.start.date())}" if len(offers) > 1 else ""
            self._inside.addWidget(rule())
            self._inside.addWidget(label(f"If the family cancels{day}", "strong"))
            self._inside.addLayout(ladder_lines(charged, to_local(self.desk.office.now())))
        self._inside.addWidget(rule())
        self._inside.addWidget(label("Checked just now", "strong"))
        self._checked(typed)
        self._payment(every)
        blocked = next(
            (f for one in every for f in one.findings if f.outcome is Outcome.NOT_MET and not f.overridable), None
        )
        for button in (self.book, self.offer):
            button.off_because(blocked.reason if blocked else "")
        self.series.off_because("")  # a day that cannot be had is skipped or moved there
        self.wait.off_because("")
        first_reason = next(iter(self.reasons.values()), None)
        if first_reason is not None:
            first_reason.setFocus()
        else:
            self.book.setFocus()
        then, self.once_read = self.once_read, None
        if then is not None:
            then()

    def _say_if_dearer(self, every: tuple[PlaceOffer, ...]) -> None:
        """Say that the sum which may have been read to the parent is another by now."""
        asked, pence = (self.everybody(), self.session_ids), sum(one.charge_pence for one in every)
        (before, was), self._read = self._read, (asked, pence)
        if before == asked and was != pence:
            notice = Notice("warn", f"The family pays {pounds(pence)} now, not {pounds(was)}.", "Read it out again.", closable=False)
            notice.setObjectName("other_sum")
            self._above.addWidget(notice)

    def _checked(self, typed: dict[str, str]) -> None:
        good: list[str] = []
        troubles: dict[str, tuple[Finding, str]] = {}
        for place, (_, offers) in enumerate(self.asked):
            for finding in (one for offer in offers for one in offer.findings):
                if finding.outcome is Outcome.MET:
                    if finding.chip not in good and finding.rule not in QUIET and finding.chip != "Open":
                        good.append(finding.chip)
                else:
                    key = finding.rule if place == 0 else f"{finding.rule}:{self.siblings[place - 1][0]}"
                    troubles.setdefault(f"{finding.rule}{finding.reason}", (finding, key))
        for finding, key in troubles.values():
            self._inside.addLayout(trouble_line(finding, label(f"{finding.reason} {finding.remedy}".strip(), wrap=True)))
            if finding.overridable and finding.rule != FAR and key not in self.reasons:
                self.reasons[key] = reason_line(key, finding, typed.get(key, ""), self.send)
                self._inside.addWidget(self.reasons[key])
        # what fits comes last: what needs a reason is seen without scrolling on the smallest screen
        self._inside.addWidget(holder(flow(*[Chip(chip, "ok") for chip in good])))

    def _payment(self, offers: tuple[PlaceOffer, ...]) -> None:
        self.paid = QComboBox()
        self.paid.setObjectName("paid_by")
        self.paid.setAccessibleName("Paid")
        for words, value in (
            ("Not paid yet", ""),
            ("Paid now by card", "card"),
            ("Paid now by Kent Card", "Kent Card"),
        ):
            self.paid.addItem(words, value)
        self.large = QCheckBox("Large print")
        self.large.setObjectName("large_print")
        self.rang = WhoRang(self.adults, self.send, self.rang)
        day = offers[0].start.date()
        self.desk.ask(self, "collects", who_may_collect, self.child_id, day, then=self.rang.offer_collectors)
        pieces: list[QWidget] = [self.rang, self.paid] if any(one.charge_pence for one in offers) else [self.rang]
        self._inside.addLayout(column(*pieces, self.large, gap=4))

    def _wanted(self) -> tuple[PlacesWanted, ...]:
        """What is asked for each child; a reason typed for one child is not another's."""
        given: dict[int, list[Reason]] = {}
        for key, field in self.reasons.items():
            rule_, _, sibling = key.partition(":")
            if field.text().strip():
                given.setdefault(int(sibling or self.child_id), []).append(Reason(rule_, field.text()))
        return tuple(
            PlacesWanted(child, self.session_ids, tuple(given.get(child, ())), self.rang.collected_by()) for child, _ in self.everybody()
        )

    def send(self) -> None:
        """Book the places, then draw the confirmation."""
        if self.session_ids and self.book.isEnabled():
            request = MakeBooking(self._wanted(), self.rang.adult_id(), self.paid.currentData() or "", self._read[1])
            self.desk.perform(self, make_booking, request, then=self._done, refused=self.refuse)

    def send_offer(self) -> None:
        """Hold the places until the offer's deadline."""
        if self.session_ids and self.offer.isEnabled():
            request = OfferPlaces(self._wanted(), self.rang.adult_id())
            self.desk.perform(self, offer_places, request, then=self._offered, refused=self.refuse)

    def _offered(self, _done: Done) -> None:
        first, names = self.offers[0], self._names()
        self.say_nothing()
        words = f"{first.service}, {say_short(first.start.date(), first.start.date())}. The place is held until the offer lapses."
        self.desk.notices.done(ended(f"Offered to {names}"), words)
        self.booked.emit((), "")

    def _done(self, done: Done) -> None:
        numbers = done.answer[:: len(self.session_ids)]  # one for each child
        first = self.offers[0]
        more = f" and {len(self.offers) - 1} more" if len(self.offers) > 1 else ""
        words = f"{first.service}, {say_short(first.start.date(), first.start.date())}{more}."
        style = "large" if self.large.isChecked() else ""
        said = f"{ended(f'Booked for {self._names()}')} {words}"
        self.say_nothing()
        self._print(numbers, style, said)

    def _print(self, numbers: list[int], style: str, said: str, before: tuple[int, ...] = ()) -> None:
        """A confirmation for each child, one after the other."""
        number, further = numbers[0], numbers[1:]

        def issued(done: Done) -> None:
            papers = (*before, done.answer)
            if further:
                self._print(further, style, said, papers)
            else:
                self.booked.emit(papers, said)

        self.desk.perform(
            self, issue_confirmation, IssueConfirmation(number, style), then=issued,
            refused=lambda spoken: self._unprinted(said, spoken),
        )  # fmt: skip

    def _unprinted(self, words: str, spoken: Spoken) -> None:
        self.desk.notices.done(words, f"Its confirmation was not drawn. {spoken.sentence} {spoken.remedy}")
        self.booked.emit((), "")

    def refuse(self, spoken: Spoken) -> None:
        """Say the refusal above the panel; reasons typed stay. Another sum than was read out is read out afresh."""
        empty(self._above)
        if spoken.field == "read_out":
            self._judge(self.adults)
            return
        ways = (("Put on the waiting list", self.wait_wanted.emit),) if _for_want_of_a_place(spoken) else ()
        notice = Notice("bad", spoken.sentence, spoken.remedy, ways, closable=False)
        notice.setObjectName("refusal")
        self._above.addWidget(notice)
        field = self.rang.adult if spoken.field == "asked_by" else self.reasons.get(spoken.field.removeprefix("reason:"))
        if field is not None:
            QTimer.singleShot(0, field, field.setFocus)


def _for_want_of_a_place(spoken: Spoken) -> bool:
    """Whether a refusal is for want of a place or of staff, or of who waits for it, so that the waiting list is a way on."""
    return isinstance(spoken, NoPlacesLeft) or spoken.field in {"reason:R-B3", "reason:R-B4", "reason:R-B6"}
