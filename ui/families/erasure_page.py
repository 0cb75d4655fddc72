"""Records whose time is up: reviewed and put on a list by one person, erased or taken out by a second (R-P4)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.database.reasons import BEFORE_ERASURE
from shortbreaks.payments.erasure.commands import (
    ApproveErasures,
    ProposeErasure,
    TakeOut,
    approve_erasures,
    propose_erasure,
    take_out,
)
from shortbreaks.payments.erasure.queries import DueRow, Tombstone, families_due, tombstones
from shortbreaks.words import counted
from ui.families.erasure_columns import due_columns, erased_columns
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.layouts import column
from ui.kit.listing import Listing
from ui.kit.page_keys import on_page_key
from ui.kit.sheet import confirm
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.back_up_first import back_up_first
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page

TABS = (("due", "Time is up"), ("erased", "Erased"))
SAID = (
    "One person ticks families and puts them on the list; a second one looks at each and erases them, or takes one out. "
    "A family is kept whole until the last of its children’s days, and a legal hold beats every day."
)
LEFT = "Every word about these families was overwritten. This, and amounts, days, codes and numbers, is what is left."
REASON = (Field("reason", "Why this record is kept for now", "long", longest=1000),)


class ErasurePage(Page):
    """Space ticks a family, Enter opens it; the acts stand above the list."""

    title = "Records whose time is up"
    concerns = frozenset({"erasure", "erasure_answer", "erased", "child_ending", "child"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.rows: tuple[DueRow, ...] = ()
        self.ticked: set[int] = set()
        self.sheet: FormSheet | None = None
        self.table = Table(due_columns(self.today, self.is_ticked), key=lambda r: r.household_id, height=44, name="due_table")
        self.gone = Table(erased_columns(self.today), key=lambda r: r.ref, height=44, name="erased_table")
        self.listing = Listing(self.table, "Space ticks · Enter opens the child · Ctrl+C copies rows", icon="history")
        self.erased = Listing(self.gone, "Ctrl+C copies rows", icon="history")
        self.table.opened.connect(lambda r: self.go.to("child", id=r.child_id))
        self.table.chosen.connect(lambda _r: self._dress())
        self.stack = QStackedWidget()
        self.tab_buttons = [
            Button(words, "tab", name=f"tab_{key}", then=partial(self.show_tab, number)) for number, (key, words) in enumerate(TABS)
        ]
        self.all_button = Button("Tick all", name="tick_all", then=self.tick_all)
        self.put_on = Button("Put on the list", name="propose_erasure", then=self.propose)
        self.out = Button("Take one out…", name="take_out", then=self.take_out)
        self.act = Button("Erase…", name="erase_families", then=self.approve)
        self.said = label(SAID, "second", wrap=True, name="erasure_said")
        self._lay_out()
        self.show_tab(0)
        self._dress()

    def _lay_out(self) -> None:
        for part in (self.listing, self.erased):
            self.stack.addWidget(part)
        acts = flow(self.all_button, self.put_on, self.out, self.act, gap=8)
        tabs = flow(*self.tab_buttons, gap=4)
        lines = column(tabs, self.said, acts, self.stack, gap=12, margin=(24, 12, 24, 12))
        lines.setStretch(3, 1)
        self.setLayout(lines)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            on_page_key(self, keys, partial(self.turn, step))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.stack.currentIndex() == 0:
            self.tick()  # a table leaves single keys to its page
        else:
            super().keyPressEvent(event)

    def context(self) -> str:
        waiting = sum(one.erasure_id is not None for one in self.rows)
        said = counted(len(self.rows), "family", "families") if self.rows else ""
        return f"{said}, {waiting} on the list" if waiting else said

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Space", "Tick the family"), ("Enter", "Open the child"), ("Ctrl+PageUp, PageDown", "Next tab"))

    def focus_first(self) -> None:
        (self.table if self.stack.currentIndex() == 0 else self.gone).setFocus()

    def show_tab(self, place: int) -> None:
        """Show what is due, or what was erased."""
        self.stack.setCurrentIndex(place)
        self.said.setText(LEFT if place else SAID)
        for number, button in enumerate(self.tab_buttons):
            button.set_look("current_tab" if number == place else "tab")
            button.updateGeometry()
        for button in (self.all_button, self.put_on, self.out, self.act):
            button.setVisible(place == 0)

    def turn(self, step: int) -> None:
        """The next or the previous tab."""
        self.show_tab((self.stack.currentIndex() + step) % len(TABS))

    def refresh(self) -> None:
        self.desk.ask(self, "due", families_due, then=self._due_came)
        self.desk.ask(self, "erased", tombstones, then=self._erased_came)

    def _due_came(self, rows: tuple[DueRow, ...]) -> None:
        self.rows = rows
        self.ticked &= {one.household_id for one in rows if not one.held}
        self.headed.emit()
        if rows:
            self.listing.show_rows(rows, counted(len(rows), "family", "families"))
            if self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.listing.say("No record’s time is up.", "A closed family stands here the day after the last day it must be kept.")
        self._dress()

    def _erased_came(self, rows: tuple[Tombstone, ...]) -> None:
        if rows:
            self.erased.show_rows(rows, counted(len(rows), "family", "families"))
        else:
            self.erased.say("Nothing was erased yet.", "What is left of an erased family stands here: its number, days, and two people.")

    def is_ticked(self, one: DueRow) -> bool:
        """Whether a family is ticked."""
        return one.household_id in self.ticked

    def tick(self) -> None:
        """Tick the chosen family, or not any more (Space)."""
        chosen = self.table.chosen_row()
        if chosen is None:
            return
        if chosen.held:
            self.desk.notices.refused(f"{chosen.ref} is kept all the same.", chosen.held)
            return
        self.ticked ^= {chosen.household_id}
        self._again()

    def tick_all(self) -> None:
        """Tick everything that nothing holds; ticked already, none."""
        free = {one.household_id for one in self.rows if not one.held}
        self.ticked = set() if free <= self.ticked else free
        self._again()

    def _again(self) -> None:
        self.table.set_rows(self.rows)
        self._dress()

    def _chosen(self, *, listed: bool) -> list[DueRow]:
        return [one for one in self.rows if self.is_ticked(one) and (one.erasure_id is not None) == listed]

    def _dress(self) -> None:
        new, listed = self._chosen(listed=False), self._chosen(listed=True)
        mine = [one for one in listed if one.is_mine]
        self.put_on.setText(_said("Put {} on the list", new) if new else "Put on the list")
        self.act.setText(_said("Erase {}…", listed) if listed else "Erase…")
        self.all_button.off_because("" if any(not one.held for one in self.rows) else "No record’s time is up.")
        may = self.desk.may(Permission.CHANGE_FAMILIES)
        self.put_on.off_because("Your role may look, not change families." if not may else "" if new else "Tick families first (Space).")
        approves = "" if self.desk.may(Permission.APPROVE) else "Approvers and managers erase, never who put a family on the list."
        on_list = "Tick families that are on the list." if not listed else ""
        self.act.off_because(approves or on_list or ("You put some of these on the list: somebody else erases them." if mine else ""))
        chosen = self.table.chosen_row()
        is_on = chosen is not None and chosen.erasure_id is not None
        self.out.off_because(approves or ("" if is_on else "Choose a family that is on the list."))

    def propose(self) -> None:
        """Put the ticked families on the list for a second person."""
        rows = self._chosen(listed=False)
        ids = tuple(one.household_id for one in rows)
        said = f"{_said('{}', rows)} put on the list."
        self.desk.perform(
            self, propose_erasure, ProposeErasure(ids),
            then=lambda _d: self._done(ids, said, "A second person erases them, or takes one out. Nothing is changed yet."),
        )  # fmt: skip

    def take_out(self) -> None:
        """Take the chosen family out of the list, with the reason."""
        chosen = self.table.chosen_row()
        if chosen is None or chosen.erasure_id is None:
            return
        erasure = chosen.erasure_id

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(take_out, TakeOut(erasure, **values), f"{chosen.ref} is kept.", "It may be put on the list again.")

        self.sheet = FormSheet(self, f"Take {chosen.ref} out of the list", REASON, {}, "Take it out", send)

    def approve(self) -> None:
        """Erase the ticked families of the list, after saying what goes."""
        rows = self._chosen(listed=True)
        ids = tuple(one.erasure_id for one in rows if one.erasure_id is not None)
        homes = tuple(one.household_id for one in rows)

        def done(answer: Done) -> None:
            said = f"{_said('{}', rows)} erased."
            self._done(homes, said, f"{counted(answer.answer['rows'], 'row')} overwritten. Amounts, days and numbers stay.")

        def erase() -> None:
            self.desk.perform(self, approve_erasures, ApproveErasures(ids), then=done)

        confirm(
            self, f"Erase {_said('{}', rows)} for good?", consequences(rows), f"Erase {_said('{}', rows)}",
            partial(back_up_first, self, self.desk, BEFORE_ERASURE, erase),
        )  # fmt: skip

    def _done(self, homes: Sequence[int], lead: str, rest: str) -> None:
        self.ticked -= set(homes)
        self.desk.notices.done(lead, rest)


def _said(words: str, rows: Sequence[DueRow]) -> str:
    return words.format(counted(len(rows), "family", "families"))


def consequences(rows: Sequence[DueRow]) -> tuple[str, ...]:
    """What erasing these families does, in figures."""
    children = counted(sum(one.children for one in rows), "child", "children")
    refs = ", ".join(one.ref for one in rows[:12]) + (f" and {len(rows) - 12} more" if len(rows) > 12 else "")
    return (
        f"{_said('{}', rows)} with {children}: {refs}.",
        "Every name, address, telephone, note, need and reason of theirs is overwritten, in letters and bank lines too.",
        "Nobody can bring them back.",
        "Amounts, days, codes and numbers stay, so that the books and the trail still prove.",
        "Backups made until now still hold them until they go by rotation; a restore erases them again at once.",
    )
