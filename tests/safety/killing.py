"""A process that forks one child after another, lets it act at an office without end, and kills it with SIGKILL.

It stays for many kills and has imported and compiled everything beforehand, so that a kill costs milliseconds. A kill is told
as a line "<office> <key hex or -> <folder> <mode> <acts> <part>": the child is killed when it has done so many acts, and then
that part of the time which an act takes has gone by; with no acts, that part of the time from its fork to the end of its first.
So every moment of every act is as likely, on a quiet computer and on a busy one, and no child goes on for longer than that takes.
"""

import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from shortbreaks.database.connections import open_file, open_server
from tests.racing import copy_of
from tests.sharing import share_compiled_statements

ROOT = Path(__file__).parents[2]
UNKNOWN = 0.1  # seconds that an act is taken to last before one was seen


def opened(place, key):
    return open_server(place) if key == "-" else open_file(Path(place), bytes.fromhex(key))


def lead(begin, warm):
    """Kill as told on standard input; `begin(database, folder, mode)` answers what does one act, `warm[mode]` is how many to do first."""
    share_compiled_statements()
    lasted = {}
    for line in sys.stdin:
        place, key, folder, mode, acts, part = line.split()
        kind = "server" if key == "-" else "file", mode
        if kind not in lasted:
            _warm(kind[0], place, key, begin, mode, warm[mode])
            lasted[kind] = {True: UNKNOWN, False: UNKNOWN}
        child = partial(_acting, begin, place, key, folder, mode)
        print(_killed(child, lasted[kind], int(acts), float(part)), flush=True)


def _acting(begin, place, key, folder, mode):
    return begin(opened(place, key), Path(folder), mode)


def _warm(kind, place, key, begin, mode, acts):
    """Some acts at a copy of the office, here where every child is forked from: what is compiled once costs no child its time."""
    with tempfile.TemporaryDirectory() as folder, copy_of(kind, place, key) as (_, copy, _):
        first = opened(copy, key)  # whose dialect and statements those opened later share
        with first.reading.connect():
            pass
        first.close()
        database = opened(copy, key)
        act = begin(database, Path(folder), mode)
        for _ in range(acts):
            act()
        database.close()
    gc.collect()
    gc.freeze()  # else the first sweep in each child would write to, and so copy, every page that holds an object


def _killed(begin, lasted, acts, part):
    """Fork a child, kill it at its moment, and say how it ended; `lasted` is how long a first act took, and a later one."""
    begun, say = os.pipe()
    since = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            act = begin()
            while True:
                act()
                os.write(say, b".")
        except BaseException as fault:  # noqa: BLE001 - a child that stops by itself must say why
            sys.stderr.write(f"{fault!r}\n")
        os._exit(1)
    os.close(say)
    for number in range(acts):
        os.read(begun, 1)
        now = time.monotonic()
        lasted[number == 0], since = now - since, now
    os.close(begun)
    time.sleep(part * lasted[acts == 0])
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else "stopped"


@contextmanager
def killer_of(module):
    """The process of a module that leads, and what kills one of its children: kill(place, key, folder, mode, acts, part)."""
    process = subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

    def kill(place, key, folder, mode, acts, part):
        process.stdin.write(f"{place} {key} {folder} {mode} {acts} {part:.3f}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "killed\n", process.stderr.read()

    yield kill
    _, complaints = process.communicate()
    assert complaints == ""


def address(county):
    """Where an office is kept, and its key, as a killer is told them."""
    if county.kind == "server":
        return str(county.database.reading.url.render_as_string()).replace("+psycopg", ""), "-"
    return county.database.place, county.database.key.hex()
