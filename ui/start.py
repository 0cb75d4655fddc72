"""Opening the window: only Qt at first, painted before anything heavy is read (speed.md, start)."""

import gc
import sys

from ui import own_import, own_rows  # noqa: F401 - first: they are for whatever is read from here on, Qt too

# isort: split
from PySide6.QtWidgets import QApplication

from ui.kit import theme
from ui.shell.crash import CrashReports
from ui.shell.doors import ways as doors
from ui.shell.front import Front
from ui.shell.look import Look
from ui.shell.preferences import data_folder, load_preferences
from ui.shell.runner import Runner
from ui.shell.sweeping import Sweeper


def make_app() -> QApplication:
    """The application, with its style from the beginning."""
    app = QApplication([*sys.argv[:1], *theme.STYLE])
    app.setProperty(theme.STYLED, True)
    return app


def make_front(app: QApplication) -> Front:
    """The window, with this person's preferences in force."""
    app.setApplicationName("Short Breaks")
    app.setApplicationDisplayName("Short Breaks")
    app.setDesktopFileName("short-breaks")
    look = Look(app, load_preferences())
    look.put_in_force()
    reports = CrashReports(data_folder() / "reports")
    return theme.worn_by(app, lambda: Front(look, Runner(), reports))


def open_window(example: float | None = None) -> int:
    """Open the window and stay until it is closed; `example` opens the example county of that scale at once."""
    app = make_app()
    front = make_front(app)
    front.reports.install()
    front.painted.connect(lambda: go_on(app, front, example))
    front.show()
    code = app.exec()
    front.runner.close()
    return code


def go_on(app: QApplication, front: Front, example: float | None) -> None:
    """After the first paint: the mark of the window, and the heavy libraries read on a thread while somebody types."""
    from ui.shell.mark import mark

    app.setWindowIcon(mark())
    if example is not None:
        sweep_again(app)
        front.open_example(example)
    else:
        front.runner.run(doors.warm_up, lambda _answer, _fault: sweep_again(app))


def sweep_again(app: QApplication) -> None:
    """Sweep for cycles again, which main.py stopped: code that is read makes none, and a sweep of it all stalls the window."""
    gc.freeze()  # what stands now stays, so that no later sweep looks at it
    Sweeper(app)
