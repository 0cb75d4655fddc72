"""A long day at one desk: every page, tab and form opened and closed again and again, and what each round leaves in memory.

`python -m uv run python -m tests.bench.soak --rounds 40` prints a line a round of memory, objects and widgets; the first
rounds fill caches that are bounded, so growth is told from the round given by `--after`.
"""

import argparse
import gc
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from shortbreaks.example.build import PASSWORD, PEOPLE, build
from tests.conftest import County
from tests.ui import walking
from ui.kit import theme
from ui.kit.sheet import Sheet
from ui.start import make_app

DAY = datetime(2026, 7, 22, 10, 40, tzinfo=UTC)
LOOKS = {"outlined", "filled", "link", "quiet"}
PRESSED = 12  # forms a page opens in a round


def held_kb():
    """What this process holds of memory that is its own."""
    lines = dict(line.split()[:2] for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:])
    return int(lines["Private_Clean:"]) + int(lines["Private_Dirty:"])


def a_round(window, targets):
    """Every page, each of its tabs, and the first sheets its buttons open; answers how many sheets were opened."""
    opened = 0
    for key, target in targets.items():
        window.go.to(key, **target)
        QApplication.processEvents()
        page = window.page_now()
        for tab in walking.tab_buttons(page):
            tab.click()
            QApplication.processEvents()
        for name in [one.objectName() for one in walking.buttons(page, LOOKS) if one.objectName()][:PRESSED]:
            button = next((one for one in walking.buttons(page, LOOKS) if one.objectName() == name), None)
            if button is None or window.page_now() is not page:
                continue
            button.click()
            QApplication.processEvents()
            opened += len(window.findChildren(Sheet))
            walking.close_what_opened(window)
            if window.page_now() is not page:
                window.go.to(key, **target)
                QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return opened


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=40)
    asked.add_argument("--after", type=int, default=5)
    given = asked.parse_args()
    from shortbreaks.access.sign_in import sign_in_to_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "county.sbo"
        build(path, 0.1, DAY.date())
        app = make_app()
        theme.apply(app, "light", 100)
        signed = sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
        county = County(signed.office.database)
        county.clock.set(DAY)
        faults = []
        window = walking.window_of(county, faults)
        targets = walking.targets(county)
        begun = 0
        for number in range(1, given.rounds + 1):
            opened = a_round(window, targets)
            gc.collect()
            if number == given.after:
                begun = held_kb()
            grown = f"{(held_kb() - begun) / (number - given.after):+.0f} KB a round" if number > given.after else ""
            print(
                f"round {number}: {held_kb() / 1024:.1f} MB, {len(gc.get_objects()):,} objects, {len(app.allWidgets())} widgets, "
                f"{opened} sheets {grown}", flush=True,
            )  # fmt: skip
        print(f"{len(faults)} faults {faults[:3]}")
        signed.opened.close()
    os._exit(0)


if __name__ == "__main__":
    main()
