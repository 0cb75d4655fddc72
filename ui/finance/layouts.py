"""How finance's files are laid out: each kind with three lines drawn from it, and a new layout from a day."""

from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day, say_full
from shortbreaks.finance.layout import DATE_WORDS, QUOTING_WORDS, typed_codes, typed_columns
from shortbreaks.finance.layouts import DecideLayout, LayoutRow, decide_layout, layout_tried, layouts_shown
from shortbreaks.words import counted
from ui.finance.columns import layout_columns, sample_columns
from ui.finance.view import View, why_off
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.fields import Field
from ui.kit.layouts import column, empty, row
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

SHOWN = 62  # letters of the first line: enough to see its quotes
FIELDS = (
    Field("columns", "Fields in order, one a line; another heading after a colon", "long", longest=4000),
    Field("codes", "Codes that stand in every line", "long", longest=2000),
    Field("dates", "Dates", "choice", choices=tuple(DATE_WORDS.items())),
    Field("quoting", "Quotes", "choice", choices=tuple(QUOTING_WORDS.items()), beside=True),
    Field("mark", "Begin with the mark by which spreadsheets know UTF-8 (BOM)", "yes"),
    Field("from_day", "From", "date"), Field("reason", "Why", beside=True),
)  # fmt: skip


class Layouts(View):
    """Kinds of file at the left, the chosen one's layout and sample at the right."""

    title = "Layouts"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.table = Table(layout_columns(page.today), key=lambda r: r.kind, height=44, name="layouts_table")
        self.listing = Listing(self.table, "Enter changes · Ctrl+C copies rows")
        self.table.chosen.connect(self._show)
        self.table.opened.connect(lambda _row: self.change_chosen())
        self.change = Button("Change it", "filled", key="Enter", name="change_layout", then=self.change_chosen)
        self.change.off_because(why_off(self.desk.may(Permission.CLOSE_BOOKS), ""))
        self.card = Card()
        self.inside = column(gap=12)
        self.card.body.addLayout(self.inside)
        self.sample = Table(sample_columns(), key=lambda r: r.place, name="layout_sample")
        self.card.body.addWidget(self.sample, 1)
        self.card.body.addLayout(row(self.change, None))
        beside = Beside(self.listing, self.card, 640, least=330, inside=True)
        self.setLayout(column(beside))

    def refresh(self) -> None:
        self.desk.ask(self, "layouts", layouts_shown, then=self._came)

    def focus_first(self) -> None:
        self.table.setFocus()

    def _came(self, rows: tuple[LayoutRow, ...]) -> None:
        self.listing.show_rows(rows, counted(len(rows), "kind"))
        if self.table.chosen_row() is None:
            self.table.choose(0)
        self._show(self.table.chosen_row())

    def _show(self, chosen: LayoutRow | None) -> None:
        if chosen is None:
            return
        empty(self.inside)
        layout = chosen.layout
        self.inside.addWidget(label(chosen.title, "title"))
        since = "As shipped" if chosen.from_day is None else f"{say_full(chosen.from_day)}, {chosen.person}: {chosen.reason}"
        said = [
            ("Since", since), ("Dates", DATE_WORDS[layout.style.dates]), ("Quotes", QUOTING_WORDS[layout.style.quoting]),
            ("Encoding", f"UTF-8 {'with' if layout.style.mark else 'without'} its mark, lines end with CRLF"),
            ("First cells", f"{chosen.first_line[:SHOWN]}…"),
        ]  # fmt: skip
        if chosen.to_come is not None:
            said.insert(1, ("To come", f"Another from {say_day(chosen.to_come)}"))
        self.inside.addWidget(facts(said, name="layout_facts"))
        self.sample.set_rows(chosen.columns)

    def change_chosen(self) -> None:
        """Type a new layout; what it would write is shown before it is decided."""
        chosen = self.table.chosen_row()
        if chosen is None or not self.change.isEnabled():
            return
        layout = chosen.layout
        begin = {
            "columns": typed_columns(layout), "codes": typed_codes(layout), "dates": layout.style.dates,
            "quoting": layout.style.quoting, "mark": layout.style.mark, "from_day": self.page.today,
        }  # fmt: skip
        tried: list[DecideLayout] = []

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = DecideLayout(chosen.kind, **{**values, "mark": bool(values["mark"])})
            if request in tried:
                sheet.perform(decide_layout, request, "Decided.", f"It holds from {say_day(request.from_day)}.")
                return

            def drawn(text: str) -> None:
                tried[:] = [request]
                sheet.say_above(Notice("info", "The first lines would be:", text, closable=False))
                sheet.act.setText("Decide it")

            self.desk.ask(sheet.sheet, "tried", layout_tried, request, then=drawn, refused=sheet.form.refuse)

        self.sheet = FormSheet(self.page, f"Layout: {chosen.title}", FIELDS, begin, "Look at it so", send, width=760)
        for name, height in (("columns", 190), ("codes", 116)):
            self.sheet.form.editors[name].setFixedHeight(px(height))
