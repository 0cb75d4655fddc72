"""A closing put back: what opens, whose places come back and whose cannot and why, and one act for all of it."""

from datetime import date
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day, say_short, say_span
from shortbreaks.errors import Spoken
from shortbreaks.overnight.reopening import ReopenClosing, reopen_closing
from shortbreaks.overnight.returning import Reopening, Returning, reopening_would
from shortbreaks.words import counted
from ui.kit.buttons import Button, on_main_key
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, row
from ui.kit.listing import Listing
from ui.kit.rows import Column, Mark
from ui.kit.sheet import confirm
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

FIELDS = (Field("words", "What families are told", "long", hint="The boiler works again.", longest=400),)


class ReopeningPage(Page):
    """The list of places above, the words for families and the act below."""

    title = "Closing put back"
    concerns = frozenset({"booking", "booking_place", "stay", "bed_night", "break_session", "closing_undone"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.closing_id = 0
        self.would: Reopening | None = None
        self.table = Table(_columns(self.today), key=lambda r: (r.about, r.id), height=44, name="returning_table")
        self.listing = Listing(self.table, "Ctrl+Enter puts the closing back")
        self.said = label("", "strong", wrap=True, name="reopening_said")
        self.form = Form(FIELDS, {}, today=lambda: self.today)
        self.form.when_typed("words", self._dress)
        self.form.sent.connect(lambda _values: self.ask_first())
        self.act = Button("Put it back", "filled", key="Ctrl+Enter", name="reopen_closing", then=self.ask_first)
        whole = column(self.said, self.listing, self.form, row(None, self.act), gap=12, margin=(24, 12, 24, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        on_main_key(self.listing, self.ask_first)
        self._dress()

    def context(self) -> str:
        return f"Closed from {say_day(self.would.first_day)}" if self.would is not None else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl+Enter", "Put the closing back, after a last look"),)

    def focus_first(self) -> None:
        self.form.focus_first()

    def show_for(self, **target: Any) -> None:
        self.closing_id, self.would = target.get("closing", self.closing_id), None
        self.refresh()

    def refresh(self) -> None:
        if self.closing_id:
            self.desk.ask(self, "would", reopening_would, self.closing_id, then=self._came, refused=self._refuse)

    def _refuse(self, spoken: Spoken) -> None:
        self.said.setText(str(spoken))

    def _came(self, would: Reopening) -> None:
        self.would = would
        self.headed.emit()
        if would.rows:
            self.listing.show_rows(would.rows, counted(len(would.rows), "place"))
        else:
            self.listing.say("No family lost a place.", "What was closed opens again.")
        self.said.setText(_summary(would))
        self.form.setVisible(would.undone_on is None)
        self._dress()

    def _dress(self) -> None:
        would, reason = self.would, ""
        if not self.desk.may(Permission.BOOK):
            reason = "Your role may not do this."
        elif would is None:
            reason = "It is read."
        elif would.undone_on is not None:
            reason = "It was put back already."
        elif not (self.form.value("words") or "").strip():
            reason = "Write what families are told."
        self.act.off_because(reason)

    def ask_first(self) -> None:
        """The consequences in figures, before it is done."""
        would = self.would
        if would is not None and self.act.isEnabled():
            self.sheet = confirm(self, "Put this closing back?", _consequences(would), "Put it back", self.send)

    def send(self) -> None:
        """Open and book again in one act."""
        request = ReopenClosing(self.closing_id, self.form.value("words") or "")
        self.desk.perform(self, reopen_closing, request, then=self._done, refused=self.form.refuse)

    def _done(self, done: Done) -> None:
        back, left = done.answer
        rest = f"{counted(left, 'place')} could not come back: ring these families." if left else "Every place came back."
        notices = ("Notices", lambda: self.go.to("notices", closing=self.closing_id))
        self.desk.notices.news(f"Put back: {counted(back, 'place')} booked again.", rest, notices)


def _columns(today: date) -> tuple[Column[Returning], ...]:
    def when(one: Returning) -> str:
        if one.start.date() == one.end.date():
            return f"{say_short(one.start.date(), today)}, {say_span(one.start, one.end)}"
        return f"{say_short(one.start.date(), today)} to {say_short(one.end.date(), today)}"

    return (
        Column("Child", lambda r: r.child, strong=True, width=150),
        Column("Break", lambda r: r.service, second=when, sort=lambda r: r.start, width=280),
        Column("Comes back", marks=lambda r: (Mark("No", "bad") if r.why else Mark("Yes", "ok"),), width=110),
        Column("Why not", lambda r: r.why or "–"),
    )  # fmt: skip


def _summary(would: Reopening) -> str:
    days = say_day(would.first_day) + (f" to {say_day(would.last_day)}" if would.last_day else ", for good")
    if would.undone_on is not None:
        lead = f"Put back on {say_day(would.undone_on)}."
        return f"{lead} Closed was {days}: {counted(would.back, 'place')} of {len(would.rows)} came back."
    return f"Closed {days}: “{would.words}” {counted(would.back, 'place')} of {len(would.rows)} can come back now."


def _consequences(would: Reopening) -> list[str]:
    left = len(would.rows) - would.back
    said = [f"{counted(would.sessions, 'session')} and {counted(would.houses, 'house')} open again, where the day is still to come."]
    said.append(f"{counted(would.back, 'place')} booked again: charges are posted and allowances used again, once.")
    if left:
        said.append(f"{counted(left, 'place')} cannot come back, and stay unmet requests.")
    if would.issued:
        said.append(f"{counted(would.issued, 'notice')} issued before: each of these families is owed one that says so.")
    else:
        said.append("No notice was issued yet, so none that says otherwise is owed.")
    return said
