"""Chips and badges: a state or a fact in at most four words, with a shape beside its colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.icons import draw_icon
from ui.kit.painted import Thing, draw_box, paint_kept, words
from ui.kit.palette import State
from ui.kit.theme import colour, font, metrics, px, state


def chip_size(text: str, *, with_icon: bool = True) -> QSize:
    """How large a chip with these words is."""
    width = words(text, 12, 500).width + 16 + (px(18) if with_icon else 0)
    return QSize(width, px(22))


def paint_chip(
    painter: QPainter, where: QRectF, text: str, meaning: str, icon: str | None = None, *, quiet: bool = False
) -> None:
    """Draw a chip; `icon` "" leaves the shape out, None takes the meaning's own. A `quiet` one has no box."""
    looks = state(meaning)
    name = looks.icon + "-filled" if icon is None else icon
    inset = 1 if quiet else 8
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if name or not quiet:
        paint_kept(painter, where, *chip_ground(looks, name, quiet=quiet))
    painter.setPen(colour("ink2") if quiet else QColor(looks.text))
    words(text, 12, 500).paint(painter, where.left() + inset + (px(18) if name else 0), where.top(), where.height())


def chip_ground(looks: State, name: str, *, quiet: bool = False) -> Thing:
    """What stands below and before the words of a chip: its box, and the icon called so."""
    size, inset = px(14), 1 if quiet else 8

    def draw(onto: QPainter, place: QRectF) -> None:
        if not quiet:
            draw_box(onto, place.adjusted(0.5, 0.5, -0.5, -0.5), QColor(looks.line), QColor(looks.ground), 4)
        if name:
            draw_icon(onto, name, QColor(looks.text).name(), QRectF(place.left() + inset - 1, place.center().y() - size / 2, size, size))

    return ("chip", looks.line, looks.ground, looks.text, name, quiet), draw


class Chip(QWidget):
    """One chip; never a button."""

    def __init__(
        self, text: str, meaning: str = "neutral", icon: str | None = None, name: str = "", *, quiet: bool = False
    ) -> None:
        super().__init__()
        self.quiet = quiet
        self.text, self.meaning, self.icon_name = text, meaning, icon
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.changes().changed.connect(self.updateGeometry)

    def show_state(self, text: str, meaning: str) -> None:
        """Show another state."""
        self.text, self.meaning = text, meaning
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self.text, with_icon=self.icon_name != "")

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.text, self.meaning, self.icon_name, quiet=self.quiet)
        painter.end()


class Badge(QWidget):
    """A count beside a title, in the colour of its worst row."""

    def __init__(self, count: int, meaning: str = "neutral") -> None:
        super().__init__()
        self.count, self.meaning = count, meaning
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(str(count))

    def show_count(self, count: int, meaning: str) -> None:
        """Show another count."""
        self.count, self.meaning = count, meaning
        self.setAccessibleName(str(count))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = metrics(12, 600).horizontalAdvance(str(self.count)) + 14
        return QSize(max(px(20), width), px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        looks = state(self.meaning)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        where = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(looks.line), 1))
        painter.setBrush(QColor(looks.ground))
        painter.drawRoundedRect(where, where.height() / 2, where.height() / 2)
        painter.setPen(QColor(looks.text))
        painter.setFont(font(12, 600))
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(self.count))
        painter.end()
