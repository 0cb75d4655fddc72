"""The answers of quick find: a list painted by one delegate, with group heads, marked matches, chips and keys."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListView, QWidget

from ui.kit.chips import chip_size, paint_chip
from ui.kit.painted import cut_words, paint_box, place_icon, words
from ui.kit.text import label
from ui.kit.theme import colour, px, state
from ui.shell.matches import marked_parts

Index = QModelIndex | QPersistentModelIndex
Parts = Sequence[tuple[str, bool]]
Scroll = QAbstractItemView.ScrollHint
CHOSEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable  # put together once: Qt asks it of every answer


@dataclass(frozen=True, slots=True)
class Hit:
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


class HitsModel(QAbstractListModel):
    """Heads and answers as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: tuple[Hit, ...] = ()
        self._parts: list[Parts] = []  # of each title, what was typed and what was not

    def show(self, hits: Sequence[Hit], typed: str) -> None:
        """Other answers. Where heads and answers stand as before, only those that look otherwise are painted again."""
        parts = [marked_parts(hit.title, typed) if hit.go else () for hit in hits]
        before, had = self.hits, self._parts
        if [hit.go is None for hit in before] != [hit.go is None for hit in hits]:
            self.beginResetModel()
            self.hits, self._parts = tuple(hits), parts
            self.endResetModel()
            return
        self.hits, self._parts = tuple(hits), parts
        for place, hit in enumerate(hits):
            if had[place] != parts[place] or before[place].said() != hit.said():
                index = self.index(place, 0)
                self.dataChanged.emit(index, index)

    def parts(self, place: int) -> Parts:
        """The title of an answer in parts, each with whether it was typed."""
        return self._parts[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.hits[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = (hit.title, hit.second, hit.chip[0] if hit.chip else "")
            return ", ".join(part for part in parts if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.hits[index.row()].go is None:
            return Qt.ItemFlag.NoItemFlags
        return CHOSEN


def height_of(hit: Hit) -> int:
    """How high a head or an answer stands in the list."""
    return px(44 if hit.go else 28)


class HitPainter:
    """Paints heads and answers in one go: what Qt asks of each row one by one costs more than the row."""

    def __init__(self, painter: QPainter, width: int) -> None:
        self._painter, self._width = painter, width
        self._size, self._second, self._ink = px(18), colour("ink2"), colour("ink")
        self._mark = state("warn").ground
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def head(self, hit: Hit, top: int, height: int) -> None:
        """What the answers below it are."""
        self._painter.setPen(colour("ink3"))
        said = words(hit.title, 12, 600)
        said.paint(self._painter, 12, top + height - 2 - said.height, said.height)

    def answer(self, hit: Hit, parts: Parts, top: int, height: int, *, chosen: bool) -> None:
        """One answer, its typed letters marked."""
        painter, size, middle = self._painter, self._size, top + height / 2
        if chosen:
            paint_box(painter, QRectF(1, top + 1, self._width - 2, height - 2), colour("focus"), colour("sel"), 6, 2)
        place_icon(painter, f"{hit.icon}-filled" if chosen else hit.icon, self._second, QRectF(14, middle - size / 2, size, size))
        left, right = 14 + size + 12, self._end(hit, middle, chosen=chosen)
        self._title(parts, left, right, top + px(3))
        painter.setPen(self._second)
        cut_words(hit.second, int(right - left), 12).paint(painter, left, top + px(23), px(17))

    def _end(self, hit: Hit, middle: float, *, chosen: bool) -> float:
        """The chip or the key at the end; gives where the words must stop."""
        right = self._width - 12
        if hit.chip is not None:
            size = chip_size(hit.chip[0])
            box = QRectF(right - size.width(), middle - size.height() / 2, size.width(), size.height())
            paint_chip(self._painter, box, *hit.chip)
            return box.left() - 8
        said = "Enter" if chosen and not hit.key else hit.key
        if not said:
            return right
        key = words(said, 12)
        box = QRectF(right - key.width - 12, middle - px(10), key.width + 12, px(20))
        paint_box(self._painter, box, colour("line"), colour("sunk"), 4)
        self._painter.setPen(self._second)
        key.paint(self._painter, box.center().x() - key.exact / 2, box.top(), box.height())
        return box.left() - 8

    def _title(self, parts: Parts, left: float, right: float, top: int) -> None:
        painter, high = self._painter, px(20)
        painter.setPen(self._ink)
        for said, marked in parts:
            shown = cut_words(said, int(right - left), 14, 700 if marked else 500)
            if marked:
                painter.fillRect(QRectF(left - 1, top + 1, shown.width + 2, high - 2), self._mark)
            shown.paint(painter, left, top, high)
            left += shown.width
            if shown.laid.text() != said:
                return


class HitList(QListView):
    """The list below the field; the field keeps the focus and moves the choice.

    Where each answer stands is known from its kind, so it is never laid out: Qt would do so with every key, and ask for each.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits = HitsModel()
        self._tops: list[int] = [0]  # where each row begins, and where the last one ends
        self.setModel(self.hits)
        self.setObjectName("quick_find_hits")
        self.setAccessibleName("Answers")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        # It paints its own ground: else the sheet, and the picture of the window below it, would be painted anew with each key
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_hits(self, hits: Sequence[Hit], typed: str, keep: Hit | None) -> None:
        """Show answers; the choice stays on the same answer when it is still there, else it is the first."""
        self._tops = [0, *accumulate(map(height_of, hits))]
        self.hits.show(hits, typed)
        places = [n for n, hit in enumerate(hits) if hit.go]
        if keep is not None:
            same = [n for n in places if (hits[n].title, hits[n].second) == (keep.title, keep.second)]
            places = same or places
        if places and places[0] != self.currentIndex().row():
            self.setCurrentIndex(self.hits.index(places[0], 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every head and answer that is to be painted anew."""
        painter, region, offset = QPainter(self.viewport()), event.region(), self.verticalOffset()
        chosen, width = self.currentIndex().row(), self.viewport().width()
        row = HitPainter(painter, width)
        painter.fillRect(event.rect(), colour("surface"))
        for place, hit in enumerate(self.hits.hits):
            top, height = self._tops[place] - offset, height_of(hit)
            if region.intersects(QRect(0, top, width, height)):
                if hit.go is None:
                    row.head(hit, top, height)
                else:
                    row.answer(hit, self.hits.parts(place), top, height, chosen=place == chosen)
        painter.end()

    def height_wanted(self) -> int:
        """The height that shows every answer."""
        return self._tops[-1] + 8

    def reset(self) -> None:
        QAbstractItemView.reset(self)
        self.executeDelayedItemsLayout()  # at once: what changes in a row that waits to be laid out is not painted

    def doItemsLayout(self) -> None:
        """After other answers: how far there is to scroll, and all is painted anew."""
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        bar, high = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._tops[-1] - high))
        bar.setPageStep(high)
        bar.setSingleStep(px(28))

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, first, last, roles)  # QListView's own has all laid out and painted anew

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def visualRect(self, index: Index) -> QRect:
        place = index.row()
        if not 0 <= place < len(self._tops) - 1:
            return QRect()
        top, end = self._tops[place], self._tops[place + 1]
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), end - top)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def indexAt(self, point: QPoint) -> QModelIndex:
        down = point.y() + self.verticalOffset()
        return self.hits.index(bisect_right(self._tops, down) - 1, 0) if 0 <= down < self._tops[-1] else QModelIndex()

    def scrollTo(self, index: Index, hint: Scroll = Scroll.EnsureVisible) -> None:  # noqa: ARG002 - as Qt calls it
        """As far as it takes to show an answer whole; with the first one, its head too."""
        where, bar = self.visualRect(index), self.verticalScrollBar()
        if where.top() < 0 or index.row() <= 1:
            bar.setValue(0 if index.row() <= 1 else bar.value() + where.top())
        elif where.bottom() >= self.viewport().height():
            bar.setValue(bar.value() + where.bottom() + 1 - self.viewport().height())

    def chosen(self) -> Hit | None:
        """The chosen answer."""
        index = self.currentIndex()
        return self.hits.hits[index.row()] if index.isValid() else None

    def move_by(self, step: int) -> None:
        """Up or down, past heads, round at the ends."""
        places = [n for n, hit in enumerate(self.hits.hits) if hit.go]
        if places:
            here = self.currentIndex().row()
            at = places.index(here) if here in places else -1
            self.setCurrentIndex(self.hits.index(places[(at + step) % len(places)], 0))


def count_label(widest: str, name: str) -> QLabel:
    """How many answers there are; it keeps its size, since each other number would lay its line out anew and paint the field twice."""
    counted = label(widest, "second", name=name)
    counted.ensurePolished()
    counted.setFixedSize(counted.sizeHint())
    counted.setText("")
    counted.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return counted
