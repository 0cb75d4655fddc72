"""Before a sign-in is saved: whether somebody signs in by that name already, told above the form; the button again saves it."""

from collections.abc import Callable
from typing import Any

from shortbreaks.access.two_people import signs_in_alike
from ui.kit.notice import Notice
from ui.shell.form_sheet import FormSheet

Send = Callable[[FormSheet, dict[str, Any]], object]


class LookFirst:
    """Looks for others of the name in a form, then sends it; asked anew when the name changes. `but` is who it is about."""

    def __init__(self, send: Send, but: int | None = None, name: str = "") -> None:
        self._send, self._but, self._looked = send, but, name

    def look(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        """Send what was looked for already; look first for what was not."""
        name = values["name"]
        if self._looked == name:
            self._send(sheet, values)
            return

        def found(alike: tuple[str, ...]) -> None:
            self._looked = name
            if not alike:
                self._send(sheet, values)
                return
            rest = (
                f"{'; '.join(alike)}. If this is the same person, change that sign-in instead. Two people of one name are told "
                "apart by a middle name or their team: while they read the same, neither approves what the other prepared. "
                "To save it all the same, press the button again."
            )
            notice = Notice("warn", "Somebody signs in by this name already.", rest, closable=False)
            notice.setObjectName("same_name")
            sheet.say_above(notice)

        sheet.page.desk.ask(sheet.sheet, "alike", signs_in_alike, name, self._but, then=found)
