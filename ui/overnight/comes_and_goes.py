"""When a child really came and left: the two sheets of a day in the house."""

from functools import partial
from typing import Any

from shortbreaks.dates import on_clock, to_local
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import Arrive, arrive
from shortbreaks.overnight.queries import StayCard
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

WISHES = (("planned", "As planned"), ("family", "The family’s"), ("provider", "The house asked for it"))
LEFT_BY = {
    "planned": "The counts follow what was slept.",
    "family": "Planned nights stay used, and further ones are used too.",
    "provider": "Nights lost can be carried over; nothing is charged for them.",
}


class ComesAndGoes:
    """Its sheets stand over the board."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet: FormSheet | None = None

    def arrive_at(self, card: StayCard) -> None:
        """The child came later or sooner than planned: the hours of the stay follow the real time."""
        now = to_local(self.page.desk.office.now())
        fields = (Field("time", "Came at", "time"),)
        self.sheet = FormSheet(
            self.page, f"{card.name} is in the house", fields, {"time": f"{now:%H:%M}"}, "Keep it", partial(self._arrive_at, card)
        )

    def _arrive_at(self, card: StayCard, sheet: FormSheet, found: dict[str, Any]) -> None:
        at = on_clock(card.starts_at.date(), found["time"])
        sheet.perform(arrive, Arrive(card.id, card.version, at), f"{card.name} is in the house.", f"Since {at:%H:%M}.")

    def collect(self, card: StayCard) -> None:
        """The child left: when, and whose wish it was when earlier or later than planned."""
        now = to_local(self.page.desk.office.now())
        fields = (
            Field("day", "Left on", "date"), Field("time", "At", "time", beside=True),
            Field("wish", "Whose wish", "choice", choices=WISHES),
            Field("words", "Why, if not as planned", optional=True, longest=400),
        )  # fmt: skip
        values = {"day": now.date(), "time": f"{now:%H:%M}", "wish": "planned"}
        self.sheet = FormSheet(self.page, f"{card.name} was collected", fields, values, "Keep it", partial(self._collect, card))

    def _collect(self, card: StayCard, sheet: FormSheet, found: dict[str, Any]) -> None:
        at = on_clock(found["day"], found["time"])
        request = Collect(card.id, card.version, at, found["wish"], found["words"])
        sheet.perform(collect, request, f"{card.name} was collected.", LEFT_BY[found["wish"]])
