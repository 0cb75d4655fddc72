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
    """desk_of(county, Role.MANAGER): a desk that asks and performs at once."""
    made = []

    def make(county, role=Role.COORDINATOR):
        desk = Desk(county.at(role), InlineRunner())
        made.append(desk)
        return desk

    return make
