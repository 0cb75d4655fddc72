"""The results of a published round, and its letters: seen, printed, and issued again in large print."""

from PySide6.QtWidgets import QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.dates import say_full
from shortbreaks.rounds.letters import LetterRow, ReissueLetter, letters_listed, reissue_letter
from shortbreaks.rounds.queries import RoundShown, WishRow
from shortbreaks.words import counted
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, empty, holder, row
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label
from ui.rounds.columns import OUTCOMES, letter_columns, wish_columns
from ui.rounds.filter_line import FilterLine
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet

SIDE = 404


class ResultsView(QWidget):
    """Every wish with its result; at the right what happened, and the letters."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.desk = page, page.desk
        self.round: RoundShown | None = None
        self.rows: tuple[WishRow, ...] = ()
        self.letters: tuple[LetterRow, ...] = ()
        self.table = Table(
            wish_columns(page.today, published=True), key=lambda r: r.id, height=44, name="results_table"
        )
        self.table.opened.connect(self._open)
        self.listing = Listing(self.table, "Enter opens the booking or the child · Ctrl+C copies rows", icon="booking")
        kinds = [("", "Every result"), *((value, mark.text) for value, mark in OUTCOMES.items() if value)]
        self.filter = FilterLine("results", ("Search results", "Child, family or scheme"), "Which results", kinds)
        self.filter.changed.connect(self._filter)
        self.why = Card(margin=(16, 8, 16, 8), gap=2)
        self.reason = label("", "name", wrap=True, name="result_reason")
        self.remedy = label("", "second", wrap=True)
        self.why.body.addWidget(self.reason)
        self.why.body.addWidget(self.remedy)
        self.why.hide()
        self.table.chosen.connect(self._chosen)
        left = column(self.filter, self.listing, self.why, gap=12)
        left.setStretch(1, 1)
        side = column(self._happened(), self._letters(), gap=12)
        side.setStretch(1, 1)
        beside = Beside(holder(left), holder(side), SIDE, 460, inside=True)
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
        self.said = label("", "second", wrap=True, name="letters_said")
        self.letter_table = Table(letter_columns(), key=lambda r: r.id, height=44, name="letters_table")
        self.letter_table.opened.connect(self.show_letter)
        self.letter_table.chosen.connect(lambda _row: self._may_reissue())
        self.show_it = Button("Show the letter", icon="document", key="Enter", name="show_letter", then=self._show_chosen)
        self.large = Button("In large print", name="letter_in_large", then=self._reissue)
        card.body.addWidget(self.said)
        card.body.addWidget(self.letter_table, 1)
        card.body.addLayout(row(self.show_it, self.large, None, gap=8))
        return card

    def focus_first(self) -> None:
        """To the list."""
        self.table.setFocus()

    def escape(self) -> bool:
        """Clear the filters."""
        return self.filter.clear()

    def show_round(self, found: RoundShown) -> None:
        """What happened, newest first, and the letters there are."""
        self.round = found
        empty(self._steps)
        for step in found.steps:
            self._steps.addWidget(label(f"{step.words}", "body", wrap=True))
            self._steps.addWidget(
                label(f"{say_full(step.at.date())}, {step.at:%H:%M}, {step.person}", "caption", wrap=True)
            )
        self.desk.ask(self, "letters", letters_listed, found.id, then=self._letters_came)

    @property
    def _published(self) -> bool:
        return self.round is not None and self.round.state == "published"

    def _letters_came(self, rows: tuple[LetterRow, ...]) -> None:
        self.letters = rows
        self.letter_table.set_rows(rows)
        none = "This round was published without letters." if self._published else "Letters are issued with publishing, one a family."
        issued = f"{counted(len(rows), 'letter')}, issued with the round and in the register of papers."
        self.said.setText(issued if rows else none)
        if rows and self.letter_table.chosen_row() is None:
            self.letter_table.choose(0)
        self._may_reissue()

    def _may_reissue(self) -> None:
        chosen: LetterRow | None = self.letter_table.chosen_row() if self.letters else None
        none = "" if chosen is not None else "Choose a letter first."
        self.show_it.off_because(none)
        large = "This letter is in large print." if chosen is not None and chosen.style == "large" else none
        self.large.off_because(large if self.desk.may(Permission.ISSUE_PAPERS) else "Your role may not issue papers.")

    def _show_chosen(self) -> None:
        chosen = self.letter_table.chosen_row()
        if chosen is not None:
            self.show_letter(chosen)

    def show_letter(self, chosen: LetterRow) -> None:
        """Show one letter, to be printed or saved."""
        self.paper = PaperSheet(self, self.desk, chosen.paper_id, "Result of the round")

    def _reissue(self) -> None:
        """The chosen letter again in large print, the same facts; the register keeps both."""
        chosen = self.letter_table.chosen_row()
        if chosen is not None and self.large.isEnabled():
            self.desk.perform(self, reissue_letter, ReissueLetter(chosen.id, "large"), then=self._reissued)

    def _reissued(self, done: Done) -> None:
        if self.round is not None:
            self.desk.ask(self, "letters", letters_listed, self.round.id, then=self._letters_came)
        self.paper = PaperSheet(self, self.desk, done.answer, "Result of the round")

    def show_wishes(self, rows: tuple[WishRow, ...]) -> None:
        """What every wish came to."""
        self.rows = rows
        self._filter()

    def _filter(self) -> None:
        if not self._published:
            self.listing.say("No results yet.", "They stand here once the round is published.")
            return
        kind = self.filter.chosen
        shown = [
            one for one in self.rows
            if (not kind or kind == (one.outcome or one.state))
            and self.filter.finds(one.child, one.family, one.when, one.scheme)
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
