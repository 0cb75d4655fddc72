"""The first and the last day of a list, typed beside each other, with what is wrong with them."""

from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from shortbreaks.dates import read_date, say_short
from shortbreaks.errors import Refused
from ui.kit.layouts import keep_width
from ui.kit.text import label


class DaySpan(QObject):
    """Its lines and its mistake are laid out by whoever shows the list; `entered` is Enter in either line."""

    entered = Signal()

    def __init__(self, name: str, first: date, last: date, today: date, *, width: int = 130) -> None:
        super().__init__()
        self.today = today
        self.from_day, self.to_day = QLineEdit(), QLineEdit()
        for line, words in ((self.from_day, "From"), (self.to_day, "To")):
            line.setObjectName(f"{name}_{words.lower()}")
            line.setAccessibleName(words)
            keep_width(line, width)
            line.returnPressed.connect(self.entered)
        self.mistake = label("", "mistake", name=f"{name}_mistake")
        self.show_days(first, last)

    def show_days(self, first: date, last: date) -> None:
        """Write these days into the lines."""
        self.from_day.setText(say_short(first, self.today))
        self.to_day.setText(say_short(last, self.today))

    def days(self) -> tuple[date, date] | None:
        """The days as typed; None with the mistake said."""
        try:
            first, last = (read_date(line.text(), self.today) for line in (self.from_day, self.to_day))
            if last < first:
                raise Refused("The last day is before the first.", "Check both days.")
        except Refused as refusal:
            self.mistake.setText(str(refusal))
            return None
        self.mistake.setText("")
        return first, last

    def said(self) -> str:
        """Sat 25 Jul to Sun 26 Jul; "" where they cannot be read."""
        days = self.days()
        return f"{say_short(days[0], self.today)} to {say_short(days[1], self.today)}" if days else ""
