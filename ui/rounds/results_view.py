"""The results of a published round, and its letters: drawn one by one with progress, stopped, gone on with, seen again."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.database.search import fold
from shortbreaks.dates import say_full
from shortbreaks.errors import Spoken
from shortbreaks.rounds.letters import DrawLetter, LetterRow, draw_letter, letters_listed
from shortbreaks.rounds.queries import RoundShown, WishRow
from shortbreaks.words import counted
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, empty, holder, row
from ui.kit.lines import search_line
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.rounds.columns import OUTCOMES, letter_columns, wish_columns
from ui.shell.paper_sheet import PaperSheet

if TYPE_CHECKING:
    from ui.rounds.round_page import RoundPage

SIDE = 404


class ResultsView(QWidget):
    """Every wish with its result; at the right what happened, and the letters."""

    def __init__(self, page: "RoundPage") -> None:
        super().__init__()
        self.page, self.desk = page, page.desk
        self.rows: tuple[WishRow, ...] = ()
        self.letters: tuple[LetterRow, ...] = ()
        self.waiting: list[int] = []
        self.drawn = self.whole = 0
        self.running = False
        self.table = Table(
            wish_columns(page.today, published=True), key=lambda r: r.id, height=44, name="results_table"
        )
        self.table.opened.connect(self._open)
        self.listing = Listing(self.table, "Enter opens the booking or the child · Ctrl+C copies rows")
        self.search = search_line("Search results", "Child, family or scheme", "results_search")
        self.search.textChanged.connect(lambda _t: self._filter())
        self.filter = QComboBox()
        self.filter.setObjectName("results_filter")
        self.filter.setAccessibleName("Which results")
        self.filter.setMinimumWidth(px(160))
        self.filter.addItem("Every result", "")
        for value, mark in OUTCOMES.items():
            if value:
                self.filter.addItem(mark.text, value)
        self.filter.currentIndexChanged.connect(lambda _n: self._filter())
        bar = row(self.search, self.filter, gap=8)
        bar.setStretch(0, 1)
        self.why = Card(margin=(16, 8, 16, 8), gap=2)
        self.reason = label("", "name", wrap=True, name="result_reason")
        self.remedy = label("", "second", wrap=True)
        self.why.body.addWidget(self.reason)
        self.why.body.addWidget(self.remedy)
        self.why.hide()
        self.table.chosen.connect(self._chosen)
        left = column(bar, self.listing, self.why, gap=12)
        left.setStretch(1, 1)
        side = column(self._happened(), self._letters(), gap=12)
        side.setStretch(1, 1)
        beside = Beside(holder(left), holder(side), SIDE, 460)
        beside.both.setContentsMargins(0, 0, 0, 0)
        self.setLayout(column(beside, gap=0))

    def _happened(self) -> Card:
        card = Card()
        card.heading("What happened")
        self._steps = column(gap=6)
        card.body.addLayout(self._steps)
        return card

    def _letters(self) -> Card:
        card = Card()
        card.heading("Letters")
        self.progress = label("", "second", wrap=True, name="letters_progress")
        self.letter_table = Table(letter_columns(), key=lambda r: r.id, height=32, name="letters_table")
        self.letter_table.opened.connect(self.show_letter)
        self.draw = Button("Draw the letters", "filled", icon="document", name="draw_letters", then=self.draw_all)
        self.stop = Button("Stop", name="stop_letters", then=self.stop_drawing)
        self.stop.hide()
        card.body.addWidget(self.progress)
        card.body.addWidget(self.letter_table, 1)
        card.body.addLayout(row(self.draw, self.stop, None))
        return card

    def focus_first(self) -> None:
        """To the list."""
        self.table.setFocus()

    def escape(self) -> bool:
        """Stop the letters, then clear the filters."""
        if self.running:
            self.stop_drawing()
            return True
        if not self.search.text() and not self.filter.currentIndex():
            return False
        self.search.clear()
        self.filter.setCurrentIndex(0)
        return True

    def show_round(self, found: RoundShown) -> None:
        """What happened, newest first, and the letters there are."""
        empty(self._steps)
        for step in found.steps:
            self._steps.addWidget(label(f"{step.words}", "body", wrap=True))
            self._steps.addWidget(
                label(f"{say_full(step.at.date())}, {step.at:%H:%M}, {step.person}", "caption", wrap=True)
            )
        if not self.running:
            self.desk.ask(self, "letters", letters_listed, found.id, then=self._letters_came)

    def _letters_came(self, rows: tuple[LetterRow, ...]) -> None:
        self.letters = rows
        self.letter_table.set_rows(rows)
        left = sum(one.paper_id is None for one in rows)
        said = (
            f"{len(rows) - left} of {counted(len(rows), 'letter')} drawn. Enter shows one."
            if rows
            else "Letters follow publishing, one a family."
        )
        self.progress.setText(said)
        self.draw.setText("Go on drawing" if 0 < left < len(rows) else "Draw the letters")
        why = "" if left else "Every letter is drawn; Enter shows one." if rows else "There are no letters yet."
        self.draw.off_because(why if self.desk.may(Permission.ISSUE_PAPERS) else "Your role may not issue papers.")

    def draw_all(self) -> None:
        """Draw every letter that is not drawn yet, one after the other; each is whole when the batch is stopped."""
        self.waiting = [one.id for one in self.letters if one.paper_id is None]
        self.whole, self.drawn, self.running = len(self.waiting), 0, bool(self.waiting)
        self.stop.setVisible(self.running)
        self.draw.setVisible(not self.running)
        self._next()

    def _next(self) -> None:
        if not self.running or not self.waiting:
            self._ended()
            return
        self.progress.setText(f"{self.drawn} of {counted(self.whole, 'letter')} drawn")
        request = DrawLetter(self.waiting.pop(0))
        self.desk.perform(self, draw_letter, request, then=self._one_drawn, refused=self._refused)

    def _one_drawn(self, _done: Done) -> None:
        self.drawn += 1
        self._next()

    def _refused(self, spoken: Spoken) -> None:
        self.waiting.clear()
        self._ended()
        self.desk.notices.say(spoken)

    def stop_drawing(self) -> None:
        """Stop after the letter that is being drawn."""
        self.waiting.clear()

    def _ended(self) -> None:
        was, self.running = self.running, False
        self.stop.hide()
        self.draw.show()
        if was:
            left = self.whole - self.drawn
            rest = (
                f"{counted(left, 'letter')} left; go on whenever you like."
                if left
                else "Each can be drawn again from the register."
            )
            self.desk.notices.done(f"{counted(self.drawn, 'letter')} drawn.", rest)
        self.desk.ask(self, "letters", letters_listed, self.page.round_id, then=self._letters_came)

    def show_letter(self, chosen: LetterRow) -> None:
        """Show one letter, drawn now where it is not yet."""
        if chosen.paper_id is not None:
            self.paper = PaperSheet(self, self.desk, chosen.paper_id, "Result of the round")
            return

        def drawn(done: Done) -> None:
            self.paper = PaperSheet(self, self.desk, done.answer, "Result of the round")

        self.desk.perform(self, draw_letter, DrawLetter(chosen.id), then=drawn, refused=self.desk.notices.say)

    def show_wishes(self, rows: tuple[WishRow, ...]) -> None:
        """What every wish came to."""
        self.rows = rows
        self._filter()

    def _filter(self) -> None:
        published = self.page.round is not None and self.page.round.state == "published"
        if not published:
            self.listing.say("No results yet.", "They stand here once the round is published.")
            return
        words, kind = fold(self.search.text()).split(), self.filter.currentData()
        shown = [
            one for one in self.rows
            if (not kind or kind == (one.outcome or one.state))
            and all(word in fold(f"{one.child} {one.family} {one.when} {one.scheme}") for word in words)
        ]  # fmt: skip
        if shown:
            self.listing.show_rows(shown, f"{len(shown)} of {counted(len(self.rows), 'wish', 'wishes')}")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.listing.say(
                "Nothing here.",
                f"{counted(len(self.rows), 'wish', 'wishes')} without a filter.",
                "Show all",
                self.escape,
            )

    def _chosen(self, chosen: WishRow) -> None:
        """The reason of the chosen wish in full, as its family is told."""
        self.why.setVisible(bool(chosen.reason))
        self.reason.setText(chosen.reason)
        self.remedy.setText(chosen.remedy)
        self.remedy.setVisible(bool(chosen.remedy))

    def _open(self, chosen: WishRow) -> None:
        if chosen.number is not None:
            self.page.go.to("bookings", number=chosen.number)
        else:
            self.page.go.to("child", id=chosen.child_id)
