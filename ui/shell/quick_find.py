"""Quick find (Ctrl+K): children, bookings, services, pages and acts, by a few letters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import ref

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.found import Found, find_by_letters
from shortbreaks.database.search import words_of
from shortbreaks.dates import to_local
from shortbreaks.providers.search import find_providers
from ui.kit.layouts import row, rule
from ui.kit.text import IconLabel, label
from ui.kit.theme import font, px
from ui.shell.answers import bookings, for_child, people, services, ways_to_pages
from ui.shell.desk import Desk
from ui.shell.hit_painter import Hit
from ui.shell.hits import Ground, HitList, count_label
from ui.shell.page import Go

MOST = {"children": 5, "bookings": 4, "services": 4, "do": 5}
HEADS = {"children": "Children", "bookings": "Bookings", "services": "Services", "do": "Do"}
# What the first letter narrows the search to
NARROWED = {">": ("do",), "#": ("children", "bookings"), "@": ("services",)}
DIM = (8, 20, 24, 120)  # over the window below
REST_MS = 250  # after the last key, when the sheet takes the height of what was found


@dataclass(frozen=True, slots=True)
class Errand:
    """Why a child is looked for: what the field asks, and the page that the child chosen leads to."""

    asks: str
    page: str
    target: Mapping[str, Any]


class QuickFind(QWidget):
    """Stands over the window until something is chosen or Esc is pressed; the focus then goes back.

    With an `errand` only children are found, and the one chosen leads on to it.
    """

    def __init__(self, over: QWidget, desk: Desk, go: Go, errand: Errand | None = None) -> None:
        super().__init__(over)
        self.setObjectName("quick_find")
        self.desk, self.go, self._errand = desk, go, errand
        self._before: QWidget | None = over.window().focusWidget()
        self._found: dict[str, list[Hit]] = {}
        self._typed = ""
        self._waits = False  # for the answers to what was typed
        self._meant: Callable[[], object] | None = None  # by a key that came before them
        self._to_pages = ways_to_pages(desk.office.person.permissions, go)
        # A picture of the window below, dimmed: else each key would paint all of it anew
        self._below: QPixmap | None = _dimmed(over.grab())
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.frame = QFrame(self)
        self.frame.setProperty("look", "sheet")
        self.field = _Field(self)
        self.field.setObjectName("quick_find_field")
        self.field.setAccessibleName(errand.asks if errand else "Find a child, provider or booking")
        self.field.setPlaceholderText(errand.asks if errand else "A name, F-20418, B-00042, CT11 9HH, a club")
        self.field.setFont(font(20))
        self.field.setStyleSheet(f"border: none; background: transparent; font-size: {px(20)}px;")
        self.field.textChanged.connect(self._changed)
        self.count = count_label("88 answers", "quick_find_count")
        self.hits = HitList(self)
        self.hits.clicked.connect(lambda _index: self._open())
        self.hits.entered.connect(self.hits.setCurrentIndex)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._fit)
        self._lay_out()
        over.installEventFilter(self)
        self._fit()
        self._show()
        self.show()
        self.raise_()
        self.field.setFocus()

    def _lay_out(self) -> None:
        around = QVBoxLayout(self.frame)
        around.setContentsMargins(12, 10, 12, 10)
        ground = Ground()
        around.addWidget(ground)
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        glass = IconLabel("search", "ink2", 22)
        glass.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addLayout(row(glass, self.field, self.count, gap=10, margin=(6, 4, 8, 4)))
        inside.addWidget(rule())
        inside.addWidget(self.hits, 1)
        inside.addWidget(rule())
        words = "Up and Down choose · Enter opens · Ctrl+Enter finds a break for the child · Esc closes"
        if self._errand:
            words = "Up and Down choose · Enter goes on · Esc closes"
        narrow = label("" if self._errand else "> acts   # references   @ providers", "caption")
        inside.addLayout(row(label(words, "caption"), None, narrow, margin=(6, 2, 6, 0)))

    def _fit(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        self.setGeometry(over.rect())
        width = min(px(718), over.width() - 48)
        self.frame.setGeometry((over.width() - width) // 2, self._top(over), width, self._height(over))

    @staticmethod
    def _top(over: QWidget) -> int:
        return min(112, over.height() // 10)

    def _height(self, over: QWidget) -> int:
        """As high as all that was found, as far as there is room."""
        return min(self.hits.height_wanted() + px(120), px(560), over.height() - self._top(over) - 24)

    def _make_room(self) -> None:
        """Grow at once for what was found, and shrink when typing rests: else nearly each key would lay out and paint all anew."""
        over = self.parentWidget()
        if over is not None and self._height(over) > self.frame.height():
            self._fit()
        else:
            self._rest.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._below is not None:
            painter.drawPixmap(0, 0, self._below)
        else:
            painter.fillRect(event.rect(), QColor(*DIM))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.frame.geometry().contains(event.position().toPoint()):
            self.close_it()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._below = None
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, on=False)
            self._fit()
        return False

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key is for the answers and not for the field."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_it()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.hits.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            finds = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._once_answered(self._find_for_child if finds else self._open)
        elif key in (Qt.Key.Key_F2, Qt.Key.Key_F3):
            self._once_answered(partial(self._act, "F2" if key == Qt.Key.Key_F2 else "F3"))
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def _once_answered(self, act: Callable[[], object]) -> None:
        """Do what a key asks when the answers to all that was typed are there: those of the letter before may name another child."""
        if self._waits:
            self._meant = act
        else:
            act()

    def _changed(self, text: str) -> None:
        self._waits, self._meant = False, None
        kinds = ("children",) if self._errand else NARROWED.get(text[:1], ("children", "bookings", "services", "do"))
        self._typed = text[1:].strip() if text[:1] in NARROWED else text.strip()
        self._found = {kind: hits for kind, hits in self._found.items() if kind in kinds and kind != "do"}
        if not words_of(self._typed) and text[:1] != ">":
            self._found = {}
            self._show()
            return
        if "do" in kinds:
            self._found["pages"] = self._pages()
        if kinds == ("services",) or not self.desk.may(Permission.SEE_CASES):
            self._ask(find_providers, lambda rows: {"services": services(rows[: MOST["services"]], self.go)}, kinds)
        elif kinds != ("do",):
            self._ask(find_by_letters, self._everything, kinds, MOST["children"])
        else:
            self._show()

    def _ask(self, query: Any, hits: Callable[[Any], dict[str, list[Hit]]], kinds: Sequence[str], *how_many: int) -> None:
        typed, self._waits = self._typed, True

        def answered(rows: Any) -> None:
            if typed != self._typed:
                return
            self._found |= {kind: found for kind, found in hits(rows).items() if kind in kinds}
            before, meant = self.hits.moved_to(), self._meant
            self._show()
            self._waits, self._meant = False, None
            if meant is not None and before in (None, self.hits.moved_to()):  # else the answer that was moved to is gone
                meant()

        self.desk.ask(self, "found", query, typed, *how_many, then=answered)

    def _everything(self, found: Found) -> dict[str, list[Hit]]:
        return {
            "children": people(found.children[: MOST["children"]], self._way_to),
            "bookings": bookings(found.bookings[: MOST["bookings"]], self.go, to_local(self.desk.office.now()).date()),
            "services": services(found.services[: MOST["services"]], self.go),
        }  # fmt: skip

    def _way_to(self, child: int) -> Callable[[], object]:
        if self._errand is None:
            return partial(self.go.to, "child", id=child)
        return partial(self.go.to, self._errand.page, id=child, **self._errand.target)

    def _pages(self) -> list[Hit]:
        """The pages a person may see whose title has what was typed; all of them after ">" alone."""
        wanted = words_of(self._typed)
        return [hit for own, hit in self._to_pages if all(any(one.startswith(word) for one in own) for word in wanted)]

    def _for_child(self) -> list[Hit]:
        """What can be done for the first child found."""
        child = next((hit for hit in self._found.get("children", []) if hit.child is not None), None)
        if self._errand or child is None or child.child is None or child.chip is not None or not self.desk.may(Permission.BOOK):
            return []
        return for_child(child.child, child.title.rpartition(", ")[0], self.go)

    def _show(self) -> None:
        self._found["do"] = [*self._for_child(), *self._found.get("pages", [])][: MOST["do"] + 3]
        lines: list[Hit] = []
        for kind, head in HEADS.items():
            if self._found.get(kind):
                lines += [Hit("", head), *self._found[kind]]
        answers = sum(1 for hit in lines if hit.go)
        self.hits.show_hits(lines, self._typed, self.hits.moved_to())
        self.count.setText("" if not self.field.text() else f"{answers} answer{'' if answers == 1 else 's'}")
        if self._typed and not answers:
            self.hits.show_hits(
                [Hit("", "Nothing is found by that yet. Half a name is enough; so is F-20418.")], "", None
            )
        self._make_room()

    def _open(self) -> None:
        hit = self.hits.chosen()
        if hit is not None and hit.go is not None:
            self._leave(hit.go)

    def _find_for_child(self) -> None:
        hit = self.hits.chosen()
        if hit is not None and hit.child is not None and self.desk.may(Permission.BOOK):
            self._leave(partial(self.go.to, "find", child=hit.child))

    def _act(self, wanted: str) -> None:
        for hit in self._found.get("do", []):
            if hit.key == wanted and hit.go is not None:
                self._leave(hit.go)
                return

    def _leave(self, go: Callable[[], object]) -> None:
        self._before = None
        self.close_it()
        go()

    def close_it(self) -> None:
        """Take quick find away and give the focus back."""
        over = self.parentWidget()
        if over is not None:
            over.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        before = self._before
        if before is not None:
            QTimer.singleShot(0, before, before.setFocus)


class _Field(QLineEdit):
    """Where it is typed. It asks quick find which keys are for the answers: a filter would hear of all else, with every key."""

    def __init__(self, quick: QuickFind) -> None:
        super().__init__()
        self._quick = ref(quick)  # the picture of the window goes with it at once

    def keyPressEvent(self, event: QKeyEvent) -> None:
        quick = self._quick()
        if quick is None or not quick.takes(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001, ARG002 - Qt's own
        return True  # Tab leads nowhere


def _dimmed(picture: QPixmap) -> QPixmap:
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(*DIM))
    painter.end()
    return picture
