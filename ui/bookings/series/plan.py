"""A new series: what recurs, every date with what was found, and the whole of it booked in one go."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from shortbreaks.bookings.asking import who_may_book
from shortbreaks.bookings.series.commands import DayKept, DaySkipped, MakeSeries, make_series
from shortbreaks.bookings.series.judging import SeriesWish
from shortbreaks.bookings.series.papers import IssueBookingList, issue_booking_list
from shortbreaks.bookings.series.queries import (
    PlannedDay,
    SeriesChoices,
    SeriesPreview,
    series_choices,
    series_previewed,
)
from shortbreaks.bookings.series.recurring import Recurring
from shortbreaks.database.office import Done
from shortbreaks.dates import say_short
from shortbreaks.errors import Spoken
from shortbreaks.families.queries import ChildCard, child_card
from shortbreaks.families.rules import ended
from shortbreaks.words import counted
from ui.bookings.series.columns import KEEP, LEAVE, SKIP, decision_of, planned_columns, say_when
from ui.bookings.series.form import SeriesForm
from ui.bookings.series.panel import SeriesPanel
from ui.kit.beside import Beside
from ui.kit.buttons import on_main_key
from ui.kit.cards import Card
from ui.kit.fields import Field
from ui.kit.layouts import column, holder, keep_width, row
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page

LEFT, RIGHT, LEAST = 252, 304, 460
DECIDE = {Qt.Key.Key_K: KEEP, Qt.Key.Key_S: SKIP, Qt.Key.Key_X: LEAVE}


class SeriesPlanPage(Page):
    """For one child and one service; reached with a session chosen in Find a break."""

    title = "New series"
    concerns = frozenset({"booking_place", "break_session", "allocation", "child", "child_need", "term", "setting_value"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.child_id = self.service_id = 0
        self.child: ChildCard | None = None
        self.first_day, self.starts = self.today, ""
        self.rang: int | None = None
        self.collects = ""
        self.given: Recurring | None = None
        self.preview: SeriesPreview | None = None
        self.decided: dict[date, str] = {}
        self.moved: dict[date, int] = {}
        self.form = SeriesForm(self.today, self._asked)
        columns = planned_columns(self.today, lambda: self.preview.unit if self.preview else "", self.decided)
        self.table = Table(columns, key=lambda r: r.day, height=44, name="days_table")
        keys = "K keeps · S skips and tries again · X leaves out · M moves to another session of the week"
        self.listing = Listing(self.table, keys, icon="booking")
        self.table.opened.connect(self.move_day)
        self.panel = SeriesPanel(self.send)
        keep_width(self.form, LEFT)
        self.form.setMinimumHeight(px(460))
        self.table.chosen.connect(self._tell)
        self.told = label("", wrap=True, name="day_said")
        about = Card(gap=4)
        about.body.addWidget(self.told)
        middle = column(self.listing, about, gap=8)
        middle.setStretch(0, 1)
        left = row(self.form, holder(middle), gap=16)
        left.setStretch(1, 1)
        self.setLayout(column(Beside(holder(left), self.panel, RIGHT, LEFT + LEAST), gap=0))
        on_main_key(self, self.send)

    def context(self) -> str:
        return f"for {self.child.short}" if self.child is not None else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("K", "Keep the date"), ("S", "Skip it, and try again when a place frees"), ("X", "Leave it out for good"),
            ("M or Enter", "Move it to another session of its week"), ("Ctrl+Enter", "Book every date kept, and print the list"),
        )  # fmt: skip

    def child_shown(self) -> int | None:
        return self.child_id or None

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        self.child_id, self.service_id = target["child"], target["service"]
        self.first_day, self.starts = target["day"], target.get("starts", "")
        self.rang, self.collects = target.get("asked_by"), target.get("collected_by", "")
        self.child = self.preview = self.given = None
        self.decided.clear()
        self.moved.clear()
        self.panel.reasons = {}
        self.stale = False
        self.desk.ask(self, "child", child_card, self.child_id, then=self._child_came)
        self.desk.ask(self, "adults", who_may_book, self.child_id, then=self._adults_came)

    def _child_came(self, card: ChildCard) -> None:
        self.child = card
        self.headed.emit()
        self._show()

    def _adults_came(self, adults: tuple[tuple[int, str], ...]) -> None:
        def came(choices: SeriesChoices) -> None:
            starts = self.starts if len(choices.times) > 1 else ""
            self.form.show_choices(choices, max(self.first_day, self.today), starts)

        self.form.ask_who_rang(adults, self.rang, self.collects)
        self.desk.ask(self, "choices", series_choices, self.service_id, then=came)

    def _asked(self, given: Recurring) -> None:
        self.given = given
        self.refresh()

    def refresh(self) -> None:
        if self.given is not None:
            skipped = tuple(sorted(day for day, said in self.decided.items() if said != KEEP))
            wish = SeriesWish(self.child_id, self.service_id, self.given, tuple(sorted(self.moved.items())), skipped)
            self.desk.ask(self, "preview", series_previewed, wish, then=self._came, refused=self._no_days)

    def _came(self, preview: SeriesPreview) -> None:
        self.preview = preview
        self._show()

    def _no_days(self, spoken: Spoken) -> None:
        self.preview = None
        self.form.refuse(spoken)
        self.listing.say(spoken.sentence, spoken.remedy)
        self.told.setText("What was found of the chosen date stands here.")
        self.panel.say_nothing(spoken.sentence)

    def _show(self) -> None:
        if self.preview is None or self.child is None:
            return
        days = self.preview.days
        decisions = [decision_of(day, self.decided) for day in days]
        kept = decisions.count(KEEP)
        self.listing.show_rows(days, f"{kept} of {counted(len(days), 'date')} to book")
        if self.table.chosen_row() is None:
            self.table.choose(0)
        self._tell(self.table.chosen_row())
        self.panel.show_preview(self.child.short, self.preview, decisions.count(SKIP), decisions.count(LEAVE))

    def _tell(self, chosen: PlannedDay | None) -> None:
        """Everything that was found of the chosen date, with what would change it."""
        if chosen is None:
            return
        said = [f"{one.reason} {one.remedy}" for one in chosen.findings]
        others = ", ".join(f"{say_when(one.start, one.end, chosen.day, self.today)} ({one.free} free)" for one in chosen.others[:3])
        lead = say_when(chosen.start, chosen.end, chosen.day, self.today)
        words = " ".join(said) or "Nothing stands against it."
        self.told.setText(f"{lead}. {words}{f' In the same week: {others}.' if others else ''}")

    def decide(self, decision: str) -> None:
        """Keep, skip or leave out the chosen date, and go on to the next."""
        row_: PlannedDay | None = self.table.chosen_row()
        if row_ is None:
            return
        if decision == KEEP and not row_.possible:
            words = row_.findings[0]
            self.desk.notices.refused(words.reason, "M moves it to another session of its week.")
            return
        self.decided[row_.day] = decision
        place = self.table.currentIndex().row()
        self.table.choose(min(place + 1, len(self.table.rows_model.rows) - 1))
        self.refresh()

    def move_day(self, _row: object = None) -> None:
        """Offer the other sessions of the chosen date's week."""
        chosen: PlannedDay | None = self.table.chosen_row()
        if chosen is None:
            return
        if not chosen.others and not chosen.moved:
            week = say_short(chosen.day - timedelta(days=chosen.day.weekday()), self.today)
            self.desk.notices.refused(f"There is no other session in the week of {week}.", "Skip it with S, or leave it out with X.")
            return
        own = (("0", f"{say_short(chosen.day, self.today)}, as the series says"),) if chosen.moved else ()
        choices = (*own, *(
            (str(one.session_id), f"{say_when(one.start, one.end, chosen.day, self.today)}, {one.free} free") for one in chosen.others
        ))  # fmt: skip
        title = f"Instead of {say_short(chosen.day, self.today)}"
        fields = (Field("session", "Session", "choice", choices=choices),)

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.sheet.close_sheet()
            self.decided.pop(chosen.day, None)
            self.moved.pop(chosen.day, None)
            if values["session"] != "0":
                self.moved[chosen.day] = int(values["session"])
            self.refresh()

        self.sheet = FormSheet(self, title, fields, None, "Move it", send, width=480)

    def send(self) -> None:
        """Book every date kept, remember the others, and print the list."""
        if self.preview is None or self.given is None or not self.panel.book.isEnabled() or not self.form.is_right():
            return
        days = [(day, decision_of(day, self.decided)) for day in self.preview.days]
        kept = tuple(DayKept(day.day, day.session_id) for day, said in days if said == KEEP and day.session_id is not None)
        skipped = tuple(DaySkipped(day.day, said == SKIP) for day, said in days if said != KEEP)
        request = MakeSeries(
            self.child_id, self.service_id, self.given, kept, skipped, self.panel.given(), self.form.asked_by(),
            collected_by=self.form.said("collected_by"), note=self.form.said("note"),
            paid_by=self.panel.paid.currentData() or "",
        )  # fmt: skip
        self.desk.perform(self, make_series, request, then=self._done, refused=self.panel.refuse)

    def _done(self, done: Done) -> None:
        assert self.child is not None
        assert self.preview is not None
        style = "large" if self.panel.large.isChecked() else ""
        lead = f"{ended(f'Booked for {self.child.short}')} {counted(len(self.preview.kept), 'date')} of {self.preview.service}."
        series, self.given = done.answer, None
        self.desk.perform(
            self, issue_booking_list, IssueBookingList(series, style),
            then=lambda issued: self._printed(series, issued.answer, lead), refused=lambda spoken: self._unprinted(series, lead, spoken),
        )  # fmt: skip

    def _printed(self, series: int, paper: int, lead: str) -> None:
        self.desk.notices.done(lead, "The booking list is in the register.")
        self.go.to("series", id=series, paper=paper)

    def _unprinted(self, series: int, lead: str, spoken: Spoken) -> None:
        self.desk.notices.done(lead, f"Its list was not drawn. {spoken.sentence} {spoken.remedy}")
        self.go.to("series", id=series)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.table.hasFocus() and not event.modifiers():
            key = Qt.Key(event.key())
            if key in DECIDE:
                self.decide(DECIDE[key])
                return
            if key == Qt.Key.Key_M:
                self.move_day()
                return
        super().keyPressEvent(event)
