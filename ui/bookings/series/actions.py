"""What is done with a date of a series, or with all of it: book it now, cancel, move, note, try again, end."""

from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.overrides import Reason, rule_asked
from shortbreaks.bookings.series.changing import TryAgain, try_again
from shortbreaks.bookings.series.kept import DateRow, SeriesRow
from shortbreaks.bookings.series.moving import ServiceChoice, services_to_move_to
from shortbreaks.bookings.series.retry import BookSkipped, ReadyDate, book_skipped
from shortbreaks.database.office import Done
from shortbreaks.dates import say_short
from shortbreaks.errors import Spoken
from shortbreaks.families.rules import ended
from ui.bookings.series.move_sheet import MoveDatesSheet
from ui.bookings.series.sheets import CancelDatesSheet, EndSheet, NoteSheet
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

LOOK_ONLY = "Your role may look, not book."
NO_PLACE = "Its session has no place yet, or the date is booked or over."
NOT_BOOKED = "This date is not booked, or it is over."


class SeriesActs:
    """The acts of the chosen series and date, as buttons with their keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet: Any = None
        self.series: SeriesRow | None = None  # what is chosen
        self.date: DateRow | None = None
        self.book = Button("Book it now", "filled", key="B", name="book_date", then=self.book_now)
        self.cancel = Button("Cancel dates", key="F3", name="cancel_dates", then=self.cancel_dates)
        self.move = Button("Move dates", key="M", name="move_dates", then=self.move_dates)
        self.note = Button("Who collects", key="C", name="note_dates", then=self.note_dates)
        self.again = Button("Try again", key="S", name="try_again", then=lambda: self.keep_in_mind(again=True))
        self.leave = Button("Leave it out", key="X", name="leave_out", then=lambda: self.keep_in_mind(again=False))
        self.end = Button("End the series", key="E", name="end_series", then=self.end_series)
        self.buttons = (self.book, self.cancel, self.move, self.note, self.again, self.leave, self.end)

    def fit(self, series: SeriesRow | None, row: DateRow | None, found: ReadyDate | None) -> None:
        """Switch on what can be done with the chosen date now, and say why not of the rest; `found` where its session has room."""
        self.series, self.date = series, row
        look = "" if self.page.desk.may(Permission.BOOK) else LOOK_ONLY
        over = look or ("No series is chosen." if series is None else "This series has ended." if series.state == "ended" else "")
        waits = row is not None and row.state != "booked" and row.to_come
        self.book.off_because(over or ("" if waits and found is not None else NO_PLACE))
        for button in (self.cancel, self.note):
            button.off_because(look or ("" if row is not None and row.may_change else NOT_BOOKED))
        self.move.off_because(over or ("" if row is not None and row.may_change else NOT_BOOKED))
        self.again.off_because(over or ("" if waits and row and row.state == "left_out" else "Only a date that is left out."))
        self.leave.off_because(over or ("" if waits and row and row.state == "skipped" else "Only a date that is tried again."))
        self.end.off_because(over)

    def key(self, letter: str) -> bool:
        """Do what the key stands for; False when it is none of these, or not to be had now."""
        keys = {button.key: button for button in self.buttons if len(button.key) == 1}
        button = keys.get(letter.upper())
        if button is None or not button.isEnabled():
            return False
        button.click()
        return True

    def _chosen(self) -> tuple[SeriesRow, DateRow] | None:
        return None if self.series is None or self.date is None else (self.series, self.date)

    def book_now(self) -> None:
        """Book the chosen skipped date in the session that has a place again; ask for a reason where one is needed."""
        if (both := self._chosen()) is not None:
            self._book(both, {})

    def _book(self, both: tuple[SeriesRow, DateRow], given: dict[str, str], sheet: FormSheet | None = None) -> None:
        """Book a date with a reason for each rule, as they stand in a sheet; what is refused leaves them there."""
        series, row = both

        def leave() -> None:
            if sheet is not None:
                sheet.watch.saved()
                sheet.sheet.close_sheet()

        def booked(_done: Done) -> None:
            leave()
            self.page.desk.notices.done(ended(f"Booked for {series.child}"), f"{series.service}, {say_short(row.day, self.page.today)}.")

        def refused(spoken: Spoken) -> None:
            if (rule := rule_asked(spoken)) and rule not in given:
                leave()
                self._ask_reason(both, spoken, {**given, rule: ""})
            elif sheet is not None:
                sheet.form.refuse(spoken)
            else:
                self.page.desk.notices.say(spoken)

        owner = self.page if sheet is None else sheet.sheet
        request = BookSkipped(row.id, row.version, tuple(Reason(rule, words) for rule, words in given.items()))
        self.page.desk.perform(owner, book_skipped, request, then=booked, refused=refused)

    def _ask_reason(self, both: tuple[SeriesRow, DateRow], spoken: Spoken, given: dict[str, str]) -> None:
        """A reason for the rule that was met last, below those that were written for others."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            self._book(both, values, sheet)

        fields = tuple(Field(rule, "Your reason to book all the same", longest=400) for rule in given)
        self.sheet = FormSheet(self.page, "A reason is needed", fields, given, "Book it", send)
        self.sheet.form.refuse(Spoken(spoken.sentence, spoken.remedy))
        self.sheet.form.editors[[*given][-1]].setFocus()

    def keep_in_mind(self, *, again: bool) -> None:
        """Try the chosen date again when a place frees, or leave it out."""
        if (both := self._chosen()) is not None:
            request = TryAgain(both[1].id, both[1].version, again)
            self.page.desk.perform(self.page, try_again, request, refused=self.page.desk.notices.say)

    def cancel_dates(self) -> None:
        """F3: the chosen date, it and the following, or all to come."""
        if (both := self._chosen()) is not None and self.cancel.isEnabled():
            self.sheet = CancelDatesSheet(self.page, *both)

    def note_dates(self) -> None:
        """C: who collects."""
        if (both := self._chosen()) is not None:
            self.sheet = NoteSheet(self.page, *both)

    def move_dates(self) -> None:
        """M: to another service, day or time."""
        if (both := self._chosen()) is not None:
            series, row = both

            def came(services: tuple[ServiceChoice, ...]) -> None:
                self.sheet = MoveDatesSheet(self.page, series, row, services)

            self.page.desk.ask(self.page, "services", services_to_move_to, series.service_id, then=came)

    def end_series(self) -> None:
        """E: with a reason; what is to come is cancelled or stays."""
        if (both := self._chosen()) is not None:
            self.sheet = EndSheet(self.page, *both)
