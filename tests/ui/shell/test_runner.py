"""What belongs to the screen ends on the GUI thread, whoever lets go of it last."""

import subprocess
import sys
import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt

from ui.shell.runner import Runner


class Part:
    """Stands for a part of the screen that an answer is for."""

    def __init__(self) -> None:
        self.came = []

    def took(self, _answer, _fault):
        self.came.append(True)


@pytest.fixture
def worker():
    runner = Runner(1)
    yield runner
    runner.close()


def ended_on(part):
    seen = []
    weakref.finalize(part, lambda: seen.append(threading.get_ident()))
    return seen


def test_who_is_told_last_of_all_is_let_go_of_by_the_gui_thread(qtbot, worker):
    """The worker stands still in telling until the answer was given and everybody else has forgotten the part."""
    told, forgotten = threading.Event(), threading.Event()

    def stand_still(*_number):
        told.set()
        assert forgotten.wait(10)

    worker._came_back.connect(stand_still, Qt.ConnectionType.DirectConnection)
    part = Part()
    seen, came = ended_on(part), part.came
    worker.run(lambda: None, part.took)
    del part
    assert told.wait(10)
    qtbot.waitUntil(lambda: came == [True])
    forgotten.set()
    worker.close()
    assert seen == [threading.get_ident()]


def test_what_was_asked_of_a_part_is_let_go_of_by_the_gui_thread(qtbot, worker):
    part, done = Part(), []
    seen = ended_on(part)
    worker.run(lambda kept=part: None, lambda *_: done.append(True))
    del part
    qtbot.waitUntil(lambda: done == [True])
    worker.close()
    assert seen == [threading.get_ident()]


def test_what_was_never_begun_goes_with_the_runner(worker):
    gate, part = threading.Event(), Part()
    seen = ended_on(part)
    worker.run(gate.wait, lambda *_: None)
    worker.run(lambda: None, part.took)
    del part
    gate.set()
    worker.close()
    assert seen == [threading.get_ident()]


ENDED_ELSEWHERE = """
import threading
from PySide6.QtWidgets import QApplication, QLabel
from shiboken6 import delete
from ui.kit import theme
app = QApplication([])
theme.apply(app, "light")
parts = [QLabel("Amara O.") for _ in range(50)]
for part in parts:
    part.ensurePolished()
ending = threading.Thread(target=lambda: [delete(part) for part in parts])
ending.start()
ending.join()
others = [bytearray(200) for _ in range(5000)]
theme.apply(app, "dark", 125)
print("dark")
"""


def test_a_change_of_look_looks_at_no_part_that_ended_elsewhere(tmp_path):
    """In a process of its own: where it fails, it takes the process with it."""
    said = subprocess.run([sys.executable, "-c", ENDED_ELSEWHERE], capture_output=True, text=True, timeout=60, check=False)
    assert (said.stdout, said.returncode) == ("dark\n", 0)


def test_an_office_opened_for_a_page_that_is_gone_is_closed_again(qtbot, worker):
    """Else it stays locked: whoever went on elsewhere meanwhile is told that it is open, by themselves."""
    begun, gone, closed = threading.Event(), threading.Event(), []

    class Opened:
        def let_go(self):
            closed.append(True)

    def work():
        begun.set()
        assert gone.wait(10)
        return Opened()

    page = QObject()
    worker.errand(page, work, pytest.fail, pytest.fail)
    assert begun.wait(10)
    shiboken6.delete(page)
    gone.set()
    qtbot.waitUntil(lambda: closed == [True])
