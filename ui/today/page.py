"""Today: what is due, each list with its count, the oldest first, the reason, and the day it is needed."""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.beginning import first_steps
from shortbreaks.bookings.collectors import CollectorDue, collectors_to_settle
from shortbreaks.bookings.later_tables import BENEFIT, PRICE
from shortbreaks.bookings.off_days.queries import OffRow, off_days_waiting
from shortbreaks.bookings.queries import BookingRow, bookings_by_id
from shortbreaks.bookings.today import TodayFacts, due_today, nothing_due
from shortbreaks.bookings.waiting.offering import LapseOffers, lapse_offers
from shortbreaks.database.office import Done
from shortbreaks.dates import say_full, to_local
from shortbreaks.overnight.later_charges.due import LaterDue, later_due
from shortbreaks.overnight.on_the_night import LapseStays, lapse_stays
from shortbreaks.overnight.reviews import ReviewDue, reviews_due
from shortbreaks.overnight.today import HouseTonight, NightsDue, beds_tonight, nights_due
from shortbreaks.payments.erasure.queries import ErasureWaiting, erasures_waiting
from shortbreaks.payments.sixteen import SixteenDue, sixteen_due
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, row, scroller
from ui.kit.theme import px
from ui.shell.desk import Desk
from ui.shell.page import Go, Page
from ui.today.backup_card import backup_card
from ui.today.columns import NO_NIGHTS, URGENT, Worklist, target_of, worklists
from ui.today.first_steps import FirstStepsCard
from ui.today.lines import DueLine
from ui.today.side import beds_card, used_card, weeks_card
from ui.today.worklist_card import LineButton, WorklistCard

SIDE_BELOW = 1270
ONE_COLUMN_BELOW = 860
READ_EVERY_MS = 300_000
SOON = "soon"  # what is on is not work that waits


