"""Holiday rounds: every round with its state; N makes a new one."""

from datetime import timedelta
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.rounds.commands import MakeRound, make_round
from shortbreaks.rounds.listing import RoundRow, ServiceChoice, rounds_listed, services_for_round
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.layouts import column, row
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.rounds.columns import round_columns
from ui.rounds.forms import new_round
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page


class RoundsPage(Page):
    """The list of rounds, the newest cut-off first."""

    title = "Holiday rounds"
    concerns = frozenset({"allocation_round", "round_session", "wish", "round_result"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.rows: tuple[RoundRow, ...] = ()
        self.sheet: FormSheet | None = None
        self.table = Table(round_columns(self.today), key=lambda r: r.id, name="rounds_table")
        self.table.opened.connect(lambda r: self.go.to("round", id=r.id))
        self.listing = Listing(self.table, icon="booking")
        self.add = Button("Make a round", "filled", icon="add", key="N", name="make_round", then=self.new)
        if not desk.may(Permission.BOOK):
            self.add.off_because("Your role may look, not make a round.")
        whole = column(row(None, self.add), self.listing, gap=12, margin=(24, 12, 24, 16))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def context(self) -> str:
        waiting = sum(one.state in {"closed", "previewed"} for one in self.rows)
        if not self.rows:
            return ""
        return counted(len(self.rows), "round") + (f", {waiting} to work out or publish" if waiting else "")

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Open the round"), ("N", "Make a round"), ("Ctrl+C", "Copy the rows"))

    def focus_first(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        self.desk.ask(self, "rows", rounds_listed, then=self._show)

    def _show(self, rows: tuple[RoundRow, ...]) -> None:
        self.rows = rows
        self.headed.emit()
        if not rows:
            self.listing.say(
                "No round yet.", "A round takes every family’s wishes for a holiday scheme until a cut-off, and gives the places fairly.",
                "Make the first one", self.new,
            )  # fmt: skip
            return
        self.listing.show_rows(rows, counted(len(rows), "round"))
        if self.table.chosen_row() is None:
            self.table.choose(0)

    def new(self) -> None:
        """Make a round (N)."""
        if self.add.isEnabled():
            self.desk.ask(self, "services", services_for_round, then=self._ask)

    def _ask(self, services: tuple[ServiceChoice, ...]) -> None:
        if not services:
            self.desk.notices.refused("No scheme has sessions to come.", "Add sessions at Providers first.")
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            values["service_ids"] = tuple(int(one) for one in values["service_ids"])
            sheet.perform(
                make_round, MakeRound(**values), "The round is made.", "Its draw is fixed. Enter wishes, or bring a file in.",
                lambda done: self.go.to("round", id=done.answer),
            )  # fmt: skip

        begin = {
            "first_day": min(one.first_day for one in services), "last_day": max(one.last_day for one in services),
            "opens_on": self.today, "closes_on": self.today + timedelta(weeks=3), "closes_time": "17:00", "cap": 3,
            "cap_unit": "days",
        }  # fmt: skip
        self.sheet = FormSheet(self, "Make a round", new_round(services), begin, "Make it", send, width=720)
