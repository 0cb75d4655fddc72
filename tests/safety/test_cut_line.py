"""The line to the council's server is cut at each message of an act: what is told is what was kept (safety.md A26)."""

import socket
import threading
from contextlib import closing, suppress
from datetime import timedelta
from tempfile import TemporaryDirectory

import pytest

from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.check import check
from shortbreaks.database.connections import open_server
from shortbreaks.errors import Unavailable
from tests.builders import SAT, a_child, a_service, a_session
from tests.conftest import County
from tests.safety.test_kill import kept_in

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="sockets in files are not of this system")
NAME, COMMIT = ".s.PGSQL.5432", b"COMMIT"


class Line:
    """A line to the server that carries every message on, until it is cut at one of them; it may stay cut.

    The message it is cut at is lost; or the server gets it once we are gone; or it is `late`, and comes when we look already.
    """

    def __init__(self, folder, server) -> None:
        self.server, self.ends, self.held = str(server / NAME), [], []
        self.will_be_cut(None)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(f"{folder}/{NAME}")
        self.door.listen()
        threading.Thread(target=self._answer, daemon=True).start()

    def will_be_cut(self, at, *, lost=False, late=False, stays=False):
        self.carried, self.cut_at, self.lost, self.late, self.stays = 0, at, lost, late, stays

    def _answer(self):
        with suppress(OSError):
            while True:
                near, _ = self.door.accept()
                if self.stays and self.cut_at is None:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.server)
                self.ends += [near, far]
                asked = threading.Event()
                for carry in (self._out, self._back):
                    threading.Thread(target=carry, args=(near, far, asked), daemon=True).start()

    def _out(self, near, far, asked):
        with suppress(OSError):
            while words := near.recv(1 << 20):
                self.carried += 1
                if self.cut_at in (self.carried, words[5:-1]):
                    self._cut(far, words)
                    continue
                if b"audit_entry" in words:
                    asked.set()
                far.sendall(words)
                if b"advisory" in words:
                    self._release()
        if not self.held:
            far.close()

    def _back(self, near, far, asked):
        with suppress(OSError):
            while words := far.recv(1 << 20):
                near.sendall(words)
                if asked.is_set():
                    self._release()

    def _cut(self, far, words):
        self.cut_at = None
        if self.late:
            self.held.append((far, words))
        for end in self.ends:
            if self.lost or end is not far:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        if not (self.lost or self.late):
            far.sendall(words)

    def _release(self):
        """What was late reaches the server."""
        while self.held:
            far, words = self.held.pop()
            far.sendall(words)


@pytest.fixture
def line(server, server_county):
    service, venue = a_service(server_county)
    for number in range(6):
        a_session(server_county, service, venue, start=SAT + timedelta(days=number), places=5)
    a_child(server_county, hours=60 * 600)
    with TemporaryDirectory(prefix="sbln") as folder:
        line = Line(folder, server.folder)
        url = server_county.database.writing.url.set(query={"host": folder})
        with closing(line.door), closing(open_server(url.render_as_string(hide_password=False))) as database:
            line.office = County(database, kind="server")
            yield line


def booked(line, day, request_id):
    """Book the child's place of one day over the line; None where it is told that the server did not answer."""
    wish = MakeBooking((PlacesWanted(1, (1 + day,)),), None, "card")
    try:
        return line.office.at().perform(make_booking, wish, request_id=request_id)
    except Unavailable:
        return None


def test_what_is_told_is_what_was_kept_wherever_the_line_is_cut(line, server_county):
    """Lost at every third message and at the commit; got through at the commit; asked again with the same click it is done once."""
    assert booked(line, 0, "first")
    for at in range(2, 200, 3):
        line.will_be_cut(at, lost=True)
        if booked(line, 1, f"lost at {at}"):
            break
    assert at > 40, "a booking takes that many messages at least"
    line.will_be_cut(COMMIT)
    assert booked(line, 2, "heard by the server alone").again
    line.will_be_cut(COMMIT, lost=True)
    assert booked(line, 3, "asked again") is None
    assert booked(line, 3, "asked again")
    assert set(kept_in(server_county.database)) == {"first", f"lost at {at}", "heard by the server alone", "asked again"}
    report = check(server_county.database)
    assert report.sound, report.flaws


def test_a_commit_that_is_still_under_way_is_waited_for(line, server_county):
    assert booked(line, 0, "first")
    line.will_be_cut(COMMIT, late=True)
    done = booked(line, 1, "late")
    assert "late" in kept_in(server_county.database)
    assert done is not None and done.again, "it was told that nothing was saved, and it was"


def test_where_nobody_can_look_it_is_said_that_it_is_not_known(line, server_county):
    assert booked(line, 0, "first")
    line.will_be_cut(COMMIT, stays=True)
    with pytest.raises(Unavailable, match="it is not known whether this was saved"):
        line.office.at().perform(make_booking, MakeBooking((PlacesWanted(1, (2,)),), None, "card"), request_id="unknown")
    line.will_be_cut(None)
    assert booked(line, 1, "unknown").again
