"""A desk at a real office, and the look in force, for every test of a screen."""

import pytest
from PySide6.QtCore import QEvent

from shortbreaks.access.permissions import Role
from tests.ui.going import Went
from ui.kit import theme
from ui.kit.palette import LIGHT
from ui.shell.desk import Desk
from ui.shell.runner import InlineRunner


@pytest.fixture
def county(file_county):
    """One engine for screens: what they ask and do is tried on both in its own room, and whole trips on both in the journeys."""
    return file_county


@pytest.fixture(autouse=True)
def look(qapp):
    """Light at 100 %, and no widget of an earlier test left over: every one that lives is styled anew each time."""
    light(qapp)
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    light(qapp)


def light(qapp):
    if theme._now.tokens is not LIGHT or theme.text_size() != 100:
        theme.apply(qapp, "light", 100)


@pytest.fixture
def desk_of(qapp):
    """desk_of(county, Role.MANAGER): a desk that asks and performs at once, or with the runner given."""
    made = []

    def make(county, role=Role.COORDINATOR, runner=None):
        desk = Desk(county.at(role), runner or InlineRunner())
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.runner.close()


@pytest.fixture
def page_of(desk_of, qtbot):
    """page_of(county, RunPage, Role.FINANCE, id=1): a page on its own, shown and read."""

    def make(county, page, role=Role.COORDINATOR, **target):
        made = page(desk_of(county, role), Went())
        qtbot.addWidget(made)
        made.resize(1240, 800)
        if target:
            made.show_for(**target)
        made.show()
        made.refresh()
        return made

    return make


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """Preferences, reports and offices of this computer, in a folder of the test's own."""
    from ui.shell import backups, preferences
    from ui.shell.doors import create_office
    from ui.shell.doors import ways as doors

    for room in (backups, create_office, doors, preferences):
        monkeypatch.setattr(room, "data_folder", lambda: tmp_path / "data")
    monkeypatch.setattr(preferences, "preferences_path", lambda: tmp_path / "preferences.json")
    return tmp_path
