"""How heads and answers of quick find are painted: marked matches, chips and keys."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap, QStaticText

from ui.kit.chips import chip_ground, chip_size
from ui.kit.painted import Thing, Words, box, cut_words, icon, kept_picture, words
from ui.kit.theme import colour, font_at, px, state

Parts = Sequence[tuple[str, bool]]
# Size, weight and ink of what is written
HEAD, TITLE, MATCH, SECOND = (12, 600, "ink3"), (14, 500, "ink"), (14, 700, "ink"), (12, 400, "ink2")
CHIP = 12, 500  # in the ink of its meaning


class Hit(NamedTuple):
    """One answer: what it says, where it leads, and a chip or a key at its end. A head has no `go`."""

    icon: str
    title: str
    second: str = ""
    go: Callable[[], object] | None = None
    chip: tuple[str, str] | None = None
    key: str = ""
    child: int | None = None

    def said(self) -> tuple[object, ...]:
        """All that is painted of it."""
        return self.icon, self.title, self.second, self.chip, self.key


# What stands below the words at the end of an answer, how they are written, where they begin, and where what is before them stops
End = tuple[tuple[str, str, int], tuple[int, int, str], Words, float, float, int]
Row = tuple[Hit, Parts, int, bool]  # an answer, its title in parts, where it begins, and whether it is chosen


def height_of(hit: Hit) -> int:
    """How high a head or an answer stands in the list."""
    return px(44 if hit.go else 28)


class HitPainter:
    """Paints heads and answers in one go: what Qt asks of each row one by one costs more than the row.

    Made for a width and the look in force: what is the same in each row is worked out once. Words are painted last, one
    typeface after the other, since to say each time which it is costs as much as the words.
    """

    def __init__(self, width: int, ratio: float) -> None:
        self.made_for = width, ratio
        self._width, self._ratio, self._high, self._size = width, ratio, px(44), px(18)
        self._left, self._title_top, self._title_high, self._second_top = 26 + px(18), px(3), px(20), px(23)
        self._second_high, self._key_high, self._head_high = px(17), px(20), px(28)
        self._ground, self._mark = colour("surface"), QColor(state("warn").ground)
        self._inks = {"ink": colour("ink"), "ink2": colour("ink2"), "ink3": colour("ink3")}
        self._things: dict[tuple[str, str, int], tuple[QRectF, Thing, tuple[QPoint, QPixmap] | None]] = {}
        self._ends: dict[tuple[str, str, str], End] = {}
        self._lines: dict[tuple[int, int, str], list[tuple[QPointF, QStaticText]]] = {}

    def paint(self, painter: QPainter, whole: QRect, rows: Iterable[Row]) -> None:
        """The ground, and some heads and answers on it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(whole, self._ground)
        for hit, parts, top, chosen in rows:
            if hit.go is None:
                said = words(hit.title, *HEAD[:2])
                self._write(HEAD, said, 12, top + self._head_high - 2 - said.height)
            else:
                self._answer(painter, hit, parts, top, chosen=chosen)
        for (size, weight, ink), lines in self._lines.items():
            painter.setFont(font_at(px(size), weight, tabular=False))
            painter.setPen(self._ink(ink))
            for where, laid in lines:
                painter.drawStaticText(where, laid)
        self._lines.clear()

    def _answer(self, painter: QPainter, hit: Hit, parts: Parts, top: int, *, chosen: bool) -> None:
        """One answer, its typed letters marked."""
        if chosen:
            self._put(painter, top, ("chosen", "", 0))
        self._put(painter, top, ("icon", f"{hit.icon}-filled" if chosen else hit.icon, 0))
        right = self._width - 12
        said = ("chip", *hit.chip) if hit.chip else ("key", hit.key or ("Enter" if chosen else ""), "")
        if said[1]:
            box_of, style, laid, left, down, right = self._ends.get(said) or self._end(*said)
            self._put(painter, top, box_of)
            self._write(style, laid, left, top + down)
        self._title(painter, parts, right, top + self._title_top)
        second = cut_words(hit.second, right - self._left, *SECOND[:2])
        self._write(SECOND, second, self._left, top + self._second_top + (self._second_high - second.height) / 2)

    def _end(self, kind: str, said: str, meaning: str) -> End:
        """The chip or the key at the end of an answer."""
        style = (*CHIP, meaning) if meaning else SECOND
        laid = words(said, *style[:2])
        known = (kind, meaning, chip_size(said).width() if meaning else laid.width + 12)
        where, _, _ = self._things.get(known) or self._make(known)
        left = where.left() + 8 + self._size if meaning else where.center().x() - laid.exact / 2
        down = where.top() + (where.height() - laid.height) / 2
        self._ends[kind, said, meaning] = known, style, laid, left, down, int(where.left()) - 8
        return self._ends[kind, said, meaning]

    def _title(self, painter: QPainter, parts: Parts, right: int, top: int) -> None:
        left = self._left
        for said, marked in parts:
            style = MATCH if marked else TITLE
            shown = cut_words(said, right - left, *style[:2])
            if marked:
                painter.fillRect(left - 1, top + 1, shown.width + 2, self._title_high - 2, self._mark)
            self._write(style, shown, left, top + (self._title_high - shown.height) / 2)
            left += shown.width
            if shown.laid.text() != said:
                return

    def _write(self, style: tuple[int, int, str], said: Words, left: float, top: float) -> None:
        self._lines.setdefault(style, []).append((QPointF(left, top), said.laid))

    def _ink(self, name: str) -> QColor:
        """A token's colour, or that of the words of a meaning."""
        return self._inks.get(name) or self._inks.setdefault(name, colour(name))

    def _put(self, painter: QPainter, top: int, key: tuple[str, str, int]) -> None:
        """A small thing in the row that begins at `top`."""
        where, thing, kept = self._things.get(key) or self._make(key)
        if kept is None:
            thing[1](painter, where.translated(0, top))
        else:
            painter.drawPixmap(kept[0].x(), kept[0].y() + top, kept[1])

    def _make(self, key: tuple[str, str, int]) -> tuple[QRectF, Thing, tuple[QPoint, QPixmap] | None]:
        kind, name, wide = key
        size, middle, right = self._size, self._high / 2, self._width - 12
        if kind == "chosen":
            where, thing = QRectF(1, 1, self._width - 2, self._high - 2), box(colour("focus"), colour("sel"), 6, 2)
        elif kind == "icon":
            where, thing = QRectF(14, middle - size / 2, size, size), icon(name, colour("ink2"))
        elif kind == "chip":
            high = chip_size("").height()
            where, thing = QRectF(right - wide, middle - high / 2, wide, high), chip_ground(state(name), f"{state(name).icon}-filled")
        else:
            where, thing = QRectF(right - wide, middle - px(10), wide, px(20)), box(colour("line"), colour("sunk"), 4)
        self._things[key] = where, thing, kept_picture(where, self._ratio, *thing)
        return self._things[key]
