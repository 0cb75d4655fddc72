"""The twelve districts as hexagons in their rough places, the number written in each; Medway pale as "not Kent".

A district that the council added has no place of which anybody told us: it stands in a row of its own below the others.
"""

from collections.abc import Mapping
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.theme import colour, font, px

# (row, column in halves) of each district, from west to east and north to south
PLACES = {
    "E07000107": (0, 0), "E07000109": (0, 2), "E06000035": (0, 4), "E07000113": (0, 6), "E07000106": (0, 8), "E07000114": (0, 10),
    "E07000111": (1, 1), "E07000115": (1, 3), "E07000110": (1, 5), "E07000105": (1, 7), "E07000108": (1, 9),
    "E07000116": (2, 4), "E07000112": (2, 8),
}  # fmt: skip
NOT_KENT = "E06000035"
LINES, ACROSS = 3, 6  # rows of the map, and hexagons that a row of added ones holds
SMALLEST, ENDLESS = 11, 1000  # px of a name inside its hexagon; as high as its words need


def readable_on(ground: QColor) -> QColor:
    """White or black, whichever is read better on a ground; never less than 4.5 to 1."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in ground.getRgbF()[:3]]  # type: ignore[index]
    light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return QColor("#FFFFFF") if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else QColor("#000000")


def _widest(words: str, made: QFont) -> int:
    return max([QFontMetrics(made).horizontalAdvance(word) for word in words.split()] or [0])


def _between(low: QColor, high: QColor, share: float) -> QColor:
    mixed = [round(a + (b - a) * share) for a, b in zip(low.getRgb()[:3], high.getRgb()[:3], strict=True)]  # type: ignore[index]
    return QColor(*mixed)


class HexMap(QWidget):
    """`chosen` carries a district's code; arrows move, Enter or a click chooses, again takes it back."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.values: Mapping[str, int] = {}
        self.names: Mapping[str, str] = {}
        self.selected = ""
        self.places = dict(PLACES)
        self._at = "E07000114"
        self.setObjectName("district_map")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(380), px(190 + 52 * (self._lines() - LINES)))

    def _lines(self) -> int:
        return max(line for line, _ in self.places.values()) + 1

    def show_values(self, values: Mapping[str, int], names: Mapping[str, str]) -> None:
        """Show a number in each district that has a name; all that ship until the first are shown."""
        self.values, self.names = values, names
        added = [code for code in names if code not in PLACES]
        self.places = {code: at for code, at in PLACES.items() if code in names or not names}
        self.places |= {code: (LINES + n // ACROSS, 2 * (n % ACROSS)) for n, code in enumerate(added)}
        if self._at not in self.places:
            self._at = next((code for code in self.places if code != NOT_KENT), self._at)
        self.updateGeometry()
        self._say()
        self.update()

    def select(self, code: str) -> None:
        """Mark a district as the one that is filtered by."""
        self.selected = code
        self._say()
        self.update()

    def _say(self) -> None:
        name = self.names.get(self._at, "")
        self.setAccessibleName(f"Map of districts. {name}: {self.values.get(self._at, 0)} free places")
        rows = [f"{name} {self.values.get(code, 0)}" for code, name in self.names.items() if code != NOT_KENT]
        self.setAccessibleDescription("; ".join(rows))

    def _radius(self) -> float:
        below = px(22) if theme.text_size() > 100 else 0
        return min(self.width() / (12 * sin(pi / 3)), (self.height() - 4 - below) / (2 + (self._lines() - 1) * 1.5))

    def _centre(self, code: str) -> QPointF:
        line, half = self.places[code]
        radius = self._radius()
        wide = radius * 2 * sin(pi / 3)
        left = (self.width() - 6 * wide) / 2
        return QPointF(left + wide / 2 + half * wide / 2, 2 + radius + line * radius * 1.5)

    def _shape(self, code: str) -> QPolygonF:
        centre, radius = self._centre(code), self._radius() - 1.5
        return QPolygonF(
            [QPointF(centre.x() + radius * sin(n * pi / 3), centre.y() - radius * cos(n * pi / 3)) for n in range(6)]
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max([self.values.get(code, 0) for code in self.places if code != NOT_KENT] or [1]) or 1
        for code in self.places:
            self._paint_one(painter, code, self.values.get(code, 0) / most)
        if theme.text_size() > 100:
            self._paint_current(painter)
        painter.end()

    def _paint_one(self, painter: QPainter, code: str, share: float) -> None:
        outside = code == NOT_KENT
        low, high = colour("prisoft"), colour("chart")
        ground = colour("sunk") if outside else _between(low, high, 0.1 + 0.9 * share)
        ring = QPen(colour("ink"), 2) if code == self.selected else Qt.PenStyle.NoPen
        if code == self._at and self.hasFocus():
            ring = QPen(colour("focus"), 2)
        painter.setPen(ring)
        painter.setBrush(ground)
        painter.drawPolygon(self._shape(code))
        painter.setPen(colour("ink2") if outside else readable_on(ground))
        self._write(painter, code, outside=outside)

    def _write(self, painter: QPainter, code: str, *, outside: bool) -> None:
        """The number over the name, together in the middle: a hexagon is widest there."""
        centre, radius = self._centre(code), self._radius()
        words = self.names.get(code, "").replace(", not Kent", "")
        words = f"{words} not Kent" if outside else words.replace(" and ", " & ")
        number, name = self._at_most(font(14, 600, tabular=True), 0.42), self._name_font(words)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        room = QRect(0, 0, round(radius * 1.72), ENDLESS)
        high = 0 if outside else QFontMetrics(number).ascent()
        tall = high + QFontMetrics(name).boundingRect(room, int(flags), words).height()
        where = QRectF(centre.x() - radius * 0.86, centre.y() - tall / 2 - 1, radius * 1.72, tall + 4)
        if not outside:
            painter.setFont(number)
            painter.drawText(where.adjusted(0, high - QFontMetrics(number).height(), 0, 0), flags, str(self.values.get(code, 0)))
        painter.setFont(name)
        painter.drawText(where.adjusted(0, high, 0, 0), flags, words)

    def _name_font(self, words: str) -> QFont:
        """The font of a name; larger text than a hexagon holds is written below the map instead."""
        made, room = self._at_most(font(12, 500), 0.32), self._radius() * 1.72
        while made.pixelSize() > SMALLEST and _widest(words, made) > room:
            made.setPixelSize(made.pixelSize() - 1)
        return made

    def _at_most(self, made: QFont, share: float) -> QFont:
        """A font no larger than a share of a hexagon's radius."""
        made.setPixelSize(min(made.pixelSize(), max(SMALLEST, round(self._radius() * share))))
        return made

    def _paint_current(self, painter: QPainter) -> None:
        """Name and number of the current district at the size of text in force, below the map."""
        code = self.selected or self._at
        top = 2 + self._radius() * (2 + (self._lines() - 1) * 1.5) + 4
        where = QRectF(0, top, self.width(), self.height() - top)
        painter.setPen(colour("ink"))
        painter.setFont(font(14, 500))
        words = f"{self.names.get(code, '')}: {self.values.get(code, 0)}"
        painter.drawText(where, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for code in self.places:
            if code != NOT_KENT and self._shape(code).containsPoint(event.position(), Qt.FillRule.OddEvenFill):
                self._at = code
                self._choose()

    def _choose(self) -> None:
        self.select("" if self.selected == self._at else self._at)
        self.chosen.emit(self.selected)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (0, -2), Qt.Key.Key_Right: (0, 2), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        elif event.key() in steps:
            line, half = self.places[self._at]
            down, across = steps[Qt.Key(event.key())]
            near = [c for c in self.places if c != NOT_KENT and self.places[c][0] == line + down and c != self._at]
            near = [c for c in near if not across or (self.places[c][1] - half) * across > 0]
            if near:
                self._at = min(near, key=lambda c: abs(self.places[c][1] - half))
                self._say()
                self.update()
        else:
            super().keyPressEvent(event)
