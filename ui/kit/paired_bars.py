"""Figures of two or three ways beside each other: bars from nought with their values written, the own one dark."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.theme import colour, font, px

BAR, GAP, BETWEEN = 14, 3, 10
TOKENS = ("chart", "chart2", "limit")


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: its words, and its value under each way."""

    words: str
    values: tuple[int, ...]


class PairedBars(QWidget):
    """A group of bars for each figure; the ways are named on the bars of the first. Spoken as words."""

    def __init__(self, ways: Sequence[str] = (), rows: Sequence[Compared] = ()) -> None:
        super().__init__()
        self.ways: tuple[str, ...] = ()
        self.rows: tuple[Compared, ...] = ()
        self.setObjectName("paired_bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.updateGeometry)
        self.show_rows(ways, rows)

    def show_rows(self, ways: Sequence[str], rows: Sequence[Compared]) -> None:
        """Show other figures."""
        self.ways, self.rows = tuple(ways), tuple(rows)
        said = (
            f"{row.words}: " + ", ".join(f"{way} {value}" for way, value in zip(self.ways, row.values, strict=True))
            for row in self.rows
        )
        self.setAccessibleName("; ".join(said))
        self.updateGeometry()
        self.update()

    def _group(self) -> int:
        return len(self.ways) * (px(BAR) + GAP) + BETWEEN

    def sizeHint(self) -> QSize:
        return QSize(360, max(px(40), len(self.rows) * self._group()))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = QFontMetrics(font(13, 500))
        left = max([names.horizontalAdvance(row.words) for row in self.rows] or [0]) + 12
        named = max([QFontMetrics(font(12)).horizontalAdvance(f"0000  {way}") for way in self.ways] or [0]) + 12
        room = max(40, self.width() - left - named)
        most = max([value for row in self.rows for value in row.values] or [1]) or 1
        for place, row in enumerate(self.rows):
            top = place * self._group()
            painter.setPen(colour("ink2"))
            painter.setFont(font(13, 500))
            height = self._group() - BETWEEN
            painter.drawText(QRectF(0, top, left - 12, height), Qt.AlignmentFlag.AlignVCenter, row.words)
            for number, value in enumerate(row.values):
                self._bar(
                    painter, QRectF(left, top + number * (px(BAR) + GAP), room * value / most, px(BAR)), number, value
                )
        painter.end()

    def _bar(self, painter: QPainter, body: QRectF, number: int, value: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(TOKENS[number % len(TOKENS)]))
        painter.drawRoundedRect(body, 2, 2)
        painter.setPen(colour("ink" if number == 0 else "ink2"))
        painter.setFont(font(12, 600 if number == 0 else 400, tabular=True))
        where = QRectF(body.right() + 6, body.top() - 2, self.width() - body.right() - 6, body.height() + 4)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, f"{value}  {self.ways[number]}")
