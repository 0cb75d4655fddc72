"""Who brings a child to a break and home again: one sheet for a place, a stay and the list of what is still to arrange."""

from collections.abc import Callable
from functools import partial
from typing import Any

from shortbreaks.bookings.transport import ArrangeTransport, arrange_transport
from shortbreaks.council.queries import words_of_list
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

Keep = Callable[[FormSheet], None]


class TransportSheet:
    """Asks for the list of ways, then shows them; `about` is "booking" or "stay"."""

    def __init__(self, page: Page, about: str, row: Any, name: str) -> None:
        self.page = page
        self.sheet: FormSheet | None = None
        page.desk.ask(page, "transport", words_of_list, "transport", then=partial(self._show, about, row, name))

    def _show(self, about: str, row: Any, name: str, words: dict[str, str]) -> None:
        fields = (
            Field("transport", "Who brings the child", "choice", choices=tuple(words.items())),
            Field("words", "What was agreed", optional=True, hint="Taxi at 9:15 from the front door", longest=400),
        )

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ArrangeTransport(about, row.id, row.version, **values)
            sheet.perform(arrange_transport, request, "Transport is kept.", words[values["transport"]])

        begin = {"transport": getattr(row, "transport", "") or next(iter(words))}
        self.sheet = FormSheet(self.page, f"How {name} gets there", fields, begin, "Keep it", send)
