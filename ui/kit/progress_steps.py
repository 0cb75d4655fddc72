"""Where something is on its way: steps in a row, done, now and to come, each said in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.icons import paint_icon
from ui.kit.theme import colour, font, px

RING, HIGH, GAP = 22, 46, 4  # px: the ring with a step's number, a row of steps, and what is between two rows


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step: its words, a second line, and whether it is "done", "now" or "later"."""

    words: str
    second: str
    state: str


class ProgressSteps(QWidget):
    """Steps from left to right, in more rows where their words need the room; spoken as words to a screen reader."""

    def __init__(self, steps: Sequence[StepShown] = ()) -> None:
        super().__init__()
        self.steps: tuple[StepShown, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changes().changed.connect(self.updateGeometry)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[StepShown]) -> None:
        """Show other steps."""
        self.steps = tuple(steps)
        said = {"done": "done", "now": "now", "later": "to come"}
        self.setAccessibleName("; ".join(f"{one.words}, {said[one.state]}, {one.second}" for one in self.steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, px(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, px(HIGH))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self.steps) // self.beside(width)) if self.steps else 1
        return rows * px(HIGH) + (rows - 1) * GAP

    def beside(self, width: int) -> int:
        """How many steps stand beside each other: as many as have room for their words, in rows as even as may be."""
        count = max(1, len(self.steps))
        needed = max(map(self._needed, self.steps), default=0)
        return next((-(-count // rows) for rows in range(1, count) if width / -(-count // rows) >= needed), 1)

    def _needed(self, step: StepShown) -> int:
        heavy = QFontMetrics(font(14, 600)).horizontalAdvance(step.words)
        return px(RING) + 16 + max(heavy, QFontMetrics(font(12)).horizontalAdvance(step.second))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        beside = self.beside(self.width())
        wide = self.width() / beside
        for place, step in enumerate(self.steps):
            row, column = divmod(place, beside)
            painter.save()
            painter.translate(0, row * (px(HIGH) + GAP))
            self._one(painter, place, step, column * wide, wide)
            painter.restore()
        painter.end()

    def _one(self, painter: QPainter, place: int, step: StepShown, left: float, wide: float) -> None:
        ring = QRectF(left + 1, 2, px(RING), px(RING))
        token = "pri" if step.state != "later" else "edge"
        painter.setPen(QPen(colour(token), 2))
        painter.setBrush(colour("pri") if step.state == "done" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if step.state == "done":
            paint_icon(painter, "tick", colour("onpri"), ring.adjusted(4, 4, -4, -4))
        else:
            painter.setPen(colour("ink" if step.state == "now" else "ink2"))
            painter.setFont(font(13, 600))
            painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        start = ring.right() + 8
        name = font(14, 600 if step.state != "later" else 400)
        room = left + wide - start - 6
        words = QFontMetrics(name).elidedText(step.words, Qt.TextElideMode.ElideRight, int(room))
        painter.setFont(name)
        painter.setPen(colour("ink" if step.state != "later" else "ink2"))
        painter.drawText(QRectF(start, 2, room, px(RING)), Qt.AlignmentFlag.AlignVCenter, words)
        if place < len(self.steps) - 1:
            begin = start + QFontMetrics(name).horizontalAdvance(words) + 8
            if begin < left + wide - 12:
                painter.setPen(QPen(colour("pri" if step.state == "done" else "line"), 2))
                painter.drawLine(
                    round(begin), round(ring.center().y()), round(left + wide - 10), round(ring.center().y())
                )
        painter.setFont(font(12))
        painter.setPen(colour("warn" if step.state == "now" else "ink3"))
        second = QFontMetrics(font(12)).elidedText(step.second, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(start, px(RING) + 4, room, px(18)), Qt.AlignmentFlag.AlignVCenter, second)
