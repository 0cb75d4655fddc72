"""How a sum became another: where it was, each change as a step from where the one before ended, and where it is now."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.theme import colour, font, metrics, px

ROW, BAR, GAP, LEAST = 26, 13, 12, 40  # px at 100 %; the least that is left for the steps before they are left out


@dataclass(frozen=True, slots=True)
class Span:
    """One line: its words, from where to where it goes, and its figure as it is said; `whole` is a sum, not a change."""

    words: str
    begins: int
    ends: int
    said: str
    whole: bool = False


class Bridge(QWidget):
    """Words at the left, steps, figures at the right edge. The steps show only where sums differ; the figures say how much."""

    def __init__(self, spans: Sequence[Span], *, name: str = "bridge") -> None:
        super().__init__()
        self.spans = tuple(spans)
        self.setObjectName(name)
        self.setAccessibleName("; ".join(f"{one.words}: {one.said}" for one in self.spans))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(ROW) * len(self.spans))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._words() + GAP + self._figures(), px(ROW) * len(self.spans))

    def _words(self) -> int:
        return max((metrics(13, _weight(one)).horizontalAdvance(one.words) for one in self.spans), default=0)

    def _figures(self) -> int:
        return max((metrics(14, _weight(one), tabular=True).horizontalAdvance(one.said) for one in self.spans), default=0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        steps = QRectF(self._words() + GAP, 0, 0, self.height())
        steps.setRight(self.width() - self._figures() - GAP)
        for place, one in enumerate(self.spans):
            line = QRectF(0, place * px(ROW), self.width(), px(ROW))
            painter.setPen(colour("ink" if one.whole else "ink2"))
            painter.setFont(font(13, _weight(one)))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, one.words)
            painter.setPen(colour("ink"))
            painter.setFont(font(14, _weight(one), tabular=True))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, one.said)
            if steps.width() >= px(LEAST):
                self._step(painter, one, QRectF(steps.left(), line.center().y() - px(BAR) / 2, steps.width(), px(BAR)))
        painter.end()

    def _step(self, painter: QPainter, one: Span, room: QRectF) -> None:
        """A sum from the left edge, a change from where it begins to where it ends, a hair wide at the least."""
        levels = [at for span in self.spans for at in ((span.ends,) if span.whole else (span.begins, span.ends))]
        low, high = min(levels), max(levels)
        floor = low - (high - low or 1) // 2  # the edge lies below every sum: only what differs is worth the width

        def across(at: int) -> float:
            return room.left() + room.width() * (max(at, floor) - floor) / ((high - floor) or 1)

        left, right = (room.left(), across(one.ends)) if one.whole else sorted((across(one.begins), across(one.ends)))
        painter.setPen(Qt.PenStyle.NoPen)
        if one.whole:
            painter.setBrush(colour("chart"))
        else:
            painter.setBrush(colour("ok" if one.ends > one.begins else "limit"))
        painter.drawRoundedRect(QRectF(left, room.top(), max(2.0, right - left), room.height()), 2, 2)


def _weight(one: Span) -> int:
    return 600 if one.whole else 400
