"""The two small buttons for text size and light or dark at the foot of the sign-in window."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.kit import theme
from ui.kit.buttons import Button
from ui.shell.look import MODE_WORDS, Look


class LookButtons(QObject):
    """The buttons at the foot of the sign-in window, which say what is in force."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._parent, self._look = parent, look
        self.size = Button("Text size", "link", icon="text-size", name="button_text_size", then=self._sizes)
        self.mode = Button("Light", "link", icon="light", name="button_mode", then=self._modes)
        theme.changes().changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.size.setText(f"Text size {theme.text_size()}%")
        self.mode.setText(MODE_WORDS.get(self._look.preferences.mode, "Light"))
        for button in (self.size, self.mode):
            button.setAccessibleName(button.words())
            button.updateGeometry()

    def _sizes(self) -> None:
        from ui.shell.menus import open_menu, size_menu

        open_menu(size_menu(self._parent, self._look), self.size)

    def _modes(self) -> None:
        from ui.shell.menus import mode_menu, open_menu

        open_menu(mode_menu(self._parent, self._look), self.mode)
