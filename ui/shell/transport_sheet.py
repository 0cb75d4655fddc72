"""Who brings a child to a break and home again: one sheet for a place, a stay and the list of what is still to arrange."""

from collections.abc import Callable
from typing import Any

from shortbreaks.bookings.transport import ArrangeTransport, arrange_transport
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

Keep = Callable[[FormSheet], None]


class TransportSheet:
    """The ways there are; `about` is "booking" or "stay"."""

    def __init__(self, page: Page, about: str, row: Any, name: str) -> None:
        self.page = page
        self.sheet: FormSheet | None = None
        standing = getattr(row, "transport", "")
        words = dict(page.desk.lists.choices("transport", [standing] if standing else []))
        fields = (
            Field("transport", "Who brings the child", "choice", choices=tuple(words.items())),
            Field("words", "What was agreed", optional=True, hint="Taxi at 9:15 from the front door", longest=400),
        )

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ArrangeTransport(about, row.id, row.version, **values)
            sheet.perform(arrange_transport, request, "Transport is kept.", words[values["transport"]])

        begin = {"transport": standing or next(iter(words))}
        self.sheet = FormSheet(self.page, f"How {name} gets there", fields, begin, "Keep it", send)
