"""A form in a sheet over a page: its request, and what is said when it is done."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, empty, holder
from ui.kit.notice import Notice
from ui.kit.sheet import Sheet
from ui.kit.typed import typed_in
from ui.shell.drafts import Watch
from ui.shell.page import Page


class FormSheet:
    """A form in a sheet. `send` is given the values and performs the command, with `refuse` for its refusals."""

    def __init__(
        self, page: Page, title: str, fields: Sequence[Field], values: Mapping[str, Any] | None, act: str,
        send: Callable[["FormSheet", dict[str, Any]], object], *, width: int = 620,
    ) -> None:  # fmt: skip
        self.page = page
        today = to_local(page.desk.office.now()).date()
        self.form = Form(fields, values, today=lambda: today)
        self.above = column(gap=8)
        inner = holder(column(self.above, self.form, gap=12))
        self.act = Button(act, "filled", key="Ctrl+Enter", name="send_form", then=self.form.send)
        leave = Button("Leave it", name="leave_form")
        self.sheet = Sheet(page, title, inner, (leave, self.act), width=width)
        self.form.say_in(self.sheet.bar)
        leave.clicked.connect(self.sheet.close_sheet)
        self.form.sent.connect(lambda found: send(self, found))
        self.watch = Watch(page, self.form, title)
        self._said_of: dict[str, Any] | None = None  # what stood there when it was said that it is not saved
        self.sheet.held = self._held
        self.sheet.closed.connect(self.watch.left)
        if (before := self.watch.offer()) is not None:
            inner.layout().insertWidget(0, before)  # type: ignore[union-attr]
        self.form.focus_first()

    def _held(self) -> bool:
        """One slip of a key loses nothing typed: the first Esc says so, the next one leaves."""
        typed = typed_in(self.form)
        if not self.form.dirty or typed in (self.watch.begin, self._said_of):
            return False
        self._said_of = typed
        self.form.refuse(Refused("What was typed is not saved.", "Esc once more leaves it; Ctrl+Enter saves it."))
        return True

    def say_above(self, *notices: Notice) -> None:
        """Say something above the form, or nothing any more, in place of what was said there."""
        empty(self.above)
        for notice in notices:
            self.above.addWidget(notice)
            notice.announce()

    def perform(
        self, command: Any, request: Any, lead: str, rest: str = "", then: Callable[[Any], object] | None = None
    ) -> None:
        """Perform the form's command; on success close the sheet and say so."""

        def done(answer: Any) -> None:
            self.watch.saved()
            self.sheet.close_sheet()
            self.page.desk.notices.done(lead, rest)
            if then is not None:
                then(answer)

        self.page.desk.perform(self.sheet, command, request, then=done, refused=self.form.refuse)
