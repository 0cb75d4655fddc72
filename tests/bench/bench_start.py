"""The start of the application against bare windows: first paint, services, Today, stalls of the screen, memory at rest."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.lines import Line

ROOT = Path(__file__).parents[2]
TIMES = 9
END = " w.show(); w.grab(); import os; os._exit(0)"
BARE = "from PySide6.QtWidgets import QApplication, QWidget as W; a = QApplication([]); w = W(); w.resize(1440, 900);" + END
# An empty shell: our type, style sheet and names of Qt, and nothing in the window.
SHELL = """
import re
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget
a = QApplication(["x", "-style", "fusion"])
for path in sorted(Path("resources/fonts").glob("*.ttf")):
    QFontDatabase.addApplicationFont(str(path))
a.setFont(QFont("Atkinson Hyperlegible Next"))
sheet = re.sub(r"[$][{]?p([0-9]+)[}]?", r"\\1", Path("resources/style/sheet.qss").read_text("utf-8"))
a.setStyleSheet(re.sub(r"[$][{]?[a-z]+[0-9]*[}]?", "black", sheet))
w = QWidget()
w.resize(1440, 900)
w.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
""" + END.strip()
OURS = """
import gc
gc.disable()
import ui.start as s
a = s.make_app()
w = s.make_front(a)
""" + END.strip()


def start_lines(office_file):
    """The rows of the table; processor time of whole processes, the least of some turns, bytecode kept as an installer does."""
    with tempfile.TemporaryDirectory() as folder:
        around = _person(Path(folder), office_file)
        bare, shell, ours = _least((BARE, SHELL, OURS), around)
        yield Line("first painted window (raw: a bare one)", bare, ours)
        yield Line("first painted window (raw: an empty shell)", shell, ours, times=1.25)
        runs = [_started(around) for _ in range(4)][1:]

        def least(of):
            return min(of(run) for run in runs)

        yield Line("services ready to sign in (raw: a bare window)", bare, least(lambda run: run["came"]["services"]), times=4.5)
        yield Line("every table and Today read (raw: a bare one)", bare, least(lambda run: run["came"]["first page"]))
        yield Line("every page's code read ahead (raw: a bare one)", bare, least(lambda run: run["came"]["pages"]))
        today = least(lambda run: run["wall"]["today"] - run["wall"]["password"])
        yield Line("Today after the password (raw: processor's)", _work_until_today(runs), today, most_ms=1000)
        loading = least(lambda run: max(run["stalls"][phase] for phase in ("window", "services", "first page")))
        yield Line("longest stall of the window while it loads", 0, loading, most_ms=100)
        yield Line("longest stall of the window until Today", 0, least(lambda run: run["stalls"]["password"]), most_ms=100)
        yield Line("memory at rest, MB: its own, without the libraries' files", 0, least(lambda run: run["own"]), most_ms=120)
        yield Line("memory at rest, MB: resident, with those files (raw: its own)", least(lambda run: run["own"]),
                   least(lambda run: run["held"]), most_ms=120)  # fmt: skip


def _work_until_today(runs):
    return min(run["came"]["today"] - run["came"]["password"] for run in runs)


def _person(folder, office_file):
    """The settings and data folders of somebody who opened this office before, with a home for bytecode."""
    kept = {"offices": [{"name": "Example county", "place": str(office_file), "kind": "file", "sign_in": "priya.nair"}]}
    settings = folder / "config" / "Short Breaks" / "preferences.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(kept), "utf-8")
    wanted = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return wanted | {
        "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def _least(codes, around):
    """Milliseconds of processor time of whole processes, the least of some turns; in turn, since a computer is busy by the minute."""
    found = [[_taken(code, around) for code in codes] for _ in range(TIMES + 1)]
    return [min(taken) for taken in zip(*found[1:], strict=True)]


def _taken(code, around):
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=around, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return (used.ru_utime + used.ru_stime) * 1000


def _started(around):
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.started"], cwd=ROOT, env=around, capture_output=True, text=True, check=True, timeout=1800
    )
    return json.loads(done.stdout.splitlines()[-1])
