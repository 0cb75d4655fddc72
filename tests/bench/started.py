"""One start as a person makes it, in a process of its own: window, password, Today, quiet. Prints JSON; see bench_start."""

import gc
import json
import os
import sys
import time
from pathlib import Path

gc.disable()  # as main.py does

from ui import own_import, own_rows  # noqa: E402, F401, I001 - first, as main.py reads ui.start: else PySide looks through the text of every module
from PySide6.QtCore import QTimer  # noqa: E402

from ui.shell.doors.sign_in import SignInPage  # noqa: E402
from ui.start import go_on, make_app, make_front  # noqa: E402

PASSWORD = "example county only"
QUIET_S = 3
# What is there when everything that signing in needs is read, and everything that Today needs
SERVICES, FIRST_PAGE = ("shortbreaks.access.sign_in", "check_password"), ("ui.today.page", "TodayPage")


def is_read(module, last):
    """Whether a module has been read to its end, where it makes `last`."""
    return hasattr(sys.modules.get(module), last)


class Watch:
    """Notes the processor time of this process at which each thing came, and how much of it passed at most between
    two answers of the GUI thread: what other processes take of the computer is in neither.
    """

    def __init__(self) -> None:
        self.came, self.wall, self.stalls, self.phase = {}, {}, {}, "window"
        self._last = time.process_time()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def tick(self):
        now = time.process_time()
        self.stalls[self.phase] = max(self.stalls.get(self.phase, 0.0), (now - self._last) * 1000)
        self._last = now

    def note(self, what):
        self.tick()
        self.came[what], self.wall[what] = time.process_time() * 1000, time.monotonic() * 1000
        self.phase = what


def memory_mb():
    """What is in memory now, and what of it this process wrote itself; the rest are files of libraries, which any other may share.

    What no other program happens to share would be less on a busy computer than on a quiet one, of the same process.
    """
    lines = dict(line.split()[:2] for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:])
    return int(lines["Rss:"]) / 1024, int(lines["Private_Dirty:"]) / 1024


class Person:
    """Waits for each thing and does the next; only looks, as a test would."""

    def __init__(self) -> None:
        self.app = make_app()
        self.front = make_front(self.app)
        self.watch = Watch()
        self.front.painted.connect(self.painted)
        self.front.show()
        self.poll = QTimer()
        self.poll.setInterval(2)
        self.poll.timeout.connect(self.look)
        self.poll.start()

    def painted(self):
        self.watch.note("window")
        go_on(self.app, self.front, None)

    def look(self):
        came = self.watch.came
        if "window" in came and "services" not in came and is_read(*SERVICES):
            self.watch.note("services")
        if "services" in came and "first page" not in came and is_read(*FIRST_PAGE):
            self.watch.note("first page")
        if "first page" in came and "pages" not in came and gc.get_freeze_count():  # as ui.start does when all is read
            self.watch.note("pages")
            QTimer.singleShot(200, self.sign_in)
        page = self.front.office.page_now() if self.front.office else None
        if page is not None and page.facts is not None and "today" not in came:
            self.front.grab()
            self.watch.note("today")
            QTimer.singleShot(QUIET_S * 1000, self.quiet)

    def sign_in(self):
        form = self.front.findChild(SignInPage).form
        form.editors["password"].setText(PASSWORD)
        self.watch.note("password")
        form.send()

    def quiet(self):
        backups = self.front._backups
        # cut off, the next start would have to read every page; and nobody is idle beside a backup
        if self.front.office.desk._running or backups._running or backups.state.folder is None:
            QTimer.singleShot(QUIET_S * 1000, self.quiet)
            return
        held, own = memory_mb()
        watch = self.watch
        print(json.dumps({"came": watch.came, "wall": watch.wall, "stalls": watch.stalls, "held": held, "own": own}), flush=True)
        self.poll.stop()
        self.front._entered.signed.opened.close()  # the file is closed well; the backup of a real close would take its time
        os._exit(0)


if __name__ == "__main__":
    person = Person()
    person.app.exec()
    person.front.runner.close()
