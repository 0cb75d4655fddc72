"""A directory file brought in after its preview, and the directory sent out."""

from collections.abc import Sequence
from pathlib import Path

from shortbreaks.database.files import write_whole
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.queries import (
    Preview,
    PreviewRow,
    directory_as_csv,
    directory_as_referral,
    directory_previewed,
)
from shortbreaks.words import counted
from ui.kit.fields import Field
from ui.kit.rows import Column, Mark
from ui.kit.where import choose_where
from ui.shell.incoming_file import FileKind, Shown
from ui.shell.page import Page

KINDS_IN = "Directory files (*.json *.jsonl *.geojson *.csv *.zip *.gz);;Open Referral UK (*.json *.jsonl *.geojson);;Tables (*.csv *.zip)"
KINDS_OUT = {"Open Referral UK (*.json)": directory_as_referral, "Table (*.csv)": directory_as_csv}
ORDER = {"refused": 0, "gone": 1, "changed": 2, "new": 3, "same": 4}
MARKS = {
    "refused": Mark("Stays out", "bad"), "changed": Mark("Changes", "warn"), "new": Mark("New", "ok"), "same": Mark("As it is", "neutral"),
    "gone": Mark("No longer in it", "warn"),
}  # fmt: skip
MANY = {"provider": ("provider", "providers"), "venue": ("venue", "venues"), "service": ("service", "services")}


FEED = Field("feed", "Name of this feed, by which its next file is known", optional=True, longest=120)


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
        counted(same, "as it is", "as they are") if same else "",
        counted(refused, "stays out", "stay out") if refused else "none stays out",
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
        "Line", lambda r: f"{r.line:,}" if r.line else "–", sort=lambda r: r.line, right=True, width=72, tabular=True
    )
    return [
        line,
        Column("Would be", marks=lambda r: (MARKS[r.act],), sort=lambda r: (ORDER[r.act], r.line), width=132),
        Column("Record, and why or what changes", lambda r: r.name or "without a name", second=why, strong=True),
        Column("Is a", lambda r: f"{r.table}, record {r.row}" if r.line else r.table, width=180),
    ]


def _why_not(preview: Preview) -> str:
    if preview.count("", "refused") and preview.form == "CSV":
        return "Some lines cannot be read. Mend them in the file, and choose it again."
    return "Nothing in the file is new or changed."


def show_preview(preview: Preview) -> Shown:
    """A directory file's preview as the sheet shows it: what needs a look first."""
    rows = sorted(preview.rows, key=lambda row: (ORDER[row.act], not row.why, row.line))
    why_not = "" if preview.may_be_accepted else _why_not(preview)
    return Shown(say_preview(preview), preview.said, rows, f"{preview.form}, {counted(preview.read, 'record')} read", why_not)


def say_brought(name: str, preview: Preview) -> tuple[str, str]:
    """What came of a directory file, for the notice."""
    new, changed = say_counts(preview, "new"), say_counts(preview, "changed")
    words = "; ".join(filter(None, (new and f"{new} new", changed and f"{changed} changed")))
    return f"{name} is in the directory.", f"{words}."


DIRECTORY = FileKind(
    "Bring a directory file in", KINDS_IN, directory_previewed, preview_columns, show_preview, bring_in_directory,
    lambda data, preview, feed="": BringInDirectory(data, preview.seen, feed), say_brought, asks=(FEED, lambda preview: preview.feed),
)  # fmt: skip


class SendOut:
    """The directory on its way out, as Open Referral UK or as a table."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk

    def choose(self) -> None:
        """Ask where to, and in which form."""
        choose_where(self.page.window(), "Send the directory out", "directory.json", tuple(KINDS_OUT), self.write)

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
