"""A file on its way in: chosen, read off the GUI thread, shown in a sheet over the page, accepted or left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shortbreaks.database.office import Done
from shortbreaks.database.reasons import BEFORE_IMPORT, MANY_ROWS
from shortbreaks.errors import Spoken
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, empty, holder
from ui.kit.listing import Listing
from ui.kit.notice import Notice
from ui.kit.rows import Column
from ui.kit.sheet import Sheet
from ui.kit.table import Table
from ui.kit.text import label
from ui.kit.theme import px
from ui.shell.back_up_first import MAKING, back_up_first
from ui.shell.files import choose_file, read_chosen
from ui.shell.page import Page


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview as the sheet shows it: one line of words, what was noticed, the rows, and why it cannot be accepted."""

    words: str
    said: Sequence[str]
    rows: Sequence[Any]
    foot: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: the query that previews its bytes, how that is shown, and the command that accepts it.

    `request(data, preview)` is what is performed, with what was said of the file as a third where that is asked, which the
    query is given too; `done(preview)` are the two lines of the notice afterwards.
    """

    title: str
    kinds: str
    preview: Callable[..., Any]
    columns: Callable[[], Sequence[Column[Any]]]
    show: Callable[[Any], Shown]
    command: Callable[..., Any]
    request: Callable[..., Any]
    done: Callable[[str, Any], tuple[str, str]]
    key: Callable[[Any], Any] = lambda row: row.number
    # What a person says of the file beside it: the field, and what stands in it, None where this file is asked nothing
    asks: tuple[Field, Callable[[Any], str | None]] | None = None


class IncomingFile:
    """One file of a kind on its way in, over `page`; nothing is kept before it is accepted."""

    def __init__(self, page: Page, kind: FileKind) -> None:
        self.page, self.desk, self.kind = page, page.desk, kind
        self.sheet: Sheet | None = None
        self.data = b""
        self.name = ""
        self.form: Form | None = None
        self._asked = ""

    def choose(self) -> None:
        """Ask which file."""
        choose_file(self.page, self.kind.title, self.kind.kinds, self.look)

    def look(self, path: str) -> None:
        """Read a file and show what it would change; nothing is kept yet."""
        self.name = Path(path).name
        read_chosen(self.page, path, self._ask)

    def _ask(self, data: bytes) -> None:
        self.data = data
        notices = self.desk.notices
        self.desk.ask(self.page, "preview", self.kind.preview, data, then=self._show, refused=notices.say)

    def _show(self, preview: Any) -> None:
        self.above, self.said = column(gap=8), column(gap=10)
        self.table = Table(self.kind.columns(), key=self.kind.key, height=44, name="preview_table")
        self.listing = Listing(self.table, "Click a head to sort · Ctrl+C copies rows")
        self.listing.setMinimumHeight(px(420))
        self.words = label("", "title", wrap=True, name="preview_words")
        self.accept = Button(
            "Bring it in", "filled", icon="import", key="Ctrl+Enter", name="accept_file", then=self.send
        )
        self._fill(preview)
        inner = holder(column(self.above, self.words, self.said, *self._beside(preview), self.listing, gap=10))
        leave = Button("Leave it", name="leave_file")
        self.sheet = Sheet(self.page, f"Bring in {self.name}", inner, (leave, self.accept), width=1040)
        leave.clicked.connect(self.sheet.close_sheet)
        (self.accept if self.accept.isEnabled() else leave).setFocus()

    def _fill(self, preview: Any) -> None:
        self.preview, shown = preview, self.kind.show(preview)
        self.many = len(shown.rows)
        self.words.setText(shown.words)
        empty(self.said)
        for words in shown.said:
            self.said.addWidget(label(words, "second", wrap=True))
        self.listing.show_rows(shown.rows, shown.foot)
        self.accept.off_because(shown.why_not)

    def _beside(self, preview: Any) -> tuple[Form, ...]:
        """What a person says of the file, which is looked at anew once another word stands there."""
        self.form = None
        if self.kind.asks is None or (stands := self.kind.asks[1](preview)) is None:
            return ()
        asked = self.kind.asks[0]
        self.form = form = Form((asked,), {asked.name: stands or Path(self.name).stem}, today=lambda: self.page.today)
        self._asked = stands
        line = form.editors[asked.name]
        line.editingFinished.connect(self._look_again)  # type: ignore[attr-defined]
        return (form,)

    def _look_again(self) -> None:
        if self.sheet is not None and (told := self._told()) and told[0] != self._asked:
            self._asked = told[0]
            self.desk.ask(self.sheet, "again", self.kind.preview, self.data, *told, then=self._fill, refused=self._refused)

    def _told(self) -> tuple[str, ...]:
        """What is said of the file, where that is asked."""
        return () if self.form is None else (self.form.typed(next(iter(self.form.editors))),)

    def send(self) -> None:
        """Accept what the preview showed."""
        assert self.sheet is not None
        request = self.kind.request(self.data, self.preview, *self._told())
        act = partial(self.desk.perform, self.sheet, self.kind.command, request, then=self._done, refused=self._refused)
        if self.many <= MANY_ROWS:
            act()
            return
        self.accept.off_because("A backup is made first.")
        self._say(Notice("info", *MAKING, closable=False))
        back_up_first(self.sheet, self.desk, BEFORE_IMPORT, act, self._refused)

    def _done(self, _done: Done) -> None:
        assert self.sheet is not None
        self.sheet.close_sheet()
        self.desk.notices.done(*self.kind.done(self.name, self.preview))

    def _refused(self, spoken: Spoken) -> None:
        self.accept.off_because("")
        self._say(Notice("bad", spoken.sentence, spoken.remedy, closable=False))

    def _say(self, notice: Notice) -> None:
        empty(self.above)
        self.above.addWidget(notice)
        notice.announce()
