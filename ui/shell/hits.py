"""The answers of quick find: a list painted by one delegate, with group heads, marked matches, chips and keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.kit.chips import chip_size, paint_chip
from ui.kit.icons import paint_icon
from ui.kit.theme import colour, font, metrics, px, state
from ui.shell.matches import marked_parts

Index = QModelIndex | QPersistentModelIndex


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


class HitsModel(QAbstractListModel):
    """Heads and answers as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: tuple[Hit, ...] = ()
        self.typed = ""

    def show(self, hits: Sequence[Hit], typed: str) -> None:
        """Other answers."""
        self.beginResetModel()
        self.hits, self.typed = tuple(hits), typed
        self.endResetModel()

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
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class HitPainter(QStyledItemDelegate):
    """Paints heads of 28 px and answers of 44 px."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, px(44 if _hit(index).go else 28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit, model = _hit(index), index.model()
        assert isinstance(model, HitsModel)
        whole = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if hit.go is None:
            painter.setPen(colour("ink3"))
            painter.setFont(font(12, 600))
            painter.drawText(whole.adjusted(12, 0, 0, -2), Qt.AlignmentFlag.AlignBottom, hit.title)
        else:
            view = option.widget
            chosen = isinstance(view, QListView) and view.currentIndex() == index
            self._hit(painter, whole, hit, model.typed, chosen=chosen)
        painter.restore()

    def _hit(self, painter: QPainter, whole: QRectF, hit: Hit, typed: str, *, chosen: bool) -> None:
        if chosen:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(colour("sel"))
            painter.drawRoundedRect(whole.adjusted(1, 1, -1, -1), 6, 6)
        size, middle = px(18), whole.center().y()
        icon = hit.icon + ("-filled" if chosen else "")
        paint_icon(painter, icon, colour("ink2"), QRectF(whole.left() + 14, middle - size / 2, size, size))
        left, right = whole.left() + 14 + size + 12, self._end(painter, whole, hit, chosen=chosen)
        self._title(painter, hit, typed, QRectF(left, whole.top() + px(3), right - left, px(20)))
        painter.setPen(colour("ink2"))
        painter.setFont(font(12))
        second = painter.fontMetrics().elidedText(hit.second, Qt.TextElideMode.ElideRight, int(right - left))
        painter.drawText(
            QRectF(left, whole.top() + px(23), right - left, px(17)), Qt.AlignmentFlag.AlignVCenter, second
        )

    def _end(self, painter: QPainter, whole: QRectF, hit: Hit, *, chosen: bool) -> float:
        """The chip or the key at the end; gives where the words must stop."""
        right, middle = whole.right() - 12, whole.center().y()
        if hit.chip is not None:
            size = chip_size(hit.chip[0])
            box = QRectF(right - size.width(), middle - size.height() / 2, size.width(), size.height())
            paint_chip(painter, box, *hit.chip)
            return box.left() - 8
        words = "Enter" if chosen and not hit.key else hit.key
        if not words:
            return right
        width = metrics(12).horizontalAdvance(words) + 12
        box = QRectF(right - width, middle - px(10), width, px(20))
        painter.setPen(QPen(colour("line"), 1))
        painter.setBrush(colour("sunk"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(colour("ink2"))
        painter.setFont(font(12))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return box.left() - 8

    def _title(self, painter: QPainter, hit: Hit, typed: str, room: QRectF) -> None:
        x = room.left()
        plain, strong = font(14, 500), font(14, 700)
        for words, marked in marked_parts(hit.title, typed):
            measured = metrics(14, 700 if marked else 500)
            shown, width = words, measured.horizontalAdvance(words)
            if width > room.right() - x:
                shown = measured.elidedText(words, Qt.TextElideMode.ElideRight, int(room.right() - x))
                width = measured.horizontalAdvance(shown)
            if marked:
                painter.fillRect(QRectF(x - 1, room.top() + 1, width + 2, room.height() - 2), state("warn").ground)
            painter.setFont(strong if marked else plain)
            painter.setPen(colour("ink"))
            painter.drawText(QRectF(x, room.top(), width + 2, room.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            x += width
            if shown != words:
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


def _hit(index: Index) -> Hit:
    model = index.model()
    assert isinstance(model, HitsModel)
    return model.hits[index.row()]
