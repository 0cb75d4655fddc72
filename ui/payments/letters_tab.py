"""Letters that are due, each row one letter; one key draws them all, and everybody's statements with them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_short
from shortbreaks.families.undrawn import Undrawn
from shortbreaks.payments.letters.due import DueRow, letters_due, letters_not_drawn, statements_wanted
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.returns.commands import AskReturns, ask_returns
from shortbreaks.words import counted
from ui.kit.buttons import Button, on_main_key
from ui.kit.fields import Field
from ui.kit.layouts import column, row
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.theme import px
from ui.payments.letter_run import LetterRun
from ui.payments.letters_card import say_letter
from ui.shell.files import choose_folder
from ui.shell.form_sheet import FormSheet
from ui.shell.not_drawn import ask_first
from ui.shell.page import Page

MAY_NOT = "Your role may not issue papers."
UP_TO = (Field("last", "Statements up to", "date"),)


def due_columns(today: date) -> Sequence[Column[DueRow]]:
    """For whom, which letter, why, since when."""
    first: Column[DueRow] = Column("Family", lambda r: r.name, second=lambda r: r.ref, strong=True, width=280)
    return [
        first,
        Column("Letter", say_letter, second=lambda r: r.why),
        Column("Due since", lambda r: say_short(r.since, today), sort=lambda r: r.since, width=140, tabular=True),
        Column(
            "State", marks=_state,
            sort=lambda r: bool(r.stopped), width=150,
        ),
    ]  # fmt: skip


def _state(due: DueRow) -> tuple[Mark, ...]:
    if due.stopped:
        return (Mark("Letters stopped", "bad"),)
    return (Mark("To draw", "warn"),)


class LettersTab(QWidget):
    """The worklist of letters, with the batch that issues them."""

    def __init__(self, page: Page, today: date) -> None:
        super().__init__()
        self.page, self.today = page, today
        self.rows: tuple[DueRow, ...] = ()
        self.table = Table(due_columns(today), key=lambda r: r.key, height=44, name="letters_table")
        self.table.opened.connect(lambda r: page.go.to("account", id=r.key.agreement_id))
        self.listing = Listing(self.table, "Enter opens the account · N draws all that are shown", icon="mail")
        self.kind = QComboBox()
        self.kind.setObjectName("filter_letter")
        self.kind.setAccessibleName("Which letters")
        self.kind.setMinimumWidth(px(200))
        self.kind.currentIndexChanged.connect(lambda _n: self._show())
        self.statements = Button("Statements of all families", icon="print", name="all_statements", then=self.ask_statements)
        self.draw = Button("Draw them all", "filled", icon="mail", key="N", name="draw_all", then=self.draw_all)
        if not page.desk.may(Permission.ISSUE_PAPERS):
            self.statements.off_because(MAY_NOT)
        self._offer()
        self.run = LetterRun(page, self._ended)
        self.above = QVBoxLayout()
        self.above.addWidget(self.run)
        lines = column(row(self.kind, None, self.statements, self.draw, gap=8), self.above, self.listing, gap=12)
        lines.setStretch(2, 1)
        self.setLayout(lines)
        on_main_key(self, self.draw_all)

    def refresh(self) -> None:
        """Read which letters are due."""
        self.page.desk.ask(self, "due", letters_due, then=self._came)

    def _came(self, rows: tuple[DueRow, ...]) -> None:
        self.rows = rows
        chosen = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem("Every kind of letter", "")
        for kind in sorted({one.key.kind for one in rows}):
            count = sum(1 for one in rows if one.key.kind == kind)
            self.kind.addItem(f"{kind.capitalize()}, {count}", kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)
        self._show()

    def shown(self) -> list[DueRow]:
        """The letters shown: all, or those of one kind."""
        kind = self.kind.currentData()
        return [one for one in self.rows if not kind or one.key.kind == kind]

    def _offer(self) -> None:
        none = "" if self.shown() else "No letter is due."
        self.draw.off_because(none if self.page.desk.may(Permission.ISSUE_PAPERS) else MAY_NOT)

    def _show(self) -> None:
        shown = self.shown()
        self._offer()
        if not self.rows:
            self.listing.say("No letter is due.", "Returns, reminders, new rates and money over bring letters here.")
            return
        stopped = sum(1 for one in shown if one.stopped)
        words = f"{len(shown)} of {counted(len(self.rows), 'letter')}"
        self.listing.show_rows(shown, f"{words}, {stopped} stopped" if stopped else words)
        if self.table.chosen_row() is None:
            self.table.choose(0)

    def draw_all(self) -> None:
        """Draw every letter shown into a folder; returns whose time has passed are asked for first."""
        if not self.draw.isEnabled() or self.run.running or not self.shown():
            return
        desk = self.page.desk
        if any(one.key.is_unasked for one in self.shown()) and desk.may(Permission.POST_MONEY):
            desk.perform(self, ask_returns, AskReturns(self.today), then=self._asked, refused=desk.notices.say)
        else:
            self._choose(tuple(one.key for one in self.shown()))

    def _asked(self, _done: Any) -> None:
        def came(rows: tuple[DueRow, ...]) -> None:
            self._came(rows)
            self._choose(tuple(one.key for one in self.shown()))

        self.page.desk.ask(self, "due", letters_due, then=came)

    def _choose(self, keys: tuple[LetterKey, ...]) -> None:
        def choose() -> None:
            choose_folder(self.page, "Where should the letters go?", lambda path: self.run.begin(keys, path))

        def came(found: tuple[Undrawn, ...]) -> None:
            self.names = ask_first(self.page, found, choose)

        desk = self.page.desk
        desk.ask(self, "names", letters_not_drawn, keys, then=came, refused=desk.notices.say)

    def ask_statements(self) -> None:
        """Ask up to which day, then where; statements issued before for that day are not issued again."""
        if self.run.running:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.sheet.close_sheet()
            desk = self.page.desk
            desk.ask(self, "wanted", statements_wanted, values["last"], then=self._choose, refused=desk.notices.say)

        self.sheet = FormSheet(self.page, "Statements of all families", UP_TO, {"last": self.today}, "Choose a folder", send)

    def _ended(self) -> None:
        self.refresh()
