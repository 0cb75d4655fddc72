"""Sheets over a series: how far a change reaches, what it comes to date by date, and the act; figures before it is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shortbreaks.bookings.series.changing import (
    CancelDates,
    EndSeries,
    Figures,
    NoteDates,
    cancel_dates,
    cancelling_figured,
    end_series,
    note_dates,
)
from shortbreaks.bookings.series.kept import DateRow, SeriesRow
from shortbreaks.bookings.series.scope import REACHES, Scope
from shortbreaks.dates import on_clock, say_short, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.rules import ended
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, empty, holder
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.shell.page import Page

HEARD = (Field("day", "Heard on", "date"), Field("time", "At", "time", beside=True))
MOST_LINES = 12


def reach_field(day: str) -> Field:
    """How far it reaches, said with the date that is chosen."""
    words = {"one": f"{day} only", "following": f"{day} and the following", "all": REACHES["all"]}
    return Field("reach", "Which dates", "choice", choices=tuple(words.items()))


def reason_field(page: Page, words: str = "Reason") -> Field:
    """One of the council's reasons to cancel."""
    return Field("reason", words, "choice", choices=page.desk.lists.choices("cancel_reason"))


class ScopeSheet:
    """A form with how far it reaches, the consequences below it, and one act; nothing is done before they are read."""

    title, words, look = "", "", "filled"

    def __init__(
        self, page: Page, series: SeriesRow, chosen: DateRow, fields: Sequence[Field], values: Mapping[str, Any]
    ) -> None:
        self.page, self.series, self.chosen = page, series, chosen
        self.now: datetime = to_local(page.desk.office.now())
        today = self.now.date()
        heard = {"day": today, "time": f"{self.now:%H:%M}"}
        self.form = Form(fields, {"reach": "one", **heard, **values}, today=lambda: today)
        self.told = label("", "strong", wrap=True, name="scope_figures")
        self.lines = column(gap=4)
        about = label(f"{series.child}, {series.service}. {series.words}.", "second", wrap=True)
        inner = holder(column(about, self.form, self.told, self.lines, gap=12))
        keep = Button("Leave it as it is", name="leave_scope")
        self.act = Button(self.words, self.look, key="Ctrl+Enter", name="scope_act", then=self.form.send)
        self.sheet = Sheet(page, self.title, inner, (keep, self.act), width=620)
        keep.clicked.connect(self.sheet.close_sheet)
        self.form.sent.connect(self.send)
        for name in self.form.fields:
            self.form.when_typed(name, self.ask)
        self.form.focus_first()
        self.ask()

    def scope(self) -> Scope:
        """The dates it concerns."""
        reach = self.form.value("reach") if "reach" in self.form.fields else "all"
        return Scope(self.series.id, self.chosen.day, str(reach))

    def heard(self) -> datetime:
        """When it was heard; now, unless another time was typed. Raises Refused while it cannot be read."""
        day, clock = self.form.value("day"), self.form.value("time")
        if day is None or clock is None:
            raise Refused("It is not clear when this was heard.", "Write the day and the time.", "day")
        told = on_clock(day, clock)
        return self.now if f"{told:%Y%m%d%H%M}" == f"{self.now:%Y%m%d%H%M}" else told

    def ask(self) -> None:
        """Ask what it would come to."""

    def send(self, values: dict[str, Any]) -> None:
        """Do it as it was shown."""

    def say(self, words: str, lines: Sequence[str] = ()) -> None:
        """Show the consequences: the sum in one sentence, then date by date."""
        self.told.setText(words)
        empty(self.lines)
        for line in lines[:MOST_LINES]:
            self.lines.addWidget(label(line, wrap=True, tabular=True))
        if len(lines) > MOST_LINES:
            self.lines.addWidget(label(f"and {counted(len(lines) - MOST_LINES, 'more date')}", "caption"))

    def perform(self, command: Any, request: Any, lead: str) -> None:
        """Perform it; say what was done, or why not above the form, which stays as it was."""

        def done(_done: Any) -> None:
            self.sheet.close_sheet()
            self.page.desk.notices.done(lead, self.told.text())

        self.page.desk.perform(self.sheet, command, request, then=done, refused=self._refused)

    def _refused(self, spoken: Any) -> None:
        self.form.refuse(spoken)
        self.ask()


