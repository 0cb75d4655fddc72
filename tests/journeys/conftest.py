"""The real window, as somebody of the office has it before them."""

import pytest
from PySide6.QtWidgets import QApplication

from shortbreaks.access.permissions import Role
from ui.kit import theme
from ui.shell.desk import Desk
from ui.shell.preferences import Preferences
from ui.shell.runner import InlineRunner
from ui.shell.window import OfficeWindow


@pytest.fixture
def window_of(qtbot, county):
    """window_of(Role.MANAGER): the window of that person, shown by whoever asks for it; a crash in any of them fails."""
    theme.apply(QApplication.instance(), "light", 100)
    made, crashes = [], []

    def make(role=Role.COORDINATOR, runner=None):
        desk = Desk(county.at(role), runner or InlineRunner())
        desk.crashed.connect(crashes.append)
        shown = OfficeWindow(desk, Preferences(), "Example county", "On this computer", shared=False)
        qtbot.addWidget(shown)
        shown.resize(1440, 900)
        shown.show()
        made.append(shown)
        return shown

    yield make
    assert crashes == []
    for shown in made:
        shown.close()
        shown.desk.runner.close()
