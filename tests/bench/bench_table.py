"""The kit's table of a million rows against a scroll area drawn by hand, and quick find as it is typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.lines import Line

ROOT = Path(__file__).parents[2]


def table_lines():
    """The rows of the bench; measured in a process of its own, without a screen, by processor time."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.tabled"], cwd=ROOT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    drawn, table = found["drawn"], found["table"]
    yield Line("a table of 1,000,000 rows shown (raw: drawn by hand)", drawn["shown"], table["shown"], most_ms=120)
    yield Line("a frame of it", drawn["frame"], table["frame"], most_ms=10)
    yield Line("a jump in it", drawn["jump"], table["jump"], most_ms=1000 / 60)
    yield Line("its memory beside the rows, MB", drawn["mb"], table["mb"], most_ms=30)


def typing_lines(office_file):
    """Quick find as it is typed, all it asks and paints with it; the office must not be open elsewhere."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.typed", str(office_file)], cwd=ROOT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    yield Line("a key of quick find to its rows, p95 (raw: middle)", found["rows"]["middle"], found["rows"]["p95"], most_ms=3)
    yield Line("a key of quick find to its rows painted, p95 (raw: middle)", found["painted"]["middle"], found["painted"]["p95"])
