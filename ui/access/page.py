"""People: who may sign in and what each role may do; and the office they keep."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import PersonRow, RoleRow, office_facts, people, roles
from ui.access.actions import PeopleActs
from ui.access.columns import people_columns, role_columns
from ui.access.office_card import OfficeCard
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, row, scroller
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

TABS = (("people", "People"), ("roles", "Roles"), ("office", "The office"))
OFFICE = 2  # the place of the last
MAY_NOT = "Your role may see who signs in, not change it."


class PeoplePage(Page):
    """List and detail of people and roles, and the office's own card."""

    title = "People"
    concerns = frozenset({"person", "office", "office_trial"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.acts = PeopleActs(self)
        self.count = 0
        self.people_table = Table(
            people_columns(desk.office.person.id), key=lambda r: r.id, height=44, name="people_table"
        )
        self.role_table = Table(role_columns(), key=lambda r: r.role, height=44, name="roles_table")
        self.people_list, self.role_list = Listing(self.people_table), Listing(self.role_table, "Ctrl+C copies rows")
        self.people_table.chosen.connect(self._show_person)
        self.people_table.opened.connect(lambda _row: self.change_chosen())
        self.role_table.chosen.connect(self._show_role)
        self.office_card = OfficeCard(self, self.acts)
        self.stack = QStackedWidget()
        self.tab_buttons = [
            Button(words, "tab", name=f"tab_{key}", then=partial(self.show_tab, number))
            for number, (key, words) in enumerate(TABS)
        ]
        self.add = Button("Let somebody in", icon="add", key="N", name="add_person", then=self.new)
        self._inside = QVBoxLayout()
        self._acts_line = QVBoxLayout()
        self._lay_out()
        self.show_tab(0)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            on_page_key(self, keys, partial(self.turn, step))

    def _lay_out(self) -> None:
        for part in (self.people_list, self.role_list, self.office_card):
            self.stack.addWidget(part)
        trail = Button("Trail", icon="history", name="open_trail", then=partial(self.go.to, "trail"))
        if not self.desk.may(Permission.SEE_AUDIT):
            trail.off_because("Auditors, managers and administrators read the trail.")
        bar = row(holder(flow(*self.tab_buttons, gap=4)), trail, self.add)
        bar.setStretch(0, 1)
        left = column(bar, self.stack, gap=12)
        left.setStretch(1, 1)
        card = Card()
        card.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        card.body.addLayout(self._acts_line)
        self._beside = holder(column(card))
        self.setLayout(column(Beside(holder(left), self._beside, 380), gap=0))

    def context(self) -> str:
        return f"{self.count} can sign in" if self.count else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Change the person"), ("N", "Let somebody in"), ("Ctrl+PageUp, PageDown", "Next tab"))

    def focus_first(self) -> None:
        shown = (self.people_table, self.role_table, self.tab_buttons[OFFICE])
        shown[self.stack.currentIndex()].setFocus()

    def show_for(self, **target: Any) -> None:
        self.show_tab(next((n for n, (key, _) in enumerate(TABS) if key == target.get("tab")), 0))

    def show_tab(self, place: int) -> None:
        """Show people, roles or the office."""
        self.stack.setCurrentIndex(place)
        for number, button in enumerate(self.tab_buttons):
            button.set_look("current_tab" if number == place else "tab")
            button.updateGeometry()
        self.add.setVisible(place == 0)
        self.add.off_because("" if self.desk.may(Permission.CHANGE_PEOPLE) else MAY_NOT)
        self._beside.setVisible(place != 2)
        if place == 0:
            self._show_person(self.people_table.chosen_row())
        elif place == 1:
            if self.role_table.chosen_row() is None:
                self.role_table.choose(0)
            self._show_role(self.role_table.chosen_row())

    def turn(self, step: int) -> None:
        """The next or the previous tab."""
        self.show_tab((self.stack.currentIndex() + step) % len(TABS))

    def refresh(self) -> None:
        self.desk.ask(self, "people", people, then=self._people_came)
        self.desk.ask(self, "roles", roles, then=self._roles_came)
        self.desk.ask(self, "office", office_facts, then=self.office_card.show_office)

    def _people_came(self, rows: tuple[PersonRow, ...]) -> None:
        self.count = sum(one.active for one in rows)
        self.headed.emit()
        self.people_list.show_rows(rows, f"{self.count} can sign in, {len(rows) - self.count} closed")
        if self.people_table.chosen_row() is None:
            self.people_table.choose(0)
        self._show_person(self.people_table.chosen_row())

    def _roles_came(self, rows: tuple[RoleRow, ...]) -> None:
        self.role_list.show_rows(rows, f"{len(rows)} roles")

    def _show_person(self, one: PersonRow | None) -> None:
        if one is None or self.stack.currentIndex() != 0:
            return
        empty(self._inside)
        self._inside.addWidget(label(one.name, "title", wrap=True, name="person_name"))
        pairs = [
            ("Signs in as", one.sign_in),
            ("Role", one.role.capitalize()),
            ("Telephone", one.phone or "–"),
            ("E-mail", one.email or "–"),
        ]
        self._inside.addWidget(facts(pairs, name="person_facts"))
        empty(self._acts_line)
        self._acts_line.addLayout(flow(*self._person_acts(one), gap=4))

    def _person_acts(self, one: PersonRow) -> list[Button]:
        acts = [Button("Change", "filled", key="Enter", name="change_person", then=lambda: self.acts.change(one))]
        words = "Give a new password" if one.active else "Let in again"
        acts.append(Button(words, icon="key", name="set_password", then=lambda: self.acts.password(one)))
        if one.active:
            acts.append(Button("Close the sign-in", name="close_person", then=lambda: self.acts.close(one, self.office_card.office)))
            if one.id == self.desk.office.person.id:
                acts[-1].off_because("Nobody closes their own sign-in: ask a colleague who may change people.")
        if not self.desk.may(Permission.CHANGE_PEOPLE):
            for button in acts:
                button.off_because(MAY_NOT)
        return acts

    def _show_role(self, one: RoleRow | None) -> None:
        if one is None or self.stack.currentIndex() != 1:
            return
        empty(self._inside)
        empty(self._acts_line)
        self._inside.addWidget(label(one.role.capitalize(), "title", name="role_name"))
        self._inside.addWidget(label("May", "label"))
        for words in one.may:
            self._inside.addWidget(label(words[:1].upper() + words[1:], wrap=True))

    def change_chosen(self) -> None:
        """Change the chosen person."""
        chosen = self.people_table.chosen_row()
        if chosen is not None and self.desk.may(Permission.CHANGE_PEOPLE):
            self.acts.change(chosen)

    def new(self) -> None:
        """Let somebody in."""
        if self.add.isEnabled() and self.add.isVisible():
            self.acts.add()
