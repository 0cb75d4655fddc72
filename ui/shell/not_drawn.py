"""Whose names stand as codes on papers that are about to be drawn, told before any of them is."""

from collections.abc import Callable, Sequence

from shortbreaks.families.undrawn import Undrawn
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.rows import Column
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.shell.page import Page

REMEDY = "Write the name in Latin letters too, such as under “Known as”."
MOST_NAMED = 6


def not_drawn_notice(found: Sequence[Undrawn]) -> Notice:
    """Whose names cannot be printed, in a notice: the first few by name."""
    named = ", ".join(f"{one.name} ({one.ref})" for one in found[:MOST_NAMED])
    rest = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    said = Notice("warn", f"Names that cannot be printed stand as codes: {named}{rest}.", REMEDY, closable=False)
    said.setObjectName("not_printed")
    return said


def _columns() -> list[Column[Undrawn]]:
    return [
        Column("Name", lambda r: r.name, strong=True, width=260), Column("Family", lambda r: r.ref, width=140),
        Column("Letters that cannot be printed", lambda r: r.letters),
    ]  # fmt: skip


def ask_first(page: Page, found: Sequence[Undrawn], go_on: Callable[[], object]) -> Sheet | None:
    """Go on at once when every name can be printed; else say whose cannot, and go on only when that is wished."""
    if not found:
        go_on()
        return None
    table = Table(_columns(), key=lambda r: (r.ref, r.name), name="not_drawn_table")
    listing = Listing(table, "Ctrl+C copies rows")
    listing.setMinimumHeight(300)
    listing.show_rows(found, counted(len(found), "name"))
    words = f"{counted(len(found), 'name')} would stand on these letters as codes."
    inner = holder(column(Notice("warn", words, REMEDY, closable=False), listing, gap=12))
    leave = Button("Leave it", name="leave_letters")
    draw = Button("Draw them all the same", "filled", name="draw_all_the_same")
    sheet = Sheet(page, "Names that cannot be printed", inner, (leave, draw), width=760)
    leave.clicked.connect(sheet.close_sheet)
    draw.clicked.connect(sheet.close_sheet)
    draw.clicked.connect(go_on)
    leave.setFocus()
    return sheet
