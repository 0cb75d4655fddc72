"""Notices that families are owed: issued one after another with progress, stopped between two, and gone on with later."""

from datetime import date
from typing import Any

from PySide6.QtCore import QTimer

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.notices.commands import IssueNotice, NoticeOwed, issue_notice, notices_owed
from shortbreaks.dates import say_short, to_local
from shortbreaks.errors import Spoken
from shortbreaks.words import counted
from ui.kit.buttons import Button, on_main_key
from ui.kit.layouts import column, row
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page
from ui.shell.paper_sheet import PaperSheet

WHY = {
    "provider": "The provider cancelled", "refilled": "Another family took the place", "family": "The family cancelled",
    "reopened": "The break is on again",
}  # fmt: skip
MEANING = {"provider": "bad", "reopened": "ok"}


def said_days(row: NoticeOwed, today: date) -> str:
    """The days that a notice is about: Sat 25 Jul, or Sat 25 Jul and 2 more."""
    return say_short(row.first, today) + (f" and {row.more} more" if row.more else "")


class NoticesPage(Page):
    """Ctrl+Enter issues every one; Enter one and shows it; Esc stops between two."""

    title = "Notices"
    concerns = frozenset({"notice"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        today = to_local(desk.office.now()).date()
        self.shown: tuple[NoticeOwed, ...] = ()
        self.closing: int | None = None
        self.begin = self.running = False
        self.whole = self.issued = 0
        self.not_issued: list[str] = []
        columns: tuple[Column[NoticeOwed], ...] = (
            Column("Child", lambda r: r.child, strong=True, width=200),
            Column("Break", lambda r: f"{r.service}, {said_days(r, today)}", sort=lambda r: (r.first, r.service)),
            Column("Why", marks=lambda r: (Mark(WHY[r.why], MEANING.get(r.why, "info")),), width=276),
            Column("Since", lambda r: say_short(r.since, today), sort=lambda r: r.since, width=130, tabular=True),
        )
        self.table = Table(columns, key=lambda r: r.id, name="notices_table")
        self.table.opened.connect(self._one)
        self.listing = Listing(self.table, "Enter issues one and shows it · Ctrl+Enter issues all", icon="mail")
        self.said = label("", "strong", wrap=True, name="notices_said")
        self.stop_button = Button("Stop after this one", key="Esc", name="stop_notices", then=self.stop)
        self.all_button = Button("Issue all of them", "filled", key="Ctrl+Enter", name="issue_notices", then=self.start)
        whole = column(row(self.said, None, self.stop_button, self.all_button), self.listing, gap=12, margin=(24, 12, 24, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        on_main_key(self, self.start)
        self._dress()

    def context(self) -> str:
        return f"{counted(len(self.shown), 'notice')} to issue: what families must hear on paper"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Issue the chosen notice and show it"), ("Ctrl+Enter", "Issue all"), ("Esc", "Stop between two"))

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        self.closing, self.begin = target.get("closing"), bool(target.get("start"))
        self.refresh()

    def escape(self) -> bool:
        if not self.running:
            return False
        self.stop()
        return True

    def refresh(self) -> None:
        if not self.running:
            self.desk.ask(self, "owed", notices_owed, self.closing, then=self._show)

    def _show(self, rows: tuple[NoticeOwed, ...]) -> None:
        self.shown = rows
        self.headed.emit()
        if rows:
            self.listing.show_rows(rows, counted(len(rows), "notice"))
        else:
            self.listing.say("No notice is owed.", "Every family has been told on paper.")
        self._dress()
        if self.begin:
            self.begin = False
            self.start()

    def _dress(self) -> None:
        self.stop_button.setVisible(self.running)
        may = self.desk.may(Permission.ISSUE_PAPERS)
        off = "" if self.shown and may else "Your role may not issue papers." if not may else "No notice is owed."
        self.all_button.off_because("They are being issued." if self.running else off)

    def start(self) -> None:
        """Issue every notice in the list, one after another."""
        if self.running or not self.all_button.isEnabled():
            return
        self.running, self.whole, self.issued, self.not_issued = True, len(self.shown), 0, []
        self._dress()
        self._next(list(self.shown))

    def stop(self) -> None:
        """Stop once the notice at hand is issued; the others stay owed."""
        self.running = False

    def _next(self, left: list[NoticeOwed]) -> None:
        if not self.running or not left:
            self._ended(len(left))
            return
        one, *rest = left
        self.said.setText(f"Notice {self.whole - len(rest)} of {self.whole}: {one.child}")

        def done(_done: Any) -> None:
            self.issued += 1
            QTimer.singleShot(0, self, lambda: self._next(rest))

        def refused(spoken: Spoken) -> None:
            self.not_issued.append(f"{one.child}: {spoken.sentence}")
            QTimer.singleShot(0, self, lambda: self._next(rest))

        self.desk.perform(self, issue_notice, IssueNotice(one.id), then=done, refused=refused)

    def _ended(self, left: int) -> None:
        self.running = False
        words = f"{self.issued} of {counted(self.whole, 'notice')} issued."
        if left:
            words += f" Stopped: {left} are still owed."
        if self.not_issued:
            words += f" Not issued: {'; '.join(self.not_issued[:3])}"
        self.said.setText(words)
        self.refresh()
        self._dress()

    def _one(self, chosen: NoticeOwed) -> None:
        if not self.running and self.desk.may(Permission.ISSUE_PAPERS):
            self.desk.perform(self, issue_notice, IssueNotice(chosen.id), then=lambda done: self._paper(done.answer))

    def _paper(self, paper_id: int) -> None:
        self.paper_sheet = PaperSheet(self, self.desk, paper_id, "Notice")
