"""A desk at a real office, and the look in force, for every test of a screen."""

import pytest

from shortbreaks.access.permissions import Role
from ui.kit import theme
from ui.shell.desk import Desk
from ui.shell.runner import InlineRunner


@pytest.fixture(autouse=True)
def look(qapp):
    theme.apply(qapp, "light", 100)
    yield
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
def own_folder(tmp_path, monkeypatch):
    """Preferences, reports and offices of this computer, in a folder of the test's own."""
    from ui.shell import backups, create_office, doors, preferences

    for room in (backups, create_office, doors, preferences):
        monkeypatch.setattr(room, "data_folder", lambda: tmp_path / "data")
    monkeypatch.setattr(preferences, "preferences_path", lambda: tmp_path / "preferences.json")
    return tmp_path
