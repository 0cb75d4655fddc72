"""Icons named for what they mean, tinted by a token and kept once drawn."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from shortbreaks.resources import resource
from ui.kit.theme import colour


@lru_cache(maxsize=256)
def _renderer(name: str, tint: str) -> QSvgRenderer:
    svg = resource(f"icons/{name}.svg").read_text("utf-8").replace("<path ", f'<path fill="{tint}" ')
    return QSvgRenderer(QByteArray(svg.encode()))


def paint_icon(painter: QPainter, name: str, tint: QColor, where: QRectF) -> None:
    """Draw an icon into a rectangle in one colour."""
    draw_icon(painter, name, tint.name(), where)


def draw_icon(painter: QPainter, name: str, shade: str, where: QRectF) -> None:
    """Draw an icon into a rectangle in a colour said by its name, #rrggbb."""
    _renderer(name, shade).render(painter, where)


@lru_cache(maxsize=512)
def _pixmap(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, tint).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def pixmap(name: str, token: str = "ink2", size: int = 20, ratio: float = 2.0) -> QPixmap:
    """An icon as a picture in a token's colour."""
    return _pixmap(name, colour(token).name(), size, ratio)
