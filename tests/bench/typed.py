"""Quick find as it is typed: processor time from each key until its rows are there, and until they are painted too.

Prints JSON; see bench_table.
"""

import gc
import json
import os
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest

import shortbreaks.schema  # noqa: F401 - makes every table known
from shortbreaks.access.sign_in import sign_in_to_file
from ui.kit import theme
from ui.shell.desk import Desk
from ui.shell.pages import read_rooms
from ui.shell.preferences import Preferences
from ui.shell.quick_find import QuickFind
from ui.shell.runner import Runner
from ui.shell.sweeping import Sweeper
from ui.shell.window import OfficeWindow
from ui.start import make_app

NOW = datetime.fromisoformat("2026-07-22T10:40:00+00:00")
TYPED = ("ama oka", "okafor", "zoe", "smith", "priya", "ct11", "saturday", "okafro", "f-20418", "brown th")
PASSWORD = "example county only"
QUIET_S = 1


def _until_quiet(app, waits):
    """Until the first page has all it asked for: a question still running would hide when those of a key are answered."""
    since = time.monotonic()
    while time.monotonic() - since < QUIET_S:
        app.processEvents()
        if waits and waits[-1]:
            since = time.monotonic()
        time.sleep(0.001)


def main(path):
    app = make_app()
    theme.apply(app, "light")
    read_rooms()
    gc.collect()
    gc.freeze()
    signed_in = sign_in_to_file(Path(path), "priya.nair", PASSWORD)
    Sweeper(app)
    desk = Desk(replace(signed_in.office, now=lambda: NOW), Runner())
    waits = []
    desk.busy.connect(waits.append)
    window = OfficeWindow(desk, Preferences(), "Example", "On this computer", shared=False)
    window.resize(1440, 900)
    window.show()
    _until_quiet(app, waits)
    came, took = [], []
    for turn in range(2):  # the first is not counted: answers that seldom change are read
        for words in TYPED:
            window.open_quick_find()
            field = window.findChildren(QuickFind)[-1].field
            for place, letter in enumerate(words):
                waits.clear()
                begun = time.process_time()
                QTest.keyClicks(field, letter)
                while waits and waits[-1]:
                    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # as the window waits: without looking again and again
                there = time.process_time()  # the list has them
                app.processEvents()  # what came is painted
                if turn and place:
                    came.append((there - begun) * 1000)
                    took.append((time.process_time() - begun) * 1000)
            QTest.keyClick(field, "\x1b")
            app.processEvents()
    said = {name: {"middle": keys[len(keys) // 2], "p95": keys[len(keys) * 95 // 100]} for name, keys in (("rows", sorted(came)), ("painted", sorted(took)))}
    print(json.dumps(said | {"keys": len(took)}), flush=True)
    desk.runner.close()
    signed_in.opened.close()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
