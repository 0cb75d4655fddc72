"""A shared office through the window, on a live server: connect, sign in, hear another coordinator, come back later."""

import socket
import threading
from contextlib import suppress

import keyring
import pytest
from PySide6.QtCore import Qt

from shortbreaks.access.commands import AddPerson, add_person
from shortbreaks.access.permissions import Role
from shortbreaks.families.commands import register_family
from tests.families.test_families import AMARA
from tests.ui.shell.test_front import front_of, page_of, sign_in, words
from tests.ui.typed import type_form
from ui.families.page import FamiliesPage
from ui.shell import bulletin
from ui.shell.doors.connect import ConnectPage
from ui.shell.doors.sign_in import SignInPage
from ui.shell.preferences import load_preferences
from ui.shell.runner import Runner
from ui.shell.window import OfficeWindow

assert front_of
PASSWORD, SECRET = "marmalade otter bicycle rain", "the-role's-own-secret"


def _pump(source, target):
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def port(server):
    """The tests' own server behind a port of this computer, as an office's is; by itself it has a socket only."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                behind = socket.socket(socket.AF_UNIX)
                behind.connect(str(server.folder / ".s.PGSQL.5432"))
                for pair in ((client, behind), (behind, client)):
                    threading.Thread(target=_pump, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    listening.close()


@pytest.fixture
def ring(monkeypatch):
    """A keyring of this test's own."""
    kept = {}
    monkeypatch.setattr(keyring, "set_password", lambda service, place, secret: kept.update({(service, place): secret}))
    monkeypatch.setattr(keyring, "get_password", lambda service, place: kept.get((service, place)))
    return kept


def test_a_coordinator_connects_signs_in_hears_another_and_comes_back(server_county, front_of, port, ring, own_folder, qtbot, monkeypatch):
    monkeypatch.setattr(bulletin, "EVERY_MS", 150)
    add = AddPerson("zoe.l", "Zoë Łukasz", "coordinator", PASSWORD)
    server_county.at(Role.ADMINISTRATOR).perform(add_person, add)
    database = server_county.database.reading.url.database
    front = front_of(runner=Runner())
    front.activateWindow()
    qtbot.waitUntil(front.isActiveWindow)
    qtbot.keyClick(front.focusWidget(), Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    page = page_of(front)
    assert isinstance(page, ConnectPage)
    address = {"host": "127.0.0.1", "port": str(port), "database": database, "user": "sb_people", "secret": SECRET}
    type_form(qtbot, page, page.form, {**address, "sign_in": "Zoe.L", "password": "not the password"})
    qtbot.waitUntil(lambda: "The name and password do not go together." in words(page), timeout=20_000)
    assert ring == {}, "nothing is kept before somebody is in"
    qtbot.waitUntil(page.act.isEnabled, timeout=5000)
    type_form(qtbot, page, page.form, {"password": PASSWORD})
    qtbot.waitUntil(lambda: isinstance(page_of(front), OfficeWindow), timeout=20_000)
    place = f"127.0.0.1:{port}/{database}"
    assert front.office.status.connection.text().startswith(f"Shared office · {place}")
    assert list(ring.values()) == [SECRET]
    text = (own_folder / "preferences.json").read_text()
    assert place in text and PASSWORD not in text and SECRET not in text
    # Another coordinator's family stands in the open list, with nobody here touching a key
    front.office.go.to("families")
    families = front.office.page_now()
    assert isinstance(families, FamiliesPage)
    qtbot.waitUntil(lambda: "No families yet." in words(families))
    server_county.at().perform(register_family, AMARA)
    qtbot.waitUntil(lambda: [row.name for row in families.table.rows_model.rows] == ["Amara O."], timeout=10_000)
    # Signed out and in again: the address is known, its secret comes from the keyring
    front.sign_out()
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage), timeout=20_000)
    assert load_preferences(own_folder / "preferences.json").offices[0].kind == "server"
    sign_in(front, qtbot, PASSWORD)
    qtbot.waitUntil(lambda: isinstance(page_of(front), OfficeWindow), timeout=20_000)
    front.sign_out()
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage), timeout=20_000)
    front.runner.close()


def test_another_s_change_is_on_open_pages_within_ten_seconds_at_the_latest():
    """Asked for every five seconds, and one answer of the server in between."""
    assert bulletin.EVERY_MS * 2 <= 10_000
