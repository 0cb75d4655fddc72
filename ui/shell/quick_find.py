"""Quick find (Ctrl+K): children, services, bookings and pages by a few letters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.queries import find_bookings
from shortbreaks.dates import say_short
from shortbreaks.families.search import FoundChild, find_people
from shortbreaks.providers.queries import FoundService, find_providers
from ui.kit.chips import chip_size, paint_chip
from ui.kit.icons import paint_icon
from ui.kit.layouts import empty
from ui.kit.text import label
from ui.kit.theme import colour, font, px
from ui.shell.desk import Desk
from ui.shell.page import Go


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of quick find: what it says, where it leads, and a chip at its end."""

    icon: str
    title: str
    second: str
    go: Callable[[], object]
    chip: tuple[str, str] | None = None


class Line(QWidget):
    """A painted line; the chosen one has the selected ground and the bar."""

    def __init__(self, hit: Hit, choose: Callable[[], object]) -> None:
        super().__init__()
        self.hit, self.chosen, self._choose = hit, False, choose
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{hit.title}, {hit.second}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(200, px(42))

    def mousePressEvent(self, _event: Any) -> None:
        self._choose()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.chosen:
            painter.fillRect(self.rect(), colour("sel"))
            painter.fillRect(0, 0, 3, self.height(), colour("pri"))
        size = px(20)
        paint_icon(painter, self.hit.icon, colour("ink2"), QRectF(16, (self.height() - size) / 2, size, size))
        left = 16 + size + 12
        right = self.width() - 16
        if self.hit.chip:
            chip = chip_size(self.hit.chip[0], with_icon=False)
            right -= chip.width()
            where = QRectF(right, (self.height() - chip.height()) / 2, chip.width(), chip.height())
            paint_chip(painter, where, self.hit.chip[0], self.hit.chip[1], "")
            right -= 8
        painter.setPen(colour("ink"))
        painter.setFont(font(14, 500))
        title = painter.fontMetrics().elidedText(self.hit.title, Qt.TextElideMode.ElideRight, round(right - left))
        painter.drawText(QRectF(left, px(4), right - left, px(19)), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setPen(QPen(colour("ink3")))
        painter.setFont(font(12))
        second = QFontMetrics(font(12)).elidedText(self.hit.second, Qt.TextElideMode.ElideRight, round(right - left))
        painter.drawText(QRectF(left, px(22), right - left, px(16)), Qt.AlignmentFlag.AlignVCenter, second)
        painter.end()


class QuickFind(QWidget):
    """Stands over the window until something is chosen or Esc is pressed."""

    def __init__(self, over: QWidget, desk: Desk, go: Go) -> None:
        super().__init__(over)
        self.setObjectName("quick_find_sheet")
        self.desk, self.go = desk, go
        self.lines: list[Line] = []
        self._place = 0
        self._found: dict[str, list[Hit]] = {}
        self.frame = QFrame(self)
        self.frame.setProperty("look", "sheet")
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(12, 12, 12, 10)
        self.field = QLineEdit()
        self.field.setObjectName("quick_find_field")
        self.field.setAccessibleName("Find a child, provider or booking")
        self.field.setPlaceholderText("A name, F-20418, B-00042, CT11 9HH, a club")
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        inside.addWidget(self.field)
        self._hits = QVBoxLayout()
        self._hits.setSpacing(0)
        inside.addLayout(self._hits)
        inside.addStretch(1)
        inside.addWidget(label("Up and down choose · Enter opens · Ctrl+Enter finds a break for the child · Esc closes", "caption"))
        over.installEventFilter(self)
        self._fit()
        self.show()
        self.raise_()
        self.field.setFocus()
        self._show()

    def _fit(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        self.setGeometry(over.rect())
        width = min(px(640), over.width() - 48)
        self.frame.setGeometry((over.width() - width) // 2, 72, width, min(px(520), over.height() - 110))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tint = colour("rail")
        tint.setAlpha(90)
        painter.fillRect(self.rect(), tint)
        painter.end()

    def mousePressEvent(self, event: Any) -> None:
        if not self.frame.geometry().contains(event.position().toPoint()):
            self.close_it()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._fit()
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_it()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._choose(self._place + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(find=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        may = self.desk.office.person.permissions
        if not text.strip():
            self._found = {}
            self._show()
            return
        if Permission.SEE_CASES in may:
            self.desk.ask(self, "people", find_people, text, then=self._people)
            self.desk.ask(self, "bookings", find_bookings, text, then=self._bookings)
        if Permission.SEE_PROVIDERS in may:
            self.desk.ask(self, "providers", find_providers, text, then=self._providers)

    def _people(self, rows: tuple[FoundChild, ...]) -> None:
        self._found["children"] = [
            Hit("child", f"{row.name}, {row.age}", f"{row.town} · {row.parent} · {row.ref}",
                lambda row=row: self.go.to("child", id=row.id), ("Closed", "neutral") if row.state != "open" else None)
            for row in rows[:6]
        ]  # type: ignore[misc]  # fmt: skip
        self._ids = [row.id for row in rows[:6]]
        self._show()

    def _providers(self, rows: tuple[FoundService, ...]) -> None:
        self._found["services"] = [
            Hit("provider", row.name, f"{row.town} · {row.kind_words}", lambda row=row: self.go.to("provider", id=row.id))
            for row in rows[:4]
        ]  # type: ignore[misc]
        self._show()

    def _bookings(self, rows: tuple[Any, ...]) -> None:
        today = self.desk.office.now().date()  # type: ignore[attr-defined]
        self._found["bookings"] = [
            Hit("booking", f"{row.ref} · {row.child}", f"{row.service}, {say_short(row.start.date(), today)}",
                lambda row=row: self.go.to("bookings", number=row.number), (row.state_words, row.meaning))
            for row in rows[:4]
        ]  # type: ignore[misc]  # fmt: skip
        self._show()

    def _show(self) -> None:
        empty(self._hits)
        self.lines = []
        for group in ("children", "services", "bookings"):
            hits = self._found.get(group, [])
            if hits:
                self._hits.addWidget(label(group.capitalize(), "label"))
            for hit in hits:
                line = Line(hit, lambda n=len(self.lines): self._pick(n))  # type: ignore[misc]
                self.lines.append(line)
                self._hits.addWidget(line)
        if self.field.text().strip() and not self.lines:
            self._hits.addWidget(label("Nobody and nothing is found by that. Half a name is enough; so is F-20418.", "second"))
        self._choose(0)

    def _choose(self, place: int) -> None:
        if self.lines:
            self._place = place % len(self.lines)
            for number, line in enumerate(self.lines):
                line.chosen = number == self._place
                line.update()

    def _pick(self, place: int) -> None:
        self._choose(place)
        self._open(find=False)

    def _open(self, *, find: bool) -> None:
        if not self.lines:
            return
        place, hit = self._place, self.lines[self._place].hit
        children = len(self._found.get("children", []))
        self.close_it()
        if find and place < children:
            self.go.to("find", child=self._ids[place])
        else:
            hit.go()

    def close_it(self) -> None:
        """Take quick find away."""
        over = self.parentWidget()
        if over is not None:
            over.removeEventFilter(self)
        self.hide()
        self.deleteLater()
