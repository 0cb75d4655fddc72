"""The booking panel: what is read to the parent, what was checked just now, reasons asked for, Book and print."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.find import PlaceOffer, place_offered
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.office import Done
from shortbreaks.dates import say_full, say_short, say_span, to_local
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.errors import Spoken
from shortbreaks.families.rules import ended
from shortbreaks.findings import Finding, Outcome
from shortbreaks.money import pounds
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, row, rule, scroller
from ui.kit.notice import Notice
from ui.kit.text import IconLabel, label
from ui.shell.desk import Desk

QUIET = {"R-E1", "R-E3", "R-B12"}  # met as a matter of course; said only when they are not
MEANING = {Outcome.MET: "ok", Outcome.TO_DECIDE: "warn", Outcome.NOT_MET: "bad"}


class BookingPanel(Card):
    """For one child and the sessions chosen; `booked` is called with the number, the paper's id and what to say."""

    def __init__(
        self, desk: Desk, booked: Callable[[int, int | None, str], object], begin_series: Callable[[PlaceOffer], object]
    ) -> None:
        super().__init__(gap=8)
        self.desk, self._booked = desk, booked
        self.setObjectName("booking_panel")
        self.child_id = 0
        self.child_name = ""
        self.session_ids: tuple[int, ...] = ()
        self.offers: tuple[PlaceOffer, ...] = ()
        self.reasons: dict[str, QLineEdit] = {}
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
            "Make it a series", name="make_series", then=lambda: begin_series(self.offers[0])
        ).fill_width()
        self.body.addLayout(column(self.book, self.offer, self.series, gap=0))
        self.say_nothing()

    def say_nothing(self) -> None:
        """Nothing is chosen yet."""
        self.session_ids, self.offers = (), ()
        self._clear()
        self._inside.addWidget(label("Choose a day of one of the answers, or press its number.", "second", wrap=True))
        for button in (self.book, self.offer, self.series):
            button.off_because("Choose a day first.")

    def _clear(self) -> None:
        empty(self._inside)
        empty(self._above)
        self.reasons = {}

    def show_places(self, child_id: int, child_name: str, session_ids: tuple[int, ...]) -> None:
        """Judge the chosen sessions afresh and read them out."""
        self.child_id, self.child_name, self.session_ids = child_id, child_name, session_ids
        self.desk.ask(self, "offer", place_offered, child_id, session_ids, then=self._show)

    def _show(self, offers: tuple[PlaceOffer, ...]) -> None:
        self.offers = offers
        typed = {name: field.text() for name, field in self.reasons.items()}
        self._clear()
        if not offers:
            self.say_nothing()
            return
        self._inside.addWidget(facts(self._facts(offers), name="booking_facts", name_width=84))
        if any(one.charge_pence for one in offers):
            self._inside.addWidget(rule())
            self._inside.addWidget(label("If the family cancels", "strong"))
            self._inside.addLayout(self._ladder(offers[0]))
        self._inside.addWidget(rule())
        self._inside.addWidget(label("Checked just now", "strong"))
        self._checked(offers, typed)
        self._payment(offers)
        blocked = next(
            (f for one in offers for f in one.findings if f.outcome is Outcome.NOT_MET and not f.overridable), None
        )
        for button in (self.book, self.offer):
            button.off_because(blocked.reason if blocked else "")
        self.series.off_because("")  # a day that cannot be had is skipped or moved there
        first_reason = next(iter(self.reasons.values()), None)
        if first_reason is not None:
            first_reason.setFocus()
        else:
            self.book.setFocus()

    def _facts(self, offers: tuple[PlaceOffer, ...]) -> list[tuple[str, str]]:
        first = offers[0]
        when = "\n".join(f"{say_full(o.start.date())}, {self._times(o)}" for o in offers)
        pairs = [("Child", self.child_name), ("Break", first.service), ("When", when), ("Where", first.venue)]
        charge = sum(one.charge_pence for one in offers)
        if first.exempt == "s29(3)":
            pairs.append(("Family pays", "Nothing: exempt from charges"))
        elif first.charged_by == "provider":
            pairs.append(("Family pays", f"{pounds(first.list_pence)} a session, to the provider"))
        else:
            each = f" ({len(offers)} × {pounds(first.charge_pence)})" if len(offers) > 1 else ""
            pairs.append(("Family pays", f"{pounds(charge)}{each}" if charge else "Nothing"))
        if first.left_before is not None:
            after = first.left_before - sum(one.uses for one in offers)
            unit = first.unit
            pairs.append(
                (
                    f"{unit.capitalize()} left",
                    f"{say_amount(first.left_before, unit)} now, {say_amount(after, unit)} after this",
                )
            )
        return pairs

    def _times(self, offer: PlaceOffer) -> str:
        if offer.start.date() == offer.end.date():
            return say_span(offer.start, offer.end)
        return f"{offer.start:%H:%M} to {say_short(offer.end.date(), offer.start.date())} {offer.end:%H:%M}"

    def _ladder(self, offer: PlaceOffer) -> QVBoxLayout:
        lines = column(gap=4)
        now = to_local(self.desk.office.now())
        coming = [one for one in offer.deadlines if one.until > now]
        for one in coming:
            cost = "Free" if one.percent == 0 else f"{one.percent}%: {pounds(offer.charge_pence * one.percent // 100)}"
            if one.percent == 50:
                cost = f"Half, {pounds((offer.charge_pence + 1) // 2)}"
            until = f"to {say_short(one.until.date(), one.until.date())}, {one.until:%H:%M}"
            lines.addLayout(row(Chip(cost, "ok" if one.percent == 0 else "warn"), label(until, "caption"), None))
        lines.addLayout(
            row(
                Chip("Full", "bad"),
                label("after that; illness is free" if coming else "from now on; illness is free", "caption"),
                None,
            )
        )
        return lines

    def _checked(self, offers: tuple[PlaceOffer, ...], typed: dict[str, str]) -> None:
        good: list[str] = []
        troubles: dict[str, tuple[Finding, int]] = {}
        for offer in offers:
            for finding in offer.findings:
                if finding.outcome is Outcome.MET:
                    if finding.chip not in good and finding.rule not in QUIET and finding.chip != "Open":
                        good.append(finding.chip)
                else:
                    troubles.setdefault(f"{finding.rule}{finding.reason}", (finding, offer.session_id))
        self._inside.addWidget(holder(flow(*[Chip(chip, "ok") for chip in good])))
        for finding, _ in troubles.values():
            icon = IconLabel(
                "warn-filled" if finding.outcome is Outcome.TO_DECIDE else "bad-filled", MEANING[finding.outcome], 18
            )
            line = row(icon, label(f"{finding.reason} {finding.remedy}".strip(), wrap=True), gap=8)
            line.setStretch(1, 1)
            self._inside.addLayout(line)
            if finding.overridable and finding.rule not in self.reasons:
                field = QLineEdit(typed.get(finding.rule, ""))
                field.setObjectName(f"reason_{finding.rule}")
                field.setAccessibleName(f"Reason to book although: {finding.reason}")
                field.setPlaceholderText("Your reason to book all the same")
                field.setMaxLength(400)
                field.returnPressed.connect(self.send)
                self.reasons[finding.rule] = field
                self._inside.addWidget(field)

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
        pieces: list[QWidget] = [self.paid] if any(one.charge_pence for one in offers) else []
        self._inside.addLayout(column(*pieces, self.large, gap=4))

    def _wanted(self) -> tuple[PlacesWanted, ...]:
        reasons = tuple(Reason(rule_, field.text()) for rule_, field in self.reasons.items() if field.text().strip())
        return (PlacesWanted(self.child_id, self.session_ids, reasons),)

    def send(self) -> None:
        """Book the places, then draw the confirmation."""
        if self.session_ids and self.book.isEnabled():
            request = MakeBooking(self._wanted(), paid_by=self.paid.currentData() or "")
            self.desk.perform(self, make_booking, request, then=self._done, refused=self.refuse)

    def send_offer(self) -> None:
        """Hold the places until the offer's deadline."""
        if self.session_ids and self.offer.isEnabled():
            self.desk.perform(self, offer_places, OfferPlaces(self._wanted()), then=self._offered, refused=self.refuse)

    def _offered(self, done: Done) -> None:
        first = self.offers[0]
        self.say_nothing()
        words = f"{first.service}, {say_short(first.start.date(), first.start.date())}. The place is held until the offer lapses."
        self.desk.notices.done(ended(f"Offered to {self.child_name}"), words)
        self._booked(done.answer[0], None, "")

    def _done(self, done: Done) -> None:
        number = done.answer[0]
        first = self.offers[0]
        more = f" and {len(self.offers) - 1} more" if len(self.offers) > 1 else ""
        words = f"{first.service}, {say_short(first.start.date(), first.start.date())}{more}."
        style = "large" if self.large.isChecked() else ""
        child = self.child_name
        self.say_nothing()
        self.desk.perform(
            self, issue_confirmation, IssueConfirmation(number, style),
            then=lambda issued: self._booked(number, issued.answer, f"{ended(f'Booked for {child}')} {words}"),
            refused=lambda spoken: self._unprinted(number, f"{ended(f'Booked for {child}')} {words}", spoken),
        )  # fmt: skip

    def _unprinted(self, number: int, words: str, spoken: Spoken) -> None:
        self.desk.notices.done(words, f"Its confirmation was not drawn. {spoken.sentence} {spoken.remedy}")
        self._booked(number, None, "")

    def refuse(self, spoken: Spoken) -> None:
        """Say the refusal above the panel; reasons typed stay, and the places are judged afresh."""
        empty(self._above)
        notice = Notice("bad", spoken.sentence, spoken.remedy, closable=False)
        notice.setObjectName("refusal")
        self._above.addWidget(notice)
        field = self.reasons.get(spoken.field.removeprefix("reason:"))
        if field is not None:
            QTimer.singleShot(0, field, field.setFocus)
