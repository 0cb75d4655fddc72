"""Before a child is entered: whether it may be here already, told above the form; the button again enters it all the same."""

from collections.abc import Callable
from typing import Any

from shortbreaks.dates import say_day
from shortbreaks.families.duplicates import Likely, likely_duplicates
from ui.kit.notice import Notice
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

Send = Callable[[FormSheet, dict[str, Any]], object]


class LookFirst:
    """Looks for likely duplicates of the child in a form, then sends it; asked anew when name or birthday change."""

    def __init__(self, page: Page, send: Send) -> None:
        self.page, self._send = page, send
        self._looked: tuple[object, ...] | None = None

    def look(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        """Send what was looked for already; look first for what was not."""
        key = (values["first_name"], values["last_name"], values["born"])
        if self._looked == key:
            self._send(sheet, values)
            return
        self._looked = key
        self.page.desk.ask(
            sheet.sheet, "alike", likely_duplicates, *key, then=lambda found: self._alike(sheet, values, found)
        )

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

        notice = Notice("warn", "This child may be here already.", f"{said}. To add them all the same, press the button again.",
                        (("Open the first", look),), closable=False)  # fmt: skip
        notice.setObjectName("likely_duplicates")
        sheet.say_above(notice)
