"""What still names somebody who must not collect, a break or a whole series: told on the child's card until it is put right."""

from datetime import date
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.collectors import ChangeCollector, StillNamed, change_collector, still_named
from shortbreaks.dates import say_short
from shortbreaks.words import counted, series_ref
from ui.families.read_card import FoundCards
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.layouts import column, row
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet

COLLECTS = (Field("collected_by", "Who collects", optional=True, hint="Empty when nobody is said yet"),)


class CollectCard(FoundCards):
    """Nothing to see while nobody is named who must not collect."""

    def ask(self, child_id: int) -> None:
        """Read which breaks name whom."""
        self.page.desk.ask(self, "still_named", still_named, child_id, then=self._show)

    def _show(self, rows: tuple[StillNamed, ...]) -> None:
        self.show_cards([self._card(rows)] if rows else [])

    def _card(self, rows: tuple[StillNamed, ...]) -> Card:
        card = Card("bad")
        card.heading("Must not collect, and is still written down")
        for number, one in enumerate(rows):
            when = _when(one, self.page.today)
            said = label(f"{when} · {one.service}: “{one.written}”", "name", wrap=True)
            words = column(said, label(f"{one.why} {_dates(one)}".strip(), "second", wrap=True), gap=0)
            act = Button("Write who collects", name=f"collector_{number}", then=partial(self._form, one))
            act.setAccessibleName(f"Write who collects: {when}, {one.service}")
            if not self.page.desk.may(Permission.BOOK):
                act.off_because("Your role may look, not book.")
            line = row(Chip(f"Not {one.who}", "bad"), words, act, gap=12)
            line.setStretch(1, 1)
            card.body.addLayout(line)
        return card

    def _form(self, one: StillNamed) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ChangeCollector(one.record, one.id, one.version, values["collected_by"], one.days)
            sheet.perform(change_collector, request, "Kept.", "Print the confirmation again for the family.")

        self.sheet = FormSheet(self.page, f"Who collects from {one.service}", COLLECTS, None, "Keep it", send)
        if one.record == "series":
            said = f"{_when(one, self.page.today)}. {_dates(one)} All of them are changed at once."
            self.sheet.above.addWidget(label(said, "second", wrap=True))


def _when(one: StillNamed, today: date) -> str:
    first = say_short(one.start.date(), today)
    if one.record != "series":
        return f"{first}, {one.start:%H:%M}"
    days = first if one.until == one.start.date() else f"{first} to {say_short(one.until, today)}"
    return f"{series_ref(one.id)}, {days}"


def _dates(one: StillNamed) -> str:
    """How many dates of a series that is, and what it would book yet."""
    if one.record != "series":
        return ""
    booked = f"{counted(len(one.days), 'date')} booked" if one.days else "No date booked"
    later = f", {one.later} not booked yet" if one.later else ""
    return f"{booked}{later}."
