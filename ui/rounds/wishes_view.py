"""The wishes of a round: every wish by child and rank, and beside it the panel in which they are typed."""

from PySide6.QtWidgets import QWidget

from shortbreaks.rounds.queries import RoundShown, WishRow
from shortbreaks.words import counted
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.rounds.columns import wish_columns
from ui.rounds.entry_panel import EntryPanel
from ui.rounds.files import wish_file
from ui.rounds.filter_line import FilterLine
from ui.rounds.forms import may_write
from ui.shell.incoming_file import IncomingFile
from ui.shell.page import Page

SIDE = 392
FILTERS = (
    ("", "Every wish"),
    ("late", "Late"),
    ("together", "Together"),
    ("withdrawn", "Withdrawn"),
    ("first", "First wishes"),
)


class WishesView(QWidget):
    """The list with its search and filter; the entry panel at its right."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.file: IncomingFile | None = None
        self.rows: tuple[WishRow, ...] = ()
        self.entry = EntryPanel(page)
        self.table = Table(
            wish_columns(page.today, published=False), key=lambda r: r.id, height=44, name="wishes_table"
        )
        self.table.opened.connect(lambda r: self.entry.take_child(r.child_id, r.child))
        self.listing = Listing(self.table, "Enter adds to this child’s wishes · Delete withdraws · F2 finds a break", icon="booking")
        self.bring = Button("Bring a file in", icon="import", name="bring_wishes", then=self._bring)
        self.filter = FilterLine("wishes", ("Search wishes", "Child, family or scheme"), "Which wishes", FILTERS, self.bring)
        self.filter.changed.connect(self._filter)
        left = column(self.filter, self.listing, gap=12)
        left.setStretch(1, 1)
        beside = Beside(holder(left), self.entry, SIDE, 640, inside=True)
        whole = column(beside, gap=0)
        self.setLayout(whole)

    def _bring(self) -> None:
        if self.entry.round is not None:
            self.file = wish_file(self.page, self.entry.round.id)
            self.file.choose()

    def focus_first(self) -> None:
        """To the search."""
        self.filter.search.setFocus()

    def escape(self) -> bool:
        """Leave the child that is typed for, then the filters."""
        return self.entry.leave() or self.filter.clear()

    def show_round(self, found: RoundShown) -> None:
        """The sessions that can be wished for."""
        why = (
            ""
            if may_write(self.page.desk, found)
            else "This round is published."
            if found.state == "published"
            else "Your role may look only."
        )
        self.bring.off_because(why)
        self.entry.show_round(found)

    def show_wishes(self, rows: tuple[WishRow, ...]) -> None:
        """Every wish there is."""
        self.rows = rows
        self.entry.show_wishes(rows)
        self._filter()

    def _filter(self) -> None:
        kind = self.filter.chosen
        shown = [
            one for one in self.rows
            if _is(one, kind) and self.filter.finds(one.child, one.family, one.when, one.scheme, one.district)
        ]  # fmt: skip
        children = len({one.child_id for one in shown})
        if shown:
            self.listing.show_rows(
                shown, f"{counted(len(shown), 'wish', 'wishes')} of {counted(children, 'child', 'children')}"
            )
            if self.table.chosen_row() is None:
                self.table.choose(0)
        elif self.rows:
            self.listing.say(
                "No wish fits.",
                f"{counted(len(self.rows), 'wish', 'wishes')} without a filter.",
                "Show all",
                self.escape,
            )
        else:
            self.listing.say("No wishes yet.", "Press N: a child’s name, then its days in order; or bring a file in.")


def _is(one: WishRow, kind: str) -> bool:
    return {
        "late": one.late, "together": one.together, "withdrawn": one.state == "withdrawn", "first": one.rank == 1
    }.get(kind, True)  # fmt: skip