class TodayPage(Page):
    """Its worklists, and how the year goes at the right."""

    title = "Today"
    concerns = frozenset(
        {"booking", "booking_place", "decision", "allocation", "child", "child_need", "provider_check", "setting_value",
         "told", "stay", "series", "series_date", "break_session", "waiting_request",
         "transition_step", "review_held", "visit_plan", "legal_status", "register_note", "talk", "notice",
         "night_request", "bed_night", "bed", "bed_closure", "benefit_seen", "erasure", "erasure_answer",
         "adult", "adult_right", "later_answer", "service_price", "provider", "term", "bank_holiday", "session_kept", "person", "agreement"}
    )  # fmt: skip

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.facts: TodayFacts | None = None
        self.looked_after: tuple[ReviewDue, ...] = ()
        self.nights: NightsDue = NO_NIGHTS
        self.was_free: tuple[LaterDue, ...] = ()
        self.no_price: tuple[LaterDue, ...] = ()
        self.to_erase: tuple[ErasureWaiting, ...] = ()
        self.off_days: tuple[OffRow, ...] = ()
        self.sixteen: tuple[SixteenDue, ...] = ()
        self.collectors: tuple[CollectorDue, ...] = ()
        self.tonight: tuple[HouseTonight, ...] = ()
        self.cards: dict[str, WorklistCard] = {}
        self.find_button = Button("Find a break", "filled", icon="find", key="F2", then=lambda: go.to("find"))
        cancel = Button("Take a cancellation", icon="booking", key="F3", then=lambda: go.to("bookings"))
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._grid.setHorizontalSpacing(16)
        self._side = QVBoxLayout()
        self._side.setSpacing(12)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._beside = holder(self._side)
        stay = Button("Log an emergency stay", icon="bed", key="F4", name="today_emergency", then=self.log_emergency)
        call = Button("Record a call", icon="call", key="F6", name="today_call", then=self.record_call)
        for button in () if desk.may(Permission.BOOK) else (self.find_button, cancel, stay, call):
            button.hide()  # the others are not shown here: by themselves they would be windows for a moment
        self.first = FirstStepsCard(desk, go)
        self._urgent = QVBoxLayout()
        left = column(flow(self.find_button, cancel, stay, call, gap=8), self.first, self._urgent, self._grid, None, gap=10)
        self._whole = row(holder(left), self._beside, gap=16, margin=(24, 12, 24, 12))
        self._whole.setStretch(0, 1)
        self.setLayout(column(scroller(holder(self._whole), "today_scroller")))
        desk.backed_up.connect(self._show_side)
        self._hour = QTimer(self)
        self._hour.setInterval(READ_EVERY_MS)
        self._hour.timeout.connect(self._time_went_on)
        self._hour.start()
        theme.changes().changed.connect(self._fit)
        self._fit()

    def context(self) -> str:
        return say_full(self._now().date())

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Up, Down", "from line to line"), ("Enter", "opens what the line is about"))

    def focus_first(self) -> None:
        lines = (one for card in self.cards.values() for one in card.findChildren(LineButton))
        first = self.find_button if self.desk.may(Permission.BOOK) else next(lines, None)
        if first is not None:
            first.setFocus()

    def refresh(self) -> None:
        """Ask what is due; meanwhile list by list gets its card, so that less is left to do when the answer comes."""

        def lay_out() -> None:
            """One card and then the next, for all at once would hold the window up."""
            if self.facts is not None:
                return
            for place, worklist in enumerate(worklists(nothing_due(self._now().date()), self._now())):
                if worklist.key not in self.cards:
                    self._new_card(worklist, place).setVisible(not worklist.rare)
                    self.desk.runner.soon(self, lay_out)
                    return

        self.desk.ask(self, "due", due_today, then=self._due_came)
        if not self.cards:
            self.desk.runner.soon(self, lay_out)

    def _passed_on(self, done: Done) -> None:
        """Say which offers nobody answered, and to whom their places are offered now (R-B2, A19)."""
        count, offered = len(done.answer["lapsed"]), done.answer["offered"]
        if not count:
            return
        lead = "One offer has lapsed." if count == 1 else f"{count} offers have lapsed."
        if offered:
            self.desk.ask(self, "offered", bookings_by_id, tuple(offered), then=lambda rows: self._say_next(lead, rows))
        else:
            self.desk.notices.news(lead, "Nobody answered by the deadline, so the places are free for the next family.")

    def _say_next(self, lead: str, rows: tuple[BookingRow, ...]) -> None:
        names = ", ".join(f"{one.child} ({one.service})" for one in rows)
        rest = f"Offered to the next on the waiting list: {names}. Ring the family and print the offer letter."
        self.desk.notices.news(lead, rest, ("Look at it", lambda: self.go.to("bookings", number=rows[0].number)))

    def _lapsed(self, done: Done) -> None:
        """Say which offers nobody answered by their deadline: their places are free again (R-B2)."""
        count = len(done.answer)
        if count:
            lead = "One offer has lapsed." if count == 1 else f"{count} offers have lapsed."
            self.desk.notices.news(lead, "Nobody answered by the deadline, so the places are free for the next family.")

    def _due_came(self, facts: TodayFacts) -> None:
        self.show_facts(facts)
        self.desk.runner.soon(self, self._ask_beside)

    def _ask_beside(self) -> None:
        """What stands beside the worklists, and what is done by the way, waits until they are painted: it would delay them."""
        self.desk.ask(self, "collectors", collectors_to_settle, then=partial(self._also_came, "collectors"))
        self.desk.ask(self, "looked_after", reviews_due, then=partial(self._also_came, "looked_after"))
        self.desk.ask(self, "was_free", later_due, BENEFIT, then=partial(self._also_came, "was_free"))
        self.desk.ask(self, "no_price", later_due, PRICE, then=partial(self._also_came, "no_price"))
        self.desk.ask(self, "to_erase", erasures_waiting, then=partial(self._also_came, "to_erase"))
        self.desk.ask(self, "off_days", off_days_waiting, then=partial(self._also_came, "off_days"))
        self.desk.ask(self, "sixteen", sixteen_due, then=partial(self._also_came, "sixteen"))
        self.desk.ask(self, "tonight", beds_tonight, then=partial(self._also_came, "tonight"))
        if self.desk.may(Permission.BOOK):
            self.desk.perform(self, lapse_offers, LapseOffers(), then=self._passed_on)
            self.desk.perform(self, lapse_stays, LapseStays(), then=self._lapsed)
        self.desk.ask(self, "nights", nights_due, then=partial(self._also_came, "nights"))  # takes longest

    def _also_came(self, what: str, found: Any) -> None:
        """What is asked beside the worklists stands among them: reviews of stays, free nights, breaks wrongly free, beds."""
        changed = found != getattr(self, what)
        setattr(self, what, found)
        if changed and self.facts is not None:
            (self._show_side if what == "tonight" else partial(self._show_lists, self.facts))()

    def show_facts(self, facts: TodayFacts) -> None:
        """Show what is due."""
        self.facts = facts
        self._show_lists(facts)
        self.desk.runner.soon(self, self._show_side)  # a piece by itself, so that the window answers between them
        if facts.used or any(count for _, count in facts.weeks):
            self.first.hide()
        else:  # nothing is awarded or taken: perhaps a new office
            self.desk.ask(self, "first_steps", first_steps, then=self.first.show_steps)

    def _show_lists(self, facts: TodayFacts) -> None:
        lists = worklists(
            facts, self._now(), self.looked_after, self.nights, self.was_free, self.to_erase, self.sixteen, self.no_price, self.off_days,
            self.collectors,
        )
        for place, worklist in enumerate(lists):
            card = self.cards.get(worklist.key) or self._new_card(worklist, place)
            card.show_worklist(worklist)
            card.setVisible(bool(worklist.lines) or not worklist.rare)
        self.counted.emit(sum(len(worklist.lines) for worklist in lists if worklist.key != SOON))
        self.headed.emit()

    def _time_went_on(self) -> None:
        """Offers lapse and sessions end without anybody changing anything."""
        self.stale = True
        if self.isVisible():
            self.refresh_when_shown()

    def _now(self) -> datetime:
        return to_local(self.desk.office.now())

    def _new_card(self, worklist: Worklist, place: int) -> WorklistCard:
        card = WorklistCard(worklist.key, worklist.title, worklist.icon, self._open, alone=worklist.key == URGENT)
        self.cards[worklist.key] = card
        self._put(card, place)
        return card

    def _open(self, line: DueLine) -> None:
        self.go.to(line.page, **target_of(line))

    def _show_side(self, _state: Any = None) -> None:
        empty(self._side)
        if self.facts is not None:
            self._side.addWidget(weeks_card(self.facts))
            if self.facts.used:
                self._side.addWidget(used_card(self.facts))
            if self.tonight:
                self._side.addWidget(beds_card(self.tonight, self.go))
        if self.desk.backup is not None:
            self._side.addWidget(backup_card(self, self.desk.backup, self.desk.office.now()))
        self._side.addStretch(1)

    def _put(self, card: WorklistCard, place: int) -> None:
        if card.alone:
            self._urgent.addWidget(card)
            return
        across = 1 if self.width() < ONE_COLUMN_BELOW or theme.text_size() > 150 else 2
        self._grid.addWidget(card, place // across, place % across)

    def _fit(self) -> None:
        below = self.width() < px(SIDE_BELOW - 150) or theme.text_size() > 125
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._whole.setDirection(way)
        if below:
            self._beside.setMinimumWidth(0)
            self._beside.setMaximumWidth(16_777_215)
        else:
            self._beside.setFixedWidth(px(336))
        for place, card in enumerate(self.cards.values()):
            self._put(card, place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
