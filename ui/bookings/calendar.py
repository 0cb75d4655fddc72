"""A month of bookings: a painted grid, the number of bookings on each day by state, chosen by mouse or arrows."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from shortbreaks.dates import MONTHS, WEEKDAYS, months_after, months_before, say_full
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import row
from ui.kit.text import label
from ui.kit.theme import colour, font, px

WEEKS = 6
HEAD = 28


class MonthGrid(QWidget):
    """Six weeks from a Monday; arrows move by day and week, PageUp and PageDown by month, Enter opens the day."""

    def __init__(self, first: date, today: date, opened: Callable[[date], object], turn: Callable[[date], object]) -> None:
        super().__init__()
        self.first, self.today, self.chosen = first, today, today
        self.counts: dict[date, Counter[str]] = {}
        self._opened, self._turn = opened, turn
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("month_grid")

    def sizeHint(self) -> QSize:
        return QSize(500, 420)

    def show_counts(self, counts: dict[date, Counter[str]]) -> None:
        """Show how many bookings each day has, by meaning."""
        self.counts = counts
        self.describe()
        self.update()

    def describe(self) -> None:
        """Say the chosen day to a screen reader."""
        total = sum(self.counts.get(self.chosen, Counter()).values())
        self.setAccessibleName(f"{say_full(self.chosen)}, {counted(total, 'booking')}")

    def _cell(self, place: int) -> QRectF:
        wide, tall = self.width() / 7, (self.height() - px(HEAD)) / WEEKS
        return QRectF((place % 7) * wide, px(HEAD) + (place // 7) * tall, wide, tall)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(13, 600))
        painter.setPen(colour("ink2"))
        for number, name in enumerate(WEEKDAYS):
            where = QRectF(number * self.width() / 7 + 8, 0, self.width() / 7, px(HEAD))
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, name[:3])
        month = (self.first + timedelta(days=10)).month
        for place in range(WEEKS * 7):
            self._paint_day(painter, self._cell(place), self.first + timedelta(days=place), month)
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date, month: int) -> None:
        ground = "prisoft" if day == self.today else "hover" if day.weekday() > 4 else "surface"
        painter.fillRect(cell, colour(ground))
        painter.setPen(QPen(colour("line"), 1))
        painter.drawRect(cell)
        painter.setFont(font(14, 600 if day == self.today else 400, tabular=True))
        painter.setPen(colour("ink" if day.month == month else "ink3"))
        painter.drawText(cell.adjusted(8, 4, -4, 0), Qt.AlignmentFlag.AlignTop, str(day.day))
        counts = self.counts.get(day)
        if counts:
            painter.setFont(font(12, 500, tabular=True))
            said = [f"{counts['ok']} booked"] if counts["ok"] else []
            said += [f"{counts['warn']} offered"] if counts["warn"] else []
            rest = sum(counts.values()) - counts["ok"] - counts["warn"]
            said += [f"{rest} other"] if rest else []
            for line, words in enumerate(said):
                painter.setPen(colour(("pri", "warn", "ink3")[("booked" not in words) + ("other" in words)]))
                painter.drawText(cell.adjusted(8, 4 + px(20) + line * px(16), -4, 0), Qt.AlignmentFlag.AlignTop, words)
        if day == self.chosen and self.hasFocus():
            painter.setPen(QPen(colour("focus"), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place in range(WEEKS * 7):
            if self._cell(place).contains(event.position()):
                self._opened(self.first + timedelta(days=place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if event.key() in steps:
            self._go_to(self.chosen + timedelta(days=steps[Qt.Key(event.key())]))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not event.modifiers():
            turned = months_after if event.key() == Qt.Key.Key_PageDown else months_before
            self._go_to(turned(self.chosen, 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._opened(self.chosen)
        else:
            super().keyPressEvent(event)

    def _go_to(self, day: date) -> None:
        """Choose a day; one that is not in sight turns the month."""
        if not self.first <= day < self.first + timedelta(weeks=WEEKS):
            self._turn(day)
        self.chosen = day
        self.describe()
        self.update()


class MonthView(Card):
    """The grid with its month and the way to the ones before and after."""

    def __init__(self, today: date, opened: Callable[[date], object]) -> None:
        super().__init__(gap=8)
        self.today = today
        self.month = today.replace(day=1)
        self.name = label("", "title", name="month_name")
        self.grid = MonthGrid(self._monday(), today, opened, self._turn_to)
        self.moved: Callable[[], object] = lambda: None
        back, on = (
            Button("Month before", icon="left", then=lambda: self.move_by(-1)),
            Button("Month after", icon="right", then=lambda: self.move_by(1)),
        )
        self.body.addLayout(row(self.name, None, back, on))
        self.body.addWidget(self.grid, 1)
        self._say()

    def _monday(self) -> date:
        return self.month - timedelta(days=self.month.weekday())

    def _say(self) -> None:
        self.name.setText(f"{MONTHS[self.month.month - 1]} {self.month.year}")

    def span(self) -> tuple[date, date]:
        """First and last day of the grid."""
        return self.grid.first, self.grid.first + timedelta(weeks=WEEKS) - timedelta(days=1)

    def move_by(self, months: int) -> None:
        """Show another month."""
        self._turn_to(months_after(self.month, months))

    def _turn_to(self, day: date) -> None:
        self.show_month(day.replace(day=1))
        self.moved()

    def is_moved(self) -> bool:
        """Whether it shows another month than today's."""
        return self.month != self.today.replace(day=1)

    def show_month(self, first: date) -> None:
        """Show the month that begins on this day, without its counts."""
        if first == self.month:
            return  # the day chosen in it stays
        self.month = first
        self.grid.first = self._monday()
        self.grid.chosen = self.month if self.is_moved() else self.today
        self.grid.counts = {}
        self.grid.describe()
        self.grid.update()
        self._say()

    def show_counts(self, counts: dict[date, dict[str, int]]) -> None:
        """Show how many bookings each day has, by meaning."""
        self.grid.show_counts({day: Counter(kinds) for day, kinds in counts.items()})
