"""Sweeps for cycles never run on a worker: there they would end parts of the screen behind Qt's back."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from ui.shell.runner import Runner
from ui.shell.sweeping import Sweeper


class Knot:
    """Something that only a sweep can end."""

    def __init__(self) -> None:
        self.me = self


def litter():
    for _ in range(50_000):
        Knot()


@pytest.fixture
def swept_on():
    """The threads that have swept since."""
    seen = set()

    def note(_phase, _about):
        seen.add(threading.get_ident())

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


@pytest.fixture
def worker():
    runner = Runner()
    yield runner
    runner.close()


def test_what_a_worker_leaves_is_swept_by_the_gui_thread_alone(qtbot, worker, swept_on):
    owner, done, knot = QObject(), [], Knot()
    gone = weakref.ref(knot)
    Sweeper(owner)
    worker.run(litter, lambda _answer, fault: done.append(fault))
    qtbot.waitUntil(lambda: done == [None])
    del knot
    worker.run(litter, lambda _answer, fault: done.append(fault))
    qtbot.waitUntil(lambda: gone() is None, timeout=20_000)
    assert swept_on == {threading.get_ident()}


def test_left_to_itself_python_sweeps_on_a_worker(qtbot, worker, swept_on):
    """The control: this is what a `Sweeper` keeps from happening."""
    gc.collect()
    gc.freeze()  # so that the worker finds its own litter alone, and no part of a screen
    gc.enable()
    try:
        done = []
        worker.run(litter, lambda _answer, fault: done.append(fault))
        qtbot.waitUntil(lambda: done == [None])
    finally:
        gc.disable()
        gc.unfreeze()
    assert swept_on - {threading.get_ident()}
