"""Starting: the window is painted before anything heavy is read, and the command line reaches what it names."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
HEAVY = ("sqlalchemy", "reportlab", "alembic", "psycopg", "argon2", "cryptography", "keyring", "holidays", "rapidfuzz")
PAINTED = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.start import make_front
app = QApplication([])
front = make_front(app)
front.show()
front.grab()
print(",".join(sorted(name for name in {HEAVY!r} if name in sys.modules)) or "none")
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


def test_nothing_heavy_is_read_before_the_first_window_is_painted(tmp_path):
    done = run("-c", PAINTED, env=environment(tmp_path))
    assert done.stdout.strip() == "none", done.stderr


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
