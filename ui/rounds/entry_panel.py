"""Typing wishes: a child's name, Enter, then its days in order of wish, each with Enter; one hand, no mouse."""

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox

from shortbreaks.dates import on_clock, read_date, read_time, say_short, to_local
from shortbreaks.errors import Refused, Spoken
from shortbreaks.families.search import FoundChild, find_people
from shortbreaks.rounds.queries import RoundShown, WishRow
from shortbreaks.rounds.wishes import EnterWish, enter_wish
from shortbreaks.words import counted, nth
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, empty, holder, keep_width, row
from ui.kit.lines import Line, search_line
from ui.kit.notice import Notice
from ui.kit.rows import Column
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.rounds.columns import DayRow, day_columns, days_of
from ui.rounds.forms import may_write
from ui.shell.page import Page

WAIT_MS, MOST_FOUND = 80, 6


def found_columns() -> list[Column[FoundChild]]:
    """A child found, with age, family and home."""
    return [Column("Child", lambda r: f"{r.name}, {r.age}", second=lambda r: f"{r.ref} · {r.town}", strong=True)]


class EntryPanel(Card):
    """First the child, then its days; a refusal stands above and nothing typed is lost."""

    def __init__(self, page: Page) -> None:
        super().__init__(gap=8)
        self.page, self.desk = page, page.desk
        self.child_id, self.child = 0, ""
        self.round: RoundShown | None = None
        self.mine: tuple[WishRow, ...] = ()
        self.collected: set[tuple[int, ...]] = set()
        self.setObjectName("entry_panel")
        self.heading("Enter wishes")
        self.above = column(gap=8)
        self.search = search_line("Child to enter wishes for", "Name, F-number or postcode", "entry_child")
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._find)
        self.search.textEdited.connect(lambda _t: self._timer.start())
        self.search.installEventFilter(self)
        self.hits = Table(found_columns(), key=lambda r: r.id, height=40, name="entry_hits")
        self.hits.horizontalHeader().hide()
        self.hits.setFixedHeight(px(40) * 3 + 4)
        self.hits.opened.connect(lambda found: self.take_child(found.id, found.name))
        self.hits.hide()
        self.who = label("", "title", name="entry_who")
        self.wished = label("", "second", wrap=True, name="entry_wished")
        self.came_on, self.came_at = Line(), Line()
        for line, name, words in ((self.came_on, "entry_day", "Came on"), (self.came_at, "entry_time", "Came at")):
            line.setObjectName(name)
            line.setAccessibleName(words)
        keep_width(self.came_at, 76)
        self.together = QCheckBox("With brothers and sisters")
        self.together.setObjectName("entry_together")
        self.days = Table(day_columns(page.today), key=lambda r: r.ids, height=40, name="days_table")
        self.days.opened.connect(self.enter)
        self.days.installEventFilter(self)
        self.next = label("", "caption", wrap=True, name="entry_next")
        self.add = Button("Enter it", "filled", name="enter_wish", then=lambda: self.enter(self.days.chosen_row()))
        self._lay()
        self._show_now()
        self._say_next()

    def _lay(self) -> None:
        came = row(label("Came", "label"), self.came_on, self.came_at, gap=8)
        parts = column(self.who, self.wished, came, self.together, self.days, self.next, row(None, self.add), gap=8)
        self._after = holder(parts)
        lines = column(self.above, self.search, self.hits, self._after, gap=8)
        lines.setStretch(3, 1)
        lines.addStretch(0)  # before a child is chosen the rest of the panel stays empty, below
        self.body.addLayout(lines, 1)

    def begin(self) -> None:
        """To the child's name; the time is the present one, unless another was typed."""
        self.leave()
        if not (self.came_on.isModified() or self.came_at.isModified()):
            self._show_now()
        self.search.setFocus()

    def leave(self) -> bool:
        """Put the child away; False when there was none."""
        empty(self.above)
        was = bool(self.child_id) or bool(self.search.text())
        self.child_id, self.child, self.collected = 0, "", set()
        self.search.clear()
        self.hits.hide()
        self._say_next()
        return was

    def show_round(self, found: RoundShown) -> None:
        """The days there are."""
        self.round = found
        self._show_days()
        self._say_next()

    def show_wishes(self, rows: tuple[WishRow, ...]) -> None:
        """What each child wishes for so far."""
        self.mine = rows
        self._say_next()

    def _show_now(self) -> None:
        now = to_local(self.desk.office.now())
        self.came_on.setText(say_short(now.date(), self.page.today))
        self.came_at.setText(f"{now:%H:%M}")

    def _show_days(self) -> None:
        if self.round is None:
            return
        self.days.set_rows([DayRow(day.sessions, day.ids in self.collected) for day in days_of(self.round.sessions)])
        if self.days.chosen_row() is None and self.days.rows_model.rows:
            self.days.choose(0)

    def _find(self) -> None:
        if typed := self.search.text().strip():
            self.desk.ask(self, "children", find_people, typed, then=self._found)
        else:
            self.hits.hide()

    def _found(self, rows: tuple[FoundChild, ...]) -> None:
        self.hits.set_rows(rows[:MOST_FOUND])
        self.hits.setVisible(bool(rows))
        if rows:
            self.hits.choose(0)

    def take_child(self, child_id: int, name: str) -> None:
        """Type for this child: to its days."""
        if not may_write(self.desk, self.round):
            return
        empty(self.above)
        self.child_id, self.child, self.collected = child_id, name, set()
        self.search.clear()
        self.hits.hide()
        self._show_days()
        self._say_next()
        self.days.setFocus()

    def _own(self) -> list[WishRow]:
        return [one for one in self.mine if one.child_id == self.child_id and one.state == "open"]

    def _say_next(self) -> None:
        typed_for = bool(self.child_id)
        self._after.setVisible(typed_for)
        if not typed_for:
            return
        own = self._own()
        self.who.setText(self.child)
        said = [f"{nth(one.rank).capitalize()}: {one.when.split(',')[0]}, {one.scheme}" for one in own]
        self.wished.setText("\n".join(said) or "No wish yet.")
        rank = nth(max((one.rank for one in own), default=0) + 1)
        if self.collected:
            self.next.setText(
                f"{counted(len(self.collected), 'day')} in the {rank} wish, all of them or none. Enter keeps it, Space takes a day out."
            )
        else:
            self.next.setText(
                f"Enter keeps the chosen day as the {rank} wish. Space puts several days into one wish. Esc: the next child."
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and self._key_in_search(event):
                return True
            if watched is self.days and event.key() == Qt.Key.Key_Space and not event.modifiers():
                self._collect()
                return True
        return super().eventFilter(watched, event)

    def _key_in_search(self, event: QKeyEvent) -> bool:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._timer.stop()
            if self.hits.isVisible() and (row_ := self.hits.chosen_row()) is not None:
                self.take_child(row_.id, row_.name)
            else:
                self.desk.ask(self, "children", find_people, self.search.text(), then=self._take_first)
            return True
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.hits.isVisible():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            place = self.hits.currentIndex().row() + step
            if 0 <= place < len(self.hits.rows_model.rows):
                self.hits.choose(place)
            return True
        return False

    def _take_first(self, rows: tuple[FoundChild, ...]) -> None:
        self._found(rows)
        if rows and self.search.text().strip():
            self.take_child(rows[0].id, rows[0].name)

    def _collect(self) -> None:
        chosen: DayRow | None = self.days.chosen_row()
        if chosen is not None:
            self.collected ^= {chosen.ids}
            self._show_days()
            self._say_next()

    def came(self) -> datetime:
        """When the wish came, as typed. Raises Refused with an example."""
        return on_clock(read_date(self.came_on.text(), self.page.today), read_time(self.came_at.text()))

    def enter(self, day: DayRow | None) -> None:
        """Keep the day, or the days collected, as the child's next wish."""
        if day is None or not self.child_id or self.round is None or not may_write(self.desk, self.round):
            return
        try:
            came = self.came()
        except Refused as refusal:
            self._refused(refusal)
            return
        ids = tuple(sorted({number for group in (self.collected or {day.ids}) for number in group}))
        request = EnterWish(self.round.id, self.child_id, ids, 0, came, self.together.isChecked())
        self.desk.perform(self, enter_wish, request, then=partial(self._entered, came), refused=self._refused)

    def _entered(self, came: datetime, _done: Any) -> None:
        empty(self.above)
        self.collected = set()
        self._show_days()
        self.days.setFocus()
        if self.round is not None and came > self.round.closes_at:
            self.desk.notices.done("Kept as late.", "Wishes that came after the cut-off are served after the rest.")

    def _refused(self, refusal: Spoken) -> None:
        empty(self.above)
        notice = Notice("bad", refusal.sentence, refusal.remedy, closable=False)
        notice.setObjectName("entry_refusal")
        self.above.addWidget(notice)
        notice.announce()
