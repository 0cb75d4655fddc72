"""Find a break: child, answers and booking in one pass from left to right."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.bookings.find import Answer, BreakRow, Wish, breaks_for
from shortbreaks.bookings.queries import AllowanceRow, allowances_shown, siblings_to_book
from shortbreaks.council.queries import setting_now
from shortbreaks.families.queries import ChildCard, child_card
from shortbreaks.findings import Outcome
from shortbreaks.words import counted
from ui.bookings.find.actions import FindActs
from ui.bookings.find.beds_card import beds_card, look_at_beds, wants_nights
from ui.bookings.find.booking_panel import BookingPanel
from ui.bookings.find.break_card import BreakCard
from ui.bookings.find.remedies import Remedies
from ui.bookings.find.wish_panel import WishPanel
from ui.kit.buttons import Button, on_main_key
from ui.kit.flow import Flow
from ui.kit.layouts import column, empty, holder, row, scroller
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.desk import Desk
from ui.shell.page import Go, Page
from ui.shell.paper_sheet import show_in_turn
from ui.shell.who_card import WhoCard

FIRST_SHOWN = 12
ANSWERS = 500  # px an answer needs at 100% text
LOOSER = "Other days, any kind of break, a wider distance, or sessions without free places would show more."


class FindPage(Page):
    """For one child; without one, it asks who it is for."""

    title = "Find a break"
    concerns = frozenset({"booking", "booking_place", "break_session", "service", "child", "child_need", "allocation"})
    stands_on = ("wish_kind", "wish_from", "wish_to", *(f"weekday_{n}" for n in range(7)), "wish_within", "wish_district", "wish_free")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.stands_about = lambda: {"child": self.child_id, "sessions": self.panel.session_ids} if self.child_id else {}
        self.child: ChildCard | None = None
        self.child_id = 0
        self.answer = Answer((), 0, 0)
        self.wish: Wish | None = None
        self.only: Outcome | None = None
        self.cards: list[BreakCard] = []
        self._shown = FIRST_SHOWN
        self._wished: tuple[int, ...] = ()  # sessions to choose once the answers are there
        self.wishes = WishPanel(self.today, desk.lists, self._ask, self.ask_for_child, self._judge_again)
        self.panel = BookingPanel(desk)
        self.acts = FindActs(self, self.panel, self.leave_booking)
        self.remedies = Remedies(self, self.wishes, self.panel, self.choose_days)
        self.panel.booked.connect(self._booked)
        self.panel.series_wanted.connect(self.acts.begin_series)
        self.panel.wait_wanted.connect(self.acts.wait)
        self._filters = Flow(4)  # below each other at large text
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self._answers = scroller(holder(column(self._list, None)), "answers")
        self._answers.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that 1 to 9 choose at once
        self._answers.setAccessibleName("Answers, best fit first; 1 to 9 choose")
        self.keep = Button("Nothing fits: keep this request", "quiet", key="K", name="keep_request",
                           then=lambda: self.acts.keep_unmet(self.wishes.wish(), self.child))  # fmt: skip
        filters = row(self._filters, label("Best fit first", "caption"), gap=4)
        filters.setStretch(0, 1)
        middle = column(filters, self._answers, row(None, self.keep), gap=8)
        middle.setStretch(1, 1)
        self._middle = holder(middle)
        self._line = row(self.wishes, self._middle, self.panel, gap=16, margin=(20, 12, 20, 12))
        self._line.setStretch(1, 1)
        self._whole = holder(self._line)
        self._who = WhoCard(desk, lambda child: self.show_for(child=child))
        self.setLayout(column(self._who, self._whole, gap=0))
        self._whole.hide()
        on_main_key(self, self.panel.send)  # a form in a sheet over the page has the key to itself
        self._fit()

    def context(self) -> str:
        return f"for {self.child.short}" if self.child else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("1 to 9", "Take the first day of that answer to the booking panel"), ("Ctrl+Enter", "Book and print"),
            ("B", "Look at the beds, for a night away"), ("L", "Put on the waiting list of the day chosen"),
            ("K", "Nothing fits: keep the request as unmet need"), ("Tab", "From the wishes to the answers to the booking"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        return self.child_id or None

    def ask_for_child(self) -> None:
        """Choose another child."""
        self.child, self.child_id = None, 0
        self._whole.hide()
        self._who.show()
        self._who.begin()
        self.headed.emit()

    def show_for(self, **target: Any) -> None:
        self.child_id, self._wished = target["child"], target.get("sessions", ())
        self.panel.say_nothing()
        self.wishes.show_siblings(())
        self._shown = FIRST_SHOWN
        self.only = None
        self.desk.ask(self, "within", setting_now, "within_miles", then=self.wishes.look_within)
        self._who.hide()
        self._whole.show()
        self.refresh()

    def focus_first(self) -> None:
        (self._answers if self.child_id else self._who.field).setFocus()

    def refresh(self) -> None:
        if self.child_id:
            self.desk.ask(self, "child", child_card, self.child_id, then=self._child)

    def _child(self, card: ChildCard) -> None:
        self.child = card
        self.headed.emit()
        self.desk.ask(self, "siblings", siblings_to_book, card.id, then=self.wishes.show_siblings)

        def allowances(rows: tuple[AllowanceRow, ...]) -> None:
            self.wishes.show_child(card, rows)
            self.wishes.send()
            self._judge_again()

        self.desk.ask(self, "allowances", allowances_shown, card.id, then=allowances)

    def _judge_again(self) -> None:
        self.panel.judge_again(*self.wishes.asked_for())

    def _ask(self, wish: Wish) -> None:
        before, self.wish = self.wish, wish
        if before is not None and before.within_miles != wish.within_miles:
            self._judge_again()
        self.desk.ask(self, "answers", breaks_for, wish, then=self.show_answer)

    def show_answer(self, answer: Answer) -> None:
        """Show the ranked services with the count of each outcome."""
        self.answer = answer
        self.remedies.look_for_days(self.wish, answer)
        empty(self._filters)
        for outcome, words, icon in (
            (None, f"All {len(answer.rows)}", ""), (Outcome.MET, f"Fits {answer.count(Outcome.MET)}", "ok"),
            (Outcome.TO_DECIDE, f"A person decides {answer.count(Outcome.TO_DECIDE)}", "warn"),
            (Outcome.NOT_MET, f"Does not fit {answer.count(Outcome.NOT_MET)}", "bad"),
        ):  # fmt: skip
            look = "outlined" if outcome is self.only else "quiet"
            self._filters.addWidget(
                Button(words, look, icon=icon, name=f"only_{outcome or 'all'}", then=partial(self._narrow, outcome))
            )
        far = f"; {answer.too_far} {'is' if answer.too_far == 1 else 'are'} further away" if answer.too_far else ""
        self.wishes.foot.setText(f"Answers come as you choose. {counted(answer.looked_at, 'service runs', 'services run')} then{far}.")
        self._draw()
        wished, self._wished = self._wished, ()
        if wished:
            self.choose_days(wished)

    def _narrow(self, outcome: Outcome | None) -> None:
        self.only = outcome
        self._shown = FIRST_SHOWN
        self.show_answer(self.answer)

    def _draw(self, more: int = 0) -> None:
        self._shown += more
        rows = [one for one in self.answer.rows if self.only is None or one.outcome is self.only]
        empty(self._list)
        self.cards = [
            BreakCard(number, one, self.choose, self.choose_days, self.panel.session_ids, self.remedies.of)
            for number, one in enumerate(rows[: self._shown], 1)
        ]
        if self.wish is not None and wants_nights(self.wish):
            self._list.addWidget(beds_card(self.wish, self.go))
        for card in self.cards:
            self.remedies.found.connect(card.offer_remedy)
            self._list.addWidget(card)
        if len(rows) > self._shown:
            self._list.addWidget(
                Button(f"Show {len(rows) - self._shown} more", name="show_more", then=partial(self._draw, more=30))
            )
        if not rows:
            none = "None of them." if self.answer.rows else "No service runs then."
            self._list.addWidget(label(none, "title"))
            self._list.addWidget(label(LOOSER, "second", wrap=True))

    def choose(self, answer: BreakRow, session_id: int) -> None:
        """Take one session to the booking panel; choosing another day of the same service adds or takes it away."""
        assert self.child is not None
        days = {tile.session_id for tile in answer.tiles}
        chosen = set(self.panel.session_ids) & days
        chosen = chosen - {session_id} if session_id in chosen else chosen | {session_id}
        if not chosen:
            self.leave_booking()
            return
        self.choose_days(tuple(chosen))

    def choose_days(self, chosen: tuple[int, ...]) -> None:
        """Take these sessions, and no others, to the booking panel: the days clicked, or a part of a scheme."""
        assert self.child is not None
        for card in self.cards:
            card.mark(chosen)
        self.panel.show_places(self.child.id, self.child.short, tuple(sorted(chosen)), *self.wishes.asked_for())
        self._fit()

    def leave_booking(self) -> None:
        """Go back to the answers with nothing chosen."""
        self.panel.say_nothing()
        for card in self.cards:
            card.mark(())
        self._fit()

    def escape(self) -> bool:
        if not self.panel.session_ids:
            return False
        self.leave_booking()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.text()
        if number.casefold() == "b" and self.wish is not None and wants_nights(self.wish):
            look_at_beds(self.wish, self.go)
            return
        acts = {"k": self.keep.click, "l": self.acts.wait}
        if number.casefold() in acts and not event.modifiers():
            acts[number.casefold()]()
            return
        if number.isdigit() and number != "0" and int(number) <= len(self.cards) and not event.modifiers():
            self.cards[int(number) - 1].choose()
            return
        super().keyPressEvent(event)

    def _booked(self, papers: tuple[int, ...], words: str) -> None:
        self._fit()
        if not papers:
            return
        look = partial(show_in_turn, self, self.desk, papers, "Booking confirmation")
        if len(papers) == 1:
            self.desk.notices.done(words, "The confirmation is in the register.", ("Look at it", look))
        else:
            kept = f"There are {counted(len(papers), 'confirmation')} in the register, one a child; each is shown after the other."
            self.desk.notices.done(words, kept, ("Look at them", look))
        QTimer.singleShot(0, self, look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.wishes.setFixedWidth(px(272))
        # Too narrow for three: the booking takes the answers' place while something is chosen
        narrow = self.width() < px(272 + 304 + ANSWERS)
        self.panel.setMinimumWidth(px(240) if narrow else px(304))
        self.panel.setMaximumWidth(16_777_215 if narrow else px(304))
        chosen = bool(self.panel.session_ids)
        self._line.setStretch(2, 1 if narrow else 0)
        self.panel.setVisible(not narrow or chosen)
        self._middle.setVisible(not narrow or not chosen)
