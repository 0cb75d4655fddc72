"""The one maker of labels: always plain text, with a role of the type scale."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.icons import pixmap


def label(text: str, role: str = "body", *, wrap: bool = False, tabular: bool = False, name: str = "") -> QLabel:
    """A label of plain text.

    `role` is one of figure, hero, page, title, strong, name, body, label, second, caption, mistake.
    """
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setText(text)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if tabular:
        font = made.font()
        font.setFeature(font.Tag("tnum"), 1)
        made.setFont(font)
    if name:
        made.setObjectName(name)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give a label another role."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def without_mnemonic(text: str) -> str:
    """Text for a button, menu or tab in which "&" is a letter (safety.md E3)."""
    return text.replace("&", "&&")


def plain_tip(text: str) -> str:
    """Text for a tip, which Qt would otherwise read as marked up when it looks so (safety.md E1)."""
    from html import escape  # read when a tip needs it, not before the first window

    return f"<qt>{escape(text)}</qt>" if "<" in text or "&" in text or len(text) > 80 else text


class IconLabel(QLabel):
    """An icon that stands beside words and keeps its colour when the theme changes."""

    def __init__(self, name: str, token: str = "ink2", size: int = 20) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.show_icon(name, token)
        theme.changes().changed.connect(self._again)

    def show_icon(self, name: str, token: str) -> None:
        """Show another icon or colour."""
        self._name, self._token = name, token
        self._again()

    def _again(self) -> None:
        self.setPixmap(pixmap(self._name, self._token, theme.px(self._size)))
        self.setFixedWidth(theme.px(self._size) + 2)
