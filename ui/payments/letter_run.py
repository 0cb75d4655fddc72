"""A batch of letters on its way: how many of how many, a way to stop, and afterwards what was done and what not."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from shortbreaks.errors import Spoken
from shortbreaks.payments.letters.batches import NotDone, Outcome, issue_all
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.letters.printer_file import Printed, print_file
from shortbreaks.words import counted
from ui.kit.bars import AllocationBar
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, row
from ui.kit.listing import Listing
from ui.kit.rows import Column
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.page import Page

TOUCHED = frozenset({("paper", 0), ("payment_return", 0), ("debt", 0)})


def said_outcome(outcome: Outcome) -> tuple[str, str]:
    """What a batch did, as a lead and the rest."""
    lead = f"{counted(outcome.issued, 'letter')} issued."
    rest = []
    if outcome.before:
        rest.append(f"{outcome.before} issued before.")
    if outcome.not_done:
        rest.append(f"{len(outcome.not_done)} not issued.")
    if outcome.left:
        rest.append(f"{outcome.left} left: go on whenever you like, none goes out twice.")
    return lead, " ".join(rest)


def not_done_columns() -> list[Column[NotDone]]:
    """Which letter was not issued, and why."""
    return [
        Column("Family", lambda r: r.name, second=lambda r: r.ref, strong=True, width=230),
        Column("Letter", lambda r: r.kind.capitalize(), second=lambda r: r.why),
    ]


class LetterRun(QWidget):
    """Shown while a batch runs and after it; the batch itself runs off the GUI thread."""

    moved = Signal(int, int)

    def __init__(self, page: Page, ended: Callable[[], object]) -> None:
        super().__init__()
        self.page, self._ended = page, ended
        self.running = False
        self.outcome: Outcome | None = None
        self._stop = threading.Event()
        self.words = label("", "strong", name="batch_words", tabular=True)
        self.second = label("", "second", wrap=True, name="batch_second")
        self.bar = AllocationBar(0, 0, 1)
        self.stop_button = Button("Stop after this letter", name="stop_batch", then=self.stop)
        self.go_on = Button("Go on", "filled", name="go_on", then=self._again)
        self.one_file = Button("One file for the printer", icon="print", name="one_file", then=self.put_together)
        self.why = Button("Which were not issued, and why", "link", name="not_issued", then=self.show_not_done)
        card = Card()
        words = column(self.words, self.second, gap=2)
        line = row(words, self.why, self.stop_button, self.one_file, self.go_on, gap=8)
        line.setStretch(0, 1)
        card.body.addLayout(line)
        card.body.addWidget(self.bar)
        self.setLayout(column(card))
        self.hide()
        self.moved.connect(self._moved, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(self._stop.set)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._stop.set)

    def begin(self, keys: tuple[LetterKey, ...], path: str) -> None:
        """Draw these letters into a folder."""
        if self.running or not keys:
            return
        self.keys, self.path, self.running = keys, path, True
        self._stop.clear()
        self.outcome = None
        self._show(f"0 of {counted(len(keys), 'letter')}", f"Into {Path(path).name}. You can go on working.")
        self._fill(0, len(keys))
        office, stop = self.page.desk.office, self._stop
        work = partial(issue_all, office, keys, Path(path), progress=self.moved.emit, stop=stop.is_set)  # type: ignore[arg-type]
        self.page.desk.work(self, work, self._done, self._broke_off)

    def stop(self) -> None:
        """Stop between two letters; what was issued stays."""
        self._stop.set()
        self.stop_button.off_because("It stops as soon as what is being drawn is kept.")

    def _again(self) -> None:
        self.begin(self.keys, self.path)

    def _moved(self, done: int, of: int) -> None:
        if self.running:
            self.words.setText(f"{done:,} of {counted(of, 'letter')}")
            self._fill(done, of)

    def _fill(self, done: int, of: int) -> None:
        self.bar.used, self.bar.whole = done, max(of, 1)
        self.bar.setAccessibleName(f"{done} of {counted(of, 'letter')}")
        self.bar.update()

    def _done(self, outcome: Outcome) -> None:
        self.running, self.outcome = False, outcome
        lead, rest = said_outcome(outcome)
        self._show(lead, f"{rest} The files are in {Path(self.path).name}.".strip())
        self.page.desk.notices.done(lead, rest)
        self.page.desk.changed.emit(TOUCHED)
        self._ended()

    def put_together(self) -> None:
        """All letters of the batch as one file, in family order; stopped, it leaves none."""
        if self.running or self.outcome is None:
            return
        self.running = True
        self._stop.clear()
        folder = Path(self.path)
        self._show("Putting the letters together", "Each letter begins on a sheet of its own, also when both sides are printed.")
        self._fill(0, len(self.keys))
        office, stop = self.page.desk.office, self._stop
        work = partial(print_file, office, self.keys, folder, progress=self.moved.emit, stop=stop.is_set)  # type: ignore[arg-type]
        self.page.desk.work(self, work, self._printed, self._not_printed)

    def _printed(self, made: Printed) -> None:
        self.running = False
        if made.stopped:
            self._show("Stopped.", "There is no file for the printer. The letters' own files are as they were.")
            return
        names = " and ".join(path.name for path in made.files)
        lead = f"{counted(made.letters, 'letter')} on {counted(made.pages, 'page')} for the printer."
        rest = f"In {Path(self.path).name}: {names}."
        if made.missing:
            rest += f" {counted(made.missing, 'letter')} of the batch not there."
        self._show(lead, rest)
        self.page.desk.notices.done(lead, rest)

    def _not_printed(self, fault: Spoken) -> None:
        self.running = False
        self._show("There is no file for the printer.", str(fault))
        self.page.desk.notices.say(fault)

    def _broke_off(self, fault: Spoken) -> None:
        self.running = False
        self._show("It broke off.", f"{fault} Letters issued until then stay, and none goes out twice.")
        self.page.desk.notices.say(fault)
        self.page.desk.changed.emit(TOUCHED)
        self._ended()

    def _show(self, words: str, second: str) -> None:
        self.words.setText(words)
        self.second.setText(second)
        left = self.outcome.left if self.outcome is not None else 0
        self.stop_button.setVisible(self.running)
        self.stop_button.off_because("")
        self.bar.setVisible(self.running)
        ready = self.outcome is not None and self.outcome.issued + self.outcome.before > 0
        self.one_file.setVisible(not self.running and ready)
        self.go_on.setVisible(not self.running and (left > 0 or self.outcome is None))
        self.why.setVisible(self.outcome is not None and bool(self.outcome.not_done))
        self.show()

    def show_not_done(self) -> None:
        """Every letter that was not issued, with its reason."""
        if self.outcome is None:
            return
        table = Table(not_done_columns(), key=lambda r: (r.ref, r.kind), height=44, name="not_issued_table")
        listing = Listing(table, "Ctrl+C copies rows")
        listing.setMinimumHeight(360)
        listing.show_rows(self.outcome.not_done, counted(len(self.outcome.not_done), "letter"))
        self.sheet = Sheet(self.page, "Not issued", listing, width=760)
        table.setFocus()
