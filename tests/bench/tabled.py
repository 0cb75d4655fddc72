"""The kit's table of 1,000,000 frozen rows beside a scroll area that draws the same words by hand. Prints JSON; see bench_table."""

import json
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea

from ui.kit import theme
from ui.kit.rows import Column
from ui.kit.table import Table
from ui.start import make_app

COUNT, HEIGHT, TURNS = 1_000_000, 32, 40
WIDTHS = (200, 500, 160, 160)


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    name: str
    state: str
    pence: int


COLUMNS = (
    Column("Number", lambda row: f"B-{row.number}", width=200), Column("Name", lambda row: row.name, width=500),
    Column("State", lambda row: row.state, width=160), Column("Sum", lambda row: f"£{row.pence / 100:.2f}", right=True, width=160),
)  # fmt: skip


class Drawn(QAbstractScrollArea):
    """The least there can be: the words of the rows in sight, each drawn where it stands."""

    def __init__(self, rows) -> None:
        super().__init__()
        self.rows, self.tall = rows, theme.px(HEIGHT)
        self.verticalScrollBar().setRange(0, len(rows) * self.tall - 600)

    def paintEvent(self, _event):
        painter = QPainter(self.viewport())
        painter.setFont(theme.font(14))
        first, top = divmod(self.verticalScrollBar().value(), self.tall)
        for place in range(first, min(len(self.rows), first + self.viewport().height() // self.tall + 2)):
            across, down = 0, (place - first) * self.tall - top
            for column, width in zip(COLUMNS, WIDTHS, strict=True):
                painter.drawText(across + 8, down, width - 16, self.tall, Qt.AlignmentFlag.AlignVCenter, column.text(self.rows[place]))
                across += width
        painter.end()


def own_mb():
    lines = dict(line.split()[:2] for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:])
    return (int(lines["Private_Clean:"]) + int(lines["Private_Dirty:"])) / 1024


def spent(work):
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def measured(make, rows):
    """Milliseconds of the processor until it is shown, for a frame, and for a jump; and the megabytes it took."""
    before, made = own_mb(), []

    def shown():
        made.append(make(rows))
        made[0].resize(1100, 700)
        made[0].show()
        made[0].grab()

    until_shown = spent(shown)
    area, bar = made[0], made[0].verticalScrollBar()

    def at(value):
        bar.setValue(value)
        area.viewport().grab()

    frames = [spent(lambda turn=turn: at(turn * 40)) for turn in range(1, TURNS)]
    jumps = [spent(lambda turn=turn: at(bar.maximum() * (turn * 7 % TURNS) // TURNS)) for turn in range(1, TURNS)]
    return {"shown": until_shown, "frame": statistics.median(frames), "jump": statistics.median(jumps), "mb": own_mb() - before}


def table_of(rows):
    table = Table(COLUMNS, key=lambda row: row.number)
    table.set_rows(rows)
    return table


if __name__ == "__main__":
    app = make_app()
    theme.apply(app, "light")
    rows = tuple(Row(n, "Amara Okafor", "confirmed", n % 9000) for n in range(COUNT))
    for make in (Drawn, table_of):
        measured(make, rows[:50])  # fonts and styles are read
    print(json.dumps({"drawn": measured(Drawn, rows), "table": measured(table_of, rows)}), flush=True)
    os._exit(0)
