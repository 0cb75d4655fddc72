"""Several processes let loose on one office at the same moment.

They are forked from one process, which stays for the whole run of tests and has imported the house. Before the first race of
a kind it does some acts of it alone, on a copy of the office: so the racers reach for the last place from their first act on,
and do not spend their time on imports and on compiling SQL, each for itself.
"""

import atexit
import multiprocessing
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

FORKS = hasattr(os, "fork")
ENOUGH = 8  # acts for which everything has been compiled once
_leading = []  # the pipe to the process they are forked from, once there is one


def race(county, target, each, gates=1):
    """Start one process for each tuple of `each`, with so many barriers they share; answer everything they told.

    A process ends by telling a word that begins with "got"; `target` gets kind, place, key, its tuple, barriers, queue.
    """
    place = county.database.place if county.kind == "file" else str(county.database.writing.url.render_as_string(hide_password=False))
    office = county.kind, place, county.database.key.hex() if county.database.key else ""
    if not FORKS:
        said, ends = _run(multiprocessing.get_context("spawn"), office, target, each, gates)
    else:
        county.database.close()  # a copy is made of it; the next question connects again
        pipe = _leader()
        pipe.send((office, target, each, gates))
        assert pipe.poll(300), "the race did not end"
        said, ends = pipe.recv()
    assert ends == [0] * len(each), said
    return said


def _run(context, office, target, each, gates):
    told = context.Queue()
    barriers = [context.Barrier(len(each)) for _ in range(gates)]
    racers = [context.Process(target=target, args=(*office, *one, *barriers, told)) for one in each]
    for one in racers:
        one.start()
    said, done = [], 0
    while done < len(each):
        word = told.get(timeout=280)
        said.append(word)
        done += word[0] == "got"
    for one in racers:
        one.join(timeout=60)
    return said, [one.exitcode for one in racers]


def _leader():
    """The pipe to the process that all racers are forked from: a new one, in which nothing of the tests was ever opened."""
    if not _leading:
        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        context.Process(target=_lead, args=(theirs,)).start()
        theirs.close()
        atexit.register(mine.close)  # by which it ends
        _leading.append(mine)
    return _leading[0]


def _lead(pipe):
    import shortbreaks.schema  # noqa: F401
    from tests.sharing import share_compiled_statements

    share_compiled_statements()
    known = set()
    while True:
        try:
            office, target, each, gates = pipe.recv()
        except EOFError:
            return
        try:
            if gates == 1 and (office[0], target) not in known:  # the controls have a second barrier, and little to compile
                _warm(office, target, each[0])
                known.add((office[0], target))
            pipe.send(_run(multiprocessing.get_context("fork"), office, target, each, gates))
        except Exception as fault:  # noqa: BLE001 - whoever asked for the race is told
            pipe.send((repr(fault), []))


class _EnoughError(Exception):
    """Everything that is done in this race was done once."""


def _warm(office, target, one):
    """Do some acts of a race alone, on a copy of its office, and give up every connection before anybody is forked."""
    from tests.bookings import racer

    acts = iter(range(ENOUGH))

    def clock():
        if next(acts, None) is None:
            raise _EnoughError
        return racer.TODAY

    nobody = SimpleNamespace(wait=lambda timeout: 0, put=lambda word: None)
    racer.clock, kept = clock, racer.clock
    try:
        with copy_of(*office) as copy:
            try:
                target(*copy, *one, nobody, nobody)
            except _EnoughError:
                pass
            finally:
                racer.close_all()
    finally:
        racer.clock = kept


@contextmanager
def copy_of(kind, place, key):
    """A copy of an office for as long as it is used: kind, place and key of it."""
    if kind == "file":
        with tempfile.TemporaryDirectory() as folder:
            for file in (Path(place), Path(f"{place}-wal")):
                if file.exists():
                    shutil.copy(file, folder)
            yield kind, str(Path(folder) / Path(place).name), key
        return
    from sqlalchemy import make_url

    url = make_url(place)
    name = f"{url.database}_alone"
    # What puts the office back between tests (put_back.py) holds it open, and connects again when it is wanted; so does the test
    let_go = f"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{url.database}'"
    _as_owner(url, "postgres", let_go, f"create database {name} template {url.database} owner sb_owner strategy file_copy")
    try:
        yield kind, url.set(database=name).render_as_string(hide_password=False), key
    finally:
        _as_owner(url, "postgres", f"drop database {name} with (force)")


def _as_owner(url, database, *statements):
    import psycopg

    with psycopg.connect(f"postgresql://sb_owner@/{database}?host={url.query['host']}", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def naive_table(county, name, columns):
    """A table without any guard, for the control that must fail."""
    if county.kind == "file":
        with county.database.writing.begin() as connection:
            connection.exec_driver_sql(f"create table {name} ({columns})")
        return
    url = county.database.writing.url
    _as_owner(url, url.database, f"create table {name} ({columns})", f"grant all on {name} to sb_people")
