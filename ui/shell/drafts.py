"""Forms that are not saved yet: kept a moment after each pause in typing, and offered again at the next sign-in."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from shortbreaks.dates import say_day
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder, row
from ui.kit.notice import Notice
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.kit.typed import Typed, said_in, say_typed, type_into, typed_in

if TYPE_CHECKING:
    from shortbreaks.access.drafts import DraftRow
    from ui.kit.form import Form
    from ui.shell.desk import Desk
    from ui.shell.page import Page
    from ui.shell.window import OfficeWindow

PAUSE_MS = 2_000  # what a power cut can cost: the words of the last two seconds
SAID = 160  # letters of a draft that its offer shows

Place = tuple[str, tuple[tuple[str, Any], ...], str]


class Watch(QObject):
    """Keeps what is typed into one form until it is saved or left; says what was typed into it before."""

    settled = Signal()  # what was typed before was put in or thrown away

    def __init__(self, page: "Page", form: "Form", title: str) -> None:
        super().__init__(form)
        here = page.go.here
        self._desk: Desk = page.desk
        self._form = form
        self.place: Place | None = None if here is None else (here.page, here.target, title)
        self._opener = _opener(page)
        self.begin = typed_in(form)
        self._kept: dict[str, Typed] = {}
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.keep_now)
        self.before: DraftRow | None = None
        self._over = self.place is None  # saved, or left
        if self.place is not None:
            self.before = self._desk.drafts.get(self.place)
            self._desk.keep_wanted.connect(self.keep_now)
            for name in self.begin:
                form.when_typed(name, self._timer.start)

    def offer(self) -> Notice | None:
        """What was typed into this form before and not saved, to be put in or thrown away by whoever typed it.

        Never by itself: a form of the same name may be about somebody else.
        """
        if self.before is None:
            return None
        when = f"{self.before.at:%H:%M} on {say_day(self.before.at.date())}"
        acts = (("Put it in", self.put_in), ("Throw it away", self.throw_away))
        notice = Notice("info", f"Not saved: what you typed until {when}.", said_shortly(self.before), acts, closable=False)
        notice.setObjectName("draft_before")
        self.settled.connect(notice.hide)
        return notice

    def put_in(self) -> None:
        """Type in again what was typed before."""
        if self.before is not None:
            found, self.before = self.before, None
            self._desk.drafts.pop(self.place, None)  # type: ignore[arg-type]
            self._kept = {one.name: one.value for one in found.fields if one.name in self.begin}
            type_into(self._form, self._kept)
            self.settled.emit()

    def throw_away(self) -> None:
        """Forget what was typed before."""
        if self.before is not None:
            self.before = None
            self._drop()
            self.settled.emit()

    def keep_now(self) -> None:
        """Keep what stands otherwise than when the form was opened, when that is not kept yet."""
        from shortbreaks.access.drafts import KeepDraft, TypedField, keep_draft

        self._timer.stop()
        typed = {name: value for name, value in typed_in(self._form).items() if value != self.begin[name]}
        if self.place is None or typed == self._kept:
            return
        earlier = self.before.fields if self.before is not None else ()  # not lost while nobody has decided about it
        both = {one.name: one for one in earlier if one.name in self.begin} | {
            name: TypedField(name, self._form.fields[name].label, value, said_in(self._form, name)) for name, value in typed.items()
        }
        fields = tuple(both.values())
        page, target, title = self.place
        last, self._kept = self._kept, typed

        def failed(_spoken: object) -> None:
            self._kept = last  # the next pause tries again; the form itself still holds it

        request = KeepDraft(page, target, title, self._opener, fields)
        self._desk.perform(self, keep_draft, request, then=lambda _done: self._timer.start(), refused=failed)

    def saved(self) -> None:
        """The form was saved: nothing of it is kept any more."""
        self.before = None
        self.left(saved=True)

    def left(self, *, saved: bool = False) -> None:
        """The form was closed; what was typed in it goes, what was typed before and not decided about stays."""
        self._timer.stop()
        if not self._over:
            self._over = True
            self._desk.keep_wanted.disconnect(self.keep_now)
            if self.before is None and (self._kept or saved):
                self._drop()

    def _drop(self) -> None:
        self._kept = {}
        if self.place is not None:
            forget(self._desk, self.place)


def forget(desk: "Desk", place: Place) -> None:
    """Throw a draft away."""
    from shortbreaks.access.drafts import DropDraft, drop_draft

    desk.drafts.pop(place, None)
    owner = QObject(desk)  # of its own, so that two that go at once both go
    gone = owner.deleteLater
    desk.perform(owner, drop_draft, DropDraft(*place), then=lambda _done: gone(), refused=lambda _spoken: gone())


def said_shortly(one: "DraftRow") -> str:
    """What was typed, as words to recognise it by."""
    said = "; ".join(say_typed(field.label, field.said or field.value) for field in one.fields)
    return said if len(said) <= SAID else f"{said[:SAID].rstrip()}…"


def _opener(page: "Page") -> str:
    """The name of the button of the page that opened a form, where it was one."""
    focus = QApplication.focusWidget()
    return focus.objectName() if isinstance(focus, Button) and page.isAncestorOf(focus) else ""


def offer_drafts(window: "OfficeWindow") -> None:
    """After signing in: what was typed and not saved, when there is any."""
    from shortbreaks.access.drafts import my_drafts

    window.desk.ask(window, "drafts", my_drafts, then=partial(_offer, window))


def _offer(window: "OfficeWindow", drafts: "Sequence[DraftRow]") -> None:
    if not drafts:
        return
    window.desk.drafts = {(one.page, one.target, one.title): one for one in drafts}
    lines = column(label("It is kept in the office, and seen by you alone.", "second", wrap=True), gap=16)
    later = Button("Later", name="drafts_later")
    sheet = Sheet(window, "You had not saved", holder(lines), (later,), width=640)
    later.clicked.connect(sheet.close_sheet)
    for one in drafts:
        lines.addWidget(_line(window, sheet, one))
    later.setFocus()


def _line(window: "OfficeWindow", sheet: Sheet, one: "DraftRow") -> QWidget:
    take = Button("Take it up", "filled", name=f"take_draft_{one.id}", then=lambda: _take(window, sheet, one))
    throw = Button("Throw it away", name=f"throw_draft_{one.id}")
    words = column(
        label(one.title, "strong", wrap=True),
        label(f"Typed until {one.at:%H:%M} on {say_day(one.at.date())}", "caption"),
        label(said_shortly(one), wrap=True),
        gap=2,
    )
    line = holder(column(words, row(take, throw, None, gap=8), gap=6))

    def gone() -> None:
        forget(window.desk, (one.page, one.target, one.title))
        line.hide()
        line.deleteLater()
        if not window.desk.drafts:
            sheet.close_sheet()

    throw.clicked.connect(gone)
    return line


def _take(window: "OfficeWindow", sheet: Sheet, one: "DraftRow") -> None:
    """Go where it was typed, to the button that opened its form; its form then offers what was typed."""
    sheet.close_sheet()
    window.go.to(one.page, **dict(one.target))
    page = window.page_now()
    opener = page.findChild(Button, one.opener) if page is not None and one.opener else None
    if opener is not None and opener.isEnabled():
        opener.setFocus()
    window.desk.notices.news(f"Open “{one.title}” again.", "What you had typed can be put in there.")
