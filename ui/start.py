"""Opening the window: only Qt at first, painted before anything heavy is read (speed.md, start)."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ui.shell import doors
from ui.shell.crash import CrashReports
from ui.shell.front import Front
from ui.shell.look import Look
from ui.shell.preferences import data_folder, load_preferences
from ui.shell.rail import paint_mark
from ui.shell.runner import Runner


def make_front(app: QApplication) -> Front:
    """The window, with this person's preferences in force."""
    app.setApplicationName("Short Breaks")
    app.setApplicationDisplayName("Short Breaks")
    app.setDesktopFileName("short-breaks")
    look = Look(app, load_preferences())
    look.put_in_force()
    app.setWindowIcon(_mark())
    return Front(look, Runner(), CrashReports(data_folder() / "reports"))


def open_window(example: float | None = None) -> int:
    """Open the window and stay until it is closed; `example` opens the example county of that scale at once."""
    app = QApplication(sys.argv[:1])
    front = make_front(app)
    front.reports.install()
    front.show()
    QTimer.singleShot(0, lambda: _go_on(front, example))
    code = app.exec()
    front.runner.close()
    return code


def _go_on(front: Front, example: float | None) -> None:
    """After the first paint: read the heavy libraries on a thread while somebody types."""
    if example is not None:
        front.open_example(example)
    else:
        front.runner.run(doors.warm_up, lambda _answer, _fault: None)


def _mark() -> QIcon:
    picture = QPixmap(64, 64)
    picture.fill("transparent")
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_mark(painter, 2, 4, 1.7)
    painter.end()
    return QIcon(picture)