class CancelDatesSheet(ScopeSheet):
    """Dates given up, each by its own notice."""

    title, words, look = "Cancel dates", "Cancel them", "danger"

    def __init__(self, page: Page, series: SeriesRow, chosen: DateRow) -> None:
        self.figures = Figures(())
        fields = (
            reach_field(say_short(chosen.day, chosen.day)), reason_field(page), *HEARD,
            Field("words", "What was said", optional=True),
        )  # fmt: skip
        super().__init__(page, series, chosen, fields, {"reason": "family"})

    def ask(self) -> None:
        try:
            told = self.heard()
        except Refused:
            return
        args = self.scope(), self.form.value("reason"), told
        self.page.desk.ask(self.sheet, "figures", cancelling_figured, *args, then=self._came, refused=self.form.refuse)

    def _came(self, figures: Figures) -> None:
        self.figures = figures
        self.form.clear_refusal()
        self.say(figures_said(figures), [line_said(one) for one in figures.dates])
        self.act.off_because("" if figures.dates else "No date of it is still to come.")

    def send(self, values: dict[str, Any]) -> None:
        request = CancelDates(self.scope(), self.figures.shown, values["reason"], values["words"], self.heard())
        lead = ended(f"Cancelled for {self.series.child}: {counted(len(self.figures.dates), 'date')}")
        self.perform(cancel_dates, request, lead)


class EndSheet(CancelDatesSheet):
    """A series that ends: its dates to come are cancelled, or stay booked."""

    title, words, look = "End the series", "End it", "danger"

    def __init__(self, page: Page, series: SeriesRow, chosen: DateRow) -> None:
        self.figures = Figures(())
        fields = (
            reason_field(page), *HEARD, Field("words", "Why it ends", optional=True),
            Field("keep_booked", "The dates that are booked stay booked", "yes"),
        )  # fmt: skip
        ScopeSheet.__init__(self, page, series, chosen, fields, {"reason": "family"})

    def _came(self, figures: Figures) -> None:
        self.figures = figures
        again = f" {counted(self.series.skipped, 'skipped date')} not tried again." if self.series.skipped else ""
        if self.form.value("keep_booked"):
            self.say(f"{counted(len(figures.dates), 'date')} to come stay booked.{again}")
        else:
            self.say(f"{figures_said(figures)}{again}", [line_said(one) for one in figures.dates])

    def send(self, values: dict[str, Any]) -> None:
        request = EndSeries(
            self.series.id, self.figures.shown, values["reason"], values["words"], values["keep_booked"], self.heard()
        )
        self.perform(end_series, request, ended(f"{self.series.ref} has ended for {self.series.child}"))


class NoteSheet(ScopeSheet):
    """Who collects, and what the provider should know."""

    title, words, look = "Who collects, and a note", "Keep it", "filled"

    def __init__(self, page: Page, series: SeriesRow, chosen: DateRow) -> None:
        self.figures = Figures(())
        fields = (
            reach_field(say_short(chosen.day, chosen.day)), Field("collected_by", "Who collects", optional=True),
            Field("note", "Note for the provider", optional=True, longest=400),
        )  # fmt: skip
        super().__init__(page, series, chosen, fields, {"collected_by": series.collected_by, "note": series.note})

    def ask(self) -> None:
        self.page.desk.ask(self.sheet, "figures", cancelling_figured, self.scope(), "provider", then=self._came)

    def _came(self, figures: Figures) -> None:
        self.figures = figures
        self.say(f"{counted(len(figures.dates), 'date')} to come change. Past dates stay as they are.")

    def send(self, values: dict[str, Any]) -> None:
        request = NoteDates(self.scope(), self.figures.shown, values["collected_by"], values["note"])
        self.perform(note_dates, request, ended(f"Kept for {self.series.child}: {counted(len(self.figures.dates), 'date')}"))


def figures_said(figures: Figures) -> str:
    """The sum in one sentence: 3 dates: £6.38 of £38.25 stays to pay, £31.87 is put back."""
    dates = counted(len(figures.dates), "date")
    if not figures.dates:
        return "No date of it is still to come; past dates are never changed."
    late = f" {counted(figures.late, 'date')} late: the allocation stays used." if figures.late else ""
    if not figures.charged_pence:
        return f"{dates}: nothing was charged for them.{late}"
    back = figures.charged_pence - figures.stays_pence
    if not figures.stays_pence:
        return f"{dates}: free. {pounds(back)} is put back to the family.{late}"
    stays, whole = pounds(figures.stays_pence), pounds(figures.charged_pence)
    return f"{dates}: {stays} of {whole} stays to pay, {pounds(back)} is put back.{late}"


def line_said(one: Any) -> str:
    """One date of it: Sat 26 Sep, 10:00: half, £6.38 stays to pay."""
    day = f"{say_short(one.start.date(), one.start.date())}, {one.start:%H:%M}"
    if not one.charged_pence:
        return f"{day}: nothing was charged"
    return f"{day}: free" if not one.stays_pence else f"{day}: {one.percent}%, {pounds(one.stays_pence)} stays to pay"
