"""A file of families brought in after its preview."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from shortbreaks.database.files import write_whole
from shortbreaks.exchange.families_csv import NEEDED, empty_table
from shortbreaks.exchange.families_in import (
    BRINGS,
    BringInFamilies,
    FamiliesPreview,
    JudgedLine,
    bring_in_families,
    families_previewed,
)
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark
from ui.kit.where import choose_where
from ui.shell.incoming_file import FileKind, Shown
from ui.shell.page import Page

ORDER = {"refused": 0, "alike": 1, "new": 2, "joins": 3, "known": 4}
MARKS = {
    "refused": Mark("Stops the file", "bad"), "alike": Mark("Stays out", "warn"), "new": Mark("New family", "ok"),
    "joins": Mark("New child", "ok"), "known": Mark("As it is", "neutral"),
}  # fmt: skip


def line_columns() -> Sequence[Column[JudgedLine]]:
    """Where a child stands in the file, what would happen, and why."""
    line: Column[JudgedLine] = Column(
        "Line", lambda r: f"{r.line:,}", sort=lambda r: r.line, right=True, width=72, tabular=True
    )
    return [
        line,
        Column("Would be", marks=lambda r: (MARKS[r.act],), sort=lambda r: (ORDER[r.act], r.line), width=150),
        Column("Child, and why", lambda r: r.name or "–", second=lambda r: r.why, strong=True),
    ]


def show_families(preview: FamiliesPreview) -> Shown:
    """A preview as the sheet shows it: what needs a look first."""
    rows = sorted(preview.rows, key=lambda row: (ORDER[row.act], row.line))
    return Shown(preview.sentence(), preview.said, rows, f"{counted(preview.read, 'line')} read", preview.why_not())


def say_brought(name: str, preview: FamiliesPreview) -> tuple[str, str]:
    """What came of the file, for the notice."""
    return f"{name} is brought in.", f"{counted(preview.count(*BRINGS), 'child', 'children')} new."


FAMILIES = FileKind(
    "Bring families in", "Tables (*.csv)", families_previewed, line_columns, show_families, bring_in_families,
    lambda data, preview: BringInFamilies(data, preview.seen), say_brought,
)  # fmt: skip


def ask_where_empty(page: Page) -> None:
    """Ask where a table that is to be filled in goes: its headings alone."""
    choose_where(page.window(), "Save an empty table of families", "families.csv", ("Tables (*.csv)",), partial(write_empty, page))


def write_empty(page: Page, path: str) -> None:
    """Write the headings of a table of families, and say which are needed."""
    place, notices = Path(path), page.desk.notices
    needed = f"Only {' and '.join(f'“{one}”' for one in NEEDED)} are needed, with a parent or our family number."
    done = f"{place.name} is written."
    page.desk.work(page, lambda: write_whole(place, empty_table()), lambda _none: notices.done(done, needed), notices.say)
