"""The preview of a round: beside first-come on the same wishes, and beside what is tried; every wish with its reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shortbreaks.rounds.facts import WhatIf
from shortbreaks.rounds.preview import NOTHING, Preview, PreviewRow, preview_of
from shortbreaks.rounds.queries import RoundShown
from shortbreaks.rounds.rules import FAIR
from shortbreaks.words import counted
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.layouts import column, empty, holder, scroller
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.paired_bars import Compared, PairedBars
from ui.kit.table import Table
from ui.kit.text import label
from ui.rounds.columns import OUTCOMES, preview_columns
from ui.rounds.filter_line import FilterLine
from ui.rounds.forms import may_write
from ui.rounds.what_if import WhatIfCard
from ui.shell.page import Page

SIDE = 404
FIGURES = (
    ("First wishes met", "firsts"), ("Second wishes met", "seconds"), ("Wishes met", "given"),
    ("Children with something", "children_with_some"), ("Children with nothing", "children_with_nothing"),
    ("Own worker: something", "own_with_some"),
)  # fmt: skip


class PreviewView(QWidget):
    """The list of what every wish would come to; at its right the figures, and what can be tried."""

    worked_out = Signal()
    decision_wanted = Signal(object)  # about this PreviewRow, or None

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.desk = page, page.desk
        self.round: RoundShown | None = None
        self.found: Preview | None = None
        self.what_if = WhatIfCard(self.ask)
        self.table = Table(preview_columns(), key=lambda r: r.wish, height=44, name="preview_table")
        self.table.chosen.connect(lambda _r: self._chosen())
        self.table.opened.connect(lambda r: page.go.to("child", id=r.child_id))
        self.listing = Listing(self.table, "D decides · W tries it without this wish · Enter opens the child")
        self.decide = Button("Decide", key="D", name="decide_wish", then=lambda: self.decision_wanted.emit(self.table.chosen_row()))
        kinds = [("", "Every result"), *((value, mark.text) for value, mark in OUTCOMES.items() if value not in {"", "withdrawn"})]
        kinds.append(("changed", "Other than before"))
        self.filter = FilterLine("preview", ("Search the preview", "Child or scheme"), "Which results", kinds, self.decide)
        self.filter.changed.connect(self._filter)
        self.why = Card(margin=(16, 8, 16, 8), gap=2)
        self.reason = label("", "name", wrap=True, name="preview_reason")
        self.remedy = label("", "second", wrap=True, name="preview_remedy")
        self.why.body.addWidget(self.reason)
        self.why.body.addWidget(self.remedy)
        left = column(self.filter, self.listing, self.why, gap=12)
        left.setStretch(1, 1)
        self._notices = column(gap=8)
        self._districts = column(gap=8)
        self.by_district = self._by_district()
        parts = column(self._picture(), self.what_if, self.by_district, None, gap=12, margin=(0, 0, 12, 0))
        beside = Beside(holder(left), scroller(holder(parts), "preview_side"), SIDE, 460, inside=True)
        self.setLayout(column(beside, gap=0))

    def _picture(self) -> Card:
        card = Card()
        self.said = label("", "title", wrap=True, name="preview_said")
        meaning = "Bars count wishes and children. First come is the simple rule on the same wishes."
        self.bars = PairedBars()
        for part in (self.said, label(meaning, "caption", wrap=True), self.bars):
            card.body.addWidget(part)
        card.body.addLayout(self._notices)
        return card

    def _by_district(self) -> Card:
        card = Card()
        card.heading("By district")
        card.body.addLayout(self._districts)
        return card

    @property
    def tried(self) -> WhatIf:
        """What is tried now."""
        return self.what_if.tried

    def forget(self) -> None:
        """Another round is shown."""
        self.round, self.found = None, None
        self.what_if.put_away()

    def focus_first(self) -> None:
        """To the list."""
        self.table.setFocus()

    def escape(self) -> bool:
        """The round as it stands, then without a filter."""
        if self.tried != NOTHING:
            self.what_if.forget()
            return True
        return self.filter.clear()

    def show_round(self, found: RoundShown) -> None:
        """Work the round out again; off the GUI thread, as every question."""
        self.round = found
        if found.state == "published":
            self.found = None
            self.what_if.put_away()
            self.listing.say("This round is published.", "Its results are behind the next tab.")
            self.said.setText("Published: nothing is tried any more.")
            self.bars.show_rows((), ())
            self._chosen()
            self.by_district.hide()
            self.what_if.hide()
            return
        self.by_district.show()
        self.what_if.show()
        self.what_if.show_round(found, self.page.today)
        self.ask()

    def without(self, chosen: PreviewRow) -> None:
        """W: try the round without the chosen wish."""
        self.what_if.without(chosen.wish)

    def ask(self) -> None:
        """Work it out with what is tried."""
        if self.round is not None:
            self.desk.ask(self, "preview", preview_of, self.round.id, self.tried, then=self._came)

    def _came(self, found: Preview) -> None:
        self.found = found
        ways, outcomes = ["The round", "First come"], [found.round, found.first_come]
        if found.tried is not None:
            ways, outcomes = ["Tried", "As it stands", "First come"], [found.tried, found.round, found.first_come]
        rows = [Compared(words, tuple(getattr(one, name) for one in outcomes)) for words, name in FIGURES]
        self.bars.show_rows(ways, rows)
        self.said.setText(_headline(found))
        self._tell(found)
        empty(self._districts)
        shown = [(name, f"{none} of {all_} with nothing") for name, all_, none in outcomes[0].districts]
        self._districts.addWidget(facts(shown, name_width=170, name="preview_districts"))
        self._filter()
        self.worked_out.emit()

    def _tell(self, found: Preview) -> None:
        """What a person should know before keeping this preview."""
        empty(self._notices)
        if found.gave_way:
            lead = f"{counted(found.gave_way, 'child', 'children')} who need a worker of their own gave way."
            rest = "Without that, fewer first wishes are met than by first come. Look at them before publishing."
            self._notices.addWidget(Notice("warn", lead, rest, closable=False))
        elif found.way != FAIR:
            words = "First wishes that first come meets were looked at first, so that no fewer are met."
            self._notices.addWidget(label(words, "caption", wrap=True))
        if found.to_decide:
            lead = counted(found.to_decide, "wish needs a person.", "wishes need a person.")
            self._notices.addWidget(Notice("warn", lead, "D decides them, many at once.", closable=False))

    def _filter(self) -> None:
        if self.found is None:
            return
        kind = self.filter.chosen
        shown = [
            one for one in self.found.rows
            if (not kind or one.outcome == kind or (kind == "changed" and one.before != one.outcome))
            and self.filter.finds(one.child, one.when, one.scheme)
        ]  # fmt: skip
        whole = counted(len(self.found.rows), "wish", "wishes")
        if shown:
            self.listing.show_rows(shown, f"{len(shown)} of {whole}")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        elif self.found.rows:
            self.listing.say("Nothing here.", f"{whole} without a filter.", "Show all", self.escape)
        else:
            self.listing.say("No wishes yet.", "The preview works itself out as soon as there are some.")
        self._chosen()

    def _chosen(self) -> None:
        chosen: PreviewRow | None = self.table.chosen_row() if self.found is not None and self.found.rows else None
        self.why.setVisible(chosen is not None)
        self.reason.setText(chosen.reason if chosen else "")
        self.remedy.setText(chosen.remedy if chosen else "")
        self.remedy.setVisible(bool(chosen and chosen.remedy))
        ask = chosen is not None and bool(chosen.rule) and may_write(self.desk, self.round)
        self.decide.off_because("" if ask else "Nothing is asked about the chosen wish.")


def _headline(found: Preview) -> str:
    shown = found.tried or found.round
    more = shown.firsts - found.first_come.firsts
    lead = f"{shown.firsts} of {found.first_wishes} first wishes met"
    return f"{lead}, {more} more than by first come" if more > 0 else f"{lead}, as many as by first come"
