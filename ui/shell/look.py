"""Text size and light or dark, as one person prefers them on this computer."""

from PySide6.QtWidgets import QApplication

from ui.kit import theme
from ui.shell.preferences import Preferences, save_preferences

MODES = ("system", "light", "dark")
MODE_WORDS = {"system": "As the system", "light": "Light", "dark": "Dark"}


class Look:
    """Changes what is preferred, puts it in force everywhere, and keeps it."""

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        self._app, self.preferences = app, preferences

    def put_in_force(self) -> None:
        """Apply what is preferred."""
        kept = self.preferences
        size = kept.text_size if kept.text_size in theme.SIZES else 100
        mode = kept.mode if kept.mode in MODES else "system"
        theme.apply(self._app, mode, size)

    def set_size(self, size: int) -> None:
        """Text at 100, 125, 150, 175 or 200 per cent."""
        self.preferences.text_size = size
        self._changed()

    def larger(self) -> None:
        """The next larger text."""
        self.set_size(next((size for size in theme.SIZES if size > theme.text_size()), theme.SIZES[-1]))

    def smaller(self) -> None:
        """The next smaller text."""
        self.set_size(next((size for size in reversed(theme.SIZES) if size < theme.text_size()), theme.SIZES[0]))

    def set_mode(self, mode: str) -> None:
        """Light, dark, or as the system."""
        self.preferences.mode = mode
        self._changed()

    def next_mode(self) -> None:
        """From one to the next: system, light, dark."""
        self.set_mode(
            MODES[(MODES.index(self.preferences.mode) + 1) % 3] if self.preferences.mode in MODES else "light"
        )

    def _changed(self) -> None:
        self.put_in_force()
        save_preferences(self.preferences)
