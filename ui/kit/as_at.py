"""The day a page is shown as at: empty is today, a past day is looked at only."""

from collections.abc import Callable
from datetime import date

from shortbreaks.dates import read_date, say_day, say_short
from shortbreaks.errors import Refused
from ui.kit.layouts import keep_width
from ui.kit.lines import Line
from ui.kit.text import plain_tip


class AsAt:
    """A field for a day; `then` is called when another day holds, `refuse` with why a day cannot be shown. `day` is None for today.

    `changed` is called first, and also when today is shown again for another record.
    """

    def __init__(
        self, today: date, then: Callable[[], object], refuse: Callable[[Refused], object], changed: Callable[[], object]
    ) -> None:
        self.today, self._then, self._refuse, self.changed = today, then, refuse, changed
        self.day: date | None = None
        self.line = Line(icon="as-at")
        self.line.setObjectName("as_at")
        self.line.setAccessibleName("As at, empty for today")
        self.line.setPlaceholderText("today")
        keep_width(self.line, 150)
        self.line.setToolTip(plain_tip("A past day, such as 31/3: the record as it stood. Empty it to go back to today."))
        self.line.editingFinished.connect(self._read)

    def show_today(self) -> None:
        """Back from a past day."""
        self.line.clear()
        self._read()

    def forget(self) -> None:
        """Today again, for another record."""
        self.line.clear()
        if self.day is not None:
            self.day = None
            self.changed()

    def _read(self) -> None:
        text = self.line.text().strip()
        try:
            day = read_date(text, self.today) if text else None
        except Refused as refusal:
            self._refuse(refusal)  # what was typed stays, to be put right
            return
        if day is not None and day > self.today:
            self._refuse(Refused(f"{say_day(day)} is still to come.", "Choose a day before today, or empty the field.", "as_at"))
            return
        if day == self.today:
            day = None
        self.line.setText(say_short(day, self.today) if day is not None else "")
        if day != self.day:
            self.day = day
            self.changed()
            self._then()
