"""The answers of quick find: their list, which of them is chosen, and where each stands."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListView, QWidget

from ui.kit import theme
from ui.kit.text import label
from ui.kit.theme import colour, px
from ui.shell.hit_painter import Hit, HitPainter, Parts, Row, height_of
from ui.shell.matches import marked_parts

Index = QModelIndex | QPersistentModelIndex
Scroll = QAbstractItemView.ScrollHint
CHOSEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable  # put together once: Qt asks it of every answer


class HitsModel(QAbstractListModel):
    """Heads and answers as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: tuple[Hit, ...] = ()
        self._typed = ""
        self._parts: dict[int, Parts] = {}  # of the titles that were looked at, what was typed and what was not

    def show(self, hits: Sequence[Hit], typed: str) -> bool:
        """Other answers, and whether all is to be painted anew.

        Where heads and answers stand as before, only those that look otherwise are.
        """
        before, had = self.hits, self.parts
        if [hit.go is None for hit in before] != [hit.go is None for hit in hits]:
            self.beginResetModel()
            self.hits, self._typed, self._parts = tuple(hits), typed, {}
            self.endResetModel()
            return True
        looked = [had(place) for place in range(len(before))]
        self.hits, self._typed, self._parts = tuple(hits), typed, {}
        for place, hit in enumerate(hits):
            if before[place].said() != hit.said() or looked[place] != self.parts(place):
                index = self.index(place, 0)
                self.dataChanged.emit(index, index)
        return False

    def parts(self, place: int) -> Parts:
        """The title of an answer in parts, each with whether it was typed."""
        parts = self._parts.get(place)
        if parts is None:
            hit = self.hits[place]
            parts = self._parts[place] = marked_parts(hit.title, self._typed) if hit.go else ()
        return parts

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


class HitList(QListView):
    """The list below the field; the field keeps the focus and moves the choice.

    Where each answer stands is known from its kind, so it is never laid out: Qt would do so with every key, and ask for each.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits = HitsModel()
        self._tops: list[int] = [0]  # where each row begins, and where the last one ends
        self._stood = 0  # how far down the rows before them went
        self._painter: HitPainter | None = None
        theme.changes().changed.connect(self._look_anew)
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

    def show_hits(self, hits: Sequence[Hit], typed: str, keep: tuple[str, str] | None) -> None:
        """Show answers; a choice that was moved to stays there when it still can, else it is the first."""
        self._stood, self._tops = self._tops[-1], [0, *accumulate(map(height_of, hits))]
        anew = self.hits.show(hits, typed)
        places = [n for n, hit in enumerate(hits) if hit.go]
        if keep is not None:
            same = [n for n in places if (hits[n].title, hits[n].second) == keep]
            places = same or places
        if places and places[0] != self.currentIndex().row():
            self._choose(self.hits.index(places[0], 0), anew=anew)

    def _choose(self, index: QModelIndex, *, anew: bool) -> None:
        """Choose an answer. Where all is painted anew, only a screen reader needs to hear that what was chosen looks otherwise."""
        chosen = self.selectionModel()
        quiet = anew and not QAccessible.isActive()
        chosen.blockSignals(quiet)
        self.setCurrentIndex(index)
        chosen.blockSignals(False)
        if quiet:
            self.scrollTo(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every head and answer that is to be painted anew."""
        view = self.viewport()
        made_for = view.width(), view.devicePixelRatio()
        if self._painter is None or self._painter.made_for != made_for:
            self._painter = HitPainter(*made_for)
        painter = QPainter(view)
        self._painter.paint(painter, event.rect(), self._rows(event.region()))
        painter.end()

    def _rows(self, region: QRegion) -> Iterator[Row]:
        """What lies in a region, from the top."""
        chosen, width, offset, tops = self.currentIndex().row(), self.viewport().width(), self.verticalOffset(), self._tops
        for place, hit in enumerate(self.hits.hits):
            top = tops[place] - offset
            if region.intersects(QRect(0, top, width, tops[place + 1] - tops[place])):
                yield hit, self.hits.parts(place), top, place == chosen

    def _look_anew(self) -> None:
        self._painter = None

    def height_wanted(self) -> int:
        """The height that shows every answer."""
        return self._tops[-1] + 8

    def reset(self) -> None:
        QAbstractItemView.reset(self)
        self.executeDelayedItemsLayout()  # at once: what changes in a row that waits to be laid out is not painted

    def doItemsLayout(self) -> None:
        """After other answers: how far there is to scroll, and all is painted anew, as far down as something stands or stood."""
        self.updateGeometries()
        self.viewport().update(0, 0, self.viewport().width(), max(self._stood, self._tops[-1]))

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

    def moved_to(self) -> tuple[str, str] | None:
        """What the chosen answer says, when somebody moved to it: the first is chosen by itself."""
        chosen = self.chosen()
        first = next((hit for hit in self.hits.hits if hit.go), None)
        return None if chosen is None or chosen is first else (chosen.title, chosen.second)

    def move_by(self, step: int) -> None:
        """Up or down, past heads, round at the ends."""
        places = [n for n, hit in enumerate(self.hits.hits) if hit.go]
        if places:
            here = self.currentIndex().row()
            at = places.index(here) if here in places else -1
            self.setCurrentIndex(self.hits.index(places[(at + step) % len(places)], 0))


class Ground(QWidget):
    """The sheet within its round corners: what changes on it has neither the sheet nor the picture below painted anew."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoFillBackground(True)
        theme.changes().changed.connect(self._look_anew)
        self._look_anew()

    def _look_anew(self) -> None:
        look = self.palette()
        look.setColor(QPalette.ColorRole.Window, colour("surface"))
        self.setPalette(look)


def count_label(widest: str, name: str) -> QLabel:
    """How many answers there are; it keeps its size, since each other number would lay its line out anew and paint the field twice."""
    counted = label(widest, "second", name=name)
    counted.ensurePolished()
    counted.setFixedSize(counted.sizeHint())
    counted.setText("")
    counted.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return counted
