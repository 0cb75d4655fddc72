"""A file of wishes on its way in: looked at, every line at fault listed with its reason, accepted whole or left."""

from collections.abc import Sequence
from dataclasses import dataclass

from shortbreaks.rounds.wish_files import TakeWishes, WishPreview, preview_wishes, take_wishes
from shortbreaks.words import counted, nth
from ui.kit.rows import Column, Mark
from ui.shell.incoming_file import FileKind, IncomingFile, Shown
from ui.shell.page import Page


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the file, taken or at fault."""

    line: int
    child: str
    what: str
    rank: int
    late: bool
    fault: str


def line_columns() -> Sequence[Column[LineRow]]:
    """Line, child, wish, and whether it can be taken."""

    def marks(r: LineRow) -> Sequence[Mark]:
        if r.fault:
            return (Mark("At fault", "bad"),)
        return (Mark("Late", "warn", "clock"),) if r.late else (Mark("New", "ok"),)

    first: Column[LineRow] = Column(
        "Line", lambda r: f"{r.line}", sort=lambda r: r.line, right=True, width=70, tabular=True
    )
    return [
        first,
        Column("Child", lambda r: r.child or "–", strong=True, width=150),
        Column("Wish", lambda r: nth(r.rank).capitalize() if r.rank else "–", sort=lambda r: r.rank, width=90),
        Column("For", lambda r: r.what or r.fault),
        Column("Becomes", marks=marks, sort=lambda r: (not r.fault, r.late), width=120),
    ]


class WishFile(IncomingFile):
    """The file of one round: its preview is asked with the round's number."""

    def __init__(self, page: Page, kind: FileKind, round_id: int) -> None:
        super().__init__(page, kind)
        self.round_id = round_id

    def _ask(self, data: bytes) -> None:
        self.data = data
        self.desk.ask(
            self.page,
            "preview_file",
            preview_wishes,
            data,
            self.round_id,
            then=self._show,
            refused=self.desk.notices.say,
        )


def wish_file(page: Page, round_id: int) -> IncomingFile:
    """Wishes of a round from a file."""
    return WishFile(
        page,
        FileKind(
            "Bring wishes in", "Tables (*.csv *.txt)", preview_wishes, line_columns, _shown, take_wishes,
            lambda data, found: TakeWishes(data, round_id, found.mark),
            lambda name, found: (f"{counted(len(found.lines), 'wish', 'wishes')} brought in.", f"From {name}."),
            key=lambda row: row.line,
        ),
        round_id,
    )  # fmt: skip


def _shown(found: WishPreview) -> Shown:
    rows = [
        *(LineRow(one.line, "", "", 0, late=False, fault=one.sentence) for one in found.faults),
        *(LineRow(one.line, one.child, one.what, one.request.rank, late=one.late, fault="") for one in found.lines),
    ]  # fmt: skip
    late = sum(one.late for one in found.lines)
    words = counted(len(found.lines), "wish", "wishes") + (f", {late} of them late" if late else "")
    why = (
        f"{counted(len(found.faults), 'line')} must be mended first."
        if found.faults
        else ""
        if found.lines
        else "There is no wish in it."
    )
    return Shown(words, found.notes, rows, f"{counted(len(rows), 'line')}, {len(found.faults)} at fault", why)
