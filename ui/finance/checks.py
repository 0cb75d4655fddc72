"""Finance's questions of a month and of a year's end, each with its figure, its list, and the list as a file."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from shortbreaks.database.files import write_whole
from shortbreaks.dates import say_day, short_day
from shortbreaks.finance.accruals import year_end_before
from shortbreaks.finance.check_rows import CheckRow
from shortbreaks.finance.checks import Answer, check_file, check_rows, checks_answered
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.finance.columns import say_month
from ui.finance.view import View
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.files import choose_folder
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page


def answer_columns() -> list[Column[Answer]]:
    """A question, what it comes to, and whether somebody must look."""

    def marks(row: Answer) -> tuple[Mark, ...]:
        if not row.wrong:
            return (Mark(f"{row.count:,}", "info"),)
        return (Mark(f"{row.count:,} to look at", "warn") if row.count else Mark("Agrees", "ok"),)

    first: Column[Answer] = Column("Question", lambda r: r.title, second=lambda r: r.sentence, strong=True)
    return [
        first,
        Column("", marks=marks, sort=lambda r: r.count, width=140),
        Column("Sum", lambda r: pounds(r.pence) if r.count else "–", sort=lambda r: r.pence, right=True, width=120, tabular=True),
    ]  # fmt: skip


def row_columns(today: date) -> list[Column[CheckRow]]:
    """A line of the list: its reference and who, what, its day and its pence."""
    first: Column[CheckRow] = Column("Whose", lambda r: r.ref, second=lambda r: r.who, strong=True, width=210)
    return [
        first, Column("What", lambda r: r.what),
        Column("Day", lambda r: short_day(r.on, today) if r.on else "–", sort=lambda r: r.on or date.min, width=112, tabular=True),
        Column(
            "Sum", lambda r: pounds(r.pence), second=lambda r: "" if r.beside is None else f"of {pounds(r.beside)}",
            sort=lambda r: r.pence, right=True, width=120, tabular=True,
        ),
    ]  # fmt: skip


class Checks(View):
    """Questions at the left, the list behind the chosen one at the right."""

    title = "Questions"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.when, self.day = "month", page.today
        self.table = Table(answer_columns(), key=lambda r: r.key, height=44, name="checks_table")
        self.listing = Listing(self.table, "Ctrl+C copies rows")
        self.table.chosen.connect(lambda _row: self._ask())
        self.rows = Table(row_columns(page.today), key=id, height=44, name="check_rows")
        self.list = Listing(self.rows, "Ctrl+C copies rows")
        self.said = label("", "second", name="checks_span")
        self.month = Button("Another month", key="N", name="check_month", then=self.new)
        self.year = Button("A year’s end", name="check_year", then=self._year)
        self.save = Button("Save the list", icon="export", name="save_check", then=self._save)
        both = Beside(self.listing, self.list, 600, least=460, inside=True)
        lines = column(flow(self.month, self.year, self.save, self.said, gap=8), both, gap=12)
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def refresh(self) -> None:
        self.desk.ask(self, "checks", checks_answered, self.when, self.day, then=self._came)

    def focus_first(self) -> None:
        self.table.setFocus()

    def _came(self, answers: tuple[Answer, ...]) -> None:
        said = say_month(f"{self.day:%Y-%m}") if self.when == "month" else f"Year to {say_day(self.day)}"
        self.said.setText(said)
        look = sum(1 for one in answers if one.wrong and one.count)
        foot = f"{said}: {counted(look, 'question')} to look at" if self.when == "month" else said
        self.listing.show_rows(answers, foot)
        if self.table.chosen_row() is None:
            self.table.choose(next((n for n, one in enumerate(answers) if one.count), 0))
        self._ask()

    def _ask(self) -> None:
        one = self.table.chosen_row()
        self.save.off_because("" if one is not None and one.count else "There is nothing on this list.")
        if one is not None:
            self.desk.ask(self, "rows", check_rows, one.key, self.day, then=partial(self._show, one))

    def _show(self, one: Answer, rows: tuple[CheckRow, ...]) -> None:
        if rows:
            self.list.show_rows(rows, f"{counted(len(rows), 'line')}, {pounds(sum(row.pence for row in rows))}")
        else:
            self.list.say("Nothing on this list.", one.sentence)

    def new(self) -> None:
        """Another month."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.sheet.close_sheet()
            self.when, self.day = "month", values["day"]
            self.refresh()

        fields = (Field("day", "Any day of the month", "date"),)
        self.sheet = FormSheet(self.page, "Questions of a month", fields, {"day": self.day}, "Ask", send)

    def _year(self) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            def came(answers: tuple[Answer, ...]) -> None:
                sheet.sheet.close_sheet()
                self.when, self.day = "year", values["day"]
                self._came(answers)

            self.desk.ask(sheet.sheet, "year", checks_answered, "year", values["day"], then=came, refused=sheet.form.refuse)

        fields = (Field("day", "At the end of", "date"),)
        begin = {"day": year_end_before(self.page.today)}
        self.sheet = FormSheet(self.page, "Questions of a year’s end", fields, begin, "Ask", send)

    def _save(self) -> None:
        one = self.table.chosen_row()
        if one is not None:
            choose_folder(self.page, "Folder for the list", partial(self.save_into, one.key))

    def save_into(self, key: str, folder: str) -> None:
        """Write the list of a question whole into a folder."""
        name = f"{key}-{self.day}.csv"

        def made(content: bytes) -> None:
            self.desk.work(
                self.page, lambda: write_whole(Path(folder) / name, content),
                lambda _none: self.desk.notices.done(f"{name} is written."), self.desk.notices.say,
            )  # fmt: skip

        self.desk.ask(self.page, "check_file", check_file, key, self.day, then=made)
