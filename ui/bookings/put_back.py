"""Putting a cancelled booking back: at once, or with the reason why, where a rule asks for one by now."""

from typing import Any

from shortbreaks.bookings.cancelling import PutBack, put_back
from shortbreaks.bookings.queries import BookingRow
from shortbreaks.errors import Spoken
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

WAITS, REASON = "reason:R-B6", "reason:"


def put_booking_back(page: Page, booking: BookingRow) -> None:
    """Confirm the place again; where a family that waits comes first, or a rule asks, a sheet asks why it is put back all the same."""
    lead, rest = "Put back.", f"{booking.child} has the place at {booking.service} again."

    def refused(spoken: Spoken) -> None:
        if spoken.field.startswith(REASON):
            asked = "Why it goes before them" if spoken.field == WAITS else "Why it is put back all the same"
            why = Field("words", f"{spoken.sentence} {asked}", longest=400)
            FormSheet(page, f"{booking.child}: {booking.service}", [why], {}, "Put it back", send)
        else:
            page.desk.notices.refused(spoken.sentence, spoken.remedy)

    def send(sheet: FormSheet, found: dict[str, Any]) -> None:
        sheet.perform(put_back, PutBack(booking.id, found["words"]), lead, rest)

    page.desk.perform(page, put_back, PutBack(booking.id), then=lambda _done: page.desk.notices.done(lead, rest), refused=refused)
