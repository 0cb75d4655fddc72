"""What lists paint again and again, laid out or drawn once and kept: words, boxes with round corners, icons.

A text that is painted by its place and its kept layout takes half of the time of one that is laid out anew, a kept picture
a fraction of its drawing. Each looks as if it had been painted where it stands, to the pixel.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText, QTransform

from ui.kit.icons import draw_icon
from ui.kit.theme import font_at, metrics_at, px


@dataclass(frozen=True, slots=True)
class Words:
    """Words laid out in one line of a typeface, and how wide and high they are; `exact` to a part of a pixel."""

    laid: QStaticText
    face: QFont
    exact: float
    width: int
    height: float

    def paint(self, painter: QPainter, left: float, top: float, room: float) -> None:
        """Paint them from `left`, in the middle of a line that is `room` high; the pen is the caller's."""
        painter.setFont(self.face)
        painter.drawStaticText(QPointF(left, top + (room - self.height) / 2), self.laid)


def words(text: str, size: float = 14, weight: int = 400, *, tabular: bool = False) -> Words:
    """A text laid out at a size of the type scale."""
    return _words(text, px(size), weight, tabular)


def cut_words(text: str, room: int, size: float = 14, weight: int = 400, *, tabular: bool = False) -> Words:
    """A text laid out as much of it as there is room for, with a mark where it was cut."""
    whole = _words(text, px(size), weight, tabular)
    return whole if whole.width <= room else _cut(text, room, px(size), weight, tabular)


@lru_cache(maxsize=1024)
def _words(text: str, pixels: int, weight: int, tabular: bool) -> Words:  # noqa: FBT001 - private, said by its name
    face, line = font_at(pixels, weight, tabular=tabular), text.replace("\n", " ")
    laid = QStaticText(line)
    laid.setTextFormat(Qt.TextFormat.PlainText)  # what people typed is never markup
    laid.prepare(QTransform(), face)
    measured = _exact(pixels, weight, tabular)
    exact = measured.horizontalAdvance(line)
    return Words(laid, face, exact, floor(exact + 0.5), measured.height())


@lru_cache(maxsize=128)
def _exact(pixels: int, weight: int, tabular: bool) -> QFontMetricsF:  # noqa: FBT001 - private, said by its name
    return QFontMetricsF(font_at(pixels, weight, tabular=tabular))


@lru_cache(maxsize=256)
def _cut(text: str, room: int, pixels: int, weight: int, tabular: bool) -> Words:  # noqa: FBT001 - private, said by its name
    measured = metrics_at(pixels, weight, tabular=tabular)
    shown = measured.elidedText(text, Qt.TextElideMode.ElideRight, room)
    return _words(without_part_figure(shown, text), pixels, weight, tabular)


def without_part_figure(shown: str, text: str) -> str:
    """What is shown of a text that was cut, without the part of a sum or a day at its end: £27… is read as another sum."""
    kept = shown.removesuffix("…")
    before, _, last = kept.rpartition(" ")
    cut_within = kept != shown and text[len(kept) : len(kept) + 1] not in {"", " "}
    return f"{before.rstrip(' ,;:')}…" if cut_within and before and any(one.isdigit() or one == "£" for one in last) else shown


Kept = tuple[str | int, ...]
Draw = Callable[[QPainter, QRectF], None]
Thing = tuple[Kept, Draw]  # what tells a small thing from all others, and how it is drawn into its place
_pictures: dict[tuple[float | str | int, ...], QPixmap] = {}
MOST = 512  # pictures kept: some kilobytes each
EDGE = 2  # px around a box, for its line


def box(line: QColor, ground: QColor, corner: int, thick: int = 1) -> Thing:
    """A box with round corners."""
    return ("box", line.rgba(), ground.rgba(), corner, thick), lambda onto, place: draw_box(onto, place, line, ground, corner, thick)


def paint_box(painter: QPainter, where: QRectF, line: QColor, ground: QColor, corner: int, thick: int = 1) -> None:
    """A box with round corners, by the picture kept of it."""
    paint_kept(painter, where, *box(line, ground, corner, thick))


def draw_box(painter: QPainter, where: QRectF, line: QColor, ground: QColor, corner: int, thick: int = 1) -> None:
    """A box with round corners, drawn where it stands."""
    painter.setPen(QPen(line, thick))
    painter.setBrush(ground)
    painter.drawRoundedRect(where, corner, corner)


def icon(name: str, tint: QColor) -> Thing:
    """An icon in one colour, as `paint_icon` draws it."""
    shade = tint.name()
    return ("icon", name, shade), lambda onto, place: draw_icon(onto, name, shade, place)


def place_icon(painter: QPainter, name: str, tint: QColor, where: QRectF) -> None:
    """An icon in one colour, by the picture kept of it."""
    paint_kept(painter, where, *icon(name, tint))


def paint_kept(painter: QPainter, where: QRectF, key: Kept, draw: Draw) -> None:
    """Paint a small thing by the picture kept of it; it is drawn once for each size and each part of a pixel it begins at.

    Where a pixel of the screen is no whole part of a pixel of the page, it is drawn where it stands each time.
    """
    found = kept_picture(where, painter.device().devicePixelRatio(), key, draw)
    if found is None:
        draw(painter, where)
    else:
        painter.drawPixmap(*found)


def kept_picture(where: QRectF, ratio: float, key: Kept, draw: Draw) -> tuple[QPoint, QPixmap] | None:
    """The picture kept of a small thing, and where it stands; none where a pixel of the screen is no whole part of one of the page."""
    if ratio != int(ratio):
        return None
    left, top = floor(where.x()), floor(where.y())
    shift = where.translated(EDGE - left, EDGE - top)
    known = (*key, shift.x(), shift.y(), shift.width(), shift.height(), ratio)
    picture = _pictures.get(known)
    if picture is None:
        if len(_pictures) >= MOST:
            _pictures.clear()
        picture = _pictures[known] = _drawn(shift, ratio, draw)
    return QPoint(left - EDGE, top - EDGE), picture


def _drawn(where: QRectF, ratio: float, draw: Draw) -> QPixmap:
    size = QSize(ceil(where.right()) + EDGE, ceil(where.bottom()) + EDGE)
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, where)
    painter.end()
    return picture
