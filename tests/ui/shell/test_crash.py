"""The last resort: nothing of what people said is written, work goes on, and typed text stays."""

import sys
import threading

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.kit.buttons import Button
from ui.shell.crash import CrashReports, frames_of, show_crash, write_report

CANARY = "Amara Okafor"


def raised(error):
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as inner:
            raise error from inner
    except (ValueError, OSError, RuntimeError) as fault:
        return fault


@pytest.mark.parametrize("error", [ValueError(CANARY), OSError(2, CANARY, CANARY), RuntimeError({"child": CANARY})])
def test_a_report_holds_kinds_and_places_and_no_words(tmp_path, error):
    report = write_report(tmp_path / "reports", raised(error))
    text = report.file.read_text()
    assert CANARY not in text
    assert type(error).__name__ in text and "KeyError" in text and "test_crash.py" in text
    assert str(tmp_path) not in text
    assert report.reference in text


def test_a_loop_of_causes_ends():
    one, two = ValueError("a"), ValueError("b")
    one.__cause__, two.__cause__ = two, one
    assert len(frames_of(one)) == 2


def test_a_disk_that_takes_nothing_loses_the_report_only(tmp_path):
    file = tmp_path / "reports"
    file.write_text("a file where the folder would be")
    assert write_report(file, ValueError("a")).file is None


def test_old_reports_are_let_go(tmp_path):
    for _ in range(30):
        write_report(tmp_path, ValueError("a"))
    assert len(list(tmp_path.glob("report-*.txt"))) == 20


def test_an_exception_in_a_slot_is_said_plainly_and_what_was_typed_stays(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    window = QWidget()
    qtbot.addWidget(window)
    lines, field = QVBoxLayout(window), QLineEdit()
    lines.addWidget(field)

    def slot():
        raise ZeroDivisionError(CANARY)

    act = Button("Break", then=slot)
    lines.addWidget(act)
    window.resize(800, 600)
    window.show()
    reports = CrashReports(tmp_path)
    reports.crashed.connect(lambda report: show_crash(window, report))
    monkeypatch.setattr(sys, "excepthook", reports._hook)
    field.setText("what was typed")
    with qtbot.captureExceptions():
        act.click()
        reports.note(ZeroDivisionError(CANARY))
    sheet = window.findChild(QWidget, "sheet")
    assert sheet is not None and sheet.isVisible()
    go_on = window.findChild(Button, "button_go_on")
    assert go_on.hasFocus() or go_on.isVisible()
    go_on.click()
    assert not sheet.isVisible()
    assert field.text() == "what was typed"


def test_a_thread_that_dies_is_heard_too(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    reports = CrashReports(tmp_path)
    monkeypatch.setattr(threading, "excepthook", lambda told: reports.note(told.exc_value))
    with qtbot.waitSignal(reports.crashed) as heard:
        thread = threading.Thread(target=[].pop)
        thread.start()
        thread.join()
    assert "IndexError" in heard.args[0].file.read_text()
