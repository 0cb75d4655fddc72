"""The files taken in, one a row: who took it in and when, what of it was new, for whom; its lines, and the way back."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day, say_short, short_day
from shortbreaks.money import pounds
from shortbreaks.payments.spending.files_taken import (
    FileLine,
    FileRow,
    FileShown,
    FilesTaken,
    files_taken,
    lines_of_file,
)
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder, row
from ui.kit.lines import search_line
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.page_keys import on_page_key
from ui.kit.rows import Column, Mark
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.payments.putting_back import PutBackActs
from ui.shell.page import Page

WAIT_MS = 200
PRINT = 12  # first letters of a fingerprint that are shown; the rest is spoken


def file_columns(today: date) -> Sequence[Column[FileRow]]:
    """Its name and fingerprint, who took it in, for whom, which days, how many lines, in and out, and whether it stands."""
    first: Column[FileRow] = Column("File", lambda r: r.name, second=lambda r: f"Fingerprint {r.sha256[:PRINT]}", strong=True)
    return [
        first,
        Column("Taken in", lambda r: f"{say_short(r.at.date(), today)}, {r.at:%H:%M}", second=lambda r: r.person,
               sort=lambda r: r.id, width=158),
        Column("For", _whose, second=lambda r: _span(r, today),
               sort=lambda r: (r.accounts, r.ref), width=190),
        Column("New lines", lambda r: f"{r.added:,}", second=lambda r: f"{r.known:,} there already", sort=lambda r: r.added, right=True,
               width=132, tabular=True),
        Column("Out", lambda r: _sum(r.out_pence), sort=lambda r: r.out_pence, right=True, width=104, tabular=True),
        Column("In", lambda r: _sum(r.in_pence), sort=lambda r: r.in_pence, right=True, width=104, tabular=True),
        Column("State", marks=lambda r: (_state(r),), sort=lambda r: r.back, width=142),
    ]  # fmt: skip


def _whose(one: FileRow) -> str:
    return one.ref if one.accounts == 1 else counted(one.accounts, "account") if one.accounts else "Nothing new"


def _sum(pence: int) -> str:
    return pounds(pence) if pence else ""


def _span(one: FileRow, today: date) -> str:
    first, last = (short_day(day, today) for day in (one.first, one.last))
    return first if first == last else f"{first} to {last}"


def _state(one: FileRow) -> Mark:
    if one.back_on is not None:
        return Mark("Put back", "bad")
    return Mark(f"{one.back} put back", "warn") if one.back else Mark("Stands", "ok")


def line_columns(today: date) -> Sequence[Column[FileLine]]:
    """The day, whose it is, who was paid and what is thought of it, out and in, and what became of it."""

    def became(one: FileLine) -> Sequence[Mark]:
        said = {"odd": Mark("To look at", "warn"), "put back": Mark("Put back", "bad"), "misspent": Mark("Not as agreed", "bad")}
        return (said.get(one.match, Mark((one.category or "matched").capitalize(), "ok")),)

    first: Column[FileLine] = Column("Day", lambda r: short_day(r.on, today), sort=lambda r: r.on, width=110, tabular=True)
    return [
        first,
        Column("Account", lambda r: r.ref, second=lambda r: r.name, width=230),
        Column("Who", lambda r: r.payee, second=lambda r: r.why, strong=True),
        Column("Out", lambda r: pounds(r.pence) if r.pence > 0 else "", sort=lambda r: r.pence, right=True, width=96, tabular=True),
        Column("In", lambda r: pounds(-r.pence) if r.pence < 0 else "", sort=lambda r: -r.pence, right=True, width=96, tabular=True),
        Column("Became", marks=became, width=150),
    ]  # fmt: skip


class FilesTab(QWidget):
    """The list of files, with the way to the lines of each and to putting a wrong one back."""

    def __init__(self, page: Page, today: date) -> None:
        super().__init__()
        self.page, self.today = page, today
        self.back = PutBackActs(page)
        self.sheet: Sheet | None = None
        self.table = Table(file_columns(today), key=lambda r: r.id, height=44, name="files_table")
        self.table.opened.connect(self.open_lines)
        self.listing = Listing(self.table, "Enter shows its lines · B puts a file back", icon="import")
        self.search = search_line("Search files", "File or DP number", "files_search")
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _t: self._timer.start())
        self.put_back = Button("Put the file back", icon="put-back", key="B", name="put_file_back", then=self.put_chosen_back)
        self.table.chosen.connect(lambda _row: self._offer())
        self._offer()
        bar = row(self.search, self.put_back, gap=8)
        bar.setStretch(0, 1)
        both = column(bar, self.listing, gap=12)
        both.setStretch(1, 1)
        self.setLayout(both)
        on_page_key(self.table, "B", self.put_chosen_back)

    def refresh(self) -> None:
        """Read the files again."""
        self.page.desk.ask(self, "files", files_taken, self.search.text(), then=self._came)

    def _came(self, found: FilesTaken) -> None:
        if found.rows:
            shown = "" if len(found.rows) == found.count else f"{len(found.rows):,} newest of "
            self.listing.show_rows(found.rows, f"{shown}{counted(found.count, 'file')}")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        elif self.search.text().strip():
            self.listing.say("Nothing fits.", "A part of the file’s name, or of a DP number.", "Clear the search", self.search.clear)
        else:
            self.listing.say("No file was taken in yet.", "Bring spending in on Accounts, or on one account.")

        self._offer()

    def _offer(self) -> None:
        none = "" if self.table.chosen_row() is not None else "No file is chosen."
        self.put_back.off_because(none if self.page.desk.may(Permission.POST_MONEY) else "Your role may look, not post.")

    def put_chosen_back(self) -> None:
        """The chosen file was taken in wrongly."""
        chosen: FileRow | None = self.table.chosen_row()
        if chosen is None:
            self.page.desk.notices.refused("No file is chosen.", "Choose it in the list first.")
        elif self.put_back.isEnabled():
            self.back.file(chosen.id)

    def open_lines(self, one: FileRow) -> None:
        """The lines that a file brought."""
        self.page.desk.ask(self, "lines", lines_of_file, one.id, then=partial(self._show_lines, one), refused=self.page.desk.notices.say)

    def _show_lines(self, one: FileRow, found: FileShown) -> None:
        said = f"Taken in on {say_day(one.at.date())} by {one.person}. Fingerprint {one.sha256}."
        parts = column(label(said, "caption", wrap=True), gap=12)
        if one.back_on is not None:
            said = f"Put back on {say_day(one.back_on)} by {one.back_by}."
            parts.addWidget(Notice("info", said, f"Why: {one.back_why.rstrip('.')}.", closable=False))
        if found.more:
            parts.addWidget(label(f"The first {len(found.lines):,} of {one.added:,} lines.", "second"))
        table = Table(line_columns(self.today), key=lambda r: r.id, height=44, name="file_lines")
        table.set_rows(found.lines)
        table.setMinimumHeight(px(320))
        table.opened.connect(self._go)
        parts.addWidget(table if found.lines else label("Nothing in it was new.", "second"))
        leave = Button("Close", name="leave_lines")
        self.sheet = Sheet(self.page, one.name, holder(row(parts)), (leave,), width=1040)
        leave.clicked.connect(self.sheet.close_sheet)

    def _go(self, line: FileLine) -> None:
        """The account of a line."""
        assert self.sheet is not None
        self.sheet.close_sheet()
        self.page.go.to("account", id=line.agreement_id)
