"""Before a child is entered: whether it may be here already, told above the form; with the reason why it is another, it is entered."""

from collections.abc import Callable
from typing import Any

from shortbreaks.dates import say_day, to_local
from shortbreaks.families.duplicates import Likely, likely_duplicates
from ui.kit.buttons import on_main_key
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.notice import Notice
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

WHY = Field("why", "Why this is another child", hint="The mother says: cousins of one name", longest=400)
Send = Callable[[FormSheet, dict[str, Any]], object]


class LookFirst:
    """Looks for likely duplicates of the child in a form, then sends it; asked anew when name or birthday change."""

    def __init__(self, page: Page, send: Send) -> None:
        self.page, self._send = page, send
        self._looked: tuple[object, ...] | None = None
        self._why: Form | None = None  # why it is another child, once some were told
        self._told = ""

    def look(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        """Send what was looked for already; look first for what was not."""
        key = (values["first_name"], values["last_name"], values["born"])
        if self._looked == key:
            self._go_on(sheet, values)
            return
        self._looked, self._why = key, None
        sheet.say_above()
        self.page.desk.ask(
            sheet.sheet, "alike", likely_duplicates, *key, then=lambda found: self._alike(sheet, values, found)
        )

    def _go_on(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        """Send it, with the reason where it was told that the child may be here already."""
        if self._why is None:
            self._send(sheet, values)
        elif (said := self._why.values()) is not None:
            self._send(sheet, values | {"not_same": f"Another child than in {self._told}: {said['why']}"})

    def _alike(self, sheet: FormSheet, values: dict[str, Any], found: tuple[Likely, ...]) -> None:
        if not found:
            self._send(sheet, values)
            return
        said = "; ".join(
            f"{one.child.name}, born {say_day(one.child.born)}, {one.child.ref} ({one.reason.lower()})" for one in found
        )
        first = found[0].child

        def look() -> None:
            sheet.sheet.close_sheet()
            self.page.go.to("child", id=first.id)

        notice = Notice("warn", "This child may be here already.", f"{said}. If it is another child, say why and press the button again.",
                        (("Open the first", look),), closable=False)  # fmt: skip
        notice.setObjectName("likely_duplicates")
        sheet.say_above(notice)
        self._told = ", ".join(dict.fromkeys(one.child.ref for one in found))
        today = to_local(self.page.desk.office.now()).date()
        self._why = Form((WHY,), today=lambda: today, keyed=False)
        sheet.above.addWidget(self._why)
        on_main_key(self._why, sheet.form.send)
        self._why.show()  # at once: what is out of sight has no focus
        self._why.focus_first()
