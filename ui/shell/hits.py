"""The answers of quick find: a list painted by one delegate, with group heads, marked matches, chips and keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.kit.chips import chip_size, paint_chip
from ui.kit.painted import cut_words, paint_box, place_icon, words
from ui.kit.theme import colour, px, state
from ui.shell.matches import marked_parts

Index = QModelIndex | QPersistentModelIndex
Parts = Sequence[tuple[str, bool]]
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


class HitPainter(QStyledItemDelegate):
    """Paints heads of 28 px and answers of 44 px."""

    def __init__(self, view: "HitList") -> None:
        super().__init__(view)
        self.list_view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, px(44 if self.list_view.hits.hits[index.row()].go else 28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, place = self.list_view, index.row()
        model = view.hits
        hit, whole = model.hits[place], QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if hit.go is None:
            painter.setPen(colour("ink3"))
            head = words(hit.title, 12, 600)
            head.paint(painter, whole.left() + 12, whole.bottom() - 2 - head.height, head.height)
        else:
            self._hit(painter, whole, hit, model.parts(place), chosen=view.currentIndex().row() == place)
        painter.restore()

    def _hit(self, painter: QPainter, whole: QRectF, hit: Hit, parts: Parts, *, chosen: bool) -> None:
        if chosen:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(colour("sel"))
            painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), 6, 6)
        size, middle, second = px(18), whole.center().y(), colour("ink2")
        icon = hit.icon + ("-filled" if chosen else "")
        place_icon(painter, icon, second, QRectF(whole.left() + 14, middle - size / 2, size, size))
        left, right = whole.left() + 14 + size + 12, self._end(painter, whole, hit, chosen=chosen)
        self._title(painter, parts, QRectF(left, whole.top() + px(3), right - left, px(20)))
        painter.setPen(second)
        cut_words(hit.second, int(right - left), 12).paint(painter, left, whole.top() + px(23), px(17))

    def _end(self, painter: QPainter, whole: QRectF, hit: Hit, *, chosen: bool) -> float:
        """The chip or the key at the end; gives where the words must stop."""
        right, middle = whole.right() - 12, whole.center().y()
        if hit.chip is not None:
            size = chip_size(hit.chip[0])
            box = QRectF(right - size.width(), middle - size.height() / 2, size.width(), size.height())
            paint_chip(painter, box, *hit.chip)
            return box.left() - 8
        said = "Enter" if chosen and not hit.key else hit.key
        if not said:
            return right
        key = words(said, 12)
        box = QRectF(right - key.width - 12, middle - px(10), key.width + 12, px(20))
        paint_box(painter, box, colour("line"), colour("sunk"), 4)
        painter.setPen(colour("ink2"))
        key.paint(painter, box.center().x() - key.exact / 2, box.top(), box.height())
        return box.left() - 8

    def _title(self, painter: QPainter, parts: Parts, room: QRectF) -> None:
        x = room.left()
        painter.setPen(colour("ink"))
        for said, marked in parts:
            shown = cut_words(said, int(room.right() - x), 14, 700 if marked else 500)
            if marked:
                painter.fillRect(QRectF(x - 1, room.top() + 1, shown.width + 2, room.height() - 2), state("warn").ground)
            shown.paint(painter, x, room.top(), room.height())
            x += shown.width
            if shown.laid.text() != said:
                return


class HitList(QListView):
    """The list below the field; the field keeps the focus and moves the choice."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits = HitsModel()
        self.setModel(self.hits)
        self.setItemDelegate(HitPainter(self))
        self.setObjectName("quick_find_hits")
        self.setAccessibleName("Answers")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def show_hits(self, hits: Sequence[Hit], typed: str, keep: Hit | None) -> None:
        """Show answers; the choice stays on the same answer when it is still there, else it is the first."""
        self.hits.show(hits, typed)
        places = [n for n, hit in enumerate(hits) if hit.go]
        if keep is not None:
            same = [n for n in places if (hits[n].title, hits[n].second) == (keep.title, keep.second)]
            places = same or places
        if places:
            self.setCurrentIndex(self.hits.index(places[0], 0))

    def height_wanted(self) -> int:
        """The height that shows every answer."""
        return sum(px(44 if hit.go else 28) for hit in self.hits.hits) + 8

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
