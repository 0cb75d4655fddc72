"""A directory file brought in after its preview, and the directory sent out: choose, look, accept."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from shortbreaks.database.files import write_whole
from shortbreaks.database.office import Done
from shortbreaks.errors import Spoken
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.queries import (
    Preview,
    PreviewRow,
    directory_as_csv,
    directory_as_referral,
    directory_previewed,
)
from ui.kit.buttons import Button
from ui.kit.layouts import column, empty, holder
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.rows import Column, Mark
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.files import choose_file, read_chosen
from ui.shell.page import Page

KINDS_IN = "Directory files (*.json *.csv);;Open Referral UK (*.json);;Tables (*.csv)"
KINDS_OUT = {"Open Referral UK (*.json)": directory_as_referral, "Table (*.csv)": directory_as_csv}
ORDER = {"refused": 0, "changed": 1, "new": 2, "same": 3}
MARKS = {
    "refused": Mark("Stays out", "bad"), "changed": Mark("Changes", "warn"), "new": Mark("New", "ok"), "same": Mark("As it is", "neutral"),
}  # fmt: skip
MANY = {"provider": ("provider", "providers"), "venue": ("venue", "venues"), "service": ("service", "services")}


def say_counts(preview: Preview, act: str) -> str:
    """How many records of each table are new, or change: "239 providers and 738 services"; "" for none."""
    parts = []
    for table, (one, many) in MANY.items():
        count = preview.count(table, act)
        if count:
            parts.append(f"{count:,} {one if count == 1 else many}")
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""


def say_preview(preview: Preview) -> str:
    """What accepting would do, in one line of words."""
    new, changed, refused = say_counts(preview, "new"), say_counts(preview, "changed"), preview.count("", "refused")
    same = preview.count("", "same")
    parts = [
        f"{new} new" if new else "nothing new", f"{changed} changed" if changed else "nothing changed",
        f"{same:,} as they are" if same else "", f"{refused:,} stay out" if refused else "none stays out",
    ]  # fmt: skip
    return ", ".join(filter(None, parts)).capitalize() + "."


def preview_columns() -> Sequence[Column[PreviewRow]]:
    """Where a record stands in the file, what would happen to it, and why."""

    def why(row: PreviewRow) -> str:
        changes = "; ".join(
            f"{f.words}: {f.before} → {f.after}" if f.before or f.after else f.words for f in row.fields
        )
        return " ".join(filter(None, (row.why, changes)))

    line: Column[PreviewRow] = Column(
        "Line", lambda r: f"{r.line:,}", sort=lambda r: r.line, right=True, width=72, tabular=True
    )
    return [
        line,
        Column("Would be", marks=lambda r: (MARKS[r.act],), sort=lambda r: (ORDER[r.act], r.line), width=120),
        Column("Record, and why or what changes", lambda r: r.name or "without a name", second=why, strong=True),
        Column("Is a", lambda r: f"{r.table}, record {r.row}", width=180),
    ]


class BringIn:
    """One file on its way in: its preview in a sheet over the page."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk
        self.sheet: Sheet | None = None
        self.data = b""

    def choose(self) -> None:
        """Ask which file."""
        choose_file(self.page, "Bring a directory file in", KINDS_IN, self.look)

    def look(self, path: str) -> None:
        """Read a file and show what it would change; nothing is kept yet."""
        self.name = Path(path).name
        read_chosen(self.page, path, self._ask)

    def _ask(self, data: bytes) -> None:
        self.data = data
        self.desk.ask(self.page, "preview", directory_previewed, data, then=self._show, refused=self.desk.notices.say)

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        self.above = column(gap=8)
        self.table = Table(preview_columns(), key=lambda r: r.number, height=44, name="preview_table")
        listing = Listing(self.table, "Click a head to sort · Ctrl+C copies rows")
        rows = sorted(preview.rows, key=lambda row: (ORDER[row.act], not row.why, row.line))
        listing.show_rows(rows, f"{preview.form}, {preview.read:,} records read")
        listing.setMinimumHeight(px(420))
        said = [label(words, "second", wrap=True) for words in preview.said]
        inner = holder(
            column(
                self.above,
                label(say_preview(preview), "title", wrap=True, name="preview_words"),
                *said,
                listing,
                gap=10,
            )
        )
        self.accept = Button(
            "Bring it in", "filled", icon="import", key="Ctrl+Enter", name="accept_file", then=self.send
        )
        leave = Button("Leave it", name="leave_file")
        if not preview.may_be_accepted:
            self.accept.off_because(_why_not(preview))
        self.sheet = Sheet(self.page, f"Bring in {self.name}", inner, (leave, self.accept), width=1040)
        leave.clicked.connect(self.sheet.close_sheet)
        (self.accept if self.accept.isEnabled() else leave).setFocus()

    def send(self) -> None:
        """Accept what the preview showed."""
        assert self.sheet is not None
        request = BringInDirectory(self.data, self.preview.seen)
        self.desk.perform(self.sheet, bring_in_directory, request, then=self._done, refused=self._refused)

    def _done(self, _done: Done) -> None:
        assert self.sheet is not None
        self.sheet.close_sheet()
        new, changed = say_counts(self.preview, "new"), say_counts(self.preview, "changed")
        words = "; ".join(filter(None, (new and f"{new} new", changed and f"{changed} changed")))
        self.desk.notices.done(f"{self.name} is in the directory.", f"{words}.")

    def _refused(self, spoken: Spoken) -> None:
        empty(self.above)
        notice = Notice("bad", spoken.sentence, spoken.remedy, closable=False)
        self.above.addWidget(notice)
        notice.announce()


def _why_not(preview: Preview) -> str:
    if preview.count("", "refused") and preview.form == "CSV":
        return "Some lines cannot be read. Mend them in the file, and choose it again."
    return "Nothing in the file is new or changed."


class SendOut:
    """The directory on its way out, as Open Referral UK or as a table."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk

    def choose(self) -> None:
        """Ask where to, and in which form."""
        over: QWidget = self.page.window()
        dialog = QFileDialog(over, "Send the directory out", "directory.json", ";;".join(KINDS_OUT))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Write the whole directory; a name that ends in .csv makes a table, any other Open Referral UK."""
        place = Path(path)
        written = directory_as_csv if place.suffix.lower() == ".csv" else directory_as_referral
        self.desk.ask(self.page, "written", written, then=lambda data: self._keep(place, data))

    def _keep(self, place: Path, data: bytes) -> None:
        self.desk.work(
            self.page, lambda: write_whole(place, data),
            lambda _none: self.desk.notices.done("The directory is written.", place.name), self.desk.notices.say,
        )  # fmt: skip
