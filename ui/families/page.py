"""Families: find a child by half a name, or take a new family in with likely duplicates shown first."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.families.commands import RegisterFamily, register_family
from shortbreaks.families.queries import families_listed
from shortbreaks.families.search import FoundChild, find_people
from ui.families.columns import family_columns
from ui.families.files import FAMILIES, ask_where_empty
from ui.families.forms import register_fields
from ui.families.look_first import LookFirst
from ui.kit.buttons import Button, IconButton
from ui.kit.layouts import column, keep_width, row
from ui.kit.lines import search_line
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.incoming_file import IncomingFile
from ui.shell.page import Go, Page

WAIT_MS = 60


class FamiliesPage(Page):
    """The list and its search."""

    title = "Families"
    concerns = frozenset({"child", "household", "adult", "address"})
    stands_on = ("families_search",)

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.count = 0
        hint = "Half a name, F-20418, a postcode or a telephone number"
        self.search = search_line("Search families", hint, "families_search")
        keep_width(self.search, 420)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _t: self._timer.start())
        self.search.returnPressed.connect(self._open_first)
        self.add = Button("Add a family", icon="add", key="N", name="add_family", then=self.new)
        if not desk.may(Permission.CHANGE_FAMILIES):
            self.add.off_because("Your role may see families, not change them.")
        self.bring_in = IncomingFile(self, FAMILIES)
        self.files = IconButton("more", "Files, and records whose time is up")
        menu = QMenu(self)
        menu.setObjectName("families_files")
        inward = menu.addAction("Bring families in from a table", self.bring_in.choose)
        inward.setEnabled(desk.may(Permission.IMPORT))
        menu.addAction("Save an empty table to fill in", partial(ask_where_empty, self))
        menu.addAction("Records whose time is up", partial(go.to, "erasure"))
        self.files.setMenu(menu)
        self.table = Table(family_columns(self.today), key=lambda r: r.id, height=36, name="families_table")
        self.listing = Listing(self.table, "Enter opens · F2 finds a break · Ctrl+C copies rows", icon="family")
        self.table.opened.connect(lambda r: self.go.to("child", id=r.id))
        lines = column(row(self.search, None, self.files, self.add), self.listing, gap=12, margin=(24, 12, 24, 12))
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def context(self) -> str:
        return f"{self.count:,} children" if self.count else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Open the child"), ("N", "Add a family"), ("F2", "Find a break for the child"))

    def child_shown(self) -> int | None:
        chosen = self.table.chosen_row()
        return chosen.id if chosen is not None else None

    def focus_first(self) -> None:
        self.search.setFocus()

    def show_for(self, **target: Any) -> None:
        self.search.setText(str(target.get("text", "")))

    def escape(self) -> bool:
        if not self.search.text():
            return False
        self.search.clear()
        return True

    def refresh(self) -> None:
        typed = self.search.text().strip()
        if typed:
            self.desk.ask(self, "rows", find_people, typed, then=self._found)
        else:
            self.desk.ask(self, "rows", families_listed, then=self._listed)

    def _listed(self, answer: tuple[tuple[FoundChild, ...], int]) -> None:
        rows, self.count = answer
        self.headed.emit()
        if not rows:
            self.listing.say("No families yet.", "A family stands here once it is added.", "Add a family", self.new)
            return
        self.listing.show_rows(rows, f"{len(rows):,} of {self.count:,} children; type to find the others")

    def _found(self, rows: tuple[FoundChild, ...]) -> None:
        if not rows:
            self.listing.say(
                "Nobody is found by that.", "Half a name is enough, misspelt or without accents. F-20418 and postcodes work too.",
                "Add a family", self.new,
            )  # fmt: skip
            return
        self.listing.show_rows(rows, f"{len(rows)} found")
        self.table.choose(0)

    def _open_first(self) -> None:
        self._timer.stop()
        if (chosen := self.table.chosen_row()) is not None:
            self.go.to("child", id=chosen.id)

    def new(self) -> None:
        """Take a new family in."""
        if self.add.isEnabled():
            self.sheet = FormSheet(
                self, "Add a family", register_fields(self.desk.lists), {"letter_format": "standard"}, "Add the family",
                LookFirst(self, self._register).look,
            )  # fmt: skip

    def _register(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        def added(done: Done) -> None:
            self.go.to("child", id=done.answer[1])

        sheet.perform(register_family, RegisterFamily(**values), "Family added.", "", added)
