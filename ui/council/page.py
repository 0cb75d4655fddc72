"""What the council has decided: settings, rates, schemes, school terms, bank holidays and code lists, shown and changed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.council.holidays import holidays_shown
from shortbreaks.council.list_changes import ListChangeRow, changes_of_list
from shortbreaks.council.queries import (
    CodeRow,
    TermRow,
    codes_shown,
    history_of_setting,
    rates_shown,
    settings_shown,
    terms_shown,
)
from shortbreaks.council.scheme_changes import schemes_shown
from shortbreaks.words import counted
from ui.council import columns, details
from ui.council.actions import CouncilActs
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.flow import flow
from ui.kit.layouts import column, holder, row, scroller
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

SIDE, LEAST = 380, 520
MAY_NOT = "Your role may see what the council has decided, not change it."


@dataclass(slots=True)
class Section:
    """One tab: its list, what is asked for it, what shows a chosen row, and what changes or adds one."""

    key: str
    title: str
    things: str
    listing: Listing
    query: Any
    show: Callable[[Any], object]
    change: Callable[[Any], object] | None
    add: Callable[[], object] | None
    add_words: str = ""


class CouncilPage(Page):
    """Tabs of lists, with the chosen row in full beside them."""

    title = "Council"
    concerns = frozenset({"setting_value", "rate", "term", "code_entry", "scheme", "bank_holiday"})
    stands_on = ("council_list",)

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.acts = CouncilActs(self, self.today)
        self.list_choice = self._list_choice()
        self._inside = QVBoxLayout()
        self.sections = self._sections()
        self.stack = QStackedWidget()
        for section in self.sections:
            self.stack.addWidget(section.listing)
        self.tab_buttons = [
            Button(section.title, "tab", name=f"tab_{section.key}", then=partial(self.show_tab, number))
            for number, section in enumerate(self.sections)
        ]
        self.add = Button("Add", icon="add", key="N", name="council_add", then=self.new)
        self.change = Button("Change", "filled", key="Enter", name="council_change", then=self.open_chosen)
        self.withdraw = Button(
            "Withdraw", name="council_withdraw", then=lambda: self.acts.withdraw(self.section.listing.table.chosen_row())
        )
        self._lay_out()
        self.show_tab(0)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            on_page_key(self, keys, partial(self.turn, step))

    def _lay_out(self) -> None:
        self.bar = holder(row(self.list_choice, None, self.add))
        left = column(flow(*self.tab_buttons, gap=4), self.bar, self.stack, gap=12)
        left.setStretch(2, 1)
        card = Card()
        card.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        self.why = label(MAY_NOT, "caption", wrap=True, name="council_may_not")
        card.body.addWidget(self.why)
        if self.desk.may(Permission.CHANGE_COUNCIL):
            self.why.hide()
        card.body.addLayout(row(self.change, self.withdraw, None))
        self.setLayout(column(Beside(holder(left), card, SIDE, LEAST), gap=0))

    def _list_choice(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("council_list")
        combo.setAccessibleName("Code list")
        for name, title in columns.list_choices():
            combo.addItem(title, name)
        combo.currentIndexChanged.connect(lambda _n: self.refresh())
        return combo

    def _sections(self) -> tuple[Section, ...]:
        tables = {
            "settings": Table(columns.setting_columns(self.today), key=lambda r: r.key, height=44, name="council_settings"),
            "rates": Table(columns.rate_columns(self.today), key=lambda r: r.id, height=44, name="council_rates"),
            "schemes": Table(columns.scheme_columns(self.today), key=lambda r: (r.id, r.name), height=44, name="council_schemes"),
            "terms": Table(columns.term_columns(self.today), key=lambda r: r.id, name="council_terms"),
            "holidays": Table(columns.holiday_columns(self.today), key=lambda r: r.day, name="council_holidays"),
            "codes": Table(columns.code_columns(self.today), key=lambda r: (r.list_name, r.code), name="council_codes"),
        }  # fmt: skip
        lists = {key: Listing(table) for key, table in tables.items()}
        for key, table in tables.items():
            table.chosen.connect(lambda chosen, key=key: self._chosen(key, chosen))
            table.opened.connect(lambda _row: self.open_chosen())
        acts, into = self.acts, self._inside
        return (
            Section("settings", "Settings", "settings", lists["settings"], settings_shown, self._show_setting, acts.setting, None),
            Section("rates", "Rates", "rates", lists["rates"], rates_shown, lambda r: details.show_rate(into, r), acts.rate,
                    lambda: acts.rate(None), "Add a rate"),
            Section("terms", "School terms", "terms", lists["terms"], terms_shown, self._show_term, acts.term,
                    lambda: acts.term(None), "Add a term"),
            Section("holidays", "Bank holidays", "days", lists["holidays"], holidays_shown,
                    lambda r: details.show_holiday(into, r, self.today), acts.holiday, lambda: acts.holiday(None),
                    "Add a day"),
            Section("codes", "Code lists", "codes", lists["codes"], codes_shown, self._show_code,
                    lambda r: acts.code(r.list_name, r), lambda: acts.code(self.list_choice.currentData(), None), "Add a code"),
            Section("schemes", "Schemes", "schemes", lists["schemes"], schemes_shown, lambda r: details.show_scheme(into, r),
                    acts.scheme, lambda: acts.scheme(None), "Add a scheme"),
        )  # fmt: skip

    @property
    def section(self) -> Section:
        """The tab that is shown."""
        return self.sections[self.stack.currentIndex()]

    def context(self) -> str:
        return f"{self.section.title}, each holding from its day"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", "Change what is chosen"),
            ("N", "Add a rate, a term, a bank holiday or a code"),
            ("Ctrl+PageUp, PageDown", "Next tab"),
        )

    def focus_first(self) -> None:
        self.section.listing.table.setFocus()

    def show_for(self, **target: Any) -> None:
        wanted = target.get("tab")
        self.show_tab(next((n for n, section in enumerate(self.sections) if section.key == wanted), 0))

    def show_tab(self, place: int) -> None:
        """Show one of the tabs."""
        self.stack.setCurrentIndex(place)
        for number, button in enumerate(self.tab_buttons):
            button.set_look("current_tab" if number == place else "tab")
        section = self.section
        self.list_choice.setVisible(section.key == "codes")
        self.add.setVisible(section.add is not None)
        self.bar.setVisible(section.add is not None)
        self.add.setText(section.add_words or "Add")
        self.add.updateGeometry()
        self.change.setVisible(section.change is not None)
        self.withdraw.setVisible(section.key == "terms")
        if not self.desk.may(Permission.CHANGE_COUNCIL):
            self.withdraw.off_because(MAY_NOT)
            self.add.off_because(MAY_NOT)
            self.change.off_because(MAY_NOT)
        details.show_nothing(self._inside, "")
        self.headed.emit()
        if not self.stale:
            self.refresh()

    def turn(self, step: int) -> None:
        """The next or the previous tab."""
        self.show_tab((self.stack.currentIndex() + step) % len(self.sections))
        self.focus_first()

    def refresh(self) -> None:
        section = self.section
        args = (self.list_choice.currentData(),) if section.key == "codes" else ()
        self.desk.ask(self, "rows", section.query, *args, then=lambda rows: self._show(section, rows))

    def _show(self, section: Section, rows: tuple[Any, ...]) -> None:
        if not rows:
            act, then = (section.add_words, section.add)
            if section.key == "terms":
                act, then = "Use Kent's published terms", self.acts.published_terms
            section.listing.say(
                f"No {section.things} yet.", "Each holds from its day; what held before stays for the days before.",
                act if self.add.isEnabled() else "", then,
            )  # fmt: skip
            details.show_nothing(self._inside, "What is chosen in the list stands here: since when it holds, who decided it, and why.")
            self.change.hide()
            self.withdraw.hide()
            return
        self.change.setVisible(section.change is not None)
        self.withdraw.setVisible(section.key == "terms")
        section.listing.show_rows(rows, counted(len(rows), section.things.removesuffix("s")))
        table = section.listing.table
        if table.chosen_row() is None:
            table.choose(0)
        self._chosen(section.key, table.chosen_row())

    def _chosen(self, key: str, chosen: Any) -> None:
        if chosen is not None and key == self.section.key:
            self.section.show(chosen)

    def _show_setting(self, chosen: Any) -> None:
        self.desk.ask(
            self, "history", history_of_setting, chosen.key,
            then=lambda found: details.show_setting(self._inside, chosen, found, self.today),
        )  # fmt: skip

    def _show_term(self, chosen: TermRow) -> None:
        details.show_term(self._inside, chosen)
        self._ask_changes("term", chosen.id)

    def _show_code(self, chosen: CodeRow) -> None:
        details.show_code(self._inside, chosen)
        if chosen.row_id is not None:
            self._ask_changes("code_entry", chosen.row_id)

    def _ask_changes(self, about: str, row_id: int) -> None:
        """What it said before; dropped where another row was chosen meanwhile."""
        section, key = self.section, self.section.listing.table.chosen_row()

        def show(found: tuple[ListChangeRow, ...]) -> None:
            if self.section is section and section.listing.table.chosen_row() == key:
                details.show_changes(self._inside, found, self.today)

        self.desk.ask(self, "history", changes_of_list, about, row_id, then=show)

    def open_chosen(self) -> None:
        """Change what is chosen."""
        chosen = self.section.listing.table.chosen_row()
        if chosen is not None and self.section.change is not None and self.change.isEnabled():
            self.section.change(chosen)

    def new(self) -> None:
        """Add a rate, a term or a code."""
        if self.section.add is not None and self.add.isEnabled():
            self.section.add()
