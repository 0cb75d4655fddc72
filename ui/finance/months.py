"""The months of the books: closed, opened again, closed for good."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.reasons import BEFORE_YEAR_END
from shortbreaks.errors import Spoken
from shortbreaks.ledger.commands import CloseMonth, OpenMonth, close_month, open_month
from shortbreaks.ledger.months import MonthRow, months_of_the_books
from shortbreaks.words import counted
from ui.finance.columns import month_columns, say_month
from ui.finance.view import View, why_off
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.layouts import column, row
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.table import Table
from ui.shell.back_up_first import MAKING, back_up_first
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

WHY = (Field("reason", "Why"),)


class Months(View):
    """The list of months, and what can be done with the one chosen."""

    title = "Months of the books"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.table = Table(month_columns(), key=lambda r: r.month, name="months_table")
        self.listing = Listing(self.table, "Ctrl+C copies rows")
        self.table.chosen.connect(lambda _row: self._offer())
        self.soft = Button("Close it", icon="lock", name="close_month", then=partial(self._close, for_good=False))
        self.hard = Button("Close it for good", name="close_month_for_good", then=partial(self._close, for_good=True))
        self.open = Button("Open it again", name="open_month", then=self._open)
        both = column(row(self.soft, self.open, None, self.hard, gap=8), self.listing, gap=12)
        both.setStretch(1, 1)
        self.setLayout(both)
        self._offer()

    def refresh(self) -> None:
        self.desk.ask(self, "months", months_of_the_books, then=self._came)

    def focus_first(self) -> None:
        self.table.setFocus()

    def _came(self, rows: tuple[MonthRow, ...]) -> None:
        if rows:
            self.listing.show_rows(rows, counted(len(rows), "month"))
            if self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.listing.say("Nothing is posted yet.", "A month stands here once something is dated in it.")
        self._offer()

    def _offer(self) -> None:
        """Buttons say why they are off; what the books would refuse is never offered."""
        one = self.table.chosen_row()
        state = "" if one is None else one.state
        may = self.desk.may(Permission.CLOSE_BOOKS)
        none = "" if state else "Choose a month first."
        running = "The month is not over yet." if one is not None and one.month >= f"{self.page.today:%Y-%m}" else ""
        closed = {"soft": "It is closed already.", "hard": "It is closed for good."}
        self.soft.off_because(why_off(may, none or closed.get(state, running)))
        self.hard.off_because(why_off(may, none or ("It is closed for good." if state == "hard" else running)))
        opened = {"soft": "", "open": "It is open.", "hard": "It was closed for good."}
        self.open.off_because(why_off(may, none or opened[state]))

    def _close(self, *, for_good: bool) -> None:
        one = self.table.chosen_row()
        if one is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CloseMonth(one.month, values["reason"], for_good)
            rest = "It cannot be undone." if for_good else ""

            def act() -> None:
                sheet.say_above()
                sheet.perform(close_month, request, f"{said} is closed.", rest)

            def not_backed_up(spoken: Spoken) -> None:
                sheet.say_above()
                sheet.form.refuse(spoken)

            if for_good or one.month.endswith("-03"):  # a year's end, and what cannot be undone
                sheet.say_above(Notice("info", *MAKING, closable=False))
                back_up_first(sheet.sheet, self.desk, BEFORE_YEAR_END, act, not_backed_up)
            else:
                act()

        said = say_month(one.month)
        title = f"Close {said} for good" if for_good else f"Close {said}"
        self.sheet = FormSheet(self.page, title, WHY, None, "Close it for good" if for_good else "Close it", send)

    def _open(self) -> None:
        one = self.table.chosen_row()
        if one is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(open_month, OpenMonth(one.month, values["reason"]), f"{say_month(one.month)} is open again.")

        self.sheet = FormSheet(self.page, f"Open {say_month(one.month)} again", WHY, None, "Open it", send)
