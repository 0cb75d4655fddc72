"""How fast everybody's statements are drawn: on two processes against one, and one against its words by hand."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tests.bench.bench_papers import paper_line
from tests.bench.lines import Line

DAY = date(2026, 7, 22)
MOST = 700  # so that a county a hundred times as large asks for the same work
NOW = datetime.fromisoformat("2026-07-22T10:40:00+00:00")
ROOT = Path(__file__).parents[2]
CHILD = "import sys; from tests.bench.bench_batch import measure; measure(sys.argv[1], int(sys.argv[2]))"
TURNS = 3


def batch_lines(office_file):
    """The rows of the table; everything is issued: read, drawn, written, registered, each time in a fresh copy of the office.

    Each is measured in a process of its own, as small as the application's (helpers read again what began it), with
    bytecode kept as an installer keeps it; the least of some turns.
    """
    turns = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        ways = os.environ | {"PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        for turn in range(TURNS + 1):  # what is read for the first time is compiled
            for processes, took in turns.items():
                office = Path(shutil.copytree(office_file.parent, Path(folder) / "office")) / office_file.name
                asked = [sys.executable, "-c", CHILD, str(office), str(processes)]
                done = subprocess.run(asked, cwd=ROOT, env=ways, check=True, stdout=subprocess.PIPE)
                shutil.rmtree(office.parent)
                if turn:
                    took.append(json.loads(done.stdout.splitlines()[-1]))
    one, two = ({what: min(turn[what] for turn in took) for what in took[0]} for took in turns.values())
    yield Line(f"{one['count']} statements, 2 processes (raw: on one)", one["wall"], two["wall"], times=0.59)  # 1.7 times as fast
    shared = max(two["here"], (two["here"] + two["helpers"]) / 2)
    yield Line("the same by processor time, on two idle cores", one["here"], shared, times=0.59)


def measure(path, processes):
    """Issue everybody's statement on so many processes; prints what it took."""
    import shortbreaks.schema  # noqa: F401 - makes every table known
    from shortbreaks.access.sign_in import sign_in_to_file
    from shortbreaks.example.build import PASSWORD

    signed_in = sign_in_to_file(Path(path), "priya.nair", PASSWORD)
    print(json.dumps(_issued(replace(signed_in.office, now=lambda: NOW), processes, DAY)))
    signed_in.opened.close()


def _issued(office, processes, last):
    from shortbreaks.payments.letters.batches import issue_all
    from shortbreaks.payments.letters.due import statements_wanted

    keys = office.ask(statements_wanted, last)[:MOST]
    with tempfile.TemporaryDirectory() as folder:
        wall, here, helpers = time.perf_counter(), time.process_time(), _helpers()
        outcome = issue_all(office, keys, Path(folder), processes=processes)
        took = {"wall": time.perf_counter() - wall, "here": time.process_time() - here, "helpers": _helpers() - helpers}
        # Families whose letters are stopped get none; some had theirs before
        assert outcome.issued + outcome.before + len(outcome.not_done) == len(keys), outcome
        size = max(path.stat().st_size for path in Path(folder).iterdir())
        assert size <= 60_000, size
    return {"count": len(keys)} | {what: seconds * 1000 for what, seconds in took.items()}


def _helpers():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def statement_line(office):
    """One statement against the same lines of words placed by hand on a bare canvas, in the same fonts and sizes."""
    from shortbreaks.documents.statement import statement_paper
    from shortbreaks.payments.letters.commands import letters_ready
    from shortbreaks.payments.letters.due import statements_wanted

    (ready,) = office.ask(letters_ready, (office.ask(statements_wanted, date(2026, 7, 20))[0],))
    return paper_line("draw a statement (raw: its words on a canvas)", lambda: statement_paper(ready.facts, "standard"))
