"""Light or dark and the size of text, applied to the whole application at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from string import Template
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from shortbreaks.resources import resource
from ui.kit.contrast import tokens_in_contrast
from ui.kit.palette import DARK, DARK_STATES, LIGHT, LIGHT_STATES, State

W = TypeVar("W", bound=QWidget)
FAMILY = "Atkinson Hyperlegible Next"
SIZES = (100, 125, 150, 175, 200)
STYLE = ("-style", "fusion")  # as an argument of the application: to set it later makes every name of a style known, 7 ms
STYLED = "styled"  # the application's property that says it was given


class _Changes(QObject):
    """Tells painted widgets that colours or sizes are others now."""

    changed = Signal()


@dataclass
class Theme:
    """What is in force: `mode` is "light", "dark" or "system", `size` the text size in per cent."""

    mode: str = "system"
    size: int = 100
    tokens: dict[str, str] = field(default_factory=lambda: LIGHT)
    states: dict[str, State] = field(default_factory=lambda: LIGHT_STATES)
    signals: _Changes | None = None
    fonts: bool = False
    followed: bool = False  # whether the system is listened to: light or dark, more contrast
    wearer: QWidget | None = None  # the window that carries the style sheet; without one the application does


_now = Theme()


def colour(token: str) -> QColor:
    """A token's colour: `colour("ink2")`, or a state's text `colour("ok")`."""
    if token in _now.states:
        return QColor(_now.states[token].text)
    return QColor(_now.tokens[token])


def state(name: str) -> State:
    """What a meaning is drawn with."""
    return _now.states[name]


def px(size: float) -> int:
    """A length in pixels at the text size in force; margins are not scaled, so pass them as they are."""
    return round(size * _now.size / 100)


def text_size() -> int:
    """The text size in force, in per cent."""
    return _now.size


def is_dark() -> bool:
    """Whether the dark colours are in force."""
    return colour("bg").lightnessF() < 0.5


def changes() -> _Changes:
    """The signal that painted widgets listen to."""
    if _now.signals is None:
        _now.signals = _Changes()
    return _now.signals


def font(size: float = 14, weight: int = 400, *, tabular: bool = False) -> QFont:
    """The typeface at a size of the type scale; `tabular` gives figures of one width."""
    return QFont(font_at(px(size), weight, tabular=tabular))


def metrics(size: float = 14, weight: int = 400, *, tabular: bool = False) -> QFontMetrics:
    """How wide and high words are in that typeface; kept, since a table asks it of every cell."""
    return metrics_at(px(size), weight, tabular=tabular)


@lru_cache(maxsize=128)
def font_at(pixels: int, weight: int, *, tabular: bool) -> QFont:
    """The one typeface of so many pixels; for painting, never to be changed."""
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@lru_cache(maxsize=128)
def metrics_at(pixels: int, weight: int, *, tabular: bool) -> QFontMetrics:
    """How wide and high words are in the typeface of so many pixels."""
    return QFontMetrics(font_at(pixels, weight, tabular=tabular))


def load_typeface() -> None:
    """Bring the typeface in, once, before any word is measured: a font that was used without it keeps another's letters."""
    if not _now.fonts:
        for path in sorted(resource("fonts").glob("AtkinsonHyperlegibleNext-*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
        _now.fonts = True


def apply(app: QApplication, mode: str = "system", size: int = 100) -> None:
    """Put colours and sizes in force everywhere."""
    load_typeface()
    if not _now.followed:
        if not app.property(STYLED):
            app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: _follow(app))
        hints.accessibility().contrastPreferenceChanged.connect(lambda _wish: _follow(app))
        _now.followed = True
    _now.mode, _now.size = mode, size
    _now.tokens, _now.states = _colours(app, mode)
    app.setFont(font())
    app.setPalette(_palette())
    if _now.wearer is None:
        app.setStyleSheet("")  # with the old sheet goes what the style keeps, and would look at: also of parts that are no more
    (_now.wearer or app).setStyleSheet(_sheet())
    changes().changed.emit()


def worn_by(app: QApplication, make: Callable[[], W]) -> W:
    """The one window, made and shown with the style sheet on it instead of on the application.

    Under an application's sheet every part that is put into another is styled anew with all it holds, so a page of
    parts within parts is styled many times over; under a window's sheet it is styled once, when it comes into the window.
    """
    app.setStyleSheet("")
    window = make()
    _now.wearer = window
    window.destroyed.connect(partial(_take_off, id(window)))  # its number alone: what listens must not keep it alive
    window.setStyleSheet(_sheet())
    return window


def _take_off(gone: int) -> None:
    """The window is going: what is shown without one is styled by the application again, once it is gone.

    Qt says so while the window and its parts are still in its list of widgets. To style them then leaves behind what it
    keeps of each of them, and a later style sheet looks at widgets that are no more. A window that went after another
    had taken its place takes nothing with it.
    """
    if id(_now.wearer) != gone:
        return
    _now.wearer = None
    app = QApplication.instance()
    if isinstance(app, QApplication):
        QTimer.singleShot(0, app, partial(_styled_without, app))


def _styled_without(app: QApplication) -> None:
    if _now.wearer is None:
        app.setStyleSheet(_sheet())


def _follow(app: QApplication) -> None:
    """The system went light or dark, or asks for more contrast: go with it, at the size in force."""
    apply(app, _now.mode, _now.size)


def _colours(app: QApplication, mode: str) -> tuple[dict[str, str], dict[str, State]]:
    """The tokens and states of a mode; who asks the system for high contrast has the system's own colours."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        app.setPalette(QPalette())
        return tokens_in_contrast(app.palette())
    dark = mode == "dark" or (mode == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    return (DARK, DARK_STATES) if dark else (LIGHT, LIGHT_STATES)


def _palette() -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, token in (
        (roles.Window, "bg"), (roles.Base, "surface"), (roles.AlternateBase, "surface"), (roles.WindowText, "ink"),
        (roles.Text, "ink"), (roles.ButtonText, "ink"), (roles.Button, "surface"), (roles.Highlight, "sel"),
        (roles.HighlightedText, "ink"), (roles.PlaceholderText, "ink3"), (roles.ToolTipBase, "surface"),
        (roles.ToolTipText, "ink"), (roles.Accent, "pri"), (roles.Link, "priink"),
    ):  # fmt: skip
        palette.setColor(role, colour(token))
    return palette


def _sheet() -> str:
    sizes = {f"p{n}": f"{px(n)}px" for n in (12, 13, 14, 16, 20, 26, 28, 30, 32)}
    icons = resource("icons").as_posix()
    text = resource("style/sheet.qss").read_text("utf-8")
    shade = "dark" if is_dark() else "light"
    return Template(text).substitute(
        {
            **_now.tokens,
            **sizes,
            "bad": _now.states["bad"].text,
            "warn": _now.states["warn"].text,
            "warn_ground": _now.states["warn"].ground,
            "warn_line": _now.states["warn"].line,
            "icons": icons,
            "shade": shade,
        }
    )
