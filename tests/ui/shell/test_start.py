"""Starting: the window is painted before anything heavy is read, and the command line reaches what it names."""

import gc
import subprocess
import sys
import tomllib
from pathlib import Path

from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from ui.shell.preferences import Preferences, data_folder, preferences_path
from ui.shell.runner import InlineRunner
from ui.shell.sweeping import Sweeper
from ui.start import go_on, make_front

ROOT = Path(__file__).parents[3]
HEAVY = (
    "sqlalchemy", "reportlab", "alembic", "psycopg", "argon2", "cryptography", "keyring", "holidays", "rapidfuzz", "jsonschema",
    "platformdirs", "secrets", "html.entities", "concurrent.futures", "ui.kit.form", "ui.kit.sheet", "ui.shell.menus",
    "ui.shell.doors.start_page", "ui.shell.window",
)  # fmt: skip
# What signing in does not need, and what no page needs that is only opened: acts, papers and a server's own libraries.
AFTER_SIGNING_IN = ("shortbreaks.schema", "shortbreaks.families.tables", "ui.shell.window", "ui.today.page")
FOR_ACTS = (
    "sqlalchemy.dialects.postgresql", "psycopg", "reportlab", "PIL", "alembic", "holidays", "rapidfuzz", "dateutil", "keyring",
    "jsonschema", "platformdirs", "shortbreaks.documents.page", "shortbreaks.example.build", "email_validator",
)  # fmt: skip
# Names of Qt that one careless call makes known by the hundred: asked for a style, a viewport, an accessible event, an icon.
COSTLY = ("StandardPixmap", "WizardStyle", "AnnouncementPoliteness", "ThemeIcon")
PAINTED = f"""
import enum
import sys
from ui.start import make_app, make_front
app = make_app()
front = make_front(app)
front.show()
front.grab()
from ui import own_import
print(sorted(own_import._texts) == sorted(own_import.LATE))
print(",".join(sorted(name for name in {HEAVY!r} if name in sys.modules)) or "none")
known = {{kind.__name__ for base in (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag) for kind in base.__subclasses__()}}
print(",".join(sorted(known & set({COSTLY!r}))) or "none", "AlignmentFlag" in known)
import shortbreaks.access.sign_in
print(",".join(name for name in {AFTER_SIGNING_IN + FOR_ACTS!r} if name in sys.modules) or "none")
from ui.shell.doors.ways import warm_up
warm_up()
print(",".join(name for name in {FOR_ACTS!r} if name in sys.modules) or "none", "ui.payments.page" in sys.modules)
from ui import own_rows
kinds = {{kind for room in list(sys.modules.values()) for kind in vars(room).values() if isinstance(kind, type) and "__match_args__" in vars(kind)}}
unwritten = sum(vars(kind).get("__init__") is own_rows.LATER["__init__"] for kind in kinds)
print(unwritten > 600 or unwritten)  # rows and requests whose methods are not written yet
import linecache  # the text of what is read stays on the disk
print(",".join(sorted(name for name in linecache.cache if "/ui/kit/" in name or "/sqlalchemy/" in name)) or "none")
try:
    front.move("left")
except TypeError as fault:
    print("move(str)" in str(fault), "Supported signatures" in str(fault), "QPoint" in str(fault))
front.runner.close()
"""


def run(*arguments, **more):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, **more
    )


def environment(tmp_path):
    import os

    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "c"),
            "XDG_DATA_HOME": str(tmp_path / "d"), "PYTHONPATH": str(ROOT)}  # fmt: skip


def test_nothing_is_read_before_its_time(tmp_path):
    """The window is painted first, then what signing in needs is read, then every page; what only an act needs waits for it.

    What PySide says of a wrong argument is compiled when it is said, in its own words.
    """
    done = run("-c", PAINTED, env=environment(tmp_path))
    said = done.stdout.splitlines()
    assert said == ["True", "none", "none True", "none", "none True", "True", "none", "True True True"], (
        said,
        done.stderr,
    )


def test_the_libraries_are_read_and_cycles_swept_only_after_the_paint(qtbot, monkeypatch, tmp_path):
    app = QApplication.instance()
    monkeypatch.setattr("ui.start.load_preferences", Preferences)
    monkeypatch.setattr("ui.start.data_folder", lambda: tmp_path)
    monkeypatch.setattr("ui.start.Runner", InlineRunner)
    front = make_front(app)
    qtbot.addWidget(front)
    seen = []
    monkeypatch.setattr("ui.shell.doors.ways.warm_up", lambda: seen.append(gc.isenabled()))
    front.painted.connect(lambda: go_on(app, front, None))
    try:
        front.show()
        assert seen == []
        assert app.findChild(Sweeper) is None
        qtbot.waitUntil(lambda: bool(seen))
        assert seen == [False]
        assert app.findChild(Sweeper) is not None
        with qtbot.assertNotEmitted(front.painted, wait=1):
            front.repaint()
    finally:
        delete(app.findChild(Sweeper))
        gc.unfreeze()


def test_settings_and_data_lie_in_this_person_s_own_folders(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    if sys.platform == "linux":
        assert preferences_path() == tmp_path / "c" / "Short Breaks" / "preferences.json"
        assert data_folder() == tmp_path / "d" / "Short Breaks"


def test_the_rooms_of_every_page_lie_where_the_rail_says():
    from importlib.util import find_spec

    from ui.shell.pages import KINDS

    missing = [kind.room for kind in KINDS.values() if find_spec(kind.room.partition(":")[0]) is None]
    assert missing == []


def test_a_command_that_is_not_known_is_said_and_ends_with_two(tmp_path):
    done = run("main.py", "nonsense", env=environment(tmp_path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_example_is_asked_for_by_scale(tmp_path):
    done = run("main.py", "example", "--scale", "many", env=environment(tmp_path))
    assert done.returncode == 2
    assert "scale" in done.stderr


def test_the_version_said_is_the_project_s():
    from shortbreaks.version import VERSION

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
