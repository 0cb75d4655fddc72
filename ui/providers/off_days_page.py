"""Sessions to decide: those on a day that became a bank holiday, or fell out of or into a school term; each is kept, or cancelled."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.off_days.commands import KeepSessions, keep_sessions
from shortbreaks.bookings.off_days.queries import OffRow, off_days
from shortbreaks.dates import say_short, say_span
from shortbreaks.words import counted
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.fields import Field
from ui.kit.layouts import column, empty, holder, row, scroller
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label
from ui.providers.columns import off_day_columns, say_off
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page

SAID = (
    "The calendar changed after these sessions were planned. Nothing is cancelled by it: keep the sessions of a service with the "
    "reason, or cancel them, which tells each family."
)
KEEP = (
    Field("first_day", "From", "date"), Field("last_day", "Last day", "date", beside=True),
    Field("reason", "Who decided that they are held, and why", "long", longest=1000),
)  # fmt: skip
SIDE, LEAST = 380, 520


class OffDaysPage(Page):
    """The list, and beside it the sessions of the chosen line with what can be done."""

    title = "Sessions to decide"
    concerns = frozenset({"session_kept", "break_session", "bank_holiday", "term", "booking_place"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.rows: tuple[OffRow, ...] = ()
        self.sheet: FormSheet | None = None
        self._wanted: int | None = None
        self.table = Table(
            off_day_columns(self.today), key=lambda r: (r.service_id, r.sessions[0].id, r.off), height=44, name="off_days_table"
        )
        self.listing = Listing(self.table, "K keeps them · X cancels them · Ctrl+C copies rows", icon="history")
        self.table.chosen.connect(lambda _r: self._show_chosen())
        self.table.opened.connect(lambda _r: self.keep())
        self._inside = QVBoxLayout()
        self.keep_button = Button("Keep them…", "filled", key="K", name="keep_sessions", then=self.keep)
        self.cancel_button = Button("Cancel them…", key="X", name="cancel_sessions", then=self.cancel)
        card = Card()
        card.body.addWidget(scroller(holder(column(self._inside, None))), 1)
        card.body.addLayout(row(self.keep_button, self.cancel_button, None))
        left = column(label(SAID, "second", wrap=True), self.listing, gap=12)
        left.setStretch(1, 1)
        self.setLayout(column(Beside(holder(left), card, SIDE, LEAST), gap=0))
        self._show_chosen()

    def context(self) -> str:
        waiting = sum(one.kept is None for one in self.rows)
        return f"{counted(waiting, 'line')} to decide" if waiting else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("K, Enter", "Keep the sessions of the chosen line"), ("X", "Cancel them, and tell each family"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = {Qt.Key.Key_K: self.keep, Qt.Key.Key_X: self.cancel}.get(Qt.Key(event.key()))
        if act is not None:
            act()  # a table leaves single keys to its page
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        self._wanted = target.get("session")
        self._choose_wanted()

    def refresh(self) -> None:
        self.desk.ask(self, "rows", off_days, then=self._came)

    def _came(self, rows: tuple[OffRow, ...]) -> None:
        self.rows = rows
        self.headed.emit()
        if rows:
            self.listing.show_rows(rows, counted(len(rows), "line"))
            if self.table.chosen_row() is None:
                self.table.choose(0)
            self._choose_wanted()
        else:
            self.listing.say(
                "No session waits for a decision.",
                "One that stands on a day which became a bank holiday, or fell out of or into a school term, is listed here.",
            )
        self._show_chosen()

    def _choose_wanted(self) -> None:
        place = next((n for n, one in enumerate(self.table.rows_model.rows) if self._wanted in {s.id for s in one.sessions}), None)
        if place is not None:
            self._wanted = None
            self.table.choose(place)

    def _show_chosen(self) -> None:
        empty(self._inside)
        chosen: OffRow | None = self.table.chosen_row() if self.rows else None
        if chosen is None:
            self._inside.addWidget(label("The sessions of the chosen line stand here.", "second", wrap=True))
        else:
            self._inside.addWidget(label(chosen.service, "title", wrap=True, name="off_day_title"))
            self._inside.addWidget(label(f"{chosen.provider}. {say_off(chosen)}.", "second", wrap=True))
            self._inside.addWidget(facts([
                (say_short(one.start.date(), self.today), f"{say_span(one.start, one.end)}, {_who(len(one.children))}")
                for one in chosen.sessions
            ]))  # fmt: skip
        if chosen is not None and chosen.kept is not None:
            kept = chosen.kept
            self._inside.addWidget(label(f"Kept by {kept.person} on {say_short(kept.at.date(), self.today)}: {kept.reason}", wrap=True))
        none = "" if chosen is not None else "Choose a line of the list."
        may = "" if self.desk.may(Permission.CHANGE_PROVIDERS) else "Your role may see the directory, not change it."
        books = "" if self.desk.may(Permission.BOOK) else "Your role may see bookings, not cancel them."
        said = "They are kept already. Cancel them where that was wrong." if chosen is not None and chosen.kept is not None else ""
        self.keep_button.off_because(may or none or said)
        self.cancel_button.off_because(books or none)

    def keep(self) -> None:
        """Keep the sessions of the chosen line, or those of some of its days, with the reason."""
        chosen: OffRow | None = self.table.chosen_row()
        if chosen is None or not self.keep_button.isEnabled():
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            first, last = values["first_day"], values["last_day"]
            some = tuple((one.id, chosen.off) for one in chosen.sessions if first <= one.start.date() <= last)
            said = f"{counted(len(some), 'session')} of {chosen.service} kept."
            sheet.perform(keep_sessions, KeepSessions(some, values["reason"]), said, "They are held as they were planned.")

        begin = {"first_day": chosen.first, "last_day": chosen.last}
        title = f"Keep {counted(len(chosen.sessions), 'session')} of {chosen.service}"
        self.sheet = FormSheet(self, title, KEEP, begin, "Keep them", send)
        self.sheet.above.addWidget(label(f"{say_off(chosen)}. {_who(chosen.children).capitalize()}.", "second", wrap=True))

    def cancel(self) -> None:
        """Go to the one act that closes them, gives every place back and tells each family."""
        chosen: OffRow | None = self.table.chosen_row()
        if chosen is not None and self.cancel_button.isEnabled():
            self.go.to(
                "closing", provider=chosen.provider_id, service=chosen.service_id, first_day=chosen.first, last_day=chosen.last,
                reason="council",
            )  # fmt: skip


def _who(children: int) -> str:
    return f"{counted(children, 'child has', 'children have')} a place" if children else "nobody has a place"
