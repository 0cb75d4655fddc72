"""A card or bank file taken in: chosen, looked at, accepted; nothing is kept before that."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from shortbreaks.database.office import Done
from shortbreaks.database.reasons import BEFORE_IMPORT, MANY_ROWS
from shortbreaks.dates import say_day
from shortbreaks.errors import Spoken
from shortbreaks.money import pounds
from shortbreaks.payments.spending.card_files import ColumnMap, FiledLine, likely_columns
from shortbreaks.payments.spending.commands import TakeSpending, take_spending
from shortbreaks.payments.spending.matching import Match
from shortbreaks.payments.spending.preview import SaidBalance, SpendPreview, preview_spending
from shortbreaks.payments.spending.statement_tables import statement_table
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.facts import facts
from ui.kit.layouts import column, holder, row
from ui.kit.notice import Notice
from ui.kit.rows import Column, Mark
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.payments.forms import column_fields
from ui.shell.back_up_first import back_up_first
from ui.shell.desk import Refuse
from ui.shell.files import choose_file, read_chosen
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

New = tuple[FiledLine, int, Match]
SHOWN_FAULTS = 5


def new_columns() -> Sequence[Column[New]]:
    """Line, day, payee, in or out, and what the rules say."""

    def mark(row: New) -> Sequence[Mark]:
        found = row[2]
        words = "A person looks" if found.match == "odd" else (found.category or "matched").capitalize()
        return (Mark(words, "warn" if found.match == "odd" else "ok"),)

    first: Column[New] = Column(
        "Line", lambda r: f"{r[0].line}", sort=lambda r: r[0].line, right=True, width=64, tabular=True
    )
    return [
        first,
        Column("Day", lambda r: say_day(r[0].on), sort=lambda r: r[0].on, width=130, tabular=True),
        Column("Who", lambda r: r[0].payee, second=lambda r: r[2].why, strong=True),
        Column("Out", lambda r: pounds(r[0].pence) if r[0].pence > 0 else "", right=True, width=92, tabular=True),
        Column("In", lambda r: pounds(-r[0].pence) if r[0].pence < 0 else "", right=True, width=92, tabular=True),
        Column("Becomes", marks=mark, width=150),
    ]


def say_balance(one: SaidBalance) -> str:
    """What the bank says it held at the end of a day, beside what the books would."""
    if one.pence == one.books:
        return f"{pounds(one.pence)}, and so would the books"
    return f"{pounds(one.pence)}; the books would hold {pounds(one.books)}, {pounds(abs(one.books - one.pence))} apart"


class TakeFile:
    """One file on its way in; `agreement_id` none: the file says whose each line is."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk
        self.agreement_id: int | None = None
        self.sheet: Sheet | None = None

    def choose(self, agreement_id: int | None) -> None:
        """Ask which file."""
        self.agreement_id = agreement_id
        choose_file(self.page, "Bring spending in", "Statements (*.csv *.txt *.ofx *.qfx)", self.look)

    def look(self, path: str) -> None:
        """Read a file and show what it would add."""
        self.name = Path(path).name
        read_chosen(self.page, path, self._ask)

    def _ask(self, data: bytes) -> None:
        self.data = data
        self._preview(None, self._show, self._doubt)

    def _preview(self, columns: ColumnMap | None, then: Callable[[SpendPreview], object], refused: Refuse) -> None:
        self.desk.ask(
            self.page, "spending", preview_spending, self.data, self.name, columns, self.agreement_id, then=then,
            refused=refused,
        )  # fmt: skip

    def _doubt(self, refusal: Spoken) -> None:
        """Columns nobody knows, and dates that can be read two ways, stop: a person says what they mean (D6)."""
        if refusal.field not in {"columns", "dates", "sign", "minus"}:
            self.desk.notices.say(refusal)
            return
        self.desk.work(
            self.page,
            lambda: statement_table(self.data).headings,
            partial(self._ask_columns, refusal),
            self.desk.notices.say,
        )

    def _ask_columns(self, refusal: Spoken, headings: tuple[str, ...]) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            def seen(found: SpendPreview) -> None:
                sheet.sheet.close_sheet()
                self._show(found)

            columns = ColumnMap(**{name: value or "" for name, value in values.items()})
            self._preview(columns, seen, sheet.form.refuse)

        title = f"What the columns of {self.name} mean"
        self.columns = FormSheet(
            self.page, title, column_fields(headings), likely_columns(headings), "Look at it so", send
        )
        self.columns.say_above(Notice("warn", refusal.sentence, refusal.remedy, closable=False))

    def _show(self, found: SpendPreview) -> None:
        self.preview = found
        said = [
            ("New lines", f"{len(found.new)}, {found.odd} for a person to look at"),
            ("Known already", f"{found.known}, which add nothing"),
            ("Money out", pounds(found.out_pence)), ("Money in", pounds(found.in_pence)),
            ("Days", f"{say_day(found.first_day)} to {say_day(found.last_day)}" if found.first_day and found.last_day else "–"),
        ]  # fmt: skip
        said += [(f"The bank on {say_day(one.on)}", say_balance(one)) for one in found.balances[:SHOWN_FAULTS]]
        parts = column(facts(said, name="spend_totals", name_width=150), gap=12)
        if found.taken_before:
            parts.addWidget(Notice("info", "This file was taken in before.", "It adds nothing again.", closable=False))
        if found.faults:
            rest = " ".join(f"Line {one.line}: {one.sentence}" for one in found.faults[:SHOWN_FAULTS])
            parts.addWidget(
                Notice("bad", f"{counted(len(found.faults), 'row')} cannot be taken in.", rest, closable=False)
            )
        table = Table(new_columns(), key=lambda r: (r[0].line, r[1]), height=44, name="spend_table")
        table.set_rows(found.new)
        table.setMinimumHeight(px(300))
        parts.addWidget(table if found.new else label("Nothing in it is new.", "second"))
        self.accept = Button("Take it in", "filled", key="Ctrl+Enter", name="accept_spending", then=self._take)
        if found.faults:
            self.accept.off_because("The rows above have to be mended first.")
        leave = Button("Leave it", name="leave_spending")
        self.sheet = Sheet(
            self.page, f"What {found.name} would add", holder(row(parts)), (leave, self.accept), width=980
        )
        leave.clicked.connect(self.sheet.close_sheet)

    def _take(self) -> None:
        assert self.sheet is not None
        found = self.preview
        request = TakeSpending(self.data, self.name, found.columns, self.agreement_id, found.sha256)
        act = partial(self.desk.perform, self.sheet, take_spending, request, then=self._taken, refused=self._refused)
        if len(found.new) <= MANY_ROWS:
            act()
            return
        self.accept.off_because("A backup is made first.")
        back_up_first(self.sheet, self.desk, BEFORE_IMPORT, act, self._refused)

    def _refused(self, spoken: Spoken) -> None:
        self.accept.off_because("")
        self.desk.notices.say(spoken)

    def _taken(self, done: Done) -> None:
        assert self.sheet is not None
        self.sheet.close_sheet()
        odd = self.preview.odd
        self.desk.notices.done(
            f"{counted(done.answer, 'line')} taken in.",
            f"A person looks at {odd} of them." if odd and done.answer else "",
        )
