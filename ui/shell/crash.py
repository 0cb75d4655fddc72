"""The last resort: what nobody expected is written down without anybody's words, said plainly, and work goes on."""

import faulthandler
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.kit.sheet import Sheet

KEPT = 20


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was written: its reference, and its file, or None when the disk would not take it."""

    reference: str
    file: Path | None


class CrashReports(QObject):
    """Hears every exception that nobody caught, on any thread, and writes one file for each."""

    crashed = Signal(object)  # Report

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._hard: IO[str] | None = None

    def install(self) -> None:
        """Hear from now on; a crash of the interpreter itself leaves its frames in hard.txt."""
        sys.excepthook = self._hook
        threading.excepthook = lambda told: self.note(told.exc_value) if told.exc_value is not None else None
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._hard = (self.folder / "hard.txt").open("a", encoding="utf-8")
            faulthandler.enable(self._hard)

    def note(self, fault: BaseException) -> None:
        """Write a report and tell the window."""
        self.crashed.emit(write_report(self.folder, fault))

    def _hook(self, _kind: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(fault, KeyboardInterrupt):
            raise SystemExit(130)
        self.note(fault)


def write_report(folder: Path, fault: BaseException) -> Report:
    """Write what happened where, never what it was about: a message may hold a name (safety.md E13)."""
    import platform
    import secrets

    moment = datetime.now(UTC)
    reference = f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    lines = [
        f"reference {reference}",
        f"python {platform.python_version()} on {platform.system()} {platform.release()}",
        *frames_of(fault),
    ]
    file = folder / f"report-{reference}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text("\n".join(lines) + "\n", "utf-8")
        for old in sorted(folder.glob("report-*.txt"))[:-KEPT]:
            old.unlink()
    except OSError:
        return Report(reference, None)
    return Report(reference, file)


def frames_of(fault: BaseException) -> list[str]:
    """The kinds of exception and the places in the program they went through; no message, no value, no folder."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        for frame in traceback.extract_tb(one.__traceback__):
            place = "/".join(Path(frame.filename).parts[-3:])
            lines.append(f"  {place}:{frame.lineno} in {frame.name}")
        one = one.__cause__ or one.__context__
    return lines


def show_crash(over: "QWidget", report: Report) -> "Sheet":
    """Say it over the window: nothing typed is lost, and work can go on."""
    from ui.kit.buttons import Button
    from ui.kit.layouts import column, holder
    from ui.kit.sheet import Sheet
    from ui.kit.text import label

    kept = f"A report without names is kept in {report.file}."
    where = kept if report.file else "No report could be kept: the disk did not take it."
    lines = column(
        label("This was a mistake in the program, not in what you did.", "strong", wrap=True),
        label("What you typed is still there. The last act may not be saved: look before you do it again.", wrap=True),
        label(where, "second", wrap=True),
        label(f"Reference for support: {report.reference}", "caption", name="crash_reference"),
        gap=8,
    )  # fmt: skip
    on = Button("Go on", "filled", name="button_go_on")
    sheet = Sheet(over, "Something unexpected happened", holder(lines), (on,), width=520)
    on.clicked.connect(sheet.close_sheet)
    on.setFocus()
    return sheet
